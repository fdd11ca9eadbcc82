//! Whatever a judge says, the statements hold the standard; and the validator that says so refuses what is spoilt.

mod common;

use std::collections::BTreeSet;

use common::{
    any_debrief, any_session, json,
    mutations::{good, mutations, spoilt},
    strict::faults,
};
use proptest::prelude::*;

#[test]
fn the_validator_refuses_every_mutation() {
    assert_eq!(faults(&good()), Vec::<String>::new());
    for mutation in mutations() {
        assert!(!faults(&spoilt(&good(), &mutation)).is_empty(), "{}", mutation.0);
    }
}

proptest! {
    #[test]
    fn any_session_gives_strict_statements(session in any_session(), debrief in any_debrief()) {
        let all = json(&session, &debrief);
        for statement in &all {
            prop_assert_eq!(faults(statement), Vec::<String>::new());
        }
        let ids: BTreeSet<&str> = all.iter().filter_map(|s| s["id"].as_str()).collect();
        prop_assert_eq!(ids.len(), all.len(), "ids differ");
        let times: Vec<&str> = all.iter().filter_map(|s| s["timestamp"].as_str()).collect();
        prop_assert!(times.is_sorted(), "oldest first: {:?}", times);
        prop_assert_eq!(&all, &json(&session, &debrief), "the same again");
        prop_assert!(all.iter().all(|s| s["actor"] == all[0]["actor"] && s["context"]["extensions"] == all[0]["context"]["extensions"]));
        let registration = session.registration.unwrap_or(session.tape).to_string();
        prop_assert!(all.iter().all(|s| s["context"]["registration"] == registration.as_str()));
    }
}

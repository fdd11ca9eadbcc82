//! `profile.jsonld` says what the statements are, and they are what it says.

mod common;

use std::collections::BTreeSet;

use common::{
    OUTCOMES, any_debrief, any_session, debrief, json,
    profile::{broken, follows, list, matching, profile},
    session,
};
use proptest::prelude::*;
use record::{Adaptations, Session, iri};
use serde_json::{Value, json};

/// Everything that a session can tell.
fn all_statements() -> Vec<Value> {
    let adaptations = Adaptations { seated: true, one_hand: true };
    let adapted = Session { adapted: true, adaptations, ..session() };
    let usual = OUTCOMES.iter().flat_map(|&outcome| json(&session(), &debrief(outcome)));
    usual.chain(json(&adapted, &debrief(OUTCOMES[0]))).collect()
}

fn template_ids<'a>(profile: &'a Value, all: &[Value]) -> Vec<&'a str> {
    all.iter().map(|s| matching(profile, s)[0]["id"].as_str().unwrap()).collect()
}

#[test]
fn the_profile_is_well_formed() {
    let profile = profile();
    assert_eq!(profile["versions"][0]["id"], json!(iri::PROFILE));
    let mut ids = BTreeSet::new();
    let mut named = vec![&profile];
    for member in ["concepts", "templates", "patterns"].iter().flat_map(|key| list(&profile, key)) {
        let id = member["id"].as_str().unwrap();
        assert!(id.starts_with(iri::BASE) && ids.insert(id), "{id}");
        assert_eq!(member["inScheme"], json!(iri::PROFILE), "{id}");
        if member["type"] != "Pattern" || member["primary"] == true {
            named.push(member);
        }
    }
    for words in named.iter().flat_map(|n| [&n["prefLabel"], &n["definition"]]) {
        assert!(["fr", "en"].iter().all(|lang| words[lang].as_str().is_some_and(|text| !text.is_empty())), "{words}");
    }
}

#[test]
fn every_extension_is_a_concept_and_every_concept_is_used() {
    let profile = profile();
    let concepts = list(&profile, "concepts");
    let mut used = BTreeSet::new();
    for statement in all_statements() {
        for (place, kind) in [("context", "ContextExtension"), ("result", "ResultExtension")] {
            for (key, value) in statement[place]["extensions"].as_object().into_iter().flatten() {
                let concept = concepts.iter().find(|c| c["id"] == **key && c["type"] == kind);
                let concept = concept.unwrap_or_else(|| panic!("{key} is no {kind} of the profile"));
                let schema: Value = serde_json::from_str(concept["inlineSchema"].as_str().unwrap()).unwrap();
                jsonschema::validate(&schema, value).unwrap_or_else(|e| panic!("{key}: {e}"));
                used.insert(key.clone());
            }
        }
    }
    let unused: Vec<&Value> =
        concepts.iter().map(|c| &c["id"]).filter(|id| !used.contains(id.as_str().unwrap())).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn every_template_is_used_and_its_rules_can_fail() {
    let profile = profile();
    let all = all_statements();
    let used: BTreeSet<&str> = template_ids(&profile, &all).into_iter().collect();
    assert_eq!(used.len(), list(&profile, "templates").len());

    let passed = all.iter().find(|s| s["verb"]["id"] == "http://adlnet.gov/expapi/verbs/passed").unwrap();
    let template = matching(&profile, passed)[0];
    for (pointer, value) in
        [("/result/success", json!(false)), ("/result/completion", json!(true)), ("/actor/name", json!("Marie"))]
    {
        let mut spoilt = passed.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        spoilt.pointer_mut(parent).unwrap()[key] = value;
        assert_eq!(broken(template, &spoilt).len(), 1, "{pointer}");
    }
    let mut without = passed.clone();
    without["context"]["extensions"].as_object_mut().unwrap().remove(iri::context::CLAIM);
    assert_eq!(broken(template, &without).len(), 1);
}

#[test]
fn a_sequence_out_of_order_does_not_follow_the_pattern() {
    let profile = profile();
    let all = json(&session(), &debrief(drill::Outcome::Passed));
    let ids = template_ids(&profile, &all);
    assert!(follows(&profile, &ids));
    let mut swapped = ids.clone();
    swapped.swap(0, 1);
    assert!(!follows(&profile, &swapped));
    assert!(!follows(&profile, &ids[..ids.len() - 1]), "no end");
    assert!(!follows(&profile, &[&ids[..], &ids[ids.len() - 1..]].concat()), "two ends");
}

proptest! {
    #[test]
    fn any_session_follows_the_profile(session in any_session(), debrief in any_debrief()) {
        let profile = profile();
        let all = json(&session, &debrief);
        for statement in &all {
            let templates = matching(&profile, statement);
            prop_assert_eq!(templates.len(), 1, "{:#}", statement);
            prop_assert_eq!(broken(templates[0], statement), Vec::<String>::new(), "{:#}", statement);
        }
        prop_assert!(follows(&profile, &template_ids(&profile, &all)));
    }
}

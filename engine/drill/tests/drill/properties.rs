//! Any facts, any files: never a panic; the same facts, the same verdicts.

use crate::stage::{Stage, gowning_files, site_bytes};
use drill::check::check;
use drill::{Mode, Outcome};
use proptest::prelude::*;
use twin::{Fact, Id, Kind};

/// Ticks with facts of any kind over the names of the room and a few ids it does not have.
fn streams() -> impl Strategy<Value = Vec<Vec<Fact>>> {
    let kinds: Vec<Kind> = serde_json::from_value(serde_json::json!([
        "touched",
        "parted",
        "grasped",
        "released",
        "placed",
        "taken",
        "entered",
        "opened",
        "closed",
        "refused",
        "forced",
        "pressed",
        "dispensed",
        "covered",
        "wetted",
        "dried",
        "seen",
        "inspected",
        "unwrapped",
        "threaded",
        "rested",
        "slipped",
        "worn",
        "removed",
        "fitted",
        "bared",
        "moved",
        "lowered",
        "pressure",
        "alarmed",
        "calmed",
        "declared",
        "lost",
        "regained",
        "recentred",
        "stated",
        "intervened"
    ]))
    .unwrap();
    let ids = 0..420u16;
    let amount = prop_oneof![Just(0.0), Just(1.0), Just(f32::NAN), Just(f32::INFINITY), -50.0..50.0f32];
    let fact = (0..u32::MAX, 0..2u8, proptest::sample::select(kinds), ids.clone(), ids.clone(), ids, amount).prop_map(
        |(tick, person, kind, by, on, with, amount)| Fact {
            tick: tick % 100_000,
            person,
            kind,
            by: Id(by),
            on: Id(on),
            with: Id(with),
            amount,
        },
    );
    proptest::collection::vec(proptest::collection::vec(fact, 0..12), 1..120)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_facts_are_judged_the_same_way_twice(ticks in streams(), cut in 0..120usize) {
        let mut stage = Stage::gowning(Mode::Practice);
        let start = stage.drill.save();
        let mut halfway = start.clone();
        let mut first = Vec::new();
        for (i, facts) in ticks.iter().enumerate() {
            if i == cut % ticks.len() {
                halfway = stage.drill.save();
                first.clear();
            }
            first.extend_from_slice(stage.drill.judge(facts));
        }
        let (sum, report) = (stage.drill.checksum(), stage.drill.debrief(&stage.names, None));
        prop_assert_eq!(report.outcome, Outcome::Abandoned);
        prop_assert!((0.0..=100.0).contains(&report.score));
        stage.drill.restore(&halfway);
        let mut second = Vec::new();
        for facts in &ticks[cut % ticks.len()..] {
            second.extend_from_slice(stage.drill.judge(facts));
        }
        prop_assert_eq!(first, second);
        prop_assert_eq!(stage.drill.checksum(), sum);
        stage.drill.restore(&start);
        prop_assert!(stage.drill.checksum() != sum, "a checksum that never changes checks nothing");
    }

    #[test]
    fn a_spoiled_file_gets_findings_and_never_a_panic(
        which in 0..2usize,
        place in 0..1_000_000usize,
        with in proptest::collection::vec(any::<u8>(), 0..4),
        gone in 0..40usize,
    ) {
        let (mut files, mut site) = (gowning_files(), site_bytes());
        let bytes = if which == 0 { files.get_mut("procedure.json").unwrap() } else { &mut site };
        let at = place % bytes.len();
        let end = (at + gone).min(bytes.len());
        bytes.splice(at..end, with);
        for finding in check(&files, &site) {
            prop_assert!(finding.line > 0 && finding.column > 0 && !finding.sentence.is_empty() && !finding.remedy.is_empty());
        }
    }
}

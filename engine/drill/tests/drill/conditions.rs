//! Each kind of condition, with facts made by hand.

use crate::stage::{Stage, gowning_files, site_bytes};
use drill::Mode;
use serde_json::{Value, json};
use twin::Kind::*;

/// A drill with one step that nobody does and one rule, `r`.
fn stage(rule: Value) -> Stage {
    let words = json!({"fr": "f", "en": "e"});
    let mut whole = json!({"id": "r", "step": "S", "severity": "major", "what": words, "why": words, "remedy": words,
        "source": "test", "label": "design"});
    whole.as_object_mut().unwrap().extend(rule.as_object().unwrap().clone());
    let procedure = json!({"title": words, "claim": words, "zones": ["z0", "z1", "z2.dirty"], "rubric": {"critical":
        "points_critical", "major": "points_major", "minor": "points_minor", "pass_score": "pass_score", "max_major":
        "max_major", "time_min_s": "gowning_time_min_s", "time_max_s": "gowning_time_max_s"},
        "steps": [
            {"id": "S", "title": words, "why": words, "zone": "z0", "severity": "minor", "source": "test", "label":
             "design", "done_when": {"happened": {"fact": {"kind": "pressed", "on": "kiosk.fit"}}}},
            {"id": "T", "title": words, "why": words, "zone": "z1", "after": ["S"], "severity": "major", "source":
             "test", "label": "design", "done_when": {"happened": {"fact": {"kind": "pressed", "on": "badge.reader"}}}}],
        "rules": [whole]});
    let mut files = gowning_files();
    files.insert("procedure.json".into(), procedure.to_string().into_bytes());
    let site = site_bytes();
    let mut site: Value = serde_json::from_slice(&site).unwrap();
    for (name, value) in [("two", 2.0), ("half", 0.5), ("one_s", 1.0), ("three_s", 3.0), ("ten", 10.0)] {
        site["numbers"][name] = json!({"value": value, "unit": "test", "source": "test", "label": "design"});
    }
    Stage::of(&files, site.to_string().as_bytes(), Mode::Practice)
}

fn when_if(condition: Value) -> Stage {
    stage(json!({"when": {"kind": "declared"}, "if": condition}))
}

/// Is the condition true now?
fn holds(stage: &mut Stage) -> bool {
    let before = stage.drill.save();
    let found = stage.deviations().len();
    stage.say(Declared, "", "", "", 0.0);
    let fired = stage.deviations().len() > found;
    stage.drill.restore(&before);
    if fired {
        stage.verdicts.pop();
    }
    fired
}

#[test]
fn a_pattern_fits_kind_names_and_amount() {
    let touched = json!({"when": {"kind": "touched", "by": ["skin.*", "!skin.face"], "on": "floor.*", "at_least":
        "two", "at_most": "ten"}});
    let mut s = stage(touched);
    s.say(Touched, "skin.face", "floor.z1", "", 5.0);
    s.say(Touched, "skin.hand_left", "bench0", "", 5.0);
    s.say(Touched, "skin.hand_left", "floor.z1", "", 1.9);
    s.say(Touched, "skin.hand_left", "floor.z1", "", 10.1);
    s.say(Parted, "skin.hand_left", "floor.z1", "", 5.0);
    assert!(s.deviations().is_empty());
    s.say(Touched, "skin.hand_left", "floor.z1", "", 2.0);
    assert_eq!(s.deviations(), ["r"]);
}

#[test]
fn a_touch_fits_either_way_round_and_a_grasp_does_not() {
    let mut s = stage(json!({"when": {"kind": "touched", "by": "ring", "on": "watch"}}));
    s.say(Touched, "watch", "ring", "", 1.0);
    assert_eq!(s.deviations(), ["r"]);
    let mut s = stage(json!({"when": {"kind": "grasped", "by": "ring", "on": "watch"}}));
    s.say(Grasped, "watch", "ring", "", 1.0);
    assert!(s.deviations().is_empty());
}

#[test]
fn happened_counts_since_and_times() {
    let press = json!({"kind": "pressed", "on": "log.entry"});
    let mut s = when_if(json!({"happened": {"fact": press, "times": "two", "since": [{"kind": "opened"}]}}));
    s.say(Pressed, "hand.left", "log.entry", "", 0.0);
    s.say(Pressed, "hand.left", "log.entry", "", 0.0);
    assert!(!holds(&mut s), "nothing counts before the first opening");
    s.say(Opened, "", "door.z1_z2", "", 0.0);
    s.say(Pressed, "hand.left", "log.entry", "", 0.0);
    assert!(!holds(&mut s));
    s.say(Pressed, "hand.left", "log.entry", "", 0.0);
    assert!(holds(&mut s));
    s.say(Opened, "", "door.z1_z2", "", 0.0);
    assert!(!holds(&mut s), "an opening sets the count back");
}

#[test]
fn happened_knows_how_long_ago() {
    let press = json!({"kind": "pressed", "on": "log.entry"});
    let mut within = when_if(json!({"happened": {"fact": press, "within_s": "one_s"}}));
    let mut ago = when_if(json!({"happened": {"fact": press, "ago_s": "one_s"}}));
    for s in [&mut within, &mut ago] {
        s.wait(2.0);
        assert!(!holds(s));
        s.say(Pressed, "hand.left", "log.entry", "", 0.0);
    }
    assert!(holds(&mut within) && !holds(&mut ago));
    for s in [&mut within, &mut ago] {
        s.wait(1.1);
    }
    assert!(!holds(&mut within) && holds(&mut ago));
}

#[test]
fn every_wants_each_name() {
    let fact = json!({"kind": "placed", "by": ["ring", "watch"], "on": "locker.tray"});
    let mut s = when_if(json!({"happened": {"fact": fact, "every": "by"}}));
    s.say(Placed, "ring", "locker.tray", "", 0.0);
    s.say(Placed, "ring", "locker.tray", "", 0.0);
    assert!(!holds(&mut s));
    s.say(Placed, "watch", "locker.tray", "", 0.0);
    assert!(holds(&mut s));
}

#[test]
fn all_any_not_done() {
    let mut s = when_if(json!({"all": [{"done": "S"}, {"not": {"any": [{"open": "door.z1_z2"}, {"worn": "hood"}]}}]}));
    assert!(!holds(&mut s));
    s.say(Pressed, "hand.left", "kiosk.fit", "", 0.0);
    assert!(holds(&mut s));
    s.say(Opened, "", "door.z1_z2", "", 0.0);
    assert!(!holds(&mut s));
    s.say(Closed, "", "door.z1_z2", "", 0.0);
    assert!(holds(&mut s));
    s.say(Worn, "", "hood", "", 0.0);
    assert!(!holds(&mut s));
    s.say(Removed, "", "hood", "", 0.0);
    assert!(holds(&mut s));
}

#[test]
fn wet_is_now_and_was_wet_is_ever() {
    let hands = json!(["skin.hand_left", "skin.hand_right"]);
    let mut now = when_if(json!({"wet": {"on": hands, "with": "alcohol", "every": true}}));
    let mut long = when_if(json!({"wet": {"on": hands, "with": "alcohol", "at_least_s": "one_s"}}));
    let mut was = when_if(json!({"was_wet": {"on": hands, "with": "alcohol", "at_least_s": "one_s", "every": true}}));
    for s in [&mut now, &mut long, &mut was] {
        s.say(Wetted, "", "skin.hand_left", "alcohol", 0.0);
        assert!(!holds(s));
        s.say(Wetted, "", "skin.hand_right", "alcohol", 0.0);
    }
    assert!(holds(&mut now) && !holds(&mut long) && !holds(&mut was));
    for s in [&mut now, &mut long, &mut was] {
        s.wait(1.1);
    }
    assert!(holds(&mut now) && holds(&mut long) && holds(&mut was));
    for s in [&mut now, &mut long, &mut was] {
        s.say(Dried, "", "skin.hand_left", "alcohol", 1.1);
        s.say(Wetted, "", "skin.hand_right", "water", 0.0);
    }
    assert!(!holds(&mut now) && !holds(&mut long) && holds(&mut was));
}

#[test]
fn what_was_wetted_before_is_not_wetted_since() {
    let since = json!([{"kind": "worn", "on": "hood"}]);
    let mut s = when_if(json!({"was_wet": {"on": "skin.hand_left", "with": "alcohol", "at_least_s": "one_s",
        "since": since}}));
    s.wait(1.0);
    s.say(Wetted, "", "skin.hand_left", "alcohol", 0.0);
    s.wait(2.0);
    s.say(Worn, "", "hood", "", 0.0);
    s.say(Dried, "", "skin.hand_left", "alcohol", 2.0);
    assert!(!holds(&mut s));
    s.say(Wetted, "", "skin.hand_left", "alcohol", 0.0);
    s.wait(1.5);
    s.say(Dried, "", "skin.hand_left", "alcohol", 1.5);
    assert!(holds(&mut s));
}

#[test]
fn zones_of_body_and_feet() {
    let feet = json!(["foot.left", "foot.right"]);
    let mut s = when_if(json!({"in": {"who": feet, "zone": "z2.*", "every": true}}));
    s.say(Entered, "foot.left", "z2.dirty", "", 0.0);
    assert!(!holds(&mut s));
    s.say(Entered, "foot.right", "z2.clean", "", 0.0);
    assert!(holds(&mut s));
    s.say(Entered, "foot.right", "z1", "", 0.0);
    assert!(!holds(&mut s));
}

#[test]
fn holding() {
    let mut s = when_if(json!({"holds": {"on": "coverall.*"}}));
    s.say(Grasped, "hand.left", "coverall.torso.in", "", 1.0);
    assert!(holds(&mut s));
    s.say(Released, "hand.left", "coverall", "", 0.0);
    assert!(!holds(&mut s));
}

#[test]
fn the_latest_amount_counts() {
    let mut s = when_if(json!({"latest": {"kind": "fitted", "on": "coverall.zip", "at_least": "half"}}));
    assert!(!holds(&mut s));
    s.say(Fitted, "", "coverall.zip", "", 0.7);
    assert!(holds(&mut s));
    s.say(Fitted, "", "coverall.zip", "", 0.2);
    assert!(!holds(&mut s));
}

#[test]
fn bare_skin() {
    let mut s = when_if(json!({"bared": ["hair", "ears"]}));
    s.say(Bared, "", "hair", "", 0.0);
    assert!(!holds(&mut s));
    s.say(Bared, "", "ears", "", 1.0);
    assert!(holds(&mut s));
}

#[test]
fn truths_about_things() {
    let mut s = stage(json!({"when": {"kind": "unwrapped"}, "if": {"any": [
        {"stated": {"on": "$by", "with": "expiry_days", "at_most": "two"}},
        {"stated": {"on": "$by", "with": "tear", "is": ["*", "!none"]}}]}}));
    s.add(Stated, "", "kit_a", "expiry_days", -3.0);
    s.add(Stated, "none", "kit_a", "tear", 0.0);
    s.add(Stated, "", "kit_b", "expiry_days", 45.0);
    s.add(Stated, "none", "kit_b", "tear", 0.0);
    s.say(Unwrapped, "kit_b", "kit_b.outer", "", 1.0);
    assert!(s.deviations().is_empty());
    let good = s.drill.save();
    s.say(Unwrapped, "kit_a", "kit_a.outer", "", 1.0);
    assert_eq!(s.deviations(), ["r"], "out of date");
    s.drill.restore(&good);
    s.verdicts.clear();
    s.say(Stated, "seam", "kit_b", "tear", 0.0);
    s.say(Unwrapped, "kit_b", "kit_b.inner", "", 0.0);
    assert_eq!(s.deviations(), ["r"], "torn since");
}

#[test]
fn a_rule_without_a_fact_fires_when_its_condition_becomes_true() {
    let mut s = stage(json!({"if": {"all": [{"open": "door.z1_z2"}, {"open": "door.z2_z3"}]}}));
    s.say(Opened, "", "door.z1_z2", "", 0.0);
    assert!(s.deviations().is_empty());
    s.say(Opened, "", "door.z2_z3", "", 0.0);
    s.wait(1.0);
    assert_eq!(s.deviations(), ["r"]);
    let report = s.drill.debrief(&s.names, None);
    assert_eq!(report.deviations[0].evidence, ["0.0 s opened: on door.z1_z2", "0.0 s opened: on door.z2_z3"]);
}

mod recovery {
    use super::*;
    use drill::{Severity, VerdictKind};

    fn touch(recovery: Value) -> Stage {
        stage(json!({"when": {"kind": "touched", "on": "floor.*"}, "recovery": recovery}))
    }

    fn severity(s: &Stage) -> Option<Severity> {
        s.drill.debrief(&s.names, None).deviations[0].severity
    }

    #[test]
    fn a_repair_after_the_deviation_lowers_it_once() {
        let mut s = touch(json!({"by": {"happened": {"fact": {"kind": "placed"}}}}));
        s.say(Placed, "coverall", "bin.z3", "", 0.0);
        s.say(Touched, "coverall.torso.out", "floor.z3.dirty", "", 1.0);
        assert_eq!(severity(&s), Some(Severity::Major), "what happened before is no repair");
        s.say(Placed, "coverall", "bin.z3", "", 0.0);
        assert_eq!(severity(&s), Some(Severity::Minor));
        s.say(Placed, "coverall", "bin.z3", "", 0.0);
        s.wait(1.0);
        let recovered = s.verdicts.iter().filter(|v| matches!(v.kind, VerdictKind::Recovered { .. }));
        assert_eq!(recovered.count(), 1);
        s.say(Touched, "coverall.torso.out", "floor.z3.dirty", "", 1.0);
        assert_eq!(s.deviations(), ["r", "r"], "after a repair the same mistake is a new one");
    }

    #[test]
    fn the_same_mistake_only_adds_evidence() {
        let mut s = touch(json!({"by": {"happened": {"fact": {"kind": "placed"}}}}));
        for _ in 0..9 {
            s.say(Touched, "coverall.torso.out", "floor.z3.dirty", "", 1.0);
        }
        assert_eq!(s.deviations(), ["r"]);
        assert_eq!(s.drill.debrief(&s.names, None).deviations[0].evidence.len(), 4);
    }

    #[test]
    fn a_repair_in_time_only() {
        let mut s = touch(json!({"by": {"happened": {"fact": {"kind": "placed"}}}, "within_s": "one_s"}));
        s.say(Touched, "coverall.torso.out", "floor.z3.dirty", "", 1.0);
        s.wait(1.2);
        s.say(Placed, "coverall", "bin.z3", "", 0.0);
        assert_eq!(severity(&s), Some(Severity::Major));
    }

    #[test]
    fn going_on_closes_it_and_raises_what_is_obvious_and_not_declared() {
        let by = json!({"happened": {"fact": {"kind": "placed"}}});
        for (obvious, declares, expected) in
            [(true, false, Severity::Critical), (true, true, Severity::Major), (false, false, Severity::Major)]
        {
            let mut s = touch(json!({"by": by, "obvious": obvious}));
            s.say(Entered, "body", "z1", "", 0.0);
            s.say(Touched, "coverall.torso.out", "floor.z1", "", 1.0);
            if declares {
                s.say(Declared, "", "", "", 0.0);
            }
            s.say(Entered, "body", "z0", "", 0.0);
            s.say(Entered, "body", "z1", "", 0.0);
            assert_eq!(severity(&s), Some(Severity::Major), "back and forth is not going on");
            s.say(Entered, "body", "z2.dirty", "", 0.0);
            assert_eq!(severity(&s), Some(expected), "obvious {obvious}, declared {declares}");
            s.say(Placed, "coverall", "bin.z3", "", 0.0);
            assert_eq!(severity(&s), Some(expected), "too late");
        }
    }

    #[test]
    fn a_step_left_out_is_a_deviation_and_doing_it_late_repairs_it() {
        let mut s = stage(json!({"when": {"kind": "declared"}}));
        s.say(Pressed, "hand.left", "badge.reader", "", 0.0);
        assert_eq!(s.deviations(), ["S.left_out"]);
        let report = s.drill.debrief(&s.names, None);
        assert_eq!(report.deviations[0].evidence, ["T done without S"]);
        s.say(Pressed, "hand.left", "kiosk.fit", "", 0.0);
        assert_eq!(severity(&s), None, "a minor one that is repaired is gone");
    }

    #[test]
    fn a_step_done_badly_is_not_also_left_out() {
        let mut s = stage(json!({"when": {"kind": "declared"}}));
        s.say(Declared, "", "", "", 0.0);
        s.say(Pressed, "hand.left", "badge.reader", "", 0.0);
        assert_eq!(s.deviations(), ["r"]);
    }

    #[test]
    fn finishing_leaves_out_what_is_not_done() {
        let mut s = stage(json!({"when": {"kind": "declared"}}));
        s.say(Finished, "", "", "", 0.0);
        assert_eq!(s.deviations(), ["S.left_out", "T.left_out"]);
        s.say(Declared, "", "", "", 0.0);
        assert_eq!(s.deviations().len(), 2, "after the end nothing is judged");
    }
}

//! The gowning drill's procedure: a clean session has no deviation, and each mistake is caught by its own rule.

use crate::stage::Stage;
use drill::{Lang, Mode, Outcome, StepState};
use twin::Kind::{self, *};

/// One thing that a session says: seconds to wait before it, and the fact.
#[derive(Clone, Debug)]
struct Line {
    /// The part of the session it belongs to: a step's id.
    step: &'static str,
    wait_s: f32,
    kind: Kind,
    by: String,
    on: String,
    with: String,
    amount: f32,
}

#[derive(Clone, Default)]
struct Session {
    lines: Vec<Line>,
    step: &'static str,
}

impl Session {
    fn say(&mut self, kind: Kind, by: &str, on: &str, with: &str, amount: f32) {
        self.wait_say(0.1, kind, by, on, with, amount);
    }

    fn wait_say(&mut self, wait_s: f32, kind: Kind, by: &str, on: &str, with: &str, amount: f32) {
        let (by, on, with) = (by.into(), on.into(), with.into());
        self.lines.push(Line { step: self.step, wait_s, kind, by, on, with, amount });
    }

    fn press(&mut self, control: &str) {
        self.say(Pressed, "hand.right", control, "", 0.0);
    }

    fn look(&mut self, target: &str, seconds: f32) {
        self.wait_say(seconds, Seen, "", target, "", seconds);
    }

    fn go(&mut self, zone: &str) {
        self.wait_say(1.0, Entered, "body", zone, "", 0.0);
    }

    fn feet(&mut self, left: &str, right: &str, zone: &str) {
        for (foot, surface) in [("foot.left", left), ("foot.right", right)] {
            self.say(Entered, foot, zone, "", 0.0);
            self.say(Touched, surface, &format!("floor.{zone}"), "", 60.0);
        }
    }

    fn rub(&mut self, surfaces: [&str; 2], agent: &str, seconds: f32) {
        for surface in surfaces {
            self.say(Wetted, "", surface, agent, 0.0);
        }
        for (i, patch) in
            ["palm", "back", "between_fingers", "thumb", "fingertips", "finger_backs", "wrist"].iter().enumerate()
        {
            for (surface, side) in surfaces.iter().zip(["left", "right"]) {
                self.say(Covered, &format!("hand.{side}.{patch}"), surface, agent, (i + 1) as f32 / 7.0);
            }
        }
        self.wait_say(seconds, Moved, "hand.left", "", "", 0.3);
    }

    fn disinfect(&mut self, surfaces: [&str; 2]) {
        self.rub(surfaces, "alcohol", 30.0);
        for surface in surfaces {
            self.wait_say(6.0, Dried, "", surface, "alcohol", 36.0);
        }
    }

    fn door(&mut self, door: &str, zone: &str) {
        self.say(Opened, "hand.right", door, "", 0.0);
        self.go(zone);
        self.wait_say(4.0, Closed, "", door, "", 0.0);
    }

    fn wear(&mut self, garment: &str, part: &str) {
        self.say(Threaded, "", &format!("{garment}.{part}"), "", 0.0);
        self.say(Rested, "", &format!("{garment}.{part}"), "", 0.0);
        self.say(Worn, "", garment, "", 0.0);
    }

    /// Everything as it should be.
    fn clean() -> Session {
        const HANDS: [&str; 2] = ["skin.hand_left", "skin.hand_right"];
        const INNER: [&str; 2] = ["glove_inner_left.hand.out", "glove_inner_right.hand.out"];
        const OUTER: [&str; 2] = ["glove_outer_left.hand.out", "glove_outer_right.hand.out"];
        let mut s = Session { step: "start", ..Session::default() };
        s.wait_say(0.0, Stated, "none", "questionnaire.z0", "symptom", 0.0);
        for (state, number) in [("qualification_days", 120.0), ("occupants", 2.0)] {
            s.wait_say(0.0, Stated, "", "board.z0", state, number);
        }
        for (state, word) in [("indicator", "turned"), ("size", "M"), ("tear", "none")] {
            s.wait_say(0.0, Stated, word, "kit_a", state, 0.0);
        }
        s.wait_say(0.0, Stated, "", "kit_a", "expiry_days", 45.0);
        s.wait_say(0.0, Stated, "", "kit_a", "cycles", 12.0);
        s.wait_say(0.0, Stated, "none", "coverall", "tear", 0.0);
        s.wait_say(0.0, Pressure, "", "gauge.z1_z2", "", 15.0);
        for bare in ["hair", "ears", "skin.forehead", "skin.temples", "skin.mouth", "skin.wrist_left"] {
            s.wait_say(0.0, Bared, "", bare, "", 1.0);
        }
        s.go("z0");
        s.step = "G01";
        s.press("kiosk.fit");
        s.step = "G02";
        s.look("board.z0", 1.5);
        s.press("badge.reader");
        for thing in ["ring", "watch", "phone"] {
            s.step = thing;
            s.say(Placed, thing, "locker.tray", "", 0.0);
        }
        s.step = "G04";
        for side in ["left", "right"] {
            s.say(Removed, "", &format!("street_shoe_{side}"), "", 0.0);
            s.say(Worn, "", &format!("clog_{side}"), "", 0.0);
        }
        s.step = "G05";
        s.feet("clog_left.foot_left.out", "clog_right.foot_right.out", "z1");
        s.go("z1");
        s.step = "G06";
        s.say(Removed, "", "street", "", 0.0);
        s.say(Worn, "", "facility_suit", "", 0.0);
        s.step = "G07";
        s.wear("hairnet", "cap");
        s.say(Bared, "", "hair", "", 0.0);
        s.step = "G08";
        s.rub(HANDS, "water", 1.0);
        s.rub(HANDS, "soap", 31.0);
        s.step = "rinse";
        s.rub(HANDS, "water", 3.0);
        s.step = "G09";
        s.say(Dispensed, "dryer.z1", "skin.hand_left", "air", 0.0);
        for hand in HANDS {
            s.wait_say(5.0, Dried, "", hand, "water", 12.0);
        }
        s.step = "G10";
        s.disinfect(HANDS);
        s.step = "gauge";
        s.look("gauge.z1_z2", 1.0);
        s.step = "G11";
        s.door("door.z1_z2", "z2.dirty");
        s.feet("clog_left.foot_left.out", "clog_right.foot_right.out", "z2.dirty");
        s.step = "G12";
        s.wear("overshoe_left", "foot");
        s.say(Touched, "overshoe_left.foot.out", "floor.z2.clean", "", 60.0);
        s.wear("overshoe_right", "foot");
        s.say(Touched, "overshoe_right.foot.out", "floor.z2.clean", "", 60.0);
        s.go("z2.clean");
        s.step = "label";
        s.look("kit_a", 2.0);
        s.step = "G14";
        s.say(Taken, "kit_a", "shelf.kits.1", "", 0.0);
        s.say(Grasped, "hand.right", "kit_a", "", 1.0);
        s.step = "G15";
        s.say(Inspected, "", "kit_a", "", 0.83);
        s.step = "G16";
        s.say(Unwrapped, "kit_a", "kit_a.outer", "", 1.0);
        s.say(Placed, "kit_a.outer", "bin.z2", "", 0.0);
        s.step = "G17";
        s.door("door.z2_z3", "z3.dirty");
        s.say(Placed, "kit_a", "rack.z3_kit", "", 0.0);
        s.step = "G18";
        s.disinfect(HANDS);
        s.step = "G19";
        for side in ["left", "right"] {
            s.say(Grasped, "hand.right", &format!("glove_inner_{side}.cuff"), "", 0.0);
            s.say(Touched, "skin.hand_right", &format!("glove_inner_{side}.cuff"), "", 3.0);
            s.wear(&format!("glove_inner_{side}"), "hand");
        }
        s.step = "G20";
        s.disinfect(INNER);
        s.step = "G21";
        s.say(Unwrapped, "kit_a", "kit_a.inner", "", 0.0);
        s.step = "G22";
        s.say(Grasped, "hand.right", "mask.loops", "", 0.0);
        s.wear("mask", "band");
        s.say(Bared, "", "skin.mouth", "", 0.0);
        s.step = "G23";
        s.say(Touched, INNER[0], "mask.front", "", 1.0);
        s.wear("hood", "head");
        s.say(Bared, "", "ears", "", 0.0);
        s.step = "G24";
        s.look("mirror.z3", 2.5);
        s.step = "G25";
        s.disinfect(INNER);
        s.step = "G26";
        s.say(Grasped, "hand.left", "coverall.torso.in", "", 1.0);
        s.say(Grasped, "hand.right", "coverall.torso.in", "", 1.0);
        s.step = "G27";
        for leg in ["coverall.leg_left", "coverall.leg_right"] {
            s.say(Threaded, "", leg, "", 0.0);
            s.say(Rested, "", leg, "", 0.0);
        }
        s.step = "G28";
        s.say(Worn, "", "coverall", "", 0.0);
        s.step = "G29";
        s.say(Fitted, "", "hood.tuck", "", 1.0);
        s.step = "G30";
        s.say(Fitted, "", "coverall.zip", "", 1.0);
        s.say(Fitted, "", "coverall.flap", "", 1.0);
        for (side, step, tuck) in [("left", "G31", "trouser_left"), ("right", "G33", "trouser_right")] {
            s.step = step;
            s.wear(&format!("boot_{side}"), "foot");
            s.step = tuck;
            s.say(Fitted, "", &format!("coverall.trouser_{side}"), "", 1.0);
            s.step = step;
            s.say(Touched, &format!("boot_{side}.foot.out"), "floor.z3.clean", "", 60.0);
            s.step = "straps";
            s.say(Fitted, "", &format!("boot_{side}.strap"), "", 1.0);
        }
        s.step = "G32";
        s.go("z3.clean");
        s.step = "G34";
        s.disinfect(INNER);
        s.step = "G35";
        s.wear("goggles", "band");
        for region in ["skin.temples", "skin.forehead"] {
            s.step = "temples";
            s.say(Bared, "", region, "", 0.0);
        }
        s.step = "seal";
        s.say(Fitted, "", "goggles.seal", "", 1.0);
        for side in ["left", "right"] {
            s.step = "G36";
            s.wear(&format!("glove_outer_{side}"), "hand");
            s.step = "overlap";
            s.say(Fitted, "", &format!("glove_outer_{side}.overlap"), "", 0.08);
            s.say(Bared, "", &format!("skin.wrist_{side}"), "", 0.0);
        }
        s.step = "G37";
        s.disinfect(OUTER);
        s.step = "G38";
        s.look("mirror.z3_clean", 3.0);
        s.step = "G39";
        s.press("log.entry");
        s.step = "enter";
        s.door("door.z3_z4", "z4");
        s.step = "prints";
        s.press("print.glove_left");
        s.press("print.glove_right");
        s.step = "plates";
        for plate in ["plate.forearm_left", "plate.forearm_right", "plate.chest", "plate.hood"] {
            s.press(plate);
        }
        s.step = "degown";
        s.press("exit.degown");
        s.step = "end";
        s.say(Finished, "", "", "", 0.0);
        s
    }

    /// Where a part of the session begins.
    fn place(&self, step: &str) -> usize {
        self.lines.iter().position(|line| line.step == step).unwrap_or_else(|| panic!("no part {step}"))
    }

    /// Says something more just before a part.
    fn before(mut self, step: &'static str, more: impl FnOnce(&mut Session)) -> Session {
        let place = self.place(step);
        let mut extra = Session::default();
        more(&mut extra);
        self.lines.splice(place..place, extra.lines);
        self
    }

    /// The last line of a part comes first in the session that follows it.
    fn after(mut self, step: &'static str, more: impl FnOnce(&mut Session)) -> Session {
        let place = self.lines.iter().rposition(|line| line.step == step).unwrap() + 1;
        let mut extra = Session::default();
        more(&mut extra);
        self.lines.splice(place..place, extra.lines);
        self
    }

    fn without(mut self, step: &str) -> Session {
        assert!(self.lines.iter().any(|line| line.step == step), "no part {step}");
        self.lines.retain(|line| line.step != step);
        self
    }

    fn until(mut self, step: &str) -> Session {
        self.lines.truncate(self.place(step));
        self
    }

    /// Changes the lines that `which` picks; there must be one.
    fn change(mut self, which: impl Fn(&Line) -> bool, how: impl Fn(&mut Line)) -> Session {
        let mut found = false;
        for line in self.lines.iter_mut().filter(|line| which(line)) {
            how(line);
            found = true;
        }
        assert!(found, "nothing to change");
        self
    }

    fn play(&self, mode: Mode) -> Stage {
        let mut stage = Stage::gowning(mode);
        for line in &self.lines {
            stage.wait(line.wait_s);
            stage.say(line.kind, &line.by, &line.on, &line.with, line.amount);
        }
        stage
    }
}

#[test]
fn a_clean_session_does_all_steps_and_breaks_no_rule() {
    let stage = Session::clean().play(Mode::Practice);
    assert_eq!(stage.deviations(), [] as [&str; 0]);
    let report = stage.drill.debrief(&stage.names, None);
    let undone: Vec<&str> = report.steps.iter().filter(|s| s.done_s.is_none()).map(|s| s.id.as_str()).collect();
    assert_eq!(undone, [] as [&str; 0]);
    assert_eq!(report.steps.len(), 39, "G13 is the site's choice");
    assert_eq!((report.outcome, report.score), (Outcome::Passed, 100.0), "after {} s", report.duration_s);
}

/// Every rule, and a session in which it alone is broken.
fn mistakes() -> Vec<(&'static str, Session)> {
    let clean = Session::clean;
    let state = |thing: &'static str, state: &'static str, word: &'static str, number: f32| {
        clean().change(
            move |l| l.kind == Stated && l.on == thing && l.with == state,
            move |l| (l.by, l.amount) = (word.into(), number),
        )
    };
    let bare = |part: &'static str, region: &'static str| {
        clean().change(move |l| l.step == part && l.on == region, |l| l.amount = 1.0)
    };
    let fit = |feature: &'static str, degree: f32| {
        clean().change(move |l| l.kind == Fitted && l.on == feature, move |l| l.amount = degree)
    };
    let touch = |part: &'static str, by: &'static str, on: &'static str| {
        clean().before(part, move |s| s.say(Touched, by, on, "", 4.0))
    };
    let grasp =
        |part: &'static str, on: &'static str| clean().before(part, move |s| s.say(Grasped, "hand.right", on, "", 0.0));
    vec![
        ("symptom_hidden", state("questionnaire.z0", "symptom", "seam", 0.0)),
        ("over_headcount", state("board.z0", "occupants", "", 4.0)),
        ("qualification_expired", state("board.z0", "qualification_days", "", -2.0)),
        ("ring_kept", clean().without("ring")),
        ("watch_kept", clean().without("watch")),
        ("phone_kept", clean().without("phone")),
        ("outdoor_shoe_inside", touch("G05", "street_shoe_left.foot_left.out", "floor.z1")),
        ("sock_on_floor", touch("G05", "skin.foot_left", "floor.z1")),
        ("outdoor_clothes_inside", clean().without("G06")),
        ("hair_out", bare("G07", "hair").before("G23", |s| s.say(Bared, "", "hair", "", 0.0))),
        ("hair_touched_after_wash", clean().after("rinse", |s| s.wear("hairnet", "cap"))),
        ("wash_short", clean().change(|l| l.step == "G08" && l.wait_s > 30.0, |l| l.wait_s = 15.0)),
        ("thumbs_missed", {
            let thumb = |l: &Line| l.step == "G08" && l.with == "soap" && l.by.ends_with("thumb");
            clean().change(thumb, |l| l.by = "hand.left.palm".into())
        }),
        ("wash_incomplete", {
            let late = |l: &Line| l.step == "G08" && l.with == "soap" && l.amount > 0.6;
            clean().change(late, |l| l.amount = 0.57)
        }),
        (
            "alcohol_on_wet_hands",
            clean().without("G09").after("rinse", |s| {
                s.wait_say(1.0, Wetted, "", "skin.hand_left", "alcohol", 0.0);
            }),
        ),
        (
            "two_doors",
            clean()
                .before("G17", |s| s.say(Opened, "hand.left", "door.z1_z2", "", 0.0))
                .after("G17", |s| s.say(Closed, "", "door.z1_z2", "", 0.0)),
        ),
        ("alarm_ignored", clean().before("G11", |s| s.say(Alarmed, "", "alarm.suite", "", 0.0))),
        ("low_pressure_passed", clean().before("gauge", |s| s.say(Pressure, "", "gauge.z1_z2", "", 6.0))),
        ("gauge_not_read", clean().without("gauge")),
        ("uncovered_foot_on_clean", touch("G12", "clog_left.foot_left.out", "floor.z2.clean")),
        ("foot_back_on_dirty", touch("label", "overshoe_left.foot.out", "floor.z2.dirty")),
        ("expired_pack_taken", state("kit_a", "expiry_days", "", -3.0)),
        ("indicator_not_turned", state("kit_a", "indicator", "unturned", 0.0)),
        ("wrong_size_taken", state("kit_a", "size", "seam", 0.0)),
        ("pack_cycles_exceeded", state("kit_a", "cycles", "", 51.0)),
        ("torn_pack_taken", state("kit_a", "tear", "seam", 0.0)),
        ("outer_wrap_in_final_stage", {
            let wrap = |s: &mut Session| s.say(Unwrapped, "kit_a", "kit_a.outer", "", 1.0);
            clean().without("G16").before("G18", wrap)
        }),
        ("glove_on_wet_hand", clean().before("G19", |s| s.say(Wetted, "", "skin.hand_left", "alcohol", 0.0))),
        ("bare_hand_on_glove", touch("G19", "skin.hand_right", "glove_inner_left.hand.out")),
        ("glove_used_too_soon", {
            let wet = |s: &mut Session| {
                s.say(Wetted, "", "glove_inner_left.hand.out", "alcohol", 0.0);
                s.wait_say(5.0, Grasped, "hand.left", "mask.loops", "", 0.0);
                s.wait_say(35.0, Dried, "", "glove_inner_left.hand.out", "alcohol", 40.0);
            };
            clean().before("G22", wet)
        }),
        ("pack_opened_off_rack", clean().change(|l| l.on == "rack.z3_kit", |l| l.on = "shelf.kits.2".into())),
        ("gown_laid_down", touch("G26", "hood.head.out", "bench3")),
        ("mask_front_grabbed", grasp("G22", "mask.front")),
        ("mask_under_nose", bare("G22", "skin.mouth")),
        ("hair_out_of_hood", bare("G23", "ears")),
        ("mask_touched_not_disinfected", touch("G26", "glove_inner_left.hand.out", "mask.front")),
        ("coverall_on_floor", touch("G27", "coverall.leg_left.out", "floor.z3.dirty")),
        ("bare_hand_on_suit", touch("G27", "skin.hand_right", "coverall.torso.out")),
        ("leaned_on_wall", touch("G28", "facility_suit.torso.out", "wall.west")),
        ("hood_over_collar", fit("hood.tuck", 0.4)),
        ("zip_open", fit("coverall.zip", 0.8)),
        ("trousers_over_boot", fit("coverall.trouser_left", 0.0)),
        ("unbooted_foot_on_clean", touch("G33", "overshoe_right.foot.out", "floor.z3.clean")),
        ("booted_foot_back", touch("G34", "boot_left.foot.out", "floor.z3.dirty")),
        ("strap_open", fit("boot_left.strap", 0.0)),
        ("goggles_gap", bare("temples", "skin.temples")),
        ("wrist_gap", fit("glove_outer_left.overlap", 0.01)),
        ("entered_with_wet_gloves", {
            let wet = |s: &mut Session| s.say(Wetted, "", "glove_outer_left.hand.out", "alcohol", 0.0);
            clean().before("enter", wet)
        }),
        ("torn_coverall_ignored", clean().before("G31", |s| s.say(Stated, "seam", "coverall", "tear", 0.0))),
        ("entry_not_logged", clean().without("G39")),
        ("hands_low", clean().before("prints", |s| s.say(Lowered, "hand.left", "", "", 2.5))),
        ("walked_too_fast", clean().before("prints", |s| s.say(Moved, "body", "", "", 1.6))),
        ("goggles_touched_inside", touch("prints", "glove_outer_left.hand.out", "goggles.lens")),
        ("alcohol_before_print", {
            let wet = |s: &mut Session| s.say(Wetted, "", "glove_outer_left.hand.out", "alcohol", 0.0);
            clean().before("prints", wet)
        }),
        ("sampling_incomplete", clean().without("plates")),
        ("G24.left_out", clean().without("G24")),
        ("G38.left_out", clean().without("G38")),
    ]
}

#[test]
fn each_mistake_is_caught_by_its_own_rule_alone() {
    let wrong: Vec<String> = mistakes()
        .iter()
        .map(|(rule, session)| (rule, session.play(Mode::Practice).deviations()))
        .filter(|(rule, found)| found.len() != 1 || found[0] != **rule)
        .map(|(rule, found)| format!("{rule}: {found:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_is_a_mistake_for_every_rule() {
    let stage = Stage::gowning(Mode::Practice);
    let caught: Vec<&str> = mistakes().iter().map(|(rule, _)| *rule).collect();
    let rules = (0..).map(|i| stage.drill.rule_id(i)).take_while(|id| !id.ends_with(".left_out"));
    let untested: Vec<String> = rules.filter(|id| !caught.contains(&id.as_str())).collect();
    assert_eq!(untested, [] as [&str; 0]);
}

/// Two mistakes that are repaired or declared, one that is not.
fn mixed() -> Session {
    let floor = |s: &mut Session| {
        s.say(Touched, "coverall.leg_left.out", "floor.z3.dirty", "", 7.5);
        s.wait_say(2.0, Declared, "", "", "", 0.0);
    };
    let headcount = |l: &Line| l.on == "board.z0" && l.with == "occupants";
    let bare = |s: &mut Session| s.say(Touched, "skin.hand_right", "glove_inner_left.hand.out", "", 2.1);
    let clean = Session::clean().before("G27", floor).before("G19", bare).without("G24");
    clean.change(headcount, |l| l.amount = 4.0)
}

#[test]
fn a_debrief_says_what_happened() {
    let stage = mixed().play(Mode::Exam);
    let mut report = stage.drill.debrief(&stage.names, None);
    assert_eq!(report.outcome, Outcome::Failed, "an open critical deviation");
    assert_eq!(report.score, 100.0 - 25.0 - 7.0 - 2.0 - 2.0);
    // They change with every word of the drill, and checking.rs holds them.
    (report.scenario_hash, report.site_hash) = ("…".into(), "…".into());
    insta::assert_json_snapshot!(report);
}

#[test]
fn an_outcome_follows_the_rubric() {
    let outcome = |session: Session, hint| {
        let stage = session.play(Mode::Practice);
        let report = stage.drill.debrief(&stage.names, hint);
        (report.outcome, report.score)
    };
    let shoes = |s: &mut Session| s.say(Touched, "street_shoe_left.foot_left.out", "floor.z1", "", 9.0);
    let sole = |s: &mut Session| s.say(Touched, "clog_left.foot_left.out", "floor.z2.clean", "", 9.0);
    let mask = |s: &mut Session| s.say(Grasped, "hand.right", "mask.front", "", 0.0);
    let two = || Session::clean().before("G05", shoes).before("G12", sole);
    assert_eq!(outcome(two(), None), (Outcome::Passed, 86.0));
    assert_eq!(outcome(two().before("G22", mask), None), (Outcome::Failed, 79.0), "three major ones");
    assert_eq!(outcome(Session::clean().without("G38"), None), (Outcome::Failed, 75.0), "a critical one");
    let slow = Session::clean().change(|l| l.step == "G24", |l| l.wait_s = 2600.0);
    assert_eq!(outcome(slow, None), (Outcome::Failed, 100.0), "out of time");
    assert_eq!(outcome(Session::clean().without("end"), None).0, Outcome::Abandoned);
    assert_eq!(outcome(Session::clean().without("end"), Some(Outcome::Interrupted)).0, Outcome::Interrupted);
}

#[test]
fn what_is_said_depends_on_the_mode() {
    let session = mixed();
    let captions = |mode, lang| {
        let stage = session.play(mode);
        let said: Vec<String> =
            stage.verdicts.iter().filter_map(|v| stage.drill.said(v, lang)).map(str::to_owned).collect();
        said
    };
    assert_eq!(captions(Mode::Exam, Lang::En), [] as [&str; 0]);
    let practice = captions(Mode::Practice, Lang::Fr);
    assert_eq!(practice[0], "Vous êtes entré alors que l’effectif maximal était atteint.");
    assert_eq!(practice.len(), 4 + 1, "{practice:?}");
    let guided = captions(Mode::Guided, Lang::En);
    assert_eq!(guided[0], "You went in although the room was full. Read the board; wait until someone leaves.");
}

#[test]
fn the_guide_names_the_next_step_and_only_in_guided_mode() {
    let mut stage = Stage::gowning(Mode::Guided);
    assert_eq!(stage.drill.guide().map(|g| g.id), Some("G01"));
    stage.say(Pressed, "hand.right", "kiosk.fit", "", 0.0);
    let next = stage.drill.guide().unwrap();
    assert_eq!((next.id, next.title.fr.as_str()), ("G02", "Vérifier habilitation et effectif"));
    assert!(next.why.en.contains("qualified"));
    let (id, _, state) = stage.drill.steps().next().unwrap();
    assert_eq!((id, state), ("G01", StepState::Done));
    let badly = Session::clean().before("G22", |s| s.say(Grasped, "hand.right", "mask.front", "", 0.0)).until("G22");
    assert_eq!(badly.play(Mode::Guided).drill.guide().map(|g| g.id), Some("G22"), "badly begun is not done");
    let without = Session::clean().without("ring").until("G09");
    assert_eq!(
        without.play(Mode::Guided).drill.guide().map(|g| g.id),
        Some("G09"),
        "what is behind is not asked again"
    );
    assert_eq!(Session::clean().play(Mode::Guided).drill.guide(), None, "nothing is left");
    assert_eq!(Stage::gowning(Mode::Practice).drill.guide(), None);
}

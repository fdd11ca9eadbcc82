//! The whole gowning drill with keys and mouse: what a person at a desk can do, a test does.

use super::desk::Moves;
use super::inputs::Once;
use super::lent::Lent;
use super::mean::Deed::{Fasten, Inspect, Use};
use super::person::{PINCH, Person};
use crate::scenario::{self, Scenario};
use crate::session::Replay;
use drill::Outcome;
use glam::Vec2;
use tape::{End, Ending, LEFT, RIGHT, TapeReader};

const GRASP: Once = Once { pinch: false, grasp: true, ..PINCH };

/// Takes off what is worn on the other hand or in the pocket, and puts it in the tray.
fn take_off(person: &mut Person, side: usize, what: &str) {
    person.take(side, what, PINCH);
    person.put(side, "locker.tray");
}

/// Presses the key until nothing that is worn is open.
fn fasten_all(person: &mut Person) {
    for _ in 0..5 {
        person.once(Once { deed: Some(Fasten), ..Once::default() });
        if person.lent == Some(Lent::Nothing) {
            return;
        }
        person.until_done();
    }
    panic!("something does not close: {:?}", person.lent);
}

fn go(person: &mut Person, way: &[[f32; 2]]) {
    for to in way {
        let near = person.walk_to(Vec2::from(*to), 12.0);
        assert!(near < 0.15, "on the way to {to:?} at {}", person.at());
    }
}

fn go_slowly(person: &mut Person, way: &[[f32; 2]]) {
    for to in way {
        let near = person.walk_at(0.5, Vec2::from(*to), 12.0);
        assert!(near < 0.15, "on the way to {to:?} at {}", person.at());
    }
}

/// Fitness, badge, jewels, clogs, over the first bench.
fn in_the_lobby(p: &mut Person) {
    go(p, &[[1.2, -0.7]]);
    p.look("questionnaire.z0", 1.5);
    p.press(RIGHT, "kiosk.fit");
    go(p, &[[1.3, -1.5]]);
    p.press(RIGHT, "badge.reader");
    p.look("board.z0", 2.0);
    go(p, &[[-1.0, -1.2]]);
    take_off(p, RIGHT, "watch");
    take_off(p, RIGHT, "ring");
    take_off(p, RIGHT, "phone");
    // Clogs from the mat beyond the bench, then over it.
    go(p, &[[0.0, -2.5]]);
    p.choose(Moves::One(RIGHT));
    p.deed(Use, Some("clog_right"));
    p.deed(Use, Some("clog_left"));
    p.deed(Use, Some("bench0"));
    p.deed(Use, Some("bench0"));
}

/// Facility suit, hair net, hands washed and rubbed.
fn in_the_first_stage(p: &mut Person) {
    go(p, &[[-1.0, -3.9]]);
    p.deed(Use, Some("facility_suit.bundle"));
    go(p, &[[-1.1, -4.9]]);
    p.deed(Use, Some("hairnet"));
    go(p, &[[0.9, -4.5]]);
    p.look("mirror.z1", 1.2);
    p.under("tap.z1", 1.5);
    p.under("soap.z1", 0.4);
    p.rub(44.0);
    p.under("tap.z1", 5.0);
    go(p, &[[1.1, -5.4]]);
    p.under("dryer.z1", 8.5);
    go(p, &[[1.1, -5.95]]);
    p.under("alcohol.z1", 0.4);
    p.rub(31.0);
    go(p, &[[0.7, -5.8]]);
    p.look("gauge.z1_z2", 1.7);
    p.press(RIGHT, "door.z1_z2.plate");
    go(p, &[[0.0, -5.9], [0.0, -7.0]]);
}

/// Overshoes across the bench, a kit chosen, inspected and opened.
fn in_the_second_stage(p: &mut Person) {
    go(p, &[[-1.05, -7.3]]);
    p.choose(Moves::Both);
    p.deed(Use, Some("overshoe_left"));
    go(p, &[[-1.05, -7.6]]);
    p.deed(Use, Some("overshoe_right"));
    go(p, &[[0.0, -7.7]]);
    p.deed(Use, Some("bench2"));
    p.deed(Use, Some("bench2"));
    go(p, &[[-1.1, -9.2]]);
    p.look("kit_c", 2.0);
    p.take(RIGHT, "kit_c", GRASP);
    p.deed(Inspect, None);
    p.deed(Use, None);
    p.put(LEFT, "bin.z2");
    go(p, &[[0.7, -9.2]]);
    p.look("gauge.z2_z3", 1.7);
    p.press(LEFT, "door.z2_z3.plate");
    go(p, &[[0.0, -9.4], [0.0, -10.6]]);
}

/// Inner gloves, mask, hood, coverall, the first boot.
fn in_the_final_stage(p: &mut Person) {
    go(p, &[[1.0, -11.2]]);
    p.put(RIGHT, "rack.z3_kit");
    go(p, &[[-1.1, -10.6]]);
    p.under("alcohol.z3", 0.4);
    p.rub(31.0);
    p.wait(14.0);
    go(p, &[[1.05, -10.6]]);
    p.choose(Moves::Both);
    p.deed(Use, Some("glove_inner_left"));
    p.deed(Use, Some("glove_inner_right"));
    go(p, &[[-1.1, -10.6]]);
    p.under("alcohol.z3", 0.4);
    p.rub(31.0);
    go(p, &[[1.0, -11.2]]);
    p.choose(Moves::Both);
    p.deed(Use, Some("kit_c"));
    go(p, &[[-0.9, -11.7]]);
    p.put(RIGHT, "bin.z3");
    p.put(LEFT, "bin.z3");
    go(p, &[[1.0, -11.2]]);
    p.choose(Moves::Both);
    p.deed(Use, Some("mask"));
    fasten_all(p);
    p.deed(Use, Some("hood"));
    fasten_all(p);
    go(p, &[[-1.2, -11.3]]);
    p.look("mirror.z3", 2.7);
    go(p, &[[-1.1, -10.6]]);
    p.under("alcohol.z3", 0.4);
    p.rub(31.0);
    go(p, &[[1.0, -11.2]]);
    p.choose(Moves::Both);
    p.deed(Use, Some("coverall"));
    fasten_all(p);
    go(p, &[[1.0, -11.2]]);
    p.deed(Use, Some("boot_right"));
    fasten_all(p);
    go(p, &[[1.0, -11.2]]);
    p.take(LEFT, "boot_left", GRASP);
}

/// Astride, the second boot, goggles, outer gloves, the log.
fn beyond_the_last_bench(p: &mut Person) {
    go(p, &[[0.4, -11.7]]);
    p.choose(Moves::One(RIGHT));
    p.deed(Use, Some("bench3"));
    p.choose(Moves::One(LEFT));
    p.deed(Use, None);
    fasten_all(p);
    p.deed(Use, Some("bench3"));
    go(p, &[[-1.1, -12.9]]);
    p.under("alcohol.z3_clean", 0.4);
    p.rub(31.0);
    go(p, &[[1.1, -12.9]]);
    p.choose(Moves::Both);
    p.deed(Use, Some("goggles"));
    go(p, &[[1.1, -13.2]]);
    p.deed(Use, Some("glove_outer_left"));
    p.deed(Use, Some("glove_outer_right"));
    go(p, &[[-1.1, -12.9]]);
    p.under("alcohol.z3_clean", 0.4);
    p.rub(31.0);
    go(p, &[[-1.2, -13.3]]);
    p.look("mirror.z3_clean", 2.7);
    go(p, &[[-0.7, -13.3]]);
    p.press(RIGHT, "log.entry");
    go(p, &[[0.6, -13.3]]);
    p.look("gauge.z3_z4", 1.7);
    p.press(RIGHT, "door.z3_z4.plate");
}

/// Slowly to the plates, and out.
fn in_grade_b(p: &mut Person) {
    go(p, &[[0.0, -13.4]]);
    go_slowly(p, &[[0.0, -15.0], [0.8, -15.7]]);
    p.press(LEFT, "print.glove_left");
    p.press(RIGHT, "print.glove_right");
    go_slowly(p, &[[0.8, -16.1]]);
    p.press(RIGHT, "plate.forearm_left");
    p.press(RIGHT, "plate.forearm_right");
    p.press(RIGHT, "plate.chest");
    p.press(RIGHT, "plate.hood");
    go_slowly(p, &[[-1.3, -16.0]]);
    p.press(RIGHT, "exit.degown");
    p.once(Once { done: true, ..Once::default() });
}

/// The drill from the street to the plates.
fn gown(person: &mut Person) {
    in_the_lobby(person);
    in_the_first_stage(person);
    in_the_second_stage(person);
    in_the_final_stage(person);
    beyond_the_last_bench(person);
    in_grade_b(person);
}

#[test]
fn the_whole_drill_can_be_done_at_a_desk() {
    for better_hand in [RIGHT, LEFT] {
        let mut person = Person::new(better_hand);
        // The telephone rings in the middle of things: the room stands still, and what was begun goes on.
        person.pauses = true;
        gown(&mut person);
        let scenario = Scenario::load(&scenario::root().unwrap(), "gowning").unwrap();
        let (session, tape) = person.recording.finish(End::Finished);
        let tape = tape.expect("a tape");
        let debrief = session.debrief(Ending::Finished);
        for d in &debrief.deviations {
            println!("{:.0} s {:?} {}: {}", d.at_s, d.severity, d.rule, d.evidence.join("; "));
        }
        assert!(debrief.deviations.is_empty(), "better hand {better_hand}");
        let left_out: Vec<_> = debrief.steps.iter().filter(|s| s.done_s.is_none()).map(|s| &s.id).collect();
        assert!(left_out.is_empty(), "{left_out:?}");
        assert_eq!(debrief.outcome, Outcome::Passed);
        let mut replay = Replay::new(TapeReader::new(&tape[..]).unwrap(), &scenario).unwrap();
        assert_eq!(replay.run().unwrap(), Ending::Finished);
        assert!(replay.first_difference.is_none(), "what a desk records is a tape like any other");
        assert_eq!(replay.session.debrief(Ending::Finished), debrief);
    }
}

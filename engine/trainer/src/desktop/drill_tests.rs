//! The whole gowning drill with keys and mouse: what a person at a desk can do, a test does.

use super::desk::Moves;
use super::inputs::{Inputs, Once};
use super::mean::Deed::{Fasten, Inspect, Use};
use super::person::{PINCH, Person};
use glam::{Vec2, Vec3};
use tape::{Ending, LEFT, RIGHT, TICKS_PER_SECOND};

const GRASP: Once = Once { pinch: false, grasp: true, ..PINCH };

/// Takes off what is worn on the other hand or in the pocket, and puts it in the tray.
fn take_off(person: &mut Person, side: usize, what: &str) {
    person.take(side, what, PINCH);
    person.put(side, "locker.tray");
}

fn go(person: &mut Person, way: &[[f32; 2]]) {
    for to in way {
        let near = person.walk_to(Vec2::from(*to), 12.0);
        assert!(near < 0.15, "on the way to {to:?} at {}", person.at());
    }
}

#[test]
fn the_whole_drill_can_be_done_at_a_desk() {
    let mut person = Person::new(RIGHT);
    let p = &mut person;
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
    p.deed(Fasten, None);
    p.deed(Use, Some("hood"));
    p.deed(Fasten, None);
    go(p, &[[-1.2, -11.3]]);
    p.look("mirror.z3", 2.7);
    go(p, &[[-1.1, -10.6]]);
    p.under("alcohol.z3", 0.4);
    p.rub(31.0);
    go(p, &[[1.0, -11.2]]);
    p.choose(Moves::Both);
    p.deed(Use, Some("coverall"));
    report(p);
    p.deed(Fasten, None);
    p.deed(Fasten, None);
    report(p);
    p.deed(Use, Some("boot_right"));
    p.deed(Fasten, None);
    p.take(LEFT, "boot_left", GRASP);
    report(p);
    go(p, &[[0.6, -11.7]]);
    p.choose(Moves::One(RIGHT));
    p.deed(Use, Some("bench3"));
    p.choose(Moves::One(LEFT));
    p.deed(Use, None);
    p.deed(Fasten, None);
    p.deed(Use, Some("bench3"));
    report(p);
}

/// What the judge has said so far.
fn report(person: &Person) {
    let debrief = person.session.debrief(Ending::Abandoned);
    for step in debrief.steps.iter().filter(|s| s.done_s.is_some()) {
        println!("{} done at {:.0}", step.id, step.done_s.unwrap_or_default());
    }
    for d in &debrief.deviations {
        println!("!! {:.0} {:?} {} {}", d.at_s, d.severity, d.rule, d.evidence.join("; "));
    }
}

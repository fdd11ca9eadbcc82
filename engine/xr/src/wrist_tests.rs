//! Looking at a wrist, pressing with the other hand, and all that must not press.

use super::*;
use tape::{HandSource, RIGHT, natural_hand};

const HEAD: Pose = Pose { position: Vec3::new(0.0, 1.6, 0.0), rotation: Quat::IDENTITY };

/// A hand before the face: palm to it, fingers across.
fn across(side: usize) -> Hand {
    let out = if side == LEFT { 1.0 } else { -1.0 };
    let (right, up) = (Vec3::Y * out, Vec3::NEG_Z);
    let rotation = Quat::from_mat3(&glam::Mat3::from_cols(right, up, right.cross(up)));
    let palm = Pose { position: HEAD.position + Vec3::new(0.05 * out, 0.0, -0.4), rotation };
    natural_hand(side, palm, HandSource::Hands, 0.0, 0.0)
}

/// The other hand with its index tip at a point of the panel, metres before it.
fn pointing(side: usize, panel: Pose, x: f32, y: f32, before: f32) -> Hand {
    let mut hand =
        natural_hand(side, Pose { position: Vec3::new(0.4, 1.0, -0.2), ..HEAD }, HandSource::Hands, 0.0, 0.0);
    let tip = panel.position + panel.rotation * Vec3::new(x, y, before);
    let off = tip - hand.joints[joint::INDEX_TIP].position;
    hand.joints.iter_mut().for_each(|j| j.position += off);
    hand
}

fn away(side: usize) -> Hand {
    natural_hand(side, Pose { position: Vec3::new(0.4, 0.9, -0.1), ..HEAD }, HandSource::Hands, 0.0, 0.0)
}

struct Person {
    wrist: Wrist,
    better: usize,
}

impl Person {
    fn new(better: usize) -> Person {
        Person { wrist: Wrist::new(better), better }
    }

    fn keep(&mut self, head: Pose, other: Hand, seconds: f32) -> Vec<Row> {
        let mut hands = [other; 2];
        hands[1 - self.better] = across(1 - self.better);
        (0..(seconds / TICK_S) as u32).filter_map(|_| self.wrist.step(head, &hands)).collect()
    }

    fn looking(better: usize) -> (Person, Pose) {
        let mut person = Person::new(better);
        assert_eq!(person.keep(HEAD, away(better), 0.6), []);
        let panel = person.wrist.shown().expect("a look at the wrist shows it");
        (person, panel)
    }

    fn touch(&mut self, panel: Pose, y: f32, before: f32, seconds: f32) -> Vec<Row> {
        let other = pointing(self.better, panel, 0.0, y, before);
        self.keep(HEAD, other, seconds)
    }
}

#[test]
fn every_row_is_pressed_once_by_either_hand() {
    for better in [LEFT, RIGHT] {
        for (i, row) in ROWS.into_iter().enumerate() {
            let (mut person, panel) = Person::looking(better);
            let y = 0.5 * SIZE_M[1] - (i as f32 + 0.5) * SIZE_M[1] / ROWS.len() as f32;
            assert_eq!(person.touch(panel, y, 0.04, 0.2), []);
            assert_eq!(person.touch(panel, y, 0.0, 1.5), [row], "once, however long");
            assert_eq!(person.touch(panel, y, 0.04, 0.2), []);
            assert_eq!(person.touch(panel, y, 0.0, 0.5), [row], "and again when the finger came again");
        }
    }
}

#[test]
fn it_reads_upright_for_either_hand() {
    for better in [LEFT, RIGHT] {
        let (_, panel) = Person::looking(better);
        assert!((panel.rotation * Vec3::Y).y > 0.9 && (panel.rotation * Vec3::X).x > 0.9, "{panel:?}");
    }
}

#[test]
fn a_brush_a_finger_from_beside_or_a_glance_presses_nothing() {
    let (mut person, panel) = Person::looking(RIGHT);
    assert_eq!(person.touch(panel, 0.0, 0.04, 0.2), []);
    assert_eq!(person.touch(panel, 0.0, 0.0, 0.1), [], "a brush");
    let (mut person, panel) = Person::looking(RIGHT);
    assert_eq!(person.touch(panel, 0.0, 0.0, 1.0), [], "it was behind the panel before it came");
    let mut person = Person::new(RIGHT);
    person.keep(HEAD, away(RIGHT), 0.2);
    assert_eq!(person.wrist.shown(), None, "a glance");
}

#[test]
fn it_does_not_come_while_hands_are_rubbed_or_nobody_looks() {
    let panel = on_wrist(LEFT, across(LEFT).joints[joint::WRIST]);
    let mut person = Person::new(RIGHT);
    let rubbing = pointing(RIGHT, panel, 0.0, 0.0, 0.03);
    assert_eq!(person.keep(HEAD, rubbing, 3.0), []);
    assert_eq!(person.wrist.shown(), None);
    let elsewhere = Pose { rotation: Quat::from_rotation_y(1.2), ..HEAD };
    person.keep(elsewhere, away(RIGHT), 2.0);
    assert_eq!(person.wrist.shown(), None);
}

#[test]
fn a_lost_hand_takes_it_away_and_a_small_turn_does_not() {
    let (mut person, _) = Person::looking(RIGHT);
    let turned = Pose { rotation: Quat::from_rotation_y(0.55), ..HEAD };
    person.keep(turned, away(RIGHT), 0.5);
    assert!(person.wrist.shown().is_some());
    let lost = Hand { tracked: false, ..across(LEFT) };
    person.wrist.step(HEAD, &[lost, away(RIGHT)]);
    assert_eq!(person.wrist.shown(), None);
}

//! Looking at a wrist, pressing with the other hand, and all that must not press.

use super::*;
use tape::{HandSource, natural_hand};

const ROWS: usize = 4;
const NONE: [usize; 0] = [];

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
        Person { wrist: Wrist::new(1 - better, false), better }
    }

    fn keep(&mut self, head: Pose, other: Hand, seconds: f32) -> Vec<usize> {
        let mut hands = [other; 2];
        hands[1 - self.better] = across(1 - self.better);
        let pressed = (0..(seconds / TICK_S) as u32).filter_map(|_| self.wrist.step(head, &hands, ROWS));
        pressed.inspect(|touched| assert_eq!(touched.side, self.better)).map(|touched| touched.row).collect()
    }

    fn looking(better: usize) -> (Person, Pose) {
        let mut person = Person::new(better);
        assert_eq!(person.keep(HEAD, away(better), 0.6), NONE);
        let panel = person.wrist.shown().expect("a look at the wrist shows it");
        (person, panel)
    }

    fn touch(&mut self, panel: Pose, y: f32, before: f32, seconds: f32) -> Vec<usize> {
        let other = pointing(self.better, panel, 0.0, y, before);
        self.keep(HEAD, other, seconds)
    }
}

#[test]
fn every_row_is_pressed_once_by_either_hand() {
    for better in [LEFT, RIGHT] {
        for row in 0..ROWS {
            let (mut person, panel) = Person::looking(better);
            let y = ((ROWS as f32 - 1.0) / 2.0 - row as f32) * ROW_M;
            assert_eq!(person.touch(panel, y, 0.04, 0.2), NONE);
            assert_eq!(person.touch(panel, y, 0.0, 1.5), [row], "once, however long");
            assert_eq!(person.touch(panel, y, 0.04, 0.2), NONE);
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
    assert_eq!(person.touch(panel, 0.0, 0.04, 0.2), NONE);
    assert_eq!(person.touch(panel, 0.0, 0.0, 0.1), NONE, "a brush");
    let (mut person, panel) = Person::looking(RIGHT);
    assert_eq!(person.touch(panel, 0.0, 0.0, 1.0), NONE, "it was behind the panel before it came");
    let mut person = Person::new(RIGHT);
    person.keep(HEAD, away(RIGHT), 0.2);
    assert_eq!(person.wrist.shown(), None, "a glance");
}

#[test]
fn it_does_not_come_while_hands_are_rubbed_or_nobody_looks() {
    let panel = on_wrist(LEFT, across(LEFT).joints[joint::WRIST]);
    let mut person = Person::new(RIGHT);
    let rubbing = pointing(RIGHT, panel, 0.0, 0.0, 0.03);
    assert_eq!(person.keep(HEAD, rubbing, 3.0), NONE);
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
    person.wrist.step(HEAD, &[lost, away(RIGHT)], ROWS);
    assert_eq!(person.wrist.shown(), None);
}

#[test]
fn a_button_opens_it_before_the_person_for_either_hand() {
    let head = Pose { rotation: Quat::from_rotation_y(0.7) * Quat::from_rotation_x(-0.4), ..HEAD };
    for side in [LEFT, RIGHT] {
        let mut wrist = Wrist::new(LEFT, false);
        wrist.toggle(head);
        let panel = wrist.shown().expect("at once");
        assert!((panel.position.distance(head.position) - libm::hypotf(BEFORE_M, BELOW_M)).abs() < 1e-5);
        let mut hands = [away(LEFT), away(RIGHT)];
        let mut pressed = Vec::new();
        for before in [0.04, 0.0] {
            hands[side] = pointing(side, panel, 0.0, 0.0, before);
            pressed.extend((0..45).filter_map(|_| wrist.step(head, &hands, 3)));
        }
        assert_eq!(pressed, [Touched { row: 1, side }]);
        assert_eq!(wrist.shown(), Some(panel), "it stays");
        let elsewhere = Pose { rotation: Quat::from_rotation_y(-1.5), ..HEAD };
        (0..(1.5 / TICK_S) as u32).for_each(|_| _ = wrist.step(elsewhere, &hands, 3));
        assert!(wrist.shown().is_some());
        (0..(1.0 / TICK_S) as u32).for_each(|_| _ = wrist.step(elsewhere, &hands, 3));
        assert_eq!(wrist.shown(), None, "who looks elsewhere has closed it");
        wrist.toggle(head);
        wrist.toggle(head);
        assert_eq!(wrist.shown(), None, "and so does the button");
    }
}

#[test]
fn one_hand_opens_it_and_presses_it() {
    for side in [LEFT, RIGHT] {
        let mut wrist = Wrist::new(side, true);
        let mut hands = [LEFT, RIGHT].map(|side| Hand { tracked: false, ..across(side) });
        let mut step = |wrist: &mut Wrist, hand: Hand, seconds: f32| -> Vec<Touched> {
            hands[side] = hand;
            (0..(seconds / TICK_S) as u32).filter_map(|_| wrist.step(HEAD, &hands, ROWS)).collect()
        };
        assert_eq!(step(&mut wrist, across(side), 0.6), []);
        let panel = wrist.shown().expect("a look at the wrist shows it");
        assert_eq!(step(&mut wrist, away(side), 0.5), []);
        assert_eq!(wrist.shown(), Some(panel), "it stays while the hand comes round");
        assert_eq!(step(&mut wrist, pointing(side, panel, 0.0, 0.03, 0.04), 0.2), []);
        assert_eq!(step(&mut wrist, pointing(side, panel, 0.0, 0.03, 0.0), 1.0), [Touched { row: 0, side }]);
    }
}

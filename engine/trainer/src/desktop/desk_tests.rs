//! Walking, pressing, washing, holding: each with keys and mouse alone.

use super::*;
use crate::desktop::inputs::Once;
use crate::desktop::person::{PINCH, Person};
use std::collections::BTreeSet;
use twin::Kind;
use twin::films::PATCHES;

#[test]
fn walls_shut_doors_and_furniture_hold_a_walker_and_a_bench_for_a_moment() {
    let mut person = Person::new(RIGHT);
    person.keep(Inputs { walk: Vec2::X, ..Inputs::default() }, 300);
    assert!((1.4..1.79).contains(&person.at().x), "the kiosk or the wall: {}", person.at());
    person.walk_to(Vec2::new(0.0, -2.3), 4.0);
    person.keep(Inputs { walk: Vec2::Y, ..Inputs::default() }, 50);
    assert!(person.at().y > -2.66, "the bench holds: {}", person.at());
    let ahead = Inputs { walk: Vec2::Y, ..Inputs::default() };
    person.keep(ahead, 60);
    assert!(person.at().y < -2.66, "and is stepped over: {}", person.at());
    let before = person.at().y;
    person.keep(ahead, 30);
    assert!(before - person.at().y < 0.2, "leg after leg");
    person.keep(ahead, 900);
    assert!((-6.3..-6.1).contains(&person.at().y), "the door is shut: {}", person.at());
}

#[test]
fn nobody_walks_faster_than_people_walk() {
    let mut person = Person::new(RIGHT);
    let mut fastest = 0.0f32;
    for _ in 0..200 {
        let before = person.at();
        person.keep(Inputs { walk: Vec2::ONE, ..Inputs::default() }, 1);
        fastest = fastest.max(person.at().distance(before) * TICKS_PER_SECOND as f32);
    }
    assert!((1.3..1.45).contains(&fastest), "{fastest}");
}

#[test]
fn either_hand_presses_a_control() {
    for (side, hand) in [(RIGHT, "hand.right"), (LEFT, "hand.left")] {
        let mut person = Person::new(RIGHT);
        person.walk_to(Vec2::new(1.2, -0.7), 4.0);
        person.choose(Moves::One(side));
        person.use_hand(side, Vec3::new(1.78, 1.3, -0.75), PINCH);
        assert!(person.happened(Kind::Pressed, hand, "kiosk.fit"), "{hand}: {:?}", person.palm(side));
        assert!(!person.facts.iter().any(|(k, _, on)| *k == Kind::Pressed && on == "kiosk.unfit"), "{hand}");
    }
}

#[test]
fn hands_are_washed_with_keys_and_mouse() {
    let mut person = Person::new(RIGHT);
    person.walk_to(Vec2::new(0.9, -2.4), 4.0);
    let near = person.walk_to(Vec2::new(1.1, -4.4), 12.0);
    assert!(near < 0.1, "over the bench: {}", person.at());
    person.choose(Moves::Both);
    person.use_hand(RIGHT, Vec3::new(1.6, 1.03, -4.5), PINCH);
    let on = |person: &Person, agent: &str| {
        let agent = person.twin().names().get(agent);
        person.twin().films(0).iter().all(|film| Some(film.agent) == agent)
    };
    assert!(on(&person, "water"), "both hands are under the tap");
    person.use_hand(RIGHT, Vec3::new(1.75, 1.14, -4.15), PINCH);
    let soap = person.twin().names().get("soap");
    assert!(person.twin().films(0).iter().any(|film| Some(film.agent) == soap), "a dose in the first hand");
    person.once(Once { rest: true, ..Once::default() });
    person.facts.clear();
    person.keep(Inputs { rub: true, ..Inputs::default() }, 44 * TICKS_PER_SECOND);
    let covered: BTreeSet<_> = person.facts.iter().filter(|f| f.0 == Kind::Covered).map(|f| &f.1).collect();
    assert_eq!(covered.len(), 2 * PATCHES, "{covered:?}");
    assert!(on(&person, "soap"), "rubbed into the other hand too");
}

#[test]
fn a_short_rub_leaves_patches_out() {
    let mut person = Person::new(RIGHT);
    person.keep(Inputs { rub: true, ..Inputs::default() }, 10 * TICKS_PER_SECOND);
    let covered: BTreeSet<_> = person.facts.iter().filter(|f| f.0 == Kind::Covered).map(|f| &f.1).collect();
    assert!(!covered.is_empty() && covered.len() < 2 * PATCHES, "{covered:?}");
}

#[test]
fn one_hand_holds_while_the_other_works() {
    let mut person = Person::new(RIGHT);
    let held = |person: &Person| person.twin().held(0, RIGHT).map(|id| person.twin().names().name(id).to_owned());
    // The watch comes off the left wrist.
    let id = person.twin().names().get("watch").expect("a watch");
    person.choose(Moves::One(RIGHT));
    let mut watch = Vec3::ZERO;
    for _ in 0..3 {
        // It moves with the body that turns after the hand.
        person.wait(0.1);
        person.twin().see_things(|t| watch = if t.id == id { t.pose.position } else { watch });
        person.point_at(RIGHT, watch);
    }
    person.once(PINCH);
    person.wait(2.0);
    assert_eq!(held(&person).as_deref(), Some("watch"), "{watch} {}", person.palm(RIGHT));
    person.walk_to(Vec2::new(1.2, -0.7), 4.0);
    person.choose(Moves::One(LEFT));
    person.use_hand(LEFT, Vec3::new(1.78, 1.3, -0.75), PINCH);
    assert!(person.happened(Kind::Pressed, "hand.left", "kiosk.fit"));
    assert_eq!(held(&person).as_deref(), Some("watch"), "still held");
    person.choose(Moves::One(RIGHT));
    person.point_at(RIGHT, person.eye().position + person.eye().rotation * Vec3::new(-0.2, 0.1, -0.5));
    person.once(PINCH);
    person.wait(0.5);
    assert_eq!(held(&person), None, "pressed again, the hand lets go");
}

#[test]
fn cloth_is_taken_by_what_the_hand_points_at() {
    let mut person = Person::new(RIGHT);
    person.walk_to(Vec2::new(-0.9, -2.4), 4.0);
    person.walk_to(Vec2::new(-1.15, -4.9), 12.0);
    person.choose(Moves::One(LEFT));
    person.use_hand(LEFT, Vec3::new(-1.8, 1.05, -4.9), PINCH);
    let cloth = person.twin().held_garment(0, LEFT).map(|id| person.twin().names().name(id).to_owned());
    assert_eq!(cloth.as_deref(), Some("hairnet"), "{}", person.palm(LEFT));
}

#[test]
fn a_pause_stands_still_and_is_on_the_tape() {
    let mut person = Person::new(RIGHT);
    let before = (person.at(), person.eye());
    let walk = Inputs { walk: Vec2::ONE, mouse: Vec2::ONE, paused: true, ..Inputs::default() };
    person.keep(walk, 90);
    assert_eq!((person.at(), person.eye().position), (before.0, before.1.position));
    assert!(person.last.buttons.has(Buttons::PAUSE));
}

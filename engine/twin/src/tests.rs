//! What a person can do in a small room, and what the room says of it.

use crate::films::Patch;
use crate::room::Patterns;
use crate::testing::{Actor, angles, room, suite};
use crate::things::At;
use crate::{Kind, Twin};
use glam::{Quat, Vec3};
use tape::{Buttons, LEFT, RIGHT, TrackingEvents};

fn pose_of(actor: &Actor, name: &str) -> (Vec3, At) {
    let id = actor.twin.names().get(name).unwrap();
    let mut found = None;
    actor.twin.see_things(|t| {
        if t.id == id {
            found = Some((t.pose.position, t.at));
        }
    });
    found.unwrap()
}

/// At the table, the box pinched in the right hand.
fn with_box() -> Actor {
    let mut a = Actor::new();
    a.walk(Vec3::new(1.0, 0.0, 0.0), 60);
    let at = pose_of(&a, "box").0;
    a.reach(RIGHT, at + Vec3::Y * 0.02, true);
    a.pinch(RIGHT, true);
    a
}

#[test]
fn a_pinch_takes_carries_and_a_place_takes_back() {
    let mut a = with_box();
    assert!(a.has(Kind::Taken, "box", "spot") && a.has(Kind::Grasped, "hand.right", "box"), "{:?}", a.said);
    assert!(a.has(Kind::Touched, "skin.hand_right", "box"));
    let before = pose_of(&a, "box").0;
    a.walk(Vec3::new(0.0, 0.2, 0.1), 30);
    assert!((pose_of(&a, "box").0 - before - Vec3::new(0.0, 0.2, 0.1)).length() < 0.02);
    a.walk(Vec3::new(0.0, -0.15, -0.05), 30);
    a.pinch(RIGHT, false);
    assert!(a.has(Kind::Released, "hand.right", "box") && a.has(Kind::Placed, "box", "spot"));
    assert_eq!(pose_of(&a, "box").0, Vec3::new(1.7, 0.95, -1.5));
}

#[test]
fn what_no_place_takes_falls_and_touches_the_floor() {
    let mut a = with_box();
    a.walk(Vec3::new(-1.4, 0.2, 0.0), 90);
    a.forget();
    a.pinch(RIGHT, false);
    a.ticks(200);
    let (at, how) = pose_of(&a, "box");
    assert!(how == At::Loose && at.y < 0.06, "{at}");
    assert!(a.has(Kind::Touched, "box", "floor.dirty") && !a.has(Kind::Placed, "box", "spot"));
}

#[test]
fn a_bin_swallows() {
    let mut a = with_box();
    a.walk(Vec3::new(0.0, 0.2, 0.9), 90);
    let bin = Vec3::new(1.7, 0.7, -0.4);
    a.reach(RIGHT, bin, true);
    a.pinch(RIGHT, false);
    assert!(a.has(Kind::Placed, "box", "bin"));
    assert_eq!(pose_of(&a, "box").1, At::Gone);
}

#[test]
fn two_hands_carry_together_and_one_goes_on_alone() {
    let mut a = with_box();
    let at = pose_of(&a, "box").0;
    a.walk(Vec3::Y * 0.3, 30);
    a.reach(LEFT, at + Vec3::new(-0.03, 0.3, 0.0), true);
    a.pinch(LEFT, true);
    assert!(a.has(Kind::Grasped, "hand.left", "box"));
    a.pinch(RIGHT, false);
    a.ticks(30);
    assert_eq!(pose_of(&a, "box").1, At::Held, "the left hand still has it");
    a.pinch(LEFT, false);
    a.ticks(3);
    assert_ne!(pose_of(&a, "box").1, At::Held);
}

#[test]
fn a_pack_is_opened_layer_by_layer_by_the_second_hand() {
    let mut a = Actor::new();
    a.walk(Vec3::new(1.0, 0.0, -0.3), 60);
    let at = pose_of(&a, "pack").0;
    a.reach(RIGHT, at + Vec3::new(-0.05, 0.03, 0.0), false);
    a.fist(RIGHT, true);
    assert!(a.has(Kind::Grasped, "hand.right", "pack"), "{:?}", a.said(Kind::Grasped));
    for layers_left in [1.0, 0.0] {
        a.reach(LEFT, at + Vec3::new(-0.12, 0.04, 0.05), true);
        a.pinch(LEFT, true);
        a.reach(LEFT, at + Vec3::new(-0.2, 0.08, 0.05), true);
        let before = a.said(Kind::Unwrapped).len();
        a.reach(LEFT, at + Vec3::new(-0.4, 0.15, 0.05), true);
        assert_eq!(a.said(Kind::Unwrapped).len(), before + 1, "off after 12 cm, not before");
        assert_eq!(a.said(Kind::Unwrapped)[before].3, layers_left);
        assert_eq!(pose_of(&a, if layers_left > 0.0 { "pack.outer" } else { "pack.inner" }).1, At::Held);
        a.pinch(LEFT, false);
    }
    assert_eq!(pose_of(&a, "pack").1, At::Gone);
    assert_eq!(pose_of(&a, "pack.outer").1, At::Loose);
}

#[test]
fn a_pack_opened_in_the_air_spills_and_one_on_the_rack_does_not() {
    let (room, patterns) = suite();
    for in_the_air in [true, false] {
        let mut a = Actor::in_room(&room, &patterns);
        a.walk(Vec3::new(-1.25, 0.0, -7.35), 300);
        let kit = pose_of(&a, "kit_b").0;
        a.reach(RIGHT, kit + Vec3::Y * 0.04, false);
        a.fist(RIGHT, true);
        if in_the_air {
            a.walk(Vec3::new(1.0, 0.2, 0.0), 120);
        }
        for _ in 0..2 {
            let at = pose_of(&a, "kit_b").0;
            a.reach(LEFT, at + Vec3::new(0.14, 0.06, 0.05), true);
            a.pinch(LEFT, true);
            a.reach(LEFT, at + Vec3::new(0.4, 0.25, 0.05), true);
            a.pinch(LEFT, false);
        }
        assert_eq!(a.said(Kind::Unwrapped).len(), 2, "{:?}", a.said(Kind::Unwrapped));
        assert_eq!(a.has(Kind::Touched, "coverall.parcel", "floor.z2.clean"), in_the_air);
        let coverall = a.twin.garments().find(|g| a.twin.names().name(g.id) == "coverall").unwrap();
        let lowest = coverall.positions.iter().map(|p| p.y).fold(f32::MAX, f32::min);
        assert!(coverall.visible && (lowest < 0.05) == in_the_air, "{lowest}");
    }
}

#[test]
fn a_ring_comes_off_with_the_other_hand_and_not_with_its_own() {
    let mut a = Actor::new();
    a.ticks(2);
    let ring = pose_of(&a, "ring").0;
    let hand = &a.twin.persons()[0].hands[LEFT];
    assert_eq!(ring, hand.joints[tape::joint::RING_PROXIMAL].position);
    a.pinch(LEFT, true);
    assert_eq!(pose_of(&a, "ring").1, At::Worn(0));
    a.pinch(LEFT, false);
    a.reach(RIGHT, ring, true);
    a.pinch(RIGHT, true);
    assert!(a.has(Kind::Taken, "ring", "finger.left_ring") && a.has(Kind::Grasped, "hand.right", "ring"));
}

#[test]
fn clothes_are_held_on_and_replace_and_come_off() {
    let mut a = Actor::new();
    a.walk(Vec3::new(-1.5, 0.0, -0.7), 90);
    a.reach(LEFT, Vec3::new(-1.9, 1.2, -2.6), false);
    a.fist(LEFT, true);
    assert!(a.has(Kind::Grasped, "hand.left", "suit.bundle"), "{:?}", a.said(Kind::Grasped));
    a.forget();
    let chest = a.twin.persons()[0].body.torso;
    a.reach(LEFT, chest.a.lerp(chest.b, 0.5) + Vec3::NEG_Z * 0.2, false);
    a.ticks(120);
    assert!(
        a.has(Kind::Worn, "", "suit") && a.has(Kind::Removed, "", "coat") && a.has(Kind::Placed, "coat.bundle", "hook")
    );
    assert_eq!(a.twin.clothes(0).map(|id| a.twin.names().name(id)).collect::<Vec<_>>(), ["suit"]);
    a.fist(LEFT, false);
    a.reach(LEFT, chest.a.lerp(chest.b, 0.5) + Vec3::NEG_Z * 0.15, false);
    assert!(a.has(Kind::Touched, "skin.hand_left", "suit.torso.out"), "{:?}", a.said(Kind::Touched));
    a.fist(LEFT, true);
    a.ticks(120);
    assert!(!a.has(Kind::Removed, "", "suit"), "holding alone takes nothing off");
    a.reach(LEFT, chest.a.lerp(chest.b, 0.5) + Vec3::NEG_Z * 0.45, false);
    assert!(a.has(Kind::Removed, "", "suit") && a.has(Kind::Grasped, "hand.left", "suit.bundle"));
}

#[test]
fn a_foot_steps_into_a_shoe_that_stands_there() {
    let mut a = Actor::new();
    a.walk(Vec3::new(0.3, 0.0, -2.15), 300);
    a.ticks(150);
    assert!(a.has(Kind::Worn, "", "clog"), "{:?} {:?}", a.twin.persons()[0].body.foot, pose_of(&a, "clog"));
    assert!(!a.has(Kind::Touched, "skin.foot_right", "floor.clean"), "the bare foot came down in the clog");
    a.ticks(90);
    assert!(a.has(Kind::Touched, "clog.foot_right.out", "floor.clean"));
}

#[test]
fn a_door_opens_refuses_is_forced_and_alarms() {
    let mut a = Actor::new();
    let stands = a.frame.head.position;
    let go = |a: &mut Actor, z: f32| {
        let by = Vec3::new(0.6 - a.frame.head.position.x, 0.0, z - a.frame.head.position.z);
        a.walk(by, 200);
    };
    go(&mut a, -0.5);
    a.reach(RIGHT, Vec3::new(0.8, 1.1, -0.1), true);
    assert!(a.has(Kind::Opened, "hand.right", "door.b"));
    assert!(a.has(Kind::Touched, "skin.hand_right", "door.b.plate"));
    a.frame.head.position = stands;
    a.ticks(300);
    assert!(a.has(Kind::Closed, "", "door.b"));
    // The other door wants two seconds of flush after this one has shut.
    a.forget();
    a.reach(RIGHT, Vec3::new(0.8, 1.1, -0.3), true);
    a.reach(RIGHT, Vec3::new(0.8, 1.1, -0.1), true);
    a.ticks(30);
    a.reach(RIGHT, Vec3::new(0.8, 1.1, -0.4), true);
    go(&mut a, -5.5);
    a.forget();
    a.reach(RIGHT, Vec3::new(0.8, 1.1, -5.9), true);
    assert!(a.has(Kind::Refused, "hand.right", "door.a") || a.has(Kind::Opened, "hand.right", "door.a"));
    a.reach(RIGHT, Vec3::new(0.8, 1.3, -5.6), true);
    a.ticks(700);
    assert!(a.twin.doors().all(|d| d.open == 0.0));
    let pressure = |a: &Actor| a.twin.doors().next().unwrap().pressure_pa;
    assert!((pressure(&a) - 15.0).abs() < 0.5);
    // Through the shut door without a plate: pushed open, and said so.
    a.forget();
    a.walk(Vec3::new(-0.6, 0.0, 0.0), 60);
    a.walk(Vec3::new(0.0, 0.0, -1.0), 120);
    assert!(a.has(Kind::Forced, "body", "door.a"));
    assert!(pressure(&a) < 10.0 && a.said(Kind::Pressure).iter().any(|f| f.1 == "gauge.a"));
}

#[test]
fn two_open_doors_alarm_until_acknowledged() {
    let mut a = Actor::new();
    a.ticks(1);
    a.frame.intervention = 1;
    a.ticks(1);
    assert!(a.has(Kind::Alarmed, "", "alarm.suite") && a.has(Kind::Intervened, "", "alarm_now"));
    assert!(a.twin.alarms().all(|(_, on)| on));
    a.walk(Vec3::new(-0.6, 0.0, 0.0), 60);
    a.reach(LEFT, Vec3::new(-1.0, 1.2, -1.5), true);
    assert!(a.has(Kind::Pressed, "hand.left", "alarm.suite.ack") && a.has(Kind::Calmed, "hand.left", "alarm.suite"));
    // Without leaving it, it is not pressed again.
    a.ticks(90);
    assert_eq!(a.said(Kind::Pressed).len(), 1);
}

/// Rubs the patch of the left hand with the right hand for some ticks, to and fro by 4 cm.
fn rub(a: &mut Actor, patch: Patch, ticks: u32) {
    let (left, right) = (a.twin.persons()[0].hands[LEFT], a.twin.persons()[0].hands[RIGHT]);
    let palm = a.frame.hands[RIGHT].joints[tape::joint::PALM];
    let goal = palm.position + patch.point(&left) - patch.rubbed_by(&right).0;
    for i in 0..ticks {
        let sway = 0.02 * libm::sinf(i as f32 * 0.3);
        a.hand(RIGHT, goal + Vec3::Z * sway, palm.rotation);
        a.ticks(1);
    }
}

#[test]
fn gel_wets_rubbing_covers_what_is_rubbed_and_it_dries() {
    let mut a = Actor::new();
    a.walk(Vec3::new(-1.2, 0.0, -0.2), 90);
    a.reach(LEFT, Vec3::new(-1.5, 1.22, -2.0), false);
    assert!(a.has(Kind::Dispensed, "gel", "skin.hand_left"), "{:?}", a.said);
    assert_eq!(a.said(Kind::Wetted)[0], ("", "skin.hand_left", "alcohol", 0.0));
    a.ticks(200);
    assert_eq!(a.said(Kind::Dispensed).len(), 1, "one dose until the hand has been away");
    a.reach(LEFT, Vec3::new(-1.0, 1.15, -1.9), false);
    rub(&mut a, Patch::Palm, 90);
    let covered: Vec<String> = a.said(Kind::Covered).iter().map(|f| f.0.to_owned()).collect();
    assert!(covered.contains(&"hand.left.palm".to_owned()), "{covered:?}");
    for other in ["thumb", "fingertips", "back", "wrist", "between_fingers", "finger_backs"] {
        assert!(!covered.contains(&format!("hand.left.{other}")), "{covered:?}");
    }
    assert!(a.said(Kind::Wetted).iter().any(|f| f.1 == "skin.hand_right"), "the other hand is wet too");
    for patch in Patch::ALL {
        rub(&mut a, patch, 120);
        let name = format!("hand.left.{}", patch.name());
        assert!(a.said(Kind::Covered).iter().any(|f| f.0 == name && f.2 == "alcohol"), "{name}");
    }
    let last = a.said(Kind::Covered).iter().filter(|f| f.1 == "skin.hand_left").map(|f| f.3).fold(0.0, f32::max);
    assert_eq!(last, 1.0);
    a.reach(RIGHT, Vec3::new(-0.4, 1.2, -1.9), false);
    a.ticks(31 * 90);
    assert!(a.said(Kind::Dried).iter().any(|f| f.1 == "skin.hand_left" && f.2 == "alcohol" && f.3 > 30.0));
}

#[test]
fn a_dryer_dries_and_a_hand_that_does_not_move_covers_nothing() {
    let mut a = Actor::new();
    a.walk(Vec3::new(-1.2, 0.0, 0.8), 90);
    a.reach(LEFT, Vec3::new(-1.5, 1.22, -1.0), false);
    assert!(a.said(Kind::Wetted).iter().any(|f| f.2 == "water"));
    a.reach(LEFT, Vec3::new(-1.5, 1.22, -0.4), false);
    a.ticks(220);
    assert!(a.said(Kind::Dried).iter().any(|f| f.2 == "water"), "seven patches of 0.3 s each");
    a.reach(LEFT, Vec3::new(-1.0, 1.15, -1.0), false);
    a.forget();
    let left = a.twin.persons()[0].hands[LEFT];
    let right = a.twin.persons()[0].hands[RIGHT];
    let palm = a.frame.hands[RIGHT].joints[0];
    let goal = palm.position + Patch::Palm.point(&left) - Patch::Palm.rubbed_by(&right).0;
    a.hand(RIGHT, goal, palm.rotation);
    a.ticks(200);
    assert!(a.said(Kind::Covered).is_empty());
}

#[test]
fn a_wipe_covers_the_face_it_rubs() {
    let mut a = Actor::new();
    a.ticks(1);
    let wipe = pose_of(&a, "wipe").0;
    a.reach(RIGHT, wipe, true);
    a.pinch(RIGHT, true);
    a.walk(Vec3::new(1.0, 0.1, 0.0), 60);
    let top = pose_of(&a, "box").0 + Vec3::Y * 0.05;
    let offset = pose_of(&a, "wipe").0 - a.frame.hands[RIGHT].joints[0].position;
    for i in 0..90 {
        let sway = Vec3::X * 0.03 * libm::sinf(i as f32 * 0.3);
        let rotation = a.frame.hands[RIGHT].joints[0].rotation;
        a.hand(RIGHT, top - offset + sway, rotation);
        a.ticks(1);
    }
    assert!(a.said(Kind::Wetted).iter().any(|f| f.1 == "box" && f.2 == "alcohol"), "{:?}", a.said(Kind::Wetted));
    assert!(a.said(Kind::Covered).iter().any(|f| f.0 == "box.top" && f.1 == "box"), "{:?}", a.said(Kind::Covered));
}

#[test]
fn looking_counts_inside_the_cone_and_a_mirror_from_in_front() {
    let mut a = Actor::new();
    let mirror = Vec3::new(-1.98, 1.6, -2.5);
    a.frame.head.position = Vec3::new(-0.5, 1.6, -2.5);
    a.frame.head.rotation = angles(0.0, 90.0, 0.0);
    a.ticks(100);
    let seen = a.said(Kind::Seen);
    assert_eq!(seen.iter().filter(|f| f.1 == "mirror").map(|f| f.3).fold(0.0, f32::max), 1.0, "{seen:?}");
    a.forget();
    a.frame.head.rotation = angles(0.0, 50.0, 0.0);
    a.ticks(100);
    assert!(!a.has(Kind::Seen, "", "mirror"), "40° off is not looked at");
    a.frame.head.position = mirror + Vec3::new(-0.6, 0.0, 0.0);
    a.frame.head.rotation = angles(0.0, -90.0, 0.0);
    a.ticks(100);
    assert!(!a.has(Kind::Seen, "", "mirror"), "nor from behind");
}

#[test]
fn a_held_thing_that_is_turned_before_the_eyes_is_inspected() {
    let mut a = with_box();
    a.walk(Vec3::new(-0.8, 0.0, 0.0), 30);
    let before_eyes = a.frame.head.position + Vec3::new(0.0, -0.08, -0.35);
    for step in 0..12 {
        let rotation =
            if step < 6 { angles(0.0, 60.0 * step as f32, 0.0) } else { angles(60.0 * step as f32, 0.0, 0.0) };
        a.hand(RIGHT, before_eyes, rotation);
        a.grip(RIGHT, 1.0, 0.0);
        a.ticks(60);
        let off = pose_of(&a, "box").0 - before_eyes;
        a.hand(RIGHT, before_eyes - off, rotation);
        a.grip(RIGHT, 1.0, 0.0);
        a.ticks(60);
    }
    let shares: Vec<f32> = a.said(Kind::Inspected).iter().filter(|f| f.1 == "box").map(|f| f.3).collect();
    assert!(shares.windows(2).all(|w| w[0] < w[1]) && shares.last() > Some(&0.8), "{shares:?}");
}

#[test]
fn feet_and_body_enter_zones_over_the_bench() {
    let mut a = Actor::new();
    a.ticks(1);
    for by in ["body", "foot.left", "foot.right"] {
        assert!(a.has(Kind::Entered, by, "dirty"));
    }
    a.walk(Vec3::new(0.0, 0.0, -2.5), 400);
    a.ticks(120);
    for by in ["body", "foot.left", "foot.right"] {
        assert_eq!(a.said(Kind::Entered).iter().filter(|f| f.0 == by && f.1 == "clean").count(), 1, "{by}");
    }
    let on_bench: Vec<_> = a.said(Kind::Touched).into_iter().filter(|f| f.1 == "bench").collect();
    assert!(on_bench.is_empty(), "upright over the bench nothing touches it: {on_bench:?}");
}

#[test]
fn a_hand_on_the_face_or_a_wall_or_below_the_waist_is_said() {
    let mut a = Actor::new();
    let mouth = a.frame.head.position + Vec3::new(0.0, -0.07, -0.02);
    a.reach(RIGHT, mouth, true);
    assert!(a.has(Kind::Touched, "skin.hand_right", "skin.face"), "{:?}", a.said(Kind::Touched));
    a.reach(RIGHT, a.frame.head.position + Vec3::new(0.0, 0.14, 0.05), true);
    assert!(a.has(Kind::Touched, "skin.hand_right", "hair"));
    a.reach(RIGHT, Vec3::new(0.3, 0.8, -1.7), true);
    a.ticks(60);
    assert!(a.said(Kind::Lowered).iter().any(|f| f.0 == "hand.right" && f.3 >= 0.5));
    a.walk(Vec3::new(-1.6, 0.0, 0.0), 60);
    a.reach(LEFT, Vec3::new(-2.0, 1.2, -1.5), true);
    assert!(a.has(Kind::Touched, "skin.hand_left", "wall.west"));
    a.walk(Vec3::new(0.5, 0.0, 0.0), 60);
    assert!(a.has(Kind::Parted, "skin.hand_left", "wall.west"));
    assert!(a.said(Kind::Moved).iter().any(|f| f.0 == "body" && f.3 > 0.5));
}

#[test]
fn a_lost_hand_keeps_what_it_holds_and_a_moved_stage_is_no_movement() {
    let mut a = with_box();
    a.walk(Vec3::Y * 0.3, 30);
    let before = pose_of(&a, "box").0;
    let hand = a.frame.hands[RIGHT];
    a.forget();
    a.frame.hands[RIGHT].tracked = false;
    a.frame.hands[RIGHT].pinch = 0.0;
    a.ticks(45);
    assert!(a.said(Kind::Lost).iter().any(|f| f.0 == "hand.right"));
    assert_eq!(pose_of(&a, "box"), (before, At::Held));
    a.frame.hands[RIGHT] = hand;
    a.ticks(2);
    assert!(a.said(Kind::Regained).iter().any(|f| f.0 == "hand.right" && (f.3 - 0.5).abs() < 0.01));
    a.ticks(90);
    a.forget();
    let shift = Vec3::new(-1.5, 0.0, 0.4);
    a.frame.head.position += shift;
    for hand in &mut a.frame.hands {
        hand.joints.iter_mut().for_each(|j| j.position += shift);
    }
    a.frame.events = TrackingEvents::RECENTRED;
    a.ticks(90);
    assert_eq!(a.said(Kind::Recentred).len(), 1);
    let fastest = a.said(Kind::Moved).iter().map(|f| f.3).fold(0.0, f32::max);
    assert!(fastest < 0.05, "{fastest} m/s");
    assert!((pose_of(&a, "box").0 - before - shift).length() < 1e-3);
}

#[test]
fn the_first_tick_states_what_was_drawn_and_a_supervisor_changes_it() {
    let mut a = Actor::new();
    a.ticks(1);
    let mut stated: Vec<(String, String)> = a
        .said
        .iter()
        .filter(|f| f.kind == Kind::Stated)
        .map(|f| (a.twin.names().name(f.on).into(), a.twin.names().name(f.by).into()))
        .collect();
    stated.sort();
    let tears: Vec<&str> = stated.iter().filter(|s| s.0 != "notice").map(|s| s.1.as_str()).collect();
    assert!(tears == ["none", "seam"] || tears == ["seam", "none"], "{stated:?}");
    a.forget();
    a.frame.intervention = 2;
    a.ticks(10);
    assert_eq!(a.said(Kind::Stated), [("hole", "box", "tear", 0.0)]);
}

#[test]
fn buttons_speak_once_and_a_pause_stops_the_room() {
    let mut a = Actor::new();
    a.frame.buttons = Buttons::DECLARE;
    a.ticks(20);
    assert_eq!(a.said(Kind::Declared).len(), 1);
    a.frame.buttons = Buttons::PAUSE;
    a.ticks(1);
    a.forget();
    let before = a.twin.checksums().to_vec();
    a.walk(Vec3::new(0.0, 0.0, -1.0), 60);
    assert!(a.said.is_empty());
    assert_eq!(before, a.twin.checksums());
    a.frame.buttons = Buttons::DONE;
    a.ticks(1);
    assert_eq!(a.said(Kind::Finished).len(), 1);
}

#[test]
fn a_room_that_is_wrong_is_refused_with_the_name_that_is_wrong() {
    let build = |change: &dyn Fn(&mut crate::room::Room)| {
        let mut room = room();
        change(&mut room);
        Twin::new(&room, &Patterns::default(), 1, 1).map(|_| ()).expect_err("must be refused").0
    };
    let told = build(&|r| r.doors[0].between[1] = "nowhere".into());
    assert!(told.contains("door.a") && told.contains("nowhere"), "{told}");
    let told = build(&|r| r.zones[1].max[1] = r.zones[1].min[1]);
    assert!(told.contains("`clean` has no floor"), "{told}");
    let told = build(&|r| r.dispensers[0].agent = "acid".into());
    assert!(told.contains("gel") && told.contains("acid"), "{told}");
    let told = build(&|r| r.things[0].id = "ring".into());
    assert!(told.contains("`ring`") && told.contains("twice"), "{told}");
    let told = build(&|r| r.things[2].worn_on = Some("nose".into()));
    assert!(told.contains("ring") && told.contains("nose"), "{told}");
    let told = build(&|r| drop(r.draws[0].sets.pop()));
    assert!(told.contains("draw 1"), "{told}");
    let told = build(&|r| r.clothes[1].covers.push("tail".into()));
    assert!(told.contains("suit") && told.contains("tail"), "{told}");
    let told = build(&|r| r.interventions[1].sets.as_mut().unwrap().state = "colour".into());
    assert!(told.contains("tear_box") && told.contains("colour"), "{told}");
}

#[test]
fn two_persons_share_a_room() {
    let mut twin = Twin::new(&room(), &Patterns::default(), 1, 2).unwrap();
    let near = crate::testing::frame(Vec3::new(0.0, 1.6, -1.0), 0.0);
    let far = crate::testing::frame(Vec3::new(0.0, 1.7, -4.0), 0.0);
    let facts = twin.step(&[near, far]).to_vec();
    let clean = twin.names().get("clean").unwrap();
    assert!(facts.iter().any(|f| f.kind == Kind::Entered && f.on == clean && f.person == 1));
    assert_eq!(twin.persons()[1].body.head_pose.position, Vec3::new(0.0, 1.7, -4.0));
    assert_eq!(twin.persons()[0].body.head_pose.rotation, Quat::IDENTITY);
}

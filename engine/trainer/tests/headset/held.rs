//! What a hand holds is held through all that a headset does to it: tracking lost and found, a controller taken up and
//! laid down, the floor moved under the person. Whole sessions; what their tapes say is what counts.

use crate::feeder::{Feeder, Person};
use crate::service::{Display, runtime};
use crate::told::{Told, facts, room};
use crate::trainer::{Trainer, home, read, replays_to_the_same, tapes};
use glam::{Quat, Vec3};
use std::process::Command;
use std::time::Duration;
use tape::{
    Buttons, Frame, HandSource, LEFT, Pose, RIGHT, StageOrigin, TICKS_PER_SECOND, TrackingEvents, natural_hand,
    palm_of_grip,
};
use twin::Kind;

/// Where the drill begins, looking ahead.
const HEAD: Pose = Pose { position: Vec3::new(0.0, 1.65, -0.5), rotation: Quat::IDENTITY };
/// Before the chest.
const RAISED: Vec3 = Vec3::new(0.2, 1.2, -0.85);

/// Somebody who stands where the drill begins, the right palm there and closed as far.
fn standing(palm: Vec3, grasp: f32) -> Frame {
    let palms = [Vec3::new(-0.25, 1.1, -0.8), palm];
    let hand = |side: usize, grasp| {
        let palm = Pose { position: palms[side], rotation: Quat::IDENTITY };
        natural_hand(side, palm, HandSource::Puppet, 0.0, grasp)
    };
    Frame {
        tick: 0,
        head: HEAD,
        hands: [hand(LEFT, 0.0), hand(RIGHT, grasp)],
        buttons: Buttons::default(),
        events: TrackingEvents::default(),
        origin: StageOrigin::default(),
        intervention: 0,
    }
}

/// Where the phone is in the pocket of somebody who stands so.
fn phone() -> Vec3 {
    let mut twin = room(7);
    for tick in 0..TICKS_PER_SECOND {
        twin.step(&[Frame { tick, ..standing(RAISED, 0.0) }]);
    }
    let id = twin.names().get("phone");
    let mut at = None;
    twin.see_things(|thing| at = (Some(thing.id) == id).then_some(thing.pose.position).or(at));
    at.expect("the room has a phone")
}

/// A person who takes the phone out of the pocket, holds it while `happens`, and lets go of it.
fn session(test: &str, happens: impl FnOnce(&mut Feeder, &Person)) -> Option<(Vec<Frame>, Vec<Told>)> {
    let _runtime = runtime(Display::None)?;
    let home = home(test);
    let mut feeder = Feeder::connect();
    let pocket = phone() + Vec3::new(0.0, 0.03, 0.02);
    let person = |palm, grasp| Person::of(&standing(palm, grasp));
    feeder.send(&person(RAISED, 0.0));
    let (trainer, _) = Trainer::start(&home);
    std::thread::sleep(Duration::from_secs(1));
    let mut slowly = |from: Vec3, to: Vec3, grasp| {
        for step in 0..=20 {
            feeder.send(&person(from.lerp(to, step as f32 / 20.0), grasp));
            std::thread::sleep(Duration::from_millis(40));
        }
        std::thread::sleep(Duration::from_millis(400));
    };
    slowly(RAISED, pocket, 0.0);
    slowly(pocket, pocket, 1.0);
    slowly(pocket, RAISED, 1.0);
    let holding = person(RAISED, 1.0);
    happens(&mut feeder, &holding);
    feeder.send(&holding);
    std::thread::sleep(Duration::from_secs(1));
    feeder.send(&person(RAISED, 0.0));
    std::thread::sleep(Duration::from_secs(1));
    trainer.finish();

    let tape = tapes(&home).remove(0);
    let debrief = replays_to_the_same(&home, &tape);
    let rules = debrief["deviations"].as_array().expect("a list").iter().map(|d| d["rule"].as_str().expect("a rule"));
    let wrong: Vec<&str> = rules.filter(|rule| !rule.ends_with(".left_out")).collect();
    assert!(wrong.is_empty(), "the drill was left out and nothing was done wrong: {wrong:?}");
    let (header, frames, _) = read(&tape);
    let told = facts(&header, &frames);
    let of_phone = told.iter().filter(|f| f.on == "phone" && matches!(f.kind, Kind::Grasped | Kind::Released));
    let of_phone: Vec<_> = of_phone.map(|f| (f.kind, f.by.as_str(), f.tick)).collect();
    let [(Kind::Grasped, "hand.right", taken), (Kind::Released, "hand.right", let_go)] = of_phone[..] else {
        panic!("taken once, and let go of once: {of_phone:?}");
    };
    // The last second and what the end takes are for letting go.
    assert!(let_go > taken + 3 * TICKS_PER_SECOND && let_go + 5 * TICKS_PER_SECOND > frames.len() as u32);
    Some((frames[taken as usize..let_go as usize].to_vec(), told))
}

#[test]
fn a_hand_that_is_lost_and_found_drops_nothing() {
    let happens = |feeder: &mut Feeder, holding: &Person| {
        let mut lost = *holding;
        lost.hands[RIGHT].tracked = false;
        feeder.send(&lost);
        std::thread::sleep(Duration::from_millis(600));
        // A tracker that has found a hand first guesses: an open one, some centimetres away.
        let mut found = *holding;
        found.hands[RIGHT].curls = [0.0; 5];
        found.hands[RIGHT].pose.position.x += 0.03;
        feeder.send(&found);
        std::thread::sleep(Duration::from_millis(60));
    };
    let Some((_, told)) = session("lost", happens) else { return };
    let of_right = told.iter().filter(|f| f.by == "hand.right" && matches!(f.kind, Kind::Lost | Kind::Regained));
    let kinds: Vec<_> = of_right.map(|f| f.kind).collect();
    assert_eq!(kinds, [Kind::Lost, Kind::Regained]);
}

#[test]
fn a_controller_that_takes_the_place_of_a_hand_drops_nothing() {
    let happens = |feeder: &mut Feeder, holding: &Person| {
        let mut other = *holding;
        let hand = &mut other.hands[RIGHT];
        let palm = Pose { position: RAISED, rotation: Quat::IDENTITY };
        let pose = palm.then(palm_of_grip(RIGHT, Pose::IDENTITY).inverse());
        // Taken up with open fingers, as anyone does, and held by its buttons only later.
        (hand.tracked, hand.controller, hand.pose) = (false, true, pose);
        feeder.send(&other);
        std::thread::sleep(Duration::from_millis(500));
        other.hands[RIGHT].squeeze = 1.0;
        feeder.send(&other);
        std::thread::sleep(Duration::from_millis(500));
        // And laid down: an open hand that takes hold again.
        let mut open = *holding;
        open.hands[RIGHT].curls = [0.0; 5];
        feeder.send(&open);
        std::thread::sleep(Duration::from_millis(700));
    };
    let Some((held, _)) = session("controller", happens) else { return };
    let mut sources: Vec<HandSource> = held.iter().map(|frame| frame.hands[RIGHT].source).collect();
    sources.dedup();
    assert_eq!(sources, [HandSource::Hands, HandSource::Controller, HandSource::Hands]);
    assert!(held.iter().all(|frame| frame.hands[LEFT].source == HandSource::Hands));
}

/// The person recentres: the runtime lays its local spaces anew and says so. The stage, which the drill stands on, stays;
/// so does everything else. Then tracking finds the whole person elsewhere, as after a look into the dark.
#[test]
fn a_person_who_recentres_or_is_found_elsewhere_drops_nothing() {
    let happens = |feeder: &mut Feeder, holding: &Person| {
        let recentred = Command::new("monado-ctl").arg("-c").status().expect("the runtime has its tool");
        assert!(recentred.success());
        std::thread::sleep(Duration::from_millis(700));
        let there = Pose { position: Vec3::new(0.6, 0.0, 0.3), rotation: Quat::from_rotation_y(0.8) };
        let mut jumped = *holding;
        jumped.head = there.then(jumped.head);
        jumped.hands.iter_mut().for_each(|hand| hand.pose = there.then(hand.pose));
        feeder.send(&jumped);
        std::thread::sleep(Duration::from_millis(700));
    };
    let Some((held, told)) = session("recentred", happens) else { return };
    assert!(told.iter().all(|f| f.kind != Kind::Recentred), "this runtime's stage stays");
    let moved = held.iter().map(|frame| frame.head.position.distance(HEAD.position)).fold(0.0, f32::max);
    assert!(moved > 0.3, "nobody was found elsewhere");
}

//! Hands through the runtime: where they are, how they close, lost and found again, and with controllers between.

use crate::feeder::{Feeder, Person};
use crate::headset;
use crate::service::{Display, runtime};
use glam::{EulerRot, Quat, Vec3};
use std::time::{Duration, Instant};
use tape::{HandSource, LEFT, Pose, RIGHT, joint, natural_hand};
use xr::Headset;
use xr::sampler::Sampler;
use xr::sources::Sources;
use xr::states::Ticks;

/// What a session makes of the hands for a while: one frame a tick.
fn ticks(headset: &mut Headset, sampler: &mut Sampler, sources: &mut Sources, seconds: f32) -> Vec<[tape::Hand; 2]> {
    let (began, mut hands) = (Instant::now(), Vec::new());
    while began.elapsed() < Duration::from_secs_f32(seconds) {
        assert_eq!(headset.listen().expect("the runtime lives"), None);
        let Some(moment) = headset.wait().expect("the runtime lives") else { continue };
        if moment.ticks == Ticks::Running {
            for tick in sampler.due(moment.display_ns) {
                let seen = |side| headset.seen(side, tick.time_ns).expect("the runtime lives");
                hands.push([LEFT, RIGHT].map(|side| sources.hand(side, &seen(side))));
            }
        }
        headset.end(moment, false).expect("the runtime lives");
    }
    hands
}

#[test]
fn hands_come_as_they_are_lost_found_and_changed_for_controllers() {
    let Some(_runtime) = runtime(Display::None) else { return };
    let mut feeder = Feeder::connect();
    let rotation = Quat::from_euler(EulerRot::YXZ, 0.4, 0.3, -0.5);
    let palm = Pose { position: Vec3::new(0.25, 1.3, -0.45), rotation };
    let mut frame = tape::Frame {
        tick: 0,
        head: Pose { position: Vec3::Y * 1.6, ..Pose::IDENTITY },
        hands: [LEFT, RIGHT].map(|side| natural_hand(side, palm, HandSource::Puppet, 0.0, 0.0)),
        buttons: Default::default(),
        events: Default::default(),
        origin: Default::default(),
        intervention: 0,
    };
    feeder.send(&Person::of(&frame));
    let mut headset = headset();
    assert!(headset.found().hands);
    let (mut sampler, mut sources) = (Sampler::new(), Sources::new());
    let mut run = |feeder: &mut Feeder, person: &Person, seconds| {
        feeder.send(person);
        ticks(&mut headset, &mut sampler, &mut sources, seconds)
    };

    let hands = run(&mut feeder, &Person::of(&frame), 1.5);
    // As many ticks as seconds have passed, whatever the display does (here 20 pictures a second).
    let open = hands.last().expect("the session has the focus");
    for hand in open {
        assert!(hand.tracked && hand.source == HandSource::Hands);
        let found = hand.joints[joint::PALM];
        eprintln!("palm {found:?} for {palm:?}; offset {:?}", found.inverse().then(palm));
        assert!(found.position.distance(palm.position) < 0.002, "{found:?}");
        assert!(found.rotation.angle_between(rotation) < 0.02, "{found:?}");
        assert!(hand.pinch < 0.1, "{}", hand.pinch);
    }

    frame.hands[RIGHT] = natural_hand(RIGHT, palm, HandSource::Puppet, 1.0, 0.0);
    let hands = run(&mut feeder, &Person::of(&frame), 0.6);
    let [left, right] = hands.last().unwrap();
    assert!(right.pinch > 0.9 && left.pinch < 0.1, "{} {}", right.pinch, left.pinch);

    // Lost: the last pose stays, and what it holds is not dropped when it is found again with the fingers unseen.
    let mut lost = Person::of(&frame);
    lost.hands[RIGHT].tracked = false;
    let hands = run(&mut feeder, &lost, 0.6);
    let [left, right] = hands.last().unwrap();
    assert!(left.tracked && !right.tracked);
    assert!(right.joints[joint::PALM].position.distance(palm.position) < 0.002);
    let hands = run(&mut feeder, &Person::of(&frame), 0.6);
    assert!(hands.last().unwrap()[RIGHT].tracked);
    assert!(hands.iter().all(|[_, right]| right.pinch > 0.85), "it never opened");

    // A controller instead: a natural hand around its grip, closed by its buttons.
    let mut holding = lost;
    let hand = &mut holding.hands[RIGHT];
    (hand.controller, hand.trigger, hand.squeeze) = (true, 1.0, 0.0);
    let hands = run(&mut feeder, &holding, 0.8);
    let right = &hands.last().unwrap()[RIGHT];
    eprintln!("profiles {:?}", headset.profiles());
    assert!(right.tracked && right.source == HandSource::Controller && right.pinch > 0.9, "{right:?}");
    assert!(hands.iter().all(|[left, _]| left.source == HandSource::Hands));
}

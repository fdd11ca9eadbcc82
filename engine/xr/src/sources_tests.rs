use super::*;
use glam::{Quat, Vec3};
use std::path::PathBuf;
use tape::Frame;

fn at(x: f32) -> Pose {
    Pose { position: Vec3::new(x, 1.2, -0.4), rotation: Quat::IDENTITY }
}

fn bare(x: f32, pinch: f32) -> Seen {
    let hand = natural_hand(RIGHT, at(x), HandSource::Hands, pinch, 0.0);
    Seen { bare: Some(Bare { joints: hand.joints, radii: hand.radii }), controller: None }
}

/// Its palm is at the same place as that of the bare hand.
fn controller(x: f32, trigger: f32) -> Seen {
    let offset = palm_of_grip(RIGHT, Pose::IDENTITY);
    let stage_from_grip = at(x).then(offset.inverse());
    Seen { bare: None, controller: Some(Controller { stage_from_grip, trigger, squeeze: 0.0 }) }
}

fn both(bare_x: f32, controller_x: f32) -> Seen {
    Seen { bare: bare(bare_x, 0.0).bare, controller: controller(controller_x, 0.0).controller }
}

/// The hands of `ticks` ticks in which this is seen.
fn see(sources: &mut Sources, seen: Seen, ticks: u32) -> Vec<Hand> {
    (0..ticks).map(|_| sources.hand(RIGHT, &seen)).collect()
}

fn source_of(sources: &mut Sources, seen: Seen, ticks: u32) -> HandSource {
    see(sources, seen, ticks).last().unwrap().source
}

#[test]
fn nobody_is_there_before_somebody_is_seen() {
    let mut sources = Sources::new();
    assert!(see(&mut sources, Seen::default(), 200).iter().all(|hand| !hand.tracked));
    assert!(see(&mut sources, bare(0.2, 0.0), 1)[0].tracked);
    let mut sources = Sources::new();
    let first = see(&mut sources, controller(0.2, 0.0), 1)[0];
    assert!(first.tracked && first.source == HandSource::Controller, "nothing else to wait for");
}

#[test]
fn a_gap_is_patience_and_then_a_loss_in_place() {
    let mut sources = Sources::new();
    let last = see(&mut sources, bare(0.2, 1.0), 20)[19];
    let gap = see(&mut sources, Seen::default(), 30);
    assert!(gap[..PATIENCE_TICKS as usize - 1].iter().all(|hand| *hand == last));
    let lost = Hand { tracked: false, ..last };
    assert!(gap[PATIENCE_TICKS as usize - 1..].iter().all(|hand| *hand == lost));
    let back = see(&mut sources, bare(0.5, 0.0), 30);
    assert!(back.iter().all(|hand| hand.tracked && hand.joints[joint::PALM] == at(0.5)));
    assert!(back[..SETTLE_TICKS as usize].iter().all(|hand| hand.pinch == last.pinch), "not believed at once");
    assert!(back[SETTLE_TICKS as usize..].iter().all(|hand| hand.pinch == 0.0), "then it is open");
}

#[test]
fn a_short_gap_does_not_wake_the_other_source() {
    let mut sources = Sources::new();
    see(&mut sources, bare(0.2, 0.0), 20);
    for _ in 0..50 {
        assert_eq!(source_of(&mut sources, controller(0.2, 0.0), PATIENCE_TICKS - 1), HandSource::Hands);
        assert_eq!(source_of(&mut sources, bare(0.2, 0.0), 1), HandSource::Hands);
    }
    assert_eq!(source_of(&mut sources, controller(0.2, 0.0), PATIENCE_TICKS), HandSource::Controller);
}

#[test]
fn a_hand_at_its_controller_holds_it_and_far_from_it_does_not() {
    let mut sources = Sources::new();
    see(&mut sources, bare(0.2, 0.0), 20);
    assert_eq!(source_of(&mut sources, both(0.2, 0.24), CONVINCED_TICKS - 1), HandSource::Hands, "passes over it");
    assert_eq!(source_of(&mut sources, both(0.2, 0.6), 90), HandSource::Hands, "works beside it");
    assert_eq!(source_of(&mut sources, both(0.2, 0.24), CONVINCED_TICKS), HandSource::Controller, "takes it up");
    assert_eq!(source_of(&mut sources, both(0.2, 0.35), 900), HandSource::Controller, "neither near nor far");
    assert_eq!(source_of(&mut sources, both(0.2, 0.41), CONVINCED_TICKS - 1), HandSource::Controller);
    assert_eq!(source_of(&mut sources, both(0.2, 0.35), 1), HandSource::Controller, "came back");
    assert_eq!(source_of(&mut sources, both(0.2, 0.45), CONVINCED_TICKS), HandSource::Hands, "puts it down");
}

#[test]
fn no_flicker_makes_more_changes_than_dwells() {
    let (mut sources, mut changes, mut last) = (Sources::new(), 0, HandSource::Hands);
    let mut state = 9_u32;
    for tick in 0..9_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let seen = match state >> 30 {
            0 => bare(0.2, 0.0),
            1 => controller(0.2, 0.0),
            2 => both(0.2, 0.2 + (tick % 7) as f32 * 0.05),
            _ => Seen::default(),
        };
        let hand = sources.hand(RIGHT, &seen);
        changes += u32::from(std::mem::replace(&mut last, hand.source) != hand.source);
    }
    assert!(changes * CONVINCED_TICKS.min(PATIENCE_TICKS) <= 9_000 / 10, "{changes} changes");
}

#[test]
fn what_is_held_survives_hands_to_controllers_to_hands() {
    let mut sources = Sources::new();
    assert!(see(&mut sources, bare(0.2, 1.0), 30)[29].pinch > 0.9);
    let taken = see(&mut sources, controller(0.2, 0.0), 300);
    assert!(taken.iter().all(|hand| hand.pinch > 0.9), "held though the trigger is not pressed");
    assert_eq!(taken[299].source, HandSource::Controller);
    assert!(see(&mut sources, controller(0.2, 1.0), 30).iter().all(|hand| hand.pinch > 0.9));
    let back = see(&mut sources, bare(0.2, 0.0), 300);
    assert!(back.iter().all(|hand| hand.pinch > 0.9), "held though the hand is open");
    assert_eq!(back[299].source, HandSource::Hands);
    assert!(see(&mut sources, bare(0.2, 1.0), DEBOUNCE_TICKS).iter().all(|hand| hand.pinch > 0.9));
    assert_eq!(see(&mut sources, bare(0.2, 0.0), 1)[0].pinch, 0.0, "closed and opened: let go");
}

#[test]
fn an_open_hand_stays_open_and_a_glitch_does_not_let_go() {
    let mut sources = Sources::new();
    see(&mut sources, bare(0.2, 0.0), 30);
    assert!(see(&mut sources, controller(0.2, 0.0), 60).iter().all(|hand| hand.pinch == 0.0));
    see(&mut sources, controller(0.2, 1.0), 30);
    sources.hold();
    assert!(see(&mut sources, controller(0.2, 0.0), 60).iter().all(|hand| hand.pinch > 0.9), "paused mid-grasp");
    see(&mut sources, controller(0.2, 1.0), DEBOUNCE_TICKS - 1);
    assert!(see(&mut sources, controller(0.2, 0.0), 9)[8].pinch > 0.9, "two ticks are a glitch");
}

#[test]
fn what_makes_no_sense_was_not_seen() {
    let mut sources = Sources::new();
    let last = see(&mut sources, bare(0.2, 0.0), 20)[19];
    let mut broken = bare(0.3, 0.0);
    broken.bare.as_mut().unwrap().joints[7].position.y = f32::NAN;
    assert_eq!(see(&mut sources, broken, 1)[0], last);
    let mut zero = bare(0.3, 0.0);
    zero.bare.as_mut().unwrap().joints[7].rotation = Quat::from_xyzw(0.0, 0.0, 0.0, 0.0);
    assert!(!see(&mut sources, zero, 20)[19].tracked);
}

#[test]
fn a_lost_hand_stays_in_the_world_when_the_stage_moves() {
    let mut sources = Sources::new();
    let before = see(&mut sources, bare(0.2, 0.0), 20)[19];
    let old_from_new = Pose { position: Vec3::new(1.0, 0.0, -2.0), rotation: Quat::from_rotation_y(0.7) };
    sources.moved(old_from_new);
    let after = see(&mut sources, Seen::default(), 20)[19];
    for (old, new) in before.joints.iter().zip(&after.joints) {
        assert!(old_from_new.then(*new).position.distance(old.position) < 1e-5);
    }
}

#[test]
fn a_pinch_is_a_pinch_though_the_other_fingers_are_curled() {
    let pinched = natural_hand(RIGHT, at(0.2), HandSource::Hands, 1.0, 0.0);
    let fist = natural_hand(RIGHT, at(0.2), HandSource::Hands, 0.0, 1.0);
    let mut curled = pinched.joints;
    curled[joint::MIDDLE_METACARPAL..].copy_from_slice(&fist.joints[joint::MIDDLE_METACARPAL..]);
    for (joints, expected) in
        [(pinched.joints, Some(Closed::Pinch)), (curled, Some(Closed::Pinch)), (fist.joints, Some(Closed::Grasp))]
    {
        let hand = bare_hand(&Bare { joints, radii: pinched.radii });
        let mut fingers = Fingers::default();
        let closed: Vec<_> = (0..4).map(|_| fingers.follow(&hand)).collect();
        assert_eq!(closed, [None, None, expected, expected], "pinch {} grasp {}", hand.pinch, hand.grasp);
    }
}

/// The frames of a recording; None, and a line that says so, where there are no recordings.
fn recorded(name: &str) -> Option<Vec<Frame>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/hands");
    let folder = std::env::var_os("ASEPSIS_HANDS").map_or_else(beside, PathBuf::from);
    if !folder.is_dir() {
        println!("skipped: no recordings in {} (set ASEPSIS_HANDS)", folder.display());
        return None;
    }
    let frames = tape::Import::open(&folder.join(name)).unwrap_or_else(|error| panic!("{error}"));
    Some(frames.map(|frame| frame.unwrap_or_else(|error| panic!("{name}: {error}"))).collect())
}

type Spoil<'a> = &'a dyn Fn(usize, &mut Seen);

/// Closings of the right hand, told through [`Sources`], with this done to what is seen at a tick.
fn closings(frames: &[Frame], spoil: Spoil) -> Vec<Closed> {
    let (mut sources, mut fingers, mut found, mut last) = (Sources::new(), Fingers::default(), Vec::new(), None);
    for (tick, frame) in frames.iter().enumerate() {
        let hand = &frame.hands[RIGHT];
        let mut seen = Seen::default();
        if hand.tracked {
            seen.bare = Some(Bare { joints: hand.joints, radii: hand.radii });
        }
        spoil(tick, &mut seen);
        let now = fingers.follow(&sources.hand(RIGHT, &seen));
        found.extend(now.filter(|_| last.is_none()));
        last = now;
    }
    found
}

#[test]
fn recorded_pinches_and_grabs_are_told_once_each() {
    let Some(pinch) = recorded("leap_desktop_pinch-57fps.jsonl.gz") else { return };
    let Some(grab) = recorded("leap_desktop_grab.jsonl.gz") else { return };
    let open = natural_hand(RIGHT, at(0.0), HandSource::Hands, 0.0, 0.0);
    let spoils: [(&str, Spoil); 3] = [
        ("as recorded", &|_, _| {}),
        ("every fourth tick and then three lost", &|tick, seen| {
            if tick % 4 == 0 || tick % 23 < 3 {
                seen.bare = None;
            }
        }),
        ("two wrong ticks of eleven", &|tick, seen| {
            if tick % 11 < 2 {
                seen.bare = Some(Bare { joints: open.joints, radii: open.radii });
            }
        }),
    ];
    for (how, spoil) in spoils {
        assert_eq!(closings(&pinch, spoil), [Closed::Pinch], "{how}");
        assert_eq!(closings(&grab, spoil), [Closed::Grasp; 2], "{how}");
    }
}

#[test]
fn a_recorded_session_changes_source_when_it_did() {
    let Some(frames) = recorded("iwer_quest_head_controllers_hands.jsonl.gz") else { return };
    for side in [LEFT, RIGHT] {
        let (mut sources, mut kinds, mut behind) = (Sources::new(), Vec::new(), 0);
        for frame in &frames {
            let told = &frame.hands[side];
            let mut seen = Seen::default();
            if told.tracked && told.source == HandSource::Controller {
                let offset = palm_of_grip(side, Pose::IDENTITY);
                let stage_from_grip = told.joints[joint::PALM].then(offset.inverse());
                seen.controller = Some(Controller { stage_from_grip, trigger: 0.0, squeeze: 0.0 });
            } else if told.tracked {
                seen.bare = Some(Bare { joints: told.joints, radii: told.radii });
            }
            let hand = sources.hand(side, &seen);
            let same = hand.source == told.source && hand.tracked == told.tracked;
            behind += u32::from(!same);
            if kinds.last() != Some(&hand.source) {
                kinds.push(hand.source);
            }
        }
        assert_eq!(kinds, [HandSource::Controller, HandSource::Hands, HandSource::Controller]);
        // Two changes of source, and three losses (controllers put down, the left hand away, hands gone), each noticed
        // within its patience.
        assert!((1..=5 * PATIENCE_TICKS).contains(&behind), "{behind} ticks behind");
    }
}

#[test]
fn hands_allocate_nothing() {
    let (mut sources, mut fingers) = (Sources::new(), Fingers::default());
    let seen = [bare(0.2, 1.0), controller(0.2, 0.5), both(0.2, 0.25), Seen::default()];
    let info = allocation_counter::measure(|| {
        for tick in 0..1_000 {
            fingers.follow(&sources.hand(RIGHT, &seen[tick / 30 % 4]));
        }
    });
    assert_eq!(info.count_total, 0);
}

//! Real people's recordings. They lie beside the project, in `../shared/hands` or where `ASEPSIS_HANDS` says, and are
//! not part of it.

mod support;
use std::path::PathBuf;
use support::*;
use tape::*;

const HEADSET_FILE: &str = "iwer_quest_head_controllers_hands.jsonl.gz";
const WANDS_FILE: &str = "aframe_vive_grabRight.jsonl.gz";
const ALL: [&str; 5] = [
    HEADSET_FILE,
    WANDS_FILE,
    "aframe_vive_tracked-recording.jsonl.gz",
    "leap_desktop_grab.jsonl.gz",
    "leap_desktop_pinch-57fps.jsonl.gz",
];

/// The frames of a recording; None, and a line that says so, where there are no recordings.
fn imported(name: &str) -> Option<Vec<Frame>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/hands");
    let folder = std::env::var_os("ASEPSIS_HANDS").map_or_else(beside, PathBuf::from);
    if !folder.is_dir() {
        println!("skipped: no recordings in {} (set ASEPSIS_HANDS)", folder.display());
        return None;
    }
    let frames = Import::open(&folder.join(name)).unwrap_or_else(|error| panic!("{error}"));
    Some(frames.map(|frame| frame.unwrap_or_else(|error| panic!("{name}: {error}"))).collect())
}

fn quantised(raw: &[Frame]) -> Vec<Frame> {
    let mut quantiser = Quantiser::default();
    raw.iter().map(|frame| quantiser.push(frame)).collect()
}

/// Seconds at which a property of a frame changes, and to what.
fn changes<T: PartialEq + Copy>(frames: &[Frame], of: impl Fn(&Frame) -> T) -> Vec<(f32, T)> {
    let mut known = None;
    let all = frames.iter().map(|frame| (frame.tick as f32 * TICK_S, of(frame)));
    all.filter(|&(_, now)| known.replace(now) != Some(now)).collect()
}

fn about(found: &[f32], expected: &[f32]) {
    let near = found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.035);
    assert!(near, "found {found:?}, expected {expected:?}");
}

#[test]
fn a_lost_hand_is_found_where_it_was_lost() {
    let Some(frames) = imported(HEADSET_FILE) else { return };
    let left = changes(&quantised(&frames), |frame| frame.hands[LEFT].tracked);
    println!("left tracked: {left:?}");
    // Controllers vanish at 10.545 s, the left hand at 14.409 s, both hands at 19.142 s; what is gone for 50 ms is lost.
    let (back, lost): (Vec<_>, Vec<_>) = left.into_iter().partition(|&(_, tracked)| tracked);
    about(&lost.iter().map(|&(t, _)| t).collect::<Vec<_>>(), &[10.59, 14.45, 19.18]);
    about(&back.iter().map(|&(t, _)| t).collect::<Vec<_>>(), &[0.0, 10.65, 15.41, 19.20]);
}

#[test]
fn controllers_and_hands_take_turns() {
    let Some(frames) = imported(HEADSET_FILE) else { return };
    for side in [LEFT, RIGHT] {
        let sources = changes(&quantised(&frames), |frame| frame.hands[side].source);
        println!("source: {sources:?}");
        let kinds: Vec<_> = sources.iter().map(|&(_, source)| source).collect();
        assert_eq!(kinds, [HandSource::Controller, HandSource::Hands, HandSource::Controller]);
        about(&sources.iter().map(|&(t, _)| t).collect::<Vec<_>>(), &[0.0, 10.66, 19.20]);
    }
}

#[test]
fn a_stall_is_said_and_bridged() {
    let Some(frames) = imported(WANDS_FILE) else { return };
    let stalls: Vec<_> = frames.iter().filter(|frame| frame.events.has(TrackingEvents::STALLED)).collect();
    about(&stalls.iter().map(|frame| frame.tick as f32 * TICK_S).collect::<Vec<_>>(), &[2.593]);
    let after = stalls[0].tick as usize;
    // 127.7 ms are eleven ticks and a half.
    let repeated = (1..20).take_while(|n| frames[after - n].head == frames[after - 1].head).count();
    assert!((11..=12).contains(&repeated), "{repeated} ticks repeat the last frame");
    assert!(frames.iter().enumerate().all(|(i, frame)| frame.tick as usize == i));
}

#[test]
fn pinches_and_grabs_are_found_once_each() {
    let count = |name: &str, mut latch: Latch, strength: fn(&Hand) -> f32| {
        let frames = quantised(&imported(name)?);
        let closed = changes(&frames, |frame| frame.hands[RIGHT].tracked && strength(&frame.hands[RIGHT]) > 0.5);
        println!("{name}: above one half {closed:?}");
        let mut times = 0;
        for frame in &frames {
            let before = latch.closed;
            times += u32::from(!before && latch.follow(strength(&frame.hands[RIGHT])));
            latch.follow(strength(&frame.hands[RIGHT]));
        }
        Some(times)
    };
    let Some(pinches) = count("leap_desktop_pinch-57fps.jsonl.gz", Latch::PINCH, |hand| hand.pinch) else { return };
    assert_eq!(pinches, 1);
    assert_eq!(count("leap_desktop_pinch-57fps.jsonl.gz", Latch::GRASP, |hand| hand.grasp), Some(0));
    assert_eq!(count("leap_desktop_grab.jsonl.gz", Latch::GRASP, |hand| hand.grasp), Some(2));
    let Some(headset) = imported(HEADSET_FILE) else { return };
    let hands = headset.iter().flat_map(|frame| &frame.hands);
    let strongest = hands.filter(|hand| hand.source == HandSource::Hands).map(|hand| hand.pinch).fold(0.0, f32::max);
    assert!(strongest < 0.9, "nobody pinches in it, and a pinch of {strongest} was seen");
}

/// The largest and the root mean square of a series.
#[derive(Default)]
struct Error {
    largest: f64,
    squares: f64,
    count: f64,
}

impl Error {
    fn add(&mut self, x: f32) {
        let x = f64::from(x);
        self.largest = self.largest.max(x);
        self.squares += x * x;
        self.count += 1.0;
    }

    fn rms(&self) -> f64 {
        (self.squares / self.count.max(1.0)).sqrt()
    }
}

#[test]
fn what_quantisation_costs_on_real_motion() {
    for name in ALL {
        let Some(raw) = imported(name) else { return };
        let (bytes, seen) = recorded(&raw, &header());
        let minutes = raw.len() as f64 / f64::from(60 * TICKS_PER_SECOND);
        let [mut fine_mm, mut fine_deg, mut joint_mm, mut joint_deg] = std::array::from_fn(|_| Error::default());
        for (raw, seen) in raw.iter().zip(&seen) {
            let turned = |a: &Pose, b: &Pose| 2e0 * (a.rotation.conjugate() * b.rotation).xyz().length().to_degrees();
            let moved = |a: &Pose, b: &Pose| 1e3 * a.position.distance(b.position);
            fine_mm.add(moved(&raw.head, &seen.head));
            fine_deg.add(turned(&raw.head, &seen.head));
            for (raw, seen) in raw.hands.iter().zip(&seen.hands).filter(|(raw, _)| raw.tracked) {
                fine_mm.add(moved(&raw.joints[joint::PALM], &seen.joints[joint::PALM]));
                fine_deg.add(turned(&raw.joints[joint::PALM], &seen.joints[joint::PALM]));
                for j in 1..JOINTS {
                    joint_mm.add(moved(&raw.joints[j], &seen.joints[j]));
                    joint_deg.add(turned(&raw.joints[j], &seen.joints[j]));
                }
            }
        }
        println!(
            "{name}: {:.0} kB/min; head and palms max {:.3} rms {:.3} mm, max {:.4} rms {:.4}°; \
             other joints max {:.2} rms {:.2} mm, max {:.3} rms {:.3}°",
            bytes.len() as f64 / 1e3 / minutes,
            fine_mm.largest,
            fine_mm.rms(),
            fine_deg.largest,
            fine_deg.rms(),
            joint_mm.largest,
            joint_mm.rms(),
            joint_deg.largest,
            joint_deg.rms()
        );
        assert!(fine_mm.largest < 0.1 && fine_deg.largest < 0.0065);
        assert!(joint_deg.largest < 0.08, "a rotation keeps its step");
        assert!(bytes.len() as f64 / minutes < 500e3);
        let replayed: Vec<_> = TapeReader::new(&bytes[..]).unwrap().frames().map(Result::unwrap).collect();
        assert!(seen.iter().zip(&replayed).all(|(a, b)| bits(a) == bits(b)) && seen.len() == replayed.len());
    }
}

//! Recordings of other programs as frames: JSON lines, one a sample, gzip or not.
//!
//! A line holds `t_s`, `head`, `left_controller`, `right_controller` as `[x, y, z, qx, qy, qz, qw]` or null; `left` and
//! `right` as `{"joints": [26 × ([x, y, z, qx, qy, qz, qw, radius] or null)]}` or null, any number of a rotation may be
//! null; `*_controller_inputs` (value of `[pressed, touched, value]`: trigger, squeeze); `events` with `hand`, `name`
//! `buttondown`/`buttonup`, `detail.id` 1 (the trigger of a wand). Metres, right-handed, +Y up, −Z forward.

use crate::frame::*;
use crate::rebuild::{RawJoint, rebuilt};
use crate::shape::{natural_hand, palm_of_grip};
use crate::strength::strengths;
use flate2::bufread::MultiGzDecoder;
use glam::{Quat, Vec3};
use serde::Deserialize;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// What is missing for longer is lost, and a device that says nothing for longer has stalled.
const PATIENCE_S: f64 = 0.05;
/// A longer silence is two recordings.
const SILENCE_LIMIT_S: f64 = 60.0;
/// Bytes of a line at most; the longest that two full hands can need is about 10 kB.
const LINE_LIMIT: u64 = 256 * 1024;
/// Design: a recording without a head comes from a sensor on a table, in front of somebody who sits still.
const STAGE_FROM_SENSOR: Vec3 = Vec3::new(0.0, 0.75, -0.40);
const SEATED_HEAD: Pose = Pose { position: Vec3::new(0.0, 1.25, 0.0), rotation: Quat::IDENTITY };

/// Why a recording could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{path}: {error}", path = path.display())]
    InFile { path: PathBuf, error: Box<ImportError> },
    #[error("cannot read the recording ({0}); check that the file is there and whole")]
    Io(#[from] io::Error),
    #[error("line {line} of the recording: {why}; correct it, or cut the recording before it")]
    Line { line: u64, why: String },
    #[error("the recording has no samples; name a file of JSON lines with `t_s` and poses")]
    Empty,
}

#[derive(Deserialize)]
struct Line {
    t_s: f64,
    head: Option<[f32; 7]>,
    left: Option<LineHand>,
    right: Option<LineHand>,
    left_controller: Option<[f32; 7]>,
    right_controller: Option<[f32; 7]>,
    left_controller_inputs: Option<Vec<Input>>,
    right_controller_inputs: Option<Vec<Input>>,
    #[serde(default)]
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct LineHand {
    joints: Vec<Option<RawJoint>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Input {
    Button([f32; 3]),
    Axis(f32),
}

#[derive(Deserialize)]
struct Event {
    hand: String,
    name: String,
    #[serde(default)]
    detail: Detail,
}

#[derive(Deserialize, Default)]
struct Detail {
    id: Option<u32>,
}

/// A line, understood; by side.
struct Sample {
    t_s: f64,
    head: Option<Pose>,
    bare: [Option<Hand>; 2],
    held: [Option<Controller>; 2],
}

#[derive(Clone, Copy)]
struct Controller {
    palm: Pose,
    trigger: f32,
    squeeze: f32,
}

/// What is known of a hand at the present tick.
#[derive(Clone, Copy)]
struct Side {
    /// A controller is followed, not the bare hand.
    holds: bool,
    hand: Hand,
    seen_s: f64,
}

/// A recording as unquantised frames at 90 Hz.
///
/// Poses are interpolated to the ticks. A hand that is missing for more than 50 ms is lost; its controller (or the bare
/// hand behind it) takes over only then. If nothing at all came for more than 50 ms, the ticks between repeat the last
/// frame and the first one after it says [`TrackingEvents::STALLED`].
pub struct Import<R> {
    input: R,
    line: u64,
    text: Vec<u8>,
    trigger: [f32; 2],
    start_s: f64,
    tick: u32,
    before: Sample,
    after: Option<Sample>,
    sides: [Side; 2],
    last: Frame,
    seated: bool,
}

impl Import<Box<dyn BufRead>> {
    pub fn open(path: &Path) -> Result<Self, ImportError> {
        let open = || Import::new(plain(BufReader::new(File::open(path)?))?);
        open().map_err(|error| ImportError::InFile { path: path.into(), error: Box::new(error) })
    }
}

/// Unpacks gzip where it is.
fn plain(mut input: impl BufRead + 'static) -> io::Result<Box<dyn BufRead>> {
    let packed = input.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    Ok(if packed { Box::new(BufReader::new(MultiGzDecoder::new(input))) } else { Box::new(input) })
}

impl<R: BufRead> Import<R> {
    /// `input`: JSON lines, not packed.
    pub fn new(input: R) -> Result<Self, ImportError> {
        let nothing = natural_hand(LEFT, Pose::IDENTITY, HandSource::Hands, 0.0, 0.0);
        let nothing = Hand { tracked: false, ..nothing };
        let mut import = Import {
            input,
            line: 0,
            text: Vec::new(),
            trigger: [0.0; 2],
            start_s: 0.0,
            tick: 0,
            before: Sample { t_s: 0.0, head: None, bare: [None; 2], held: [None; 2] },
            after: None,
            sides: [Side { holds: false, hand: nothing, seen_s: f64::NEG_INFINITY }; 2],
            last: Frame {
                tick: 0,
                head: SEATED_HEAD,
                hands: [nothing; 2],
                buttons: Buttons::default(),
                events: TrackingEvents::default(),
                origin: StageOrigin::default(),
                intervention: 0,
            },
            seated: false,
        };
        import.before = import.read_sample()?.ok_or(ImportError::Empty)?;
        import.start_s = import.before.t_s;
        import.seated = import.before.head.is_none();
        import.after = import.read_sample()?;
        Ok(import)
    }

    fn read_sample(&mut self) -> Result<Option<Sample>, ImportError> {
        self.text.clear();
        self.line += 1;
        let read = self.input.by_ref().take(LINE_LIMIT).read_until(b'\n', &mut self.text)?;
        if read == 0 {
            return Ok(None);
        }
        let line = self.line;
        let wrong = |why: String| ImportError::Line { line, why };
        if read as u64 == LINE_LIMIT {
            return Err(wrong("it is longer than 256 KiB".into()));
        }
        let parsed: Line = serde_json::from_slice(&self.text).map_err(|error| wrong(error.to_string()))?;
        let since = parsed.t_s - self.after.as_ref().unwrap_or(&self.before).t_s;
        if !parsed.t_s.is_finite() || (line > 1 && !(0.0..SILENCE_LIMIT_S).contains(&since)) {
            return Err(wrong(format!("t_s goes from one sample to the next by {since} s, not by 0 to 60 s")));
        }
        self.understand(parsed).map(Some).map_err(|why| wrong(why.into()))
    }

    fn understand(&mut self, line: Line) -> Result<Sample, &'static str> {
        for event in &line.events {
            let side = if event.hand == "left" { LEFT } else { RIGHT };
            match (event.name.as_str(), event.detail.id) {
                ("buttondown", Some(1)) => self.trigger[side] = 1.0,
                ("buttonup", Some(1)) => self.trigger[side] = 0.0,
                _ => {}
            }
        }
        let inputs = [line.left_controller_inputs, line.right_controller_inputs];
        let controllers = [line.left_controller, line.right_controller];
        let mut sample =
            Sample { t_s: line.t_s, head: line.head.map(pose).transpose()?, bare: [None; 2], held: [None; 2] };
        for (side, hand) in [line.left, line.right].into_iter().enumerate() {
            if let Some(hand) = hand {
                let joints: [_; JOINTS] = hand.joints.try_into().map_err(|_| "a hand needs 26 joints")?;
                sample.bare[side] = Some(rebuilt(side, &joints)?);
            }
        }
        for side in [LEFT, RIGHT] {
            let Some(grip) = controllers[side] else { continue };
            let value = |button: usize| match inputs[side].as_ref().and_then(|inputs| inputs.get(button)) {
                Some(Input::Button([_, _, value])) => *value,
                Some(Input::Axis(value)) => *value,
                None => 0.0,
            };
            let (palm, trigger) = (palm_of_grip(side, pose(grip)?), value(0).max(self.trigger[side]));
            sample.held[side] = Some(Controller { palm, trigger, squeeze: value(1) });
        }
        Ok(sample)
    }

    /// The frame at `now_s`, which lies between `before` and `after`.
    fn sampled(&mut self, now_s: f64) -> Frame {
        let mut frame = self.last;
        frame.events = TrackingEvents::default();
        let after = self.after.as_ref();
        let gap_s = after.map_or(0.0, |after| after.t_s - self.before.t_s);
        // Through a stall the last sample stands.
        let share = if gap_s > PATIENCE_S || gap_s <= 0.0 { 0.0 } else { ((now_s - self.before.t_s) / gap_s) as f32 };
        if let Some(head) = self.before.head {
            frame.head = between(head, after.and_then(|after| after.head).unwrap_or(head), share);
        }
        for side in [LEFT, RIGHT] {
            let known = &mut self.sides[side];
            let lost = now_s - known.seen_s > PATIENCE_S;
            if lost {
                known.holds = self.before.bare[side].is_none() && self.before.held[side].is_some();
            }
            if let Some(hand) = hand_between(&self.before, after, side, known.holds, share) {
                known.hand = hand;
                known.seen_s = now_s;
            } else if lost {
                known.hand.tracked = false;
            }
            frame.hands[side] = known.hand;
        }
        frame
    }

    fn next_frame(&mut self) -> Result<Option<Frame>, ImportError> {
        let now_s = self.start_s + f64::from(self.tick) / f64::from(TICKS_PER_SECOND);
        let mut stalled = false;
        while self.after.as_ref().is_some_and(|after| after.t_s <= now_s) {
            let next = self.read_sample()?;
            let Some(after) = std::mem::replace(&mut self.after, next) else { break };
            stalled |= after.t_s - self.before.t_s > PATIENCE_S;
            self.before = after;
        }
        if self.after.is_none() && now_s > self.before.t_s {
            return Ok(None);
        }
        let mut frame = self.sampled(now_s);
        if stalled {
            frame.events = TrackingEvents::STALLED;
        }
        frame.tick = self.tick;
        self.tick += 1;
        self.last = frame;
        if self.seated {
            for pose in frame.hands.iter_mut().flat_map(|hand| &mut hand.joints) {
                pose.position += STAGE_FROM_SENSOR;
            }
        }
        Ok(Some(frame))
    }
}

impl<R: BufRead> Iterator for Import<R> {
    type Item = Result<Frame, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_frame().transpose()
    }
}

fn pose([x, y, z, qx, qy, qz, qw]: [f32; 7]) -> Result<Pose, &'static str> {
    let rotation = Quat::from_xyzw(qx, qy, qz, qw);
    if !(0.5..2.0).contains(&rotation.length_squared()) {
        return Err("a rotation is no unit quaternion");
    }
    Ok(Pose { position: Vec3::new(x, y, z), rotation: rotation.normalize() })
}

/// `share` 0 is `a`, 1 is `b`.
fn between(a: Pose, b: Pose, share: f32) -> Pose {
    Pose { position: a.position.lerp(b.position, share), rotation: a.rotation.lerp(b.rotation, share) }
}

/// A bare hand, or the one that holds a controller; None if `before` has it not.
fn hand_between(before: &Sample, after: Option<&Sample>, side: usize, holds: bool, share: f32) -> Option<Hand> {
    if holds {
        let a = before.held[side]?;
        let b = after.and_then(|after| after.held[side]).unwrap_or(a);
        let mix = |a: f32, b: f32| a + (b - a) * share;
        let (trigger, squeeze) = (mix(a.trigger, b.trigger), mix(a.squeeze, b.squeeze));
        Some(natural_hand(side, between(a.palm, b.palm, share), HandSource::Controller, trigger, squeeze))
    } else {
        let a = before.bare[side]?;
        let b = after.and_then(|after| after.bare[side]).unwrap_or(a);
        let joints = std::array::from_fn(|j| between(a.joints[j], b.joints[j], share));
        let (pinch, grasp) = strengths(&joints);
        Some(Hand { joints, pinch, grasp, ..a })
    }
}

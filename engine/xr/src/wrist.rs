//! The menu on the wrist: it shows when a person looks at the inside of the wrist of the lesser hand, and the other hand's
//! index presses one of its rows. It always offers to pause and to leave, in one press.
//!
//! Hands that rub each other lie at each other's wrists: the menu comes only while the other hand is away, and a finger
//! that is already there presses nothing. Stage space; panel space is the menu's own: +X right, +Y up, +Z to the reader.

use glam::{Quat, Vec3};
use tape::{Hand, LEFT, Pose, TICK_S, joint};

/// What the menu offers, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// Pauses, or goes on.
    Pause,
    /// "I made a mistake."
    Declare,
    /// "I have finished."
    Done,
    Leave,
}

pub const ROWS: [Row; 4] = [Row::Pause, Row::Declare, Row::Done, Row::Leave];

/// Width and height in metres: rows of 25 mm, a fingertip and a half (design).
pub const SIZE_M: [f32; 2] = [0.12, 0.10];
/// From the wrist's middle to the panel, out of the palm's side and towards the elbow (design: over a cuff).
const OUT_M: f32 = 0.05;
const BACK_M: f32 = 0.02;
/// Cosines between the panel's normal and the way to the eyes, and between the gaze and the way to the panel, from which
/// it shows; and how much less keeps it (design).
const FACES: f32 = 0.75;
const LOOKS: f32 = 0.85;
const KEEPS: f32 = 0.12;
/// Seconds of looking before it shows (design: longer than a glance).
const LOOK_S: f32 = 0.4;
/// Metres from the other hand's palm within which it does not come.
const AWAY_M: f32 = 0.16;
/// Metres before the panel from which a fingertip must come, and at which it presses.
const COMES_M: f32 = 0.025;
const TOUCHES_M: f32 = 0.008;
/// Seconds of touching that press (design: a brush is no press).
const PRESS_S: f32 = 0.25;

/// The menu of one person.
#[derive(Clone, Copy, Debug)]
pub struct Wrist {
    /// The hand that carries it.
    side: usize,
    pose: Pose,
    shown: bool,
    looked_s: f32,
    /// The fingertip has been before the panel.
    armed: bool,
    touched: Option<Row>,
    touched_s: f32,
}

impl Wrist {
    /// `better` is the hand that presses ([`tape::LEFT`], [`tape::RIGHT`]).
    pub fn new(better: usize) -> Wrist {
        Wrist {
            side: 1 - better,
            pose: Pose::IDENTITY,
            shown: false,
            looked_s: 0.0,
            armed: false,
            touched: None,
            touched_s: 0.0,
        }
    }

    /// Where it is read, while it shows.
    pub fn shown(&self) -> Option<Pose> {
        self.shown.then_some(self.pose)
    }

    /// The row under the finger, and how far its press has come, 0…1.
    pub fn pressing(&self) -> Option<(Row, f32)> {
        self.touched.map(|row| (row, (self.touched_s / PRESS_S).min(1.0)))
    }

    /// One tick; the room may be paused. The row that was pressed, once.
    pub fn step(&mut self, head: Pose, hands: &[Hand; 2]) -> Option<Row> {
        let (own, other) = (&hands[self.side], &hands[1 - self.side]);
        if !own.tracked {
            self.hide();
            return None;
        }
        self.pose = on_wrist(self.side, own.joints[joint::WRIST]);
        self.look(head, other);
        if !self.shown {
            self.hide();
            return None;
        }
        let tip = other.joints[joint::INDEX_TIP].position;
        self.touch(other.tracked.then(|| self.pose.inverse().then(Pose { position: tip, ..Pose::IDENTITY }).position))
    }

    fn look(&mut self, head: Pose, other: &Hand) {
        let way = (head.position - self.pose.position).normalize_or(Vec3::Y);
        let faces = (self.pose.rotation * Vec3::Z).dot(way);
        let looks = (head.rotation * Vec3::NEG_Z).dot(-way);
        let less = if self.shown { KEEPS } else { 0.0 };
        let seen = faces > FACES - less && looks > LOOKS - less;
        let palm = other.joints[joint::PALM].position;
        let away = self.shown || !other.tracked || palm.distance(self.pose.position) > AWAY_M;
        self.looked_s = if seen && away { self.looked_s + TICK_S } else { 0.0 };
        self.shown = seen && (self.shown || self.looked_s >= LOOK_S);
    }

    fn touch(&mut self, tip: Option<Vec3>) -> Option<Row> {
        let over = tip.and_then(|tip| Some((row_at(tip)?, tip.z)));
        self.armed |= over.is_some_and(|(_, z)| z > COMES_M);
        let touched = over.filter(|&(_, z)| self.armed && z < TOUCHES_M).map(|(row, _)| row);
        if touched.is_none() || touched != self.touched {
            (self.touched, self.touched_s) = (touched, 0.0);
            return None;
        }
        let before = self.touched_s;
        self.touched_s += TICK_S;
        // Once; the finger must come again for another.
        (before < PRESS_S && self.touched_s >= PRESS_S).then(|| {
            self.armed = false;
            touched
        })?
    }

    fn hide(&mut self) {
        (self.shown, self.armed, self.touched, self.touched_s) = (false, false, None, 0.0);
    }
}

/// The row behind a point of panel space. None beside the panel.
fn row_at(tip: Vec3) -> Option<Row> {
    let [width, height] = SIZE_M;
    let within = tip.x.abs() <= width / 2.0 && tip.y.abs() <= height / 2.0 && tip.z > -2.0 * COMES_M;
    let from_top = (height / 2.0 - tip.y) / height * ROWS.len() as f32;
    within.then(|| ROWS[(from_top as usize).min(ROWS.len() - 1)])
}

/// On the inside of a wrist, upright for a person who holds the forearm across the chest, palm to the face.
fn on_wrist(side: usize, wrist: Pose) -> Pose {
    let out = wrist.rotation * Vec3::NEG_Y;
    let fingers = wrist.rotation * Vec3::NEG_Z;
    let right = if side == LEFT { fingers } else { -fingers };
    let rotation = Quat::from_mat3(&glam::Mat3::from_cols(right, out.cross(right), out));
    Pose { position: wrist.position + out * OUT_M - fingers * BACK_M, rotation }
}

#[cfg(test)]
#[path = "wrist_tests.rs"]
mod tests;

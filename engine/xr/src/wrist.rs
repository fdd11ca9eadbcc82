//! The menu of a person: rows that a fingertip presses. It shows on the wrist of the lesser hand when he looks at its
//! inside, and the other hand presses it. It stays where it was opened, for any finger, when a button asked for it
//! ([`Wrist::toggle`]), and for a person with one hand, who looks at that wrist and then presses with the same hand.
//!
//! Hands that rub each other lie at each other's wrists: the menu comes only while the other hand is away, and a finger
//! that is already there presses nothing. Stage space; panel space is the menu's own: +X right, +Y up, +Z to the reader.

use glam::{Quat, Vec3};
use tape::{Hand, LEFT, Pose, RIGHT, TICK_S, joint};

/// Width of the menu and height of a row in metres: a fingertip and a half (design).
pub const WIDTH_M: f32 = 0.17;
pub const ROW_M: f32 = 0.025;
/// From the wrist's middle to the panel, out of the palm's side and towards the elbow (design: clear of a sleeve and a bent
/// forearm).
const OUT_M: f32 = 0.08;
const BACK_M: f32 = 0.02;
/// From the eyes to a menu that a button opened, level and down (design: where a hand is at work, below what is looked at).
const BEFORE_M: f32 = 0.4;
const BELOW_M: f32 = 0.2;
/// Cosines between the panel's normal and the way to the eyes, and between the gaze and the way to the panel, from which
/// it shows; and how much less keeps it (design).
const FACES: f32 = 0.75;
const LOOKS: f32 = 0.85;
const KEEPS: f32 = 0.12;
/// Seconds of looking before it shows (design: longer than a glance), and of looking elsewhere that close one that stays.
const LOOK_S: f32 = 0.4;
const LEAVE_S: f32 = 2.0;
/// Metres from the other hand's palm within which it does not come.
const AWAY_M: f32 = 0.16;
/// Metres before the panel from which a fingertip must come, and at which it presses.
const COMES_M: f32 = 0.025;
const TOUCHES_M: f32 = 0.008;
/// Seconds of touching that press (design: a brush is no press).
const PRESS_S: f32 = 0.25;

/// A row, from the top, and the hand that is on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touched {
    pub row: usize,
    pub side: usize,
}

/// The menu of one person.
#[derive(Clone, Copy, Debug)]
pub struct Wrist {
    /// The hand that carries it.
    side: usize,
    /// It is the only one.
    alone: bool,
    pose: Pose,
    shown: bool,
    /// It stays where it is.
    stays: bool,
    looked_s: f32,
    /// The fingertip has been before the panel.
    armed: [bool; 2],
    touched: Option<Touched>,
    touched_s: f32,
}

impl Wrist {
    /// `side` is the hand that carries it ([`LEFT`], [`RIGHT`]); `alone`: there is no other.
    pub fn new(side: usize, alone: bool) -> Wrist {
        Wrist {
            side,
            alone,
            pose: Pose::IDENTITY,
            shown: false,
            stays: false,
            looked_s: 0.0,
            armed: [false; 2],
            touched: None,
            touched_s: 0.0,
        }
    }

    /// Where it is read, while it shows.
    pub fn shown(&self) -> Option<Pose> {
        self.shown.then_some(self.pose)
    }

    /// What a finger is on, and how far its press has come, 0…1.
    pub fn pressing(&self) -> Option<(Touched, f32)> {
        self.touched.map(|touched| (touched, (self.touched_s / PRESS_S).min(1.0)))
    }

    /// Opens it before the person, or closes it.
    pub fn toggle(&mut self, head: Pose) {
        if self.shown {
            self.hide();
            return;
        }
        let ahead = (head.rotation * Vec3::NEG_Z).with_y(0.0).normalize_or(Vec3::NEG_Z);
        let position = head.position + ahead * BEFORE_M - Vec3::Y * BELOW_M;
        let out = (head.position - position).normalize_or(Vec3::Y);
        self.pose = Pose { position, rotation: facing(ahead.cross(Vec3::Y), out) };
        (self.shown, self.stays, self.looked_s) = (true, true, 0.0);
    }

    pub fn hide(&mut self) {
        *self = Wrist::new(self.side, self.alone);
    }

    /// One tick; the room may be paused. `rows`: how many there are. The row that was pressed, once.
    pub fn step(&mut self, head: Pose, hands: &[Hand; 2], rows: usize) -> Option<Touched> {
        if self.stays {
            let looks = (head.rotation * Vec3::NEG_Z).dot((self.pose.position - head.position).normalize_or(Vec3::Y));
            self.looked_s = if looks > LOOKS - KEEPS { 0.0 } else { self.looked_s + TICK_S };
            self.shown = self.looked_s < LEAVE_S;
        } else if hands[self.side].tracked {
            self.pose = on_wrist(self.side, hands[self.side].joints[joint::WRIST]);
            self.look(head, &hands[1 - self.side]);
            self.stays = self.shown && self.alone;
        } else {
            (self.shown, self.looked_s) = (false, 0.0);
        }
        if !self.shown {
            let looked_s = if self.stays { 0.0 } else { self.looked_s };
            self.hide();
            self.looked_s = looked_s;
            return None;
        }
        self.touch(hands, rows)
    }

    fn look(&mut self, head: Pose, other: &Hand) {
        let way = (head.position - self.pose.position).normalize_or(Vec3::Y);
        let faces = (self.pose.rotation * Vec3::Z).dot(way);
        let looks = (head.rotation * Vec3::NEG_Z).dot(-way);
        let less = if self.shown { KEEPS } else { 0.0 };
        let seen = faces > FACES - less && looks > LOOKS - less;
        let palm = other.joints[joint::PALM].position;
        let away = self.shown || self.alone || !other.tracked || palm.distance(self.pose.position) > AWAY_M;
        self.looked_s = if seen && away { self.looked_s + TICK_S } else { 0.0 };
        self.shown = seen && (self.shown || self.looked_s >= LOOK_S);
        if self.shown {
            self.looked_s = 0.0;
        }
    }

    fn touch(&mut self, hands: &[Hand; 2], rows: usize) -> Option<Touched> {
        let panel_from_stage = self.pose.inverse();
        let mut touched = None;
        for side in [LEFT, RIGHT].into_iter().filter(|&side| self.stays || side != self.side) {
            let tip = panel_from_stage.then(hands[side].joints[joint::INDEX_TIP]).position;
            let Some(row) = row_at(tip, rows).filter(|_| hands[side].tracked) else { continue };
            self.armed[side] |= tip.z > COMES_M;
            if self.armed[side] && tip.z < TOUCHES_M {
                touched = Some(Touched { row, side });
            }
        }
        if touched.is_none() || touched != self.touched {
            (self.touched, self.touched_s) = (touched, 0.0);
            return None;
        }
        let before = self.touched_s;
        self.touched_s += TICK_S;
        // Once; the finger must come again for another.
        (before < PRESS_S && self.touched_s >= PRESS_S).then(|| {
            self.armed = [false; 2];
            touched
        })?
    }
}

/// Width and height of a menu, metres.
pub fn size_m(rows: usize) -> [f32; 2] {
    [WIDTH_M, ROW_M * rows as f32]
}

/// The row behind a point of panel space. None beside the panel.
fn row_at(tip: Vec3, rows: usize) -> Option<usize> {
    let [width, height] = size_m(rows);
    let within = tip.x.abs() <= width / 2.0 && tip.y.abs() <= height / 2.0 && tip.z > -2.0 * COMES_M;
    within.then(|| (((height / 2.0 - tip.y) / ROW_M) as usize).min(rows - 1))
}

/// On the inside of a wrist, upright for a person who holds the forearm across the chest, palm to the face.
fn on_wrist(side: usize, wrist: Pose) -> Pose {
    let out = wrist.rotation * Vec3::NEG_Y;
    let fingers = wrist.rotation * Vec3::NEG_Z;
    let right = if side == LEFT { fingers } else { -fingers };
    Pose { position: wrist.position + out * OUT_M - fingers * BACK_M, rotation: facing(right, out) }
}

fn facing(right: Vec3, out: Vec3) -> Quat {
    Quat::from_mat3(&glam::Mat3::from_cols(right, out.cross(right), out))
}

#[cfg(test)]
#[path = "wrist_tests.rs"]
mod tests;

//! Hands in room space and what they hold with: a pinch or a palm that closes and opens.
//!
//! A strength near its threshold trembles, so a grip closes above one value and opens below a lower one, and a change
//! must last: thresholds and times are `design`, chosen so that the pinches and grabs of recorded hands are each
//! counted once.

use crate::state;
use glam::{Quat, Vec3};
use tape::{Hand, JOINTS, Pose, joint};

/// Strength above which a pinch or a grasp closes (design).
pub const CLOSE_ABOVE: f32 = 0.75;
/// Strength below which it opens again (design).
pub const OPEN_BELOW: f32 = 0.45;
/// Ticks a change must last: 33 ms, less than a person notices, more than a dropped camera image (design).
pub const DEBOUNCE_TICKS: u8 = 3;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GripKind {
    #[default]
    Pinch,
    Palm,
}

/// What a hand holds with at this tick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grip {
    /// [`tape::LEFT`] or [`tape::RIGHT`].
    pub side: usize,
    /// Of a closed grip: how it closed. Of an open one: how the last one was.
    pub kind: GripKind,
    /// Between thumb and index tip for a pinch, in the hollow of the hand for a palm; room space.
    pub point: Vec3,
    /// Of the palm joint, room space.
    pub rotation: Quat,
    pub closed: bool,
    pub just_closed: bool,
    pub just_opened: bool,
    /// The grips's strength on its way: ticks for which the opposite state has lasted.
    pending: u8,
}

/// A hand of this tick in room space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandNow {
    /// False: the joints are the last ones known, and nothing that the hand does counts.
    pub tracked: bool,
    pub joints: [Pose; JOINTS],
    /// Metres from each joint to the skin.
    pub radii: [f32; JOINTS],
    /// Middle between the tips of thumb and index.
    pub pinch_point: Vec3,
    /// The hollow of the hand.
    pub palm_point: Vec3,
    /// Metres per second of the palm; 0 at a tick whose jump was not a movement.
    pub velocity: Vec3,
    pub grip: Grip,
}

impl HandNow {
    pub fn new(side: usize) -> HandNow {
        HandNow {
            tracked: false,
            joints: [Pose::IDENTITY; JOINTS],
            radii: [0.01; JOINTS],
            pinch_point: Vec3::ZERO,
            palm_point: Vec3::ZERO,
            velocity: Vec3::ZERO,
            grip: Grip {
                side,
                kind: GripKind::Pinch,
                point: Vec3::ZERO,
                rotation: Quat::IDENTITY,
                closed: false,
                just_closed: false,
                just_opened: false,
                pending: 0,
            },
        }
    }

    pub fn palm(&self) -> Pose {
        self.joints[joint::PALM]
    }

    /// The tips of the five fingers, thumb first.
    pub fn tips(&self) -> [Vec3; 5] {
        [joint::THUMB_TIP, joint::INDEX_TIP, joint::MIDDLE_TIP, joint::RING_TIP, joint::LITTLE_TIP]
            .map(|j| self.joints[j].position)
    }

    /// Takes in a hand of a frame. While tracking is lost the hand stays where it was and its grip as it was. `jumped`:
    /// the change of place at this tick is no movement (the stage was moved, or the hand came back).
    pub fn update(&mut self, hand: &Hand, room_from_stage: Pose, jumped: bool) {
        let grip = &mut self.grip;
        (grip.just_closed, grip.just_opened) = (false, false);
        if !hand.tracked {
            (self.tracked, self.velocity) = (false, Vec3::ZERO);
            return;
        }
        let jumped = jumped || !self.tracked;
        self.tracked = true;
        let before = self.joints[joint::PALM].position;
        for (now, then) in self.joints.iter_mut().zip(&hand.joints) {
            *now = room_from_stage.then(*then);
        }
        self.radii = hand.radii;
        let palm = self.joints[joint::PALM];
        self.velocity = if jumped { Vec3::ZERO } else { (palm.position - before) / tape::TICK_S };
        self.pinch_point = (self.joints[joint::THUMB_TIP].position + self.joints[joint::INDEX_TIP].position) * 0.5;
        self.palm_point = palm.position - palm.rotation * Vec3::Y * 0.03 + palm.rotation * Vec3::NEG_Z * 0.02;

        let held_by = if !grip.closed && hand.grasp >= hand.pinch { GripKind::Palm } else { GripKind::Pinch };
        let strength = match if grip.closed { grip.kind } else { held_by } {
            GripKind::Pinch => hand.pinch,
            GripKind::Palm => hand.grasp,
        };
        // A pinch that rolls into a fist, or a fist that opens into a pinch, still holds.
        let strength = if grip.closed { strength.max(hand.pinch).max(hand.grasp) } else { strength };
        let wants = if grip.closed { strength >= OPEN_BELOW } else { strength > CLOSE_ABOVE };
        grip.pending = if wants == grip.closed { 0 } else { grip.pending + 1 };
        if grip.pending >= DEBOUNCE_TICKS {
            grip.pending = 0;
            grip.closed = wants;
            (grip.just_closed, grip.just_opened) = (wants, !wants);
            if wants {
                grip.kind = held_by;
            }
        }
        grip.rotation = palm.rotation;
        grip.point = match grip.kind {
            GripKind::Pinch => self.pinch_point,
            GripKind::Palm => self.palm_point,
        };
    }
}

impl crate::bytes::State for GripKind {
    fn save(&self, out: &mut Vec<u8>) {
        (*self == GripKind::Palm).save(out);
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        let mut palm = false;
        let read = palm.restore(from);
        *self = if palm { GripKind::Palm } else { GripKind::Pinch };
        read
    }
}

state!(Grip { kind, point, rotation, closed, just_closed, just_opened, pending });
state!(HandNow { tracked, joints, radii, pinch_point, palm_point, velocity, grip });

#[cfg(test)]
mod tests {
    use super::*;
    use tape::{HandSource, RIGHT, natural_hand};

    /// Is a hand closed after each of these strengths of its pinch, a tick each?
    fn closed(strengths: &[f32]) -> Vec<bool> {
        let mut now = HandNow::new(RIGHT);
        let mut hand = natural_hand(RIGHT, Pose::IDENTITY, HandSource::Puppet, 0.0, 0.0);
        let mut closed = Vec::new();
        for pinch in strengths {
            hand.pinch = *pinch;
            now.update(&hand, Pose::IDENTITY, false);
            closed.push(now.grip.closed);
        }
        closed
    }

    #[test]
    fn a_pinch_closes_above_one_strength_and_opens_below_a_lower_one() {
        // Between both it stays as it is.
        let strengths = [[0.6; 4], [0.8; 4], [0.6; 4], [0.4; 4]].concat();
        let after: Vec<bool> = closed(&strengths).into_iter().skip(3).step_by(4).collect();
        assert_eq!(after, [false, true, true, false]);
    }

    #[test]
    fn a_change_must_last() {
        assert_eq!(closed(&[0.9, 0.9, 0.0, 0.9, 0.9, 0.9]), [false, false, false, false, false, true]);
        assert_eq!(closed(&[0.9, 0.9, 0.9, 0.0, 0.0, 0.9]), [false, false, true, true, true, true]);
    }
}

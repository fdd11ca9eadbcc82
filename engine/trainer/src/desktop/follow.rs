//! Frames that come from a lent skill instead of the mouse: who stands where before them, and where the mouse goes on
//! after them.

use super::desk::{Arm, Desk, natural, rest};
use crate::look::EYE_M;
use glam::{EulerRot, Vec2, Vec3};
use puppet::lend::{HeldOut, Stance};
use tape::{Buttons, Frame, Hand, HandSource, LEFT, Pose, RIGHT, joint};
use twin::Twin;
use twin::grip::GripKind;

/// Strengths from which a lent hand counts as closed.
const CLOSED: f32 = 0.8;

/// Frames worked out ahead, and the next of them.
#[derive(Clone, Debug)]
pub struct Plan {
    frames: Vec<Frame>,
    next: usize,
}

impl Desk {
    /// Where the person stands at the tick that comes next.
    pub fn stance(&self, handed: usize) -> Stance {
        Stance {
            tick: self.tick,
            source: HandSource::Desktop,
            origin: self.origin(),
            head: self.head(),
            eye_height_m: EYE_M,
            hands: self.arms.map(|arm| HeldOut { palm: arm.palm, closed: arm.close.then_some(arm.kind) }),
            handed,
        }
    }

    /// Does what was worked out, from the next tick on.
    pub fn follow(&mut self, frames: Vec<Frame>) {
        self.plan = Some(Plan { frames, next: 0 });
    }

    pub fn follows(&self) -> bool {
        self.plan.is_some()
    }

    /// The next frame of the plan; after the last one the mouse goes on from there. While `paused`, the one before.
    pub(super) fn planned(&mut self, paused: bool, stops: bool, twin: &Twin) -> Option<Frame> {
        let plan = self.plan.as_mut()?;
        let shown = plan.frames.get(plan.next.saturating_sub(usize::from(paused))).copied();
        if !paused {
            plan.next += 1;
        }
        let ends = plan.next >= plan.frames.len() || stops && !paused;
        if let (true, Some(last)) = (ends, shown) {
            self.settle(&last, twin);
        }
        if ends {
            self.plan = None;
        }
        let mut frame = shown?;
        frame.tick = self.tick;
        frame.buttons = Buttons::default();
        Some(frame)
    }

    /// Takes over the body as a frame has it. The trunk turns to where the eyes look.
    fn settle(&mut self, frame: &Frame, twin: &Twin) {
        let room_from_stage = frame.origin.pose();
        let head = room_from_stage.then(frame.head);
        (self.yaw, self.pitch, _) = head.rotation.to_euler(EulerRot::YXZ);
        self.walker.place(Vec2::new(frame.origin.x_m, frame.origin.z_m), twin.statics());
        let stage_from_room = self.origin().pose().inverse();
        let head = stage_from_room.then(head).position;
        (self.lean, self.bend) = (Vec2::new(head.x, head.z), EYE_M - head.y);
        for side in [LEFT, RIGHT] {
            let hand = &frame.hands[side];
            let palm = stage_from_room.then(room_from_stage.then(hand.joints[joint::PALM]));
            self.arms[side] = taken_over(side, palm, closed(hand));
        }
        self.reaching = true;
    }
}

fn closed(hand: &Hand) -> Option<GripKind> {
    // A fist brings thumb and index near each other too.
    match (hand.grasp > CLOSED, hand.pinch > CLOSED) {
        (true, _) => Some(GripKind::Palm),
        (_, true) => Some(GripKind::Pinch),
        _ => None,
    }
}

/// An arm that goes on from where it is; an open hand comes back to rest.
fn taken_over(side: usize, palm: Pose, closed: Option<GripKind>) -> Arm {
    let mut arm = Arm { palm, ..Arm::new(side) };
    if let Some(kind) = closed {
        let by_itself = natural(side, Vec3::ZERO).to_euler(EulerRot::YXZ);
        let turned = palm.rotation.to_euler(EulerRot::YXZ);
        arm.wrist = Vec3::from(turned) - Vec3::from(by_itself);
        (arm.goal, arm.before) = (palm.position, palm.position);
        (arm.kind, arm.close, arm.strength) = (kind, true, 1.0);
    } else {
        arm.goal = rest(side);
    }
    arm
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::Quat;

    #[test]
    fn a_closed_hand_keeps_how_it_lies() {
        let rotation = Quat::from_euler(EulerRot::YXZ, 0.7, -0.4, 1.1);
        let palm = Pose { position: Vec3::new(0.1, 1.1, -0.4), rotation };
        let arm = taken_over(RIGHT, palm, Some(GripKind::Palm));
        assert!(natural(RIGHT, arm.wrist).angle_between(rotation) < 1e-3);
        assert_eq!((arm.goal, arm.close), (palm.position, true));
    }
}

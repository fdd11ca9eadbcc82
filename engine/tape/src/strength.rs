//! How far a hand is closed, from its joints alone: the same for every source, so that recognition is one code.

use crate::frame::{JOINTS, Pose, joint};

/// Between thumb tip and index tip: closed at 15 mm, where the pads touch (a joint lies about 7 mm under the skin),
/// open at 40 mm. Design, held against recordings: pinches come down to 8–13 mm, resting hands stay above 20 mm.
const PINCH_M: [f32; 2] = [0.015, 0.040];
/// Tip to palm, as a share of the way along the stretched finger: closed at 0.60, open at 0.92. Design, held against
/// recordings: grabs come down to 0.54–0.63, stretched fingers stay above 0.93.
const GRASP_SHARE: [f32; 2] = [0.60, 0.92];

/// Pinch and grasp of a hand with these joints, 0 open … 1 closed.
///
/// A pinch is thumb to index and asks nothing of the other fingers: they may be curled. A grasp is the index as much as
/// the other three together, so that a pointing hand grasps by half. A fist brings thumb and index near each other, so
/// who asks for both asks for the grasp first.
pub fn strengths(joints: &[Pose; JOINTS]) -> (f32, f32) {
    let apart = |a: usize, b: usize| joints[a].position.distance(joints[b].position);
    let closed = |x: f32, [closed, open]: [f32; 2]| ((open - x) / (open - closed)).clamp(0.0, 1.0);
    let finger = |first: usize| {
        let stretched = apart(joint::PALM, first) + (first..first + 3).map(|j| apart(j, j + 1)).sum::<f32>();
        if stretched > 0.0 { closed(apart(joint::PALM, first + 3) / stretched, GRASP_SHARE) } else { 0.0 }
    };
    let others = [joint::MIDDLE_PROXIMAL, joint::RING_PROXIMAL, joint::LITTLE_PROXIMAL].map(finger);
    let grasp = 0.5 * finger(joint::INDEX_PROXIMAL) + others.iter().sum::<f32>() / 6.0;
    (closed(apart(joint::THUMB_TIP, joint::INDEX_TIP), PINCH_M), grasp)
}

/// Hysteresis: on at one strength, off at a lower one, so that noise does not make two of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Latch {
    pub closed: bool,
    on: f32,
    off: f32,
}

impl Latch {
    /// Thumb and index: on at 17.5 mm, off at 30 mm.
    pub const PINCH: Latch = Latch { closed: false, on: 0.9, off: 0.4 };
    /// The whole hand.
    pub const GRASP: Latch = Latch { closed: false, on: 0.8, off: 0.45 };

    /// The state after a tick at this strength.
    pub fn follow(&mut self, strength: f32) -> bool {
        self.closed = strength >= if self.closed { self.off } else { self.on };
        self.closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latch_holds_through_noise() {
        let mut latch = Latch::PINCH;
        let closed = [0.0, 0.5, 0.95, 0.8, 0.92, 0.5, 0.3, 0.8].map(|strength| latch.follow(strength));
        assert_eq!(closed, [false, false, true, true, true, true, false, false]);
    }
}

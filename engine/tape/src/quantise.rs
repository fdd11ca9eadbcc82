//! From what a device says to what the room is computed from.

use crate::frame::*;
use crate::row::{self, Bones, COLUMNS, Row, Skeleton, column};

/// Rounds frames to the numbers that a tape stores. Whatever feeds a room feeds it what comes out of here.
///
/// - Frames are numbered 0, 1, 2 … in the order they come.
/// - Head, palms and the origin keep 0.1 mm, head and palms 0.007°, other joints 0.09° (the error is at most half
///   of it about an axis), pinch and grasp 1/255.
/// - A hand's bones and radii are those of its first tracked frame. They are taken anew when its source changes or
///   a bone is 3 mm off.
/// - A hand that is not tracked, or has a joint that is not a number, keeps its last joints; so does such a head.
/// - What has been through it once comes out of another one unchanged, bit for bit.
#[derive(Clone, Debug)]
pub struct Quantiser {
    pub(crate) row: Row,
    pub(crate) bones: [Bones; 2],
    skeletons: [Skeleton; 2],
    tick: u32,
}

impl Default for Quantiser {
    fn default() -> Self {
        let bones = [Bones::NONE; 2];
        let skeletons = bones.each_ref().map(Skeleton::from);
        Quantiser { row: [0; COLUMNS], bones, skeletons, tick: 0 }
    }
}

impl Quantiser {
    /// The next frame.
    pub fn push(&mut self, raw: &Frame) -> Frame {
        self.step(raw).0
    }

    /// The next frame, and which hands' bones were taken anew for it.
    pub(crate) fn step(&mut self, raw: &Frame) -> (Frame, [bool; 2]) {
        row::write_person(raw, &mut self.row);
        let restated = [LEFT, RIGHT].map(|h| self.take_hand(h, &raw.hands[h]));
        let frame = row::read(&self.row, &self.skeletons, self.tick);
        self.tick += 1;
        (frame, restated)
    }

    fn take_hand(&mut self, index: usize, hand: &Hand) -> bool {
        let bones = if hand.tracked { row::write_hand(hand, index, &mut self.row) } else { None };
        let state = &mut self.row[column::STATE + index];
        let source = hand.source as i32;
        let Some(bones) = bones else {
            *state &= !1;
            return false;
        };
        let known = self.bones[index] != Bones::NONE && *state >> 1 == source;
        *state = 1 | source << 1;
        let restate = !known || bones.differ(&self.bones[index]);
        if restate {
            self.bones[index] = bones;
            self.skeletons[index] = Skeleton::from(&bones);
        }
        restate
    }

    /// Frames so far.
    pub fn ticks(&self) -> u32 {
        self.tick
    }
}

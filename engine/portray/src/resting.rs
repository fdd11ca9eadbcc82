//! Where a drawn hand lies when the real one has gone on into a table that is not there: on top of it. The room still
//! feels the real hand; only the picture is kind to the eyes (design).

use glam::Vec3;
use tape::{JOINTS, Pose};
use twin::statics::Statics;

/// Metres of push after which a hand is not on a thing but in it, as in an open locker, and is drawn where it is (design).
const DEEPEST_M: f32 = 0.04;
/// Rounds in which the deepest joint is pushed out: a corner needs one for each of its faces.
const ROUNDS: usize = 3;

/// How far a hand is drawn from where it is, so that none of its joints lies in furniture, walls, doors or the floor.
pub fn lift(joints: &[Pose; JOINTS], radii: &[f32; JOINTS], statics: &Statics) -> Vec3 {
    let mut lift = Vec3::ZERO;
    for _ in 0..ROUNDS {
        let pushes = joints.iter().zip(radii).map(|(joint, radius)| push(joint.position + lift, *radius, statics));
        let deepest = pushes.max_by(|a, b| a.length_squared().total_cmp(&b.length_squared())).unwrap_or_default();
        if deepest == Vec3::ZERO {
            break;
        }
        lift += deepest;
    }
    if lift.length() > DEEPEST_M { Vec3::ZERO } else { lift }
}

/// What takes a joint out of the block it is deepest in.
fn push(at: Vec3, radius: f32, statics: &Statics) -> Vec3 {
    let floor = Vec3::Y * (radius - at.y).max(0.0);
    let blocks = statics.blocks.iter().filter_map(|block| Some(block.push_out(at, radius)? - at));
    blocks.fold(floor, |most, push| if push.length_squared() > most.length_squared() { push } else { most })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tape::{Hand, HandSource, RIGHT, natural_hand};
    use twin::Id;
    use twin::statics::{Block, BlockKind};

    fn table() -> Statics {
        let (min, max) = (Vec3::new(-1.0, 0.8, -1.0), Vec3::new(1.0, 0.9, 1.0));
        let blocks = vec![Block::from_corners(Id::NONE, BlockKind::Furniture, min, max)];
        Statics { blocks, first_leaf: 1, floors: Vec::new(), bare_floor: Id::NONE }
    }

    /// A flat hand whose lowest joint's skin is at a height.
    fn hand(lowest: f32) -> Hand {
        let mut hand = natural_hand(RIGHT, Pose::IDENTITY, HandSource::Hands, 0.0, 0.0);
        let off = Vec3::Y * (lowest - skin(&hand));
        hand.joints.iter_mut().for_each(|joint| joint.position += off);
        hand
    }

    fn skin(hand: &Hand) -> f32 {
        hand.joints.iter().zip(&hand.radii).map(|(j, r)| j.position.y - r).fold(f32::MAX, f32::min)
    }

    #[test]
    fn a_hand_pressed_into_a_table_is_drawn_on_it() {
        for deep in [0.003, 0.01, 0.03] {
            let hand = hand(0.9 - deep);
            let lift = lift(&hand.joints, &hand.radii, &table());
            assert!((lift.y - deep).abs() < 0.001 && lift.x == 0.0, "{deep}: {lift}");
        }
        let over = hand(0.91);
        assert_eq!(lift(&over.joints, &over.radii, &table()), Vec3::ZERO, "over it, it is where it is");
    }

    #[test]
    fn a_hand_inside_something_is_drawn_there() {
        let inside = hand(0.9 - 2.0 * DEEPEST_M);
        assert_eq!(lift(&inside.joints, &inside.radii, &table()), Vec3::ZERO);
    }
}

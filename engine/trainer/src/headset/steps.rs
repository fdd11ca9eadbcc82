//! Steps that no foot makes: where a person points on the floor, and whether he may be put there. The room says so: its
//! floor must be free, and the straight way there open. Doors are opened, and benches are stepped over, by the person.

use glam::{Vec2, Vec3};
use tape::Pose;
use twin::statics::{BlockKind, Statics};

/// The longest step, metres (design: what is still seen well on the floor).
const FAR_M: f32 = 5.0;
/// Floor that must be free around who stands there, metres (design: half a body's breadth).
const ROOM_M: f32 = 0.22;
/// How thick the way is, and how finely it is gone, metres; thinner than any door.
const WAY_M: f32 = 0.05;
const STRIDE_M: f32 = 0.04;
/// Heights at which a body would meet what stands in its way, metres: shin, hip, chest.
const HEIGHTS_M: [f32; 3] = [0.3, 1.0, 1.4];
/// A ray that falls less than this a metre is not at the floor.
const LEVEL: f32 = 0.05;

/// Why a person is not put there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    Far,
    Outside,
    Wall,
    Door,
    Bench,
    Furniture,
}

impl Bar {
    /// The words' key.
    pub fn key(self) -> &'static str {
        match self {
            Bar::Far => "step-far",
            Bar::Outside => "step-outside",
            Bar::Wall => "step-wall",
            Bar::Door => "step-door",
            Bar::Bench => "step-bench",
            Bar::Furniture => "step-furniture",
        }
    }
}

/// The point of the floor (x, z) that a pose points at along its −Z, within a step or a little more.
pub fn pointed_at(pose: Pose) -> Option<Vec2> {
    let way = pose.rotation * Vec3::NEG_Z;
    let metres = if way.y < -LEVEL { -pose.position.y / way.y } else { return None };
    let at = pose.position + way * metres;
    let level_m = (at - pose.position).with_y(0.0).length();
    (level_m <= 2.0 * FAR_M).then_some(Vec2::new(at.x, at.z))
}

/// What keeps a person who stands at one point of the floor (x, z) from being put at another; None if nothing does.
pub fn bar(statics: &Statics, from: Vec2, to: Vec2) -> Option<Bar> {
    let level = |p: Vec2, y: f32| Vec3::new(p.x, y, p.y);
    let met = |p: Vec2, radius: f32| {
        let meets = |b: &&twin::statics::Block| HEIGHTS_M.iter().any(|y| b.push_out(level(p, *y), radius).is_some());
        statics.blocks.iter().find(meets).map(|block| match block.kind {
            BlockKind::Wall => Bar::Wall,
            BlockKind::DoorLeaf => Bar::Door,
            BlockKind::Bench => Bar::Bench,
            BlockKind::Furniture => Bar::Furniture,
        })
    };
    let way = to - from;
    let strides = (way.length().min(2.0 * FAR_M) / STRIDE_M).ceil() as u32;
    let on_the_way = (1..=strides).find_map(|i| met(from + way * (i as f32 / strides as f32), WAY_M));
    on_the_way
        .or_else(|| (way.length() > FAR_M).then_some(Bar::Far))
        .or_else(|| statics.floor_at(level(to, 0.0)).is_none().then_some(Bar::Outside))
        .or_else(|| met(to, ROOM_M))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{self, Scenario};
    use glam::Quat;
    use twin::Twin;

    fn statics() -> Statics {
        let scenario = Scenario::load(&scenario::root().unwrap(), "gowning").unwrap();
        Twin::new(&scenario.room, &scenario.patterns, 1, 1).unwrap().statics().clone()
    }

    fn barred(statics: &Statics, from: [f32; 2], to: [f32; 2]) -> Option<Bar> {
        bar(statics, from.into(), to.into())
    }

    #[test]
    fn a_free_floor_is_stepped_to_and_nothing_else_is() {
        let mut suite = statics();
        assert_eq!(barred(&suite, [0.0, -0.5], [0.5, -2.3]), None);
        assert_eq!(barred(&suite, [0.0, -2.3], [0.0, -4.0]), Some(Bar::Bench), "legs go over benches");
        assert_eq!(barred(&suite, [0.0, -2.6], [0.0, -3.0]), Some(Bar::Bench), "nobody stands on one");
        assert_eq!(barred(&suite, [0.0, -5.5], [0.0, -7.2]), Some(Bar::Door), "it is shut");
        assert_eq!(barred(&suite, [1.2, -5.5], [1.2, -7.2]), Some(Bar::Wall));
        assert_eq!(barred(&suite, [0.0, -4.5], [1.6, -4.5]), Some(Bar::Furniture), "in the sink");
        assert_eq!(barred(&suite, [0.0, -4.5], [1.4, -4.5]), Some(Bar::Furniture), "hardly before it");
        assert_eq!(barred(&suite, [1.4, -4.5], [0.0, -4.5]), None, "who stands there may go");
        assert_eq!(barred(&suite, [0.0, -0.5], [-3.0, -0.5]), Some(Bar::Wall));
        // Wide open: along the wall of the way through.
        let leaf = suite.first_leaf;
        suite.blocks[leaf].turn_to(Vec3::new(-0.5, 1.0, -7.0), Quat::from_rotation_y(std::f32::consts::FRAC_PI_2));
        assert_eq!(barred(&suite, [0.0, -5.5], [0.0, -7.2]), None);
    }

    #[test]
    fn too_far_and_outside_are_said() {
        let mut empty = statics();
        empty.blocks.clear();
        assert_eq!(barred(&empty, [0.0, -0.5], [0.0, -6.0]), Some(Bar::Far));
        assert_eq!(barred(&empty, [0.0, -0.5], [3.0, -0.5]), Some(Bar::Outside));
    }

    #[test]
    fn a_hand_points_at_the_floor_and_not_at_the_ceiling() {
        let hand = |pitch: f32| Pose { position: Vec3::new(1.0, 1.2, 2.0), rotation: Quat::from_rotation_x(pitch) };
        let at = pointed_at(hand(-std::f32::consts::FRAC_PI_4)).unwrap();
        assert!(at.distance(Vec2::new(1.0, 0.8)) < 1e-4, "{at}");
        assert_eq!(pointed_at(hand(0.5)), None);
        assert_eq!(pointed_at(hand(-0.06)), None, "at the far wall");
    }

    #[test]
    fn every_refusal_has_words() {
        let words = portray::Words::default();
        for bar in [Bar::Far, Bar::Outside, Bar::Wall, Bar::Door, Bar::Bench, Bar::Furniture] {
            assert!(words.has(bar.key()), "{}", bar.key());
        }
    }
}

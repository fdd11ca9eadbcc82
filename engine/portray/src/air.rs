//! Air made visible: streaks before the first person, or smoke from a wand in his hand, as in a regulator's smoke study.

use glam::{Affine3A, Mat3A, Quat, Vec3};
use scene::{Air, Instance, MeshId, Model, Scene, Tracers};
use tape::{RIGHT, TICK_S};
use twin::twin::Twin;

/// From the fingers to the wand's mouth, and half its width, metres.
const WAND_M: f32 = 0.22;
const THIN_M: f32 = 0.004;
/// What streaks fill lies this far before the eyes, metres.
const BEFORE_M: f32 = 1.3;
const STEEL: [f32; 4] = [0.45, 0.46, 0.47, 1.0];

/// How air is made visible to who teaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// All around what is before the first person.
    Streaks,
    /// From a wand in the hand that closed last.
    Smoke,
    /// Its ways from the filter to what is open, and who is in them.
    FirstAir,
}

/// What is shown after `now`, by one press. `first_air`: is it watched in this room?
pub fn next(now: Option<Shown>, first_air: bool) -> Option<Shown> {
    match now {
        None => Some(Shown::Streaks),
        Some(Shown::Streaks) => Some(Shown::Smoke),
        Some(Shown::Smoke) if first_air => Some(Shown::FirstAir),
        Some(Shown::Smoke | Shown::FirstAir) => None,
    }
}

/// The words' key of what is shown.
pub fn key(now: Option<Shown>) -> &'static str {
    match now {
        None => "views-air-off",
        Some(Shown::Streaks) => "views-air-streaks",
        Some(Shown::Smoke) => "views-air-smoke",
        Some(Shown::FirstAir) => "views-air-first",
    }
}

/// The wand, and the hand that has it: the one that closed last.
pub(crate) struct Wand {
    tube: Option<MeshId>,
    side: usize,
}

impl Wand {
    pub fn new(models: &[Model]) -> Wand {
        let tube = models.iter().position(|m| m.name == "shape.cylinder").map(|i| MeshId(i as u16));
        Wand { tube, side: RIGHT }
    }

    pub fn portray(&mut self, twin: &Twin, shown: Option<Shown>, scene: &mut Scene) {
        let person = &twin.persons()[0];
        let tracers = match shown {
            None | Some(Shown::FirstAir) => None,
            Some(Shown::Streaks) => Some(Tracers::Streaks),
            Some(Shown::Smoke) => Some(Tracers::Smoke),
        };
        scene.air = tracers.map(|tracers| {
            let now_s = f64::from(twin.tick()) * f64::from(TICK_S);
            if tracers == Tracers::Streaks {
                let head = person.body.head_pose;
                let from = head.position + head.rotation * (Vec3::NEG_Z * BEFORE_M);
                return Air { tracers, from, open: true, now_s };
            }
            self.side = person.hands.iter().position(|hand| hand.grip.just_closed).unwrap_or(self.side);
            let hand = &person.hands[self.side];
            let along = hand.grip.rotation * Vec3::NEG_Z;
            if let Some(mesh) = self.tube.filter(|_| hand.tracked) {
                let turned = Quat::from_rotation_arc(Vec3::Y, along);
                let matrix3 = Mat3A::from_quat(turned) * Mat3A::from_diagonal(Vec3::new(THIN_M, WAND_M, THIN_M));
                let room_from_mesh =
                    Affine3A { matrix3, translation: (hand.pinch_point + along * (WAND_M / 2.0)).into() };
                scene.instances.push(Instance { mesh, room_from_mesh, tint: STEEL });
            }
            Air { tracers, from: hand.pinch_point + along * WAND_M, open: hand.tracked && hand.grip.closed, now_s }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_air_is_shown_last_and_only_where_it_is_watched() {
        for (first_air, round) in [(false, 3), (true, 4)] {
            let mut now = None;
            let mut shown = Vec::new();
            for _ in 0..round {
                now = next(now, first_air);
                shown.push(now);
            }
            let all = [Some(Shown::Streaks), Some(Shown::Smoke), Some(Shown::FirstAir)];
            assert_eq!(shown[..round - 1], all[..round - 1]);
            assert_eq!(now, None);
        }
        // As somebody comes from a room in which it is into one in which it is not.
        assert_eq!(next(Some(Shown::FirstAir), false), None);
    }
}

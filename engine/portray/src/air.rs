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

/// What is shown after `now`, by one press.
pub fn next(now: Option<Tracers>) -> Option<Tracers> {
    match now {
        None => Some(Tracers::Streaks),
        Some(Tracers::Streaks) => Some(Tracers::Smoke),
        Some(Tracers::Smoke) => None,
    }
}

/// The words' key of what is shown.
pub fn key(now: Option<Tracers>) -> &'static str {
    match now {
        None => "views-air-off",
        Some(Tracers::Streaks) => "views-air-streaks",
        Some(Tracers::Smoke) => "views-air-smoke",
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

    pub fn portray(&mut self, twin: &Twin, tracers: Option<Tracers>, scene: &mut Scene) {
        let person = &twin.persons()[0];
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

//! What a headset draws from a standard viewpoint: both eyes, and somebody in view.

use crate::set::Set;
use glam::{Affine3A, Quat, Vec3};
use portray::{Place, Portrayer, Told};
use scene::{Eye, Scene};
use tape::{Frame, HandSource, LEFT, Pose, RIGHT, StageOrigin, TrackingEvents, natural_hand};

/// Metres between the pupils (the mean of adults: Dodgson 2004, "Variation and extrema of human interpupillary distance").
pub const BETWEEN_EYES_M: f32 = 0.063;
/// Tangents of half of 110° × 96°, the whole view of a Quest 3 as its maker states it: each eye alone sees less of it.
const TANGENTS: [f32; 4] = [1.43, 1.43, 1.11, 1.11];
/// Metres before a viewpoint that somebody stands.
const BEFORE_M: f32 = 1.2;

/// Both eyes of someone who looks from a viewpoint.
pub fn eyes(place: &Place) -> [Eye; 2] {
    let room_from_head = place.viewpoint().eye(Pose::IDENTITY, 1.0).room_from_eye;
    [-0.5, 0.5].map(|side| Eye {
        room_from_eye: room_from_head * Affine3A::from_translation(Vec3::X * side * BETWEEN_EYES_M),
        tangents: TANGENTS,
    })
}

/// The rooms with somebody who stands before a viewpoint.
pub fn scene(set: &mut Set, portrayer: &mut Portrayer, place: &Place) -> Scene {
    let way = (Vec3::from(place.to) - Vec3::from(place.from)).with_y(0.0).normalize_or(Vec3::NEG_Z) * BEFORE_M;
    set.twin.step(&[somebody(place.from[0] + way.x, place.from[2] + way.z)]);
    let mut scene = Scene::default();
    portrayer.portray(&set.twin, &Told::default(), &mut scene);
    scene
}

/// Somebody who stands at `x`, `z`, both hands before the chest.
fn somebody(x: f32, z: f32) -> Frame {
    let palm = |x: f32| Pose { position: Vec3::new(x, 1.2, -0.38), rotation: Quat::IDENTITY };
    Frame {
        tick: 0,
        head: Pose { position: Vec3::new(0.0, 1.65, 0.0), rotation: Quat::IDENTITY },
        hands: [LEFT, RIGHT].map(|side| natural_hand(side, palm([-0.17, 0.17][side]), HandSource::Hands, 0.0, 0.0)),
        buttons: Default::default(),
        events: TrackingEvents::RECENTRED,
        origin: StageOrigin { x_m: x, z_m: z, yaw_rad: 0.0 },
        intervention: 0,
    }
}

//! Arms and legs in their clothes, from trunk to wrist and ankle: tubes without a joint to be seen.

use crate::look::Colour;
use glam::Vec3;
use scene::Cloth;
use twin::body::{Body, Part};
use twin::person::Person;
use twin::room::Limb;

/// Each limb, and the part of the body whose clothes it wears.
pub const LIMBS: [(Limb, Part); 4] = [
    (Limb::HandLeft, Part::ArmLeft),
    (Limb::HandRight, Part::ArmRight),
    (Limb::FootLeft, Part::LegLeft),
    (Limb::FootRight, Part::LegRight),
];

const RINGS: usize = 16;
const AROUND: usize = 12;
/// Metres that clothes stand off the flesh, less than any garment over them.
const OFF: f32 = 0.002;
/// Metres from the root to where a tube closes inside the trunk.
const SEAM: f32 = 0.06;

/// An upper arm of a stature (Drillis & Contini 1966), the stature whose girths the twin's body has, and the least share of
/// them. Nobody is drawn stouter than what clothes lie on (design).
const UPPER_ARM: f32 = 0.186;
const STATURE_M: f32 = 1.75;
const SLENDEREST: f32 = 0.85;

/// How slender a body is: the twin knows each person's lengths, and one girth for all.
pub fn girth(body: &Body) -> f32 {
    let arm = body.upper_arm[tape::LEFT];
    ((arm.b - arm.a).length() / UPPER_ARM / STATURE_M).clamp(SLENDEREST, 1.0)
}

/// The triangles of a tube, the same for all.
pub fn triangles() -> Vec<[u16; 3]> {
    let mut triangles = Vec::new();
    for ring in 0..RINGS - 1 {
        for k in 0..AROUND {
            let at = |ring: usize, k: usize| (ring * AROUND + k % AROUND) as u16;
            let [a, b, c, d] = [at(ring, k), at(ring, k + 1), at(ring + 1, k), at(ring + 1, k + 1)];
            triangles.extend([[a, c, b], [b, c, d]]);
        }
    }
    triangles
}

/// Lays a tube around a limb: closed at the root, then evenly to its end, and closed there.
pub fn lay(person: &Person, limb: Limb, colour: Colour, tube: &mut Cloth) {
    (tube.colour_outside, tube.colour_inside) = (colour, colour);
    tube.positions.clear();
    let body: &Body = &person.body;
    let (path, end) = (body.drawn_limb(limb), body.drawn_end(limb));
    let root = path.at(path.length());
    for ring in 0..RINGS {
        let share = ring.saturating_sub(1).min(RINGS - 3) as f32 / (RINGS - 3) as f32;
        let mut at = path.rounded(path.length() + (end - path.length()) * share);
        let mut radius = at.radius * girth(body) + OFF;
        if ring == 0 {
            at.point = root.point + body.drawn_inward(limb, &root) * SEAM;
        }
        if ring == 0 || ring == RINGS - 1 {
            radius = 0.0;
        }
        let front =
            (at.front - at.to_root * at.front.dot(at.to_root)).normalize_or(at.to_root.any_orthonormal_vector());
        let left: Vec3 = at.to_root.cross(front);
        for k in 0..AROUND {
            let (sin, cos) = libm::sincosf(std::f32::consts::TAU * k as f32 / AROUND as f32);
            tube.positions.push(at.point + (front * cos + left * sin) * radius);
        }
    }
}

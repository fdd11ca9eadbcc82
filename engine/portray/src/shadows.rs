//! The dark under things, hands and feet that grounds them: light is baked, and what moves takes none of it away.

use glam::Vec3;
use scene::{Scene, Shadow};
use tape::joint::PALM;
use twin::body::Part;
use twin::grip::HandNow;
use twin::statics::Statics;
use twin::things::At;
use twin::twin::Twin;

/// Metres over a surface from which nothing darkens it any more, under lamps as wide as a ceiling (design).
const FARTHEST_M: f32 = 0.25;
/// Share of the light that is missing under a thing that lies, and metres over which that fades at its edge (design: the
/// path-traced pictures of `tools/bench`, where packs lie on steel).
const DARKEST: f32 = 0.55;
const EDGE_M: f32 = 0.015;
/// The edge is softer by this share of the gap.
const SOFTER: f32 = 0.8;
/// Half the width and length of a palm, and of a shoe, metres.
const PALM_M: [f32; 2] = [0.04, 0.075];
const SHOE_M: [f32; 2] = [0.045, 0.13];

/// Lays a shadow under every thing that is close over a surface and, where there are `people`, under hands and feet.
pub fn portray(twin: &Twin, people: bool, scene: &mut Scene) {
    let statics = twin.statics();
    twin.see_things(|thing| {
        if thing.at == At::Gone || matches!(thing.at, At::Worn(_)) {
            return;
        }
        let at = thing.pose.position;
        let across = thing.pose.rotation * Vec3::X;
        // Of one that lies on its side, what its box covers.
        let turned = (thing.pose.rotation * Vec3::Y).y.abs() > 0.9;
        let [x, y, z] = [Vec3::X, Vec3::Y, Vec3::Z].map(|axis| {
            let world = thing.pose.rotation.inverse() * axis;
            (world.abs() * thing.half).element_sum()
        });
        let (half, turn) =
            if turned { ([thing.half.x, thing.half.z], libm::atan2f(-across.z, across.x)) } else { ([x, z], 0.0) };
        lay(statics, at - Vec3::Y * y, half, turn, matches!(thing.at, At::Place(_) | At::Resting), scene);
    });
    for person in twin.persons().iter().filter(|_| people) {
        for hand in person.hands.iter().filter(|hand| hand.tracked) {
            let ahead = hand.joints[PALM].rotation * Vec3::NEG_Z;
            let low = Vec3 { y: lowest(hand), ..hand.joints[PALM].position };
            lay(statics, low, PALM_M, libm::atan2f(-ahead.x, -ahead.z), false, scene);
        }
        for (part, foot) in person.body.capsules() {
            if matches!(part, Part::FootLeft | Part::FootRight) {
                let along = foot.b - foot.a;
                let low = (foot.a + foot.b) / 2.0 - Vec3::Y * (foot.radius + along.y.abs() / 2.0);
                lay(statics, low, SHOE_M, libm::atan2f(along.x, along.z), false, scene);
            }
        }
    }
}

fn lowest(hand: &HandNow) -> f32 {
    hand.joints.iter().zip(&hand.radii).map(|(j, r)| j.position.y - r).fold(f32::MAX, f32::min)
}

/// A shadow of what is over `low`, its lowest point; what `lies` does so on what is there, though it be an inner shelf.
fn lay(statics: &Statics, low: Vec3, half: [f32; 2], turn: f32, lies: bool, scene: &mut Scene) {
    let gap = if lies { 0.0 } else { (low.y - statics.support_under(low).0).max(0.0) };
    let near = 1.0 - gap / FARTHEST_M;
    let middle = Vec3 { y: low.y - gap, ..low };
    let soft = EDGE_M + SOFTER * gap;
    // What hangs over an edge has none: half of it would lie in the air.
    let reach = half[0].min(half[1]) + soft / 2.0;
    let level = |x: f32, z: f32| (statics.support_under(middle + Vec3::new(x, 0.0, z)).0 - middle.y).abs() < 0.02;
    let whole = lies || [(reach, 0.0), (-reach, 0.0), (0.0, reach), (0.0, -reach)].iter().all(|&(x, z)| level(x, z));
    if near > 0.0 && whole {
        scene.shadows.push(Shadow { middle, half, turn, soft, strength: DARKEST * near * near });
    }
}

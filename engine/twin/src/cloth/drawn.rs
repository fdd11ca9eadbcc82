//! How cloth on a body is drawn. The twin keeps where rims are and lets the cloth between them be; a picture shows it as a
//! dressed person has it: sleeves and legs run evenly from seam to cuff, the torso closes over shoulders and seat.

use super::Cloth;
use super::build::{Cut, FeatureKind, TubeCut, centre};
use super::state::{Garment, TubeState};
use super::thread::exit;
use crate::body::{Body, LimbPath, LimbPoint};
use crate::person::Person;
use crate::room::Limb;
use glam::Vec3;

// All lengths in metres, design.
/// Cloth stands off the flesh, each layer more, and puffs at most.
const OFF: f32 = 0.012;
const LAYER: f32 = 0.0015;
const PUFF: f32 = 0.028;
/// A bend is rounded over this much of the limb to each side.
const BEND: f32 = 0.05;
/// Where a sleeve or a leg closes: how far inside the torso, and how narrow.
const SEAM: f32 = 0.06;
const CLOSED: f32 = 0.001;
/// A closed end closes: how far beyond its last ring, and to which share of it.
const CROWN: f32 = 0.012;
const CROWN_SHARE: f32 = 0.02;
/// How much of the way to the last ring the one before it is drawn further.
const BLUNT: f32 = 0.6;
/// A hood's skirt that is tucked ends this far below the neck.
const TUCKED: f32 = 0.03;
/// Half the breadth beyond the shoulder joints, and half the depth, of a dressed trunk; how far it hangs below the hips.
const BROAD: f32 = 0.05;
const DEEP: f32 = 0.15;
const CROTCH: f32 = 0.12;
/// Half breadth and half depth of a dressed trunk as shares of its greatest, evenly from collar to crotch.
const TRUNK: [[f32; 2]; 8] =
    [[0.42, 0.62], [0.96, 0.92], [1.0, 1.0], [0.93, 1.0], [0.88, 0.98], [0.90, 1.0], [0.95, 1.05], [0.85, 0.98]];

/// The skin of a hand reaches this far beyond its wrist, and the arm leaves it as the hand points.
const STUB: f32 = 0.05;
/// Shares of the way from a shoulder joint to the chest, and of the flesh there, at which a sleeve begins.
const SHOULDER: f32 = 0.16;
/// A glove fits closely, on skin and on a sleeve; its cuff takes this share of its rings, the hand itself is drawn as the
/// hand.
const CLOSE: f32 = 0.003;
const CUFF_SHARE: f32 = 0.5;
/// A sleeve or a leg narrows over this much of the limb to its rim.
const TAPER: f32 = 0.18;

/// How far a sleeve of this layer, that ends at `rim`, stands off the flesh.
fn loose(metres: f32, rim: f32, layer: u16) -> [f32; 2] {
    [OFF + LAYER * f32::from(layer.min(16)), PUFF * ((metres - rim) / TAPER).clamp(0.0, 1.0)]
}

impl Body {
    /// A limb as a picture shows it: metres from the tip are those of [`Body::limb`] up to the wrist.
    pub fn drawn_limb(&self, limb: Limb) -> LimbPath {
        let side = match limb {
            Limb::HandLeft => tape::LEFT,
            Limb::HandRight => tape::RIGHT,
            _ => return self.limb(limb),
        };
        let (hand, forearm, back) = (self.hand[side], self.forearm[side], self.back_of_hand[side]);
        let beyond = (hand.a - hand.b).normalize_or(forearm.a - forearm.b);
        LimbPath::new(&[
            (self.fingertip[side], 0.012, back),
            (hand.b, 0.035, back),
            (forearm.b, 0.034, back),
            (forearm.b + beyond * STUB, 0.035, back),
            (forearm.a, 0.045, back),
            (self.upper_arm[side].a.lerp(self.torso.a, SHOULDER), 0.058, back),
        ])
    }

    /// Metres from the tip of a drawn limb to its wrist or ankle.
    pub fn drawn_end(&self, limb: Limb) -> f32 {
        let end = match limb {
            Limb::HandLeft => self.forearm[tape::LEFT].b,
            Limb::HandRight => self.forearm[tape::RIGHT].b,
            Limb::FootLeft => self.shin[tape::LEFT].b,
            Limb::FootRight => self.shin[tape::RIGHT].b,
            Limb::Head | Limb::Torso => self.neck.b,
        };
        self.drawn_limb(limb).nearest(end).0
    }

    /// Into the trunk, from the root of a drawn limb.
    pub fn drawn_inward(&self, limb: Limb, root: &LimbPoint) -> Vec3 {
        let is_arm = matches!(limb, Limb::HandLeft | Limb::HandRight);
        let trunk = if is_arm { self.neck.b - Vec3::Y * 0.06 } else { self.torso.b };
        (trunk - root.point).normalize_or(root.to_root)
    }
}

impl LimbPath {
    /// [`LimbPath::at`], with bends rounded.
    pub fn rounded(&self, metres: f32) -> LimbPoint {
        let (before, here, after) = (self.at(metres - BEND), self.at(metres), self.at(metres + BEND));
        let to_root = (after.point - before.point).normalize_or(here.to_root);
        let front = before.front + after.front;
        LimbPoint { point: here.point.lerp((before.point + after.point) * 0.5, 0.5), to_root, front, ..here }
    }
}

impl Cloth {
    /// The particles of a garment as a picture shows them, in the order of its triangles; changes nothing.
    pub fn draw(&self, garment: usize, persons: &[Person], into: &mut Vec<Vec3>) {
        let (cut, garment) = (&self.cuts[garment], &self.garments[garment]);
        into.clear();
        into.extend_from_slice(&garment.p);
        let Some(person) = persons.iter().find(|p| p.index == garment.owner) else { return };
        for (tube, state) in cut.tubes.iter().zip(&garment.tubes) {
            let Some(limb) = state.limb.filter(|_| state.rested) else { continue };
            match limb {
                Limb::Torso => trunk(tube, &person.body, into),
                Limb::Head => {
                    cap(tube, state, into);
                    if is_tucked(cut, garment) {
                        tuck(tube, state, &person.body, into);
                    }
                }
                _ if tube.host.is_some() => sleeve(tube, state, limb, &person.body, into),
                Limb::HandLeft | Limb::HandRight => {
                    let sleeve = self.sleeve_under(garment.owner, state);
                    cuff(tube, state, limb, &person.body, sleeve, into);
                }
                _ => cap(tube, state, into),
            }
        }
    }
}

impl Cloth {
    /// The rim of a sleeve that was on this arm before this glove.
    fn sleeve_under(&self, owner: u8, glove: &TubeState) -> Option<f32> {
        let worn = self.cuts.iter().zip(&self.garments).filter(|(_, g)| g.owner == owner);
        let mut tubes = worn.flat_map(|(cut, garment)| cut.tubes.iter().zip(&garment.tubes));
        let under = |s: &TubeState| s.rested && s.limb == glove.limb && s.layer < glove.layer;
        tubes.find(|(t, s)| t.host.is_some() && under(s)).map(|(t, s)| exit(t, s).max(0.0))
    }
}

/// Of a worn glove, from its rim to the wrist; the rest shrinks into the hand.
fn cuff(tube: &TubeCut, state: &TubeState, limb: Limb, body: &Body, sleeve: Option<f32>, into: &mut [Vec3]) {
    let (path, wrist) = (body.drawn_limb(limb), body.drawn_end(limb));
    let rings = (tube.rings as f32 * CUFF_SHARE) as usize;
    for ring in 0..tube.rings {
        let share = (ring as f32 / rings.max(1) as f32).min(1.0);
        let metres = state.progress + (wrist - state.progress) * share;
        let at = path.rounded(metres);
        let off: f32 = sleeve.map_or(0.0, |rim| loose(metres, rim, state.layer).iter().sum());
        let radius = if ring > rings { CLOSED } else { at.radius + off + CLOSE };
        circle(tube, ring, at.point, at.to_root, at.front, [radius; 2], into);
    }
}

fn is_tucked(cut: &Cut, garment: &Garment) -> bool {
    let tucks = |f: usize| matches!(cut.features[f].what, FeatureKind::Tuck { .. }) && garment.degrees[f] >= 0.5;
    (0..cut.features.len()).any(tucks)
}

/// Rings from the seam at the limb's root to the rim, evenly.
fn sleeve(tube: &TubeCut, state: &TubeState, limb: Limb, body: &Body, into: &mut [Vec3]) {
    let path = body.drawn_limb(limb);
    let root = path.at(path.length());
    let inward = body.drawn_inward(limb, &root);
    let rim = exit(tube, state).max(0.0);
    let last = tube.rings - 1;
    for ring in 0..tube.rings {
        if ring == 0 {
            let to_root = (root.to_root + inward).normalize_or(inward);
            circle(tube, ring, root.point + to_root * SEAM, to_root, root.front, [CLOSED; 2], into);
            continue;
        }
        let metres = path.length() + (rim - path.length()) * (ring - 1) as f32 / (last - 1).max(1) as f32;
        let at = path.rounded(metres);
        let [off, puff] = loose(metres, rim, state.layer);
        let flesh = at.radius + off;
        // A seam is set in.
        let puff = if ring == 1 { 0.0 } else { puff };
        let radius = flesh.max(tube.radii[ring].min(flesh + puff));
        circle(tube, ring, at.point, at.to_root, at.front, [radius; 2], into);
    }
}

/// Rings over neck, shoulders, waist and seat, as broad as the shoulders are apart.
fn trunk(tube: &TubeCut, body: &Body, into: &mut [Vec3]) {
    let [left, right] = body.upper_arm.map(|arm| arm.a);
    let seat = body.hips.a.lerp(body.hips.b, 0.5);
    let up = (body.neck.b - seat).normalize_or(Vec3::Y);
    let (collar, crotch) = (body.neck.b + up * 0.015, seat - up * CROTCH);
    let breadth = (right - left).length() / 2.0 + BROAD;
    for ring in 0..tube.rings {
        let share = ring as f32 / (tube.rings - 1) as f32;
        let place = share * (TRUNK.len() - 1) as f32;
        let i = (place as usize).min(TRUNK.len() - 2);
        let [broad, deep] =
            [0, 1].map(|axis| TRUNK[i][axis] + (TRUNK[i + 1][axis] - TRUNK[i][axis]) * (place - i as f32));
        let front = (right - left).cross(up);
        circle(tube, ring, collar.lerp(crotch, share), up, front, [deep * DEEP, broad * breadth], into);
    }
}

/// What was put on later lies clearly over what is under it; closed ends close.
fn cap(tube: &TubeCut, state: &TubeState, into: &mut [Vec3]) {
    for ring in 0..tube.rings {
        let middle = centre(into, tube, ring);
        for k in 0..tube.around {
            let p = &mut into[tube.particle(ring, k)];
            *p += (*p - middle).normalize_or_zero() * LAYER * f32::from(state.layer.min(16));
        }
    }
    close(tube, into);
}

/// The last ring of a closed tube is drawn together beyond its end: a crown, a toe.
fn close(tube: &TubeCut, into: &mut [Vec3]) {
    if !tube.closed {
        return;
    }
    let last = tube.rings - 1;
    let end = centre(into, tube, last);
    let before = centre(into, tube, last - 1);
    let outward = (end - before).normalize_or(Vec3::Y);
    // The ring before it comes along, so that the end is round and no point.
    let along = (end - before) * BLUNT;
    for k in 0..tube.around {
        into[tube.particle(last - 1, k)] += along;
        let p = &mut into[tube.particle(last, k)];
        *p = end + (*p - end) * CROWN_SHARE + outward * CROWN;
    }
}

/// The skirt ends inside the collar.
fn tuck(tube: &TubeCut, state: &TubeState, body: &Body, into: &mut [Vec3]) {
    let path = body.limb(Limb::Head);
    let at_neck = path.nearest(body.neck.b).0;
    let (last, neck) = (at_neck + TUCKED, path.at(at_neck).radius);
    for ring in 0..tube.rings {
        let metres = state.progress - tube.axial * state.gather * ring as f32;
        if metres > last - tube.axial {
            let at = path.at(metres.min(last));
            circle(tube, ring, at.point, at.to_root, at.front, [neck + OFF; 2], into);
        }
    }
}

/// A ring of a tube about `centre`, square to `to_root`; radii to the front and to the side.
fn circle(
    tube: &TubeCut,
    ring: usize,
    centre: Vec3,
    to_root: Vec3,
    front: Vec3,
    [deep, broad]: [f32; 2],
    into: &mut [Vec3],
) {
    let front = (front - to_root * front.dot(to_root)).normalize_or(to_root.any_orthonormal_vector());
    let left = to_root.cross(front);
    for (k, c) in tube.circle.iter().enumerate() {
        into[tube.particle(ring, k)] = centre + front * (c.x * deep) + left * (c.y * broad);
    }
}

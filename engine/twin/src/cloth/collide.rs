//! What the cloth touches, found on its particles: floor, walls, benches, furniture and door leaves, the body, and the
//! fingers. A contact names the face of the cloth that was touched, and its area is that of the particles that touch.

use super::build::{Cut, TubeCut};
use super::solve::outward;
use super::state::Garment;
use super::worn::middle;
use super::{Cloth, Wearer};
use crate::body::{CAPSULES, Capsule, Part};
use crate::grip::HandNow;
use crate::room::Limb;
use crate::statics::Statics;
use crate::{ContactSink, Id};
use glam::Vec3;
use tape::joint;

/// Metres that a particle keeps off what it lies on.
const SKIN: f32 = 0.006;
/// Share of its speed along a surface that a particle keeps: cloth on a floor stops in a few ticks (design).
const SLIP: f32 = 0.4;
/// cm² of cloth under the fingers of a pinch and under a palm (design, after the size of a hand).
const PINCH_CM2: f32 = 4.0;
const PALM_CM2: f32 = 60.0;
/// cm² of a finger tip and of the hollow of the hand on cloth (design).
const TIP_CM2: f32 = 1.5;
const HOLLOW_CM2: f32 = 15.0;
/// Metres from the skin of a finger to the cloth at which they touch.
const TOUCH: f32 = 0.006;

/// Keeps free particles out of the room's solids and says what they touch.
pub fn room(cut: &Cut, garment: &mut Garment, statics: &Statics, person: u8, sink: &mut ContactSink) {
    let near = statics.near(garment.min - SKIN, garment.max + SKIN);
    if near.blocks().next().is_none() && garment.min.y > SKIN {
        return;
    }
    for i in 0..garment.p.len() {
        let on_limb = garment.free[i] == 0.0 && garment.hand[i] == 0;
        if on_limb {
            continue;
        }
        if let Some((to, surface)) = near.push_out(garment.p[i], SKIN) {
            let push = to - garment.p[i];
            let tube = &cut.tubes[cut.tube_of[i] as usize];
            sink.touch(person, face(cut, garment, tube, i, -push), surface, tube.area_cm2, Id::NONE);
            if garment.free[i] > 0.0 {
                garment.p[i] = to;
                garment.q[i] = to - (to - garment.q[i]) * SLIP;
            }
        }
    }
}

/// The face of the cloth at a particle that looks toward something. A folded parcel shows its inside.
fn face(cut: &Cut, garment: &Garment, tube: &TubeCut, i: usize, toward: Vec3) -> Id {
    if !garment.folded && outward(&garment.p, tube, i).dot(toward) >= 0.0 { cut.out[i] } else { cut.inside[i] }
}

/// Keeps free particles out of the body and says what they touch. The hands are [`Cloth::fingers`]'; the limb and the
/// torso that are on their way into the garment are inside it.
pub fn body(cloth: &mut Cloth, g: usize, wearer: &Wearer, sink: &mut ContactSink) {
    let capsules = wearer.body.capsules();
    let garment = &cloth.garments[g];
    let dressing = garment.tubes.iter().any(|t| t.limb.is_some());
    let mut near = [(Part::Head, Capsule::default(), Id::NONE); CAPSULES];
    let mut count = 0;
    for (part, capsule) in capsules {
        let (lo, hi) = (capsule.a.min(capsule.b) - capsule.radius, capsule.a.max(capsule.b) + capsule.radius);
        let apart = lo.cmpgt(garment.max + SKIN).any() || hi.cmplt(garment.min - SKIN).any();
        let inside = dressing && !matches!(part, Part::Head)
            || garment.tubes.iter().any(|t| t.limb.is_some_and(|l| l == middle(part).0));
        if !apart && !inside && !Part::HANDS.contains(&part) {
            near[count] = (part, capsule, cloth.surface(wearer.person, part, wearer.base[part as usize]));
            count += 1;
        }
    }
    let (cut, garment) = (&cloth.cuts[g], &mut cloth.garments[g]);
    for i in 0..garment.p.len() {
        if garment.free[i] == 0.0 {
            continue;
        }
        for &(_, capsule, surface) in &near[..count] {
            let p = garment.p[i];
            let from_axis = p - capsule.axis_point(p);
            let distance = from_axis.length();
            if distance >= capsule.radius + SKIN || distance < 1e-5 {
                continue;
            }
            let tube = &cut.tubes[cut.tube_of[i] as usize];
            sink.touch(wearer.person, surface, face(cut, garment, tube, i, -from_axis), tube.area_cm2, Id::NONE);
            let to = p + from_axis * ((capsule.radius + SKIN - distance) / distance);
            garment.p[i] = to;
            garment.q[i] = to - (to - garment.q[i]) * SLIP;
        }
    }
}

impl Cloth {
    /// Says what the hands touch: a held garment where it is held, any other cloth under finger tips and palm.
    pub(super) fn fingers(&self, wearer: &Wearer, sink: &mut ContactSink) {
        for (side, hand) in wearer.hands.iter().enumerate().filter(|(_, h)| h.tracked) {
            let part = Part::HANDS[side];
            let mine = self.surface(wearer.person, part, wearer.base[part as usize]);
            if let Some(held) = self.held[wearer.person as usize][side] {
                let area = if held.palm { PALM_CM2 } else { PINCH_CM2 };
                sink.touch(wearer.person, mine, held.surface, area, Id::NONE);
            }
            for (g, garment) in self.garments.iter().enumerate() {
                let holds = self.held[wearer.person as usize][side].is_some_and(|h| h.garment as usize == g);
                if !holds && !garment.hidden && garment.near(hand.palm_point, 0.2) {
                    self.hand_on(g, side, hand, mine, wearer.person, sink);
                }
            }
        }
    }

    fn hand_on(&self, g: usize, side: usize, hand: &HandNow, mine: Id, person: u8, sink: &mut ContactSink) {
        let (cut, garment) = (&self.cuts[g], &self.garments[g]);
        let tips = hand.tips();
        let tip_radius = hand.radii[joint::INDEX_TIP];
        let spots = [tips[0], tips[1], tips[2], tips[3], tips[4], hand.palm_point];
        for (t, tube) in cut.tubes.iter().enumerate() {
            let state = &garment.tubes[t];
            if self.is_on_hand(g, t, side) {
                continue;
            }
            let spacing = tube.chords[0].max(tube.axial * state.gather);
            for (s, spot) in spots.into_iter().enumerate() {
                if !garment.near(spot, 0.03) {
                    continue;
                }
                let (radius, area) = if s == 5 { (0.02, HOLLOW_CM2) } else { (tip_radius, TIP_CM2) };
                let Some(i) = nearest_on(garment, tube, spot, spacing * 0.75) else { continue };
                let normal = outward(&garment.p, tube, i);
                let off = (spot - garment.p[i]).dot(normal);
                if normal != Vec3::ZERO && off.abs() < radius + TOUCH && !self.is_covered(g, t, i) {
                    sink.touch(person, mine, face(cut, garment, tube, i, normal * off), area, Id::NONE);
                }
            }
        }
    }

    /// Says what lies against the inside of tubes that limbs are in.
    pub(super) fn linings(&self, wearer: &Wearer, g: usize, sink: &mut ContactSink) {
        for (tube, state) in self.cuts[g].tubes.iter().zip(&self.garments[g].tubes) {
            let Some(limb) = state.limb else { continue };
            let layer = if state.layer > 0 { state.layer } else { u16::MAX };
            let (end, root) = parts(limb);
            let depth = state.progress.max(0.05);
            let area = depth * tube.radii[0] * core::f32::consts::TAU * 1e4;
            for part in [Some(end), root].into_iter().flatten() {
                if middle(part).1 <= state.progress || part == end {
                    let under = self.surface_below(wearer.person, part, wearer.base[part as usize], layer);
                    sink.touch(wearer.person, under, tube.inner, area, Id::NONE);
                }
            }
        }
    }
}

/// The parts of the body that a tube on this limb slides over: its end, and what follows.
fn parts(limb: Limb) -> (Part, Option<Part>) {
    match limb {
        Limb::Head => (Part::Head, None),
        Limb::Torso => (Part::Torso, None),
        Limb::HandLeft => (Part::HandLeft, Some(Part::ArmLeft)),
        Limb::HandRight => (Part::HandRight, Some(Part::ArmRight)),
        Limb::FootLeft => (Part::FootLeft, Some(Part::LegLeft)),
        Limb::FootRight => (Part::FootRight, Some(Part::LegRight)),
    }
}

fn nearest_on(garment: &Garment, tube: &TubeCut, p: Vec3, within: f32) -> Option<usize> {
    let (mut best, mut found) = (within * within, None);
    for i in tube.first..tube.first + tube.count() {
        let far = (garment.p[i] - p).length_squared();
        if far < best {
            (best, found) = (far, Some(i));
        }
    }
    found
}

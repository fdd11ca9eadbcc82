//! What the cloth touches, found on its particles: floor, walls, benches, furniture and door leaves, the body, and the
//! fingers. A contact names the face of the cloth that was touched, and its area is that of the particles that touch.

use super::build::{Cut, TubeCut, centre};
use super::solve::outward;
use super::state::Garment;
use super::worn::middle;
use super::{Cloth, Held, Wearer};
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
/// Metres from a tip to the middle of an opening at which the limb is on its way in (design).
const BEFORE: f32 = 0.25;
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
            sink.touch(person, face(cut, garment, tube, i, -push), surface, tube.area_cm2, Id::NONE, to);
            if garment.free[i] > 0.0 {
                garment.p[i] = to;
                garment.q[i] = to - (to - garment.q[i]) * SLIP;
            }
        }
    }
}

/// The face of the cloth at a particle that looks toward something. A folded parcel shows its inside.
fn face(cut: &Cut, garment: &Garment, tube: &TubeCut, i: usize, toward: Vec3) -> Id {
    let out = !garment.shows_inside(cut, i) && outward(&garment.p, tube, i).dot(toward) >= 0.0;
    if out { cut.out[i] } else { cut.inside[i] }
}

/// Keeps free particles out of the body and says what they touch. The hands are [`Cloth::fingers`]'; the limb and the
/// torso that are on their way into the garment are inside it.
pub fn body(cloth: &mut Cloth, g: usize, wearer: &Wearer, sink: &mut ContactSink) {
    let capsules = wearer.body.capsules();
    let garment = &cloth.garments[g];
    let dressing = garment.tubes.iter().any(|t| t.limb.is_some());
    let mut near = [(Capsule::default(), Id::NONE, false); CAPSULES];
    let mut count = 0;
    for (part, capsule) in capsules {
        let (lo, hi) = (capsule.a.min(capsule.b) - capsule.radius, capsule.a.max(capsule.b) + capsule.radius);
        let apart = lo.cmpgt(garment.max + SKIN).any() || hi.cmplt(garment.min - SKIN).any();
        let limb = middle(part).0;
        let inside = dressing && part != Part::Head || garment.tubes.iter().any(|t| t.limb == Some(limb));
        if !apart && !inside && !Part::HANDS.contains(&part) {
            let goes_in = cloth.goes_in(g, limb, wearer);
            near[count] = (capsule, cloth.surface(wearer.person, part, wearer.base[part as usize]), goes_in);
            count += 1;
        }
    }
    let (cut, garment) = (&cloth.cuts[g], &mut cloth.garments[g]);
    for i in 0..garment.p.len() {
        if garment.free[i] == 0.0 {
            continue;
        }
        for &(capsule, surface, goes_in) in &near[..count] {
            let p = garment.p[i];
            let from_axis = p - capsule.axis_point(p);
            let distance = from_axis.length();
            if distance >= capsule.radius + SKIN || distance < 1e-5 {
                continue;
            }
            let tube = &cut.tubes[cut.tube_of[i] as usize];
            let face = if goes_in { cut.inside[i] } else { face(cut, garment, tube, i, -from_axis) };
            sink.touch(wearer.person, surface, face, tube.area_cm2, Id::NONE, p);
            let to = p + from_axis * ((capsule.radius + SKIN - distance) / distance);
            garment.p[i] = to;
            garment.q[i] = to - (to - garment.q[i]) * SLIP;
        }
    }
}

impl Cloth {
    /// Says what the hands touch: a held garment where it is held, any other cloth under finger tips and palm. A hand
    /// that has let go slides off the face it held.
    pub(super) fn fingers(&mut self, wearer: &Wearer, sink: &mut ContactSink) {
        let who = wearer.person as usize;
        for (side, hand) in wearer.hands.iter().enumerate().filter(|(_, h)| h.tracked) {
            let part = Part::HANDS[side];
            let mine = self.surface(wearer.person, part, wearer.base[part as usize]);
            if let Some(held) = self.held[who][side] {
                let area = if held.palm { PALM_CM2 } else { PINCH_CM2 };
                let cut = &self.cuts[held.garment as usize];
                let on = if held.zip.is_some() { cut.tubes[held.tube as usize].outer } else { held.surface };
                sink.touch(wearer.person, mine, on, area, Id::NONE, hand.palm_point);
                self.slides_off[who][side] = Some(held);
            }
            for g in 0..self.garments.len() {
                let garment = &self.garments[g];
                let is = |h: Option<Held>| h.is_some_and(|h| h.garment as usize == g);
                if garment.hidden || is(self.held[who][side]) {
                    continue;
                }
                let near = garment.near(hand.palm_point, 0.2);
                let touches = near && self.hand_on(g, side, hand, mine, wearer, sink);
                if !touches && is(self.slides_off[who][side]) {
                    self.slides_off[who][side] = None;
                }
            }
        }
    }

    /// Does this limb's tip stand before a free opening of the garment that takes it? Then what it meets is the inside:
    /// an arm comes to its sleeve through the torso, and a head pushes the crown of a hood up from within.
    fn goes_in(&self, g: usize, limb: Limb, wearer: &Wearer) -> bool {
        let (cut, garment) = (&self.cuts[g], &self.garments[g]);
        cut.tubes.iter().zip(&garment.tubes).any(|(tube, state)| {
            let free = state.limb.is_none() && tube.limbs.contains(&limb) && !garment.asleep;
            free && (wearer.limb(limb).tip() - centre(&garment.p, tube, 0)).length() < BEFORE
        })
    }

    fn hand_on(
        &self,
        g: usize,
        side: usize,
        hand: &HandNow,
        mine: Id,
        wearer: &Wearer,
        sink: &mut ContactSink,
    ) -> bool {
        let (cut, garment) = (&self.cuts[g], &self.garments[g]);
        let slides_off = self.slides_off[wearer.person as usize][side].filter(|h| h.garment as usize == g);
        let limb = [Limb::HandLeft, Limb::HandRight][side];
        let goes_in = self.goes_in(g, limb, wearer) || garment.tubes.iter().any(|t| t.limb == Some(limb) && !t.rested);
        let tips = hand.tips();
        let tip_radius = hand.radii[joint::INDEX_TIP];
        let spots = [tips[0], tips[1], tips[2], tips[3], tips[4], hand.palm_point];
        let mut touches = false;
        for (t, tube) in cut.tubes.iter().enumerate() {
            let state = &garment.tubes[t];
            if self.is_on_hand(g, t, side) || !state.near(hand.palm_point, 0.2) {
                continue;
            }
            let spacing = tube.chords[0].max(tube.axial * state.gather);
            for (s, spot) in spots.into_iter().enumerate() {
                if !state.near(spot, 0.03) {
                    continue;
                }
                let (radius, area) = if s == 5 { (0.02, HOLLOW_CM2) } else { (tip_radius, TIP_CM2) };
                let Some(i) = nearest_on(garment, tube, spot, spacing * 0.75) else { continue };
                let normal = outward(&garment.p, tube, i);
                let off = (spot - garment.p[i]).dot(normal);
                if normal == Vec3::ZERO || off.abs() >= radius + TOUCH || self.is_covered(g, t, i) {
                    continue;
                }
                touches = true;
                let lies_on_body = garment.free[i] == 0.0 && garment.hand[i] == 0;
                let on = match slides_off {
                    Some(held) if held.zip.is_none() => held.surface,
                    _ if lies_on_body => cut.out[i],
                    _ if goes_in => cut.inside[i],
                    _ => face(cut, garment, tube, i, normal * off),
                };
                sink.touch(wearer.person, mine, on, area, Id::NONE, spot);
            }
        }
        touches
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
                    sink.touch(wearer.person, under, tube.inner, area, Id::NONE, wearer.body.middle(part));
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

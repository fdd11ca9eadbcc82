//! Taking hold and letting go.
//!
//! A pinch takes the particles within 3 cm of where the fingers meet the cloth, a palm those within 8 cm. The rule of
//! gathering: **a tube that a palm takes while it is folded stays as short as it is for as long as the palm holds it;
//! a tube that no palm holds unrolls in half a second and dangles.** So a coverall lifted by two palms stays a parcel,
//! and one pinched at the collar lets its legs fall.

use super::build::{Cut, FeatureKind};
use super::state::{Garment, Held};
use super::{Cloth, Wearer, solve};
use crate::grip::{Grip, GripKind, HandNow};
use crate::room::Limb;
use glam::Vec3;

/// Metres around the point that a hand takes: fingers, palm (design).
const TAKES: [f32; 2] = [0.03, 0.08];
/// Farthest that the nearest particle may be from the grip: half a mesh of the coarsest cloth (design).
const FINDS: [f32; 2] = [0.07, 0.09];
/// Metres that loose cloth may be farther away than cloth on a body and is still taken first (design).
const LIES: f32 = 0.03;
/// Metres around a zip's slider in which a pinch takes the slider.
const SLIDER: f32 = 0.07;
/// Metres that a hand moves a parcel before it is lifted (design: more than a tremor, less than an intent).
const LIFTED: f32 = 0.03;
/// Seconds in which a tube that no palm gathers unrolls (design).
const UNROLL_S: f32 = 0.5;

impl Cloth {
    /// The visible garment whose cloth is nearest to a grip, and how far its nearest particle is, metres. `None`:
    /// nothing within a hand's reach.
    pub fn nearest(&self, person: u8, grip: &Grip) -> Option<(usize, f32)> {
        let reach = FINDS[(grip.kind == GripKind::Palm) as usize];
        let (mut best, mut found) = (f32::MAX, None);
        for (g, garment) in self.garments.iter().enumerate() {
            let free = garment.owner == person || !garment.is_held() && garment.tubes.iter().all(|t| t.limb.is_none());
            if garment.hidden || !free || !garment.near(grip.point, reach) {
                continue;
            }
            for (i, p) in garment.p.iter().enumerate() {
                let distance = (*p - grip.point).length();
                // Fingers find loose cloth before that which lies on a body.
                let lies = garment.tubes[self.cuts[g].tube_of[i] as usize].rested;
                let harder = if lies { distance + LIES } else { distance };
                if distance < reach && harder < best && self.may_take(g, i, grip.side) {
                    (best, found) = (harder, Some((g, distance)));
                }
            }
        }
        found
    }

    /// May a hand take a garment by this particle? Not the cloth that it wears, nor what lies under another layer; and
    /// what sits on its limb like a skin (a glove, a boot) has a rim to be taken by.
    fn may_take(&self, g: usize, particle: usize, side: usize) -> bool {
        let t = self.cuts[g].tube_of[particle] as usize;
        let (tube, state) = (&self.cuts[g].tubes[t], &self.garments[g].tubes[t]);
        let sits = tube.closed && state.rested && particle >= tube.particle(2, 0);
        !sits && !self.is_on_hand(g, t, side) && !self.is_covered(g, t, particle)
    }

    /// A hand takes hold of a garment that [`Cloth::nearest`] found. It has the side of the cloth that its palm is on.
    pub fn take(&mut self, garment: usize, person: u8, hand: &HandNow) -> Held {
        let grip = &hand.grip;
        let palm = grip.kind == GripKind::Palm;
        let (mut nearest, mut best) = (0, f32::MAX);
        for (i, p) in self.garments[garment].p.iter().enumerate() {
            let distance = (*p - grip.point).length_squared();
            if distance < best && self.may_take(garment, i, grip.side) {
                (best, nearest) = (distance, i);
            }
        }
        let (cut, state) = (&self.cuts[garment], &mut self.garments[garment]);
        state.owner = person;
        // The sleeve that the hand wears is not what it takes hold of.
        let on_it = [Limb::HandLeft, Limb::HandRight][grip.side];
        let worn = |state: &Garment, i: usize| state.tubes[cut.tube_of[i] as usize].limb == Some(on_it);
        let tube = cut.tube_of[nearest];
        let zip = if palm { None } else { slider(cut, state, grip.point) };
        if zip.is_none() {
            let takes = TAKES[palm as usize];
            let centre = if palm { grip.point } else { state.p[nearest] };
            let mark = grip.side as u8 + 1;
            for i in 0..state.p.len() {
                let near = i == nearest || (state.p[i] - centre).length() < takes;
                if near && state.hand[i] == 0 && !worn(state, i) {
                    state.hand[i] = mark;
                    state.in_hand[i] = grip.rotation.conjugate() * (state.p[i] - grip.point);
                }
            }
            state.asleep = state.fresh;
            state.still = 0;
        }
        let outward = solve::outward(&state.p, &cut.tubes[tube as usize], nearest);
        let out = !state.shows_inside(cut, nearest) && (hand.palm().position - state.p[nearest]).dot(outward) > 0.0;
        let cloth = if out { cut.out[nearest] } else { cut.inside[nearest] };
        let surface = zip.map_or(cloth, |f| cut.features[f].id);
        let held = Held {
            garment: garment as u16,
            tube: tube as u16,
            palm,
            zip: zip.map(|z| z as u16),
            surface,
            from: grip.point,
        };
        self.held[person as usize][grip.side] = Some(held);
        self.measure_reach(garment);
        held
    }

    /// The hand opens.
    pub fn let_go(&mut self, person: u8, side: usize) -> Option<Held> {
        let held = self.held[person as usize][side].take()?;
        let garment = &mut self.garments[held.garment as usize];
        for h in &mut garment.hand {
            if *h == side as u8 + 1 {
                *h = 0;
            }
        }
        self.measure_reach(held.garment as usize);
        Some(held)
    }

    /// What a hand has hold of.
    pub fn held(&self, person: u8, side: usize) -> Option<Held> {
        self.held[person as usize][side]
    }

    /// A parcel lies as it was laid until a hand that holds it has moved it, so that the second hand can take it too.
    pub(super) fn lift(&mut self, g: usize, wearer: &Wearer) {
        let moved = |side: usize| {
            let held = self.held[wearer.person as usize][side].filter(|h| h.garment as usize == g);
            held.is_some_and(|h| (wearer.hands[side].grip.point - h.from).length() > LIFTED)
        };
        if moved(tape::LEFT) || moved(tape::RIGHT) {
            (self.garments[g].fresh, self.garments[g].asleep) = (false, false);
        }
    }

    /// Does this hand draw a garment over the other one? Then what it has of that hand is the cloth it holds.
    pub fn dresses_other_hand(&self, person: u8, side: usize) -> bool {
        let holds = |held: Option<Held>| {
            held.is_some_and(|h| {
                let garment = h.garment as usize;
                (0..self.garments[garment].tubes.len()).any(|t| self.is_on_hand(garment, t, 1 - side))
            })
        };
        holds(self.held[person as usize][side]) || holds(self.slides_off[person as usize][side])
    }

    /// Metres of cloth from each hand to every particle of a garment.
    pub(super) fn measure_reach(&mut self, garment: usize) {
        let (cut, state) = (&self.cuts[garment], &mut self.garments[garment]);
        let Garment { hand, in_hand, reach, tubes, .. } = state;
        let mut gathers = [1.0; 16];
        for (g, t) in gathers.iter_mut().zip(tubes.iter()) {
            *g = t.gather;
        }
        for (side, reach) in reach.iter_mut().enumerate() {
            if hand.contains(&(side as u8 + 1)) {
                let from = |i: usize| (hand[i] == side as u8 + 1).then(|| in_hand[i].length());
                solve::measure(cut, &gathers, from, reach);
            }
        }
    }

    /// Unrolls what nobody gathers.
    pub(super) fn unroll(&mut self, g: usize) {
        let (cut, garment) = (&self.cuts[g], &mut self.garments[g]);
        if garment.tubes.iter().all(|t| t.gather >= 1.0) {
            return;
        }
        let mut changed = false;
        let held = self.held[garment.owner as usize];
        for (tube, state) in cut.tubes.iter().zip(&mut garment.tubes) {
            let hands = &garment.hand[tube.first..tube.first + tube.count()];
            let gathered = (0..2).any(|side| {
                held[side].is_some_and(|h| h.palm && h.garment as usize == g) && hands.contains(&(side as u8 + 1))
            });
            if !gathered && state.limb.is_none() && state.gather < 1.0 {
                state.gather = (state.gather + (1.0 - cut.folded) * tape::TICK_S / UNROLL_S).min(1.0);
                changed = true;
            }
        }
        if changed {
            self.measure_reach(g);
        }
    }
}

/// Puts what the hands hold where the hands are.
pub fn carry(garment: &mut Garment, wearer: &Wearer) {
    for i in 0..garment.p.len() {
        if let Some(side) = garment.hand[i].checked_sub(1) {
            let grip = &wearer.hands[side as usize].grip;
            garment.q[i] = garment.p[i];
            garment.p[i] = grip.point + grip.rotation * garment.in_hand[i];
            garment.free[i] = 0.0;
        }
    }
}

/// The zip whose slider lies under a pinch; only cloth that is on the body can be zipped.
fn slider(cut: &Cut, garment: &Garment, point: Vec3) -> Option<usize> {
    (0..cut.features.len()).find(|&f| {
        let feature = &cut.features[f];
        matches!(feature.what, FeatureKind::Zip { .. })
            && (garment.worn || garment.tubes[feature.tube].rested)
            && (super::worn::zip_line(cut, garment, f).map(|(from, to)| from.lerp(to, garment.degrees[f])))
                .is_some_and(|at| (at - point).length() < SLIDER)
    })
}

//! Zips, straps, tucks, overlaps and seats: each a degree that is worked out from where the cloth lies and what the
//! fingers do, and said when it moves.

use super::build::{FeatureCut, FeatureKind};
use super::thread::exit;
use super::worn::zip_line;
use super::{Cloth, Wearer};
use crate::room::Limb;
use crate::{Facts, Id, Kind};
use tape::joint;

/// Change that is worth saying: a share, metres.
const SHARE: f32 = 0.05;
const METRES: f32 = 0.005;
/// Metres from a strap at which a finger presses it.
const PRESS: f32 = 0.035;
/// Metres from a piece of rim at which a finger tucks it in (design).
const TUCKS: f32 = 0.05;
/// Metres off its place at which a band no longer seals (design).
const SEAT: f32 = 0.03;
/// Ticks between two looks at bare skin, a tenth of a second.
const LOOK_TICKS: u32 = 9;

impl Cloth {
    /// Moves every degree of a garment and says those that changed.
    pub(super) fn fit(&mut self, g: usize, wearer: &Wearer, facts: &mut Facts) {
        if self.cuts[g].features.iter().any(|f| f.tube == 0 && matches!(f.what, FeatureKind::Tuck { .. })) {
            self.tuck_by_hand(g, wearer);
        }
        for f in 0..self.cuts[g].features.len() {
            let feature = &self.cuts[g].features[f];
            let degree = self.degree(g, f, feature, wearer);
            let garment = &mut self.garments[g];
            garment.degrees[f] = degree;
            let least = if matches!(feature.what, FeatureKind::Overlap { .. }) { METRES } else { SHARE };
            let ended = (degree == 0.0 || degree == 1.0) && garment.said[f] != degree;
            if ended || (degree - garment.said[f]).abs() >= least {
                garment.said[f] = degree;
                facts.say(wearer.person, Kind::Fitted, Id::NONE, feature.id, Id::NONE, degree);
            }
        }
    }

    /// Free fingers at a rim that lies over the collar it belongs into push it in, piece by piece.
    fn tuck_by_hand(&mut self, g: usize, wearer: &Wearer) {
        let (tube, garment) = (&self.cuts[g].tubes[0], &mut self.garments[g]);
        if !garment.tubes[0].rested {
            garment.tucked = 0;
            return;
        }
        for (side, hand) in wearer.hands.iter().enumerate() {
            let holds = self.held[wearer.person as usize][side].is_some();
            if holds || !hand.tracked || !garment.near(hand.palm_point, 0.15) {
                continue;
            }
            for tip in &hand.tips()[1..] {
                for k in (0..tube.around.min(32)).filter(|&k| (garment.p[tube.particle(0, k)] - *tip).length() < TUCKS)
                {
                    garment.tucked |= 1 << k;
                }
            }
        }
    }

    fn degree(&self, g: usize, f: usize, feature: &FeatureCut, wearer: &Wearer) -> f32 {
        let garment = &self.garments[g];
        let (tube, state) = (&self.cuts[g].tubes[feature.tube], &garment.tubes[feature.tube]);
        let now = garment.degrees[f];
        if !state.rested {
            return 0.0;
        }
        match &feature.what {
            FeatureKind::Zip { .. } => {
                let pulls = |h: &super::Held| h.garment as usize == g && h.zip == Some(f as u16);
                let Some(side) = (0..2).find(|&s| self.held[wearer.person as usize][s].as_ref().is_some_and(pulls))
                else {
                    return now;
                };
                let Some((from, to)) = zip_line(&self.cuts[g], garment, f) else { return now };
                let way = to - from;
                let at = (wearer.hands[side].grip.point - from).dot(way) / way.length_squared().max(1e-6);
                let at = at.clamp(0.0, 1.0);
                // The ends of a zip are felt: a slider within 2 % of an end is at it.
                if at > 0.98 {
                    1.0
                } else if at < 0.02 {
                    0.0
                } else {
                    at
                }
            }
            FeatureKind::Press { particle, hold_s } => {
                let at = garment.p[*particle];
                let pressed = wearer.hands.iter().any(|h| {
                    let tips = [joint::THUMB_TIP, joint::INDEX_TIP, joint::MIDDLE_TIP];
                    h.tracked && tips.iter().any(|&j| (h.joints[j].position - at).length() < PRESS)
                });
                if pressed {
                    (now + tape::TICK_S / hold_s.max(tape::TICK_S)).min(1.0)
                } else if now < 1.0 {
                    0.0
                } else {
                    1.0
                }
            }
            FeatureKind::Tuck { inside } => {
                let mut tucked = 0.0f32;
                for &(other_g, other_t) in inside {
                    let other = &self.garments[other_g].tubes[other_t];
                    if other.rested && other.layer > state.layer {
                        tucked = tucked.max(self.rim_inside(g, feature.tube, other_g, other_t, wearer));
                    } else if other.rested && tube.closed {
                        tucked = tucked.max(garment.tucked.count_ones() as f32 / tube.around as f32);
                    }
                }
                tucked
            }
            FeatureKind::Overlap { over } => {
                let mut best = 0.0f32;
                for &(other_g, other_t) in over {
                    let other = &self.garments[other_g].tubes[other_t];
                    if other.rested && other.limb == state.limb {
                        let reaches = state.progress - exit(&self.cuts[other_g].tubes[other_t], other);
                        // What was put on first lies under: however far it reaches, it does not close the gap.
                        best = if state.layer > other.layer { reaches } else { -reaches.abs() };
                    }
                }
                best
            }
            FeatureKind::Seat => {
                let limb = state.limb.unwrap_or(Limb::Head);
                let off = super::thread::rest_progress(tube, wearer.limb(limb)) - state.progress;
                let seat = 1.0 - off.abs() / SEAT;
                if seat > 0.8 { 1.0 } else { seat.max(0.0) }
            }
        }
    }

    /// Share of a rim that lies inside another garment's tube, which was put on over it.
    fn rim_inside(&self, g: usize, t: usize, other_g: usize, other_t: usize, wearer: &Wearer) -> f32 {
        let (tube, state) = (&self.cuts[g].tubes[t], &self.garments[g].tubes[t]);
        let (other, over) = (&self.cuts[other_g].tubes[other_t], &self.garments[other_g].tubes[other_t]);
        let Some(limb) = state.limb else { return 0.0 };
        // A closed tube (a hood) is open at its entry alone, so that is its rim; a trouser's is its cuff.
        if over.limb == Some(Limb::Torso) {
            // The collar lies around the neck: how far from the crown is where the torso's own path begins.
            let collar = super::thread::along(wearer.limb(limb), wearer.limb(Limb::Torso).tip());
            let hidden = state.progress - collar;
            return (hidden / TUCKED).clamp(0.0, 1.0);
        }
        if over.limb != Some(limb) {
            return 0.0;
        }
        let rim = if tube.closed { state.progress } else { exit(tube, state) };
        ((over.progress - rim).min(rim - exit(other, over)) / TUCKED).clamp(0.0, 1.0)
    }

    /// Says which skin is bare and which no longer is.
    pub(super) fn look_at_skin(&mut self, wearer: &Wearer, facts: &mut Facts) {
        if !wearer.tick.is_multiple_of(LOOK_TICKS) {
            return;
        }
        for s in 0..self.skins.len() {
            let bare = self.is_bare(wearer.person, &self.skins[s]);
            let said = &mut self.bare[wearer.person as usize * self.skins.len() + s];
            if *said != Some(bare) {
                *said = Some(bare);
                facts.say(wearer.person, Kind::Bared, Id::NONE, self.skins[s].id, Id::NONE, bare as u8 as f32);
            }
        }
    }
}

/// Metres of rim inside the other tube that count as tucked all around (design).
const TUCKED: f32 = 0.03;

//! How a limb gets into a tube: the tip that crosses the entry captures it, the rim slides along the limb as the hands
//! pull, and it stays by friction.
//!
//! The way of a rim is one number, metres of limb beyond the entry. Cloth does not stretch: the entry ring is never
//! farther along the limb from a hand that holds the garment than the cloth between them is long. So a rim stays where
//! it is until the cloth to a hand is taut, and then follows that hand.

use super::build::{TubeCut, centre};
use super::state::{Garment, TubeState};
use super::{Cloth, Wearer};
use crate::body::LimbPath;
use crate::person::Person;
use crate::room::Limb;
use crate::{Facts, Id, Kind};
use glam::Vec3;

/// How far from the entry's middle a tip may cross, in radii of the entry (design: an opening gives way).
const WIDE: f32 = 1.3;
/// A tip this near the middle of the entry, in radii, is in, however it came there (design).
const HOME: f32 = 0.5;
/// The same for toes: their way is the twin's estimate, the opening that is held for them is what is known.
const HOME_FOOT: f32 = 1.0;
/// Least cosine between the way a tip goes and the axis of the tube it goes into (design: 70° askew).
const SQUARE: f32 = 0.34;
/// Metres a rim slides in a tick at most: 2.7 m/s.
const SLIDE: f32 = 0.03;
/// Metres a rim with an open exit (a band) goes beyond its place: nose and ears stop it (design).
const BEYOND: f32 = 0.005;
/// A rim wider than its limb by this falls when nobody holds it, metres and metres per second (design).
const LOOSE: f32 = 0.03;
const FALLS: f32 = 0.6;
/// Metres beyond the tip at which a rim is off the limb.
const OFF: f32 = 0.02;
/// Metres that a sewn tube at rest gives before it is pulled off its place.
const GIVES: f32 = 0.02;

/// Where a foot is asked for: the opening that hands hold low for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WantedFoot {
    /// Middle of the entry ring, room space.
    pub centre: Vec3,
    /// Unit vector into the tube.
    pub into: Vec3,
    pub radius: f32,
}

/// Metres along a limb to the place nearest to `p`: negative before the tip, and beyond the root the way over it.
pub fn along(path: &LimbPath, p: Vec3) -> f32 {
    let (metres, distance) = path.nearest(p);
    if metres <= 0.0 {
        (p - path.tip()).dot(path.at(0.0).to_root).min(0.0)
    } else if metres >= path.length() - 1e-5 {
        path.length() + distance
    } else {
        metres
    }
}

/// Metres of limb beyond the entry when the tube is where it belongs; a short limb is covered whole.
pub fn rest_progress(tube: &TubeCut, path: &LimbPath) -> f32 {
    let rest = if tube.closed { tube.rest_m } else { tube.rest_m + tube.length };
    rest.min(path.length())
}

/// Middle of the entry ring and the unit vector into the tube.
pub fn entry(p: &[Vec3], tube: &TubeCut) -> (Vec3, Vec3) {
    let middle = centre(p, tube, 0);
    let inner = centre(p, tube, (tube.rings - 1).min(2));
    (middle, (inner - middle).normalize_or(Vec3::NEG_Y))
}

/// Metres from the tip to the exit ring; negative: the tip is still in the tube. 0 for a closed tube.
pub fn exit(tube: &TubeCut, state: &TubeState) -> f32 {
    if tube.closed { 0.0 } else { state.progress - tube.length * state.gather }
}

impl Cloth {
    /// Lets limbs into the openings they cross.
    pub(super) fn capture(&mut self, g: usize, wearer: &Wearer, facts: &mut Facts) {
        for t in 0..self.cuts[g].tubes.len() {
            let tube = &self.cuts[g].tubes[t];
            if self.garments[g].tubes[t].limb.is_some() || tube.limbs.contains(&Limb::Torso) {
                continue;
            }
            let Some(&limb) = tube.limbs.first() else { continue };
            if self.is_held_by(g, wearer.person, limb) {
                continue;
            }
            let path = wearer.limb(limb);
            let (middle, into) = entry(&self.garments[g].p, tube);
            let from_entry = path.tip() - middle;
            // A head and a hand go in the way they point: soft cloth that hangs the wrong way round gives way. Toes point
            // forward while the foot goes down, so there the opening says the way.
            let points = -path.at(0.0).to_root;
            let on_foot = matches!(limb, Limb::FootLeft | Limb::FootRight);
            let way = if on_foot { into } else { points };
            let square = on_foot || limb == Limb::Head || points.dot(into).abs() > SQUARE;
            let ahead = from_entry.dot(way);
            let aside = (from_entry - way * ahead).length();
            let state = &mut self.garments[g].tubes[t];
            let before = core::mem::replace(&mut state.ahead, ahead);
            let crossed = square && before < 0.0 && (0.0..0.15).contains(&ahead) && aside < tube.radii[0] * WIDE;
            let near = if on_foot { HOME_FOOT } else { HOME };
            let home = ahead >= 0.0 && from_entry.length() < tube.radii[0] * near;
            if crossed || home {
                state.limb = Some(limb);
                state.progress = ahead.max(0.0);
                facts.say(wearer.person, Kind::Threaded, self.limb_ids[limb as usize], tube.id, Id::NONE, 0.0);
            }
        }
    }

    /// Slides rims along their limbs, says what rests, what slips off and what is worn.
    pub(super) fn slide(&mut self, g: usize, wearer: &Wearer, facts: &mut Facts) {
        let holds = [0, 1].map(|side: usize| self.garments[g].hand.contains(&(side as u8 + 1)));
        let held = self.held[wearer.person as usize];
        let palms = [0, 1].map(|side: usize| holds[side] && held[side].is_some_and(|h| h.palm));
        let mut gathers_changed = false;
        for t in 0..self.cuts[g].tubes.len() {
            let (tube, garment) = (&self.cuts[g].tubes[t], &mut self.garments[g]);
            let Some(limb) = garment.tubes[t].limb.filter(|&l| l != Limb::Torso) else { continue };
            let path = wearer.limb(limb);
            let rest = rest_progress(tube, path);
            let limb_id = self.limb_ids[limb as usize];
            let before = garment.tubes[t];
            let progress =
                pulled(tube, garment, t, path, wearer, holds).min(rest + if tube.closed { 0.0 } else { BEYOND });
            let state = &mut garment.tubes[t];
            state.progress = progress.clamp(before.progress - SLIDE, before.progress + SLIDE).max(0.0);
            if progress < -OFF {
                (state.limb, state.progress, state.rested, state.layer, state.ahead) = (None, 0.0, false, 0, progress);
                facts.say(wearer.person, Kind::Slipped, limb_id, tube.id, Id::NONE, 0.0);
                if garment.tubes.iter().all(|t| t.limb.is_none_or(|l| l == Limb::Torso)) {
                    garment.tubes.iter_mut().for_each(|t| (t.limb, t.rested) = (None, false));
                    garment.worn = false;
                    facts.say(wearer.person, Kind::Removed, Id::NONE, self.cuts[g].id, Id::NONE, 0.0);
                }
                continue;
            }
            let particles = tube.first..tube.first + tube.count();
            let in_palm = (0..2).any(|s| palms[s] && garment.hand[particles.clone()].contains(&(s as u8 + 1)));
            state.gather = gathered(tube, &before, state, in_palm, self.cuts[g].folded);
            gathers_changed |= state.gather != before.gather;
            let near = state.progress >= rest - tube.rests_within_m;
            if near && !state.rested && (tube.closed || state.gather > 0.8) {
                self.donned += 1;
                (state.rested, state.layer) = (true, self.donned);
                facts.say(wearer.person, Kind::Rested, limb_id, tube.id, Id::NONE, 0.0);
            } else if state.progress < rest - 2.0 * tube.rests_within_m - GIVES {
                state.rested = false;
            }
        }
        if gathers_changed && wearer.tick.is_multiple_of(8) {
            self.measure_reach(g);
        }
        self.close(g, wearer, facts);
    }

    /// A torso rests when everything that is sewn to it does; a garment is worn when all its tubes rest.
    fn close(&mut self, g: usize, wearer: &Wearer, facts: &mut Facts) {
        let (cut, garment) = (&self.cuts[g], &mut self.garments[g]);
        for t in 0..cut.tubes.len() {
            if !cut.tubes[t].limbs.contains(&Limb::Torso) {
                continue;
            }
            let sewn_rest = (cut.tubes.iter().zip(&garment.tubes))
                .filter(|(c, _)| c.host == Some(t) && !c.limbs.is_empty())
                .all(|(_, s)| s.rested);
            let state = &mut garment.tubes[t];
            if sewn_rest && !state.rested {
                self.donned += 1;
                (state.limb, state.rested, state.layer) = (Some(Limb::Torso), true, self.donned);
                state.gather = 1.0;
                let torso = self.limb_ids[Limb::Torso as usize];
                facts.say(wearer.person, Kind::Rested, torso, cut.tubes[t].id, Id::NONE, 0.0);
            } else if !sewn_rest && state.rested {
                (state.limb, state.rested) = (None, false);
            }
        }
        let all = cut.tubes.iter().zip(&garment.tubes).all(|(c, s)| c.limbs.is_empty() || s.rested);
        if all && !garment.worn {
            garment.worn = true;
            facts.say(wearer.person, Kind::Worn, Id::NONE, cut.id, Id::NONE, 0.0);
        }
    }

    /// Does this hand hold the garment?
    fn is_held_by(&self, g: usize, person: u8, limb: Limb) -> bool {
        let side = match limb {
            Limb::HandLeft => tape::LEFT,
            Limb::HandRight => tape::RIGHT,
            _ => return false,
        };
        self.held[person as usize][side].is_some_and(|h| h.garment as usize == g)
    }

    /// The opening that hands hold low for a foot ([`tape::LEFT`] or [`tape::RIGHT`]) to rise to. One foot at a time:
    /// the one whose opening is nearer.
    pub fn wanted_foot(&self, person: &Person, side: usize) -> Option<WantedFoot> {
        let body = &person.body;
        let wish = |side: usize| -> Option<(f32, WantedFoot)> {
            let limb = [Limb::FootLeft, Limb::FootRight][side];
            let mut best: Option<(f32, WantedFoot)> = None;
            for held in self.held[person.index as usize].iter().flatten().filter(|h| h.zip.is_none()) {
                let (cut, garment) = (&self.cuts[held.garment as usize], &self.garments[held.garment as usize]);
                for (tube, state) in cut.tubes.iter().zip(&garment.tubes) {
                    if !tube.limbs.contains(&limb) || state.limb.is_some() {
                        continue;
                    }
                    let (middle, into) = entry(&garment.p, tube);
                    let from_hip = middle - body.thigh[side].a;
                    let aside = Vec3::new(from_hip.x, 0.0, from_hip.z).length();
                    if middle.y > LOW.min(body.thigh[side].a.y - BELOW_HIP) || aside > STRIDE {
                        continue;
                    }
                    let far = (middle - body.foot[side].b).length();
                    if best.is_none_or(|b| far < b.0) {
                        best = Some((far, WantedFoot { centre: middle, into, radius: tube.radii[0] }));
                    }
                }
            }
            best
        };
        let (mine, other) = (wish(side)?, wish(1 - side));
        let first = other.is_none_or(|o| if side == tape::LEFT { mine.0 <= o.0 } else { mine.0 < o.0 });
        first.then_some(mine.1)
    }
}

/// Highest opening a foot steps into, metres over the floor, and how far below its hip at least; and how far from under
/// it (design: knee height, a hand, half a stride).
const LOW: f32 = 0.65;
const BELOW_HIP: f32 = 0.1;
const STRIDE: f32 = 0.6;

/// The rim's way after the hands (or gravity) have had their pull.
fn pulled(tube: &TubeCut, garment: &Garment, t: usize, path: &LimbPath, wearer: &Wearer, holds: [bool; 2]) -> f32 {
    let state = &garment.tubes[t];
    let mut progress = state.progress;
    if !garment.hand.iter().any(|&h| h != 0) {
        let at = path.at(progress);
        if !state.rested && tube.radii[0] > at.radius + LOOSE {
            progress -= at.to_root.y * FALLS * tape::TICK_S;
        }
        return progress;
    }
    let gives = if state.rested && tube.host.is_some() { GIVES } else { 0.0 };
    let (mut least, mut most) = (f32::MIN, f32::MAX);
    // A hand does not pull on the sleeve that it is in.
    let own = |side: usize| state.limb == Some([Limb::HandLeft, Limb::HandRight][side]);
    for side in (0..2).filter(|&s| holds[s] && !own(s)) {
        let ring = &garment.reach[side][tube.first..tube.first + tube.around];
        let cloth = ring.iter().fold(f32::MAX, |least, &r| least.min(r)) + gives;
        let point = wearer.hands[side].grip.point;
        let hand = along(path, point);
        least = least.max(hand - cloth);
        // A rim is pulled back by a hand on its tip's side alone, once the cloth between is taut: a hand that passes near
        // the wrist, or holds the collar, is no pull on the other shoulder.
        let at = path.at(progress);
        let tipward = (at.point - point).dot(at.to_root);
        if tipward > cloth {
            most = most.min(progress - (tipward - cloth));
        }
    }
    progress.max(least).min(most.max(least))
}

/// How much of its length a tube on a limb has: what a palm gathers stays short, an exit that has come to its place
/// stays there while the entry is pulled on, a rim that is pushed down bunches the cloth before its exit, and what
/// nobody gathers unrolls beyond the tip.
fn gathered(tube: &TubeCut, before: &TubeState, now: &TubeState, in_palm: bool, folded: f32) -> f32 {
    if tube.closed {
        let on_limb = (now.progress / tube.length).min(1.0);
        return if now.rested { on_limb } else { now.gather.max(on_limb) };
    }
    let exit = exit(tube, before);
    if exit >= 0.0 && now.progress < before.progress {
        return ((now.progress - exit) / tube.length).clamp(folded.min(before.gather), before.gather);
    }
    let stretched = ((now.progress - tube.rest_m) / tube.length).clamp(now.gather.min(1.0), 1.0);
    if in_palm || exit >= 0.0 {
        return stretched;
    }
    (stretched + (1.0 - folded) * tape::TICK_S / 0.5).min(1.0)
}

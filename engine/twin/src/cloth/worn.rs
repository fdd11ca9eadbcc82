//! Cloth on the body: rings lie around their limbs, and what lies over what.

use super::build::{Cut, FeatureKind, TubeCut};
use super::state::{Garment, TubeState};
use super::thread::exit;
use super::{Cloth, Wearer};
use crate::Id;
use crate::body::{LimbPath, LimbPoint, Part};
use crate::room::Limb;
use glam::Vec3;

/// Metres that cloth stands off the flesh, that each further layer adds, and that wide cloth puffs at most (design).
const OFF: f32 = 0.006;
const LAYER: f32 = 0.0015;
const PUFF: f32 = 0.03;
/// Metres over the floor at which the sole of a boot is drawn.
const SOLE: f32 = 0.004;
/// Share of the way to its place on the limb that cloth goes in a tick, once captured (design: 50 ms).
const SETTLE: f32 = 0.5;

/// Lays every ring that a limb has passed around that limb. Worn cloth sits on it, other cloth settles to it.
pub fn lay(cut: &Cut, garment: &mut Garment, wearer: &Wearer) {
    let settle = if garment.worn { 1.0 } else { SETTLE };
    let legs_rest = cut.tubes.iter().zip(&garment.tubes).all(|(c, s)| !is_leg(c) || s.rested);
    for (t, tube) in cut.tubes.iter().enumerate() {
        let state = garment.tubes[t];
        if tube.limbs.contains(&Limb::Torso) {
            let path = wearer.limb(Limb::Torso);
            let from = if state.rested {
                0
            } else if legs_rest {
                tube.rings - tube.rings / 3
            } else {
                continue;
            };
            for ring in from..tube.rings {
                let down = path.length().min(tube.length) * ring as f32 / (tube.rings - 1) as f32;
                let at = path.at(down);
                place(garment, tube, ring, LimbPoint { to_root: -at.to_root, ..at }, state.layer, settle);
            }
            continue;
        }
        let Some(limb) = state.limb else { continue };
        let path: &LimbPath = wearer.limb(limb);
        for ring in 0..tube.rings {
            let metres = state.progress - tube.axial * state.gather * ring as f32;
            if metres < -1e-4 {
                break;
            }
            place(garment, tube, ring, path.at(metres), state.layer, settle);
        }
    }
}

fn is_leg(tube: &TubeCut) -> bool {
    tube.limbs.iter().any(|l| matches!(l, Limb::FootLeft | Limb::FootRight))
}

fn place(garment: &mut Garment, tube: &TubeCut, ring: usize, at: LimbPoint, layer: u16, settle: f32) {
    let left = at.to_root.cross(at.front);
    let flesh = at.radius + OFF + LAYER * layer.min(16) as f32;
    let radius = flesh.max(tube.radii[ring].min(flesh + PUFF));
    for k in 0..tube.around {
        let i = tube.particle(ring, k);
        if garment.hand[i] == 0 {
            let c = tube.circle[k];
            let mut to = at.point + (at.front * c.x + left * c.y) * radius;
            to.y = to.y.max(SOLE);
            let now = garment.p[i];
            garment.q[i] = now;
            garment.p[i] = now + (to - now) * settle;
            garment.free[i] = 0.0;
        }
    }
}

/// Does this tube's cloth lie over the limb at `metres` from its tip and this side?
fn covers(tube: &TubeCut, state: &TubeState, limb: Limb, metres: f32, degrees: f32) -> bool {
    if state.limb != Some(limb) {
        return false;
    }
    if limb == Limb::Torso {
        return state.rested;
    }
    let from = exit(tube, state).max(0.0);
    metres >= from
        && metres <= state.progress
        && tube.has_cloth((state.progress - metres) / (state.progress - from).max(1e-4), degrees)
}

impl Cloth {
    /// The outermost garment that lies over a limb at `metres` from its tip and this side (degrees, 0 front, 90 left):
    /// garment and tube.
    pub fn outermost(&self, person: u8, limb: Limb, metres: f32, degrees: f32) -> Option<(usize, usize)> {
        self.topmost(person, limb, metres, degrees, u16::MAX)
    }

    fn topmost(&self, person: u8, limb: Limb, metres: f32, degrees: f32, below: u16) -> Option<(usize, usize)> {
        let mut best: Option<(u16, usize, usize)> = None;
        for (g, (cut, garment)) in self.cuts.iter().zip(&self.garments).enumerate() {
            if garment.owner != person {
                continue;
            }
            for (t, (tube, state)) in cut.tubes.iter().zip(&garment.tubes).enumerate() {
                let over = state.layer < below && best.is_none_or(|b| state.layer >= b.0);
                if over && state.layer > 0 && covers(tube, state, limb, metres, degrees) {
                    best = Some((state.layer, g, t));
                }
            }
        }
        best.map(|(_, g, t)| (g, t))
    }

    /// The outer surface of a part of the body: that of the outermost garment on it, or `base` (clothes or skin).
    pub fn surface(&self, person: u8, part: Part, base: Id) -> Id {
        self.surface_below(person, part, base, u16::MAX)
    }

    /// The surface that a garment of this layer lies on.
    pub(super) fn surface_below(&self, person: u8, part: Part, base: Id, layer: u16) -> Id {
        let (limb, metres) = middle(part);
        self.topmost(person, limb, metres, 180.0, layer).map_or(base, |(g, t)| self.cuts[g].tubes[t].outer)
    }

    /// Is this particle of a tube under another garment?
    pub(super) fn is_covered(&self, g: usize, t: usize, particle: usize) -> bool {
        let (tube, state) = (&self.cuts[g].tubes[t], &self.garments[g].tubes[t]);
        let (Some(limb), true) = (state.limb, state.rested) else { return false };
        let (ring, k) = ((particle - tube.first) / tube.around, (particle - tube.first) % tube.around);
        let metres = state.progress - tube.axial * state.gather * ring as f32;
        self.outermost(self.garments[g].owner, limb, metres, tube.degrees(k)).is_some_and(|over| over != (g, t))
    }

    /// Is this tube on the hand of this side?
    pub(super) fn is_on_hand(&self, g: usize, t: usize, side: usize) -> bool {
        self.garments[g].tubes[t].limb == Some([Limb::HandLeft, Limb::HandRight][side])
    }

    /// Is any of a skin's places without cloth? Nine samples: three along, three around.
    pub(super) fn is_bare(&self, person: u8, skin: &SkinCut) -> bool {
        let (from, to) = (skin.metres[0], skin.metres[1]);
        let [first, last] = skin.around;
        let turn = if last >= first { last - first } else { last + 360.0 - first };
        (0..3).any(|i| {
            let metres = from + (to - from) * i as f32 * 0.5;
            (0..3).any(|j| {
                let degrees = first + turn * j as f32 * 0.5;
                let degrees = if degrees >= 360.0 { degrees - 360.0 } else { degrees };
                !self.cuts.iter().zip(&self.garments).any(|(cut, garment)| {
                    let mut tubes = cut.tubes.iter().zip(&garment.tubes);
                    garment.owner == person
                        && tubes.any(|(tube, state)| covers(tube, state, skin.limb, metres, degrees))
                })
            })
        })
    }
}

/// A skin region as [`crate::room::Skin`] has it.
#[derive(Clone, Debug)]
pub struct SkinCut {
    pub id: Id,
    pub limb: Limb,
    pub metres: [f32; 2],
    pub around: [f32; 2],
}

/// The place of a limb that stands for a part of the body: metres from the limb's tip.
pub fn middle(part: Part) -> (Limb, f32) {
    match part {
        Part::Head => (Limb::Head, 0.06),
        Part::Torso => (Limb::Torso, 0.3),
        Part::ArmLeft => (Limb::HandLeft, 0.4),
        Part::ArmRight => (Limb::HandRight, 0.4),
        Part::HandLeft => (Limb::HandLeft, 0.05),
        Part::HandRight => (Limb::HandRight, 0.05),
        Part::LegLeft => (Limb::FootLeft, 0.5),
        Part::LegRight => (Limb::FootRight, 0.5),
        Part::FootLeft => (Limb::FootLeft, 0.1),
        Part::FootRight => (Limb::FootRight, 0.1),
    }
}

/// Where a zip runs: its lower and its upper end, room space.
pub fn zip_line(cut: &Cut, garment: &Garment, feature: usize) -> Option<(Vec3, Vec3)> {
    let tube = &cut.tubes[cut.features[feature].tube];
    match cut.features[feature].what {
        FeatureKind::Zip { from, to, k } => {
            Some((garment.p[tube.particle(from as usize, k)], garment.p[tube.particle(to as usize, k)]))
        }
        _ => None,
    }
}

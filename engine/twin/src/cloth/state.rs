//! What changes about garments: particles, tubes on limbs, what the hands hold, degrees of features.

use super::build::Cut;
use crate::bytes::State;
use crate::room::Limb;
use crate::{Id, state};
use glam::{Quat, Vec3};

/// A tube's way onto a limb.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TubeState {
    /// Share of its length that a tube has now: folded and gathered tubes are short.
    pub gather: f32,
    /// The limb that is in it.
    pub limb: Option<Limb>,
    /// Metres of limb beyond the entry ring.
    pub progress: f32,
    /// Does it lie where it belongs?
    pub rested: bool,
    /// Number of the putting-on: higher lies further out. 0: never rested.
    pub layer: u16,
    /// Metres that the tips of the limbs it takes stood beyond the entry ring's plane at the tick before.
    pub ahead: f32,
    /// Bounds of its particles.
    pub min: Vec3,
    pub max: Vec3,
}
state!(TubeState { gather, limb, progress, rested, layer, ahead, min, max });

impl TubeState {
    /// Is `p` within `margin` metres of the tube's bounds?
    pub fn near(&self, p: Vec3, margin: f32) -> bool {
        p.cmpge(self.min - margin).all() && p.cmple(self.max + margin).all()
    }
}

/// One garment.
#[derive(Clone, Debug, Default)]
pub struct Garment {
    /// Particle positions of this tick and the one before, room space.
    pub p: Vec<Vec3>,
    pub q: Vec<Vec3>,
    /// 1: free; 0: held by a hand or lying on a limb. Worked out anew each tick.
    pub free: Vec<f32>,
    /// 0 nobody, 1 left hand, 2 right hand.
    pub hand: Vec<u8>,
    /// Where in the hand a held particle is, in the frame of its grip.
    pub in_hand: Vec<Vec3>,
    /// Metres of cloth to the left and the right hand.
    pub reach: [Vec<f32>; 2],
    pub tubes: Vec<TubeState>,
    /// Bits: particles of the first tube's rim that fingers have tucked into a garment that was put on before.
    pub tucked: u32,
    /// Degree of each feature, and the one last said.
    pub degrees: Vec<f32>,
    pub said: Vec<f32>,
    /// The person who handles it or wears it, or last did.
    pub owner: u8,
    /// Hidden in a closed pack, or gone.
    pub hidden: bool,
    /// Lies still: nothing is worked out for it.
    pub asleep: bool,
    /// Still the parcel it was laid as: no hand has lifted it yet.
    pub fresh: bool,
    pub worn: bool,
    /// Ticks without movement.
    pub still: u16,
    pub min: Vec3,
    pub max: Vec3,
}
// `free`, the bounds and the metres of cloth follow from the rest, but the next tick reads them before making them anew.
state!(Garment {
    p,
    q,
    free,
    hand,
    in_hand,
    reach,
    tubes,
    tucked,
    degrees,
    said,
    owner,
    hidden,
    asleep,
    fresh,
    worn,
    still,
    min,
    max
});

impl Garment {
    /// The folded parcel, `turn` about +Y.
    pub fn parcel(cut: &Cut, at: Vec3, turn: Quat, hidden: bool) -> Garment {
        let count = cut.parcel.len();
        let p: Vec<Vec3> = cut.parcel.iter().map(|p| at + turn * *p).collect();
        let tubes = cut.tubes.iter().map(|_| TubeState { gather: cut.folded, ..Default::default() }).collect();
        let mut garment = Garment {
            q: p.clone(),
            p,
            free: vec![1.0; count],
            hand: vec![0; count],
            in_hand: vec![Vec3::ZERO; count],
            reach: [vec![0.0; count], vec![0.0; count]],
            tubes,
            degrees: vec![0.0; cut.features.len()],
            said: vec![0.0; cut.features.len()],
            hidden,
            asleep: true,
            fresh: true,
            ..Default::default()
        };
        garment.bound(cut);
        garment
    }

    /// Puts the folded parcel elsewhere.
    pub fn put(&mut self, cut: &Cut, at: Vec3, turn: Quat) {
        for ((p, q), local) in self.p.iter_mut().zip(&mut self.q).zip(&cut.parcel) {
            *p = at + turn * *local;
            *q = *p;
        }
        self.bound(cut);
    }

    pub fn bound(&mut self, cut: &Cut) {
        (self.min, self.max) = (Vec3::MAX, Vec3::MIN);
        for (tube, state) in cut.tubes.iter().zip(&mut self.tubes) {
            let p = &self.p[tube.first..tube.first + tube.count()];
            (state.min, state.max) = p.iter().fold((Vec3::MAX, Vec3::MIN), |(lo, hi), p| (lo.min(*p), hi.max(*p)));
            (self.min, self.max) = (self.min.min(state.min), self.max.max(state.max));
        }
    }

    /// A garment is packed inside out: what shows of a tube is its inner face until it is half unrolled.
    pub fn shows_inside(&self, cut: &Cut, particle: usize) -> bool {
        cut.folded < 0.5 && self.tubes[cut.tube_of[particle] as usize].gather < 0.5
    }

    pub fn is_held(&self) -> bool {
        self.hand.iter().any(|&h| h != 0)
    }

    /// Is `p` within `margin` metres of the garment's bounds?
    pub fn near(&self, p: Vec3, margin: f32) -> bool {
        p.cmpge(self.min - margin).all() && p.cmple(self.max + margin).all()
    }
}

/// What a hand has of a garment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Held {
    pub garment: u16,
    pub tube: u16,
    pub palm: bool,
    /// A zip's slider instead of the cloth: index of the feature.
    pub zip: Option<u16>,
    /// The surface that the hand has hold of.
    pub surface: Id,
    /// Where the grip closed, room space.
    pub from: Vec3,
}
state!(Held { garment, tube, palm, zip, surface, from });

impl State for Limb {
    fn save(&self, out: &mut Vec<u8>) {
        (*self as u8).save(out);
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        let mut n = 0u8;
        let read = n.restore(from);
        let Some(limb) = LIMBS.get(n as usize) else { return false };
        *self = *limb;
        read
    }
}

/// In the order of their numbers.
pub const LIMBS: [Limb; 6] =
    [Limb::Head, Limb::Torso, Limb::HandLeft, Limb::HandRight, Limb::FootLeft, Limb::FootRight];

//! Garments as cloth: a few hundred particles each, held by hands, fallen to the floor, drawn over limbs.
//!
//! [`Cloth::step`] advances all garments of a room by one tick; whoever works the hands calls [`Cloth::nearest`],
//! [`Cloth::take`] and [`Cloth::let_go`] before it. A garment lies asleep as a folded parcel until a hand takes it, is
//! cloth while it is handled, and lies on the body as a skin when it is worn; only the second costs time.

mod build;
mod collide;
mod drawn;
mod features;
mod hold;
mod solve;
mod state;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod thread;
mod worn;

use crate::body::{Body, LimbPath, Part};
use crate::grip::HandNow;
use crate::person::{MAX_PERSONS, Person};
use crate::room::{Limb, Patterns};
use crate::statics::Statics;
use crate::{ContactSink, Facts, Id, Names};
use build::Cut;
pub use build::Face;
use glam::{Quat, Vec3};
pub use state::Held;
use state::{Garment, LIMBS};
pub use thread::WantedFoot;
use worn::SkinCut;

/// A garment of the room: its name, its pattern and where its parcel lies.
#[derive(Clone, Copy, Debug)]
pub struct Laid<'a> {
    pub id: &'a str,
    pub pattern: &'a str,
    /// Middle of the underside of the parcel, room space.
    pub at: Vec3,
    /// Radians about +Y.
    pub turn: f32,
    /// In a closed pack.
    pub hidden: bool,
}

/// A person who handles garments, at this tick.
struct Wearer<'a> {
    tick: u32,
    person: u8,
    body: &'a Body,
    hands: &'a [HandNow; 2],
    /// The surface of each [`Part`] under all garments: clothes or skin.
    base: [Id; Part::COUNT],
    limbs: [LimbPath; 6],
}

impl<'a> Wearer<'a> {
    fn new(tick: u32, person: &'a Person) -> Wearer<'a> {
        let Person { index, body, hands, under, .. } = person;
        Wearer { tick, person: *index, body, hands, base: *under, limbs: LIMBS.map(|l| body.limb(l)) }
    }

    fn limb(&self, limb: Limb) -> &LimbPath {
        &self.limbs[limb as usize]
    }
}

/// A ring of a garment, room space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ring {
    pub centre: Vec3,
    /// Unit vector toward the exit: the way a limb goes in.
    pub into: Vec3,
    /// Metres as cut.
    pub radius: f32,
}

/// What a picture needs of a garment.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    pub id: Id,
    pub pattern: &'a str,
    pub visible: bool,
    /// Room space.
    pub positions: &'a [Vec3],
    /// Counter-clockwise seen from outside; the same as long as the room is.
    pub triangles: &'a [[u16; 3]],
}

/// All garments of a room.
#[derive(Clone, Debug)]
pub struct Cloth {
    cuts: Vec<Cut>,
    garments: Vec<Garment>,
    skins: Vec<SkinCut>,
    /// What was last said of each skin, person by person.
    bare: Vec<Option<bool>>,
    /// By person and hand.
    held: [[Option<Held>; 2]; MAX_PERSONS],
    /// What each hand held last, until it no longer touches it.
    slides_off: [[Option<Held>; 2]; MAX_PERSONS],
    /// Tubes that have come to rest so far.
    donned: u16,
    /// Names of the limbs in facts, in the order of [`LIMBS`].
    limb_ids: [Id; 6],
}
crate::state!(Cloth { garments, bare, held, slides_off, donned });

impl Cloth {
    /// Cuts the garments of a room, in its order. Fails with one sentence on a pattern that is missing or does not hold
    /// together.
    pub fn new(patterns: &Patterns, laid: &[Laid], names: &mut Names) -> Result<Cloth, String> {
        let mut cuts = Vec::with_capacity(laid.len());
        let pattern = |l: &Laid| {
            patterns.patterns.get(l.pattern).ok_or_else(|| {
                format!("garment `{}`: no pattern `{}` in garments.json; add it or correct the name", l.id, l.pattern)
            })
        };
        for l in laid {
            cuts.push(Cut::new(l.id, l.pattern, pattern(l)?, names)?);
        }
        for (i, l) in laid.iter().enumerate() {
            let mut cut = cuts[i].clone();
            cut.add_features(l.id, pattern(l)?, &cuts, names)?;
            cuts[i] = cut;
        }
        let garments = (cuts.iter().zip(laid))
            .map(|(cut, l)| Garment::parcel(cut, l.at, Quat::from_rotation_y(l.turn), l.hidden))
            .collect();
        let skins: Vec<SkinCut> = (patterns.skin.iter())
            .map(|s| SkinCut {
                id: names.intern(&s.id),
                limb: s.limb,
                metres: s.metres,
                around: s.around.unwrap_or([0.0, 359.0]),
            })
            .collect();
        let limb_ids = ["head", "body", "hand.left", "hand.right", "foot.left", "foot.right"].map(|n| names.intern(n));
        let bare = vec![None; skins.len() * MAX_PERSONS];
        Ok(Cloth {
            cuts,
            garments,
            bare,
            skins,
            held: Default::default(),
            slides_off: Default::default(),
            donned: 0,
            limb_ids,
        })
    }

    /// Advances every garment by one tick. `persons` in the order of their indices, at most [`MAX_PERSONS`].
    pub fn step(&mut self, persons: &[Person], statics: &Statics, sink: &mut ContactSink, facts: &mut Facts) {
        for person in persons {
            let wearer = Wearer::new(facts.tick(), person);
            for g in 0..self.garments.len() {
                if self.garments[g].owner != person.index || self.garments[g].hidden {
                    continue;
                }
                if self.garments[g].fresh {
                    self.lift(g, &wearer);
                }
                let on_body = self.garments[g].tubes.iter().any(|t| t.limb.is_some());
                if on_body || !self.garments[g].asleep {
                    self.advance(g, &wearer, statics, sink, facts);
                }
            }
            self.fingers(&wearer, sink);
            self.look_at_skin(&wearer, facts);
        }
    }

    fn advance(&mut self, g: usize, wearer: &Wearer, statics: &Statics, sink: &mut ContactSink, facts: &mut Facts) {
        let held = self.garments[g].is_held();
        let tubes = self.cuts[g].tubes.iter().zip(&self.garments[g].tubes);
        let lies = self.garments[g].worn && tubes.into_iter().all(|(c, s)| c.limbs.is_empty() || s.rested);
        if lies && !held {
            let (cut, garment) = (&self.cuts[g], &mut self.garments[g]);
            worn::lay(cut, garment, wearer);
            garment.bound(cut);
            // Said often enough that the contact does not end; garments take turns.
            if (wearer.tick + g as u32).is_multiple_of(LINING_TICKS) {
                self.linings(wearer, g, sink);
            }
        } else {
            self.unroll(g);
            self.capture(g, wearer, facts);
            self.slide(g, wearer, facts);
            let (cut, garment) = (&self.cuts[g], &mut self.garments[g]);
            garment.free.fill(1.0);
            hold::carry(garment, wearer);
            worn::lay(cut, garment, wearer);
            solve::fall(garment);
            solve::pull(cut, garment);
            let anchors = [0, 1]
                .map(|side: usize| garment.hand.contains(&(side as u8 + 1)).then_some(wearer.hands[side].grip.point));
            solve::reach(garment, anchors);
            garment.bound(cut);
            collide::room(cut, garment, statics, wearer.person, sink);
            collide::body(self, g, wearer, sink);
            let (cut, garment) = (&self.cuts[g], &mut self.garments[g]);
            garment.bound(cut);
            if !held && garment.tubes.iter().all(|t| t.limb.is_none()) {
                rest(garment);
            }
            self.linings(wearer, g, sink);
        }
        self.fit(g, wearer, facts);
    }

    /// The garment of this name.
    pub fn find(&self, id: Id) -> Option<usize> {
        self.cuts.iter().position(|c| c.id == id)
    }

    /// How many garments there are.
    pub fn count(&self) -> usize {
        self.garments.len()
    }

    /// Lays a garment's parcel elsewhere (its pack was opened, or is carried). Only before a hand has taken it.
    pub fn lay(&mut self, garment: usize, at: Vec3, turn: Quat, hidden: bool) {
        let (cut, garment) = (&self.cuts[garment], &mut self.garments[garment]);
        garment.hidden = hidden;
        if garment.fresh {
            garment.put(cut, at, turn);
        }
    }

    /// Takes a garment out of the room (a bin, a laundry chute).
    pub fn swallow(&mut self, garment: usize) {
        let garment = &mut self.garments[garment];
        (garment.hidden, garment.asleep) = (true, true);
    }

    /// Is no part of it on a body, in a hand, or moving?
    pub fn is_at_rest(&self, garment: usize) -> bool {
        self.garments[garment].asleep
    }

    /// A ring of a garment: for whoever wants to bring a limb to it.
    pub fn ring(&self, garment: usize, tube: &str, ring: usize) -> Option<Ring> {
        let cut = self.cuts.get(garment)?.tubes.iter().find(|t| t.name == tube)?;
        let ring = ring.min(cut.rings - 1);
        let p = &self.garments[garment].p;
        let (_, into) = thread::entry(p, cut);
        Some(Ring { centre: build::centre(p, cut, ring), into, radius: cut.radii[ring] })
    }

    /// The particle of a ring at a side (degrees, 0 front, 90 left), room space.
    pub fn rim(&self, garment: usize, tube: &str, ring: usize, side: f32) -> Option<Vec3> {
        let cut = self.cuts.get(garment)?.tubes.iter().find(|t| t.name == tube)?;
        Some(self.garments[garment].p[cut.particle(ring.min(cut.rings - 1), cut.at_side(side))])
    }

    /// Degree of a feature by its name in facts (`coverall.zip`).
    pub fn degree_of(&self, id: Id) -> Option<f32> {
        (self.cuts.iter().zip(&self.garments))
            .find_map(|(c, g)| c.features.iter().position(|f| f.id == id).map(|f| g.degrees[f]))
    }

    /// Is a limb in a tube?
    pub fn is_threaded(&self, garment: usize, tube: &str) -> bool {
        let tubes = self.cuts[garment].tubes.iter().zip(&self.garments[garment].tubes);
        tubes.into_iter().any(|(cut, now)| cut.name == tube && now.limb.is_some())
    }

    /// Does a tube lie where it belongs?
    pub fn is_rested(&self, garment: usize, tube: &str) -> bool {
        let tubes = self.cuts[garment].tubes.iter().zip(&self.garments[garment].tubes);
        tubes.into_iter().any(|(cut, now)| cut.name == tube && now.rested)
    }

    pub fn is_worn(&self, garment: usize) -> bool {
        self.garments[garment].worn
    }

    /// Who wears a garment.
    pub fn wearer(&self, garment: usize) -> Option<u8> {
        self.garments[garment].worn.then_some(self.garments[garment].owner)
    }

    /// Every face of every tube and of every region of it, with how much cloth it is.
    pub fn faces(&self) -> impl Iterator<Item = Face> {
        self.cuts.iter().flat_map(Cut::faces)
    }

    /// The face that a folded garment shows.
    pub fn shown_of_parcel(&self, garment: usize) -> Id {
        let (cut, now) = (&self.cuts[garment], &self.garments[garment]);
        if now.shows_inside(cut, 0) { cut.inside[0] } else { cut.out[0] }
    }

    /// Everything a picture needs, garment by garment, in the order of the room.
    pub fn views(&self) -> impl Iterator<Item = View<'_>> {
        self.cuts.iter().zip(&self.garments).map(|(cut, garment)| View {
            id: cut.id,
            pattern: &cut.pattern,
            visible: !garment.hidden,
            positions: &garment.p,
            triangles: &cut.triangles,
        })
    }
}

/// Ticks between two looks at what lies against the inside of worn garments: half of what ends a contact.
const LINING_TICKS: u32 = crate::contact::APART_TICKS / 2;

/// Lets cloth that has lain still for half a second sleep: a fold that trembles does not keep it awake.
fn rest(garment: &mut Garment) {
    const STILL_M: f32 = 0.0006;
    const TICKS: u16 = tape::TICKS_PER_SECOND as u16 / 2;
    let moved: f32 = garment.p.iter().zip(&garment.q).map(|(p, q)| (*p - *q).length_squared()).sum();
    let moves = moved > STILL_M * STILL_M * garment.p.len() as f32;
    garment.still = if moves { 0 } else { garment.still + 1 };
    if garment.still >= TICKS {
        garment.asleep = true;
        garment.q.copy_from_slice(&garment.p);
    }
}

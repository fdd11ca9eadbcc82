//! Microbes and particles on surfaces: who touched whom, what fell where, and what would have grown.
//!
//! Expected numbers, exact: nothing is drawn at random until a plate is read ([`plates`]). What a touch carries over follows
//! the sequential-touch rule of King et al. 2020: both sides come nearer to one load per cm² by the share λ, once when a
//! contact begins, once for what it grows by when it doubles, and once each further second. What lies where is
//! [`stock`]'s, by which way it came [`journal`]'s, every number [`model`]'s.

mod act;
mod floating;
pub mod grades;
pub mod instruments;
pub mod journal;
pub mod model;
pub mod plates;
mod regions;
mod shed;
pub mod stock;
mod without;

use crate::bytes::State;
use crate::cloth::Cloth;
use crate::contact::Meeting;
use crate::doors::Doors;
use crate::dress::Wardrobe;
use crate::films::{Films, PATCHES};
use crate::motion::MotionIds;
use crate::names::fits;
use crate::person::{MAX_PERSONS, Person};
use crate::seed::Seed;
use crate::statics::Statics;
use crate::things::Things;
use crate::{Fact, Id, Kind, state};
use act::{AgentEffect, Transfer};
use floating::Floating;
use glam::Vec3;
use instruments::Instruments;
use journal::{Journal, Moment, Move};
use model::Called;
use plates::{Plate, PlateCut};
use shed::Shedding;
use stock::Stock;
use without::LeftOut;
pub use without::{What, Without};

pub use crate::air::{AIRBORNE, Amounts, KINDS, Kind4};

/// First sources in one room at most; the first [`AIRBORNE`] may be in the air.
pub const SOURCES: usize = 24;

/// Ticks between two looks at what films do: a tenth of a second.
const ACT_TICKS: u32 = 9;

/// What a person put into the air in the second that ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Emission {
    /// First source: the number of the person, or [`crate::air::FLOORS`].
    pub source: u8,
    /// In the order of [`Kind4`].
    pub amounts: [f64; KINDS],
    /// Room space.
    pub place: Vec3,
}

/// How long an agent has worked on each patch of a hand since the hand was last wetted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Worked {
    surface: Id,
    agent: Id,
    wet_s: f32,
    worked_s: [f32; PATCHES],
}
state!(Worked { surface, agent, wet_s, worked_s });

/// The room at a tick, as the ledger needs it.
pub(crate) struct Now<'a> {
    pub tick: u32,
    pub facts: &'a [Fact],
    pub meetings: &'a [Meeting],
    pub persons: &'a [Person],
    pub films: &'a Films,
    pub things: &'a Things,
    pub cloth: &'a Cloth,
    pub wardrobe: &'a Wardrobe,
    pub ids: &'a MotionIds,
    pub doors: &'a Doors,
    pub statics: &'a Statics,
}

impl Now<'_> {
    /// Now, at a place in room space.
    pub fn at(&self, place: Vec3) -> Moment {
        Moment { tick: self.tick, place }
    }
}

impl Now<'_> {
    /// Is a film on this surface of a hand?
    fn is_wet(&self, surface: Id) -> bool {
        self.films.hands.iter().flatten().any(|f| f.surface == surface && f.agent.is_some())
    }
}

/// The ledger of a room. [`crate::Twin::with_microbes`] makes it.
pub struct Microbes {
    pub stock: Stock,
    pub journal: Journal,
    /// Names of first sources.
    sources: Vec<String>,
    transfer: Transfer,
    agents: Vec<AgentEffect>,
    worked: [[Worked; 2]; MAX_PERSONS],
    shedding: Shedding,
    emissions: Vec<Emission>,
    air: Floating,
    instruments: Instruments,
    plates: Vec<Plate>,
    plate_cuts: Vec<PlateCut>,
    recovery: f64,
    called: Vec<Called>,
    seed: u64,
    /// Of a ledger beside a room; its own has none.
    left_out: Vec<LeftOut>,
}

impl Microbes {
    pub(crate) fn step(&mut self, now: &Now) {
        self.follow_left_out(now);
        self.instruments.begin();
        for fact in now.facts {
            match fact.kind {
                Kind::Unwrapped => self.unwrap(now, fact),
                Kind::Covered => self.wipe(now, fact),
                Kind::Pressed => {
                    self.sample(now, fact);
                    self.instruments.listen(fact);
                }
                Kind::Moved | Kind::Bared => self.shedding.listen(now.ids, fact),
                _ => {}
            }
        }
        for meeting in now.meetings {
            if !self.leaves_out_touch(now, meeting.by, meeting.on) {
                self.touch(now, meeting);
            }
        }
        if now.tick.is_multiple_of(ACT_TICKS) {
            self.act_on_hands(now);
            self.act_on_things(now);
        }
        self.air.tick(now, &self.left_out, &mut self.stock, &mut self.journal);
        if now.tick % tape::TICKS_PER_SECOND == tape::TICKS_PER_SECOND - 1 {
            self.give_off(now);
            self.air.second(now, &self.emissions, &mut self.stock, &mut self.journal);
            self.instruments.second(now, &mut self.air, &mut self.stock, self.seed);
        }
    }

    /// What persons put into the air in the last full second.
    pub fn emissions(&self) -> &[Emission] {
        &self.emissions
    }

    /// What floats in the room, of one source and kind.
    pub fn floats(&self, source: usize, kind: usize) -> f64 {
        self.air.amount(source, kind)
    }

    /// What floats in a m³ at a place, from all sources; nothing where the room's air is not known.
    pub fn concentration(&self, place: Vec3) -> Amounts {
        self.air.concentration(place)
    }

    /// The name of a first source: `skin.hands`; empty if the model has none of this number.
    pub fn source(&self, source: u8) -> &str {
        self.sources.get(source as usize).map_or("", String::as_str)
    }

    /// The surface that a region is a piece of; nothing for the air.
    pub fn surface(&self, region: u16) -> Id {
        self.stock.regions.get(region as usize).map_or(Id::NONE, |r| r.surface)
    }

    /// CFU expected on a surface now, from all sources.
    pub fn cfu_on(&self, surface: Id) -> f64 {
        self.stock.of(surface).flat_map(|region| self.stock.amounts(region)).map(stock::viable).sum()
    }

    /// The way by which most of what is of `source` in `region` at `tick` came, from its end to its beginning.
    pub fn trace(&self, region: u16, source: u8, tick: u32) -> Vec<Move> {
        self.journal.trace(region, source, tick, |region, source| self.stock.start(region, source))
    }

    /// What a surface, a plate or a source is called.
    pub fn called(&self, name: &str) -> Option<&Called> {
        self.called.iter().find(|c| c.names.iter().any(|n| fits(n, name)))
    }

    /// Plates pressed so far, in their order.
    pub fn plates(&self) -> &[Plate] {
        &self.plates
    }

    /// The control that a plate is, and what kind.
    pub fn plate_use(&self, plate: &Plate) -> &PlateCut {
        &self.plate_cuts[plate.which as usize]
    }

    /// Colonies that grow on the `index`-th plate: drawn once, from the tape's seed.
    pub fn counted(&self, index: usize) -> u32 {
        plates::poisson(self.seed, Seed::PLATES, index as u64, self.plates[index].expected)
    }
}

impl State for Microbes {
    fn save(&self, out: &mut Vec<u8>) {
        self.stock.save(out);
        self.journal.save(out);
        self.worked.save(out);
        self.shedding.save(out);
        self.air.save(out);
        self.instruments.save(out);
        self.plates.save(out);
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        self.stock.restore(from)
            && self.stock.is_whole()
            && self.journal.restore(from)
            && self.worked.restore(from)
            && self.shedding.restore(from)
            && self.air.restore(from)
            && self.instruments.restore(from)
            && self.plates.restore(from)
    }
}

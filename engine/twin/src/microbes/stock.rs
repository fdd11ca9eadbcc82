//! The stock: what lies where, by region, first source and kind, and the books that show that nothing is lost.
//!
//! A surface is one region, or several: a hand or a glove has one a [`Patch`](crate::films::Patch), a thing one a face, a
//! wall along rooms of several grades one a grade.

use super::grades::Grades;
use super::journal::{How, Journal, Moment, NOWHERE};
use super::model::Material;
use super::{AIRBORNE, Amounts, KINDS, Kind4, SOURCES};
use crate::air::FLOORS;
use crate::bytes::State;
use crate::{Id, state};
use core::ops::Range;
use glam::Vec3;

/// Expected numbers by first source.
pub type BySource = [Amounts; SOURCES];

/// Less than this in all is nothing: it would be a colony on one plate in ten million.
const NOTHING: f64 = 1e-9;

/// Colonies that could grow of it.
pub fn viable(amounts: &Amounts) -> f64 {
    amounts[Kind4::Vegetative as usize] + amounts[Kind4::Spores as usize]
}

/// A piece of surface on which everything is spread evenly.
#[derive(Clone, Copy, Debug)]
pub struct Region {
    pub surface: Id,
    pub area_cm2: f64,
    pub material: Material,
    /// Of a wall along rooms of several grades: which of [`Grades`] this piece faces.
    pub faces: Option<u8>,
}

/// A region to be, with what lies on each cm² of it at first, all from one source.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    pub area_cm2: f64,
    pub faces: Option<u8>,
    pub material: Material,
    pub source: u8,
    pub start: Amounts,
}

/// What a region holds.
#[derive(Clone, Debug, PartialEq)]
struct Held {
    /// A bit a source that is there.
    sources: u32,
    amounts: BySource,
    /// By source: what is left of a unit of microbes that lay here when the room began.
    kept: [f64; SOURCES],
}

impl Default for Held {
    fn default() -> Self {
        Held { sources: 0, amounts: [[0.0; KINDS]; SOURCES], kept: [1.0; SOURCES] }
    }
}

/// Only sources that are there: most regions know few.
impl State for Held {
    fn save(&self, out: &mut Vec<u8>) {
        self.sources.save(out);
        for s in sources(self.sources) {
            self.amounts[s].save(out);
            self.kept[s].save(out);
        }
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        let mut bits = 0u32;
        if !bits.restore(from) || bits >> SOURCES != 0 {
            return false;
        }
        *self = Held { sources: bits, ..Held::default() };
        sources(bits).all(|s| self.amounts[s].restore(from) && self.kept[s].restore(from))
    }
}

fn sources(bits: u32) -> impl Iterator<Item = usize> {
    (0..SOURCES).filter(move |s| bits >> s & 1 == 1)
}

/// What came and went, by first source and kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Books {
    /// On surfaces and in the air when the room began.
    pub start: BySource,
    /// Given off by persons.
    pub shed: BySource,
    /// Come with supply air.
    pub supplied: BySource,
    /// Risen from floors: below 0 for what it was there, above for what it is in the air ([`FLOORS`]).
    pub risen: BySource,
    /// Given to the air and not fallen since.
    pub air: BySource,
    /// Down the drain, into a filter, or on a plate.
    pub removed: BySource,
    pub killed: BySource,
}
state!(Books { start, shed, supplied, risen, air, removed, killed });

impl Default for Books {
    fn default() -> Self {
        let none = [[0.0; KINDS]; SOURCES];
        Books { start: none, shed: none, supplied: none, risen: none, air: none, removed: none, killed: none }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Stock {
    pub regions: Vec<Region>,
    /// By id of a surface: its first region and how many follow.
    of: Vec<(u16, u16)>,
    grades: Grades,
    held: Vec<Held>,
    /// By region: source and CFU that lay there when the room began.
    start: Vec<(u8, f64)>,
    pub books: Books,
}
state!(Stock { held, books });

impl Stock {
    /// Of a room with these grades.
    pub fn new(grades: Grades) -> Stock {
        Stock { grades, ..Stock::default() }
    }

    pub fn grades(&self) -> &Grades {
        &self.grades
    }

    /// Adds a surface in these pieces. A surface that is there already is left as it is.
    pub fn add(&mut self, surface: Id, pieces: &[Piece]) {
        if self.of.len() <= surface.0 as usize {
            self.of.resize(surface.0 as usize + 1, (0, 0));
        }
        if self.of[surface.0 as usize].1 > 0 {
            return;
        }
        self.of[surface.0 as usize] = (self.regions.len() as u16, pieces.len() as u16);
        for &Piece { area_cm2, faces, material, source, start } in pieces {
            self.regions.push(Region { surface, area_cm2, material, faces });
            let amounts = start.map(|per_cm2| per_cm2 * area_cm2);
            let mut held = Held::default();
            if start != [0.0; KINDS] {
                held.sources = 1 << source;
                held.amounts[source as usize] = amounts;
            }
            self.held.push(held);
            self.start.push((source, viable(&amounts)));
            for (book, amount) in self.books.start[source as usize].iter_mut().zip(amounts) {
                *book += amount;
            }
        }
    }

    /// The regions of a surface that a touch there is a touch of: all of them, but of a wall along rooms of several grades
    /// the one that faces the room.
    pub fn at(&self, surface: Id, place: Vec3) -> Range<usize> {
        let all = self.of(surface);
        if self.regions[all.clone()].iter().all(|r| r.faces.is_none()) {
            return all;
        }
        let grade = self.grades.at(place);
        let here = all.clone().find(|region| self.regions[*region].faces == Some(grade)).unwrap_or(all.start);
        here..here + 1
    }

    /// Lets contacts with `other` be contacts with `surface`.
    pub fn alias(&mut self, other: Id, surface: Id) {
        if self.of.len() <= other.0 as usize {
            self.of.resize(other.0 as usize + 1, (0, 0));
        }
        self.of[other.0 as usize] = self.of[surface.0 as usize];
    }

    /// Is there an amount for each region? A state that is not of this room may have others.
    pub fn is_whole(&self) -> bool {
        self.held.len() == self.regions.len()
    }

    /// The regions of a surface; empty for a name that is none.
    pub fn of(&self, surface: Id) -> Range<usize> {
        let (first, count) = self.of.get(surface.0 as usize).copied().unwrap_or((0, 0));
        usize::from(first)..usize::from(first) + usize::from(count)
    }

    pub fn amounts(&self, region: usize) -> &BySource {
        &self.held[region].amounts
    }

    /// What is left of a unit of microbes of a source that lay in a region when the room began.
    pub fn kept(&self, region: usize, source: usize) -> f64 {
        self.held[region].kept[source]
    }

    /// CFU of a source that lay in a region when the room began.
    pub fn start(&self, region: u16, source: u8) -> f64 {
        let (own, cfu) = self.start[region as usize];
        if own == source { cfu } else { 0.0 }
    }

    /// Two regions touch on `area_cm2`, and each gives the share `lambda` of what it has more of there (after King 2020).
    pub fn exchange(&mut self, a: usize, b: usize, lambda: f64, area_cm2: f64, at: Moment, journal: &mut Journal) {
        if a == b {
            return;
        }
        let areas = [self.regions[a].area_cm2, self.regions[b].area_cm2];
        let area = area_cm2.min(areas[0]).min(areas[1]);
        for s in sources(self.held[a].sources | self.held[b].sources) {
            let (on_a, on_b) = (self.held[a].amounts[s], self.held[b].amounts[s]);
            let to_a: Amounts = std::array::from_fn(|k| lambda * area * (on_b[k] / areas[1] - on_a[k] / areas[0]));
            self.shift(a, b, s, to_a, How::Touch, at, journal);
        }
    }

    /// A share of what a region holds goes to another.
    pub fn carry(&mut self, from: usize, to: usize, share: f64, how: How, at: Moment, journal: &mut Journal) {
        for s in sources(self.held[from].sources) {
            let amounts = self.held[from].amounts[s].map(|amount| amount * share);
            self.shift(to, from, s, amounts, how, at, journal);
        }
    }

    /// `to_a` of one source goes from `b` to `a`, or back where it is below 0.
    #[expect(clippy::too_many_arguments, reason = "one flow between two regions")]
    fn shift(&mut self, a: usize, b: usize, s: usize, to_a: Amounts, how: How, at: Moment, journal: &mut Journal) {
        if to_a.iter().map(|q| q.abs()).sum::<f64>() < NOTHING {
            return;
        }
        let flow = viable(&to_a);
        let (winner, loser) = if flow >= 0.0 { (a, b) } else { (b, a) };
        let had = viable(&self.held[loser].amounts[s]);
        for (region, sign) in [(a, 1.0), (b, -1.0)] {
            let held = &mut self.held[region];
            held.sources |= 1 << s;
            held.amounts[s].iter_mut().zip(to_a).for_each(|(amount, q)| *amount = (*amount + sign * q).max(0.0));
        }
        if flow != 0.0 {
            self.lose(loser, s, flow.abs() / had);
            let (kept, there) = (self.held[winner].kept[s], viable(&self.held[winner].amounts[s]));
            journal.enter(at, loser as u16, winner as u16, how, s as u8, flow.abs(), kept, there);
        }
    }

    fn lose(&mut self, region: usize, s: usize, share: f64) {
        // What is left of a beginning long past stays above 0, so that weights stay finite.
        self.held[region].kept[s] = (self.held[region].kept[s] * (1.0 - share)).max(1e-250);
    }

    /// The share `left` of each kind stays in a region; the rest goes into a book.
    fn reduce(&mut self, region: usize, left: Amounts, book: impl Fn(&mut Books) -> &mut BySource) {
        for s in sources(self.held[region].sources) {
            let amounts = self.held[region].amounts[s];
            let stays: Amounts = std::array::from_fn(|k| amounts[k] * left[k]);
            for k in 0..KINDS {
                book(&mut self.books)[s][k] += amounts[k] - stays[k];
            }
            self.held[region].amounts[s] = stays;
            let had = viable(&amounts);
            if had > 0.0 {
                self.lose(region, s, 1.0 - viable(&stays) / had);
            }
        }
    }

    /// The share `left` of each kind stays alive.
    pub fn kill(&mut self, region: usize, left: Amounts) {
        self.reduce(region, left, |books| &mut books.killed);
    }

    /// The share `left` of each kind stays; the rest leaves the room.
    pub fn remove(&mut self, region: usize, left: Amounts) {
        self.reduce(region, left, |books| &mut books.removed);
    }

    /// A person sheds into the air.
    pub fn shed(&mut self, source: usize, kind: usize, amount: f64) {
        self.books.shed[source][kind] += amount;
        self.books.air[source][kind] += amount;
    }

    /// Is in the air when the room begins.
    pub fn floats_at_start(&mut self, source: usize, kind: usize, amount: f64) {
        self.books.start[source][kind] += amount;
        self.books.air[source][kind] += amount;
    }

    /// Comes into the air with what is blown in.
    pub fn supplied(&mut self, source: usize, kind: usize, amount: f64) {
        self.books.supplied[source][kind] += amount;
        self.books.air[source][kind] += amount;
    }

    /// A share of what lies in a region rises into the air, where it is of [`FLOORS`]; so much it is.
    pub fn rise(&mut self, region: usize, share: f64) -> Amounts {
        let mut rises = [0.0; KINDS];
        for s in sources(self.held[region].sources) {
            for (k, rises) in rises.iter_mut().enumerate() {
                let amount = self.held[region].amounts[s][k] * share;
                self.held[region].amounts[s][k] -= amount;
                self.books.risen[s][k] -= amount;
                *rises += amount;
            }
            self.lose(region, s, share);
        }
        for (k, amount) in rises.into_iter().enumerate() {
            self.books.risen[FLOORS][k] += amount;
            self.books.air[FLOORS][k] += amount;
        }
        rises
    }

    /// Comes through cloth and stays on its outside.
    pub fn come_through(&mut self, region: usize, source: usize, amounts: Amounts, at: Moment, journal: &mut Journal) {
        let held = &mut self.held[region];
        held.sources |= 1 << source;
        for (k, amount) in amounts.into_iter().enumerate() {
            held.amounts[source][k] += amount;
            self.books.shed[source][k] += amount;
        }
        let (kept, there) = (held.kept[source], viable(&held.amounts[source]));
        journal.enter(at, NOWHERE, region as u16, How::Shed, source as u8, viable(&amounts), kept, there);
    }

    /// Filters and instruments take it out of the air.
    pub fn filtered(&mut self, source: usize, kind: usize, amount: f64) {
        self.books.air[source][kind] -= amount;
        self.books.removed[source][kind] += amount;
    }

    /// Falls out of the air onto a region. `source` is one that may be in the air.
    pub fn fall_on(&mut self, region: usize, source: usize, amounts: Amounts, at: Moment, journal: &mut Journal) {
        debug_assert!(source < AIRBORNE);
        let held = &mut self.held[region];
        held.sources |= 1 << source;
        held.amounts[source].iter_mut().zip(amounts).for_each(|(there, amount)| *there += amount);
        self.books.air[source].iter_mut().zip(amounts).for_each(|(floats, amount)| *floats -= amount);
        let (kept, there) = (held.kept[source], viable(&held.amounts[source]));
        journal.enter(at, NOWHERE, region as u16, How::Fall, source as u8, viable(&amounts), kept, there);
    }

    /// The largest share by which the books of any source and kind do not close: what came less what is somewhere.
    pub fn imbalance(&self) -> f64 {
        let mut worst = 0.0f64;
        let b = &self.books;
        for s in 0..SOURCES {
            for k in 0..KINDS {
                let came = b.start[s][k] + b.shed[s][k] + b.supplied[s][k] + b.risen[s][k];
                let there: f64 = self.held.iter().map(|held| held.amounts[s][k]).sum();
                let off = came - (there + b.air[s][k] + b.removed[s][k] + b.killed[s][k]);
                worst = worst.max(off.abs() / came.max(1.0));
            }
        }
        worst
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::Vec3;

    fn at(tick: u32) -> Moment {
        Moment { tick, place: Vec3::Y }
    }

    /// Two surfaces of 10 and 40 cm², the second with 400 CFU.
    fn two() -> Stock {
        let mut stock = Stock::default();
        let piece = |area_cm2, material, source, start| Piece { area_cm2, faces: None, material, source, start };
        stock.add(Id(1), &[piece(10.0, Material::Glove, 8, [0.0; KINDS])]);
        stock.add(Id(2), &[piece(40.0, Material::Smooth, 9, [10.0, 0.1, 1000.0, 100.0])]);
        stock
    }

    #[test]
    fn one_loses_what_the_other_gains() {
        let (mut stock, mut journal) = (two(), Journal::new(2));
        stock.exchange(0, 1, 0.3, 1.0, at(7), &mut journal);
        // λ (s − h) on one cm²: 0.3 · 10.
        assert!((stock.amounts(0)[9][0] - 3.0).abs() < 1e-12);
        assert!((stock.amounts(1)[9][0] - 397.0).abs() < 1e-12);
        assert!(stock.imbalance() < 1e-12);
        let m = journal.moves()[0];
        assert_eq!((m.from, m.to, m.source, m.tick, m.place), (1, 0, 9, 7, Vec3::Y));
        assert!((m.amount - 3.03).abs() < 1e-12);
    }

    #[test]
    fn many_touches_come_to_one_load_on_both() {
        let (mut stock, mut journal) = (two(), Journal::new(2));
        (0..2000).for_each(|i| stock.exchange(0, 1, 0.3, 10.0, at(i), &mut journal));
        let load = |region: usize| stock.amounts(region)[9][0] / stock.regions[region].area_cm2;
        assert!((load(0) - 8.0).abs() < 1e-9 && (load(1) - 8.0).abs() < 1e-9, "400 CFU on 50 cm²");
        assert!(stock.imbalance() < 1e-9);
    }

    #[test]
    fn what_is_killed_or_fell_is_in_the_books() {
        let (mut stock, mut journal) = (two(), Journal::new(2));
        stock.kill(1, [0.001, 1.0, 1.0, 1.0]);
        stock.remove(1, [0.5; KINDS]);
        stock.shed(0, 0, 5.0);
        stock.fall_on(0, 0, [2.0, 0.0, 0.0, 0.0], at(3), &mut journal);
        assert!((stock.books.killed[9][0] - 399.6).abs() < 1e-9);
        assert!((stock.books.removed[9][1] - 2.0).abs() < 1e-12, "alcohol kills no spore");
        assert_eq!(stock.books.air[0][0], 3.0);
        assert!(stock.imbalance() < 1e-12);
        assert_eq!(journal.endless(0, 0)[0].amount, 2.0);
    }

    #[test]
    fn what_rises_is_of_floors_from_then_on() {
        let mut stock = two();
        assert_eq!(stock.rise(1, 0.01), [4.0, 0.04, 400.0, 40.0]);
        assert_eq!((stock.amounts(1)[9][0], stock.kept(1, 9)), (396.0, 0.99));
        assert_eq!((stock.books.air[FLOORS][0], stock.books.risen[9][0]), (4.0, -4.0));
        stock.supplied(7, 2, 5.0);
        stock.floats_at_start(5, 2, 6.0);
        assert_eq!((stock.books.air[7][2], stock.books.air[5][2]), (5.0, 6.0));
        assert!(stock.imbalance() < 1e-12);
        stock.books.risen[9][0] = 0.0;
        assert!(stock.imbalance() > 1e-3, "the books cannot fail to close");
    }

    #[test]
    fn a_state_comes_back_and_a_forged_one_is_refused() {
        let (mut stock, mut journal) = (two(), Journal::new(2));
        stock.exchange(0, 1, 0.3, 1.0, at(7), &mut journal);
        let mut bytes = Vec::new();
        stock.save(&mut bytes);
        let mut back = two();
        assert!(back.restore(&mut &bytes[..]));
        assert_eq!((back.held, back.books), (stock.held, stock.books));
        bytes[7] = 0xff;
        assert!(!two().restore(&mut &bytes[..]));
    }
}

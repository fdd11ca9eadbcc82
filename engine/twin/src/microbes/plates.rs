//! Plates: what a sample takes off a surface, and what grows of it.

use super::journal::Move;
use super::model::PlateKind;
use super::stock::viable;
use super::{KINDS, Microbes, Now, SOURCES};
use crate::body::Part;
use crate::films::{PATCHES, Patch};
use crate::seed::Seed;
use crate::{Fact, Id, state};
use glam::Vec3;
use tape::{LEFT, RIGHT};

/// Plates in one session at most; those pressed after are not read.
pub const MOST: usize = 32;

/// A control that is a plate.
#[derive(Clone, Debug)]
pub struct PlateCut {
    pub control: Id,
    /// Room space.
    pub at: Vec3,
    pub kind: PlateKind,
    pub(super) part: Part,
    /// A garment by its index, and the outside of it that is sampled where it is worn.
    pub(super) garment: Option<(usize, Id)>,
    pub area_cm2: f64,
    /// Grade of the zone it stands in, and the CFU that Annex 1 allows there on such a plate.
    pub grade: String,
    pub limit: Option<f64>,
}

/// A plate that was pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Plate {
    pub tick: u32,
    /// Of [`Microbes::plate_use`].
    pub which: u8,
    /// What it was pressed on: of several regions that with most on it.
    pub surface: Id,
    pub region: u16,
    /// CFU expected to grow, in all and by first source.
    pub expected: f64,
    pub by_source: [f64; SOURCES],
    /// By source, for `region` as it was pressed: what lay there, and what was left of what came at the beginning.
    there: [f64; SOURCES],
    kept: [f64; SOURCES],
}
state!(Plate { tick, which, surface, region, expected, by_source, there, kept });

/// By which way something came to a plate.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    pub source: u8,
    /// CFU of the plate that came from this source, and of these from the surface before the last.
    pub of_source_cfu: f64,
    pub cfu: f64,
    /// From the plate back to the first source.
    pub moves: Vec<Move>,
}

impl Microbes {
    /// The sources that brought most to a plate, at most `most`, each with the way by which most of it came.
    pub fn chains(&self, plate: &Plate, most: usize) -> Vec<Chain> {
        let mut sources: Vec<u8> = (0..SOURCES as u8).filter(|&s| plate.by_source[s as usize] > 0.0).collect();
        sources.sort_by(|&a, &b| plate.by_source[b as usize].total_cmp(&plate.by_source[a as usize]));
        sources.into_iter().take(most).map(|source| self.chain(plate, source)).collect()
    }

    /// The way by which most of what a plate holds of a source came.
    pub fn chain(&self, plate: &Plate, source: u8) -> Chain {
        let s = source as usize;
        let of_source_cfu = plate.by_source[s];
        let moves = self.trace(plate.region, source, plate.tick);
        let share = moves.first().map_or(1.0, |m| {
            let weight = self.journal.weight(m, plate.tick);
            weight * plate.kept[s] / plate.there[s].max(f64::MIN_POSITIVE)
        });
        Chain { source, of_source_cfu, cfu: of_source_cfu * share.min(1.0), moves }
    }

    /// A plate that is pressed takes its share of what lies there.
    pub(super) fn sample(&mut self, now: &Now, fact: &Fact) {
        let Some(which) = self.plate_cuts.iter().position(|p| p.control == fact.on) else { return };
        // A plate is pressed once.
        if self.plates.len() == MOST || self.plates.iter().any(|p| usize::from(p.which) == which) {
            return;
        }
        let (cut, person) = (&self.plate_cuts[which], &now.persons[fact.person as usize]);
        let part = match cut.kind {
            PlateKind::Contact => cut.part,
            PlateKind::GlovePrint => Part::HANDS[if fact.by == now.ids.hands[LEFT] { LEFT } else { RIGHT }],
        };
        let worn = cut.garment.filter(|(garment, _)| now.cloth.wearer(*garment) == Some(person.index));
        let surface = worn.map_or(person.outer[part as usize], |(_, outside)| outside);
        let regions = self.stock.of(surface);
        let shares = match cut.kind {
            PlateKind::Contact => [1.0; PATCHES],
            PlateKind::GlovePrint => {
                // Four fingers and the thumb.
                let mut shares = [0.0; PATCHES];
                (shares[Patch::Fingertips as usize], shares[Patch::Thumb as usize]) = (0.8, 0.2);
                shares
            }
        };
        let area = cut.area_cm2;
        let mut plate = Plate { tick: now.tick, which: which as u8, surface, ..Plate::default() };
        let mut most = -1.0;
        for (region, share) in regions.zip(shares).filter(|(_, share)| *share > 0.0) {
            let taken = self.recovery * (area * share / self.stock.regions[region].area_cm2).min(1.0);
            let mut sum = 0.0;
            for (s, amounts) in self.stock.amounts(region).iter().enumerate() {
                plate.by_source[s] += taken * viable(amounts);
                sum += taken * viable(amounts);
            }
            plate.expected += sum;
            if sum > most {
                (most, plate.region) = (sum, region as u16);
                plate.there = std::array::from_fn(|s| viable(&self.stock.amounts(region)[s]));
                plate.kept = std::array::from_fn(|s| self.stock.kept(region, s));
            }
            self.stock.remove(region, [1.0 - taken; KINDS]);
        }
        self.plates.push(plate);
    }
}

/// Steps of a Poisson draw are taken of no more than this many expected, so that `exp` stays far from 0.
const AT_ONCE: f64 = 16.0;
/// More colonies than can be counted on a plate.
pub const UNCOUNTABLE: u32 = 300;

/// Colonies on plate `index` of a stream of a session where `expected` are expected: Poisson, by multiplying even numbers (Knuth), in
/// steps. Beyond [`UNCOUNTABLE`] it stops.
pub fn poisson(seed: u64, stream: u64, index: u64, expected: f64) -> u32 {
    by_products(&mut Seed::of_stream(seed, stream, index), expected, UNCOUNTABLE)
}

/// Stops beyond `most`.
fn by_products(draw: &mut Seed, expected: f64, most: u32) -> u32 {
    let (mut left, mut count) = (expected, 0);
    while left > 0.0 && count <= most {
        let floor = libm::exp(-left.min(AT_ONCE));
        left -= AT_ONCE;
        let mut product = draw.share();
        while product > floor {
            count += 1;
            product *= draw.share();
        }
    }
    count
}

/// From so many on, counts are drawn from the normal law, which Poisson's has come near to by then.
const MANY: f64 = 256.0;

/// A count where `expected` are expected: Poisson, however many.
pub fn scattered(draw: &mut Seed, expected: f64) -> u32 {
    if expected > MANY {
        // Box & Muller 1958.
        let (radius, turn) = (libm::sqrt(-2.0 * libm::log(draw.share())), core::f64::consts::TAU * draw.share());
        return libm::round(expected + libm::sqrt(expected) * radius * libm::cos(turn)).max(0.0) as u32;
    }
    by_products(draw, expected, u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_scatter_as_poisson_does() {
        for expected in [0.1, 1.8, 40.0] {
            let counts: Vec<f64> = (0..4000).map(|i| f64::from(poisson(7, Seed::PLATES, i, expected))).collect();
            let mean = counts.iter().sum::<f64>() / 4000.0;
            let variance = counts.iter().map(|c| (c - mean) * (c - mean)).sum::<f64>() / 4000.0;
            assert!((mean / expected - 1.0).abs() < 0.1, "{expected}: {mean}");
            assert!((variance / expected - 1.0).abs() < 0.1, "{expected}: {variance}");
        }
        for expected in [0.2, 40.0, 255.0, 257.0, 1e5] {
            let counts = (0..4000).map(|i| f64::from(scattered(&mut Seed::of_stream(7, Seed::COUNTS, i), expected)));
            let counts: Vec<f64> = counts.collect();
            let mean = counts.iter().sum::<f64>() / 4000.0;
            let variance = counts.iter().map(|c| (c - mean) * (c - mean)).sum::<f64>() / 4000.0;
            assert!((mean - expected).abs() < 0.07 * expected.sqrt(), "{expected}: {mean}");
            assert!((variance / expected - 1.0).abs() < 0.1, "{expected}: {variance}");
        }
    }

    #[test]
    fn a_seed_decides_and_plates_do_not_depend_on_each_other() {
        let poisson = |seed, index, expected| poisson(seed, Seed::PLATES, index, expected);
        assert_eq!(poisson(7, 3, 5.0), poisson(7, 3, 5.0));
        assert!((0..20).any(|i| poisson(7, i, 5.0) != poisson(8, i, 5.0)));
        assert_eq!(poisson(7, 0, 0.0), 0);
        assert!(poisson(7, 0, 1e9) > UNCOUNTABLE, "and it ends");
    }
}

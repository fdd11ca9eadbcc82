//! The journal: which surface gave what to which, so that what grows on a plate can be followed back to where it came from.
//!
//! It is bounded: when it is full, the half goes that brought the smallest share of what then lay at its goal.

use super::AIRBORNE;
use crate::bytes::State;
use crate::state;
use glam::Vec3;

/// Moves kept.
pub const CAPACITY: usize = 8192;
/// CFU below which a move is not worth a line: a ten-thousandth of what a plate at its limit of one would show (design).
pub const LEAST_CFU: f64 = 1e-6;
/// Ticks within which the same way again is the same move: a contact that lasts is counted each second.
const SAME_TICKS: u32 = 2 * tape::TICKS_PER_SECOND;
/// Newest moves among which the same way is looked for.
const SAME_AMONG: usize = 128;

/// A region that is none: the air.
pub const NOWHERE: u16 = u16::MAX;

/// How microbes got from one place to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum How {
    #[default]
    Touch,
    /// Rubbed off by a wipe, or off a wipe.
    Wipe,
    /// Out of the air.
    Fall,
    /// With the wrap that was taken off.
    Wrap,
    /// From who wears it, through the cloth.
    Shed,
}

impl State for How {
    fn save(&self, out: &mut Vec<u8>) {
        (*self as u8).save(out);
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        let mut n = 0u8;
        let read = n.restore(from);
        let all = [How::Touch, How::Wipe, How::Fall, How::Wrap, How::Shed];
        let Some(how) = all.get(n as usize) else { return false };
        *self = *how;
        read
    }
}

/// When and where something moved.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moment {
    pub tick: u32,
    /// Room space.
    pub place: Vec3,
}

/// Microbes of one first source went from one region to another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Move {
    /// Of its beginning, and of its last part.
    pub tick: u32,
    pub last: u32,
    /// Regions; [`NOWHERE`] is the air, or who wears it.
    pub from: u16,
    pub to: u16,
    pub how: How,
    pub source: u8,
    /// Where it began, room space: the point of a touch or wipe, what it fell on, the part of the body whose cloth it came
    /// through.
    pub place: Vec3,
    /// CFU expected, vegetative and spores.
    pub amount: f64,
    /// What of it would be there if nothing had been lost there since the room began: arrivals of different times compare
    /// by it.
    pub weight: f64,
    /// Of what lay there of this source afterwards.
    share: f64,
}
state!(Move { tick, last, from, to, how, source, place, amount, weight, share });

#[derive(Clone, Debug)]
pub struct Journal {
    /// In the order in which they began.
    moves: Vec<Move>,
    /// What came from [`NOWHERE`], by region, source and [`ENDLESS`]: it comes all the time and everywhere, so each is one
    /// move that does not end.
    endless: Vec<Move>,
    /// Room to sort in.
    shares: Vec<f64>,
}

/// How things come from [`NOWHERE`].
const ENDLESS: [How; 2] = [How::Fall, How::Shed];

/// Only what came at all.
impl State for Journal {
    fn save(&self, out: &mut Vec<u8>) {
        self.moves.save(out);
        let came = || self.endless.iter().enumerate().filter(|(_, m)| m.amount > 0.0);
        (came().count() as u32).save(out);
        for (i, m) in came() {
            (i as u32).save(out);
            m.save(out);
        }
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        let mut count = 0u32;
        if !self.moves.restore(from) || !count.restore(from) {
            return false;
        }
        self.endless.fill(Move::default());
        (0..count).all(|_| {
            let mut i = 0u32;
            let is_read = i.restore(from);
            self.endless.get_mut(i as usize).is_some_and(|m| is_read && m.restore(from))
        })
    }
}

impl Journal {
    /// For so many regions.
    pub fn new(regions: usize) -> Journal {
        let endless = vec![Move::default(); regions * AIRBORNE * ENDLESS.len()];
        Journal { moves: Vec::with_capacity(CAPACITY), endless, shares: Vec::with_capacity(CAPACITY) }
    }

    /// Of what came from one region to another, the moves that are still known.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// What came to a region from [`NOWHERE`], of a source; none of a source that is never in the air.
    pub fn endless(&self, region: u16, source: u8) -> &[Move] {
        let first = (usize::from(region) * AIRBORNE + usize::from(source)) * ENDLESS.len();
        if usize::from(source) < AIRBORNE { &self.endless[first..first + ENDLESS.len()] } else { &[] }
    }

    /// `amount` CFU of `source` came; `kept` is what is left of a unit that lay there from the beginning, `there` what
    /// lies there now.
    #[expect(clippy::too_many_arguments, reason = "the fields of one move")]
    pub fn enter(&mut self, at: Moment, from: u16, to: u16, how: How, source: u8, amount: f64, kept: f64, there: f64) {
        if amount < LEAST_CFU {
            return;
        }
        let Moment { tick, place } = at;
        let (weight, share) = (amount / kept, amount / there);
        if from == NOWHERE {
            let kind = usize::from(how == How::Shed);
            let m = &mut self.endless[(usize::from(to) * AIRBORNE + usize::from(source)) * ENDLESS.len() + kind];
            if m.amount == 0.0 {
                *m = Move { tick, from, to, how, source, place, ..Move::default() };
            }
            (m.last, m.amount, m.weight) = (tick, m.amount + amount, m.weight + weight);
            return;
        }
        let first = self.moves.len().saturating_sub(SAME_AMONG);
        let same = |m: &&mut Move| (m.from, m.to, m.source, m.how) == (from, to, source, how);
        if let Some(m) = self.moves[first..].iter_mut().rev().find(same)
            && tick.wrapping_sub(m.last) <= SAME_TICKS
        {
            m.last = tick;
            m.amount += amount;
            m.weight += weight;
            m.share = m.share.max(share);
            return;
        }
        if self.moves.len() == CAPACITY {
            self.shares.clear();
            self.shares.extend(self.moves.iter().map(|m| m.share));
            let (_, &mut middle, _) = self.shares.select_nth_unstable_by(CAPACITY / 2, f64::total_cmp);
            // Of equals the earlier stay, so that at least half of the room is free.
            let mut room = CAPACITY / 2;
            self.moves.retain(|m| {
                let stays = m.share >= middle && room > 0;
                room -= usize::from(stays);
                stays
            });
        }
        self.moves.push(Move { tick, last: tick, from, to, how, source, place, amount, weight, share });
    }

    /// What came by the way of `m`, then and at other times until `tick`, as weights that compare ([`Move::weight`]).
    pub fn weight(&self, m: &Move, tick: u32) -> f64 {
        if m.from == NOWHERE {
            return m.weight;
        }
        let is = |o: &&Move| (o.from, o.to, o.source) == (m.from, m.to, m.source) && o.tick <= tick;
        self.moves.iter().filter(is).map(|m| m.weight).sum()
    }

    /// The way by which most of what is of `source` in `region` at `tick` came, from its end to its beginning. `start`
    /// tells what of a source lay in a region when the room began.
    pub fn trace(&self, region: u16, source: u8, tick: u32, start: impl Fn(u16, u8) -> f64) -> Vec<Move> {
        let (mut region, mut before, mut until) = (region, self.moves.len(), tick);
        let mut chain = Vec::new();
        while region != NOWHERE {
            let all = self.moves[..before].iter().enumerate();
            let came = all.filter(|(_, m)| m.to == region && m.source == source && m.tick <= until);
            let endless = self.endless(region, source).iter().filter(|m| m.amount > 0.0 && m.tick <= until);
            let most = came.chain(endless.map(|m| (0, m))).max_by(|a, b| a.1.weight.total_cmp(&b.1.weight));
            let Some((i, m)) = most.filter(|(_, m)| m.weight > start(region, source)) else { break };
            chain.push(*m);
            (region, before, until) = (m.from, i, m.last);
        }
        chain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(tick: u32) -> Moment {
        Moment { tick, place: Vec3::X * tick as f32 }
    }

    #[test]
    fn a_chain_leads_back_to_the_first_source() {
        let mut j = Journal::new(1000);
        // floor 0 → hand 1 → glove 2, and a smaller later touch from 3.
        j.enter(at(10), 0, 1, How::Touch, 8, 5.0, 1.0, 5.0);
        j.enter(at(400), 1, 2, How::Touch, 8, 0.5, 1.0, 0.5);
        j.enter(at(900), 3, 2, How::Touch, 8, 0.1, 1.0, 0.6);
        let start = |region, _| if region == 0 { 100.0 } else { 0.0 };
        let chain = j.trace(2, 8, 1000, start);
        assert_eq!(chain.iter().map(|m| (m.tick, m.from, m.to)).collect::<Vec<_>>(), [(400, 1, 2), (10, 0, 1)]);
        assert_eq!(j.trace(2, 8, 300, start), [], "nothing was there before");
        // A disinfection left a hundredth of what had come: what came after counts for more.
        j.enter(at(2000), 3, 2, How::Touch, 8, 0.1, 0.01, 0.1);
        assert_eq!(j.trace(2, 8, 3000, start)[0].tick, 2000);
    }

    #[test]
    fn a_contact_that_lasts_is_one_move() {
        let mut j = Journal::new(1000);
        for s in 0..10 {
            j.enter(at(s * 90), 0, 1, How::Touch, 8, 1.0, 1.0, 1.0);
        }
        j.enter(at(5000), 0, 1, How::Touch, 8, 1.0, 1.0, 1.0);
        let moves: Vec<_> = j.moves().iter().map(|m| (m.tick, m.place.x, m.amount)).collect();
        assert_eq!(moves, [(0, 0.0, 10.0), (5000, 5000.0, 1.0)], "where it began");
    }

    #[test]
    fn what_falls_all_the_time_and_everywhere_is_one_move_each_and_crowds_out_nothing() {
        let mut j = Journal::new(300);
        j.enter(at(1), 5, 6, How::Touch, 0, 0.5, 1.0, 0.5);
        for s in 0..600 {
            (0..300).for_each(|to| j.enter(at(s * 90), NOWHERE, to, How::Fall, 0, 0.01, 1.0, 6.0));
        }
        assert_eq!(j.moves().len(), 1);
        let chain = j.trace(6, 0, 60_000, |_, _| 0.0);
        assert_eq!((chain.len(), chain[0].from, chain[0].tick), (1, NOWHERE, 0));
        assert!((chain[0].amount - 6.0).abs() < 1e-9 && (j.weight(&chain[0], 60_000) - 6.0).abs() < 1e-9);
        let mut bytes = Vec::new();
        j.save(&mut bytes);
        let mut back = Journal::new(300);
        assert!(back.restore(&mut &bytes[..]) && back.endless == j.endless && back.moves == j.moves);
        assert!(!Journal::new(10).restore(&mut &bytes[..]), "another room's");
    }

    #[test]
    fn when_it_is_full_the_smallest_shares_go() {
        let mut j = Journal::new(1000);
        for i in 0..CAPACITY as u32 + 1 {
            let share = if i % 2 == 0 { 1.0 } else { 0.1 };
            j.enter(at(i), (i % 1000) as u16, (i % 7) as u16, How::Touch, 8, share, 1.0, 1.0);
        }
        assert_eq!(j.moves().len(), CAPACITY / 2 + 1);
        assert!(j.moves().iter().all(|m| m.share == 1.0));
        assert!(j.moves().windows(2).all(|w| w[0].tick < w[1].tick), "the order stays");
    }
}

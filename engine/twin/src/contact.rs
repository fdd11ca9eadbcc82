//! Contacts: what touched what this tick, turned into facts that are said once, and kept in the ledger.
//!
//! Body, things and cloth each report raw contacts, as many as they find; here those of one pair of surfaces are one
//! contact, which begins when the pair first meets and ends when it has been apart for [`APART_TICKS`].

use crate::ledger::Ledger;
use crate::{Fact, Id, Kind, state};
use glam::Vec3;

/// Ticks without a raw contact after which a pair is apart: 0.2 s, so that a trembling hand touches once (design).
pub const APART_TICKS: u32 = 18;
/// Pairs that may touch at one time; more are dropped, the earliest known stay.
const OPEN: usize = 512;

/// The facts of a tick, in a list that is reused.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    list: Vec<Fact>,
    tick: u32,
}

impl Facts {
    pub fn with_capacity(capacity: usize) -> Facts {
        Facts { list: Vec::with_capacity(capacity), tick: 0 }
    }

    pub fn begin(&mut self, tick: u32) {
        self.list.clear();
        self.tick = tick;
    }

    pub fn tick(&self) -> u32 {
        self.tick
    }

    pub fn list(&self) -> &[Fact] {
        &self.list
    }

    /// Says a fact; [`Kind`] tells what each field holds.
    pub fn say(&mut self, person: u8, kind: Kind, by: Id, on: Id, with: Id, amount: f32) {
        self.list.push(Fact { tick: self.tick, person, kind, by, on, with, amount });
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Open {
    person: u8,
    by: Id,
    on: Id,
    wet: Id,
    first: u32,
    last: u32,
    /// cm² of this tick's raw contacts.
    area: f32,
    largest: f32,
    /// cm² when it was last said.
    said: f32,
    /// Of this tick's first raw contact. It is no state: it is read only in a tick that has set it.
    place: Vec3,
}
state!(Open { person, by, on, wet, first, last, area, largest, said });

impl Open {
    fn key(&self) -> (u8, Id, Id) {
        (self.person, self.by, self.on)
    }
}

/// What came together at a tick: a contact that began, what it grew by when it doubled, or all of it after each further
/// second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Meeting {
    pub person: u8,
    pub by: Id,
    pub on: Id,
    /// The agent that wets either, if it is known.
    pub wet: Id,
    /// cm² that meet anew.
    pub fresh_cm2: f32,
    /// Where, room space.
    pub place: Vec3,
}

/// Where raw contacts go.
#[derive(Clone, Debug)]
pub struct ContactSink {
    /// Sorted by person and pair.
    open: Vec<Open>,
    tick: u32,
    /// Of this tick.
    meetings: Vec<Meeting>,
}
state!(ContactSink { open, tick });

impl Default for ContactSink {
    fn default() -> Self {
        ContactSink { open: Vec::with_capacity(OPEN), tick: 0, meetings: Vec::with_capacity(OPEN) }
    }
}

impl ContactSink {
    pub fn begin(&mut self, tick: u32) {
        self.tick = tick;
        for o in &mut self.open {
            o.area = 0.0;
        }
    }

    /// A raw contact of this tick: `by` the person's side where there is one. Areas of one pair add up in a tick.
    /// `wet` is the agent that wets either, if any; `place` is in room space.
    pub fn touch(&mut self, person: u8, by: Id, on: Id, area_cm2: f32, wet: Id, place: Vec3) {
        match self.open.binary_search_by(|o| o.key().cmp(&(person, by, on))) {
            Ok(i) => {
                let o = &mut self.open[i];
                o.last = self.tick;
                if o.area == 0.0 {
                    o.place = place;
                }
                o.area += area_cm2;
                if wet.is_some() {
                    o.wet = wet;
                }
            }
            Err(i) if self.open.len() < OPEN => {
                let (first, last) = (self.tick, self.tick);
                let new = Open { person, by, on, wet, first, last, area: area_cm2, largest: 0.0, said: 0.0, place };
                self.open.insert(i, new);
            }
            Err(_) => {}
        }
    }

    /// What came together at the tick that has ended.
    pub fn meetings(&self) -> &[Meeting] {
        &self.meetings
    }

    /// Says what began, what doubled and what ended, and writes what ended into the ledger.
    pub fn end(&mut self, facts: &mut Facts, ledger: &mut Ledger) {
        let tick = self.tick;
        let meetings = &mut self.meetings;
        meetings.clear();
        self.open.retain_mut(|o| {
            o.largest = o.largest.max(o.area);
            let mut meet = |fresh_cm2| {
                let Open { person, by, on, wet, place, .. } = *o;
                meetings.push(Meeting { person, by, on, wet, fresh_cm2, place });
            };
            if o.last == tick && tick > o.first && (tick - o.first).is_multiple_of(tape::TICKS_PER_SECOND) {
                meet(o.area);
            } else if o.said == 0.0 || o.area >= 2.0 * o.said {
                meet(o.area - o.said);
            }
            if o.said == 0.0 || o.area >= 2.0 * o.said {
                o.said = o.area.max(f32::MIN_POSITIVE);
                facts.say(o.person, Kind::Touched, o.by, o.on, o.wet, o.area);
            }
            let stays = tick.saturating_sub(o.last) < APART_TICKS;
            if !stays {
                let lasted_s = (o.last.saturating_sub(o.first) + 1) as f32 * tape::TICK_S;
                facts.say(o.person, Kind::Parted, o.by, o.on, o.wet, lasted_s);
                ledger.enter(o.person, o.by, o.on, o.wet, o.first, o.last, o.largest);
            }
            stays
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(ticks: impl Iterator<Item = (u32, Option<f32>)>) -> (Vec<(u32, Kind, f32)>, Ledger) {
        let (mut sink, mut facts, mut ledger) = (ContactSink::default(), Facts::default(), Ledger::default());
        let mut said = Vec::new();
        for (tick, area) in ticks {
            facts.begin(tick);
            sink.begin(tick);
            if let Some(area) = area {
                sink.touch(0, Id(1), Id(2), area / 2.0, Id::NONE, Vec3::ZERO);
                sink.touch(0, Id(1), Id(2), area / 2.0, Id::NONE, Vec3::ZERO);
            }
            sink.end(&mut facts, &mut ledger);
            said.extend(facts.list().iter().map(|f| (tick, f.kind, f.amount)));
        }
        (said, ledger)
    }

    #[test]
    fn a_trembling_contact_is_said_once_and_ends_once() {
        let (said, ledger) = run((0..100).map(|t| (t, (t < 40 && t % 5 != 4).then_some(2.0))));
        assert_eq!(said.len(), 2, "{said:?}");
        assert_eq!((said[0].0, said[0].1, said[0].2), (0, Kind::Touched, 2.0));
        assert_eq!((said[1].0, said[1].1), (38 + APART_TICKS, Kind::Parted));
        let entry = ledger.entries()[0];
        assert_eq!((entry.first, entry.last, entry.largest_cm2), (0, 38, 2.0));
    }

    #[test]
    fn a_contact_that_doubles_is_said_again() {
        let (said, _) = run((0..10).map(|t| (t, Some(1.0 + t as f32))));
        let areas: Vec<f32> = said.iter().map(|s| s.2).collect();
        assert_eq!(areas, [1.0, 2.0, 4.0, 8.0]);
    }

    #[test]
    fn what_meets_is_counted_once_and_again_each_second() {
        let (mut sink, mut facts, mut ledger) = (ContactSink::default(), Facts::default(), Ledger::default());
        let mut met = Vec::new();
        for tick in 5..300 {
            facts.begin(tick);
            sink.begin(tick);
            let place = Vec3::X * tick as f32;
            sink.touch(0, Id(1), Id(2), if tick < 10 { 1.0 } else { 3.0 }, Id::NONE, place);
            sink.end(&mut facts, &mut ledger);
            met.extend(sink.meetings().iter().map(|m| (m.place.x as u32, m.fresh_cm2)));
        }
        assert_eq!(met, [(5, 1.0), (10, 2.0), (95, 3.0), (185, 3.0), (275, 3.0)], "where it is then");
    }
}

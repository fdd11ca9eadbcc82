//! What was touched by what, as colour: a way of looking for who teaches. It reads the twin's ledger, in which a contact
//! lies once it has ended, and what is in hands now.
//!
//! Whatever stands, lies or hangs in the room shows the dirtiest that touched it. What is worn, skin too, shows only what
//! is dirtier than itself: that a glove touches a glove says nothing. Floors and what walks on them show nothing: they
//! are the dirtiest. A hand that is washed or disinfected all over begins anew.

use crate::marks::Sign;
use tape::{LEFT, RIGHT};
use twin::Id;
use twin::films::PATCHES;
use twin::ledger::CAPACITY;
use twin::person::MAX_PERSONS;
use twin::twin::Twin;

/// What touches, from the dirtiest (design: where particles and microbes of a cleanroom come from, `domain` of the drills).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Toucher {
    /// A floor, or a sole that walks on it.
    Floor,
    Skin,
    /// One's own clothes, and the inside of a garment that lies on them.
    Clothes,
    /// Furniture, walls, doors, controls and things.
    Room,
    /// The outside of gloves and garments.
    Gown,
}

/// In the order of [`Toucher`]; colours of Okabe & Ito, "Color universal design", 2008: told apart by all kinds of colour
/// vision.
pub const SIGNS: [Sign; 5] = [
    Sign { key: "touched-floor", sign: '▩', srgb: [0xd5, 0x5e, 0x00], hatching: 4 },
    Sign { key: "touched-skin", sign: '▤', srgb: [0xf0, 0xe4, 0x42], hatching: 1 },
    Sign { key: "touched-clothes", sign: '▥', srgb: [0xcc, 0x79, 0xa7], hatching: 2 },
    Sign { key: "touched-room", sign: '▧', srgb: [0x56, 0xb4, 0xe9], hatching: 3 },
    Sign { key: "touched-gown", sign: '■', srgb: [0x00, 0x9e, 0x73], hatching: 0 },
];

impl Toucher {
    fn of(name: &str, is_garment: bool) -> Toucher {
        let begins = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
        // A shoe that lies in a locker is a thing, but its sole has walked.
        if begins(&["floor", "street_shoe", "clog", "overshoe"]) {
            Toucher::Floor
        } else if begins(&["skin", "hair"]) && !begins(&["hairnet"]) {
            Toucher::Skin
        } else if is_garment && !name.ends_with(".in") {
            Toucher::Gown
        } else if is_garment || begins(&["street.", "facility_suit."]) {
            Toucher::Clothes
        } else {
            Toucher::Room
        }
    }
}

/// Made once of a room; allocates nothing after.
pub struct Touches {
    /// By id: what it is when it touches.
    is: Vec<Toucher>,
    /// By id: where it is shown. Regions of a garment, as a collar, are a part of its first tube.
    shown_on: Vec<Id>,
    /// By id: the dirtiest that has touched it.
    by: Vec<Option<Toucher>>,
    /// Entries of the ledger that were read.
    read: u32,
    /// By person and hand: all of it is rubbed with an agent.
    clean: [[bool; 2]; MAX_PERSONS],
}

impl Touches {
    pub fn new(twin: &Twin) -> Touches {
        let names = twin.names();
        let garments: Vec<&str> = twin.garments().map(|g| names.name(g.id)).collect();
        let is_garment = |name: &str| garments.iter().any(|g| name.strip_prefix(g).is_some_and(|s| s.starts_with('.')));
        let all = (0..names.count()).map(|i| names.name(Id(i as u16)));
        let shown_on = |(i, name): (usize, &str)| match name.split_once('.') {
            Some((garment, region)) if is_garment(name) && !region.contains('.') => {
                names.matching(&format!("{garment}.*.out")).next().unwrap_or(Id(i as u16))
            }
            _ => Id(i as u16),
        };
        Touches {
            shown_on: all.clone().enumerate().map(shown_on).collect(),
            is: all.map(|name| Toucher::of(name, is_garment(name))).collect(),
            by: vec![None; names.count()],
            read: 0,
            clean: Default::default(),
        }
    }

    /// Reads what has ended since, and what is held.
    pub fn update(&mut self, twin: &Twin) {
        let (entries, count) = (twin.ledger().entries(), twin.ledger().count());
        if count < self.read {
            self.by.fill(None);
            self.read = 0;
        }
        for i in self.read.max(count.saturating_sub(CAPACITY as u32))..count {
            let entry = entries[i as usize % CAPACITY];
            self.touch(entry.by, entry.on);
        }
        self.read = count;
        for (who, person) in twin.persons().iter().enumerate() {
            for side in [LEFT, RIGHT] {
                let film = twin.films(who)[side];
                let clean = film.agent.is_some() && film.covered.count_ones() as usize == PATCHES;
                if clean && !self.clean[who][side] {
                    self.by[film.surface.0 as usize] = None;
                }
                self.clean[who][side] = clean;
                twin.held(who, side).into_iter().for_each(|held| self.touch(person.hand_surface(side), held));
            }
        }
    }

    fn touch(&mut self, a: Id, b: Id) {
        for (surface, other) in [(a, b), (b, a)] {
            let toucher = self.is[other.0 as usize];
            // Things lie on things all the time.
            if toucher != Toucher::Room || self.is[surface.0 as usize] != Toucher::Room {
                let by = &mut self.by[self.shown_on[surface.0 as usize].0 as usize];
                *by = Some(by.map_or(toucher, |before| before.min(toucher)));
            }
        }
    }

    /// The toucher that a surface shows.
    pub fn shown(&self, surface: Id) -> Option<Toucher> {
        let is = self.is[surface.0 as usize];
        self.by[surface.0 as usize].filter(|by| is == Toucher::Room || *by < is)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_touches() {
        for (name, is_garment, toucher) in [
            ("floor.z3.dirty", false, Toucher::Floor),
            ("overshoe_left.foot.out", true, Toucher::Floor),
            ("skin.hand_left", false, Toucher::Skin),
            ("hair", false, Toucher::Skin),
            ("hairnet.cap.out", true, Toucher::Gown),
            ("facility_suit.arm_left.out", false, Toucher::Clothes),
            ("facility_suit.bundle", false, Toucher::Clothes),
            ("coverall.torso.in", true, Toucher::Clothes),
            ("coverall.collar", true, Toucher::Gown),
            ("bench3", false, Toucher::Room),
        ] {
            assert_eq!(Toucher::of(name, is_garment), toucher, "{name}");
        }
    }
}

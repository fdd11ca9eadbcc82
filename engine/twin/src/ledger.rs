//! The ledger: who touched whom, when and how much. Facts pass; the ledger stays, for whoever works out later what a
//! contact carried over.

use crate::{Id, state};

/// Contacts kept; when it is full, the oldest go.
pub const CAPACITY: usize = 4096;

/// One contact from its beginning to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LedgerEntry {
    pub person: u8,
    pub by: Id,
    pub on: Id,
    /// The agent that wet either.
    pub wet: Id,
    /// Ticks of the first and the last touch.
    pub first: u32,
    pub last: u32,
    /// cm² at its largest.
    pub largest_cm2: f32,
}
state!(LedgerEntry { person, by, on, wet, first, last, largest_cm2 });

/// A ring of the last [`CAPACITY`] contacts that have ended.
#[derive(Clone, Debug)]
pub struct Ledger {
    entries: Vec<LedgerEntry>,
    /// Contacts ever entered.
    count: u32,
}
state!(Ledger { entries, count });

impl Default for Ledger {
    fn default() -> Self {
        Ledger { entries: Vec::with_capacity(CAPACITY), count: 0 }
    }
}

impl Ledger {
    #[expect(clippy::too_many_arguments, reason = "the fields of one entry")]
    pub fn enter(&mut self, person: u8, by: Id, on: Id, wet: Id, first: u32, last: u32, largest_cm2: f32) {
        let entry = LedgerEntry { person, by, on, wet, first, last, largest_cm2 };
        let at = self.count as usize % CAPACITY;
        if at < self.entries.len() {
            self.entries[at] = entry;
        } else {
            self.entries.push(entry);
        }
        self.count += 1;
    }

    /// In the order they ended, as long as no more than [`CAPACITY`] have; then the newest overwrite the oldest.
    pub fn entries(&self) -> &[LedgerEntry] {
        &self.entries
    }

    /// Contacts ever entered, those that were overwritten too.
    pub fn count(&self) -> u32 {
        self.count
    }
}

//! Lends a desk the skill for a deed: asks what is meant, works it out on a copy of the room, lets the desk follow.

use super::desk::Desk;
use super::mean::Deed;
use puppet::lend;
use tape::Quantiser;
use twin::Twin;
use twin::room::{Patterns, Room};

/// What came of asking for a deed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lent {
    /// It is under way.
    Begun,
    /// There is nothing here to do that with.
    Nothing,
    /// It cannot be done from here.
    Refused(puppet::lend::Refused),
}

/// The scenario's room, for copies of it.
pub struct Lender {
    room: Room,
    patterns: Patterns,
    saved: Vec<u8>,
}

impl Lender {
    pub fn new(room: &Room, patterns: &Patterns) -> Lender {
        Lender { room: room.clone(), patterns: patterns.clone(), saved: Vec::new() }
    }

    /// `quantiser` is what rounds the desk's frames before `twin` sees them.
    pub fn lend(&mut self, deed: Deed, desk: &mut Desk, twin: &Twin, quantiser: &Quantiser) -> Lent {
        if desk.follows() {
            return Lent::Begun;
        }
        let Some(meant) = desk.means(deed, twin) else { return Lent::Nothing };
        self.saved.clear();
        twin.save_without_microbes(&mut self.saved);
        let stance = desk.stance(desk.handed());
        match lend(&meant, &stance, &self.room, &self.patterns, &self.saved, quantiser) {
            Ok(frames) => {
                desk.follow(frames);
                Lent::Begun
            }
            Err(why) => Lent::Refused(why),
        }
    }
}

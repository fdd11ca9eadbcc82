//! What a ledger beside the room leaves out, so that the difference says what it added.
//!
//! The room is the same and so are all movements: only this touch carries nothing, this fault of dress lets out no more than
//! sound dress does, this door lets no air through, this hand had been disinfected everywhere and for long enough.

use super::{ACT_TICKS, Microbes, Now};
use crate::films::PATCHES;
use crate::{Fact, Id, Kind};
use tape::{LEFT, RIGHT, TICK_S, TICKS_PER_SECOND};

/// Ticks for which a touch that has ended may begin again and still be the same: a hand that glides, a hem that drags.
const SAME_TICKS: u32 = TICKS_PER_SECOND;

/// One thing to be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A touch between two surfaces, until they part; a hand's name stands for whatever lies outermost on it.
    Touch(Id, Id),
    /// What a garment or its degree (`hood.tuck`) lets out where it does not sit, or what a skin does where it is bare.
    Exposure(Id),
    /// Air through a door, until it is shut again.
    Door(Id),
    /// A surface had not been worked on by an agent, everywhere and for its full time.
    Untreated(Id, Id),
    /// A surface was wet, until it has dried.
    Wet(Id),
    /// Something was not worn yet.
    Bare(Id),
}

/// And from which tick on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Without {
    pub from: u32,
    pub what: What,
}

impl Without {
    /// The way that a fact has opened, if the model knows of one. `raised` is the tick at which a fault was seen in it.
    pub fn fact(fact: &Fact, raised: u32) -> Option<Without> {
        Some(match fact.kind {
            // The contact may have begun a little before its area was large enough to be spoken of.
            Kind::Touched | Kind::Grasped => {
                Without { from: fact.tick.saturating_sub(SAME_TICKS), what: What::Touch(fact.by, fact.on) }
            }
            // Whoever dresses is bare for a while: that is no fault before it is seen as one.
            Kind::Worn | Kind::Bared | Kind::Fitted => Without { from: raised, what: What::Exposure(fact.on) },
            Kind::Forced => Without { from: fact.tick, what: What::Door(fact.on) },
            _ => return None,
        })
    }
}

/// One of them, and the tick at which it is over.
#[derive(Clone, Copy, Debug)]
pub(super) struct LeftOut {
    is: Without,
    until: u32,
}

impl LeftOut {
    fn holds(&self, tick: u32) -> bool {
        (self.is.from..self.until).contains(&tick)
    }
}

/// Is it the surface, or the hand that it lies on?
fn is(now: &Now, told: Id, surface: Id) -> bool {
    let of_hand =
        |side: usize| told == now.ids.hands[side] && now.persons.iter().any(|p| p.hand_surface(side) == surface);
    told == surface || [LEFT, RIGHT].into_iter().any(of_hand)
}

fn are(now: &Now, told: (Id, Id), a: Id, b: Id) -> bool {
    (is(now, told.0, a) && is(now, told.1, b)) || (is(now, told.0, b) && is(now, told.1, a))
}

/// What is left out at a tick.
pub(super) fn now(all: &[LeftOut], tick: u32) -> impl Iterator<Item = What> {
    all.iter().filter(move |out| out.holds(tick)).map(|out| out.is.what)
}

impl Microbes {
    /// Leaves these out from now on. For a ledger beside a room ([`Microbes::beside`]): a room's own leaves out nothing.
    pub fn leave_out(&mut self, all: &[Without]) {
        self.left_out.extend(all.iter().map(|is| LeftOut { is: *is, until: u32::MAX }));
    }

    /// A tick's facts end what is left out, and finish what was not.
    pub(super) fn follow_left_out(&mut self, now: &Now) {
        for i in 0..self.left_out.len() {
            let LeftOut { is: Without { from, what }, until } = self.left_out[i];
            match what {
                What::Touch(a, b) if now.tick >= from && now.tick < until => {
                    let of_it =
                        |f: &&Fact| matches!(f.kind, Kind::Touched | Kind::Parted) && are(now, (a, b), f.by, f.on);
                    let last = now.facts.iter().rfind(of_it).map(|f| f.kind);
                    self.left_out[i].until = match last {
                        Some(Kind::Parted) => now.tick + SAME_TICKS,
                        Some(_) => u32::MAX,
                        None => until,
                    };
                }
                What::Door(door) if now.tick > from + SAME_TICKS && until == u32::MAX => {
                    let at = now.doors.specs.iter().position(|spec| spec.id == door);
                    if at.is_none_or(|at| now.doors.now[at].open == 0.0) {
                        self.left_out[i].until = now.tick;
                    }
                }
                What::Wet(surface) if now.tick > from && until == u32::MAX && !now.is_wet(surface) => {
                    self.left_out[i].until = now.tick;
                }
                What::Untreated(surface, agent) if now.tick == from => self.treat(surface, agent),
                _ => {}
            }
        }
    }

    pub(super) fn leaves_out_touch(&self, now: &Now, a: Id, b: Id) -> bool {
        self::now(&self.left_out, now.tick).any(|what| match what {
            What::Touch(told_a, told_b) => are(now, (told_a, told_b), a, b),
            _ => false,
        })
    }

    pub(super) fn takes_as_dry(&self, tick: u32, a: Id, b: Id) -> bool {
        self::now(&self.left_out, tick).any(|what| what == What::Wet(a) || what == What::Wet(b))
    }

    /// What an agent would do to a surface, less what it has done since that was wetted.
    fn treat(&mut self, surface: Id, agent: Id) {
        let Some(effect) = self.agents.iter().find(|a| a.agent == agent) else { return };
        let known = self.worked.iter().flatten().find(|worked| (worked.surface, worked.agent) == (surface, agent));
        let worked_s = known.map_or([0.0; PATCHES], |worked| worked.worked_s);
        let all = self.stock.of(surface);
        for (piece, region) in all.clone().enumerate() {
            // Only a hand has patches.
            let worked_s = if all.len() == PATCHES { worked_s[piece] } else { 0.0 };
            let steps = f64::from((effect.contact_s - worked_s).max(0.0) / (ACT_TICKS as f32 * TICK_S));
            self.stock.kill(region, effect.alive.map(|left| libm::pow(left, steps)));
            self.stock.remove(region, effect.stays.map(|left| libm::pow(left, steps)));
        }
    }
}

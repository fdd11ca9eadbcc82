//! A procedure as the judge runs it: sets of ids, numbers, and registers that remember one thing each.

use twin::fact::{Fact, Kind};
use twin::microbes::What;
use twin::{Id, Names};

/// Kinds of facts there are.
pub(crate) const KINDS: usize = Kind::FirstAirCleared as usize + 1;
/// A condition that may change as time passes without any fact.
pub(crate) const TIMED: u64 = 1 << 62;
/// A condition that asks for a step.
pub(crate) const STEPS: u64 = 1 << 63;
const _: () = assert!(KINDS < 62);
/// Steps are kept as bits.
pub(crate) const MAX_STEPS: usize = 128;

/// Ids as bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Set(Vec<u64>);

impl Set {
    pub fn of(ids: &[Id], names: &Names) -> Set {
        let mut bits = vec![0; names.count().div_ceil(64)];
        for id in ids {
            bits[id.0 as usize / 64] |= 1 << (id.0 % 64);
        }
        Set(bits)
    }

    pub fn has(&self, id: Id) -> bool {
        self.0.get(id.0 as usize / 64).is_some_and(|word| word >> (id.0 % 64) & 1 == 1)
    }
}

/// A [`Pattern`] made ready.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Matcher {
    pub kind: Kind,
    pub by: Option<Set>,
    pub on: Option<Set>,
    pub with: Option<Set>,
    pub min: f32,
    pub max: f32,
}

fn allows(set: &Option<Set>, id: Id) -> bool {
    set.as_ref().is_none_or(|set| set.has(id))
}

impl Matcher {
    pub fn fits(&self, fact: &Fact) -> bool {
        if self.kind != fact.kind || fact.amount < self.min || fact.amount > self.max {
            return false;
        }
        let either_way = matches!(self.kind, Kind::Touched | Kind::Parted);
        allows(&self.with, fact.with)
            && (allows(&self.by, fact.by) && allows(&self.on, fact.on)
                || either_way && allows(&self.by, fact.on) && allows(&self.on, fact.by))
    }
}

/// Remembers the last fact that fits, and how many did since it was last set back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Register {
    pub fact: Matcher,
    /// Facts that set it back; counting begins after the first of them. Empty: counts from the start.
    pub since: Vec<Matcher>,
    /// Set back when a deviation of this rule begins.
    pub rule: Option<u16>,
}

pub(crate) enum Subject {
    Any(Set),
    By,
    On,
}

/// A [`Condition`] made ready. `u16`s are registers.
pub(crate) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Count {
        of: u16,
        times: u32,
        within: u32,
        ago: u32,
    },
    Step(u8),
    Wet {
        wetted: u16,
        dried: u16,
        with: Set,
        ticks: u32,
    },
    WasWet {
        wetted: u16,
        dried: u16,
        long: u16,
        with: Set,
        ticks: u32,
    },
    In {
        entered: u16,
        zones: Set,
    },
    /// The last `on` came after the last `off`.
    Latch {
        on: u16,
        off: u16,
    },
    Holds {
        grasped: u16,
        released: u16,
        on: Set,
    },
    Latest {
        of: u16,
        min: f32,
        max: f32,
    },
    Stated {
        of: Subject,
        with: Id,
        is: Option<Set>,
        min: f32,
        max: f32,
    },
}

/// A condition and the kinds of facts that can change it ([`TIMED`], [`STEPS`] among its bits).
pub(crate) struct Test {
    pub node: Node,
    pub needs: u64,
}

/// What a fact of a kind may concern.
#[derive(Clone, Copy)]
pub(crate) enum Hook {
    Rule(u16),
    Restart(u16),
    Count(u16),
}

pub(crate) struct CompiledStep {
    /// All that must be done before, as bits, through all generations.
    pub before: u128,
    /// The direct ones.
    pub after: u128,
    pub zone: Id,
    pub begins: Option<Test>,
    pub done: Test,
    pub as_if: Vec<What>,
    /// The site asks for it.
    pub asked: bool,
}

pub(crate) struct CompiledRule {
    pub step: u8,
    pub when: Option<Matcher>,
    pub condition: Option<Test>,
    pub recovery: Option<Test>,
    pub as_if: Vec<What>,
    pub within: u32,
    pub obvious: bool,
}

pub(crate) struct Rubric {
    pub critical: f32,
    pub major: f32,
    pub minor: f32,
    pub pass_score: f32,
    pub max_major: f32,
    pub time_min_s: f32,
    pub time_max_s: f32,
}

pub(crate) struct Program {
    pub registers: Vec<Register>,
    pub hooks: Vec<Vec<Hook>>,
    pub steps: Vec<CompiledStep>,
    pub rules: Vec<CompiledRule>,
    /// Zone ids in the order in which one goes on.
    pub zones: Vec<Id>,
    pub body: Id,
    pub rubric: Rubric,
}

impl Program {
    /// Are all forerunners of a step among `past`, or not asked for by the site?
    pub fn ready(&self, step: usize, past: u128) -> bool {
        bits(self.steps[step].after & !past).all(|before| !self.steps[before].asked)
    }
}

/// The places of the bits that are set.
pub(crate) fn bits(mut set: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let next = (set != 0).then(|| set.trailing_zeros() as usize);
        set &= set.wrapping_sub(1);
        next
    })
}

//! What a judge remembers of a session, and what holds by it: all that changes while judging, so that a copy is a save
//! point and its checksum says whether two judges agree.

use crate::debrief::Severity;
use crate::program::{CompiledStep, Node, Program, Subject, Test, bits};
use twin::Id;
use twin::fact::{Fact, Kind};
use xxhash_rust::xxh3::Xxh3Default;

/// Facts kept as evidence of one deviation.
pub(crate) const EVIDENCE: usize = 4;
/// Truths about things that a session can hold.
const TRUTHS: usize = 512;
/// Surfaces that can be wet at one time.
const FILMS: usize = 64;

/// What changes while judging; all of it, so that a copy is a save point.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub(crate) tick: u32,
    pub(crate) started: bool,
    pub(crate) finished: bool,
    pub(crate) seq: u32,
    pub(crate) memory: Vec<Memory>,
    truths: Vec<Truth>,
    films: Vec<Film>,
    pub(crate) begun: u128,
    pub(crate) done: u128,
    pub(crate) skipped: u128,
    /// Steps with a deviation of their own.
    pub(crate) faulted: u128,
    pub(crate) begun_at: Vec<u32>,
    pub(crate) done_at: Vec<u32>,
    /// For each rule, whether its `if` was true when last looked at.
    pub(crate) was: Vec<bool>,
    pub(crate) deviations: Vec<Deviation>,
    /// Where the body is.
    pub(crate) body_zone: Id,
    /// How far along `zones` the body has been.
    pub(crate) rank: usize,
    /// A step was done in the last tick.
    pub(crate) step_news: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Memory {
    pub armed: bool,
    /// When it was set back.
    pub since: u32,
    pub count: u32,
    /// The place of the last fact among all facts; 0 before the first.
    pub seq: u32,
    pub fact: Fact,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Truth {
    on: Id,
    with: Id,
    is: Id,
    amount: f32,
}

/// A surface that is wet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Film {
    pub on: Id,
    pub with: Id,
    pub since: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Deviation {
    /// Index of the rule; from `rules.len()` on, of the step that was left out.
    pub rule: u16,
    pub tick: u32,
    pub first: Severity,
    pub severity: Option<Severity>,
    pub recovered: bool,
    pub concealed: bool,
    /// Can still be repaired.
    pub open: bool,
    pub declared: bool,
    /// The step whose doing showed that another was left out; `u16::MAX` for none.
    pub by_step: u16,
    pub evidence: [Fact; EVIDENCE],
    pub evidence_count: u8,
}

const NO_FACT: Fact =
    Fact { tick: 0, person: 0, kind: Kind::Touched, by: Id::NONE, on: Id::NONE, with: Id::NONE, amount: 0.0 };

pub(crate) fn fresh(armed: bool, seq: u32) -> Memory {
    Memory { armed, since: 0, count: 0, seq, fact: NO_FACT }
}

impl Deviation {
    pub fn new(rule: u16, tick: u32, severity: Severity, open: bool) -> Deviation {
        Deviation {
            rule,
            tick,
            first: severity,
            severity: Some(severity),
            recovered: false,
            concealed: false,
            open,
            declared: false,
            by_step: u16::MAX,
            evidence: [NO_FACT; EVIDENCE],
            evidence_count: 0,
        }
    }

    pub fn add_evidence(&mut self, fact: &Fact) {
        if let Some(place) = self.evidence.get_mut(self.evidence_count as usize) {
            *place = *fact;
            self.evidence_count += 1;
        }
    }
}

impl State {
    pub(crate) fn new(program: &Program, deviation_limit: usize) -> State {
        let (steps, rules) = (program.steps.len(), program.rules.len());
        State {
            tick: 0,
            started: false,
            finished: false,
            seq: 0,
            memory: program.registers.iter().map(|register| fresh(register.since.is_empty(), 0)).collect(),
            truths: Vec::with_capacity(TRUTHS),
            films: Vec::with_capacity(FILMS),
            begun: 0,
            done: 0,
            skipped: 0,
            faulted: 0,
            begun_at: vec![0; steps],
            done_at: vec![0; steps],
            was: vec![false; rules],
            deviations: Vec::with_capacity(deviation_limit),
            body_zone: Id::NONE,
            rank: 0,
            step_news: false,
        }
    }

    pub(crate) fn restore(&mut self, saved: &State, deviation_limit: usize) {
        *self = saved.clone();
        // A copy has only the room it needs, and judging must not allocate.
        self.deviations.reserve(deviation_limit - saved.deviations.len());
        self.truths.reserve(TRUTHS - saved.truths.len());
        self.films.reserve(FILMS - saved.films.len());
    }

    /// Ticks judged.
    pub(crate) fn ticks(&self) -> u32 {
        self.tick + u32::from(self.started)
    }

    /// Steps that are behind: done, left out, or done badly and followed by one that needs them.
    pub(crate) fn past(&self, steps: &[CompiledStep]) -> u128 {
        let needed = bits(self.done).fold(0, |needed, i| needed | steps[i].before);
        self.done | self.skipped | self.faulted & needed
    }

    pub(crate) fn learn(&mut self, fact: &Fact) {
        let truth = Truth { on: fact.on, with: fact.with, is: fact.by, amount: fact.amount };
        if let Some(known) = self.truths.iter_mut().find(|t| t.on == truth.on && t.with == truth.with) {
            *known = truth;
        } else if self.truths.len() < TRUTHS {
            self.truths.push(truth);
        }
    }

    pub(crate) fn film(&self, on: Id) -> Option<Film> {
        self.films.iter().find(|film| film.on == on).copied()
    }

    pub(crate) fn keep_film(&mut self, fact: &Fact) {
        match fact.kind {
            Kind::Wetted | Kind::Dried => self.films.retain(|film| film.on != fact.on),
            _ => return,
        }
        if fact.kind == Kind::Wetted && self.films.len() < FILMS {
            self.films.push(Film { on: fact.on, with: fact.with, since: fact.tick });
        }
    }

    pub(crate) fn looks(&self, test: &Test, news: u64) -> bool {
        test.needs & news != 0 && self.holds(&test.node, None)
    }

    pub(crate) fn holds(&self, node: &Node, trigger: Option<&Fact>) -> bool {
        let memory = |index: &u16| &self.memory[*index as usize];
        match node {
            Node::All(all) => all.iter().all(|node| self.holds(node, trigger)),
            Node::Any(any) => any.iter().any(|node| self.holds(node, trigger)),
            Node::Not(not) => !self.holds(not, trigger),
            Node::Count { of, times, within, ago } => {
                let m = memory(of);
                let age = self.tick - m.fact.tick.min(self.tick);
                m.count >= *times && age <= *within && age >= *ago
            }
            Node::Step(step) => self.done >> step & 1 == 1,
            Node::Wet { wetted, dried, with, ticks } => {
                let (wetted, dried) = (memory(wetted), memory(dried));
                wetted.count > 0
                    && wetted.seq > dried.seq
                    && with.has(wetted.fact.with)
                    && self.tick - wetted.fact.tick >= *ticks
            }
            Node::WasWet { wetted, dried, long, with, ticks } => {
                let (wetted, dried, long) = (memory(wetted), memory(dried), memory(long));
                let from = wetted.fact.tick.max(long.since);
                // Wet since before the facts of `since` is not wetted after them.
                let whole = |m: &Memory| m.fact.tick as f32 - m.fact.amount * 90.0 >= m.since as f32 - 1.0;
                long.armed
                    && (long.count > 0 && whole(long)
                        || wetted.count > 0
                            && wetted.seq > dried.seq
                            && with.has(wetted.fact.with)
                            && self.tick - from >= *ticks)
            }
            Node::In { entered, zones } => zones.has(memory(entered).fact.on),
            Node::Latch { on, off } => memory(on).seq > memory(off).seq,
            Node::Holds { grasped, released, on } => {
                memory(grasped).seq > memory(released).seq && on.has(memory(grasped).fact.on)
            }
            Node::Latest { of, min, max } => {
                let m = memory(of);
                m.count > 0 && m.fact.amount >= *min && m.fact.amount <= *max
            }
            Node::Stated { of, with, is, min, max } => self.truths.iter().any(|truth| {
                let on = match of {
                    Subject::Any(set) => set.has(truth.on),
                    Subject::By => trigger.is_some_and(|fact| fact.by == truth.on),
                    Subject::On => trigger.is_some_and(|fact| fact.on == truth.on),
                };
                on && truth.with == *with
                    && is.as_ref().is_none_or(|is| is.has(truth.is))
                    && truth.amount >= *min
                    && truth.amount <= *max
            }),
        }
    }

    /// The facts on which `node` rests, for the evidence.
    pub(crate) fn facts_of(&self, node: &Node, deviation: &mut Deviation) {
        let registers: [Option<u16>; 2] = match node {
            Node::All(nodes) | Node::Any(nodes) => {
                for node in nodes.iter().filter(|node| self.holds(node, None)) {
                    self.facts_of(node, deviation);
                }
                return;
            }
            Node::Count { of, .. } | Node::Latest { of, .. } => [Some(*of), None],
            Node::Wet { wetted, .. } => [Some(*wetted), None],
            Node::WasWet { wetted, long, .. } => [Some(*wetted), Some(*long)],
            Node::In { entered, .. } => [Some(*entered), None],
            Node::Latch { on, .. } => [Some(*on), None],
            Node::Holds { grasped, .. } => [Some(*grasped), None],
            Node::Not(_) | Node::Step(_) | Node::Stated { .. } => return,
        };
        for memory in registers.into_iter().flatten().map(|i| &self.memory[i as usize]).filter(|m| m.count > 0) {
            deviation.add_evidence(&memory.fact);
        }
    }

    pub(crate) fn checksum(&self) -> u64 {
        let mut hash = Xxh3Default::new();
        let mut put = |bytes: &[u8]| hash.update(bytes);
        let fact = |f: &Fact| {
            let mut bytes = [0; 16];
            bytes[..4].copy_from_slice(&f.tick.to_le_bytes());
            bytes[4] = f.person;
            bytes[5] = f.kind as u8;
            bytes[6..8].copy_from_slice(&f.by.0.to_le_bytes());
            bytes[8..10].copy_from_slice(&f.on.0.to_le_bytes());
            bytes[10..12].copy_from_slice(&f.with.0.to_le_bytes());
            bytes[12..].copy_from_slice(&f.amount.to_bits().to_le_bytes());
            bytes
        };
        put(&self.tick.to_le_bytes());
        put(&self.seq.to_le_bytes());
        put(&[self.started.into(), self.finished.into(), self.step_news.into(), self.rank.min(255) as u8]);
        put(&self.body_zone.0.to_le_bytes());
        for memory in &self.memory {
            put(&[memory.armed.into()]);
            put(&memory.since.to_le_bytes());
            put(&memory.count.to_le_bytes());
            put(&memory.seq.to_le_bytes());
            put(&fact(&memory.fact));
        }
        for truth in &self.truths {
            for id in [truth.on, truth.with, truth.is] {
                put(&id.0.to_le_bytes());
            }
            put(&truth.amount.to_bits().to_le_bytes());
        }
        for film in &self.films {
            put(&film.on.0.to_le_bytes());
            put(&film.with.0.to_le_bytes());
            put(&film.since.to_le_bytes());
        }
        for set in [self.begun, self.done, self.skipped, self.faulted] {
            put(&set.to_le_bytes());
        }
        for tick in self.begun_at.iter().chain(&self.done_at) {
            put(&tick.to_le_bytes());
        }
        for &was in &self.was {
            put(&[was.into()]);
        }
        for d in &self.deviations {
            put(&d.rule.to_le_bytes());
            put(&d.tick.to_le_bytes());
            put(&d.by_step.to_le_bytes());
            let severity = d.severity.map_or(3, |severity| severity as u8);
            put(&[d.first as u8, severity, d.recovered.into(), d.concealed.into(), d.open.into(), d.declared.into()]);
            put(&[d.evidence_count]);
            for evidence in &d.evidence {
                put(&fact(evidence));
            }
        }
        hash.digest()
    }
}

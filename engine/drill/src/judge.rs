//! The judge: reads the facts of a tick and says which steps began and ended and which rules were broken.
//!
//! Within a tick: each fact in its order first meets the rules that wait for it (with things as they were just before),
//! then is remembered. When all are, steps, rules without a fact, repairs and left-out steps are looked at, in this
//! order. A condition is looked at only in a tick that has a fact it asks for, or ten times a second if it has a timer.

use crate::compile::{
    CompiledRule, CompiledStep, Hook, Node, Problem, Program, STEPS, Subject, TIMED, Test, bits, compile,
};
use crate::debrief::{Mode, Severity, Verdict, VerdictKind};
use crate::procedure::Procedure;
use crate::site::Site;
use twin::fact::{Fact, Kind};
use twin::{Id, Names};
use xxhash_rust::xxh3::Xxh3Default;

/// Deviations that a session can hold for each rule and step; more of them only repeat.
const REPEATS: usize = 4;
/// Facts kept as evidence of one deviation.
pub(crate) const EVIDENCE: usize = 4;
/// Ticks between two looks at conditions with a timer.
const TIMER_TICKS: u32 = 9;
/// Truths about things that a session can hold.
const TRUTHS: usize = 512;
/// Surfaces that can be wet at one time.
const FILMS: usize = 64;

/// A procedure that cannot be judged: the first thing that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("procedure.json, at `{}`: {}; {}", .0.path, .0.sentence, .0.remedy)]
pub struct DrillError(pub Problem);

/// One drill being judged. The same facts give the same verdicts.
pub struct Drill {
    pub(crate) procedure: Procedure,
    pub(crate) program: Program,
    pub(crate) words: crate::say::Words,
    pub(crate) name: String,
    pub(crate) mode: Mode,
    pub(crate) scenario_hash: String,
    pub(crate) site_hash: String,
    pub(crate) state: State,
    deviation_limit: usize,
    pub(crate) verdicts: Vec<Verdict>,
}

/// What changes while judging; all of it, so that a copy is a save point.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub(crate) tick: u32,
    started: bool,
    pub(crate) finished: bool,
    seq: u32,
    memory: Vec<Memory>,
    truths: Vec<Truth>,
    films: Vec<Film>,
    pub(crate) begun: u128,
    pub(crate) done: u128,
    pub(crate) skipped: u128,
    /// Steps with a deviation of their own.
    faulted: u128,
    pub(crate) begun_at: Vec<u32>,
    pub(crate) done_at: Vec<u32>,
    /// For each rule, whether its `if` was true when last looked at.
    was: Vec<bool>,
    pub(crate) deviations: Vec<Deviation>,
    /// Where the body is.
    body_zone: Id,
    /// How far along `zones` the body has been.
    rank: usize,
    /// A step was done in the last tick.
    step_news: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Memory {
    armed: bool,
    /// When it was set back.
    since: u32,
    count: u32,
    /// The place of the last fact among all facts; 0 before the first.
    seq: u32,
    fact: Fact,
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
struct Film {
    on: Id,
    with: Id,
    since: u32,
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
    declared: bool,
    /// The step whose doing showed that another was left out; `u16::MAX` for none.
    pub by_step: u16,
    pub evidence: [Fact; EVIDENCE],
    pub evidence_count: u8,
}

const NO_FACT: Fact =
    Fact { tick: 0, person: 0, kind: Kind::Touched, by: Id::NONE, on: Id::NONE, with: Id::NONE, amount: 0.0 };

impl Drill {
    /// `name` is the drill's folder name; `scenario_hash`, `site_hash` are those of [`crate::hash`].
    ///
    /// # Errors
    /// The first thing in `procedure` that cannot be meant. A pattern that fits nothing in this room is not an error
    /// here; `check` says it.
    pub fn new(
        scenario: crate::scenario::Scenario,
        site: &Site,
        site_hash: String,
        names: &Names,
        mode: Mode,
    ) -> Result<Drill, DrillError> {
        let procedure = scenario.procedure;
        let (program, problems) = compile(&procedure, site, names);
        if let Some(problem) = problems.into_iter().find(|problem| !problem.idle) {
            return Err(DrillError(problem));
        }
        let (steps, rules) = (procedure.steps.len(), procedure.rules.len());
        let deviation_limit = (steps + rules) * REPEATS;
        let state = State {
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
        };
        let words = crate::say::Words::new(&procedure);
        let verdicts = Vec::with_capacity((steps + rules) * 4);
        Ok(Drill {
            procedure,
            program,
            words,
            name: scenario.name,
            mode,
            scenario_hash: scenario.hash,
            site_hash,
            state,
            deviation_limit,
            verdicts,
        })
    }

    /// Judges one tick; called once a tick, with no facts too. Allocates nothing.
    pub fn judge(&mut self, facts: &[Fact]) -> &[Verdict] {
        self.verdicts.clear();
        if self.state.finished {
            return &self.verdicts;
        }
        let next = self.state.tick + u32::from(self.state.started);
        self.state.tick = facts.first().map_or(next, |fact| fact.tick.max(next));
        self.state.started = true;
        let mut news = if self.state.tick.is_multiple_of(TIMER_TICKS) { TIMED } else { 0 };
        if std::mem::take(&mut self.state.step_news) {
            news |= STEPS;
        }
        for fact in facts.iter().filter(|fact| concerns(fact)) {
            let fact = Fact { tick: self.state.tick, ..*fact };
            news |= 1 << fact.kind as u8;
            self.meet(&fact);
            self.remember(&fact);
        }
        if news != 0 {
            self.advance(news);
            self.edges(news | if self.state.step_news { STEPS } else { 0 });
            self.repairs();
            self.left_out();
        }
        if self.state.finished {
            self.go_on(usize::MAX);
        }
        &self.verdicts
    }

    fn say(&mut self, kind: VerdictKind) {
        self.verdicts.push(Verdict { tick: self.state.tick, kind });
    }

    /// The rules that wait for this fact, with things as they were before it.
    fn meet(&mut self, fact: &Fact) {
        if fact.kind == Kind::Entered && fact.by == self.program.body {
            let rank = self.program.zones.iter().position(|&zone| zone == fact.on).unwrap_or(0);
            if rank > self.state.rank {
                self.go_on(rank);
            }
        }
        if fact.kind == Kind::Declared {
            for deviation in self.state.deviations.iter_mut().filter(|d| d.open) {
                deviation.declared = true;
            }
        }
        for i in 0..self.program.hooks[fact.kind as usize].len() {
            let Hook::Rule(index) = self.program.hooks[fact.kind as usize][i] else { break };
            let rule = &self.program.rules[index as usize];
            let fires = rule.when.as_ref().is_some_and(|when| when.fits(fact))
                && rule.condition.as_ref().is_none_or(|test| self.state.holds(&test.node, Some(fact)));
            if fires {
                self.fire(index, Some(fact));
            }
        }
    }

    fn remember(&mut self, fact: &Fact) {
        if fact.kind == Kind::Wetted {
            // An agent that takes the place of another ends that one's time, whether the room says so or not.
            if let Some(film) = self.state.film(fact.on).filter(|film| film.with != fact.with) {
                let amount = (fact.tick - film.since) as f32 / 90.0;
                self.count(&Fact { kind: Kind::Dried, with: film.with, amount, ..*fact });
            }
        }
        self.count(fact);
        self.state.keep_film(fact);
    }

    fn count(&mut self, fact: &Fact) {
        let state = &mut self.state;
        state.seq += 1;
        match fact.kind {
            Kind::Finished => state.finished = true,
            Kind::Stated => state.learn(fact),
            Kind::Entered if fact.by == self.program.body => state.body_zone = fact.on,
            _ => {}
        }
        for &hook in &self.program.hooks[fact.kind as usize] {
            match hook {
                Hook::Rule(_) => {}
                Hook::Restart(index) => {
                    let register = &self.program.registers[index as usize];
                    if register.since.iter().any(|since| since.fits(fact)) {
                        // The fact that sets a register back does not count in it: `seq` marks it as seen.
                        state.memory[index as usize] = Memory { since: fact.tick, ..fresh(true, state.seq) };
                    }
                }
                Hook::Count(index) => {
                    let register = &self.program.registers[index as usize];
                    let memory = &mut state.memory[index as usize];
                    if memory.armed && memory.seq != state.seq && register.fact.fits(fact) {
                        *memory = Memory { count: memory.count + 1, seq: state.seq, fact: *fact, ..*memory };
                    }
                }
            }
        }
    }

    fn advance(&mut self, news: u64) {
        let past = self.state.past(&self.program.steps);
        for i in 0..self.program.steps.len() {
            let step = &self.program.steps[i];
            if self.state.done >> i & 1 == 1 || !step.asked {
                continue;
            }
            let done = self.state.looks(&step.done, news);
            let begun = self.state.begun >> i & 1 == 1;
            if !begun {
                let begins = match &step.begins {
                    Some(test) => self.state.looks(test, news),
                    None => self.state.body_zone == step.zone && self.program.ready(i, past),
                };
                if done || begins {
                    self.state.begun |= 1 << i;
                    self.state.begun_at[i] = self.state.tick;
                    self.say(VerdictKind::StepBegun { step: i as u16 });
                }
            }
            if done {
                self.state.done |= 1 << i;
                self.state.done_at[i] = self.state.tick;
                self.state.step_news = true;
                self.say(VerdictKind::StepDone { step: i as u16 });
            }
        }
    }

    /// Rules that wait for no fact: they fire when their condition becomes true.
    fn edges(&mut self, news: u64) {
        for i in 0..self.program.rules.len() {
            let rule = &self.program.rules[i];
            let Some(test) = rule.condition.as_ref().filter(|test| rule.when.is_none() && test.needs & news != 0)
            else {
                continue;
            };
            let is = self.state.holds(&test.node, None);
            if is && !std::mem::replace(&mut self.state.was[i], is) {
                self.fire(i as u16, None);
            }
            self.state.was[i] = is;
        }
    }

    fn fire(&mut self, rule: u16, fact: Option<&Fact>) {
        let known = self.state.deviations.iter_mut().rev().find(|d| d.rule == rule);
        if let Some(known) = known.filter(|d| !d.recovered) {
            if let Some(fact) = fact {
                known.add_evidence(fact);
            }
            return;
        }
        if !self.program.steps[self.program.rules[rule as usize].step as usize].asked {
            return;
        }
        let severity = self.procedure.rules[rule as usize].severity;
        let compiled = &self.program.rules[rule as usize];
        self.state.faulted |= 1 << compiled.step;
        let open = compiled.recovery.is_some();
        let mut deviation = Deviation::new(rule, self.state.tick, severity, open);
        match (fact, &compiled.condition) {
            (Some(fact), _) => deviation.add_evidence(fact),
            (None, Some(test)) => self.state.facts_of(&test.node, &mut deviation),
            (None, None) => {}
        }
        self.record(deviation);
        for (register, memory) in self.program.registers.iter().zip(&mut self.state.memory) {
            if register.rule == Some(rule) {
                // The fact being met will be remembered next; it must not count as its own repair.
                let seq = self.state.seq + u32::from(fact.is_some());
                *memory = Memory { since: self.state.tick, ..fresh(register.since.is_empty(), seq) };
            }
        }
    }

    fn record(&mut self, deviation: Deviation) {
        if self.state.deviations.len() == self.deviation_limit {
            return;
        }
        let number = self.state.deviations.len() as u16;
        self.state.deviations.push(deviation);
        self.say(VerdictKind::Deviation { deviation: number, rule: deviation.rule, severity: deviation.first });
    }

    fn repairs(&mut self) {
        for i in 0..self.state.deviations.len() {
            let deviation = self.state.deviations[i];
            if !deviation.open {
                continue;
            }
            let rules = self.program.rules.len();
            let repaired = match self.program.rules.get(deviation.rule as usize) {
                Some(CompiledRule { recovery: Some(test), within, .. }) => {
                    if self.state.tick - deviation.tick > *within {
                        self.state.deviations[i].open = false;
                        continue;
                    }
                    self.state.holds(&test.node, None)
                }
                Some(_) => false,
                None => self.state.done >> (deviation.rule as usize - rules) & 1 == 1,
            };
            if repaired {
                let deviation = &mut self.state.deviations[i];
                let severity = lower(deviation.first);
                (deviation.open, deviation.recovered, deviation.severity) = (false, true, severity);
                self.say(VerdictKind::Recovered { deviation: i as u16, severity });
            }
        }
    }

    /// Steps that a step done in this tick needed and that were not done. One done badly is not also left out.
    fn left_out(&mut self) {
        let all = if self.program.steps.len() == 128 { u128::MAX } else { (1 << self.program.steps.len()) - 1 };
        let mut needed = 0;
        let mut by = [u16::MAX; 128];
        for i in bits(self.state.done).filter(|&i| self.state.done_at[i] == self.state.tick) {
            for k in bits(self.program.steps[i].before & !needed) {
                by[k] = i as u16;
            }
            needed |= self.program.steps[i].before;
        }
        if self.state.finished {
            needed = all;
        }
        for i in bits(needed & !self.state.done & !self.state.skipped & !self.state.faulted) {
            if !self.program.steps[i].asked {
                continue;
            }
            self.state.skipped |= 1 << i;
            let rule = (self.program.rules.len() + i) as u16;
            let mut deviation = Deviation::new(rule, self.state.tick, self.procedure.steps[i].severity, true);
            deviation.by_step = by[i];
            self.record(deviation);
        }
    }

    /// The person enters a zone further than ever before, or says that the work is finished: what was not repaired
    /// stays.
    fn go_on(&mut self, rank: usize) {
        self.state.rank = rank;
        for i in 0..self.state.deviations.len() {
            let rule = self.program.rules.get(self.state.deviations[i].rule as usize);
            let deviation = &mut self.state.deviations[i];
            if !std::mem::take(&mut deviation.open) {
                continue;
            }
            if rule.is_some_and(|rule| rule.obvious) && !deviation.declared {
                let severity = raise(deviation.first);
                (deviation.concealed, deviation.severity) = (true, Some(severity));
                self.say(VerdictKind::Concealed { deviation: i as u16, severity });
            }
        }
    }

    /// A copy of all that changes, for [`Drill::restore`].
    pub fn save(&self) -> State {
        self.state.clone()
    }

    /// Goes back to `saved`, which came from a drill of the same procedure.
    pub fn restore(&mut self, saved: &State) {
        self.state = saved.clone();
        // A copy has only the room it needs, and judging must not allocate.
        self.state.deviations.reserve(self.deviation_limit - saved.deviations.len());
        self.state.truths.reserve(TRUTHS - saved.truths.len());
        self.state.films.reserve(FILMS - saved.films.len());
    }

    /// A hash of all that changes.
    pub fn checksum(&self) -> u64 {
        self.state.checksum()
    }
}

/// Facts of a colleague matter only where they change the room for all.
fn concerns(fact: &Fact) -> bool {
    use Kind::*;
    fact.person == 0
        || matches!(fact.kind, Opened | Closed | Refused | Forced | Pressure | Alarmed | Calmed | Stated | Intervened)
}

fn fresh(armed: bool, seq: u32) -> Memory {
    Memory { armed, since: 0, count: 0, seq, fact: NO_FACT }
}

fn lower(severity: Severity) -> Option<Severity> {
    match severity {
        Severity::Minor => None,
        Severity::Major => Some(Severity::Minor),
        Severity::Critical => Some(Severity::Major),
    }
}

fn raise(severity: Severity) -> Severity {
    match severity {
        Severity::Minor => Severity::Major,
        Severity::Major | Severity::Critical => Severity::Critical,
    }
}

impl Deviation {
    fn new(rule: u16, tick: u32, severity: Severity, open: bool) -> Deviation {
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

    fn add_evidence(&mut self, fact: &Fact) {
        if let Some(place) = self.evidence.get_mut(self.evidence_count as usize) {
            *place = *fact;
            self.evidence_count += 1;
        }
    }
}

impl State {
    /// Ticks judged.
    pub(crate) fn ticks(&self) -> u32 {
        self.tick + u32::from(self.started)
    }

    /// Steps that are behind: done, left out, or done badly and followed by one that needs them.
    pub(crate) fn past(&self, steps: &[CompiledStep]) -> u128 {
        let needed = bits(self.done).fold(0, |needed, i| needed | steps[i].before);
        self.done | self.skipped | self.faulted & needed
    }

    fn learn(&mut self, fact: &Fact) {
        let truth = Truth { on: fact.on, with: fact.with, is: fact.by, amount: fact.amount };
        if let Some(known) = self.truths.iter_mut().find(|t| t.on == truth.on && t.with == truth.with) {
            *known = truth;
        } else if self.truths.len() < TRUTHS {
            self.truths.push(truth);
        }
    }

    fn film(&self, on: Id) -> Option<Film> {
        self.films.iter().find(|film| film.on == on).copied()
    }

    fn keep_film(&mut self, fact: &Fact) {
        match fact.kind {
            Kind::Wetted | Kind::Dried => self.films.retain(|film| film.on != fact.on),
            _ => return,
        }
        if fact.kind == Kind::Wetted && self.films.len() < FILMS {
            self.films.push(Film { on: fact.on, with: fact.with, since: fact.tick });
        }
    }

    fn looks(&self, test: &Test, news: u64) -> bool {
        test.needs & news != 0 && self.holds(&test.node, None)
    }

    fn holds(&self, node: &Node, trigger: Option<&Fact>) -> bool {
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
    fn facts_of(&self, node: &Node, deviation: &mut Deviation) {
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

    fn checksum(&self) -> u64 {
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

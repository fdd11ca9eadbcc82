//! The judge: reads the facts of a tick and says which steps began and ended and which rules were broken.
//!
//! Within a tick: each fact in its order first meets the rules that wait for it (with things as they were just before),
//! then is remembered. When all are, steps, rules without a fact, repairs and left-out steps are looked at, in this
//! order. A condition is looked at only in a tick that has a fact it asks for, or ten times a second if it has a timer.

use crate::compile::{Problem, compile};
use crate::debrief::{Mode, Severity, Verdict, VerdictKind};
use crate::memory::{Deviation, Memory, State, fresh};
use crate::procedure::Procedure;
use crate::program::{CompiledRule, Hook, Program, STEPS, TIMED, bits};
use crate::site::Site;
use twin::Names;
use twin::fact::{Fact, Kind};

/// Deviations that a session can hold for each rule and step; more of them only repeat.
const REPEATS: usize = 4;
/// Ticks between two looks at conditions with a timer.
const TIMER_TICKS: u32 = 9;

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
        let state = State::new(&program, deviation_limit);
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
        self.state.restore(saved, self.deviation_limit);
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

//! From verdicts to a debrief.

use crate::debrief::{Debrief, DeviationReport, Outcome, Severity, StepReport};
use crate::judge::Drill;
use crate::memory::Deviation;
use twin::fact::Fact;
use twin::{Id, Names};

const TICKS_PER_S: f32 = 90.0;

impl Drill {
    /// What the session comes to so far. `hint` says how it ended where facts cannot: `Interrupted` for a cut; without
    /// one, a session whose person never said "finished" was abandoned. What would have grown is [`Drill::growth`]'s.
    pub fn debrief(&self, names: &Names, hint: Option<Outcome>) -> Debrief {
        let state = &self.state;
        let seconds = |tick: u32| tick as f32 / TICKS_PER_S;
        let deviations: Vec<DeviationReport> = state.deviations.iter().map(|d| self.deviation(d, names)).collect();
        let steps = self.procedure.steps.iter().enumerate().filter(|&(i, _)| self.program.steps[i].asked);
        let steps = steps.map(|(i, step)| {
            let at = |set: u128, ticks: &[u32]| (set >> i & 1 == 1).then(|| seconds(ticks[i]));
            let own = deviations.iter().enumerate().filter(|(_, d)| d.step == step.id);
            StepReport {
                id: step.id.clone(),
                title: step.title.clone(),
                critical: step.severity == Severity::Critical,
                begun_s: at(state.begun, &state.begun_at),
                done_s: at(state.done, &state.done_at),
                deviations: own.map(|(k, _)| k as u16).collect(),
            }
        });
        let score = self.score();
        Debrief {
            drill: self.name.clone(),
            title: self.procedure.title.clone(),
            mode: self.mode,
            outcome: self.outcome(hint),
            score,
            pass_score: self.program.rubric.pass_score,
            duration_s: seconds(state.tick),
            ticks: state.ticks(),
            steps: steps.collect(),
            deviations,
            growth: None,
            claim: self.procedure.claim.clone(),
            scenario_hash: self.scenario_hash.clone(),
            site_hash: self.site_hash.clone(),
        }
    }

    /// 0…100: 100 less the site's points for each deviation as it stands.
    pub fn score(&self) -> f32 {
        let r = &self.program.rubric;
        let lost = |d: &Deviation| match d.severity {
            None => 0.0,
            Some(Severity::Minor) => r.minor,
            Some(Severity::Major) => r.major,
            Some(Severity::Critical) => r.critical,
        };
        (100.0 - self.state.deviations.iter().map(lost).sum::<f32>()).max(0.0)
    }

    /// Passed: finished, no critical deviation left unrepaired, not more major ones than allowed, enough points, in time.
    fn outcome(&self, hint: Option<Outcome>) -> Outcome {
        if hint == Some(Outcome::Interrupted) {
            return Outcome::Interrupted;
        }
        if !self.state.finished {
            return Outcome::Abandoned;
        }
        let r = &self.program.rubric;
        let count = |severity| self.state.deviations.iter().filter(|d| d.severity == Some(severity)).count();
        let time_s = self.state.tick as f32 / TICKS_PER_S;
        let passed = count(Severity::Critical) == 0
            && count(Severity::Major) as f32 <= r.max_major
            && self.score() >= r.pass_score
            && (r.time_min_s..=r.time_max_s).contains(&time_s);
        if passed { Outcome::Passed } else { Outcome::Failed }
    }

    /// Id of a rule as a verdict names it by its index; a step left out is `<step>.left_out`.
    pub fn rule_id(&self, rule: u16) -> String {
        match self.procedure.rules.get(rule as usize) {
            Some(rule) => rule.id.clone(),
            None => format!("{}.left_out", self.procedure.steps[rule as usize - self.procedure.rules.len()].id),
        }
    }

    fn deviation(&self, d: &Deviation, names: &Names) -> DeviationReport {
        let (procedure, rule) = (&self.procedure, d.rule as usize);
        let sentences = &self.words.deviations[rule];
        let (step, source, label) = match procedure.rules.get(rule) {
            Some(rule) => (rule.step.as_str(), &rule.source, rule.label),
            None => {
                let step = &procedure.steps[rule - procedure.rules.len()];
                (step.id.as_str(), &step.source, step.label)
            }
        };
        let facts = d.evidence[..d.evidence_count as usize].iter().map(|fact| sentence(fact, names));
        let by_step = procedure.steps.get(d.by_step as usize).map(|later| format!("{} done without {step}", later.id));
        DeviationReport {
            rule: self.rule_id(d.rule),
            step: step.to_owned(),
            at_s: d.tick as f32 / TICKS_PER_S,
            tick: d.tick,
            severity: d.severity,
            severity_at_first: d.first,
            recovered: d.recovered,
            concealed: d.concealed,
            what: sentences.what.clone(),
            why: sentences.why.clone(),
            remedy: sentences.remedy.clone(),
            source: source.clone(),
            label: label.as_str().to_owned(),
            evidence: facts.chain(by_step).collect(),
        }
    }
}

/// A fact in words of the room: `touched: skin.hand_right on glove_inner_left.hand.out (2.1)`.
fn sentence(fact: &Fact, names: &Names) -> String {
    let kind = serde_json::to_value(fact.kind).ok();
    let kind = kind.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
    let name = |id: Id, word: &str| if id.is_some() { format!(" {word}{}", names.name(id)) } else { String::new() };
    let amount = if fact.amount == 0.0 { String::new() } else { format!(" ({:.2})", fact.amount) };
    let at_s = fact.tick as f32 / TICKS_PER_S;
    format!("{at_s:.1} s {kind}:{}{}{}{amount}", name(fact.by, ""), name(fact.on, "on "), name(fact.with, "with "))
}

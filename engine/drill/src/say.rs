//! What is said while working: the next step in guided mode, deviations in guided and practice mode, nothing in an exam.

use crate::debrief::{Lang, Mode, Verdict, VerdictKind};
use crate::judge::Drill;
use crate::procedure::Procedure;

/// Sentences made once from the procedure.
pub(crate) struct Words {
    /// For each rule, then for each step left out.
    pub deviations: Vec<Sentences>,
    /// `what` and `remedy` in one, for guided mode.
    captions: Vec<crate::Words>,
}

pub(crate) struct Sentences {
    pub what: crate::Words,
    pub why: crate::Words,
    pub remedy: crate::Words,
}

impl Words {
    pub fn new(procedure: &Procedure) -> Words {
        let rules = procedure.rules.iter().map(|rule| Sentences {
            what: rule.what.clone(),
            why: rule.why.clone(),
            remedy: rule.remedy.clone(),
        });
        let steps = procedure.steps.iter().map(|step| {
            let (fr, en) = (&step.title.fr, &step.title.en);
            let what = crate::Words {
                fr: format!("L’étape « {fr} » n’a pas été faite."),
                en: format!("The step “{en}” was left out."),
            };
            let remedy = crate::Words {
                fr: format!("Ne passez à la suite qu’après l’étape « {fr} »."),
                en: format!("Go on only after the step “{en}”."),
            };
            Sentences { what, why: step.why.clone(), remedy }
        });
        let deviations: Vec<Sentences> = rules.chain(steps).collect();
        let captions = deviations.iter().map(|s| crate::Words {
            fr: format!("{} {}", s.what.fr, s.remedy.fr),
            en: format!("{} {}", s.what.en, s.remedy.en),
        });
        Words { captions: captions.collect(), deviations }
    }
}

/// The next thing to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guide<'a> {
    /// Index of the step.
    pub step: u16,
    pub id: &'a str,
    pub title: &'a crate::Words,
    pub why: &'a crate::Words,
}

/// How a step of the checklist stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    Waiting,
    Begun,
    Done,
    LeftOut,
}

impl Drill {
    /// What the last [`Drill::judge`] said.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// What happened when this rule was broken.
    pub fn what(&self, rule: u16) -> &crate::Words {
        &self.words.deviations[rule as usize].what
    }

    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The next step and why, in guided mode: the first in the procedure's order whose forerunners are done, left out
    /// or done badly. `None` in the other modes, and when nothing is left.
    pub fn guide(&self) -> Option<Guide<'_>> {
        let (program, state) = (&self.program, &self.state);
        let past = state.past(&program.steps);
        let mut waiting = (0..program.steps.len()).filter(|&i| program.steps[i].asked && past >> i & 1 == 0);
        let next = waiting.find(|&i| program.ready(i, past))?;
        let step = &self.procedure.steps[next];
        (self.mode == Mode::Guided).then_some(Guide {
            step: next as u16,
            id: &step.id,
            title: &step.title,
            why: &step.why,
        })
    }

    /// The caption for a verdict; `None` when this mode keeps silent about it.
    pub fn said(&self, verdict: &Verdict, lang: Lang) -> Option<&str> {
        let words = match (self.mode, verdict.kind) {
            (Mode::Exam, _) | (_, VerdictKind::StepBegun { .. } | VerdictKind::StepDone { .. }) => return None,
            (Mode::Guided, VerdictKind::Deviation { rule, .. }) => &self.words.captions[rule as usize],
            (_, VerdictKind::Deviation { rule, .. }) => &self.words.deviations[rule as usize].what,
            (_, VerdictKind::Recovered { .. }) => return Some(RECOVERED[lang as usize]),
            (_, VerdictKind::Concealed { .. }) => return Some(CONCEALED[lang as usize]),
        };
        Some(words.lang(lang))
    }

    /// The checklist: id, title and state of every step that the site asks for, in the procedure's order.
    pub fn steps(&self) -> impl Iterator<Item = (&str, &crate::Words, StepState)> {
        self.procedure.steps.iter().enumerate().filter(|&(i, _)| self.program.steps[i].asked).map(|(i, step)| {
            let is = |set: u128| set >> i & 1 == 1;
            let state = match () {
                () if is(self.state.done) => StepState::Done,
                () if is(self.state.skipped) => StepState::LeftOut,
                () if is(self.state.begun) => StepState::Begun,
                () => StepState::Waiting,
            };
            (step.id.as_str(), &step.title, state)
        })
    }
}

/// In the order of [`Lang`].
const RECOVERED: [&str; 2] =
    ["Erreur repérée et corrigée : c’est le bon réflexe.", "Mistake noticed and put right: that is the right reflex."];
const CONCEALED: [&str; 2] = [
    "Vous avez poursuivi sans corriger ni signaler l’erreur : elle devient plus grave.",
    "You went on without repairing or declaring the mistake: it now weighs more.",
];

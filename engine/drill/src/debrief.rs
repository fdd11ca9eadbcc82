//! What a session comes to: one pure function's result, read by the mirror, the headset's end room, the statements
//! and the files that `replay --debrief` writes.

use crate::growth::Growth;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A sentence in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub fr: String,
    pub en: String,
}

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    Fr,
    #[default]
    En,
}

impl Words {
    pub fn lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }
}

/// How bad a deviation is (`domain.md` §2): critical is a direct path to the product or a falsified record, major a
/// barrier lost but recoverable, minor a slip of good practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Minor,
    Major,
    Critical,
}

/// How much the trainee is told while working.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The next step and its reason are said.
    Guided,
    /// Only deviations are said.
    #[default]
    Practice,
    /// Silence until the debrief.
    Exam,
}

/// What the judge says at a tick. Indices are into the procedure's lists, so that a verdict is `Copy`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    pub tick: u32,
    pub kind: VerdictKind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum VerdictKind {
    StepBegun {
        step: u16,
    },
    StepDone {
        step: u16,
    },
    /// `deviation` counts up from 0 in one session; `rule` is the index of the rule that was broken.
    Deviation {
        deviation: u16,
        rule: u16,
        severity: Severity,
    },
    /// The deviation was noticed and repaired: its severity falls by one.
    Recovered {
        deviation: u16,
        severity: Option<Severity>,
    },
    /// The trainee went on as if nothing had happened: its severity rises by one.
    Concealed {
        deviation: u16,
        severity: Severity,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Passed,
    Failed,
    /// The trainee left before the end.
    Abandoned,
    /// The program or the power was cut; found again at the next start.
    Interrupted,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Debrief {
    /// Folder name of the drill: `gowning`.
    pub drill: String,
    pub title: Words,
    pub mode: Mode,
    pub outcome: Outcome,
    /// 0…100.
    pub score: f32,
    pub pass_score: f32,
    pub duration_s: f32,
    /// Ticks judged.
    pub ticks: u32,
    pub steps: Vec<StepReport>,
    pub deviations: Vec<DeviationReport>,
    /// What would have grown on the plates that were pressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth: Option<Growth>,
    /// "A practice result in simulation; it replaces neither …": said on every debrief.
    pub claim: Words,
    /// Content hashes of what judged: hexadecimal.
    pub scenario_hash: String,
    pub site_hash: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepReport {
    /// `G08`.
    pub id: String,
    pub title: Words,
    /// A step whose faults are critical.
    pub critical: bool,
    pub begun_s: Option<f32>,
    pub done_s: Option<f32>,
    /// Indices into [`Debrief::deviations`].
    pub deviations: Vec<u16>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviationReport {
    /// Id of the rule: `coverall_on_floor`.
    pub rule: String,
    /// Id of the step it belongs to.
    pub step: String,
    /// Seconds from the start of the tape.
    pub at_s: f32,
    pub tick: u32,
    /// As it stands at the end; absent when a minor one was recovered.
    pub severity: Option<Severity>,
    pub severity_at_first: Severity,
    pub recovered: bool,
    pub concealed: bool,
    /// What happened, why it matters, what to do next time.
    pub what: Words,
    pub why: Words,
    pub remedy: Words,
    /// The paragraph or paper it rests on, and its label: `measured`, `computed` or `design`.
    pub source: String,
    pub label: String,
    /// The facts that show it, in words of the room: `skin.hand_right touched glove_inner_left.hand.out (2.1 cm²)`.
    pub evidence: Vec<String>,
}

//! A procedure as data: what `procedure.json` of a drill says. Steps are a partial order with conditions, never a list.

use crate::condition::{Condition, Globs, Pattern};
use crate::debrief::{Severity, Words};
use crate::site::{Label, Param};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `scenarios/<drill>/procedure.json`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// The schema that guides the editor; not read.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    pub title: Words,
    /// What the result is worth and what it does not replace; said on every debrief.
    pub claim: Words,
    /// Zones in the order in which one goes on. Whoever enters one further than ever before has *gone on*: what was
    /// not repaired by then stays.
    pub zones: Vec<String>,
    pub steps: Vec<Step>,
    pub rules: Vec<Rule>,
    pub rubric: Rubric,
}

/// A thing to do.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// `G08`.
    pub id: String,
    pub title: Words,
    /// Why it matters, said with the title in guided mode and when it was left out.
    pub why: Words,
    /// Where it is done.
    pub zone: String,
    /// Steps that must be done before. Whoever does this one without them has left them out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// When it begins; if left out, when the body is in the zone and all of `after` are done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins_when: Option<Condition>,
    pub done_when: Condition,
    /// How bad it is to leave it out.
    pub severity: Severity,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_if: Option<AsIf>,
    /// Asked only where the site sets this number to something else than 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_site: Option<Param>,
    /// The paragraph or practice it rests on.
    pub source: String,
    pub label: Label,
}

/// A deviation: when it happened, and what to say.
///
/// With `when`, it happens at a fact that fits while `if` is true (as things were just before that fact); without, at
/// the moment `if` becomes true. While a deviation is not recovered, the same rule only gathers evidence.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// `coverall_on_floor`.
    pub id: String,
    /// The step it belongs to.
    pub step: String,
    pub severity: Severity,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Pattern>,
    #[serde(rename = "if", default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// What happened.
    pub what: Words,
    /// Why it matters.
    pub why: Words,
    /// What to do next time.
    pub remedy: Words,
    /// The paragraph, paper or practice it rests on.
    pub source: String,
    pub label: Label,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_if: Option<AsIf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<Recovery>,
}

/// How the session is counted once more, so that the debrief can say what a deviation added to the plates. If left out: as if
/// the touches among its evidence had carried nothing, ill-fitting garments had fitted, a forced door had stayed shut.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AsIf {
    /// As if an agent had worked on these surfaces, everywhere and for its full time, when the deviation was seen.
    Treated(Treated),
    /// As if these surfaces had been dry.
    Dry(Globs),
    /// As if these garments had been worn from then on, until they are.
    Worn(Globs),
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Treated {
    pub on: Globs,
    /// The agent.
    pub with: String,
}

/// The right act after a mistake, done before going on: it lowers the severity by one.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recovery {
    /// The repair. What has "happened" counts from the deviation on; what "is" counts as it is.
    pub by: Condition,
    /// Only so long after the deviation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_s: Option<Param>,
    /// Nobody who pays attention can miss it: whoever goes on without repairing or declaring it has concealed it, which
    /// raises the severity by one.
    #[serde(default)]
    pub obvious: bool,
}

/// How a score is made and what passes (all of it the site's to set).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// Points lost by a deviation of each severity, from 100.
    pub critical: Param,
    pub major: Param,
    pub minor: Param,
    pub pass_score: Param,
    /// More major deviations than this fail.
    pub max_major: Param,
    /// The whole drill takes at least and at most so many seconds.
    pub time_min_s: Param,
    pub time_max_s: Param,
}

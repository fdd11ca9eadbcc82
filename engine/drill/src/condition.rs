//! The words in which a procedure says "when": patterns over single facts, and conditions over what has happened.
//!
//! All of them are decided from facts alone. Names are those of the room (`coverall.sleeve_left.out`), numbers are
//! names of `site.json`.

use crate::site::Param;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use twin::fact::Kind;

/// One name or several, `*` stands for any run of characters; an entry that begins with `!` takes its names away again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Globs {
    One(String),
    Many(Vec<String>),
}

impl Globs {
    pub fn entries(&self) -> &[String] {
        match self {
            Globs::One(entry) => std::slice::from_ref(entry),
            Globs::Many(entries) => entries,
        }
    }
}

/// Fits a fact of this kind whose fields fit; a field left out fits anything. What the fields hold is said at each
/// kind of fact. Two surfaces that touch or part fit either way round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    pub kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Globs>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Globs>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<Globs>,
    /// The fact's amount is at least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Param>,
    /// The fact's amount is at most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Param>,
}

/// Something that is true or not at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// A fact like this has happened.
    Happened(Happened),
    /// This step is done.
    Done(String),
    /// A surface is wet now.
    Wet(Wet),
    /// A surface has been wet without a break for so long, whether it still is or not.
    WasWet(WasWet),
    /// The body or a foot is in a zone now.
    In(In),
    /// One of these doors is open now.
    Open(Globs),
    /// One of these garments or clothes is worn now.
    Worn(Globs),
    /// A hand holds something now.
    Holds(Holds),
    /// The last amount said of something (the degree of a feature, a pressure, a speed) lies within bounds.
    Latest(Latest),
    /// One of these regions of skin or hair is bare now.
    Bared(Globs),
    /// A truth about a thing.
    Stated(Stated),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Happened {
    pub fact: Pattern,
    /// At least so many times; once if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<Param>,
    /// The last one no longer ago than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_s: Option<Param>,
    /// The last one at least this long ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ago_s: Option<Param>,
    /// Only facts after the last fact that fits one of these count, and there must have been one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub since: Vec<Pattern>,
    /// For each single name that `every` fits and that the pattern's field of that name allows, not for any one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Field>,
}

/// A field of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    By,
    On,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wet {
    pub on: Globs,
    pub with: Globs,
    /// And has been for so long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least_s: Option<Param>,
    /// All of the surfaces, not any.
    #[serde(default)]
    pub every: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WasWet {
    pub on: Globs,
    pub with: Globs,
    pub at_least_s: Param,
    /// Only what was wetted after the last fact that fits one of these counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub since: Vec<Pattern>,
    /// All of the surfaces, not any.
    #[serde(default)]
    pub every: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct In {
    /// `body`, `foot.left`, `foot.right`.
    pub who: Globs,
    pub zone: Globs,
    /// All of `who`, not any.
    #[serde(default)]
    pub every: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Holds {
    /// `hand.left`, `hand.right`; any if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Globs>,
    /// The surface taken hold of.
    pub on: Globs,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Latest {
    /// `fitted`, `pressure`, `covered`, `inspected`: a kind whose `on` has an amount.
    pub kind: Kind,
    pub on: Globs,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Param>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Param>,
    /// All of `on`, not any.
    #[serde(default)]
    pub every: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// A thing, or `$by` / `$on`: the one of the fact that the rule waits for.
    pub on: Globs,
    /// The property: `expiry_days`, `tear`.
    pub with: String,
    /// Its word is one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<Globs>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Param>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Param>,
}

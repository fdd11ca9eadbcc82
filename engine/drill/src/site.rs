//! What a site may set: every number the rules use, by name, with its unit, its source and how sure it is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
pub use twin::microbes::model::Label;

/// `scenarios/site.json`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The schema that guides the editor; not read.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    pub numbers: BTreeMap<String, Quantity>,
}

/// A number that can be trusted, because it says where it comes from.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    pub value: f32,
    /// `s`, `Pa`, `m`, `share`, `points`, `count`, `days`, `cm2`, `m/s`.
    pub unit: String,
    /// The paragraph, the paper or the reason.
    pub source: String,
    pub label: Label,
}

/// The name of a number of [`Site::numbers`]. A procedure never writes a bare number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Param(pub String);

//! `scenarios/model.json`: every number of the microbes and the air, with its range, its unit, its source and how sure it
//! is, and which surfaces, clothes and plates of a room they belong to.

use crate::RoomError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a number or a rule is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// A paper or a regulation, cited.
    Measured,
    /// From measured numbers, by a formula.
    Computed,
    /// Ours, for teaching.
    Design,
}

impl Label {
    pub fn as_str(self) -> &'static str {
        match self {
            Label::Measured => "measured",
            Label::Computed => "computed",
            Label::Design => "design",
        }
    }
}

/// What a parameter is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Unit {
    #[serde(rename = "CFU/cm2")]
    CfuPerCm2,
    #[serde(rename = "CFU/s")]
    CfuPerS,
    #[serde(rename = "CFU")]
    Cfu,
    #[serde(rename = "CFU/m3")]
    CfuPerM3,
    #[serde(rename = "1/m3")]
    PerM3,
    #[serde(rename = "cm2")]
    Cm2,
    #[serde(rename = "m2")]
    M2,
    #[serde(rename = "m3")]
    M3,
    #[serde(rename = "m3/s")]
    M3PerS,
    #[serde(rename = "m")]
    M,
    #[serde(rename = "m/s")]
    MPerS,
    #[serde(rename = "s")]
    S,
    #[serde(rename = "1/h")]
    PerH,
    #[serde(rename = "1/m")]
    PerM,
    #[serde(rename = "m2/s")]
    M2PerS,
    #[serde(rename = "Pa")]
    Pa,
    /// 0…1.
    #[serde(rename = "share")]
    Share,
    /// A multiple.
    #[serde(rename = "factor")]
    Factor,
    /// Powers of ten by which something falls.
    #[serde(rename = "log10")]
    Log10,
}

impl Unit {
    /// As it is written in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Unit::CfuPerCm2 => "CFU/cm2",
            Unit::CfuPerS => "CFU/s",
            Unit::Cfu => "CFU",
            Unit::CfuPerM3 => "CFU/m3",
            Unit::PerM3 => "1/m3",
            Unit::Cm2 => "cm2",
            Unit::M2 => "m2",
            Unit::M3 => "m3",
            Unit::M3PerS => "m3/s",
            Unit::M => "m",
            Unit::MPerS => "m/s",
            Unit::S => "s",
            Unit::PerH => "1/h",
            Unit::PerM => "1/m",
            Unit::M2PerS => "m2/s",
            Unit::Pa => "Pa",
            Unit::Share => "share",
            Unit::Factor => "factor",
            Unit::Log10 => "log10",
        }
    }

    /// Nothing can have none of it: what lies on it is divided by it.
    fn above_zero(self) -> bool {
        matches!(self, Unit::Cm2 | Unit::M2 | Unit::M3 | Unit::S)
    }
}

/// A number with what is known of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// `transfer.nitrile_wet`.
    pub id: String,
    pub value: f64,
    /// The range in which it may lie: a measured spread, or how far we would argue.
    pub low: f64,
    pub high: f64,
    pub unit: Unit,
    /// The paper, the paragraph or the reason.
    pub source: String,
    pub label: Label,
}

impl Parameter {
    /// The number at `share` (0…1) of the way through its range: by equal factors where the range spans more than a factor
    /// of three, else by equal steps. A range that begins at 0 has no factors and goes by steps.
    pub fn within(&self, share: f64) -> f64 {
        let number = if self.low > 0.0 && self.high > 3.0 * self.low {
            self.low * libm::pow(self.high / self.low, share)
        } else {
            self.low + (self.high - self.low) * share
        };
        number.clamp(self.low, self.high)
    }
}

/// What a surface is made of, as far as touches care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Material {
    Skin,
    /// Nitrile.
    Glove,
    /// Metal, plastic, film of a pack, a sealed floor.
    Smooth,
    /// Cloth, non-woven.
    Porous,
}

/// Surfaces that are alike: of what they are and what lies on them at the start. The first class that fits a name counts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurfaceClass {
    /// The first source that the ledger names for what lies here at the start; classes may share one.
    pub source: String,
    /// Names of surfaces, `*` stands for any run.
    pub names: Vec<String>,
    /// Only what stands in zones of this grade: `A`, `B`, `C`, `D`, `unclassified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    pub material: Material,
    /// Parameter: CFU per cm² at the start; absent: sterile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load: Option<String>,
    /// Parameter: the share of that which is spores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spores: Option<String>,
}

/// What a person in these clothes gives off. The first of the list that is worn counts; the last says nothing in `worn`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wear {
    /// Garments or clothes, all worn; `*` stands for any run, one of those that fit is enough.
    #[serde(default)]
    pub worn: Vec<String>,
    /// Parameter: microbe-carrying particles a second in light work.
    pub gives: String,
    /// Parameters: particles of each size for one that carries microbes.
    pub particles_05: String,
    pub particles_5: String,
}

/// A fault of dress that lets more out.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exposure {
    /// It counts only while this is worn.
    pub worn: String,
    /// Skin or hair that is bare, any of these.
    #[serde(default)]
    pub bare: Vec<String>,
    /// Or a degree of a garment that is below `least`, a parameter: `hood.tuck`.
    #[serde(default)]
    pub fitted: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<String>,
    /// Parameter: how many times as much.
    pub times: String,
}

/// What a plate is pressed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlateKind {
    /// Five fingers of the hand that presses.
    GlovePrint,
    /// A contact plate of 55 mm.
    Contact,
}

/// A control that is a plate: pressing it takes the sample.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlateUse {
    pub control: String,
    pub kind: PlateKind,
    /// Part of the body whose outermost surface is sampled: `torso`, `arm_left`, `head`; a glove print names a hand.
    pub part: String,
    /// A garment whose outside is sampled instead where it is worn: a hood under goggles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub garment: Option<String>,
}

/// What surfaces and sources are called in a debrief. The first entry that fits counts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Called {
    pub names: Vec<String>,
    pub fr: String,
    pub en: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The schema that guides the editor; not read.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    pub parameters: Vec<Parameter>,
    pub surfaces: Vec<SurfaceClass>,
    pub shedding: Vec<Wear>,
    pub exposures: Vec<Exposure>,
    pub plates: Vec<PlateUse>,
    pub called: Vec<Called>,
}

/// Something in the file that cannot be worked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `parameters[3].low`.
    pub path: String,
    pub sentence: String,
    pub remedy: String,
}

impl Model {
    /// # Errors
    /// There is no such parameter.
    pub fn number(&self, id: &str) -> Result<f64, RoomError> {
        let found = self.parameters.iter().find(|p| p.id == id).map(|p| p.value);
        found.ok_or_else(|| RoomError(format!("model.json has no parameter `{id}`: add it or correct the name")))
    }

    /// What is wrong with it, in the order of the file. Empty: nothing is.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |path: String, sentence: String, remedy: &str| {
            faults.push(Fault { path, sentence, remedy: remedy.to_owned() });
        };
        let mut seen = BTreeSet::new();
        for (i, p) in self.parameters.iter().enumerate() {
            let at = |field: &str| format!("parameters[{i}].{field}");
            if p.id.is_empty() || !seen.insert(&p.id) {
                fault(at("id"), format!("the name `{}` is empty or given twice", p.id), "give each parameter its own");
            }
            if p.low > p.high {
                let sentence = format!("`low` is {} and `high` is {}", p.low, p.high);
                fault(at("low"), sentence, "let the range begin below its end");
            } else if !(p.low..=p.high).contains(&p.value) {
                let sentence = format!("the value {} lies outside of {} to {}", p.value, p.low, p.high);
                fault(at("value"), sentence, "correct the value or its range");
            } else if p.low < 0.0 && p.unit != Unit::M {
                fault(at("low"), format!("`low` is {}", p.low), "nothing here can be below 0");
            } else if p.unit.above_zero() && p.low <= 0.0 {
                let sentence = format!("{} {} may be 0", p.id, p.unit.as_str());
                fault(at("low"), sentence, "areas, volumes and times must be above 0");
            } else if p.unit == Unit::Share && p.high > 1.0 {
                fault(at("high"), format!("a share cannot be {}", p.high), "shares lie between 0 and 1");
            }
            if p.source.trim().is_empty() {
                let remedy = "name the paragraph, the paper or the reason";
                fault(at("source"), "the source is missing".into(), remedy);
            }
        }
        for (path, id) in self.asked() {
            if !self.parameters.iter().any(|p| p.id == *id) {
                fault(path, format!("there is no parameter `{id}`"), "add it to `parameters` or correct the name");
            }
        }
        let sources: BTreeSet<&str> = self.surfaces.iter().map(|s| s.source.as_str()).collect();
        if sources.len() > super::SOURCES - super::AIRBORNE {
            let sentence = format!("{} sources; {} are possible", sources.len(), super::SOURCES - super::AIRBORNE);
            fault("surfaces".into(), sentence, "let classes share a source");
        }
        match self.shedding.last() {
            Some(last) if last.worn.is_empty() => {}
            _ => fault(
                "shedding".into(),
                "nothing is said of who wears none of these".into(),
                "end with an empty `worn`",
            ),
        }
        faults
    }

    /// Every parameter that another part of the file names, with where.
    fn asked(&self) -> Vec<(String, &String)> {
        let mut asked = Vec::new();
        for (i, s) in self.surfaces.iter().enumerate() {
            asked.extend(s.load.iter().map(|id| (format!("surfaces[{i}].load"), id)));
            asked.extend(s.spores.iter().map(|id| (format!("surfaces[{i}].spores"), id)));
        }
        for (i, w) in self.shedding.iter().enumerate() {
            let fields = [("gives", &w.gives), ("particles_05", &w.particles_05), ("particles_5", &w.particles_5)];
            asked.extend(fields.map(|(field, id)| (format!("shedding[{i}].{field}"), id)));
        }
        for (i, e) in self.exposures.iter().enumerate() {
            asked.push((format!("exposures[{i}].times"), &e.times));
            asked.extend(e.least.iter().map(|id| (format!("exposures[{i}].least"), id)));
        }
        asked
    }

    /// `TRUTH.md`: every parameter with its source, for whoever wants to doubt it.
    pub fn page(&self) -> String {
        let mut page = String::from(
            "# What the model of microbes and air rests on\n\n\
             Made from `model.json` by the tests of `drill` (`UPDATE_SCHEMAS=1`). Labels: *measured* is from a paper or a \
             regulation, *computed* follows from measured numbers by a formula in the code, *design* is ours, for teaching: \
             nobody should quote it. Ranges say how far a number may lie from where we put it.\n\n\
             | parameter | value | unit | range | label | source |\n|---|---:|---|---|---|---|\n",
        );
        for p in &self.parameters {
            let (unit, label) = (p.unit.as_str(), p.label.as_str());
            page +=
                &format!("| `{}` | {} | {unit} | {} – {} | {label} | {} |\n", p.id, p.value, p.low, p.high, p.source);
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(parameter: &str) -> Result<Vec<Fault>, String> {
        let text = format!(
            r#"{{"parameters": [{parameter}], "surfaces": [], "exposures": [], "plates": [], "called": [],
                "shedding": [{{"gives": "a", "particles_05": "a", "particles_5": "a"}}]}}"#
        );
        serde_json::from_str::<Model>(&text).map(|m| m.faults()).map_err(|e| e.to_string())
    }

    fn with(value: &str, low: &str, high: &str, unit: &str, label: &str) -> Result<Vec<Fault>, String> {
        model(&format!(
            r#"{{"id": "a", "value": {value}, "low": {low}, "high": {high}, "unit": "{unit}", "source": "s", "label": "{label}"}}"#
        ))
    }

    fn path(faults: Result<Vec<Fault>, String>) -> String {
        faults.unwrap().first().map(|f| f.path.clone()).unwrap_or_default()
    }

    #[test]
    fn numbers_that_cannot_be_are_refused() {
        assert_eq!(with("1", "0.5", "2", "factor", "design"), Ok(vec![]));
        assert_eq!(path(with("1", "2", "0.5", "factor", "design")), "parameters[0].low");
        assert_eq!(path(with("3", "0.5", "2", "factor", "design")), "parameters[0].value");
        assert_eq!(path(with("1", "0", "2", "cm2", "design")), "parameters[0].low");
        assert_eq!(path(with("1", "0", "2", "share", "design")), "parameters[0].high");
        assert!(with("NaN", "0", "2", "factor", "design").is_err());
        assert!(with("1", "0", "2", "CFU/inch2", "design").is_err());
        assert!(with("1", "0", "2", "factor", "guess").is_err());
    }

    #[test]
    fn wide_ranges_go_by_factors_and_narrow_ones_by_steps() {
        let within = |low, high, share| {
            let (id, source) = (String::new(), String::new());
            Parameter { id, value: low, low, high, unit: Unit::Factor, source, label: Label::Design }.within(share)
        };
        assert!((within(1.0, 100.0, 0.5) - 10.0).abs() < 1e-12);
        assert_eq!([within(1.0, 3.0, 0.5), within(0.0, 4.0, 0.25), within(2.0, 2.0, 0.7)], [2.0, 1.0, 2.0]);
        assert_eq!([within(0.1, 1e6, 0.0), within(0.1, 1e6, 1.0)], [0.1, 1e6], "the ends are the ends");
    }

    #[test]
    fn names_that_lead_nowhere_are_found() {
        let faults = model("").unwrap();
        assert_eq!(faults[0].path, "shedding[0].gives");
        assert_eq!(faults[0].sentence, "there is no parameter `a`");
    }
}

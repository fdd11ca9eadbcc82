//! What a shipped tape must come to: the file `<tape>.expected.json` beside it.

use crate::pages::clock;
use anyhow::{Context, Result};
use drill::{Debrief, Outcome, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    pub outcome: Outcome,
    pub score: f32,
    pub ticks: u32,
    pub steps_done: Vec<String>,
    pub deviations: Vec<Deviation>,
    /// Checksum of each component of the state after the last tick, hexadecimal.
    pub sums: BTreeMap<String, String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    pub rule: String,
    pub step: String,
    pub tick: u32,
    pub severity: Option<Severity>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recovered: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub concealed: bool,
}

impl Expected {
    pub fn of(debrief: &Debrief, sums: &[(&'static str, u32)]) -> Expected {
        Expected {
            outcome: debrief.outcome,
            score: debrief.score,
            ticks: debrief.ticks,
            steps_done: debrief.steps.iter().filter(|s| s.done_s.is_some()).map(|s| s.id.clone()).collect(),
            deviations: debrief
                .deviations
                .iter()
                .map(|d| Deviation {
                    rule: d.rule.clone(),
                    step: d.step.clone(),
                    tick: d.tick,
                    severity: d.severity,
                    recovered: d.recovered,
                    concealed: d.concealed,
                })
                .collect(),
            sums: sums.iter().map(|(name, sum)| ((*name).to_owned(), format!("{sum:08x}"))).collect(),
        }
    }

    /// `expert.tape` → `expert.expected.json`.
    pub fn path(tape: &Path) -> PathBuf {
        tape.with_extension("expected.json")
    }

    pub fn read(tape: &Path) -> Result<Expected> {
        let path = Self::path(tape);
        let bytes = std::fs::read(&path).with_context(|| {
            format!(
                "cannot read {}, which says what the tape must come to; `asepsis puppet` writes it with a tape",
                path.display()
            )
        })?;
        serde_json::from_slice(&bytes).with_context(|| format!("{} is not such a file", path.display()))
    }

    /// The first thing in which `found` is not what was expected, as a sentence.
    pub fn difference(&self, found: &Expected) -> Option<String> {
        let seconds = |tick: u32| clock(tick as f32 / tape::TICKS_PER_SECOND as f32);
        if self.ticks != found.ticks {
            return Some(format!("{} ticks expected, {} judged", self.ticks, found.ticks));
        }
        for (i, want) in self.deviations.iter().enumerate() {
            match found.deviations.get(i) {
                None => {
                    return Some(format!("`{}` at {} was expected and did not come", want.rule, seconds(want.tick)));
                }
                Some(got) if got != want => {
                    return Some(format!(
                        "`{}` at {} ({:?}) was expected, `{}` at {} ({:?}) came",
                        want.rule,
                        seconds(want.tick),
                        want.severity,
                        got.rule,
                        seconds(got.tick),
                        got.severity
                    ));
                }
                Some(_) => {}
            }
        }
        if let Some(more) = found.deviations.get(self.deviations.len()) {
            return Some(format!("`{}` at {} came and was not expected", more.rule, seconds(more.tick)));
        }
        if self.outcome != found.outcome || self.score != found.score {
            return Some(format!(
                "{:?} with {} expected, {:?} with {} found",
                self.outcome, self.score, found.outcome, found.score
            ));
        }
        if self.steps_done != found.steps_done {
            let missing: Vec<_> = self.steps_done.iter().filter(|s| !found.steps_done.contains(s)).cloned().collect();
            let more: Vec<_> = found.steps_done.iter().filter(|s| !self.steps_done.contains(s)).cloned().collect();
            return Some(format!("steps no longer done: {missing:?}, newly done: {more:?}"));
        }
        self.sums.iter().find(|(name, sum)| found.sums.get(*name) != Some(sum)).map(|(name, sum)| {
            format!(
                "after the last tick `{name}` is {}, {sum} was expected",
                found.sums.get(name).map_or("absent", |s| s)
            )
        })
    }
}

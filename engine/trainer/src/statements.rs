//! What a school is told of a session: the tape's header and the debrief, as xAPI statements.

use crate::replay::Executed;
use crate::scenario;
use anyhow::{Context, Result};
use drill::Words;
use record::{Course, Session, Statement};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// `scenarios/school.json`: what only a school can say. It decides no verdict, so no tape states its hash.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct School {
    /// Whoever gives the learner ids, as an address.
    learners_home_page: String,
    /// The learning path that each drill belongs to, by the drill's name.
    courses: BTreeMap<String, LearningPath>,
}

/// One of the fifteen learning paths.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LearningPath {
    id: String,
    title: Words,
}

const FILE: &str = "scenarios/school.json";

impl School {
    pub fn load(root: &Path) -> Result<School> {
        let bytes = std::fs::read(root.join(FILE)).with_context(|| format!("cannot read {FILE}"))?;
        serde_json::from_slice(&bytes).with_context(|| format!("{FILE} is not as it should be; correct it"))
    }

    fn course(&self, drill: &str) -> Result<Course> {
        let path = self.courses.get(drill).with_context(|| {
            format!("{FILE} names no learning path for the drill `{drill}`; add it under `courses`")
        })?;
        Ok(Course { id: path.id.clone(), title: path.title.clone() })
    }
}

pub fn of(executed: &Executed) -> Result<Vec<Statement>> {
    let school = School::load(&scenario::root()?)?;
    let course = school.course(&executed.header.scenario)?;
    let session = Session::of_tape(
        &executed.header,
        executed.said,
        &school.learners_home_page,
        course,
        env!("CARGO_PKG_VERSION"),
    )?;
    record::statements(&session, &executed.debrief).context("no statements can be made of this tape")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drill_belongs_to_a_learning_path() {
        let root = scenario::root().expect("the tests run inside the project");
        let school = School::load(&root).expect("a school");
        for drill in scenario::drills(&root).expect("scenarios can be listed") {
            school.course(&drill).expect("its path");
        }
        let why = school.course("nothing").expect_err("no such drill").to_string();
        assert!(why.contains("nothing") && why.contains(FILE), "{why}");
    }
}

//! What a school is told of a session: the tape's header and the debrief, as xAPI statements.

use crate::replay::Executed;
use anyhow::{Context, Result};
use drill::Words;
use record::{Course, Session, Statement};

/// Whoever gives the learner ids; a school sets its own when statements are sent.
const HOME_PAGE: &str = "https://asepsis.example/learners";

pub fn of(executed: &Executed) -> Result<Vec<Statement>> {
    let session = Session::of_tape(&executed.header, HOME_PAGE, course(), env!("CARGO_PKG_VERSION"))?;
    record::statements(&session, &executed.debrief).context("no statements can be made of this tape")
}

/// Gowning belongs to the second of the fifteen learning paths.
fn course() -> Course {
    Course {
        id: "P02".into(),
        title: Words { fr: "Habillage et comportement en ZAC".into(), en: "Gowning and cleanroom behaviour".into() },
    }
}

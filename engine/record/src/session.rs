//! What the statements must know beside the debrief, and how a tape's ending is read.

use drill::{Lang, Outcome, Words};
use uuid::Uuid;

/// The name space of tapes: version 5 of our base address in the URL name space, so that anyone can make it again.
fn tapes() -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, crate::iri::BASE.as_bytes())
}

/// The identity of a tape, from the bytes of its header.
///
/// The header is written once, before the first frame, and no power cut changes it: a torn tape keeps the identity
/// that the whole one would have had. Two sessions must therefore differ in their headers: start time (to a
/// millisecond), device, learner, seed and scenario are there for it.
pub fn tape_id(header: &[u8]) -> Uuid {
    Uuid::new_v5(&tapes(), header)
}

/// Through what the person saw the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    Headset,
    Desktop,
    /// Nobody was there: a scripted trainee made the tape. Such statements serve tests and shows.
    Puppet,
}

impl View {
    pub fn name(self) -> &'static str {
        match self {
            View::Headset => "headset",
            View::Desktop => "desktop",
            View::Puppet => "puppet",
        }
    }
}

/// The course that a drill belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// Letters, digits, `.`, `_`, `-`.
    pub id: String,
    pub title: Words,
}

/// A session as its tape's header, the site and the command line tell it; the rest is in the debrief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// From [`tape_id`]. All ids of statements are made from it.
    pub tape: Uuid,
    /// Start of the tape, milliseconds since 1970-01-01T00:00:00Z.
    pub started_unix_ms: u64,
    /// Address of the system that gave the learner ids: `https://school.example/`.
    pub home_page: String,
    /// Opaque: 1 to 64 letters, digits, `-` or `_`; who it is, only the school knows.
    pub learner: String,
    /// The assignment that this session answers, where the school made one; else the session is its own.
    pub registration: Option<Uuid>,
    pub course: Course,
    pub language: Lang,
    pub view: View,
    pub seed: u64,
    /// 1 for the learner's first session of this drill.
    pub attempt: u32,
    /// Seated, one-handed or slowed: said for reading the times, never for the score.
    pub adapted: bool,
    /// Of the program that judged.
    pub engine_version: String,
}

/// How a tape ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The person said "I have finished", and the end is marked.
    Finished,
    /// The end is marked, but the person left before finishing.
    Left,
    /// No end is marked: the program or the power was cut.
    Cut,
}

/// What a session came to: only a finished one can pass or fail, whatever was done until then.
pub fn outcome(ending: Ending, passed: bool) -> Outcome {
    match ending {
        Ending::Finished if passed => Outcome::Passed,
        Ending::Finished => Outcome::Failed,
        Ending::Left => Outcome::Abandoned,
        Ending::Cut => Outcome::Interrupted,
    }
}

//! What the statements must know beside the debrief: the tape's header says most of it.

use drill::{Lang, Words};
use tape::{Buttons, Header};
use uuid::Uuid;

use crate::Error;

/// The name space of tapes: version 5 of our base address in the URL name space, so that anyone can make it again.
fn tapes() -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, crate::iri::BASE.as_bytes())
}

/// The identity of a tape: a UUID (version 5) of what its header says of who, where, when and with which seed.
///
/// The header is written once, before the first frame, and no power cut changes it: a torn tape has the identity that
/// the whole one would have had. Two sessions must therefore differ in one of start time (to a millisecond), device,
/// learner, scenario, seed and `meta`. The hashes of the rules are left out, so that a tape keeps its identity when it
/// is judged again, and so is everything that a later header may say in addition.
pub fn tape_id(header: &Header) -> Uuid {
    let Header { started_unix_ms, device, learner, scenario, seed, meta, .. } = header;
    // As JSON, so that no text can run into the next one.
    let name = serde_json::json!([started_unix_ms, device, learner, scenario, seed, meta]).to_string();
    Uuid::new_v5(&tapes(), name.as_bytes())
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

/// In what a session was adapted to a person, at any time of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adaptations {
    pub seated: bool,
    pub one_hand: bool,
}

impl Adaptations {
    /// What a tape tells: its header at the beginning (`profile` in [`Header::meta`]), and its frames since; `said` is all
    /// that any of them said.
    pub fn of_tape(header: &Header, said: Buttons) -> Adaptations {
        let profile = header.meta.get("profile").map_or("", String::as_str);
        let tells = |word: &str| profile.split(' ').any(|told| told.starts_with(word));
        Adaptations {
            seated: said.has(Buttons::SEATED) || tells("seated"),
            one_hand: said.has(Buttons::ONE_HAND) || tells("one-hand"),
        }
    }

    /// As statements name them.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        [(self.seated, "seated"), (self.one_hand, "one-hand")].into_iter().filter(|(is, _)| *is).map(|(_, name)| name)
    }
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
    /// In what, as far as the tape tells.
    pub adaptations: Adaptations,
    /// Of the program that judged.
    pub engine_version: String,
}

impl Session {
    /// The session that a tape's header tells of, at a site that knows its learners under `home_page`. `said`: all that
    /// any frame said ([`tape::Frame::buttons`]).
    ///
    /// Of [`Header::meta`] it reads `view` (`headset`, `desktop` or `puppet`; else `puppet`, so that nothing counts as a
    /// person's that does not say so), `attempt` (a number, else 1), `adapted` (`true` or `false`, else false), `profile` and
    /// `registration` (a UUID, else none).
    ///
    /// # Errors
    /// A language that is neither `fr` nor `en`, or a meta entry of another form.
    pub fn of_tape(
        header: &Header,
        said: Buttons,
        home_page: &str,
        course: Course,
        engine_version: &str,
    ) -> Result<Session, Error> {
        let remedy = "take the tape as `asepsis` recorded it";
        let meta = |key: &str| header.meta.get(key).map(String::as_str);
        let attempt = meta("attempt").unwrap_or("1");
        let adapted = meta("adapted").unwrap_or("false");
        let is_adapted: bool =
            adapted.parse().map_err(|_| Error::value("`adapted` in the tape's header", adapted, remedy))?;
        let adaptations = Adaptations::of_tape(header, said);
        let registration = meta("registration").map(|text| {
            Uuid::parse_str(text).map_err(|_| Error::value("registration in the tape's header", text, remedy))
        });
        Ok(Session {
            tape: tape_id(header),
            started_unix_ms: header.started_unix_ms,
            home_page: home_page.to_owned(),
            learner: header.learner.clone(),
            registration: registration.transpose()?,
            course,
            language: match header.language.as_str() {
                "fr" => Lang::Fr,
                "en" => Lang::En,
                other => return Err(Error::value("language in the tape's header", other, remedy)),
            },
            view: match meta("view").unwrap_or("puppet") {
                "headset" => View::Headset,
                "desktop" => View::Desktop,
                "puppet" => View::Puppet,
                other => return Err(Error::value("view in the tape's header", other, remedy)),
            },
            seed: header.seed,
            attempt: attempt.parse().map_err(|_| Error::value("attempt in the tape's header", attempt, remedy))?,
            adapted: is_adapted || adaptations != Adaptations::default(),
            adaptations,
            engine_version: engine_version.to_owned(),
        })
    }
}

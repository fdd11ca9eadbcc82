//! Which statements a session leaves.
//!
//! | outcome     | statements, in the order of their timestamps |
//! |-------------|----------------------------------------------|
//! | passed, failed | initialized · each critical step (completed, attempted or skipped) · answered · passed or failed, with the score · completed · terminated |
//! | abandoned, interrupted | initialized · each critical step that was done or got a deviation · answered, where there is an answer · terminated with `completion: false` |
//!
//! No score, no verdict and no omission is told of a session that did not reach its end. Abandoned and interrupted are
//! told apart by the extension `outcome` of the last statement. A step succeeds when it was done and no major or
//! critical deviation of it stands; a deviation that was repaired counts as what it became.

use std::collections::BTreeSet;

use drill::{Debrief, DeviationReport, Lang, Mode, Severity, StepReport};
use serde::Serialize;

use crate::{
    Error, Session, Statement,
    iri::{self, Verb, kind},
    statement::{Activity, Actor, Outcome, StatementBuilder},
    value::{Duration, Extensions, Iri, LanguageMap, Score, Slug, Timestamp, hundredths, points_of_100},
};

/// The statements of a session, oldest first. The same arguments give the same statements, ids included.
///
/// The ids depend on the tape alone ([`crate::tape_id`]): one judged again under other rules gives other statements with the *same*
/// ids, which a store refuses (409) instead of counting the session twice. Correcting a record is a void and a new
/// statement, never a silent second one.
///
/// # Errors
/// A value that no statement may hold: a learner id that could be a name, an address that is not absolute, words that
/// lack a language, a number outside its range, a time after the session's end.
pub fn statements(session: &Session, debrief: &Debrief) -> Result<Vec<Statement>, Error> {
    let drill = Drill::new(session, debrief)?;
    let ended = matches!(debrief.outcome, drill::Outcome::Passed | drill::Outcome::Failed);
    let end = drill.end;
    let duration = Some(Duration::new("duration of the session", debrief.duration_s)?);
    let whole = |key, verb, result, at| drill.builder.statement(key, verb, drill.builder.drill.clone(), result, at);

    let mut all = vec![];
    for step in debrief.steps.iter().filter(|s| s.critical) {
        all.extend(drill.step(step, ended)?);
    }
    all.sort_by_key(|(at, _)| *at);
    let mut all: Vec<Statement> = all.into_iter().map(|(_, statement)| statement).collect();
    all.insert(0, whole("initialized", Verb::Initialized, Outcome::default(), drill.at(0.0)?));
    all.extend(drill.sequence(duration)?);

    if ended {
        let passed = debrief.outcome == drill::Outcome::Passed;
        let result = Outcome {
            score: Some(Score::of_100("score", debrief.score)?),
            success: Some(passed),
            duration,
            extensions: Extensions::default()
                .with(iri::result::PASS_SCORE, points_of_100("pass score", debrief.pass_score)?)
                .with(iri::result::STANDING, Standing::of(&debrief.deviations)),
            ..Outcome::default()
        };
        all.push(whole("verdict", if passed { Verb::Passed } else { Verb::Failed }, result, end));
        let result = Outcome { completion: Some(true), duration, ..Outcome::default() };
        all.push(whole("completed", Verb::Completed, result, end));
    }
    let result = Outcome {
        completion: (!ended).then_some(false),
        duration,
        extensions: Extensions::default().with(iri::result::OUTCOME, debrief.outcome),
        ..Outcome::default()
    };
    all.push(whole("terminated", Verb::Terminated, result, end));
    Ok(all)
}

/// The tape's rate, which this floor does not import.
const TICKS_PER_SECOND: u64 = 90;

/// How many deviations stand at the end, by severity.
#[derive(Serialize)]
struct Standing {
    critical: usize,
    major: usize,
    minor: usize,
}

impl Standing {
    fn of(deviations: &[DeviationReport]) -> Standing {
        let count = |severity| deviations.iter().filter(|d| d.severity == Some(severity)).count();
        Standing { critical: count(Severity::Critical), major: count(Severity::Major), minor: count(Severity::Minor) }
    }
}

/// A deviation as an extension tells it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DeviationNote {
    rule: Slug,
    step: Slug,
    at_seconds: f64,
    /// As it stands at the end; absent when nothing of it is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<Severity>,
    severity_at_first: Severity,
    recovered: bool,
    concealed: bool,
    what: LanguageMap,
}

/// The drill that the statements speak of.
struct Drill<'a> {
    builder: StatementBuilder,
    session: &'a Session,
    debrief: &'a Debrief,
    id: Slug,
    end: Timestamp,
}

impl<'a> Drill<'a> {
    fn new(session: &'a Session, debrief: &'a Debrief) -> Result<Self, Error> {
        let id = Slug::new("id of the drill", &debrief.drill)?;
        let course = Slug::new("id of the course", &session.course.id)?;
        let title = LanguageMap::new("title of the drill", &debrief.title)?;
        let course_title = LanguageMap::new("title of the course", &session.course.title)?;
        if session.tape.is_nil() {
            return Err(Error::value(
                "identity of the tape",
                session.tape,
                "make it with tape_id from the tape's header",
            ));
        }
        let hash = |what, text: &str| -> Result<String, Error> {
            let hexadecimal = !text.is_empty() && text.chars().all(|c| c.is_ascii_hexdigit());
            let remedy = "a content hash is written in hexadecimal digits";
            if hexadecimal { Ok(text.to_owned()) } else { Err(Error::value(what, text, remedy)) }
        };
        let revision = hash("hash of the scenario", &debrief.scenario_hash)?;
        let extensions = Extensions::default()
            .with(iri::context::TAPE, session.tape)
            .with(iri::context::SEED, session.seed.to_string())
            .with(iri::context::SCENARIO_HASH, &revision)
            .with(iri::context::SITE_HASH, hash("hash of the site profile", &debrief.site_hash)?)
            .with(iri::context::ENGINE_VERSION, &session.engine_version)
            .with(iri::context::ATTEMPT, session.attempt)
            .with(iri::context::MODE, mode_name(debrief.mode))
            .with(iri::context::VIEW, session.view.name())
            .with(iri::context::ADAPTED, session.adapted)
            .with(iri::context::ADAPTATIONS, session.adaptations.names().collect::<Vec<_>>())
            .with(iri::context::CLAIM, LanguageMap::new("claim of the debrief", &debrief.claim)?);
        let builder = StatementBuilder {
            tape: session.tape,
            actor: Actor::new(&session.home_page, &session.learner)?,
            registration: session.registration.unwrap_or(session.tape),
            course: Activity::new(Iri::own(&[&Slug::known("courses"), &course]), kind::COURSE, course_title),
            drill: Activity::new(Iri::own(&[&Slug::known("drills"), &id]), kind::DRILL, title),
            revision,
            language: match session.language {
                Lang::Fr => "fr",
                Lang::En => "en",
            },
            extensions,
        };
        let mut ids = BTreeSet::new();
        if let Some(twice) = debrief.steps.iter().find(|s| !ids.insert(s.id.as_str())) {
            return Err(Error::value("id of a step", &twice.id, "the debrief must name each step once"));
        }
        // 2^32 ticks are 552 days: in 64 bits nothing here overflows but a start time that is refused next.
        let lasted_ms = (u64::from(debrief.ticks) * 1000).div_ceil(TICKS_PER_SECOND);
        let end = Timestamp::new("end of the session", session.started_unix_ms.saturating_add(lasted_ms))?;
        Ok(Drill { builder, session, debrief, id, end })
    }

    /// The moment `seconds` after the tape's start, not after its end.
    fn at(&self, seconds: f32) -> Result<Timestamp, Error> {
        let remedy = "it must lie between the first and the last tick that was judged";
        let wrong = || Error::value("time in the debrief", seconds, remedy);
        if !(0.0..1e8).contains(&seconds) {
            return Err(wrong());
        }
        let ms = (f64::from(seconds) * 1000.0).round() as u64;
        let at = Timestamp::new("time of a statement", self.session.started_unix_ms.saturating_add(ms))?;
        if at > self.end { Err(wrong()) } else { Ok(at) }
    }

    fn note(&self, deviation: &DeviationReport) -> Result<DeviationNote, Error> {
        self.at(deviation.at_s)?;
        Ok(DeviationNote {
            rule: Slug::new("rule of a deviation", &deviation.rule)?,
            step: Slug::new("step of a deviation", &deviation.step)?,
            at_seconds: hundredths(deviation.at_s),
            severity: deviation.severity,
            severity_at_first: deviation.severity_at_first,
            recovered: deviation.recovered,
            concealed: deviation.concealed,
            what: LanguageMap::new("words of a deviation", &deviation.what)?,
        })
    }

    /// Which deviations are of this step.
    fn deviations(&self, step: &StepReport) -> Result<Vec<&'a DeviationReport>, Error> {
        let find = |&i: &u16| {
            let remedy = "the debrief must list every deviation that a step names";
            self.debrief.deviations.get(usize::from(i)).ok_or_else(|| Error::value("deviation of a step", i, remedy))
        };
        step.deviations.iter().map(find).collect()
    }

    fn activity(&self, step: &StepReport) -> Result<Activity, Error> {
        let id = Slug::new("id of a step", &step.id)?;
        let iri = Iri::own(&[&Slug::known("drills"), &self.id, &Slug::known("steps"), &id]);
        Ok(Activity::new(iri, kind::STEP, LanguageMap::new("title of a step", &step.title)?))
    }

    /// What became of a critical step, and when; nothing for one that a session cut short left open or never reached.
    fn step(&self, step: &StepReport, ended: bool) -> Result<Option<(Timestamp, Statement)>, Error> {
        let deviations = self.deviations(step)?;
        if !ended && step.done_s.is_none() && deviations.is_empty() {
            return Ok(None);
        }
        let verb = match (step.done_s, step.begun_s) {
            (Some(_), _) => Verb::Completed,
            (None, Some(_)) => Verb::Attempted,
            (None, None) => Verb::Skipped,
        };
        let last_deviation_s = deviations.iter().map(|d| d.at_s).reduce(f32::max);
        let at_s = step.done_s.or(last_deviation_s).or(step.begun_s);
        let at = at_s.map_or(Ok(self.end), |at_s| self.at(at_s))?;
        let lasted_s = step.done_s.zip(step.begun_s).map(|(done_s, begun_s)| done_s - begun_s);
        let notes = deviations.iter().map(|d| self.note(d)).collect::<Result<Vec<_>, _>>()?;
        let result = Outcome {
            success: Some(step.done_s.is_some() && deviations.iter().all(|d| d.severity <= Some(Severity::Minor))),
            completion: Some(step.done_s.is_some()),
            duration: lasted_s.map(|s| Duration::new("duration of a step", s)).transpose()?,
            extensions: Extensions::default().with(iri::result::DEVIATIONS, notes),
            ..Outcome::default()
        };
        let key = format!("step/{}", step.id);
        Ok(Some((at, self.builder.statement(&key, verb, self.activity(step)?, result, at))))
    }

    /// All steps as one interaction: each that was done or went wrong, in the order of time, with `ok` or the rule of
    /// its worst deviation that stands. None where nothing was done at all.
    fn sequence(&self, duration: Option<Duration>) -> Result<Option<Statement>, Error> {
        let mut answers: Vec<(f32, String)> = vec![];
        let mut components = vec![];
        for step in &self.debrief.steps {
            let id = Slug::new("id of a step", &step.id)?;
            let deviations = self.deviations(step)?;
            let worst = deviations.iter().filter(|d| d.severity.is_some()).max_by_key(|d| d.severity);
            let answer = match worst {
                Some(worst) => Some(Slug::new("rule of a deviation", &worst.rule)?),
                None => step.done_s.map(|_| Slug::known("ok")),
            };
            if let (Some(answer), Some(at_s)) = (answer, step.done_s.or(worst.map(|d| d.at_s))) {
                answers.push((at_s, format!("{}[.]{}", id.as_str(), answer.as_str())));
            }
            components.push((step.id.as_str(), LanguageMap::new("title of a step", &step.title)?));
        }
        if answers.is_empty() {
            return Ok(None);
        }
        answers.sort_by(|a, b| a.0.total_cmp(&b.0));
        let answers: Vec<String> = answers.into_iter().map(|(_, answer)| answer).collect();
        let all_ok = answers.len() == components.len() && answers.iter().all(|a| a.ends_with("[.]ok"));
        let notes = self.debrief.deviations.iter().map(|d| self.note(d)).collect::<Result<Vec<_>, _>>()?;
        let result = Outcome {
            success: Some(all_ok),
            response: Some(answers.join("[,]")),
            duration,
            extensions: Extensions::default().with(iri::result::DEVIATIONS, notes),
            ..Outcome::default()
        };
        let iri = Iri::own(&[&Slug::known("drills"), &self.id, &Slug::known("sequence")]);
        let name = LanguageMap::new("title of the drill", &self.debrief.title)?
            .followed_by("\u{a0}: suite des étapes", ": sequence of steps");
        let activity = Activity::performance(iri, name, components);
        Ok(Some(self.builder.statement("sequence", Verb::Answered, activity, result, self.end)))
    }
}

fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Guided => "guided",
        Mode::Practice => "practice",
        Mode::Exam => "exam",
    }
}

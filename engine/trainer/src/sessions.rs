//! Sessions of real people: where they are kept, how one is recorded, closed, and found again after a power cut.

use crate::grown;
use crate::replay::{self, Executed};
use crate::scenario::{self, Scenario};
use crate::session::{self, Recording, Session};
use crate::{pages, statements, trouble};
use anyhow::{Context, Error, Result, anyhow};
use drill::{Debrief, Growth, Lang, Mode};
use portray::Words;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use tape::{DurableFile, End, Ending, Frame, Header, Quantiser, TapeWriter};

/// The folder that keeps them, made if it is not there: `asepsis/sessions` where this system keeps a user's data.
pub fn folder() -> Result<PathBuf> {
    // On Android the program stands in the one folder that is its own.
    let own = if cfg!(target_os = "android") { std::env::current_dir().ok() } else { None };
    let data = own.or_else(|| std::env::var_os("XDG_DATA_HOME").filter(|dir| !dir.is_empty()).map(PathBuf::from));
    let data = data.or_else(|| std::env::home_dir().map(|home| home.join(".local/share")));
    let folder = data.context("there is no home folder: set XDG_DATA_HOME")?.join("asepsis/sessions");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    Ok(folder)
}

/// `2026-11-23T05-42-48-123Z.tape` of milliseconds since 1970: sorts by time and is a file's name everywhere.
fn name(unix_ms: u64) -> String {
    let (days, ms) = (unix_ms / 86_400_000, unix_ms % 86_400_000);
    // Days to a date: Hinnant, chrono-Compatible Low-Level Date Algorithms, civil_from_days.
    let z = days + 719_468;
    let (era, day_of_era) = (z / 146_097, z % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (h, m, s) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{h:02}-{m:02}-{s:02}-{:03}Z.tape", ms % 1000)
}

/// Names in the folder, sorted.
fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut names: Vec<String> = entries.filter_map(|e| e.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    Ok(names)
}

/// What the tapes of a learner say at their beginning.
fn headers(folder: &Path, learner: &str) -> impl Iterator<Item = Header> {
    let tapes = names(folder).unwrap_or_default().into_iter().filter(|name| name.ends_with(".tape"));
    let headers = tapes.filter_map(|name| Some(session::open(&folder.join(name)).ok()?.header().clone()));
    headers.filter(move |header| header.learner == learner)
}

/// The next attempt of a learner at a drill: 1 for the first.
pub fn attempt(folder: &Path, learner: &str, drill: &str) -> u32 {
    1 + headers(folder, learner).filter(|header| header.scenario == drill).count() as u32
}

/// Has this learner no session yet?
pub fn is_new(folder: &Path, learner: &str) -> bool {
    headers(folder, learner).next().is_none()
}

/// Has nobody trained here yet?
#[cfg(feature = "desktop")]
pub fn is_first(folder: &Path) -> bool {
    names(folder).is_ok_and(|names| !names.iter().any(|name| name.ends_with(".tape")))
}

/// Held, shared, while a session runs: a tape without statements is then perhaps not torn but being recorded.
fn running(folder: &Path) -> Result<File> {
    let path = folder.join("running.lock");
    File::options().create(true).append(true).open(&path).with_context(|| format!("cannot write {}", path.display()))
}

/// Tapes that nothing was told of, as after a power cut, are executed and told now. A sentence for each, or why not.
pub fn find_again(root: &Path, folder: &Path, words: &Words, lang: Lang) -> Vec<String> {
    let Ok(lock) = running(folder) else { return Vec::new() };
    let (Ok(()), Ok(names)) = (lock.try_lock(), names(folder)) else { return Vec::new() };
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    record::without_statements(&names)
        .into_iter()
        .map(|name| {
            let tape = folder.join(name);
            let told = replay::scenario_of(root, &tape).and_then(|scenario| {
                let mut executed = replay::execute(&tape, &scenario)?;
                grown::tell_added(&tape, &scenario, &mut executed)?;
                close(&tape, &executed).map(|()| executed.debrief)
            });
            match told {
                Ok(debrief) => {
                    let outcome = pages::outcome(debrief.outcome, lang);
                    let took = pages::clock(debrief.duration_s);
                    words.say(lang, "session-found", &[("tape", name), ("took", &took), ("outcome", outcome)])
                }
                Err(why) => {
                    words.say(lang, "session-unreadable", &[("tape", name), ("why", &trouble::tell(words, lang, &why))])
                }
            }
        })
        .collect()
}

/// Leaves the debrief and, last because they say that all is told, the statements beside a tape.
fn close(tape: &Path, executed: &Executed) -> Result<()> {
    // A debrief that is written again is whole at every moment.
    let put = |extension: &str, text: String| {
        let (file, new) = (tape.with_extension(extension), tape.with_extension("new"));
        let written = std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, &file));
        written.with_context(|| format!("cannot write {}", file.display()))
    };
    put("debrief.json", serde_json::to_string_pretty(&executed.debrief)? + "\n")?;
    put("debrief.fr.md", pages::debrief(executed, Lang::Fr))?;
    put("debrief.en.md", pages::debrief(executed, Lang::En))?;
    Ok(record::write(&record::statements_path(tape), &statements::of(executed)?)?)
}

enum Kept {
    Recorded(Box<Recording<DurableFile>>),
    Unrecorded(Box<(Session, Quantiser)>),
}

/// A session of a person who is here now.
pub struct Live {
    kept: Option<Kept>,
    tape: PathBuf,
    lang: Lang,
    /// Why it is not recorded, once.
    trouble: Option<Error>,
    _running: Option<File>,
}

impl Live {
    /// Begins a tape named after its start in `folder`. A folder that cannot be written is no reason not to train.
    pub fn begin(scenario: &Scenario, header: Header, mode: Mode, folder: Result<PathBuf>) -> Result<Live> {
        let seed = header.seed;
        let lang = if header.language == "fr" { Lang::Fr } else { Lang::En };
        let began = folder.and_then(|folder| {
            let running = running(&folder)?;
            running.lock_shared().context("cannot mark the session as running")?;
            let tape = folder.join(name(header.started_unix_ms));
            let recording = Recording::begin(scenario, header, mode, |h| TapeWriter::create(&tape, h))?;
            Ok((recording, tape, running))
        });
        Ok(match began {
            Ok((recording, tape, running)) => Live {
                kept: Some(Kept::Recorded(Box::new(recording))),
                tape,
                lang,
                trouble: None,
                _running: Some(running),
            },
            Err(why) => {
                let kept = Kept::Unrecorded(Box::new((Session::new(scenario, seed, mode)?, Quantiser::default())));
                Live { kept: Some(kept), tape: PathBuf::new(), lang, trouble: Some(why), _running: None }
            }
        })
    }

    pub fn session(&self) -> &Session {
        match self.kept.as_ref().expect("a session is kept until it is finished") {
            Kept::Recorded(recording) => &recording.session,
            Kept::Unrecorded(unrecorded) => &unrecorded.0,
        }
    }

    /// What rounds the next frame.
    #[cfg(feature = "desktop")]
    pub fn quantiser(&self) -> &Quantiser {
        match self.kept.as_ref().expect("a session is kept until it is finished") {
            Kept::Recorded(recording) => recording.quantiser(),
            Kept::Unrecorded(unrecorded) => &unrecorded.1,
        }
    }

    /// Why the session is no longer recorded; asked once.
    pub fn trouble(&mut self) -> Option<String> {
        self.trouble.take().map(|why| trouble::tell(&Words::default(), self.lang, &why))
    }

    /// One tick.
    pub fn step(&mut self, raw: &Frame) {
        if let Some(Kept::Recorded(recording)) = &mut self.kept {
            let Err(why) = recording.step(raw) else { return };
            let Some(Kept::Recorded(recording)) = self.kept.take() else { return };
            // The frame was not taken: what is on the disk stays, and the session goes on.
            self.kept = Some(Kept::Unrecorded(Box::new(recording.unrecorded())));
            self.trouble = Some(why);
        }
        if let Some(Kept::Unrecorded(unrecorded)) = &mut self.kept {
            let (session, quantiser) = &mut **unrecorded;
            session.step(&quantiser.push(raw));
        }
    }

    /// Ends it.
    pub fn finish(mut self, end: End) -> Ended {
        let debrief = self.session().debrief(ending(end));
        let kept = self.kept.take().expect("a session is finished once");
        let (session, closed) = match kept {
            Kept::Unrecorded(unrecorded) => (unrecorded.0, Err(anyhow!("the session was not recorded to its end"))),
            Kept::Recorded(recording) => {
                let (mut session, closed) = recording.finish(end);
                let closed = closed.map(drop).and_then(|()| self.close(&mut session, end, &debrief));
                (session, closed)
            }
        };
        let said = |why| anyhow!(trouble::tell(&Words::default(), self.lang, &why));
        match closed {
            Ok(executed) => {
                let growing = Growing::begin(self.tape.clone(), executed);
                Ended { debrief, session, kept: Ok(self.tape), growing }
            }
            Err(why) => Ended { debrief, session, kept: Err(said(why)), growing: Growing(None) },
        }
    }

    fn close(&self, session: &mut Session, end: End, debrief: &Debrief) -> Result<Executed> {
        let header = session::open(&self.tape)?.header().clone();
        let (said, sums, opened) = (session.said, session.sums().to_vec(), session.drill.opened());
        let (debrief, ending) = (debrief.clone(), ending(end));
        let executed = Executed { header, debrief, said, sums, opened, ending, differs: None };
        close(&self.tape, &executed)?;
        Ok(executed)
    }
}

/// A session that has ended.
pub struct Ended {
    pub debrief: Debrief,
    /// As it was at its end.
    pub session: Session,
    /// The tape's place if everything could be written, else why not, in the person's words.
    pub kept: Result<PathBuf>,
    pub growing: Growing,
}

/// What each deviation added, while it is being found out: the tape is executed once more beside whatever goes on, and the
/// debrief beside it written again. Whoever lets go of it waits until that is done.
#[derive(Default)]
pub struct Growing(Option<JoinHandle<Result<Option<Growth>>>>);

impl Growing {
    fn begin(tape: PathBuf, mut executed: Executed) -> Growing {
        let is_told = executed.opened.is_empty() || executed.debrief.growth.is_none();
        let find_out = move || {
            let scenario = replay::scenario_of(&scenario::root()?, &tape)?;
            grown::tell_added(&tape, &scenario, &mut executed)?;
            close(&tape, &executed)?;
            Ok(executed.debrief.growth)
        };
        Growing((!is_told).then(|| std::thread::spawn(find_out)))
    }

    /// What came of it, once: nothing while it goes on. The debrief that was written first stands where it failed.
    pub fn ready(&mut self) -> Option<Growth> {
        self.0.take_if(|thread| thread.is_finished())?.join().ok()?.ok()?
    }
}

impl Drop for Growing {
    fn drop(&mut self) {
        // What it says is in the files.
        let _ = self.0.take().map(JoinHandle::join);
    }
}

fn ending(end: End) -> Ending {
    match end {
        End::Finished => Ending::Finished,
        End::Abandoned => Ending::Abandoned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tape::{Buttons, HandSource, LEFT, Pose, RIGHT, StageOrigin, TrackingEvents, natural_hand};

    /// An empty folder of this test's own.
    fn empty(test: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("asepsis-sessions-{test}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// A session of some ticks of standing still.
    fn session(folder: Result<PathBuf>, ticks: u32) -> Live {
        let scenario = Scenario::load(&scenario::root().unwrap(), "gowning").unwrap();
        let header = Header {
            started_unix_ms: 1_763_876_568_123,
            learner: "trainee".into(),
            language: "fr".into(),
            meta: [("view".into(), "desktop".into())].into(),
            ..Header::default()
        };
        let mut live = Live::begin(&scenario, header, Mode::Practice, folder).unwrap();
        let head = Pose { position: glam::Vec3::Y * 1.6, ..Pose::IDENTITY };
        let frame = Frame {
            tick: 0,
            head,
            hands: [LEFT, RIGHT].map(|side| natural_hand(side, head, HandSource::Desktop, 0.0, 0.0)),
            buttons: Buttons::default(),
            events: TrackingEvents::default(),
            origin: StageOrigin::default(),
            intervention: 0,
        };
        (0..ticks).for_each(|_| live.step(&frame));
        live
    }

    #[test]
    fn names_are_dates() {
        assert_eq!(name(0), "1970-01-01T00-00-00-000Z.tape");
        assert_eq!(name(951_782_399_999), "2000-02-28T23-59-59-999Z.tape");
        assert_eq!(name(951_782_400_000), "2000-02-29T00-00-00-000Z.tape");
        assert_eq!(name(1_763_876_568_123), "2025-11-23T05-42-48-123Z.tape");
    }

    #[test]
    fn a_session_leaves_debrief_and_statements_beside_its_tape() {
        let folder = empty("whole");
        let Ended { debrief, kept, .. } = session(Ok(folder.clone()), 200).finish(End::Abandoned);
        let tape = kept.unwrap();
        assert_eq!(debrief.outcome, drill::Outcome::Abandoned);
        let beside = ["debrief.json", "debrief.fr.md", "debrief.en.md", "tape.statements.json"];
        assert!(beside.iter().all(|extension| tape.with_extension(extension).is_file()));
        assert_eq!(attempt(&folder, "trainee", "gowning"), 2);
        assert_eq!(attempt(&folder, "another", "gowning"), 1);
        assert!(is_new(&folder, "another") && !is_new(&folder, "trainee"));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_session_that_was_cut_is_told_at_the_next_start_and_only_once() {
        let (folder, root, words) = (empty("cut"), scenario::root().unwrap(), Words::default());
        let live = session(Ok(folder.clone()), 200);
        assert!(find_again(&root, &folder, &words, Lang::En).is_empty(), "it still runs");
        drop(live);
        let said = find_again(&root, &folder, &words, Lang::En);
        assert!(said.len() == 1 && said[0].contains("interrupted"), "{said:?}");
        assert!(folder.join("2025-11-23T05-42-48-123Z.tape.statements.json").is_file());
        assert!(find_again(&root, &folder, &words, Lang::En).is_empty());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn without_a_place_to_record_the_session_goes_on() {
        let mut live = session(Err(anyhow::anyhow!("the disk is read-only")), 200);
        assert_eq!(live.trouble().as_deref(), Some("the disk is read-only"));
        assert_eq!(live.trouble(), None, "said once");
        let ended = live.finish(End::Finished);
        assert_eq!(ended.debrief.ticks, 200);
        assert!(ended.kept.is_err());
    }

    #[test]
    fn a_tape_is_never_overwritten() {
        let folder = empty("twice");
        let first = session(Ok(folder.clone()), 200).finish(End::Abandoned).kept.unwrap();
        let before = std::fs::read(&first).unwrap();
        assert!(session(Ok(folder.clone()), 10).trouble().is_some());
        assert_eq!(std::fs::read(&first).unwrap(), before);
        std::fs::remove_dir_all(folder).unwrap();
    }
}

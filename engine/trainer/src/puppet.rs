//! `asepsis puppet`: a scripted trainee makes a tape, and what the tape comes to is written beside it.

use crate::expected::Expected;
use crate::scenario::{self, Scenario};
use crate::session::Recording;
use crate::{Answer, pages};
use anyhow::{Context, Result};
use drill::Mode;
use std::path::{Path, PathBuf};
use tape::{Buttons, End, Header, TapeWriter};

#[derive(clap::Args)]
pub struct Args {
    /// scenarios/<drill>/replays/<name>.puppet
    script: PathBuf,
    #[arg(short = 'o', long = "out", value_name = "TAPE")]
    out: PathBuf,
}

/// 2026-01-01T00:00:00Z: a scripted session happens at no time, and its tape must be the same bytes each time.
const STARTED_UNIX_MS: u64 = 1_767_225_600_000;

pub fn run(args: &Args) -> Result<Answer> {
    let root = scenario::root()?;
    let text =
        std::fs::read_to_string(&args.script).with_context(|| format!("cannot read {}", args.script.display()))?;
    let folder = args.script.parent().unwrap_or(Path::new("."));
    let drill = drill_of(&args.script)?;
    let scenario = Scenario::load(&root, &drill)?;
    let mut resolve = |name: &str| match Path::new(name).file_name() {
        Some(file) if file == name => std::fs::read_to_string(folder.join(name)).map_err(|e| e.to_string()),
        _ => Err("a script builds on one in its own folder".to_owned()),
    };
    let name = args.script.file_name().unwrap_or_default().to_string_lossy();
    let script = puppet::Script::parse(&name, &text, &mut resolve)?;
    let header = Header {
        seed: script.seed,
        started_unix_ms: STARTED_UNIX_MS,
        device: format!("puppet {}", script.persona.name),
        learner: "puppet".into(),
        language: "en".into(),
        // Two scripts of one persona and seed are two sessions.
        meta: [("view".into(), "puppet".into()), ("script".into(), name.to_string())].into(),
        ..Header::default()
    };
    // Written beside and renamed, so that a script with an error leaves the old tape.
    let unfinished = args.out.with_extension("tape.part");
    let _ = std::fs::remove_file(&unfinished);
    let mut recording = Recording::begin(&scenario, header, Mode::Practice, |h| TapeWriter::create(&unfinished, h))?;
    let mut recorded = Ok(());
    let mut said_done = false;
    let played = puppet::play(&script, &scenario.room, &scenario.patterns, &mut |frame, _, _| {
        said_done |= frame.buttons.has(Buttons::DONE);
        if recorded.is_ok() {
            recorded = recording.step(frame);
        }
    });
    if let Err(e) = recorded.and(played.map_err(Into::into)) {
        let _ = std::fs::remove_file(&unfinished);
        return Err(e);
    }
    let end = if said_done { End::Finished } else { End::Abandoned };
    let (mut session, closed) = recording.finish(end);
    closed?;
    std::fs::rename(&unfinished, &args.out).with_context(|| format!("cannot write {}", args.out.display()))?;
    let ending = match end {
        End::Finished => tape::Ending::Finished,
        End::Abandoned => tape::Ending::Abandoned,
    };
    let debrief = session.debrief(ending);
    let expected = Expected::of(&debrief, session.sums());
    let beside = Expected::path(&args.out);
    std::fs::write(&beside, serde_json::to_string_pretty(&expected)? + "\n")
        .with_context(|| format!("cannot write {}", beside.display()))?;
    println!(
        "{}: {}, {}, {:.0}/100, {} deviations",
        args.out.display(),
        pages::clock(debrief.duration_s),
        pages::outcome(debrief.outcome, drill::Lang::En),
        debrief.score,
        debrief.deviations.len()
    );
    Ok(Answer::Yes)
}

/// `scenarios/gowning/replays/expert.puppet` → `gowning`.
fn drill_of(script: &Path) -> Result<String> {
    let full = script.canonicalize().with_context(|| format!("cannot find {}", script.display()))?;
    full.parent()
        .and_then(Path::parent)
        .and_then(Path::file_name)
        .map(|name| name.to_string_lossy().into_owned())
        .context("a script lies in scenarios/<drill>/replays/")
}

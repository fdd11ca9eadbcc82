//! `asepsis replay`: tapes executed again, compared, filmed, debriefed.

use crate::expected::Expected;
use crate::pages::{self, clock};
use crate::scenario::{self, Scenario};
use crate::session::{self, Replay};
use crate::{Answer, Lang, film, grown, statements, trouble, vary};
use anyhow::{Context, Result, bail};
use drill::Debrief;
use drill::growth::Opened;
use portray::Words;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tape::{Buttons, Ending};

#[derive(clap::Args)]
pub struct Args {
    #[arg(required = true)]
    tapes: Vec<PathBuf>,
    /// Compare with what the tape and its .expected.json say: one line a tape, 1 if any differs.
    #[arg(long)]
    check: bool,
    /// A folder for PNGs, or a .mp4 where ffmpeg is there.
    #[arg(long, value_name = "DIR|FILE.mp4")]
    film: Option<PathBuf>,
    /// A picture at a second of the tape: `--shot 83.5:wash.png`.
    #[arg(long, value_name = "SECONDS:FILE.png", value_parser = film::Shot::parse)]
    shot: Vec<film::Shot>,
    /// From where pictures are taken: the trainee's eyes, or a viewpoint of the room by name.
    #[arg(long, default_value = "trainee")]
    from: String,
    /// By which way most came to a plate, or by its second: drawn into the pictures of --shot and --film as numbers and
    /// arrows, `--follow plate.chest:2`.
    #[arg(long, value_name = "PLATE[:WAY]", value_parser = film::Followed::parse)]
    follow: Option<film::Followed>,
    /// The debrief: .json, or .md in the language of --lang.
    #[arg(long, value_name = "FILE")]
    debrief: Option<PathBuf>,
    /// The xAPI statements.
    #[arg(long, value_name = "FILE")]
    statements: Option<PathBuf>,
    /// Does what is said of the plates stand when the model's uncertain numbers are others? A table, and marks in --debrief.
    #[arg(long, conflicts_with = "check")]
    vary: bool,
    /// The table for machines.
    #[arg(long, requires = "vary")]
    json: bool,
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
}

/// A tape that was executed to its end.
pub struct Executed {
    pub header: tape::Header,
    pub debrief: Debrief,
    /// All that any frame said by button, and of how its person takes part.
    pub said: Buttons,
    pub sums: Vec<(&'static str, u32)>,
    /// Ways that its deviations opened for microbes.
    pub opened: Vec<Opened>,
    pub ending: Ending,
    /// Why it is not the record it claims to be, in a sentence.
    pub differs: Option<String>,
}

pub fn run(words: &Words, args: &Args) -> Result<Answer> {
    let root = scenario::root()?;
    if args.check {
        return check(words, &root, &args.tapes);
    }
    if args.tapes.len() > 1
        && (args.film.is_some() || args.debrief.is_some() || args.statements.is_some() || !args.shot.is_empty())
    {
        bail!("--film, --shot, --debrief and --statements take one tape; {} were given", args.tapes.len());
    }
    if args.follow.is_some() && args.film.is_none() && args.shot.is_empty() {
        bail!("--follow draws over pictures: ask for some with --shot or --film");
    }
    let mut answer = Answer::Yes;
    for path in &args.tapes {
        let scenario = scenario_of(&root, path)?;
        let mut executed = if args.film.is_some() || !args.shot.is_empty() {
            let wanted = film::Wanted {
                from: &args.from,
                film: args.film.as_deref(),
                shots: &args.shot,
                follow: args.follow.as_ref(),
                lang: args.lang.into(),
            };
            film::film(&root, path, &scenario, &wanted)?
        } else {
            execute(path, &scenario)?
        };
        let varied = args.vary.then(|| vary::vary(path, &scenario, &executed)).transpose()?;
        if args.debrief.is_some() && !args.vary {
            grown::tell_added(path, &scenario, &mut executed)?;
        }
        if let Some(growth) = varied.as_ref().and_then(|varied| varied.growth.clone()) {
            executed.debrief.growth = Some(growth);
        }
        if let Some(file) = &args.debrief {
            write_debrief(&executed, file, args.lang.into())?;
        }
        if let Some(file) = &args.statements {
            record::write(file, &statements::of(&executed)?)?;
        }
        match &varied {
            Some(varied) if args.json => println!("{}", serde_json::to_string_pretty(varied)?),
            _ => println!("{}", line(path, &executed, args.lang.into())),
        }
        if let Some(varied) = varied.filter(|_| !args.json) {
            print!("{}", varied.table(args.lang.into()));
        }
        if let Ending::Torn { at_tick, .. } = executed.ending {
            let took = clock(at_tick as f32 / tape::TICKS_PER_SECOND as f32);
            println!("  {}", words.say(args.lang.into(), "tape-torn", &[("took", &took)]));
        }
        if let Some(why) = &executed.differs {
            println!("  {why}");
            answer = Answer::No;
        }
    }
    Ok(answer)
}

pub fn scenario_of(root: &Path, tape: &Path) -> Result<Scenario> {
    let reader = session::open(tape)?;
    if reader.header().scenario.is_empty() {
        bail!(
            "{} holds movements without a drill, as imported recordings do: there is nothing to judge",
            tape.display()
        );
    }
    Scenario::load(root, &reader.header().scenario)
        .with_context(|| format!("{} is of the drill `{}`", tape.display(), reader.header().scenario))
}

pub fn execute(path: &Path, scenario: &Scenario) -> Result<Executed> {
    let reader = session::open(path)?;
    let header = reader.header().clone();
    let mut replay = Replay::new(reader, scenario)?;
    let ending = replay.run().with_context(|| path.display().to_string())?;
    Ok(executed(header, &mut replay, ending, scenario))
}

pub fn executed<R: std::io::Read>(
    header: tape::Header,
    replay: &mut Replay<R>,
    ending: Ending,
    scenario: &Scenario,
) -> Executed {
    let sums = replay.session.sums().to_vec();
    let differs = other_rules(&header, scenario).or_else(|| {
        replay.first_difference.as_ref().map(|d| {
            format!(
                "it does not execute as it was recorded: `{}` differs first, in the second that ends at tick {} ({})",
                d.component,
                d.tick,
                clock(d.tick as f32 / tape::TICKS_PER_SECOND as f32)
            )
        })
    });
    let (debrief, opened) = (replay.session.debrief(ending), replay.session.drill.opened());
    Executed { debrief, said: replay.session.said, header, sums, opened, ending, differs }
}

/// The tape was judged by other rules than those at hand: allowed, and said.
fn other_rules(header: &tape::Header, scenario: &Scenario) -> Option<String> {
    let other = |what: &str, then: &str, now: &str| {
        (then != now).then(|| format!("it was recorded under another {what} ({then}) than the one here ({now})"))
    };
    other("scenario", &header.scenario_hash, &scenario.judge.hash)
        .or_else(|| other("site profile", &header.site_hash, &scenario.site_hash))
}

fn line(path: &Path, executed: &Executed, lang: drill::Lang) -> String {
    let d = &executed.debrief;
    let deviations = match d.deviations.len() {
        0 => "no deviation".to_owned(),
        _ => d.deviations.iter().map(|d| d.rule.as_str()).collect::<Vec<_>>().join(", "),
    };
    format!(
        "{:<44} {:>6}  {:<20} {:>3.0}/100  {deviations}",
        path.file_name().unwrap_or(path.as_os_str()).to_string_lossy(),
        clock(d.duration_s),
        pages::outcome(d.outcome, lang),
        d.score,
    )
}

fn write_debrief(executed: &Executed, file: &Path, lang: drill::Lang) -> Result<()> {
    let text = match file.extension().and_then(|e| e.to_str()) {
        Some("json") => serde_json::to_string_pretty(&executed.debrief)? + "\n",
        Some("md") => pages::debrief(executed, lang),
        _ => bail!("{} must end in .json or .md", file.display()),
    };
    std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

enum Checked {
    Same(String),
    Other(String),
    Unreadable(String),
}

fn check(words: &Words, root: &Path, tapes: &[PathBuf]) -> Result<Answer> {
    let mut scenarios = BTreeMap::new();
    for path in tapes {
        // A tape whose header cannot be read is reported on its own line below.
        if let Ok(reader) = session::open(path) {
            let drill = reader.header().scenario.clone();
            if !scenarios.contains_key(&drill) {
                scenarios.insert(drill.clone(), Scenario::load(root, &drill)?);
            }
        }
    }
    let checked: Vec<Checked> = tapes
        .par_iter()
        .map(|path| check_one(path, &scenarios).unwrap_or_else(|e| Checked::Unreadable(bad(words, path, &e))))
        .collect();
    let (mut same, mut other, mut unreadable) = (0, 0, 0);
    for one in &checked {
        let (count, text) = match one {
            Checked::Same(text) => (&mut same, text),
            Checked::Other(text) => (&mut other, text),
            Checked::Unreadable(text) => (&mut unreadable, text),
        };
        *count += 1;
        println!("{text}");
    }
    println!("{} tapes: {same} as expected, {other} not, {unreadable} unreadable", tapes.len());
    if unreadable > 0 {
        bail!("{unreadable} of {} tapes could not be executed; the lines above say why", tapes.len());
    }
    Ok(if other > 0 { Answer::No } else { Answer::Yes })
}

fn bad(words: &Words, path: &Path, why: &anyhow::Error) -> String {
    format!("BAD   {}: {}", path.display(), trouble::tell(words, drill::Lang::En, why))
}

fn check_one(path: &Path, scenarios: &BTreeMap<String, Scenario>) -> Result<Checked> {
    let drill = session::open(path)?.header().scenario.clone();
    let scenario = scenarios.get(&drill).with_context(|| format!("there is no drill `{drill}`"))?;
    let expected = Expected::read(path)?;
    let executed = execute(path, scenario)?;
    let found = Expected::of(&executed.debrief, &executed.sums);
    let text = line(path, &executed, drill::Lang::En);
    let why = match (expected.difference(&found), executed.differs) {
        (None, None) => return Ok(Checked::Same(format!("ok    {text}"))),
        (Some(verdict), Some(cause)) => format!("{cause}; {verdict}"),
        (Some(verdict), None) => verdict,
        (None, Some(cause)) => format!("{cause}; the verdict is the same"),
    };
    Ok(Checked::Other(format!("OTHER {text}\n      {why}")))
}

//! `asepsis`: picks a source of frames, runs ticks, feeds the sinks. It knows the rules of no drill. A library, because
//! Android starts no programs: it loads one.
//!
//! Exit codes: 0 done, 1 the answer is no (a check failed), 2 the question was wrong (bad input).

#[cfg(target_os = "android")]
mod android;
mod bench;
mod check;
mod demo;
#[cfg(feature = "desktop")]
mod desktop;
mod expected;
mod film;
mod grown;
mod headset;
mod hearing;
mod import;
mod kept;
mod look;
mod pages;
mod puppet;
mod replay;
mod sampled;
mod scenario;
mod session;
mod sessions;
mod statements;
#[cfg(test)]
mod tapes;
mod track;
mod train;
mod trouble;
mod vary;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What a command comes to when its question was right.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
}

#[derive(Parser)]
#[command(version, about = "The flight simulator for cleanrooms.", long_about = None)]
struct Cli {
    /// Where a run without a display leaves its pictures, debriefs and statements.
    #[arg(long, default_value = "out")]
    out: PathBuf,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Train: guided, for practice, or as an exam.
    Train(train::Args),
    /// Look at a drill's rooms: walk through them in a window, or take pictures. Nothing is recorded.
    Look(look::Args),
    /// Execute tapes again: the same verdict, bit for bit.
    Replay(replay::Args),
    /// Let a scripted trainee make a tape.
    Puppet(puppet::Args),
    /// Make a tape of a recording of real hands (.jsonl or .jsonl.gz).
    Import(import::Args),
    /// Say what is wrong with the scenarios: file, line, path, remedy.
    Check(check::Args),
    /// Does this machine hold 90 frames a second?
    Bench(bench::Args),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    Fr,
    En,
}

impl Default for Lang {
    /// The language of this user, as the system says it.
    fn default() -> Lang {
        let said =
            ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|v| std::env::var(v).ok().filter(|v| !v.is_empty()));
        if said.is_some_and(|lang| lang.starts_with("fr")) { Lang::Fr } else { Lang::En }
    }
}

impl From<Lang> for drill::Lang {
    fn from(lang: Lang) -> drill::Lang {
        match lang {
            Lang::Fr => drill::Lang::Fr,
            Lang::En => drill::Lang::En,
        }
    }
}

/// The command line, from its arguments to its exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let lang = match &cli.command {
        Some(Command::Train(args)) => args.lang,
        Some(Command::Look(args)) => args.lang,
        Some(Command::Replay(args)) => args.lang,
        _ => Lang::default(),
    };
    let words = portray::Words::default();
    let answer = match cli.command {
        None => start(&cli.out),
        Some(Command::Train(args)) => train::run(args),
        Some(Command::Look(args)) => look::run(&words, &args),
        Some(Command::Replay(args)) => replay::run(&words, &args),
        Some(Command::Puppet(args)) => puppet::run(&args),
        Some(Command::Import(args)) => import::run(&args),
        Some(Command::Check(args)) => check::run(&args),
        Some(Command::Bench(args)) => bench::run(&args),
    };
    match answer {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(trouble) => {
            eprintln!("asepsis: {}", trouble::tell(&words, lang.into(), &trouble));
            ExitCode::from(2)
        }
    }
}

/// What happens when nothing is asked: the headset where one answers, else the window where there is a display, else
/// recorded sessions played into `out`.
fn start(out: &Path) -> Result<Answer> {
    let (words, lang) = (portray::Words::default(), Lang::default());
    train::start(&words, lang).unwrap_or_else(|| demo::run(&words, lang.into(), out))
}

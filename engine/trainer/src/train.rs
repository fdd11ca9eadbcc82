//! `asepsis train`: a person trains, at a desk.

#[cfg(feature = "desktop")]
use crate::desktop;
use crate::{Answer, Lang, headset, scenario, trouble};
use anyhow::Result;
use clap::ValueEnum;
use drill::Mode;
use portray::Words;
use std::path::Path;

#[derive(clap::Args)]
pub struct Args {
    /// A folder of scenarios/, as in `gowning`.
    drill: String,
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
    /// guided: the next step is said; practice: mistakes are said; exam: silence until the debrief.
    #[arg(long, value_enum, default_value_t)]
    mode: ModeName,
    #[arg(long, value_enum, default_value_t)]
    view: View,
    /// Who trains: an id of letters, digits, - and _, never a name.
    #[arg(long = "as", value_name = "LEARNER", default_value = "trainee", value_parser = learner)]
    learner: String,
    /// The left hand is the better one.
    #[arg(long)]
    left_handed: bool,
    /// More time or another posture than usual; said with the results, and earns the same credit.
    #[arg(long)]
    adapted: bool,
    /// What every random choice of the room comes from; the start time if none is given.
    #[arg(long)]
    seed: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ModeName {
    Guided,
    #[default]
    Practice,
    Exam,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum View {
    Headset,
    #[default]
    Desktop,
}

/// What a person chose to train, and how.
#[derive(Clone, Debug)]
pub struct Choice {
    pub drill: String,
    pub lang: drill::Lang,
    pub mode: Mode,
    pub learner: String,
    /// The start time when there is none.
    pub seed: Option<u64>,
    pub left_handed: bool,
    /// Said with the results, for reading the times.
    pub adapted: bool,
}

pub fn lang_name(lang: drill::Lang) -> &'static str {
    match lang {
        drill::Lang::Fr => "fr",
        drill::Lang::En => "en",
    }
}

/// No window could be made; everything else that fails later is another error.
#[derive(Debug, thiserror::Error)]
#[error("no window can be opened: {0}")]
pub struct NoWindow(pub String);

/// Training at a desk. `at_once`: the session is chosen already.
#[cfg(feature = "desktop")]
fn at_desk(root: &Path, choice: Choice, at_once: bool) -> Result<Answer> {
    desktop::run(root, choice, at_once)
}

#[cfg(not(feature = "desktop"))]
fn at_desk(_: &Path, _: Choice, _: bool) -> Result<Answer> {
    Err(NoWindow("this program was built without one".into()).into())
}

fn learner(id: &str) -> Result<String, String> {
    let fits = (1..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if fits { Ok(id.to_owned()) } else { Err("it takes 1 to 64 letters, digits, - or _".into()) }
}

pub fn run(args: Args) -> Result<Answer> {
    let root = scenario::root()?;
    // A drill that is not there is said before a window opens.
    scenario::files(&root, &args.drill)?;
    let mode = match args.mode {
        ModeName::Guided => Mode::Guided,
        ModeName::Practice => Mode::Practice,
        ModeName::Exam => Mode::Exam,
    };
    let choice = Choice {
        drill: args.drill,
        lang: args.lang.into(),
        mode,
        learner: args.learner,
        seed: args.seed,
        left_handed: args.left_handed,
        adapted: args.adapted,
    };
    match args.view {
        View::Headset => headset::run(&root, &choice),
        View::Desktop => at_desk(&root, choice, true),
    }
}

/// A start without a command: the page where a session is chosen. None where no window can be opened.
pub fn start(words: &Words, lang: Lang) -> Option<Result<Answer>> {
    let choice = Choice {
        drill: "gowning".into(),
        lang: lang.into(),
        mode: Mode::Guided,
        learner: "trainee".into(),
        seed: None,
        left_handed: false,
        adapted: false,
    };
    let ran = scenario::root().and_then(|root| match headset::run(&root, &choice) {
        Err(why) if why.is::<headset::NoHeadset>() => {
            println!("{}", trouble::tell(words, lang.into(), &why));
            at_desk(&root, choice, false)
        }
        ran => ran,
    });
    match ran {
        Err(why) if why.is::<NoWindow>() => {
            println!("{}", trouble::tell(words, lang.into(), &why));
            None
        }
        ran => Some(ran),
    }
}

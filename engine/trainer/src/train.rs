//! `asepsis train`: a person trains, at a desk.

#[cfg(feature = "desktop")]
use crate::desktop;
use crate::headset::Measures;
use crate::{Answer, Lang, headset, scenario, sessions, trouble};
use anyhow::{Result, bail};
use clap::ValueEnum;
use drill::Mode;
use portray::Words;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use tape::{Header, LEFT, RIGHT};
use xr::comfort::Profile;

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
    /// Takes part seated; in a headset, eyes and hands are lifted to where a standing person has them.
    #[arg(long)]
    seated: bool,
    /// The only hand that takes part; in a headset it makes both, one after the other.
    #[arg(long, value_enum, value_name = "HAND")]
    one_hand: Option<Side>,
    /// More time or another posture than usual; said with the results, and earns the same credit.
    #[arg(long)]
    adapted: bool,
    /// In a headset, a learner's first session begins with three minutes of tutorial; not with this.
    #[arg(long)]
    no_tutorial: bool,
    /// What every random choice of the room comes from; the start time if none is given.
    #[arg(long)]
    seed: Option<u64>,
    /// Nothing is heard; the menu turns sound on again.
    #[arg(long)]
    mute: bool,
    #[command(flatten)]
    measures: Measures,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Side {
    Left,
    Right,
}

/// The drill that comes before a learner's first.
pub const TUTORIAL: &str = "tutorial";

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
    pub seated: bool,
    /// The only hand, [`LEFT`] or [`RIGHT`].
    pub one_hand: Option<usize>,
    /// Said with the results, for reading the times; so is what is seated or has one hand.
    pub adapted: bool,
    /// A learner who has no session yet begins with [`TUTORIAL`].
    pub tutorial_first: bool,
    /// Nothing is heard.
    pub muted: bool,
    pub measures: Measures,
}

impl Choice {
    /// How the person takes part.
    pub fn profile(&self) -> Profile {
        Profile { seated: self.seated, left_handed: self.left_handed, one_hand: self.one_hand }
    }

    /// The tutorial that comes first, if one does.
    pub fn tutorial(&self) -> Option<Choice> {
        let comes = self.tutorial_first && self.drill != TUTORIAL;
        let is_new = || sessions::folder().is_ok_and(|folder| sessions::is_new(&folder, &self.learner));
        (comes && is_new()).then(|| Choice { drill: TUTORIAL.into(), mode: Mode::Guided, ..self.clone() })
    }
}

/// What the tape says at first of a session that begins now. `profile`: how the person takes part.
pub fn header(choice: &Choice, profile: &Profile, view: &str, device: &str, folder: &Result<PathBuf>) -> Header {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let started_unix_ms = since_1970.as_millis() as u64;
    let attempt = folder.as_ref().map_or(1, |f| sessions::attempt(f, &choice.learner, &choice.drill));
    let [(adapted, is_adapted), (kind, described)] = profile.meta();
    let is_adapted = (choice.adapted || is_adapted == "true").to_string();
    let meta = [("view", view.to_owned()), ("attempt", attempt.to_string()), (adapted, is_adapted), (kind, described)];
    Header {
        seed: choice.seed.unwrap_or(started_unix_ms),
        started_unix_ms,
        device: device.into(),
        learner: choice.learner.clone(),
        language: lang_name(choice.lang).into(),
        meta: meta.map(|(key, value)| (key.into(), value)).into(),
        ..Header::default()
    }
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
        seated: args.seated,
        one_hand: args.one_hand.map(|side| if side == Side::Left { LEFT } else { RIGHT }),
        adapted: args.adapted,
        tutorial_first: !args.no_tutorial,
        muted: args.mute,
        measures: args.measures,
    };
    match args.view {
        View::Headset => headset::run(&root, &choice),
        View::Desktop if choice.measures.hud || choice.measures.trace.is_some() => {
            bail!("--hud and --trace measure pictures of a headset; add --view headset, or leave them out")
        }
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
        seated: false,
        one_hand: None,
        adapted: false,
        tutorial_first: true,
        muted: false,
        measures: Measures::default(),
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

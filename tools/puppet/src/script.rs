//! The script of a puppet: a text that a trainer reads and writes.
//!
//! ```text
//! persona expert
//! seed 7
//!
//! [G11] Check the pressure and pass the door
//! walk to z1 near gauge.z1_z2
//! look at gauge.z1_z2 for 1.5 s
//! press door.z1_z2.plate with left
//! ```
//!
//! A script of an error says what differs from another: `from expert.puppet`, then `replace [G26]`, `before [G37]`,
//! `after [G24]`, each with its own lines, or `skip [G24]` alone. `#` begins a comment.

use crate::persona::Persona;
use tape::{LEFT, RIGHT};

/// A whole script, with what it takes from others already taken in.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    pub persona: Persona,
    pub seed: u64,
    /// [`LEFT`] or [`RIGHT`]: used where a line names no hand.
    pub handed: usize,
    pub sections: Vec<Section>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// `G01`.
    pub name: String,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub file: String,
    pub number: u32,
    pub intent: Intent,
}

/// One thing that a person sets out to do. `what`, `place` and the like are names of the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// `walk [slowly] to ZONE [near WHAT]`, `walk [slowly] near WHAT`
    Walk { zone: Option<String>, near: Option<String>, slowly: bool },
    /// `face WHAT`
    Face { what: String },
    /// `look at WHAT for N s`
    Look { what: String, seconds: f32 },
    /// `press WHAT [with HAND]`
    Press { what: String, hand: Option<usize> },
    /// `touch WHAT [with HAND]`: fingertips on it for a moment
    Touch { what: String, hand: Option<usize> },
    /// `pinch WHAT [with HAND]`, `grasp WHAT [with HAND]`
    Take { what: String, hand: Option<usize>, palm: bool },
    /// `carry to PLACE [with HAND]`
    Carry { place: String, hand: Option<usize> },
    /// `release left|right|both`
    Release { hands: Vec<usize> },
    /// `inspect WHAT for N s`: what is held is turned before the eyes
    Inspect { what: String, seconds: f32 },
    /// `open WHAT`: the next layer of a pack that is held or lies there
    Open { what: String },
    /// `hold hands under WHAT for N s`
    Under { what: String, seconds: f32 },
    /// `rub hands for N s [without PATCH and PATCH]`
    Rub { seconds: f32, without: Vec<Patch> },
    /// `wipe WHAT with THING for N s`
    Wipe { what: String, with: String, seconds: f32 },
    /// `put on WHAT [HOW]`
    PutOn { what: String, how: Option<String> },
    /// `take off WHAT`
    TakeOff { what: String },
    /// `zip WHAT [to N]`: share closed, 0…1
    Zip { what: String, to: f32 },
    /// `fasten WHAT`: pressed until it holds
    Fasten { what: String },
    /// `tuck WHAT`
    Tuck { what: String },
    /// `step over BENCH with left|right`
    StepOver { bench: String, foot: usize },
    /// `step back over BENCH with left|right`
    StepBack { bench: String, foot: usize },
    /// `sit on BENCH`
    Sit { bench: String },
    /// `stand up`
    Stand,
    /// `lower left|right|both for N s`: hands hang below the waist
    Lower { hands: Vec<usize>, seconds: f32 },
    /// `declare`: "I made a mistake"
    Declare,
    /// `say done`
    Done,
    /// `wait N s`
    Wait { seconds: f32 },
    /// `leave`: the tape ends here
    Leave,
}

/// The seven parts of a hand that washing must reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patch {
    Palm,
    Back,
    Between,
    Thumb,
    Fingertips,
    FingerBacks,
    Wrist,
}

impl Patch {
    /// In the order in which hands are washed (WHO 2009, Guidelines on Hand Hygiene, fig. II.2; wrists added).
    pub const ALL: [Patch; 7] =
        [Patch::Palm, Patch::Back, Patch::Between, Patch::FingerBacks, Patch::Thumb, Patch::Fingertips, Patch::Wrist];

    /// As a script names it.
    pub fn name(self) -> &'static str {
        match self {
            Patch::Palm => "palms",
            Patch::Back => "backs",
            Patch::Between => "between_fingers",
            Patch::Thumb => "thumbs",
            Patch::Fingertips => "fingertips",
            Patch::FingerBacks => "finger_backs",
            Patch::Wrist => "wrists",
        }
    }
}

/// What is wrong with a script, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {what}; {remedy}")]
pub struct ScriptError {
    pub file: String,
    pub line: u32,
    pub what: String,
    pub remedy: String,
}

/// More lines than any drill needs: a script is read by people.
const LONGEST: usize = 5_000;
/// How deep scripts may rest on one another.
const DEEPEST: usize = 4;

impl Script {
    /// Reads `text` of the file `name`. `include` gives the text of a script named after `from`, or why it cannot.
    ///
    /// # Errors
    /// The first line that is not understood, with what to write instead.
    pub fn parse(
        name: &str,
        text: &str,
        include: &mut dyn FnMut(&str) -> Result<String, String>,
    ) -> Result<Script, ScriptError> {
        let mut builder = Builder { include, depth: 0 };
        builder.read(name, text)
    }
}

/// Where the lines that follow go.
enum Open {
    Nothing,
    /// A section by its place in the list.
    Section(usize),
    Skipped,
}

struct Builder<'a> {
    include: &'a mut dyn FnMut(&str) -> Result<String, String>,
    depth: usize,
}

impl Builder<'_> {
    fn read(&mut self, file: &str, text: &str) -> Result<Script, ScriptError> {
        let mut script = Script {
            persona: Persona::named("expert").expect("the expert is in the list"),
            seed: 1,
            handed: RIGHT,
            sections: Vec::new(),
        };
        let (mut open, mut derived) = (Open::Nothing, false);
        for (i, raw) in text.lines().enumerate() {
            let number = i as u32 + 1;
            let fail = |what: String, remedy: &str| ScriptError {
                file: file.to_owned(),
                line: number,
                what,
                remedy: remedy.to_owned(),
            };
            if i >= LONGEST {
                return Err(fail(format!("the script has more than {LONGEST} lines"), "split it in two"));
            }
            let line = raw.split('#').next().unwrap_or_default().trim();
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                [] => {}
                ["from", other] => {
                    if derived || !script.sections.is_empty() {
                        return Err(fail("`from` comes too late".into(), "make it the first line, once"));
                    }
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(fail(
                            format!("scripts rest on one another more than {DEEPEST} deep"),
                            "let this one name the first script itself",
                        ));
                    }
                    let text = (self.include)(other)
                        .map_err(|why| fail(format!("`{other}` cannot be read ({why})"), "correct its name"))?;
                    script = self.read(other, &text)?;
                    self.depth -= 1;
                    derived = true;
                }
                ["persona", name] => {
                    script.persona = Persona::named(name).ok_or_else(|| {
                        let known = crate::persona::PERSONAS.map(|p| p.name).join(", ");
                        fail(format!("nobody is called `{name}`"), &format!("choose one of: {known}"))
                    })?;
                }
                ["seed", n] => {
                    script.seed = n
                        .parse()
                        .map_err(|_| fail(format!("`{n}` is not a seed"), "write a whole number, for example 7"))?;
                }
                ["handed", side] => {
                    script.handed =
                        hand(side).ok_or_else(|| fail(format!("`{side}` is not a hand"), "write `left` or `right`"))?;
                }
                _ if line.starts_with('[') || HEADS.contains(&words[0]) && line.contains('[') => {
                    open = header(&mut script, line, &words, derived).map_err(|(what, remedy)| fail(what, remedy))?;
                }
                _ => {
                    let intent =
                        intent(&words).map_err(|remedy| fail(format!("`{line}` is not understood"), remedy))?;
                    let at = match open {
                        Open::Section(at) => at,
                        Open::Skipped => {
                            return Err(fail(
                                "a skipped section has no lines".into(),
                                "write `replace [..]` above them, or remove them",
                            ));
                        }
                        Open::Nothing => {
                            return Err(fail(
                                "this line belongs to no section".into(),
                                "write a section such as `[G01]` above it",
                            ));
                        }
                    };
                    script.sections[at].lines.push(Line { file: file.to_owned(), number, intent });
                }
            }
        }
        Ok(script)
    }
}

const HEADS: [&str; 4] = ["replace", "before", "after", "skip"];

fn header(script: &mut Script, line: &str, words: &[&str], derived: bool) -> Result<Open, (String, &'static str)> {
    let name = line
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'))
        .map(|(name, _)| name.trim())
        .filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-'))
        .ok_or_else(|| (format!("`{line}` names no section"), "write for example `[G26]`"))?
        .to_owned();
    let known = script.sections.iter().position(|s| s.name == name);
    if line.starts_with('[') {
        if derived {
            return Err((
                format!("`[{name}]` does not say what happens to the section"),
                "write `replace`, `before`, `after` or `skip` in front of it",
            ));
        }
        if known.is_some() {
            return Err((format!("`[{name}]` is there twice"), "give one of them another name"));
        }
        script.sections.push(Section { name, lines: Vec::new() });
        return Ok(Open::Section(script.sections.len() - 1));
    }
    if !derived {
        return Err((format!("there is nothing to {} yet", words[0]), "begin the script with `from OTHER.puppet`"));
    }
    let at = known
        .ok_or_else(|| (format!("the script has no section `[{name}]`"), "name one of the script that `from` names"))?;
    let extra = |suffix: &str| Section { name: format!("{name}-{suffix}"), lines: Vec::new() };
    Ok(match words[0] {
        "replace" => {
            script.sections[at].lines.clear();
            Open::Section(at)
        }
        "before" => {
            script.sections.insert(at, extra("before"));
            Open::Section(at)
        }
        "after" => {
            script.sections.insert(at + 1, extra("after"));
            Open::Section(at + 1)
        }
        _ => {
            script.sections[at].lines.clear();
            Open::Skipped
        }
    })
}

fn hand(word: &str) -> Option<usize> {
    match word {
        "left" => Some(LEFT),
        "right" => Some(RIGHT),
        _ => None,
    }
}

fn hands(word: &str) -> Option<Vec<usize>> {
    if word == "both" { Some(vec![LEFT, RIGHT]) } else { hand(word).map(|h| vec![h]) }
}

/// No intent lasts longer; a script that asks for more has a slip of the pen.
const LONGEST_S: f32 = 600.0;

fn seconds(word: &str) -> Option<f32> {
    word.parse().ok().filter(|s: &f32| (0.0..=LONGEST_S).contains(s))
}

fn share(word: &str) -> Option<f32> {
    word.parse().ok().filter(|s: &f32| (0.0..=1.0).contains(s))
}

/// Names of the room: dotted words.
fn name(word: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_';
    (!word.is_empty() && word.chars().all(fits)).then(|| word.to_owned())
}

/// The intent of a line, or how such a line should look.
fn intent(words: &[&str]) -> Result<Intent, &'static str> {
    let (how, read): (&'static str, Option<Intent>) = match words[0] {
        "walk" => {
            let slowly = words.get(1) == Some(&"slowly");
            let walk = |zone, near| Intent::Walk { zone, near, slowly };
            (
                "write `walk to ZONE`, `walk to ZONE near THING` or `walk near THING`",
                match &words[1 + usize::from(slowly)..] {
                    ["to", zone] => name(zone).map(|z| walk(Some(z), None)),
                    ["near", near] => name(near).map(|n| walk(None, Some(n))),
                    ["to", zone, "near", near] => name(zone).zip(name(near)).map(|(z, n)| walk(Some(z), Some(n))),
                    _ => None,
                },
            )
        }
        "face" => ("write `face THING`", one(words).map(|what| Intent::Face { what })),
        "look" => (
            "write `look at THING for 1.5 s`",
            match words {
                [_, "at", what, "for", s, "s"] => {
                    name(what).zip(seconds(s)).map(|(what, seconds)| Intent::Look { what, seconds })
                }
                _ => None,
            },
        ),
        "press" => ("write `press THING` or `press THING with left`", {
            with_hand(words).map(|(what, hand)| Intent::Press { what, hand })
        }),
        "touch" => ("write `touch THING` or `touch THING with left`", {
            with_hand(words).map(|(what, hand)| Intent::Touch { what, hand })
        }),
        "pinch" | "grasp" => ("write `pinch THING with left` or `grasp THING with left`", {
            with_hand(words).map(|(what, hand)| Intent::Take { what, hand, palm: words[0] == "grasp" })
        }),
        "carry" => (
            "write `carry to PLACE` or `carry to PLACE with left`",
            match words {
                [_, "to", rest @ ..] => {
                    with_hand(&[&["to"], rest].concat()).map(|(place, hand)| Intent::Carry { place, hand })
                }
                _ => None,
            },
        ),
        "release" => (
            "write `release left`, `release right` or `release both`",
            match words {
                [_, which] => hands(which).map(|hands| Intent::Release { hands }),
                _ => None,
            },
        ),
        "inspect" => (
            "write `inspect THING for 4 s`",
            match words {
                [_, what, "for", s, "s"] => {
                    name(what).zip(seconds(s)).map(|(what, seconds)| Intent::Inspect { what, seconds })
                }
                _ => None,
            },
        ),
        "open" => ("write `open PACK`", one(words).map(|what| Intent::Open { what })),
        "hold" => (
            "write `hold hands under DISPENSER for 2 s`",
            match words {
                [_, "hands", "under", what, "for", s, "s"] => {
                    name(what).zip(seconds(s)).map(|(what, seconds)| Intent::Under { what, seconds })
                }
                _ => None,
            },
        ),
        "rub" => (
            "write `rub hands for 30 s`, if need be with `without thumbs and wrists` (palms, backs, between_fingers, \
             finger_backs, thumbs, fingertips, wrists)",
            match words {
                [_, "hands", "for", s, "s"] => seconds(s).map(|seconds| Intent::Rub { seconds, without: Vec::new() }),
                [_, "hands", "for", s, "s", "without", rest @ ..] => {
                    seconds(s).zip(patches(rest)).map(|(seconds, without)| Intent::Rub { seconds, without })
                }
                _ => None,
            },
        ),
        "wipe" => (
            "write `wipe THING with WIPE for 6 s`",
            match words {
                [_, what, "with", with, "for", s, "s"] => name(what)
                    .zip(name(with))
                    .zip(seconds(s))
                    .map(|((what, with), seconds)| Intent::Wipe { what, with, seconds }),
                _ => None,
            },
        ),
        "put" => (
            "write `put on GARMENT`, if need be with a manner (`put on coverall gathered`)",
            match words {
                [_, "on", what] => name(what).map(|what| Intent::PutOn { what, how: None }),
                [_, "on", what, how] => {
                    name(what).zip(name(how)).map(|(what, how)| Intent::PutOn { what, how: Some(how) })
                }
                _ => None,
            },
        ),
        "take" => (
            "write `take off THING`",
            match words {
                [_, "off", what] => name(what).map(|what| Intent::TakeOff { what }),
                _ => None,
            },
        ),
        "zip" => (
            "write `zip coverall.zip` or `zip coverall.zip to 0.9`",
            match words {
                [_, what] => name(what).map(|what| Intent::Zip { what, to: 1.0 }),
                [_, what, "to", to] => name(what).zip(share(to)).map(|(what, to)| Intent::Zip { what, to }),
                _ => None,
            },
        ),
        "fasten" => ("write `fasten FLAP`", one(words).map(|what| Intent::Fasten { what })),
        "tuck" => ("write `tuck hood.tuck`", one(words).map(|what| Intent::Tuck { what })),
        "step" => (
            "write `step over BENCH with right` or `step back over BENCH with right`",
            match words {
                [_, "over", bench, "with", foot] => {
                    name(bench).zip(hand(foot)).map(|(bench, foot)| Intent::StepOver { bench, foot })
                }
                [_, "back", "over", bench, "with", foot] => {
                    name(bench).zip(hand(foot)).map(|(bench, foot)| Intent::StepBack { bench, foot })
                }
                _ => None,
            },
        ),
        "sit" => (
            "write `sit on BENCH`",
            match words {
                [_, "on", bench] => name(bench).map(|bench| Intent::Sit { bench }),
                _ => None,
            },
        ),
        "stand" => ("write `stand up`", (words[1..] == ["up"]).then_some(Intent::Stand)),
        "lower" => (
            "write `lower both for 3 s`",
            match words {
                [_, which, "for", s, "s"] => {
                    hands(which).zip(seconds(s)).map(|(hands, seconds)| Intent::Lower { hands, seconds })
                }
                _ => None,
            },
        ),
        "declare" => ("write `declare` alone", (words.len() == 1).then_some(Intent::Declare)),
        "say" => ("write `say done`", (words[1..] == ["done"]).then_some(Intent::Done)),
        "wait" => (
            "write `wait 2 s`",
            match words {
                [_, s, "s"] => seconds(s).map(|seconds| Intent::Wait { seconds }),
                _ => None,
            },
        ),
        "leave" => ("write `leave` alone", (words.len() == 1).then_some(Intent::Leave)),
        _ => (
            "begin it with one of: walk, face, look, press, touch, pinch, grasp, carry, release, inspect, open, hold, rub, \
             wipe, put on, take off, zip, fasten, tuck, step, sit, stand, lower, declare, say, wait, leave",
            None,
        ),
    };
    read.ok_or(how)
}

/// `VERB NAME`
fn one(words: &[&str]) -> Option<String> {
    match words {
        [_, what] => name(what),
        _ => None,
    }
}

/// `VERB NAME [with HAND]`
fn with_hand(words: &[&str]) -> Option<(String, Option<usize>)> {
    match words {
        [_, what] => name(what).map(|what| (what, None)),
        [_, what, "with", side] => name(what).zip(hand(side).map(Some)),
        _ => None,
    }
}

fn patches(words: &[&str]) -> Option<Vec<Patch>> {
    words
        .iter()
        .filter(|&&word| word != "and")
        .map(|&word| Patch::ALL.into_iter().find(|p| p.name() == word))
        .collect::<Option<Vec<_>>>()
        .filter(|found| !found.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BASE: &str =
        "persona expert\nseed 7\n\n[G01] Fit\npress kiosk.fit\nwait 2 s # breathe\n[G02] Badge\nface board\n";

    fn parse(text: &str) -> Result<Script, ScriptError> {
        Script::parse("own.puppet", text, &mut |other| match other {
            "base.puppet" => Ok(BASE.to_owned()),
            "loop.puppet" => Ok("from loop.puppet\n".to_owned()),
            _ => Err("no such file".to_owned()),
        })
    }

    fn names(script: &Script) -> Vec<&str> {
        script.sections.iter().map(|s| s.name.as_str()).collect()
    }

    #[test]
    fn a_plain_script_is_read() {
        let script = parse(BASE).unwrap();
        assert_eq!((script.persona.name, script.seed, script.handed), ("expert", 7, RIGHT));
        assert_eq!(names(&script), ["G01", "G02"]);
        assert_eq!(script.sections[0].lines[1].intent, Intent::Wait { seconds: 2.0 });
        assert_eq!(script.sections[0].lines[1].number, 6);
    }

    #[test]
    fn a_derived_script_says_only_what_differs() {
        let script = parse(
            "from base.puppet\npersona chemist\nseed 9\nhanded left\nreplace [G01]\nwait 1 s\nafter [G02]\ndeclare\n\
             before [G02]\nleave\n",
        )
        .unwrap();
        assert_eq!((script.persona.name, script.seed, script.handed), ("chemist", 9, LEFT));
        assert_eq!(names(&script), ["G01", "G02-before", "G02", "G02-after"]);
        assert_eq!(script.sections[0].lines.len(), 1);
        assert_eq!(script.sections[1].lines[0].intent, Intent::Leave);
        assert_eq!(script.sections[3].lines[0].intent, Intent::Declare);
        assert!(parse("from base.puppet\nskip [G02]\n").unwrap().sections[1].lines.is_empty());
    }

    #[test]
    fn every_verb_is_read() {
        let all = [
            "walk to z1",
            "walk slowly to z4",
            "walk to z1 near tap.z1",
            "walk near tap.z1",
            "face mirror.z3",
            "look at gauge.z1_z2 for 1.5 s",
            "press kiosk.fit with left",
            "touch hood with right",
            "pinch glove_inner_left with left",
            "grasp coverall with right",
            "carry to rack.z3",
            "carry to rack.z3 with left",
            "release both",
            "inspect kit_a for 4 s",
            "open kit_a",
            "hold hands under tap.z1 for 2 s",
            "rub hands for 32 s",
            "rub hands for 15 s without thumbs and wrists",
            "wipe kit_a with wipe.z2 for 6 s",
            "put on hood",
            "put on coverall gathered",
            "take off ring",
            "zip coverall.zip",
            "zip coverall.zip to 0.8",
            "fasten coverall.flap",
            "tuck hood.tuck",
            "step over bench3 with right",
            "step back over bench2 with left",
            "sit on bench0",
            "stand up",
            "lower both for 3 s",
            "declare",
            "say done",
            "wait 0.5 s",
            "leave",
        ];
        for line in all {
            parse(&format!("[G01]\n{line}\n")).unwrap_or_else(|e| panic!("{e}"));
        }
        let rub = parse("[G08]\nrub hands for 15 s without thumbs and wrists\n").unwrap();
        let without = vec![Patch::Thumb, Patch::Wrist];
        assert_eq!(rub.sections[0].lines[0].intent, Intent::Rub { seconds: 15.0, without });
    }

    #[test]
    fn every_slip_gets_one_sentence_with_place_and_remedy() {
        for (text, line, says) in [
            ("[G01]\ndance\n", 2, "begin it with one of"),
            ("wait 1 s\n", 1, "write a section"),
            ("[G01]\nwait -1 s\n", 2, "write `wait 2 s`"),
            ("[G01]\nwait nan s\n", 2, "write `wait 2 s`"),
            ("[G01]\nwait 1e9 s\n", 2, "write `wait 2 s`"),
            ("[G01]\nrub hands for 5 s without noses\n", 2, "palms, backs"),
            ("[G01]\n[G01]\n", 2, "another name"),
            ("[\n", 1, "for example `[G26]`"),
            ("persona robot\n", 1, "choose one of: expert"),
            ("seed x\n", 1, "whole number"),
            ("handed up\n", 1, "`left` or `right`"),
            ("skip [G01]\n", 1, "begin the script with `from"),
            ("from nowhere.puppet\n", 1, "correct its name"),
            ("from base.puppet\nreplace [G77]\n", 2, "name one of the script"),
            ("from base.puppet\n[G01]\n", 2, "`replace`, `before`"),
            ("from base.puppet\nskip [G01]\nwait 1 s\n", 3, "remove them"),
            ("[G01]\nfrom base.puppet\n", 2, "first line"),
            ("from loop.puppet\n", 1, "first script itself"),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(error.line, line, "{error}");
            assert!(error.to_string().contains(says), "{error}");
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_a_script_or_a_sentence(text in "\\PC{0,80}(\n\\PC{0,60}){0,6}") {
            if let Err(error) = parse(&text) {
                prop_assert!(!error.what.is_empty() && !error.remedy.is_empty());
            }
        }

        #[test]
        fn words_of_scripts_in_any_order_never_panic(words in prop::collection::vec(prop::sample::select(vec![
            "walk", "to", "near", "look", "at", "for", "3", "s", "rub", "hands", "without", "thumbs", "and", "put", "on",
            "[G01]", "skip", "replace", "from", "base.puppet", "\n", "\n", "release", "both", "step", "over", "x", "with",
        ]), 0..40)) {
            let _ = parse(&words.join(" "));
        }
    }
}

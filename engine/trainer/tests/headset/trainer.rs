//! The program as its user has it: started, told Enter, ended; and what it leaves in a data folder of its own.

use crate::feeder::{Feeder, Person};
use crate::service::out;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use tape::{Ending, Frame, Header, TICKS_PER_SECOND, TapeReader};

pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn asepsis(home: &Path) -> Command {
    let program = std::env::var_os("ASEPSIS").expect("tools/xr-test says where the program is");
    let mut command = Command::new(program);
    command.current_dir(repository()).env("XDG_DATA_HOME", home);
    command
}

/// The trainer, in the headset.
pub struct Trainer {
    child: Child,
    terminal: ChildStdin,
    said: BufReader<ChildStdout>,
}

impl Trainer {
    /// Started, until it has said that the session begins; and what it said.
    pub fn start(home: &Path) -> (Trainer, String) {
        Trainer::begin(home, &["--no-tutorial"])
    }

    /// The same for a learner who gets what any learner gets.
    pub fn start_as_new(home: &Path) -> (Trainer, String) {
        Trainer::begin(home, &[])
    }

    /// The same, asked with more words.
    pub fn begin(home: &Path, asked: &[&str]) -> (Trainer, String) {
        Trainer::run(home, asked, None)
    }

    /// The same as at first, guided, with a window on the screen of this name.
    pub fn start_beside(home: &Path, screen: &str) -> (Trainer, String) {
        Trainer::run(home, &["--no-tutorial", "--mode", "guided"], Some(screen))
    }

    fn run(home: &Path, asked: &[&str], screen: Option<&str>) -> (Trainer, String) {
        let mut command = asepsis(home);
        command.envs(screen.map(|screen| ("DISPLAY", screen)));
        command.args(["train", "gowning", "--view", "headset", "--lang", "en", "--seed", "7", "--as", "fed"]);
        command.args(asked);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program is built");
        let terminal = child.stdin.take().expect("a pipe");
        let said = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut trainer = Trainer { child, terminal, said };
        let mut all = String::new();
        while !all.contains("The session begins") {
            let read = trainer.said.read_line(&mut all).expect("a pipe");
            assert!(read > 0, "it ended early:\n{all}");
        }
        (trainer, all)
    }

    /// Once in a session: it is finished. Once more: its debrief is closed.
    pub fn press_enter(&mut self) {
        let _ = self.terminal.write_all(b"\n");
    }

    /// Finishes the session, closes the debrief, and wants the tape kept.
    pub fn finish(mut self) {
        let began = Instant::now();
        // A slow machine may hear two presses as one; pressed once too often, it is gone already.
        while self.child.try_wait().expect("it ran").is_none() {
            assert!(began.elapsed() < Duration::from_secs(60), "it does not end");
            self.press_enter();
            std::thread::sleep(Duration::from_millis(500));
        }
        let (code, _, last) = self.wait();
        assert!(code == Some(0) && last.contains("is kept in"), "{code:?}: {last}");
    }

    /// Its exit code, how long that took, and what it said last.
    pub fn wait(mut self) -> (Option<i32>, Duration, String) {
        let began = Instant::now();
        let mut last = String::new();
        while self.said.read_line(&mut last).expect("a pipe") > 0 {}
        let status = self.child.wait().expect("it ends");
        (status.code(), began.elapsed(), last)
    }
}

/// The frames of a shipped tape, in the room's own space.
pub fn shipped(name: &str) -> Vec<Frame> {
    let tape = repository().join("scenarios/gowning/replays").join(name).with_extension("tape");
    read(&tape).1.into_iter().map(in_room).collect()
}

/// The same frame with the floor laid where the room is.
fn in_room(mut frame: Frame) -> Frame {
    let room_from_stage = frame.origin.pose();
    frame.head = room_from_stage.then(frame.head);
    for joint in frame.hands.iter_mut().flat_map(|hand| &mut hand.joints) {
        *joint = room_from_stage.then(*joint);
    }
    frame.origin = Default::default();
    frame
}

/// Plays a person for each tick.
pub fn play(feeder: &mut Feeder, persons: impl Iterator<Item = Person>) {
    let began = Instant::now();
    for (n, person) in (0..).zip(persons) {
        let due = Duration::from_secs(1) * n / TICKS_PER_SECOND;
        std::thread::sleep(due.saturating_sub(began.elapsed()));
        feeder.send(&person);
    }
}

/// An empty data folder.
pub fn home(test: &str) -> PathBuf {
    let home = std::env::temp_dir().join(test);
    let _ = std::fs::remove_dir_all(&home);
    home
}

/// The tapes in a data folder, oldest first.
pub fn tapes(home: &Path) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(home.join("asepsis/sessions")).expect("sessions are kept there");
    let mut tapes: Vec<PathBuf> = folder.map(|entry| entry.expect("a file").path()).collect();
    tapes.retain(|path| path.extension().is_some_and(|e| e == "tape"));
    tapes.sort();
    tapes
}

/// What a tape holds, and how it ends.
pub fn read(tape: &Path) -> (Header, Vec<Frame>, Ending) {
    let reader = TapeReader::new(BufReader::new(File::open(tape).expect("a tape"))).expect("a tape");
    let header = reader.header().clone();
    let mut frames = reader.frames();
    let all = frames.by_ref().map(|frame| frame.expect("a sound tape")).collect();
    (header, all, frames.ending().expect("it was read to its end"))
}

/// The tape is executed again: it must come to its own checksums, and to the debrief that the session left beside it,
/// byte for byte. Returns that debrief.
pub fn replays_to_the_same(home: &Path, tape: &Path) -> Value {
    let again = tape.with_extension("again.json");
    let replay = asepsis(home).arg("replay").arg(tape).arg("--debrief").arg(&again).output().expect("it runs");
    assert_eq!(replay.status.code(), Some(0), "{}", String::from_utf8_lossy(&replay.stdout));
    let [live, again] =
        [tape.with_extension("debrief.json"), again].map(|path| std::fs::read(path).expect("a debrief"));
    assert!(live == again, "the replay's debrief is another than the session's");
    keep_statements(&home.file_name().expect("a test's name").to_string_lossy(), tape);
    serde_json::from_slice(&live).expect("a debrief")
}

/// Leaves the statements of a session where `tools/xr-test` shows them to the validators.
pub fn keep_statements(test: &str, tape: &Path) {
    let folder = out("statements");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::copy(statements_of(tape), folder.join(test).with_extension("json")).expect("statements");
}

fn statements_of(tape: &Path) -> PathBuf {
    tape.with_extension("tape.statements.json")
}

pub fn statements(tape: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(statements_of(tape)).expect("statements");
    serde_json::from_str(&text).expect("a list of statements")
}

pub fn verb(statement: &Value) -> &str {
    statement["verb"]["id"].as_str().expect("a verb").rsplit('/').next().expect("a name")
}

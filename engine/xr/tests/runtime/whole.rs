//! Whole sessions: the trainer in a headset, on a person who is played from a tape.

use crate::feeder::{Feeder, Person};
use crate::runtime;
use crate::service::Display;
use glam::Vec3;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use tape::{Ending, Frame, LEFT, RIGHT, TICKS_PER_SECOND, TapeReader, joint};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn asepsis(home: &Path) -> Command {
    let program = std::env::var_os("ASEPSIS").expect("tools/xr-test says where the program is");
    let mut command = Command::new(program);
    command.current_dir(repository()).env("XDG_DATA_HOME", home);
    command
}

/// The trainer, in the headset.
struct Trainer {
    child: Child,
    terminal: ChildStdin,
    said: BufReader<ChildStdout>,
}

impl Trainer {
    /// Started, until it has said that the session begins; and what it said.
    fn start(home: &Path) -> (Trainer, String) {
        let mut command = asepsis(home);
        command.args(["train", "gowning", "--view", "headset", "--seed", "7", "--as", "fed"]);
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

    fn press_enter(&mut self) {
        self.terminal.write_all(b"\n").expect("it listens");
    }

    /// Its exit code, how long that took, and what it said last.
    fn wait(mut self) -> (Option<i32>, Duration, String) {
        let began = Instant::now();
        let mut last = String::new();
        while self.said.read_line(&mut last).expect("a pipe") > 0 {}
        let status = self.child.wait().expect("it ends");
        (status.code(), began.elapsed(), last)
    }
}

/// A person's whole session, or the part of it between two seconds, in the room's own space.
fn played(tape: &str, seconds: std::ops::Range<u32>) -> Vec<Frame> {
    let path = repository().join("scenarios/gowning/replays").join(tape);
    let reader = TapeReader::new(BufReader::new(File::open(path).expect("a tape"))).expect("a tape");
    let frames = reader
        .frames()
        .map(|frame| frame.expect("a whole tape"))
        .filter(|frame| (seconds.start * TICKS_PER_SECOND..seconds.end * TICKS_PER_SECOND).contains(&frame.tick));
    frames.map(in_room).collect()
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

/// Plays frames at their own pace.
fn play(feeder: &mut Feeder, frames: &[Frame]) {
    let began = Instant::now();
    for (n, frame) in (0..).zip(frames) {
        let due = Duration::from_secs(1) * n / TICKS_PER_SECOND;
        std::thread::sleep(due.saturating_sub(began.elapsed()));
        feeder.send(&Person::of(frame));
    }
}

/// The tapes in a data folder, oldest first.
fn tapes(home: &Path) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(home.join("asepsis/sessions")).expect("sessions are kept there");
    let mut tapes: Vec<PathBuf> = folder.map(|entry| entry.expect("a file").path()).collect();
    tapes.retain(|path| path.extension().is_some_and(|e| e == "tape"));
    tapes.sort();
    tapes
}

/// Frames of a tape in the space of its stage, which is where a person is played, and how it ends.
fn read(tape: &Path) -> (Vec<Frame>, Ending) {
    let reader = TapeReader::new(BufReader::new(File::open(tape).expect("a tape"))).expect("a tape");
    let mut frames = reader.frames();
    let all = frames.by_ref().map(|frame| frame.expect("a sound tape")).collect();
    (all, frames.ending().expect("it was read to its end"))
}

fn home(test: &str) -> PathBuf {
    let home = std::env::temp_dir().join(test);
    let _ = std::fs::remove_dir_all(&home);
    home
}

fn statements(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).expect("statements");
    serde_json::from_str(&text).expect("a list of statements")
}

fn verb(statement: &Value) -> &str {
    statement["verb"]["id"].as_str().expect("a verb").rsplit('/').next().expect("a name")
}

/// What can be true of an expert who is played through this driver: he is where he was, and his hands are where they
/// were and close when they did; their joints are the driver's own, so he does not get through the drill. What was
/// recorded is what it is: it replays to its own sums, and its statements say what came of it.
#[test]
fn a_person_who_is_played_is_recorded_and_replays_to_the_same_verdict() {
    let Some(_runtime) = runtime(Display::None) else { return };
    let home = home("played");
    let mut feeder = Feeder::connect();
    let frames = played("expert.tape", 0..20);
    feeder.send(&Person::of(&frames[0]));
    let (mut trainer, said) = Trainer::start(&home);
    assert!(said.contains("both eyes in one pass"), "{said}");
    std::thread::sleep(Duration::from_secs(1));
    play(&mut feeder, &frames);
    trainer.press_enter();
    std::thread::sleep(Duration::from_millis(500));
    trainer.press_enter();
    let (code, _, last) = trainer.wait();
    assert!(code == Some(0) && last.contains("is kept in"), "{code:?}: {last}");

    let tape = &tapes(&home)[0];
    let (recorded, ending) = read(tape);
    assert_eq!(ending, Ending::Finished);
    assert!(recorded.len() as u32 > 20 * TICKS_PER_SECOND, "{} ticks", recorded.len());
    assert!((0..).zip(&recorded).all(|(n, frame)| frame.tick == n), "no tick is missing");
    // Everything that was played is on the tape somewhere near its time.
    let lag = (0..3 * TICKS_PER_SECOND as usize)
        .min_by(|a, b| apart(&frames, &recorded, *a).total_cmp(&apart(&frames, &recorded, *b)))
        .expect("a lag");
    let apart_m = apart(&frames, &recorded, lag);
    eprintln!("lag {lag} ticks, {apart_m} m apart");
    assert!(apart_m < 0.04, "{apart_m} m with a lag of {lag} ticks");
    let replay = asepsis(&home).arg("replay").arg(tape).output().expect("it runs");
    assert_eq!(replay.status.code(), Some(0), "{}", String::from_utf8_lossy(&replay.stdout));
    let told = statements(&tape.with_extension("tape.statements.json"));
    let verbs: Vec<&str> = told.iter().map(verb).collect();
    assert_eq!(verbs.first(), Some(&"initialized"), "{verbs:?}");
    assert!(matches!(verbs.last(), Some(&"failed" | &"terminated")), "{verbs:?}");
}

/// Metres between what was played and what was recorded `lag` ticks later, head and palms, in most ticks.
fn apart(played: &[Frame], recorded: &[Frame], lag: usize) -> f32 {
    let at = |frame: &Frame| {
        let palm = |side: usize| frame.hands[side].joints[joint::PALM].position;
        [frame.head.position, palm(LEFT), palm(RIGHT)]
    };
    let pairs = played.iter().zip(recorded.iter().skip(lag)).step_by(10);
    let mut each: Vec<f32> = pairs
        .map(|(a, b)| at(a).iter().zip(at(b)).map(|(a, b): (&Vec3, Vec3)| a.distance(b)).sum::<f32>() / 3.0)
        .collect();
    // A machine that draws slowly repeats poses here and there: those are on the tape as what they are.
    each.sort_by(f32::total_cmp);
    each[each.len() / 2]
}

#[test]
fn a_runtime_that_is_killed_costs_no_session() {
    let home = home("killed");
    {
        let Some((mut service, _alone)) = runtime(Display::None) else { return };
        let mut feeder = Feeder::connect();
        let frames = played("expert.tape", 0..5);
        feeder.send(&Person::of(&frames[0]));
        let (trainer, _) = Trainer::start(&home);
        std::thread::sleep(Duration::from_secs(1));
        play(&mut feeder, &frames);
        service.kill();
        let (code, took, last) = trainer.wait();
        assert!(took < Duration::from_secs(2), "{took:?}");
        assert_eq!(code, Some(1), "{last}");
        assert!(last.contains("The session is kept"), "{last}");
    }
    let cut = tapes(&home).remove(0);
    let (recorded, ending) = read(&cut);
    assert!(matches!(ending, Ending::Torn { .. }), "{ending:?}");
    assert!(recorded.len() as u32 >= 4 * TICKS_PER_SECOND, "{} ticks are kept", recorded.len());

    let Some(_runtime) = runtime(Display::None) else { return };
    let mut feeder = Feeder::connect();
    feeder.send(&Person::default());
    let (mut trainer, said) = Trainer::start(&home);
    assert!(said.contains("had been cut off was found") && said.contains("interrupted"), "{said}");
    trainer.press_enter();
    std::thread::sleep(Duration::from_millis(500));
    trainer.press_enter();
    assert_eq!(trainer.wait().0, Some(0));
    let told = statements(&cut.with_extension("tape.statements.json"));
    let last = told.last().expect("statements");
    assert_eq!((verb(last), &last["result"]["completion"]), ("terminated", &Value::Bool(false)));
    assert!(last.to_string().contains("interrupted"), "{last}");
}

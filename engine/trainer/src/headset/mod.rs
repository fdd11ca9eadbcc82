//! Training in a headset: the runtime says when, ticks are made of what it sees, and both eyes get a picture.

mod config;
mod quads;
mod room;

use crate::Answer;
use crate::scenario::Scenario;
use crate::sessions::{self, Live};
use crate::train::{Choice, lang_name};
use anyhow::Result;
use portray::{Menu, Told, Words};
use room::Room;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use tape::{Buttons, End, Ending, Frame, Header, LEFT, RIGHT, StageOrigin, TICKS_PER_SECOND};
use xr::comfort::Profile;
use xr::frames::Frames;
use xr::states::{Ticks, Why};
use xr::wrist::{self, Row, Wrist};
use xr::{Found, Headset, Moment, Passes, Runtime};

/// Ticks for which what was said stays.
const CAPTION: u32 = 7 * TICKS_PER_SECOND;
/// A tap when something is taken hold of (design: felt, not startling).
const TAP: f32 = 0.4;

/// No headset answers; everything else that fails later is another error.
#[derive(Debug, thiserror::Error)]
#[error("no headset: {0}")]
pub struct NoHeadset(xr::Error);

/// A session in the headset, until the person leaves it.
pub fn run(root: &Path, choice: &Choice) -> Result<Answer> {
    let runtime = Runtime::find().map_err(NoHeadset)?;
    let words = Words::default();
    let file = config::of(root, runtime.identity(), &words, choice.lang);
    let headset = Headset::open(runtime, &file)?;
    if let Ok(folder) = sessions::folder() {
        sessions::find_again(root, &folder, &words, choice.lang).iter().for_each(|sentence| println!("{sentence}"));
    }
    let mut training = Training::begin(root, choice, headset)?;
    println!("{}", line(training.headset.found()));
    println!("{}", words.say(choice.lang, "headset-begins", &[]));
    let why = training.go_on(&words)?;
    Ok(training.end(why, &words))
}

/// What was found and chosen, in a line of the log.
fn line(found: &Found) -> String {
    let Found { file, runtime, headset, gpu, passes, floor, size: [w, h], rates_hz, rate_hz, hands, .. } = found;
    let passes = match passes {
        Passes::One => "both eyes in one pass".to_owned(),
        Passes::Two(why) => format!("one pass an eye ({why})"),
    };
    let rate = match rate_hz {
        Some(hz) => format!("{hz:.0} Hz of {rates_hz:.0?}"),
        None => "at the runtime's rate".to_owned(),
    };
    let hands = if *hands { "bare hands" } else { "controllers only" };
    let mut line = format!(
        "{headset}, set up as {file}: {runtime}; {gpu}; {w} × {h} pixels an eye, {passes}; {rate}; floor: {floor:?}; {hands}"
    );
    let clauses = [
        found.depth.then_some("depth given"),
        (!found.timed).then_some("no GPU times"),
        found.hinted.then_some("performance hints given"),
        found.foveation,
    ];
    for clause in clauses.into_iter().flatten() {
        line += "; ";
        line += clause;
    }
    line
}

struct Training {
    live: Live,
    frames: Frames,
    room: Room,
    choice: Choice,
    caption: String,
    caption_until: u32,
    /// Enter was pressed at the terminal: the session is finished; pressed again, the debrief is closed.
    enter: Arc<AtomicBool>,
    finished: bool,
    wrist: Wrist,
    /// By the menu.
    paused: bool,
    /// What the next tick says.
    pressed: Buttons,
    headset: Headset,
}

impl Training {
    fn begin(root: &Path, choice: &Choice, mut headset: Headset) -> Result<Training> {
        let scenario = Scenario::load(root, &choice.drill)?;
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let started_unix_ms = since_1970.as_millis() as u64;
        let folder = sessions::folder();
        let attempt = folder.as_ref().map_or(1, |f| sessions::attempt(f, &choice.learner, &choice.drill));
        let header = Header {
            seed: choice.seed.unwrap_or(started_unix_ms),
            started_unix_ms,
            device: headset.found().headset.clone(),
            learner: choice.learner.clone(),
            language: lang_name(choice.lang).into(),
            meta: [
                ("view".into(), "headset".into()),
                ("attempt".into(), attempt.to_string()),
                ("adapted".into(), choice.adapted.to_string()),
            ]
            .into(),
            ..Header::default()
        };
        let live = Live::begin(&scenario, header, choice.mode, folder)?;
        let room = Room::new(root, &scenario, &live, &mut headset)?;
        let profile = Profile { left_handed: choice.left_handed, ..Profile::default() };
        let [x_m, z_m] = scenario.room.start.at;
        let start = StageOrigin { x_m, z_m, yaw_rad: scenario.room.start.turn.to_radians() };
        Ok(Training {
            frames: Frames::new(profile, start),
            live,
            room,
            choice: choice.clone(),
            caption: String::new(),
            caption_until: 0,
            enter: listen_to_the_terminal(),
            finished: false,
            wrist: Wrist::new(if choice.left_handed { LEFT } else { RIGHT }),
            paused: false,
            pressed: Buttons::default(),
            headset,
        })
    }

    /// Until the session is over, and why it is.
    fn go_on(&mut self, words: &Words) -> Result<Why> {
        loop {
            match self.picture(words) {
                Ok(None) => {}
                Ok(Some(why)) => return Ok(why),
                Err(xr::Error::Over(why)) => return Ok(why),
                Err(other) => return Err(other.into()),
            }
        }
    }

    fn picture(&mut self, words: &Words) -> Result<Option<Why>, xr::Error> {
        if let Some(why) = self.headset.listen()? {
            return Ok(Some(why));
        }
        if self.finished
            && self.enter.swap(false, Ordering::Relaxed)
            && let Some(why) = self.headset.leave()?
        {
            return Ok(Some(why));
        }
        let Some(moment) = self.headset.wait()? else { return Ok(None) };
        let ticks = self.ticks(moment, words);
        // The runtime wants its moment ended even where a tick failed.
        let drawn = if moment.shown { self.draw(moment) } else { Ok(false) };
        self.headset.end(moment, *drawn.as_ref().unwrap_or(&false))?;
        ticks.and(drawn).map(|_| None)
    }

    /// Lets pass the ticks that are due.
    fn ticks(&mut self, moment: Moment, words: &Words) -> Result<(), xr::Error> {
        if !self.finished && moment.ticks == Ticks::Running && self.enter.swap(false, Ordering::Relaxed) {
            self.press(Row::Done)?;
        }
        loop {
            let still = if self.paused || self.finished { Buttons::PAUSE } else { Buttons::default() };
            let buttons = Buttons(self.pressed.0 | still.0);
            let Some(frame) = self.frames.next(&mut self.headset, moment.ticks, moment.display_ns, buttons)? else {
                break;
            };
            let lived = !frame.buttons.has(Buttons::PAUSE);
            if lived {
                self.pressed = Buttons::default();
            }
            if !self.finished {
                self.live.step(&frame);
                self.finished = lived && frame.buttons.has(Buttons::DONE);
                self.listen(&frame)?;
            }
            let row = match self.frames.body() {
                Some(body) if moment.ticks == Ticks::Running => self.wrist.step(body.head, &body.hands),
                _ => None,
            };
            if let Some(row) = row {
                self.press(row)?;
            }
        }
        if let Some(why) = self.live.trouble() {
            println!("{}", words.say(self.choice.lang, "session-unrecorded", &[("why", &why)]));
        }
        Ok(())
    }

    /// A row of the menu on the wrist.
    fn press(&mut self, row: Row) -> Result<(), xr::Error> {
        match row {
            Row::Pause => self.paused = !self.paused,
            // Said to a room that goes on: one that stands still hears nothing.
            Row::Declare => (self.pressed, self.paused) = (Buttons::DECLARE, false),
            Row::Done => (self.pressed, self.paused) = (Buttons::DONE, false),
            Row::Leave => return self.headset.leave().map(|_| ()),
        }
        Ok(())
    }

    /// What the judge says becomes a caption; what a controller takes hold of is felt.
    fn listen(&mut self, frame: &Frame) -> Result<(), xr::Error> {
        let session = self.live.session();
        for verdict in session.drill.verdicts() {
            if let Some(said) = session.drill.said(verdict, self.choice.lang) {
                self.caption.clear();
                self.caption.push_str(said);
                self.caption_until = frame.tick + CAPTION;
            }
        }
        if frame.tick >= self.caption_until {
            self.caption.clear();
        }
        for side in [LEFT, RIGHT] {
            if session.twin.persons()[0].hands[side].grip.just_closed && self.frames.holds_controller(side) {
                self.headset.shake(side, TAP)?;
            }
        }
        Ok(())
    }

    /// Draws and submits what is seen at a moment. False while the head is not known.
    fn draw(&mut self, moment: Moment) -> Result<bool, xr::Error> {
        let session = self.live.session();
        let debrief = self.finished.then(|| session.debrief(Ending::Finished));
        let told = Told {
            lang: self.choice.lang,
            through: Some(0),
            drill: Some(&session.drill),
            caption: &self.caption,
            on_picture: false,
            debrief: debrief.as_ref(),
        };
        let room_from_stage = self.frames.origin().pose();
        let keys =
            [if self.paused { "wrist-go-on" } else { "wrist-pause" }, "wrist-declare", "wrist-done", "wrist-leave"];
        let menu = self.wrist.shown().map(|at| Menu {
            at: room_from_stage.then(at),
            size: wrist::SIZE_M,
            rows: &keys,
            pressed: self.wrist.pressing().map(|(row, share)| (row as usize, share)),
        });
        self.room.portray(&session.twin, &told, menu.as_ref());
        self.room.draw(&mut self.headset, moment, self.frames.room_from_located())
    }

    /// Closes the tape. One that the runtime has cut off stays as it is: it is told at the next start.
    fn end(self, why: Why, words: &Words) -> Answer {
        let lang = self.choice.lang;
        if why != Why::Left {
            drop(self);
            println!("{}", words.say(lang, "headset-lost", &[]));
            return Answer::No;
        }
        let (_, kept) = self.live.finish(if self.finished { End::Finished } else { End::Abandoned });
        println!(
            "{}",
            match kept {
                Ok(tape) => words.say(lang, "session-kept", &[("tape", &tape.display().to_string())]),
                Err(why) => words.say(lang, "session-not-kept", &[("why", &format!("{why:#}"))]),
            }
        );
        Answer::Yes
    }
}

/// True once for each Enter at the terminal that the program was started from; never where there is none.
fn listen_to_the_terminal() -> Arc<AtomicBool> {
    let pressed = Arc::new(AtomicBool::new(false));
    let set = pressed.clone();
    std::thread::spawn(move || {
        for _ in std::io::stdin().lines().map_while(Result::ok) {
            set.store(true, Ordering::Relaxed);
        }
    });
    pressed
}

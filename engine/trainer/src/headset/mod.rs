//! Training in a headset: the runtime says when, ticks are made of what it sees, and both eyes get a picture.

#[cfg(feature = "desktop")]
mod beside;
mod config;
mod lesson;
mod measure;
mod menu;
mod person;
mod quads;
mod room;
mod steps;

use crate::Answer;
use crate::sessions;
use crate::train::Choice;
use anyhow::Result;
use drill::{Mode, StepState};
use lesson::Lesson;
pub use measure::Measures;
use measure::Meter;
use menu::Row;
use person::Person;
use portray::{Menu, Step, Told, Tone, Words, path};
use room::Drawn;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tape::{Buttons, End, Frame, LEFT, RIGHT, TICKS_PER_SECOND};
use xr::comfort::yaw_of;
use xr::states::{Ticks, Why};
use xr::wrist;
use xr::{Found, Headset, Moment, Passes, Runtime};

/// Ticks for which what was said stays.
const CAPTION: u32 = 7 * TICKS_PER_SECOND;
/// A tap when something is taken hold of or a row is pressed (design: felt, not startling).
const TAP: f32 = 0.4;
/// Ticks from the last step of a tutorial to the drill: time to read that it is over (design).
const AFTER_TUTORIAL: u32 = 4 * TICKS_PER_SECOND;

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
    let mut training = Training::begin(root, choice, headset, &words)?;
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
    root: PathBuf,
    lesson: Lesson,
    /// The drill that this one, a tutorial, prepares for.
    then: Option<Choice>,
    /// When it begins.
    then_at: Option<u32>,
    person: Person,
    caption: String,
    caption_until: u32,
    /// Enter was pressed at the terminal: the session is finished; pressed again, the debrief is closed.
    enter: Arc<AtomicU32>,
    /// What the next tick says.
    pressed: Buttons,
    meter: Meter,
    headset: Headset,
}

impl Training {
    /// Begins with the tutorial where the choice asks for it.
    fn begin(root: &Path, choice: &Choice, mut headset: Headset, words: &Words) -> Result<Training> {
        let first = choice.tutorial();
        let then = first.as_ref().map(|_| choice.clone());
        #[cfg_attr(not(feature = "desktop"), expect(unused_mut))]
        let mut lesson = Lesson::begin(root, first.as_ref().unwrap_or(choice), &choice.profile(), &mut headset)?;
        #[cfg(feature = "desktop")]
        lesson.room.open_beside(root, choice, &headset);
        let mut person = Person::new(choice.profile(), lesson.start, then.is_some(), lesson.jumps);
        person.tone = Tone::of(&choice.learner);
        (person.muted, person.exam) = (choice.muted, choice.mode == Mode::Exam);
        person.first_air = lesson.course.session().twin.first_air().is_some();
        let mut training = Training {
            root: root.to_owned(),
            lesson,
            then,
            then_at: None,
            person,
            caption: String::new(),
            caption_until: 0,
            enter: listen_to_the_terminal(),
            pressed: Buttons::default(),
            meter: Meter::new(&choice.measures)?,
            headset,
        };
        if choice.profile().seated {
            training.say(words, "look-ahead", 0);
        } else if training.then.is_some() {
            training.say(words, "tutorial-begins", 0);
        }
        Ok(training)
    }

    /// Until the session is over, and why it is.
    fn go_on(&mut self, words: &Words) -> Result<Why> {
        loop {
            match self.picture(words) {
                Ok(None) => {
                    if self.person.finished
                        && let Some(choice) = self.then.take()
                    {
                        self.next_lesson(&choice, words)?;
                    }
                }
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
        if self.person.finished
            && entered(&self.enter)
            && let Some(why) = self.headset.leave()?
        {
            return Ok(Some(why));
        }
        let Some(moment) = self.headset.wait()? else { return Ok(None) };
        self.meter.begin(moment, self.headset.timed());
        let ticks = self.ticks(moment, words);
        self.meter.ticked();
        // The runtime wants its moment ended even where a tick failed.
        let drawn = if moment.shown { self.draw(moment) } else { Ok(false) };
        self.headset.end(moment, *drawn.as_ref().unwrap_or(&false))?;
        ticks.and(drawn).map(|_| None)
    }

    /// Lets pass the ticks that are due.
    fn ticks(&mut self, moment: Moment, words: &Words) -> Result<(), xr::Error> {
        let running = moment.ticks == Ticks::Running;
        if !self.person.finished && running && entered(&self.enter) {
            self.press(Row::Done)?;
        }
        if let Some(key) = self.person.ask(&self.headset.asked()) {
            self.say_now(words, key);
        }
        loop {
            let still = if self.person.stands_still() { Buttons::PAUSE } else { Buttons::default() };
            let buttons = Buttons(self.pressed.0 | still.0);
            let frames = &mut self.person.frames;
            let Some(frame) = frames.next(&mut self.headset, moment.ticks, moment.display_ns, buttons)? else {
                break;
            };
            self.meter.tick();
            let lived = !frame.buttons.has(Buttons::PAUSE);
            if lived {
                self.pressed = Buttons::default();
            }
            if !self.person.finished {
                self.lesson.step(&frame);
                self.person.finished = lived && frame.buttons.has(Buttons::DONE);
                if self.person.finished {
                    self.lesson.hearing.silence();
                }
                self.listen(&frame)?;
                self.lead_on(&frame, words)?;
            }
            if running {
                self.hear(&frame, words)?;
            }
        }
        if let Some(why) = self.lesson.course.trouble() {
            println!("{}", words.say(self.lesson.choice.lang, "session-unrecorded", &[("why", &why)]));
        }
        Ok(())
    }

    /// What the person does with the menu and the floor.
    fn hear(&mut self, frame: &Frame, words: &Words) -> Result<(), xr::Error> {
        let heard = self.person.tick(frame, self.lesson.course.session().twin.statics());
        self.lesson.hearing.mute(self.person.muted);
        if let Some(key) = heard.say {
            self.say(words, key, frame.tick);
        }
        if let Some(side) = heard.tap.filter(|&side| self.person.frames.holds_controller(side)) {
            self.headset.shake(side, TAP)?;
        }
        heard.row.map_or(Ok(()), |row| self.press(row))
    }

    /// A row of the menu that is the session's.
    fn press(&mut self, row: Row) -> Result<(), xr::Error> {
        match row {
            Row::Declare => self.pressed = Buttons::DECLARE,
            Row::Done => self.pressed = Buttons::DONE,
            Row::Leave => return self.headset.leave().map(|_| ()),
            _ => return Ok(()),
        }
        // Said to a room that goes on: one that stands still hears nothing.
        self.person.go_on();
        Ok(())
    }

    /// A tutorial that is done, or skipped, leads on to the drill.
    fn lead_on(&mut self, frame: &Frame, words: &Words) -> Result<(), xr::Error> {
        if self.then.is_none() {
            return Ok(());
        }
        let steps = || self.lesson.course.session().drill.steps();
        if self.then_at.is_none() && steps().all(|(_, _, state)| state == StepState::Done) {
            self.then_at = Some(frame.tick + AFTER_TUTORIAL);
            self.say(words, "tutorial-done", frame.tick);
        }
        if self.then_at == Some(frame.tick) {
            self.press(Row::Done)?;
        }
        Ok(())
    }

    /// Closes the tutorial and begins the drill.
    fn next_lesson(&mut self, choice: &Choice, words: &Words) -> Result<()> {
        #[cfg_attr(not(feature = "desktop"), expect(unused_mut))]
        let mut lesson = Lesson::begin(&self.root, choice, &self.person.frames.profile(), &mut self.headset)?;
        #[cfg(feature = "desktop")]
        lesson.room.follow(&mut self.lesson.room);
        self.person = self.person.goes_on(lesson.start, false, lesson.jumps);
        self.person.exam = choice.mode == Mode::Exam;
        self.person.first_air = lesson.course.session().twin.first_air().is_some();
        let tutorial = std::mem::replace(&mut self.lesson, lesson);
        println!("{}", tutorial.kept(End::Finished, words));
        self.caption.clear();
        Ok(())
    }

    fn say(&mut self, words: &Words, key: &str, tick: u32) {
        self.caption = words.say(self.lesson.choice.lang, key, &[]);
        self.caption_until = tick + CAPTION;
    }

    fn say_now(&mut self, words: &Words, key: &str) {
        let tick = self.person.frames.last().map_or(0, |frame| frame.tick);
        self.say(words, key, tick);
    }

    /// What the judge says becomes a caption; what a controller takes hold of is felt.
    fn listen(&mut self, frame: &Frame) -> Result<(), xr::Error> {
        let (session, lang) = (self.lesson.course.session(), self.lesson.choice.lang);
        for verdict in session.drill.verdicts() {
            if let Some(said) = session.drill.said(verdict, lang) {
                self.caption.clear();
                self.caption.push_str(said);
                self.caption_until = frame.tick + CAPTION;
            }
        }
        if frame.tick >= self.caption_until {
            self.caption.clear();
        }
        for side in [LEFT, RIGHT] {
            if session.twin.persons()[0].hands[side].grip.just_closed && self.person.frames.holds_controller(side) {
                self.headset.shake(side, TAP)?;
            }
        }
        Ok(())
    }

    /// Draws and submits what is seen at a moment. False while the head is not known.
    fn draw(&mut self, moment: Moment) -> Result<bool, xr::Error> {
        if self.person.finished && !self.lesson.course.is_over() {
            self.lesson.course.end(End::Finished);
            self.person.ways = self.lesson.course.ways();
            self.person.way = path::next(None, self.person.ways);
        }
        self.lesson.course.grow();
        let (debrief, day) = self.lesson.course.debrief();
        let (session, person) = (self.lesson.course.session(), &self.person);
        let told = Told {
            lang: self.lesson.choice.lang,
            through: Some(0),
            drill: Some(&session.drill),
            caption: &self.caption,
            on_picture: false,
            wet: Some(&self.lesson.wet),
            tone: Some(person.tone),
            marks: person.marks,
            figure: person.figure,
            air: person.air,
            debrief,
            day,
        };
        let state = person.state();
        let (mut keys, mut rows) = ([""; portray::MENU_ROWS], 0);
        for (key, row) in keys.iter_mut().zip(state.rows()) {
            (*key, rows) = (state.key(row), rows + 1);
        }
        let menu = person.menu().map(|at| Menu {
            at,
            size: wrist::size_m(rows),
            rows: &keys[..rows],
            pressed: person.pressing(),
        });
        let room_from_stage = person.frames.origin().pose();
        self.lesson.room.portray(&session.twin, &told, menu.as_ref(), self.meter.cost());
        if let Some(body) = person.frames.body() {
            let head = room_from_stage.then(body.head);
            let way = self.lesson.course.way(person.way);
            self.lesson.room.ways(&session.twin, &told, way, head);
            let idle = person.stands_still().then_some((room_from_stage, &body.hands));
            let yaw_rad = yaw_of(room_from_stage.rotation) + yaw_of(body.head.rotation);
            let aimed = person.aim().and_then(|aim| aim.at);
            let step = aimed.map(|(at, bar)| Step { at, yaw_rad, may: bar.is_none() });
            self.lesson.room.add(&session.twin, idle, step.as_ref());
        }
        let drawn = self.lesson.room.draw(&mut self.headset, moment, person.frames.room_from_located())?;
        if let Some(Drawn { encoding, stats }) = drawn {
            self.meter.drawn(encoding, stats);
        }
        Ok(drawn.is_some())
    }

    /// Closes the tape, if it is not. One that the runtime has cut off stays as it is: it is told at the next start.
    fn end(self, why: Why, words: &Words) -> Answer {
        let lang = self.lesson.choice.lang;
        if let Some(said) = self.meter.finish(words, lang) {
            println!("{said}");
        }
        if why != Why::Left && !self.lesson.course.is_over() {
            drop(self.lesson);
            println!("{}", words.say(lang, "headset-lost", &[]));
            return Answer::No;
        }
        let end = if self.person.finished { End::Finished } else { End::Abandoned };
        println!("{}", self.lesson.kept(end, words));
        Answer::Yes
    }
}

/// Was Enter pressed? True once for each time, however fast they came.
fn entered(enter: &AtomicU32) -> bool {
    enter.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |times| times.checked_sub(1)).is_ok()
}

/// How often Enter was pressed at the terminal that the program was started from; never where there is none.
fn listen_to_the_terminal() -> Arc<AtomicU32> {
    let pressed = Arc::new(AtomicU32::new(0));
    let count = pressed.clone();
    std::thread::spawn(move || {
        for _ in std::io::stdin().lines().map_while(Result::ok) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    });
    pressed
}

//! A session in the window.

use super::desk::Desk;
use super::keys::Keys;
use super::lent::{Lender, Lent};
use super::pace::{Due, Pace};
use crate::hearing::Hearing;
use crate::scenario::Scenario;
use crate::session::Session;
use crate::sessions::{self, Ended, Live};
use crate::train::{self, Choice};
use anyhow::Result;
use drill::VerdictKind;
use portray::{Wet, Words};
use std::path::Path;
use std::time::Instant;
use tape::{End, Frame, LEFT, Pose, RIGHT, TICKS_PER_SECOND};

/// Ticks for which what was said stays.
const CAPTION: u32 = 7 * TICKS_PER_SECOND;

pub struct Training {
    pub choice: Choice,
    live: Live,
    pub hearing: Hearing,
    pub wet: Wet,
    pub desk: Desk,
    lender: Lender,
    pace: Pace,
    newest: Option<Frame>,
    stalled: bool,
    finished: bool,
    pub caption: String,
    caption_until: u32,
    caption_severe: bool,
}

impl Training {
    pub fn begin(root: &Path, choice: &Choice) -> Result<(Training, Scenario)> {
        let scenario = Scenario::load(root, &choice.drill)?;
        let folder = sessions::folder();
        let header = train::header(choice, &choice.profile(), "desktop", "desktop", &folder);
        let live = Live::begin(&scenario, header, choice.mode, folder)?;
        let hearing = Hearing::begin(root, &scenario, live.session(), choice.muted, choice.lang);
        let wet = Wet::new(&live.session().twin, &scenario.room);
        let names = live.session().twin.names();
        let first = if choice.left_handed { LEFT } else { RIGHT };
        let desk = Desk::new(&scenario.room, &scenario.patterns, names, first);
        let training = Training {
            choice: choice.clone(),
            live,
            hearing,
            wet,
            desk,
            lender: Lender::new(&scenario.room, &scenario.patterns),
            pace: Pace::new(Instant::now()),
            newest: None,
            stalled: false,
            finished: false,
            caption: String::new(),
            caption_until: 0,
            caption_severe: false,
        };
        Ok((training, scenario))
    }

    pub fn session(&self) -> &Session {
        self.live.session()
    }

    pub fn trouble(&mut self) -> Option<String> {
        self.live.trouble()
    }

    /// The eyes at the newest tick, room space.
    pub fn head(&self) -> Pose {
        self.newest.map_or(Pose::IDENTITY, |f| f.origin.pose().then(f.head))
    }

    /// Said done.
    pub fn finished(&self) -> bool {
        self.finished
    }

    /// Is the caption that of a mistake?
    pub fn caption_severe(&self) -> bool {
        self.caption_severe
    }

    /// Lets pass the ticks that are due at `now`.
    pub fn advance(&mut self, now: Instant, keys: &mut Keys, paused: bool, words: &Words) {
        let Due { ticks: due, stalled } = self.pace.due(now);
        self.stalled |= stalled;
        if due == 0 {
            return;
        }
        let mut inputs = keys.inputs(due);
        inputs.paused = paused;
        inputs.once.stalled = std::mem::take(&mut self.stalled);
        if let Some(deed) = inputs.once.deed.filter(|_| !paused) {
            let twin = &self.live.session().twin;
            let refused = match self.lender.lend(deed, &mut self.desk, twin, self.live.quantiser()) {
                Lent::Begun => None,
                Lent::Nothing => Some("deed-nothing"),
                Lent::Refused(_) => Some("deed-refused"),
            };
            if let (Some(key), Some(frame)) = (refused, &self.newest) {
                self.caption = words.say(self.choice.lang, key, &[]);
                (self.caption_until, self.caption_severe) = (frame.tick + CAPTION, true);
            }
            // Working it out took a moment that nobody lived through.
            self.pace.skip(Instant::now());
        }
        for _ in 0..due {
            let frame = self.desk.frame(&inputs, &self.live.session().twin);
            self.live.step(&frame);
            self.hearing.tick(self.live.session());
            self.wet.tick(&self.live.session().twin);
            self.finished |= inputs.once.done && !paused;
            self.newest = Some(frame);
            self.listen(frame.tick);
            inputs.once = Default::default();
        }
    }

    fn listen(&mut self, tick: u32) {
        let drill = &self.live.session().drill;
        for verdict in drill.verdicts() {
            if let Some(said) = drill.said(verdict, self.choice.lang) {
                self.caption.clear();
                self.caption.push_str(said);
                self.caption_until = tick + CAPTION;
                self.caption_severe = !matches!(verdict.kind, VerdictKind::Recovered { .. });
            }
        }
        if tick >= self.caption_until {
            self.caption.clear();
        }
    }

    pub fn finish(self) -> Ended {
        let end = if self.finished { End::Finished } else { End::Abandoned };
        self.live.finish(end)
    }
}

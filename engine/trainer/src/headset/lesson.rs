//! A drill, loaded and begun for a person in a headset, and what came of it.

use super::room::Room;
use crate::hearing::Hearing;
use crate::scenario::Scenario;
use crate::session::Session;
use crate::sessions::{self, Ended, Live};
use crate::train::{self, Choice};
use anyhow::Result;
use drill::Debrief;
use glam::Vec2;
use portray::path::{self, Way};
use portray::{Wet, Words, dishes};
use std::path::Path;
use std::time::Instant;
use tape::{End, Frame, StageOrigin};
use xr::Headset;
use xr::comfort::{Profile, must_jump};

pub struct Lesson {
    pub choice: Choice,
    pub course: Course,
    pub room: Room,
    pub hearing: Hearing,
    pub wet: Wet,
    /// Where the person stands first.
    pub start: StageOrigin,
    /// Is the room larger than the floor that the person has?
    pub jumps: bool,
}

/// A session, going on or over.
pub struct Course {
    /// Until it is over.
    live: Option<Live>,
    over: Option<Over>,
}

struct Over {
    ended: Ended,
    since: Instant,
    /// Plates of the debrief to which there is a way, that with most on it first.
    ways: Vec<usize>,
}

impl Lesson {
    /// `profile`: how the person takes part at its beginning.
    pub fn begin(root: &Path, choice: &Choice, profile: &Profile, headset: &mut Headset) -> Result<Lesson> {
        let scenario = Scenario::load(root, &choice.drill)?;
        let folder = sessions::folder();
        let header = train::header(choice, profile, "headset", &headset.found().headset, &folder);
        let live = Live::begin(&scenario, header, choice.mode, folder)?;
        let room = Room::new(root, &scenario, &live, headset)?;
        let hearing = Hearing::begin(root, &scenario, live.session(), choice.muted, choice.lang);
        let wet = Wet::new(&live.session().twin, &scenario.room);
        let [x_m, z_m] = scenario.room.start.at;
        let start = StageOrigin { x_m, z_m, yaw_rad: scenario.room.start.turn.to_radians() };
        let zones = || scenario.room.zones.iter();
        let least = zones().fold(Vec2::MAX, |least, zone| least.min(zone.min.into()));
        let most = zones().fold(Vec2::MIN, |most, zone| most.max(zone.max.into()));
        let jumps = must_jump(headset.free_floor_m(), most - least);
        let course = Course { live: Some(live), over: None };
        Ok(Lesson { choice: choice.clone(), course, room, hearing, wet, start, jumps })
    }

    /// One tick.
    pub fn step(&mut self, frame: &Frame) {
        let Some(live) = &mut self.course.live else { return };
        live.step(frame);
        self.hearing.tick(live.session());
        self.wet.tick(&live.session().twin);
    }

    /// Closes its tape if it is not, and says where it is.
    pub fn kept(mut self, end: End, words: &Words) -> String {
        self.course.end(end);
        let lang = self.choice.lang;
        match self.course.over.map(|over| over.ended.kept) {
            Some(Ok(tape)) => words.say(lang, "session-kept", &[("tape", &tape.display().to_string())]),
            Some(Err(why)) => words.say(lang, "session-not-kept", &[("why", &format!("{why:#}"))]),
            None => unreachable!("it was ended"),
        }
    }
}

impl Course {
    /// Closes its tape, once.
    pub fn end(&mut self, end: End) {
        let Some(live) = self.live.take() else { return };
        let ended = live.finish(end);
        let ways = ended.debrief.growth.as_ref().map(path::plates).unwrap_or_default();
        self.over = Some(Over { ended, since: Instant::now(), ways });
    }

    pub fn session(&self) -> &Session {
        match (&self.live, &self.over) {
            (Some(live), _) => live.session(),
            (None, Some(over)) => &over.ended.session,
            (None, None) => unreachable!("a lesson that does not go on is over"),
        }
    }

    pub fn is_over(&self) -> bool {
        self.over.is_some()
    }

    /// Why it is no longer recorded; asked once.
    pub fn trouble(&mut self) -> Option<String> {
        self.live.as_mut()?.trouble()
    }

    /// Takes up what deviations added, once that is known.
    pub fn grow(&mut self) {
        let Some(Over { ended, .. }) = &mut self.over else { return };
        if let Some(growth) = ended.growing.ready() {
            ended.debrief.growth = Some(growth);
        }
    }

    /// What it came to, once it is over, and the day of incubation of its dishes.
    pub fn debrief(&self) -> (Option<&Debrief>, Option<u32>) {
        let Some(Over { ended, since, .. }) = &self.over else { return (None, None) };
        (Some(&ended.debrief), dishes::day(since.elapsed().as_secs_f32()))
    }

    /// How many plates of the debrief there is a way to.
    pub fn ways(&self) -> usize {
        self.over.as_ref().map_or(0, |over| over.ways.len())
    }

    /// The `shown`-th of these ways.
    pub fn way(&self, shown: Option<usize>) -> Option<Way<'_>> {
        let over = self.over.as_ref()?;
        let growth = over.ended.debrief.growth.as_ref()?;
        Some(Way { plate: growth.plates.get(*over.ways.get(shown?)?)?, chain: 0 })
    }
}

//! A drill, loaded and begun for a person in a headset.

use super::room::Room;
use crate::hearing::Hearing;
use crate::scenario::Scenario;
use crate::sessions::{self, Live};
use crate::train::{self, Choice};
use anyhow::Result;
use drill::Debrief;
use glam::Vec2;
use portray::path::{self, Way};
use portray::{Wet, dishes};
use std::path::Path;
use std::time::Instant;
use tape::{Ending, Frame, StageOrigin};
use xr::Headset;
use xr::comfort::{Profile, must_jump};

pub struct Lesson {
    pub choice: Choice,
    pub live: Live,
    pub room: Room,
    pub hearing: Hearing,
    pub wet: Wet,
    /// Once it is finished.
    pub debrief: Option<Debrief>,
    /// When it was shown first.
    ended: Option<Instant>,
    /// Plates of the debrief to which there is a way, that with most on it first.
    pub ways: Vec<usize>,
    /// Where the person stands first.
    pub start: StageOrigin,
    /// Is the room larger than the floor that the person has?
    pub jumps: bool,
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
        let choice = choice.clone();
        Ok(Lesson { choice, live, room, hearing, wet, debrief: None, ended: None, ways: Vec::new(), start, jumps })
    }

    /// What it came to.
    pub fn end(&mut self) {
        let debrief = self.live.session().debrief(Ending::Finished);
        self.ways = debrief.growth.as_ref().map(path::plates).unwrap_or_default();
        (self.debrief, self.ended) = (Some(debrief), Some(Instant::now()));
    }

    /// The day of incubation of the debrief's dishes.
    pub fn day(&self) -> Option<u32> {
        dishes::day(self.ended?.elapsed().as_secs_f32())
    }

    /// One tick.
    pub fn step(&mut self, frame: &Frame) {
        self.live.step(frame);
        self.hearing.tick(self.live.session());
        self.wet.tick(&self.live.session().twin);
    }
}

/// The `shown`-th of the ways to the plates of a debrief.
pub fn way<'a>(debrief: Option<&'a Debrief>, ways: &[usize], shown: Option<usize>) -> Option<Way<'a>> {
    let growth = debrief?.growth.as_ref()?;
    Some(Way { plate: growth.plates.get(*ways.get(shown?)?)?, chain: 0 })
}

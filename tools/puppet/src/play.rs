//! Plays a script: intents become movements, movements become frames. The puppet watches the room it moves in as a
//! person would, by running an observing twin on its own frames; only frames go out.

use crate::hand::{Posture, Touch};
use crate::rig::{Aim, Rig, hanging, ready, ticks};
use crate::route::Floor;
use crate::script::{Intent, Line, Script};
use crate::sight::Sight;
use glam::{Quat, Vec3};
use tape::{Buttons, Frame, Pose, Quantiser, TICK_S, TICKS_PER_SECOND};
use twin::room::{Patterns, Room};
use twin::{Fact, Names, Twin};

/// Why a performance ended before its last line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: after {seconds} s {what}; {remedy}")]
pub struct PlayError {
    pub file: String,
    pub line: u32,
    /// Of the tape.
    pub seconds: u32,
    pub what: String,
    pub remedy: String,
}

/// What stops a skill.
#[derive(Debug)]
pub(crate) enum Stop {
    Trouble { what: String, remedy: String },
    Left,
}

pub(crate) type Deed<T = ()> = Result<T, Stop>;

pub(crate) fn trouble<T>(what: impl Into<String>, remedy: impl Into<String>) -> Deed<T> {
    Err(Stop::Trouble { what: what.into(), remedy: remedy.into() })
}

/// No performance lasts longer: a script that does has lost its way.
const LONGEST_S: u32 = 40 * 60;

/// Takes each frame, with what the room told of it and the names to read that by.
pub type Sink<'a> = &'a mut dyn FnMut(&Frame, &[Fact], &Names);

/// Plays `script` in `room` and hands each frame to `sink`.
///
/// # Errors
/// The line whose intent could not be carried out, and why. The frames so far are good ones.
pub fn play(script: &Script, room: &Room, patterns: &Patterns, sink: Sink<'_>) -> Result<(), PlayError> {
    let file = |at: Option<&Line>| at.map_or_else(String::new, |l| l.file.clone());
    let first = script.sections.iter().find_map(|s| s.lines.first());
    let twin = Twin::new(room, patterns, script.seed, 1).map_err(|e| PlayError {
        file: file(first),
        line: 1,
        seconds: 0,
        what: e.to_string(),
        remedy: "correct the room first".into(),
    })?;
    let mut player = Player {
        rig: Rig::new(script.persona, script.seed, room.start.at, room.start.turn),
        last_tick: LONGEST_S * TICKS_PER_SECOND,
        sight: Sight::new(room, patterns, twin, Quantiser::default()),
        floor: Floor::new(room),
        room,
        handed: script.handed,
        sink,
    };
    for line in script.sections.iter().flat_map(|s| &s.lines) {
        match player.act(&line.intent) {
            Ok(()) => {}
            Err(Stop::Left) => return Ok(()),
            Err(Stop::Trouble { what, remedy }) => {
                let seconds = player.rig.tick / TICKS_PER_SECOND;
                return Err(PlayError { file: line.file.clone(), line: line.number, seconds, what, remedy });
            }
        }
    }
    Ok(())
}

pub(crate) struct Player<'a> {
    pub rig: Rig,
    /// By then all is done, or the person has lost the way.
    pub last_tick: u32,
    pub sight: Sight,
    pub floor: Floor,
    pub room: &'a Room,
    pub handed: usize,
    pub sink: Sink<'a>,
}

impl Player<'_> {
    /// One tick: move, look at the room, go on.
    pub fn tick(&mut self) -> Deed {
        if self.rig.tick >= self.last_tick {
            return trouble("it has lasted too long", "shorten it: a whole script lasts 40 minutes at most");
        }
        let frame = self.rig.frame();
        self.sight.see(&frame);
        (self.sink)(&frame, self.sight.facts(), self.sight.names());
        Ok(())
    }

    pub fn pass(&mut self, seconds: f32) -> Deed {
        for _ in 0..ticks(seconds) {
            self.tick()?;
        }
        Ok(())
    }

    /// Goes on until `done`, at most `limit_s`; says whether it came to be.
    pub fn until(&mut self, limit_s: f32, mut done: impl FnMut(&mut Self) -> bool) -> Deed<bool> {
        for _ in 0..ticks(limit_s) {
            if done(self) {
                return Ok(true);
            }
            self.tick()?;
        }
        Ok(done(self))
    }

    /// Time to take in what comes next.
    pub fn react(&mut self) -> Deed {
        let [least, most] = self.rig.persona.reaction_s;
        let seconds = self.rig.chance.between(least, most);
        self.pass(seconds)
    }

    /// The eyes go first: the hand follows 150–300 ms later (Land & Hayhoe 2001, Vision Res. 41:3559, give about that
    /// for everyday manual tasks).
    pub fn look_first(&mut self, at: Vec3) -> Deed {
        self.rig.look(Some(at));
        let lead = self.rig.chance.between(0.16, 0.28);
        self.pass(lead)
    }

    /// Where a palm is when a point of the hand lies at `point`.
    pub fn palm_for(side: usize, touch: Touch, point: Vec3, rotation: Quat) -> Pose {
        Pose { position: point - rotation * touch.in_palm(side), rotation }
    }

    /// Brings a point of a hand to a place, eyes first, and waits until it is there.
    pub fn bring(&mut self, side: usize, touch: Touch, point: Vec3, rotation: Quat, width_m: f32) -> Deed {
        self.look_first(point)?;
        let miss = self.rig.persona.miss_m;
        let off = Vec3::from_array(std::array::from_fn(|_| self.rig.chance.between(-miss, miss)));
        let palm = Self::palm_for(side, touch, point + off, rotation);
        let needed = self.rig.reach(side, Aim::Room(palm), width_m, 1.0);
        self.pass_ticks(needed)
    }

    /// Moves one palm without looking first: the next part of a movement under way.
    pub fn go(&mut self, side: usize, palm: Pose, pace: f32) -> Deed {
        let needed = self.rig.reach(side, Aim::Room(palm), 0.04, pace);
        self.pass_ticks(needed)
    }

    /// Brings a point of a hand the last way to something that may move, eyes on it.
    pub fn home(&mut self, side: usize, touch: Touch, place: impl Fn(&Self) -> Option<Vec3>) -> Deed {
        let mut speed = 0.0_f32;
        for _ in 0..ticks(1.6) {
            let Some(at) = place(self) else { return Ok(()) };
            let off = at - self.rig.point(side, touch);
            if off.length() < 0.008 {
                return Ok(());
            }
            speed = (speed + 1.5 * TICK_S).min(0.5).min(0.03 + off.length() * 3.0);
            self.rig.look(Some(at));
            let palm = self.rig.palm(side);
            self.rig.guide(side, Pose { position: palm.position + off.clamp_length_max(speed * TICK_S), ..palm });
            self.tick()?;
        }
        Ok(())
    }

    pub fn pass_ticks(&mut self, ticks: u32) -> Deed {
        for _ in 0..ticks {
            self.tick()?;
        }
        Ok(())
    }

    /// Hands back before the chest.
    pub fn withdraw(&mut self, side: usize) -> Deed {
        self.rig.shape(side, Posture::RELAXED, 0.25);
        let needed = self.rig.reach(side, Aim::Body(ready(side)), 0.08, 1.0);
        self.pass_ticks(needed)
    }

    pub fn close(&mut self, side: usize, palm: bool) -> Deed {
        self.rig.shape(side, if palm { Posture::FIST } else { Posture::PINCH }, 0.18);
        self.pass(0.26)
    }

    pub fn open(&mut self, side: usize) -> Deed {
        self.rig.shape(side, Posture::OPEN, 0.16);
        self.pass(0.24)
    }

    /// The hand to use: the one named, a free one, the better one.
    pub fn choose(&self, hand: Option<usize>) -> usize {
        hand.unwrap_or_else(|| {
            let better = self.handed;
            if self.sight.holds(better).is_some() && self.sight.holds(1 - better).is_none() {
                1 - better
            } else {
                better
            }
        })
    }

    /// Where something of the room is now.
    pub fn find(&self, name: &str) -> Deed<Vec3> {
        match self.sight.place_of(name, self.rig.eyes()) {
            Some(at) => Ok(at),
            None => trouble(
                format!("nothing called `{name}` is to be seen"),
                "name a control, door plate, dispenser, target, place, thing or garment of the room",
            ),
        }
    }

    pub fn act(&mut self, intent: &Intent) -> Deed {
        self.react()?;
        match intent {
            Intent::Walk { zone, near, slowly } => self.walk(zone.as_deref(), near.as_deref(), *slowly),
            Intent::Face { what } => {
                let at = self.find(what)?;
                self.turn_to(at)
            }
            Intent::Look { what, seconds } => self.look_at(what, *seconds),
            Intent::Press { what, hand } => self.press(what, *hand),
            Intent::Touch { what, hand } => self.touch(what, *hand),
            Intent::Take { what, hand, palm } => self.take(what, *hand, *palm),
            Intent::Carry { place, hand } => self.carry(place, *hand),
            Intent::Release { hands } => self.release(hands),
            Intent::Inspect { what, seconds } => self.inspect(what, *seconds),
            Intent::Open { what } => self.unwrap(what),
            Intent::Under { what, seconds } => self.under(what, *seconds),
            Intent::Rub { seconds, without } => self.rub(*seconds, without),
            Intent::Wipe { what, with, seconds } => self.wipe(what, with, *seconds),
            Intent::PutOn { what, how } => self.put_on(what, how.as_deref()),
            Intent::TakeOff { what } => self.take_off(what),
            Intent::Zip { what, to } => self.zip(what, *to),
            Intent::Fasten { what } => self.fasten(what),
            Intent::Tuck { what } => self.tuck(what),
            Intent::StepOver { bench, foot } => self.step_over(bench, *foot, true),
            Intent::StepBack { bench, foot } => self.step_over(bench, *foot, false),
            Intent::Sit { bench } => self.sit(bench),
            Intent::Stand => self.stand(),
            Intent::Lower { hands, seconds } => {
                for &side in hands {
                    self.rig.reach(side, Aim::Body(hanging(side)), 0.08, 1.0);
                }
                self.pass(0.8 + seconds)?;
                for &side in hands {
                    self.rig.reach(side, Aim::Body(ready(side)), 0.08, 1.0);
                }
                self.pass(0.8)
            }
            Intent::Declare => self.push(Buttons::DECLARE),
            Intent::Done => self.push(Buttons::DONE),
            Intent::Wait { seconds } => self.pass(*seconds),
            Intent::Leave => Err(Stop::Left),
        }
    }

    fn push(&mut self, button: Buttons) -> Deed {
        // A spoken word or a button lasts longer than a tick.
        for _ in 0..9 {
            self.rig.buttons = button;
            self.tick()?;
        }
        self.pass(0.3)
    }
}

//! Sound from cues: what is heard, where, how loud. It knows neither a twin nor a drill, and no audio device unless the
//! feature `playback` is on: a [`Mixer`] computes the same samples for a loudspeaker, a film and a test.
//!
//! Room space as everywhere: metres, right-handed, +Y up; a head looks along its −Z.

mod bank;
mod mixer;
mod reverb;
mod space;
#[cfg(feature = "playback")]
mod speakers;

pub use bank::{Bank, SOUNDS, Sound, SoundError};
use glam::{Quat, Vec3};
pub use mixer::{Mixer, RATE_HZ};
#[cfg(feature = "playback")]
pub use speakers::Speakers;

/// A sound that is to be heard from now on.
///
/// One that loops is there once: a cue for it moves it and sets its level, and a gain of 0 ends it. Any other is heard once
/// for each cue, to its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cue {
    pub sound: Sound,
    /// Room space; `None` comes from all around (air), or is said to the listener alone (a signal).
    pub at: Option<Vec3>,
    /// 1: as loud as this sound is by itself.
    pub gain: f32,
    /// Of playing, as a factor: a little over or under 1, so that no two footsteps are the same.
    pub rate: f32,
}

/// Where the listener's head is, room space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ears {
    /// Between the ears.
    pub at: Vec3,
    /// Room from head: +X to the right ear.
    pub rotation: Quat,
}

impl Default for Ears {
    fn default() -> Ears {
        Ears { at: Vec3::ZERO, rotation: Quat::IDENTITY }
    }
}

/// What a mixer is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Message {
    Ears(Ears),
    Cue(Cue),
    /// Of everything, as a factor: 0 mutes.
    Volume(f32),
    /// The room is left: what sounds fades away.
    Silence,
}

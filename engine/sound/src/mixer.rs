//! All that sounds at once, for two ears.

use crate::reverb::Reverb;
use crate::space::{Heard, Shadow};
use crate::{Bank, Cue, Ears, Message};

/// Samples a second and ear.
pub const RATE_HZ: u32 = 48_000;
/// Sounds at once; one more takes the place of the one that began first.
const VOICES: usize = 32;
/// Samples between two looks at where a sound and the head are: they move on a line between.
const BLOCK: usize = 128;
/// Seconds in which a loop comes to a new level, and in which anything that is ended fades (design: rooms change gently as
/// one walks; nothing clicks).
const GENTLY_S: f32 = 0.3;
const ENDS_S: f32 = 0.02;
/// Below this nothing is heard.
const SILENT: f32 = 1e-4;
/// From here on peaks are rounded, so that nothing goes over 1.
const KNEE: f32 = 0.7;

/// Mixes what it was told of, sample by sample. Allocates nothing after it was made.
#[derive(Debug)]
pub struct Mixer {
    bank: Bank,
    voices: Vec<Voice>,
    ears: Ears,
    volume: f32,
    to_volume: f32,
    reverb: Reverb,
}

/// One sound that is heard.
#[derive(Clone, Copy, Debug)]
struct Voice {
    cue: Cue,
    /// Samples played.
    position: f64,
    /// On its way to the cue's.
    gain: f32,
    ended: bool,
    /// As of the last sample; none before the first.
    heard: Option<[Heard; 2]>,
    shadows: [Shadow; 2],
}

impl Mixer {
    pub fn new(bank: Bank) -> Mixer {
        Mixer {
            bank,
            voices: Vec::with_capacity(VOICES),
            ears: Ears::default(),
            volume: 1.0,
            to_volume: 1.0,
            reverb: Reverb::default(),
        }
    }

    /// What is heard from the next sample on.
    pub fn tell(&mut self, message: Message) {
        match message {
            Message::Ears(ears) => self.ears = ears,
            Message::Cue(cue) => self.cue(cue),
            Message::Volume(volume) => self.to_volume = volume,
            Message::Silence => self.voices.iter_mut().for_each(|voice| voice.ended = true),
        }
    }

    fn cue(&mut self, cue: Cue) {
        let sounding = |voice: &&mut Voice| voice.cue.sound == cue.sound && !voice.ended;
        if cue.sound.loops()
            && let Some(voice) = self.voices.iter_mut().find(sounding)
        {
            voice.cue = cue;
            return;
        }
        if cue.gain <= 0.0 {
            return;
        }
        if self.voices.len() == VOICES {
            let oldest = self.voices.iter().position(|voice| !voice.cue.sound.loops()).unwrap_or(0);
            self.voices.remove(oldest);
        }
        let gain = if cue.sound.loops() { 0.0 } else { cue.gain };
        let shadows = [Shadow::default(); 2];
        self.voices.push(Voice { cue, position: 0.0, gain, ended: false, heard: None, shadows });
    }

    /// Fills `out` with the samples that come next, left and right, −1…1.
    pub fn mix(&mut self, out: &mut [[f32; 2]]) {
        for out in out.chunks_mut(BLOCK) {
            let mut dry = [0.0; BLOCK];
            out.fill([0.0; 2]);
            for voice in &mut self.voices {
                voice.add(self.bank.samples(voice.cue.sound), &self.ears, out, &mut dry);
            }
            let bank = &self.bank;
            self.voices.retain(|voice| !voice.is_over(bank.samples(voice.cue.sound).len()));
            let volume = toward(self.volume, self.to_volume, out.len(), ENDS_S);
            let step = (volume - self.volume) / out.len() as f32;
            for (both, dry) in out.iter_mut().zip(dry) {
                self.volume += step;
                let back = self.reverb.pass(dry);
                *both = [0, 1].map(|ear| rounded((both[ear] + back[ear]) * self.volume));
            }
            self.volume = volume;
        }
    }
}

impl Voice {
    /// Adds its next samples to what both ears hear, and to what the room gives back.
    fn add(&mut self, samples: &[f32], ears: &Ears, out: &mut [[f32; 2]], dry: &mut [f32; BLOCK]) {
        let loops = self.cue.sound.loops();
        let to_gain = if self.ended { 0.0 } else { self.cue.gain };
        let lag_s = if loops && !self.ended { GENTLY_S } else { ENDS_S };
        let gain = toward(self.gain, to_gain, out.len(), lag_s);
        let to = Heard::of(self.cue.at, ears);
        let from = self.heard.replace(to).unwrap_or(to);
        // What comes from all around is not the same at both ears.
        let apart = if loops && self.cue.at.is_none() { samples.len() as f64 / 2.0 } else { 0.0 };
        let placed = f32::from(u8::from(self.cue.at.is_some()));
        let count = out.len() as f32;
        for (i, (both, dry)) in out.iter_mut().zip(dry).enumerate() {
            let share = (i + 1) as f32 / count;
            let level = (self.gain + (gain - self.gain) * share) * self.cue.sound.level();
            for ear in [0, 1] {
                let along = |a: f32, b: f32| a + (b - a) * share;
                let late = along(from[ear].delay, to[ear].delay);
                let position = self.position - f64::from(late) + apart * ear as f64;
                let sample = read(samples, position, loops) * level;
                let treble = along(from[ear].treble, to[ear].treble);
                both[ear] += self.shadows[ear].pass(sample, treble) * along(from[ear].gain, to[ear].gain);
                *dry += 0.5 * sample * placed;
            }
            self.position += f64::from(self.cue.rate);
        }
        if loops {
            self.position = self.position.rem_euclid(samples.len() as f64);
        }
        self.gain = gain;
    }

    fn is_over(&self, len: usize) -> bool {
        let loops = self.cue.sound.loops();
        let faded = (self.ended || loops && self.cue.gain <= 0.0) && self.gain < SILENT;
        // The farther ear hears it up to 0.7 ms later.
        faded || !loops && self.position > len as f64 + 64.0
    }
}

/// Between two samples on a line.
fn read(samples: &[f32], position: f64, loops: bool) -> f32 {
    let len = samples.len();
    let position = if loops { position.rem_euclid(len as f64) } else { position };
    if position < 0.0 || len == 0 {
        return 0.0;
    }
    let (i, share) = (position as usize, position.fract() as f32);
    let next = if loops { (i + 1) % len } else { i + 1 };
    let at = |i: usize| samples.get(i).copied().unwrap_or(0.0);
    at(i) + (at(next) - at(i)) * share
}

/// One step of a first-order lag.
fn toward(from: f32, to: f32, samples: usize, lag_s: f32) -> f32 {
    from + (to - from) * (1.0 - libm::expf(-(samples as f32) / (RATE_HZ as f32 * lag_s)))
}

/// Over the knee a peak is bent under 1.
fn rounded(x: f32) -> f32 {
    let over = x.abs() - KNEE;
    if over <= 0.0 { x } else { (KNEE + (1.0 - KNEE) * libm::tanhf(over / (1.0 - KNEE))).copysign(x) }
}

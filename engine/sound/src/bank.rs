//! Every sound there is, and its samples.

use crate::mixer::RATE_HZ;
use std::path::Path;

/// Samples a second of the files: half of what is mixed.
const FILE_HZ: u32 = RATE_HZ / 2;
/// Seconds that a file may hold.
const LONGEST_S: u32 = 10;

/// A sound by its name; its samples are in `assets/sounds/<name>.wav`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Sound {
    /// Supply air of a room: low.
    Air,
    /// Filters in the ceiling: hiss.
    Filter,
    Tap,
    Dryer,
    /// Hands that rub each other.
    Rub,
    /// Cloth that is moved.
    Rustle,
    Alarm,
    DoorOpen,
    DoorClose,
    /// An interlock that holds.
    Buzzer,
    /// A button.
    Press,
    /// A dose from a dispenser.
    Spray,
    /// A pack peeled open.
    Tear,
    /// A glove let snap.
    Snap,
    /// Cloth taken, let go or pulled on.
    Cloth,
    /// A bit of a zip.
    Zip,
    /// A thing set down.
    Put,
    StepTile,
    StepVinyl,
    /// Calm: a step is done.
    Done,
    /// Calm, lower: something was said about a deviation.
    Deviation,
}

/// How many there are.
pub const SOUNDS: usize = 21;

/// File name, does it loop, gain of its samples at one metre (design: by ear of no one yet, by the levels that a ventilated
/// room of about 50 dB(A) has beside a door at 70 and a voice at 60).
const TABLE: [(Sound, &str, bool, f32); SOUNDS] = [
    (Sound::Air, "air", true, 0.07),
    (Sound::Filter, "filter", true, 0.035),
    (Sound::Tap, "tap", true, 0.16),
    (Sound::Dryer, "dryer", true, 0.3),
    (Sound::Rub, "rub", true, 0.06),
    (Sound::Rustle, "rustle", true, 0.05),
    (Sound::Alarm, "alarm", true, 0.25),
    (Sound::DoorOpen, "door_open", false, 0.35),
    (Sound::DoorClose, "door_close", false, 0.45),
    (Sound::Buzzer, "buzzer", false, 0.22),
    (Sound::Press, "press", false, 0.12),
    (Sound::Spray, "spray", false, 0.16),
    (Sound::Tear, "tear", false, 0.25),
    (Sound::Snap, "snap", false, 0.22),
    (Sound::Cloth, "cloth", false, 0.1),
    (Sound::Zip, "zip", false, 0.1),
    (Sound::Put, "put", false, 0.14),
    (Sound::StepTile, "step_tile", false, 0.16),
    (Sound::StepVinyl, "step_vinyl", false, 0.11),
    (Sound::Done, "done", false, 0.09),
    (Sound::Deviation, "deviation", false, 0.09),
];

impl Sound {
    /// In the order of their numbers.
    pub const ALL: [Sound; SOUNDS] = {
        let mut all = [Sound::Air; SOUNDS];
        let mut i = 0;
        while i < SOUNDS {
            all[i] = TABLE[i].0;
            i += 1;
        }
        all
    };

    /// Of its file, without the ending.
    pub fn name(self) -> &'static str {
        TABLE[self as usize].1
    }

    /// Does it go on until it is ended?
    pub fn loops(self) -> bool {
        TABLE[self as usize].2
    }

    /// Gain of its samples at one metre.
    pub(crate) fn level(self) -> f32 {
        TABLE[self as usize].3
    }
}

/// Why sounds cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum SoundError {
    #[error("{file} cannot be read: {why}; `tools/forge/make sounds` makes it anew")]
    File { file: String, why: String },
    #[error("no audio device can be opened: {0}")]
    Device(String),
}

/// The samples of every sound, mono, [`RATE_HZ`] a second, −1…1.
#[derive(Debug)]
pub struct Bank {
    samples: [Vec<f32>; SOUNDS],
}

impl Bank {
    /// Reads the files of a folder.
    ///
    /// # Errors
    /// The first file that is not there, or is no mono WAV of 16 bits and 24,000 samples a second, at most 10 s long.
    pub fn load(folder: &Path) -> Result<Bank, SoundError> {
        let mut samples = [const { Vec::new() }; SOUNDS];
        for sound in Sound::ALL {
            let file = folder.join(sound.name()).with_extension("wav");
            let read = read(&file).map_err(|why| SoundError::File { file: file.display().to_string(), why })?;
            samples[sound as usize] = doubled(&read, sound.loops());
        }
        Ok(Bank { samples })
    }

    /// Samples given as they are, for who makes his own.
    pub fn of(samples: impl FnMut(Sound) -> Vec<f32>) -> Bank {
        Bank { samples: Sound::ALL.map(samples) }
    }

    pub(crate) fn samples(&self, sound: Sound) -> &[f32] {
        &self.samples[sound as usize]
    }
}

fn read(file: &Path) -> Result<Vec<f32>, String> {
    let mut reader = hound::WavReader::open(file).map_err(|why| why.to_string())?;
    let spec = reader.spec();
    let fits = spec.channels == 1
        && spec.sample_rate == FILE_HZ
        && spec.bits_per_sample == 16
        && spec.sample_format == hound::SampleFormat::Int;
    if !fits || reader.duration() == 0 || reader.duration() > LONGEST_S * FILE_HZ {
        return Err(format!(
            "it is not a mono WAV of 16 bits and {FILE_HZ} samples a second, at most {LONGEST_S} s long"
        ));
    }
    let samples = reader.samples::<i16>().map(|sample| Ok(f32::from(sample?) / 32_768.0));
    samples.collect::<Result<_, hound::Error>>().map_err(|why| why.to_string())
}

/// Half the taps of the filter that fills in every second sample.
const HALF: usize = 12;

/// Twice as many samples a second: those between by a windowed sinc (Hann), so that nothing mirrors above 12 kHz.
fn doubled(samples: &[f32], loops: bool) -> Vec<f32> {
    let taps: [f32; HALF] = std::array::from_fn(|k| {
        let x = (k as f32 + 0.5) * std::f32::consts::PI;
        libm::sinf(x) / x * (0.5 + 0.5 * libm::cosf(x / HALF as f32))
    });
    let sum = 2.0 * taps.iter().sum::<f32>();
    let len = samples.len() as isize;
    let at = |i: isize| match loops {
        true => samples[i.rem_euclid(len) as usize],
        false => usize::try_from(i).ok().and_then(|i| samples.get(i)).copied().unwrap_or(0.0),
    };
    let between = |i: isize| {
        let pairs = taps.iter().zip(0..).map(|(tap, k)| tap * (at(i - k) + at(i + 1 + k)));
        pairs.sum::<f32>() / sum
    };
    (0..len).flat_map(|i| [at(i), between(i)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_numbers() {
        assert!(Sound::ALL.into_iter().enumerate().all(|(i, sound)| sound as usize == i));
    }

    #[test]
    fn what_lies_between_two_samples_is_what_a_tone_would_have_there() {
        let tone = |i: usize, hz: f32, rate: u32| libm::sinf(std::f32::consts::TAU * hz * i as f32 / rate as f32);
        for hz in [100.0, 1000.0, 6000.0, 9000.0] {
            let half: Vec<f32> = (0..FILE_HZ as usize / 10).map(|i| tone(i, hz, FILE_HZ)).collect();
            let whole = doubled(&half, true);
            let worst = (0..whole.len()).map(|i| (whole[i] - tone(i, hz, RATE_HZ)).abs()).fold(0.0, f32::max);
            assert!(worst < 0.02, "{hz} Hz: {worst}");
        }
    }
}

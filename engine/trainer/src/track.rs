//! The sound track of a film: what the first person's ears heard, wherever its pictures are taken from.

use crate::scenario::Scenario;
use crate::session::Session;
use anyhow::{Context, Result};
use portray::Cues;
use sound::{Bank, Message, Mixer, RATE_HZ};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tape::TICKS_PER_SECOND;

/// Samples as they come, of 16 bits, left and right in turn, [`RATE_HZ`] a second: ffmpeg's `s16le`.
pub struct Track {
    cues: Cues,
    mixer: Mixer,
    ticks: u64,
    samples: Vec<[f32; 2]>,
    out: BufWriter<File>,
    file: PathBuf,
}

impl Track {
    pub fn begin(root: &Path, scenario: &Scenario, session: &Session, file: PathBuf) -> Result<Track> {
        let out = File::create(&file).with_context(|| format!("cannot write {}", file.display()))?;
        Ok(Track {
            cues: Cues::new(&session.twin, &scenario.room),
            mixer: Mixer::new(Bank::load(&root.join("assets/sounds"))?),
            ticks: 0,
            samples: Vec::new(),
            out: BufWriter::new(out),
            file,
        })
    }

    /// What a tick of the session sounds like.
    pub fn tick(&mut self, session: &Session) -> Result<()> {
        let (ears, cues) = self.cues.hear(&session.twin, &session.drill);
        self.mixer.tell(Message::Ears(ears));
        cues.iter().for_each(|cue| self.mixer.tell(Message::Cue(*cue)));
        self.go_on(1)
    }

    /// The session is over: what sounds fades, and some seconds of silence follow. Returns the file.
    pub fn end(mut self, seconds: u32) -> Result<PathBuf> {
        self.mixer.tell(Message::Silence);
        self.go_on(u64::from(seconds * TICKS_PER_SECOND))?;
        self.out.flush().with_context(|| format!("cannot write {}", self.file.display()))?;
        Ok(self.file)
    }

    /// A tick has 533 samples or 534, so that the track never leaves its pictures.
    fn go_on(&mut self, ticks: u64) -> Result<()> {
        let until = |ticks: u64| ticks * u64::from(RATE_HZ) / u64::from(TICKS_PER_SECOND);
        let count = until(self.ticks + ticks) - until(self.ticks);
        self.ticks += ticks;
        self.samples.resize(count as usize, [0.0; 2]);
        self.mixer.mix(&mut self.samples);
        for sample in self.samples.iter().flatten() {
            self.out
                .write_all(&((sample * f32::from(i16::MAX)) as i16).to_le_bytes())
                .with_context(|| format!("cannot write {}", self.file.display()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;
    use crate::session::{self, Replay};
    use twin::Kind;

    #[test]
    fn a_track_is_as_long_as_its_session_and_a_button_is_heard_when_it_is_pressed() {
        const SECONDS: u32 = 8;
        let root = scenario::root().expect("the tests run inside the project");
        let scenario = Scenario::load(&root, "gowning").expect("the drill is there");
        let tape = session::open(&root.join("scenarios/gowning/replays/expert.tape")).expect("a shipped tape");
        let mut replay = Replay::new(tape, &scenario).expect("its room can be built");
        let file = std::env::temp_dir().join(format!("asepsis-track-{}.s16", std::process::id()));
        let mut track = Track::begin(&root, &scenario, &replay.session, file).expect("the sounds are there");
        let mut pressed = None;
        for tick in 0..SECONDS * TICKS_PER_SECOND {
            replay.step().expect("a shipped tape can be executed");
            track.tick(&replay.session).expect("it can be written");
            let is_pressed = replay.session.twin.facts().iter().any(|fact| fact.kind == Kind::Pressed);
            pressed = pressed.or(is_pressed.then_some(tick));
        }
        let file = track.end(1).expect("it can be written");
        let bytes = std::fs::read(&file).expect("it is there");
        std::fs::remove_file(file).expect("it is ours");
        assert_eq!(bytes.len() as u32, (SECONDS + 1) * RATE_HZ * 4);
        let samples: Vec<f64> =
            bytes.chunks(2).map(|two| f64::from(i16::from_le_bytes([two[0], two[1]])) / 32_768.0).collect();
        let energy = |from_tick: u32| {
            let from = (from_tick * RATE_HZ / TICKS_PER_SECOND * 2) as usize;
            samples[from..from + RATE_HZ as usize / 5].iter().map(|x| x * x).sum::<f64>()
        };
        let at = pressed.expect("the expert presses the kiosk's button first");
        let (before, after, air) = (energy(at - 30), energy(at), energy(at - 120));
        assert!(after > 2.0 * before, "{before} {after}");
        assert!(air > 1e-3, "the air is heard: {air}");
        assert!(samples[samples.len() - 1000..].iter().all(|x| x.abs() < 1e-3), "it fades at the end");
    }
}

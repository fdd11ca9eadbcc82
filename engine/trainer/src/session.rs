//! A person's session in a drill: frames go through the twin and the judge, live or from a tape, and nothing else
//! decides what comes of it.

use crate::scenario::Scenario;
use anyhow::{Context, Result, bail};
use drill::{Debrief, Drill, Mode, Outcome};
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;
use tape::{Buttons, End, Ending, Frame, Header, TapeReader, TapeWriter};
use twin::Twin;

/// The judge's place among the named checksums of a second.
const JUDGE: &str = "drill";

pub struct Session {
    pub twin: Twin,
    pub drill: Drill,
    /// All that any frame said by button, and of how its person takes part.
    pub said: Buttons,
    sums: Vec<(&'static str, u32)>,
}

impl Session {
    pub fn new(scenario: &Scenario, seed: u64, mode: Mode) -> Result<Session> {
        let name = &scenario.judge.name;
        let twin = Twin::new(&scenario.room, &scenario.patterns, seed, 1)
            .and_then(|twin| twin.with_microbes(&scenario.room, scenario.air.as_ref(), &scenario.model, seed))
            .with_context(|| format!("the room of `{name}` cannot be built"))?;
        let drill = Drill::new(scenario.judge.clone(), &scenario.site, scenario.site_hash.clone(), twin.names(), mode)
            .with_context(|| format!("the procedure of `{name}` cannot be judged; `asepsis check` says more"))?;
        Ok(Session { twin, drill, said: Buttons::default(), sums: Vec::with_capacity(tape::SUMS_LIMIT) })
    }

    /// What happened is then in `twin.facts()`, what it means in `drill.verdicts()`.
    pub fn step(&mut self, frame: &Frame) {
        self.said.0 |= frame.buttons.0;
        self.drill.judge(self.twin.step(std::slice::from_ref(frame)));
    }

    /// Checksums of the whole state now, by component.
    pub fn sums(&mut self) -> &[(&'static str, u32)] {
        self.sums.clear();
        self.sums.extend_from_slice(self.twin.checksums());
        let judge = self.drill.checksum();
        self.sums.push((JUDGE, (judge ^ (judge >> 32)) as u32));
        &self.sums
    }

    pub fn debrief(&self, ending: Ending) -> Debrief {
        let hint = match ending {
            Ending::Finished => None,
            Ending::Abandoned => Some(Outcome::Abandoned),
            Ending::Torn { .. } => Some(Outcome::Interrupted),
        };
        Debrief { growth: self.drill.growth(&self.twin), ..self.drill.debrief(self.twin.names(), hint) }
    }
}

/// A session that is being recorded: what the twin is fed is what the tape holds.
pub struct Recording<W: Write> {
    pub session: Session,
    writer: TapeWriter<W>,
    sums: Vec<u32>,
}

impl<W: Write> Recording<W> {
    /// `header` gets the scenario's hashes and the names of the checksums; the rest is the caller's to say.
    pub fn begin(
        scenario: &Scenario,
        mut header: Header,
        mode: Mode,
        open: impl FnOnce(&Header) -> Result<TapeWriter<W>, tape::TapeError>,
    ) -> Result<Recording<W>> {
        let mut session = Session::new(scenario, header.seed, mode)?;
        header.scenario = scenario.judge.name.clone();
        header.scenario_hash = scenario.judge.hash.clone();
        header.site_hash = scenario.site_hash.clone();
        header.mode = mode_name(mode).to_owned();
        header.sum_names = session.sums().iter().map(|(name, _)| (*name).to_owned()).collect();
        let writer = open(&header)?;
        Ok(Recording { session, writer, sums: Vec::with_capacity(tape::SUMS_LIMIT) })
    }

    /// Records a frame and lets it happen.
    pub fn step(&mut self, raw: &Frame) -> Result<()> {
        if self.writer.due() {
            self.seal()?;
        }
        let frame = self.writer.push(raw)?;
        self.session.step(&frame);
        Ok(())
    }

    /// What rounds the next frame.
    #[cfg(feature = "desktop")]
    pub fn quantiser(&self) -> &tape::Quantiser {
        self.writer.quantiser()
    }

    /// Goes on without recording, as when the disk is full: the session, and what rounds its frames.
    pub fn unrecorded(self) -> (Session, tape::Quantiser) {
        (self.session, self.writer.into_quantiser())
    }

    fn seal(&mut self) -> Result<()> {
        self.sums.clear();
        self.sums.extend(self.session.sums().iter().map(|(_, sum)| sum));
        Ok(self.writer.seal(&self.sums)?)
    }

    /// Closes the tape: the session as it was at its end, and what the tape was written to.
    pub fn finish(mut self, end: End) -> (Session, Result<W>) {
        let sealed = self.seal();
        (self.session, sealed.and_then(|()| Ok(self.writer.finish(end)?)))
    }
}

pub fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Guided => "guided",
        Mode::Practice => "practice",
        Mode::Exam => "exam",
    }
}

fn mode_named(name: &str) -> Result<Mode> {
    Ok(match name {
        "guided" => Mode::Guided,
        "practice" => Mode::Practice,
        "exam" => Mode::Exam,
        other => bail!("the tape's mode is `{other}`; known are guided, practice and exam"),
    })
}

/// A tape being executed again.
pub struct Replay<R: Read> {
    pub session: Session,
    frames: tape::Frames<R>,
    /// The first second whose checksums were others when the tape was made.
    pub first_difference: Option<Difference>,
    names_differ: bool,
}

pub struct Difference {
    pub tick: u32,
    pub component: String,
}

pub fn open(path: &Path) -> Result<TapeReader<BufReader<File>>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    TapeReader::new(BufReader::new(file)).with_context(|| path.display().to_string())
}

impl<R: Read> Replay<R> {
    pub fn new(tape: TapeReader<R>, scenario: &Scenario) -> Result<Replay<R>> {
        let mut session = Session::new(scenario, tape.header().seed, mode_named(&tape.header().mode)?)?;
        let names_differ =
            !session.sums().iter().map(|(name, _)| *name).eq(tape.header().sum_names.iter().map(|n| &**n));
        Ok(Replay { session, frames: tape.frames(), first_difference: None, names_differ })
    }

    /// The next tick's frame, which has then happened. None at the end of the tape.
    pub fn step(&mut self) -> Result<Option<Frame>> {
        let Some(frame) = self.frames.next() else { return Ok(None) };
        let frame = frame?;
        self.session.step(&frame);
        if self.first_difference.is_none()
            && !self.names_differ
            && let Some(then) = self.frames.sums()
        {
            let now = self.session.sums();
            self.first_difference = now
                .iter()
                .zip(then)
                .find(|((_, now), then)| now != *then)
                .map(|((name, _), _)| Difference { tick: frame.tick, component: (*name).to_owned() });
        }
        Ok(Some(frame))
    }

    /// To the end of the tape, and how it ends.
    pub fn run(&mut self) -> Result<Ending> {
        while self.step()?.is_some() {}
        self.ending()
    }

    pub fn ending(&self) -> Result<Ending> {
        self.frames.ending().context("the tape was not read to its end")
    }
}

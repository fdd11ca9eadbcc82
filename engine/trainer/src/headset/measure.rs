//! What each picture costs, for who measures: shown in the view (`--hud`) and written into a file (`--trace`).

use anyhow::{Context, Result};
use drill::Lang;
use portray::{Cost, Words};
use render::Stats;
use serde::Serialize;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use xr::Moment;

/// What to measure.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Measures {
    /// Show what pictures cost in the lower part of the view (headset only).
    #[arg(long)]
    pub hud: bool,
    /// Write what each picture costs into FILE, a line of JSON each (headset only).
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
}

/// Pictures of which the view shows the worst: half a second of them.
const SHOWN: u32 = 45;
/// Pictures after which a GPU time will not come any more.
const LATE: u64 = 16;
/// Lines that may wait for the disk: ten seconds of them.
const WAITING: usize = 1_024;

/// A picture. The times of the processor are this program's own work, without what it waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
struct Line {
    picture: u64,
    /// The runtime's time.
    display_ns: i64,
    /// Of the room, all of this picture's together.
    ticks: u32,
    tick_us: f32,
    /// From the room to the list of commands.
    encode_us: f32,
    /// None where the device cannot tell.
    gpu_ms: Option<f32>,
    draws: u32,
    triangles: u32,
    scale: f32,
    /// Periods before it in which nothing new was shown.
    missed: u32,
}

/// Measures pictures one after the other.
pub struct Meter {
    now: Line,
    began: Instant,
    trace: Option<Trace>,
    hud: Option<Hud>,
}

/// The worst of the pictures since `from`, and of those before it what is shown.
#[derive(Default)]
struct Hud {
    pictures: u32,
    worst: Cost,
    shown: Cost,
}

impl Meter {
    pub fn new(measures: &Measures) -> Result<Meter> {
        let trace = measures.trace.as_deref().map(Trace::create).transpose()?;
        let hud = measures.hud.then(Hud::default);
        Ok(Meter { now: Line::default(), began: Instant::now(), trace, hud })
    }

    /// A moment has come, and with it what earlier pictures took on the GPU.
    pub fn begin(&mut self, moment: Moment, timed: impl Iterator<Item = (u64, f32)>) {
        let Moment { number: picture, display_ns, scale, missed, .. } = moment;
        self.now = Line { picture, display_ns, scale, missed, ..Line::default() };
        for (picture, gpu_s) in timed {
            if let Some(trace) = &mut self.trace {
                trace.timed(picture, gpu_s * 1e3);
            }
            if let Some(hud) = &mut self.hud {
                hud.worst.gpu_us = hud.worst.gpu_us.max(Some((gpu_s * 1e6) as u32));
            }
        }
        self.began = Instant::now();
    }

    pub fn tick(&mut self) {
        self.now.ticks += 1;
    }

    /// The moment's ticks have passed.
    pub fn ticked(&mut self) {
        self.now.tick_us = self.began.elapsed().as_secs_f32() * 1e6;
    }

    /// The moment's picture is under way.
    pub fn drawn(&mut self, encoding: Duration, stats: Stats) {
        let now = &mut self.now;
        (now.encode_us, now.draws, now.triangles) = (encoding.as_secs_f32() * 1e6, stats.draws, stats.triangles);
        if let Some(trace) = &mut self.trace {
            trace.push(*now);
        }
        if let Some(hud) = &mut self.hud {
            hud.drawn(now);
        }
    }

    /// What the view shows, if it is to.
    pub fn cost(&self) -> Option<&Cost> {
        self.hud.as_ref().map(|hud| &hud.shown)
    }

    /// Ends the file; what became of it, if there is one.
    pub fn finish(self, words: &Words, lang: Lang) -> Option<String> {
        let mut trace = self.trace?;
        let ended = trace.end();
        let file = trace.file.display().to_string();
        Some(match ended {
            Ok(()) if trace.lost == 0 => words.say(lang, "trace-kept", &[("file", &file)]),
            Ok(()) => words.say(lang, "trace-lost", &[("file", &file), ("count", &trace.lost.to_string())]),
            Err(why) => words.say(lang, "trace-not-kept", &[("file", &file), ("why", &why.to_string())]),
        })
    }
}

impl Hud {
    fn drawn(&mut self, now: &Line) {
        let worst = &mut self.worst;
        worst.tick_us = worst.tick_us.max(now.tick_us as u32);
        worst.encode_us = worst.encode_us.max(now.encode_us as u32);
        (worst.draws, worst.triangles) = (now.draws, now.triangles);
        worst.scale_percent = (now.scale * 100.0).round() as u32;
        worst.missed += now.missed;
        self.pictures += 1;
        if self.pictures == SHOWN {
            self.shown = *worst;
            *self = Hud { shown: *worst, worst: Cost { missed: worst.missed, ..Cost::default() }, pictures: 0 };
        }
    }
}

/// Lines go to a thread that writes them; none waits for the disk, and none is made after the first.
struct Trace {
    file: PathBuf,
    lines: Option<SyncSender<Line>>,
    writer: Option<JoinHandle<io::Result<()>>>,
    /// Drawn, and not yet timed.
    drawn: VecDeque<Line>,
    /// Not written, because the disk was too slow.
    lost: u32,
}

impl Trace {
    fn create(file: &Path) -> Result<Trace> {
        let out = File::create(file).with_context(|| format!("cannot write the trace {}", file.display()))?;
        let (lines, taken) = mpsc::sync_channel(WAITING);
        let writer = std::thread::spawn(move || write(&taken, BufWriter::new(out)));
        let drawn = VecDeque::with_capacity(LATE as usize + 2);
        Ok(Trace { file: file.to_owned(), lines: Some(lines), writer: Some(writer), drawn, lost: 0 })
    }

    fn push(&mut self, line: Line) {
        self.drawn.push_back(line);
        while self.drawn.front().is_some_and(|first| first.gpu_ms.is_some() || first.picture + LATE < line.picture) {
            self.send();
        }
    }

    fn timed(&mut self, picture: u64, gpu_ms: f32) {
        if let Some(line) = self.drawn.iter_mut().find(|line| line.picture == picture) {
            line.gpu_ms = Some(gpu_ms);
        }
    }

    fn send(&mut self) {
        if let (Some(line), Some(lines)) = (self.drawn.pop_front(), &self.lines) {
            self.lost += u32::from(lines.try_send(line).is_err());
        }
    }

    fn end(&mut self) -> io::Result<()> {
        while !self.drawn.is_empty() {
            self.send();
        }
        self.lines = None;
        self.writer.take().map_or(Ok(()), |writer| writer.join().expect("writing lines does not panic"))
    }
}

impl Drop for Trace {
    /// Where a session ends in an error, which is told instead, what was measured is still written.
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// Until the session is over; whatever has come is in the file before it waits for more.
fn write(lines: &Receiver<Line>, mut out: impl Write) -> io::Result<()> {
    while let Ok(line) = lines.recv() {
        for line in std::iter::once(line).chain(lines.try_iter()) {
            serde_json::to_writer(&mut out, &line)?;
            out.write_all(b"\n")?;
        }
        out.flush()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use xr::states::Ticks;

    fn moment(number: u64) -> Moment {
        Moment {
            number,
            display_ns: number as i64 * 11_111_111,
            period_ns: 11_111_111,
            shown: true,
            missed: u32::from(number == 7),
            scale: 0.75,
            part: [8, 8],
            ticks: Ticks::Running,
        }
    }

    /// A hundred pictures, of which each third is timed two pictures later.
    fn measure(meter: &mut Meter, first: u64) {
        for number in first..first + 100 {
            let before = number.checked_sub(2).filter(|n| n % 3 == 0).map(|n| (n, n as f32 * 1e-3));
            meter.begin(moment(number), before.into_iter());
            meter.tick();
            meter.ticked();
            let stats = Stats { draws: 60, triangles: 100_000, ..Stats::default() };
            meter.drawn(Duration::from_micros(300 + number), stats);
        }
    }

    #[test]
    fn each_picture_is_a_line_with_its_own_gpu_time() {
        let file = std::env::temp_dir().join(format!("asepsis-trace-{}.jsonl", std::process::id()));
        let mut meter = Meter::new(&Measures { hud: false, trace: Some(file.clone()) }).unwrap();
        measure(&mut meter, 0);
        let said = meter.finish(&Words::default(), Lang::En).unwrap();
        assert!(said.contains(&file.display().to_string()), "{said}");
        let text = std::fs::read_to_string(&file).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 100);
        for (n, line) in lines.iter().enumerate() {
            assert_eq!((&line["picture"], &line["ticks"], &line["draws"]), (&n.into(), &1.into(), &60.into()));
            assert_eq!(line["missed"], u32::from(n == 7));
            assert_eq!(line["encode_us"], 300.0 + n as f64);
            match line["gpu_ms"].as_f64() {
                Some(ms) => assert!(n % 3 == 0 && (ms - n as f64).abs() < 1e-3, "{line}"),
                None => assert!(n % 3 != 0 || n >= 98, "{line}"),
            }
        }
        std::fs::remove_file(file).unwrap();
    }

    #[test]
    fn a_trace_that_cannot_be_written_is_refused_before_the_session() {
        let nowhere = Measures { trace: Some("no/such/folder/trace".into()), ..Measures::default() };
        let why = format!("{:#}", Meter::new(&nowhere).err().unwrap());
        assert!(why.starts_with("cannot write the trace no/such/folder/trace"), "{why}");
    }

    #[test]
    fn the_view_shows_the_worst_of_half_a_second_and_all_that_was_missed() {
        let mut meter = Meter::new(&Measures { hud: true, trace: None }).unwrap();
        measure(&mut meter, 0);
        let cost = *meter.cost().unwrap();
        assert_eq!((cost.encode_us, cost.gpu_us, cost.scale_percent), (389, Some(87_000), 75));
        assert_eq!((cost.draws, cost.triangles, cost.missed), (60, 100_000, 1));
        assert!(Meter::new(&Measures::default()).unwrap().cost().is_none(), "off by default");
    }

    #[test]
    fn measuring_allocates_nothing_in_the_loop() {
        let file = std::env::temp_dir().join(format!("asepsis-trace-still-{}.jsonl", std::process::id()));
        let mut meter = Meter::new(&Measures { hud: true, trace: Some(file.clone()) }).unwrap();
        measure(&mut meter, 0);
        assert_eq!(allocation_counter::measure(|| measure(&mut meter, 100)).count_total, 0);
        drop(meter);
        std::fs::remove_file(file).unwrap();
    }
}

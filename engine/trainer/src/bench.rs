//! `asepsis bench`: does this machine hold 90 frames a second?
//!
//! Method: the expert tape of the gowning drill is executed on one core, three times; the fastest run gives the
//! real-time factor (the others lost time to something else), and each of its ticks is timed by itself.

use crate::scenario::{self, Scenario};
use crate::session::{self, Replay};
use crate::{Answer, film, replay};
use anyhow::Result;
use std::path::Path;
use std::time::{Duration, Instant};

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Figures {
    tape: String,
    /// Seconds of tape executed in a second.
    real_time_factor: f64,
    tick_mean_us: f64,
    tick_median_us: f64,
    tick_p99_us: f64,
    tick_worst_us: f64,
    tape_bytes_per_minute: f64,
    start_to_first_picture_s: Option<f64>,
    /// A 1280 × 720 picture after the first: scene, encode, draw, read back.
    picture_ms: Option<f64>,
    drawn_by: String,
}

const TAPE: &str = "scenarios/gowning/replays/expert.tape";

pub fn run(args: &Args) -> Result<Answer> {
    let began = Instant::now();
    let root = scenario::root()?;
    let path = root.join(TAPE);
    let (first_picture, again, drawn_by) = match film::first_picture(&root, &path, began) {
        Ok(p) => (Some(p.after.as_secs_f64()), Some(p.again.as_secs_f64() * 1e3), p.adapter),
        Err(e) => (None, None, format!("nothing: {e:#}")),
    };
    let scenario = replay::scenario_of(&root, &path)?;
    let runs = (0..3).map(|_| ticks(&path, &scenario)).collect::<Result<Vec<_>>>()?;
    let mut best = runs.into_iter().min_by_key(|run| run.iter().sum::<Duration>()).unwrap_or_default();
    let total: Duration = best.iter().sum();
    let seconds = best.len() as f64 / f64::from(tape::TICKS_PER_SECOND);
    best.sort_unstable();
    let us = |d: Duration| d.as_secs_f64() * 1e6;
    let figures = Figures {
        tape: TAPE.into(),
        real_time_factor: seconds / total.as_secs_f64(),
        tick_mean_us: us(total) / best.len() as f64,
        tick_median_us: us(best[best.len() / 2]),
        tick_p99_us: us(best[best.len() * 99 / 100]),
        tick_worst_us: us(best[best.len() - 1]),
        tape_bytes_per_minute: std::fs::metadata(&path)?.len() as f64 * 60.0 / seconds,
        start_to_first_picture_s: first_picture,
        picture_ms: again,
        drawn_by,
    };
    if args.json {
        println!("{}", serde_json::to_string_pretty(&figures)?);
    } else {
        let f = &figures;
        println!("replay            {:>9.0} × real time   (wanted ≥ 300)", f.real_time_factor);
        println!("tick, mean        {:>9.1} µs            (wanted ≤ 35)", f.tick_mean_us);
        println!("tick, median      {:>9.1} µs", f.tick_median_us);
        println!("tick, p99         {:>9.1} µs            (wanted ≤ 200)", f.tick_p99_us);
        println!("tick, worst       {:>9.1} µs", f.tick_worst_us);
        println!("tape              {:>9.0} kB a minute   (wanted ≤ 500)", f.tape_bytes_per_minute / 1e3);
        match (f.start_to_first_picture_s, f.picture_ms) {
            (Some(start), Some(again)) => {
                println!("first picture     {start:>9.2} s after the start");
                println!("another picture   {again:>9.1} ms");
            }
            _ => println!("first picture             none"),
        }
        println!("drawn by {}", f.drawn_by);
    }
    Ok(if figures.real_time_factor >= 300.0 && figures.tick_p99_us <= 200.0 { Answer::Yes } else { Answer::No })
}

/// How long each tick took, reading the tape included.
fn ticks(path: &Path, scenario: &Scenario) -> Result<Vec<Duration>> {
    let mut replay = Replay::new(session::open(path)?, scenario)?;
    let mut times = Vec::with_capacity(100_000);
    loop {
        let began = Instant::now();
        if replay.step()?.is_none() {
            return Ok(times);
        }
        times.push(began.elapsed());
    }
}

//! `airflow`: the steady air of a room, computed, checked and drawn.

use airflow::grid::{Grid, lay_out};
use airflow::picture::{slice, write};
use airflow::room::{Air, Models, Trouble, read_flow, read_room};
use airflow::solve::{changes, solve};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;
use twin::air::flow::{Flow, hash_of};

/// How far the air changes of a flow may be from those given.
const TOLERANCE: f64 = 0.05;

/// Computes the steady air of a cleanroom.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Computes the mean flow of a room; RAYON_NUM_THREADS limits the processors used, the result is the same.
    Solve {
        #[command(flatten)]
        of: Of,
        /// Where the flow goes.
        #[arg(short)]
        out: PathBuf,
    },
    /// Says whether a flow is that of a room, and its air changes as given and as recovered from it.
    Check {
        flow: PathBuf,
        #[command(flatten)]
        of: Of,
    },
    /// Draws a plane of a flow as a PNG.
    Slice {
        flow: PathBuf,
        /// The axis that the plane stands across.
        #[arg(long, value_enum)]
        across: Axis,
        /// Where on that axis, metres.
        #[arg(long, allow_negative_numbers = true)]
        at: f32,
        /// Speed of the lightest colour, m/s.
        #[arg(long, default_value_t = 0.5)]
        fastest: f32,
        #[arg(short)]
        out: PathBuf,
    },
}

#[derive(Args)]
struct Of {
    /// A drill's room.json.
    room: PathBuf,
    /// Its supplies, returns and doors: such as tools/airflow/rooms/gowning.json.
    air: PathBuf,
    /// The folder that the models in room.json are relative to.
    #[arg(long, default_value = "assets")]
    assets: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Axis {
    X,
    Y,
    Z,
}

fn main() -> ExitCode {
    match run(Cli::parse().what) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::from(2)
        }
    }
}

impl Of {
    fn read(&self) -> Result<(Grid, Air, [u8; 16], [u8; 16]), Trouble> {
        let room = read_room(&self.room)?;
        let (air, air_hash) = Air::read(&self.air)?;
        let models = Models::read(&room, &self.assets)?;
        let grid = lay_out(&room, &air, &models, &self.room.display().to_string(), &self.air.display().to_string())?;
        Ok((grid, air, hash_of(&room), air_hash))
    }
}

/// Whether the answer is yes.
fn run(what: What) -> Result<bool, Trouble> {
    match what {
        What::Solve { of, out } => {
            let (grid, air, room_hash, air_hash) = of.read()?;
            let [nx, ny, nz] = grid.size;
            println!("{nx} × {ny} × {nz} cells of {} m, steps of {:.2} ms", grid.cell_m, 1000.0 * grid.step_s);
            for t in &grid.terminals {
                println!("  {:24} {:6.1} m³/h at {:.2} m/s", t.name, 3600.0 * t.flow, t.speed(grid.cell_m));
            }
            let began = Instant::now();
            let place = of.air.display().to_string();
            let solved =
                solve(&grid, &air, (room_hash, air_hash), &place, |share| eprint!("\r{:3.0} %", 100.0 * share))?;
            let seconds = began.elapsed().as_secs_f64();
            let updates = solved.steps as f64 * (nx * ny * nz) as f64 / seconds / 1e6;
            eprintln!("\r100 %");
            println!("{} steps in {seconds:.0} s ({updates:.1} million cells a second)", solved.steps);
            println!("first half of the mean against the second: {:.1} % of it", 100.0 * solved.unsteady);
            println!("mass gained: {:.1e}", solved.mass_gained);
            let bytes = solved.flow.to_bytes();
            write(&out, &bytes)?;
            recovered(&grid, &Flow::from_bytes(&bytes, &out.display().to_string())?);
            Ok(true)
        }
        What::Check { flow, of } => {
            let (grid, _, room_hash, air_hash) = of.read()?;
            let read = read_flow(&flow)?;
            belongs(&read, &flow, &of, room_hash, air_hash)?;
            Ok(recovered(&grid, &read))
        }
        What::Slice { flow, across, at, fastest, out } => {
            if !(fastest.is_finite() && fastest > 0.0) {
                return Err(Trouble::new("--fastest", format!("{fastest} is no speed"), "give one above 0 m/s"));
            }
            slice(&read_flow(&flow)?, across as usize, at, fastest)?.write(&out)?;
            Ok(true)
        }
    }
}

fn belongs(read: &Flow, flow: &std::path::Path, of: &Of, room: [u8; 16], air: [u8; 16]) -> Result<(), Trouble> {
    let file = match (read.room == room, read.air == air) {
        (true, true) => return Ok(()),
        (false, _) => of.room.display(),
        (true, false) => of.air.display(),
    };
    let what = format!("it was computed for something other than {file} as it is now");
    Err(Trouble::new(flow.display(), what, "make it again with `airflow solve`"))
}

/// Prints the air changes of every part; whether all are recovered.
fn recovered(grid: &Grid, flow: &Flow) -> bool {
    let mut all = true;
    for part in changes(grid, flow) {
        let off = part.recovered_per_h / part.given_per_h - 1.0;
        let (name, given, is) = (part.name, part.given_per_h, part.recovered_per_h);
        println!("{name}: {given:.2} air changes an hour given, {is:.2} recovered ({:+.2} %)", 100.0 * off);
        all &= off.abs() <= TOLERANCE;
    }
    all
}

//! From a room at rest to its mean flow.

use crate::grid::Grid;
use crate::lattice::Fluid;
use crate::room::{Air, Trouble};
use crate::solver::Solver;
use rayon::prelude::*;
use twin::air::flow::{Flow, Speed};

/// Supplies open over this long, so that no shock runs through the room.
const OPENING_S: f64 = 2.0;
/// Steps between two samples of the mean: less than the time in which an eddy of one cell turns.
const SAMPLE_EVERY: usize = 8;
/// The air is as tough as this at least, lattice units, or cells side by side blow by turns (design). In cells of
/// 0.1 m it is 1 to 3e-3 m²/s, a third of what eddies make it in a room's zero-equation model (0.039 times speed and
/// distance from the wall: Chen & Xu 1998, Energy and Buildings 28, 137).
const LEAST_VISCOSITY: f64 = 1e-3;
/// Air this fast (cells a step) is no air any more.
const COME_APART: f32 = 0.5;

pub struct Solved {
    pub flow: Flow,
    pub steps: usize,
    /// Root mean square difference of the means over the first and the second half, over that of the mean: how far
    /// the mean is from steady.
    pub unsteady: f64,
    /// Mass gained over the run, as a share.
    pub mass_gained: f64,
}

/// Sums over the samples of a half: velocity and its square, lattice units.
#[derive(Clone, Copy, Default)]
struct Sums {
    velocity: [f64; 3],
    square: f64,
}

/// # Errors
/// The run comes apart.
pub fn solve(
    grid: &Grid,
    air: &Air,
    hashes: ([u8; 16], [u8; 16]),
    place: &str,
    progress: impl FnMut(f64) + Send,
) -> Result<Solved, Trouble> {
    rayon::scope(|_| run(grid, air, hashes, place, progress))
}

fn run(
    grid: &Grid,
    air: &Air,
    hashes: ([u8; 16], [u8; 16]),
    place: &str,
    mut progress: impl FnMut(f64),
) -> Result<Solved, Trouble> {
    let h = f64::from(grid.cell_m);
    let viscosity = (f64::from(air.viscosity_m2_per_s.value) * grid.step_s / (h * h)).max(LEAST_VISCOSITY);
    let fluid = Fluid { viscosity: viscosity as f32, smagorinsky: air.smagorinsky.value, force: [0.0; 3] };
    let mut solver = Solver::new(grid.size, &grid.cells, fluid);
    let steps_of = |seconds: f32| (f64::from(seconds) / grid.step_s).ceil() as usize;
    let settle = steps_of(air.settle_s);
    let half = (steps_of(air.mean_s) / 2).next_multiple_of(SAMPLE_EVERY);
    let steps = settle + 2 * half;
    let mut halves = [vec![Sums::default(); grid.cells.len()], vec![Sums::default(); grid.cells.len()]];
    for step in 0..steps {
        solver.step((step as f64 * grid.step_s / OPENING_S).min(1.0) as f32);
        if step >= settle && (step - settle).is_multiple_of(SAMPLE_EVERY) {
            halves[(step - settle) / half].par_iter_mut().enumerate().for_each(|(cell, sums)| {
                let u = solver.velocity(cell).map(f64::from);
                sums.velocity = [0, 1, 2].map(|a| sums.velocity[a] + u[a]);
                sums.square += u[0] * u[0] + u[1] * u[1] + u[2] * u[2];
            });
        }
        if step.is_multiple_of(500) {
            let fastest = solver.fastest();
            if fastest.is_nan() || fastest >= COME_APART {
                let what = format!("the air came apart after {:.1} s", step as f64 * grid.step_s);
                return Err(Trouble::new(place, what, "make cell_m smaller, or the supplies slower"));
            }
            progress(step as f64 / steps as f64);
        }
    }
    let samples = (half / SAMPLE_EVERY) as f64;
    let speed = h / grid.step_s;
    let (mut change, mut all) = (0.0, 0.0);
    let [nx, ny, nz] = grid.size;
    let mut cells = Vec::with_capacity((nx - 2) * (ny - 2) * (nz - 2));
    for z in 1..nz - 1 {
        for y in 1..ny - 1 {
            for x in 1..nx - 1 {
                let cell = x + nx * (y + ny * z);
                if !solver.is_air(cell) {
                    cells.push(None);
                    continue;
                }
                let [a, b] = [&halves[0][cell], &halves[1][cell]];
                let mean = [0, 1, 2].map(|k| 0.5 * (a.velocity[k] + b.velocity[k]) / samples);
                let mean_square: f64 = mean.iter().map(|m| m * m).sum();
                change += (0..3).map(|k| (a.velocity[k] - b.velocity[k]) / samples).map(|d| d * d).sum::<f64>();
                all += mean_square;
                let variance = (0.5 * (a.square + b.square) / samples - mean_square).max(0.0) / 3.0;
                cells.push(Some(Speed {
                    mean: mean.map(|m| (m * speed) as f32),
                    varies: (variance.sqrt() * speed) as f32,
                }));
            }
        }
    }
    let flow = Flow {
        size: grid.size.map(|n| n - 2),
        origin: grid.origin,
        cell_m: grid.cell_m,
        room: hashes.0,
        air: hashes.1,
        cells,
        passages: grid.passages(),
    };
    Ok(Solved { flow, steps, unsteady: (change / all).sqrt(), mass_gained: solver.mass_gained() })
}

/// What one part of a room gets by its filters, and what its flow, as it is in the file, carries down.
pub struct Changes {
    pub name: String,
    pub given_per_h: f64,
    /// From the level farthest off what was given, of all levels beside no filter, return or door gap.
    pub recovered_per_h: f64,
}

/// Air changes of every part, given and recovered: all that a part's filters blow must pass every level under them, but
/// for what was drawn above.
pub fn changes(grid: &Grid, flow: &Flow) -> Vec<Changes> {
    let [nx, ny, _] = grid.size;
    let level = |cell: usize| cell / nx % ny;
    let free = |y: &usize| grid.terminals.iter().flat_map(|t| t.cells()).all(|c| level(*c).abs_diff(*y) > 1);
    let levels: Vec<usize> = (2..ny - 2).filter(free).collect();
    let area = f64::from(grid.cell_m) * f64::from(grid.cell_m);
    let parts = grid.rooms.iter().map(|part| {
        let per_h = |flow: f64| 3600.0 * flow / part.volume_m3;
        let given = per_h(part.supplied);
        let down = |y: usize| -> f64 {
            let here = part.air.iter().filter(|c| level(**c) == y);
            let speeds = here.filter_map(|c| flow.cell([c % nx, y, c / nx / ny].map(|k| k as i64 - 1)));
            -speeds.map(|s| f64::from(s.mean[1]) * area).sum::<f64>()
        };
        // What has not come yet, and what has gone already.
        let aside = |y: usize| -> f64 {
            let flow_where = |of: &[usize], above: bool| -> f64 {
                let there = of.iter().map(|t| &grid.terminals[*t]).filter(|t| (level(t.cells()[0]) > y) == above);
                there.map(|t| t.flow).sum()
            };
            flow_where(&part.supplies, false) + flow_where(&part.draws, true)
        };
        let all = levels.iter().map(|y| per_h(down(*y) + aside(*y)));
        let worst = all.max_by(|a, b| (a - given).abs().total_cmp(&(b - given).abs()));
        Changes { name: part.name.clone(), given_per_h: given, recovered_per_h: worst.unwrap_or(0.0) }
    });
    parts.collect()
}

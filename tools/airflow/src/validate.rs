//! Flows with a known answer: what the solver gives, and how far off it is.
//!
//! A square cavity whose lid slides, against the table every solver of flows is held to: Ghia, Ghia & Shin 1982,
//! J. Comput. Phys. 48, 387, tables I and II (129 × 129 points). Flow between two plates under a steady force, against its
//! exact parabola. A room that must come out alike on any number of threads.

use crate::lattice::Fluid;
use crate::solver::{Cell, Solver};

/// How far a flow is from its answer.
#[derive(Clone, Copy, Debug)]
pub struct Off {
    /// The worst place, as a share of the lid's or the middle's speed.
    pub share: f64,
    /// How much it still changed over the last thousand steps, as such a share.
    pub changing: f64,
    /// Mass gained, as a share.
    pub gained: f64,
}

/// The cavity at a Reynolds number of 100 (48² cells) or 1000 (64² cells), against Ghia's.
pub fn cavity_off(reynolds: Ghia) -> Off {
    let (cells, number, lengths) = match reynolds {
        Ghia::Re100 => (48, 100.0, 20.0),
        Ghia::Re1000 => (64, 1000.0, 40.0),
    };
    let mut solver = cavity(cells, number);
    let changing = rayon::scope(|_| settle(&mut solver, lengths));
    Off { share: worst(&solver, reynolds as usize), changing, gained: solver.mass_gained() }
}

/// The Reynolds numbers of the table that are compared; the number is its column.
#[derive(Clone, Copy, Debug)]
pub enum Ghia {
    Re100 = 1,
    Re1000 = 2,
}

/// The plane channel, 24 cells wide, against the parabola.
pub fn channel_off() -> Off {
    let viscosity = 0.1;
    let mut solver = channel(viscosity);
    // The slowest mode dies as exp(−π²νt/W²): to a millionth.
    let steps = 14.0 * (WIDTH * WIDTH) as f64 / (std::f64::consts::PI.powi(2) * viscosity);
    rayon::scope(|_| (0..steps as usize).for_each(|_| solver.step(1.0)));
    let speeds = |k: usize| {
        let z = (k as f64 + 0.5) / WIDTH as f64;
        (4.0 * MIDDLE_SPEED * z * (1.0 - z), f64::from(solver.velocity(8 * (k + 1))[0]))
    };
    let share = (0..WIDTH).map(speeds).map(|(exact, is)| (is - exact).abs() / MIDDLE_SPEED).fold(0.0, f64::max);
    Off { share, changing: 0.0, gained: solver.mass_gained() }
}

/// A box with a supply above, a return below and a block in the way, as it is after 100 steps.
///
/// # Panics
/// The threads cannot be started.
pub fn after_100_steps(threads: usize) -> (Vec<u32>, f64) {
    let n = 20;
    let kinds: Vec<Cell> = (0..n * n * n)
        .map(|i| {
            let (x, y, z) = (i % n, i / n % n, i / n / n);
            let inside = [x, y, z].iter().all(|k| (1..n - 1).contains(k));
            match (inside, y) {
                (true, _) if (7..12).contains(&x) && y < 7 && (5..15).contains(&z) => Cell::Wall([0.0; 3]),
                (true, _) => Cell::Air,
                (_, top) if top == n - 1 && (5..9).contains(&x) && (5..9).contains(&z) => Cell::Wall([0.0, -0.05, 0.0]),
                (_, 0) if (13..17).contains(&x) && (12..16).contains(&z) => Cell::Wall([0.0, -0.05, 0.0]),
                _ => Cell::Wall([0.0; 3]),
            }
        })
        .collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
    pool.install(|| {
        let fluid = Fluid { viscosity: 1e-4, smagorinsky: 0.16, force: [0.0; 3] };
        let mut solver = Solver::new([n, n, n], &kinds, fluid);
        for step in 0..100 {
            solver.step((step as f32 / 50.0).min(1.0));
        }
        let velocities = (0..n * n * n).flat_map(|c| solver.velocity(c)).map(f32::to_bits).collect();
        (velocities, solver.mass_gained())
    })
}

/// y, then u on the vertical line through the middle at Re 100 and 1000 (table I).
const U: [[f64; 3]; 15] = [
    [0.9766, 0.84123, 0.65928],
    [0.9688, 0.78871, 0.57492],
    [0.9609, 0.73722, 0.51117],
    [0.9531, 0.68717, 0.46604],
    [0.8516, 0.23151, 0.33304],
    [0.7344, 0.00332, 0.18719],
    [0.6172, -0.13641, 0.05702],
    [0.5000, -0.20581, -0.06080],
    [0.4531, -0.21090, -0.10648],
    [0.2813, -0.15662, -0.27805],
    [0.1719, -0.10150, -0.38289],
    [0.1016, -0.06434, -0.29730],
    [0.0703, -0.04775, -0.22220],
    [0.0625, -0.04192, -0.20196],
    [0.0547, -0.03717, -0.18109],
];

/// x, then v on the horizontal line through the middle at Re 100 and 1000 (table II).
const V: [[f64; 3]; 15] = [
    [0.9688, -0.05906, -0.21388],
    [0.9609, -0.07391, -0.27669],
    [0.9531, -0.08864, -0.33714],
    [0.9453, -0.10313, -0.39188],
    [0.9063, -0.16914, -0.51550],
    [0.8594, -0.22445, -0.42665],
    [0.8047, -0.24533, -0.31966],
    [0.5000, 0.05454, 0.02526],
    [0.2344, 0.17527, 0.32235],
    [0.2266, 0.17507, 0.33075],
    [0.1563, 0.16077, 0.37095],
    [0.0938, 0.12317, 0.32627],
    [0.0781, 0.10890, 0.30353],
    [0.0703, 0.10091, 0.29012],
    [0.0625, 0.09233, 0.27485],
];

/// Cells a step.
const LID: f32 = 0.1;

/// The cavity lies in the plane of x and z, the lid at the highest z; a wall cell all round.
fn cavity(cells: usize, reynolds: f32) -> Solver {
    let n = cells + 2;
    let kinds: Vec<Cell> = (0..n * n)
        .map(|i| match (i % n, i / n) {
            (x, z) if x > 0 && x <= cells && z > 0 && z <= cells => Cell::Air,
            (x, z) if z == n - 1 && x > 0 && x <= cells => Cell::Wall([LID, 0.0, 0.0]),
            _ => Cell::Wall([0.0; 3]),
        })
        .collect();
    let viscosity = LID * cells as f32 / reynolds;
    Solver::new([n, 1, n], &kinds, Fluid { viscosity, smagorinsky: 0.0, force: [0.0; 3] })
}

/// Speed over the lid's at a place of the unit square, linear between the middles of cells and walls.
fn at(solver: &Solver, x: f64, z: f64) -> [f64; 2] {
    let n = solver.size()[0];
    let cells = n - 2;
    // Middles of cells 1…n−2 are at 0.5/cells…; walls stand half a cell further out.
    let place = |unit: f64| {
        let p = (unit * cells as f64 - 0.5).clamp(0.0, (cells - 1) as f64);
        (p as usize, p - p.floor())
    };
    let ((i, s), (j, t)) = (place(x), place(z));
    let value = |i: usize, j: usize| {
        let u = solver.velocity((i + 1).min(cells) + n * (j + 1).min(cells));
        [f64::from(u[0] / LID), f64::from(u[2] / LID)]
    };
    let (a, b, c, d) = (value(i, j), value(i + 1, j), value(i, j + 1), value(i + 1, j + 1));
    [0, 1].map(|k| (a[k] * (1.0 - s) + b[k] * s) * (1.0 - t) + (c[k] * (1.0 - s) + d[k] * s) * t)
}

/// Until the lid has gone `lengths` times its length; it starts gently, so that no sound rings in the cavity. How much
/// the lines still changed over the last thousand steps.
fn settle(solver: &mut Solver, lengths: f32) -> f64 {
    let line =
        |s: &Solver| -> Vec<f64> { U.iter().flat_map(|[y, ..]| [at(s, 0.5, *y)[0], at(s, *y, 0.5)[1]]).collect() };
    let steps = (lengths * (solver.size()[0] - 2) as f32 / LID) as usize;
    let mut before = Vec::new();
    for step in 0..steps {
        if step + 1000 == steps {
            before = line(solver);
        }
        solver.step((step as f32 / 2000.0).min(1.0));
    }
    before.iter().zip(line(solver)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

fn worst(solver: &Solver, column: usize) -> f64 {
    let u = U.iter().map(|row| (at(solver, 0.5, row[0])[0] - row[column]).abs());
    let v = V.iter().map(|row| (at(solver, row[0], 0.5)[1] - row[column]).abs());
    u.chain(v).fold(0.0, f64::max)
}

const WIDTH: usize = 24;
const MIDDLE_SPEED: f64 = 0.05;

/// Plates at the lowest and highest z; endless along x and y.
fn channel(viscosity: f64) -> Solver {
    let (nx, ny, nz) = (4, 2, WIDTH + 2);
    let kinds: Vec<Cell> = (0..nx * ny * nz)
        .map(|i| if (1..=WIDTH).contains(&(i / (nx * ny))) { Cell::Air } else { Cell::Wall([0.0; 3]) })
        .collect();
    // u = a·z·(W − z) / 2ν, fastest in the middle.
    let force = 8.0 * viscosity * MIDDLE_SPEED / (WIDTH * WIDTH) as f64;
    let fluid = Fluid { viscosity: viscosity as f32, smagorinsky: 0.0, force: [force as f32, 0.0, 0.0] };
    Solver::new([nx, ny, nz], &kinds, fluid)
}

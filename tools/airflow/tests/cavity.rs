//! A square cavity whose lid slides, against the table every solver of flows is held to: Ghia, Ghia & Shin 1982,
//! J. Comput. Phys. 48, 387, tables I and II (129 × 129 points).

use airflow::lattice::Fluid;
use airflow::solver::{Cell, Solver};

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

/// Until the lid has gone `lengths` times its length; it starts gently, so that no sound rings in the cavity. Steps, and how much
/// the lines still changed over the last thousand.
fn settle(solver: &mut Solver, lengths: f32) -> (usize, f64) {
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
    let change = before.iter().zip(line(solver)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    (steps, change)
}

fn worst(solver: &Solver, column: usize) -> f64 {
    let u = U.iter().map(|row| (at(solver, 0.5, row[0])[0] - row[column]).abs());
    let v = V.iter().map(|row| (at(solver, row[0], 0.5)[1] - row[column]).abs());
    u.chain(v).fold(0.0, f64::max)
}

#[test]
fn the_cavity_at_reynolds_100_is_ghias() {
    let mut solver = cavity(48, 100.0);
    let (steps, change) = rayon::scope(|_| settle(&mut solver, 20.0));
    let error = worst(&solver, 1);
    println!("Re 100, 48² cells, {steps} steps: at most {:.2} % of the lid's speed from Ghia", 100.0 * error);
    println!("change over the last 1000 steps: {change:.1e}");
    assert!(error < 0.02 && change < 1e-3, "{error}, still changing by {change}");
    let gained = solver.mass_gained();
    println!("mass gained: {gained:e}");
    assert!(gained.abs() < 1e-6, "{gained:e}");
}

#[test]
fn the_cavity_at_reynolds_1000_is_ghias() {
    let mut solver = cavity(64, 1000.0);
    let (steps, change) = rayon::scope(|_| settle(&mut solver, 40.0));
    let error = worst(&solver, 2);
    println!("Re 1000, 64² cells, {steps} steps: at most {:.2} % of the lid's speed from Ghia", 100.0 * error);
    println!("change over the last 1000 steps: {change:.1e}");
    assert!(error < 0.02 && change < 1e-3, "{error}, still changing by {change}");
}

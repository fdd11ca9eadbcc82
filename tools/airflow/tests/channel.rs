//! Flow between two plates under a steady force, against its exact parabola; the same bits on any number of threads.

use airflow::lattice::Fluid;
use airflow::solver::{Cell, Solver};

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

#[test]
fn the_plane_channel_is_a_parabola() {
    let viscosity = 0.1;
    let mut solver = channel(viscosity);
    // The slowest mode dies as exp(−π²νt/W²): to a millionth.
    let steps = 14.0 * (WIDTH * WIDTH) as f64 / (std::f64::consts::PI.powi(2) * viscosity);
    rayon::scope(|_| (0..steps as usize).for_each(|_| solver.step(1.0)));
    let mut worst: f64 = 0.0;
    for k in 0..WIDTH {
        let z = (k as f64 + 0.5) / WIDTH as f64;
        let exact = 4.0 * MIDDLE_SPEED * z * (1.0 - z);
        let is = f64::from(solver.velocity(8 * (k + 1))[0]);
        worst = worst.max((is - exact).abs() / MIDDLE_SPEED);
    }
    println!("plane channel, {WIDTH} cells: at most {:.3} % of the middle's speed from the parabola", 100.0 * worst);
    assert!(worst < 0.01, "{worst}");
    let gained = solver.mass_gained();
    println!("mass gained: {gained:e}");
    assert!(gained.abs() < 1e-6, "{gained:e}");
}

/// A box with a supply above, a return below and a block in the way, as it is after 100 steps.
fn after_100_steps(threads: usize) -> (Vec<u32>, u64) {
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
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let fluid = Fluid { viscosity: 1e-4, smagorinsky: 0.16, force: [0.0; 3] };
        let mut solver = Solver::new([n, n, n], &kinds, fluid);
        for step in 0..100 {
            solver.step((step as f32 / 50.0).min(1.0));
        }
        let velocities = (0..n * n * n).flat_map(|c| solver.velocity(c)).map(f32::to_bits).collect();
        assert!(solver.fastest() > 0.02, "the supply does not blow");
        let gained = solver.mass_gained();
        println!("{threads} threads: mass gained {gained:e}");
        assert!(gained.abs() < 1e-6, "what comes in must go out: {gained:e}");
        (velocities, gained.to_bits())
    })
}

#[test]
fn the_bits_do_not_depend_on_the_number_of_threads() {
    let one = after_100_steps(1);
    assert!(one == after_100_steps(2) && one == after_100_steps(5));
}

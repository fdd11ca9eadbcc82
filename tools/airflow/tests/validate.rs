//! The solver against flows with a known answer; `airflow::validate` says which.

use airflow::validate::{Ghia, Off, after_100_steps, cavity_off, channel_off};

fn is_near(name: &str, off: Off, share: f64) {
    println!("{name}: {off:?}");
    assert!(off.share < share && off.changing < 1e-3 && off.gained.abs() < 1e-6, "{name}: {off:?}");
}

#[test]
fn the_cavity_at_reynolds_100_is_ghias() {
    is_near("Re 100, 48² cells", cavity_off(Ghia::Re100), 0.02);
}

#[test]
fn the_cavity_at_reynolds_1000_is_ghias() {
    is_near("Re 1000, 64² cells", cavity_off(Ghia::Re1000), 0.02);
}

#[test]
fn the_plane_channel_is_a_parabola() {
    is_near("plane channel, 24 cells", channel_off(), 0.01);
}

#[test]
fn the_bits_do_not_depend_on_the_number_of_threads() {
    let (velocities, gained) = after_100_steps(1);
    assert!(gained.abs() < 1e-6, "what comes in must go out: {gained:e}");
    assert!(velocities.iter().map(|v| f32::from_bits(*v).abs()).fold(0.0, f32::max) > 0.02, "the supply does not blow");
    for threads in [2, 5] {
        assert!(after_100_steps(threads) == (velocities.clone(), gained), "{threads} threads");
    }
}

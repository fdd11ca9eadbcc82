//! The cloth itself: position-based dynamics in a fixed order, so that the same hands give the same folds bit for bit.
//!
//! A tick moves every free particle by its speed and gravity, then walks the threads of the grid [`ITERATIONS`] times
//! (Gauss-Seidel: ring threads, lengthwise threads, seams), then holds every particle within its reach of the hands
//! (long-range attachments, Kim et al. 2012), which keeps a hanging garment from stretching.
//! Müller et al., Position Based Dynamics, 2007.

use super::build::{Cut, TubeCut};
use super::state::Garment;
use glam::Vec3;

/// Passes over the threads a tick (design: the fewest that hold a coverall within 5 % of its length).
pub const ITERATIONS: usize = 4;
/// Share of its speed that a particle keeps in a tick: thin cloth in air stops swinging within a second (design).
const KEEP: f32 = 0.985;
/// A particle never moves more than this in a tick, metres: 4.5 m/s, faster than a dropped garment falls in a room.
const MOST: f32 = 0.05;
const GRAVITY: f32 = 9.81;
/// How much of a too short thread is made good in a pass: cloth folds, it does not push (design).
const PUSH_RING: f32 = 0.15;
const PUSH_LENGTH: f32 = 0.04;

/// Threads' lengths below which the ends of two threads in line are pushed apart, and how much in a pass: nonwoven does
/// not crease at every thread (design).
const BENDS: f32 = 1.5;
const STIFF: f32 = 0.1;

/// Moves free particles by inertia and gravity.
pub fn fall(garment: &mut Garment) {
    let drop = Vec3::new(0.0, -GRAVITY * tape::TICK_S * tape::TICK_S, 0.0);
    for ((p, q), &w) in garment.p.iter_mut().zip(&mut garment.q).zip(&garment.free) {
        let step = (*p - *q) * KEEP + drop;
        let step = step * (MOST / step.length().max(MOST));
        *q = *p;
        *p += step * w;
    }
}

/// Pulls the threads to their lengths.
pub fn pull(cut: &Cut, garment: &mut Garment) {
    let Garment { p, free, tubes, .. } = garment;
    for _ in 0..ITERATIONS {
        for (tube, state) in cut.tubes.iter().zip(tubes.iter()) {
            rings(p, free, tube, state.gather);
            lengthwise(p, free, tube, tube.axial * state.gather);
        }
        for s in &cut.seams {
            thread(p, free, s.a as usize, s.b as usize, s.rest, 1.0, 0.0);
        }
    }
}

/// One thread between `a` and `b`. `free` is 1 for a particle that may move, 0 for one that is held.
#[inline(always)]
fn thread(p: &mut [Vec3], free: &[f32], a: usize, b: usize, rest: f32, pull: f32, push: f32) {
    let share = free[a] + free[b];
    let d = p[b] - p[a];
    let length = d.length();
    let stiff = if length > rest { pull } else { push };
    if share == 0.0 || stiff == 0.0 || length < 1e-6 {
        return;
    }
    let move_by = d * (stiff * (length - rest) / (length * share));
    p[a] += move_by * free[a];
    p[b] -= move_by * free[b];
}

fn rings(p: &mut [Vec3], free: &[f32], tube: &TubeCut, gather: f32) {
    let n = tube.around;
    // Folded cloth lies flat; it springs open as it unrolls.
    let (push, stiff) = (PUSH_RING * gather * gather, STIFF * gather * gather);
    for ring in 0..tube.rings {
        let from = tube.particle(ring, 0);
        let (p, free) = (&mut p[from..from + n], &free[from..from + n]);
        let chord = tube.chords[ring];
        for k in 0..n - 1 {
            thread(p, free, k, k + 1, chord, 1.0, push);
        }
        thread(p, free, n - 1, 0, chord, 1.0, push);
        let bend = chord * BENDS;
        for k in 0..n {
            let next = if k + 2 < n { k + 2 } else { k + 2 - n };
            thread(p, free, k, next, bend, 0.0, stiff);
        }
        // A ring is a hoop of cloth with some stiffness: its openings do not fall quite shut.
        let open = tube.radii[ring];
        for k in 0..n / 2 {
            thread(p, free, k, k + n / 2, open, 0.0, 0.03 * gather);
        }
    }
}

fn lengthwise(p: &mut [Vec3], free: &[f32], tube: &TubeCut, rest: f32) {
    let n = tube.around;
    let from = tube.first;
    let (p, free) = (&mut p[from..from + tube.count()], &free[from..from + tube.count()]);
    for i in 0..(tube.rings - 1) * n {
        thread(p, free, i, i + n, rest, 1.0, PUSH_LENGTH);
    }
    for i in 0..(tube.rings - 2) * n {
        thread(p, free, i, i + 2 * n, rest * BENDS, 0.0, STIFF);
    }
}

/// No particle is farther from a hand than the cloth between them is long.
pub fn reach(garment: &mut Garment, anchors: [Option<Vec3>; 2]) {
    for (hand, anchor) in anchors.into_iter().enumerate() {
        let Some(anchor) = anchor else { continue };
        let Garment { p, free, reach, .. } = garment;
        for ((p, &w), &reach) in p.iter_mut().zip(free.iter()).zip(&reach[hand]) {
            let d = *p - anchor;
            let far = d.length();
            if far > reach {
                *p -= d * (w * (far - reach) / far);
            }
        }
    }
}

/// Metres of cloth from the particles that a hand holds (`from`) to every particle, along and across the threads.
/// Sweeps forth and back until nothing gets shorter: done when a hold or a gather changes, not every tick.
pub fn measure(cut: &Cut, gathers: &[f32], from: impl Fn(usize) -> Option<f32>, reach: &mut [f32]) {
    for (i, r) in reach.iter_mut().enumerate() {
        *r = from(i).unwrap_or(f32::MAX);
    }
    for _ in 0..8 {
        let mut shorter = false;
        for (tube, gather) in cut.tubes.iter().zip(gathers) {
            shorter |= spread(tube, tube.axial * gather, reach);
        }
        for s in &cut.seams {
            shorter |= relax(reach, s.a as usize, s.b as usize, s.rest);
        }
        if !shorter {
            break;
        }
    }
}

fn relax(reach: &mut [f32], a: usize, b: usize, length: f32) -> bool {
    let (to_a, to_b) = (reach[a], reach[b]);
    if to_a + length < to_b {
        reach[b] = to_a + length;
    } else if to_b + length < to_a {
        reach[a] = to_b + length;
    } else {
        return false;
    }
    true
}

fn spread(tube: &TubeCut, axial: f32, reach: &mut [f32]) -> bool {
    let n = tube.around;
    let mut shorter = false;
    for forth in [true, false] {
        for i in 0..tube.rings {
            let ring = if forth { i } else { tube.rings - 1 - i };
            for _ in 0..2 {
                for k in 0..n {
                    let at = tube.particle(ring, k);
                    shorter |= relax(reach, at, tube.particle(ring, (k + 1) % n), tube.chords[ring]);
                }
            }
            if ring + 1 < tube.rings {
                let across = (axial * axial + tube.chords[ring] * tube.chords[ring]).sqrt();
                for k in 0..n {
                    let at = tube.particle(ring, k);
                    shorter |= relax(reach, at, at + n, axial);
                    shorter |= relax(reach, at, tube.particle(ring + 1, (k + 1) % n), across);
                    shorter |= relax(reach, at, tube.particle(ring + 1, (k + n - 1) % n), across);
                }
            }
        }
    }
    shorter
}

/// Unit vector out of the cloth at a particle; zero where it is crumpled to nothing.
pub fn outward(p: &[Vec3], tube: &TubeCut, particle: usize) -> Vec3 {
    let n = tube.around;
    let (ring, k) = ((particle - tube.first) / n, (particle - tube.first) % n);
    let along = p[tube.particle((ring + 1).min(tube.rings - 1), k)] - p[tube.particle(ring.saturating_sub(1), k)];
    let around = p[tube.particle(ring, (k + 1) % n)] - p[tube.particle(ring, (k + n - 1) % n)];
    along.cross(around).normalize_or_zero()
}

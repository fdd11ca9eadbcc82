//! A box of cells that streams and collides.
//!
//! A cell is air or wall. Air that streams towards a wall comes back (halfway bounce-back: the wall stands on the face
//! between two cells), with the momentum of the wall's own speed (Ladd 1994, J. Fluid Mech. 271, 285). A wall "moving"
//! out of its own plane is a supply; one moving into it, a return. The box is periodic where no wall closes it.
//!
//! Every cell's new state is a function of the old ones alone, and every sum is taken in one fixed order: the result has
//! the same bits whatever the number of threads. Whoever makes many steps does so within `rayon::scope`, where a step
//! wakes no thread that it does not need.

use crate::lattice::{C, Fluid, LANES, Q, collide, opposite, weight};
use rayon::prelude::*;

/// How many cells around a return and a supply are tougher, and how tough: lattice units (design).
const CALM_RETURN: (usize, f32) = (3, 0.02);
const CALM_SUPPLY: (usize, f32) = (2, 0.01);

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    Air,
    /// Its speed, in cells a step.
    Wall([f32; 3]),
}

/// An air cell whose upstream neighbour in direction `q` is a wall.
struct Link {
    x: u32,
    q: u8,
    /// What the wall's motion adds.
    push: f32,
}

pub struct Solver {
    size: [usize; 3],
    fluid: Fluid,
    /// Slab after slab of constant z: `[q][y][x]`.
    now: Vec<f32>,
    next: Vec<f32>,
    /// 1 is air, 0 wall: `[z][y][x]`.
    air: Vec<f32>,
    /// Relaxation time of the even part without eddies: `[z][y][x]`.
    tau: Vec<f32>,
    links: Vec<Link>,
    /// Row `y + z·ny` has the links `rows[r]..rows[r + 1]`.
    rows: Vec<u32>,
}

impl Solver {
    /// Air at rest. `cells` holds x fastest, then y, then z.
    ///
    /// # Panics
    /// There are not as many cells as `size` says.
    pub fn new(size: [usize; 3], cells: &[Cell], fluid: Fluid) -> Solver {
        let [nx, ny, nz] = size;
        assert_eq!(cells.len(), nx * ny * nz, "cells of the box");
        let mut links = Vec::new();
        let mut rows = vec![0];
        for z in 0..nz {
            for y in 0..ny {
                for x in 0..nx {
                    if cells[x + nx * (y + ny * z)] != Cell::Air {
                        continue;
                    }
                    for (q, c) in C.iter().enumerate().skip(1) {
                        let [u, v, w] = [wrap(x, -c[0], nx), wrap(y, -c[1], ny), wrap(z, -c[2], nz)];
                        if let Cell::Wall(speed) = cells[u + nx * (v + ny * w)] {
                            let along: f32 = (0..3).map(|a| c[a] as f32 * speed[a]).sum();
                            links.push(Link { x: x as u32, q: q as u8, push: 6.0 * weight(q) * along });
                        }
                    }
                }
                rows.push(links.len() as u32);
            }
        }
        let tau = relaxation(size, cells, fluid.viscosity);
        let air = cells.iter().map(|c| if *c == Cell::Air { 1.0 } else { 0.0 }).collect();
        let populations = vec![0.0; Q * cells.len()];
        Solver { size, fluid, now: populations.clone(), next: populations, air, tau, links, rows }
    }

    /// One step; `opened` scales the walls' speeds (0 at rest to 1), so that a room can be started gently.
    pub fn step(&mut self, opened: f32) {
        let [nx, ny, nz] = self.size;
        let plane = nx * ny;
        let padded = nx.next_multiple_of(LANES);
        let (now, links, rows, air, tau, fluid) =
            (&self.now, &self.links, &self.rows, &self.air, &self.tau, self.fluid);
        let row_of = |q: usize, y: usize, z: usize| {
            let start = (z * Q + q) * plane + y * nx;
            &now[start..start + nx]
        };
        self.next.par_chunks_mut(Q * plane).with_min_len(4).enumerate().for_each_init(
            || vec![0.0f32; Q * padded],
            |gathered, (z, slab)| {
                for y in 0..ny {
                    for (q, c) in C.iter().enumerate() {
                        let from = row_of(q, wrap(y, -c[1], ny), wrap(z, -c[2], nz));
                        let to = &mut gathered[q * padded..q * padded + nx];
                        match c[0] {
                            0 => to.copy_from_slice(from),
                            1 => {
                                to[1..].copy_from_slice(&from[..nx - 1]);
                                to[0] = from[nx - 1];
                            }
                            _ => {
                                to[..nx - 1].copy_from_slice(&from[1..]);
                                to[nx - 1] = from[0];
                            }
                        }
                    }
                    let row = y + z * ny;
                    for link in &links[rows[row] as usize..rows[row + 1] as usize] {
                        let (x, q) = (link.x as usize, usize::from(link.q));
                        gathered[q * padded + x] = row_of(opposite(q), y, z)[x] + opened * link.push;
                    }
                    for x in (0..nx).step_by(LANES) {
                        let mut g = [[0.0; LANES]; Q];
                        for (q, lanes) in g.iter_mut().enumerate() {
                            lanes.copy_from_slice(&gathered[q * padded + x..q * padded + x + LANES]);
                        }
                        let count = LANES.min(nx - x);
                        let here = row * nx + x..row * nx + x + count;
                        let mut rest = [1.0; LANES];
                        rest[..count].copy_from_slice(&tau[here.clone()]);
                        collide(&mut g, &rest, &fluid);
                        let mask = &air[here];
                        for (q, lanes) in g.iter().enumerate() {
                            let start = q * plane + y * nx + x;
                            for ((out, value), air) in slab[start..start + count].iter_mut().zip(lanes).zip(mask) {
                                *out = value * air;
                            }
                        }
                    }
                }
            },
        );
        std::mem::swap(&mut self.now, &mut self.next);
    }

    pub fn size(&self) -> [usize; 3] {
        self.size
    }

    pub fn is_air(&self, cell: usize) -> bool {
        self.air[cell] != 0.0
    }

    /// Density over that at rest, and momentum (with half a step of the force: Guo et al. 2002, Phys. Rev. E 65,
    /// 046308), of a cell counted as in [`Solver::new`].
    pub fn moments(&self, cell: usize) -> (f32, [f32; 3]) {
        let plane = self.size[0] * self.size[1];
        let start = cell / plane * Q * plane + cell % plane;
        let mut excess = 0.0;
        let mut momentum = self.fluid.force.map(|a| 0.5 * a);
        for (q, c) in C.iter().enumerate() {
            let g = self.now[start + q * plane];
            excess += g;
            momentum = [0, 1, 2].map(|a| momentum[a] + c[a] as f32 * g);
        }
        (excess, momentum)
    }

    /// Cells a step; nothing moves in a wall.
    pub fn velocity(&self, cell: usize) -> [f32; 3] {
        if !self.is_air(cell) {
            return [0.0; 3];
        }
        let (excess, momentum) = self.moments(cell);
        momentum.map(|m| m / (1.0 + excess))
    }

    /// Mass of the air over what it was at rest, as a share of that.
    pub fn mass_gained(&self) -> f64 {
        let plane = self.size[0] * self.size[1];
        let slabs: Vec<f64> =
            self.now.par_chunks(Q * plane).map(|slab| slab.iter().map(|g| f64::from(*g)).sum()).collect();
        slabs.iter().sum::<f64>() / self.air.iter().map(|a| f64::from(*a)).sum::<f64>()
    }

    /// Fastest air, cells a step; not finite when the run has come apart.
    pub fn fastest(&self) -> f32 {
        let speeds = (0..self.air.len()).into_par_iter().map(|cell| {
            let u = self.velocity(cell);
            (u[0] * u[0] + u[1] * u[1] + u[2] * u[2]).sqrt()
        });
        speeds.reduce(|| 0.0, |a, b| if a.is_nan() || a > b { a } else { b })
    }
}

/// Relaxation times. Beside walls that let air through, the air is tougher than elsewhere: where it turns on its way into
/// a return it would spin itself up without end, because so few cells hold no eddy small enough to stop it, and below a
/// filter neighbouring cells would come to blow by turns.
fn relaxation(size: [usize; 3], cells: &[Cell], viscosity: f32) -> Vec<f32> {
    let [nx, ny, _] = size;
    let mut tau = vec![3.0 * viscosity + 0.5; cells.len()];
    for (wall, cell) in cells.iter().enumerate() {
        let Cell::Wall(speed) = cell else { continue };
        let at = [wall % nx, wall / nx % ny, wall / nx / ny];
        for c in &C[1..7] {
            let air: [usize; 3] = std::array::from_fn(|a| wrap(at[a], c[a], size[a]));
            let out: f32 = (0..3).map(|a| c[a] as f32 * speed[a]).sum();
            if out == 0.0 || cells[air[0] + nx * (air[1] + ny * air[2])] != Cell::Air {
                continue;
            }
            let (reach, viscosity) = if out < 0.0 { CALM_RETURN } else { CALM_SUPPLY };
            let range = |a: usize| air[a].saturating_sub(reach)..(air[a] + reach + 1).min(size[a]);
            for z in range(2) {
                for y in range(1) {
                    for x in range(0) {
                        let tau = &mut tau[x + nx * (y + ny * z)];
                        *tau = tau.max(3.0 * viscosity + 0.5);
                    }
                }
            }
        }
    }
    tau
}

fn wrap(at: usize, by: i32, size: usize) -> usize {
    (at as i64 + i64::from(by)).rem_euclid(size as i64) as usize
}

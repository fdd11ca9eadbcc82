//! The D3Q19 lattice and one cell's collision.
//!
//! Scheme: two relaxation times (Ginzburg, Verhaeghe & d'Humières 2008, Commun. Comput. Phys. 3, 427), one for what is
//! even in the direction (the viscosity), one for what is odd; sub-grid eddies after Smagorinsky with the strain taken
//! from the cell's own stress (Hou et al. 1996, Fields Inst. Commun. 6,
//! 151). Populations are held as deviations from rest (`g = f − w`), which is what makes 32 bits enough.
//! Lattice units: cell 1, step 1, density at rest 1, speed of sound 1/√3.

/// Directions; each is followed or preceded by its opposite.
pub const Q: usize = 19;

pub const C: [[i32; 3]; Q] = [
    [0, 0, 0],
    [1, 0, 0],
    [-1, 0, 0],
    [0, 1, 0],
    [0, -1, 0],
    [0, 0, 1],
    [0, 0, -1],
    [1, 1, 0],
    [-1, -1, 0],
    [1, -1, 0],
    [-1, 1, 0],
    [1, 0, 1],
    [-1, 0, -1],
    [1, 0, -1],
    [-1, 0, 1],
    [0, 1, 1],
    [0, -1, -1],
    [0, 1, -1],
    [0, -1, 1],
];

pub fn opposite(q: usize) -> usize {
    match q {
        0 => 0,
        q if q % 2 == 1 => q + 1,
        q => q - 1,
    }
}

pub fn weight(q: usize) -> f32 {
    match q {
        0 => 1.0 / 3.0,
        1..=6 => 1.0 / 18.0,
        _ => 1.0 / 36.0,
    }
}

/// What the fluid is, in lattice units.
#[derive(Clone, Copy, Debug)]
pub struct Fluid {
    /// Kinematic viscosity.
    pub viscosity: f32,
    /// Smagorinsky's constant, the filter being one cell; 0 is no sub-grid model.
    pub smagorinsky: f32,
    /// Acceleration everywhere.
    pub force: [f32; 3],
}

/// Product of the two relaxation times less a half each: at 3/16 a straight wall stands exactly halfway between cells.
const MAGIC: f32 = 3.0 / 16.0;

/// Cells that are collided together, so that the compiler uses the processor's lanes.
pub const LANES: usize = 8;

/// Collides `LANES` cells: populations before → after. `rest` is each one's even relaxation time without eddies:
/// 3 viscosities and a half.
// A lane is one place in all nineteen arrays.
#[allow(clippy::needless_range_loop)]
pub fn collide(g: &mut [[f32; LANES]; Q], rest: &[f32; LANES], fluid: &Fluid) {
    let eddies = 18.0 * std::f32::consts::SQRT_2 * fluid.smagorinsky * fluid.smagorinsky;
    let [ax, ay, az] = fluid.force;
    for k in 0..LANES {
        let (s1, d1) = (g[1][k] + g[2][k], g[1][k] - g[2][k]);
        let (s3, d3) = (g[3][k] + g[4][k], g[3][k] - g[4][k]);
        let (s5, d5) = (g[5][k] + g[6][k], g[5][k] - g[6][k]);
        let (s7, d7) = (g[7][k] + g[8][k], g[7][k] - g[8][k]);
        let (s9, d9) = (g[9][k] + g[10][k], g[9][k] - g[10][k]);
        let (s11, d11) = (g[11][k] + g[12][k], g[11][k] - g[12][k]);
        let (s13, d13) = (g[13][k] + g[14][k], g[13][k] - g[14][k]);
        let (s15, d15) = (g[15][k] + g[16][k], g[15][k] - g[16][k]);
        let (s17, d17) = (g[17][k] + g[18][k], g[17][k] - g[18][k]);

        let excess = g[0][k] + s1 + s3 + s5 + s7 + s9 + s11 + s13 + s15 + s17;
        let (jx, jy, jz) = (d1 + d7 + d9 + d11 + d13, d3 + d7 - d9 + d15 + d17, d5 + d11 - d13 + d15 - d17);
        let per_density = 1.0 / (1.0 + excess);
        let (fxx, fyy, fzz) = (jx * jx * per_density, jy * jy * per_density, jz * jz * per_density);
        let (fxy, fxz, fyz) = (jx * jy * per_density, jx * jz * per_density, jy * jz * per_density);
        // Stress out of equilibrium.
        let (nxx, nyy, nzz) = (
            s1 + s7 + s9 + s11 + s13 - fxx - excess / 3.0,
            s3 + s7 + s9 + s15 + s17 - fyy - excess / 3.0,
            s5 + s11 + s13 + s15 + s17 - fzz - excess / 3.0,
        );
        let (nxy, nxz, nyz) = (s7 - s9 - fxy, s11 - s13 - fxz, s15 - s17 - fyz);
        let stress = (nxx * nxx + nyy * nyy + nzz * nzz + 2.0 * (nxy * nxy + nxz * nxz + nyz * nyz)).sqrt();
        let tau0 = rest[k];
        let tau = 0.5 * (tau0 + (tau0 * tau0 + eddies * stress * per_density).sqrt());
        let even_rate = 1.0 / tau;
        let odd_rate = 1.0 / (0.5 + MAGIC / (tau - 0.5));

        let (axx, ayy, azz) = (4.5 * fxx, 4.5 * fyy, 4.5 * fzz);
        let (axy, axz, ayz) = (9.0 * fxy, 9.0 * fxz, 9.0 * fyz);
        let base = excess - (axx + ayy + azz) / 3.0;
        let (px, py, pz) = (3.0 * jx, 3.0 * jy, 3.0 * jz);
        let (qx, qy, qz) = (3.0 * ax, 3.0 * ay, 3.0 * az);
        // Half the sum and half the difference of opposite directions, each towards its equilibrium.
        let mut pair = |q: usize, weight: f32, even: f32, odd: f32, pushed: f32| {
            let (sum, difference) = (0.5 * (g[q][k] + g[q + 1][k]), 0.5 * (g[q][k] - g[q + 1][k]));
            let sum = sum + even_rate * (weight * (base + even) - sum);
            let difference = difference + odd_rate * (weight * odd - difference) + weight * pushed;
            g[q][k] = sum + difference;
            g[q + 1][k] = sum - difference;
        };
        pair(1, 1.0 / 18.0, axx, px, qx);
        pair(3, 1.0 / 18.0, ayy, py, qy);
        pair(5, 1.0 / 18.0, azz, pz, qz);
        pair(7, 1.0 / 36.0, axx + ayy + axy, px + py, qx + qy);
        pair(9, 1.0 / 36.0, axx + ayy - axy, px - py, qx - qy);
        pair(11, 1.0 / 36.0, axx + azz + axz, px + pz, qx + qz);
        pair(13, 1.0 / 36.0, axx + azz - axz, px - pz, qx - qz);
        pair(15, 1.0 / 36.0, ayy + azz + ayz, py + pz, qy + qz);
        pair(17, 1.0 / 36.0, ayy + azz - ayz, py - pz, qy - qz);
        g[0][k] += even_rate * (base / 3.0 - g[0][k]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lattice_is_isotropic_to_second_order_and_pairs_are_opposite() {
        for (q, c) in C.iter().enumerate() {
            assert_eq!(C[opposite(q)], c.map(|c| -c));
        }
        for (a, b) in [(0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2)] {
            let sum: f32 = C.iter().enumerate().map(|(q, c)| weight(q) * (c[a] * c[b]) as f32).sum();
            assert!((sum - if a == b { 1.0 / 3.0 } else { 0.0 }).abs() < 1e-6);
        }
    }

    #[test]
    fn a_collision_keeps_mass_and_momentum() {
        let mut g = [[0.0; LANES]; Q];
        for (q, row) in g.iter_mut().enumerate() {
            for (k, value) in row.iter_mut().enumerate() {
                *value = 0.01 * libm::sinf((q * 7 + k * 3) as f32) * weight(q);
            }
        }
        let moments = |g: &[[f32; LANES]; Q], k: usize| {
            let mut sums = [0.0f64; 4];
            for (row, c) in g.iter().zip(C) {
                let of = f64::from(row[k]);
                sums = [
                    sums[0] + of,
                    sums[1] + of * f64::from(c[0]),
                    sums[2] + of * f64::from(c[1]),
                    sums[3] + of * f64::from(c[2]),
                ];
            }
            sums
        };
        let before: Vec<_> = (0..LANES).map(|k| moments(&g, k)).collect();
        collide(&mut g, &[0.53; LANES], &Fluid { viscosity: 0.01, smagorinsky: 0.16, force: [0.0; 3] });
        for (k, before) in before.iter().enumerate() {
            for (was, is) in before.iter().zip(moments(&g, k)) {
                assert!((was - is).abs() < 1e-8, "{was} became {is}");
            }
        }
    }
}

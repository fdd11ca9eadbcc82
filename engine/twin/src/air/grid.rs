//! A flow as coarse cells, cheap enough to carry contamination while somebody is watching.
//!
//! The cells of the flow are taken together in blocks of about [`BLOCK_M`]; a wall through a block makes two of it, and
//! splinters join their neighbour. What crosses from one coarse cell to the next is the sum of the fine flow there, then
//! corrected by the least potential flow that makes every coarse cell keep its air: a well-mixed room stays well mixed.

use super::flow::{Flow, Trouble};
use std::collections::BTreeMap;

/// Edge of a block, metres (design: a room of 4 m is 8 of them).
const BLOCK_M: f32 = 0.5;
/// A cell with less than this share of a block joins its neighbour: it would make the steps short.
const SPLINTER: f64 = 0.25;
/// Metres over which eddies that the mean flow does not show carry something at their speed (design: a tenth of what a
/// room is high is 0.25; upwind steps smear by half a block more, so less is asked for).
const MIXING_M: f64 = 0.1;
/// Returns may be off what is supplied by this share; they are set right.
const BALANCED: f64 = 0.05;

/// Two cells that touch.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    pub a: u16,
    pub b: u16,
    /// m²; 0 for the gap under a door.
    pub area: f64,
    /// m³/s from `a` to `b`.
    pub flux: f64,
    /// m³/s that eddies carry each way.
    pub mixing: f64,
    /// `b` is above `a`.
    pub upright: bool,
}

/// A level piece of floor or furniture under one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ledge {
    pub cell: u16,
    /// Low and high corner, `[x, y, z]`, one height: a rectangle that holds the piece, which may be less.
    pub min: [f32; 3],
    pub max: [f32; 3],
    pub area_m2: f32,
}

pub struct Grid {
    /// m³ by cell.
    pub volume: Vec<f64>,
    /// m/s by cell.
    pub wind: Vec<[f32; 3]>,
    pub pairs: Vec<Pair>,
    /// m³/s from filters and into returns, by cell.
    pub supplied: Vec<f64>,
    pub returned: Vec<f64>,
    pub ledges: Vec<Ledge>,
    size: [usize; 3],
    origin: [f32; 3],
    cell_m: f32,
    /// By cell of the flow; walls have the nearest.
    of: Vec<u16>,
}

impl Grid {
    /// # Errors
    /// It has no air, too many cells, or (unless `still`) nothing that blows, or a part without a return.
    pub fn new(flow: &Flow, still: bool) -> Result<Grid, Trouble> {
        let bad = |what: &str| Trouble::new("air.flow", what, "make it again with `airflow solve`");
        let sound = |v: &f32| v.is_finite();
        if !flow.cells.iter().flatten().all(|s| s.mean.iter().all(sound) && s.varies.is_finite()) {
            return Err(bad("a speed in it is no number"));
        }
        let labels = blocks(flow);
        let count = labels.iter().filter_map(|l| *l).max().map_or(0, |l| l as usize + 1);
        if count == 0 {
            return Err(bad("no cell of it is air"));
        }
        if count >= usize::from(u16::MAX) {
            return Err(bad("it makes more than 65 534 cells of half a metre"));
        }
        let mut grid = Grid {
            volume: vec![0.0; count],
            wind: vec![[0.0; 3]; count],
            pairs: Vec::new(),
            supplied: vec![0.0; count],
            returned: vec![0.0; count],
            ledges: Vec::new(),
            size: flow.size,
            origin: flow.origin,
            cell_m: flow.cell_m,
            of: spread(flow.size, &labels),
        };
        grid.gather(flow, &labels);
        for p in &flow.passages {
            let cell = |c: Option<u32>| c.and_then(|c| labels[c as usize]).map(|l| l as u16);
            let m3 = f64::from(p.m3_per_s);
            match (cell(p.from), cell(p.to)) {
                (None, Some(to)) => grid.supplied[usize::from(to)] += m3,
                (Some(from), None) => grid.returned[usize::from(from)] += m3,
                (Some(a), Some(b)) => {
                    grid.pairs.push(Pair { a, b, area: 0.0, flux: m3, mixing: 0.0, upright: false });
                }
                (None, None) => {}
            }
        }
        if still {
            return Ok(grid);
        }
        if grid.supplied.iter().sum::<f64>() <= 0.0 {
            return Err(bad("no filter supplies any air"));
        }
        grid.balance().map_err(|what| bad(&what))?;
        grid.project();
        Ok(grid)
    }

    /// The cell a place is in; a place in a wall or outside is in the nearest.
    pub fn cell(&self, place: [f32; 3]) -> usize {
        let at = |a: usize| {
            let fine = libm::floorf((place[a] - self.origin[a]) / self.cell_m);
            fine.clamp(0.0, (self.size[a] - 1) as f32) as usize
        };
        usize::from(self.of[at(0) + self.size[0] * (at(1) + self.size[1] * at(2))])
    }

    /// Edge of a cell of the flow.
    pub fn fine_m(&self) -> f32 {
        self.cell_m
    }

    /// Volumes, winds, pairs and ledges.
    fn gather(&mut self, flow: &Flow, labels: &[Option<u32>]) {
        let [nx, ny, nz] = flow.size;
        let h = f64::from(flow.cell_m);
        let steps = [1, nx, nx * ny];
        let mut middles = vec![[0.0; 3]; self.volume.len()];
        // By lower cell, higher cell and axis: faces, speed through them, how much it varies.
        let mut faces: BTreeMap<(u16, u16, u8), [f64; 3]> = BTreeMap::new();
        let mut ledges: BTreeMap<(u16, u16), (f32, [usize; 4])> = BTreeMap::new();
        for (fine, label) in labels.iter().enumerate() {
            let (Some(label), Some(here)) = (*label, flow.cells[fine]) else { continue };
            let (cell, at) = (label as u16, [fine % nx, fine / nx % ny, fine / nx / ny]);
            let c = usize::from(cell);
            self.volume[c] += h * h * h;
            for a in 0..3 {
                middles[c][a] += at[a] as f64;
                self.wind[c][a] += here.mean[a];
                if at[a] + 1 == [nx, ny, nz][a] {
                    continue;
                }
                let next = fine + steps[a];
                let (Some(other), Some(there)) = (labels[next], flow.cells[next]) else { continue };
                if other != label {
                    let sums = faces.entry((cell, other as u16, a as u8)).or_default();
                    let speed = 0.5 * (f64::from(here.mean[a]) + f64::from(there.mean[a]));
                    let varies = 0.5 * (f64::from(here.varies) + f64::from(there.varies));
                    *sums = [sums[0] + 1.0, sums[1] + speed, sums[2] + varies];
                }
            }
            if at[1] == 0 || labels[fine - nx].is_none() {
                let (area, [x0, x1, z0, z1]) = ledges.entry((cell, at[1] as u16)).or_insert((0.0, [nx, 0, nz, 0]));
                *area += flow.cell_m * flow.cell_m;
                (*x0, *x1, *z0, *z1) = ((*x0).min(at[0]), (*x1).max(at[0] + 1), (*z0).min(at[2]), (*z1).max(at[2] + 1));
            }
        }
        for (c, middle) in middles.iter_mut().enumerate() {
            let count = self.volume[c] / (h * h * h);
            *middle = middle.map(|sum| sum / count * h);
            self.wind[c] = self.wind[c].map(|sum| sum / count as f32);
        }
        for ((a, b, axis), [count, speed, varies]) in faces {
            let k = usize::from(axis);
            let apart = (middles[usize::from(b)][k] - middles[usize::from(a)][k]).abs().max(0.5 * f64::from(BLOCK_M));
            let area = count * h * h;
            let mixing = MIXING_M * varies / count * area / apart;
            self.pairs.push(Pair { a, b, area, flux: speed * h * h, mixing, upright: axis == 1 });
        }
        let place = |x: usize, y: u16, z: usize| [x as f32, f32::from(y), z as f32].map(|n| n * flow.cell_m);
        self.ledges.extend(ledges.into_iter().map(|((cell, y), (area_m2, [x0, x1, z0, z1]))| {
            let corner = |p: [f32; 3]| [0, 1, 2].map(|a| flow.origin[a] + p[a]);
            Ledge { cell, min: corner(place(x0, y, z0)), max: corner(place(x1, y, z1)), area_m2 }
        }));
    }

    /// Makes the returns of every part draw what its filters blow and doors let in.
    fn balance(&mut self) -> Result<(), String> {
        let mut part: Vec<usize> = (0..self.volume.len()).collect();
        for p in self.pairs.iter().filter(|p| p.area > 0.0) {
            join(&mut part, usize::from(p.a), usize::from(p.b));
        }
        let part: Vec<usize> = (0..part.len()).map(|c| root(&part, c)).collect();
        let (mut comes, mut goes) = (vec![0.0; part.len()], vec![0.0; part.len()]);
        for (c, part) in part.iter().enumerate() {
            comes[*part] += self.supplied[c];
            goes[*part] += self.returned[c];
        }
        for gap in self.pairs.iter().filter(|p| p.area == 0.0) {
            comes[part[usize::from(gap.a)]] -= gap.flux;
            comes[part[usize::from(gap.b)]] += gap.flux;
        }
        for (comes, goes) in comes.iter().zip(&goes) {
            if *comes != 0.0 && *goes == 0.0 {
                return Err("a part of the room has a supply and no return".to_owned());
            }
            if (comes - goes).abs() > BALANCED * goes {
                return Err(format!("filters and doors bring {comes:.3} m³/s and returns take {goes:.3}"));
            }
        }
        for (c, part) in part.iter().enumerate() {
            if goes[*part] > 0.0 {
                self.returned[c] *= comes[*part] / goes[*part];
            }
        }
        Ok(())
    }

    /// m³/s that leave a cell less what enters it.
    pub fn surplus(&self) -> Vec<f64> {
        let mut out: Vec<f64> = self.returned.iter().zip(&self.supplied).map(|(out, come)| out - come).collect();
        for p in &self.pairs {
            out[usize::from(p.a)] += p.flux;
            out[usize::from(p.b)] -= p.flux;
        }
        out
    }

    /// Adds the potential flow that takes every cell's surplus away: conjugate gradients, cell by cell in one order.
    fn project(&mut self) {
        let weight = |p: &Pair| p.area;
        let mut diagonal = vec![0.0; self.volume.len()];
        for p in &self.pairs {
            diagonal[usize::from(p.a)] += weight(p);
            diagonal[usize::from(p.b)] += weight(p);
        }
        let inverse: Vec<f64> = diagonal.iter().map(|d| if *d > 0.0 { 1.0 / d } else { 0.0 }).collect();
        let mut residual: Vec<f64> = self.surplus().iter().map(|s| -s).collect();
        let most = self.supplied.iter().sum::<f64>();
        let mut potential = vec![0.0; residual.len()];
        let mut along: Vec<f64> = residual.iter().zip(&inverse).map(|(r, i)| r * i).collect();
        let mut product = vec![0.0; residual.len()];
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let scaled = |r: &[f64]| r.iter().zip(&inverse).map(|(r, i)| r * r * i).sum::<f64>();
        let mut norm = scaled(&residual);
        for _ in 0..4 * residual.len() {
            if residual.iter().all(|r| r.abs() <= 1e-15 * most) {
                break;
            }
            product.fill(0.0);
            for p in &self.pairs {
                let (a, b) = (usize::from(p.a), usize::from(p.b));
                let d = weight(p) * (along[a] - along[b]);
                product[a] += d;
                product[b] -= d;
            }
            let curvature = dot(&along, &product);
            if curvature <= 0.0 {
                break;
            }
            let step = norm / curvature;
            for (c, along) in along.iter().enumerate() {
                potential[c] += step * along;
                residual[c] -= step * product[c];
            }
            let next = scaled(&residual);
            let share = next / norm;
            norm = next;
            for (c, along) in along.iter_mut().enumerate() {
                *along = residual[c] * inverse[c] + share * *along;
            }
        }
        for p in &mut self.pairs {
            p.flux += p.area * (potential[usize::from(p.a)] - potential[usize::from(p.b)]);
        }
    }
}

/// The coarse cell of every cell that is air.
fn blocks(flow: &Flow) -> Vec<Option<u32>> {
    let n = (libm::roundf(BLOCK_M / flow.cell_m) as usize).max(1);
    let [nx, ny, nz] = flow.size;
    let steps = [1, nx, nx * ny];
    let block = |at: [usize; 3]| at.map(|k| k / n);
    let place = |fine: usize| [fine % nx, fine / nx % ny, fine / nx / ny];
    let mut part: Vec<usize> = (0..flow.cells.len()).collect();
    for fine in 0..flow.cells.len() {
        let at = place(fine);
        for a in 0..3 {
            let mut to = at;
            to[a] += 1;
            let open = to[a] < [nx, ny, nz][a] && flow.cells[fine].is_some() && flow.cells[fine + steps[a]].is_some();
            if open && block(at) == block(to) {
                join(&mut part, fine, fine + steps[a]);
            }
        }
    }
    let least = SPLINTER * (n * n * n) as f64;
    loop {
        let mut count = vec![0usize; part.len()];
        let roots: Vec<usize> = (0..part.len()).map(|fine| root(&part, fine)).collect();
        roots.iter().for_each(|r| count[*r] += 1);
        let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for fine in 0..part.len() {
            let at = place(fine);
            for a in (0..3).filter(|a| at[*a] + 1 < flow.size[*a]) {
                let next = fine + steps[a];
                let (r, s) = (roots[fine], roots[next]);
                let splinter = (count[r] as f64) < least || (count[s] as f64) < least;
                if r != s && splinter && flow.cells[fine].is_some() && flow.cells[next].is_some() {
                    *shared.entry((r, s)).or_default() += 1;
                    *shared.entry((s, r)).or_default() += 1;
                }
            }
        }
        let mut best: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for ((of, with), faces) in shared {
            let known = best.entry(of).or_insert((with, 0));
            if faces > known.1 {
                *known = (with, faces);
            }
        }
        best.retain(|of, _| (count[*of] as f64) < least);
        if best.is_empty() {
            break;
        }
        for (of, (with, _)) in best {
            join(&mut part, of, with);
        }
    }
    let mut numbers: BTreeMap<usize, u32> = BTreeMap::new();
    let label = |(fine, cell): (usize, &Option<_>)| {
        cell.as_ref()?;
        let next = numbers.len() as u32;
        Some(*numbers.entry(root(&part, fine)).or_insert(next))
    };
    flow.cells.iter().enumerate().map(label).collect()
}

/// Gives every wall cell the air that is nearest, a layer at a time.
fn spread(size: [usize; 3], labels: &[Option<u32>]) -> Vec<u16> {
    let [nx, ny, _] = size;
    let mut of: Vec<u16> = labels.iter().map(|l| l.map_or(u16::MAX, |l| l as u16)).collect();
    let mut layer: Vec<usize> = (0..of.len()).filter(|fine| of[*fine] != u16::MAX).collect();
    while !layer.is_empty() {
        let mut next = Vec::new();
        for fine in layer {
            let at = [fine % nx, fine / nx % ny, fine / nx / ny];
            for (a, step) in [1, nx, nx * ny].into_iter().enumerate() {
                let sides = [(at[a] > 0).then(|| fine - step), (at[a] + 1 < size[a]).then(|| fine + step)];
                for to in sides.into_iter().flatten() {
                    if of[to] == u16::MAX {
                        of[to] = of[fine];
                        next.push(to);
                    }
                }
            }
        }
        layer = next;
    }
    of
}

fn root(part: &[usize], mut at: usize) -> usize {
    while part[at] != at {
        at = part[at];
    }
    at
}

/// The lower number leads; paths are halved on the way.
fn join(part: &mut [usize], a: usize, b: usize) {
    let mut find = |mut at: usize| {
        while part[at] != at {
            part[at] = part[part[at]];
            at = part[at];
        }
        at
    };
    let (a, b) = (find(a), find(b));
    part[a.max(b)] = a.min(b);
}

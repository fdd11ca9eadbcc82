//! The flow of a room as a file. `README.md` has the layout.

use crate::room::{Trouble, bytes};
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

const MAGIC: [u8; 8] = *b"ASEPFLOW";
const VERSION: u32 = 1;
const HEADER: usize = 76;
const CELL: usize = 8;
/// The first number of a cell that is no air.
const WALL: i16 = i16::MIN;

/// Mean flow of a room; cells with x fastest, then y, then z.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    pub size: [usize; 3],
    /// Low corner, metres.
    pub origin: [f32; 3],
    pub cell_m: f32,
    /// [`crate::room::Room::hash`] of the room it belongs to.
    pub room: [u8; 16],
    /// Hash of the data that drove it, from [`crate::room::Air::read`].
    pub air: [u8; 16],
    pub cells: Vec<Option<Speed>>,
}

/// Of the air in a cell, m/s.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed {
    pub mean: [f32; 3],
    /// Root mean square of what one component varies by, that the grid resolves.
    pub varies: f32,
}

impl Flow {
    /// Linear between the middles of cells; walls count as still air. Zero outside.
    pub fn at(&self, place: [f32; 3]) -> [f32; 3] {
        let p = [0, 1, 2].map(|a| (place[a] - self.origin[a]) / self.cell_m - 0.5);
        let low = p.map(f32::floor);
        let mut sum = [0.0; 3];
        for corner in 0..8 {
            let step = [corner & 1, corner >> 1 & 1, corner >> 2];
            let share: f32 = (0..3).map(|a| if step[a] == 1 { p[a] - low[a] } else { 1.0 - p[a] + low[a] }).product();
            if let Some(speed) = self.cell([0, 1, 2].map(|a| low[a] as i64 + step[a])) {
                for (s, m) in sum.iter_mut().zip(speed.mean) {
                    *s += share * m;
                }
            }
        }
        sum
    }

    /// `None` in walls and outside.
    pub fn cell(&self, at: [i64; 3]) -> Option<Speed> {
        let [nx, ny, _] = self.size;
        if (0..3).any(|a| at[a] < 0 || at[a] >= self.size[a] as i64) {
            return None;
        }
        self.cells[at[0] as usize + nx * (at[1] as usize + ny * at[2] as usize)]
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let numbers = self.cells.iter().flatten().flat_map(|s| [s.mean[0], s.mean[1], s.mean[2], s.varies]);
        let scale = numbers.map(f32::abs).fold(0.0, f32::max) / f32::from(i16::MAX);
        let mut out = Vec::with_capacity(HEADER + CELL * self.cells.len() + 8);
        out.extend(MAGIC);
        out.extend(VERSION.to_le_bytes());
        out.extend(self.size.iter().flat_map(|n| (*n as u32).to_le_bytes()));
        out.extend(self.origin.iter().chain([&self.cell_m, &scale]).flat_map(|v| v.to_le_bytes()));
        out.extend(self.room);
        out.extend(self.air);
        for cell in &self.cells {
            let numbers = match cell {
                Some(s) => [s.mean[0], s.mean[1], s.mean[2], s.varies]
                    .map(|v| if scale > 0.0 { (v / scale).round() as i16 } else { 0 }),
                None => [WALL, 0, 0, 0],
            };
            out.extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
        }
        out.extend(xxh3_64(&out).to_le_bytes());
        out
    }

    /// # Errors
    /// It is no flow, of another version, cut short or damaged.
    pub fn from_bytes(bytes: &[u8], place: &str) -> Result<Flow, Trouble> {
        let bad = |what: &str| Trouble::new(place, what, "make it again with `airflow solve`");
        if bytes.len() < HEADER + 8 || bytes[..8] != MAGIC {
            return Err(bad("it is no flow, or cut short before its cells"));
        }
        let word = |at: usize| [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
        let count = |at: usize| u32::from_le_bytes(word(at));
        let number = |at: usize| f32::from_le_bytes(word(at));
        if count(8) != VERSION {
            return Err(bad(&format!("it is of version {}, and this program reads {VERSION}", count(8))));
        }
        let size = [12, 16, 20].map(count);
        let cells = size.iter().try_fold(1usize, |n, s| n.checked_mul(*s as usize));
        let Some(length) = cells.and_then(|n| n.checked_mul(CELL)).and_then(|n| n.checked_add(HEADER + 8)) else {
            return Err(bad("it says that it has more cells than can be"));
        };
        if bytes.len() != length {
            return Err(bad(&format!(
                "it has {} bytes and should have {length}: it was cut short or added to",
                bytes.len()
            )));
        }
        let (body, sum) = bytes.split_at(length - 8);
        if xxh3_64(body).to_le_bytes() != *sum {
            return Err(bad("its checksum is wrong: it was damaged"));
        }
        let (origin, cell_m, scale) = ([24, 28, 32].map(number), number(36), number(40));
        if !origin.iter().chain([&cell_m, &scale]).all(|v| v.is_finite()) || cell_m <= 0.0 || scale < 0.0 {
            return Err(bad("its place, cell or scale is no number that can be"));
        }
        let hash = |at: usize| std::array::from_fn(|k| bytes[at + k]);
        let cells = body[HEADER..].chunks_exact(CELL).map(|cell| {
            let n: [i16; 4] = std::array::from_fn(|k| i16::from_le_bytes([cell[2 * k], cell[2 * k + 1]]));
            let v = n.map(|n| f32::from(n) * scale);
            (n[0] != WALL).then_some(Speed { mean: [v[0], v[1], v[2]], varies: v[3] })
        });
        let cells = cells.collect();
        Ok(Flow { size: size.map(|n| n as usize), origin, cell_m, room: hash(44), air: hash(60), cells })
    }

    /// # Errors
    /// As [`Flow::from_bytes`], or the file cannot be read.
    pub fn read(path: &Path) -> Result<Flow, Trouble> {
        Flow::from_bytes(&bytes(path)?, &path.display().to_string())
    }
}

//! The mean flow of a room, and its file. `tools/airflow` computes it; its `README.md` has the layout.

use crate::room::Room;
use xxhash_rust::xxh3::{Xxh3Default, xxh3_64};

const MAGIC: [u8; 8] = *b"ASEPFLOW";
const VERSION: u32 = 2;
const HEADER: usize = 80;
const CELL: usize = 8;
const PASSAGE: usize = 12;
/// Stands for no cell.
const OUTSIDE: u32 = u32::MAX;
/// The first number of a cell that is no air.
const WALL: i16 = i16::MIN;

/// Bad input: one sentence that says where, what, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}; {remedy}")]
pub struct Trouble {
    pub place: String,
    pub what: String,
    pub remedy: String,
}

impl Trouble {
    pub fn new(place: impl ToString, what: impl ToString, remedy: impl ToString) -> Trouble {
        Trouble { place: place.to_string(), what: what.to_string(), remedy: remedy.to_string() }
    }
}

/// Mean flow of a room; cells with x fastest, then y, then z.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    pub size: [usize; 3],
    /// Low corner, metres.
    pub origin: [f32; 3],
    pub cell_m: f32,
    /// [`hash_of`] the room it belongs to.
    pub room: [u8; 16],
    /// Hash of the data file that drove it: XXH3-128 of its bytes.
    pub air: [u8; 16],
    pub cells: Vec<Option<Speed>>,
    pub passages: Vec<Passage>,
}

/// Air that passes a wall: between two cells that are air, or (`None`) from a filter or into a return.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Passage {
    pub from: Option<u32>,
    pub to: Option<u32>,
    pub m3_per_s: f32,
}

/// Of the air in a cell, m/s.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed {
    pub mean: [f32; 3],
    /// Root mean square of what one component varies by, that the grid resolves.
    pub varies: f32,
}

/// Edge of a cell of still air, metres.
const STILL_CELL_M: f32 = 0.25;

impl Flow {
    /// Air at rest in a room of which no flow is known.
    ///
    /// # Errors
    /// The room has no zones, or none that air is in.
    pub fn still(room: &Room) -> Result<Flow, Trouble> {
        let fold = |start: f32, of: &dyn Fn(f32, f32) -> f32, axis: usize, high: bool| {
            room.zones.iter().map(|z| if high { z.max[axis] } else { z.min[axis] }).fold(start, of)
        };
        let low = [0, 1].map(|a| fold(f32::INFINITY, &f32::min, a, false));
        let high = [0, 1].map(|a| fold(f32::NEG_INFINITY, &f32::max, a, true));
        let height = room.solids.iter().map(|s| s.max[1]).fold(0.0, f32::max).max(2.0);
        let extent = [high[0] - low[0], height, high[1] - low[1]];
        if !extent.iter().all(|e| (STILL_CELL_M..1000.0).contains(e)) {
            return Err(Trouble::new("room.json: zones", "they have no extent", "give the floor its rectangles"));
        }
        let size = extent.map(|e| libm::ceilf(e / STILL_CELL_M) as usize);
        let rest = Speed { mean: [0.0; 3], varies: 0.0 };
        let origin = [low[0], 0.0, low[1]];
        let air = |cell: usize| {
            let at = [cell % size[0], cell / size[0] % size[1], cell / size[0] / size[1]];
            let p = [0, 1, 2].map(|a| origin[a] + (at[a] as f32 + 0.5) * STILL_CELL_M);
            let over =
                |min: &[f32; 2], max: &[f32; 2]| min[0] < p[0] && p[0] < max[0] && min[1] < p[2] && p[2] < max[1];
            let solid = room.solids.iter().any(|s| (0..3).all(|a| s.min[a] < p[a] && p[a] < s.max[a]));
            (!solid && room.zones.iter().any(|z| over(&z.min, &z.max))).then_some(rest)
        };
        let cells = (0..size.iter().product()).map(air).collect();
        let (room, air) = (hash_of(room), [0; 16]);
        Ok(Flow { size, origin, cell_m: STILL_CELL_M, room, air, cells, passages: Vec::new() })
    }

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
        out.extend((self.passages.len() as u32).to_le_bytes());
        for cell in &self.cells {
            let numbers = match cell {
                Some(s) => [s.mean[0], s.mean[1], s.mean[2], s.varies]
                    .map(|v| if scale > 0.0 { (v / scale).round() as i16 } else { 0 }),
                None => [WALL, 0, 0, 0],
            };
            out.extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
        }
        for p in &self.passages {
            out.extend([p.from, p.to].iter().flat_map(|cell| cell.unwrap_or(OUTSIDE).to_le_bytes()));
            out.extend(p.m3_per_s.to_le_bytes());
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
        let passages = count(76) as usize * PASSAGE;
        let length = cells.and_then(|n| n.checked_mul(CELL)).and_then(|n| n.checked_add(HEADER + passages + 8));
        let (Some(cells), Some(length)) = (cells, length) else {
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
        let (air, walls) = body[HEADER..].split_at(cells * CELL);
        let cells = air.chunks_exact(CELL).map(|cell| {
            let n: [i16; 4] = std::array::from_fn(|k| i16::from_le_bytes([cell[2 * k], cell[2 * k + 1]]));
            let v = n.map(|n| f32::from(n) * scale);
            (n[0] != WALL).then_some(Speed { mean: [v[0], v[1], v[2]], varies: v[3] })
        });
        let cells: Vec<Option<Speed>> = cells.collect();
        let passages = walls.chunks_exact(PASSAGE).map(|p| {
            let word = |at: usize| [p[at], p[at + 1], p[at + 2], p[at + 3]];
            let cell = |at: usize| Some(u32::from_le_bytes(word(at))).filter(|c| *c != OUTSIDE);
            Passage { from: cell(0), to: cell(4), m3_per_s: f32::from_le_bytes(word(8)) }
        });
        let passages: Vec<Passage> = passages.collect();
        let is_air = |cell: Option<u32>| cell.is_none_or(|c| matches!(cells.get(c as usize), Some(Some(_))));
        let sound = |p: &Passage| p.m3_per_s.is_finite() && p.m3_per_s >= 0.0 && is_air(p.from) && is_air(p.to);
        if !passages.iter().all(sound) {
            return Err(bad("air passes a wall where there is none, or at a speed that cannot be"));
        }
        Ok(Flow { size: size.map(|n| n as usize), origin, cell_m, room: hash(44), air: hash(60), cells, passages })
    }
}

/// Names the room that a flow was computed for. XXH3-128, little-endian, over every zone (id, 0, min, max), solid (id,
/// 0, min, max) and door (id, 0, at, width, height, turn, pressure), numbers as little-endian f32.
pub fn hash_of(room: &Room) -> [u8; 16] {
    let mut hash = Xxh3Default::new();
    let mut add = |id: &str, numbers: &[&[f32]]| {
        hash.update(id.as_bytes());
        hash.update(&[0]);
        for number in numbers.iter().flat_map(|n| n.iter()) {
            hash.update(&number.to_le_bytes());
        }
    };
    for z in &room.zones {
        add(&z.id, &[&z.min, &z.max]);
    }
    for s in &room.solids {
        add(&s.id, &[&s.min, &s.max]);
    }
    for d in &room.doors {
        add(&d.id, &[&d.at, &[d.width, d.height, d.turn, d.pressure_pa]]);
    }
    hash.digest128().to_le_bytes()
}

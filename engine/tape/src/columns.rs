//! A second of rows as bytes: each column foretold from its own past, and what was foretold wrongly laid out so that an
//! entropy coder finds it.
//!
//! A column is followed by an α-β filter (level and slope, fixed point). Steady noise is foretold best by a slow
//! filter, a movement by a quick one; the writer tries each of [`FILTERS`] on each column of each chunk and says which
//! one it took. Level and slope go on into the next chunk.

use crate::frame::{JOINTS, TICKS_PER_SECOND};
use crate::row::{self, BONE_LIMIT, Bones, COLUMNS, Row};

/// Ticks in a chunk at most: one second.
pub(crate) const CHUNK_TICKS: usize = TICKS_PER_SECOND as usize;
/// Bytes of a chunk before compression at most: four a number, and bones anew for both hands at every tick.
pub(crate) const RAW_LIMIT: usize = 256 * 1024;

/// Shares of what was foretold wrongly that go into level and slope, in 1/16.
const FILTERS: [(i32, i32); 8] = [(16, 0), (10, 0), (6, 0), (3, 0), (16, 16), (14, 8), (11, 4), (7, 1)];
/// Fixed point of level and slope.
const POINT: u32 = 6;

/// Where a column's filter stands.
#[derive(Clone, Copy, Default)]
struct Follower {
    level: i32,
    slope: i32,
}

impl Follower {
    fn foretell(self) -> i32 {
        self.level.wrapping_add(self.slope).wrapping_add(1 << (POINT - 1)) >> POINT
    }

    fn learn(&mut self, value: i32, (a, b): (i32, i32)) {
        let foretold = self.level.wrapping_add(self.slope);
        let wrong = (value << POINT).wrapping_sub(foretold);
        self.level = foretold.wrapping_add(wrong.wrapping_mul(a) >> 4);
        self.slope = self.slope.wrapping_add(wrong.wrapping_mul(b) >> 4);
    }
}

fn zigzag(n: i32) -> u32 {
    (n << 1 ^ n >> 31) as u32
}

fn unzigzag(n: u32) -> i32 {
    (n >> 1) as i32 ^ -((n & 1) as i32)
}

/// New bones from this tick of the chunk on.
pub(crate) struct Restated {
    pub tick: usize,
    pub hand: usize,
    pub bones: Bones,
}

/// What both ends remember from chunk to chunk.
pub(crate) struct Memory {
    followers: [Follower; COLUMNS],
    bones: [Bones; 2],
}

impl Default for Memory {
    fn default() -> Self {
        Memory { followers: [Follower::default(); COLUMNS], bones: [Bones::NONE; 2] }
    }
}

/// The rows of a chunk and the bones that changed in it.
#[derive(Default)]
pub(crate) struct Rows {
    pub rows: Vec<Row>,
    pub restated: Vec<Restated>,
}

impl Memory {
    /// Appends `chunk` to `out`.
    pub fn encode(&mut self, chunk: &Rows, out: &mut Vec<u8>) {
        put_varint(out, chunk.restated.len() as u32);
        for Restated { tick, hand, bones } in &chunk.restated {
            out.extend([*tick as u8, *hand as u8]);
            let known = std::mem::replace(&mut self.bones[*hand], *bones);
            for (now, before) in numbers(bones).zip(numbers(&known)) {
                put_varint(out, zigzag(now - before));
            }
        }
        let heads = out.len();
        out.resize(heads + COLUMNS, 0);
        for column in 0..COLUMNS {
            let follower = self.followers[column];
            let best = best_filter(follower, chunk.rows.iter().map(|row| row[column]));
            let mut wrong = [0u32; CHUNK_TICKS];
            let follower = &mut self.followers[column];
            for (row, wrong) in chunk.rows.iter().zip(&mut wrong) {
                *wrong = zigzag(row[column].wrapping_sub(follower.foretell()));
                follower.learn(row[column], FILTERS[best]);
            }
            let wrong = &wrong[..chunk.rows.len()];
            let planes = 4 - wrong.iter().fold(0, |all, w| all | w).leading_zeros() as usize / 8;
            out[heads + column] = (best | planes << 3) as u8;
            for plane in 0..planes {
                out.extend(wrong.iter().map(|w| (w >> (8 * plane)) as u8));
            }
        }
    }

    /// Reads what [`Memory::encode`] wrote for `ticks` rows. The error says what is impossible in it.
    pub fn decode(&mut self, mut bytes: &[u8], ticks: usize, chunk: &mut Rows) -> Result<(), &'static str> {
        const SHORT: &str = "its data end too early";
        let bytes = &mut bytes;
        chunk.restated.clear();
        let count = get_varint(bytes).ok_or(SHORT)? as usize;
        if count > 2 * ticks {
            return Err("it states more bones than hands");
        }
        let mut earliest = 0;
        for _ in 0..count {
            let [tick, hand] = take(bytes, 2).ok_or(SHORT)? else { return Err(SHORT) };
            let (tick, hand) = (usize::from(*tick), usize::from(*hand));
            if tick < earliest || tick >= ticks || hand > 1 {
                return Err("it states bones out of turn");
            }
            earliest = tick;
            let known = &mut self.bones[hand];
            for n in known.offset.as_flattened_mut().iter_mut().chain(&mut known.radius) {
                *n = n.wrapping_add(unzigzag(get_varint(bytes).ok_or(SHORT)?));
                if !(-BONE_LIMIT..=BONE_LIMIT).contains(n) {
                    return Err("a bone is longer than 3.2 m");
                }
            }
            chunk.restated.push(Restated { tick, hand, bones: self.bones[hand] });
        }
        chunk.rows.resize(ticks, [0; COLUMNS]);
        let heads = take(bytes, COLUMNS).ok_or(SHORT)?;
        for (column, head) in heads.iter().enumerate() {
            let (filter, planes) = (FILTERS[usize::from(head & 7)], usize::from(head >> 3));
            if planes > 4 {
                return Err("a column is laid out in an unknown way");
            }
            let data = take(bytes, planes * ticks).ok_or(SHORT)?;
            let follower = &mut self.followers[column];
            let (mut low, mut high) = (i32::MAX, i32::MIN);
            for (tick, row) in chunk.rows.iter_mut().enumerate() {
                let wrong = (0..planes).fold(0, |w, plane| w | u32::from(data[plane * ticks + tick]) << (8 * plane));
                let value = follower.foretell().wrapping_add(unzigzag(wrong));
                follower.learn(value, filter);
                row[column] = value;
                low = low.min(value);
                high = high.max(value);
            }
            if !row::in_range(column, low, high) {
                return Err("a number in it is out of range");
            }
        }
        if bytes.is_empty() { Ok(()) } else { Err("it holds more data than its columns") }
    }
}

/// The filter whose misses are the smallest in sum.
fn best_filter(start: Follower, values: impl Iterator<Item = i32>) -> usize {
    let mut followers = [start; FILTERS.len()];
    let mut missed = [0u64; FILTERS.len()];
    for value in values {
        for ((follower, missed), filter) in followers.iter_mut().zip(&mut missed).zip(FILTERS) {
            *missed += u64::from(value.wrapping_sub(follower.foretell()).unsigned_abs());
            follower.learn(value, filter);
        }
    }
    (0..FILTERS.len()).min_by_key(|&i| missed[i]).unwrap_or(0)
}

fn numbers(bones: &Bones) -> impl Iterator<Item = i32> {
    bones.offset.as_flattened().iter().chain(&bones.radius).copied()
}

fn put_varint(out: &mut Vec<u8>, mut n: u32) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn get_varint(bytes: &mut &[u8]) -> Option<u32> {
    let mut n = 0;
    for shift in (0..35).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        n |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(n);
        }
    }
    None
}

fn take<'a>(bytes: &mut &'a [u8], n: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(n)?;
    *bytes = rest;
    Some(taken)
}

const _: () = assert!(RAW_LIMIT > CHUNK_TICKS * (2 * (2 + 4 * JOINTS * 5) + COLUMNS * 4) + COLUMNS + 5);

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
const FILTERS: [(i32, i32); 4] = [(16, 16), (12, 5), (7, 2), (6, 0)];
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

    /// Nothing will be foretold wrongly, whatever the filter.
    fn rests_at(self, mut values: impl Iterator<Item = i32>) -> bool {
        self.slope == 0 && values.all(|value| value << POINT == self.level)
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
    /// What was foretold wrongly in the present chunk.
    wrong: Box<[[u32; CHUNK_TICKS]; COLUMNS]>,
}

impl Default for Memory {
    fn default() -> Self {
        Memory {
            followers: [Follower::default(); COLUMNS],
            bones: [Bones::NONE; 2],
            wrong: Box::new([[0; CHUNK_TICKS]; COLUMNS]),
        }
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
        let ticks = chunk.rows.len();
        let heads = out.len();
        out.resize(heads + COLUMNS, 0);
        for column in 0..COLUMNS {
            let values = || chunk.rows.iter().map(|row| row[column]);
            let still = self.followers[column].rests_at(values());
            let best = if still { 0 } else { best_filter(self.followers[column], values()) };
            let follower = &mut self.followers[column];
            let mut any = 0;
            for (row, wrong) in chunk.rows.iter().zip(&mut self.wrong[column]) {
                *wrong = zigzag(row[column].wrapping_sub(follower.foretell()));
                any |= *wrong;
                follower.learn(row[column], FILTERS[best]);
            }
            let planes = 4 - any.leading_zeros() / 8;
            out[heads + column] = (best as u32 | planes << 3) as u8;
        }
        for plane in 0..4 {
            for (column, wrong) in self.wrong.iter().enumerate() {
                if out[heads + column] >> 3 > plane {
                    out.extend(wrong[..ticks].iter().map(|w| (w >> (8 * plane)) as u8));
                }
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
        if heads.iter().any(|head| head >> 3 > 4) {
            return Err("a column is laid out in an unknown way");
        }
        for plane in 0..4 {
            for (head, wrong) in heads.iter().zip(self.wrong.iter_mut()) {
                let wrong = &mut wrong[..ticks];
                if plane == 0 {
                    wrong.fill(0);
                }
                if head >> 3 > plane {
                    let data = take(bytes, ticks).ok_or(SHORT)?;
                    for (wrong, &byte) in wrong.iter_mut().zip(data) {
                        *wrong |= u32::from(byte) << (8 * plane);
                    }
                }
            }
        }
        for (column, head) in heads.iter().enumerate() {
            let filter = FILTERS[usize::from(head & 3)];
            let follower = &mut self.followers[column];
            let (mut low, mut high) = (i32::MAX, i32::MIN);
            for (row, &wrong) in chunk.rows.iter_mut().zip(&self.wrong[column]) {
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

/// The filter whose misses are the smallest in sum. All four go side by side, for the sake of vector instructions.
fn best_filter(start: Follower, values: impl Iterator<Item = i32>) -> usize {
    let [mut level, mut slope] = [[start.level; FILTERS.len()], [start.slope; FILTERS.len()]];
    let mut missed = [0u32; FILTERS.len()];
    for value in values {
        for i in 0..FILTERS.len() {
            let mut follower = Follower { level: level[i], slope: slope[i] };
            missed[i] = missed[i].wrapping_add(value.wrapping_sub(follower.foretell()).unsigned_abs());
            follower.learn(value, FILTERS[i]);
            [level[i], slope[i]] = [follower.level, follower.slope];
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

//! Where the bytes of a tape lie. All numbers are little-endian.
//!
//! ```text
//! tape   = MAGIC  version:u16  length:u32  check:u64  header:JSON  chunk* end?
//! chunk  = head (32 bytes)  sums:u32*  packed (zstd of what `columns` lays out)
//! end    = head (32 bytes) without ticks
//! ```
//!
//! Each check is the XXH3 of its bytes, seeded with the check before it: a chunk that was changed, moved, repeated or
//! taken out breaks the chain.

use crate::error::Ending;
use xxhash_rust::xxh3::xxh3_64_with_seed;

pub(crate) const MAGIC: [u8; 8] = *b"ASEPTAPE";
pub(crate) const VERSION: u16 = 1;
/// Magic, version, length and check.
pub(crate) const PREFIX_LEN: usize = 22;
pub(crate) const HEAD_LEN: usize = 32;
const TICKS: [u8; 4] = *b"TICK";
const FINISHED: [u8; 4] = *b"DONE";
const ABANDONED: [u8; 4] = *b"QUIT";

pub(crate) fn check(bytes: &[u8], before: u64) -> u64 {
    xxh3_64_with_seed(bytes, before)
}

/// What a chunk says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// None for a chunk of ticks.
    pub end: Option<Ending>,
    pub first_tick: u32,
    pub ticks: u16,
    pub sums: u16,
    pub packed_len: u32,
    /// Bytes once unpacked.
    pub raw_len: u32,
    pub body_check: u64,
}

impl Head {
    /// Bytes behind the head.
    pub fn body_len(&self) -> usize {
        4 * usize::from(self.sums) + self.packed_len as usize
    }

    /// The head's bytes and the seed of its body's check.
    pub fn write(&self, chain: u64) -> ([u8; HEAD_LEN], u64) {
        let mut bytes = [0; HEAD_LEN];
        let marker = match self.end {
            None => TICKS,
            Some(Ending::Finished) => FINISHED,
            Some(_) => ABANDONED,
        };
        bytes[0..4].copy_from_slice(&marker);
        bytes[4..8].copy_from_slice(&self.first_tick.to_le_bytes());
        bytes[8..10].copy_from_slice(&self.ticks.to_le_bytes());
        bytes[10..12].copy_from_slice(&self.sums.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.packed_len.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.raw_len.to_le_bytes());
        let seed = check(&bytes[..20], chain);
        bytes[20..24].copy_from_slice(&seed.to_le_bytes()[..4]);
        bytes[24..32].copy_from_slice(&self.body_check.to_le_bytes());
        (bytes, seed)
    }

    /// The head and the seed of its body's check; None if it is not one that follows `chain`.
    pub fn read(bytes: &[u8; HEAD_LEN], chain: u64) -> Option<(Head, u64)> {
        let u16_at = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
        let u32_at = |at: usize| u32::from(u16_at(at)) | u32::from(u16_at(at + 2)) << 16;
        let seed = check(&bytes[..20], chain);
        if u32_at(20) != seed as u32 {
            return None;
        }
        let end = match [bytes[0], bytes[1], bytes[2], bytes[3]] {
            TICKS => None,
            FINISHED => Some(Ending::Finished),
            ABANDONED => Some(Ending::Abandoned),
            _ => return None,
        };
        let head = Head {
            end,
            first_tick: u32_at(4),
            ticks: u16_at(8),
            sums: u16_at(10),
            packed_len: u32_at(12),
            raw_len: u32_at(16),
            body_check: u64::from(u32_at(24)) | u64::from(u32_at(28)) << 32,
        };
        Some((head, seed))
    }
}

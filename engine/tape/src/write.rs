//! Recording.

use crate::columns::{CHUNK_TICKS, Memory, RAW_LIMIT, Restated, Rows};
use crate::disk::DurableFile;
use crate::error::{Ending, TapeError, in_file};
use crate::frame::Frame;
use crate::header::{HEADER_LIMIT, Header};
use crate::layout::{HEAD_LEN, Head, MAGIC, PREFIX_LEN, VERSION, check};
use crate::quantise::Quantiser;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use zstd::bulk::Compressor;
use zstd::zstd_safe::CParameter;

/// Quick, with Huffman codes for what noise leaves and matches of seven bytes and more for what stands still: shorter
/// matches are chance and cost more than they save (450 kB a minute against 471, and level 3 gives 498).
fn compressor() -> io::Result<Compressor<'static>> {
    let mut compressor = Compressor::new(1)?;
    compressor.set_parameter(CParameter::MinMatch(7))?;
    Ok(compressor)
}

/// How a recording is brought to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Finished,
    Abandoned,
}

/// Quantises frames and records them. One write and one flush a chunk, which is at most a second long, so that a power
/// cut loses at most the last second.
///
/// After each frame: feed the room the frame that [`TapeWriter::push`] returned, and if [`TapeWriter::due`] call
/// [`TapeWriter::seal`] with the room's checksums. A recording that is dropped without [`TapeWriter::finish`] reads as
/// torn.
pub struct TapeWriter<W: Write> {
    output: W,
    quantiser: Quantiser,
    rows: Rows,
    memory: Memory,
    compressor: Compressor<'static>,
    raw: Vec<u8>,
    packed: Vec<u8>,
    chain: u64,
    sums: usize,
    failed: bool,
}

impl TapeWriter<DurableFile> {
    /// Begins a new file; never overwrites one. It is written and synced by a thread of its own.
    pub fn create(path: &Path, header: &Header) -> Result<Self, TapeError> {
        let begin = || {
            let file = File::create_new(path).map_err(|source| TapeError::Io { doing: "create the tape", source })?;
            TapeWriter::new(DurableFile::new(file), header)
        };
        begin().map_err(|error| in_file(path, error))
    }
}

impl<W: Write> TapeWriter<W> {
    /// Begins a tape. [`Write::flush`] of `output` is called once a chunk and should make it durable; after the header
    /// and the end mark it is called again, and what returns at once from the first should wait in the second.
    pub fn new(mut output: W, header: &Header) -> Result<Self, TapeError> {
        if let Some(why) = header.too_long() {
            return Err(TapeError::HeaderTooLong { why });
        }
        let json = serde_json::to_vec(header).map_err(|error| TapeError::Header { why: error.to_string() })?;
        if json.len() > HEADER_LIMIT {
            return Err(TapeError::HeaderTooLong { why: "it is longer than 128 KiB" });
        }
        let mut bytes = Vec::with_capacity(PREFIX_LEN + json.len());
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend((json.len() as u32).to_le_bytes());
        let chain = check(&json, check(&bytes, 0));
        bytes.extend(chain.to_le_bytes());
        bytes.extend(json);
        put(&mut output, &bytes)?;
        output.flush().map_err(writing)?;
        let packed_limit = HEAD_LEN + 4 * crate::header::SUMS_LIMIT + zstd::zstd_safe::compress_bound(RAW_LIMIT);
        Ok(TapeWriter {
            output,
            quantiser: Quantiser::default(),
            rows: Rows { rows: Vec::with_capacity(CHUNK_TICKS), restated: Vec::with_capacity(2 * CHUNK_TICKS) },
            memory: Memory::default(),
            compressor: compressor().map_err(packing)?,
            raw: Vec::with_capacity(RAW_LIMIT),
            packed: Vec::with_capacity(packed_limit),
            chain,
            sums: header.sum_names.len(),
            failed: false,
        })
    }

    /// The next frame, quantised: what the room must be fed. If the second before it was not sealed, it is now,
    /// without checksums; only that can fail, and the frame is then not taken.
    pub fn push(&mut self, raw: &Frame) -> Result<Frame, TapeError> {
        if self.due() {
            self.seal(&[])?;
        }
        let tick = self.rows.rows.len();
        let (frame, restated) = self.quantiser.step(raw);
        for (hand, _) in restated.iter().enumerate().filter(|(_, restated)| **restated) {
            self.rows.restated.push(Restated { tick, hand, bones: self.quantiser.bones[hand] });
        }
        self.rows.rows.push(self.quantiser.row);
        Ok(frame)
    }

    /// A second is full.
    pub fn due(&self) -> bool {
        self.rows.rows.len() == CHUNK_TICKS
    }

    /// Writes the frames since the last seal as one chunk. `sums` are checksums of the room after the last of them,
    /// one for each of [`Header::sum_names`], or none.
    pub fn seal(&mut self, sums: &[u32]) -> Result<(), TapeError> {
        if !sums.is_empty() && sums.len() != self.sums {
            return Err(TapeError::Sums { given: sums.len(), named: self.sums });
        }
        let ticks = self.rows.rows.len();
        if ticks == 0 {
            return Ok(());
        }
        self.raw.clear();
        self.memory.encode(&self.rows, &mut self.raw);
        self.rows.rows.clear();
        self.rows.restated.clear();
        self.packed.clear();
        self.packed.resize(zstd::zstd_safe::compress_bound(self.raw.len()), 0);
        let packed_len = self.compressor.compress_to_buffer(&self.raw, &mut self.packed[..]).map_err(packing)?;
        self.packed.truncate(packed_len);
        let head = Head {
            end: None,
            first_tick: self.quantiser.ticks() - ticks as u32,
            ticks: ticks as u16,
            sums: sums.len() as u16,
            packed_len: packed_len as u32,
            raw_len: self.raw.len() as u32,
            body_check: 0,
        };
        // The raw bytes are packed by now: their buffer carries sums and packed bytes behind the head.
        self.raw.clear();
        self.raw.resize(HEAD_LEN, 0);
        self.raw.extend(sums.iter().flat_map(|sum| sum.to_le_bytes()));
        self.raw.extend(&self.packed);
        self.put_chunk(head)
    }

    /// Seals what is left, without checksums, says how the session ended, and waits until all is durable.
    pub fn finish(mut self, end: End) -> Result<W, TapeError> {
        self.seal(&[])?;
        let end = match end {
            End::Finished => Ending::Finished,
            End::Abandoned => Ending::Abandoned,
        };
        let first_tick = self.quantiser.ticks();
        self.raw.clear();
        self.raw.resize(HEAD_LEN, 0);
        self.put_chunk(Head {
            end: Some(end),
            first_tick,
            ticks: 0,
            sums: 0,
            packed_len: 0,
            raw_len: 0,
            body_check: 0,
        })?;
        self.output.flush().map_err(writing)?;
        Ok(self.output)
    }

    /// What rounds the next frame: a copy of it rounds what might come as this one will.
    pub fn quantiser(&self) -> &Quantiser {
        &self.quantiser
    }

    /// Goes on without recording, as when the disk is full.
    pub fn into_quantiser(self) -> Quantiser {
        self.quantiser
    }

    /// Writes `raw`, whose first bytes are left for the head.
    fn put_chunk(&mut self, mut head: Head) -> Result<(), TapeError> {
        let (_, seed) = head.write(self.chain);
        head.body_check = check(&self.raw[HEAD_LEN..], seed);
        let (bytes, _) = head.write(self.chain);
        self.raw[..HEAD_LEN].copy_from_slice(&bytes);
        self.chain = head.body_check;
        if self.failed {
            return Err(TapeError::Stopped);
        }
        let put = put(&mut self.output, &self.raw);
        self.failed = put.is_err();
        put
    }
}

fn put(output: &mut impl Write, bytes: &[u8]) -> Result<(), TapeError> {
    output.write_all(bytes).and_then(|()| output.flush()).map_err(writing)
}

fn writing(source: io::Error) -> TapeError {
    TapeError::Io { doing: "write the tape", source }
}

fn packing(source: io::Error) -> TapeError {
    TapeError::Io { doing: "compress the tape", source }
}

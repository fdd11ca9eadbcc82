//! Reading, a chunk at a time: a tape of any length takes the memory of a second.

use crate::columns::{CHUNK_TICKS, Memory, RAW_LIMIT, Rows};
use crate::error::{Ending, TapeError, in_file};
use crate::frame::{Frame, TICK_S};
use crate::header::{HEADER_LIMIT, Header, SUMS_LIMIT};
use crate::layout::{HEAD_LEN, Head, MAGIC, PREFIX_LEN, VERSION, check};
use crate::row::{self, Bones, Skeleton};
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};
use zstd::bulk::Decompressor;

const READ: &str = "read the tape";
const CUT_OFF: &str = "its last chunk is cut off";

/// At most a second of a tape.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chunk {
    pub first_tick: u32,
    /// 1 to 90.
    pub frames: Vec<Frame>,
    /// Checksums of the room after the last frame, in the order of [`Header::sum_names`]; empty if none were given.
    pub sums: Vec<u32>,
}

/// The chunks of a tape, from anything that can be read. After the last one, or the first error, it is exhausted;
/// [`TapeReader::ending`] then says how the tape ends.
pub struct TapeReader<R> {
    input: R,
    header: Header,
    memory: Memory,
    rows: Rows,
    skeletons: [Skeleton; 2],
    decompressor: Decompressor<'static>,
    body: Vec<u8>,
    raw: Vec<u8>,
    chain: u64,
    at_byte: u64,
    next_tick: u32,
    ending: Option<Ending>,
    stopped: bool,
}

impl<R: Read> TapeReader<R> {
    /// Reads the header.
    pub fn new(mut input: R) -> Result<Self, TapeError> {
        let (header, chain, at_byte) = read_header(&mut input)?;
        let decompressor = Decompressor::new().map_err(|source| TapeError::Io { doing: "unpack the tape", source })?;
        Ok(TapeReader {
            input,
            header,
            memory: Memory::default(),
            rows: Rows::default(),
            skeletons: [Bones::NONE; 2].each_ref().map(Skeleton::from),
            decompressor,
            body: Vec::new(),
            raw: Vec::with_capacity(RAW_LIMIT),
            chain,
            at_byte,
            next_tick: 0,
            ending: None,
            stopped: false,
        })
    }

    pub fn header(&self) -> &Header {
        &self.header
    }

    /// How the tape ends; None until it has been read to its end, or if it is damaged.
    pub fn ending(&self) -> Option<Ending> {
        self.ending
    }

    /// The frames one by one.
    pub fn frames(self) -> Frames<R> {
        Frames { reader: self, chunk: Chunk::default(), next: 0 }
    }

    /// Reads the next chunk into `chunk`, reusing its memory. False at the end, where `chunk` is left as it is.
    pub fn read_into(&mut self, chunk: &mut Chunk) -> Result<bool, TapeError> {
        if self.stopped {
            return Ok(false);
        }
        let read = self.read_chunk(chunk);
        self.stopped = !matches!(read, Ok(true));
        read
    }

    fn read_chunk(&mut self, chunk: &mut Chunk) -> Result<bool, TapeError> {
        let Some((head, seed)) = self.read_head()? else { return Ok(false) };
        self.body.resize(head.body_len(), 0);
        if fill(&mut self.input, &mut self.body)? < self.body.len() {
            return Ok(self.torn(CUT_OFF));
        }
        if check(&self.body, seed) != head.body_check {
            return self.torn_if_last("a chunk does not agree with its checksum");
        }
        self.unpack(&head, chunk)?;
        self.pass(&head);
        Ok(true)
    }

    /// The next chunk's head and the seed of its body's check; None at the end of the tape.
    fn read_head(&mut self) -> Result<Option<(Head, u64)>, TapeError> {
        let mut bytes = [0; HEAD_LEN];
        match fill(&mut self.input, &mut bytes)? {
            HEAD_LEN => {}
            0 => {
                self.torn("it has no end mark");
                return Ok(None);
            }
            _ => {
                self.torn(CUT_OFF);
                return Ok(None);
            }
        }
        let Some((head, seed)) = Head::read(&bytes, self.chain) else {
            if bytes == [0; HEAD_LEN] && self.only_zeros_follow()? {
                self.torn("empty blocks follow its last chunk");
                return Ok(None);
            }
            return Err(self.damaged("the head of a chunk does not agree with its checksum"));
        };
        let sums = usize::from(head.sums);
        let impossible = head.first_tick != self.next_tick
            || usize::from(head.ticks) > CHUNK_TICKS
            || sums > SUMS_LIMIT
            || (sums != 0 && sums != self.header.sum_names.len())
            || head.raw_len as usize > RAW_LIMIT
            || head.packed_len as usize > zstd::zstd_safe::compress_bound(RAW_LIMIT)
            || head.end.is_some() != (head.ticks == 0)
            || (head.end.is_some() && (head.packed_len, head.raw_len, head.sums) != (0, 0, 0))
            || self.next_tick.checked_add(head.ticks.into()).is_none();
        if impossible {
            return Err(self.damaged("the head of a chunk is not possible"));
        }
        let Some(end) = head.end else { return Ok(Some((head, seed))) };
        if check(&[], seed) != head.body_check {
            self.torn_if_last("its end mark does not agree with its checksum")?;
            return Ok(None);
        }
        self.pass(&head);
        if fill(&mut self.input, &mut [0])? != 0 {
            return Err(self.damaged("more bytes follow its end mark"));
        }
        self.ending = Some(end);
        Ok(None)
    }

    /// Goes behind a chunk that was read or skipped.
    fn pass(&mut self, head: &Head) {
        self.chain = head.body_check;
        self.at_byte += (HEAD_LEN + head.body_len()) as u64;
        self.next_tick += u32::from(head.ticks);
    }

    /// Damage to the last chunk is what a power cut leaves; damage before others is not.
    fn torn_if_last(&mut self, why: &'static str) -> Result<bool, TapeError> {
        if fill(&mut self.input, &mut [0])? == 0 { Ok(self.torn(why)) } else { Err(self.damaged(why)) }
    }

    fn unpack(&mut self, head: &Head, chunk: &mut Chunk) -> Result<(), TapeError> {
        let (sums, packed) = self.body.split_at(4 * usize::from(head.sums));
        self.raw.clear();
        let unpacked = self.decompressor.decompress_to_buffer(packed, &mut self.raw);
        if unpacked.ok() != Some(head.raw_len as usize) {
            return Err(self.damaged("a chunk cannot be unpacked to the size it states"));
        }
        let decoded = self.memory.decode(&self.raw, usize::from(head.ticks), &mut self.rows);
        decoded.map_err(|why| self.damaged(why))?;
        chunk.first_tick = head.first_tick;
        chunk.sums.clear();
        chunk.sums.extend(sums.chunks_exact(4).map(|s| u32::from_le_bytes([s[0], s[1], s[2], s[3]])));
        chunk.frames.clear();
        let mut restated = self.rows.restated.iter().peekable();
        for (tick, row) in self.rows.rows.iter().enumerate() {
            while let Some(new) = restated.next_if(|new| new.tick == tick) {
                self.skeletons[new.hand] = Skeleton::from(&new.bones);
            }
            chunk.frames.push(row::read(row, &self.skeletons, head.first_tick + tick as u32));
        }
        Ok(())
    }

    fn torn(&mut self, why: &'static str) -> bool {
        self.ending = Some(Ending::Torn { at_tick: self.next_tick, why });
        false
    }

    fn damaged(&self, why: &'static str) -> TapeError {
        TapeError::Damaged { at_byte: self.at_byte, at_tick: self.next_tick, why }
    }

    /// What a power cut leaves on some file systems.
    fn only_zeros_follow(&mut self) -> Result<bool, TapeError> {
        let mut block = [0; 4096];
        loop {
            let read = fill(&mut self.input, &mut block)?;
            if block[..read].iter().any(|&byte| byte != 0) {
                return Ok(false);
            }
            if read < block.len() {
                return Ok(true);
            }
        }
    }
}

impl<R: Read + Seek> TapeReader<R> {
    /// Goes behind the next chunk without reading more of it than its head. False at the end of an input of
    /// `input_len` bytes.
    fn skip_chunk(&mut self, input_len: u64) -> Result<bool, TapeError> {
        let Some((head, _)) = self.read_head()? else { return Ok(false) };
        if self.at_byte + (HEAD_LEN + head.body_len()) as u64 > input_len {
            return Ok(self.torn(CUT_OFF));
        }
        let skipped = self.input.seek_relative(head.body_len() as i64);
        skipped.map_err(|source| TapeError::Io { doing: READ, source })?;
        self.pass(&head);
        Ok(true)
    }
}

impl<R: Read> Iterator for TapeReader<R> {
    type Item = Result<Chunk, TapeError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut chunk = Chunk::default();
        match self.read_into(&mut chunk) {
            Ok(true) => Some(Ok(chunk)),
            Ok(false) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

/// The frames of a tape one by one.
pub struct Frames<R> {
    reader: TapeReader<R>,
    chunk: Chunk,
    next: usize,
}

impl<R: Read> Frames<R> {
    pub fn header(&self) -> &Header {
        self.reader.header()
    }

    /// See [`TapeReader::ending`].
    pub fn ending(&self) -> Option<Ending> {
        self.reader.ending()
    }

    /// The checksums that belong to the frame that was returned last, if it was the last of a chunk that has some.
    pub fn sums(&self) -> Option<&[u32]> {
        (self.next == self.chunk.frames.len() && !self.chunk.sums.is_empty()).then_some(&self.chunk.sums)
    }
}

impl<R: Read> Iterator for Frames<R> {
    type Item = Result<Frame, TapeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next == self.chunk.frames.len() {
            match self.reader.read_into(&mut self.chunk) {
                Ok(true) => self.next = 0,
                Ok(false) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
        self.next += 1;
        Some(Ok(self.chunk.frames[self.next - 1]))
    }
}

/// A tape in a file, of which only the header and the heads of the chunks have been read. What is in the chunks is
/// checked when they are read.
#[derive(Clone, Debug)]
pub struct Tape {
    path: PathBuf,
    header: Header,
    ticks: u32,
    ending: Ending,
}

impl Tape {
    pub fn open(path: &Path) -> Result<Tape, TapeError> {
        let scan = || {
            let file = File::open(path).map_err(|source| TapeError::Io { doing: "open the tape", source })?;
            let length = file.metadata().map_err(|source| TapeError::Io { doing: READ, source })?.len();
            let mut reader = TapeReader::new(BufReader::new(file))?;
            while reader.skip_chunk(length)? {}
            let ending = reader.ending.unwrap_or(Ending::Torn { at_tick: reader.next_tick, why: CUT_OFF });
            Ok(Tape { path: path.into(), header: reader.header, ticks: reader.next_tick, ending })
        };
        scan().map_err(|error| in_file(path, error))
    }

    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Frames in whole chunks.
    pub fn ticks(&self) -> u32 {
        self.ticks
    }

    pub fn duration_s(&self) -> f32 {
        self.ticks as f32 * TICK_S
    }

    pub fn ending(&self) -> Ending {
        self.ending
    }

    /// Reads it from the start.
    pub fn chunks(&self) -> Result<TapeReader<BufReader<File>>, TapeError> {
        let file = File::open(&self.path).map_err(|source| TapeError::Io { doing: "open the tape", source });
        file.and_then(|file| TapeReader::new(BufReader::new(file))).map_err(|error| in_file(&self.path, error))
    }

    /// Reads it from the start, frame by frame.
    pub fn frames(&self) -> Result<Frames<BufReader<File>>, TapeError> {
        self.chunks().map(TapeReader::frames)
    }
}

/// The header, its check and the bytes read.
fn read_header(input: &mut impl Read) -> Result<(Header, u64, u64), TapeError> {
    let broken = |why: &str| TapeError::Header { why: why.to_owned() };
    let mut prefix = [0; PREFIX_LEN];
    let read = fill(input, &mut prefix)?;
    if read < MAGIC.len() || prefix[..8] != MAGIC {
        return Err(TapeError::NotATape);
    }
    if read < PREFIX_LEN {
        return Err(broken("the file ends within it"));
    }
    let found = u16::from_le_bytes([prefix[8], prefix[9]]);
    if found != VERSION {
        return Err(TapeError::Version { found, known: VERSION });
    }
    let length = u32::from_le_bytes([prefix[10], prefix[11], prefix[12], prefix[13]]) as usize;
    if length > HEADER_LIMIT {
        return Err(broken("it claims to be longer than 128 KiB"));
    }
    let mut json = vec![0; length];
    if fill(input, &mut json)? < length {
        return Err(broken("the file ends within it"));
    }
    let chain = check(&json, check(&prefix[..14], 0));
    if prefix[14..] != chain.to_le_bytes() {
        return Err(broken("it does not agree with its checksum"));
    }
    let header: Header = serde_json::from_slice(&json).map_err(|error| broken(&error.to_string()))?;
    if let Some(why) = header.too_long() {
        return Err(broken(why));
    }
    Ok((header, chain, (PREFIX_LEN + length) as u64))
}

/// Reads until `buffer` is full or the input ends; how many bytes there were.
fn fill(input: &mut impl Read, buffer: &mut [u8]) -> Result<usize, TapeError> {
    let mut full = 0;
    while full < buffer.len() {
        match input.read(&mut buffer[full..]) {
            Ok(0) => break,
            Ok(n) => full += n,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(source) => return Err(TapeError::Io { doing: READ, source }),
        }
    }
    Ok(full)
}

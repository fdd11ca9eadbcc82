//! Whatever the bytes are: frames, and then an ending or one sentence. Never a panic, never more memory than a second.

mod support;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::io::{self, Write};
use support::*;
use tape::*;

/// Remembers the largest single allocation of each thread.
struct Measured;
thread_local! { static LARGEST: Cell<usize> = const { Cell::new(0) }; }

#[allow(unsafe_code, reason = "an allocator is")]
#[allow(clippy::undocumented_unsafe_blocks, reason = "all is passed on")]
unsafe impl GlobalAlloc for Measured {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LARGEST.with(|largest| largest.set(largest.get().max(layout.size())));
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Measured = Measured;

/// Larger than any buffer of the reader, a second of frames among them.
const MEMORY_LIMIT: usize = 300 << 10;

/// The largest allocation that reading takes.
fn memory_to_read(bytes: &[u8]) -> usize {
    LARGEST.set(0);
    if let Ok(reader) = TapeReader::new(bytes) {
        reader.for_each(drop);
    }
    LARGEST.get()
}

/// Reads all; the frames before the end, and how it ended.
fn read(bytes: &[u8]) -> (Vec<Frame>, Result<Ending, TapeError>) {
    let mut frames = match TapeReader::new(bytes) {
        Ok(reader) => reader.frames(),
        Err(error) => return (Vec::new(), Err(error)),
    };
    let mut all = Vec::new();
    for frame in &mut frames {
        match frame {
            Ok(frame) => all.push(frame),
            Err(error) => return (all, Err(error)),
        }
    }
    let ending = frames.ending().expect("a tape that was read to its end has an ending");
    (all, Ok(ending))
}

/// Half-second chunks, so that a short tape has several.
fn short_tape() -> (Vec<u8>, Vec<Frame>) {
    let header = Header { sum_names: vec!["room".into()], ..header() };
    let mut writer = TapeWriter::new(Vec::new(), &header).unwrap();
    let mut seen = Vec::new();
    for frame in frames(30, HEADSET, 9) {
        seen.push(writer.push(&frame).unwrap());
        if seen.len() % 7 == 0 {
            writer.seal(&[7]).unwrap();
        }
    }
    (writer.finish(End::Finished).unwrap(), seen)
}

fn a_beginning(of: &[Frame], found: &[Frame]) -> bool {
    found.len() <= of.len() && found.iter().zip(of).all(|(a, b)| bits(a) == bits(b))
}

#[test]
fn a_tape_cut_at_any_byte_opens_up_to_its_last_whole_chunk() {
    let (bytes, seen) = short_tape();
    let mut lengths = std::collections::BTreeSet::new();
    for cut in 0..bytes.len() {
        let (found, ending) = read(&bytes[..cut]);
        assert!(a_beginning(&seen, &found), "cut at {cut}");
        lengths.insert(found.len());
        match ending {
            Ok(Ending::Torn { at_tick, .. }) => assert_eq!(at_tick as usize, found.len(), "cut at {cut}"),
            Ok(ending) => panic!("cut at {cut}: {ending}"),
            Err(TapeError::NotATape | TapeError::Header { .. }) => assert!(found.is_empty()),
            Err(error) => panic!("cut at {cut}: {error}"),
        }
    }
    assert_eq!(lengths.into_iter().collect::<Vec<_>>(), [0, 7, 14, 21, 28, 30]);
}

#[test]
fn a_power_cut_that_leaves_empty_blocks_is_a_torn_tape() {
    let (mut bytes, seen) = short_tape();
    bytes.truncate(bytes.len() - 32);
    bytes.resize(bytes.len() + 10_000, 0);
    let (found, ending) = read(&bytes);
    assert_eq!(found.len(), seen.len());
    assert!(matches!(ending, Ok(Ending::Torn { at_tick: 30, why: "empty blocks follow its last chunk" })));
}

#[test]
fn every_flipped_bit_is_noticed() {
    let (bytes, seen) = short_tape();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1 << bit;
            let (found, ending) = read(&bytes);
            assert!(a_beginning(&seen, &found), "byte {at}");
            assert!(!matches!(ending, Ok(Ending::Finished | Ending::Abandoned)), "byte {at} bit {bit}: not noticed");
        }
    }
}

#[test]
fn chunks_cannot_be_moved_repeated_or_taken_out() {
    let header = header();
    let still = vec![frames(1, QUIET, 1)[0]; 270];
    let (bytes, _) = recorded(&still, &header);
    let start = bytes.windows(4).position(|four| four == b"TICK").unwrap();
    let heads: Vec<_> = (start..bytes.len()).filter(|&at| bytes[at..].starts_with(b"TICK")).collect();
    assert_eq!(heads.len(), 3);
    let without = [&bytes[..heads[1]], &bytes[heads[2]..]].concat();
    let twice = [&bytes[..heads[2]], &bytes[heads[1]..]].concat();
    for changed in [without, twice] {
        assert!(matches!(read(&changed).1, Err(TapeError::Damaged { .. })));
    }
}

#[test]
fn each_wrong_file_gets_its_own_sentence() {
    let (bytes, _) = short_tape();
    let sentence = |bytes: &[u8]| read(bytes).1.expect_err("it is no tape").to_string();
    assert!(sentence(b"").contains("not a tape"));
    assert!(sentence(b"{\"t_s\": 0}").contains("not a tape"));
    let mut newer = bytes.clone();
    newer[8] = 9;
    assert_eq!(
        sentence(&newer),
        "this tape has format version 9 and this program reads version 1; \
         replay it with the version of asepsis that recorded it"
    );
    let mut longer = bytes.clone();
    longer[13] = 0xff;
    assert!(sentence(&longer).contains("longer than 128 KiB"));
    let mut more = bytes.clone();
    more.push(0);
    assert!(sentence(&more).contains("more bytes follow its end mark"));
    let mut flipped = bytes.clone();
    let second = bytes.len() / 2;
    flipped[second] ^= 1;
    assert!(sentence(&flipped).contains("at tick 7 (0.07 s)"));
}

/// A disk with room for so many bytes, which then fills up in the middle of a write.
struct SmallDisk {
    bytes: Vec<u8>,
    room: usize,
}

impl Write for SmallDisk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fits = bytes.len().min(self.room - self.bytes.len());
        if fits == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend(&bytes[..fits]);
        Ok(fits)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_loses_nothing_that_was_sealed_and_the_room_goes_on() {
    let raw = frames(400, HEADSET, 4);
    let mut disk = SmallDisk { bytes: Vec::new(), room: 20_000 };
    let mut writer = TapeWriter::new(&mut disk, &header()).unwrap();
    let mut seen = Vec::new();
    let error = raw.iter().find_map(|frame| match writer.push(frame) {
        Ok(frame) => {
            seen.push(frame);
            None
        }
        Err(error) => Some(error),
    });
    let sentence = error.expect("the disk is full").to_string();
    assert!(sentence.starts_with("cannot write the tape") && sentence.ends_with("has room and may be used"));
    assert!(matches!(writer.seal(&[]), Ok(())), "nothing is left to seal");
    let mut quantiser = writer.into_quantiser();
    seen.extend(raw[seen.len()..].iter().map(|frame| quantiser.push(frame)));
    let (_, undisturbed) = recorded(&raw, &header());
    assert!(a_beginning(&undisturbed, &seen) && seen.len() == 400);
    let (found, ending) = read(&disk.bytes);
    assert!(a_beginning(&seen, &found) && found.len() >= 90, "{} frames", found.len());
    assert!(matches!(ending, Ok(Ending::Torn { .. })));
}

#[test]
fn files_open_cheaply_and_are_never_overwritten() {
    let path = std::env::temp_dir().join(format!("asepsis-{}.tape", std::process::id()));
    let record = || {
        let mut writer = TapeWriter::create(&path, &header()).unwrap();
        for frame in frames(135, QUIET, 1) {
            writer.push(&frame).unwrap();
        }
        writer
    };
    drop(record());
    assert!(TapeWriter::create(&path, &header()).is_err_and(|error| error.to_string().contains("create")));
    let torn = Tape::open(&path).unwrap();
    assert_eq!((torn.ticks(), torn.ending()), (90, Ending::Torn { at_tick: 90, why: "it has no end mark" }));
    std::fs::remove_file(&path).unwrap();
    record().finish(End::Abandoned).unwrap();
    let tape = Tape::open(&path).unwrap();
    assert_eq!((tape.ticks(), tape.duration_s(), tape.ending()), (135, 1.5, Ending::Abandoned));
    assert_eq!(tape.frames().unwrap().map(Result::unwrap).count(), 135);
    let length = std::fs::metadata(&path).unwrap().len();
    let cut = |bytes| std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(bytes).unwrap();
    cut(length - 40);
    assert_eq!(Tape::open(&path).unwrap().ending(), Ending::Torn { at_tick: 90, why: "its last chunk is cut off" });
    std::fs::remove_file(&path).unwrap();
    let gone = Tape::open(&path).unwrap_err().to_string();
    assert!(gone.contains("asepsis-") && gone.contains("cannot open the tape"), "{gone}");
}

/// Changes that keep the checksums right, so that what lies behind them is reached: the head of a chunk, its columns.
#[test]
fn what_a_checksum_cannot_see_is_checked_too() {
    let mut dice = Dice(11);
    let (bytes, seen) = short_tape();
    let mut noticed = 0;
    for _ in 0..4000 {
        let forged = forge(&bytes, &mut dice);
        let (found, ending) = read(&forged);
        noticed += u32::from(ending.is_err());
        assert!(found.len() <= 90 * seen.len() && memory_to_read(&forged) < MEMORY_LIMIT);
    }
    assert!(noticed > 1000, "only {noticed} of 4000 forgeries were noticed");
}

/// Rewrites one chunk with a changed head or changed columns, and all checks after it.
fn forge(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    use xxhash_rust::xxh3::xxh3_64_with_seed as hash;
    let u32_at = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let mut at = 22 + u32_at(10) as usize;
    let mut chain = u64::from_le_bytes(bytes[14..22].try_into().unwrap());
    let mut out = bytes[..at].to_vec();
    let victim = dice.roll() % 6;
    let mut index = 0;
    while at < bytes.len() {
        let mut head: [u8; 32] = bytes[at..at + 32].try_into().unwrap();
        let sums = 4 * usize::from(head[10]);
        let body_len = sums + u32_at(at + 12) as usize;
        let mut body = bytes[at + 32..at + 32 + body_len].to_vec();
        at += 32 + body_len;
        if index == victim && dice.roll().is_multiple_of(2) {
            head[(dice.roll() % 20) as usize] ^= 1 << (dice.roll() % 8);
        } else if index == victim && body_len > sums {
            let mut raw = zstd::bulk::decompress(&body[sums..], 1 << 18).unwrap();
            for _ in 0..=dice.roll() % 3 {
                let place = match dice.roll() % 3 {
                    0 => dice.roll() as usize % raw.len().min(200),
                    _ => dice.roll() as usize % raw.len(),
                };
                raw[place] = dice.roll() as u8;
            }
            if dice.roll().is_multiple_of(4) {
                raw.resize(dice.roll() as usize % (1 << 18), 0);
            }
            body.truncate(sums);
            body.extend(zstd::bulk::compress(&raw, 1).unwrap());
            head[12..16].copy_from_slice(&((body.len() - sums) as u32).to_le_bytes());
            if !dice.roll().is_multiple_of(4) {
                head[16..20].copy_from_slice(&(raw.len() as u32).to_le_bytes());
            }
        }
        index += 1;
        let seed = hash(&head[..20], chain);
        head[20..24].copy_from_slice(&seed.to_le_bytes()[..4]);
        chain = hash(&body, seed);
        head[24..32].copy_from_slice(&chain.to_le_bytes());
        out.extend(head);
        out.extend(body);
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_a_tape_or_a_sentence(tail in prop::collection::vec(any::<u8>(), 0..2000), begun in any::<bool>()) {
        let mut bytes = if begun { recorded(&[], &header()).0 } else { Vec::new() };
        bytes.truncate(bytes.len().saturating_sub(32));
        bytes.extend(tail);
        let (found, _) = read(&bytes);
        prop_assert!(found.is_empty());
        prop_assert!(memory_to_read(&bytes) < MEMORY_LIMIT);
    }

    #[test]
    fn any_mutation_gives_a_beginning_of_the_tape(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 1..20),
    ) {
        let (mut bytes, seen) = short_tape();
        for (place, byte, what) in changes {
            let at = place.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => { bytes.remove(at); }
            }
        }
        let (found, _) = read(&bytes);
        prop_assert!(a_beginning(&seen, &found));
    }

    #[test]
    fn any_line_gives_a_recording_or_a_sentence(text in "\\PC{0,300}", valid in any::<bool>(), t_s in -1e3f64..1e3) {
        let line = if valid { format!("{{\"t_s\": {t_s}, \"head\": null}}\n{text}") } else { text };
        match Import::new(line.as_bytes()) {
            Ok(import) => for frame in import { if let Err(error) = frame { prop_assert!(error.to_string().contains("line")) } },
            Err(error) => prop_assert!(error.to_string().contains("recording")),
        }
    }
}

//! What lies behind right checksums: any columns give frames that stay as they are, or one sentence.
#![no_main]

use tape::{End, Header, Quantiser, TapeReader, TapeWriter};
use xxhash_rust::xxh3::xxh3_64_with_seed as check;

libfuzzer_sys::fuzz_target!(|chunk: (u8, &[u8])| {
    let (ticks, columns) = chunk;
    let Ok(Ok(mut bytes)) = TapeWriter::new(Vec::new(), &Header::default()).map(|w| w.finish(End::Finished)) else {
        return;
    };
    bytes.truncate(bytes.len() - 32);
    let Ok(packed) = zstd::bulk::compress(columns, 1) else { return };
    let mut head = [0; 32];
    head[..4].copy_from_slice(b"TICK");
    head[8] = ticks;
    head[12..16].copy_from_slice(&(packed.len() as u32).to_le_bytes());
    head[16..20].copy_from_slice(&(columns.len() as u32).to_le_bytes());
    let chain = u64::from_le_bytes(std::array::from_fn(|i| bytes[14 + i]));
    let seed = check(&head[..20], chain);
    head[20..24].copy_from_slice(&seed.to_le_bytes()[..4]);
    head[24..].copy_from_slice(&check(&packed, seed).to_le_bytes());
    bytes.extend(head);
    bytes.extend(packed);
    let Ok(reader) = TapeReader::new(&bytes[..]) else { return };
    let mut quantiser = Quantiser::default();
    for frame in reader.frames().map_while(Result::ok) {
        let once = quantiser.push(&frame);
        assert!(once.head.position.is_finite() && once.head.rotation.is_normalized());
    }
});

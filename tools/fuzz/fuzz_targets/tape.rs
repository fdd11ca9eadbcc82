//! Any bytes give frames and then an ending or one sentence.
#![no_main]

use tape::{Quantiser, TapeReader};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(reader) = TapeReader::new(bytes) else { return };
    let mut frames = reader.frames();
    let mut quantiser = Quantiser::default();
    let mut damaged = false;
    for frame in &mut frames {
        match frame {
            Ok(frame) => assert!(quantiser.push(&frame).tick == frame.tick),
            Err(error) => damaged = !error.to_string().is_empty(),
        }
    }
    assert!(damaged != frames.ending().is_some());
});

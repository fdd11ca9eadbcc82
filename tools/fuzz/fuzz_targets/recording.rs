//! Any bytes give frames that can be recorded, or one sentence.
#![no_main]

use tape::{Header, Import, TapeWriter};

/// A line may state a pause of a minute; two minutes of frames tell enough.
const ENOUGH: usize = 2 * 60 * 90;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(import) = Import::new(bytes) else { return };
    let Ok(mut writer) = TapeWriter::new(std::io::sink(), &Header::default()) else { return };
    for frame in import.map_while(Result::ok).take(ENOUGH) {
        assert!(writer.push(&frame).is_ok_and(|frame| frame.head.position.is_finite()));
    }
});

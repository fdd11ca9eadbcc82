//! Bytes a minute, and nanoseconds a frame.

mod support;
use std::time::Instant;
use support::*;
use tape::*;

const MINUTE: u32 = 60 * TICKS_PER_SECOND;

fn kilobytes_a_minute(noise: Noise) -> f64 {
    recorded(&frames(MINUTE, noise, 5), &header()).0.len() as f64 / 1e3
}

#[test]
fn a_minute_of_two_noisy_hands_takes_less_than_500_kilobytes() {
    let noisy = kilobytes_a_minute(HEADSET);
    let quiet = kilobytes_a_minute(QUIET);
    println!("two hands with headset noise: {noisy:.0} kB/min; without noise: {quiet:.0} kB/min");
    assert!(noisy < 500.0 && quiet < 200.0);
}

#[test]
fn reading_and_writing_are_quick() {
    let raw = frames(MINUTE, HEADSET, 5);
    let mut writer = TapeWriter::new(Vec::with_capacity(1 << 20), &header()).unwrap();
    let start = Instant::now();
    let heads_m: f32 = raw.iter().map(|frame| writer.push(frame).unwrap().head.position.y).sum();
    assert!(heads_m > 0.0);
    let bytes = writer.finish(End::Finished).unwrap();
    let write_us = start.elapsed().as_secs_f64() * 1e6 / f64::from(MINUTE);
    let mut reader = TapeReader::new(&bytes[..]).unwrap();
    let mut chunk = Chunk::default();
    let start = Instant::now();
    let mut ticks = 0;
    while reader.read_into(&mut chunk).unwrap() {
        ticks += chunk.frames.len();
    }
    let read_us = start.elapsed().as_secs_f64() * 1e6 / ticks as f64;
    println!("a frame: written in {write_us:.2} µs, read in {read_us:.2} µs");
    // Ten times what was measured: a loaded machine must not fail this, a slip in the algorithm must.
    assert!(write_us < 100.0 && read_us < 50.0);
}

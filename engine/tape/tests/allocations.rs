//! Recording and reading take no memory once they are warm.

mod support;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use support::*;
use tape::*;

struct Counted;
thread_local! { static COUNT: Cell<u32> = const { Cell::new(0) }; }

#[allow(unsafe_code, reason = "an allocator is")]
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counted = Counted;

#[test]
fn a_warm_recording_allocates_nothing() {
    let raw = frames(900, HEADSET, 2);
    let mut writer = TapeWriter::new(std::io::sink(), &header()).unwrap();
    let mut record = |raw: &[Frame]| {
        let before = COUNT.get();
        for frame in raw {
            writer.push(frame).unwrap();
            if writer.due() {
                writer.seal(&[]).unwrap();
            }
        }
        COUNT.get() - before
    };
    record(&raw[..180]);
    assert_eq!(record(&raw[180..]), 0);
}

#[test]
fn a_warm_reader_allocates_nothing() {
    let (bytes, _) = recorded(&frames(900, HEADSET, 2), &header());
    let mut reader = TapeReader::new(&bytes[..]).unwrap();
    let mut chunk = Chunk::default();
    assert!(reader.read_into(&mut chunk).unwrap() && reader.read_into(&mut chunk).unwrap());
    // The buffer of packed bytes may still grow to the size of the largest chunk.
    let before = COUNT.get();
    while reader.read_into(&mut chunk).unwrap() {}
    assert!(COUNT.get() - before <= 2, "{} allocations", COUNT.get() - before);
}

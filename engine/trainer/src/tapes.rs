//! Every shipped tape, held against what a record that can be executed again must stand.

use crate::scenario::{self, Scenario};
use crate::session::{self, Session};
use drill::Mode;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::path::{Path, PathBuf};
use tape::{Frame, TICKS_PER_SECOND};

thread_local! {
    static ALLOCATED: Cell<usize> = const { Cell::new(0) };
}

/// Counts what its thread allocates.
struct Counting;

#[allow(unsafe_code, reason = "an allocator is unsafe by its trait; all it does is count and pass on")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATED.try_with(|n| n.set(n.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let _ = ALLOCATED.try_with(|n| n.set(n.get() + 1));
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn shipped() -> Vec<PathBuf> {
    let root = scenario::root().expect("the tests run inside the project");
    let mut tapes = Vec::new();
    for drill in scenario::drills(&root).expect("scenarios can be listed") {
        for entry in std::fs::read_dir(root.join("scenarios").join(drill).join("replays")).expect("replays lie there") {
            let path = entry.expect("a folder can be read").path();
            if path.extension().is_some_and(|e| e == "tape") {
                tapes.push(path);
            }
        }
    }
    tapes.sort();
    assert!(tapes.len() >= 18, "an expert, fifteen errors, one repaired and one abandoned are shipped");
    tapes
}

fn begin(path: &Path) -> (Session, Vec<Frame>) {
    let root = scenario::root().expect("the tests run inside the project");
    let reader = session::open(path).expect("a shipped tape can be read");
    let scenario = Scenario::load(&root, &reader.header().scenario).expect("its drill is there");
    let session = Session::new(&scenario, reader.header().seed, Mode::Practice).expect("its room can be built");
    let frames = reader.frames().collect::<Result<_, _>>().expect("a shipped tape is whole");
    (session, frames)
}

/// The rollback test of netcode libraries: what is saved and what is not saved must make no difference.
#[test]
fn a_state_that_was_put_back_goes_the_same_way() {
    /// Seconds between two places where it is tried: odd, so that it meets different doings in each tape.
    const EVERY_S: u32 = 13;
    for path in shipped() {
        let (mut session, frames) = begin(&path);
        let mut saved = Vec::new();
        for at in 0..frames.len() {
            if (at as u32).is_multiple_of(EVERY_S * TICKS_PER_SECOND) {
                for k in [1, 7, 90] {
                    let ahead = &frames[at..frames.len().min(at + k)];
                    saved.clear();
                    session.twin.save(&mut saved);
                    let judged = session.drill.save();
                    ahead.iter().for_each(|frame| session.step(frame));
                    let first = session.sums().to_vec();
                    assert!(session.twin.restore(&saved), "a state of this room can be put back");
                    session.drill.restore(&judged);
                    ahead.iter().for_each(|frame| session.step(frame));
                    assert_eq!(session.sums(), first, "{} at tick {at}, {k} ticks on", path.display());
                    assert!(session.twin.restore(&saved), "a state of this room can be put back");
                    session.drill.restore(&judged);
                }
            }
            session.step(&frames[at]);
        }
    }
}

#[test]
fn a_tick_allocates_nothing_after_warm_up() {
    /// What is used for the first time may still grow a list: a drill's first minute.
    const WARM_UP_S: u32 = 60;
    let expert = shipped().into_iter().find(|p| p.ends_with("expert.tape")).expect("the expert is shipped");
    let (mut session, frames) = begin(&expert);
    for (at, frame) in frames.iter().enumerate() {
        let before = ALLOCATED.get();
        session.step(frame);
        let allocated = ALLOCATED.get() - before;
        if at as u32 > WARM_UP_S * TICKS_PER_SECOND {
            assert_eq!(allocated, 0, "tick {at} allocated {allocated} times");
        }
    }
}

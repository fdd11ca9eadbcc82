//! Every shipped tape, held against what a record that can be executed again must stand.

use crate::film::load_assets;
use crate::scenario::{self, Scenario};
use crate::session::{self, Session};
use allocation_counter::measure;
use drill::{Lang, Mode};
use portray::air::Shown;
use portray::{Cost, Marking, Menu, Portrayer, Told, Tone, Wet};
use scene::{Panel, Scene};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use tape::{Ending, Frame, TICKS_PER_SECOND};

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

/// What is used for the first time may still grow a list: a drill's first minute.
const WARM_UP_S: usize = 60;

fn expert() -> PathBuf {
    shipped().into_iter().find(|p| p.ends_with("expert.tape")).expect("the expert is shipped")
}

#[test]
fn a_tick_allocates_nothing_after_warm_up() {
    let (mut session, frames) = begin(&expert());
    for (at, frame) in frames.iter().enumerate() {
        let allocated = measure(|| session.step(frame)).count_total;
        if at > WARM_UP_S * TICKS_PER_SECOND as usize {
            assert_eq!(allocated, 0, "tick {at} allocated {allocated} times");
        }
    }
}

/// Every word in the room, but for what pictures cost: that is written anew for each, and takes no memory.
fn words(scene: &Scene) -> u64 {
    let mut all = DefaultHasher::new();
    let is_cost = |panel: &Panel| panel.lines.first().is_some_and(|line| line.text.starts_with("Tic (µs)"));
    let panels = scene.panels.iter().filter(|panel| !is_cost(panel));
    panels.for_each(|panel| panel.lines.iter().for_each(|line| line.text.hash(&mut all)));
    all.finish()
}

/// The session's pictures as a headset has them, with its menu and what they cost: only new words take memory.
#[test]
fn a_picture_allocates_nothing_but_for_new_words() {
    let root = scenario::root().expect("the tests run inside the project");
    let (mut session, frames) = begin(&expert());
    let scenario = Scenario::load(&root, "gowning").expect("the drill is there");
    let assets = load_assets(&root, &scenario.room, None).expect("the assets are there");
    let mut portrayer = Portrayer::new(&session.twin, &scenario.room, assets.models());
    let (mut scene, mut wet) = (Scene::default(), Wet::new(&session.twin, &scenario.room));
    let rows = ["wrist-pause", "wrist-declare", "wrist-done", "wrist-leave"];
    let (mut said, mut new_words, mut pictures) = (0, 0, 0);
    let (debrief, last) = (session.debrief(Ending::Finished), frames.len() - 100);
    for (at, frame) in frames.iter().enumerate() {
        session.step(frame);
        wet.tick(&session.twin);
        let menu = Menu { at: frame.head, size: [0.12, 0.1], rows: &rows, pressed: Some((at / 500 % 4, 0.5)) };
        let told = Told {
            lang: Lang::Fr,
            through: Some(0),
            drill: Some(&session.drill),
            caption: if at / 450 % 2 == 0 { "" } else { "La combinaison ne touche pas le sol." },
            on_picture: false,
            wet: Some(&wet),
            tone: Some(Tone::of("trainee")),
            marks: [None, Some(Marking::Touches), Some(Marking::Loads)][at / 900 % 3],
            figure: at / 700 % 2 == 0,
            air: [None, Some(Shown::Streaks), Some(Shown::Smoke)][at / 450 % 3],
            debrief: (at > last).then_some(&debrief),
            day: None,
        };
        let cost = Cost { tick_us: at as u32, gpu_us: Some(9_000), triangles: 150_000, ..Cost::default() };
        let allocated = measure(|| {
            portrayer.portray(&session.twin, &told, &mut scene);
            portrayer.menu(Some(&menu).filter(|_| at % 200 > 100), told.lang, &mut scene);
            portrayer.cost(&session.twin, Some(&cost), told.lang, &mut scene);
        });
        let now = words(&scene);
        if at > WARM_UP_S * TICKS_PER_SECOND as usize {
            pictures += 1;
            new_words += u32::from(now != said);
            assert!(
                allocated.count_total == 0 || now != said,
                "picture {at} allocated {} times",
                allocated.count_total
            );
        }
        said = now;
    }
    assert!(pictures > 10_000 && new_words > 10 && new_words < pictures / 20, "{new_words} of {pictures}");
}

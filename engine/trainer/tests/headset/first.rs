//! A learner's first session begins in the tutorial and goes on to the drill; the next one does not.

use crate::feeder::{Feeder, Person};
use crate::service::{Display, runtime};
use crate::trainer::{Trainer, home, read, tapes};
use std::time::Duration;
use tape::Ending;

#[test]
fn a_first_session_begins_with_the_tutorial_and_goes_on_to_the_drill() {
    let Some(_runtime) = runtime(Display::None) else { return };
    let home = home("first");
    let mut feeder = Feeder::connect();
    feeder.send(&Person::default());
    let (mut trainer, _) = Trainer::start_as_new(&home);
    std::thread::sleep(Duration::from_secs(3));
    // "Finished" in a tutorial is skipping it.
    trainer.press_enter();
    std::thread::sleep(Duration::from_secs(6));
    trainer.finish();
    let made = tapes(&home);
    assert_eq!(made.len(), 2, "{made:?}");
    for (path, drill) in made.iter().zip(["tutorial", "gowning"]) {
        let (header, frames, ending) = read(path);
        assert_eq!((header.scenario.as_str(), header.learner.as_str()), (drill, "fed"));
        assert_eq!(header.meta.get("profile").map(String::as_str), Some("standing"));
        assert_eq!(ending, Ending::Finished);
        assert_eq!(frames[0].tick, 0);
    }
    let (trainer, _) = Trainer::start_as_new(&home);
    std::thread::sleep(Duration::from_secs(1));
    trainer.finish();
    assert_eq!(tapes(&home).len(), 3, "whoever has trained before begins with the drill");
}

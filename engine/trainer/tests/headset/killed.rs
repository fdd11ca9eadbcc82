//! The runtime is killed in the middle of a session.

use crate::feeder::{Feeder, Person};
use crate::service::{Display, runtime};
use crate::trainer::{Trainer, home, keep_statements, play, read, shipped, statements, tapes, verb};
use serde_json::Value;
use std::time::Duration;
use tape::{Ending, TICKS_PER_SECOND};

#[test]
fn a_runtime_that_is_killed_costs_no_session() {
    let home = home("killed");
    {
        let Some((mut service, _alone)) = runtime(Display::None) else { return };
        let mut feeder = Feeder::connect();
        let frames = &shipped("expert")[..5 * TICKS_PER_SECOND as usize];
        feeder.send(&Person::of(&frames[0]));
        let (trainer, _) = Trainer::start(&home);
        std::thread::sleep(Duration::from_secs(1));
        play(&mut feeder, frames.iter().map(Person::of));
        service.kill();
        let (code, took, last) = trainer.wait();
        assert!(took < Duration::from_secs(2), "{took:?}");
        assert_eq!(code, Some(1), "{last}");
        assert!(last.contains("The session is kept"), "{last}");
    }
    let cut = tapes(&home).remove(0);
    let (_, recorded, ending) = read(&cut);
    assert!(matches!(ending, Ending::Torn { .. }), "{ending:?}");
    assert!(recorded.len() as u32 >= 4 * TICKS_PER_SECOND, "{} ticks are kept", recorded.len());

    let Some(_runtime) = runtime(Display::None) else { return };
    let mut feeder = Feeder::connect();
    feeder.send(&Person::default());
    let (trainer, said) = Trainer::start(&home);
    assert!(said.contains("had been cut off was found") && said.contains("interrupted"), "{said}");
    trainer.finish();
    keep_statements("killed", &cut);
    let told = statements(&cut);
    let last = told.last().expect("statements");
    assert_eq!((verb(last), &last["result"]["completion"]), ("terminated", &Value::Bool(false)));
    assert!(last.to_string().contains("interrupted"), "{last}");
}

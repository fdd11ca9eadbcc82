//! Whole sessions: the trainer in a headset, on a person who is played from a tape.

use crate::feeder::{Feeder, Person};
use crate::service::{Display, runtime};
use crate::trainer::{Trainer, home, play, read, replays_to_the_same, repository, statements, tapes, verb};
use glam::Vec3;
use serde_json::Value;
use std::time::Duration;
use tape::{Ending, Frame, LEFT, RIGHT, TICKS_PER_SECOND, joint};

/// A person's whole session, or the part of it between two seconds, in the room's own space.
fn played(tape: &str, seconds: std::ops::Range<u32>) -> Vec<Frame> {
    let (_, frames, _) = read(&repository().join("scenarios/gowning/replays").join(tape));
    let ticks = seconds.start * TICKS_PER_SECOND..seconds.end * TICKS_PER_SECOND;
    frames.into_iter().filter(|frame| ticks.contains(&frame.tick)).map(in_room).collect()
}

/// The same frame with the floor laid where the room is.
fn in_room(mut frame: Frame) -> Frame {
    let room_from_stage = frame.origin.pose();
    frame.head = room_from_stage.then(frame.head);
    for joint in frame.hands.iter_mut().flat_map(|hand| &mut hand.joints) {
        *joint = room_from_stage.then(*joint);
    }
    frame.origin = Default::default();
    frame
}

/// What can be true of an expert who is played through this driver: he is where he was, and his hands are where they
/// were and close when they did; their joints are the driver's own, so he does not get through the drill. What was
/// recorded is what it is: it replays to its own sums, and its statements say what came of it.
#[test]
fn a_person_who_is_played_is_recorded_and_replays_to_the_same_verdict() {
    let Some(_runtime) = runtime(Display::None) else { return };
    let home = home("played");
    let mut feeder = Feeder::connect();
    let frames = played("expert.tape", 0..20);
    feeder.send(&Person::of(&frames[0]));
    let (trainer, said) = Trainer::start(&home);
    assert!(said.contains("both eyes in one pass"), "{said}");
    std::thread::sleep(Duration::from_secs(1));
    play(&mut feeder, &frames, Person::of);
    trainer.finish();

    let tape = &tapes(&home)[0];
    let (_, recorded, ending) = read(tape);
    assert_eq!(ending, Ending::Finished);
    assert!(recorded.len() as u32 > 20 * TICKS_PER_SECOND, "{} ticks", recorded.len());
    assert!((0..).zip(&recorded).all(|(n, frame)| frame.tick == n), "no tick is missing");
    // Everything that was played is on the tape somewhere near its time.
    let lag = (0..3 * TICKS_PER_SECOND as usize)
        .min_by(|a, b| apart(&frames, &recorded, *a).total_cmp(&apart(&frames, &recorded, *b)))
        .expect("a lag");
    let apart_m = apart(&frames, &recorded, lag);
    eprintln!("lag {lag} ticks, {apart_m} m apart");
    assert!(apart_m < 0.04, "{apart_m} m with a lag of {lag} ticks");
    replays_to_the_same(&home, tape);
    let told = statements(tape);
    let verbs: Vec<&str> = told.iter().map(verb).collect();
    assert_eq!(verbs.first(), Some(&"initialized"), "{verbs:?}");
    assert!(matches!(verbs.last(), Some(&"failed" | &"terminated")), "{verbs:?}");
}

/// Metres between what was played and what was recorded `lag` ticks later, head and palms, in most ticks.
fn apart(played: &[Frame], recorded: &[Frame], lag: usize) -> f32 {
    let at = |frame: &Frame| {
        let palm = |side: usize| frame.hands[side].joints[joint::PALM].position;
        [frame.head.position, palm(LEFT), palm(RIGHT)]
    };
    let pairs = played.iter().zip(recorded.iter().skip(lag)).step_by(10);
    let mut each: Vec<f32> = pairs
        .map(|(a, b)| at(a).iter().zip(at(b)).map(|(a, b): (&Vec3, Vec3)| a.distance(b)).sum::<f32>() / 3.0)
        .collect();
    // A machine that draws slowly repeats poses here and there: those are on the tape as what they are.
    each.sort_by(f32::total_cmp);
    each[each.len() / 2]
}

#[test]
fn a_runtime_that_is_killed_costs_no_session() {
    let home = home("killed");
    {
        let Some((mut service, _alone)) = runtime(Display::None) else { return };
        let mut feeder = Feeder::connect();
        let frames = played("expert.tape", 0..5);
        feeder.send(&Person::of(&frames[0]));
        let (trainer, _) = Trainer::start(&home);
        std::thread::sleep(Duration::from_secs(1));
        play(&mut feeder, &frames, Person::of);
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
    let told = statements(&cut);
    let last = told.last().expect("statements");
    assert_eq!((verb(last), &last["result"]["completion"]), ("terminated", &Value::Bool(false)));
    assert!(last.to_string().contains("interrupted"), "{last}");
}

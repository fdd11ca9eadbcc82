//! What a trainee hears of the shipped sessions.

use allocation_counter::measure;
use drill::{Drill, Lang, Mode, Scenario, Site, VerdictKind};
use glam::Vec3;
use portray::Cues;
use sound::{Cue, Ears, Sound};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tape::{TICKS_PER_SECOND, Tape};
use twin::room::Room;
use twin::{Kind, Twin};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A tick of a session.
struct Tick<'a> {
    tick: usize,
    twin: &'a Twin,
    drill: &'a Drill,
    ears: Ears,
    cues: &'a [Cue],
}

/// Plays a tape of the gowning drill in a mode, or its first seconds.
fn play(tape: &str, mode: Mode, seconds: usize, mut see: impl FnMut(Tick)) {
    let folder = root().join("scenarios/gowning");
    let read = |file: &str| std::fs::read(folder.join(file)).expect("a file of the drill");
    let room: Room = serde_json::from_slice(&read("room.json")).expect("a room");
    let patterns = serde_json::from_slice(&read("garments.json")).expect("patterns");
    let files: BTreeMap<String, Vec<u8>> =
        ["procedure.json", "room.json", "garments.json"].map(|file| (file.to_owned(), read(file))).into();
    let site = std::fs::read(root().join("scenarios/site.json")).expect("a site");
    let (hash, site) = (drill::site_hash(&site), Site::parse(&site).expect("a site"));
    let scenario = Scenario::parse("gowning", &files).expect("a procedure");
    let tape = Tape::open(&folder.join("replays").join(tape).with_extension("tape")).expect("a shipped tape");
    let mut twin = Twin::new(&room, &patterns, tape.header().seed, 1).expect("a twin");
    let mut drill = Drill::new(scenario, &site, hash, twin.names(), mode).expect("a drill");
    let mut cues = Cues::new(&twin, &room);
    let frames = tape.frames().expect("a shipped tape").take(seconds * TICKS_PER_SECOND as usize);
    for (tick, frame) in frames.enumerate() {
        drill.judge(twin.step(&[frame.expect("a whole tape")]));
        let mut heard: (Ears, &[Cue]) = (Ears::default(), &[]);
        let allocated = measure(|| heard = cues.hear(&twin, &drill)).count_total;
        // What is looked at for the first time may still make a list.
        assert!(allocated == 0 || tick < TICKS_PER_SECOND as usize, "tick {tick} allocated");
        let (ears, cues) = heard;
        for cue in cues {
            let somewhere = cue.at.is_none_or(|at| at.is_finite() && at.distance(ears.at) < 20.0);
            assert!(somewhere && (0.0..=2.0).contains(&cue.gain) && (0.9..1.1).contains(&cue.rate), "{cue:?}");
        }
        see(Tick { tick, twin: &twin, drill: &drill, ears, cues });
    }
}

/// To its end.
const ALL: usize = 3600;

/// Ticks and places of one sound.
fn heard(now: &Tick, sound: Sound) -> Vec<(usize, Vec3)> {
    let cues = now.cues.iter().filter(|cue| cue.sound == sound);
    cues.map(|cue| (now.tick, cue.at.unwrap_or(now.ears.at))).collect()
}

/// Ticks and names of facts of one kind.
fn facts(now: &Tick, kind: Kind) -> Vec<(usize, String)> {
    let facts = now.twin.facts().iter().filter(|fact| fact.kind == kind);
    facts.map(|fact| (now.tick, now.twin.names().name(fact.on).to_owned())).collect()
}

#[test]
fn doors_packs_gloves_and_dispensers_are_heard_when_and_where_they_are() {
    let mut seen: BTreeMap<Sound, Vec<(usize, Vec3)>> = BTreeMap::new();
    let (mut opened, mut closed, mut unwrapped, mut snapped) = (vec![], vec![], vec![], vec![]);
    play("expert", Mode::Practice, ALL, |now| {
        for sound in [Sound::DoorOpen, Sound::DoorClose, Sound::Tear, Sound::Snap] {
            seen.entry(sound).or_default().extend(heard(&now, sound));
        }
        for (_, at) in heard(&now, Sound::Snap) {
            let hands = &now.twin.persons()[0].hands;
            assert!(hands.iter().any(|hand| hand.palm().position == at), "a glove snaps at its hand");
        }
        opened.extend(facts(&now, Kind::Opened));
        closed.extend(facts(&now, Kind::Closed));
        unwrapped.extend(facts(&now, Kind::Unwrapped));
        snapped.extend(facts(&now, Kind::Rested).into_iter().filter(|(_, on)| on.starts_with("glove")));
    });
    let ticks = |sound| seen[&sound].iter().map(|(tick, _)| *tick).collect::<Vec<_>>();
    let said = |facts: &[(usize, String)]| facts.iter().map(|(tick, _)| *tick).collect::<Vec<_>>();
    assert!(opened.len() == 3 && snapped.len() == 4 && unwrapped.len() == 2);
    assert_eq!(ticks(Sound::DoorOpen), said(&opened));
    assert_eq!(ticks(Sound::DoorClose), said(&closed));
    assert_eq!(ticks(Sound::Tear), said(&unwrapped));
    assert_eq!(ticks(Sound::Snap), said(&snapped));
    for ((_, at), (_, door)) in seen[&Sound::DoorOpen].iter().zip(&opened) {
        let z = [("door.z1_z2", -6.5), ("door.z2_z3", -10.0), ("door.z3_z4", -14.0)];
        let (_, z) = z.iter().find(|(name, _)| name == door).expect("a door of the suite");
        assert!(at.distance(Vec3::new(0.0, 1.05, *z)) < 0.31, "{door} is heard at {at}");
    }
}

#[test]
fn feet_are_heard_when_a_person_moves_on_tiles_first_and_then_on_vinyl() {
    let (mut heads, mut steps): (Vec<Ears>, u32) = (Vec::new(), 0);
    play("expert", Mode::Practice, 120, |now| {
        heads.push(now.ears);
        for (sound, tiled) in [(Sound::StepTile, true), (Sound::StepVinyl, false)] {
            for (_, at) in heard(&now, sound) {
                steps += 1;
                assert_eq!(at.z > -3.0, tiled, "the lobby is tiled: {at}");
                assert!(at.y < 0.15, "on the floor: {at}");
                let lately = &heads[now.tick.saturating_sub(3 * TICKS_PER_SECOND as usize)..];
                let moved = lately.iter().any(|then| {
                    then.at.distance(now.ears.at) > 0.05 || then.rotation.angle_between(now.ears.rotation) > 0.2
                });
                assert!(moved, "tick {}: a step of who stood still", now.tick);
            }
        }
    });
    assert!((80..160).contains(&steps), "{steps}");
}

/// Signals of a tape in a mode: finished steps and deviations heard, steps finished, sentences said.
fn signals(tape: &str, mode: Mode) -> [usize; 4] {
    let mut count = [0; 4];
    play(tape, mode, ALL, |now| {
        count[0] += heard(&now, Sound::Done).len();
        count[1] += heard(&now, Sound::Deviation).len();
        let done = |kind| matches!(kind, VerdictKind::StepDone { .. });
        // Two in one tick are heard once.
        count[2] += usize::from(now.drill.verdicts().iter().any(|verdict| done(verdict.kind)));
        count[3] += usize::from(now.drill.verdicts().iter().any(|verdict| now.drill.said(verdict, Lang::En).is_some()));
    });
    count
}

#[test]
fn a_step_is_heard_in_guided_mode_a_deviation_where_it_is_said_and_nothing_in_an_exam() {
    let tape = "coverall_on_floor";
    let [done, deviations, steps, said] = signals(tape, Mode::Guided);
    assert!(done == steps && steps > 20 && deviations == said && said > 0, "{done} {deviations} {steps} {said}");
    let [done, deviations, steps, said] = signals(tape, Mode::Practice);
    assert!(done == 0 && steps > 20 && deviations == said && said > 0, "{done} {deviations} {steps} {said}");
    let [done, deviations, steps, said] = signals(tape, Mode::Exam);
    assert!((done, deviations, said) == (0, 0, 0) && steps > 20, "{done} {deviations} {steps} {said}");
}

#[test]
fn what_goes_on_begins_and_ends_and_the_air_follows_the_grade() {
    let mut levels: BTreeMap<Sound, f32> = BTreeMap::new();
    let mut began: BTreeMap<Sound, usize> = BTreeMap::new();
    let mut filter_by_stage: BTreeMap<String, f32> = BTreeMap::new();
    play("expert", Mode::Practice, ALL, |now| {
        for cue in now.cues.iter().filter(|cue| cue.sound.loops()) {
            let level = levels.entry(cue.sound).or_default();
            *began.entry(cue.sound).or_default() += usize::from(*level == 0.0 && cue.gain > 0.0);
            *level = cue.gain;
        }
        let running = |sound| levels.get(&sound).is_some_and(|level| *level > 0.0);
        let mut flows = [false; 2];
        now.twin.see_dispensing(|id| match now.twin.names().name(id) {
            "tap.z1" => flows[0] = true,
            "dryer.z1" => flows[1] = true,
            _ => {}
        });
        assert_eq!([running(Sound::Tap), running(Sound::Dryer)], flows, "tick {}", now.tick);
        if let Some(floor) = now.twin.statics().floor_at(now.ears.at) {
            let zone = now.twin.names().name(floor.zone).to_owned();
            filter_by_stage.insert(zone, levels.get(&Sound::Filter).copied().unwrap_or_default());
        }
    });
    assert!(began[&Sound::Tap] > 0 && began[&Sound::Dryer] > 0 && began[&Sound::Rub] > 0 && began[&Sound::Rustle] > 0);
    assert!(!began.contains_key(&Sound::Alarm), "the expert raises none");
    assert_eq!((began[&Sound::Air], began[&Sound::Filter]), (1, 1), "air is never still");
    let filter = |zone: &str| filter_by_stage[zone];
    assert!(filter("z0") < filter("z1") && filter("z1") < filter("z2.clean") && filter("z2.clean") < filter("z4"));
}

#[test]
fn walls_and_shut_doors_take_of_a_sound_and_open_ones_let_it_through() {
    let room: Room =
        serde_json::from_slice(&std::fs::read(root().join("scenarios/gowning/room.json")).unwrap()).unwrap();
    let patterns =
        serde_json::from_slice(&std::fs::read(root().join("scenarios/gowning/garments.json")).unwrap()).unwrap();
    let twin = Twin::new(&room, &patterns, 7, 1).expect("a twin");
    let acoustics = portray::Acoustics::new(&twin, &room);
    let share = |from: [f32; 3], to: [f32; 3]| acoustics.share(&twin, from.into(), to.into());
    assert_eq!(share([0.0, 1.0, -1.0], [0.0, 1.6, -5.0]), 1.0, "over a bench");
    let wall = share([-1.5, 1.0, -6.0], [-1.5, 1.6, -7.0]);
    let door = share([0.0, 1.0, -6.0], [0.0, 1.6, -7.0]);
    assert!(wall < 0.3 && door == wall, "{wall} {door}");
    assert!(share([-1.5, 1.0, -6.0], [-1.5, 1.6, -11.0]) < 0.1, "through two walls");

    let (mut doors, mut open) = (0, 0);
    play("expert", Mode::Practice, ALL, |now| {
        for cue in now.cues.iter().filter(|cue| matches!(cue.sound, Sound::DoorOpen | Sound::DoorClose)) {
            doors += 1;
            assert_eq!(cue.gain, 1.0, "a door is heard on this side of it: {cue:?}");
        }
        if now.twin.doors().any(|door| door.open == 1.0 && now.twin.names().name(door.id) == "door.z1_z2") {
            open += 1;
            let share = |from: [f32; 3], to: [f32; 3]| acoustics.share(now.twin, from.into(), to.into());
            assert_eq!(share([0.0, 1.0, -6.0], [0.0, 1.6, -7.0]), 1.0, "straight through");
            let around = share([-1.5, 1.0, -6.0], [-1.5, 1.6, -7.0]);
            assert!(around > wall && around < 1.0, "around its frame: {around}");
        }
    });
    assert!(doors == 6 && open > 90);
}

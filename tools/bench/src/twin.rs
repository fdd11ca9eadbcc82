//! The twin's air beside what is known: solved flows, published tables, formulas that need no room.

use airflow::validate::{Ghia, after_100_steps, cavity_off, channel_off};
use anyhow::{Context, Result, ensure};
use glam::Vec3;
use serde::Serialize;
use std::fmt;
use std::io::Cursor;
use std::path::Path;
use std::time::Instant;
use tape::{
    Buttons, Frame, HandSource, LEFT, Pose, RIGHT, StageOrigin, TICK_S, TapeReader, TrackingEvents, natural_hand,
};
use twin::air::first::{Critical, FirstAir};
use twin::air::flow::{Flow, Passage, Speed, hash_of};
use twin::air::{AIRBORNE, Air, KINDS, Kind4, Stirring, settling_m_per_s};
use twin::microbes::model::Model;
use twin::room::{Patterns, Room};
use twin::{Id, Twin};

/// One comparison.
#[derive(Serialize)]
pub struct Row {
    check: String,
    unit: &'static str,
    ours: f64,
    reference: f64,
    /// As a share of the reference, or in the row's unit where the reference is 0 or a limit.
    error: f64,
    allowed: f64,
    holds: bool,
}

impl Row {
    fn near(check: impl ToString, unit: &'static str, ours: f64, reference: f64, allowed: f64) -> Row {
        let error = ours / reference - 1.0;
        Row { check: check.to_string(), unit, ours, reference, error, allowed, holds: error.abs() <= allowed }
    }

    fn below(check: impl ToString, unit: &'static str, ours: f64, limit: f64) -> Row {
        Row { check: check.to_string(), unit, ours, reference: 0.0, error: ours, allowed: limit, holds: ours <= limit }
    }
}

#[derive(Serialize)]
pub struct Table {
    rows: Vec<Row>,
}

impl Table {
    pub fn holds(&self) -> bool {
        self.rows.iter().all(|row| row.holds)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "| check | ours | reference | error | allowed | |")?;
        writeln!(f, "|---|---:|---:|---:|---:|---|")?;
        for r in &self.rows {
            let verdict = if r.holds { "holds" } else { "FAILS" };
            let (error, allowed) = match r.reference {
                0.0 => (format!("{:.3}", r.error), format!("{:.3}", r.allowed)),
                _ => (format!("{:+.1} %", 100.0 * r.error), format!("{:.0} %", 100.0 * r.allowed)),
            };
            let name = if r.unit.is_empty() { r.check.clone() } else { format!("{}, {}", r.check, r.unit) };
            writeln!(f, "| {name} | {:.3} | {:.3} | {error} | {allowed} | {verdict} |", r.ours, r.reference)?;
        }
        Ok(())
    }
}

/// All rows. `root` is the folder that holds `scenarios/`.
pub fn twin(root: &Path) -> Result<Table> {
    let mut rows = solver();
    rows.extend(rooms()?);
    rows.extend(plates()?);
    rows.extend(instruments(root)?);
    rows.extend(speed(root)?);
    rows.extend(first_air(root)?);
    rows.extend(session(root)?);
    Ok(Table { rows })
}

fn solver() -> Vec<Row> {
    let percent = |share: f64| 100.0 * share;
    let (one, two) = (after_100_steps(1), after_100_steps(2));
    let differing = one.0.iter().zip(&two.0).filter(|(a, b)| a != b).count();
    let cavity = |of: Ghia| percent(cavity_off(of).share);
    vec![
        Row::below("cavity Re 100 off Ghia 1982", "% of the lid's speed", cavity(Ghia::Re100), 2.0),
        Row::below("cavity Re 1000 off Ghia 1982", "% of the lid's speed", cavity(Ghia::Re1000), 2.0),
        Row::below("plane channel off its parabola", "% of the middle's speed", percent(channel_off().share), 1.0),
        Row::below("numbers that differ on 1 and 2 threads", "", differing as f64, 0.0),
    ]
}

/// The room of the worked example: 100 m³ over 40 m² of floor.
const VOLUME: f64 = 100.0;
const FLOOR: f64 = 40.0;
const MIDDLE: Vec3 = Vec3::new(4.0, 1.2, 2.5);
/// A person in cleanroom garments, microbe carriers a second (Whyte & Hejab 2007).
const PERSON: f64 = 2.95;

/// Nobody moves in it and it has no doors.
const STILL: Stirring =
    Stirring { door_m3: 0.0, door_s: 1.0, plume_m3_per_s: 0.0, wake_s: 1.0, hand_m2: 0.0, body_m2: 0.0 };

/// That room, with instruments in it.
const ROOM: &str = r#"{"start": {"at": [1, 1]}, "solids": [], "doors": [],
    "zones": [{"id": "b", "min": [0, 0], "max": [8, 5], "grade": "B"}],
    "instruments": [
        {"id": "plate", "kind": "settle_plate", "at": [4, 0.9, 2.5]},
        {"id": "sampler", "kind": "air_sampler", "at": [6, 1.1, 2.5]},
        {"id": "counter", "kind": "particle_counter", "at": [2, 1.1, 2.5]}
    ]}"#;

fn mixed(changes_per_h: f64) -> Result<Air> {
    let room: Room = serde_json::from_str(ROOM)?;
    Ok(Air::new(&room, Some(&mixing(&room, changes_per_h)), STILL)?)
}

/// Filters all over the ceiling, returns along the floor, and eddies so strong that the room is well mixed.
fn mixing(room: &Room, changes_per_h: f64) -> Flow {
    let size = [32, 10, 20];
    let cell = |x: usize, y: usize, z: usize| Some((x + size[0] * (y + size[1] * z)) as u32);
    let flow = (VOLUME * changes_per_h / 3600.0 / (size[0] * size[2]) as f64) as f32;
    let mut passages = Vec::new();
    for z in 0..size[2] {
        for x in 0..size[0] {
            passages.push(Passage { from: None, to: cell(x, 9, z), m3_per_s: flow });
            passages.push(Passage { from: cell(x, 0, z), to: None, m3_per_s: flow });
        }
    }
    let speed = Speed { mean: [0.0; 3], varies: 50.0 };
    let cells = vec![Some(speed); size.iter().product()];
    let (origin, air) = ([0.0; 3], [0; 16]);
    Flow { size, origin, cell_m: 0.25, room: hash_of(room), air, cells, passages }
}

/// Decay, steady state and how many people a grade B room bears, against perfect mixing.
fn rooms() -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (kind, name) in [(Kind4::From05, "0.5 µm"), (Kind4::Vegetative, "12 µm")] {
        let falls = settling_m_per_s(kind) * FLOOR / VOLUME;
        for changes in [20.0, 40.0] {
            let mut air = mixed(changes)?;
            air.emit(0, MIDDLE, [1e6; KINDS]);
            let wanted = libm::log(100.0) / (changes / 3600.0 + falls) / 60.0;
            // What the first minute does, while it mixes, is left out.
            seconds(&mut air, 60);
            let begins = air.airborne(0, kind);
            let mut past = 0;
            while air.airborne(0, kind) > begins / 100.0 && past < 7200 {
                seconds(&mut air, 1);
                past += 1;
            }
            let check = format!("100:1 of {name} at {changes} changes/h");
            rows.push(Row::near(check, "min", f64::from(past) / 60.0, wanted, 0.05));
        }
    }
    for (changes, people) in [(20.0, 2.5), (30.0, 3.4), (40.0, 4.4)] {
        let mut air = mixed(changes)?;
        for _ in 0..20 * 60 * 90 {
            air.emit(0, MIDDLE, [PERSON / 90.0, 0.0, 0.0, 0.0]);
            air.step();
        }
        let ours = air.airborne(0, Kind4::Vegetative) / VOLUME;
        let removed = VOLUME * changes / 3600.0 + settling_m_per_s(Kind4::Vegetative) * FLOOR;
        let check = format!("one person at {changes} changes/h, steady");
        rows.push(Row::near(check, "CFU/m³", ours, PERSON / removed, 0.05));
        rows.push(Row::near(format!("people for 10 CFU/m³ at {changes} changes/h"), "", 10.0 / ours, people, 0.05));
    }
    Ok(rows)
}

fn seconds(air: &mut Air, count: u32) {
    (0..count * 90).for_each(|_| {
        air.step();
    });
}

/// Settle plates of 90 mm over 4 h in air that stays as it is: Annex 1's limits for air give its limits for plates.
fn plates() -> Result<Vec<Row>> {
    const PLATE_M2: f64 = 63.6e-4;
    let mut rows = Vec::new();
    for (per_m3, wanted) in [(10.0, 4.2), (100.0, 42.0), (200.0, 84.0)] {
        let mut air = mixed(20.0)?;
        for x in 0..16 {
            for y in 0..5 {
                for z in 0..10 {
                    let place = Vec3::new(x as f32, y as f32, z as f32) * 0.5 + Vec3::splat(0.25);
                    air.emit(0, place, [per_m3 * 0.125, 0.0, 0.0, 0.0]);
                }
            }
        }
        let mut grown = 0.0;
        for _ in 0..4 * 3600 {
            let taken = air.fall_on(MIDDLE, PLATE_M2, 1.0)[0];
            air.emit(0, MIDDLE, taken);
            grown += taken[0];
        }
        rows.push(Row::near(format!("settle plate, 4 h at {per_m3} CFU/m³"), "CFU", grown, wanted, 0.1));
    }
    Ok(rows)
}

/// Instruments for ten minutes in a room that nobody sheds in and whose supply is dirty, against what its air held there.
fn instruments(root: &Path) -> Result<Vec<Row>> {
    let room: Room = serde_json::from_str(ROOM)?;
    let model = std::fs::read(root.join("scenarios/model.json")).context("cannot read model.json")?;
    let mut model: Model = serde_json::from_slice(&model)?;
    for p in &mut model.parameters {
        let value = match p.id.as_str() {
            id if id.starts_with("shed.") && p.unit.as_str() == "CFU/s" => 0.0,
            id if id.starts_with("supply.") => 1.0,
            "floor.redispersion" => 0.0,
            "outside.cfu" => 10.0,
            "outside.particles_05" => 100_000.0,
            "outside.particles_5" => 30_000.0,
            _ => continue,
        };
        (p.value, p.low, p.high) = (value, value, value);
    }
    let flow = mixing(&room, 30.0);
    let mut twin = Twin::new(&room, &Patterns::default(), 1, 1)?.with_microbes(&room, Some(&flow), &model, 1)?;
    let hand = |side| {
        let mut hand = natural_hand(side, Pose::IDENTITY, HandSource::Puppet, 0.0, 0.0);
        hand.tracked = false;
        hand
    };
    let still = Frame {
        tick: 0,
        head: Pose { position: Vec3::new(1.0, 1.65, 1.0), ..Pose::IDENTITY },
        hands: [hand(LEFT), hand(RIGHT)],
        buttons: Buttons::default(),
        events: TrackingEvents::default(),
        origin: StageOrigin::default(),
        intervention: 0,
    };
    let mut held = [[0.0; KINDS]; 3];
    for tick in 0..600 * 90 {
        if tick % 90 == 89 {
            let microbes = twin.microbes().expect("it was built with one");
            for (index, held) in held.iter_mut().enumerate() {
                let at = microbes.instrument(index).context("three instruments")?.0.at;
                held.iter_mut().zip(microbes.concentration(at)).for_each(|(sum, now)| *sum += now);
            }
        }
        twin.step(&[Frame { tick, ..still }]);
    }
    let microbes = twin.microbes().expect("it was built with one");
    let read = |index: usize| microbes.instrument(index).expect("three instruments").1;
    let cfu = |index: usize| held[index][0] + held[index][1];
    let n = |id: &str| model.number(id);
    let falls = settling_m_per_s(Kind4::Vegetative) * n("plate.settle_area")? * 1e-4;
    let drawn = n("sampler.volume")? / n("sampler.duration")? * n("sampler.recovery")?;
    let minutes = &read(2).minutes;
    let mean = |size: usize| minutes.iter().map(|m| f64::from(m.counted[size])).sum::<f64>() / minutes.len() as f64;
    let inside = |kind: Kind4| held[2][kind as usize] / 600.0 * n("counter.volume").unwrap_or_default();
    Ok(vec![
        Row::near("settle plate of a room, 10 min", "CFU", read(0).expected(), cfu(0) * falls, 0.05),
        Row::near("air sampler of a room, 1 m³", "CFU", read(1).expected(), cfu(1) * drawn, 0.05),
        Row::near("particle counter, mean of 10 minutes, ≥ 0.5 µm", "", mean(0), inside(Kind4::From05), 0.05),
        Row::near("particle counter, mean of 10 minutes, ≥ 5 µm", "", mean(1), inside(Kind4::From5), 0.05),
    ])
}

/// What a tick of the air costs with every source in it, two hands and a body moving, in the largest suite that has a
/// flow.
fn speed(root: &Path) -> Result<Vec<Row>> {
    const ROUNDS: usize = 40;
    let folder = root.join("scenarios/aseptic-transfer");
    let read = |file: &str| std::fs::read(folder.join(file)).with_context(|| format!("cannot read {file}"));
    let room: Room = serde_json::from_slice(&read("room.json")?)?;
    let stirring = Stirring::new(&serde_json::from_slice(&read("../model.json")?)?)?;
    let mut air = Air::new(&room, Some(&Flow::from_bytes(&read("air.flow")?, "air.flow")?), stirring)?;
    let hand = Vec3::new(-0.5, 1.1, -9.2);
    (0..AIRBORNE).for_each(|source| air.emit(source, hand, [1e3; KINDS]));
    air.set_door(0, 1.0);
    // By tick of the period: the times of many rounds, of which the middle one counts.
    let mut times = vec![Vec::with_capacity(ROUNDS); air.period() as usize];
    for _ in 0..ROUNDS {
        for times in &mut times {
            let began = Instant::now();
            air.sweep_hand(hand, 1.0);
            air.sweep_hand(hand + Vec3::X, 1.0);
            air.warm(hand + Vec3::Z * 0.4 + Vec3::Y * 0.5);
            air.step();
            times.push(began.elapsed().as_secs_f64() * 1e6);
        }
    }
    let middles = times.iter_mut().map(|times| {
        times.sort_by(f64::total_cmp);
        times[ROUNDS / 2]
    });
    let middles: Vec<f64> = middles.collect();
    let mean = middles.iter().sum::<f64>() / middles.len() as f64;
    let longest = middles.into_iter().fold(0.0, f64::max);
    Ok(vec![
        Row::below("a tick of the air, 8 sources, mean", "µs", mean, 12.0),
        Row::below("the longest tick of a period", "µs", longest, 150.0),
    ])
}

/// What a tick of first air costs with ten critical surfaces on the unit's bench and the hands of two people over them, and
/// what it costs once when a surface has come to rest elsewhere.
fn first_air(root: &Path) -> Result<Vec<Row>> {
    const ROUNDS: usize = 2000;
    let folder = root.join("scenarios/aseptic-transfer");
    let read = |file: &str| std::fs::read(folder.join(file)).with_context(|| format!("cannot read {file}"));
    let room: Room = serde_json::from_slice(&read("room.json")?)?;
    let flow = Flow::from_bytes(&read("air.flow")?, "air.flow")?;
    let place = |k: usize| Vec3::new(-0.95 + 0.1 * k as f32, 0.96, -9.95);
    let critical: Vec<_> =
        (0..10).map(|k| Critical { id: Id(1 + k as u16), middle: place(k), radius_m: 0.04 }).collect();
    let mut first = FirstAir::new(&flow, &critical);
    let mut twin = Twin::new(&room, &Patterns::default(), 1, 2)?;
    let people = |round: usize| {
        [0usize, 1].map(|who| {
            let sways = 0.1 * libm::sinf(0.05 * round as f32);
            let at = |x: f32, up: f32, z: f32| Pose { position: Vec3::new(x + sways, up, z), ..Pose::IDENTITY };
            let x = -0.85 + 0.7 * who as f32;
            let hand = |side| natural_hand(side, at(x + 0.3 * side as f32, 1.1, -10.0), HandSource::Puppet, 0.0, 0.0);
            Frame {
                tick: round as u32,
                head: at(x + 0.15, 1.62, -9.45),
                hands: [hand(LEFT), hand(RIGHT)],
                buttons: Buttons::default(),
                events: TrackingEvents::default(),
                origin: StageOrigin::default(),
                intervention: 0,
            }
        })
    };
    let (mut ticks, mut anew, mut blocked) = (Vec::new(), Vec::new(), 0);
    for round in 0..ROUNDS {
        twin.step(&people(round));
        let began = Instant::now();
        first.step(twin.blockers().map(|(_, blocker)| blocker));
        ticks.push(began.elapsed().as_secs_f64() * 1e6);
        blocked += first.now().len();
        let began = Instant::now();
        first.put(0, Some(place(0) + Vec3::Z * 1e-4 * (round % 2) as f32));
        anew.push(began.elapsed().as_secs_f64() * 1e6);
    }
    ensure!(blocked > ROUNDS, "hands were to be in the way of first air: {blocked} in {ROUNDS} ticks");
    let middle = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    // Four hands over ten surfaces are the worst there is: an eighth of what one tick in a hundred may cost. Anew: as one
    // long tick of the air.
    Ok(vec![
        Row::below("a tick of first air, 10 critical surfaces, 2 people", "µs", middle(ticks), 25.0),
        Row::below("the ways of a surface followed anew, once", "µs", middle(anew), 150.0),
    ])
}

/// A whole session with its ledger of microbes and its air: an expert's.
fn session(root: &Path) -> Result<Vec<Row>> {
    let folder = root.join("scenarios/gowning");
    let read = |file: &str| std::fs::read(folder.join(file)).with_context(|| format!("cannot read {file}"));
    let room: Room = serde_json::from_slice(&read("room.json")?)?;
    let patterns = serde_json::from_slice(&read("garments.json")?)?;
    let model = serde_json::from_slice(&read("../model.json")?)?;
    let flow = Flow::from_bytes(&read("air.flow")?, "air.flow")?;
    let tape = TapeReader::new(Cursor::new(read("replays/expert.tape")?))?;
    let seed = tape.header().seed;
    let frames = tape.frames().collect::<Result<Vec<Frame>, _>>()?;
    let begin = || Twin::new(&room, &patterns, seed, 1)?.with_microbes(&room, Some(&flow), &model, seed);
    let (mut twin, began) = (begin()?, Instant::now());
    for frame in &frames {
        twin.step(std::slice::from_ref(frame));
    }
    let (lasts_s, took_s) = (frames.len() as f64 * f64::from(TICK_S), began.elapsed().as_secs_f64());
    let (mut twin, mut worst) = (begin()?, 0.0f64);
    for frame in &frames {
        twin.step(std::slice::from_ref(frame));
        worst = worst.max(twin.microbes().expect("it was built with one").stock.imbalance());
    }
    Ok(vec![
        Row::below("a session's microbes: what the books do not close by at any tick", "billionths", worst * 1e9, 1.0),
        Row::below(
            "a session with its microbes and air: its time, by 300 times real time",
            "",
            300.0 * took_s / lasts_s,
            1.0,
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(rows: Vec<Row>) {
        let table = Table { rows };
        assert!(table.holds(), "\n{table}");
    }

    #[test]
    fn a_mixed_room_decays_and_settles_as_the_formula_says() {
        hold(rooms().unwrap());
    }

    #[test]
    fn annex_1_limits_for_air_give_its_limits_for_plates() {
        hold(plates().unwrap());
    }

    #[test]
    fn instruments_read_what_the_air_holds() {
        hold(instruments(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).unwrap());
    }

    #[test]
    fn a_row_that_is_off_fails_the_table() {
        let table = Table { rows: vec![Row::near("x", "", 1.2, 1.0, 0.1)] };
        assert!(!table.holds() && table.to_string().contains("FAILS"));
    }
}

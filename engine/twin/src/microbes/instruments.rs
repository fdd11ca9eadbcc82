//! What samples the air: settle plates, active air samplers and particle counters.
//!
//! Plates and samplers collect expected CFU, which are read after incubation like every plate. A counter's particles are
//! known at once: they are drawn second by second from the tape's seed, and its level is held against a whole minute.

use super::floating::Floating;
use super::model::Model;
use super::plates::{poisson, scattered};
use super::stock::{Stock, viable};
use super::{AIRBORNE, Kind4, Microbes, Now};
use crate::bytes::State;
use crate::room::{InstrumentKind, Room};
use crate::seed::Seed;
use crate::twin::Twin;
use crate::{Fact, Id, RoomError, state};
use glam::Vec3;

/// Instruments in a room at most.
pub const MOST: usize = 16;
/// Minutes of a counter that are kept; the highest and the worst are known of all.
const MOST_MINUTES: usize = 480;
const MINUTE: usize = 60;
/// A tick that never comes.
const NEVER: u32 = u32::MAX;
/// Not said yet.
const UNSAID: u8 = u8::MAX;

/// What a counter's numbers mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Level {
    Normal,
    Alert,
    Action,
}

impl Level {
    pub const ALL: [Level; 3] = [Level::Normal, Level::Alert, Level::Action];

    /// As rules name it.
    pub fn name(self) -> &'static str {
        ["normal", "alert", "action"][self as usize]
    }

    fn of(number: u8) -> Level {
        *Level::ALL.get(usize::from(number)).unwrap_or(&Level::Normal)
    }
}

/// An instrument of the room.
#[derive(Clone, Debug)]
pub struct InstrumentCut {
    pub id: Id,
    pub kind: InstrumentKind,
    /// Room space, metres.
    pub at: Vec3,
    /// The thing that a plate is: it collects where that lies.
    thing: Option<u16>,
    starts: Option<Id>,
    /// Of the zone it stands in.
    pub grade: String,
    /// What Annex 1 allows there: CFU in 4 h on a settle plate, CFU/m³ in a sampler.
    pub limit: Option<f64>,
    /// Of a counter, by size (≥ 0.5 and ≥ 5 µm): the numbers a m³ above which there is an alert, and action.
    pub levels: [Option<[f64; 2]>; 2],
}

/// A minute of a counter.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Minute {
    /// Its last tick.
    pub tick: u32,
    /// Particles ≥ 0.5 and ≥ 5 µm.
    pub counted: [u32; 2],
}
state!(Minute { tick, counted });

/// What an instrument has collected.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Tick at which it began.
    started: u32,
    /// For how long it has run.
    pub seconds: u32,
    /// CFU expected to grow, by first source.
    pub by_source: [f64; AIRBORNE],
    /// Of a counter: by second of the last minute.
    last: [[u32; 2]; MINUTE],
    level: u8,
    worst: u8,
    /// Of all minutes the highest count of each size.
    pub highest: [u32; 2],
    pub minutes: Vec<Minute>,
}
state!(Reading { started, seconds, by_source, last, level, worst, highest, minutes });

impl Reading {
    fn new(starts_itself: bool, minutes: usize) -> Reading {
        Reading {
            started: if starts_itself { 0 } else { NEVER },
            seconds: 0,
            by_source: [0.0; AIRBORNE],
            last: [[0; 2]; MINUTE],
            level: UNSAID,
            worst: 0,
            highest: [0; 2],
            minutes: Vec::with_capacity(minutes),
        }
    }

    /// CFU expected to grow.
    pub fn expected(&self) -> f64 {
        self.by_source.iter().sum()
    }

    /// What a counter shows: particles ≥ 0.5 and ≥ 5 µm in the last minute, or in what there was of it.
    pub fn counted(&self) -> [u32; 2] {
        self.last.iter().fold([0; 2], |sum, second| [sum[0] + second[0], sum[1] + second[1]])
    }

    pub fn level(&self) -> Level {
        Level::of(self.level)
    }

    /// The highest level that there was.
    pub fn worst(&self) -> Level {
        Level::of(self.worst)
    }
}

/// The instruments of a room.
pub(super) struct Instruments {
    cuts: Vec<InstrumentCut>,
    readings: Vec<Reading>,
    plate_cm2: f64,
    /// m³ of a sampler, seconds in which it draws them, and the share of what it draws that grows.
    sampler_m3: f64,
    sampler_s: u32,
    recovery: f64,
    /// m³ that a counter draws in a minute.
    minute_m3: f64,
    /// Names of [`Level`]s, and of the state that they are of.
    words: [Id; 3],
    state: Id,
    /// Counters whose level is new in this tick.
    said: Vec<(Id, Id)>,
}

impl State for Instruments {
    fn save(&self, out: &mut Vec<u8>) {
        self.readings.iter().for_each(|reading| reading.save(out));
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        self.readings.iter_mut().all(|reading| reading.restore(from))
    }
}

impl Instruments {
    pub fn new(twin: &Twin, room: &Room, model: &Model) -> Result<Instruments, RoomError> {
        let n = |id: &str| model.number(id);
        let id = |name: &str| twin.names.get(name).unwrap_or(Id::NONE);
        let share = n("level.alert_share")?;
        let cut = |i: &crate::room::Instrument| {
            let at = Vec3::from(i.at);
            let grade = room.grade_at(at).unwrap_or_default().to_owned();
            // Annex 1 sets none for an unclassified room, and for particles none in grade D in operation.
            let limit = |what: &str| n(&format!("limit.{what}.{}", grade.to_lowercase())).ok();
            let is_plate = i.kind == InstrumentKind::SettlePlate;
            InstrumentCut {
                id: id(&i.id),
                kind: i.kind,
                at,
                thing: i
                    .thing
                    .as_ref()
                    .filter(|_| is_plate)
                    .and_then(|thing| room.things.iter().position(|t| t.id == *thing).map(|index| index as u16)),
                starts: i.starts.as_ref().map(|control| id(control)),
                limit: if is_plate { limit("settle") } else { limit("air") },
                levels: ["particles_05", "particles_5"].map(|what| limit(what).map(|action| [share * action, action])),
                grade,
            }
        };
        let cuts: Vec<InstrumentCut> = room.instruments.iter().map(cut).collect();
        let minutes = |cut: &InstrumentCut| if cut.kind == InstrumentKind::ParticleCounter { MOST_MINUTES } else { 0 };
        Ok(Instruments {
            readings: cuts.iter().map(|cut| Reading::new(cut.starts.is_none(), minutes(cut))).collect(),
            said: Vec::with_capacity(cuts.len()),
            cuts,
            plate_cm2: n("plate.settle_area")?,
            sampler_m3: n("sampler.volume")?,
            sampler_s: n("sampler.duration")?.round() as u32,
            recovery: n("sampler.recovery")?,
            minute_m3: n("counter.volume")?,
            words: Level::ALL.map(|level| id(level.name())),
            state: id("level"),
        })
    }

    /// A tick begins; every counter says its level once.
    pub fn begin(&mut self) {
        self.said.clear();
        for (cut, reading) in self.cuts.iter().zip(&mut self.readings) {
            if cut.kind == InstrumentKind::ParticleCounter && reading.level == UNSAID {
                reading.level = Level::Normal as u8;
                self.said.push((cut.id, self.words[Level::Normal as usize]));
            }
        }
    }

    /// A control starts what it starts.
    pub fn listen(&mut self, fact: &Fact) {
        for (cut, reading) in self.cuts.iter().zip(&mut self.readings) {
            if cut.starts == Some(fact.on) && reading.started == NEVER {
                reading.started = fact.tick;
            }
        }
    }

    /// What they collect in a second; nothing where the room's air is not known.
    pub fn second(&mut self, now: &Now, air: &mut Floating, stock: &mut Stock, seed: u64) {
        for index in 0..self.cuts.len() {
            if self.readings[index].started == NEVER {
                continue;
            }
            let (cut, reading) = (&self.cuts[index], &mut self.readings[index]);
            let grows = |all: &[[f64; 4]; AIRBORNE], share: f64, by_source: &mut [f64; AIRBORNE]| {
                by_source.iter_mut().zip(all).for_each(|(sum, taken)| *sum += share * viable(taken));
            };
            match cut.kind {
                InstrumentKind::SettlePlate => {
                    let at = cut.thing.map_or(cut.at, |thing| now.things.now(thing).pose.position);
                    let Some(fell) = air.onto_plate(at, self.plate_cm2, stock) else { return };
                    grows(fell, 1.0, &mut reading.by_source);
                }
                InstrumentKind::AirSampler if reading.seconds == self.sampler_s => continue,
                InstrumentKind::AirSampler => {
                    let m3 = self.sampler_m3 / f64::from(self.sampler_s);
                    let Some(drawn) = air.draw(cut.at, m3, stock) else { return };
                    grows(drawn, self.recovery, &mut reading.by_source);
                }
                InstrumentKind::ParticleCounter => {
                    let Some(drawn) = air.draw(cut.at, self.minute_m3 / MINUTE as f64, stock) else { return };
                    let sum = |kind: Kind4| drawn.iter().map(|taken| taken[kind as usize]).sum::<f64>();
                    let expected = [sum(Kind4::From05), sum(Kind4::From5)];
                    self.count(index, expected, now.tick, seed);
                }
            }
            self.readings[index].seconds += 1;
        }
    }

    /// A counter's second. A level rises as soon as the last minute is above it, and falls with the end of a minute.
    fn count(&mut self, index: usize, expected: [f64; 2], tick: u32, seed: u64) {
        let reading = &mut self.readings[index];
        let mut draw = Seed::of_stream(seed, Seed::COUNTS, (index as u64) << 32 | u64::from(reading.seconds));
        let large = scattered(&mut draw, expected[1]);
        let small = scattered(&mut draw, (expected[0] - expected[1]).max(0.0));
        let second = reading.seconds as usize % MINUTE;
        reading.last[second] = [small + large, large];
        if (reading.seconds as usize) < MINUTE - 1 {
            return;
        }
        let counted = reading.counted();
        let ends = second == MINUTE - 1;
        if ends {
            reading.highest = [0, 1].map(|size| reading.highest[size].max(counted[size]));
            if reading.minutes.len() < MOST_MINUTES {
                reading.minutes.push(Minute { tick, counted });
            }
        }
        let level = self.cuts[index].level(counted, self.minute_m3) as u8;
        if level > reading.level || (ends && level < reading.level) {
            reading.level = level;
            reading.worst = reading.worst.max(level);
            self.said.push((self.cuts[index].id, self.words[usize::from(level)]));
        }
    }
}

impl InstrumentCut {
    /// What a minute's counts mean, in which `minute_m3` were drawn. A single particle is never more than an alert: where
    /// one in a minute would already be above what a m³ may hold, as ≥ 5 µm in grade A, single counts may be false and only
    /// repeated ones tell (EU GMP Annex 1 (2022), monitoring of particles).
    fn level(&self, counted: [u32; 2], minute_m3: f64) -> Level {
        let of = |size: usize| {
            let per_m3 = f64::from(counted[size]) / minute_m3;
            match self.levels[size] {
                Some([_, action]) if per_m3 > action && counted[size] > 1 => Level::Action,
                Some([alert, _]) if per_m3 > alert => Level::Alert,
                _ => Level::Normal,
            }
        };
        of(0).max(of(1))
    }
}

impl Microbes {
    /// The instruments of the room with what they have collected; none where its air is not known.
    pub fn instruments(&self) -> impl Iterator<Item = (&InstrumentCut, &Reading)> {
        let all = &self.instruments;
        all.cuts.iter().zip(&all.readings).filter(|(_, reading)| reading.seconds > 0)
    }

    /// The `index`-th instrument of the room, whether it has begun or not; a counter's panel looks here.
    pub fn instrument(&self, index: usize) -> Option<(&InstrumentCut, &Reading)> {
        Some((self.instruments.cuts.get(index)?, &self.instruments.readings[index]))
    }

    /// Colonies that grow of what an instrument has collected: drawn once, from the tape's seed.
    pub fn colonies(&self, cut: &InstrumentCut, reading: &Reading) -> u32 {
        let index = self.instruments.cuts.iter().position(|known| known.id == cut.id).unwrap_or_default();
        poisson(self.seed, Seed::AIR_PLATES, index as u64, reading.expected())
    }

    /// What a counter's minute means.
    pub fn level(&self, cut: &InstrumentCut, counted: [u32; 2]) -> Level {
        cut.level(counted, self.instruments.minute_m3)
    }

    /// Particles a m³ of so many in a minute.
    pub fn per_m3(&self, counted: u32) -> f64 {
        f64::from(counted) / self.instruments.minute_m3
    }

    /// m³ that a sampler has drawn.
    pub fn drawn_m3(&self, reading: &Reading) -> f64 {
        self.instruments.sampler_m3 * f64::from(reading.seconds) / f64::from(self.instruments.sampler_s)
    }

    /// What the tick that just was says of counters: which, and the name of its new level; the state's name.
    pub(crate) fn levels(&self) -> (&[(Id, Id)], Id) {
        (&self.instruments.said, self.instruments.state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;
    use crate::air::flow::{Flow, Passage, Speed, hash_of};
    use crate::room::Patterns;
    use crate::testing::{frame, room};

    const INSTRUMENTS: &str = r#"[
        {"id": "plate", "kind": "settle_plate", "at": [0.5, 0.9, -1], "thing": "box"},
        {"id": "sampler", "kind": "air_sampler", "at": [0.5, 1, -1.5], "starts": "button"},
        {"id": "counter", "kind": "particle_counter", "at": [0.5, 1.2, -2]}
    ]"#;

    fn model() -> Model {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/model.json");
        let mut model: Model = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        // The test's room has surfaces of its own.
        model
            .surfaces
            .push(serde_json::from_str(r#"{"source": "rest", "names": ["*"], "material": "smooth"}"#).unwrap());
        model
    }

    /// Still air that nothing leaves but by its weight and by what is drawn.
    fn still(room: &Room) -> Flow {
        let mut flow = Flow::still(room).unwrap();
        let air = (0..flow.cells.len() as u32).find(|c| flow.cells[*c as usize].is_some()).unwrap();
        let m3_per_s = 1e-6;
        flow.passages =
            vec![Passage { from: None, to: Some(air), m3_per_s }, Passage { from: Some(air), to: None, m3_per_s }];
        flow.cells.iter_mut().flatten().for_each(|c| *c = Speed { mean: [0.0; 3], varies: 2.0 });
        flow.room = hash_of(room);
        flow
    }

    fn twin() -> Twin {
        let mut room = room();
        room.instruments = serde_json::from_str(INSTRUMENTS).unwrap();
        let twin = Twin::new(&room, &Patterns::default(), 1, 1).unwrap();
        twin.with_microbes(&room, Some(&still(&room)), &model(), 1).unwrap()
    }

    /// Lets the room go on for seconds; what is said of the counter's level.
    fn run(twin: &mut Twin, from: u32, seconds: u32) -> Vec<String> {
        let mut said = Vec::new();
        for tick in from * 90..(from + seconds) * 90 {
            let frame = tape::Frame { tick, ..frame(Vec3::new(0.0, 1.65, -1.5), 0.0) };
            let facts = twin.step(&[frame]).to_vec();
            let stated = facts.iter().filter(|f| f.kind == Kind::Stated && twin.names().name(f.on) == "counter");
            said.extend(stated.map(|f| format!("{} {}", twin.names().name(f.with), twin.names().name(f.by))));
        }
        said
    }

    #[test]
    fn a_counter_says_its_level_at_once_and_when_it_changes() {
        let mut twin = twin();
        assert_eq!(run(&mut twin, 0, 1), ["level normal"]);
        // The person sheds in grade D, for which nothing is set in operation; the counter is told to be in B.
        twin.microbes.as_mut().unwrap().instruments.cuts[2].levels =
            [Some([176_000.0, 352_000.0]), Some([1465.0, 2930.0])];
        let dusty = run(&mut twin, 1, 300);
        assert!(dusty.contains(&"level action".to_owned()), "{dusty:?}");
        let (cut, reading) = twin.microbes().unwrap().instrument(2).unwrap();
        assert_eq!((reading.level(), reading.worst(), reading.minutes.len()), (Level::Action, Level::Action, 5));
        assert_eq!(reading.seconds, 301);
        assert!(reading.highest[0] >= reading.minutes[4].counted[0] && reading.highest[0] > reading.highest[1]);
        assert!(cut.grade == "D" && twin.microbes().unwrap().stock.imbalance() < 1e-9);
    }

    #[test]
    fn one_particle_alone_is_an_alert_at_most() {
        let mut cut = twin().microbes().unwrap().instrument(2).unwrap().0.clone();
        cut.levels = [Some([1760.0, 3520.0]), Some([14.5, 29.0])];
        let level = |small, large| cut.level([small, large], 0.0283);
        assert_eq!(
            [level(0, 0), level(49, 0), level(50, 0), level(100, 0)],
            [Level::Normal, Level::Normal, Level::Alert, Level::Action]
        );
        assert_eq!([level(1, 1), level(2, 2)], [Level::Alert, Level::Action]);
        cut.levels = [None, None];
        assert_eq!(cut.level([1_000_000, 100_000], 0.0283), Level::Normal, "Annex 1 sets nothing there");
    }

    #[test]
    fn a_sampler_waits_for_its_control_and_draws_one_cubic_metre() {
        let mut twin = twin();
        run(&mut twin, 0, 5);
        let sampler = |twin: &Twin| twin.microbes().unwrap().instrument(1).unwrap().1.clone();
        assert_eq!((sampler(&twin).seconds, sampler(&twin).expected()), (0, 0.0));
        assert_eq!(twin.microbes().unwrap().instruments().count(), 2);
        let button = twin.names().get("button").unwrap();
        let pressed =
            Fact { tick: 450, person: 0, kind: Kind::Pressed, by: Id::NONE, on: button, with: Id::NONE, amount: 0.0 };
        twin.microbes.as_mut().unwrap().instruments.listen(&pressed);
        run(&mut twin, 5, 620);
        let microbes = twin.microbes().unwrap();
        assert_eq!((sampler(&twin).seconds, microbes.drawn_m3(&sampler(&twin))), (600, 1.0));
        assert!(sampler(&twin).expected() > 0.0 && microbes.stock.imbalance() < 1e-9);
        let (plate, grown) = microbes.instrument(0).unwrap();
        assert!(grown.expected() > 0.0 && grown.seconds == 625 && plate.limit == Some(100.0));
        assert_eq!(microbes.colonies(plate, grown), microbes.colonies(plate, grown));
    }

    #[test]
    fn what_was_saved_goes_on_alike() {
        let (mut twin, mut saved) = (twin(), Vec::new());
        run(&mut twin, 0, 70);
        twin.save(&mut saved);
        run(&mut twin, 70, 70);
        let after = twin.microbes().unwrap().instrument(2).unwrap().1.clone();
        assert!(twin.restore(&saved));
        run(&mut twin, 70, 70);
        assert_eq!(twin.microbes().unwrap().instrument(2).unwrap().1, &after);
    }

    #[test]
    fn an_instrument_that_cannot_be_is_refused_in_one_sentence() {
        let refused = |old: &str, new: &str| {
            assert!(INSTRUMENTS.contains(old), "{old}");
            let mut room = room();
            room.instruments = serde_json::from_str(&INSTRUMENTS.replacen(old, new, 1)).unwrap();
            Twin::new(&room, &Patterns::default(), 1, 1).err().expect(new).0
        };
        assert!(refused("[0.5, 0.9, -1]", "[9, 0.9, -1]").contains("`plate` stands outside of every zone"));
        assert!(refused("\"thing\": \"box\"", "\"thing\": \"bax\"").contains("`bax`, which the room does not have"));
        assert!(refused("\"button\"", "\"batton\"").contains("the control `batton`"));
        assert!(refused("\"sampler\"", "\"plate\"").contains("there twice"));
    }
}

//! What the instruments of a room say of its air: settle plates and samplers after incubation, counters minute by minute.

use crate::debrief::Words;
use serde::{Deserialize, Serialize};
use twin::Names;
use twin::microbes::Microbes;
use twin::microbes::instruments::{InstrumentCut, Reading};
use twin::microbes::model::Label;
use twin::room::InstrumentKind;

const TICKS_PER_S: f32 = 90.0;
/// Sources told of one plate, and CFU below which one is not told.
const SOURCES: usize = 3;
const LEAST_CFU: f64 = 1e-4;

/// A settle plate or what a sampler blew onto one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AirPlateReport {
    /// As the room names it: `settle.z4`.
    pub instrument: String,
    pub what: Words,
    pub kind: InstrumentKind,
    /// Room space, metres.
    pub at: [f32; 3],
    pub grade: String,
    /// Seconds for which it was open, or drew.
    pub seconds: u32,
    /// m³ that a sampler drew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn_m3: Option<f64>,
    /// CFU that Annex 1 allows there: in 4 h on a settle plate, in a m³ of a sampler. It is not scaled to what was exposed.
    pub limit_cfu: Option<f64>,
    pub expected_cfu: f64,
    pub counted_cfu: u32,
    pub label: Label,
    /// The sources of most of it.
    pub sources: Vec<AirSource>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AirSource {
    pub source: String,
    pub called: Words,
    pub cfu: f64,
}

/// A particle counter. Numbers in pairs are of particles ≥ 0.5 µm and ≥ 5 µm in a m³.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CounterReport {
    pub instrument: String,
    pub what: Words,
    /// Room space, metres.
    pub at: [f32; 3],
    pub grade: String,
    /// Levels; none where Annex 1 predetermines none.
    pub alert_per_m3: [Option<f64>; 2],
    pub action_per_m3: [Option<f64>; 2],
    pub highest_per_m3: [f64; 2],
    /// The highest level that there was: `normal`, `alert`, `action`.
    pub level: String,
    pub minutes: Vec<CounterMinute>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CounterMinute {
    /// Its end.
    pub at_s: f32,
    pub per_m3: [f64; 2],
    pub level: String,
}

pub(crate) struct Sampled<'a> {
    pub microbes: &'a Microbes,
    pub names: &'a Names,
    pub called: &'a dyn Fn(&str) -> Words,
}

impl Sampled<'_> {
    fn of(&self, counters: bool) -> impl Iterator<Item = (&InstrumentCut, &Reading)> {
        let is_counter = |cut: &InstrumentCut| cut.kind == InstrumentKind::ParticleCounter;
        self.microbes.instruments().filter(move |(cut, _)| is_counter(cut) == counters)
    }

    pub fn plates(&self) -> Vec<AirPlateReport> {
        self.of(false).map(|(cut, reading)| self.plate(cut, reading)).collect()
    }

    pub fn counters(&self) -> Vec<CounterReport> {
        self.of(true).map(|(cut, reading)| self.counter(cut, reading)).collect()
    }

    fn plate(&self, cut: &InstrumentCut, reading: &Reading) -> AirPlateReport {
        let instrument = self.names.name(cut.id).to_owned();
        let mut sources: Vec<(usize, f64)> = reading.by_source.iter().copied().enumerate().collect();
        sources.sort_by(|a, b| b.1.total_cmp(&a.1));
        let told = sources.into_iter().take(SOURCES).filter(|(_, cfu)| *cfu >= LEAST_CFU);
        let told = told.map(|(source, cfu)| {
            let source = self.microbes.source(source as u8).to_owned();
            AirSource { called: (self.called)(&source), source, cfu }
        });
        let is_sampler = cut.kind == InstrumentKind::AirSampler;
        AirPlateReport {
            what: (self.called)(&instrument),
            instrument,
            kind: cut.kind,
            at: cut.at.to_array(),
            grade: cut.grade.clone(),
            seconds: reading.seconds,
            drawn_m3: is_sampler.then(|| self.microbes.drawn_m3(reading)),
            limit_cfu: cut.limit,
            expected_cfu: reading.expected(),
            counted_cfu: self.microbes.colonies(cut, reading),
            label: Label::Design,
            sources: told.collect(),
        }
    }

    fn counter(&self, cut: &InstrumentCut, reading: &Reading) -> CounterReport {
        let instrument = self.names.name(cut.id).to_owned();
        let per_m3 = |counted: [u32; 2]| counted.map(|count| self.microbes.per_m3(count));
        let minutes = reading.minutes.iter().map(|minute| CounterMinute {
            at_s: (minute.tick + 1) as f32 / TICKS_PER_S,
            per_m3: per_m3(minute.counted),
            level: self.microbes.level(cut, minute.counted).name().to_owned(),
        });
        CounterReport {
            what: (self.called)(&instrument),
            instrument,
            at: cut.at.to_array(),
            grade: cut.grade.clone(),
            alert_per_m3: cut.levels.map(|levels| levels.map(|[alert, _]| alert)),
            action_per_m3: cut.levels.map(|levels| levels.map(|[_, action]| action)),
            highest_per_m3: per_m3(reading.highest),
            level: reading.worst().name().to_owned(),
            minutes: minutes.collect(),
        }
    }
}

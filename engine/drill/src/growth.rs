//! What would have grown: the plates of a session, read after incubation, and by which way it came to them.
//!
//! Nothing here changes a verdict. Expected numbers are the twin's ledger's; the count is one draw from them, as a real
//! plate is.

use crate::debrief::Words;
use crate::judge::Drill;
use crate::sampled::{AirPlateReport, CounterReport, Sampled};
use serde::{Deserialize, Serialize};
use twin::microbes::journal::{How, Move, NOWHERE};
use twin::microbes::model::{Label, PlateKind};
use twin::microbes::plates::{Chain, Plate};
use twin::microbes::{Microbes, Without};
use twin::twin::Twin;
use twin::{Fact, Id, Names};

const TICKS_PER_S: f32 = 90.0;
/// Ways told of one plate.
const CHAINS: usize = 3;
/// CFU below which a way is not told: one colony in ten thousand plates.
pub const LEAST_CFU: f64 = 1e-4;
/// Ticks by which a deviation's fact and a move may be apart and still be one touch.
const APART_TICKS: u32 = 90;

/// The plates of a session as they are read after three to five days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Growth {
    /// What kind of numbers these are.
    pub note: Words,
    pub plates: Vec<PlateReport>,
    /// What deviations added, the largest first. Known once the tape was executed again without them
    /// ([`Drill::added`]); empty before, and where no deviation opened a way that the model knows.
    pub added: Vec<Added>,
    /// What sampled the air, read after incubation too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub air: Vec<AirPlateReport>,
    /// What was counted in the air, known at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counters: Vec<CounterReport>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlateReport {
    /// The control that was pressed: `plate.chest`.
    pub control: String,
    pub what: Words,
    pub kind: PlateKind,
    pub at_s: f32,
    /// Where its control is, room space, metres.
    pub at: [f32; 3],
    /// Grade of the room it was taken in, and what Annex 1 allows there.
    pub grade: String,
    pub limit_cfu: Option<f64>,
    pub expected_cfu: f64,
    pub counted_cfu: u32,
    /// How sure the expected number is: as sure as the least sure one that it is made of.
    pub label: Label,
    pub chains: Vec<ChainReport>,
    /// Does it stay on its side of the limit, or of 1 CFU where there is none?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<Holds>,
}

/// How a conclusion fares when the uncertain numbers of the model are others within their ranges. Only a debrief for which
/// they were varied has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Holds {
    /// It is the same in so many draws of all uncertain numbers at once, of so many tried.
    pub of: u32,
    pub tried: u32,
    /// The number that turns it over first when it alone changes, as far as `at`; absent where none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turned_by: Option<TurnedBy>,
}

impl Holds {
    /// Nothing that was tried turned it over.
    pub fn always(&self) -> bool {
        self.of == self.tried && self.turned_by.is_none()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TurnedBy {
    /// As in `model.json`: `load.hand`.
    pub parameter: String,
    pub at: f64,
}

/// From where some of it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChainReport {
    /// Name of the first source, and what it is called.
    pub source: String,
    pub called: Words,
    /// CFU expected on the plate from this source, and of these by this way.
    pub of_source_cfu: f64,
    pub cfu: f64,
    /// From the first source to the plate.
    pub steps: Vec<ChainStep>,
    /// Indices into [`crate::Debrief::deviations`] of those whose touch is one of the steps.
    pub deviations: Vec<u16>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChainStep {
    pub at_s: f32,
    /// Where it began, room space, metres.
    pub at: [f32; 3],
    /// Surfaces, as the room names them; `air`, `wearer`.
    pub from: String,
    pub to: String,
    pub from_called: Words,
    pub to_called: Words,
    /// `touch`, `wipe`, `fall`, `wrap`, `shed`.
    pub how: String,
    /// CFU that moved.
    pub cfu: f64,
}

/// Ways that deviations opened for microbes, and what came by them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Added {
    /// Indices into [`crate::Debrief::deviations`]; several where they are of one and the same doing.
    pub deviations: Vec<u16>,
    /// CFU expected on all plates together that would not be there without it; below 0 where it took some away.
    pub cfu: f64,
    /// The same by plate.
    pub plates: Vec<f64>,
    /// On the plate to which it added most: how most of what came by the source that it added most of came there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<AddedWay>,
    /// Does it stay more, or no more, than a tenth of what grows on the plate of which it makes most?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<Holds>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddedWay {
    /// Index into [`Growth::plates`].
    pub plate: u16,
    pub chain: ChainReport,
}

/// What deviations opened a way by, as a ledger beside the room is to leave it out.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    pub deviations: Vec<u16>,
    pub without: Vec<Without>,
}

fn note() -> Words {
    Words {
        fr: "Après incubation de 3 à 5 jours. C’est un modèle : les nombres attendus sont calculés à partir des contacts de \
             la séance, avec des charges de départ et des transferts en partie choisis pour enseigner (TRUTH.md dit \
             lesquels) ; le nombre compté est un tirage, comme sur une vraie gélose. Ce n’est pas un résultat de laboratoire."
            .into(),
        en: "After 3 to 5 days of incubation. This is a model: expected numbers are computed from the touches of the \
             session, with loads at the start and transfers that are partly ours, for teaching (TRUTH.md says which); the \
             count is one draw, as on a real plate. It is no laboratory result."
            .into(),
    }
}

impl Drill {
    /// What would have grown on the plates of a session; nothing where the room keeps no ledger, or no plate was pressed and
    /// no instrument sampled the air.
    pub fn growth(&self, twin: &Twin) -> Option<Growth> {
        self.growth_of(twin.microbes()?, twin.names())
    }

    /// The same, as a ledger beside the room has it.
    pub fn growth_of(&self, microbes: &Microbes, names: &Names) -> Option<Growth> {
        if microbes.plates().is_empty() && microbes.instruments().next().is_none() {
            return None;
        }
        let told = Telling { drill: self, microbes, names };
        let plates = (0..microbes.plates().len()).map(|i| told.plate(i)).collect();
        let sampled = Sampled { microbes, names, called: &|name| told.called(name) };
        Some(Growth { note: note(), plates, added: vec![], air: sampled.plates(), counters: sampled.counters() })
    }

    /// The ways that deviations opened, in the order in which they did. Of most deviations no fact opens one: an entry
    /// that was not logged grows nothing.
    pub fn opened(&self) -> Vec<Opened> {
        let mut all: Vec<Opened> = Vec::new();
        for (i, d) in self.state.deviations.iter().enumerate() {
            let rule = d.rule as usize;
            let of_step = || &self.program.steps[rule - self.program.rules.len()].as_if;
            let as_if = self.program.rules.get(rule).map_or_else(of_step, |rule| &rule.as_if);
            let evidence = d.evidence[..d.evidence_count as usize].iter().filter(|_| as_if.is_empty());
            let told = as_if.iter().map(|&what| Without { from: d.tick, what });
            let mut without: Vec<Without> =
                told.chain(evidence.filter_map(|fact| Without::fact(fact, d.tick))).collect();
            without.sort_unstable();
            without.dedup_by_key(|w| w.what);
            match all.iter_mut().find(|o| o.without == without) {
                _ if without.is_empty() => {}
                Some(same) => same.deviations.push(i as u16),
                None => all.push(Opened { deviations: vec![i as u16], without }),
            }
        }
        all
    }

    /// What each of these ways added to the plates: `whole` is the ledger as it is, `without` the ones that left out each.
    pub fn added(&self, opened: &[Opened], whole: &Microbes, without: &[Microbes], names: &Names) -> Vec<Added> {
        let told = Telling { drill: self, microbes: whole, names };
        let mut added: Vec<Added> = opened.iter().zip(without).map(|(o, other)| told.added(o, other)).collect();
        added.sort_by(|a, b| b.cfu.total_cmp(&a.cfu));
        added
    }
}

struct Telling<'a> {
    drill: &'a Drill,
    microbes: &'a Microbes,
    names: &'a Names,
}

impl Telling<'_> {
    fn called(&self, name: &str) -> Words {
        let called = self.microbes.called(name);
        called.map_or(Words { fr: name.into(), en: name.into() }, |c| Words { fr: c.fr.clone(), en: c.en.clone() })
    }

    fn plate(&self, index: usize) -> PlateReport {
        let plate = &self.microbes.plates()[index];
        let cut = self.microbes.plate_use(plate);
        let control = self.names.name(cut.control).to_owned();
        let chains = self.microbes.chains(plate, CHAINS).into_iter().filter(|chain| chain.cfu >= LEAST_CFU);
        PlateReport {
            what: self.called(&control),
            control,
            kind: cut.kind,
            at_s: plate.tick as f32 / TICKS_PER_S,
            at: cut.at.to_array(),
            grade: cut.grade.clone(),
            limit_cfu: cut.limit,
            expected_cfu: plate.expected,
            counted_cfu: self.microbes.counted(index),
            label: Label::Design,
            chains: chains.map(|chain| self.chain(&chain, plate)).collect(),
            holds: None,
        }
    }

    fn chain(&self, chain: &Chain, plate: &Plate) -> ChainReport {
        let source = self.microbes.source(chain.source).to_owned();
        let deviations = self.drill.state.deviations.iter().enumerate().filter(|(_, d)| {
            let facts = &d.evidence[..d.evidence_count as usize];
            d.tick <= plate.tick && chain.moves.iter().any(|m| facts.iter().any(|fact| self.is_touch(fact, m)))
        });
        ChainReport {
            called: self.called(&source),
            source,
            of_source_cfu: chain.of_source_cfu,
            cfu: chain.cfu,
            deviations: deviations.map(|(i, _)| i as u16).collect(),
            steps: chain.moves.iter().rev().map(|m| self.step(m)).collect(),
        }
    }

    fn added(&self, opened: &Opened, without: &Microbes) -> Added {
        let pairs = || self.microbes.plates().iter().zip(without.plates());
        let plates: Vec<f64> = pairs().map(|(with, without)| with.expected - without.expected).collect();
        let way =
            pairs().enumerate().max_by(|a, b| plates[a.0].total_cmp(&plates[b.0])).and_then(|(i, (with, without))| {
                let more = |s: &usize| with.by_source[*s] - without.by_source[*s];
                let source = (0..with.by_source.len()).max_by(|a, b| more(a).total_cmp(&more(b)))?;
                let chain = self.microbes.chain(with, source as u8);
                (plates[i] >= LEAST_CFU).then(|| AddedWay { plate: i as u16, chain: self.chain(&chain, with) })
            });
        // From 0: an empty sum of floats is −0.
        let cfu = plates.iter().fold(0.0, |sum, cfu| sum + cfu);
        Added { deviations: opened.deviations.clone(), cfu, plates, way, holds: None }
    }

    /// Is a fact of a deviation the touch by which something moved?
    fn is_touch(&self, fact: &Fact, m: &Move) -> bool {
        let pair = [self.microbes.surface(m.from), self.microbes.surface(m.to)];
        let same = pair == [fact.by, fact.on] || pair == [fact.on, fact.by];
        same && (m.tick.saturating_sub(APART_TICKS)..=m.last + APART_TICKS).contains(&fact.tick)
    }

    fn step(&self, m: &Move) -> ChainStep {
        let nowhere = if m.how == How::Shed { ["wearer", "qui le porte", "who wears it"] } else { ["air"; 3] };
        let name = |region: u16| match self.microbes.surface(region) {
            Id::NONE => nowhere[0],
            surface => self.names.name(surface),
        };
        let how = match m.how {
            How::Touch => "touch",
            How::Wipe => "wipe",
            How::Fall => "fall",
            How::Wrap => "wrap",
            How::Shed => "shed",
        };
        let [_, fr, en] = nowhere.map(str::to_owned);
        let nowhere = Words { fr, en };
        ChainStep {
            at_s: m.tick as f32 / TICKS_PER_S,
            at: m.place.to_array(),
            from: name(m.from).to_owned(),
            to: name(m.to).to_owned(),
            from_called: if m.from == NOWHERE { nowhere } else { self.called(name(m.from)) },
            to_called: self.called(name(m.to)),
            how: how.to_owned(),
            cfu: m.amount,
        }
    }
}

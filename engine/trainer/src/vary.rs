//! `asepsis replay --vary`: does what a debrief says of its plates stand when the uncertain numbers of the model are others?
//!
//! The tape is executed as ever. Beside its room stand ledgers, each with a model of its own: one uncertain number at the
//! low or at the high end of its range, or all of them drawn at once, independently of each other. Contacts and deviations
//! are the same in all of them; only what grows differs.

use crate::grown::grown;
use crate::pages::{self, cfu};
use crate::replay::Executed;
use crate::scenario::Scenario;
use anyhow::Result;
use drill::growth::{Added, Growth, Holds, LEAST_CFU, TurnedBy};
use drill::{Lang, Words};
use serde::Serialize;
use std::fmt::Write;
use std::path::Path;
use twin::microbes::model::Model;
use twin::seed::Seed;

/// Draws of all uncertain numbers at once. A conclusion that holds in all of them holds in 95 % of all that could be drawn,
/// with a confidence of 96 % (0.95⁶⁴ = 0.04).
const DRAWS: usize = 64;
/// The draws are the same for every tape, so that two debriefs compare.
const SEED: u64 = 1;
/// Their streams of numbers.
const STREAM: u64 = 0x0076_6172_7900;
/// Two plates are ranked when one carries more than the other by this factor: less is not seen in the two digits of a page.
const RANKED: f64 = 1.1;

/// The models that are tried: as it is, then each uncertain number alone at its ends, then the draws.
struct Trials {
    uncertain: usize,
    alone: Vec<TurnedBy>,
    models: Vec<Model>,
}

impl Trials {
    fn of(model: &Model) -> Trials {
        let uncertain: Vec<usize> =
            (0..model.parameters.len()).filter(|&i| model.parameters[i].low < model.parameters[i].high).collect();
        let (mut alone, mut models) = (Vec::new(), vec![model.clone()]);
        for &i in &uncertain {
            let p = &model.parameters[i];
            for at in [p.low, p.high].into_iter().filter(|end| *end != p.value) {
                let mut other = model.clone();
                other.parameters[i].value = at;
                models.push(other);
                alone.push(TurnedBy { parameter: p.id.clone(), at });
            }
        }
        for draw in 0..DRAWS {
            let (mut seed, mut other) = (Seed::of_stream(SEED, STREAM, draw as u64), model.clone());
            for &i in &uncertain {
                other.parameters[i].value = other.parameters[i].within(seed.share());
            }
            models.push(other);
        }
        Trials { uncertain: uncertain.len(), alone, models }
    }
}

/// Something that a debrief says of its plates: that of two numbers one is the larger. Plates are indices into
/// [`Growth::plates`], deviations into [`Debrief::deviations`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "claim", rename_all = "snake_case")]
enum Claim {
    /// What is expected on a plate, and its limit; 1 CFU where there is none, or where nothing may grow.
    Limit { plate: usize },
    /// What is expected on two plates.
    MoreOnPlate { plates: [usize; 2] },
    /// What a deviation added to a plate, and a tenth of what is expected there.
    Tenth { deviation: u16, plate: usize },
    /// What two deviations added to all plates.
    MoreAdded { deviations: [u16; 2] },
}

/// What a deviation added; of several that are of one doing the first stands for all.
fn added(growth: &Growth, deviation: u16) -> &Added {
    growth.added.iter().find(|a| a.deviations[0] == deviation).expect("every model leaves out the same")
}

fn limit(growth: &Growth, plate: usize) -> f64 {
    growth.plates[plate].limit_cfu.unwrap_or(1.0).max(1.0)
}

impl Claim {
    /// What a debrief claims, in the order of its page.
    fn all(growth: &Growth, others: &[Growth]) -> Vec<Claim> {
        let expected = |plate: usize| growth.plates[plate].expected_cfu;
        let mut claims: Vec<Claim> = (0..growth.plates.len()).map(|plate| Claim::Limit { plate }).collect();
        let mut ranked: Vec<usize> = (0..growth.plates.len()).collect();
        ranked.sort_by(|&a, &b| expected(b).total_cmp(&expected(a)));
        let pairs = ranked.windows(2).map(|pair| Claim::MoreOnPlate { plates: [pair[0], pair[1]] });
        claims.extend(pairs.filter(|pair| pair.ratio(growth) > RANKED));
        for deviation in growth.added.iter().map(|a| a.deviations[0]) {
            // Of which plate it makes most, over all models.
            let share = |g: &Growth, plate: usize| {
                added(g, deviation).plates[plate] / g.plates[plate].expected_cfu.max(LEAST_CFU)
            };
            let makes = |plate| others.iter().chain([growth]).map(|g| share(g, plate)).sum::<f64>();
            let most = (0..growth.plates.len()).max_by(|&a, &b| makes(a).total_cmp(&makes(b)));
            claims.extend(most.map(|plate| Claim::Tenth { deviation, plate }));
        }
        if let [first, second, ..] = &growth.added[..] {
            claims.push(Claim::MoreAdded { deviations: [first.deviations[0], second.deviations[0]] });
        }
        claims
    }

    /// CFU: the two numbers of which one is the larger.
    fn sides(self, growth: &Growth) -> [f64; 2] {
        let expected = |plate: usize| growth.plates[plate].expected_cfu;
        match self {
            Claim::Limit { plate } => [expected(plate), limit(growth, plate)],
            Claim::MoreOnPlate { plates } => plates.map(expected),
            Claim::Tenth { deviation, plate } => [added(growth, deviation).plates[plate], expected(plate) / 10.0],
            Claim::MoreAdded { deviations } => deviations.map(|d| added(growth, d).cfu),
        }
    }

    /// Above 1 where the first is the larger. What is too little to be told counts as the least that is.
    fn ratio(self, growth: &Growth) -> f64 {
        let [first, second] = self.sides(growth).map(|cfu| cfu.max(LEAST_CFU));
        first / second
    }

    /// In both languages; `what` each deviation was.
    fn text(self, what: &[Words], growth: &Growth) -> Words {
        let is_more = self.ratio(growth) > 1.0;
        let each = |text: &dyn Fn(Lang) -> String| Words { fr: text(Lang::Fr), en: text(Lang::En) };
        let plate = |plate: usize, lang| growth.plates[plate].what.lang(lang);
        let what = |d: u16, lang| what[d as usize].lang(lang).trim_end_matches('.');
        each(&|lang| match (self, lang) {
            (Claim::Limit { plate: i }, Lang::Fr) => {
                let (side, most) = (
                    if is_more { "au-dessus" } else { "en dessous" },
                    pages::number(&limit(growth, i).to_string(), lang),
                );
                format!("{} : {side} de {most} UFC", plate(i, lang))
            }
            (Claim::Limit { plate: i }, Lang::En) => {
                let (side, most) =
                    (if is_more { "above" } else { "below" }, pages::number(&limit(growth, i).to_string(), lang));
                format!("{}: {side} {most} CFU", plate(i, lang))
            }
            (Claim::MoreOnPlate { plates: [a, b] }, Lang::Fr) => {
                format!("{} : plus que sur {}", plate(a, lang), plate(b, lang))
            }
            (Claim::MoreOnPlate { plates: [a, b] }, Lang::En) => {
                format!("{}: more than on {}", plate(a, lang), plate(b, lang))
            }
            (Claim::Tenth { deviation, plate: i }, Lang::Fr) => {
                let side = if is_more { "plus" } else { "pas plus" };
                format!("« {} » : {side} d’un dixième de {}", what(deviation, lang), plate(i, lang))
            }
            (Claim::Tenth { deviation, plate: i }, Lang::En) => {
                let side = if is_more { "more" } else { "no more" };
                format!("“{}”: {side} than a tenth of {}", what(deviation, lang), plate(i, lang))
            }
            (Claim::MoreAdded { deviations: [a, b] }, Lang::Fr) => {
                format!("« {} » a ajouté plus que « {} »", what(a, lang), what(b, lang))
            }
            (Claim::MoreAdded { deviations: [a, b] }, Lang::En) => {
                format!("“{}” added more than “{}”", what(a, lang), what(b, lang))
            }
        })
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Conclusion {
    #[serde(flatten)]
    claim: Claim,
    text: Words,
    /// CFU of the first of its two numbers: with the model as it is, and the least and the most in the draws.
    cfu: f64,
    least_cfu: f64,
    most_cfu: f64,
    holds: Holds,
}

/// What came of it.
#[derive(Debug, PartialEq, Serialize)]
pub struct Varied {
    pub tape: String,
    /// Numbers of the model that may be others.
    pub uncertain: usize,
    /// Models with one of them at an end of its range, and with all of them drawn.
    pub alone: usize,
    pub draws: usize,
    pub conclusions: Vec<Conclusion>,
    /// What would have grown, marked by how sure it is.
    #[serde(skip)]
    pub growth: Option<Growth>,
}

/// Executes a tape under other models; `executed` is what it comes to with the one that is.
///
/// # Errors
/// The tape cannot be read, or a model does not fit its room.
pub fn vary(path: &Path, scenario: &Scenario, executed: &Executed) -> Result<Varied> {
    let trials = Trials::of(&scenario.model);
    let grown = grown(path, scenario, &trials.models, &executed.opened)?;
    let what: Vec<Words> = executed.debrief.deviations.iter().map(|d| d.what.clone()).collect();
    let conclusions = grown.first().map_or(vec![], |growth| conclusions(&what, growth, &grown[1..], &trials.alone));
    let growth = grown.into_iter().next().map(|growth| marked(growth, &conclusions));
    Ok(Varied {
        tape: path.display().to_string(),
        uncertain: trials.uncertain,
        alone: trials.alone.len(),
        draws: DRAWS,
        conclusions,
        growth,
    })
}

/// `what` each deviation was; `others`: with one number at an end, in the order of `alone`, then the draws.
fn conclusions(what: &[Words], growth: &Growth, others: &[Growth], alone: &[TurnedBy]) -> Vec<Conclusion> {
    let (by_one, drawn) = others.split_at(alone.len());
    let conclusion = |claim: Claim| {
        let stands = |other: &Growth| (claim.ratio(other) > 1.0) == (claim.ratio(growth) > 1.0);
        // How far to the other side: the number that goes furthest crosses first on its way.
        let beyond = |other: &Growth| {
            let ratio = claim.ratio(other);
            ratio.max(1.0 / ratio)
        };
        let turned = alone.iter().zip(by_one).filter(|(_, other)| !stands(other));
        let first = turned.max_by(|a, b| beyond(a.1).total_cmp(&beyond(b.1)));
        let cfu = |growth: &Growth| claim.sides(growth)[0];
        Conclusion {
            claim,
            text: claim.text(what, growth),
            cfu: cfu(growth),
            least_cfu: drawn.iter().map(cfu).fold(f64::INFINITY, f64::min),
            most_cfu: drawn.iter().map(cfu).fold(0.0, f64::max),
            holds: Holds {
                of: drawn.iter().filter(|other| stands(other)).count() as u32,
                tried: drawn.len() as u32,
                turned_by: first.map(|(by, _)| by.clone()),
            },
        }
    };
    Claim::all(growth, others).into_iter().map(conclusion).collect()
}

/// Each plate and each deviation with what became of the conclusion about it.
fn marked(mut growth: Growth, conclusions: &[Conclusion]) -> Growth {
    for c in conclusions {
        match c.claim {
            Claim::Limit { plate } => growth.plates[plate].holds = Some(c.holds.clone()),
            Claim::Tenth { deviation, .. } => {
                let of = growth.added.iter_mut().filter(|a| a.deviations[0] == deviation);
                of.for_each(|added| added.holds = Some(c.holds.clone()));
            }
            Claim::MoreOnPlate { .. } | Claim::MoreAdded { .. } => {}
        }
    }
    growth
}

impl Varied {
    /// A table to read: in how many draws a conclusion holds, what turns it over, and what it is.
    pub fn table(&self, lang: Lang) -> String {
        let (uncertain, alone, draws) = (self.uncertain, self.alone, self.draws);
        let pressed = self.growth.as_ref().is_some_and(|growth| !growth.plates.is_empty());
        let (mut text, heads, range) = match lang {
            _ if !pressed && lang == Lang::Fr => return "  aucune gélose n’a été pressée\n".into(),
            _ if !pressed => return "  no plate was pressed\n".into(),
            Lang::Fr => (
                format!(
                    "  {uncertain} nombres incertains : chacun seul au bout de sa plage ({alone} modèles), puis tous \
                     tirés ensemble ({draws} tirages)\n"
                ),
                ["tient", "d’abord inversée par", "conclusion (UFC ; dans les tirages)"],
                "à",
            ),
            Lang::En => (
                format!(
                    "  {uncertain} uncertain numbers: each alone at the ends of its range ({alone} models), then all \
                     drawn at once ({draws} draws)\n"
                ),
                ["holds in", "first turned over by", "conclusion (CFU; in the draws)"],
                "to",
            ),
        };
        let _ = writeln!(text, "  {:<9} {:<36} {}", heads[0], heads[1], heads[2]);
        for c in &self.conclusions {
            let holds = format!("{}/{}", c.holds.of, c.holds.tried);
            let amounts = [c.cfu, c.least_cfu, c.most_cfu].map(|amount| cfu(amount, lang));
            let conclusion = format!("{} ({}; {} {range} {})", c.text.lang(lang), amounts[0], amounts[1], amounts[2]);
            let _ = writeln!(text, "  {holds:<9} {:<36} {conclusion}", pages::turned(&c.holds, lang));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{replay, scenario};
    use drill::Debrief;
    use drill::growth::PlateReport;
    use twin::microbes::model::{Label, PlateKind};

    /// The expert's tape where only these numbers are uncertain, up to these highs.
    fn expert(uncertain: &[(&str, f64)]) -> (Varied, Debrief) {
        let path = scenario::root().unwrap().join("scenarios/gowning/replays/expert.tape");
        let mut scenario = replay::scenario_of(&scenario::root().unwrap(), &path).unwrap();
        for p in &mut scenario.model.parameters {
            let high = uncertain.iter().find(|(id, _)| p.id == *id).map_or(p.value, |(_, high)| *high);
            (p.low, p.high) = (p.value, high);
        }
        let executed = replay::execute(&path, &scenario).unwrap();
        (vary(&path, &scenario, &executed).unwrap(), executed.debrief)
    }

    #[test]
    fn a_model_without_doubt_turns_nothing_over() {
        let (varied, _) = expert(&[]);
        assert_eq!((varied.uncertain, varied.alone), (0, 0));
        assert!(varied.conclusions.len() >= 6, "one a plate, and how they rank");
        for c in &varied.conclusions {
            assert!(c.holds.always() && c.holds.tried == DRAWS as u32, "{c:?}");
            assert_eq!((c.least_cfu, c.most_cfu), (c.cfu, c.cfu));
        }
    }

    #[test]
    fn the_number_that_turns_a_conclusion_over_is_named_and_the_same_each_time() {
        let doubts = [("load.face", 1e9), ("plate.recovery", 0.6)];
        let (varied, debrief) = expert(&doubts);
        let growth = varied.growth.clone().unwrap();
        let hood = growth.plates.iter().position(|p| p.control == "plate.hood").unwrap();
        let of_hood = varied.conclusions.iter().find(|c| c.claim == Claim::Limit { plate: hood }).unwrap();
        assert!(of_hood.holds.of < of_hood.holds.tried && of_hood.most_cfu > 5.0, "{of_hood:?}");
        let turned_by = Some(TurnedBy { parameter: "load.face".into(), at: 1e9 });
        assert_eq!(of_hood.holds.turned_by, turned_by);
        assert_eq!(growth.plates[hood].holds.as_ref(), Some(&of_hood.holds), "the debrief is marked");
        assert!(varied.table(Lang::En).contains("hood: below 5 CFU") && varied.table(Lang::Fr).contains("1000000000"));
        let chest = growth.plates.iter().find(|p| p.control == "plate.chest").unwrap();
        assert!(chest.holds.as_ref().unwrap().always(), "no face came near the chest");
        let written = serde_json::to_string(&Debrief { growth: Some(growth.clone()), ..debrief }).unwrap();
        assert_eq!(serde_json::from_str::<Debrief>(&written).unwrap().growth, Some(growth));
        // On one core the models are dealt otherwise.
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        assert_eq!(one.install(|| expert(&doubts)).0, varied);
    }

    /// One plate on which `expected` grows; each deviation added so much of it.
    fn growth(expected: f64, deviations: &[(u16, f64)]) -> Growth {
        let plate = PlateReport {
            control: "plate".into(),
            what: Words { fr: "gélose".into(), en: "plate".into() },
            kind: PlateKind::Contact,
            at_s: 0.0,
            at: [0.0; 3],
            grade: "B".into(),
            limit_cfu: Some(5.0),
            expected_cfu: expected,
            counted_cfu: 0,
            label: Label::Design,
            chains: vec![],
            holds: None,
        };
        let added = |&(deviation, cfu): &(u16, f64)| Added {
            deviations: vec![deviation],
            cfu,
            plates: vec![cfu],
            way: None,
            holds: None,
        };
        Growth {
            note: Words::default(),
            plates: vec![plate],
            added: deviations.iter().map(added).collect(),
            air: vec![],
            counters: vec![],
        }
    }

    #[test]
    fn what_a_deviation_added_is_held_against_its_plate_and_the_others() {
        let others = [
            // Alone: 0 falls behind 1; it does so even more; it no longer makes a tenth; 2 makes one.
            growth(4.0, &[(1, 2.0), (0, 1.0), (2, 0.1)]),
            growth(4.0, &[(1, 3.0), (0, 0.5), (2, 0.0)]),
            growth(8.0, &[(0, 0.7), (1, 0.6), (2, 0.0)]),
            growth(4.0, &[(2, 1.0), (0, 1.0), (1, 0.5)]),
            // Draws.
            growth(4.0, &[(0, 2.0), (1, 1.0), (2, 0.0)]),
            growth(4.0, &[(1, 2.0), (0, 1.0), (2, -0.1)]),
        ];
        let alone: Vec<TurnedBy> = (0..4).map(|i| TurnedBy { parameter: format!("p{i}"), at: f64::from(i) }).collect();
        let base = growth(4.0, &[(0, 2.0), (1, 1.0), (2, 0.0)]);
        let claims = Claim::all(&base, &others);
        let tenth = |deviation| Claim::Tenth { deviation, plate: 0 };
        let order = Claim::MoreAdded { deviations: [0, 1] };
        assert_eq!(claims, [Claim::Limit { plate: 0 }, tenth(0), tenth(1), tenth(2), order]);
        let what = ["a", "b", "c"].map(|d| Words { fr: format!("Faute {d}."), en: format!("Fault {d}.") });
        let conclusions = conclusions(&what, &base, &others, &alone);
        let turned: Vec<_> = conclusions.iter().map(|c| c.holds.turned_by.as_ref().map(|by| &*by.parameter)).collect();
        assert_eq!(turned, [Some("p2"), Some("p2"), Some("p2"), Some("p3"), Some("p1")], "the furthest goes first");
        assert_eq!(conclusions.iter().map(|c| c.holds.of).collect::<Vec<_>>(), [2, 2, 2, 2, 1]);
        assert_eq!(conclusions[3].text.fr, "« Faute c » : pas plus d’un dixième de gélose");
        assert_eq!(conclusions[4].text.en, "“Fault a” added more than “Fault b”");
        let marked = marked(base, &conclusions);
        assert_eq!(marked.added[0].holds, Some(conclusions[1].holds.clone()));
        assert_eq!(marked.plates[0].holds, Some(conclusions[0].holds.clone()));
    }
}

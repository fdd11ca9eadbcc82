//! A tape executed again with ledgers beside its room: under other models, and without what its deviations opened.

use crate::replay::Executed;
use crate::scenario::Scenario;
use crate::session::{self, Replay};
use anyhow::{Context, Result};
use drill::growth::{Growth, Opened};
use rayon::prelude::*;
use std::io::IsTerminal;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use twin::microbes::Microbes;
use twin::microbes::model::Model;

/// Ledgers that stand beside one room: each takes two megabytes.
const AT_ONCE: usize = 64;
/// Passes over a tape of which is told how far they are.
const LONG: usize = 3;

/// What grows under each of these models, with what each of `opened` added; nothing where no plate was pressed.
///
/// # Errors
/// The tape cannot be read, or a model does not fit its room.
pub fn grown(path: &Path, scenario: &Scenario, models: &[Model], opened: &[Opened]) -> Result<Vec<Growth>> {
    let share = models.len().div_ceil(rayon::current_num_threads());
    let chunks = models.par_chunks(share.min(AT_ONCE / (1 + opened.len())).max(1));
    let (all, done) = (chunks.len(), AtomicUsize::new(0));
    let grown = chunks.map(|models| {
        let grown = in_one_pass(path, scenario, models, opened);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        // Minutes, where many models are tried.
        if all > LONG && std::io::stderr().is_terminal() {
            eprint!("\r{} %{}", 100 * done / all, if done == all { "\r     \r" } else { "" });
        }
        grown
    });
    Ok(grown.collect::<Result<Vec<_>>>()?.concat())
}

fn in_one_pass(path: &Path, scenario: &Scenario, models: &[Model], opened: &[Opened]) -> Result<Vec<Growth>> {
    let reader = session::open(path)?;
    let seed = reader.header().seed;
    let mut replay = Replay::new(reader, scenario)?;
    let (twin, flow) = (&replay.session.twin, scenario.air.as_ref());
    // By model: the whole ledger, then one without each of what was opened.
    let mut ledgers: Vec<Microbes> = Vec::with_capacity(models.len() * (1 + opened.len()));
    for model in models {
        for i in 0..=opened.len() {
            let mut ledger = Microbes::beside(twin, &scenario.room, flow, model, seed)?;
            ledger.leave_out(i.checked_sub(1).map_or(&[], |i| &opened[i].without));
            ledgers.push(ledger);
        }
    }
    while replay.step().with_context(|| path.display().to_string())?.is_some() {
        ledgers.iter_mut().for_each(|ledger| replay.session.twin.count(ledger));
    }
    let (drill, names) = (&replay.session.drill, replay.session.twin.names());
    let of_model = ledgers.chunks(1 + opened.len()).filter_map(|ledgers| {
        let (whole, without) = ledgers.split_first()?;
        let added = drill.added(opened, whole, without, names);
        Some(Growth { added, ..drill.growth_of(whole, names)? })
    });
    Ok(of_model.collect())
}

/// Tells in a debrief what each deviation added, unless it does: the tape is executed once more, where there is anything
/// to tell.
///
/// # Errors
/// As [`grown`].
pub fn tell_added(path: &Path, scenario: &Scenario, executed: &mut Executed) -> Result<()> {
    let untold = executed.debrief.growth.as_ref().is_some_and(|growth| growth.added.is_empty());
    if untold && !executed.opened.is_empty() {
        let models = std::slice::from_ref(&scenario.model);
        executed.debrief.growth = grown(path, scenario, models, &executed.opened)?.pop();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{pages, replay, scenario};
    use drill::Lang;

    fn told(name: &str) -> Executed {
        let root = scenario::root().unwrap();
        let path = root.join(format!("scenarios/gowning/replays/{name}.tape"));
        let scenario = replay::scenario_of(&root, &path).unwrap();
        let mut executed = replay::execute(&path, &scenario).unwrap();
        let before = executed.debrief.growth.clone();
        tell_added(&path, &scenario, &mut executed).unwrap();
        let growth = executed.debrief.growth.as_ref().unwrap();
        assert_eq!(growth.plates, before.unwrap().plates, "a ledger beside the room counts what the room's own does");
        for added in &growth.added {
            assert_eq!(added.plates.len(), growth.plates.len());
            assert!(added.plates.iter().zip(&growth.plates).all(|(more, plate)| *more <= plate.expected_cfu));
        }
        executed
    }

    /// CFU that a rule's deviation added, and the first source of most of it.
    fn added(executed: &Executed, rule: &str) -> (f64, Option<String>) {
        let debrief = &executed.debrief;
        let of_rule = |&d: &u16| debrief.deviations[d as usize].rule == rule;
        let added = debrief.growth.as_ref().unwrap().added.iter().find(|a| a.deviations.iter().any(of_rule)).unwrap();
        (added.cfu, added.way.as_ref().map(|way| way.chain.source.clone()))
    }

    #[test]
    fn a_zip_left_open_lets_out_what_the_wearer_sheds() {
        let executed = told("zip_open");
        let (cfu, source) = added(&executed, "zip_open");
        assert!((0.1..1.0).contains(&cfu), "{cfu} CFU");
        assert_eq!(source.as_deref(), Some("person.0"));
        for (lang, words) in [(Lang::En, "most of it on chest"), (Lang::Fr, "surtout sur poitrine")] {
            let page = pages::debrief(&executed, lang);
            assert!(page.contains(words), "{page}");
        }
    }

    #[test]
    fn a_wet_glove_takes_from_the_face_what_a_dry_one_would_not() {
        let executed = told("glove_not_dried");
        let (cfu, source) = added(&executed, "glove_used_too_soon");
        assert!((0.05..1.0).contains(&cfu), "{cfu} CFU");
        assert_eq!(source.as_deref(), Some("skin.face"));
    }

    #[test]
    fn what_was_made_good_in_time_added_nothing_and_one_wash_is_one_doing() {
        assert!(added(&told("noticed_and_repaired"), "bare_hand_on_glove").0.abs() < 1e-4);
        let executed = told("hand_wash_15s");
        let growth = executed.debrief.growth.as_ref().unwrap();
        assert_eq!(growth.added.len(), 1, "too short, thumbs missed, incomplete: one wash");
        assert_eq!(growth.added[0].deviations.len(), 3);
    }
}

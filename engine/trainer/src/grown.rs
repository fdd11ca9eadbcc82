//! A tape executed again with ledgers beside its room: under other models, and without what its deviations opened.

use crate::replay::Executed;
use crate::scenario::Scenario;
use crate::session::{self, Replay};
use anyhow::{Context, Result};
use drill::growth::{Growth, Opened};
use rayon::prelude::*;
use std::path::Path;
use twin::microbes::Microbes;
use twin::microbes::model::Model;

/// What grows under each of these models, with what each of `opened` added; nothing where no plate was pressed.
///
/// # Errors
/// The tape cannot be read, or a model does not fit its room.
pub fn grown(path: &Path, scenario: &Scenario, models: &[Model], opened: &[Opened]) -> Result<Vec<Growth>> {
    let at_once = models.len().div_ceil(rayon::current_num_threads()).max(1);
    let grown = models.par_chunks(at_once).map(|models| in_one_pass(path, scenario, models, opened));
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

/// Tells in a debrief what each deviation added: the tape is executed once more, where there is anything to tell.
///
/// # Errors
/// As [`grown`].
pub fn tell_added(path: &Path, scenario: &Scenario, executed: &mut Executed) -> Result<()> {
    if executed.debrief.growth.is_some() && !executed.opened.is_empty() {
        let models = std::slice::from_ref(&scenario.model);
        executed.debrief.growth = grown(path, scenario, models, &executed.opened)?.pop();
    }
    Ok(())
}

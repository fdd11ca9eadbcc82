//! A start without a display: three recorded sessions, and for each of them pictures of its key moments, a debrief in
//! both languages and the statements.

use crate::film::{self, Shot};
use crate::replay::{self, Executed};
use crate::{Answer, pages, scenario, statements};
use anyhow::{Context, Result};
use drill::{Debrief, Lang};
use std::path::Path;
use tape::TICKS_PER_SECOND;

const TAPES: [&str; 3] = ["expert", "coverall_on_floor", "hood_over_collar"];
/// Pictures of a session.
const MOMENTS: usize = 8;

pub fn run(out: &Path) -> Result<Answer> {
    let root = scenario::root()?;
    println!("No display: playing {} recorded sessions of gowning into {}", TAPES.len(), out.display());
    for name in TAPES {
        let path = root.join(format!("scenarios/gowning/replays/{name}.tape"));
        let scenario = replay::scenario_of(&root, &path)?;
        let executed = replay::execute(&path, &scenario)?;
        let folder = out.join(name);
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        write(&folder, &executed)?;
        let d = &executed.debrief;
        println!(
            "{name}: {}, {:.0}/100, {} deviations, {}",
            pages::outcome(d.outcome, Lang::En),
            d.score,
            d.deviations.len(),
            pages::clock(d.duration_s)
        );
        let mut shots: Vec<Shot> = key_moments(d)
            .into_iter()
            .map(|(tick, what)| Shot {
                tick: Some(tick),
                file: folder.join(format!(
                    "{}-{what}.png",
                    pages::clock(tick as f32 / TICKS_PER_SECOND as f32).replace(':', "m")
                )),
            })
            .collect();
        shots.push(Shot { tick: None, file: folder.join("debrief.png") });
        // No driver that draws is no reason to lose the debrief: it is there already.
        match film::film(&root, &path, &scenario, "shoulder", None, &shots, Lang::En) {
            Ok(_) => println!("  {} pictures", shots.len()),
            Err(e) => println!("  no pictures: {e:#}"),
        }
    }
    Ok(Answer::Yes)
}

fn write(folder: &Path, executed: &Executed) -> Result<()> {
    let put = |name: &str, text: String| {
        let file = folder.join(name);
        std::fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))
    };
    put("debrief.en.md", pages::debrief(&executed.debrief, Lang::En))?;
    put("debrief.fr.md", pages::debrief(&executed.debrief, Lang::Fr))?;
    put("debrief.json", serde_json::to_string_pretty(&executed.debrief)? + "\n")?;
    Ok(record::write(&folder.join("statements.json"), &statements::of(executed)?)?)
}

/// Ticks worth a picture and what they show: every deviation, then steps evenly over the session.
fn key_moments(debrief: &Debrief) -> Vec<(u32, String)> {
    let mut moments: Vec<(u32, String)> =
        debrief.deviations.iter().take(MOMENTS / 2).map(|d| (d.tick, d.rule.clone())).collect();
    let done: Vec<_> = debrief.steps.iter().filter_map(|s| s.done_s.map(|at| (at, &s.id))).collect();
    let wanted = MOMENTS - moments.len();
    for i in 0..wanted.min(done.len()) {
        let (at, id) = done[i * done.len() / wanted.min(done.len())];
        moments.push(((at * TICKS_PER_SECOND as f32) as u32, id.clone()));
    }
    moments.sort();
    moments
}

//! A start without a display: three recorded sessions, and for each of them pictures of its key moments, a debrief in
//! both languages and the statements.

use crate::film::{self, Shot};
use crate::replay::{self, Executed};
use crate::{Answer, grown, pages, scenario, statements, trouble};
use anyhow::{Context, Result};
use drill::{Debrief, Lang};
use portray::Words;
use std::path::Path;
use tape::TICKS_PER_SECOND;

const TAPES: [&str; 3] = ["expert", "coverall_on_floor", "hood_over_collar"];
/// Pictures of a session.
const MOMENTS: usize = 8;

pub fn run(words: &Words, lang: Lang, out: &Path) -> Result<Answer> {
    let root = scenario::root()?;
    let count = TAPES.len().to_string();
    println!("{}", words.say(lang, "no-display", &[("count", &count), ("folder", &out.display().to_string())]));
    for name in TAPES {
        let path = root.join(format!("scenarios/gowning/replays/{name}.tape"));
        let scenario = replay::scenario_of(&root, &path)?;
        let mut executed = replay::execute(&path, &scenario)?;
        grown::tell_added(&path, &scenario, &mut executed)?;
        let folder = out.join(name);
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        write(&folder, &executed)?;
        let d = &executed.debrief;
        let said = [
            ("name", name),
            ("outcome", pages::outcome(d.outcome, lang)),
            ("score", &*format!("{:.0}", d.score)),
            ("deviations", &*d.deviations.len().to_string()),
            ("took", &*pages::clock(d.duration_s)),
        ];
        println!("{}", words.say(lang, "demo-line", &said));
        let mut shots: Vec<Shot> = key_moments(d)
            .into_iter()
            .map(|(tick, what)| Shot {
                tick: Some(tick),
                lang: None,
                file: folder.join(format!(
                    "{}-{what}.png",
                    pages::clock(tick as f32 / TICKS_PER_SECOND as f32).replace(':', "m")
                )),
            })
            .collect();
        for (lang, file) in [(Lang::Fr, "debrief.fr.png"), (Lang::En, "debrief.en.png")] {
            shots.push(Shot { tick: None, lang: Some(lang), file: folder.join(file) });
        }
        // No driver that draws is no reason to lose the debrief: it is there already.
        let wanted = film::Wanted { from: "witness", film: None, shots: &shots, follow: None, lang };
        match film::film(&root, &path, &scenario, &wanted) {
            Ok(_) => println!("  {}", words.say(lang, "demo-pictures", &[("count", &shots.len().to_string())])),
            Err(e) => {
                println!("  {}", words.say(lang, "demo-no-pictures", &[("why", &trouble::tell(words, lang, &e))]))
            }
        }
    }
    Ok(Answer::Yes)
}

fn write(folder: &Path, executed: &Executed) -> Result<()> {
    let put = |name: &str, text: String| {
        let file = folder.join(name);
        std::fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))
    };
    put("debrief.en.md", pages::debrief(executed, Lang::En))?;
    put("debrief.fr.md", pages::debrief(executed, Lang::Fr))?;
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
    // What was left out is noticed all at once: one picture tells it.
    moments.dedup_by_key(|(tick, _)| *tick);
    moments
}

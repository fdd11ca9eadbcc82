//! Plays a script and prints what the room tells and what the judge says of it, for whoever writes one.
//!
//!     cargo run -r -p puppet --example trace -- scenarios/gowning/replays/expert.puppet [--verdicts]

use drill::{Drill, Mode, Scenario, Site, VerdictKind};
use puppet::{Script, play};
use std::collections::BTreeMap;
use std::path::Path;
use twin::room::{Patterns, Room};
use twin::{Kind, Twin};

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn main() -> Result<(), String> {
    let path = std::env::args().nth(1).ok_or("say which script to play")?;
    let verdicts_only = std::env::args().nth(2).is_some_and(|a| a == "--verdicts");
    let path = Path::new(&path);
    let folder = path.parent().unwrap_or(Path::new("."));
    let text = read(path)?;
    let script = Script::parse(&path.display().to_string(), &text, &mut |name| read(&folder.join(name)))
        .map_err(|e| e.to_string())?;
    let room: Room = serde_json::from_str(&read(&folder.join("../room.json"))?).map_err(|e| e.to_string())?;
    let patterns: Patterns =
        serde_json::from_str(&read(&folder.join("../garments.json"))?).map_err(|e| e.to_string())?;
    let procedure = read(&folder.join("../procedure.json"))?.into_bytes();
    let scenario = Scenario::parse("gowning", &BTreeMap::from([("procedure.json".to_owned(), procedure)]))
        .map_err(|e| e.to_string())?;
    let site = Site::parse(read(&folder.join("../../site.json"))?.as_bytes()).map_err(|e| e.to_string())?;
    let steps: Vec<String> = scenario.procedure.steps.iter().map(|s| s.id.clone()).collect();
    let twin = Twin::new(&room, &patterns, script.seed, 1).map_err(|e| e.to_string())?;
    let words = twin.names();
    let mut judge = Drill::new(scenario, &site, String::new(), words, Mode::Practice).map_err(|e| e.to_string())?;
    let mut frames = 0u32;
    let played = play(&script, &room, &patterns, &mut |_, facts, names| {
        frames += 1;
        let seconds = frames as f32 / tape::TICKS_PER_SECOND as f32;
        for f in
            facts.iter().filter(|f| !verdicts_only && !matches!(f.kind, Kind::Parted | Kind::Pressure | Kind::Moved))
        {
            let [by, on, with] = [f.by, f.on, f.with].map(|id| names.name(id));
            println!("{seconds:8.2} {:?} {by} -> {on} [{with}] {:.3}", f.kind, f.amount);
        }
        for verdict in judge.judge(facts).to_vec() {
            match verdict.kind {
                VerdictKind::StepBegun { .. } => {}
                VerdictKind::StepDone { step } => println!("{seconds:8.2} == {} done", steps[step as usize]),
                VerdictKind::Deviation { rule, severity, .. } => {
                    println!("{seconds:8.2} !! {:?} {}", severity, judge.rule_id(rule));
                }
                other => println!("{seconds:8.2} .. {other:?}"),
            }
        }
    });
    let debrief = judge.debrief(words, None);
    for d in &debrief.deviations {
        println!("{:8.2} {:?} {} {}", d.at_s, d.severity, d.rule, d.evidence.join("; "));
    }
    println!(
        "{:.1} s of tape, {:?}, {:.0} points",
        frames as f32 / tape::TICKS_PER_SECOND as f32,
        debrief.outcome,
        debrief.score
    );
    played.map_err(|e| e.to_string())
}

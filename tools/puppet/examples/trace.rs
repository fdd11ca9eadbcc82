//! Plays a script and prints what the room tells, for whoever writes one.
//!
//!     cargo run -r -p puppet --example trace -- scenarios/gowning/replays/expert.puppet

use puppet::{Script, play};
use std::path::Path;
use twin::Kind;
use twin::room::{Patterns, Room};

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn main() -> Result<(), String> {
    let path = std::env::args().nth(1).ok_or("say which script to play")?;
    let path = Path::new(&path);
    let folder = path.parent().unwrap_or(Path::new("."));
    let text = read(path)?;
    let script = Script::parse(&path.display().to_string(), &text, &mut |name| read(&folder.join(name)))
        .map_err(|e| e.to_string())?;
    let room: Room = serde_json::from_str(&read(&folder.join("../room.json"))?).map_err(|e| e.to_string())?;
    let patterns: Patterns =
        serde_json::from_str(&read(&folder.join("../garments.json"))?).map_err(|e| e.to_string())?;
    let mut frames = 0u32;
    let played = play(&script, &room, &patterns, &mut |_, facts, names| {
        frames += 1;
        for f in facts.iter().filter(|f| !matches!(f.kind, Kind::Parted | Kind::Pressure | Kind::Moved)) {
            let [by, on, with] = [f.by, f.on, f.with].map(|id| names.name(id));
            let seconds = f.tick as f32 / tape::TICKS_PER_SECOND as f32;
            println!("{seconds:8.2} {:?} {by} -> {on} [{with}] {:.3}", f.kind, f.amount);
        }
    });
    println!("{:.1} s of tape", frames as f32 / tape::TICKS_PER_SECOND as f32);
    played.map_err(|e| e.to_string())
}

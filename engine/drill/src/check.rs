//! Is a drill's folder right? Everything that can be said about it without running it, each with its file and line.

use crate::compile::{Problem, compile};
use crate::locate::locate;
use crate::nearest::suggest;
use crate::procedure::Procedure;
use crate::scenario::{FileError, parse};
use crate::site::{Label, Site};
use serde_json::Value;
use std::collections::BTreeMap;
use twin::Twin;
use twin::air::flow::{Flow, hash_of};
use twin::microbes::model::{Fault, Model};
use twin::names::fits;
use twin::room::{Critical, Patterns, Room, Where};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// `procedure.json`, relative to the drill's folder; `site.json` for the site's.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// `steps[3].title`.
    pub path: String,
    pub sentence: String,
    pub remedy: String,
}

/// Checks the files of a scenario folder (by their names relative to it) and the site's file. Empty: nothing is wrong.
pub fn check(files: &BTreeMap<String, Vec<u8>>, site: &[u8]) -> Vec<Finding> {
    let mut c = Checker { findings: Vec::new() };
    let bytes = |name: &str| files.get(name).map(Vec::as_slice);
    let procedure: Option<Procedure> = c.read("procedure.json", bytes("procedure.json"));
    let room: Option<Room> = c.read("room.json", bytes("room.json"));
    let patterns: Option<Patterns> = c.read("garments.json", bytes("garments.json"));
    let profile: Option<Site> = c.read("site.json", Some(site));
    c.walk_all(files);
    c.walk("site.json", site);
    let twin = c.build(room, patterns, files);
    if let (Some(twin), Some(procedure), Some(profile)) = (twin, procedure, profile) {
        let text = bytes("procedure.json").unwrap_or_default();
        let (_, problems) = compile(&procedure, &profile, twin.names());
        for problem in problems {
            c.problem("procedure.json", text, problem);
        }
        c.order(&procedure, text);
    }
    c.findings
}

/// The same for a folder of rooms that no procedure belongs to yet; their garments may be missing too.
pub fn check_rooms(files: &BTreeMap<String, Vec<u8>>) -> Vec<Finding> {
    let mut c = Checker { findings: Vec::new() };
    let text = files.get("room.json").map(Vec::as_slice);
    let room: Option<Room> = c.read("room.json", text);
    let patterns = match files.get("garments.json") {
        Some(text) => c.read("garments.json", Some(text)),
        None => Some(Patterns::default()),
    };
    c.walk_all(files);
    c.build(room, patterns, files);
    c.findings
}

/// The same for `model.json`.
pub fn check_model(text: &[u8]) -> Vec<Finding> {
    let mut c = Checker { findings: Vec::new() };
    let model: Option<Model> = c.read("model.json", Some(text));
    for Fault { path, sentence, remedy } in model.iter().flat_map(Model::faults) {
        c.find("model.json", text, &path, sentence, remedy);
    }
    c.walk("model.json", text);
    c.findings
}

struct Checker {
    findings: Vec<Finding>,
}

impl Checker {
    /// One finding a place: the first says it best.
    fn find(&mut self, file: &str, text: &[u8], path: &str, sentence: String, remedy: impl Into<String>) {
        if self.findings.iter().any(|f| f.file == file && f.path == path) {
            return;
        }
        let (line, column) = locate(text, path);
        let (file, path, remedy) = (file.to_owned(), path.to_owned(), remedy.into());
        self.findings.push(Finding { file, line, column, path, sentence, remedy });
    }

    fn problem(&mut self, file: &str, text: &[u8], problem: Problem) {
        self.find(file, text, &problem.path, problem.sentence, problem.remedy);
    }

    fn read<T: serde::de::DeserializeOwned>(&mut self, file: &str, bytes: Option<&[u8]>) -> Option<T> {
        let FileError { file, line, column, path, sentence } = match parse(file, bytes) {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let (sentence, remedy) = plain(&sentence);
        self.findings.push(Finding { file, line, column, path, sentence, remedy });
        None
    }

    /// The room as it would be executed. Finds names that lead nowhere, why it cannot be built, and critical surfaces without
    /// first air.
    fn build(
        &mut self,
        room: Option<Room>,
        patterns: Option<Patterns>,
        files: &BTreeMap<String, Vec<u8>>,
    ) -> Option<Twin> {
        let (room, patterns) = (room?, patterns?);
        let text = files.get("room.json").map(Vec::as_slice).unwrap_or_default();
        let before = self.findings.len();
        self.room(&room, &patterns, text);
        match Twin::new(&room, &patterns, 0, 1) {
            Ok(twin) => {
                // A flow that cannot be read, or is another room's, is told of by itself.
                let flow = files.get("air.flow").and_then(|bytes| Flow::from_bytes(bytes, "air.flow").ok());
                for i in
                    flow.filter(|flow| flow.room == hash_of(&room)).iter().flat_map(|flow| twin.lacks_first_air(flow))
                {
                    let (sentence, remedy) = Critical::unreached(&room.critical[i].id);
                    self.find("room.json", text, &format!("critical[{i}]"), sentence, remedy);
                }
                Some(twin)
            }
            // What is said above says it with its line.
            Err(_) if self.findings.len() > before => None,
            Err(error) => {
                self.find("room.json", text, "", "the room cannot be built".into(), error.0);
                None
            }
        }
    }

    fn walk_all(&mut self, files: &BTreeMap<String, Vec<u8>>) {
        for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".json") && !name.starts_with("replays/")) {
            self.walk(name, text);
        }
    }

    /// What is true of any file: words in both languages, numbers and rules with source and label, no way out of the
    /// folder.
    fn walk(&mut self, file: &str, text: &[u8]) {
        if let Ok(value) = serde_json::from_slice(text) {
            self.value(file, text, "", &value);
        }
    }

    fn value(&mut self, file: &str, text: &[u8], path: &str, value: &Value) {
        match value {
            Value::Object(fields) => {
                self.object(file, text, path, fields);
                for (key, value) in fields.iter().filter(|(key, _)| *key != "$schema") {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    self.value(file, text, &path, value);
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.value(file, text, &format!("{path}[{i}]"), item);
                }
            }
            Value::String(word)
                if word.split(['/', '\\']).any(|part| part == "..") || word.starts_with(['/', '\\']) =>
            {
                let sentence = format!("`{word}` leads out of the folder");
                self.find(file, text, path, sentence, "name a file inside, without `..` or a leading `/`");
            }
            _ => {}
        }
    }

    fn object(&mut self, file: &str, text: &[u8], path: &str, fields: &serde_json::Map<String, Value>) {
        let word = |key: &str| fields.get(key).and_then(Value::as_str);
        let at = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        if let (Some(fr), Some(en)) = (word("fr"), word("en")) {
            for (key, language, other) in [("fr", "French", en), ("en", "English", fr)] {
                if word(key).is_some_and(|w| w.trim().is_empty()) {
                    self.find(
                        file,
                        text,
                        &at(key),
                        format!("the {language} words are missing"),
                        format!("translate “{other}”"),
                    );
                }
            }
            // A short word may be the same in both languages; a sentence is not.
            if fr == en && fr.split_whitespace().count() > 2 {
                self.find(file, text, &at("fr"), "the French words are the English ones".into(), "translate them");
            }
        }
        if word("source").is_some_and(|source| source.trim().is_empty()) {
            let remedy = "name the paragraph, the paper or the reason";
            self.find(file, text, &at("source"), "the source is missing".into(), remedy);
        }
        if let Some(label) = word("label").filter(|_| fields.contains_key("source")) {
            let known = [Label::Measured, Label::Computed, Label::Design].map(Label::as_str);
            if !known.contains(&label) {
                let sentence = format!("`{label}` is not a label");
                self.find(file, text, &at("label"), sentence, "use `measured`, `computed` or `design`");
            }
        }
    }

    /// Zones of steps lie on the way, and every step can be reached.
    fn order(&mut self, procedure: &Procedure, text: &[u8]) {
        for (i, step) in procedure.steps.iter().enumerate() {
            if !procedure.zones.contains(&step.zone) {
                let sentence = format!("step `{}` cannot be reached: `{}` is not among `zones`", step.id, step.zone);
                let remedy = suggest(&step.zone, procedure.zones.iter().map(String::as_str), "add the zone to `zones`");
                self.find("procedure.json", text, &format!("steps[{i}].zone"), sentence, remedy);
            }
        }
    }

    /// Names inside the room that must lead somewhere.
    fn room(&mut self, room: &Room, patterns: &Patterns, text: &[u8]) {
        let zones: Vec<&str> = room.zones.iter().map(|zone| zone.id.as_str()).collect();
        let places: Vec<&str> = room.places.iter().map(|place| place.id.as_str()).collect();
        let things: Vec<&str> = room.things.iter().map(|thing| thing.id.as_str()).collect();
        let clothes: Vec<&str> = room.clothes.iter().map(|clothes| clothes.id.as_str()).collect();
        let garments: Vec<&str> = room.garments.iter().map(|garment| garment.id.as_str()).collect();
        let doors: Vec<&str> = room.doors.iter().map(|door| door.id.as_str()).collect();
        let controls: Vec<&str> = room.controls.iter().map(|control| control.id.as_str()).collect();
        let agents: Vec<&str> = room.agents.keys().map(String::as_str).collect();
        let cuts: Vec<&str> = patterns.patterns.keys().map(String::as_str).collect();
        let mut known = |what: &str, name: &str, all: &[&str], path: String| {
            if !all.iter().any(|one| fits(name, one)) {
                let remedy = suggest(name, all.iter().copied(), &format!("add it or name another {what}"));
                self.find("room.json", text, &path, format!("there is no {what} `{name}`"), remedy);
            }
        };
        for (i, door) in room.doors.iter().enumerate() {
            for (k, zone) in door.between.iter().enumerate() {
                known("zone", zone, &zones, format!("doors[{i}].between[{k}]"));
            }
        }
        for (i, gauge) in room.gauges.iter().enumerate() {
            known("door", &gauge.door, &doors, format!("gauges[{i}].door"));
        }
        for (i, dispenser) in room.dispensers.iter().enumerate() {
            known("agent", &dispenser.agent, &agents, format!("dispensers[{i}].agent"));
        }
        let movable: Vec<&str> = things.iter().chain(&garments).copied().collect();
        for (i, place) in room.places.iter().enumerate() {
            for (k, what) in place.takes.iter().enumerate() {
                known("thing or garment", what, &movable, format!("places[{i}].takes[{k}]"));
            }
        }
        for (i, thing) in room.things.iter().enumerate() {
            if let Where::Place(place) = &thing.at {
                known("place", place, &places, format!("things[{i}].at"));
            }
            for (k, garment) in thing.holds.iter().enumerate() {
                known("garment", garment, &garments, format!("things[{i}].holds[{k}]"));
            }
        }
        for (i, critical) in room.critical.iter().enumerate() {
            if let Some(thing) = &critical.thing {
                known("thing", thing, &things, format!("critical[{i}].thing"));
            }
        }
        for (i, garment) in room.garments.iter().enumerate() {
            known("pattern in garments.json", &garment.pattern, &cuts, format!("garments[{i}].pattern"));
            if let Some(Where::Place(place)) = &garment.at {
                known("place", place, &places, format!("garments[{i}].at"));
            }
        }
        for (i, layer) in room.wears.iter().enumerate() {
            known("piece of clothing", layer, &clothes, format!("wears[{i}]"));
        }
        for (i, layer) in room.clothes.iter().enumerate() {
            known("thing", &layer.thing, &things, format!("clothes[{i}].thing"));
            for (old, place) in &layer.replaces {
                known("piece of clothing", old, &clothes, format!("clothes[{i}].replaces.{old}"));
                known("place", place, &places, format!("clothes[{i}].replaces.{old}"));
            }
        }
        let solids = room.solids.iter().map(|solid| solid.id.as_str());
        let shown: Vec<&str> = things.iter().copied().chain(solids).collect();
        for (i, instrument) in room.instruments.iter().enumerate() {
            if let Some(thing) = &instrument.thing {
                known("thing or solid", thing, &shown, format!("instruments[{i}].thing"));
            }
            if let Some(control) = &instrument.starts {
                known("control", control, &controls, format!("instruments[{i}].starts"));
            }
        }
        for (i, draw) in room.draws.iter().enumerate() {
            for (k, thing) in draw.things.iter().enumerate() {
                known("thing", thing, &movable, format!("draws[{i}].things[{k}]"));
            }
        }
        for (i, critical) in room.critical.iter().enumerate() {
            let path = format!("critical[{i}]");
            let told = self.findings.iter().any(|f| f.path.starts_with(&path));
            if let Some((sentence, remedy)) = critical.fault(room).filter(|_| !told) {
                self.find("room.json", text, &path, sentence, remedy);
            }
        }
        for (i, instrument) in room.instruments.iter().enumerate() {
            if room.grade_at(instrument.at.into()).is_none() {
                let sentence = format!("instrument `{}` stands outside of every zone", instrument.id);
                self.find("room.json", text, &format!("instruments[{i}].at"), sentence, "move it into a zone");
            }
        }
        for (i, draw) in room.draws.iter().enumerate().filter(|(_, draw)| draw.things.len() != draw.sets.len()) {
            let sentence = format!("{} things share {} sets of states", draw.things.len(), draw.sets.len());
            self.find("room.json", text, &format!("draws[{i}].sets"), sentence, "give as many sets as things");
        }
    }
}

/// What a reader of JSON says, as a sentence and what to do.
fn plain(sentence: &str) -> (String, String) {
    let names: Vec<&str> = sentence.split('`').skip(1).step_by(2).collect();
    match names.as_slice() {
        [word, known @ ..] if sentence.starts_with("unknown ") && !known.is_empty() => {
            let what = if sentence.starts_with("unknown field") { "field" } else { "word" };
            let advice = format!("use one of: {}", known.join(", "));
            (format!("there is no {what} `{word}` here"), suggest(word, known.iter().copied(), &advice))
        }
        [field] if sentence.starts_with("missing field") => (format!("`{field}` is missing"), "add it".into()),
        [field] if sentence.starts_with("duplicate field") => {
            (format!("`{field}` is there twice"), "keep one of them".into())
        }
        _ if sentence.contains("untagged enum Globs") => {
            ("neither a name nor a list of names".into(), "write \"name\" or [\"name\", \"other\"]".into())
        }
        _ if sentence.contains("untagged enum Where") => {
            ("neither a place nor a point".into(), "write \"place\" or [x, y, z]".into())
        }
        _ if sentence.contains("untagged enum Value") => ("neither a word nor a number".into(), "write one".into()),
        _ => (sentence.to_owned(), "see the schema named in `$schema`".into()),
    }
}

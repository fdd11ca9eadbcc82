//! A stand-in for the twin: says facts by name, tick after tick.

use drill::{Drill, Mode, Scenario, Site, Verdict, VerdictKind, site_hash};
use std::collections::BTreeMap;
use std::path::PathBuf;
use twin::{Fact, Kind, Names};

pub fn scenarios() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

pub fn site_bytes() -> Vec<u8> {
    std::fs::read(scenarios().join("site.json")).unwrap()
}

pub fn model_bytes() -> Vec<u8> {
    std::fs::read(scenarios().join("model.json")).unwrap()
}

/// The gowning drill's own files, without its tapes.
pub fn gowning_files() -> BTreeMap<String, Vec<u8>> {
    ["procedure.json", "room.json", "garments.json"]
        .map(|name| (name.to_owned(), std::fs::read(scenarios().join("gowning").join(name)).unwrap()))
        .into()
}

pub struct Stage {
    pub names: Names,
    pub drill: Drill,
    pub tick: u32,
    pub verdicts: Vec<Verdict>,
    now: Vec<Fact>,
}

impl Stage {
    pub fn gowning(mode: Mode) -> Stage {
        Stage::of(&gowning_files(), &site_bytes(), mode)
    }

    pub fn of(files: &BTreeMap<String, Vec<u8>>, site: &[u8], mode: Mode) -> Stage {
        let room = serde_json::from_slice(&files["room.json"]).unwrap();
        let patterns = serde_json::from_slice(&files["garments.json"]).unwrap();
        let names = twin::Twin::new(&room, &patterns, 0, 1).unwrap().names().clone();
        let scenario = Scenario::parse("gowning", files).unwrap();
        let drill = Drill::new(scenario, &Site::parse(site).unwrap(), site_hash(site), &names, mode).unwrap();
        Stage { names, drill, tick: 0, verdicts: Vec::new(), now: Vec::new() }
    }

    /// Adds a fact to the coming tick. An empty name is nobody; a name that the room does not have is a mistake in the
    /// test.
    pub fn add(&mut self, kind: Kind, by: &str, on: &str, with: &str, amount: f32) {
        let [by, on, with] = [by, on, with].map(|name| match name {
            "" => twin::Id::NONE,
            name => self.names.get(name).unwrap_or_else(|| panic!("no {name}")),
        });
        self.now.push(Fact { tick: self.tick, person: 0, kind, by, on, with, amount });
    }

    /// One tick with this fact.
    pub fn say(&mut self, kind: Kind, by: &str, on: &str, with: &str, amount: f32) {
        self.add(kind, by, on, with, amount);
        self.end_tick();
    }

    pub fn end_tick(&mut self) {
        self.verdicts.extend_from_slice(self.drill.judge(&self.now));
        self.now.clear();
        self.tick += 1;
    }

    pub fn wait(&mut self, seconds: f32) {
        for _ in 0..(seconds * 90.0) as u32 {
            self.end_tick();
        }
    }

    /// Ids of the rules broken so far.
    pub fn deviations(&self) -> Vec<String> {
        let rule = |v: &Verdict| match v.kind {
            VerdictKind::Deviation { rule, .. } => Some(self.drill.rule_id(rule)),
            _ => None,
        };
        self.verdicts.iter().filter_map(rule).collect()
    }
}

//! What the room says of a tape: the facts, by their names.

use crate::trainer::repository;
use serde::de::DeserializeOwned;
use tape::{Frame, Header};
use twin::Twin;

/// Something happened. A name that a fact of its kind does not have is empty.
pub struct Told {
    pub tick: u32,
    pub kind: twin::Kind,
    pub by: String,
    pub on: String,
}

/// The gowning room as it is at first.
pub fn room(seed: u64) -> Twin {
    Twin::new(&part("room"), &part("garments"), seed, 1).expect("a room")
}

/// Every fact of a session.
pub fn facts(header: &Header, frames: &[Frame]) -> Vec<Told> {
    let mut twin = room(header.seed);
    let mut told = Vec::new();
    for frame in frames {
        twin.step(std::slice::from_ref(frame));
        let name = |id| twin.names().name(id).to_owned();
        told.extend(twin.facts().iter().map(|f| Told { tick: f.tick, kind: f.kind, by: name(f.by), on: name(f.on) }));
    }
    told
}

fn part<T: DeserializeOwned>(name: &str) -> T {
    let file = repository().join("scenarios/gowning").join(name).with_extension("json");
    serde_json::from_slice(&std::fs::read(file).expect("a drill")).expect("a drill")
}

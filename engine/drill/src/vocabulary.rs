//! Every name that facts of a room can speak of, by the twin's own way of naming, without building the room.

use std::collections::BTreeSet;
use twin::Names;
use twin::room::{Patterns, Room, Value};

/// Body parts that clothes cover and skins are named after.
const PARTS: [&str; 8] = ["torso", "arm_left", "arm_right", "leg_left", "leg_right", "foot_left", "foot_right", "head"];
/// Surfaces of a hand that a wash covers.
const PATCHES: [&str; 7] = ["palm", "back", "between_fingers", "thumb", "fingertips", "finger_backs", "wrist"];

/// The names that the twin gives to `room` and what lies in it. Names only: its ids are not those of a running twin.
pub fn vocabulary(room: &Room, patterns: &Patterns) -> Names {
    let mut all: BTreeSet<String> = BTreeSet::new();
    let mut add = |name: String| {
        all.insert(name);
    };
    for name in ["body", "head", "floor", "hair", "skin.face", "skin.hand_left", "skin.hand_right"] {
        add(name.into());
    }
    for side in ["left", "right"] {
        add(format!("hand.{side}"));
        add(format!("foot.{side}"));
        PATCHES.iter().for_each(|patch| add(format!("hand.{side}.{patch}")));
    }
    PARTS.iter().for_each(|part| add(format!("skin.{part}")));
    for zone in &room.zones {
        add(zone.id.clone());
        add(format!("floor.{}", zone.id));
    }
    room.solids.iter().for_each(|solid| add(solid.id.clone()));
    for door in &room.doors {
        add(door.id.clone());
        add(format!("{}.plate", door.id));
        add(format!("{}.override", door.id));
        door.interlock.iter().for_each(|group| add(format!("alarm.{group}")));
    }
    room.gauges.iter().for_each(|gauge| add(gauge.id.clone()));
    room.controls.iter().for_each(|control| add(control.id.clone()));
    room.dispensers.iter().for_each(|dispenser| add(dispenser.id.clone()));
    room.targets.iter().for_each(|target| add(target.id.clone()));
    room.places.iter().for_each(|place| add(place.id.clone()));
    room.agents.keys().for_each(|agent| add(agent.clone()));
    for thing in &room.things {
        add(thing.id.clone());
        thing.worn_on.iter().for_each(|place| add(place.clone()));
        thing.wraps.iter().for_each(|wrap| add(format!("{}.{wrap}", thing.id)));
    }
    for clothes in &room.clothes {
        add(clothes.id.clone());
        clothes.covers.iter().for_each(|part| add(format!("{}.{part}.out", clothes.id)));
    }
    let states = room.things.iter().map(|thing| &thing.states).chain(room.garments.iter().map(|g| &g.states));
    let drawn = room.draws.iter().flat_map(|draw| &draw.sets);
    let set = room.interventions.iter().filter_map(|i| i.sets.as_ref()).map(|s| (&s.state, &s.value));
    for (state, value) in states.chain(drawn).flatten().chain(set) {
        add(state.clone());
        if let Value::Word(word) = value {
            add(word.clone());
        }
    }
    room.interventions.iter().for_each(|intervention| add(intervention.id.clone()));
    for garment in &room.garments {
        let id = &garment.id;
        add(id.clone());
        let Some(pattern) = patterns.patterns.get(&garment.pattern) else { continue };
        for tube in &pattern.tubes {
            add(format!("{id}.{}", tube.id));
            add(format!("{id}.{}.out", tube.id));
            add(format!("{id}.{}.in", tube.id));
            tube.regions.iter().for_each(|region| add(format!("{id}.{}", region.id)));
        }
        for feature in &pattern.features {
            add(format!("{id}.{}", feature.id_and_tube().0));
        }
    }
    patterns.skin.iter().for_each(|region| add(region.id.clone()));
    let mut names = Names::default();
    for name in &all {
        names.intern(name);
    }
    names
}

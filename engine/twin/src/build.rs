//! From a scenario's room to a [`Twin`], or one sentence about what is wrong with it.

use crate::air::critical;
use crate::cloth::{Cloth, Laid};
use crate::contact::{ContactSink, Facts};
use crate::devices::{Control, ControlNow, Dispenser, DispenserNow};
use crate::doors::{DoorNow, DoorSpec, Doors, Group};
use crate::dress::{Dress, Layer, MAX_CLOTHES, Wardrobe};
use crate::films::{AgentSpec, Films};
use crate::gaze::{Sight, SightNow};
use crate::ledger::Ledger;
use crate::microbes::instruments::{Level, MOST};
use crate::motion::{Motion, MotionIds};
use crate::person::{MAX_PERSONS, Person};
use crate::physics::Physics;
use crate::room::{InstrumentKind, Patterns, Room, Value, Where};
use crate::seed::Seed;
use crate::stance::{Stance, turned};
use crate::statics::{Block, BlockKind, Statics};
use crate::things::{At, Hold, Place, PlaceNow, Thing, ThingNow, Things, WornOn, face_names, takes};
use crate::touch::Bare;
use crate::twin::{Laying, Meddling, Told, Truth, Twin};
use crate::wipe::Wiped;
use crate::{Id, Names, body::Part};
use glam::{Quat, Vec3};
use std::collections::BTreeSet;
use tape::Pose;

/// What is wrong with a room: which id, and what to do.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct RoomError(pub String);

fn wrong<T>(sentence: String) -> Result<T, RoomError> {
    Err(RoomError(sentence))
}

/// Index of `id` in a list, or a sentence that names who asked for it.
fn find<T>(list: &[T], name: impl Fn(&T) -> &str, id: &str, who: &str, what: &str) -> Result<usize, RoomError> {
    list.iter().position(|t| name(t) == id).ok_or_else(|| {
        RoomError(format!("{who} speaks of {what} `{id}`, which the room does not have: correct the name or add it"))
    })
}

/// No two of a kind have one name, and every number is finite.
fn check(room: &Room) -> Result<(), RoomError> {
    let mut seen = BTreeSet::new();
    let ids = room.zones.iter().map(|z| &z.id).chain(room.solids.iter().map(|s| &s.id));
    let ids = ids.chain(room.doors.iter().map(|d| &d.id)).chain(room.controls.iter().map(|c| &c.id));
    let ids = ids.chain(room.dispensers.iter().map(|d| &d.id)).chain(room.targets.iter().map(|t| &t.id));
    let ids = ids.chain(room.gauges.iter().map(|g| &g.id)).chain(room.places.iter().map(|p| &p.id));
    let ids = ids.chain(room.things.iter().map(|t| &t.id)).chain(room.garments.iter().map(|g| &g.id));
    let ids = ids.chain(room.critical.iter().map(|c| &c.id));
    for id in ids {
        if id.is_empty() || !seen.insert(id) {
            return wrong(format!("the name `{id}` is empty or given twice in the room: give each thing its own"));
        }
    }
    for z in &room.zones {
        let finite = z.min.iter().chain(&z.max).all(|v| v.is_finite());
        if !finite || (0..2).any(|a| z.min[a] >= z.max[a]) {
            return wrong(format!("zone `{}` has no floor: let its `min` lie below its `max` on both axes", z.id));
        }
    }
    for s in &room.solids {
        let (min, max) = (Vec3::from(s.min), Vec3::from(s.max));
        if !min.is_finite() || !max.is_finite() || min.cmpge(max).any() {
            return wrong(format!("solid `{}`: its `min` must lie below its `max` on every axis", s.id));
        }
    }
    for t in &room.things {
        let size = Vec3::from(t.size);
        let good = size.is_finite() && size.min_element() > 0.0 && t.mass_kg >= 0.0 && t.mass_kg.is_finite();
        if !good {
            return wrong(format!("thing `{}`: its size must be above 0 on every axis, its mass 0 or more", t.id));
        }
    }
    for d in &room.doors {
        if !(d.width > 0.0 && d.height > 0.0 && d.swing_s > 0.0 && d.pressure_pa.is_finite()) || d.plates.is_empty() {
            return wrong(format!("door `{}`: width, height and swing_s must be above 0, and it needs a plate", d.id));
        }
    }
    if room.clothes.len() > MAX_CLOTHES {
        return wrong(format!("the room has {} clothes; {MAX_CLOTHES} are possible", room.clothes.len()));
    }
    Ok(())
}

impl Twin {
    /// A room at its first tick. `seed` decides the scenario's draws; `persons` is 1 to [`MAX_PERSONS`].
    pub fn new(room: &Room, patterns: &Patterns, seed: u64, persons: usize) -> Result<Twin, RoomError> {
        if !(1..=MAX_PERSONS).contains(&persons) {
            return wrong(format!("a room holds 1 to {MAX_PERSONS} persons, not {persons}"));
        }
        check(room)?;
        let mut names = Names::default();
        let mut statics = Statics::new(room, &mut names);
        let ids = MotionIds {
            body: names.intern("body"),
            feet: ["foot.left", "foot.right"].map(|n| names.intern(n)),
            hands: ["hand.left", "hand.right"].map(|n| names.intern(n)),
        };
        let doors = doors(room, &mut statics, &ids, &mut names)?;
        let skin = Part::ALL.map(|part| match part {
            Part::Head => names.intern("skin.face"),
            part => names.intern(&format!("skin.{}", part.name())),
        });
        let bare = Bare { face: skin[Part::Head as usize], hair: names.intern("hair"), skin };
        let mut world = hecs::World::new();
        fixed_sights(room, &mut world, &mut names);
        let films = devices(room, persons, &mut world, &mut names)?;
        let mut things = things(room, world, &statics, &ids, persons, &mut names)?;
        let wardrobe = wardrobe(room, &mut things, skin, &ids, persons, &mut names)?;
        let (cloth, laying) = garments(room, patterns, &mut names)?;
        let truths = truths(room, seed, &mut names)?;
        let meddlings = meddlings(room, &truths, &doors, &mut names)?;
        let exposed = critical::exposed(room, &mut names)?;
        instruments(room, &mut names)?;
        Ok(Twin {
            names,
            statics,
            doors,
            bare,
            things,
            films,
            wardrobe,
            cloth,
            laying,
            truths,
            meddlings,
            ids,
            persons: (0..persons).map(|i| Person::new(i as u8)).collect(),
            stances: vec![Stance::default(); persons],
            motions: vec![Motion::default(); persons],
            told: vec![Told::default(); persons],
            cloth_m: vec![[f32::MAX; 2]; persons],
            contacts: ContactSink::default(),
            ledger: Ledger::default(),
            exposed,
            first_air: None,
            microbes: None,
            facts: Facts::with_capacity(4096),
            started: false,
            paused: false,
            sums: Vec::new(),
            scratch: Vec::new(),
        })
    }
}

fn doors(room: &Room, statics: &mut Statics, ids: &MotionIds, names: &mut Names) -> Result<Doors, RoomError> {
    let mut doors = Doors { body: ids.body, hand_ids: ids.hands, ..Doors::default() };
    let mut group_names: Vec<&str> = Vec::new();
    for d in &room.doors {
        for zone in &d.between {
            find(&room.zones, |z| &z.id, zone, &format!("door `{}`", d.id), "the zone")?;
        }
        let group = d.interlock.as_deref().map(|g| {
            group_names.iter().position(|n| *n == g).unwrap_or_else(|| {
                group_names.push(g);
                let alarm = names.intern(&format!("alarm.{g}"));
                let ack = names.intern(&format!("alarm.{g}.ack"));
                doors.groups.push(Group::new(alarm, ack));
                group_names.len() - 1
            }) as u8
        });
        let spec = DoorSpec {
            id: names.intern(&d.id),
            plate_surface: names.intern(&format!("{}.plate", d.id)),
            override_surface: names.intern(&format!("{}.override", d.id)),
            at: Vec3::new(d.at[0], 0.0, d.at[1]),
            rotation: turned(d.turn),
            width: d.width,
            height: d.height,
            plates: d.plates.iter().map(|p| Vec3::from(*p)).collect(),
            override_at: d.override_at.map(Vec3::from),
            swing_s: d.swing_s,
            hold_s: d.hold_s,
            flush_s: d.flush_s,
            group,
            pressure_pa: d.pressure_pa,
            leaf: statics.blocks.len(),
            gauges: room.gauges.iter().filter(|g| g.door == d.id).map(|g| names.intern(&g.id)).collect(),
        };
        let half = Vec3::new(d.width / 2.0, d.height / 2.0, 0.02);
        let mut leaf = Block::from_corners(spec.id, BlockKind::DoorLeaf, -half, half);
        let (at, rotation) = crate::doors::leaf_pose(&spec, 0.0);
        leaf.turn_to(at, rotation);
        statics.blocks.push(leaf);
        doors.now.push(DoorNow::shut(d.pressure_pa));
        doors.specs.push(spec);
    }
    for g in &room.gauges {
        find(&room.doors, |d| &d.id, &g.door, &format!("gauge `{}`", g.id), "the door")?;
    }
    Ok(doors)
}

fn fixed_sights(room: &Room, world: &mut hecs::World, names: &mut Names) {
    let sight = |id, at, radius, faces| (Sight { id, at: Vec3::from(at), radius, faces }, SightNow::default());
    for t in &room.targets {
        let faces = t.faces.map(|degrees| turned(degrees) * Vec3::Z);
        world.spawn(sight(names.intern(&t.id), t.at, t.radius, faces));
    }
    for g in &room.gauges {
        world.spawn(sight(names.intern(&g.id), g.at, 0.06, None));
    }
    for c in &room.controls {
        let id = names.intern(&c.id);
        let (sight, now) = sight(id, c.at, c.radius, None);
        world.spawn((sight, now, Control { id, at: Vec3::from(c.at), radius: c.radius }, ControlNow::default()));
    }
}

fn devices(room: &Room, persons: usize, world: &mut hecs::World, names: &mut Names) -> Result<Films, RoomError> {
    let mut agents = Vec::new();
    let mut air = None;
    for (name, a) in &room.agents {
        if !(a.wet_s >= 0.0 && a.patch_s > 0.0 && a.wet_s.is_finite()) {
            return wrong(format!("agent `{name}`: wet_s must be 0 or more and patch_s above 0"));
        }
        let spec = AgentSpec { id: names.intern(name), wet_s: a.wet_s, patch_s: a.patch_s };
        if name == "air" {
            air = Some(spec);
        } else {
            agents.push(spec);
        }
    }
    for d in &room.dispensers {
        if !room.agents.contains_key(&d.agent) {
            return wrong(format!(
                "dispenser `{}` gives `{}`, which is not among the room's agents: correct the name or add it",
                d.id, d.agent
            ));
        }
        let dispenser = Dispenser {
            id: names.intern(&d.id),
            at: Vec3::from(d.at),
            reach: d.reach,
            agent: names.intern(&d.agent),
            ml_per_dose: d.ml_per_dose,
            flows: d.agent == "water" || d.agent == "air",
        };
        world.spawn((dispenser, DispenserNow::default()));
    }
    Ok(Films::new(agents, air, persons, names))
}

fn things(
    room: &Room,
    mut world: hecs::World,
    statics: &Statics,
    ids: &MotionIds,
    persons: usize,
    names: &mut Names,
) -> Result<Things, RoomError> {
    let garment = |id: &str| room.garments.iter().any(|g| g.id == id);
    for t in &room.things {
        if let Some(g) = t.holds.iter().find(|g| !garment(g)) {
            return wrong(format!("thing `{}` holds `{g}`, which is no garment of the room", t.id));
        }
        if let Some(agent) = t.wipes.as_ref().and_then(|w| w.agent.as_ref()).filter(|a| !room.agents.contains_key(*a)) {
            return wrong(format!("thing `{}` wipes with `{agent}`, which is not among the room's agents", t.id));
        }
    }
    // A pack's layers are things too, listed after all others.
    let mut all: Vec<(String, Vec3, f32)> =
        room.things.iter().map(|t| (t.id.clone(), Vec3::from(t.size) / 2.0, t.mass_kg)).collect();
    let mut layer_index = Vec::new();
    for t in &room.things {
        layer_index.push(all.len() as u16);
        for wrap in &t.wraps {
            let half = Vec3::new(t.size[0] * 0.45, 0.015, t.size[2] * 0.45);
            all.push((format!("{}.{wrap}", t.id), half, 0.05));
        }
    }
    let physics = Physics::new(statics, all.iter().map(|(_, half, mass)| (*half, *mass)));
    let place_entities: Vec<_> = room
        .places
        .iter()
        .map(|p| {
            let takes = all.iter().map(|(id, _, _)| takes(&p.takes, id)).collect();
            let pose = Pose { position: Vec3::from(p.at), rotation: turned(p.turn) };
            let (id, radius, room_for, swallows) = (names.intern(&p.id), p.radius, p.room_for, p.swallows);
            world.spawn((Place { id, pose, radius, takes, room_for, swallows }, PlaceNow::default()))
        })
        .collect();
    let mut entities = Vec::new();
    for (i, (id, half, _)) in all.iter().enumerate() {
        let scenario = room.things.get(i);
        let mut thing = Thing {
            index: i as u16,
            id: names.intern(id),
            half: *half,
            fixed: scenario.is_some_and(|t| t.mass_kg == 0.0),
            wraps: Vec::new(),
            wrap_things: Vec::new(),
            holds: Vec::new(),
            worn_on: None,
            wipes: None,
            sterile: scenario.is_some_and(|t| t.sterile),
            faces: face_names(names, id),
        };
        let mut now = ThingNow { pose: Pose::IDENTITY, at: At::Gone, opened: 0, seen_faces: 0, face_ticks: [0; 6] };
        if let Some(t) = scenario {
            thing.wraps = t.wraps.iter().map(|w| names.intern(w)).collect();
            thing.wrap_things = (0..t.wraps.len() as u16).map(|w| layer_index[i] + w).collect();
            thing.holds = t.holds.iter().map(|g| names.intern(g)).collect();
            thing.wipes = t.wipes.as_ref().map(|w| w.agent.as_ref().map_or(Id::NONE, |a| names.intern(a)));
            now.pose.rotation = turned(t.turn);
            match &t.at {
                Where::Point(at) => {
                    now.pose.position = Vec3::from(*at);
                    now.at = At::Resting;
                }
                Where::Place(place) => {
                    let p = find(&room.places, |p| &p.id, place, &format!("thing `{id}`"), "the place")?;
                    now.pose = Pose { position: Vec3::from(room.places[p].at), rotation: turned(room.places[p].turn) };
                    now.at = At::Place(p as u16);
                }
            }
            if let Some(on) = &t.worn_on {
                let Some(worn) = WornOn::parse(on) else {
                    return wrong(format!(
                        "thing `{id}` is worn on `{on}`; say `pocket`, `wrist.left` or `finger.left_ring`"
                    ));
                };
                thing.worn_on = Some((worn, names.intern(on)));
                now.at = At::Worn(0);
            }
        }
        let sight = SightNow::default();
        entities.push(world.spawn((thing, now, sight, Wiped::default())));
    }
    let mut things = Things {
        world,
        things: entities,
        places: place_entities,
        physics,
        holds: vec![[Hold::default(); 2]; persons],
        revealed: Vec::with_capacity(room.garments.len()),
        hand_ids: ids.hands,
    };
    things.count_places();
    Ok(things)
}

fn wardrobe(
    room: &Room,
    things: &mut Things,
    skin: [Id; Part::COUNT],
    ids: &MotionIds,
    persons: usize,
    names: &mut Names,
) -> Result<Wardrobe, RoomError> {
    let mut layers = Vec::new();
    for c in &room.clothes {
        let who = format!("the piece of clothing `{}`", c.id);
        let mut covers = Vec::new();
        let mut surfaces = [Id::NONE; Part::COUNT];
        for name in &c.covers {
            let Some(part) = Part::ALL.into_iter().find(|p| p.name() == name) else {
                return wrong(format!(
                    "{who} covers `{name}`, which is no part of a body (torso, arm_left, foot_right …)"
                ));
            };
            covers.push(part);
            surfaces[part as usize] = names.intern(&format!("{}.{name}.out", c.id));
        }
        let thing = find(&room.things, |t| &t.id, &c.thing, &who, "the thing")? as u16;
        let mut replaces = Vec::new();
        for (old, place) in &c.replaces {
            let old = find(&room.clothes, |c| &c.id, old, &who, "the clothes")?;
            let place = find(&room.places, |p| &p.id, place, &who, "the place")? as u16;
            replaces.push((old, place));
        }
        layers.push(Layer { id: names.intern(&c.id), covers, surfaces, thing, replaces, hold_s: c.hold_s });
    }
    let mut worn = Vec::new();
    for id in &room.wears {
        worn.push(find(&room.clothes, |c| &c.id, id, "`wears`", "the clothes")?);
    }
    for &layer in &worn {
        things.now_mut(layers[layer].thing).at = At::Gone;
    }
    things.count_places();
    Ok(Wardrobe { layers, dress: vec![Dress::new(&worn); persons], skin, hand_ids: ids.hands })
}

fn garments(room: &Room, patterns: &Patterns, names: &mut Names) -> Result<(Cloth, Vec<Laying>), RoomError> {
    let mut laid = Vec::new();
    let mut layings = Vec::new();
    for g in &room.garments {
        let held = room.things.iter().any(|t| t.holds.contains(&g.id));
        let (at, turn, place) = match &g.at {
            Some(Where::Point(at)) => (Vec3::from(*at), g.turn, None),
            Some(Where::Place(place)) => {
                let p = find(&room.places, |p| &p.id, place, &format!("garment `{}`", g.id), "the place")?;
                (Vec3::from(room.places[p].at), room.places[p].turn + g.turn, Some(p as u16))
            }
            None if held => (Vec3::ZERO, g.turn, None),
            None => {
                return wrong(format!("garment `{}` lies nowhere: give it `at`, or let a thing hold it", g.id));
            }
        };
        laid.push(Laid { id: &g.id, pattern: &g.pattern, at, turn: turn.to_radians(), hidden: g.at.is_none() });
        layings.push(Laying {
            id: names.intern(&g.id),
            parcel: names.intern(&format!("{}.parcel", g.id)),
            offset: Vec3::from(g.offset),
            turn: Quat::from_rotation_y(g.turn.to_radians()),
            place,
            bins: room.places.iter().map(|p| p.swallows && takes(&p.takes, &g.id)).collect(),
        });
    }
    let cloth = Cloth::new(patterns, &laid, names).map_err(RoomError)?;
    Ok((cloth, layings))
}

/// What is true of things and garments once the seed has drawn.
fn truths(room: &Room, seed: u64, names: &mut Names) -> Result<Vec<Truth>, RoomError> {
    let mut truths: Vec<Truth> = Vec::new();
    let things = room.things.iter().map(|t| (&t.id, &t.states));
    for (id, states) in things.chain(room.garments.iter().map(|g| (&g.id, &g.states))) {
        for (state, value) in states {
            set(&mut truths, id, state, value, names);
        }
    }
    let mut seed = Seed::new(seed);
    for (i, draw) in room.draws.iter().enumerate() {
        if draw.things.len() != draw.sets.len() {
            return wrong(format!(
                "draw {} has {} things and {} sets: give one set a thing",
                i + 1,
                draw.things.len(),
                draw.sets.len()
            ));
        }
        let mut order: Vec<usize> = (0..draw.sets.len()).collect();
        seed.shuffle(&mut order);
        for (thing, set_index) in draw.things.iter().zip(order) {
            known(room, thing, &format!("draw {}", i + 1))?;
            for (state, value) in &draw.sets[set_index] {
                set(&mut truths, thing, state, value, names);
            }
        }
    }
    Ok(truths)
}

/// Their names, and those of what counters say.
fn instruments(room: &Room, names: &mut Names) -> Result<(), RoomError> {
    if room.instruments.len() > MOST {
        return wrong(format!("the room has {} instruments; {MOST} are possible", room.instruments.len()));
    }
    for (i, instrument) in room.instruments.iter().enumerate() {
        let (who, at) = (format!("instrument `{}`", instrument.id), Vec3::from(instrument.at));
        if room.instruments[..i].iter().any(|other| other.id == instrument.id) {
            return wrong(format!("{who} is there twice: give each its own name"));
        }
        if !at.is_finite() || room.grade_at(at).is_none() {
            return wrong(format!("{who} stands outside of every zone: correct `at`"));
        }
        if let Some(thing) = &instrument.thing {
            let is_solid = room.solids.iter().any(|s| s.id == *thing);
            if !is_solid {
                find(&room.things, |t| &t.id, thing, &who, "the thing or solid")?;
            }
        }
        if let Some(control) = &instrument.starts {
            find(&room.controls, |c| &c.id, control, &who, "the control")?;
        }
        names.intern(&instrument.id);
        if instrument.kind == InstrumentKind::ParticleCounter {
            names.intern("level");
            Level::ALL.iter().for_each(|level| _ = names.intern(level.name()));
        }
    }
    Ok(())
}

fn known(room: &Room, id: &str, who: &str) -> Result<(), RoomError> {
    if room.things.iter().any(|t| t.id == id) || room.garments.iter().any(|g| g.id == id) {
        return Ok(());
    }
    wrong(format!("{who} speaks of `{id}`, which is neither a thing nor a garment of the room: correct the name"))
}

fn set(truths: &mut Vec<Truth>, on: &str, state: &str, value: &Value, names: &mut Names) {
    let truth = Truth::new(names.intern(on), names.intern(state), value, names);
    match truths.iter_mut().find(|t| t.on == truth.on && t.state == truth.state) {
        Some(old) => *old = truth,
        None => truths.push(truth),
    }
}

fn meddlings(room: &Room, truths: &[Truth], doors: &Doors, names: &mut Names) -> Result<Vec<Meddling>, RoomError> {
    let mut meddlings = Vec::new();
    for m in &room.interventions {
        let who = format!("intervention `{}`", m.id);
        let sets = match &m.sets {
            Some(s) => {
                known(room, &s.thing, &who)?;
                let truth = Truth::new(names.intern(&s.thing), names.intern(&s.state), &s.value, names);
                if !truths.iter().any(|t| t.on == truth.on && t.state == truth.state) {
                    return wrong(format!("{who} sets `{}` of `{}`, which has no such state", s.state, s.thing));
                }
                Some(truth)
            }
            None => None,
        };
        let alarm = m.alarm.as_ref().map(|a| names.intern(a));
        if alarm.is_some_and(|a| !doors.groups.iter().any(|g| g.alarm == a)) {
            return wrong(format!("{who} sounds an alarm that no interlock group has: say `alarm.<group>`"));
        }
        meddlings.push(Meddling { id: names.intern(&m.id), sets, alarm });
    }
    Ok(meddlings)
}

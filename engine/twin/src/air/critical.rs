//! Exposed critical surfaces of a room, and what of its people may be in the way of their first air.

use super::Flow;
use super::first::{Blocker, Critical, FirstAir, Shape};
use crate::body::{Capsule, Part};
use crate::person::Person;
use crate::room::{Critical as Cut, Room};
use crate::things::{At, Things};
use crate::twin::Twin;
use crate::{Id, Kind, Names, RoomError};
use glam::Vec3;
use tape::{JOINTS, LEFT, Pose, RIGHT, TICKS_PER_SECOND, joint};

/// Said again while it lasts, ticks: as a look is.
const SAY_EVERY: u32 = TICKS_PER_SECOND / 2;

/// A critical surface as the scenario has it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exposed {
    pub id: Id,
    radius_m: f32,
    /// The thing it is on.
    thing: Option<u16>,
    /// Room space, or from the middle of the thing.
    at: Vec3,
}

impl Cut {
    /// What is wrong with it in this room, and what to do.
    pub fn fault(&self, room: &Room) -> Option<(String, &'static str)> {
        let who = format!("the critical surface `{}`", self.id);
        let finite = |numbers: [f32; 3]| numbers.iter().all(|n| n.is_finite());
        if !(self.radius.is_finite() && self.radius > 0.0) {
            return Some((format!("{who} has a radius of {}", self.radius), "give metres above 0"));
        }
        if !finite(self.offset) || !finite(self.at.unwrap_or_default()) {
            return Some((format!("{who} lies nowhere"), "give three finite numbers, in metres"));
        }
        let place = match (self.at, &self.thing) {
            (Some(at), None) => at,
            (None, Some(thing)) if room.things.iter().any(|t| t.id == *thing) => return None,
            (None, Some(thing)) => {
                let sentence = format!("{who} is on the thing `{thing}`, which the room does not have");
                return Some((sentence, "correct the name or add it"));
            }
            _ => return Some((format!("{who} needs one place"), "say either `at` or the `thing` it is on")),
        };
        let [x, y, z] = place;
        let over = |min: [f32; 2], max: [f32; 2]| min[0] <= x && x <= max[0] && min[1] <= z && z <= max[1];
        let outside = !room.zones.iter().any(|zone| over(zone.min, zone.max));
        outside.then(|| (format!("{who} lies at [{x}, {y}, {z}], outside of the room's zones"), "move it into one"))
    }

    /// The same where no air comes straight from a filter.
    pub fn unreached(id: &str) -> (String, &'static str) {
        let sentence =
            format!("no air comes straight from a filter to the critical surface `{id}`, where it is at first");
        (sentence, "move it beneath a filter, or take it out of `critical`")
    }
}

/// Critical surfaces of a room that [`Cut::fault`] has nothing against.
pub(crate) fn exposed(room: &Room, names: &mut Names) -> Result<Vec<Exposed>, RoomError> {
    let expose = |cut: &Cut| {
        if let Some(fault) = cut.fault(room) {
            return Err(wrong(fault));
        }
        let thing = cut.thing.as_ref().and_then(|id| room.things.iter().position(|t| t.id == *id));
        let at = Vec3::from(cut.at.unwrap_or(cut.offset));
        Ok(Exposed { id: names.intern(&cut.id), radius_m: cut.radius, thing: thing.map(|t| t as u16), at })
    };
    room.critical.iter().map(expose).collect()
}

fn wrong((sentence, remedy): (String, &str)) -> RoomError {
    RoomError(format!("{sentence}: {remedy}"))
}

fn unreached(first: &FirstAir) -> impl Iterator<Item = usize> {
    (0..first.surfaces().count()).filter(|&k| first.reached(k) == 0.0)
}

impl Exposed {
    /// Where it is, if it is nowhere that moves.
    fn middle(&self, things: &Things) -> Option<Vec3> {
        let Some(thing) = self.thing else { return Some(self.at) };
        let now = things.now(thing);
        let rests = match now.at {
            At::Place(_) | At::Resting => true,
            At::Loose => !things.physics.is_moving(usize::from(thing)),
            At::Gone | At::Worn(_) | At::Held => false,
        };
        rests.then(|| now.pose.position + now.pose.rotation * self.at)
    }
}

impl Twin {
    /// The room with an eye on its critical surfaces: facts say who is in the way of their first air. Without any, or
    /// without a flow, it stays as it is.
    ///
    /// # Errors
    /// One sentence on a surface to which no air comes straight from a filter where it is at first.
    pub fn with_first_air(mut self, flow: Option<&Flow>) -> Result<Twin, RoomError> {
        let Some(flow) = flow.filter(|_| !self.exposed.is_empty()) else { return Ok(self) };
        let first = self.begin_first_air(flow);
        if let Some(k) = unreached(&first).next() {
            return Err(wrong(Cut::unreached(self.names.name(self.exposed[k].id))));
        }
        self.first_air = Some(Box::new(first));
        Ok(self)
    }

    /// Which of `Room::critical` no air comes to straight from a filter, where they are at first.
    pub fn lacks_first_air(&self, flow: &Flow) -> Vec<usize> {
        unreached(&self.begin_first_air(flow)).collect()
    }

    fn begin_first_air(&self, flow: &Flow) -> FirstAir {
        let disc = |e: &Exposed| {
            let middle = e.middle(&self.things).unwrap_or(Vec3::NAN);
            Critical { id: e.id, middle, radius_m: e.radius_m }
        };
        FirstAir::new(flow, &self.exposed.iter().map(disc).collect::<Vec<_>>())
    }

    /// First air, in a room with critical surfaces and a flow.
    pub fn first_air(&self) -> Option<&FirstAir> {
        self.first_air.as_deref()
    }

    /// What may be in the way of first air now, with the part of its person that it is; none: it is carried.
    pub fn blockers(&self) -> impl Iterator<Item = (Option<Part>, Blocker)> {
        blockers(&self.persons, &self.things)
    }

    /// A tick of first air, once everybody and everything is where it is at this tick.
    pub(crate) fn watch_first_air(&mut self) {
        let Some(first) = &mut self.first_air else { return };
        for (k, exposed) in self.exposed.iter().enumerate() {
            first.put(k, exposed.middle(&self.things));
        }
        first.step(blockers(&self.persons, &self.things).map(|(_, blocker)| blocker));
        for b in first.now().iter().filter(|b| b.area_cm2 > 0.0 && (b.ticks - 1).is_multiple_of(SAY_EVERY)) {
            let seconds = (b.ticks - 1) as f32 * tape::TICK_S;
            self.facts.say(b.person, Kind::FirstAirBlocked, b.by, b.over, Id::NONE, seconds);
        }
        for b in first.ended() {
            self.facts.say(b.person, Kind::FirstAirCleared, b.by, b.over, Id::NONE, b.dose_cm2_s);
        }
    }
}

/// All people's limbs, and of what they carry what is not sterile.
fn blockers(persons: &[Person], things: &Things) -> impl Iterator<Item = (Option<Part>, Blocker)> {
    let held = things
        .holds
        .iter()
        .enumerate()
        .flat_map(|(who, hands)| hands.iter().filter_map(move |hold| Some((who as u8, hold.thing?))));
    let carried = held.filter(|(_, thing)| !things.thing(*thing).sterile).map(|(person, thing)| {
        let (Pose { position: centre, rotation }, thing) = (things.now(thing).pose, things.thing(thing));
        (None, Blocker { person, by: thing.id, shape: Shape::Box { centre, half: thing.half, rotation } })
    });
    persons.iter().flat_map(limbs).map(|(part, limb)| (Some(part), limb)).chain(carried)
}

/// What of a person may be in the way, by the outermost surface there: head, trunk, and as far as they are tracked arms
/// and hands bone by bone.
fn limbs(person: &Person) -> impl Iterator<Item = (Part, Blocker)> {
    let body = &person.body;
    let trunk = [(Part::Head, body.head), (Part::Head, body.neck), (Part::Torso, body.torso), (Part::Torso, body.hips)];
    let tracked = [LEFT, RIGHT].into_iter().filter(|side| person.hands[*side].tracked);
    let arms = tracked.flat_map(move |side| {
        let hand = &person.hands[side];
        let bones = (joint::WRIST..JOINTS).map(move |j| {
            let parent = joint::PARENT[j];
            let [a, b] = [parent, j].map(|j| hand.joints[j].position);
            Capsule::new(a, b, 0.5 * (hand.radii[parent] + hand.radii[j]))
        });
        let arm = [body.upper_arm[side], body.forearm[side]].map(|c| (Part::ARMS[side], c));
        arm.into_iter().chain(bones.map(move |bone| (Part::HANDS[side], bone)))
    });
    trunk.into_iter().chain(arms).map(move |(part, shape)| {
        let (person, by) = (person.index, person.outer[part as usize]);
        (part, Blocker { person, by, shape: Shape::Capsule(shape) })
    })
}

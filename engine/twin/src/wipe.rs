//! Wiping: a held wipe, towel or sponge on the faces of another thing, or on the other hand.

use crate::contact::Facts;
use crate::films::{Films, RUB_M_PER_S};
use crate::person::Person;
use crate::things::{At, Thing, ThingNow, Things};
use crate::{Id, Kind, state};
use glam::Vec3;
use tape::{LEFT, RIGHT, TICK_S};

/// Metres from the middle of the wipe to what it wipes (design: half a folded wipe and the thickness of a hand).
const REACH_M: f32 = 0.05;
/// Seconds of rubbing that cover a face with a dry wipe (design).
const DRY_FACE_S: f32 = 1.0;
/// Seconds in which a towel dries one hand (design).
const TOWEL_PATCH_S: f32 = 0.7;

/// The film on a thing, and which of its faces were wiped since it was last wetted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wiped {
    pub agent: Id,
    pub(crate) wet_s: f32,
    left_s: f32,
    rubbed_s: [f32; 6],
    /// A bit a face.
    pub covered: u8,
}
state!(Wiped { agent, wet_s, left_s, rubbed_s, covered });

/// One tick of wiping and drying.
pub fn wipe(things: &mut Things, persons: &[Person], films: &mut Films, facts: &mut Facts) {
    for (who, person) in persons.iter().enumerate() {
        for side in [LEFT, RIGHT] {
            let Some(index) = things.holds[who][side].thing else { continue };
            let Some(agent) = things.thing(index).wipes else { continue };
            let at = things.now(index).pose.position;
            let velocity = person.hands[side].velocity;
            let other = &person.hands[1 - side];
            let over_hand = (other.palm_point - at).length() < REACH_M + 0.03;
            if other.tracked && over_hand && (velocity - other.velocity).length() > RUB_M_PER_S {
                if agent.is_some() {
                    films.wet(who, 1 - side, agent, facts);
                } else {
                    films.dry(who, LEFT, TOWEL_PATCH_S);
                    films.dry(who, RIGHT, TOWEL_PATCH_S);
                }
            }
            let carried = things.holds[who][1 - side].thing;
            for (thing, now, wiped) in things.world.query_mut::<(&Thing, &ThingNow, &mut Wiped)>() {
                if thing.index == index || matches!(now.at, At::Gone | At::Worn(_)) {
                    continue;
                }
                let moves = if carried == Some(thing.index) { other.velocity } else { Vec3::ZERO };
                if thing.distance(now.pose, at) < REACH_M && (velocity - moves).length() > RUB_M_PER_S {
                    rub(thing, now, wiped, at, agent, films, person.index, facts);
                }
            }
        }
    }
    for (thing, wiped) in things.world.query_mut::<(&Thing, &mut Wiped)>() {
        if wiped.agent.is_some() {
            wiped.wet_s += TICK_S;
            wiped.left_s -= TICK_S;
            if wiped.left_s <= 0.0 {
                facts.say(0, Kind::Dried, Id::NONE, thing.id, wiped.agent, wiped.wet_s);
                *wiped = Wiped::default();
            }
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "one wipe on one thing at one tick")]
fn rub(
    thing: &Thing,
    now: &ThingNow,
    wiped: &mut Wiped,
    at: Vec3,
    agent: Id,
    films: &Films,
    person: u8,
    facts: &mut Facts,
) {
    let spec = films.agents.iter().find(|a| a.id == agent);
    if let Some(spec) = spec {
        if wiped.agent != agent {
            *wiped = Wiped { agent, ..Wiped::default() };
            facts.say(person, Kind::Wetted, Id::NONE, thing.id, agent, 0.0);
        }
        wiped.left_s = spec.wet_s;
    }
    let face = nearest_face(thing, now, at);
    wiped.rubbed_s[face] += TICK_S;
    if wiped.rubbed_s[face] >= spec.map_or(DRY_FACE_S, |a| a.patch_s) && wiped.covered & 1 << face == 0 {
        wiped.covered |= 1 << face;
        let share = wiped.covered.count_ones() as f32 / 6.0;
        facts.say(person, Kind::Covered, thing.faces[face], thing.id, agent, share);
    }
}

fn nearest_face(thing: &Thing, now: &ThingNow, at: Vec3) -> usize {
    let local = now.pose.rotation.conjugate() * (at - now.pose.position);
    let over = local.abs() - thing.half;
    let axis = (0..3).max_by(|&i, &j| over[i].total_cmp(&over[j])).unwrap_or(0);
    2 * axis + usize::from(local[axis] < 0.0)
}

//! Controls that are pressed and dispensers that hands are held under.

use crate::contact::Facts;
use crate::doors::{Doors, pressing_distance};
use crate::films::Films;
use crate::person::{MAX_PERSONS, Person};
use crate::{ContactSink, Id, Kind, state};
use glam::Vec3;
use tape::{LEFT, RIGHT, TICK_S};

/// Metres beyond its radius that a hand must leave a control before it can press it again (design).
const REARM_M: f32 = 0.04;
/// Seconds without a hand under it before a dispenser gives again (design).
const REARM_S: f32 = 1.0;
/// Seconds a hand is under a sensor before it gives (design: so that a hand that passes gets nothing).
const SENSE_S: f32 = 0.2;
/// Seconds under running water that rinse another agent off (design).
const RINSE_S: f32 = 1.0;

#[derive(Clone, Copy, Debug)]
pub struct Control {
    pub id: Id,
    pub at: Vec3,
    pub radius: f32,
}

/// Which hands are on it, by person: a bit a hand.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ControlNow {
    pressed: [u8; MAX_PERSONS],
}
state!(ControlNow { pressed });

#[derive(Clone, Copy, Debug)]
pub struct Dispenser {
    pub id: Id,
    pub at: Vec3,
    pub reach: f32,
    pub agent: Id,
    pub ml_per_dose: f32,
    /// Water and air flow as long as hands are under them; other agents come in doses.
    pub flows: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DispenserNow {
    /// Seconds since hands left it; below [`REARM_S`] it gives no new dose.
    away_s: f32,
    given: bool,
    /// By person and hand: seconds under it.
    under_s: [[f32; 2]; MAX_PERSONS],
    /// It gives now.
    pub on: bool,
}
state!(DispenserNow { away_s, given, under_s, on });

/// Says which controls are pressed.
pub fn press(
    world: &mut hecs::World,
    persons: &[Person],
    doors: &mut Doors,
    contacts: &mut ContactSink,
    facts: &mut Facts,
) {
    for (control, now) in world.query_mut::<(&Control, &mut ControlNow)>() {
        for person in persons {
            let pressed = &mut now.pressed[person.index as usize];
            for side in [LEFT, RIGHT] {
                let hand = &person.hands[side];
                let distance = if hand.tracked { pressing_distance(hand, control.at) } else { f32::MAX };
                if distance < control.radius {
                    let (hand, wet) = (person.hand_surface(side), person.hand_wet[side]);
                    contacts.touch(person.index, hand, control.id, 2.0, wet, control.at);
                    if *pressed & 1 << side == 0 {
                        *pressed |= 1 << side;
                        facts.say(person.index, Kind::Pressed, doors.hand_ids[side], control.id, Id::NONE, 0.0);
                        doors.acknowledge(control.id, person.index, doors.hand_ids[side], facts);
                    }
                } else if distance > control.radius + REARM_M {
                    *pressed &= !(1 << side);
                }
            }
        }
    }
}

/// Gives to the hands under each dispenser.
pub fn dispense(world: &mut hecs::World, persons: &[Person], films: &mut Films, facts: &mut Facts) {
    let air = films.air;
    for (d, now) in world.query_mut::<(&Dispenser, &mut DispenserNow)>() {
        let under = |p: Vec3| p.y < d.at.y + 0.05 && (p - d.at).length() < d.reach;
        let mut used = false;
        // The dose goes to the hand, or both hands, that the sensor finds first; rubbing shares it.
        let fresh = !now.given;
        for (who, person) in persons.iter().enumerate() {
            for side in [LEFT, RIGHT] {
                let hand = &person.hands[side];
                let stays = hand.tracked && under(hand.palm().position);
                let under_s = &mut now.under_s[who][side];
                *under_s = if stays { *under_s + TICK_S } else { 0.0 };
                if *under_s < SENSE_S {
                    continue;
                }
                used = true;
                if let Some(air) = air.filter(|a| a.id == d.agent) {
                    films.dry(who, side, air.patch_s);
                } else if d.flows && (*under_s >= RINSE_S || !films.hands[who][side].agent.is_some())
                    || !d.flows && fresh
                {
                    films.wet(who, side, d.agent, facts);
                }
                if fresh {
                    now.given = true;
                    facts.say(person.index, Kind::Dispensed, d.id, person.hand_surface(side), d.agent, d.ml_per_dose);
                }
            }
        }
        now.on = used;
        now.away_s = if used { 0.0 } else { now.away_s + TICK_S };
        now.given &= now.away_s < REARM_S;
    }
}

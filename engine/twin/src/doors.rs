//! Swing doors with plates, interlocks, flush delays, pressure and alarms.
//!
//! A plate pressed opens its door if no other door of its interlock group is open and the group has been shut for the
//! door's flush time; else the door refuses. The override opens it whatever the others do. A door stays open for its hold
//! time, longer while somebody stands in it, and closes by itself.
//!
//! A headset cannot be held back by a door that is shut: whoever walks through one pushes it open. That is said as
//! [`Kind::Forced`] by `body`, whether its interlock would have let it open or not.
//!
//! While a door is open its pressure falls to nothing and comes back after it has shut, each with a first-order lag
//! ([`FALL_S`], [`RISE_S`], `design`). Two open doors of one group raise the alarm `alarm.<group>`, which sounds until the
//! control `alarm.<group>.ack` is pressed.

use crate::contact::Facts;
use crate::grip::HandNow;
use crate::person::{MAX_PERSONS, Person};
use crate::stance::turned;
use crate::statics::Statics;
use crate::{ContactSink, Id, Kind, state};
use glam::{Quat, Vec3};
use tape::{LEFT, RIGHT, TICK_S, joint};

/// Seconds in which an open door's pressure falls to a third (design).
pub const FALL_S: f32 = 0.6;
/// Seconds in which it comes back (design).
pub const RISE_S: f32 = 2.0;
/// Metres from a plate to a hand that presses it, and to one that has left it (design).
pub const PLATE_M: f32 = 0.06;
const PLATE_LEFT_M: f32 = 0.10;
/// Metres from the threshold within which a body keeps the door from closing (design).
const IN_THE_WAY_M: f32 = 0.6;
/// Share of its swing that counts as open for interlock and pressure.
const OPEN: f32 = 0.02;
/// Share of its swing that a person can walk through.
const PASSABLE: f32 = 0.3;

/// A door, as the scenario has it.
#[derive(Clone, Debug)]
pub struct DoorSpec {
    pub id: Id,
    pub plate_surface: Id,
    pub override_surface: Id,
    /// Middle of the threshold.
    pub at: Vec3,
    pub rotation: Quat,
    pub width: f32,
    pub height: f32,
    pub plates: Vec<Vec3>,
    pub override_at: Option<Vec3>,
    pub swing_s: f32,
    pub hold_s: f32,
    pub flush_s: f32,
    /// Index into the list of interlock groups.
    pub group: Option<u8>,
    pub pressure_pa: f32,
    /// Which block of the statics is its leaf.
    pub leaf: usize,
    /// Gauges that show its pressure.
    pub gauges: Vec<Id>,
}

/// What changes about a door.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DoorNow {
    /// 0 shut … 1 wide open.
    pub open: f32,
    opening: bool,
    /// Seconds it still stays open.
    hold_s: f32,
    /// By person: a hand is on a plate or on the override (bits of plate left/right hand, override left/right).
    pressed: [u8; MAX_PERSONS],
    /// By person: which side of the threshold the hips were on; 0 unknown.
    side: [u8; MAX_PERSONS],
    pub pressure_pa: f32,
    said_pa: f32,
    said_once: bool,
}
state!(DoorNow { open, opening, hold_s, pressed, side, pressure_pa, said_pa, said_once });

impl DoorNow {
    pub fn shut(pressure_pa: f32) -> DoorNow {
        DoorNow { pressure_pa, ..DoorNow::default() }
    }
}

/// Doors that are never open together.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// `alarm.<group>` and `alarm.<group>.ack`.
    pub alarm: Id,
    pub ack: Id,
    pub now: GroupNow,
}

impl Group {
    /// A group whose doors have all been shut for long.
    pub fn new(alarm: Id, ack: Id) -> Group {
        Group { alarm, ack, now: GroupNow { shut_s: f32::MAX, ..GroupNow::default() } }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GroupNow {
    /// Seconds for which all its doors have been shut.
    shut_s: f32,
    /// The last door that was open: its own reopening needs no flush.
    last: Option<u8>,
    together: bool,
    pub alarmed: bool,
}
state!(GroupNow { shut_s, last, together, alarmed });

/// All doors and their groups.
#[derive(Clone, Debug, Default)]
pub struct Doors {
    pub specs: Vec<DoorSpec>,
    pub now: Vec<DoorNow>,
    pub groups: Vec<Group>,
    /// `body`, `hand.left`, `hand.right`.
    pub body: Id,
    pub hand_ids: [Id; 2],
}

/// A hand's points that press: tips, knuckles, palm.
pub const PRESSING: [usize; 8] = [
    joint::PALM,
    joint::THUMB_TIP,
    joint::INDEX_TIP,
    joint::MIDDLE_TIP,
    joint::RING_TIP,
    joint::LITTLE_TIP,
    joint::INDEX_PROXIMAL,
    joint::MIDDLE_PROXIMAL,
];

/// Metres from the nearest pressing point of a hand to `p`.
pub fn pressing_distance(hand: &HandNow, p: Vec3) -> f32 {
    if (hand.palm().position - p).length_squared() > 0.09 {
        return f32::MAX;
    }
    PRESSING.iter().map(|&j| (hand.joints[j].position - p).length()).fold(f32::MAX, f32::min)
}

impl Doors {
    pub fn step(&mut self, persons: &[Person], statics: &mut Statics, contacts: &mut ContactSink, facts: &mut Facts) {
        for door in 0..self.specs.len() {
            for person in persons {
                self.press(door, person, contacts, facts);
                self.pass(door, person, facts);
            }
            self.swing(door, persons, facts);
            let (spec, now) = (&self.specs[door], &self.now[door]);
            let (at, rotation) = leaf_pose(spec, now.open);
            statics.blocks[spec.leaf].turn_to(at, rotation);
        }
        self.interlock(facts);
        for (spec, now) in self.specs.iter().zip(&mut self.now) {
            let (to, lag) = if now.open > OPEN { (0.0, FALL_S) } else { (spec.pressure_pa, RISE_S) };
            now.pressure_pa += (to - now.pressure_pa) * (TICK_S / lag);
            if !now.said_once || (now.pressure_pa - now.said_pa).abs() >= 1.0 {
                (now.said_pa, now.said_once) = (now.pressure_pa, true);
                for &gauge in &spec.gauges {
                    facts.say(0, Kind::Pressure, Id::NONE, gauge, Id::NONE, now.pressure_pa);
                }
            }
        }
    }

    fn press(&mut self, door: usize, person: &Person, contacts: &mut ContactSink, facts: &mut Facts) {
        let who = person.index as usize;
        for side in [LEFT, RIGHT] {
            let hand = &person.hands[side];
            let spec = &self.specs[door];
            if !hand.tracked || (hand.palm().position - spec.at).length_squared() > 9.0 {
                continue;
            }
            let plate = spec.plates.iter().map(|p| pressing_distance(hand, *p)).fold(f32::MAX, f32::min);
            let glass = spec.override_at.map_or(f32::MAX, |p| pressing_distance(hand, p));
            let surfaces = [spec.plate_surface, spec.override_surface];
            for (i, (distance, surface)) in [plate, glass].into_iter().zip(surfaces).enumerate() {
                let bit = 1u8 << (2 * i + side);
                if distance < PLATE_M {
                    let (mine, wet) = (person.hand_surface(side), person.hand_wet[side]);
                    contacts.touch(person.index, mine, surface, 4.0, wet, hand.palm_point);
                    let again = self.now[door].pressed[who] & bit != 0;
                    self.now[door].pressed[who] |= bit;
                    if !again {
                        let by = self.hand_ids[side];
                        if i == 0 {
                            self.ask(door, by, person.index, facts)
                        } else {
                            self.force(door, by, person.index, facts)
                        }
                    }
                } else if distance > PLATE_LEFT_M {
                    self.now[door].pressed[who] &= !bit;
                }
            }
        }
    }

    /// May a door open, as far as its interlock is concerned?
    fn may_open(&self, door: usize) -> bool {
        let spec = &self.specs[door];
        let Some(group) = spec.group else { return true };
        let others_shut = (0..self.specs.len()).all(|i| {
            i == door || self.specs[i].group != Some(group) || self.now[i].open <= OPEN && !self.now[i].opening
        });
        let group = &self.groups[group as usize].now;
        others_shut && (group.last == Some(door as u8) || group.shut_s >= spec.flush_s)
    }

    fn ask(&mut self, door: usize, by: Id, person: u8, facts: &mut Facts) {
        let id = self.specs[door].id;
        if self.now[door].open > OPEN || self.now[door].opening {
            self.now[door].opening = true;
            self.now[door].hold_s = self.specs[door].hold_s;
        } else if self.may_open(door) {
            self.open(door);
            facts.say(person, Kind::Opened, by, id, Id::NONE, 0.0);
        } else {
            facts.say(person, Kind::Refused, by, id, Id::NONE, 0.0);
        }
    }

    fn force(&mut self, door: usize, by: Id, person: u8, facts: &mut Facts) {
        let id = self.specs[door].id;
        facts.say(person, Kind::Forced, by, id, Id::NONE, 0.0);
        if self.now[door].open <= OPEN && !self.now[door].opening {
            facts.say(person, Kind::Opened, by, id, Id::NONE, 0.0);
        }
        self.open(door);
    }

    fn open(&mut self, door: usize) {
        self.now[door].opening = true;
        self.now[door].hold_s = self.specs[door].hold_s;
    }

    /// Hips that cross the threshold of a door that is shut push it open.
    fn pass(&mut self, door: usize, person: &Person, facts: &mut Facts) {
        let spec = &self.specs[door];
        let local = spec.rotation.conjugate() * (person.body.hips_pose.position - spec.at);
        let side = if local.z < 0.0 { 1 } else { 2 };
        let who = person.index as usize;
        let before = std::mem::replace(&mut self.now[door].side[who], side);
        let crossed = before != 0 && before != side && local.x.abs() < spec.width / 2.0 && local.z.abs() < 0.5;
        if crossed && !person.jumped && self.now[door].open < PASSABLE {
            self.force(door, self.body, person.index, facts);
            self.now[door].open = PASSABLE;
        }
    }

    fn swing(&mut self, door: usize, persons: &[Person], facts: &mut Facts) {
        let spec = &self.specs[door];
        let now = &mut self.now[door];
        let step = TICK_S / spec.swing_s.max(TICK_S);
        if now.opening {
            now.open = (now.open + step).min(1.0);
            let in_the_way = persons.iter().any(|p| {
                let d = p.body.hips_pose.position - spec.at;
                Vec3::new(d.x, 0.0, d.z).length() < IN_THE_WAY_M
            });
            if now.open >= 1.0 && !in_the_way {
                now.hold_s -= TICK_S;
                now.opening = now.hold_s > 0.0;
            }
        } else if now.open > 0.0 {
            now.open = (now.open - step).max(0.0);
            if now.open == 0.0 {
                facts.say(0, Kind::Closed, Id::NONE, spec.id, Id::NONE, 0.0);
            }
        }
    }

    fn interlock(&mut self, facts: &mut Facts) {
        for (i, group) in self.groups.iter_mut().enumerate() {
            let mut open = 0;
            for (door, spec) in self.specs.iter().enumerate() {
                if spec.group == Some(i as u8) && (self.now[door].open > OPEN || self.now[door].opening) {
                    open += 1;
                    group.now.last = Some(door as u8);
                }
            }
            group.now.shut_s = if open == 0 { group.now.shut_s + TICK_S } else { 0.0 };
            if open > 1 && !group.now.together {
                group.now.alarmed = true;
                facts.say(0, Kind::Alarmed, Id::NONE, group.alarm, Id::NONE, 0.0);
            }
            group.now.together = open > 1;
        }
    }

    /// Makes an alarm sound, by its name. False: no group has it.
    pub fn alarm(&mut self, alarm: Id, facts: &mut Facts) -> bool {
        let Some(group) = self.groups.iter_mut().find(|g| g.alarm == alarm) else { return false };
        group.now.alarmed = true;
        facts.say(0, Kind::Alarmed, Id::NONE, alarm, Id::NONE, 0.0);
        true
    }

    /// A control was pressed: if it acknowledges an alarm that sounds, that is quiet.
    pub fn acknowledge(&mut self, control: Id, person: u8, by: Id, facts: &mut Facts) {
        for group in self.groups.iter_mut().filter(|g| g.ack == control && g.now.alarmed) {
            group.now.alarmed = false;
            facts.say(person, Kind::Calmed, by, group.alarm, Id::NONE, 0.0);
        }
    }
}

/// A leaf is hinged on its left seen along its −Z and swings to −Z, a quarter turn when wide open.
pub fn leaf_pose(spec: &DoorSpec, open: f32) -> (Vec3, Quat) {
    let smooth = open * open * (3.0 - 2.0 * open);
    let swing = spec.rotation * turned(90.0 * smooth);
    let hinge = spec.at + spec.rotation * Vec3::new(-spec.width / 2.0, 0.0, 0.0);
    (hinge + swing * Vec3::new(spec.width / 2.0, spec.height / 2.0, 0.0), swing)
}

//! What may be read of a room between ticks: for pictures, sounds and the puppet. Nothing here changes anything.

use crate::cloth::{Cloth, View};
use crate::devices::{Dispenser, DispenserNow};
use crate::doors::leaf_pose;
use crate::films::Film;
use crate::person::Person;
use crate::statics::Statics;
use crate::things::{At, Thing, ThingNow};
use crate::twin::{Truth, Twin};
use crate::{Fact, Id};
use glam::Vec3;
use tape::Pose;

/// A rigid thing as it is now.
#[derive(Clone, Copy, Debug)]
pub struct ThingView {
    pub id: Id,
    /// Of the middle of its box, room space.
    pub pose: Pose,
    /// Half of its box, metres.
    pub half: Vec3,
    pub at: At,
    /// Layers taken off a pack.
    pub opened: u8,
}

/// A door as it is now.
#[derive(Clone, Copy, Debug)]
pub struct DoorView<'a> {
    pub id: Id,
    /// 0 shut … 1 wide open.
    pub open: f32,
    /// Middle of the leaf, room space.
    pub leaf: Pose,
    pub pressure_pa: f32,
    pub gauges: &'a [Id],
}

impl Twin {
    /// Of the last frame.
    pub fn tick(&self) -> u32 {
        self.facts.tick()
    }

    /// What happened in the last tick.
    pub fn facts(&self) -> &[Fact] {
        self.facts.list()
    }

    /// Bodies, hands and their outer surfaces.
    pub fn persons(&self) -> &[Person] {
        &self.persons
    }

    pub fn statics(&self) -> &Statics {
        &self.statics
    }

    /// Things in the order of the scenario, then the packs' layers; those that are [`At::Gone`] too. Calls `see` with each.
    pub fn see_things(&self, mut see: impl FnMut(ThingView)) {
        for (thing, now) in self.things.world.query::<(&Thing, &ThingNow)>().iter() {
            see(ThingView { id: thing.id, pose: now.pose, half: thing.half, at: now.at, opened: now.opened });
        }
    }

    /// The thing in a hand ([`tape::LEFT`], [`tape::RIGHT`]) of a person.
    pub fn held(&self, person: usize, side: usize) -> Option<Id> {
        self.things.holds[person][side].thing.map(|index| self.things.thing(index).id)
    }

    /// The garment in a hand of a person.
    pub fn held_garment(&self, person: usize, side: usize) -> Option<Id> {
        self.cloth.held(person as u8, side).map(|held| self.laying[held.garment as usize].id)
    }

    pub fn doors(&self) -> impl Iterator<Item = DoorView<'_>> {
        self.doors.specs.iter().zip(&self.doors.now).map(|(spec, now)| {
            let (position, rotation) = leaf_pose(spec, now.open);
            let leaf = Pose { position, rotation };
            DoorView { id: spec.id, open: now.open, leaf, pressure_pa: now.pressure_pa, gauges: &spec.gauges }
        })
    }

    /// Alarms of the interlock groups, and whether they sound.
    pub fn alarms(&self) -> impl Iterator<Item = (Id, bool)> {
        self.doors.groups.iter().map(|g| (g.alarm, g.now.alarmed))
    }

    /// Dispensers that give at this tick.
    pub fn see_dispensing(&self, mut see: impl FnMut(Id)) {
        for (dispenser, now) in self.things.world.query::<(&Dispenser, &DispenserNow)>().iter() {
            if now.on {
                see(dispenser.id);
            }
        }
    }

    /// The film on each hand of a person.
    pub fn films(&self, person: usize) -> &[Film; 2] {
        &self.films.hands[person]
    }

    /// States of things and garments: what can be read or seen on them.
    pub fn truths(&self) -> &[Truth] {
        &self.truths
    }

    /// The clothes a person wears, in the order of the scenario.
    pub fn clothes(&self, person: usize) -> impl Iterator<Item = Id> {
        let dress = &self.wardrobe.dress[person];
        self.wardrobe.layers.iter().enumerate().filter(|(i, _)| dress.wears(*i)).map(|(_, layer)| layer.id)
    }

    /// Every garment, in the order of the scenario.
    pub fn garments(&self) -> impl Iterator<Item = View<'_>> {
        self.cloth.views()
    }

    /// The garments' own questions: rings, rims, degrees.
    pub fn cloth(&self) -> &Cloth {
        &self.cloth
    }
}

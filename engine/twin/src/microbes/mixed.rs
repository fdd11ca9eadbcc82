//! Air of a room whose flow nobody has computed: each stage is mixed evenly, filtered air changes it so many times an hour,
//! and what is heavy falls (`V dC/dt = ΣG − Q·C − v·A·C`, Whyte et al. 2017). Doors and benches between stages let nothing
//! through here.

use super::journal::Journal;
use super::model::Model;
use super::stock::{Amounts, BySource, Stock};
use super::{AIRBORNE, Emission, KINDS, Now};
use crate::body::Part;
use crate::room::Room;
use crate::statics::{BlockKind, Statics};
use crate::things::{At, Thing, ThingNow};
use crate::{RoomError, state};
use glam::{Vec2, Vec3};

/// Index of the face +Y of a thing.
const TOP: usize = 2;

/// Zones that share their air: those whose names agree up to the first dot.
#[derive(Clone, Debug)]
struct Stage {
    /// Rectangles of floor and their regions.
    floors: Vec<(Vec2, Vec2, usize)>,
    floor_m2: f64,
    volume_m3: f64,
    changes_per_s: f64,
}

impl Stage {
    fn holds(&self, p: Vec3) -> bool {
        self.floors.iter().any(|(min, max, _)| p.x >= min.x && p.x < max.x && p.z >= min.y && p.z < max.y)
    }
}

#[derive(Clone, Debug)]
pub struct Mixed {
    stages: Vec<Stage>,
    /// By stage: what floats there.
    floats: Vec<BySource>,
    /// m/s by kind.
    falls: Amounts,
    /// Share of a body's surface that looks up, as far as what falls is concerned.
    worn_share: f64,
    /// cm² by part of a body.
    parts_cm2: [f64; Part::COUNT],
    /// cm² of a folded garment.
    parcel_cm2: f64,
}
state!(Mixed { floats });

impl Mixed {
    pub fn new(room: &Room, statics: &Statics, stock: &Stock, model: &Model) -> Result<Mixed, RoomError> {
        let n = |id: &str| model.number(id);
        let walls = statics.blocks.iter().filter(|b| b.kind == BlockKind::Wall).map(|b| f64::from(b.max.y));
        let height_m = walls.fold(0.0, f64::max).max(n("air.least_height")?);
        let mut names: Vec<&str> = Vec::new();
        let mut stages: Vec<Stage> = Vec::new();
        for (zone, floor) in room.zones.iter().zip(&statics.floors) {
            let name = zone.id.split('.').next().unwrap_or(&zone.id);
            let at = names.iter().position(|known| *known == name).unwrap_or(names.len());
            if at == names.len() {
                names.push(name);
                let changes = n(&format!("air.changes.{}", zone.grade.to_lowercase()))?;
                let empty = Stage { floors: vec![], floor_m2: 0.0, volume_m3: 0.0, changes_per_s: changes / 3600.0 };
                stages.push(empty);
            }
            let [x, z] = (floor.max - floor.min).to_array().map(f64::from);
            stages[at].floors.extend(stock.of(floor.surface).map(|region| (floor.min, floor.max, region)));
            stages[at].floor_m2 += x * z;
            stages[at].volume_m3 += x * z * height_m;
        }
        let body_cm2 = n("body.area")?;
        let mut parts_cm2 = [0.0; Part::COUNT];
        for part in Part::ALL {
            parts_cm2[part as usize] = body_cm2 * n(&format!("body.share.{}", part.of_either_side()))?;
        }
        Ok(Mixed {
            floats: vec![[[0.0; KINDS]; super::SOURCES]; stages.len()],
            stages,
            falls: [n("fall.microbes")?, n("fall.microbes")?, n("fall.particles_05")?, n("fall.particles_5")?],
            worn_share: n("fall.worn_share")?,
            parts_cm2,
            parcel_cm2: n("fall.parcel_area")?,
        })
    }

    /// Is there an amount for each stage? A state that is not of this room may have others.
    pub fn is_whole(&self) -> bool {
        self.floats.len() == self.stages.len()
    }

    /// A second: what was given off mixes in, filters take their share, and the rest falls on floors, on what lies there
    /// and on who stands there.
    pub fn second(&mut self, now: &Now, emissions: &[Emission], stock: &mut Stock, journal: &mut Journal) {
        for e in emissions {
            // Nobody is outside of all stages for long; what is given off there stays in the book of the air.
            let Some(stage) = self.stages.iter().position(|s| s.holds(e.place)) else { continue };
            let floats = &mut self.floats[stage][e.source as usize];
            floats.iter_mut().zip(e.amounts).for_each(|(there, amount)| *there += amount);
        }
        for stage in 0..self.stages.len() {
            if self.floats[stage][..AIRBORNE].iter().flatten().all(|amount| *amount == 0.0) {
                continue;
            }
            self.filter(stage, stock);
            for i in 0..self.stages[stage].floors.len() {
                let (min, max, region) = self.stages[stage].floors[i];
                let size = max - min;
                self.fall_on(stage, region, 1e4 * f64::from(size.x * size.y), now.tick, stock, journal);
            }
            self.on_things(stage, now, stock, journal);
            self.on_garments(stage, now, stock, journal);
            self.on_persons(stage, now, stock, journal);
        }
    }

    fn filter(&mut self, stage: usize, stock: &mut Stock) {
        let gone = 1.0 - libm::exp(-self.stages[stage].changes_per_s);
        for (source, floats) in self.floats[stage].iter_mut().enumerate().take(AIRBORNE) {
            for (kind, there) in floats.iter_mut().enumerate() {
                stock.filtered(source, kind, *there * gone);
                *there *= 1.0 - gone;
            }
        }
    }

    /// What falls in a second on something level of this size.
    fn fall_on(&mut self, stage: usize, region: usize, cm2: f64, tick: u32, stock: &mut Stock, journal: &mut Journal) {
        let air_m3 = self.stages[stage].volume_m3;
        for source in 0..AIRBORNE {
            let floats = &mut self.floats[stage][source];
            let falls: Amounts = std::array::from_fn(|k| floats[k] * (self.falls[k] * 1e-4 * cm2 / air_m3).min(0.5));
            if falls != [0.0; KINDS] {
                floats.iter_mut().zip(falls).for_each(|(there, falls)| *there -= falls);
                stock.fall_on(region, source, falls, tick, journal);
            }
        }
    }

    fn on_things(&mut self, stage: usize, now: &Now, stock: &mut Stock, journal: &mut Journal) {
        for (thing, state) in now.things.world.query::<(&Thing, &ThingNow)>().iter() {
            let lies = !matches!(state.at, At::Gone | At::Worn(_)) && self.stages[stage].holds(state.pose.position);
            if let Some(region) = stock.of(thing.id).nth(TOP).filter(|_| lies) {
                self.fall_on(stage, region, stock.regions[region].area_cm2, now.tick, stock, journal);
            }
        }
    }

    fn on_garments(&mut self, stage: usize, now: &Now, stock: &mut Stock, journal: &mut Journal) {
        for (garment, view) in now.cloth.views().enumerate() {
            let worn = now.cloth.wearer(garment).is_some();
            if worn || !view.visible || !self.stages[stage].holds(view.positions[0]) {
                continue;
            }
            let regions = stock.of(now.cloth.shown_of_parcel(garment));
            let all: f64 = stock.regions[regions.clone()].iter().map(|r| r.area_cm2).sum();
            for region in regions {
                let cm2 = self.parcel_cm2.min(all) * stock.regions[region].area_cm2 / all;
                self.fall_on(stage, region, cm2, now.tick, stock, journal);
            }
        }
    }

    fn on_persons(&mut self, stage: usize, now: &Now, stock: &mut Stock, journal: &mut Journal) {
        for person in now.persons {
            if !self.stages[stage].holds(person.body.mouth) {
                continue;
            }
            for part in Part::ALL {
                let regions = stock.of(person.outer[part as usize]);
                let all: f64 = stock.regions[regions.clone()].iter().map(|r| r.area_cm2).sum();
                for region in regions {
                    // What lies outermost may be smaller than the part: goggles on a head.
                    let looks_up = self.worn_share * self.parts_cm2[part as usize].min(all);
                    let cm2 = looks_up * stock.regions[region].area_cm2 / all;
                    self.fall_on(stage, region, cm2, now.tick, stock, journal);
                }
            }
        }
    }
}

//! What floats between the surfaces: given off into the room's air, carried by its flow, fallen onto what lies below.
//!
//! A room whose flow nobody has computed keeps in its air what is shed into it: nothing falls there.

use super::journal::{Journal, Moment};
use super::model::Model;
use super::stock::Stock;
use super::without::{self, LeftOut, What};
use super::{AIRBORNE, Amounts, Emission, KINDS, Kind4, Now};
use crate::RoomError;
use crate::air::{Air, Brought, Flow, Ledge, START, Stirring};
use crate::body::Part;
use crate::person::MAX_PERSONS;
use crate::room::Room;
use crate::statics::Statics;
use crate::things::{At, Thing, ThingNow};
use glam::Vec3;
use tape::{LEFT, RIGHT, TICK_S};

/// Index of the face +Y of a thing.
const TOP: usize = 2;
/// Ticks between two looks at how people stir the air: a tenth of a second.
const STIR_TICKS: u32 = 9;
/// Nobody is faster in a cleanroom: what is was tracked wrongly, m/s.
const FASTEST_M_PER_S: f32 = 3.0;
/// A ledge lower than this is floor, metres.
const FLOOR_M: f32 = 0.05;

pub struct Floating {
    air: Option<Air>,
    /// Regions that ledges lie on, and by ledge which of them.
    below: Vec<usize>,
    of_ledge: Vec<u16>,
    /// By region of `below`: the middle of its largest ledge.
    middles: Vec<Vec3>,
    /// By region of `below`: what fell in a step.
    sums: Vec<Amounts>,
    /// What returns had taken, and supply air had brought, when it was last written into the books.
    returned: [Amounts; AIRBORNE],
    supplied: [Amounts; AIRBORNE],
    /// Where bodies were when they last stirred the air.
    hips: [Vec3; MAX_PERSONS],
    /// Share of a body's surface that looks up, as far as what falls is concerned.
    worn_share: f64,
    /// cm² by part of a body.
    parts_cm2: [f64; Part::COUNT],
    /// cm² of a folded garment.
    parcel_cm2: f64,
}

impl crate::bytes::State for Floating {
    fn save(&self, out: &mut Vec<u8>) {
        if let Some(air) = &self.air {
            air.save(out);
        }
        self.returned.save(out);
        self.supplied.save(out);
        self.hips.save(out);
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        self.air.as_mut().is_none_or(|air| air.restore(from))
            && self.returned.restore(from)
            && self.supplied.restore(from)
            && self.hips.restore(from)
    }
}

fn middle(ledge: &Ledge) -> Vec3 {
    (Vec3::from(ledge.min) + Vec3::from(ledge.max)) / 2.0
}

fn remove(taken: &[Amounts; AIRBORNE], stock: &mut Stock) {
    for (source, amounts) in taken.iter().enumerate() {
        amounts.iter().enumerate().for_each(|(kind, amount)| stock.filtered(source, kind, *amount));
    }
}

/// The region under a ledge: of the floor there, or of what stands there.
fn region(ledge: &Ledge, statics: &Statics, stock: &Stock) -> usize {
    let middle = middle(ledge);
    let stands = |min: Vec3, max: Vec3| {
        let across = min.x <= middle.x && middle.x <= max.x && min.z <= middle.z && middle.z <= max.z;
        across.then(|| (max.y - middle.y).abs())
    };
    let block = statics.blocks.iter().filter_map(|b| Some((stands(b.min, b.max)?, b.surface)));
    let nearest = block.min_by(|a, b| a.0.total_cmp(&b.0)).filter(|_| middle.y > FLOOR_M);
    let floor = statics.floor_at(middle).map_or(statics.bare_floor, |f| f.surface);
    stock.at(nearest.map_or(floor, |(_, surface)| surface), middle).start
}

/// cm² of each part of a body.
pub fn parts_cm2(model: &Model) -> Result<[f64; Part::COUNT], RoomError> {
    let body_cm2 = model.number("body.area")?;
    let mut parts_cm2 = [0.0; Part::COUNT];
    for part in Part::ALL {
        parts_cm2[part as usize] = body_cm2 * model.number(&format!("body.share.{}", part.of_either_side()))?;
    }
    Ok(parts_cm2)
}

impl Floating {
    pub fn new(
        room: &Room,
        flow: Option<&Flow>,
        statics: &Statics,
        stock: &mut Stock,
        model: &Model,
    ) -> Result<Floating, RoomError> {
        let n = |id: &str| model.number(id);
        let (stirring, brought) = (Stirring::new(model)?, Brought::new(model)?);
        let air = flow.map(|flow| Air::new(room, Some(flow), stirring)).transpose();
        let mut air = air.map_err(|t| RoomError(t.to_string()))?;
        if let (Some(air), Some(flow)) = (&mut air, flow) {
            air.begin(room, flow, &brought);
            for kind in Kind4::ALL {
                stock.floats_at_start(START, kind as usize, air.airborne(START, kind));
            }
        }
        let (mut below, mut of_ledge) = (Vec::new(), Vec::new());
        let mut largest: Vec<&Ledge> = Vec::new();
        for ledge in air.iter().flat_map(Air::ledges) {
            let region = region(ledge, statics, stock);
            let at = below.iter().position(|known| *known == region).unwrap_or(below.len());
            if at == below.len() {
                below.push(region);
                largest.push(ledge);
            }
            if ledge.area_m2 > largest[at].area_m2 {
                largest[at] = ledge;
            }
            of_ledge.push(at as u16);
        }
        let middles = largest.iter().map(|ledge| middle(ledge)).collect();
        Ok(Floating {
            air,
            middles,
            sums: vec![[0.0; KINDS]; below.len()],
            below,
            of_ledge,
            returned: [[0.0; KINDS]; AIRBORNE],
            supplied: [[0.0; KINDS]; AIRBORNE],
            hips: [Vec3::ZERO; MAX_PERSONS],
            worn_share: n("fall.worn_share")?,
            parts_cm2: parts_cm2(model)?,
            parcel_cm2: n("fall.parcel_area")?,
        })
    }

    /// What floats of one kind from one source, wherever it is.
    pub fn amount(&self, source: usize, kind: usize) -> f64 {
        self.air.as_ref().map_or(0.0, |air| air.airborne(source, Kind4::ALL[kind]))
    }

    /// What floats in a m³ at a place, from all sources.
    pub fn concentration(&self, place: Vec3) -> Amounts {
        let of = |air: &Air, source| air.concentration(source, place);
        let all = self.air.iter().flat_map(|air| (0..AIRBORNE).map(move |source| of(air, source)));
        all.fold([0.0; KINDS], |sum, amounts| std::array::from_fn(|k| sum[k] + amounts[k]))
    }

    /// What was given off in the second that ended comes into the air, and falls on things, cloth and people.
    pub fn second(&mut self, now: &Now, emissions: &[Emission], stock: &mut Stock, journal: &mut Journal) {
        let Some(air) = &mut self.air else { return };
        for e in emissions {
            air.emit(e.source as usize, e.place, e.amounts);
        }
        self.on_things(now, stock, journal);
        self.on_garments(now, stock, journal);
        self.on_persons(now, stock, journal);
    }

    /// A tick of the air: people stir it, doors open into it, and one source goes on.
    pub fn tick(&mut self, now: &Now, left_out: &[LeftOut], stock: &mut Stock, journal: &mut Journal) {
        let Some(air) = &mut self.air else { return };
        if now.tick.is_multiple_of(STIR_TICKS) {
            for (door, (state, spec)) in now.doors.now.iter().zip(&now.doors.specs).enumerate() {
                let shut = without::now(left_out, now.tick).any(|what| what == What::Door(spec.id));
                air.set_door(door, if shut { 0.0 } else { state.open });
            }
            for (person, hips) in now.persons.iter().zip(&mut self.hips) {
                let at = person.body.hips_pose.position;
                let speed = if person.jumped { 0.0 } else { (at - *hips).length() / (STIR_TICKS as f32 * TICK_S) };
                *hips = at;
                air.sweep_body(at, speed.min(FASTEST_M_PER_S));
                air.warm(person.body.head_pose.position);
                for hand in [LEFT, RIGHT].map(|side| &person.hands[side]).into_iter().filter(|hand| hand.tracked) {
                    air.sweep_hand(hand.palm_point, hand.velocity.length().min(FASTEST_M_PER_S));
                }
            }
        }
        let Some(source) = air.step() else { return };
        self.sums.fill([0.0; KINDS]);
        for (fallen, below) in air.fallen().iter().zip(&self.of_ledge) {
            self.sums[usize::from(*below)].iter_mut().zip(fallen).for_each(|(sum, fell)| *sum += fell);
        }
        for kind in Kind4::ALL {
            let (k, book) = (kind as usize, air.book(source, kind));
            stock.supplied(source, k, book.supplied - self.supplied[source][k]);
            stock.filtered(source, k, book.returned - self.returned[source][k]);
            (self.supplied[source][k], self.returned[source][k]) = (book.supplied, book.returned);
        }
        for ((fell, &region), &place) in self.sums.iter().zip(&self.below).zip(&self.middles) {
            if *fell != [0.0; KINDS] {
                stock.fall_on(region, source, *fell, now.at(place), journal);
            }
        }
    }

    /// What falls in a second on something level at a place, out of the air at `from`.
    fn fall_on(&mut self, from: Vec3, at: Moment, region: usize, cm2: f64, stock: &mut Stock, journal: &mut Journal) {
        let Some(air) = &mut self.air else { return };
        for (source, fell) in air.fall_on(from, 1e-4 * cm2, 1.0).iter().enumerate() {
            if *fell != [0.0; KINDS] {
                stock.fall_on(region, source, *fell, at, journal);
            }
        }
    }

    /// What falls in a second on a plate of `cm2`, by source: it leaves the room. Nothing where the air is not known.
    pub fn onto_plate(&mut self, at: Vec3, cm2: f64, stock: &mut Stock) -> Option<&[Amounts; AIRBORNE]> {
        let fell = self.air.as_mut()?.fall_on(at, 1e-4 * cm2, 1.0);
        remove(fell, stock);
        Some(fell)
    }

    /// What is in so much air that an instrument draws, by source: it leaves the room. Nothing where the air is not known.
    pub fn draw(&mut self, at: Vec3, m3: f64, stock: &mut Stock) -> Option<&[Amounts; AIRBORNE]> {
        let drawn = self.air.as_mut()?.draw(at, m3);
        remove(drawn, stock);
        Some(drawn)
    }

    fn on_things(&mut self, now: &Now, stock: &mut Stock, journal: &mut Journal) {
        for (thing, state) in now.things.world.query::<(&Thing, &ThingNow)>().iter() {
            let lies = !matches!(state.at, At::Gone | At::Worn(_));
            if let Some(region) = stock.of(thing.id).nth(TOP).filter(|_| lies) {
                let cm2 = stock.regions[region].area_cm2;
                let place = state.pose.position;
                self.fall_on(place, now.at(place), region, cm2, stock, journal);
            }
        }
    }

    fn on_garments(&mut self, now: &Now, stock: &mut Stock, journal: &mut Journal) {
        for (garment, view) in now.cloth.views().enumerate() {
            if now.cloth.wearer(garment).is_some() || !view.visible {
                continue;
            }
            let regions = stock.of(now.cloth.shown_of_parcel(garment));
            let all: f64 = stock.regions[regions.clone()].iter().map(|r| r.area_cm2).sum();
            for region in regions {
                let cm2 = self.parcel_cm2.min(all) * stock.regions[region].area_cm2 / all;
                let place = view.positions[0];
                self.fall_on(place, now.at(place), region, cm2, stock, journal);
            }
        }
    }

    fn on_persons(&mut self, now: &Now, stock: &mut Stock, journal: &mut Journal) {
        for person in now.persons {
            for part in Part::ALL {
                let at = now.at(person.body.middle(part));
                let regions = stock.of(person.outer[part as usize]);
                let all: f64 = stock.regions[regions.clone()].iter().map(|r| r.area_cm2).sum();
                for region in regions {
                    // What lies outermost may be smaller than the part: goggles on a head.
                    let looks_up = self.worn_share * self.parts_cm2[part as usize].min(all);
                    let cm2 = looks_up * stock.regions[region].area_cm2 / all;
                    self.fall_on(person.body.mouth, at, region, cm2, stock, journal);
                }
            }
        }
    }
}

//! What persons give off: `G = G0(clothes) · a(activity) · e(faults of dress)`, once a second.

use super::floating::parts_cm2;
use super::model::Material;
use super::model::Model;
use super::without::{self, LeftOut, What};
use super::{Emission, KINDS, Microbes, Now};
use crate::air::FLOORS;
use crate::body::Part;
use crate::cloth::Cloth;
use crate::dress::Wardrobe;
use crate::motion::MotionIds;
use crate::names::fits;
use crate::person::{MAX_PERSONS, Person};
use crate::{Fact, Id, Kind, Names, RoomError};
use tape::LEFT;

/// Of [`Shedding::speeds`].
const SLOW_WALK: usize = 2;

/// Something that can be worn: a garment by its index, or a layer of clothes.
#[derive(Clone, Copy, Debug)]
struct Worn {
    id: Id,
    garment: Option<usize>,
    layer: Option<usize>,
}

impl Worn {
    fn by(self, person: usize, cloth: &Cloth, wardrobe: &Wardrobe) -> bool {
        self.garment.is_some_and(|garment| cloth.wearer(garment) == Some(person as u8))
            || self.layer.is_some_and(|layer| wardrobe.dress[person].wears(layer))
    }
}

#[derive(Clone, Debug)]
struct WearCut {
    /// One of each must be worn.
    worn: Vec<Vec<Worn>>,
    /// A second, in light work.
    gives: [f64; KINDS],
}

#[derive(Clone, Debug)]
struct ExposureCut {
    worn: Vec<Worn>,
    /// Bits of [`Shedding::skins`].
    bare: u64,
    fitted: Vec<Id>,
    /// The garments whose fit that is.
    garments: Vec<Id>,
    least: f32,
    times: f64,
}

#[derive(Clone, Debug)]
pub struct Shedding {
    wears: Vec<WearCut>,
    exposures: Vec<ExposureCut>,
    /// Skin that exposures speak of.
    skins: Vec<Id>,
    /// Speeds in m/s from which a person is at work with the hands, with the body, walks slowly, walks fast; and what each
    /// gives off in light works, after being still.
    speeds: [f32; 4],
    activities: [f64; 5],
    /// What lies on so many cm² of a floor rises in a second of walking.
    raised_cm2: f64,
    /// For one that floats off, so many stay on the outside of the cloth.
    on_cloth: f64,
    parts_cm2: [f64; Part::COUNT],
    /// By person: bits of `skins` that are bare.
    bare: [u64; MAX_PERSONS],
    /// By person: highest speeds of the second that ends, of body and hands.
    fastest: [[f32; 2]; MAX_PERSONS],
}
crate::state!(Shedding { bare, fastest });

fn all_worn(pattern: &str, cloth: &Cloth, wardrobe: &Wardrobe, names: &Names) -> Vec<Worn> {
    let garments = cloth.views().enumerate().filter(|(_, g)| fits(pattern, names.name(g.id)));
    let layers = wardrobe.layers.iter().enumerate().filter(|(_, l)| fits(pattern, names.name(l.id)));
    let garments = garments.map(|(g, view)| Worn { id: view.id, garment: Some(g), layer: None });
    garments.chain(layers.map(|(l, layer)| Worn { id: layer.id, garment: None, layer: Some(l) })).collect()
}

impl Shedding {
    pub fn new(model: &Model, cloth: &Cloth, wardrobe: &Wardrobe, names: &Names) -> Result<Shedding, RoomError> {
        let n = |id: &str| model.number(id);
        let spores = n("shed.spore_share")?;
        let mut wears = Vec::new();
        for wear in &model.shedding {
            let worn: Vec<_> = wear.worn.iter().map(|w| all_worn(w, cloth, wardrobe, names)).collect();
            let gives = n(&wear.gives)?;
            let particles = [n(&wear.particles_05)?, n(&wear.particles_5)?];
            let gives = [gives * (1.0 - spores), gives * spores, gives * particles[0], gives * particles[1]];
            wears.push(WearCut { worn, gives });
        }
        let mut skins: Vec<Id> = Vec::new();
        let mut exposures = Vec::new();
        for exposure in &model.exposures {
            let mut bare = 0;
            for id in exposure.bare.iter().flat_map(|pattern| names.matching(pattern)) {
                let at = skins.iter().position(|&s| s == id).unwrap_or_else(|| {
                    skins.push(id);
                    skins.len() - 1
                });
                if at >= u64::BITS as usize {
                    return Err(RoomError(
                        "the exposures of model.json speak of more than 64 skins: name fewer".into(),
                    ));
                }
                bare |= 1 << at;
            }
            exposures.push(ExposureCut {
                worn: all_worn(&exposure.worn, cloth, wardrobe, names),
                bare,
                fitted: exposure.fitted.iter().filter_map(|id| names.get(id)).collect(),
                garments: exposure.fitted.iter().filter_map(|id| names.get(id.split('.').next()?)).collect(),
                least: exposure.least.as_ref().map_or(Ok(0.0), |id| n(id))? as f32,
                times: n(&exposure.times)?,
            });
        }
        Ok(Shedding {
            wears,
            exposures,
            skins,
            speeds: [
                n("activity.hands_from")? as f32,
                n("activity.body_from")? as f32,
                n("activity.slow_from")? as f32,
                n("activity.fast_from")? as f32,
            ],
            activities: [
                n("activity.still")?,
                n("activity.hands")?,
                n("activity.body")?,
                n("activity.slow_walk")?,
                n("activity.fast_walk")?,
            ],
            // A factor of redispersion is m³ of air that hold what lies on a m² of floor, while so much air is removed.
            raised_cm2: 1e4 * n("floor.redispersion")? * n("floor.redispersed_at")?,
            on_cloth: n("shed.on_cloth")?,
            parts_cm2: parts_cm2(model)?,
            bare: [0; MAX_PERSONS],
            fastest: [[0.0; 2]; MAX_PERSONS],
        })
    }

    /// Speeds and bare skin.
    pub fn listen(&mut self, ids: &MotionIds, fact: &Fact) {
        let who = fact.person as usize;
        if fact.kind == Kind::Moved {
            let fastest = &mut self.fastest[who][usize::from(fact.by != ids.body)];
            *fastest = fastest.max(fact.amount);
        } else if let Some(bit) = self.skins.iter().position(|&s| s == fact.on) {
            self.bare[who] = self.bare[who] & !(1 << bit) | u64::from(fact.amount > 0.0) << bit;
        }
    }

    /// What a person gives off in a second: clothes · activity · faults.
    fn gives(&self, who: usize, now: &Now, left_out: &[LeftOut]) -> [f64; KINDS] {
        let (cloth, wardrobe) = (now.cloth, now.wardrobe);
        let as_if = |id: Id| without::now(left_out, now.tick).any(|what| what == What::Bare(id));
        let is_worn = |any: &Vec<Worn>| any.iter().any(|w| w.by(who, cloth, wardrobe) || as_if(w.id));
        let wear = self.wears.iter().find(|w| w.worn.iter().all(is_worn));
        let gives = wear.map_or([0.0; KINDS], |w| w.gives);
        let [body, hands] = self.fastest[who];
        let by_hands = usize::from(hands >= self.speeds[0]);
        let by_body = self.speeds.iter().rposition(|&from| body >= from).map_or(0, |i| i + 1);
        let mut times = self.activities[by_hands.max(by_body)];
        for e in self.exposures.iter().filter(|e| is_worn(&e.worn)) {
            if without::now(left_out, now.tick).any(|what| self.is_of(e, what)) {
                continue;
            }
            let loose = e.fitted.iter().any(|&id| cloth.degree_of(id).is_some_and(|degree| degree < e.least));
            if loose || self.bare[who] & e.bare != 0 {
                times *= e.times;
            }
        }
        gives.map(|amount| amount * times)
    }

    fn is_of(&self, e: &ExposureCut, what: What) -> bool {
        let What::Exposure(of) = what else { return false };
        let is_bare = self.skins.iter().position(|&skin| skin == of).is_some_and(|bit| e.bare >> bit & 1 == 1);
        is_bare || e.fitted.contains(&of) || e.garments.contains(&of)
    }
}

impl Microbes {
    /// Everybody sheds what a second of his is worth.
    pub(super) fn give_off(&mut self, now: &Now) {
        self.emissions.clear();
        for (who, person) in now.persons.iter().enumerate() {
            let amounts = self.shedding.gives(who, now, &self.left_out);
            let walks = self.shedding.fastest[who][0] >= self.shedding.speeds[SLOW_WALK];
            self.shedding.fastest[who] = [0.0; 2];
            for (kind, amount) in amounts.into_iter().enumerate() {
                self.stock.shed(who, kind, amount);
            }
            self.leave_on_cloth(person, amounts, now);
            self.emissions.push(Emission { source: person.index, amounts, place: person.body.mouth });
            let sole = person.body.foot[LEFT].a;
            let floor = self.stock.of(now.statics.floor_surface(sole)).next().filter(|_| walks);
            if let Some(floor) = floor {
                let share = self.shedding.raised_cm2 / self.stock.regions[floor].area_cm2;
                let amounts = self.stock.rise(floor, share.min(1.0));
                self.emissions.push(Emission { source: FLOORS as u8, amounts, place: sole });
            }
        }
    }

    /// What comes through the cloth and stays on its outside, evenly.
    fn leave_on_cloth(&mut self, person: &Person, floats_off: [f64; KINDS], now: &Now) {
        let body_cm2: f64 = self.shedding.parts_cm2.iter().sum();
        for part in Part::ALL {
            let regions = self.stock.of(person.outer[part as usize]);
            let all: f64 = self.stock.regions[regions.clone()].iter().map(|r| r.area_cm2).sum();
            let at = now.at(person.body.middle(part));
            for region in regions {
                let it = self.stock.regions[region];
                if it.material != Material::Porous {
                    continue;
                }
                // What lies outermost may be smaller than the part: a mask on a head.
                let cm2 = self.shedding.parts_cm2[part as usize].min(all) * it.area_cm2 / all;
                let stays = floats_off.map(|amount| amount * self.shedding.on_cloth * cm2 / body_cm2);
                self.stock.come_through(region, person.index as usize, stays, at, &mut self.journal);
            }
        }
    }
}

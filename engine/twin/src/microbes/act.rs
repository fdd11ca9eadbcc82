//! What touches, wraps, wipes and films do to what lies on surfaces.

use super::journal::How;
use super::model::{Material, Model};
use super::stock::Region;
use super::{ACT_TICKS, Amounts, KINDS, Kind4, Microbes, Now, Worked};
use crate::contact::Meeting;
use crate::films::{PATCHES, Patch};
use crate::things::{Thing, Things};
use crate::wipe::Wiped;
use crate::{Fact, Id, Names, RoomError};
use tape::{LEFT, RIGHT, TICK_S};

/// Shares that a touch carries over, by what touches what.
#[derive(Clone, Copy, Debug)]
pub struct Transfer {
    skin_wet: f64,
    nitrile_wet: f64,
    porous_wet: f64,
    dry: f64,
    porous_dry: f64,
    /// Of a face that a wipe has covered: the share it takes, and the share of its own that it leaves there.
    wipe_takes: [f64; 2],
    wipe_leaves: [f64; 2],
    /// Powers of ten that a wipe's agent kills on a thing.
    wipe_kills: f64,
    /// cm² of finger tips and of palm that a hand touches with before the rest of it does.
    tips_cm2: f64,
    palm_cm2: f64,
}

impl Transfer {
    pub fn new(model: &Model) -> Result<Transfer, RoomError> {
        let n = |id: &str| model.number(id);
        Ok(Transfer {
            skin_wet: n("transfer.skin_wet")?,
            nitrile_wet: n("transfer.nitrile_wet")?,
            porous_wet: n("transfer.porous_wet")?,
            dry: n("transfer.dry")?,
            porous_dry: n("transfer.porous_dry")?,
            wipe_takes: [n("wipe.dry_takes")?, n("wipe.wet_takes")?],
            wipe_leaves: [n("wipe.dry_leaves")?, n("wipe.wet_leaves")?],
            wipe_kills: n("wipe.kills")?,
            tips_cm2: n("hand.tips_area")?,
            palm_cm2: n("hand.palm_area")?,
        })
    }

    fn lambda(&self, a: Material, b: Material, wet: bool) -> f64 {
        let either = |material| a == material || b == material;
        match (either(Material::Porous), wet) {
            (true, true) => self.porous_wet,
            (true, false) => self.porous_dry,
            (false, false) => self.dry,
            (false, true) if either(Material::Skin) => self.skin_wet,
            (false, true) => self.nitrile_wet,
        }
    }

    /// Shares of `area_cm2` that each piece of a surface touches with: a hand its finger tips first, then its palm, then
    /// all of it; anything else all of it evenly.
    fn pieces(&self, regions: &[Region], area_cm2: f64) -> [f64; PATCHES] {
        let all: f64 = regions.iter().map(|r| r.area_cm2).sum();
        let mut shares = [0.0; PATCHES];
        if regions.len() == PATCHES && area_cm2 <= self.tips_cm2 + self.palm_cm2 {
            let tips = (self.tips_cm2 / area_cm2).min(1.0);
            // Four fingers and the thumb.
            shares[Patch::Fingertips as usize] = 0.8 * tips;
            shares[Patch::Thumb as usize] = 0.2 * tips;
            shares[Patch::Palm as usize] = 1.0 - tips;
        } else {
            shares.iter_mut().zip(regions).for_each(|(share, r)| *share = r.area_cm2 / all);
        }
        shares
    }
}

/// What an agent does to what lies on skin or glove, in `contact_s` of being wet there.
#[derive(Clone, Copy, Debug)]
pub struct AgentEffect {
    pub(super) agent: Id,
    pub(super) contact_s: f32,
    /// Of each kind, what is left alive and what stays there after [`ACT_TICKS`].
    pub(super) alive: Amounts,
    pub(super) stays: Amounts,
}

/// Powers of ten over `contact_s`, as the share that is left after one step.
fn left(logs: f64, contact_s: f64) -> f64 {
    libm::exp(-logs * core::f64::consts::LN_10 * f64::from(ACT_TICKS as f32 * TICK_S) / contact_s)
}

impl AgentEffect {
    /// An agent of which the model says nothing does nothing.
    pub fn new(agent: Id, names: &Names, model: &Model) -> Option<AgentEffect> {
        let name = names.name(agent);
        let n = |what: &str| model.number(&format!("agent.{name}.{what}")).ok();
        let contact_s = n("contact")?;
        let left = |what: &str| left(n(what).unwrap_or(0.0), contact_s);
        let stays = [left("removes"); KINDS];
        let mut alive = [1.0; KINDS];
        alive[Kind4::Vegetative as usize] = left("kills");
        alive[Kind4::Spores as usize] = left("kills_spores");
        Some(AgentEffect { agent, contact_s: contact_s as f32, alive, stays })
    }
}

impl Microbes {
    /// A contact carries over.
    pub(super) fn touch(&mut self, now: &Now, m: &Meeting) {
        let area = f64::from(m.fresh_cm2);
        let (by, on) = (self.stock.at(m.by, m.place), self.stock.at(m.on, m.place));
        if by.is_empty() || on.is_empty() || area <= 0.0 {
            return;
        }
        let wet = (m.wet.is_some() || now.is_wet(m.by) || now.is_wet(m.on)) && !self.takes_as_dry(now.tick, m.by, m.on);
        let materials = [by.start, on.start].map(|region| self.stock.regions[region].material);
        let lambda = self.transfer.lambda(materials[0], materials[1], wet);
        let at = now.at(m.place);
        let pieces = [&by, &on].map(|regions| self.transfer.pieces(&self.stock.regions[regions.clone()], area));
        for (a, share_a) in by.clone().zip(pieces[0]).filter(|(_, share)| *share > 0.0) {
            for (b, share_b) in on.clone().zip(pieces[1]).filter(|(_, share)| *share > 0.0) {
                self.stock.exchange(a, b, lambda, area * share_a * share_b, at, &mut self.journal);
            }
        }
    }

    /// A layer takes along what lay on its pack; what comes to light is the next layer.
    pub(super) fn unwrap(&mut self, now: &Now, fact: &Fact) {
        let Some((pack, opened)) = thing(now.things, fact.by) else { return };
        let layer = now.things.thing(pack).wrap_things[usize::from(opened) - 1];
        let at = now.at(now.things.now(pack).pose.position);
        let (pack, layer) = (self.stock.of(fact.by), self.stock.of(now.things.thing(layer).id));
        for (from, to) in pack.zip(layer) {
            self.stock.carry(from, to, 1.0, How::Wrap, at, &mut self.journal);
        }
    }

    /// A wipe has covered a face of a thing: it leaves some of what it holds and takes most of what lies there.
    pub(super) fn wipe(&mut self, now: &Now, fact: &Fact) {
        let Some((wiped, _)) = thing(now.things, fact.on) else { return };
        let face = now.things.thing(wiped).faces.iter().position(|&f| f == fact.by);
        let holds = now.things.holds[fact.person as usize].iter().filter_map(|hold| hold.thing);
        let wipe = holds.map(|t| now.things.thing(t)).find(|t| t.wipes.is_some()).map(|t| t.id);
        let (Some(face), Some(wipe)) = (face, wipe) else { return };
        let (Some(face), Some(wipe)) = (self.stock.of(fact.on).nth(face), self.stock.of(wipe).next()) else { return };
        let at = now.at(now.things.now(wiped).pose.position);
        let wet = usize::from(fact.with.is_some());
        let (takes, leaves) = (self.transfer.wipe_takes[wet], self.transfer.wipe_leaves[wet]);
        self.stock.carry(wipe, face, leaves, How::Wipe, at, &mut self.journal);
        self.stock.carry(face, wipe, takes, How::Wipe, at, &mut self.journal);
    }

    /// Films on hands: a patch that was rubbed is worked on for as long as it is wet, up to the agent's time.
    pub(super) fn act_on_hands(&mut self, now: &Now) {
        for (who, films) in now.films.hands.iter().enumerate() {
            for side in [LEFT, RIGHT] {
                let (film, worked) = (&films[side], &mut self.worked[who][side]);
                if film.surface != worked.surface || film.wet_s < worked.wet_s {
                    *worked = Worked { surface: film.surface, ..Worked::default() };
                }
                worked.wet_s = film.wet_s;
                worked.agent = film.agent;
                let Some(effect) = self.agents.iter().find(|a| a.agent == film.agent) else { continue };
                for (patch, region) in self.stock.of(film.surface).enumerate() {
                    if film.covered >> patch & 1 == 1 && worked.worked_s[patch] < effect.contact_s {
                        worked.worked_s[patch] += ACT_TICKS as f32 * TICK_S;
                        self.stock.kill(region, effect.alive);
                        self.stock.remove(region, effect.stays);
                    }
                }
            }
        }
    }

    /// Films on things that were wiped.
    pub(super) fn act_on_things(&mut self, now: &Now) {
        for (thing, wiped) in now.things.world.query::<(&Thing, &Wiped)>().iter() {
            let Some(effect) = self.agents.iter().find(|a| a.agent == wiped.agent) else { continue };
            if wiped.covered == 0 || wiped.wet_s > effect.contact_s {
                continue;
            }
            let mut alive = [1.0; KINDS];
            alive[Kind4::Vegetative as usize] = left(self.transfer.wipe_kills, f64::from(effect.contact_s));
            for (face, region) in self.stock.of(thing.id).enumerate() {
                if wiped.covered >> face & 1 == 1 {
                    self.stock.kill(region, alive);
                }
            }
        }
    }
}

/// Index of the thing of this name, and how many layers are off.
fn thing(things: &Things, id: Id) -> Option<(u16, u8)> {
    let index = (0..things.things.len() as u16).find(|&t| things.thing(t).id == id)?;
    Some((index, things.now(index).opened))
}

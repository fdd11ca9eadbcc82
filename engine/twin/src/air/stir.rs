//! What doors and people do to the air: it changes sides through an open door, and mixes where somebody moves or is warm.

use super::grid::Grid;
use super::{Air, Amounts};
use crate::microbes::model::Model;
use crate::room::Door;
use crate::{RoomError, state};
use glam::Vec3;
use std::collections::BTreeMap;

/// Cells that may be stirred at once; the weakest gives way.
pub(super) const STIRRED: usize = 48;
/// Share of the smaller of two cells that stirring may move in a step.
const MOST_STIRRED: f64 = 0.25;

/// How doors and people move the air: numbers of `model.json`.
#[derive(Clone, Copy, Debug)]
pub struct Stirring {
    /// m³ that change sides while a door is open, and the seconds of one passage in which they do.
    pub door_m3: f64,
    pub door_s: f64,
    /// m³/s that the warmth of a body stirs in each cell beside it.
    pub plume_m3_per_s: f32,
    /// Seconds in which a wake dies down to a third.
    pub wake_s: f64,
    /// m² that a hand and a body turn to the air they go through.
    pub hand_m2: f32,
    pub body_m2: f32,
}

impl Stirring {
    /// # Errors
    /// The model lacks one of them.
    pub fn new(model: &Model) -> Result<Stirring, RoomError> {
        let n = |id: &str| model.number(id);
        Ok(Stirring {
            door_m3: n("air.door_exchange")?,
            door_s: n("air.door_passage")?,
            plume_m3_per_s: n("air.plume")? as f32,
            wake_s: n("air.wake")?,
            hand_m2: n("air.hand_area")? as f32,
            body_m2: n("air.body_area")? as f32,
        })
    }
}

/// A cell that something moves through.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stir {
    pub cell: u16,
    pub m3_per_s: f64,
}
state!(Stir { cell, m3_per_s });

/// Cells that face each other through a door, and their share of its opening.
pub(super) type Doorway = Vec<(u16, u16, f64)>;

impl Air {
    /// How far a door is open, 0 to 1; `door` counts as `room.json` does.
    pub fn set_door(&mut self, door: usize, open: f32) {
        self.open[door] = open;
    }

    /// A hand goes through the air: what of its speed is faster than the air there mixes the cell with those around it.
    pub fn sweep_hand(&mut self, place: Vec3, m_per_s: f32) {
        self.sweep(place, m_per_s, self.stirring.hand_m2);
    }

    /// The same of a body.
    pub fn sweep_body(&mut self, place: Vec3, m_per_s: f32) {
        self.sweep(place, m_per_s, self.stirring.body_m2);
    }

    fn sweep(&mut self, place: Vec3, m_per_s: f32, frontal_m2: f32) {
        let wind = Vec3::from_array(self.grid.wind[self.grid.cell(place.to_array())]).length();
        self.stir(place, (m_per_s - wind).max(0.0) * frontal_m2);
    }

    /// The warmth of a body stirs the air from the floor up to `top`.
    pub fn warm(&mut self, top: Vec3) {
        let step = 0.25;
        let count = (top.y / step).max(0.0) as usize;
        (0..=count).for_each(|k| self.stir(Vec3::new(top.x, k as f32 * step, top.z), self.stirring.plume_m3_per_s));
    }

    /// `m3_per_s` of a cell change places with what is around it; it dies down by itself.
    fn stir(&mut self, place: Vec3, m3_per_s: f32) {
        let (cell, m3_per_s) = (self.grid.cell(place.to_array()) as u16, f64::from(m3_per_s));
        let known = self.stirs.iter().position(|s| s.cell == cell && s.m3_per_s > 0.0);
        let weakest = || (0..STIRRED).min_by(|a, b| self.stirs[*a].m3_per_s.total_cmp(&self.stirs[*b].m3_per_s));
        let Some(slot) = known.or_else(weakest) else { return };
        if m3_per_s > self.stirs[slot].m3_per_s {
            self.stirs[slot] = Stir { cell, m3_per_s };
        }
    }

    /// Through open doors, and where somebody moves.
    pub(super) fn exchange(&mut self, source: usize) {
        let (dt, by_door) = (self.dt(), self.stirring);
        let (cells, volume) = (&mut self.sources[source].cells, &self.grid.volume);
        let mut swap = |a: usize, b: usize, m3: f64| {
            let m3 = m3.min(MOST_STIRRED * volume[a].min(volume[b]));
            let net: Amounts = std::array::from_fn(|k| m3 * (cells[a][k] / volume[a] - cells[b][k] / volume[b]));
            cells[a].iter_mut().zip(net).for_each(|(amount, net)| *amount -= net);
            cells[b].iter_mut().zip(net).for_each(|(amount, net)| *amount += net);
        };
        for (door, open) in self.doors.iter().zip(&self.open).filter(|(_, open)| **open > 0.0) {
            for (a, b, share) in door {
                swap(
                    usize::from(*a),
                    usize::from(*b),
                    share * f64::from(*open) * by_door.door_m3 / by_door.door_s * dt,
                );
            }
        }
        for s in self.stirs.iter().filter(|s| s.m3_per_s > 1e-6) {
            let cell = usize::from(s.cell);
            for e in &self.entries[self.first[cell] as usize..self.first[cell + 1] as usize] {
                if e.faces > 0.0 {
                    swap(cell, e.from as usize, f64::from(e.faces) * s.m3_per_s * dt);
                }
            }
        }
    }
}

/// The cells that face each other through a door's opening.
pub(super) fn doorway(grid: &Grid, door: &Door) -> Doorway {
    let step = grid.fine_m();
    let (sin, cos) = libm::sincosf(door.turn.to_radians());
    let (along, across) = (Vec3::new(cos, 0.0, -sin), Vec3::new(sin, 0.0, cos));
    let (wide, high) = ((door.width / step).max(1.0) as usize, (door.height / step).max(1.0) as usize);
    let mut pairs: BTreeMap<(u16, u16), f64> = BTreeMap::new();
    for x in 0..wide {
        for y in 0..high {
            let right = ((x as f32 + 0.5) / wide as f32 - 0.5) * door.width;
            let up = (y as f32 + 0.5) / high as f32 * door.height;
            let middle = Vec3::new(door.at[0], up, door.at[1]) + along * right;
            // Far enough from the leaf that walls of two cells are left behind.
            let [a, b] = [-1.0, 1.0].map(|side| grid.cell((middle + across * side * 2.5 * step).to_array()) as u16);
            if a != b {
                *pairs.entry((a, b)).or_default() += 1.0 / (wide * high) as f64;
            }
        }
    }
    pairs.into_iter().map(|((a, b), share)| (a, b, share)).collect()
}

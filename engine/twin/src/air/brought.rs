//! What a room's air holds before anybody is in it, and what comes with the air that is blown into it.
//!
//! Supply air of a classified room has passed a final filter ([`FILTERS`]); that of an unclassified one has passed
//! prefilters alone ([`LESS_CLEAN`]). Doors lie between zones of the room, so that less clean air that comes through one
//! has been in its air before and keeps its first source.

use super::flow::Flow;
use super::{Air, Amounts, FILTERS, KINDS, LESS_CLEAN, START};
use crate::RoomError;
use crate::microbes::model::Model;
use crate::room::Room;
use glam::Vec3;
use std::collections::BTreeMap;

/// In the order of [`Brought::start`].
const GRADES: [&str; 5] = ["A", "B", "C", "D", "unclassified"];
const UNCLASSIFIED: usize = 4;

/// Per m³ of air.
#[derive(Clone, Copy, Debug)]
pub struct Brought {
    /// When the room begins: in grades A, B, C, D and where there is none.
    pub start: [Amounts; GRADES.len()],
    /// Out of a final filter, and out of prefilters alone.
    pub filtered: Amounts,
    pub less_clean: Amounts,
}

impl Brought {
    /// # Errors
    /// The model lacks a number.
    pub fn new(model: &Model) -> Result<Brought, RoomError> {
        let n = |id: &str| model.number(id);
        let spores = n("spores.dust")?;
        let amounts = |cfu: f64, from05: f64, from5: f64| [cfu * (1.0 - spores), cfu * spores, from05, from5];
        let (share, viable, multiple) = (n("start.share")?, n("start.viable_share")?, n("start.unclassified")?);
        let mut start = [[0.0; KINDS]; GRADES.len()];
        for (start, grade) in start.iter_mut().zip(["a", "b", "c", "d"]) {
            let at_rest = |what: &str| n(&format!("limit.{what}.{grade}_at_rest"));
            let particles = [at_rest("particles_05")?, at_rest("particles_5")?];
            *start = amounts(viable * n(&format!("limit.air.{grade}"))?, share * particles[0], share * particles[1]);
        }
        start[UNCLASSIFIED] = amounts(
            multiple * n("limit.air.d")?,
            multiple * n("limit.particles_05.d_at_rest")?,
            multiple * n("limit.particles_5.d_at_rest")?,
        );
        let small = n("supply.prefilters_05")? * n("outside.particles_05")?;
        let large = n("supply.prefilters_5")?;
        let (cfu, from5) = (large * n("outside.cfu")?, large * n("outside.particles_5")?);
        let (final_05, final_5) = (n("supply.final_filter_05")?, n("supply.final_filter_5")?);
        Ok(Brought {
            start,
            filtered: amounts(final_5 * cfu, final_05 * small, final_5 * from5),
            less_clean: amounts(cfu, small, from5),
        })
    }
}

impl Air {
    /// Fills the room as it is at the start, and lets its openings bring what they do from now on. Once, before the first
    /// tick; `flow` is the one that this air was built from.
    pub fn begin(&mut self, room: &Room, flow: &Flow, brought: &Brought) {
        let [nx, ny, _] = flow.size;
        let place = |fine: usize| {
            let at = [fine % nx, fine / nx % ny, fine / nx / ny];
            Vec3::from([0, 1, 2].map(|a| flow.origin[a] + (at[a] as f32 + 0.5) * flow.cell_m))
        };
        let grade = |at: Vec3| {
            let grade = room.grade_at(at);
            GRADES.iter().position(|known| Some(*known) == grade).unwrap_or(UNCLASSIFIED)
        };
        let edge_m = f64::from(flow.cell_m);
        let m3 = edge_m * edge_m * edge_m;
        for (fine, _) in flow.cells.iter().enumerate().filter(|(_, cell)| cell.is_some()) {
            let at = place(fine);
            self.emit(START, at, brought.start[grade(at)].map(|per_m3| per_m3 * m3));
        }
        let mut inflows: BTreeMap<(usize, usize), Amounts> = BTreeMap::new();
        for p in flow.passages.iter().filter(|p| p.from.is_none()) {
            let Some(to) = p.to else { continue };
            let at = place(to as usize);
            let (source, per_m3) = match grade(at) {
                UNCLASSIFIED => (LESS_CLEAN, brought.less_clean),
                _ => (FILTERS, brought.filtered),
            };
            let sum = inflows.entry((source, self.grid.cell(at.to_array()))).or_default();
            let m3 = f64::from(p.m3_per_s) * self.dt();
            sum.iter_mut().zip(per_m3).for_each(|(sum, per_m3)| *sum += m3 * per_m3);
        }
        for ((source, cell), amounts) in inflows {
            self.activate(source);
            self.inflows[source].push((cell as u16, amounts));
        }
    }
}

//! The air of a room: what floats in it, where it came from, and where it falls.
//!
//! Amounts are expected numbers, never drawn at random. [`grid`] makes coarse cells of the flow that `tools/airflow`
//! computed; each first source's four kinds move through them together: with the mean flow (upwind, conservative), with
//! eddies, and down by their own weight onto whatever is level. Filters bring a little, returns take what reaches them.
//! A room without a flow has still air, in which things fall and nothing else.
//!
//! One source is stepped a tick at most, each once in [`Air::period`] ticks, so that a tick stays short. A source that
//! has put nothing into the air costs nothing.

mod brought;
pub mod critical;
pub mod first;
pub mod flow;
pub mod grid;
pub mod settle;
mod stir;
#[cfg(test)]
mod tests;

pub use brought::Brought;
pub use flow::{Flow, Trouble};
pub use grid::{Grid, Ledge};
pub use settle::{Kind4, settling_m_per_s};
pub use stir::Stirring;

use crate::bytes::State;
use crate::room::Room;
use crate::state;
use flow::hash_of;
use glam::Vec3;
use stir::{Doorway, STIRRED, Stir, doorway};
use tape::TICK_S;

/// What is counted, in the order of [`Kind4`].
pub const KINDS: usize = 4;
/// First sources that may be in the air: 0–3 persons, then these.
pub const AIRBORNE: usize = 8;
/// Supply air of an unclassified room; the air at the start; what rose from floors; supply air behind final filters.
pub const LESS_CLEAN: usize = 4;
pub const START: usize = 5;
pub const FLOORS: usize = 6;
pub const FILTERS: usize = 7;
/// Amounts by kind.
pub type Amounts = [f64; KINDS];

/// Share of a cell that may leave it in a step: below 1 no amount becomes negative.
const COURANT: f64 = 0.9;
/// A source is stepped this often at least, ticks (design: half a second).
const LONGEST_PERIOD: u32 = 45;
/// Share of a cell's air that may fall on one thing in one call.
const MOST_FALLEN: f64 = 0.01;
/// Share of a cell's air that may be drawn out of it in one call.
const MOST_DRAWN: f64 = 0.25;

/// What has become of one kind from one source.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Book {
    /// Put into the air by [`Air::emit`].
    pub emitted: f64,
    /// Come with supply air.
    pub supplied: f64,
    /// Gone by the returns.
    pub returned: f64,
    /// Gone onto ledges, and onto what [`Air::fall_on`] was asked for.
    pub fallen: f64,
    /// Drawn by instruments.
    pub drawn: f64,
}
state!(Book { emitted, supplied, returned, fallen, drawn });

#[derive(Clone, Debug, Default)]
struct Source {
    active: bool,
    /// By cell; empty while it is not active.
    cells: Vec<Amounts>,
    books: [Book; KINDS],
}
state!(Source { active, cells, books });

/// What enters a cell from one beside it in a step.
struct Entry {
    from: u32,
    /// Share of this cell's faces.
    faces: f32,
    /// Share of the other cell's amount.
    share: f64,
}

/// The air. [`Air::new`] builds it; nothing allocates afterwards.
pub struct Air {
    grid: Grid,
    /// Entries of cell `c` are `entries[first[c]..first[c + 1]]`.
    entries: Vec<Entry>,
    first: Vec<u32>,
    /// By cell: the share that stays in a step, and that goes into a return.
    stays: Vec<f64>,
    returns: Vec<f64>,
    /// From the top down: the cell above, the one below, and the share that falls in a step at 1 m/s.
    falls: Vec<(u16, u16, f64)>,
    /// By ledge: that share.
    lands: Vec<f64>,
    speeds: Amounts,
    stirring: Stirring,
    period: u32,
    steps: u32,
    doors: Vec<Doorway>,
    /// By door, 0 to 1.
    open: Vec<f32>,
    sources: [Source; AIRBORNE],
    /// By source: what supply air brings into a cell in a step.
    inflows: [Vec<(u16, Amounts)>; AIRBORNE],
    stirs: [Stir; STIRRED],
    ticks: u32,
    next: Vec<Amounts>,
    fallen: Vec<Amounts>,
    taken: [Amounts; AIRBORNE],
}

impl State for Air {
    fn save(&self, out: &mut Vec<u8>) {
        self.open.save(out);
        self.sources.save(out);
        self.stirs.save(out);
        self.ticks.save(out);
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        let cells = self.grid.volume.len();
        self.open.restore(from)
            && self.sources.restore(from)
            && self.stirs.restore(from)
            && self.ticks.restore(from)
            && self.open.len() == self.doors.len()
            && self.sources.iter().all(|s| s.cells.len() == if s.active { cells } else { 0 })
            && self.stirs.iter().all(|s| usize::from(s.cell) < cells)
    }
}

impl Air {
    /// # Errors
    /// The flow is of another room, or as [`Grid::new`] says.
    pub fn new(room: &Room, flow: Option<&Flow>, stirring: Stirring) -> Result<Air, Trouble> {
        let grid = match flow {
            Some(flow) if flow.room != hash_of(room) => {
                let what = "it was computed for another room, or for this one before it was changed";
                return Err(Trouble::new("air.flow", what, "make it again with `airflow solve`"));
            }
            Some(flow) => Grid::new(flow, false)?,
            None => Grid::new(&Flow::still(room)?, true)?,
        };
        let mut air = Air {
            entries: Vec::new(),
            first: Vec::new(),
            stays: Vec::new(),
            returns: Vec::new(),
            falls: Vec::new(),
            lands: Vec::new(),
            speeds: Kind4::ALL.map(settling_m_per_s),
            stirring,
            period: LONGEST_PERIOD,
            steps: 1,
            doors: room.doors.iter().map(|door| doorway(&grid, door)).collect(),
            open: vec![0.0; room.doors.len()],
            sources: Default::default(),
            inflows: Default::default(),
            stirs: [Stir::default(); STIRRED],
            ticks: 0,
            next: vec![[0.0; KINDS]; grid.volume.len()],
            fallen: vec![[0.0; KINDS]; grid.ledges.len()],
            taken: [[0.0; KINDS]; AIRBORNE],
            grid,
        };
        for source in &mut air.sources {
            source.cells.reserve_exact(air.grid.volume.len());
        }
        air.choose_step();
        Ok(air)
    }

    /// The longest stable step, and all that a step needs.
    fn choose_step(&mut self) {
        let grid = &self.grid;
        let mut leaves = grid.returned.clone();
        for p in &grid.pairs {
            leaves[usize::from(p.a)] += p.flux.max(0.0) + p.mixing;
            leaves[usize::from(p.b)] += (-p.flux).max(0.0) + p.mixing;
        }
        let fastest = leaves.iter().zip(&grid.volume).map(|(out, volume)| out / volume).fold(1e-9, f64::max);
        let tick_s = f64::from(TICK_S);
        let ticks = COURANT / fastest / tick_s;
        self.period = (ticks as u32).clamp(AIRBORNE as u32, LONGEST_PERIOD);
        self.steps = libm::ceil(f64::from(self.period) / ticks).max(1.0) as u32;
        let dt = self.dt();
        self.stays = leaves.iter().zip(&grid.volume).map(|(out, volume)| 1.0 - dt * out / volume).collect();
        self.returns = grid.returned.iter().zip(&grid.volume).map(|(out, volume)| dt * out / volume).collect();
        let mut around: Vec<Vec<Entry>> = grid.volume.iter().map(|_| Vec::new()).collect();
        let mut area = vec![0.0; grid.volume.len()];
        for p in &grid.pairs {
            let (a, b) = (usize::from(p.a), usize::from(p.b));
            let share = |flux: f64, of: usize| dt * (flux.max(0.0) + p.mixing) / grid.volume[of];
            around[b].push(Entry { from: p.a.into(), faces: p.area as f32, share: share(p.flux, a) });
            around[a].push(Entry { from: p.b.into(), faces: p.area as f32, share: share(-p.flux, b) });
            (area[a], area[b]) = (area[a] + p.area as f32, area[b] + p.area as f32);
        }
        self.first = vec![0];
        for (c, mut entries) in around.into_iter().enumerate() {
            entries.iter_mut().for_each(|e| e.faces /= area[c].max(f32::MIN_POSITIVE));
            self.entries.extend(entries);
            self.first.push(self.entries.len() as u32);
        }
        let mut upright: Vec<_> = grid.pairs.iter().filter(|p| p.upright).collect();
        upright.sort_by_key(|p| std::cmp::Reverse(p.b));
        self.falls = upright.iter().map(|p| (p.b, p.a, dt * p.area / grid.volume[usize::from(p.b)])).collect();
        let lands = grid.ledges.iter().map(|l| dt * f64::from(l.area_m2) / grid.volume[usize::from(l.cell)]);
        self.lands = lands.collect();
    }

    fn dt(&self) -> f64 {
        f64::from(self.period) * f64::from(TICK_S) / f64::from(self.steps)
    }

    /// Ticks between two steps of a source.
    pub fn period(&self) -> u32 {
        self.period
    }

    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// Puts `amounts` into the air at a place; one in a wall counts as in the air beside it.
    pub fn emit(&mut self, source: usize, place: Vec3, amounts: Amounts) {
        let cell = self.grid.cell(place.to_array());
        self.activate(source);
        let it = &mut self.sources[source];
        for (k, amount) in amounts.into_iter().enumerate() {
            it.cells[cell][k] += amount;
            it.books[k].emitted += amount;
        }
    }

    fn activate(&mut self, source: usize) {
        let it = &mut self.sources[source];
        if !it.active {
            it.active = true;
            it.cells.resize(self.grid.volume.len(), [0.0; KINDS]);
        }
    }

    /// A tick. The source that was stepped, whose [`Air::fallen`] is new then.
    pub fn step(&mut self) -> Option<usize> {
        let now = self.ticks % self.period;
        self.ticks = self.ticks.wrapping_add(1);
        for s in &mut self.stirs {
            s.m3_per_s *= 1.0 - f64::from(TICK_S) / self.stirring.wake_s;
        }
        let source = (0..AIRBORNE).find(|s| *s as u32 * self.period / AIRBORNE as u32 == now)?;
        if !self.sources[source].active {
            return None;
        }
        self.fallen.fill([0.0; KINDS]);
        for _ in 0..self.steps {
            self.carry(source);
            self.exchange(source);
            self.fall(source);
        }
        Some(source)
    }

    /// With the flow and its eddies; supply air comes in.
    fn carry(&mut self, source: usize) {
        let it = &mut self.sources[source];
        let mut gone = [0.0; KINDS];
        for (c, next) in self.next.iter_mut().enumerate() {
            let (now, stays, returns) = (it.cells[c], self.stays[c], self.returns[c]);
            let mut sum = now.map(|amount| amount * stays);
            for e in &self.entries[self.first[c] as usize..self.first[c + 1] as usize] {
                let from = &it.cells[e.from as usize];
                for k in 0..KINDS {
                    sum[k] += e.share * from[k];
                }
            }
            *next = sum;
            if returns > 0.0 {
                for k in 0..KINDS {
                    gone[k] += returns * now[k];
                }
            }
        }
        std::mem::swap(&mut it.cells, &mut self.next);
        for (book, gone) in it.books.iter_mut().zip(gone) {
            book.returned += gone;
        }
        for (cell, amounts) in &self.inflows[source] {
            let cell = &mut it.cells[usize::from(*cell)];
            for k in 0..KINDS {
                cell[k] += amounts[k];
                it.books[k].supplied += amounts[k];
            }
        }
    }

    /// By their own weight.
    fn fall(&mut self, source: usize) {
        let it = &mut self.sources[source];
        for ((ledge, land), fallen) in self.grid.ledges.iter().zip(&self.lands).zip(&mut self.fallen) {
            let cell = &mut it.cells[usize::from(ledge.cell)];
            for k in 0..KINDS {
                let falls = land * self.speeds[k] * cell[k];
                cell[k] -= falls;
                fallen[k] += falls;
                it.books[k].fallen += falls;
            }
        }
        for (above, below, share) in &self.falls {
            for k in 0..KINDS {
                let falls = share * self.speeds[k] * it.cells[usize::from(*above)][k];
                it.cells[usize::from(*above)][k] -= falls;
                it.cells[usize::from(*below)][k] += falls;
            }
        }
    }

    /// Level pieces of floor and furniture: what [`Air::fallen`] counts by.
    pub fn ledges(&self) -> &[Ledge] {
        &self.grid.ledges
    }

    /// What has fallen on each ledge from the source that [`Air::step`] named, in that step.
    pub fn fallen(&self) -> &[Amounts] {
        &self.fallen
    }

    /// What falls in `seconds` on something level of `area_m2` (at most a hundredth of its cell's air is swept by it in
    /// one call), by source: it is taken out of the air.
    pub fn fall_on(&mut self, place: Vec3, area_m2: f64, seconds: f64) -> &[Amounts; AIRBORNE] {
        let cell = self.grid.cell((place + Vec3::Y * 0.5 * self.grid.fine_m()).to_array());
        for (it, taken) in self.sources.iter_mut().zip(&mut self.taken) {
            *taken = [0.0; KINDS];
            if !it.active {
                continue;
            }
            for (k, taken) in taken.iter_mut().enumerate() {
                let share = (self.speeds[k] * area_m2 * seconds / self.grid.volume[cell]).min(MOST_FALLEN);
                *taken = share * it.cells[cell][k];
                it.cells[cell][k] -= *taken;
                it.books[k].fallen += *taken;
            }
        }
        &self.taken
    }

    /// What is in `m3` of air that are drawn at a place (at most a quarter of its cell's in one call), by source: it is taken
    /// out of the air.
    pub fn draw(&mut self, place: Vec3, m3: f64) -> &[Amounts; AIRBORNE] {
        let cell = self.grid.cell(place.to_array());
        let share = (m3 / self.grid.volume[cell]).min(MOST_DRAWN);
        for (it, taken) in self.sources.iter_mut().zip(&mut self.taken) {
            *taken = [0.0; KINDS];
            if !it.active {
                continue;
            }
            for (k, taken) in taken.iter_mut().enumerate() {
                *taken = share * it.cells[cell][k];
                it.cells[cell][k] -= *taken;
                it.books[k].drawn += *taken;
            }
        }
        &self.taken
    }

    /// Per m³ at a place.
    pub fn concentration(&self, source: usize, place: Vec3) -> Amounts {
        let cell = self.grid.cell(place.to_array());
        let of = |amount: &f64| amount / self.grid.volume[cell];
        self.sources[source].cells.get(cell).map_or([0.0; KINDS], |amounts| [0, 1, 2, 3].map(|k| of(&amounts[k])))
    }

    pub fn book(&self, source: usize, kind: Kind4) -> Book {
        self.sources[source].books[kind as usize]
    }

    /// What floats, of one kind from one source.
    pub fn airborne(&self, source: usize, kind: Kind4) -> f64 {
        self.sources[source].cells.iter().map(|cell| cell[kind as usize]).sum()
    }
}

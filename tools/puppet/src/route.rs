//! Where a person walks: around furniture and walls, through doors, to a good place before something.

use glam::Vec2;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use twin::room::Room;

const CELL_M: f32 = 0.1;
/// Half of what a person needs between two obstacles.
const GIRTH_M: f32 = 0.30;

/// The floor of a room as cells that are free or not.
#[derive(Clone, Debug)]
pub struct Floor {
    min: Vec2,
    columns: usize,
    rows: usize,
    free: Vec<bool>,
}

impl Floor {
    /// Walls, furniture and benches stand in the way as far as a person reaches (2 m); door leaves do not: a person waits.
    pub fn new(room: &Room) -> Floor {
        let min = room.zones.iter().fold(Vec2::INFINITY, |m, z| m.min(Vec2::from(z.min)));
        let max = room.zones.iter().fold(Vec2::NEG_INFINITY, |m, z| m.max(Vec2::from(z.max)));
        let size = (max - min).max(Vec2::ZERO);
        let (columns, rows) = ((size.x / CELL_M).ceil() as usize + 1, (size.y / CELL_M).ceil() as usize + 1);
        let mut floor = Floor { min, columns, rows, free: Vec::new() };
        let boxes: Vec<(Vec2, Vec2)> = room
            .solids
            .iter()
            .filter(|s| s.min[1] < 2.0)
            .map(|s| (Vec2::new(s.min[0], s.min[2]), Vec2::new(s.max[0], s.max[2])))
            .collect();
        floor.free = (0..columns * rows)
            .map(|i| {
                let p = floor.middle(i);
                boxes.iter().all(|(low, high)| p.distance(p.clamp(*low, *high)) >= GIRTH_M)
            })
            .collect();
        floor
    }

    fn middle(&self, cell: usize) -> Vec2 {
        self.min + Vec2::new((cell % self.columns) as f32, (cell / self.columns) as f32) * CELL_M
    }

    fn cell(&self, p: Vec2) -> usize {
        let c = ((p - self.min) / CELL_M).round().max(Vec2::ZERO);
        (c.x as usize).min(self.columns - 1) + (c.y as usize).min(self.rows - 1) * self.columns
    }

    /// The middle of the free cell that `good` likes best (least), `None` where it likes none.
    pub fn best(&self, mut good: impl FnMut(Vec2) -> Option<f32>) -> Option<Vec2> {
        let mut best: Option<(f32, Vec2)> = None;
        for cell in (0..self.free.len()).filter(|&c| self.free[c]) {
            let p = self.middle(cell);
            if let Some(cost) = good(p)
                && best.is_none_or(|(least, _)| cost < least)
            {
                best = Some((cost, p));
            }
        }
        best.map(|(_, p)| p)
    }

    fn sees(&self, a: Vec2, b: Vec2) -> bool {
        let steps = (a.distance(b) / (CELL_M * 0.5)).ceil().max(1.0) as usize;
        (0..=steps).all(|i| self.free[self.cell(a.lerp(b, i as f32 / steps as f32))])
    }

    /// Corners from `from` to `to`, or nothing where no way leads.
    pub fn path(&self, from: Vec2, to: Vec2) -> Option<Vec<Vec2>> {
        // A person may stand nearer to something than a path would lead: begin at the nearest free cell.
        let start = self.cell(self.best(|p| Some(p.distance(from)).filter(|&d| d < 0.7))?);
        let goal = self.cell(to);
        let mut came: Vec<usize> = vec![usize::MAX; self.free.len()];
        let mut cost: Vec<u32> = vec![u32::MAX; self.free.len()];
        let mut open = BinaryHeap::new();
        cost[start] = 0;
        open.push(Reverse((0u32, start)));
        while let Some(Reverse((spent, cell))) = open.pop() {
            if cell == goal {
                break;
            }
            if spent > cost[cell] {
                continue;
            }
            let (column, row) = ((cell % self.columns) as isize, (cell / self.columns) as isize);
            for (dc, dr, step) in
                [(1, 0, 10), (-1, 0, 10), (0, 1, 10), (0, -1, 10), (1, 1, 14), (1, -1, 14), (-1, 1, 14), (-1, -1, 14)]
            {
                let (c, r) = (column + dc, row + dr);
                if c < 0 || r < 0 || c >= self.columns as isize || r >= self.rows as isize {
                    continue;
                }
                let next = c as usize + r as usize * self.columns;
                if self.free[next] && spent + step < cost[next] {
                    (cost[next], came[next]) = (spent + step, cell);
                    open.push(Reverse((spent + step, next)));
                }
            }
        }
        if cost[goal] == u32::MAX {
            return None;
        }
        let mut cells = vec![goal];
        while *cells.last()? != start {
            cells.push(came[*cells.last()?]);
        }
        cells.reverse();
        let mut corners = vec![from];
        let mut i = 0;
        while i + 1 < cells.len() {
            let here = self.middle(cells[i]);
            let furthest = (i + 1..cells.len()).rev().find(|&j| self.sees(here, self.middle(cells[j])));
            i = furthest.unwrap_or(i + 1);
            corners.push(self.middle(cells[i]));
        }
        if cells.len() == 1 {
            corners.push(self.middle(goal));
        }
        Some(corners)
    }
}

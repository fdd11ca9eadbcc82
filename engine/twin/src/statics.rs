//! What does not give way: floor, walls, benches, furniture and door leaves, for cloth, bodies and things.

use crate::room::{Room, SolidKind};
use crate::{Id, Names};
use glam::{Quat, Vec2, Vec3};

/// A box that stands in the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Block {
    /// Its surface.
    pub surface: Id,
    pub kind: BlockKind,
    pub centre: Vec3,
    pub half: Vec3,
    /// Only door leaves are turned.
    pub rotation: Quat,
    /// Bounds along the axes of the room.
    pub min: Vec3,
    pub max: Vec3,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    Wall,
    Bench,
    Furniture,
    DoorLeaf,
}

impl Block {
    pub fn from_corners(surface: Id, kind: BlockKind, min: Vec3, max: Vec3) -> Block {
        let rotation = Quat::IDENTITY;
        Block { surface, kind, centre: (min + max) * 0.5, half: (max - min) * 0.5, rotation, min, max }
    }

    /// Puts a leaf elsewhere.
    pub fn turn_to(&mut self, centre: Vec3, rotation: Quat) {
        let x = (rotation * Vec3::X).abs() * self.half.x;
        let y = (rotation * Vec3::Y).abs() * self.half.y;
        let z = (rotation * Vec3::Z).abs() * self.half.z;
        let reach = x + y + z;
        (self.centre, self.rotation, self.min, self.max) = (centre, rotation, centre - reach, centre + reach);
    }

    /// Out of the block by the shortest way: where a ball of `radius` at `p` must go so that it touches no more than
    /// its skin. `None`: it does not reach in.
    pub fn push_out(&self, p: Vec3, radius: f32) -> Option<Vec3> {
        let r = Vec3::splat(radius);
        if p.cmple(self.min - r).any() || p.cmpge(self.max + r).any() {
            return None;
        }
        let local = self.rotation.conjugate() * (p - self.centre);
        let over = local.abs() - self.half;
        if over.max_element() >= radius {
            return None;
        }
        if over.max_element() <= 0.0 {
            // Inside: the nearest face.
            let side = Vec3::new(sign(local.x), sign(local.y), sign(local.z));
            let to = if over.x >= over.y && over.x >= over.z {
                Vec3::new(side.x * (self.half.x + radius), local.y, local.z)
            } else if over.y >= over.z {
                Vec3::new(local.x, side.y * (self.half.y + radius), local.z)
            } else {
                Vec3::new(local.x, local.y, side.z * (self.half.z + radius))
            };
            return Some(self.centre + self.rotation * to);
        }
        let on = local.clamp(-self.half, self.half);
        let away = local - on;
        let distance = away.length();
        (distance < radius).then(|| self.centre + self.rotation * (on + away * (radius / distance)))
    }

    /// The point of the block nearest to `p` (`p` itself inside).
    pub fn nearest(&self, p: Vec3) -> Vec3 {
        let local = self.rotation.conjugate() * (p - self.centre);
        self.centre + self.rotation * local.clamp(-self.half, self.half)
    }
}

fn sign(v: f32) -> f32 {
    if v < 0.0 { -1.0 } else { 1.0 }
}

/// A zone's rectangle of floor.
#[derive(Clone, Copy, Debug)]
pub struct Floor {
    pub zone: Id,
    /// `floor.<zone>`.
    pub surface: Id,
    pub min: Vec2,
    pub max: Vec2,
}

/// The floor lies at y = 0.
#[derive(Clone, Debug)]
pub struct Statics {
    /// The solids of the room in its order, then one leaf a door.
    pub blocks: Vec<Block>,
    pub first_leaf: usize,
    pub floors: Vec<Floor>,
    /// The floor outside every zone: `floor`.
    pub bare_floor: Id,
}

impl Statics {
    /// Solids and floors; leaves are added by the doors.
    pub fn new(room: &Room, names: &mut Names) -> Statics {
        let blocks: Vec<Block> = room
            .solids
            .iter()
            .map(|s| {
                let kind = match s.kind {
                    SolidKind::Wall => BlockKind::Wall,
                    SolidKind::Bench => BlockKind::Bench,
                    SolidKind::Furniture => BlockKind::Furniture,
                };
                Block::from_corners(names.intern(&s.id), kind, Vec3::from(s.min), Vec3::from(s.max))
            })
            .collect();
        let floors = room
            .zones
            .iter()
            .map(|z| Floor {
                zone: names.intern(&z.id),
                surface: names.intern(&format!("floor.{}", z.id)),
                min: Vec2::from(z.min),
                max: Vec2::from(z.max),
            })
            .collect();
        Statics { first_leaf: blocks.len(), blocks, floors, bare_floor: names.intern("floor") }
    }

    /// The zone's floor at a place; in the order of the scenario where zones overlap.
    pub fn floor_at(&self, p: Vec3) -> Option<&Floor> {
        self.floors.iter().find(|f| p.x >= f.min.x && p.x < f.max.x && p.z >= f.min.y && p.z < f.max.y)
    }

    pub fn floor_surface(&self, p: Vec3) -> Id {
        self.floor_at(p).map_or(self.bare_floor, |f| f.surface)
    }

    /// Height and surface of what is under a place: the highest top beneath it, or the floor.
    pub fn support_under(&self, p: Vec3) -> (f32, Id) {
        let under = self
            .blocks
            .iter()
            .filter(|b| b.max.y <= p.y + 0.02 && p.x > b.min.x && p.x < b.max.x && p.z > b.min.z && p.z < b.max.z);
        let floor = (0.0, self.floor_surface(p));
        under.fold(floor, |top, b| if b.max.y > top.0 { (b.max.y, b.surface) } else { top })
    }

    /// The blocks that reach into a box: ask once for a garment, then push its particles out of these only.
    pub fn near(&self, min: Vec3, max: Vec3) -> Near<'_> {
        let mut near = Near { statics: self, list: [0; NEAR], count: 0 };
        for (i, b) in self.blocks.iter().enumerate() {
            if near.count < NEAR && b.min.cmple(max).all() && b.max.cmpge(min).all() {
                near.list[near.count] = i as u16;
                near.count += 1;
            }
        }
        near
    }
}

const NEAR: usize = 24;

/// The few blocks around something.
#[derive(Clone, Copy)]
pub struct Near<'a> {
    statics: &'a Statics,
    list: [u16; NEAR],
    count: usize,
}

impl<'a> Near<'a> {
    pub fn blocks(&self) -> impl Iterator<Item = &'a Block> + '_ {
        self.list[..self.count].iter().map(|&i| &self.statics.blocks[i as usize])
    }

    /// Where a ball of `radius` at `p` must go to be out of floor and blocks, and the surface it met (the last one, if
    /// several). `None`: it touches nothing.
    pub fn push_out(&self, p: Vec3, radius: f32) -> Option<(Vec3, Id)> {
        let mut out = None;
        let mut at = p;
        for block in self.blocks() {
            if let Some(to) = block.push_out(at, radius) {
                at = to;
                out = Some((to, block.surface));
            }
        }
        if at.y < radius {
            at.y = radius;
            out = Some((at, self.statics.floor_surface(at)));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block() -> Block {
        Block::from_corners(Id(1), BlockKind::Bench, Vec3::new(-1.0, 0.0, -0.15), Vec3::new(1.0, 0.45, 0.15))
    }

    #[test]
    fn a_particle_leaves_a_bench_by_the_nearest_face() {
        let b = block();
        assert_eq!(b.push_out(Vec3::new(0.0, 0.44, 0.0), 0.01), Some(Vec3::new(0.0, 0.45 + 0.01, 0.0)));
        assert_eq!(b.push_out(Vec3::new(0.0, 0.2, 0.14), 0.0), Some(Vec3::new(0.0, 0.2, 0.15)));
        let near = b.push_out(Vec3::new(0.0, 0.455, 0.0), 0.01).unwrap();
        assert!((near.y - 0.46).abs() < 1e-6, "a skin that reaches in is pushed too");
        assert_eq!(b.push_out(Vec3::new(0.0, 0.5, 0.0), 0.01), None);
    }

    #[test]
    fn what_is_under_a_place_is_the_highest_top_or_the_floor() {
        let statics = Statics { blocks: vec![block()], first_leaf: 1, floors: vec![], bare_floor: Id(7) };
        assert_eq!(statics.support_under(Vec3::new(0.0, 1.0, 0.1)), (0.45, Id(1)));
        assert_eq!(statics.support_under(Vec3::new(0.0, 1.0, 0.3)), (0.0, Id(7)));
        assert_eq!(statics.support_under(Vec3::new(0.0, 0.3, 0.1)), (0.0, Id(7)));
    }

    #[test]
    fn a_turned_leaf_pushes_along_its_own_faces() {
        let mut b = block();
        b.turn_to(Vec3::new(0.0, 0.225, 0.0), Quat::from_rotation_y(core::f32::consts::FRAC_PI_2));
        let out = b.push_out(Vec3::new(0.1, 0.2, 0.9), 0.0).unwrap();
        assert!((out - Vec3::new(0.15, 0.2, 0.9)).length() < 1e-5, "{out}");
        assert_eq!(b.push_out(Vec3::new(0.9, 0.2, 0.1), 0.0), None);
    }
}

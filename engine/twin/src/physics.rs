//! Loose things fall and come to rest: rapier in its deterministic mode, asked only while something moves.
//!
//! What is held, worn or in its place is no body of the physics: a falling thing lands on floor, benches and furniture,
//! not on other things.

use crate::bytes::State;
use crate::statics::{Block, Statics};
use glam::{Quat, Vec3};
use rapier3d::prelude as rapier;
use rapier3d::prelude::{ColliderBuilder, PhysicsWorld, RigidBodyBuilder, RigidBodyHandle};
use tape::{Pose, TICK_S};

/// Friction of plastics and cardboard on resin floors and steel (design).
const FRICTION: f32 = 0.6;
/// Share of speed that comes back from a bounce (design).
const RESTITUTION: f32 = 0.1;

pub struct Physics {
    world: PhysicsWorld,
    /// One a thing, in the order of things; asleep outside the world while the thing is not loose.
    bodies: Vec<RigidBodyHandle>,
}

impl Physics {
    /// `things`: half sizes and kilograms.
    pub fn new(statics: &Statics, things: impl Iterator<Item = (Vec3, f32)>) -> Physics {
        let mut world = PhysicsWorld::new();
        world.integration_parameters.dt = TICK_S;
        let floor = Vec3::new(50.0, 0.5, 50.0);
        let ground = Block::from_corners(
            statics.bare_floor,
            crate::statics::BlockKind::Wall,
            -floor - Vec3::Y * 0.5,
            floor - Vec3::Y * 0.5,
        );
        for block in statics.blocks[..statics.first_leaf].iter().chain([&ground]) {
            let h = block.half;
            world.insert(
                RigidBodyBuilder::fixed().translation(vector(block.centre)),
                ColliderBuilder::cuboid(h.x, h.y, h.z).friction(FRICTION).restitution(RESTITUTION),
            );
        }
        let bodies = things
            .map(|(half, mass_kg)| {
                let body = RigidBodyBuilder::dynamic().enabled(false).linear_damping(0.1).angular_damping(0.5);
                // Thin things get a skin of 4 mm, so that they lie still.
                let h = half.max(Vec3::splat(0.004));
                let collider = ColliderBuilder::cuboid(h.x, h.y, h.z);
                let collider = collider.mass(mass_kg.max(0.001)).friction(FRICTION).restitution(RESTITUTION);
                world.insert(body, collider).0
            })
            .collect();
        Physics { world, bodies }
    }

    /// Lets a thing go: it falls from `pose` with `velocity` (m/s).
    pub fn release(&mut self, thing: usize, pose: Pose, velocity: Vec3) {
        let body = &mut self.world.bodies[self.bodies[thing]];
        body.set_enabled(true);
        body.set_position(rapier::Pose::from_parts(vector(pose.position), rotation(pose.rotation)), true);
        body.set_linvel(vector(velocity), true);
        body.set_angvel(vector(Vec3::ZERO), true);
    }

    /// Takes a thing out: it is in a hand or in its place now.
    pub fn withdraw(&mut self, thing: usize) {
        self.world.bodies[self.bodies[thing]].set_enabled(false);
    }

    pub fn is_moving(&self, thing: usize) -> bool {
        let body = &self.world.bodies[self.bodies[thing]];
        body.is_enabled() && !body.is_sleeping()
    }

    pub fn pose(&self, thing: usize) -> Pose {
        let pose = self.world.bodies[self.bodies[thing]].position();
        Pose {
            position: Vec3::from_array(pose.translation.to_array()),
            rotation: Quat::from_array(pose.rotation.to_array()),
        }
    }

    /// One tick. Free while nothing moves.
    pub fn step(&mut self) {
        if (0..self.bodies.len()).any(|i| self.is_moving(i)) {
            self.world.step();
        }
    }

    /// What tells two runs apart: poses and speeds of the loose things.
    pub fn essence(&self, out: &mut Vec<u8>) {
        for handle in &self.bodies {
            let body = &self.world.bodies[*handle];
            if body.is_enabled() {
                body.position().translation.to_array().save(out);
                body.position().rotation.to_array().save(out);
                body.linvel().to_array().save(out);
                body.angvel().to_array().save(out);
            }
        }
    }
}

/// The whole world with its contacts, so that what rolls goes on rolling the same way.
impl State for Physics {
    fn save(&self, out: &mut Vec<u8>) {
        let at = out.len();
        0u32.save(out);
        *out = postcard::to_extend(&self.world, std::mem::take(out)).expect("a world of finite numbers can be written");
        let length = (out.len() - at - 4) as u32;
        out[at..at + 4].copy_from_slice(&length.to_le_bytes());
    }

    fn restore(&mut self, from: &mut &[u8]) -> bool {
        let mut length = 0u32;
        if !length.restore(from) || from.len() < length as usize {
            return false;
        }
        let (bytes, rest) = from.split_at(length as usize);
        *from = rest;
        let Ok(world) = postcard::from_bytes::<PhysicsWorld>(bytes) else { return false };
        self.world = world;
        true
    }
}

fn vector(v: Vec3) -> rapier::Vector {
    rapier::Vector::from_array(v.to_array())
}

fn rotation(q: Quat) -> rapier::Rotation {
    rapier::Rotation::from_array(q.to_array())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Id;
    use crate::statics::BlockKind;

    fn physics() -> Physics {
        let bench =
            Block::from_corners(Id(9), BlockKind::Bench, Vec3::new(-2.0, 0.0, -3.15), Vec3::new(2.0, 0.45, -2.85));
        let statics = Statics { blocks: vec![bench], first_leaf: 1, floors: vec![], bare_floor: Id(1) };
        Physics::new(&statics, [(Vec3::new(0.1, 0.05, 0.08), 0.5), (Vec3::splat(0.03), 0.1)].into_iter())
    }

    fn at(x: f32, y: f32, z: f32) -> Pose {
        Pose { position: Vec3::new(x, y, z), rotation: Quat::from_rotation_z(0.4) }
    }

    #[test]
    fn a_thing_falls_onto_floor_or_bench_and_comes_to_rest() {
        let mut p = physics();
        assert!(!p.is_moving(0));
        p.release(0, at(0.0, 1.0, -1.0), Vec3::ZERO);
        p.release(1, at(0.0, 1.0, -3.0), Vec3::ZERO);
        for _ in 0..400 {
            p.step();
        }
        assert!(!p.is_moving(0) && !p.is_moving(1));
        assert!((p.pose(0).position.y - 0.05).abs() < 0.005, "{:?}", p.pose(0));
        assert!((p.pose(1).position.y - 0.48).abs() < 0.005, "{:?}", p.pose(1));
        p.withdraw(0);
        assert!(!p.is_moving(0));
    }

    #[test]
    fn a_saved_fall_goes_on_bit_for_bit() {
        let mut p = physics();
        p.release(0, at(0.0, 1.0, -2.8), Vec3::X);
        let trace = |p: &mut Physics| {
            let mut out = Vec::new();
            for _ in 0..120 {
                p.step();
                p.essence(&mut out);
            }
            out
        };
        for warm in [3, 30, 45] {
            (0..warm).for_each(|_| p.step());
            let mut saved = Vec::new();
            p.save(&mut saved);
            let first = trace(&mut p);
            assert!(p.restore(&mut &saved[..]));
            assert_eq!(first, trace(&mut p), "after {warm} ticks");
            assert!(p.restore(&mut &saved[..]));
        }
    }
}

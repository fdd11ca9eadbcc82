//! Where a person would step to, on the floor: two soles in a ring where he may, a cross where he may not.

use glam::{Affine3A, Mat3A, Quat, Vec2, Vec3};
use scene::{Instance, MeshId, Model, Scene};

type Colour = [f32; 4];
const MAY: Colour = [0.02, 0.35, 0.75, 1.0];
const MAY_NOT: Colour = [0.75, 0.12, 0.02, 1.0];
/// Radius of the ring, height of its rim and thickness of what lies on the floor, metres.
const RING_M: f32 = 0.24;
const RIM_M: f32 = 0.03;
const FLAT_M: f32 = 0.006;
/// Half of a sole, and how far from the middle it stands, metres.
const SOLE_M: Vec2 = Vec2::new(0.048, 0.135);
const APART_M: f32 = 0.085;
/// A bar of the cross, metres.
const BAR_M: Vec2 = Vec2::new(0.07, 0.46);

/// A step that is aimed at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// On the floor (x, z), room space.
    pub at: Vec2,
    /// Which way the person will look, about +Y.
    pub yaw_rad: f32,
    pub may: bool,
}

/// Shapes that it is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shapes {
    cube: Option<MeshId>,
    ball: Option<MeshId>,
    tube: Option<MeshId>,
}

impl Shapes {
    pub(crate) fn new(models: &[Model]) -> Shapes {
        let mesh = |name: &str| models.iter().position(|m| m.name == name).map(|i| MeshId(i as u16));
        Shapes { cube: mesh("shape.box"), ball: mesh("shape.sphere"), tube: mesh("shape.cylinder") }
    }

    pub(crate) fn lay(&self, step: &Step, scene: &mut Scene) {
        let turn = Quat::from_rotation_y(step.yaw_rad);
        let mut push = |mesh: Option<MeshId>, aside: f32, up: f32, turned: f32, size: Vec3| {
            let Some(mesh) = mesh else { return };
            let rotation = turn * Quat::from_rotation_y(turned);
            let translation = Vec3::new(step.at.x, up, step.at.y) + turn * Vec3::X * aside;
            let matrix3 = Mat3A::from_quat(rotation) * Mat3A::from_diagonal(size);
            let room_from_mesh = Affine3A { matrix3, translation: translation.into() };
            scene.instances.push(Instance { mesh, room_from_mesh, tint: if step.may { MAY } else { MAY_NOT } });
        };
        if step.may {
            push(self.tube, 0.0, RIM_M / 2.0, 0.0, Vec3::new(RING_M, RIM_M, RING_M));
            // From inside a tube shows its other side: one turned inside out.
            push(self.tube, 0.0, RIM_M / 2.0, 0.0, Vec3::new(-RING_M, RIM_M, RING_M));
            for side in [-1.0, 1.0] {
                push(self.ball, APART_M * side, FLAT_M, -0.12 * side, Vec3::new(SOLE_M.x, FLAT_M, SOLE_M.y));
            }
        } else {
            for side in [-1.0, 1.0] {
                let size = Vec3::new(BAR_M.x, 2.0 * FLAT_M, BAR_M.y);
                push(self.cube, 0.0, FLAT_M, std::f32::consts::FRAC_PI_4 * side, size);
            }
        }
    }
}

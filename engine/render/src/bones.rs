//! How a hand's mesh, made around one hand's bones, follows those of another: every bone carries its own length, and
//! what lies around it is as much thicker or thinner as the whole hand is larger or smaller.

use crate::hand::{CHILD, JOINTS};
use glam::{Mat3, Mat4, Vec3};
use std::ops::RangeInclusive;

/// How much larger than the mesh's a hand may be (design: from a child's 0.65 to far beyond the largest adult's); what is
/// not one is drawn as large as the mesh.
const SIZES: RangeInclusive<f32> = 0.5..=1.6;
/// The same for one bone, against its share of the hand.
const LENGTHS: RangeInclusive<f32> = 0.5..=2.0;

/// The hand that a mesh was made around.
pub(crate) struct BindHand {
    joint_from_bind: [Mat4; JOINTS],
    /// From each joint to the next one of its finger, in its own frame; zero where there is none.
    bones: [Vec3; JOINTS],
}

/// Palm and wrist are no bones of a finger.
fn is_bone(joint: usize) -> bool {
    joint > 1 && CHILD[joint] != joint
}

impl BindHand {
    pub fn new(joint_from_bind: [Mat4; JOINTS]) -> BindHand {
        let bind_from_joint = joint_from_bind.map(|m| m.inverse());
        let bones = bones(&bind_from_joint);
        BindHand { joint_from_bind, bones }
    }

    /// How much larger than the mesh's hand one is.
    pub fn size(&self, room_from_joint: &[Mat4; JOINTS]) -> f32 {
        let length = |bones: &[Vec3; JOINTS]| bones.iter().map(|bone| bone.length()).sum::<f32>();
        let size = length(&bones(room_from_joint)) / length(&self.bones).max(1e-6);
        if SIZES.contains(&size) { size } else { 1.0 }
    }

    /// What moves the mesh's vertices, joint by joint, for a hand whose joints are there.
    pub fn follow<'a>(&'a self, room_from_joint: &'a [Mat4; JOINTS]) -> impl Iterator<Item = Mat4> + 'a {
        let (size, bones) = (self.size(room_from_joint), bones(room_from_joint));
        (0..JOINTS).map(move |j| {
            let (made, now) = (self.bones[j], bones[j]);
            let share = now.length() / (made.length() * size).max(1e-6);
            let mut stretched = Mat3::from_diagonal(Vec3::splat(size));
            if is_bone(j) && LENGTHS.contains(&share) {
                // Takes the bone to where it ends now, and what lies across it by the size alone.
                let along = made.normalize_or_zero();
                let off = now / made.length() - along * size;
                stretched += Mat3::from_cols(off * along.x, off * along.y, off * along.z);
            }
            room_from_joint[j] * Mat4::from_mat3(stretched) * self.joint_from_bind[j]
        })
    }
}

fn bones(from_joint: &[Mat4; JOINTS]) -> [Vec3; JOINTS] {
    std::array::from_fn(|j| {
        let way = from_joint[CHILD[j]].w_axis - from_joint[j].w_axis;
        // A joint's frame is not stretched, so that its transpose turns back.
        let turned = Vec3::from_array([0, 1, 2].map(|axis| from_joint[j].col(axis).dot(way)));
        if is_bone(j) { turned } else { Vec3::ZERO }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hand;
    use glam::Quat;

    fn meshes() -> [hand::HandMesh; 2] {
        [hand::made(0), hand::made(1)]
    }

    #[test]
    fn a_smaller_and_a_larger_hand_are_the_mesh_in_their_own_size() {
        for mesh in meshes() {
            let bind = BindHand::new(mesh.joint_from_bind);
            for size in [0.75, 1.0, 1.2] {
                let at = Mat4::from_rotation_translation(Quat::from_rotation_y(0.7), Vec3::new(0.3, 1.2, -2.0));
                let joints = mesh.joint_from_bind.map(|m| {
                    let (_, turn, place) = m.inverse().to_scale_rotation_translation();
                    at * Mat4::from_rotation_translation(turn, place * size)
                });
                assert!((bind.size(&joints) - size).abs() < 1e-4);
                let bones: Vec<Mat4> = bind.follow(&joints).collect();
                for v in &mesh.vertices {
                    let p = Vec3::from(v.position);
                    let skinned: Vec3 = (0..4)
                        .map(|k| bones[v.joints[k] as usize].transform_point3(p) * f32::from(v.weights[k]) / 255.0)
                        .sum();
                    let wanted = at.transform_point3(p * size);
                    assert!(skinned.distance(wanted) < 1e-4, "size {size}: {skinned} for {wanted}");
                }
            }
        }
    }

    #[test]
    fn each_bone_ends_where_the_next_joint_is() {
        for mesh in meshes() {
            let bind = BindHand::new(mesh.joint_from_bind);
            let mut joints = mesh.joint_from_bind.map(|m| m.inverse());
            // The index finger alone is long, and its tip leans aside.
            joints[9].w_axis += joints[8].z_axis * -0.008;
            joints[10].w_axis += joints[8].z_axis * -0.012 + joints[8].x_axis * 0.004;
            let moved: Vec<Mat4> = bind.follow(&joints).collect();
            for j in (0..JOINTS).filter(|&j| is_bone(j)) {
                let end = mesh.joint_from_bind[CHILD[j]].inverse().w_axis.truncate();
                let at = moved[j].transform_point3(end);
                assert!(at.distance(joints[CHILD[j]].w_axis.truncate()) < 1e-5, "bone {j} ends at {at}");
            }
        }
    }

    #[test]
    fn what_is_no_hand_is_not_drawn_as_a_giants() {
        let mesh = hand::made(1);
        let bind = BindHand::new(mesh.joint_from_bind);
        assert_eq!(bind.size(&[Mat4::IDENTITY; JOINTS]), 1.0);
        assert!(bind.follow(&[Mat4::IDENTITY; JOINTS]).all(|m| m.is_finite() && m.determinant() > 0.5));
    }
}

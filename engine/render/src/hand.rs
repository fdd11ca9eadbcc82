//! Hands: a mesh whose vertices follow the 26 joints of `XR_EXT_hand_tracking`.
//!
//! `hands.glb` has a skinned node for each side. Where it is missing a hand is made here: round cones about the bones
//! of a stretched hand, melted together and cut into triangles (naive surface nets, Gibson 1998).

use crate::geometry::Vertex;
use crate::glb::Glb;
use glam::{Mat3, Mat4, Quat, Vec3};

pub const JOINTS: usize = 26;

/// Names of the joints as `hands.glb` spells them, in the order of `XrHandJointEXT`.
pub const JOINT_NAMES: [&str; JOINTS] = [
    "palm",
    "wrist",
    "thumb_metacarpal",
    "thumb_proximal",
    "thumb_distal",
    "thumb_tip",
    "index_metacarpal",
    "index_proximal",
    "index_intermediate",
    "index_distal",
    "index_tip",
    "middle_metacarpal",
    "middle_proximal",
    "middle_intermediate",
    "middle_distal",
    "middle_tip",
    "ring_metacarpal",
    "ring_proximal",
    "ring_intermediate",
    "ring_distal",
    "ring_tip",
    "little_metacarpal",
    "little_proximal",
    "little_intermediate",
    "little_distal",
    "little_tip",
];

#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct HandVertex {
    pub position: [f32; 3],
    pub normal: [f32; 3],
    pub joints: [u8; 4],
    /// Of 255, together 255.
    pub weights: [u8; 4],
}

#[derive(Clone, Debug)]
pub struct HandMesh {
    pub vertices: Vec<HandVertex>,
    pub indices: Vec<u32>,
    /// Where each joint was when the mesh was made, inverted.
    pub joint_from_bind: [Mat4; JOINTS],
}

/// Left and right from a file: nodes `hand.left` and `hand.right`, each with a skin whose joints are named
/// `left.wrist`, `left.thumb_tip`, …
pub(crate) fn from_glb(glb: &Glb) -> Result<[HandMesh; 2], String> {
    let nodes = glb.placed_nodes()?;
    let hand = |side: &str| {
        let name = &format!("hand.{side}");
        let (node, _) =
            nodes.iter().find(|(n, _)| n.name() == Some(name.as_str())).ok_or(format!("there is no {name}"))?;
        let (Some(mesh), Some(skin)) = (node.mesh(), node.skin()) else {
            return Err(format!("{name} has no mesh or no skin"));
        };
        skinned(glb, &mesh, &skin, side).map_err(|e| format!("{name}: {e}"))
    };
    Ok([hand("left")?, hand("right")?])
}

fn skinned(glb: &Glb, mesh: &gltf::Mesh, skin: &gltf::Skin, side: &str) -> Result<HandMesh, String> {
    let mut joint_of = Vec::new();
    for joint in skin.joints() {
        let name = joint.name().unwrap_or_default();
        let bare = name.strip_prefix(side).and_then(|n| n.strip_prefix('.')).unwrap_or(name);
        let index = JOINT_NAMES.iter().position(|&n| n == bare).ok_or(format!("{name} is no joint of a hand"))?;
        joint_of.push(index as u8);
    }
    let accessor = skin.inverse_bind_matrices().ok_or("its skin has no bind pose")?;
    let mut joint_from_bind = [Mat4::IDENTITY; JOINTS];
    glb.floats::<16>(&accessor, joint_of.len(), |i, m| {
        joint_from_bind[joint_of[i] as usize] = Mat4::from_cols_array(&m);
    })?;
    let mut hand = HandMesh { vertices: Vec::new(), indices: Vec::new(), joint_from_bind };
    for primitive in mesh.primitives() {
        let (vertices, indices) = glb.primitive(&primitive)?;
        let count = vertices.len();
        let (mut joints, mut weights) = (vec![[0u8; 4]; count], vec![[0f32; 4]; count]);
        let mut known = true;
        let accessor = primitive.get(&gltf::Semantic::Joints(0)).ok_or("a vertex has no joints")?;
        glb.integers::<4>(&accessor, count, |i, j| {
            known &= j.iter().all(|&j| (j as usize) < joint_of.len());
            joints[i] = j.map(|j| joint_of.get(j as usize).copied().unwrap_or(0));
        })?;
        if !known {
            return Err("a vertex follows a joint that is not there".into());
        }
        let accessor = primitive.get(&gltf::Semantic::Weights(0)).ok_or("a vertex has no weights")?;
        glb.floats::<4>(&accessor, count, |i, w| weights[i] = w)?;
        let first = hand.vertices.len() as u32;
        hand.indices.extend(indices.iter().map(|i| first + i));
        hand.vertices.extend(vertices.iter().zip(joints).zip(weights).map(
            |((Vertex { position, normal, .. }, joints), weights)| HandVertex {
                position: *position,
                normal: *normal,
                joints,
                weights: to_bytes(weights),
            },
        ));
    }
    Ok(hand)
}

/// Shares of 255 that sum to 255: what rounding loses goes to the first.
fn to_bytes(weights: [f32; 4]) -> [u8; 4] {
    let sum = weights.iter().sum::<f32>().max(1e-6);
    let mut bytes = weights.map(|w| (w.max(0.0) / sum * 255.0) as u8);
    bytes[0] += 255 - bytes.iter().map(|&b| u16::from(b)).sum::<u16>().min(255) as u8;
    bytes
}

/// Joints of a stretched right hand, palm down, wrist at the origin: metres and the radius of the flesh, about the
/// proportions of a 190 mm hand (design).
const BIND: [([f32; 3], f32); JOINTS] = [
    ([0.000, 0.000, -0.062], 0.020),
    ([0.000, 0.000, 0.000], 0.024),
    ([-0.020, -0.010, -0.022], 0.0165),
    ([-0.047, -0.019, -0.054], 0.0135),
    ([-0.066, -0.023, -0.084], 0.0110),
    ([-0.079, -0.025, -0.110], 0.0095),
    ([-0.018, 0.000, -0.028], 0.0145),
    ([-0.027, 0.001, -0.094], 0.0120),
    ([-0.033, -0.001, -0.136], 0.0095),
    ([-0.036, -0.003, -0.161], 0.0085),
    ([-0.038, -0.005, -0.184], 0.0075),
    ([-0.005, 0.002, -0.028], 0.0145),
    ([-0.003, 0.003, -0.098], 0.0122),
    ([-0.003, 0.001, -0.144], 0.0098),
    ([-0.003, -0.001, -0.173], 0.0088),
    ([-0.003, -0.003, -0.197], 0.0078),
    ([0.009, 0.001, -0.028], 0.0140),
    ([0.019, 0.001, -0.092], 0.0114),
    ([0.024, -0.001, -0.134], 0.0092),
    ([0.027, -0.003, -0.161], 0.0083),
    ([0.029, -0.005, -0.184], 0.0074),
    ([0.021, -0.003, -0.026], 0.0140),
    ([0.037, -0.003, -0.082], 0.0105),
    ([0.047, -0.005, -0.114], 0.0082),
    ([0.052, -0.007, -0.134], 0.0075),
    ([0.056, -0.009, -0.154], 0.0066),
];
/// The joint that each joint's bone leads to; the wrist's leads back into the forearm.
pub(crate) const CHILD: [usize; JOINTS] =
    [11, 1, 3, 4, 5, 5, 7, 8, 9, 10, 10, 12, 13, 14, 15, 15, 17, 18, 19, 20, 20, 22, 23, 24, 25, 25];
const FOREARM: Vec3 = Vec3::new(0.0, 0.0, 0.055);
/// Edge of a cell of the net, metres.
const CELL_M: f32 = 0.004;

/// One hand without a file, 0 left, 1 right.
pub(crate) fn made(side: usize) -> HandMesh {
    let mirror = if side == 0 { Vec3::new(-1.0, 1.0, 1.0) } else { Vec3::ONE };
    let bones = bones();
    let (points, mut indices) = surface_net(Vec3::new(-0.096, -0.048, -0.21), [42, 21, 72], |p| flesh(&bones, p));
    if side == 0 {
        indices.chunks_exact_mut(3).for_each(|t| t.swap(1, 2));
    }
    let vertices = points
        .iter()
        .map(|&p| {
            let (joints, weights) = weights(&bones, p);
            HandVertex {
                position: (p * mirror).into(),
                normal: (gradient(|q| flesh(&bones, q), p) * mirror).into(),
                joints,
                weights,
            }
        })
        .collect();
    let joint_from_bind = std::array::from_fn(|j| {
        let at = Vec3::from(BIND[j].0) * mirror;
        Mat4::from_rotation_translation(bind_rotation(j, mirror), at).inverse()
    });
    HandMesh { vertices, indices, joint_from_bind }
}

/// −Z along the bone, +Y out of the back of the hand.
fn bind_rotation(joint: usize, mirror: Vec3) -> Quat {
    // The wrist and the palm point like the middle finger's metacarpal, a tip like the bone that ends in it.
    let (from, to) = match joint {
        0 | 1 => (11, 12),
        _ if CHILD[joint] == joint => (joint - 1, joint),
        _ => (joint, CHILD[joint]),
    };
    let z = ((Vec3::from(BIND[from].0) - Vec3::from(BIND[to].0)) * mirror).normalize();
    let x = Vec3::Y.cross(z).normalize();
    Quat::from_mat3(&Mat3::from_cols(x, z.cross(x), z))
}

/// A round cone.
struct Bone {
    joint: usize,
    from: Vec3,
    to: Vec3,
    radii: [f32; 2],
}

fn bones() -> Vec<Bone> {
    let bone = |joint: usize| {
        let (from, r0) = BIND[joint];
        let (to, r1) = BIND[CHILD[joint]];
        let (from, mut to) = (Vec3::from(from), Vec3::from(to));
        let ends_in_tip = CHILD[CHILD[joint]] == CHILD[joint];
        if ends_in_tip {
            // The tip joint lies on the skin.
            to -= (to - from).normalize() * r1 * 0.8;
        }
        Bone { joint, from, to, radii: [r0, r1] }
    };
    let mut bones: Vec<Bone> = (2..JOINTS).filter(|&j| CHILD[j] != j).map(bone).collect();
    for x in [-0.011, 0.011] {
        let from = Vec3::new(x, -0.002, -0.012);
        bones.push(Bone { joint: 1, from, to: from + FOREARM, radii: [0.0205, 0.0225] });
    }
    bones
}

fn distance(bone: &Bone, p: Vec3) -> f32 {
    let along = bone.to - bone.from;
    let t = ((p - bone.from).dot(along) / along.length_squared()).clamp(0.0, 1.0);
    (p - bone.from - along * t).length() - (bone.radii[0] + (bone.radii[1] - bone.radii[0]) * t)
}

/// Polynomial smooth minimum: melts two distances within k metres.
fn melt(a: f32, b: f32, k: f32) -> f32 {
    let h = (k - (a - b).abs()).max(0.0) / k;
    a.min(b) - h * h * k / 4.0
}

/// Distance to the skin: fingers melt little, the palm melts much and ties them together.
fn flesh(bones: &[Bone], p: Vec3) -> f32 {
    let in_palm = |b: &Bone| matches!(b.joint, 1 | 2 | 6 | 11 | 16 | 21);
    let part =
        |palm: bool, k: f32| bones.iter().filter(|b| in_palm(b) == palm).fold(1.0, |d, b| melt(d, distance(b, p), k));
    melt(part(true, 0.016), part(false, 0.003), 0.007)
}

fn weights(bones: &[Bone], p: Vec3) -> ([u8; 4], [u8; 4]) {
    let mut best = [(0u8, 0f32); 4];
    for bone in bones {
        let near = 1.0 / (distance(bone, p).max(0.0) + 0.002).powi(4);
        if let Some(same) = best.iter_mut().find(|b| b.1 > 0.0 && b.0 == bone.joint as u8) {
            same.1 = same.1.max(near);
        } else if near > best[3].1 {
            best[3] = (bone.joint as u8, near);
        }
        best.sort_by(|a, b| b.1.total_cmp(&a.1));
    }
    (best.map(|b| b.0), to_bytes(best.map(|b| b.1)))
}

fn gradient(f: impl Fn(Vec3) -> f32, p: Vec3) -> Vec3 {
    let h = 0.0015;
    let along = |axis: Vec3| f(p + axis * h) - f(p - axis * h);
    Vec3::new(along(Vec3::X), along(Vec3::Y), along(Vec3::Z)).normalize()
}

/// The zero level of `f` over a grid: one vertex a cell that it crosses, one quad an edge that it crosses.
fn surface_net(origin: Vec3, cells: [usize; 3], f: impl Fn(Vec3) -> f32) -> (Vec<Vec3>, Vec<u32>) {
    let corners = cells.map(|n| n + 1);
    let index = |[x, y, z]: [usize; 3], n: [usize; 3]| (z * n[1] + y) * n[0] + x;
    let place = |c: [usize; 3]| origin + Vec3::from(c.map(|i| i as f32)) * CELL_M;
    let grid =
        |n: [usize; 3]| (0..n[2]).flat_map(move |z| (0..n[1]).flat_map(move |y| (0..n[0]).map(move |x| [x, y, z])));
    let field: Vec<f32> = grid(corners).map(|c| f(place(c))).collect();
    let value = |c: [usize; 3]| field[index(c, corners)];

    let (mut points, mut vertex_of) = (Vec::new(), vec![u32::MAX; cells.iter().product()]);
    for c in grid(cells) {
        let corner = |k: usize| [c[0] + (k & 1), c[1] + (k >> 1 & 1), c[2] + (k >> 2)];
        let (mut sum, mut crossings) = (Vec3::ZERO, 0.0);
        for k in 0..8 {
            for axis in [1, 2, 4] {
                let other = k | axis;
                let (a, b) = (value(corner(k)), value(corner(other)));
                if other != k && (a < 0.0) != (b < 0.0) {
                    sum += place(corner(k)).lerp(place(corner(other)), a / (a - b));
                    crossings += 1.0;
                }
            }
        }
        if crossings > 0.0 {
            vertex_of[index(c, cells)] = points.len() as u32;
            points.push(sum / crossings);
        }
    }

    let mut triangles = Vec::new();
    for c in grid(cells) {
        for axis in 0..3 {
            let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
            let mut end = c;
            end[axis] += 1;
            let inside = [value(c) < 0.0, value(end) < 0.0];
            if inside[0] == inside[1] || c[u] == 0 || c[v] == 0 {
                continue;
            }
            let cell = |du: usize, dv: usize| {
                let mut n = c;
                n[u] -= du;
                n[v] -= dv;
                vertex_of[index(n, cells)]
            };
            let mut quad = [cell(1, 1), cell(0, 1), cell(0, 0), cell(1, 0)];
            if inside[1] {
                quad.swap(1, 3);
            }
            triangles.extend([quad[0], quad[1], quad[2], quad[0], quad[2], quad[3]]);
        }
    }
    (points, triangles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_hand_is_closed_and_turns_outwards() {
        for side in 0..2 {
            let hand = made(side);
            let (mut edges, mut area) = (std::collections::BTreeMap::new(), [0.0; 2]);
            for t in hand.indices.chunks_exact(3) {
                for (a, b) in [(t[0], t[1]), (t[1], t[2]), (t[2], t[0])] {
                    *edges.entry((a, b)).or_insert(0) += 1;
                }
                let p = [0, 1, 2].map(|k| Vec3::from(hand.vertices[t[k] as usize].position));
                let n: Vec3 = t.iter().map(|&i| Vec3::from(hand.vertices[i as usize].normal)).sum();
                let face = (p[1] - p[0]).cross(p[2] - p[0]);
                let inwards = face.dot(n) < 0.0;
                area[usize::from(inwards)] += face.length();
            }
            assert!(area[1] < area[0] * 1e-3, "m² outwards and inwards: {area:?}");
            assert!(edges.iter().all(|(&(a, b), &n)| edges.get(&(b, a)) == Some(&n)), "an edge is open");
            assert!((1500..8000).contains(&hand.vertices.len()), "{} vertices", hand.vertices.len());
            assert!(hand.vertices.iter().all(|v| v.weights.iter().map(|&w| u32::from(w)).sum::<u32>() == 255));
        }
    }

    #[test]
    fn joints_turn_as_openxr_says() {
        let left = Mat4::from_quat(bind_rotation(8, Vec3::new(-1.0, 1.0, 1.0)));
        assert!((left * -Vec3::Z.extend(0.0)).z < -0.9, "−Z points to the tip");
        assert!((left * Vec3::Y.extend(0.0)).y > 0.9, "+Y points out of the back");
        assert!((left.determinant() - 1.0).abs() < 1e-5);
    }
}

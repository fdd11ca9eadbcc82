//! The shapes that are always there: what has no model is drawn with them.

use crate::geometry::{Geometry, Material, Vertex};
use glam::{Affine3A, Vec2, Vec3};

/// A cube of edge 1 about the origin.
pub const BOX: &str = "shape.box";
/// A ball of radius 1.
pub const SPHERE: &str = "shape.sphere";
/// A tube of radius 1 from y −0.5 to 0.5, without ends.
pub const CYLINDER: &str = "shape.cylinder";
/// A cone of radius 1 at y −0.5, its tip at 0.5.
pub const CONE: &str = "shape.cone";
/// A mannequin's trunk from the seat (y 0) to the neck (y 1), 1 from the middle to the shoulder's edge; x and z are to be
/// stretched apart.
pub const TRUNK: &str = "shape.trunk";

/// Radius and height, from below (design, about a dressed adult).
const TRUNK_PROFILE: [(f32, f32); 18] = [
    (0.0, 0.0),
    (0.46, 0.012),
    (0.70, 0.06),
    (0.79, 0.13),
    (0.79, 0.21),
    (0.74, 0.30),
    (0.69, 0.38),
    (0.69, 0.46),
    (0.75, 0.56),
    (0.84, 0.66),
    (0.92, 0.75),
    (0.97, 0.82),
    (0.95, 0.875),
    (0.82, 0.92),
    (0.60, 0.95),
    (0.42, 0.97),
    (0.30, 0.99),
    (0.0, 1.0),
];
const AROUND: u32 = 24;
const RINGS: u32 = 12;

pub(crate) fn push_all(geometry: &mut Geometry) {
    let material = geometry.materials.len();
    geometry.materials.push(Material { roughness: 0.55, ..Material::plain() });

    let (mut vertices, mut indices) = (Vec::new(), Vec::new());
    for axis in 0..3 {
        for sign in [-1.0f32, 1.0] {
            let mut n = Vec3::ZERO;
            n[axis] = sign;
            let u = Vec3::from([n.z + n.y, n.x, 0.0].map(f32::abs)).normalize();
            let v = n.cross(u);
            let first = vertices.len() as u32;
            for (a, b) in [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)] {
                vertices.push(vertex(n * 0.5 + u * a + v * b, n, Vec2::new(a + 0.5, 0.5 - b)));
            }
            indices.extend([0, 1, 2, 0, 2, 3].map(|i| first + i));
        }
    }
    push(geometry, BOX, &vertices, &indices, material);

    let (vertices, indices) = revolved(RINGS, |v| {
        let (sin, cos) = libm::sincosf(std::f32::consts::PI * (v - 0.5));
        (Vec2::new(cos, sin), Vec2::new(cos, sin))
    });
    push(geometry, SPHERE, &vertices, &indices, material);

    let (vertices, indices) = revolved(TRUNK_PROFILE.len() as u32 - 1, |v| {
        let i = (v * (TRUNK_PROFILE.len() - 1) as f32).round() as usize;
        let [before, here, after] = [i.saturating_sub(1), i, (i + 1).min(TRUNK_PROFILE.len() - 1)]
            .map(|i| Vec2::new(TRUNK_PROFILE[i].0, TRUNK_PROFILE[i].1));
        (here, (after - before).perp().normalize() * -1.0)
    });
    push(geometry, TRUNK, &vertices, &indices, material);

    let (vertices, indices) = revolved(1, |v| (Vec2::new(1.0, v - 0.5), Vec2::X));
    push(geometry, CYLINDER, &vertices, &indices, material);

    const CONE_PROFILE: [(Vec2, Vec2); 3] = [
        (Vec2::new(0.0, -0.5), Vec2::NEG_Y),
        (Vec2::new(1.0, -0.5), Vec2::new(0.94, -0.34)),
        (Vec2::new(0.0, 0.5), Vec2::Y),
    ];
    let (vertices, indices) = revolved(2, |v| CONE_PROFILE[(v * 2.0).round() as usize]);
    push(geometry, CONE, &vertices, &indices, material);
}

/// A profile (radius, height) and its normal, from bottom (0) to top (1), turned about y.
fn revolved(rings: u32, profile: impl Fn(f32) -> (Vec2, Vec2)) -> (Vec<Vertex>, Vec<u32>) {
    let (mut vertices, mut indices) = (Vec::new(), Vec::new());
    for ring in 0..=rings {
        let v = ring as f32 / rings as f32;
        let (p, n) = profile(v);
        for k in 0..=AROUND {
            let u = k as f32 / AROUND as f32;
            let (sin, cos) = libm::sincosf(std::f32::consts::TAU * u);
            let turned = |q: Vec2| Vec3::new(q.x * sin, q.y, q.x * cos);
            vertices.push(vertex(turned(p), turned(n), Vec2::new(u, 1.0 - v)));
            if ring < rings && k < AROUND {
                let a = ring * (AROUND + 1) + k;
                let b = a + AROUND + 1;
                indices.extend([a, a + 1, b + 1, a, b + 1, b]);
            }
        }
    }
    (vertices, indices)
}

fn vertex(position: Vec3, normal: Vec3, uv: Vec2) -> Vertex {
    Vertex { position: position.into(), normal: normal.into(), uv: uv.into(), light: [0; 2], shade: [255, 0, 0, 0] }
}

fn push(geometry: &mut Geometry, name: &str, vertices: &[Vertex], indices: &[u32], material: usize) {
    let first_part = geometry.parts.len();
    geometry.push_triangles(first_part, vertices, indices, material, false);
    geometry.push_mesh(name.to_owned(), Affine3A::IDENTITY, first_part..geometry.parts.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_triangle_turns_outwards() {
        let mut geometry = Geometry::default();
        push_all(&mut geometry);
        for (mesh, model) in geometry.meshes.iter().zip(&geometry.models) {
            for part in &geometry.parts[mesh.parts.clone()] {
                let range = part.indices.start as usize..part.indices.end as usize;
                for t in geometry.indices[range].chunks_exact(3) {
                    let corner = |i: usize| geometry.vertices[t[i] as usize];
                    let p = [0, 1, 2].map(|i| Vec3::from(corner(i).position));
                    let n: Vec3 = (0..3).map(|i| Vec3::from(corner(i).normal)).sum();
                    let face = (p[1] - p[0]).cross(p[2] - p[0]);
                    assert!(face.length() < 1e-6 || face.dot(n) > 0.0, "{}", model.name);
                }
            }
        }
    }
}

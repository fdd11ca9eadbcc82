//! Meshes as they lie in memory before the GPU has them.

use crate::reflection;
use glam::{Affine3A, Vec3};
use scene::Model;
use std::ops::Range;

/// One corner of a triangle.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Vertex {
    pub position: [f32; 3],
    pub normal: [f32; 3],
    /// Metres over the surface.
    pub uv: [f32; 2],
    /// Where its baked light lies on the light map, 0…65535; for what is fixed only.
    pub light: [u16; 2],
    /// Baked ambient occlusion, 255 open; the axis its triangles face most, +X −X +Y −Y +Z −Z; the material, low byte
    /// first.
    pub shade: [u8; 4],
}

impl Vertex {
    pub fn material(&self) -> usize {
        usize::from(u16::from_le_bytes([self.shade[2], self.shade[3]]))
    }

    pub fn set_material(&mut self, index: usize) {
        let [low, high] = (index as u16).to_le_bytes();
        self.shade[2..].copy_from_slice(&[low, high]);
    }
}

/// Triangles that can be drawn at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Into [`Geometry::indices`].
    pub indices: Range<u32>,
    /// Into [`Geometry::groups`].
    pub group: usize,
}

/// What must be the same for triangles of different materials to be drawn at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// Glass: drawn last, from far to near.
    pub blend: bool,
    pub double_sided: bool,
    /// Lit by the light map: it never moves.
    pub fixed: bool,
}

/// A named mesh.
#[derive(Clone, Debug, PartialEq)]
pub struct Mesh {
    /// Into [`Geometry::parts`].
    pub parts: Range<usize>,
    /// The ball around it, mesh space.
    pub centre: Vec3,
    pub radius: f32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Material {
    /// What it is known by to its detail.
    pub name: String,
    /// Linear.
    pub base: [f32; 4],
    pub emissive: [f32; 3],
    pub metallic: f32,
    pub roughness: f32,
    pub group: Group,
}

impl Material {
    pub fn plain() -> Material {
        Material {
            name: String::new(),
            base: [1.0; 4],
            emissive: [0.0; 3],
            metallic: 0.0,
            roughness: 0.6,
            group: Group::default(),
        }
    }
}

/// What fits into one uniform buffer of 16 KiB.
pub const MOST_MATERIALS: usize = 256;

/// Every mesh that can be drawn, in one vertex and one index buffer. `models[i]` and `meshes[i]` are of `MeshId(i)`.
#[derive(Clone, Debug, Default)]
pub struct Geometry {
    pub vertices: Vec<Vertex>,
    pub indices: Vec<u32>,
    pub parts: Vec<Part>,
    pub meshes: Vec<Mesh>,
    pub models: Vec<Model>,
    /// At most [`MOST_MATERIALS`].
    pub materials: Vec<Material>,
    pub groups: Vec<Group>,
}

impl Geometry {
    /// A material that is the same but for its detail, for what does not say where it lies on it.
    pub fn without_detail(&mut self, material: usize) -> usize {
        let plain = Material { name: String::new(), ..self.materials[material].clone() };
        self.materials.iter().position(|m| *m == plain).unwrap_or_else(|| {
            self.materials.push(plain);
            self.materials.len() - 1
        })
    }

    /// A mesh of parts that have been pushed.
    pub fn push_mesh(&mut self, name: String, file_from_mesh: Affine3A, parts: Range<usize>) {
        let (mut min, mut max) = (Vec3::INFINITY, Vec3::NEG_INFINITY);
        for part in &self.parts[parts.clone()] {
            for &i in &self.indices[part.indices.start as usize..part.indices.end as usize] {
                let p = Vec3::from(self.vertices[i as usize].position);
                (min, max) = (min.min(p), max.max(p));
            }
        }
        if min.x > max.x {
            (min, max) = (Vec3::ZERO, Vec3::ZERO);
        }
        self.meshes.push(Mesh { parts: parts.clone(), centre: (min + max) / 2.0, radius: (max - min).length() / 2.0 });
        let pane = reflection::pane(&name, self, &self.parts[parts]);
        self.models.push(Model { name, file_from_mesh, min, max, pane });
    }

    /// Triangles of one material for the mesh whose parts begin at `first_part`; `fixed` ones have their light baked.
    pub fn push_triangles(
        &mut self,
        first_part: usize,
        vertices: &[Vertex],
        indices: &[u32],
        material: usize,
        fixed: bool,
    ) {
        let (first_vertex, first_index) = (self.vertices.len() as u32, self.indices.len() as u32);
        self.vertices.extend_from_slice(vertices);
        self.vertices[first_vertex as usize..].iter_mut().for_each(|v| v.set_material(material));
        self.indices.extend(indices.iter().map(|i| first_vertex + i));
        let end = self.indices.len() as u32;
        let group = Group { fixed, ..self.materials[material].group };
        let group = self.groups.iter().position(|&g| g == group).unwrap_or_else(|| {
            self.groups.push(group);
            self.groups.len() - 1
        });
        match self.parts[first_part..].last_mut() {
            Some(part) if part.group == group => part.indices.end = end,
            _ => self.parts.push(Part { indices: first_index..end, group }),
        }
    }
}

//! Meshes as they lie in memory before the GPU has them.

use glam::{Affine3A, Vec3};
use scene::Model;
use std::ops::Range;

/// One corner of a triangle.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Vertex {
    pub position: [f32; 3],
    pub normal: [f32; 3],
    /// xyz along +u, w the sign of the bitangent.
    pub tangent: [f32; 4],
    pub uv: [f32; 2],
    /// Red is the baked ambient occlusion, 255 open.
    pub colour: [u8; 4],
}

/// Triangles of one material.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Into [`Geometry::indices`].
    pub indices: Range<u32>,
    /// Added to each index.
    pub first_vertex: i32,
    /// Into [`Geometry::materials`].
    pub material: usize,
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
    /// Linear, multiplied into the map.
    pub base: [f32; 4],
    pub emissive: [f32; 3],
    pub metallic: f32,
    pub roughness: f32,
    /// Strength of the normal map.
    pub normal_scale: f32,
    /// Glass: drawn last, from far to near.
    pub blend: bool,
    pub double_sided: bool,
    /// Into [`Geometry::images`]: base colour, metallic-roughness, normal, emissive.
    pub maps: [Option<usize>; 4],
}

impl Material {
    pub fn plain() -> Material {
        Material {
            base: [1.0; 4],
            emissive: [0.0; 3],
            metallic: 0.0,
            roughness: 0.6,
            normal_scale: 1.0,
            blend: false,
            double_sided: false,
            maps: [None; 4],
        }
    }
}

/// RGBA, 8 bits, rows from the top.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

/// Every mesh that can be drawn, in one vertex and one index buffer. `models[i]` and `meshes[i]` are of `MeshId(i)`.
#[derive(Clone, Debug, Default)]
pub struct Geometry {
    pub vertices: Vec<Vertex>,
    pub indices: Vec<u32>,
    pub parts: Vec<Part>,
    pub meshes: Vec<Mesh>,
    pub models: Vec<Model>,
    pub materials: Vec<Material>,
    pub images: Vec<Image>,
}

impl Geometry {
    /// A mesh of parts that have been pushed.
    pub fn push_mesh(&mut self, name: String, file_from_mesh: Affine3A, parts: Range<usize>) {
        let (mut min, mut max) = (Vec3::INFINITY, Vec3::NEG_INFINITY);
        for part in &self.parts[parts.clone()] {
            for &i in &self.indices[part.indices.start as usize..part.indices.end as usize] {
                let p = Vec3::from(self.vertices[(part.first_vertex as u32 + i) as usize].position);
                (min, max) = (min.min(p), max.max(p));
            }
        }
        if min.x > max.x {
            (min, max) = (Vec3::ZERO, Vec3::ZERO);
        }
        self.meshes.push(Mesh { parts, centre: (min + max) / 2.0, radius: (max - min).length() / 2.0 });
        self.models.push(Model { name, file_from_mesh, min, max });
    }

    /// One part of a mesh that is being made.
    pub fn push_part(&mut self, vertices: &[Vertex], indices: &[u32], material: usize) {
        let (first_vertex, first_index) = (self.vertices.len() as i32, self.indices.len() as u32);
        self.vertices.extend_from_slice(vertices);
        self.indices.extend_from_slice(indices);
        self.parts.push(Part { indices: first_index..self.indices.len() as u32, first_vertex, material });
    }
}

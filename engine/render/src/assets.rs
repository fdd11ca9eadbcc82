//! What is loaded once: meshes by name, hands, the font.

use crate::error::Error;
use crate::font::FontAtlas;
use crate::geometry::Geometry;
use crate::glb::Glb;
use crate::hand::{self, HandMesh};
use crate::{shapes, text};
use glam::Vec3;
use scene::{Lamp, MeshId, Model};
use std::path::{Component, Path};

const FONT: &str = "fonts/DejaVuSans.ttf";
const HANDS: &str = "hands.glb";
/// Parts of people, each a shape.
const BODY: &str = "body.glb";

/// Everything a [`crate::Renderer`] is made from. Has no GPU in it.
pub struct Assets {
    pub(crate) geometry: Geometry,
    pub(crate) hands: [HandMesh; 2],
    pub(crate) font: FontAtlas,
    lamps: Vec<Lamp>,
}

/// Meshes of this name are lamp panels in a ceiling.
const LAMPS: &str = "light.";
/// A lamp's radiance where its picture glows with 1 (design: 300 to 500 lux of an office-bright cleanroom, exposed so that
/// a white wall is drawn at 0.7).
const RADIANCE: f32 = 4.5;

impl Assets {
    /// How much smaller than its lines say a panel's text is drawn, so that it fits: 1 or less.
    pub fn text_scale(&self, panel: &scene::Panel) -> f32 {
        text::fitted(&self.font, panel).0
    }

    /// Loads glTF binaries, paths relative to the folder `assets/`. Every node with a mesh becomes a mesh of that name;
    /// [`shapes`] are always there. Hands come from `hands.glb`, or are made when that is missing.
    pub fn load(folder: &Path, files: &[impl AsRef<Path>]) -> Result<Assets, Error> {
        let mut geometry = Geometry::default();
        shapes::push_all(&mut geometry);
        for file in [Path::new(BODY)].into_iter().chain(files.iter().map(AsRef::as_ref)) {
            let path = folder.join(file);
            let model = |why: String| Error::Model { path: path.clone(), why };
            if file.components().any(|c| !matches!(c, Component::Normal(_))) {
                return Err(model("it lies outside the folder of the assets".into()));
            }
            Glb::open(&path)?.append_to(&mut geometry).map_err(model)?;
        }
        if geometry.meshes.len() > usize::from(u16::MAX) {
            let why = format!("{} meshes, more than 65,535", geometry.meshes.len());
            return Err(Error::Model { path: folder.to_owned(), why });
        }

        let path = folder.join(HANDS);
        let hands = match Glb::open(&path) {
            Ok(glb) => hand::from_glb(&glb).map_err(|why| Error::Model { path, why })?,
            Err(Error::Missing { .. }) => [hand::made(0), hand::made(1)],
            Err(other) => return Err(other),
        };

        let path = folder.join(FONT);
        let ttf = std::fs::read(&path).map_err(|why| Error::Io { path: path.clone(), why })?;
        let font = FontAtlas::new(&ttf).ok_or(Error::Font { path })?;
        let lamps = lamps(&geometry);
        Ok(Assets { geometry, hands, font, lamps })
    }

    /// The lamp panels of the rooms that were loaded: the separate faces of meshes called `light.…`, where their files
    /// put them.
    pub fn lamps(&self) -> &[Lamp] {
        &self.lamps
    }

    /// What there is to draw, one a [`MeshId`].
    pub fn models(&self) -> &[Model] {
        &self.geometry.models
    }

    /// The mesh of a name.
    pub fn mesh(&self, name: &str) -> Option<MeshId> {
        self.models().iter().position(|m| m.name == name).map(|i| MeshId(i as u16))
    }
}

/// A lamp for each patch of glowing triangles that share corners.
fn lamps(geometry: &Geometry) -> Vec<Lamp> {
    let mut lamps = Vec::new();
    for (mesh, model) in geometry.meshes.iter().zip(&geometry.models).filter(|(_, m)| m.name.starts_with(LAMPS)) {
        for part in &geometry.parts[mesh.parts.clone()] {
            let indices = &geometry.indices[part.indices.start as usize..part.indices.end as usize];
            for patch in patches(indices) {
                let corner = |&i: &u32| Vec3::from(geometry.vertices[i as usize].position);
                let corners = patch.iter().map(|i| model.file_from_mesh.transform_point3(corner(i)));
                let (min, max) = corners.fold((Vec3::INFINITY, Vec3::NEG_INFINITY), |(a, b), p| (a.min(p), b.max(p)));
                let material = &geometry.materials[geometry.vertices[patch[0] as usize].material()];
                let size = max - min;
                lamps.push(Lamp {
                    position: (min + max) / 2.0,
                    size: [size.x, size.z],
                    colour: material.emissive.map(|c| c * RADIANCE),
                });
            }
        }
    }
    lamps
}

/// Vertices of triangles that hang together, patch by patch, in the order of their first triangle.
fn patches(indices: &[u32]) -> Vec<Vec<u32>> {
    let mut patches: Vec<Vec<u32>> = Vec::new();
    for triangle in indices.chunks_exact(3) {
        let mut merged = triangle.to_vec();
        let mut first = patches.len();
        for k in (0..patches.len()).rev() {
            if patches[k].iter().any(|i| triangle.contains(i)) {
                merged.extend(patches.remove(k));
                first = k;
            }
        }
        merged.sort_unstable();
        merged.dedup();
        patches.insert(first, merged);
    }
    patches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_are_what_hangs_together() {
        assert_eq!(
            patches(&[0, 1, 2, 5, 6, 7, 1, 2, 3, 8, 9, 10, 7, 5, 9]),
            [vec![0, 1, 2, 3], vec![5, 6, 7, 8, 9, 10]]
        );
    }
}

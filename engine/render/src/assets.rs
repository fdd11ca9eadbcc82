//! What is loaded once: meshes by name, hands, the font.

use crate::error::Error;
use crate::font::FontAtlas;
use crate::geometry::Geometry;
use crate::glb::Glb;
use crate::hand::{self, HandMesh};
use crate::shapes;
use scene::{MeshId, Model};
use std::path::{Component, Path};

const FONT: &str = "fonts/DejaVuSans.ttf";
const HANDS: &str = "hands.glb";

/// Everything a [`crate::Renderer`] is made from. Has no GPU in it.
pub struct Assets {
    pub(crate) geometry: Geometry,
    pub(crate) hands: [HandMesh; 2],
    pub(crate) font: FontAtlas,
}

impl Assets {
    /// Loads glTF binaries, paths relative to the folder `assets/`. Every node with a mesh becomes a mesh of that name;
    /// [`shapes`] are always there. Hands come from `hands.glb`, or are made when that is missing.
    pub fn load(folder: &Path, files: &[impl AsRef<Path>]) -> Result<Assets, Error> {
        let mut geometry = Geometry::default();
        shapes::push_all(&mut geometry);
        for file in files {
            let path = folder.join(file);
            let model = |why: String| Error::Model { path: path.clone(), why };
            if file.as_ref().components().any(|c| !matches!(c, Component::Normal(_))) {
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
        Ok(Assets { geometry, hands, font })
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

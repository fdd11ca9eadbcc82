//! What is loaded once: meshes by name, hands, the font.

use crate::detail::Details;
use crate::error::Error;
use crate::font::FontAtlas;
use crate::geometry::Geometry;
use crate::glb::Glb;
use crate::hand::{self, HandMesh};
use crate::light::Light;
use crate::tracers::Flow;
use crate::{shapes, text};
use scene::{MeshId, Model};
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
    pub(crate) light: Light,
    pub(crate) details: Details,
    pub(crate) flow: Option<Flow>,
}

impl Assets {
    /// How much smaller than its lines say a panel's text is drawn, so that it fits: 1 or less.
    pub fn text_scale(&self, panel: &scene::Panel) -> f32 {
        text::fitted(&self.font, panel).0
    }

    /// Loads glTF binaries, paths relative to the folder `assets/`. Every node with a mesh becomes a mesh of that name;
    /// [`shapes`] are always there. What light was baked for lies beside it. Hands come from `hands.glb`, or are made when that is missing.
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
        let beside = files.iter().filter_map(|f| folder.join(f).parent().map(Path::to_owned));
        let light = beside.filter_map(|f| Light::open(&f).transpose()).next().transpose()?;
        let light = light.unwrap_or_else(Light::studio);
        if !light.fits(&geometry) {
            let why = "the light beside these models was baked for others; `tools/forge/make` bakes it".into();
            return Err(Error::Model { path: folder.to_owned(), why });
        }
        let details = Details::open(folder)?;
        Ok(Assets { geometry, hands, font, light, details, flow: None })
    }

    /// With the flow of the room's air, which [`scene::Air`] shows.
    pub fn with_flow(self, flow: Option<Flow>) -> Assets {
        Assets { flow, ..self }
    }

    /// What there is to draw, one a [`MeshId`].
    pub fn models(&self) -> &[Model] {
        &self.geometry.models
    }

    /// Of all models and shapes, each once, without the hands.
    pub fn vertices_and_triangles(&self) -> [usize; 2] {
        [self.geometry.vertices.len(), self.geometry.indices.len() / 3]
    }

    /// The mesh of a name.
    pub fn mesh(&self, name: &str) -> Option<MeshId> {
        self.models().iter().position(|m| m.name == name).map(|i| MeshId(i as u16))
    }
}

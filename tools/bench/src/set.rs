//! The rooms of a drill, as the drill begins: nobody in them, no words, doors shut.

use anyhow::{Context, Result};
use portray::{Place, Portrayer, Standard, Told};
use render::Assets;
use scene::Scene;
use std::path::{Path, PathBuf};
use twin::Twin;
use twin::room::{Patterns, Room};

/// What has no model is drawn as one of these: the person.
const SHAPES: &str = "shape.";

/// The folder that holds `scenarios/` and `assets/`.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A set, ready to be drawn.
pub struct Set {
    pub scene: Scene,
    pub assets: Assets,
    pub places: Vec<Place>,
}

/// The sets that have a room and viewpoints, and those viewpoints.
pub fn all(root: &Path) -> Result<Vec<(String, Vec<Place>)>> {
    let file = root.join("assets/viewpoints.json");
    let json = std::fs::read(&file).with_context(|| file.display().to_string())?;
    let standard = Standard::parse(&json).map_err(anyhow::Error::msg).with_context(|| file.display().to_string())?;
    let has_room = |set: &&str| root.join("scenarios").join(set).join("room.json").is_file();
    Ok(standard.sets().filter(has_room).map(|set| (set.to_owned(), standard.of(set).to_vec())).collect())
}

impl Set {
    pub fn load(root: &Path, name: &str, places: Vec<Place>) -> Result<Set> {
        let folder = root.join("scenarios").join(name);
        let room: Room = read(&folder.join("room.json"))?;
        // Rooms may stand before anyone has cut the clothes of their drill.
        let garments = folder.join("garments.json");
        let patterns: Patterns = if garments.is_file() { read(&garments)? } else { Patterns::default() };
        let twin = Twin::new(&room, &patterns, 1, 1).with_context(|| folder.display().to_string())?;
        let assets = Assets::load(&root.join("assets"), &room.models)?;
        let mut scene = Scene::default();
        Portrayer::new(&twin, &room, assets.models(), assets.lamps()).portray(&twin, &Told::default(), &mut scene);
        let worn = |name: &str| room.things.iter().any(|t| t.worn_on.is_some() && t.model == name);
        scene.instances.retain(|i| {
            let name = &assets.models()[usize::from(i.mesh.0)].name;
            !name.starts_with(SHAPES) && !worn(name)
        });
        scene.hands.clear();
        scene.cloths.clear();
        scene.panels.clear();
        Ok(Set { scene, assets, places })
    }
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    serde_json::from_slice(&bytes).with_context(|| format!("{}: `asepsis check` says more", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_in_the_picture() {
        let (name, places) =
            all(&root()).expect("the sets").into_iter().find(|(s, _)| s == "gowning").expect("gowning");
        let Set { scene, assets, places } = Set::load(&root(), &name, places).expect("the suite");
        let names: Vec<_> = scene.instances.iter().map(|i| &*assets.models()[usize::from(i.mesh.0)].name).collect();
        assert!(places.len() >= 8 && names.contains(&"floor.z4") && names.contains(&"door.leaf") && names.len() > 90);
        assert!(!names.contains(&"watch") && !names.contains(&"shoe"), "they are on the person");
        assert!(scene.lamps.len() >= 14 && scene.hands.is_empty() && scene.panels.is_empty());
    }
}

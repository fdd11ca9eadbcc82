//! The rooms of a drill, as the drill begins.

use anyhow::{Context, Result};
use portray::{Place, Portrayer, Standard};
use render::Assets;
use scene::Scene;
use std::path::{Path, PathBuf};
use twin::Twin;
use twin::air::Flow;
use twin::room::{Patterns, Room};

/// The folder that holds `scenarios/` and `assets/`.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A set and what it is drawn with.
pub struct Set {
    pub twin: Twin,
    pub room: Room,
    pub assets: Assets,
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
    pub fn load(root: &Path, name: &str) -> Result<Set> {
        let folder = root.join("scenarios").join(name);
        let room: Room = read(&folder.join("room.json"))?;
        // Rooms may stand before anyone has cut the clothes of their drill.
        let garments = folder.join("garments.json");
        let patterns: Patterns = if garments.is_file() { read(&garments)? } else { Patterns::default() };
        let air = folder.join("air.flow");
        let flow = air.is_file().then(|| std::fs::read(&air)).transpose()?;
        let flow = flow.map(|bytes| Flow::from_bytes(&bytes, "air.flow")).transpose()?;
        let twin = Twin::new(&room, &patterns, 1, 1)
            .and_then(|twin| twin.with_first_air(flow.as_ref()))
            .with_context(|| folder.display().to_string())?;
        let assets = Assets::load(&root.join("assets"), &room.models)?;
        Ok(Set { twin, room, assets })
    }

    /// As the references show it: nobody, no words, no clothes lying about.
    pub fn bare(&self) -> Scene {
        let mut scene = Scene::default();
        self.portrayer().portray_rooms(&self.twin, Default::default(), &mut scene);
        scene.cloths.clear();
        scene.panels.clear();
        scene
    }

    pub fn portrayer(&self) -> Portrayer {
        Portrayer::new(&self.twin, &self.room, self.assets.models())
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
        let sets = all(&root()).expect("the sets");
        let (name, places) = sets.into_iter().find(|(set, _)| set == "gowning").expect("gowning");
        let scene = Set::load(&root(), &name).expect("the suite").bare();
        assert!(places.len() >= 8 && scene.instances.len() > 90);
        assert!(scene.hands.is_empty() && scene.cloths.is_empty() && scene.panels.is_empty());
    }
}

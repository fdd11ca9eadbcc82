//! How far the real-time pictures are from path-traced ones of the same room through the same eyes.

use crate::picture::Picture;
use anyhow::{Context, Result};
use portray::{Portrayer, Told, Viewpoint};
use render::{Assets, Gpu, Offscreen};
use scene::{Eye, Scene};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::{Path, PathBuf};
use twin::Twin;
use twin::room::{Patterns, Room};

/// Mean FLIP over all viewpoints, and of any, that this stage of the work aims at.
const GOAL_MEAN: f32 = 0.10;
const GOAL_WORST: f32 = 0.15;
/// What has no model is drawn as one of these: the person, whom the references leave out.
const SHAPES: &str = "shape.";

/// `viewpoints.json`, which the forge's references are made from too.
#[derive(Deserialize)]
struct Shared {
    /// Pixels.
    size: [u32; 2],
    /// Tangent of half the vertical field of view.
    up: f32,
    gowning: Vec<Seen>,
}

/// A place to look from, to; metres, room space.
#[derive(Deserialize)]
struct Seen {
    name: String,
    from: [f32; 3],
    to: [f32; 3],
}

/// What was found.
#[derive(Serialize)]
pub struct Look {
    /// The driver that drew.
    driver: String,
    viewpoints: Vec<Distance>,
    mean: f32,
    worst: f32,
    /// Reference, real time, error: a row a viewpoint.
    sheet: PathBuf,
}

#[derive(Serialize)]
struct Distance {
    name: String,
    /// Mean FLIP, 0 the same … 1.
    flip: f32,
    draws: u32,
    triangles: u32,
}

impl fmt::Display for Look {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "gowning suite, drawn by {}; mean FLIP from the path-traced picture:", self.driver)?;
        for d in &self.viewpoints {
            writeln!(f, "  {:<10} {:.3}   {:>3} draws {:>7} triangles", d.name, d.flip, d.draws, d.triangles)?;
        }
        writeln!(f, "  {:<10} {:.3}   goal {GOAL_MEAN:.2}", "mean", self.mean)?;
        writeln!(f, "  {:<10} {:.3}   goal {GOAL_WORST:.2}", "worst", self.worst)?;
        writeln!(f, "{}", self.sheet.display())
    }
}

fn shared(bench: &Path) -> Result<Shared> {
    let path = bench.join("viewpoints.json");
    let read = || -> Result<Shared> { Ok(serde_json::from_slice(&std::fs::read(&path)?)?) };
    read().with_context(|| format!("{}: not the shared viewpoints", path.display()))
}

impl Seen {
    fn eye(&self, size: [u32; 2], up: f32) -> Eye {
        let aspect = size[0] as f32 / size[1] as f32;
        let eye = Viewpoint::Fixed(self.from, self.to).eye(tape::Pose::IDENTITY, aspect);
        Eye { tangents: [up * aspect, up * aspect, up, up], ..eye }
    }
}

/// Draws every viewpoint by the software driver and compares; leaves the sheet in `tools/bench/look/`.
pub fn look() -> Result<Look> {
    let bench = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Shared { size, up, gowning } = shared(bench)?;
    let gpu = Gpu::software().context("the pictures are drawn by the software Vulkan driver")?;
    let driver = gpu.name.clone();
    let (scene, assets) = gowning_suite(&bench.join("../.."))?;
    let mut offscreen = Offscreen::new(gpu, &assets, size);
    let (mut viewpoints, mut rows) = (Vec::new(), Vec::new());
    for seen in gowning {
        let reference = Picture::read(&bench.join(format!("reference/gowning/{}.png", seen.name)), size)?;
        let (image, stats) = offscreen.picture(&scene, &seen.eye(size, up))?;
        let drawn = Picture::opaque(size, &image.rgba);
        let (flip, error) = drawn.difference(&reference);
        rows.push([reference, drawn, error]);
        viewpoints.push(Distance { name: seen.name, flip, draws: stats.draws, triangles: stats.triangles });
    }
    let sheet = bench.join("look/gowning.png");
    Picture::sheet(&rows).write(&sheet)?;
    let flips = || viewpoints.iter().map(|d| d.flip);
    let mean = flips().sum::<f32>() / viewpoints.len() as f32;
    let worst = flips().fold(0.0, f32::max);
    Ok(Look { driver, mean, worst, viewpoints, sheet })
}

/// The suite as a drill begins, without the person, words or worn clothes.
fn gowning_suite(root: &Path) -> Result<(Scene, Assets)> {
    let folder = root.join("scenarios/gowning");
    let room: Room = read(&folder.join("room.json"))?;
    let patterns: Patterns = read(&folder.join("garments.json"))?;
    let twin = Twin::new(&room, &patterns, 1, 1).context("scenarios/gowning")?;
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
    Ok((scene, assets))
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    serde_json::from_slice(&bytes).with_context(|| format!("{}: `asepsis check` says more", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compared_stands_where_the_trainer_takes_its_pictures() {
        let bench = Path::new(env!("CARGO_MANIFEST_DIR"));
        let Shared { size, up, gowning } = shared(bench).expect("the viewpoints");
        assert!(gowning.len() >= 6);
        let aspect = size[0] as f32 / size[1] as f32;
        let standard = gowning.iter().filter_map(|seen| Some((seen, portray::viewpoints::find(&seen.name)?)));
        let mut known = 0;
        for (seen, viewpoint) in standard {
            assert_eq!(seen.eye(size, up), viewpoint.eye(tape::Pose::IDENTITY, aspect), "{}", seen.name);
            known += 1;
        }
        assert_eq!(known, 4, "of them are the standard viewpoints of one who stands inside");
    }

    #[test]
    fn nobody_is_in_the_picture() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let (scene, assets) = gowning_suite(&root).expect("the suite");
        let names: Vec<_> = scene.instances.iter().map(|i| &*assets.models()[usize::from(i.mesh.0)].name).collect();
        assert!(names.contains(&"floor.z4") && names.contains(&"door.leaf") && names.len() > 90);
        assert!(!names.contains(&"watch") && !names.contains(&"shoe"), "they are on the person");
        assert!(scene.lamps.len() >= 14 && scene.hands.is_empty() && scene.panels.is_empty());
    }
}

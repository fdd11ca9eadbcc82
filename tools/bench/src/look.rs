//! How far the real-time pictures are from path-traced ones of the same rooms through the same eyes.

use crate::picture::Picture;
use crate::set::{self, Set};
use anyhow::{Context, Result};
use render::{Gpu, Offscreen};
use serde::Serialize;
use std::fmt;
use std::path::{Path, PathBuf};
use tape::Pose;

/// Mean FLIP over all viewpoints, and of any, that this stage of the work aims at.
const GOAL_MEAN: f32 = 0.10;
const GOAL_WORST: f32 = 0.15;
/// Pixels of a picture; of the references too (`SIZE` in `tools/forge/forge/reference.py`).
const SIZE: [u32; 2] = [320, 180];
/// Ours is drawn this many times as wide and as high, near what a headset shows, and each pixel compared is the mean of its
/// square: so are the reference's.
const FINER: u32 = 4;

/// What was found.
#[derive(Serialize)]
pub struct Look {
    /// The driver that drew.
    driver: String,
    sets: Vec<Rooms>,
    /// What could not be compared, and what to do about it: a sentence each.
    skipped: Vec<String>,
    /// Over all viewpoints of all sets.
    mean: f32,
    worst: f32,
}

#[derive(Serialize)]
struct Rooms {
    set: String,
    viewpoints: Vec<Distance>,
    mean: f32,
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
        writeln!(f, "drawn by {}; mean FLIP from the path-traced picture:", self.driver)?;
        for rooms in &self.sets {
            writeln!(f, "{}", rooms.set)?;
            for d in &rooms.viewpoints {
                writeln!(f, "  {:<10} {:.3}   {:>3} draws {:>7} triangles", d.name, d.flip, d.draws, d.triangles)?;
            }
            writeln!(f, "  {:<10} {:.3}   {}", "mean", rooms.mean, rooms.sheet.display())?;
        }
        self.skipped.iter().try_for_each(|sentence| writeln!(f, "{sentence}"))?;
        writeln!(f, "mean of all   {:.3}   goal {GOAL_MEAN:.2}", self.mean)?;
        writeln!(f, "worst of all  {:.3}   goal {GOAL_WORST:.2}", self.worst)
    }
}

/// Draws every viewpoint of every set by the software driver and compares; leaves a sheet a set in `tools/bench/look/`.
pub fn look() -> Result<Look> {
    let (bench, root) = (Path::new(env!("CARGO_MANIFEST_DIR")), set::root());
    let software = || Gpu::software().context("the pictures are drawn by the software Vulkan driver");
    let mut found = Look { driver: software()?.name, sets: Vec::new(), skipped: Vec::new(), mean: 0.0, worst: 0.0 };
    for (name, places) in set::all(&root)? {
        let reference = |place: &str| bench.join("reference").join(&name).join(format!("{place}.png"));
        let inside = places.iter().filter(|p| !p.outside);
        let untraced: Vec<_> = inside.map(|p| &*p.name).filter(|place| !reference(place).is_file()).collect();
        if !untraced.is_empty() {
            let what = untraced.join(", ");
            let remedy = format!("`tools/forge/make {name}.reference` makes it");
            found.skipped.push(format!("{name}: skipped {what}: no path-traced picture; {remedy}"));
        }
        let set = Set::load(&root, &name)?;
        let scene = set.bare();
        let traced: Vec<_> = places.iter().filter(|p| !p.outside && reference(&p.name).is_file()).collect();
        if traced.is_empty() {
            continue;
        }
        let mut offscreen = Offscreen::new(software()?, &set.assets, SIZE.map(|n| n * FINER));
        let (mut viewpoints, mut rows) = (Vec::new(), Vec::new());
        for place in traced {
            let truth = Picture::read(&reference(&place.name), SIZE)?;
            let eye = place.viewpoint().eye(Pose::IDENTITY, SIZE[0] as f32 / SIZE[1] as f32);
            let (image, stats) = offscreen.picture(&scene, &eye)?;
            let drawn = Picture::opaque(SIZE.map(|n| n * FINER), &image.rgba).shrunk(FINER);
            let (flip, error) = drawn.difference(&truth);
            rows.push([truth, drawn, error]);
            viewpoints.push(Distance {
                name: place.name.clone(),
                flip,
                draws: stats.draws,
                triangles: stats.triangles,
            });
        }
        let sheet = bench.join(format!("look/{name}.png"));
        Picture::sheet(&rows).write(&sheet)?;
        let mean = mean(viewpoints.iter());
        found.sets.push(Rooms { set: name, viewpoints, mean, sheet });
    }
    found.mean = mean(found.sets.iter().flat_map(|s| &s.viewpoints));
    found.worst = found.sets.iter().flat_map(|s| &s.viewpoints).map(|d| d.flip).fold(0.0, f32::max);
    Ok(found)
}

fn mean<'a>(distances: impl Iterator<Item = &'a Distance> + Clone) -> f32 {
    distances.clone().map(|d| d.flip).sum::<f32>() / distances.count() as f32
}

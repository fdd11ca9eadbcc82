//! What the rooms of a set take of a headset's memory, as the driver hands it out.

use crate::set::{self, Set};
use anyhow::{Context, Result};
use render::{Gpu, Renderer};
use serde::Serialize;
use std::fmt;

/// Pixels of an eye of a Quest 3, as its runtime recommends.
const EYE: [u32; 2] = [1680, 1760];
const MEGABYTE: f64 = 1e6;

#[derive(Serialize)]
pub struct Sizes {
    device: String,
    sets: Vec<Held>,
}

/// Bytes, the largest first.
#[derive(Serialize)]
pub struct Held {
    set: String,
    vertices: usize,
    triangles: usize,
    /// What the rooms and hands are: it stays as long as the drill.
    rooms: Vec<Part>,
    rooms_bytes: u64,
    /// What pictures are made in: the samples of both eyes, lists that grow with the scene.
    pictures: Vec<Part>,
    all_bytes: u64,
}

#[derive(Serialize)]
struct Part {
    what: String,
    bytes: u64,
}

pub fn sizes() -> Result<Sizes> {
    let open = || Gpu::headless_with(Renderer::BOTH_EYES);
    let sets = set::all(&set::root())?.into_iter().map(|(name, _)| held(open()?, name));
    Ok(Sizes { sets: sets.collect::<Result<_>>()?, device: open()?.name })
}

fn held(gpu: Gpu, name: String) -> Result<Held> {
    let set = Set::load(&set::root(), &name)?;
    let before = parts(&gpu)?;
    let make = if gpu.device.features().contains(Renderer::BOTH_EYES) { Renderer::both_eyes } else { Renderer::new };
    let renderer = make(&gpu.device, &gpu.queue, wgpu::TextureFormat::Rgba8UnormSrgb, 4, &set.assets);
    let rooms = since(&before, parts(&gpu)?);
    let _drawn_in = (renderer.canvas(EYE), renderer.frame());
    let all = parts(&gpu)?;
    let pictures = since(&rooms, since(&before, all));
    let sum = |parts: &[Part]| parts.iter().map(|part| part.bytes).sum::<u64>();
    let (rooms_bytes, [vertices, triangles]) = (sum(&rooms), set.assets.vertices_and_triangles());
    let all_bytes = rooms_bytes + sum(&pictures);
    Ok(Held { set: name, vertices, triangles, rooms, rooms_bytes, pictures, all_bytes })
}

/// What the driver has handed out, copies under way done with.
fn parts(gpu: &Gpu) -> Result<Vec<Part>> {
    gpu.queue.submit([]);
    gpu.device.poll(wgpu::PollType::wait_indefinitely())?;
    let report = gpu.device.generate_allocator_report().with_context(|| format!("{} does not tell", gpu.name))?;
    let parts = report.allocations.into_iter().map(|a| Part { what: a.name, bytes: a.size });
    let mut parts: Vec<_> = parts.collect();
    parts.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.what.cmp(&b.what)));
    Ok(parts)
}

/// Of what is there now, what was not before.
fn since(before: &[Part], now: Vec<Part>) -> Vec<Part> {
    let mut before: Vec<_> = before.iter().collect();
    let mut is_new = |part: &Part| {
        let was = before.iter().position(|b| (&b.what, b.bytes) == (&part.what, part.bytes));
        was.map(|at| before.swap_remove(at)).is_none()
    };
    now.into_iter().filter(|part| is_new(part)).collect()
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "{}", self.device)?;
        for held in &self.sets {
            let mb = |bytes: u64| bytes as f64 / MEGABYTE;
            let Held { set, vertices, triangles, rooms, rooms_bytes, pictures, all_bytes } = held;
            writeln!(f, "{set}: {vertices} vertices, {triangles} triangles")?;
            let mut list = |parts: &[Part]| {
                parts.iter().try_for_each(|part| writeln!(f, "  {:>9.3} MB  {}", mb(part.bytes), part.what))
            };
            list(rooms)?;
            list(pictures)?;
            writeln!(f, "  {:>9.3} MB  rooms and hands", mb(*rooms_bytes))?;
            writeln!(f, "  {:>9.3} MB  all, with what pictures are made in", mb(*all_bytes))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The budget of a headset: 1 GB in all.
    const MOST_IN_ALL: u64 = 1_000_000_000;
    /// Half as much again as the largest set took when this was written: what grows is to be seen.
    const MOST_ROOMS: u64 = 36_000_000;

    #[test]
    fn every_set_fits_into_the_memory_of_a_headset() {
        if let Err(why) = Gpu::headless() {
            return eprintln!("skipped: {why}");
        }
        for held in sizes().expect("the sets").sets {
            let Held { set, rooms_bytes, all_bytes, .. } = held;
            eprintln!("{set}: rooms {rooms_bytes} bytes, all {all_bytes}");
            assert!(rooms_bytes > 1_000_000 && rooms_bytes <= MOST_ROOMS, "{set}: {rooms_bytes} bytes of rooms");
            assert!(all_bytes <= MOST_IN_ALL, "{set}: {all_bytes} bytes in all");
        }
    }
}

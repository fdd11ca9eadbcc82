//! How long the GPU of this machine works on a headset's picture, by its own timestamps; nothing is shown.

use crate::headset;
use crate::set::{self, Set};
use anyhow::{Context, Result, bail, ensure};
use render::{Gpu, Renderer, Stats, View};
use scene::{Eye, Scene};
use serde::Serialize;
use std::fmt;

/// Pixels of an eye: what the runtime of a Quest 3 recommends, and its whole display.
const SIZES: [[u32; 2]; 2] = [[1680, 1760], [2064, 2208]];
/// For a driver that draws by the processor: enough to see that all of this runs.
const SMALL: [[u32; 2]; 1] = [[168, 176]];
const TIMED: u32 = 60;
/// Until the GPU has raised its clock.
const WARM_UP: u32 = 30;
const CLOCK: wgpu::Features = wgpu::Features::TIMESTAMP_QUERY.union(wgpu::Features::TIMESTAMP_QUERY_INSIDE_ENCODERS);
const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8UnormSrgb;
const SAMPLES: u32 = 4;

#[derive(Serialize)]
pub struct Times {
    device: String,
    /// Drawn by the processor: no measure of a headset.
    software: bool,
    /// One pass draws both eyes.
    one_pass: bool,
    eye_sizes: Vec<[u32; 2]>,
    sets: Vec<Rooms>,
}

#[derive(Serialize)]
struct Rooms {
    set: String,
    viewpoints: Vec<Cost>,
}

/// Both eyes together.
#[derive(Serialize)]
struct Cost {
    name: String,
    draws: u32,
    triangles: u32,
    /// The median, milliseconds, for each size.
    gpu_ms: Vec<f64>,
}

/// Draws every viewpoint of every set as for a headset. Refuses a software driver unless `any` will do.
pub fn times(any: bool) -> Result<Times> {
    let open = || Gpu::headless_with(Renderer::BOTH_EYES | CLOCK);
    let gpu = open()?;
    let device = format!("{}, {}", gpu.name, gpu.adapter.get_info().driver_info);
    if gpu.software && !any {
        bail!(
            "{device}: a software driver is no measure of a headset; `gpu --any` runs it all the same, in small pictures"
        );
    }
    ensure!(gpu.device.features().contains(CLOCK), "{device}: it has no timestamps");
    let one_pass = both_eyes(&gpu);
    let (sizes, frames) = if gpu.software { (&SMALL[..], 3) } else { (&SIZES[..], WARM_UP + TIMED) };
    let mut found = Times { device, software: gpu.software, one_pass, eye_sizes: sizes.to_vec(), sets: Vec::new() };
    for (name, places) in set::all(&set::root())? {
        let mut set = Set::load(&set::root(), &name)?;
        let mut drawing = Drawing::new(open()?, &set);
        let (mut portrayer, mut viewpoints) = (set.portrayer(), Vec::new());
        for place in &places {
            let scene = headset::scene(&mut set, &mut portrayer, place);
            let (mut stats, mut gpu_ms) = (Stats::default(), Vec::new());
            for &size in sizes {
                let ms = drawing.time(&scene, &headset::eyes(place), size, frames, &mut stats);
                gpu_ms.push(ms.with_context(|| format!("{name}, {}", place.name))?);
            }
            let Stats { draws, triangles, .. } = stats;
            viewpoints.push(Cost { name: place.name.clone(), draws, triangles, gpu_ms });
        }
        found.sets.push(Rooms { set: name, viewpoints });
    }
    Ok(found)
}

fn both_eyes(gpu: &Gpu) -> bool {
    let (features, limits) = (gpu.device.features(), gpu.device.limits());
    features.contains(Renderer::BOTH_EYES) && limits.max_multiview_view_count >= 2
}

struct Drawing {
    gpu: Gpu,
    one_pass: bool,
    renderer: Renderer,
    frame: render::Frame,
}

impl Drawing {
    fn new(gpu: Gpu, set: &Set) -> Drawing {
        let one_pass = both_eyes(&gpu);
        let make = if one_pass { Renderer::both_eyes } else { Renderer::new };
        let renderer = make(&gpu.device, &gpu.queue, FORMAT, SAMPLES, &set.assets);
        Drawing { frame: renderer.frame(), renderer, one_pass, gpu }
    }

    /// The median time of the later two thirds of `frames` pictures that follow one another, milliseconds.
    fn time(&mut self, scene: &Scene, eyes: &[Eye; 2], size: [u32; 2], frames: u32, stats: &mut Stats) -> Result<f64> {
        let Gpu { device, queue, .. } = &self.gpu;
        let [width, height] = size;
        let target = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("both eyes"),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: 2 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: FORMAT,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        });
        let layers = |base_array_layer, count, dimension| {
            target.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(dimension),
                base_array_layer,
                array_layer_count: Some(count),
                ..Default::default()
            })
        };
        let both = layers(0, 2, wgpu::TextureViewDimension::D2Array);
        let each = [0, 1].map(|eye| layers(eye, 1, wgpu::TextureViewDimension::D2));
        let canvas = self.renderer.canvas(size);
        let (ty, count) = (wgpu::QueryType::Timestamp, 2 * frames);
        let stamps = device.create_query_set(&wgpu::QuerySetDescriptor { label: None, ty, count });
        for i in 0..frames {
            let mut encoder = device.create_command_encoder(&Default::default());
            encoder.write_timestamp(&stamps, 2 * i);
            *stats = if self.one_pass {
                self.renderer.draw_both(&mut self.frame, &canvas, &mut encoder, scene, eyes, &both)
            } else {
                let views = [0, 1].map(|i| View { eye: eyes[i], target: &each[i] });
                self.renderer.draw(&mut self.frame, &canvas, &mut encoder, scene, &views)
            };
            encoder.write_timestamp(&stamps, 2 * i + 1);
            queue.submit([encoder.finish()]);
        }
        let mut ms = self.read(&stamps, count)?;
        let mut ms = ms.split_off(ms.len() / 3);
        ms.sort_unstable_by(f64::total_cmp);
        Ok(ms[ms.len() / 2])
    }

    /// Milliseconds from each timestamp to the next, pair by pair.
    fn read(&self, stamps: &wgpu::QuerySet, count: u32) -> Result<Vec<f64>> {
        let Gpu { device, queue, .. } = &self.gpu;
        let size = u64::from(count * wgpu::QUERY_SIZE);
        let buffer = |usage| {
            device.create_buffer(&wgpu::BufferDescriptor { label: None, size, usage, mapped_at_creation: false })
        };
        let resolved = buffer(wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC);
        let read = buffer(wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST);
        let mut encoder = device.create_command_encoder(&Default::default());
        encoder.resolve_query_set(stamps, 0..count, &resolved, 0);
        encoder.copy_buffer_to_buffer(&resolved, 0, &read, 0, size);
        queue.submit([encoder.finish()]);
        read.map_async(wgpu::MapMode::Read, .., |_| ());
        device.poll(wgpu::PollType::wait_indefinitely())?;
        // Not mapped where that failed, which is told here.
        let bytes = read.get_mapped_range(..).context("the timestamps were not read")?;
        let steps: Vec<u64> = bytes.chunks_exact(8).map(|b| u64::from_ne_bytes(b.try_into().expect("eight"))).collect();
        let ms = |pair: &[u64]| pair[1].saturating_sub(pair[0]) as f64 * f64::from(queue.get_timestamp_period()) * 1e-6;
        Ok(steps.chunks_exact(2).map(ms).collect())
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let passes = if self.one_pass { "one pass for both eyes" } else { "a pass for each eye" };
        writeln!(f, "{}: {passes}, {SAMPLES} samples a pixel", self.device)?;
        if self.software {
            writeln!(f, "a software driver: no measure of a headset")?;
        }
        write!(f, "{:<28} draws triangles", "GPU ms for both eyes")?;
        self.eye_sizes.iter().try_for_each(|[w, h]| write!(f, "   2 × {w} × {h}"))?;
        writeln!(f)?;
        for rooms in &self.sets {
            writeln!(f, "{}", rooms.set)?;
            for Cost { name, draws, triangles, gpu_ms } in &rooms.viewpoints {
                write!(f, "  {name:<26} {draws:>5} {triangles:>9}")?;
                gpu_ms.iter().try_for_each(|ms| write!(f, "   {ms:>15.2}"))?;
                writeln!(f)?;
            }
        }
        Ok(())
    }
}

//! Air made visible: tracers that the GPU carries along with a room's flow, and how they are drawn.

use crate::layouts;
use crate::pipelines::SHADERS;
use crate::upload::Uploader;
use glam::Vec3;
use scene::{Air, Tracers};
use wgpu::util::DeviceExt;
use wgpu::{BufferUsages, TextureViewDimension};

/// Tracers of one room.
pub const MOST_TRACERS: u32 = 4096;
/// Seconds that a picture may be late and the air still goes on by all of it.
const LONGEST_S: f64 = 0.1;
/// Seconds that each is seen: smoke for as long as it takes to fall through a room, streaks so that they show the air as it is.
const SMOKE_S: f32 = 9.0;
const STREAK_S: f32 = 3.0;
/// Half of a wand's mouth, and of the box of air around an eye that is shown in streaks, metres.
const MOUTH: Vec3 = Vec3::new(0.03, 0.006, 0.03);
const AROUND: Vec3 = Vec3::new(2.0, 1.3, 2.0);

/// Mean flow of a room in cells, x fastest, then y, then z: m/s along the axes and how much one component varies (root mean
/// square); a cell that is no air has −1 there.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    pub size: [u32; 3],
    /// Low corner, metres.
    pub low: [f32; 3],
    pub cell_m: f32,
    pub cells: Vec<[f32; 4]>,
}

/// What a room's air needs on the GPU; it never changes.
pub(crate) struct Drift {
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
    texture: wgpu::TextureView,
    sampler: wgpu::Sampler,
    low: [f32; 3],
    per_m: f32,
}

/// The tracers of one picture in the making.
pub(crate) struct Drifting {
    pub tracers: wgpu::Buffer,
    step: wgpu::Buffer,
    group: wgpu::BindGroup,
    /// Of the last picture.
    air: Option<Air>,
    next: u32,
    /// Tracers that were due and not whole yet.
    due: f32,
    seed: u32,
}

#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
struct Step {
    from: [f32; 3],
    dt_s: f32,
    half: [f32; 3],
    life_s: f32,
    low: [f32; 3],
    per_m: f32,
    first: u32,
    count: u32,
    all: u32,
    seed: u32,
}

/// As `drift.wgsl` has one.
pub(crate) const TRACER_BYTES: u64 = 32;

impl Drift {
    pub fn new(up: &Uploader, flow: &Flow, cache: Option<&wgpu::PipelineCache>) -> Drift {
        let device = up.device;
        let compute = wgpu::ShaderStages::COMPUTE;
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("drift"),
            entries: &[
                layouts::entry(
                    0,
                    compute,
                    wgpu::BindingType::Buffer {
                        ty: wgpu::BufferBindingType::Storage { read_only: false },
                        has_dynamic_offset: false,
                        min_binding_size: None,
                    },
                ),
                layouts::uniform(1, compute, false),
                layouts::entry(
                    2,
                    compute,
                    wgpu::BindingType::Texture {
                        sample_type: wgpu::TextureSampleType::Float { filterable: true },
                        view_dimension: TextureViewDimension::D3,
                        multisampled: false,
                    },
                ),
                layouts::entry(3, compute, wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering)),
            ],
        });
        let (_, source) = SHADERS.iter().find(|(name, _)| *name == "drift").expect("it is in the list");
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("drift"),
            source: wgpu::ShaderSource::Wgsl((*source).into()),
        });
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some("drift"),
            layout: Some(&device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: Some("drift"),
                bind_group_layouts: &[Some(&layout)],
                immediate_size: 0,
            })),
            module: &module,
            entry_point: None,
            compilation_options: Default::default(),
            cache,
        });
        let [width, height, depth_or_array_layers] = flow.size;
        let halves: Vec<u16> = flow.cells.iter().flatten().map(|v| half(*v)).collect();
        let texture = device.create_texture_with_data(
            up.queue,
            &wgpu::TextureDescriptor {
                label: Some("air"),
                size: wgpu::Extent3d { width, height, depth_or_array_layers },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D3,
                format: wgpu::TextureFormat::Rgba16Float,
                usage: wgpu::TextureUsages::TEXTURE_BINDING,
                view_formats: &[],
            },
            wgpu::util::TextureDataOrder::MipMajor,
            bytemuck::cast_slice(&halves),
        );
        let sampler = device.create_sampler(&wgpu::SamplerDescriptor {
            label: Some("air"),
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            ..Default::default()
        });
        let texture = texture.create_view(&Default::default());
        Drift { pipeline, layout, texture, sampler, low: flow.low, per_m: 1.0 / flow.cell_m }
    }

    pub fn tracers(&self, device: &wgpu::Device) -> Drifting {
        let buffer = |label, size, usage| {
            device.create_buffer(&wgpu::BufferDescriptor { label: Some(label), size, usage, mapped_at_creation: false })
        };
        let bytes = TRACER_BYTES * u64::from(MOST_TRACERS);
        let tracers = buffer(
            "tracers",
            bytes,
            BufferUsages::STORAGE | BufferUsages::VERTEX | BufferUsages::COPY_SRC | BufferUsages::COPY_DST,
        );
        let step = buffer("step", size_of::<Step>() as u64, BufferUsages::UNIFORM | BufferUsages::COPY_DST);
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("drift"),
            layout: &self.layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: tracers.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: step.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 2, resource: wgpu::BindingResource::TextureView(&self.texture) },
                wgpu::BindGroupEntry { binding: 3, resource: wgpu::BindingResource::Sampler(&self.sampler) },
            ],
        });
        Drifting { tracers, step, group, air: None, next: 0, due: 0.0, seed: 0 }
    }

    /// Carries them on to the room's time of `air`; those of another kind end.
    pub fn step(&self, on: &mut Drifting, air: &Air, queue: &wgpu::Queue, encoder: &mut wgpu::CommandEncoder) {
        let before = on.air.replace(*air).filter(|before| before.tracers == air.tracers);
        if before.is_none() {
            encoder.clear_buffer(&on.tracers, 0, None);
            on.due = 0.0;
        }
        let dt_s = before.map_or(0.0, |before| (air.now_s - before.now_s).clamp(0.0, LONGEST_S)) as f32;
        let (half, life_s) = match air.tracers {
            Tracers::Smoke => (MOUTH, SMOKE_S),
            Tracers::Streaks => (AROUND, STREAK_S),
        };
        on.due += if air.open { MOST_TRACERS as f32 / life_s * dt_s } else { 0.0 };
        let count = on.due as u32;
        on.due -= count as f32;
        on.seed = on.seed.wrapping_add(1);
        let step = Step {
            from: air.from.into(),
            dt_s,
            half: half.into(),
            life_s,
            low: self.low,
            per_m: self.per_m,
            first: on.next,
            count,
            all: MOST_TRACERS,
            seed: on.seed,
        };
        on.next = (on.next + count) % MOST_TRACERS;
        queue.write_buffer(&on.step, 0, bytemuck::bytes_of(&step));
        let mut pass = encoder.begin_compute_pass(&Default::default());
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &on.group, &[]);
        pass.dispatch_workgroups(MOST_TRACERS.div_ceil(64), 1, 1);
    }
}

/// A number as 16 bits (IEEE 754 binary16), toward zero; what is too small is 0, what is too large the largest.
fn half(x: f32) -> u16 {
    let bits = x.to_bits();
    let sign = (bits >> 16 & 0x8000) as u16;
    let magnitude = bits & 0x7fff_ffff;
    match (magnitude >> 13) as i32 - (112 << 10) {
        ..0x400 => sign,
        most @ 0x400..0x7c00 => sign | most as u16,
        _ => sign | 0x7bff,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Gpu;

    #[test]
    fn numbers_are_halved() {
        let pairs =
            [(0.0, 0), (1.0, 0x3c00), (-2.0, 0xc000), (0.45, 0x3733), (65504.0, 0x7bff), (1e9, 0x7bff), (1e-9, 0)];
        assert_eq!(pairs.map(|(x, _)| half(x)), pairs.map(|(_, bits)| bits));
    }

    /// A shaft of 1 × 2 × 1 m whose air sinks, on a floor that is no air.
    fn shaft(varies: f32) -> Flow {
        let cells =
            (0..10 * 20 * 10).map(|i| if i / 10 % 20 == 0 { [0.0, 0.0, 0.0, -1.0] } else { [0.0, -0.45, 0.0, varies] });
        Flow { size: [10, 20, 10], low: [0.0; 3], cell_m: 0.1, cells: cells.collect() }
    }

    /// Position and seconds left, speed and age of those that are seen after so many seconds of 90 pictures.
    fn after(flow: &Flow, air: Air, seconds: u32) -> Option<Vec<[f32; 8]>> {
        let Gpu { device, queue, .. } = Gpu::software().ok()?;
        let drift = Drift::new(&Uploader { device: &device, queue: &queue }, flow, None);
        let mut on = drift.tracers(&device);
        for picture in 0..=90 * seconds {
            let mut encoder = device.create_command_encoder(&Default::default());
            let now = Air { now_s: air.now_s + f64::from(picture) / 90.0, ..air };
            drift.step(&mut on, &now, &queue, &mut encoder);
            queue.submit([encoder.finish()]);
        }
        let usage = BufferUsages::MAP_READ | BufferUsages::COPY_DST;
        let size = on.tracers.size();
        let read =
            device.create_buffer(&wgpu::BufferDescriptor { label: None, size, usage, mapped_at_creation: false });
        let mut encoder = device.create_command_encoder(&Default::default());
        encoder.copy_buffer_to_buffer(&on.tracers, 0, &read, 0, size);
        queue.submit([encoder.finish()]);
        read.slice(..).map_async(wgpu::MapMode::Read, |mapped| mapped.expect("it is read"));
        device.poll(wgpu::PollType::wait_indefinitely()).expect("the driver works");
        let mapped = read.slice(..).get_mapped_range().expect("it was mapped");
        let tracers: &[[f32; 8]] = bytemuck::cast_slice(&mapped);
        Some(tracers.iter().copied().filter(|t| t[3] > 0.0).collect())
    }

    #[test]
    fn smoke_sinks_with_the_air_and_lies_on_the_floor() {
        let air = Air { tracers: Tracers::Smoke, from: Vec3::new(0.5, 1.5, 0.5), open: true, now_s: 40.0 };
        let Some(seen) = after(&shaft(0.0), air, 2) else { return eprintln!("skipped: no software Vulkan driver") };
        assert!((seen.len() as f32 - 2.0 * MOST_TRACERS as f32 / SMOKE_S).abs() < 30.0, "{}", seen.len());
        for [x, y, z, _, _, _, _, age] in &seen {
            assert!((x - 0.5).abs() < 0.031 && (z - 0.5).abs() < 0.031);
            assert!((y - (1.5 - 0.45 * age)).abs() < 0.012, "{y} m after {age} s");
        }
        let Some(seen) = after(&shaft(0.0), air, 5) else { return };
        let lying = seen.iter().filter(|t| t[1] < 0.11).count();
        assert!(seen.iter().all(|t| t[1] >= 0.1) && lying > seen.len() / 4, "{lying} of {} lie", seen.len());
    }

    #[test]
    fn smoke_spreads_as_eddies_do_and_stays_in_the_air() {
        let air = Air { tracers: Tracers::Smoke, from: Vec3::new(0.5, 1.8, 0.5), open: true, now_s: 0.0 };
        let Some(seen) = after(&shaft(0.05), air, 3) else { return };
        // Of those about 2 s old: √(2 · 0.05² · 0.5 s · 2 s) aside, and where in the mouth they came out, √(0.03² / 3).
        let aside: Vec<f32> = seen.iter().filter(|t| (t[7] - 2.0).abs() < 0.2).map(|t| t[0] - 0.5).collect();
        let deviation = (aside.iter().map(|x| x * x).sum::<f32>() / aside.len() as f32).sqrt();
        assert!(aside.len() > 100 && (deviation / 0.0728 - 1.0).abs() < 0.15, "{deviation} of {}", aside.len());
        let flow = Air { from: Vec3::new(0.0, 0.1, 0.0), tracers: Tracers::Streaks, ..air };
        let Some(seen) = after(&shaft(0.05), flow, 2) else { return };
        let inside =
            |t: &[f32; 8]| (0..3).all(|k| (0.0..=2.0).contains(&t[k])) && t[1] >= 0.1 && t[0] <= 1.0 && t[2] <= 1.0;
        assert!(!seen.is_empty() && seen.iter().all(inside));
    }
}

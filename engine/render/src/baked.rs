//! What every surface reads, as the GPU has it: the baked light of its room, the materials and what they are from near.

use crate::assets::Assets;
use crate::ktx::Texels;
use crate::light::Place;
use crate::upload::Uploader;
use wgpu::util::DeviceExt;
use wgpu::{TextureDimension, TextureFormat, TextureViewDimension};

/// What lies in the open receives between this part of what the picture taken near by does and all of it: it is lower, and
/// farther from the lamps (measured in the path-traced rooms of `tools/bench`).
const OPEN: f32 = 1.25;

/// The bind group of a room's light and materials.
pub(crate) fn group(up: &Uploader, layout: &wgpu::BindGroupLayout, assets: &Assets) -> wgpu::BindGroup {
    let (light, details) = (&assets.light, &assets.details);
    let packed = TextureFormat::Rgb9e5Ufloat;
    let [width, height] = light.plan.size;
    let plan = Texels { size: [width, height, 1], levels: vec![light.plan.places.clone()] };
    let rows: Vec<_> = (0..).zip(&light.places).map(|(i, place)| row(place, in_the_open(&light.probes, i))).collect();
    let places = Texels { size: [3, rows.len() as u32, 1], levels: vec![bytemuck::cast_slice(&rows).to_vec()] };
    let places = texture(up, "places", &places, TextureFormat::Rgba32Float, TextureViewDimension::D2);
    let sampler = up.device.create_sampler(&wgpu::SamplerDescriptor {
        label: Some("baked light"),
        mag_filter: wgpu::FilterMode::Linear,
        min_filter: wgpu::FilterMode::Linear,
        mipmap_filter: wgpu::MipmapFilterMode::Linear,
        ..Default::default()
    });
    // Mesa 25's software driver reads black through an anisotropic sampler.
    let software = up.device.adapter_info().device_type == wgpu::DeviceType::Cpu;
    let near = up.device.create_sampler(&wgpu::SamplerDescriptor {
        label: Some("details"),
        address_mode_u: wgpu::AddressMode::Repeat,
        address_mode_v: wgpu::AddressMode::Repeat,
        mag_filter: wgpu::FilterMode::Linear,
        min_filter: wgpu::FilterMode::Linear,
        mipmap_filter: wgpu::MipmapFilterMode::Linear,
        anisotropy_clamp: if software { 1 } else { 8 },
        ..Default::default()
    });
    let (format, patterns) = details.texels(up.device.features());
    let patterns = texture(up, "details", &patterns, format, TextureViewDimension::D2Array);
    let materials = up.materials(&assets.geometry, details);
    let others = up.buffer("others", bytemuck::cast_slice(&details.others()), wgpu::BufferUsages::UNIFORM);
    let views = [
        texture(up, "light map", &light.map, packed, TextureViewDimension::D2),
        texture(up, "grid", &light.grid, packed, TextureViewDimension::D3),
        texture(up, "probes", &light.probes, packed, TextureViewDimension::CubeArray),
        texture(up, "plan", &plan, TextureFormat::R8Uint, TextureViewDimension::D2),
    ];
    let views = views.iter().map(wgpu::BindingResource::TextureView);
    let resources = views.chain([
        wgpu::BindingResource::Sampler(&sampler),
        wgpu::BindingResource::TextureView(&patterns),
        wgpu::BindingResource::Sampler(&near),
        materials.as_entire_binding(),
        others.as_entire_binding(),
        wgpu::BindingResource::TextureView(&places),
    ]);
    let entries = (0..).zip(resources).map(|(binding, resource)| wgpu::BindGroupEntry { binding, resource });
    let entries: Vec<_> = entries.collect();
    up.device.create_bind_group(&wgpu::BindGroupDescriptor { label: Some("surfaces"), layout, entries: &entries })
}

/// A row of `places` (`Place` in `light.wgsl`).
fn row(place: &Place, open: [f32; 3]) -> [[f32; 4]; 3] {
    let [down, up, aside] = open.map(|received| OPEN / received.max(0.01));
    let point = |[x, y, z]: [f32; 3], w| [x, y, z, w];
    [point(place.walls[0], down), point(place.walls[1], up), point(place.at, aside)]
}

/// Luminance that a matt surface sends back where the picture of a place was taken and that looks down, up, aside: what its
/// roughest level shows there.
fn in_the_open(probes: &Texels, place: usize) -> [f32; 3] {
    let level = probes.levels.last().expect("there is a level");
    let size = level.len() / probes.size[2] as usize;
    let face = |i: usize| {
        let texels = level[(6 * place + i) * size..][..size].chunks_exact(4);
        let count = texels.len() as f32;
        texels.map(|t| luminance([t[0], t[1], t[2], t[3]])).sum::<f32>() / count
    };
    [face(3), face(2), (face(0) + face(1) + face(4) + face(5)) / 4.0]
}

/// Of a texel of three numbers that share an exponent.
fn luminance(texel: [u8; 4]) -> f32 {
    let word = u32::from_le_bytes(texel);
    let scale = libm::exp2f((word >> 27) as f32 - 24.0);
    let [r, g, b] = [0, 9, 18].map(|shift| (word >> shift & 511) as f32 * scale);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn texture(
    up: &Uploader,
    name: &str,
    texels: &Texels,
    format: TextureFormat,
    view: TextureViewDimension,
) -> wgpu::TextureView {
    let [width, height, depth_or_array_layers] = texels.size;
    let levels = texels.levels.len();
    // Whoever looks at the memory of the device reads it.
    let label = format!("{name}: {width} × {height} × {depth_or_array_layers} {format:?}, {levels} levels");
    let volume = view == TextureViewDimension::D3;
    let descriptor = wgpu::TextureDescriptor {
        label: Some(&label),
        size: wgpu::Extent3d { width, height, depth_or_array_layers },
        mip_level_count: levels as u32,
        sample_count: 1,
        dimension: if volume { TextureDimension::D3 } else { TextureDimension::D2 },
        format,
        usage: wgpu::TextureUsages::TEXTURE_BINDING,
        view_formats: &[],
    };
    let order = wgpu::util::TextureDataOrder::MipMajor;
    let texture = up.device.create_texture_with_data(up.queue, &descriptor, order, &texels.levels.concat());
    texture.create_view(&wgpu::TextureViewDescriptor { dimension: Some(view), ..Default::default() })
}

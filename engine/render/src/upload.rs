//! What goes to the GPU once: textures with their smaller copies, materials, buffers.

use crate::font::FontAtlas;
use crate::geometry::{Geometry, Group, Image, MOST_MATERIALS};
use wgpu::util::DeviceExt;

/// Base colour, metallic-roughness, normal, emissive: which of them hold colours (sRGB) rather than numbers.
const IS_COLOUR: [bool; 4] = [true, false, false, true];

pub(crate) struct Uploader<'a> {
    pub device: &'a wgpu::Device,
    pub queue: &'a wgpu::Queue,
}

impl Uploader<'_> {
    pub fn buffer(&self, label: &str, contents: &[u8], usage: wgpu::BufferUsages) -> wgpu::Buffer {
        self.device.create_buffer_init(&wgpu::util::BufferInitDescriptor { label: Some(label), contents, usage })
    }

    /// One bind group for each group of materials: the table of all materials and the group's maps.
    pub fn groups(&self, layout: &wgpu::BindGroupLayout, geometry: &Geometry) -> Vec<wgpu::BindGroup> {
        let mut table = [[[0f32; 4]; 3]; MOST_MATERIALS];
        for (raw, material) in table.iter_mut().zip(&geometry.materials) {
            let normal_scale = material.group.maps[2].map_or(0.0, |_| material.normal_scale);
            let [r, g, b] = material.emissive;
            *raw = [material.base, [r, g, b, 0.0], [material.metallic, material.roughness, normal_scale, 0.0]];
        }
        let table = self.buffer("materials", bytemuck::cast_slice(&table), wgpu::BufferUsages::UNIFORM);
        let white = self.image(&Image { width: 1, height: 1, rgba: vec![255; 4] }, false);
        // An image may serve as a colour and as a number: once each.
        let mut views: Vec<[Option<wgpu::TextureView>; 2]> = vec![[None, None]; geometry.images.len()];
        for group in &geometry.groups {
            for (map, colour) in group.maps.iter().zip(IS_COLOUR) {
                if let Some(i) = *map {
                    views[i][usize::from(colour)].get_or_insert_with(|| self.image(&geometry.images[i], colour));
                }
            }
        }
        // Mesa 25's software driver reads black through an anisotropic sampler.
        let software = self.device.adapter_info().device_type == wgpu::DeviceType::Cpu;
        let sampler = self.device.create_sampler(&wgpu::SamplerDescriptor {
            label: Some("maps"),
            address_mode_u: wgpu::AddressMode::Repeat,
            address_mode_v: wgpu::AddressMode::Repeat,
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            mipmap_filter: wgpu::MipmapFilterMode::Linear,
            anisotropy_clamp: if software { 1 } else { 4 },
            ..Default::default()
        });
        let bind = |group: &Group| {
            let map = |k: usize| {
                let view = group.maps[k].and_then(|i| views[i][usize::from(IS_COLOUR[k])].as_ref());
                wgpu::BindingResource::TextureView(view.unwrap_or(&white))
            };
            let entry = |binding, resource| wgpu::BindGroupEntry { binding, resource };
            self.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("materials"),
                layout,
                entries: &[
                    entry(0, table.as_entire_binding()),
                    entry(1, map(0)),
                    entry(2, map(1)),
                    entry(3, map(2)),
                    entry(4, map(3)),
                    entry(5, wgpu::BindingResource::Sampler(&sampler)),
                ],
            })
        };
        geometry.groups.iter().map(bind).collect()
    }

    fn image(&self, image: &Image, colour: bool) -> wgpu::TextureView {
        let format = if colour { wgpu::TextureFormat::Rgba8UnormSrgb } else { wgpu::TextureFormat::Rgba8Unorm };
        self.texture("map", format, smaller_copies(image, colour))
    }

    /// The letters' distances.
    pub fn atlas(&self, layout: &wgpu::BindGroupLayout, font: &FontAtlas) -> wgpu::BindGroup {
        let level = Level { width: font.width, height: font.height, bytes: font.distances.clone() };
        let view = self.texture("letters", wgpu::TextureFormat::R8Unorm, vec![level]);
        let sampler = self.device.create_sampler(&wgpu::SamplerDescriptor {
            label: Some("letters"),
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            ..Default::default()
        });
        self.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("letters"),
            layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(&view) },
                wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::Sampler(&sampler) },
            ],
        })
    }

    fn texture(&self, label: &str, format: wgpu::TextureFormat, levels: Vec<Level>) -> wgpu::TextureView {
        let size = wgpu::Extent3d { width: levels[0].width, height: levels[0].height, depth_or_array_layers: 1 };
        let texture = self.device.create_texture(&wgpu::TextureDescriptor {
            label: Some(label),
            size,
            mip_level_count: levels.len() as u32,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        for (mip_level, level) in (0..).zip(&levels) {
            self.queue.write_texture(
                wgpu::TexelCopyTextureInfo { mip_level, ..texture.as_image_copy() },
                &level.bytes,
                wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(level.bytes.len() as u32 / level.height),
                    rows_per_image: None,
                },
                wgpu::Extent3d { width: level.width, height: level.height, depth_or_array_layers: 1 },
            );
        }
        texture.create_view(&Default::default())
    }
}

struct Level {
    width: u32,
    height: u32,
    bytes: Vec<u8>,
}

/// The image and every half of it down to one pixel, averaged in linear light when it is a colour.
fn smaller_copies(image: &Image, colour: bool) -> Vec<Level> {
    let decode: Vec<f32> = (0..256).map(|i| if colour { linear(i as f32 / 255.0) } else { i as f32 / 255.0 }).collect();
    let encode = |x: f32| ((if colour { srgb(x) } else { x }) * 255.0 + 0.5) as u8;
    let mut levels = vec![Level { width: image.width, height: image.height, bytes: image.rgba.clone() }];
    while let Some(last) = levels.last().filter(|l| l.width > 1 || l.height > 1) {
        let (width, height) = ((last.width / 2).max(1), (last.height / 2).max(1));
        let mut bytes = Vec::with_capacity((width * height * 4) as usize);
        for y in 0..height {
            for x in 0..width {
                for c in 0..4 {
                    let at = |dx: u32, dy: u32| {
                        let (x, y) = ((2 * x + dx).min(last.width - 1), (2 * y + dy).min(last.height - 1));
                        last.bytes[((y * last.width + x) * 4 + c) as usize]
                    };
                    let four = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)];
                    bytes.push(if c == 3 {
                        (four.iter().map(|&b| u32::from(b)).sum::<u32>() / 4) as u8
                    } else {
                        encode(four.iter().map(|&b| decode[usize::from(b)]).sum::<f32>() / 4.0)
                    });
                }
            }
        }
        levels.push(Level { width, height, bytes });
    }
    levels
}

fn linear(s: f32) -> f32 {
    if s <= 0.04045 { s / 12.92 } else { libm::powf((s + 0.055) / 1.055, 2.4) }
}

fn srgb(l: f32) -> f32 {
    if l <= 0.003_130_8 { l * 12.92 } else { 1.055 * libm::powf(l, 1.0 / 2.4) - 0.055 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_black_and_white_is_half_the_light() {
        let mut rgba = vec![255; 8];
        rgba[..3].fill(0);
        let levels = smaller_copies(&Image { width: 2, height: 1, rgba }, true);
        assert_eq!(levels.len(), 2);
        assert_eq!(levels[1].bytes, [188, 188, 188, 255]);
    }
}

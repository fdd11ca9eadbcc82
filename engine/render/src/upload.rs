//! What goes to the GPU once: materials, letters, buffers.

use crate::detail::Details;
use crate::font::FontAtlas;
use crate::geometry::{Geometry, MOST_MATERIALS};
use wgpu::util::DeviceExt;

pub(crate) struct Uploader<'a> {
    pub device: &'a wgpu::Device,
    pub queue: &'a wgpu::Queue,
}

impl Uploader<'_> {
    pub fn buffer(&self, label: &str, contents: &[u8], usage: wgpu::BufferUsages) -> wgpu::Buffer {
        self.device.create_buffer_init(&wgpu::util::BufferInitDescriptor { label: Some(label), contents, usage })
    }

    /// The table of all materials.
    pub fn materials(&self, geometry: &Geometry, details: &Details) -> wgpu::Buffer {
        let mut table = [[[0f32; 4]; 4]; MOST_MATERIALS];
        for (raw, material) in table.iter_mut().zip(&geometry.materials) {
            let [r, g, b] = material.emissive;
            let finish = details.of(&material.name);
            let params = [material.metallic, material.roughness, finish.sheen, finish.brushed];
            *raw = [material.base, [r, g, b, 0.0], params, finish.pattern];
        }
        self.buffer("materials", bytemuck::cast_slice(&table), wgpu::BufferUsages::UNIFORM)
    }

    /// The letters' distances.
    pub fn atlas(&self, layout: &wgpu::BindGroupLayout, font: &FontAtlas) -> wgpu::BindGroup {
        let descriptor = wgpu::TextureDescriptor {
            label: Some("letters"),
            size: wgpu::Extent3d { width: font.width, height: font.height, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::R8Unorm,
            usage: wgpu::TextureUsages::TEXTURE_BINDING,
            view_formats: &[],
        };
        let order = wgpu::util::TextureDataOrder::MipMajor;
        let texture = self.device.create_texture_with_data(self.queue, &descriptor, order, &font.distances);
        let view = texture.create_view(&Default::default());
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
}

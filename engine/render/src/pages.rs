//! Panels drawn flat, each filling a picture of its own, for displays that lay pictures into the room.

use crate::font::FontAtlas;
use crate::frame::World;
use crate::layouts::Layouts;
use crate::pipelines::flat;
use crate::renderer::Growing;
use crate::text::{self, Quad};
use bytemuck::Zeroable;
use scene::Panel;
use wgpu::BufferUsages;

/// Pixels of background around the panel: what shows through a hole of the panel's own size still meets the panel where
/// picture and hole are a little apart.
pub const BORDER_PX: u32 = 4;

/// Made by [`crate::Renderer::pages`].
pub struct Pages {
    device: wgpu::Device,
    queue: wgpu::Queue,
    pipeline: wgpu::RenderPipeline,
    font: FontAtlas,
    atlas: wgpu::BindGroup,
    world: wgpu::Buffer,
    world_group: wgpu::BindGroup,
    quads: Vec<Quad>,
    buffer: Growing,
}

impl Pages {
    pub(crate) fn new(
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        layouts: &Layouts,
        format: wgpu::TextureFormat,
        font: &FontAtlas,
        atlas: &wgpu::BindGroup,
    ) -> Pages {
        let uniform = |label, size| {
            let usage = BufferUsages::UNIFORM | BufferUsages::COPY_DST;
            device.create_buffer(&wgpu::BufferDescriptor { label: Some(label), size, usage, mapped_at_creation: false })
        };
        let (world, pass) = (uniform("flat", size_of::<World>() as u64), uniform("flat, pass", 16));
        let world_group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("flat"),
            layout: &layouts.world,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: world.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: pass.as_entire_binding() },
            ],
        });
        Pages {
            device: device.clone(),
            queue: queue.clone(),
            pipeline: flat(device, layouts, format),
            font: font.clone(),
            atlas: atlas.clone(),
            world,
            world_group,
            quads: Vec::new(),
            buffer: Growing::new(device, "flat", BufferUsages::VERTEX),
        }
    }

    /// Draws a panel into `target`, `size` pixels large with the border of [`BORDER_PX`], and submits that. The picture
    /// is solid: how much of the room is seen through the panel's background is not said in it.
    pub fn draw(&mut self, panel: &Panel, size: [u32; 2], target: &wgpu::TextureView) {
        self.quads.clear();
        text::push_flat(&self.font, panel, size, BORDER_PX, &mut self.quads);
        self.buffer.write(&self.device, &self.queue, &self.quads);
        let world = World { size: [size[0], size[1], 0, 0], ..World::zeroed() };
        self.queue.write_buffer(&self.world, 0, bytemuck::bytes_of(&world));
        let [r, g, b, _] = panel.background.map(f64::from);
        let load = wgpu::LoadOp::Clear(wgpu::Color { r, g, b, a: 1.0 });
        let mut encoder = self.device.create_command_encoder(&Default::default());
        {
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("flat"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: target,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations { load, store: wgpu::StoreOp::Store },
                })],
                ..Default::default()
            });
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &self.world_group, &[0]);
            pass.set_bind_group(1, &self.atlas, &[]);
            pass.set_vertex_buffer(0, self.buffer.buffer.slice(..));
            pass.draw(0..4, 0..self.quads.len() as u32);
        }
        self.queue.submit([encoder.finish()]);
    }
}

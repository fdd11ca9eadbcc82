//! A small copy of what an eye sees, for those beside the headset.

use crate::font::FontAtlas;
use crate::frame::{Lists, World};
use crate::layouts::Layouts;
use crate::pipelines::mirrored;
use crate::renderer::Growing;
use crate::text::{self, Quad};
use bytemuck::Zeroable;
use scene::{Eye, Scene};
use wgpu::{BufferUsages, RenderPipeline};

/// Made by [`crate::Renderer::mirror`].
pub struct Mirror {
    device: wgpu::Device,
    queue: wgpu::Queue,
    panels: RenderPipeline,
    seen: RenderPipeline,
    seen_layout: wgpu::BindGroupLayout,
    sampler: wgpu::Sampler,
    font: FontAtlas,
    atlas: wgpu::BindGroup,
    world: wgpu::Buffer,
    world_group: wgpu::BindGroup,
    part: wgpu::Buffer,
    /// One for each picture that was ever looked at, by its number.
    groups: Vec<Option<wgpu::BindGroup>>,
    quads: Vec<Quad>,
    buffer: Growing,
    far_first: Vec<(f32, usize)>,
    lists: Lists,
    target: wgpu::Texture,
    view: wgpu::TextureView,
}

/// What an eye sees.
pub struct Seen<'a> {
    /// Small and always the same for the same picture.
    pub number: usize,
    pub picture: &'a wgpu::TextureView,
    /// Share of its width and height that was drawn.
    pub share: [f32; 2],
    pub eye: Eye,
}

impl Mirror {
    pub const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8UnormSrgb;

    pub(crate) fn new(
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        layouts: &Layouts,
        font: &FontAtlas,
        atlas: &wgpu::BindGroup,
        [width, height]: [u32; 2],
    ) -> Mirror {
        let uniform = |size| {
            let usage = BufferUsages::UNIFORM | BufferUsages::COPY_DST;
            let label = Some("mirror");
            device.create_buffer(&wgpu::BufferDescriptor { label, size, usage, mapped_at_creation: false })
        };
        let (world, pass, part) = (uniform(size_of::<World>() as u64), uniform(16), uniform(16));
        let world_group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("mirror"),
            layout: &layouts.world,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: world.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: pass.as_entire_binding() },
            ],
        });
        let pipelines = mirrored(device, layouts, Mirror::FORMAT);
        let target = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("mirror"),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: Mirror::FORMAT,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
            view_formats: &[],
        });
        Mirror {
            device: device.clone(),
            queue: queue.clone(),
            panels: pipelines.panels,
            seen: pipelines.seen,
            seen_layout: pipelines.seen_layout,
            sampler: device.create_sampler(&wgpu::SamplerDescriptor {
                label: Some("mirror"),
                mag_filter: wgpu::FilterMode::Linear,
                min_filter: wgpu::FilterMode::Linear,
                ..Default::default()
            }),
            font: font.clone(),
            atlas: atlas.clone(),
            world,
            world_group,
            part,
            groups: Vec::new(),
            quads: Vec::new(),
            buffer: Growing::new(device, "mirror", BufferUsages::VERTEX),
            far_first: Vec::new(),
            lists: Lists::default(),
            view: target.create_view(&Default::default()),
            target,
        }
    }

    /// What was drawn last.
    pub fn texture(&self) -> &wgpu::Texture {
        &self.target
    }

    /// Draws what an eye sees of a scene, whose panels that lie apart are not in its picture. That picture is then left
    /// to be sampled. The caller submits the encoder before the next.
    pub fn draw(&mut self, encoder: &mut wgpu::CommandEncoder, scene: &Scene, seen: &Seen) {
        let size = self.target.size();
        self.gather(scene, &seen.eye);
        let mut world = World { size: [size.width, size.height, 0, 0], ..World::zeroed() };
        self.lists.gather_eyes(std::slice::from_ref(&seen.eye));
        world.eyes = self.lists.world.eyes;
        self.queue.write_buffer(&self.world, 0, bytemuck::bytes_of(&world));
        self.buffer.write(&self.device, &self.queue, &self.quads);
        let [x, y] = seen.share;
        let quarter = [x / size.width as f32 / 4.0, y / size.height as f32 / 4.0];
        self.queue.write_buffer(&self.part, 0, bytemuck::bytes_of(&[x, y, quarter[0], quarter[1]]));
        self.bind(seen);
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("mirror"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &self.view,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations { load: wgpu::LoadOp::Clear(wgpu::Color::BLACK), store: wgpu::StoreOp::Store },
            })],
            ..Default::default()
        });
        pass.set_bind_group(0, &self.world_group, &[0]);
        pass.set_pipeline(&self.panels);
        pass.set_bind_group(1, &self.atlas, &[]);
        pass.set_vertex_buffer(0, self.buffer.buffer.slice(..));
        pass.draw(0..4, 0..self.quads.len() as u32);
        pass.set_pipeline(&self.seen);
        pass.set_bind_group(1, self.groups[seen.number].as_ref().expect("it was bound"), &[]);
        pass.draw(0..3, 0..1);
    }

    /// Panels that lie apart, from far to near, solid as they lie there.
    fn gather(&mut self, scene: &Scene, eye: &Eye) {
        self.far_first.clear();
        let from = eye.room_from_eye.translation.into();
        let apart = scene.panels.iter().enumerate().filter(|(_, panel)| panel.apart && !panel.hidden);
        self.far_first.extend(apart.map(|(i, panel)| (panel.position.distance_squared(from), i)));
        self.far_first.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        self.quads.clear();
        for &(_, i) in &self.far_first {
            let first = self.quads.len();
            text::push_panel(&self.font, &scene.panels[i], &mut self.quads);
            self.quads[first].colour[3] = u8::MAX;
        }
    }

    fn bind(&mut self, seen: &Seen) {
        if self.groups.len() <= seen.number {
            self.groups.resize(seen.number + 1, None);
        }
        if self.groups[seen.number].is_none() {
            self.groups[seen.number] = Some(self.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("mirror"),
                layout: &self.seen_layout,
                entries: &[
                    wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(seen.picture) },
                    wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::Sampler(&self.sampler) },
                    wgpu::BindGroupEntry { binding: 2, resource: self.part.as_entire_binding() },
                ],
            }));
        }
    }
}

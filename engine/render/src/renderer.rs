//! The renderer: made once, then one forward pass an eye, or one for both.

use crate::assets::Assets;
use crate::baked;
use crate::depth::DepthCopy;
use crate::frame::{Catalogue, Lists, MOST_EYES, MOST_HANDS, Stats, World};
use crate::hand::JOINTS;
use crate::layouts::Layouts;
use crate::mirror::Mirror;
use crate::pages::Pages;
use crate::paint::Painter;
use crate::pipelines::{self, Output, Pipelines};
use crate::tracers::{Drift, Drifting};
use crate::upload::Uploader;
use glam::Vec2;
use scene::{Eye, Scene};
use wgpu::BufferUsages;

/// Bytes from one eye's pass uniform to the next: the largest alignment that a device may ask for.
pub(crate) const PASS_STRIDE: u64 = 256;
/// What is behind everything.
const BACKGROUND: wgpu::Color = wgpu::Color { r: 0.045, g: 0.05, b: 0.055, a: 1.0 };

/// Draws scenes. Never changes; what changes with the picture is in [`Frame`] and [`Canvas`].
pub struct Renderer {
    device: wgpu::Device,
    queue: wgpu::Queue,
    output: Output,
    layouts: Layouts,
    pub(crate) pipelines: Pipelines,
    pub(crate) catalogue: Catalogue,
    pub(crate) vertices: wgpu::Buffer,
    pub(crate) indices: wgpu::Buffer,
    pub(crate) hands: [HandBuffers; 2],
    pub(crate) atlas: wgpu::BindGroup,
    pub(crate) surfaces: wgpu::BindGroup,
    drift: Option<Drift>,
}

pub(crate) struct HandBuffers {
    pub vertices: wgpu::Buffer,
    pub indices: wgpu::Buffer,
    pub count: u32,
}

/// Where one picture size is drawn before its samples are resolved.
pub struct Canvas {
    colour: wgpu::TextureView,
    depth: wgpu::TextureView,
    size: [u32; 2],
    part: [u32; 2],
    /// For a canvas whose depth outlives its picture.
    copy: Option<DepthCopy>,
}

impl Canvas {
    /// Draws from now on into this many pixels from the corner (0, 0), at most the whole; what is seen stays the same.
    /// Nothing is made anew. The rest is background, which costs a clear and its resolve and no shading.
    pub fn draw_part(&mut self, part: [u32; 2]) {
        self.part = [0, 1].map(|i| part[i].clamp(1, self.size[i]));
    }
}

/// One eye and the image that receives what it sees: the format the renderer was made for, the size of the canvas.
pub struct View<'a> {
    pub eye: Eye,
    pub target: &'a wgpu::TextureView,
}

/// The buffers of a picture in the making. They grow to what a scene needs and then stay.
pub struct Frame {
    pub(crate) lists: Lists,
    eyes: Vec<Eye>,
    world: wgpu::Buffer,
    bones: wgpu::Buffer,
    pub(crate) world_group: wgpu::BindGroup,
    pub(crate) bones_group: wgpu::BindGroup,
    pub(crate) instances: Growing,
    pub(crate) shadows: Growing,
    pub(crate) veils: Growing,
    pub(crate) films: Growing,
    pub(crate) hands: Growing,
    pub(crate) cloth_vertices: Growing,
    pub(crate) cloth_indices: Growing,
    pub(crate) quads: Growing,
    pub(crate) hidden: Growing,
    pub(crate) pane: Growing,
    pub(crate) drifting: Option<Drifting>,
}

impl Frame {
    /// Draws nothing from now on where a lens shows nothing: for each eye the corners of triangles that it hides, as
    /// tangents to the right and up.
    pub fn hide(&mut self, mask: [Vec<Vec2>; MOST_EYES]) {
        self.lists.mask = mask;
    }
}

/// A buffer that is made anew, larger, when it is too small.
pub(crate) struct Growing {
    label: &'static str,
    pub buffer: wgpu::Buffer,
    usage: BufferUsages,
}

impl Growing {
    pub fn new(device: &wgpu::Device, label: &'static str, usage: BufferUsages) -> Growing {
        let usage = usage | BufferUsages::COPY_DST;
        Growing { label, buffer: buffer(device, label, 1 << 16, usage), usage }
    }

    pub fn write<T: bytemuck::NoUninit>(&mut self, device: &wgpu::Device, queue: &wgpu::Queue, items: &[T]) {
        let bytes = bytemuck::cast_slice(items);
        if bytes.len() as u64 > self.buffer.size() {
            self.buffer = buffer(device, self.label, (bytes.len() as u64).next_power_of_two(), self.usage);
        }
        if !bytes.is_empty() {
            queue.write_buffer(&self.buffer, 0, bytes);
        }
    }
}

fn buffer(device: &wgpu::Device, label: &str, size: u64, usage: BufferUsages) -> wgpu::Buffer {
    device.create_buffer(&wgpu::BufferDescriptor { label: Some(label), size, usage, mapped_at_creation: false })
}

impl Renderer {
    /// `format` must be an sRGB one; `samples` 4, or 1 where memory is short. One pass draws one eye.
    pub fn new(
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        format: wgpu::TextureFormat,
        samples: u32,
        assets: &Assets,
    ) -> Renderer {
        Renderer::with(device, queue, Output { format, samples, both_eyes: false }, assets, None)
    }

    /// The same for [`Renderer::draw_both`]: one pass draws both eyes. The device needs the features
    /// [`Renderer::BOTH_EYES`] and two views in its limit of multiview.
    pub fn both_eyes(
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        format: wgpu::TextureFormat,
        samples: u32,
        assets: &Assets,
    ) -> Renderer {
        Renderer::with(device, queue, Output { format, samples, both_eyes: true }, assets, None)
    }

    pub const BOTH_EYES: wgpu::Features = wgpu::Features::MULTIVIEW.union(wgpu::Features::MULTISAMPLE_ARRAY);
    /// What makes pictures better, or smaller in memory, where a device has it: finer depth, compressed textures.
    pub const BETTER: wgpu::Features = wgpu::Features::DEPTH32FLOAT_STENCIL8
        .union(wgpu::Features::TEXTURE_COMPRESSION_BC)
        .union(wgpu::Features::TEXTURE_COMPRESSION_ASTC);

    /// Either of them, whose pipelines `cache` may know from earlier. All are made here: drawing makes none.
    pub fn with(
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        output: Output,
        assets: &Assets,
        cache: Option<&wgpu::PipelineCache>,
    ) -> Renderer {
        let up = Uploader { device, queue };
        let layouts = Layouts::new(device);
        let geometry = &assets.geometry;
        let hand = |side: usize| {
            let hand = &assets.hands[side];
            HandBuffers {
                vertices: up.buffer("hand", bytemuck::cast_slice(&hand.vertices), BufferUsages::VERTEX),
                indices: up.buffer("hand", bytemuck::cast_slice(&hand.indices), BufferUsages::INDEX),
                count: hand.indices.len() as u32,
            }
        };
        Renderer {
            device: device.clone(),
            queue: queue.clone(),
            output,
            pipelines: Pipelines::new(device, &layouts, output, cache, &|_| ()),
            catalogue: Catalogue::new(assets),
            vertices: up.buffer("vertices", bytemuck::cast_slice(&geometry.vertices), BufferUsages::VERTEX),
            indices: up.buffer("indices", bytemuck::cast_slice(&geometry.indices), BufferUsages::INDEX),
            hands: [hand(0), hand(1)],
            atlas: up.atlas(&layouts.atlas, &assets.font),
            surfaces: baked::group(&up, &layouts.surfaces, assets),
            drift: assets.flow.as_ref().map(|flow| Drift::new(&up, flow, cache)),
            layouts,
        }
    }

    /// Can it show [`Scene::air`]?
    pub fn has_air(&self) -> bool {
        self.drift.is_some()
    }

    /// A canvas for pictures of this size, pixels.
    pub fn canvas(&self, size: [u32; 2]) -> Canvas {
        self.make_canvas(size, false)
    }

    /// One whose depth is wanted too ([`Renderer::draw_depth`]), which costs the memory traffic of writing it out. Only
    /// for [`Renderer::both_eyes`] with several samples.
    pub fn canvas_with_depth(&self, size: [u32; 2]) -> Canvas {
        self.make_canvas(size, true)
    }

    fn make_canvas(&self, size: [u32; 2], keeps_depth: bool) -> Canvas {
        let texture = |label, format, usage| {
            let [width, height] = size;
            self.device.create_texture(&wgpu::TextureDescriptor {
                label: Some(label),
                size: wgpu::Extent3d { width, height, depth_or_array_layers: self.output.layers() },
                mip_level_count: 1,
                sample_count: self.output.samples,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage: usage | wgpu::TextureUsages::RENDER_ATTACHMENT,
                view_formats: &[],
            })
        };
        let read = if keeps_depth { wgpu::TextureUsages::TEXTURE_BINDING } else { wgpu::TextureUsages::empty() };
        let colour = texture("samples", self.output.format, wgpu::TextureUsages::empty());
        let depth = texture("depth", pipelines::depth_format(&self.device), read);
        Canvas {
            colour: colour.create_view(&Default::default()),
            copy: keeps_depth.then(|| DepthCopy::new(&self.device, &depth)),
            depth: depth.create_view(&Default::default()),
            size,
            part: size,
        }
    }

    /// The buffers of one picture in the making; a window, a headset or a film needs one.
    pub fn frame(&self) -> Frame {
        let device = &self.device;
        let uniform = BufferUsages::UNIFORM | BufferUsages::COPY_DST;
        let world = buffer(device, "world", size_of::<World>() as u64, uniform);
        let pass = buffer(device, "pass", PASS_STRIDE * 2 * MOST_EYES as u64, uniform);
        for eye in 0..2 * MOST_EYES as u32 {
            self.queue.write_buffer(&pass, u64::from(eye) * PASS_STRIDE, bytemuck::bytes_of(&[eye, 0, 0, 0]));
        }
        let bones = buffer(device, "bones", (MOST_HANDS * JOINTS * size_of::<glam::Mat4>()) as u64, uniform);
        let one_pass = wgpu::BufferBinding { buffer: &pass, offset: 0, size: wgpu::BufferSize::new(16) };
        let world_group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("world"),
            layout: &self.layouts.world,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: world.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::Buffer(one_pass) },
            ],
        });
        let bones_group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("bones"),
            layout: &self.layouts.bones,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: bones.as_entire_binding() }],
        });
        Frame {
            lists: Lists::default(),
            eyes: Vec::with_capacity(MOST_EYES),
            world,
            bones,
            world_group,
            bones_group,
            instances: Growing::new(device, "instances", BufferUsages::VERTEX),
            shadows: Growing::new(device, "shadows", BufferUsages::VERTEX),
            veils: Growing::new(device, "veils", BufferUsages::VERTEX),
            films: Growing::new(device, "films", BufferUsages::VERTEX),
            hands: Growing::new(device, "hands", BufferUsages::VERTEX),
            cloth_vertices: Growing::new(device, "cloth", BufferUsages::VERTEX),
            cloth_indices: Growing::new(device, "cloth", BufferUsages::INDEX),
            quads: Growing::new(device, "quads", BufferUsages::VERTEX),
            hidden: Growing::new(device, "hidden", BufferUsages::VERTEX),
            pane: Growing::new(device, "pane", BufferUsages::VERTEX),
            drifting: self.drift.as_ref().map(|drift| drift.tracers(device)),
        }
    }

    /// Draws one or two views (an eye beyond [`MOST_EYES`] is not drawn). The caller submits the encoder.
    pub fn draw(
        &self,
        frame: &mut Frame,
        canvas: &Canvas,
        encoder: &mut wgpu::CommandEncoder,
        scene: &Scene,
        views: &[View],
    ) -> Stats {
        frame.eyes.clear();
        frame.eyes.extend(views.iter().take(MOST_EYES).map(|v| v.eye));
        frame.lists.gather(&self.catalogue, scene, &frame.eyes, canvas.part);
        self.write(frame);
        self.carry_on(frame, scene, encoder);
        let mut stats = frame.lists.stats();
        for (eye, view) in (0..).zip(views.iter().take(MOST_EYES)) {
            self.pass(frame, canvas, encoder, eye, view.target, &mut stats);
        }
        stats
    }

    /// Draws both eyes, left and right, into the two layers of `target` (a `D2Array` view) in one pass. Only for a
    /// renderer, and a canvas, of [`Renderer::both_eyes`].
    pub fn draw_both(
        &self,
        frame: &mut Frame,
        canvas: &Canvas,
        encoder: &mut wgpu::CommandEncoder,
        scene: &Scene,
        eyes: &[Eye; 2],
        target: &wgpu::TextureView,
    ) -> Stats {
        frame.lists.gather(&self.catalogue, scene, eyes, canvas.part);
        self.write(frame);
        self.carry_on(frame, scene, encoder);
        let mut stats = frame.lists.stats();
        self.pass(frame, canvas, encoder, 0, target, &mut stats);
        stats
    }

    /// Writes how far away what was just drawn on `canvas` is into the two layers of `target` (a `D2Array` view of
    /// `Depth32Float`, of the canvas's size): reversed, 1 at [`NEAR_M`](crate::NEAR_M), 0 at infinity. Glass and panels
    /// have none. Nothing for a canvas without depth.
    pub fn draw_depth(&self, canvas: &Canvas, encoder: &mut wgpu::CommandEncoder, target: &wgpu::TextureView) {
        if let Some(copy) = &canvas.copy {
            copy.draw(encoder, canvas.part, target);
        }
    }

    /// What makes small copies of this size, pixels, of what an eye sees.
    pub fn mirror(&self, size: [u32; 2]) -> Mirror {
        Mirror::new(&self.device, &self.queue, &self.layouts, &self.catalogue.font, &self.atlas, size)
    }

    /// What draws panels flat into pictures of their own, of this renderer's format.
    pub fn pages(&self) -> Pages {
        let Output { format, .. } = self.output;
        Pages::new(&self.device, &self.queue, &self.layouts, format, &self.catalogue.font, &self.atlas)
    }

    /// Moves the eyes of a picture that is encoded and not submitted yet, as when a head is located again at the last
    /// moment. What was culled stays culled: eyes may move by what a head moves in a few milliseconds.
    pub fn look_again(&self, frame: &mut Frame, eyes: &[Eye; 2]) {
        frame.lists.gather_eyes(eyes);
        self.queue.write_buffer(&frame.world, 0, bytemuck::bytes_of(&frame.lists.world.eyes));
    }

    pub(crate) fn carry_on(&self, frame: &mut Frame, scene: &Scene, encoder: &mut wgpu::CommandEncoder) {
        if let (Some(drift), Some(on), Some(air)) = (&self.drift, &mut frame.drifting, &scene.air) {
            drift.step(on, air, &self.queue, encoder);
        }
    }

    /// One pass, from eye `first`.
    fn pass(
        &self,
        frame: &Frame,
        canvas: &Canvas,
        encoder: &mut wgpu::CommandEncoder,
        first: u32,
        target: &wgpu::TextureView,
        stats: &mut Stats,
    ) {
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("scene"),
            color_attachments: &[Some(self.attachment(canvas, target))],
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: &canvas.depth,
                depth_ops: Some(wgpu::Operations {
                    load: wgpu::LoadOp::Clear(0.0),
                    store: if canvas.copy.is_some() { wgpu::StoreOp::Store } else { wgpu::StoreOp::Discard },
                }),
                stencil_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(0), store: wgpu::StoreOp::Discard }),
            }),
            multiview_mask: self.output.multiview(),
            ..Default::default()
        });
        if canvas.part != canvas.size {
            let [width, height] = canvas.part;
            pass.set_viewport(0.0, 0.0, width as f32, height as f32, 0.0, 1.0);
            pass.set_scissor_rect(0, 0, width, height);
        }
        self.paint(&mut Painter { pass, stats }, frame, first);
    }

    fn attachment<'a>(&self, canvas: &'a Canvas, target: &'a wgpu::TextureView) -> wgpu::RenderPassColorAttachment<'a> {
        let load = wgpu::LoadOp::Clear(BACKGROUND);
        let many = self.output.samples > 1;
        let store = if many { wgpu::StoreOp::Discard } else { wgpu::StoreOp::Store };
        wgpu::RenderPassColorAttachment {
            view: if many { &canvas.colour } else { target },
            depth_slice: None,
            resolve_target: many.then_some(target),
            ops: wgpu::Operations { load, store },
        }
    }

    fn write(&self, frame: &mut Frame) {
        let (device, queue, lists) = (&self.device, &self.queue, &frame.lists);
        queue.write_buffer(&frame.world, 0, bytemuck::bytes_of(&lists.world));
        if !lists.bones.is_empty() {
            queue.write_buffer(&frame.bones, 0, bytemuck::cast_slice(&lists.bones));
        }
        frame.instances.write(device, queue, &lists.instances);
        frame.shadows.write(device, queue, &lists.shadows);
        frame.veils.write(device, queue, &lists.veils);
        frame.films.write(device, queue, &lists.films);
        frame.hands.write(device, queue, &lists.hands);
        frame.cloth_vertices.write(device, queue, &lists.cloth_vertices);
        if lists.cloth_indices_changed {
            frame.cloth_indices.write(device, queue, &lists.cloth_indices);
        }
        frame.quads.write(device, queue, &lists.quads);
        frame.hidden.write(device, queue, &lists.hidden);
        if let Some(reflection) = &lists.reflection {
            frame.pane.write(device, queue, &reflection.strip());
        }
    }
}

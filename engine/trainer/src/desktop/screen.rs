//! The window's picture: the room, and egui's words over it.

use crate::film::load_assets;
use crate::kept;
use anyhow::{Context, Result, bail};
use portray::path::Way;
use portray::viewpoints::Follower;
use portray::{Portrayer, Told, Viewpoint, marks};
use render::{Canvas, Gpu, Output, Renderer, View};
use scene::Scene;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use tape::Pose;
use twin::Twin;
use twin::air::Flow;
use wgpu::CurrentSurfaceTexture as Current;
use winit::event_loop::ActiveEventLoop;
use winit::window::{CursorGrabMode, Window};

/// Samples a pixel; the processor has enough to do with one.
const SAMPLES: u32 = 4;

/// Seconds that a camera may have missed between two pictures.
const LONGEST_S: f32 = 0.1;

const FONT: &str = "assets/fonts/DejaVuSans.ttf";

pub struct Screen {
    pub window: Arc<Window>,
    surface: wgpu::Surface<'static>,
    pub gpu: Gpu,
    config: wgpu::SurfaceConfiguration,
    pub egui: egui_winit::State,
    painter: egui_wgpu::Renderer,
    room: Option<Room>,
}

/// From where a room is seen.
#[derive(Clone, Copy, Debug)]
pub enum Eyes {
    /// This head's, room space; where it is seen through nobody's eyes, a camera's that follows the person.
    Head(Pose),
    Place(Viewpoint),
}

/// A room, as `twin` has it now.
pub struct Sight<'a> {
    pub twin: &'a Twin,
    pub told: &'a Told<'a>,
    pub eyes: Eyes,
    /// By which something came to a plate.
    pub way: Option<Way<'a>>,
}

/// What draws the room of one drill.
struct Room {
    renderer: Renderer,
    frame: render::Frame,
    canvas: Canvas,
    portrayer: Portrayer,
    scene: Scene,
    /// Looks at the person from outside, and when it did last.
    follower: Follower,
    followed: Instant,
}

impl Screen {
    pub fn open(event_loop: &ActiveEventLoop, root: &Path) -> Result<Screen> {
        let font = root.join(FONT);
        let ttf = std::fs::read(&font).with_context(|| format!("cannot read {}", font.display()))?;
        let attributes = Window::default_attributes()
            .with_title("Asepsis")
            .with_inner_size(winit::dpi::LogicalSize::new(1280.0, 720.0));
        let window = Arc::new(event_loop.create_window(attributes).context("no window can be made")?);
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_with_display_handle(Box::new(
            event_loop.owned_display_handle(),
        )));
        let surface = instance.create_surface(window.clone()).context("the window shows no pictures")?;
        let gpu = Gpu::open(&instance, Some(&surface))?;
        let size = window.inner_size();
        let mut config = surface
            .get_default_config(&gpu.adapter, size.width.max(1), size.height.max(1))
            .with_context(|| format!("{} draws into no window", gpu.name))?;
        let formats = surface.get_capabilities(&gpu.adapter).formats;
        let srgb = formats.iter().find(|f| f.is_srgb());
        let Some(format) = srgb else { bail!("{} has no sRGB window format", gpu.name) };
        config.format = *format;
        // What the hands do is to be seen at once.
        config.desired_maximum_frame_latency = 1;
        surface.configure(&gpu.device, &config);
        let context = egui::Context::default();
        super::ui::dress(&context, ttf);
        let most = Some(gpu.device.limits().max_texture_dimension_2d as usize);
        let egui = egui_winit::State::new(context, egui::ViewportId::ROOT, &window, None, None, most);
        let painter = egui_wgpu::Renderer::new(&gpu.device, config.format, egui_wgpu::RendererOptions::default());
        Ok(Screen { window, surface, gpu, config, egui, painter, room: None })
    }

    /// Loads what a set's rooms look like.
    pub fn furnish(&mut self, root: &Path, room: &twin::room::Room, air: Option<&Flow>, twin: &Twin) -> Result<()> {
        let assets = load_assets(root, room, air)?;
        let portrayer = Portrayer::new(twin, room, assets.models());
        let samples = if self.gpu.software { 1 } else { SAMPLES };
        let output = Output { format: self.config.format, samples, both_eyes: false };
        let renderer = kept::renderer(&self.gpu.device, &self.gpu.queue, output, &assets);
        let (frame, canvas) = (renderer.frame(), renderer.canvas([self.config.width, self.config.height]));
        let (scene, follower, followed) = (Scene::default(), Follower::default(), Instant::now());
        self.room = Some(Room { renderer, frame, canvas, portrayer, scene, follower, followed });
        Ok(())
    }

    /// Is the flow of the room's air known?
    pub fn has_air(&self) -> bool {
        self.room.as_ref().is_some_and(|room| room.renderer.has_air())
    }

    /// How many surfaces bore each sign in the last picture with marks.
    pub fn marked(&self) -> Option<[u32; marks::SIGNS]> {
        self.room.as_ref().map(|room| room.portrayer.marked())
    }

    /// The mouse belongs to the person in the room, or to the window.
    pub fn hold_mouse(&self, hold: bool) {
        self.window.set_cursor_visible(!hold);
        let modes = if hold { [CursorGrabMode::Locked, CursorGrabMode::Confined] } else { [CursorGrabMode::None; 2] };
        // Where a system holds no mouse, moving it inside the window still works.
        let _ = modes.into_iter().find(|mode| self.window.set_cursor_grab(*mode).is_ok());
    }

    pub fn resize(&mut self, width: u32, height: u32) {
        (self.config.width, self.config.height) = (width.max(1), height.max(1));
        self.surface.configure(&self.gpu.device, &self.config);
        if let Some(room) = &mut self.room {
            room.canvas = room.renderer.canvas([self.config.width, self.config.height]);
        }
    }

    /// Draws the room, if there is one, then `words` over it.
    /// False: the window takes no picture now.
    #[expect(clippy::iter_over_hash_type, reason = "textures of a window are uploaded in no order that matters")]
    pub fn draw(&mut self, room: Option<Sight>, words: impl FnMut(&mut egui::Ui)) -> bool {
        let input = self.egui.take_egui_input(&self.window);
        let context = self.egui.egui_ctx().clone();
        let mut output = context.run_ui(input, words);
        self.egui.handle_platform_output(&self.window, output.platform_output);
        for (id, deltas) in output.textures_delta.set.drain() {
            for delta in deltas {
                self.painter.update_texture(&self.gpu.device, &self.gpu.queue, id, &delta);
            }
        }
        let shown = self.show(room, &context, output.shapes, output.pixels_per_point);
        for id in output.textures_delta.free.drain() {
            self.painter.free_texture(&id);
        }
        shown
    }

    fn show(
        &mut self,
        room: Option<Sight>,
        context: &egui::Context,
        shapes: Vec<egui::epaint::ClippedShape>,
        pixels_per_point: f32,
    ) -> bool {
        let texture = match self.surface.get_current_texture() {
            Current::Success(texture) | Current::Suboptimal(texture) => texture,
            Current::Outdated | Current::Lost => {
                self.surface.configure(&self.gpu.device, &self.config);
                return false;
            }
            Current::Timeout | Current::Occluded | Current::Validation => return false,
        };
        let target = texture.texture.create_view(&Default::default());
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        let size = [self.config.width, self.config.height];
        let mut load = wgpu::LoadOp::Clear(wgpu::Color { r: 0.02, g: 0.03, b: 0.045, a: 1.0 });
        if let (Some(Sight { twin, told, eyes, way }), Some(room)) = (room, &mut self.room) {
            room.portrayer.portray(twin, told, &mut room.scene);
            let aspect = size[0] as f32 / size[1] as f32;
            let dt_s = room.followed.elapsed().as_secs_f32().min(LONGEST_S);
            room.followed = Instant::now();
            let eye = match eyes {
                Eyes::Head(head) if told.through.is_some() => Viewpoint::Trainee.eye(head, aspect),
                Eyes::Head(_) => room.portrayer.follow(twin, &mut room.follower, dt_s, aspect),
                Eyes::Place(from) => room.portrayer.eye(twin, from, aspect),
            };
            room.portrayer.way(twin, way, &eye, told, &mut room.scene);
            room.portrayer.first_air(twin, &eye, told, &mut room.scene);
            let views = [View { eye, target: &target }];
            room.renderer.draw(&mut room.frame, &room.canvas, &mut encoder, &room.scene, &views);
            load = wgpu::LoadOp::Load;
        }
        let triangles = context.tessellate(shapes, pixels_per_point);
        let screen = egui_wgpu::ScreenDescriptor { size_in_pixels: size, pixels_per_point };
        let (device, queue) = (&self.gpu.device, &self.gpu.queue);
        let before = self.painter.update_buffers(device, queue, &mut encoder, &triangles, &screen);
        let pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("words"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &target,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations { load, store: wgpu::StoreOp::Store },
            })],
            ..Default::default()
        });
        self.painter.render(&mut pass.forget_lifetime(), &triangles, &screen);
        queue.submit(before.into_iter().chain([encoder.finish()]));
        self.window.pre_present_notify();
        queue.present(texture);
        true
    }
}

//! A window for those beside the headset: what the left eye sees, or a card that says that it is private.
//!
//! It costs the headset no frame. The headset's thread encodes a small copy at most [`MOST_HZ`] times a second into one
//! of a few buffers, and none when all are taken: it waits for nothing and copies nothing itself. The window's thread
//! gives each buffer back when it has taken the picture out; while it does not, pictures are dropped.

use crate::desktop::screen::Screen;
use drill::Lang;
use egui::{Align2, Color32, ColorImage, RichText, TextureHandle, TextureOptions};
use portray::Words;
use render::{Mirror, Renderer, Seen};
use scene::Scene;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use winit::application::ApplicationHandler;
use winit::event::{ElementState, KeyEvent, WindowEvent};
use winit::event_loop::{ActiveEventLoop, EventLoop, EventLoopProxy};
use winit::keyboard::{KeyCode, PhysicalKey};
use winit::window::WindowId;

const MOST_HZ: i64 = 30;
/// Pixels across the copy (design: half a screen).
const WIDTH_PX: u32 = 960;
/// One is drawn, one waits, one is shown.
const BUFFERS: usize = 3;

/// What both threads have.
struct Shared {
    buffers: [wgpu::Buffer; BUFFERS],
    taken: [AtomicBool; BUFFERS],
    /// Nobody is to see, or there is no window any more.
    closed: AtomicBool,
    size: [u32; 2],
    bytes_per_row: u32,
}

impl Shared {
    fn new(device: &wgpu::Device, size: [u32; 2]) -> Shared {
        let bytes_per_row = (size[0] * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
        let buffer = |_| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("beside"),
                size: u64::from(bytes_per_row) * u64::from(size[1]),
                usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        };
        let buffers = std::array::from_fn(buffer);
        Shared { buffers, taken: Default::default(), closed: AtomicBool::new(false), size, bytes_per_row }
    }

    fn has_room(&self) -> bool {
        !self.closed.load(Ordering::Relaxed) && self.taken.iter().any(|taken| !taken.load(Ordering::Relaxed))
    }

    /// A buffer that nobody has, now the caller's.
    fn take(&self) -> Option<usize> {
        let closed = self.closed.load(Ordering::Relaxed);
        (0..BUFFERS).find(|&i| !closed && !self.taken[i].swap(true, Ordering::Acquire))
    }

    fn free(&self, i: usize) {
        self.taken[i].store(false, Ordering::Release);
    }

    /// Copies a picture that is encoded into a buffer.
    fn encode(&self, i: usize, encoder: &mut wgpu::CommandEncoder, picture: &wgpu::Texture) {
        let layout =
            wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(self.bytes_per_row), rows_per_image: None };
        let buffer = wgpu::TexelCopyBufferInfo { buffer: &self.buffers[i], layout };
        encoder.copy_texture_to_buffer(picture.as_image_copy(), buffer, picture.size());
    }

    /// Takes the picture out of a buffer, which is free after that.
    fn picture(&self, i: usize) -> Option<ColorImage> {
        let size = self.size.map(|n| n as usize);
        let image = self.buffers[i].slice(..).get_mapped_range().ok().map(|bytes| {
            let rows = bytes.chunks_exact(self.bytes_per_row as usize);
            let pixels = rows.flat_map(|row| row[..size[0] * 4].chunks_exact(4));
            ColorImage::new(size, pixels.map(|p| Color32::from_rgb(p[0], p[1], p[2])).collect())
        });
        self.discard(i);
        image
    }

    fn discard(&self, i: usize) {
        self.buffers[i].unmap();
        self.free(i);
    }
}

/// The side of the headset's thread.
struct Offers {
    shared: Arc<Shared>,
    to_window: SyncSender<usize>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Offers {
    /// A buffer whose picture is submitted goes to the window as soon as the GPU has drawn it.
    fn send(&self, i: usize) {
        let Offers { shared, to_window, wake } = self;
        let (after, to_window, wake) = (shared.clone(), to_window.clone(), wake.clone());
        shared.buffers[i].slice(..).map_async(wgpu::MapMode::Read, move |drawn| {
            match drawn.is_ok().then(|| to_window.try_send(i)) {
                Some(Ok(())) => wake(),
                Some(Err(TrySendError::Full(_) | TrySendError::Disconnected(_))) => after.discard(i),
                None => after.free(i),
            }
        });
    }
}

/// The window, and what makes its pictures.
pub struct Beside {
    mirror: Mirror,
    offers: Offers,
    next_ns: i64,
    close: EventLoopProxy<Asked>,
    window: Option<JoinHandle<()>>,
}

/// What the window's thread is asked.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Look,
    Close,
}

impl Beside {
    /// Opens the window where there is a display; says why where it cannot be.
    pub fn open(
        root: &Path,
        lang: Lang,
        learner: &str,
        renderer: &Renderer,
        device: &wgpu::Device,
        eye_px: [u32; 2],
    ) -> Option<Beside> {
        if !crate::desktop::has_display() || !cfg!(any(target_os = "linux", windows)) {
            return None;
        }
        let width = WIDTH_PX.min(eye_px[0]);
        let size = [width, (eye_px[1] * width).div_ceil(eye_px[0]).max(1)];
        let shared = Arc::new(Shared::new(device, size));
        let (to_window, pictures) = sync_channel(BUFFERS);
        let (tell, told) = sync_channel(1);
        let words = Words::default();
        let title = words.say(lang, "beside-title", &[("learner", learner)]);
        let (root, its) = (root.to_owned(), shared.clone());
        let window = std::thread::Builder::new().name("beside".into()).spawn(move || {
            let event_loop = match event_loop() {
                Ok(event_loop) => event_loop,
                Err(why) => return println!("{}", words.say(lang, "beside-none", &[("why", &why.to_string())])),
            };
            if tell.send(event_loop.create_proxy()).is_err() {
                return;
            }
            let mut window = Window {
                root,
                title,
                lang,
                words,
                pictures,
                shared: its,
                screen: None,
                picture: None,
                private: false,
                trouble: None,
            };
            let ended = event_loop.run_app(&mut window).map_err(anyhow::Error::from);
            window.shared.closed.store(true, Ordering::Relaxed);
            if let Some(why) = window.trouble.or(ended.err()) {
                println!("{}", window.words.say(lang, "beside-none", &[("why", &format!("{why:#}"))]));
            }
        });
        let close = told.recv().ok()?;
        let wake = {
            let proxy = close.clone();
            // A window that has gone needs no picture.
            Arc::new(move || {
                let _ = proxy.send_event(Asked::Look);
            })
        };
        let offers = Offers { shared, to_window, wake };
        Some(Beside { mirror: renderer.mirror(size), offers, next_ns: 0, close, window: window.ok() })
    }

    /// Is a copy due, and is there room for it?
    pub fn is_due(&self, at_ns: i64) -> bool {
        at_ns >= self.next_ns && self.offers.shared.has_room()
    }

    /// Encodes a copy of a picture if somebody can take it; it must then be [sent](Beside::send).
    pub fn encode(
        &mut self,
        encoder: &mut wgpu::CommandEncoder,
        at_ns: i64,
        scene: &Scene,
        seen: &Seen,
    ) -> Option<usize> {
        let i = self.offers.shared.take()?;
        self.next_ns = at_ns + 1_000_000_000 / MOST_HZ;
        self.mirror.draw(encoder, scene, seen);
        self.offers.shared.encode(i, encoder, self.mirror.texture());
        Some(i)
    }

    /// The encoder of a copy is submitted.
    pub fn send(&self, i: usize) {
        self.offers.send(i);
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = self.close.send_event(Asked::Close);
        if let Some(window) = self.window.take() {
            let _ = window.join();
        }
    }
}

/// One that need not be the main thread's, which the headset has.
fn event_loop() -> Result<EventLoop<Asked>, winit::error::EventLoopError> {
    let mut builder = EventLoop::with_user_event();
    #[cfg(target_os = "linux")]
    {
        winit::platform::x11::EventLoopBuilderExtX11::with_any_thread(&mut builder, true);
        winit::platform::wayland::EventLoopBuilderExtWayland::with_any_thread(&mut builder, true);
    }
    #[cfg(windows)]
    winit::platform::windows::EventLoopBuilderExtWindows::with_any_thread(&mut builder, true);
    builder.build()
}

struct Window {
    root: PathBuf,
    title: String,
    lang: Lang,
    words: Words,
    pictures: Receiver<usize>,
    shared: Arc<Shared>,
    screen: Option<Screen>,
    picture: Option<TextureHandle>,
    private: bool,
    /// Why it could not open.
    trouble: Option<anyhow::Error>,
}

impl Window {
    /// The newest picture that came; older ones are dropped.
    fn look(&mut self) {
        let Some(newest) = self.pictures.try_iter().reduce(|older, newer| {
            self.shared.discard(older);
            newer
        }) else {
            return;
        };
        let image = self.shared.picture(newest).filter(|_| !self.private);
        let (Some(image), Some(screen)) = (image, &self.screen) else { return };
        match &mut self.picture {
            Some(picture) => picture.set(image, TextureOptions::LINEAR),
            None => {
                let context = screen.egui.egui_ctx();
                self.picture = Some(context.load_texture("eye", image, TextureOptions::LINEAR));
            }
        }
        screen.window.request_redraw();
    }

    /// Nothing that was seen stays where nobody is to see it.
    fn toggle(&mut self) {
        self.private = !self.private;
        self.shared.closed.store(self.private, Ordering::Relaxed);
        self.picture = None;
        if let Some(screen) = &self.screen {
            screen.window.request_redraw();
        }
    }

    fn draw(&mut self) {
        let Window { screen: Some(screen), words, lang, picture, private, .. } = self else { return };
        let say = |key: &str| words.say(*lang, key, &[]);
        let mut pressed = false;
        screen.draw(None, |ui| {
            let area = ui.max_rect();
            match picture {
                Some(picture) => {
                    let [width, height] = picture.size().map(|n| n as f32);
                    let scale = (area.width() / width).min(area.height() / height);
                    let rect = egui::Rect::from_center_size(area.center(), egui::vec2(width, height) * scale);
                    egui::Image::new((picture.id(), rect.size())).paint_at(ui, rect);
                }
                None => {
                    let text = say(if *private { "beside-private" } else { "beside-waits" });
                    egui::Area::new(egui::Id::unique("card"))
                        .fade_in(false)
                        .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
                        .show(ui.ctx(), |ui| {
                            ui.label(RichText::new(text).size(26.0));
                        });
                }
            }
            egui::Area::new(egui::Id::unique("switch")).fade_in(false).anchor(Align2::LEFT_BOTTOM, [12.0, -12.0]).show(
                ui.ctx(),
                |ui| {
                    egui::Frame::window(ui.style()).show(ui, |ui| {
                        pressed = ui.button(say(if *private { "beside-show" } else { "beside-hide" })).clicked();
                        ui.label(say("beside-hint"));
                    });
                },
            );
        });
        if pressed {
            self.toggle();
        }
    }
}

impl ApplicationHandler<Asked> for Window {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        match Screen::open(event_loop, &self.root) {
            Ok(screen) => {
                screen.window.set_title(&self.title);
                screen.window.request_redraw();
                self.screen = Some(screen);
            }
            Err(why) => {
                self.trouble = Some(why);
                event_loop.exit();
            }
        }
    }

    fn user_event(&mut self, event_loop: &ActiveEventLoop, asked: Asked) {
        match asked {
            Asked::Look => self.look(),
            Asked::Close => event_loop.exit(),
        }
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        let Some(screen) = &mut self.screen else { return };
        let answer = screen.egui.on_window_event(&screen.window, &event);
        match event {
            WindowEvent::CloseRequested => return event_loop.exit(),
            WindowEvent::Resized(size) => screen.resize(size.width, size.height),
            WindowEvent::RedrawRequested => return self.draw(),
            WindowEvent::KeyboardInput {
                event:
                    KeyEvent {
                        physical_key: PhysicalKey::Code(KeyCode::KeyP),
                        state: ElementState::Pressed,
                        repeat: false,
                        ..
                    },
                ..
            } => return self.toggle(),
            _ => {}
        }
        if answer.repaint {
            screen.window.request_redraw();
        }
    }
}

#[cfg(test)]
#[path = "beside_tests.rs"]
mod tests;

//! Pictures of the drill's room, for the two eyes of a headset.

#[cfg(feature = "desktop")]
use super::beside::Beside;
use super::quads::Quads;
use crate::film::load_assets;
use crate::kept;
use crate::scenario::Scenario;
use crate::sessions::Live;
#[cfg(feature = "desktop")]
use crate::train::Choice;
use anyhow::Result;
use glam::Affine3A;
use portray::path::Way;
use portray::{Cost, Menu, Portrayer, Step, Told};
#[cfg(feature = "desktop")]
use render::Seen;
use render::{Canvas, Output, Renderer, Stats, View};
use scene::{Eye, Scene};
use std::path::Path;
use std::time::{Duration, Instant};
use tape::{Hand, Pose};
use twin::Twin;
use xr::{Device, Found, Headset, Moment, Passes};

const SAMPLES: u32 = 4;

/// A picture that was submitted.
#[derive(Clone, Copy)]
pub struct Drawn {
    /// What the processor took from the room to the list of commands.
    pub encoding: Duration,
    pub stats: Stats,
}

/// What draws the drill's room for two eyes.
pub struct Room {
    renderer: Renderer,
    passes: Passes,
    frame: render::Frame,
    canvas: Canvas,
    quads: Quads,
    #[cfg(feature = "desktop")]
    beside: Option<Beside>,
    portrayer: Portrayer,
    scene: Scene,
    portraying: Duration,
    queue: wgpu::Queue,
    device: wgpu::Device,
}

impl Room {
    pub fn new(root: &Path, scenario: &Scenario, live: &Live, headset: &mut Headset) -> Result<Room> {
        let assets = load_assets(root, &scenario.room, scenario.air.as_ref())?;
        let twin = &live.session().twin;
        let portrayer = Portrayer::new(twin, &scenario.room, assets.models());
        let Found { passes, size, .. } = headset.found().clone();
        // Handed on where it costs one small pass: its copy is drawn for both eyes at once.
        let with_depth = passes == Passes::One && headset.with_depth(render::NEAR_M)?;
        let Device { device, queue, .. } = headset.device();
        let output = Output { format: headset.format(), samples: SAMPLES, both_eyes: passes == Passes::One };
        let renderer = kept::renderer(device, queue, output, &assets);
        let (frame, quads) = (renderer.frame(), Quads::new(&renderer));
        let canvas = if with_depth { renderer.canvas_with_depth(size) } else { renderer.canvas(size) };
        Ok(Room {
            passes,
            frame,
            canvas,
            quads,
            #[cfg(feature = "desktop")]
            beside: None,
            renderer,
            portrayer,
            scene: Scene::default(),
            portraying: Duration::ZERO,
            queue: queue.clone(),
            device: device.clone(),
        })
    }

    /// Shows those beside the headset, if there is a display, what this room's pictures show.
    #[cfg(feature = "desktop")]
    pub fn open_beside(&mut self, root: &Path, choice: &Choice, headset: &Headset) {
        let size = headset.found().size;
        self.beside = Beside::open(root, choice.lang, &choice.learner, &self.renderer, &self.device, size);
    }

    /// Goes on in the window of another room, for a program may open only one.
    #[cfg(feature = "desktop")]
    pub fn follow(&mut self, before: &mut Room) {
        self.beside = before.beside.take();
    }

    /// What the room looks like now.
    pub fn portray(&mut self, twin: &Twin, told: &Told, menu: Option<&Menu>, cost: Option<&Cost>) {
        let began = Instant::now();
        self.portrayer.portray(twin, told, &mut self.scene);
        self.portrayer.menu(menu, told.lang, &mut self.scene);
        self.portrayer.cost(twin, cost, told.lang, &mut self.scene);
        self.portraying = began.elapsed();
    }

    /// Adds to what was portrayed a way to a plate and those of first air, for eyes in this head, or none.
    pub fn ways(&mut self, twin: &Twin, told: &Told, way: Option<Way>, head: Pose) {
        let room_from_eye = Affine3A::from_rotation_translation(head.rotation, head.position);
        let eye = Eye { room_from_eye, tangents: [1.0; 4] };
        self.portrayer.way(twin, way, &eye, told, &mut self.scene);
        self.portrayer.first_air(twin, &eye, told, &mut self.scene);
    }

    /// Adds to what was portrayed the hands of a person for whom the room waits, as they are now (room from stage, stage
    /// space), and where he would step to.
    pub fn add(&mut self, twin: &Twin, idle: Option<(Pose, &[Hand; 2])>, step: Option<&Step>) {
        if let Some((room_from_stage, hands)) = idle {
            self.portrayer.idle_hands(twin, room_from_stage, hands, &mut self.scene);
        }
        if let Some(step) = step {
            self.portrayer.step(step, &mut self.scene);
        }
    }

    /// Draws and submits what was portrayed, as it is seen at a moment. None while the head is not known.
    pub fn draw(
        &mut self,
        headset: &mut Headset,
        moment: Moment,
        room_from_stage: Pose,
    ) -> Result<Option<Drawn>, xr::Error> {
        let Some(eyes) = headset.locate(moment)? else { return Ok(None) };
        if let Some(mask) = headset.mask() {
            self.frame.hide(mask);
        }
        let eyes = in_room(room_from_stage, eyes);
        self.quads.hang(headset, &mut self.scene, &eyes, room_from_stage.inverse())?;
        let image = headset.acquire()?;
        self.canvas.draw_part(moment.part);
        let began = Instant::now();
        let (commands, stats) = self.encode(headset, image, &eyes);
        let encoding = self.portraying + began.elapsed();
        // The head has moved on since.
        if let Some(eyes) = headset.locate(moment)? {
            self.renderer.look_again(&mut self.frame, &in_room(room_from_stage, eyes));
        }
        self.queue.submit([commands]);
        #[cfg(feature = "desktop")]
        self.copy(headset, image, moment, eyes[0]);
        Ok(Some(Drawn { encoding, stats }))
    }

    /// Gives the window beside the headset a copy of the left eye's picture.
    #[cfg(feature = "desktop")]
    fn copy(&mut self, headset: &Headset, image: usize, moment: Moment, eye: Eye) {
        let Some(beside) = self.beside.as_mut().filter(|beside| beside.is_due(moment.display_ns)) else { return };
        let whole = headset.found().size;
        let share = [0, 1].map(|i| moment.part[i] as f32 / whole[i] as f32);
        let seen = Seen { number: image, picture: &headset.image(image).each[0], share, eye };
        let mut encoder = self.device.create_command_encoder(&Default::default());
        let Some(copy) = beside.encode(&mut encoder, moment.display_ns, &self.scene, &seen) else { return };
        headset.image(image).give_back(&mut encoder);
        self.queue.submit([encoder.finish()]);
        beside.send(copy);
    }

    fn encode(&mut self, headset: &mut Headset, image: usize, eyes: &[Eye; 2]) -> (wgpu::CommandBuffer, Stats) {
        let mut encoder = self.device.create_command_encoder(&Default::default());
        headset.time_from(&mut encoder);
        let image = headset.image(image);
        let stats = match self.passes {
            Passes::One => {
                self.renderer.draw_both(&mut self.frame, &self.canvas, &mut encoder, &self.scene, eyes, &image.both)
            }
            Passes::Two(_) => {
                let views = [0, 1].map(|i| View { eye: eyes[i], target: &image.each[i] });
                self.renderer.draw(&mut self.frame, &self.canvas, &mut encoder, &self.scene, &views)
            }
        };
        if let Some(depth) = headset.depth() {
            self.renderer.draw_depth(&self.canvas, &mut encoder, &depth.both);
        }
        headset.time_to(&mut encoder);
        (encoder.finish(), stats)
    }
}

fn in_room(room_from_stage: Pose, eyes: [Eye; 2]) -> [Eye; 2] {
    let room_from_stage = Affine3A::from_rotation_translation(room_from_stage.rotation, room_from_stage.position);
    eyes.map(|eye| Eye { room_from_eye: room_from_stage * eye.room_from_eye, ..eye })
}

//! Panels as pictures of their own: what the runtime's compositor makes of them, on a screen in memory.

use crate::eyes::{found, once, read_layer};
use crate::feeder::{Feeder, Person};
use crate::one_of_everything;
use crate::service::{Display, out, runtime, screenshot};
use glam::{Affine3A, Quat, Vec3};
use render::{Assets, BORDER_PX, Canvas, Frame, Gpu, Image, Offscreen, Pages, Renderer, shapes};
use scene::{Eye, Instance, Line, Panel, Scene};
use tape::Pose;
use xr::{Headset, Moment};

const PANEL: [f32; 3] = [0.8, 0.0, 0.8];
const BALL: [f32; 3] = [0.0, 1.0, 0.0];
const WALL: [f32; 3] = [0.0, 0.0, 0.5];
/// Of the panel to be read back.
const PIXELS: [u32; 2] = [400, 200];
/// Of the panel that hangs: as fine as the eye's.
const HUNG: [u32; 2] = [208, 108];
/// This runtime lays a quad so much higher than a projection of the same place.
const OFF_PX: f32 = 3.0;
/// Pictures until what is drawn is surely on the screen.
const SETTLE: u32 = 30;

fn panel() -> Panel {
    let line = |text: &str| Line { text: text.into(), height: 0.075, colour: [1.0; 4] };
    Panel {
        position: Vec3::new(-0.1, 1.7, -1.5),
        rotation: Quat::from_rotation_y(0.2),
        size: [0.8, 0.4],
        background: [PANEL[0], PANEL[1], PANEL[2], 1.0],
        lines: vec![line("Désinfecter les gants"), line("puis fermer la glissière")],
        ..Panel::default()
    }
}

/// The panel on a wall, and a ball that hides a part of it.
fn scene(assets: &Assets, apart: bool) -> Scene {
    let shape = |name: &str, at: Vec3, size: Vec3, [r, g, b]: [f32; 3]| Instance {
        mesh: assets.mesh(name).expect("a shape"),
        room_from_mesh: Affine3A::from_scale_rotation_translation(size, Quat::IDENTITY, at),
        tint: [r, g, b, 1.0],
    };
    let ball = shape(shapes::SPHERE, Vec3::new(0.12, 1.7, -1.2), Vec3::splat(0.12), BALL);
    let wall = shape(shapes::BOX, Vec3::new(0.0, 1.6, -2.5), Vec3::new(6.0, 4.0, 0.1), WALL);
    Scene { instances: vec![ball, wall], panels: vec![Panel { apart, ..panel() }], ..Scene::default() }
}

/// What draws into a session.
struct Painter {
    renderer: Renderer,
    frame: Frame,
    canvas: Canvas,
    pages: Pages,
}

impl Painter {
    fn new(headset: &Headset, assets: &Assets) -> Painter {
        let device = headset.device();
        let renderer = Renderer::both_eyes(&device.device, &device.queue, headset.format(), 4, assets);
        let (frame, canvas) = (renderer.frame(), renderer.canvas(headset.found().size));
        Painter { frame, canvas, pages: renderer.pages(), renderer }
    }

    /// Draws and hangs the panel where it lies apart, and draws the rest for both eyes.
    fn draw(&mut self, headset: &mut Headset, moment: Moment, scene: &Scene) -> Option<()> {
        let eyes = headset.locate(moment).expect("the runtime lives")?;
        for (i, panel) in scene.panels.iter().enumerate().filter(|(_, panel)| panel.apart) {
            self.hang(headset, i, panel);
        }
        let image = headset.acquire().expect("an image");
        let device = headset.device();
        let mut encoder = device.device.create_command_encoder(&Default::default());
        let target = &headset.image(image).both;
        self.renderer.draw_both(&mut self.frame, &self.canvas, &mut encoder, scene, &eyes, target);
        device.queue.submit([encoder.finish()]);
        Some(())
    }

    fn hang(&mut self, headset: &mut Headset, i: usize, panel: &Panel) {
        let quads = headset.quads();
        if quads.size(i).is_none() {
            quads.make(i, HUNG).expect("a quad");
            let image = quads.acquire(i).expect("an image");
            self.pages.draw(panel, HUNG, &image.view);
            quads.release(i).expect("it is taken back");
        }
        let whole = [0, 1].map(|k| panel.size[k] * HUNG[k] as f32 / (HUNG[k] - 2 * BORDER_PX) as f32);
        quads.hang(i, Pose { position: panel.position, rotation: panel.rotation }, whole);
    }

    /// What is on the screen after a while of drawing this.
    fn shown(&mut self, headset: &mut Headset, scene: &Scene) -> Image {
        for _ in 0..SETTLE {
            once(headset, |headset, moment| self.draw(headset, moment, scene));
        }
        screenshot()
    }
}

#[test]
fn a_panel_apart_is_where_it_is_in_the_scene_and_hides_behind_what_is_nearer() {
    let Some(_runtime) = runtime(Display::Screen) else { return };
    let mut feeder = Feeder::connect();
    feeder.send(&Person::default());
    let mut headset = crate::headset();
    assert!(headset.quads().room() > 4, "{}", headset.quads().room());
    let assets = one_of_everything::load(&[]);
    let mut painter = Painter::new(&headset, &assets);
    let [within, apart] = [false, true].map(|apart| painter.shown(&mut headset, &scene(&assets, apart)));
    within.write_png(&out("panel-within.png")).expect("a picture");
    apart.write_png(&out("panel-apart.png")).expect("a picture");
    // Both eyes stand beside each other.
    for (name, least, of) in [("panel", 4000, PANEL), ("words", 300, [1.0; 3])] {
        let [(a, a_count), (b, b_count)] = [&within, &apart].map(|picture| found(picture, of));
        assert!(a_count > least && b_count > least, "{name}: {a_count} and {b_count} pixels");
        assert!(a.distance(b) < OFF_PX, "{name} is at {a} in the scene and at {b} apart");
        assert!(a_count.abs_diff(b_count) * 10 < a_count, "{name} has {a_count} pixels in the scene, {b_count} apart");
    }
    let [a, b] = [&within, &apart].map(green);
    assert!(a.1 > 300 && a.1.abs_diff(b.1) * 50 < a.1, "the ball is as whole before both: {a:?}, {b:?}");
    // With none hung the hole shows what lies under everything: nothing.
    headset.quads().limit(0);
    let hole = painter.shown(&mut headset, &scene(&assets, true));
    assert_eq!(found(&hole, PANEL).1, 0, "nothing else puts the panel there");
}

/// The middle of the ball's pixels, whatever light falls on them, and how many there are.
fn green(image: &Image) -> (f32, u32) {
    let is_green = |p: &[u8]| p[1] > 40 && p[0] < p[1] / 2 && p[2] < p[1] / 2;
    let all = (0..).zip(image.rgba.chunks_exact(4)).filter(|(_, p)| is_green(p));
    let (sum, count) = all.fold((0.0, 0), |(sum, n), (i, _): (u32, _)| (sum + (i % image.width) as f32, n + 1));
    (sum / count.max(1) as f32, count)
}

/// Mean difference of two pictures, 0…1, in the part of the first that lies within its border.
fn apart(quad: &Image, scene: &Image) -> f32 {
    let mut sum = 0;
    for y in 0..scene.height {
        for x in 0..scene.width {
            let at = |image: &Image, x: u32, y: u32| {
                let i = 4 * (y * image.width + x) as usize;
                [image.rgba[i], image.rgba[i + 1], image.rgba[i + 2]]
            };
            let pair = at(quad, x + BORDER_PX, y + BORDER_PX).into_iter().zip(at(scene, x, y));
            sum += pair.map(|(a, b)| u32::from(a.abs_diff(b))).sum::<u32>();
        }
    }
    sum as f32 / (scene.width * scene.height * 3 * 255) as f32
}

#[test]
fn a_quad_holds_the_words_that_the_scene_would_show() {
    let Some(_runtime) = runtime(Display::None) else { return };
    let mut feeder = Feeder::connect();
    feeder.send(&Person::default());
    let mut headset = crate::headset();
    let assets = one_of_everything::load(&[]);
    let mut painter = Painter::new(&headset, &assets);
    let (device, queue) = (headset.device().device.clone(), headset.device().queue.clone());
    let quads = headset.quads();
    quads.make(0, PIXELS).expect("a quad");
    let image = quads.acquire(0).expect("an image");
    painter.pages.draw(&panel(), PIXELS, &image.view);
    let quad = read_layer(&device, &queue, &image.texture, 0);
    quads.release(0).expect("it is taken back");
    quad.write_png(&out("panel-quad.png")).expect("a picture");

    // The same panel, seen by an eye whose picture it just fills.
    let size = PIXELS.map(|n| n - 2 * BORDER_PX);
    let tangents = [0.4, 0.4, 0.2, 0.2];
    let straight = Panel { position: Vec3::NEG_Z, rotation: Quat::IDENTITY, ..panel() };
    let mut other = straight.clone();
    other.lines[0].text = "Désinfecter les mains".into();
    let mut offscreen = Offscreen::new(Gpu::software().expect("the root has a driver"), &assets, size);
    let [same, other] = [straight, other].map(|panel| {
        let scene = Scene { panels: vec![panel], ..Scene::default() };
        let eye = Eye { room_from_eye: Affine3A::IDENTITY, tangents };
        offscreen.picture(&scene, &eye).expect("a picture").0
    });
    let (same, other) = (apart(&quad, &same), apart(&quad, &other));
    eprintln!("mean difference {same}, to another word {other}");
    assert!(same < 0.003, "{same}");
    assert!(other > 3.0 * same && other > 0.003, "{other}: another word would not have been seen");
}

//! What a headset would have to draw from every standard viewpoint, a person in view: within the budget of `README.md`.
//! Commands are only encoded here, never drawn.

use crate::headset::{self, BETWEEN_EYES_M};
use crate::set::{self, Set};
use glam::{Affine3A, Quat, Vec3};
use portray::Told;
use render::{Gpu, Renderer, Stats, View};
use scene::{Eye, Instance, Scene, Veil};

const MOST_DRAWS: u32 = 100;
const MOST_TRIANGLES: u32 = 300_000;

/// Encodes a picture of two eyes, one after the other.
struct Encoder {
    gpu: Gpu,
    renderer: Renderer,
    frame: render::Frame,
    canvas: render::Canvas,
    target: wgpu::TextureView,
}

impl Encoder {
    const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8UnormSrgb;

    fn new(gpu: Gpu, set: &Set) -> Encoder {
        let renderer = Renderer::new(&gpu.device, &gpu.queue, Encoder::FORMAT, 1, &set.assets);
        let target = gpu.device.create_texture(&wgpu::TextureDescriptor {
            label: None,
            size: wgpu::Extent3d { width: 8, height: 8, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: Encoder::FORMAT,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        });
        let (frame, canvas) = (renderer.frame(), renderer.canvas([8, 8]));
        Encoder { frame, canvas, target: target.create_view(&Default::default()), renderer, gpu }
    }

    /// Of one pass for both eyes: what either of them sees is drawn for both.
    fn stats(&mut self, scene: &Scene, eyes: &[Eye]) -> Stats {
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        let views: Vec<View> = eyes.iter().map(|&eye| View { eye, target: &self.target }).collect();
        let both = self.renderer.draw(&mut self.frame, &self.canvas, &mut encoder, scene, &views);
        let passes = eyes.len() as u32;
        Stats { draws: both.draws / passes, triangles: both.triangles / passes, ..both }
    }
}

/// Is a corner of the box around an instance inside an eye's view?
fn shows(eye: &Eye, instance: &Instance, set: &Set) -> bool {
    let model = &set.assets.models()[usize::from(instance.mesh.0)];
    let [left, right, up, down] = eye.tangents;
    (0..8).any(|corner| {
        let pick = |bit: u32, low: f32, high: f32| if corner >> bit & 1 == 0 { low } else { high };
        let (min, max) = (model.min, model.max);
        let p = Vec3::new(pick(0, min.x, max.x), pick(1, min.y, max.y), pick(2, min.z, max.z));
        let p = (eye.room_from_eye.inverse() * instance.room_from_mesh).transform_point3(p);
        let away = -p.z;
        away > render::NEAR_M && -left * away < p.x && p.x < right * away && -down * away < p.y && p.y < up * away
    })
}

#[test]
fn every_viewpoint_of_every_set_is_within_the_budget_of_a_headset() {
    for (name, places) in set::all(&set::root()).expect("the sets") {
        let mut set = Set::load(&set::root(), &name).expect("a set");
        let gpu = match Gpu::software() {
            Ok(gpu) => gpu,
            Err(why) => return eprintln!("skipped: {why}"),
        };
        let mut encoder = Encoder::new(gpu, &set);
        let mut portrayer = set.portrayer();
        for place in &places {
            let scene = headset::scene(&mut set, &mut portrayer, place);
            let eyes = headset::eyes(place);
            // The ways of looking of who teaches, with something touched in view.
            let touches = Told { marks: Some(portray::Marking::Touches), ..Told::default() };
            let figure = Told { figure: true, through: Some(0), ..Told::default() };
            let first_air = Told { air: Some(portray::air::Shown::FirstAir), ..Told::default() };
            for told in [touches, figure, first_air] {
                let mut scene = Scene::default();
                portrayer.portray(&set.twin, &told, &mut scene);
                portrayer.first_air(&set.twin, &eyes[0], &told, &mut scene);
                if told.marks.is_some() {
                    let room_from_box = Affine3A::from_translation(place.to.into());
                    scene.veils.push(Veil { room_from_box, colour: [1.0; 4], hatching: 1 });
                }
                let Stats { draws, triangles, .. } = encoder.stats(&scene, &eyes);
                eprintln!("{name} {}, {:?}, figure {}, {:?}: {draws}", place.name, told.marks, told.figure, told.air);
                assert!(draws <= MOST_DRAWS && triangles <= MOST_TRIANGLES, "{name} {}: {draws}", place.name);
            }
            let stats = encoder.stats(&scene, &eyes);
            let Stats { draws, triangles, culled, .. } = stats;
            eprintln!("{name} {}: {draws} draws, {triangles} triangles, {culled} culled", place.name);
            assert!(draws > 10 && draws <= MOST_DRAWS, "{name} {}: {stats:?}", place.name);
            assert!(triangles > 5_000 && triangles <= MOST_TRIANGLES, "{name} {}: {stats:?}", place.name);
            let shown = |eyes: &[Eye]| {
                scene.instances.iter().filter(|i| eyes.iter().any(|eye| shows(eye, i, &set))).count() as u32
            };
            let kept = scene.instances.len() as u32 - culled;
            assert!(shown(&eyes) <= kept, "{name} {}: culled what an eye sees: {stats:?}", place.name);
        }
    }
}

#[test]
fn what_one_eye_alone_sees_is_drawn_for_both() {
    let set = Set::load(&set::root(), "gowning").expect("the suite");
    let gpu = match Gpu::software() {
        Ok(gpu) => gpu,
        Err(why) => return eprintln!("skipped: {why}"),
    };
    let mut encoder = Encoder::new(gpu, &set);
    let mesh = set.assets.mesh(render::shapes::BOX).expect("a box");
    // Centred: the box reaches one unit from its middle at most.
    let block = |x: f32| Instance {
        mesh,
        room_from_mesh: Affine3A::from_scale_rotation_translation(
            Vec3::splat(0.002),
            Quat::IDENTITY,
            Vec3::new(x, 0.0, -0.5),
        ),
        tint: [1.0; 4],
    };
    let eye = |x: f32| Eye { room_from_eye: Affine3A::from_translation(Vec3::X * x), tangents: [0.5; 4] };
    let eyes = [eye(-BETWEEN_EYES_M / 2.0), eye(BETWEEN_EYES_M / 2.0)];
    // At 0.5 m each eye sees 0.25 m to either side of itself.
    for (x, seen_by) in [(-0.26, [true, false]), (0.26, [false, true]), (0.0, [true, true]), (0.3, [false, false])] {
        let scene = Scene { instances: vec![block(x)], ..Scene::default() };
        let kept = |eyes: &[Eye]| encoder.stats(&scene, eyes).instances == 1;
        assert_eq!([&eyes[..1], &eyes[1..]].map(kept), seen_by, "{x}");
        assert_eq!(encoder.stats(&scene, &eyes).instances == 1, seen_by != [false; 2], "{x}");
    }
}

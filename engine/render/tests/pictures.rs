//! Pictures against the ones in `goldens/`, by what an eye would notice (FLIP). They are drawn by the software driver
//! alone, because every driver rounds in its own way. `UPDATE_GOLDENS=1` writes them anew: look at them before they are
//! committed. A picture that differs stays under `target/pictures/`.

mod common;
mod golden;

use glam::{Affine3A, Mat4, Quat, Vec3};
use golden::compare;
use render::{Gpu, Offscreen};
use scene::{Film, HandSkin};

const SIZE: [u32; 2] = [960, 540];
const ASPECT: f32 = 960.0 / 540.0;

#[test]
fn one_of_everything() {
    let gpu = match Gpu::software() {
        Ok(gpu) => gpu,
        Err(why) => return eprintln!("skipped: goldens are drawn by the software Vulkan driver: {why}"),
    };
    let assets = common::load(&[]);
    let mut scene = common::room(&assets);
    let mut offscreen = Offscreen::new(gpu, &assets, SIZE);
    let (picture, stats) =
        offscreen.picture(&scene, &common::eye([0.0, 1.6, 1.6], [0.0, 1.2, -1.0], ASPECT)).expect("a picture");
    compare("room", &picture);
    // Boxes, ball, tube, two hands, cloth, panels, captions.
    assert_eq!(stats.draws, 8);
    assert!(stats.triangles > 10_000 && stats.instances == 8, "{stats:?}");

    scene.captions.clear();
    let (picture, _) =
        offscreen.picture(&scene, &common::eye([0.0, 1.45, 0.12], [0.0, 1.24, -0.2], ASPECT)).expect("a picture");
    compare("hands", &picture);
    let (picture, _) =
        offscreen.picture(&scene, &common::eye([0.75, 1.5, -1.2], [0.75, 1.5, -1.95], ASPECT)).expect("a picture");
    compare("text", &picture);
}

#[test]
fn the_gowning_suite() {
    let gpu = match Gpu::software() {
        Ok(gpu) => gpu,
        Err(why) => return eprintln!("skipped: goldens are drawn by the software Vulkan driver: {why}"),
    };
    let assets = common::load(&["gowning/suite.glb", "gowning/things.glb"]);
    let scene = common::suite(&assets);
    let mut offscreen = Offscreen::new(gpu, &assets, SIZE);
    let views = [
        ("suite_lobby", [0.0, 1.65, -0.3], [0.0, 1.2, -3.0]),
        ("suite_wash", [0.9, 1.65, -4.2], [-1.2, 0.9, -5.6]),
        ("suite_stage2", [0.6, 1.65, -6.9], [-0.4, 0.9, -9.5]),
        ("suite_stage3", [0.0, 1.65, -10.4], [0.3, 0.9, -13.8]),
    ];
    for (name, from, to) in views {
        let (picture, stats) = offscreen.picture(&scene, &common::eye(from, to, ASPECT)).expect("a picture");
        compare(name, &picture);
        assert!(stats.draws <= 100 && stats.triangles <= 300_000, "{name}: {stats:?}");
        assert!(stats.culled > 0, "{name}: something is always behind: {stats:?}");
        eprintln!("{name}: {stats:?}");
    }
}

/// A pair of hands in a size: the same joints, as far apart as that.
fn pair(size: f32, at: Vec3, colour: [f32; 4], wet: f32) -> impl Iterator<Item = HandSkin> {
    [(0, -0.11), (1, 0.11)].into_iter().map(move |(side, x)| {
        let room_from_joint = common::hand_joints(side, Vec3::ZERO).map(|joint| {
            let (_, turn, place) = joint.to_scale_rotation_translation();
            Mat4::from_rotation_translation(turn, place * size + at + Vec3::X * x * size)
        });
        HandSkin { side, room_from_joint, colour, opacity: 1.0, wet }
    })
}

/// Small, usual and large hands, and three tones of skin (4, 6 and 8 of the Monk Skin Tone Scale).
#[test]
fn hands_of_three_people() {
    let gpu = match Gpu::software() {
        Ok(gpu) => gpu,
        Err(why) => return eprintln!("skipped: goldens are drawn by the software Vulkan driver: {why}"),
    };
    let assets = common::load(&["gowning/suite.glb"]);
    let mut scene = common::suite(&assets);
    let tones = [[0.823, 0.701, 0.491, 1.0], [0.352, 0.209, 0.093, 1.0], [0.117, 0.053, 0.034, 1.0]];
    for ((size, x), colour) in [(0.8, -0.42), (1.0, -0.02), (1.15, 0.45)].into_iter().zip(tones) {
        scene.hands.extend(pair(size, Vec3::new(x, 1.15, -9.6), colour, 0.0));
    }
    let mut offscreen = Offscreen::new(gpu, &assets, SIZE);
    let (picture, _) =
        offscreen.picture(&scene, &common::eye([0.0, 1.55, -9.1], [0.0, 1.12, -9.8], ASPECT)).expect("a picture");
    compare("people", &picture);
}

/// Hands just wetted, half dry and dry, and films on faces of a block, in a room with baked light.
#[test]
fn what_is_wet() {
    let gpu = match Gpu::software() {
        Ok(gpu) => gpu,
        Err(why) => return eprintln!("skipped: goldens are drawn by the software Vulkan driver: {why}"),
    };
    let assets = common::load(&["gowning/suite.glb"]);
    let mut scene = common::suite(&assets);
    for (wet, x) in [(1.0, -0.42), (0.45, 0.0), (0.0, 0.42)] {
        scene.hands.extend(pair(1.0, Vec3::new(x, 1.2, -9.6), [0.352, 0.209, 0.093, 1.0], wet));
        let middle = Vec3::new(x, 1.0, -9.75);
        let size = Vec3::new(0.3, 0.06, 0.2);
        scene.instances.push(scene::Instance {
            mesh: assets.mesh(render::shapes::BOX).expect("a box"),
            room_from_mesh: Affine3A::from_scale_rotation_translation(size, Quat::IDENTITY, middle),
            tint: [0.3, 0.42, 0.55, 1.0],
        });
        if wet > 0.0 {
            let (half, top) = (Vec3::new(0.145, 1.0, 0.095), middle + Vec3::Y * 0.03);
            let room_from_film = Affine3A::from_scale_rotation_translation(half, Quat::IDENTITY, top);
            scene.films.push(Film { room_from_film, wet });
        }
    }
    let mut offscreen = Offscreen::new(gpu, &assets, SIZE);
    let (picture, stats) =
        offscreen.picture(&scene, &common::eye([0.0, 1.6, -9.2], [0.0, 1.08, -9.75], ASPECT)).expect("a picture");
    scene.films.clear();
    let (_, without) =
        offscreen.picture(&scene, &common::eye([0.0, 1.6, -9.2], [0.0, 1.08, -9.75], ASPECT)).expect("a picture");
    assert_eq!(stats.draws, without.draws + 1, "all films are one draw");
    compare("wet", &picture);
}

/// A software device that has just one of the ways to sample compressed textures, or none; none at all where it lacks it.
fn software(blocks: wgpu::Features) -> Option<Gpu> {
    let Gpu { adapter, name, software, .. } = Gpu::software().ok()?;
    let descriptor = wgpu::DeviceDescriptor {
        required_features: wgpu::Features::DEPTH32FLOAT_STENCIL8 & adapter.features() | blocks,
        required_limits: wgpu::Limits::downlevel_defaults().using_resolution(adapter.limits()),
        ..Default::default()
    };
    let (device, queue) = pollster::block_on(adapter.request_device(&descriptor)).ok()?;
    Some(Gpu { device, queue, adapter, name, software })
}

#[test]
fn cloth_looks_the_same_whatever_textures_a_device_has() {
    let assets = common::load(&[]);
    let mut scene = common::room(&assets);
    scene.captions.clear();
    let eye = common::eye([-1.2, 1.5, -0.85], [-1.1, 1.45, -1.2], ASPECT);
    let (bc, astc) = (wgpu::Features::TEXTURE_COMPRESSION_BC, wgpu::Features::TEXTURE_COMPRESSION_ASTC);
    for blocks in [bc, wgpu::Features::empty(), astc] {
        let Some(gpu) = software(blocks) else {
            eprintln!("skipped: no software driver with {blocks:?}");
            continue;
        };
        let (picture, _) = Offscreen::new(gpu, &assets, SIZE).picture(&scene, &eye).expect("a picture");
        compare("cloth", &picture);
    }
}

//! What a mirror shows lies where geometry says, and what is behind it is not seen.

mod common;

use glam::{Affine3A, Quat, Vec2, Vec3};
use render::{Gpu, Image, Offscreen, shapes};
use scene::{Eye, Instance, Pane, Scene};

const SIZE: [u32; 2] = [480, 360];
const RED: [f32; 4] = [0.9, 0.02, 0.02, 1.0];
const GREEN: [f32; 4] = [0.02, 0.9, 0.02, 1.0];
const BLUE: [f32; 4] = [0.02, 0.02, 0.9, 1.0];

/// A room with a mirror on the wall at z −2.
fn stand() -> Scene {
    let mirrors = vec![Pane { middle: Vec3::new(0.0, 1.3, -2.0), right: Vec3::X * 0.7, up: Vec3::Y * 0.7 }];
    Scene { mirrors, ..Scene::default() }
}

fn block(assets: &render::Assets, at: Vec3, size: f32, tint: [f32; 4]) -> Instance {
    let mesh = assets.mesh(shapes::BOX).expect("a shape");
    let room_from_mesh = Affine3A::from_scale_rotation_translation(Vec3::splat(size), Quat::IDENTITY, at);
    Instance { mesh, room_from_mesh, tint }
}

/// The middle of the pixels in which one of three colours is by far the strongest, and how many there are.
fn found(image: &Image, which: usize) -> (Vec2, u32) {
    let (mut sum, mut count) = (Vec2::ZERO, 0);
    for (i, pixel) in (0..).zip(image.rgba.chunks_exact(4)) {
        let others = pixel[(which + 1) % 3].max(pixel[(which + 2) % 3]);
        if u32::from(pixel[which]) > 40 + 2 * u32::from(others) {
            sum += Vec2::new((i % image.width) as f32 + 0.5, (i / image.width) as f32 + 0.5);
            count += 1;
        }
    }
    (sum / count.max(1) as f32, count)
}

/// Where an eye sees a point, pixels.
fn pixel(eye: &Eye, at: Vec3) -> Vec2 {
    let p = eye.room_from_eye.inverse().transform_point3(at);
    let [left, right, up, down] = eye.tangents;
    Vec2::new((p.x / -p.z + left) / (left + right), (up - p.y / -p.z) / (up + down))
        * Vec2::new(SIZE[0] as f32, SIZE[1] as f32)
}

#[test]
fn a_box_is_seen_where_its_reflection_would_lie() {
    let gpu = match Gpu::headless() {
        Ok(gpu) => gpu,
        Err(why) => return eprintln!("skipped: {why}"),
    };
    let assets = common::load(&[]);
    let mut scene = stand();
    // Red before the mirror, on the left and behind the eye; green behind the mirror; blue is a head around the eye.
    let red = Vec3::new(-0.6, 1.5, 0.9);
    let from = [0.3, 1.2, 0.4];
    scene.instances.push(block(&assets, red, 0.2, RED));
    scene.instances.push(block(&assets, Vec3::new(0.2, 1.1, -2.6), 0.2, GREEN));
    scene.only_in_mirrors.push(block(&assets, from.into(), 0.2, BLUE));
    let eye = common::eye(from, [0.1, 1.3, -2.0], SIZE[0] as f32 / SIZE[1] as f32);
    let mut offscreen = Offscreen::new(gpu, &assets, SIZE);
    let (picture, stats) = offscreen.picture(&scene, &eye).expect("a picture");
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../pictures");
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    picture.write_png(&folder.join("mirror.png")).expect("the picture is written");
    let reflected = |p: Vec3| Vec3::new(p.x, p.y, -4.0 - p.z);
    for (which, at) in [(0, red), (2, from.into())] {
        // The face that looks to the mirror.
        let expected = pixel(&eye, reflected(at - Vec3::Z * 0.1));
        let (middle, count) = found(&picture, which);
        assert!(count > 100 && middle.distance(expected) < 3.0, "{which}: {count} at {middle}, not {expected}");
    }
    assert_eq!(found(&picture, 1).1, 0, "the mirror hides what is behind it");
    // The green box; three times the mirror; in it red and blue.
    assert_eq!((stats.draws, stats.instances), (1 + 3 + 1, 1 + 2), "{stats:?}");

    // Without it the green box is seen, and nobody's head.
    scene.mirrors.clear();
    let (picture, stats) = offscreen.picture(&scene, &eye).expect("a picture");
    assert!(found(&picture, 1).1 > 150 && found(&picture, 0).1 == 0 && found(&picture, 2).1 == 0);
    assert_eq!(stats.draws, 1, "nothing is spent on mirrors");
}

#[test]
fn what_stands_before_a_mirror_hides_it() {
    let gpu = match Gpu::headless() {
        Ok(gpu) => gpu,
        Err(why) => return eprintln!("skipped: {why}"),
    };
    let assets = common::load(&[]);
    let mut scene = stand();
    let from = [0.0, 1.3, 0.5];
    let eye = common::eye(from, [0.0, 1.3, -2.0], SIZE[0] as f32 / SIZE[1] as f32);
    // A red wall behind the eye fills the mirror; a green box half way before it, and a caption-like page over a corner.
    scene.instances.push(block(&assets, Vec3::new(0.0, 1.3, 3.5), 5.0, RED));
    scene.instances.push(block(&assets, Vec3::new(0.0, 1.3, -1.0), 0.3, GREEN));
    scene.panels.push(scene::Panel {
        position: Vec3::new(0.5, 1.8, -1.9),
        size: [0.2, 0.2],
        background: BLUE,
        ..scene::Panel::default()
    });
    let mut offscreen = Offscreen::new(gpu, &assets, SIZE);
    let (picture, _) = offscreen.picture(&scene, &eye).expect("a picture");
    let at = |p: Vec3| {
        let p = pixel(&eye, p);
        let first = 4 * (p.y as usize * SIZE[0] as usize + p.x as usize);
        let rgb = &picture.rgba[first..first + 3];
        (0..3).max_by_key(|&k| rgb[k]).expect("three colours")
    };
    assert_eq!(at(Vec3::new(0.0, 1.3, -0.85)), 1, "the box itself");
    assert_eq!(at(Vec3::new(0.3, 1.3, -2.0)), 0, "the wall in the mirror");
    assert_eq!(at(Vec3::new(0.5, 1.8, -1.9)), 2, "the page before the mirror");
    // The page's reflection, a little farther in: it is behind the page for the most part and seen beside it.
    let (middle, count) = found(&picture, 2);
    let page = pixel(&eye, Vec3::new(0.5, 1.8, -1.9));
    assert!(count > 400 && middle.x < page.x, "{count} at {middle}; the page is at {page}");
}

//! Both eyes see what they must: pixels of the image's layers against the projection of what was drawn.

use crate::feeder::{Feeder, Person};
use crate::headset;
use crate::one_of_everything;
use crate::service::{Display, out, runtime};
use glam::{Affine3A, EulerRot, Quat, Vec2, Vec3};
use render::{Assets, Image, Renderer, View, shapes};
use scene::{Eye, Instance, Pane, Panel, Scene};
use tape::Pose;
use xr::{Headset, Moment, Passes, Runtime, pacing};

/// Colours that no edge between two of them looks like.
const COLOURS: [[f32; 3]; 4] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 1.0]];

/// Squares of 12 cm around the line of sight.
fn squares() -> Scene {
    let at = [(-0.5, 1.3, -1.2), (0.4, 1.9, -1.6), (0.45, 1.25, -1.4), (-0.25, 1.85, -2.0)];
    let panels = at.into_iter().zip(COLOURS).map(|((x, y, z), [r, g, b])| Panel {
        position: Vec3::new(x, y, z),
        size: [0.12; 2],
        background: [r, g, b, 1.0],
        ..Panel::default()
    });
    Scene { panels: panels.collect(), ..Scene::default() }
}

/// Runs the session until `picture` has drawn its picture into an image and given it back.
pub fn once<T>(headset: &mut Headset, picture: impl FnMut(&mut Headset, Moment) -> Option<T>) -> T {
    once_at(headset, 1.0, picture)
}

/// The same at a share of the width and height.
pub fn once_at<T>(headset: &mut Headset, scale: f32, mut picture: impl FnMut(&mut Headset, Moment) -> Option<T>) -> T {
    for _ in 0..400 {
        assert_eq!(headset.listen().expect("the runtime lives"), None);
        let Some(mut moment) = headset.wait().expect("the runtime lives") else { continue };
        (moment.scale, moment.part) = (scale, pacing::part(headset.found().size, scale));
        let drawn = if moment.shown { picture(headset, moment) } else { None };
        headset.end(moment, drawn.is_some()).expect("the runtime takes the picture");
        if let Some(drawn) = drawn {
            return drawn;
        }
    }
    panic!("no picture was asked for");
}

/// Draws a scene for both eyes and reads the part of both layers that was drawn.
fn draw(
    headset: &mut Headset,
    moment: Moment,
    scene: &Scene,
    assets: &Assets,
    passes: Passes,
) -> Option<([Eye; 2], [Image; 2])> {
    let eyes = headset.locate(moment).expect("the runtime lives")?;
    let (device, queue, format) = (&headset.device().device.clone(), &headset.device().queue.clone(), headset.format());
    let image = headset.acquire().expect("an image");
    let image = headset.image(image);
    let size = image.texture.size();
    let mut encoder = device.create_command_encoder(&Default::default());
    match passes {
        Passes::One => {
            let renderer = Renderer::both_eyes(device, queue, format, 4, assets);
            let (mut frame, mut canvas) = (renderer.frame(), renderer.canvas([size.width, size.height]));
            canvas.draw_part(moment.part);
            renderer.draw_both(&mut frame, &canvas, &mut encoder, scene, &eyes, &image.both);
        }
        Passes::Two(_) => {
            let renderer = Renderer::new(device, queue, format, 4, assets);
            let (mut frame, mut canvas) = (renderer.frame(), renderer.canvas([size.width, size.height]));
            canvas.draw_part(moment.part);
            let views = [0, 1].map(|i| View { eye: eyes[i], target: &image.each[i] });
            renderer.draw(&mut frame, &canvas, &mut encoder, scene, &views);
        }
    }
    queue.submit([encoder.finish()]);
    Some((eyes, read(device, queue, &image.texture).map(|image| cut(&image, moment.part))))
}

/// A wall that fills both eyes, behind what their lenses hide.
fn draw_masked(headset: &mut Headset, moment: Moment, assets: &Assets, mask: &[Vec<Vec2>; 2]) -> Option<[Image; 2]> {
    let eyes = headset.locate(moment).expect("the runtime lives")?;
    let (device, queue) = (headset.device().device.clone(), headset.device().queue.clone());
    let renderer = Renderer::both_eyes(&device, &queue, headset.format(), 1, assets);
    let image = headset.acquire().expect("an image");
    let image = headset.image(image);
    let size = image.texture.size();
    let (mut frame, mut canvas) = (renderer.frame(), renderer.canvas([size.width, size.height]));
    canvas.draw_part(moment.part);
    frame.hide(mask.clone());
    let wall = Panel {
        position: Vec3::new(0.0, 1.6, -2.0),
        size: [40.0; 2],
        background: [0.0, 1.0, 0.0, 1.0],
        ..Panel::default()
    };
    let scene = Scene { panels: vec![wall], ..Scene::default() };
    let mut encoder = device.create_command_encoder(&Default::default());
    renderer.draw_both(&mut frame, &canvas, &mut encoder, &scene, &eyes, &image.both);
    queue.submit([encoder.finish()]);
    Some(read(&device, &queue, &image.texture).map(|image| cut(&image, moment.part)))
}

/// The part of a layer that was drawn; the rest of it is background.
fn cut(image: &Image, [width, height]: [u32; 2]) -> Image {
    let pixel = |x: u32, y: u32| &image.rgba[4 * (y * image.width + x) as usize..][..4];
    let background = pixel(image.width - 1, image.height - 1);
    let is_outside = |x: u32, y: u32| x >= width || y >= height;
    let outside =
        (0..image.height).flat_map(|y| (0..image.width).map(move |x| (x, y))).filter(|(x, y)| is_outside(*x, *y));
    assert!(
        outside.into_iter().all(|(x, y)| pixel(x, y) == background),
        "something is drawn outside {width} × {height}"
    );
    let rgba = (0..height).flat_map(|y| &image.rgba[4 * (y * image.width) as usize..][..4 * width as usize]);
    Image { width, height, rgba: rgba.copied().collect() }
}

/// Both layers, which are left as the runtime wants them back.
pub fn read(device: &wgpu::Device, queue: &wgpu::Queue, texture: &wgpu::Texture) -> [Image; 2] {
    [0, 1].map(|layer| read_layer(device, queue, texture, layer))
}

/// One layer of an image, which is left as the runtime wants it back.
pub fn read_layer(device: &wgpu::Device, queue: &wgpu::Queue, texture: &wgpu::Texture, layer: u32) -> Image {
    let size = wgpu::Extent3d { depth_or_array_layers: 1, ..texture.size() };
    let row = (size.width * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
    let buffer = device.create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size: u64::from(row * size.height),
        usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    });
    let mut encoder = device.create_command_encoder(&Default::default());
    let layout = wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(row), rows_per_image: None };
    let origin = wgpu::Origin3d { z: layer, ..wgpu::Origin3d::ZERO };
    encoder.copy_texture_to_buffer(
        wgpu::TexelCopyTextureInfo { origin, ..texture.as_image_copy() },
        wgpu::TexelCopyBufferInfo { buffer: &buffer, layout },
        size,
    );
    let back = wgpu::TextureTransition { texture, selector: None, state: wgpu::TextureUses::COLOR_TARGET };
    encoder.transition_resources(std::iter::empty::<wgpu::BufferTransition<&wgpu::Buffer>>(), std::iter::once(back));
    queue.submit([encoder.finish()]);
    buffer.slice(..).map_async(wgpu::MapMode::Read, |_| ());
    device.poll(wgpu::PollType::wait_indefinitely()).expect("the picture is drawn");
    let bytes = buffer.slice(..).get_mapped_range().expect("the picture is mapped").to_vec();
    let mut rgba: Vec<u8> =
        bytes.chunks_exact(row as usize).flat_map(|row| &row[..size.width as usize * 4]).copied().collect();
    if matches!(texture.format(), wgpu::TextureFormat::Bgra8UnormSrgb) {
        rgba.chunks_exact_mut(4).for_each(|pixel| pixel.swap(0, 2));
    }
    Image { width: size.width, height: size.height, rgba }
}

/// Where a square's middle lies in the picture, pixels: the middle of its four projected corners' polygon.
fn expected(eye: &Eye, panel: &Panel, image: &Image) -> Vec2 {
    let [left, right, up, down] = eye.tangents;
    let corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)].map(|(x, y)| {
        let at = eye.room_from_eye.inverse().transform_point3(panel.position + 0.12 * Vec3::new(x, y, 0.0));
        let across = (at.x / -at.z + left) / (left + right) * image.width as f32;
        Vec2::new(across, (up - at.y / -at.z) / (up + down) * image.height as f32)
    });
    let (mut area, mut middle) = (0.0, Vec2::ZERO);
    for i in 0..4 {
        let (a, b) = (corners[i], corners[(i + 1) % 4]);
        let part = a.perp_dot(b);
        (area, middle) = (area + part, middle + part * (a + b) / 3.0);
    }
    middle / area
}

/// The middle of the pixels of a colour, and how many there are.
pub fn found(image: &Image, colour: [f32; 3]) -> (Vec2, u32) {
    let (mut sum, mut count) = (Vec2::ZERO, 0);
    for (i, pixel) in (0..).zip(image.rgba.chunks_exact(4)) {
        if (0..3).all(|k| (f32::from(pixel[k]) / 255.0 - colour[k]).abs() < 0.35) {
            sum += Vec2::new((i % image.width) as f32 + 0.5, (i / image.width) as f32 + 0.5);
            count += 1;
        }
    }
    (sum / count.max(1) as f32, count)
}

#[test]
fn both_eyes_see_what_they_must() {
    let Some(_runtime) = runtime(Display::None) else { return };
    let mut feeder = Feeder::connect();
    let rotation = Quat::from_euler(EulerRot::YXZ, 0.12, -0.06, 0.05);
    let person = Person { head: Pose { position: Vec3::new(0.1, 1.6, 0.2), rotation }, ..Person::default() };
    feeder.send(&person);
    let mut headset = headset();
    eprintln!("{:#?}", headset.found());
    assert_eq!(headset.found().passes, Passes::One, "this root's driver draws multiview right");
    let (scene, assets) = (squares(), one_of_everything::load(&[]));
    let mut pictures = Vec::new();
    let ways = [Passes::One, Passes::Two("as a test")];
    let cases =
        [("one", ways[0], 1.0), ("two", ways[1], 1.0), ("one-small", ways[0], 0.7), ("two-small", ways[1], 0.7)];
    for (name, passes, scale) in cases {
        let (eyes, images) =
            once_at(&mut headset, scale, |headset, moment| draw(headset, moment, &scene, &assets, passes));
        assert_eq!([images[0].width, images[0].height], pacing::part(headset.found().size, scale));
        for (side, (eye, image)) in eyes.iter().zip(&images).enumerate() {
            image.write_png(&out(&format!("squares-{name}-{side}.png"))).expect("a picture");
            let (angles, offset) = person.eyes[side];
            let at = person.head.then(Pose { position: offset, rotation: Quat::IDENTITY }).position;
            assert!(at.distance(eye.room_from_eye.translation.into()) < 1e-4, "the eye is where it was sent");
            let angle = |i: usize| eye.tangents[i].atan() - angles[i].abs();
            assert!((0..4).all(|i| angle(i).abs() < 1e-4), "the eye sees as wide as it was sent");
            for (panel, colour) in scene.panels.iter().zip(COLOURS) {
                let (wanted, (middle, count)) = (expected(eye, panel, image), found(image, colour));
                assert!(count > 30 || scale < 1.0 && count > 15, "{name}, eye {side}: {colour:?} has {count} pixels");
                let off = middle.distance(wanted);
                // The middle of fewer pixels is less sure.
                assert!(off < 0.35 / scale, "{name}, eye {side}: {colour:?} is {off} px off: {middle} for {wanted}");
            }
        }
        pictures.push(images);
    }
    let parallax = found(&pictures[0][0], COLOURS[0]).0.x - found(&pictures[0][1], COLOURS[0]).0.x;
    assert!(parallax.abs() > 2.0, "the eyes see the same: {parallax}");
}

#[test]
fn nothing_is_drawn_where_a_lens_shows_nothing() {
    let Some(_runtime) = runtime(Display::None) else { return };
    let mut feeder = Feeder::connect();
    let person = Person::default();
    feeder.send(&person);
    let mut headset = headset();
    let offered = headset.mask().expect("this runtime has masks");
    eprintln!("masks of {} and {} corners", offered[0].len(), offered[1].len());
    assert!(offered.iter().all(|mask| mask.len() % 3 == 0));
    assert_eq!(headset.mask(), None, "said once");
    // The left eye's left quarter and the right eye's upper half.
    let rectangle = |min: Vec2, max: Vec2| {
        let [a, b, c, d] = [min, Vec2::new(max.x, min.y), max, Vec2::new(min.x, max.y)];
        vec![a, b, c, a, c, d]
    };
    let [[l, r, u, d], [l2, r2, u2, d2]] = person.eyes.map(|(angles, _)| angles.map(|angle| angle.tan()));
    let mask = [
        rectangle(Vec2::new(l, d), Vec2::new(l + (r - l) / 4.0, u)),
        rectangle(Vec2::new(l2, d2 + (u2 - d2) / 2.0), Vec2::new(r2, u2)),
    ];
    let assets = one_of_everything::load(&[]);
    let hidden = [|x: f32, _: f32| x < 0.25, |_: f32, y: f32| y < 0.5];
    let [whole, small] = [1.0, 0.7]
        .map(|scale| once_at(&mut headset, scale, |headset, moment| draw_masked(headset, moment, &assets, &mask)));
    for (side, image) in whole.iter().enumerate().chain(small.iter().enumerate()) {
        let wrong = (0..).zip(image.rgba.chunks_exact(4)).filter(|(i, pixel)| {
            let at = [(i % image.width) as f32 + 0.5, (i / image.width) as f32 + 0.5];
            let is_hidden = hidden[side](at[0] / image.width as f32, at[1] / image.height as f32);
            (pixel[1] == 255) == is_hidden
        });
        assert_eq!(wrong.count(), 0, "eye {side}");
    }
}

/// Edges may fall on the other side of a sample where a driver computes a corner in another order; no more than this
/// share of the pixels may do so, and all others are the same.
const EDGES: f32 = 0.005;

#[test]
fn one_pass_draws_what_two_draw() {
    let Some(_runtime) = runtime(Display::None) else { return };
    let mut feeder = Feeder::connect();
    let head = Pose { position: Vec3::new(0.2, 1.6, 1.5), rotation: Quat::from_rotation_x(-0.2) };
    feeder.send(&Person { head, ..Person::default() });
    let mut headset = headset();
    let assets = one_of_everything::load(&[]);
    let mut scene = one_of_everything::room(&assets);
    // On the far wall, with one's own head in it; half of it lies behind the bench and the cloth.
    scene.mirrors.push(Pane { middle: Vec3::new(-0.2, 1.2, -1.99), right: Vec3::X * 0.8, up: Vec3::Y * 0.9 });
    scene.only_in_mirrors.push(Instance {
        mesh: assets.mesh(shapes::SPHERE).expect("a shape"),
        room_from_mesh: Affine3A::from_scale_rotation_translation(Vec3::splat(0.2), Quat::IDENTITY, head.position),
        tint: [0.0, 0.0, 1.0, 1.0],
    });
    let [one, two] = [Passes::One, Passes::Two("as a test")]
        .map(|passes| once(&mut headset, |headset, moment| draw(headset, moment, &scene, &assets, passes)));
    assert_eq!(one.0, two.0, "the head stands still");
    for (side, (one, two)) in one.1.iter().zip(&two.1).enumerate() {
        one.write_png(&out(&format!("room-one-{side}.png"))).expect("a picture");
        two.write_png(&out(&format!("room-two-{side}.png"))).expect("a picture");
        let apart = one.rgba.chunks_exact(4).zip(two.rgba.chunks_exact(4));
        let apart = apart.filter(|(a, b)| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > 1)).count();
        let share = apart as f32 / (one.width * one.height) as f32;
        eprintln!("eye {side}: {share} of the pixels differ");
        assert!(share < EDGES, "eye {side}: {share} of the pixels differ");
    }
    let at = |side: usize| {
        let (middle, count) = found(&one.1[side], COLOURS[2]);
        assert!(count > 20, "eye {side}: a head of {count} pixels in the mirror");
        middle
    };
    assert!(at(0).x > at(1).x + 0.5, "each eye sees itself in the mirror: {} {}", at(0), at(1));
    let [left, right] = &one.1;
    assert_ne!(left.rgba, right.rgba, "each eye sees the room from its own place");
}

/// The loop is told what the display does, and takes the tick's own rate where it is offered.
#[test]
fn ninety_pictures_a_second_are_promised_evenly() {
    let Some(_runtime) = runtime(Display::Screen) else { return };
    let mut feeder = Feeder::connect();
    feeder.send(&Person::default());
    let mut headset = headset();
    let found = headset.found();
    assert_eq!((found.file.as_str(), found.rate_hz), ("Monado (test runtime)", Some(90.0)));
    let mut shown = Vec::new();
    while shown.len() < 60 {
        assert_eq!(headset.listen().expect("the runtime lives"), None);
        let Some(moment) = headset.wait().expect("the runtime lives") else { continue };
        headset.end(moment, false).expect("the runtime lives");
        shown.push(moment);
    }
    // The first is promised before the runtime knows its display.
    shown.drain(..20);
    for pair in shown.windows(2) {
        let period_ms = pair[1].period_ns as f64 / 1e6;
        assert!((period_ms - 1000.0 / 90.0).abs() < 0.01, "{period_ms} ms");
        // A machine that is slow leaves pictures out, and moves none.
        let periods = (pair[1].display_ns - pair[0].display_ns) as f64 / pair[1].period_ns as f64;
        assert!(periods > 0.5 && (periods - periods.round()).abs() < 0.2, "{periods} periods apart");
    }
}

/// What the headset's file says is needed is looked for, and what is missing is said in a sentence.
#[test]
fn a_runtime_that_lacks_what_is_needed_is_refused() {
    let Some(_runtime) = runtime(Display::None) else { return };
    let mut feeder = Feeder::connect();
    feeder.send(&Person::default());
    let runtime = Runtime::find().expect("a runtime");
    let mut file = crate::file(&runtime);
    file.extensions.needed.push("XR_FB_foveation".to_owned().try_into().expect("a name"));
    let refused = Headset::open(runtime, &file).err().expect("it is not there").to_string();
    assert!(refused.contains("lacks XR_FB_foveation, which Monado (test runtime) needs"), "{refused}");
}

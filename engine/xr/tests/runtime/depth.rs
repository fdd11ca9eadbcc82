//! The runtime is told how far away things are, and what is seen stays the same.

use crate::eyes::{once_at, read};
use crate::feeder::{Feeder, Person};
use crate::headset;
use crate::one_of_everything;
use crate::service::{Display, runtime};
use glam::{EulerRot, Quat, Vec3};
use render::{Canvas, Image, NEAR_M, Renderer};
use scene::{Cloth, Eye, Scene};
use tape::Pose;
use xr::{Headset, Moment};

/// Middles of squares of 30 cm that stand upright, each at another distance.
const SQUARES: [Vec3; 3] = [Vec3::new(-0.4, 1.4, -0.8), Vec3::new(0.3, 1.9, -2.0), Vec3::new(0.5, 1.2, -5.0)];

fn scene() -> Scene {
    let square = |middle: Vec3| Cloth {
        positions: [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
            .map(|(x, y)| middle + 0.15 * Vec3::new(x, y, 0.0))
            .to_vec(),
        triangles: vec![[0, 1, 2], [0, 2, 3]],
        colour_outside: [0.2, 0.6, 0.3, 1.0],
        colour_inside: [0.2, 0.6, 0.3, 1.0],
        ..Cloth::default()
    };
    Scene { cloths: SQUARES.map(square).to_vec(), ..Scene::default() }
}

/// What a picture was: the eyes, both layers' colours, and their depths where there are some.
type Picture = ([Eye; 2], [Image; 2], Option<[Vec<f32>; 2]>);

fn draw(headset: &mut Headset, moment: Moment, renderer: &Renderer, canvas: &mut Canvas) -> Option<Picture> {
    let eyes = headset.locate(moment).expect("the runtime lives")?;
    let (device, queue) = (headset.device().device.clone(), headset.device().queue.clone());
    let image = headset.acquire().expect("an image");
    let (image, depth) = (headset.image(image), headset.depth());
    canvas.draw_part(moment.part);
    let mut encoder = device.create_command_encoder(&Default::default());
    renderer.draw_both(&mut renderer.frame(), canvas, &mut encoder, &scene(), &eyes, &image.both);
    if let Some(depth) = depth {
        renderer.draw_depth(canvas, &mut encoder, &depth.both);
    }
    queue.submit([encoder.finish()]);
    let depths = depth.map(|depth| read_depth(&device, &queue, &depth.texture));
    Some((eyes, read(&device, &queue, &image.texture), depths))
}

/// Both layers, which are left as the runtime wants them back.
fn read_depth(device: &wgpu::Device, queue: &wgpu::Queue, texture: &wgpu::Texture) -> [Vec<f32>; 2] {
    let size = texture.size();
    let row = (size.width * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
    let buffer = device.create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size: u64::from(row * size.height * 2),
        usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    });
    let mut encoder = device.create_command_encoder(&Default::default());
    let layout = wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(row), rows_per_image: Some(size.height) };
    let from = wgpu::TexelCopyTextureInfo { aspect: wgpu::TextureAspect::DepthOnly, ..texture.as_image_copy() };
    encoder.copy_texture_to_buffer(from, wgpu::TexelCopyBufferInfo { buffer: &buffer, layout }, size);
    let back = wgpu::TextureTransition { texture, selector: None, state: wgpu::TextureUses::DEPTH_STENCIL_WRITE };
    encoder.transition_resources(std::iter::empty::<wgpu::BufferTransition<&wgpu::Buffer>>(), std::iter::once(back));
    queue.submit([encoder.finish()]);
    buffer.slice(..).map_async(wgpu::MapMode::Read, |_| ());
    device.poll(wgpu::PollType::wait_indefinitely()).expect("the depth is drawn");
    let bytes = buffer.slice(..).get_mapped_range().expect("the depth is mapped").to_vec();
    [0, 1].map(|layer| {
        let rows = bytes.chunks_exact(row as usize).skip((layer * size.height) as usize).take(size.height as usize);
        let pixels = rows.flat_map(|row| row[..size.width as usize * 4].chunks_exact(4));
        pixels.map(|pixel| f32::from_ne_bytes(pixel.try_into().expect("four bytes"))).collect()
    })
}

#[test]
fn the_runtime_is_told_how_far_away_things_are() {
    let Some(_runtime) = runtime(Display::None) else { return };
    let mut feeder = Feeder::connect();
    let rotation = Quat::from_euler(EulerRot::YXZ, 0.1, -0.05, 0.08);
    let head = Pose { position: Vec3::new(0.1, 1.6, 0.2), rotation };
    feeder.send(&Person { head, ..Person::default() });
    let mut headset = headset();
    let (assets, size) = (one_of_everything::load(&[]), headset.found().size);
    let renderer = Renderer::both_eyes(&headset.device().device, &headset.device().queue, headset.format(), 4, &assets);
    let mut canvas = renderer.canvas(size);
    let pictures = |headset: &mut Headset, canvas: &mut Canvas| {
        [1.0, 0.7].map(|scale| once_at(headset, scale, |headset, moment| draw(headset, moment, &renderer, canvas)))
    };
    let without = pictures(&mut headset, &mut canvas);
    assert!(headset.with_depth(NEAR_M).expect("the runtime lives"), "this runtime takes depth");
    let with = pictures(&mut headset, &mut renderer.canvas_with_depth(size));
    for (scale, (without, with)) in [1.0, 0.7].into_iter().zip(without.iter().zip(&with)) {
        assert!(without.2.is_none());
        let part = xr::pacing::part(size, scale);
        let depths = with.2.as_ref().expect("depth was drawn");
        for (side, eye) in with.0.iter().enumerate() {
            assert!(without.1[side].rgba == with.1[side].rgba, "scale {scale}, eye {side}: another picture");
            let [left, right, up, down] = eye.tangents;
            let at = |x: u32, y: u32| depths[side][(y * size[0] + x) as usize];
            for middle in SQUARES {
                let seen = eye.room_from_eye.inverse().transform_point3(middle);
                let x = (seen.x / -seen.z + left) / (left + right) * part[0] as f32;
                let y = (up - seen.y / -seen.z) / (up + down) * part[1] as f32;
                let distance_m = NEAR_M / at(x as u32, y as u32);
                // A pixel beside the middle of a square that is seen askew is a little nearer or farther.
                let off = (distance_m / -seen.z - 1.0).abs();
                assert!(off < 0.01, "scale {scale}, eye {side}: {distance_m} m for {} m", -seen.z);
            }
            let nearest = depths[side].iter().copied().fold(0.0, f32::max);
            assert!(nearest < NEAR_M / 0.7, "nothing is nearer than the nearest square");
            assert_eq!(at(0, part[1] - 1), 0.0, "nothing is there");
            assert_eq!(at(size[0] - 1, size[1] - 1), 0.0, "nothing is there or outside the part");
        }
    }
}

//! Does the driver draw both eyes in one pass, or does it only say so? There are some that put the right eye's picture
//! into the left one's layer. A known pattern is drawn once at the start, and both layers are read.

use crate::device::Device;
use crate::session::Passes;
use std::num::NonZeroU32;

const SIZE: u32 = 16;
const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8Unorm;
const BYTES_PER_ROW: u32 = wgpu::COPY_BYTES_PER_ROW_ALIGNMENT;
/// The left layer's left half and the right layer's right half are coloured, each in its own colour.
const SHADER: &str = "
@vertex fn vertex(@builtin(vertex_index) i: u32, @builtin(view_index) view: u32) -> @builtin(position) vec4<f32> {
    let corner = vec2<f32>(f32(i & 1u), f32(i >> 1u));
    return vec4<f32>(corner.x - f32(1u - view), corner.y * 2.0 - 1.0, 0.5, 1.0);
}
@fragment fn fragment(@builtin(view_index) view: u32) -> @location(0) vec4<f32> {
    return select(vec4<f32>(1.0, 0.0, 0.0, 1.0), vec4<f32>(0.0, 1.0, 0.0, 1.0), view == 1u);
}";

/// One pass, if the driver has it and draws it right.
pub(crate) fn passes(device: &Device) -> Passes {
    if !device.both_eyes {
        return Passes::Two("the driver has no multiview");
    }
    match draw(&device.device, &device.queue) {
        Some(pixels) if is_right(&pixels) => Passes::One,
        Some(_) => Passes::Two("the driver draws multiview wrong"),
        None => Passes::Two("the driver's multiview could not be read back"),
    }
}

/// `pixels` are two layers of rows of `BYTES_PER_ROW`.
fn is_right(pixels: &[u8]) -> bool {
    let at = |layer: u32, x: u32, y: u32| {
        let first = ((layer * SIZE + y) * BYTES_PER_ROW + x * 4) as usize;
        [pixels[first], pixels[first + 1], pixels[first + 2]]
    };
    let expected = |layer: u32, x: u32| match (layer, x < SIZE / 2) {
        (0, true) => [255, 0, 0],
        (1, false) => [0, 255, 0],
        _ => [0, 0, 0],
    };
    (0..2).all(|layer| (0..SIZE).all(|y| (0..SIZE).all(|x| at(layer, x, y) == expected(layer, x))))
}

fn draw(device: &wgpu::Device, queue: &wgpu::Queue) -> Option<Vec<u8>> {
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some("probe"),
        source: wgpu::ShaderSource::Wgsl(SHADER.into()),
    });
    let multiview_mask = NonZeroU32::new(0b11);
    let pipeline = device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some("probe"),
        layout: None,
        vertex: wgpu::VertexState {
            module: &module,
            entry_point: None,
            compilation_options: Default::default(),
            buffers: &[],
        },
        primitive: wgpu::PrimitiveState { topology: wgpu::PrimitiveTopology::TriangleStrip, ..Default::default() },
        depth_stencil: None,
        multisample: Default::default(),
        fragment: Some(wgpu::FragmentState {
            module: &module,
            entry_point: None,
            compilation_options: Default::default(),
            targets: &[Some(FORMAT.into())],
        }),
        multiview_mask,
        cache: None,
    });
    let size = wgpu::Extent3d { width: SIZE, height: SIZE, depth_or_array_layers: 2 };
    let texture = device.create_texture(&wgpu::TextureDescriptor {
        label: Some("probe"),
        size,
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: FORMAT,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
        view_formats: &[],
    });
    let view = texture.create_view(&wgpu::TextureViewDescriptor {
        dimension: Some(wgpu::TextureViewDimension::D2Array),
        ..Default::default()
    });
    let readback = device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("probe"),
        size: u64::from(BYTES_PER_ROW * SIZE * 2),
        usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    });
    let mut encoder = device.create_command_encoder(&Default::default());
    {
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("probe"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &view,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations { load: wgpu::LoadOp::Clear(wgpu::Color::BLACK), store: wgpu::StoreOp::Store },
            })],
            multiview_mask,
            ..Default::default()
        });
        pass.set_pipeline(&pipeline);
        pass.draw(0..4, 0..1);
    }
    let layout =
        wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(BYTES_PER_ROW), rows_per_image: Some(SIZE) };
    encoder.copy_texture_to_buffer(
        texture.as_image_copy(),
        wgpu::TexelCopyBufferInfo { buffer: &readback, layout },
        size,
    );
    queue.submit([encoder.finish()]);
    let slice = readback.slice(..);
    slice.map_async(wgpu::MapMode::Read, |_| ());
    device.poll(wgpu::PollType::wait_indefinitely()).ok()?;
    slice.get_mapped_range().ok().map(|bytes| bytes.to_vec())
}

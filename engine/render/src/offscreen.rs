//! Pictures without a window.

use crate::assets::Assets;
use crate::error::Error;
use crate::frame::Stats;
use crate::gpu::Gpu;
use crate::renderer::{Canvas, Frame, Renderer, View};
use scene::{Eye, Scene};
use std::path::Path;

const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8UnormSrgb;
const SAMPLES: u32 = 4;

/// RGBA, 8 bits, rows from the top.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

/// Draws pictures of one size into memory.
pub struct Offscreen {
    gpu: Gpu,
    renderer: Renderer,
    frame: Frame,
    canvas: Canvas,
    target: wgpu::Texture,
    target_view: wgpu::TextureView,
    readback: wgpu::Buffer,
    size: [u32; 2],
    bytes_per_row: u32,
}

impl Offscreen {
    /// `size` in pixels.
    pub fn new(gpu: Gpu, assets: &Assets, size: [u32; 2]) -> Offscreen {
        let device = &gpu.device;
        let renderer = Renderer::new(device, &gpu.queue, FORMAT, SAMPLES, assets);
        let most = device.limits().max_texture_dimension_2d;
        let size = size.map(|n| n.clamp(1, most));
        let bytes_per_row = (size[0] * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
        let target = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("picture"),
            size: wgpu::Extent3d { width: size[0], height: size[1], depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: FORMAT,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
            view_formats: &[],
        });
        let readback = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("picture"),
            size: u64::from(bytes_per_row) * u64::from(size[1]),
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        Offscreen {
            frame: renderer.frame(),
            canvas: renderer.canvas(size),
            target_view: target.create_view(&Default::default()),
            target,
            readback,
            size,
            bytes_per_row,
            renderer,
            gpu,
        }
    }

    /// Which driver draws.
    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    /// What `eye` sees, and what it cost.
    pub fn picture(&mut self, scene: &Scene, eye: &Eye) -> Result<(Image, Stats), Error> {
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        let views = [View { eye: *eye, target: &self.target_view }];
        let stats = self.renderer.draw(&mut self.frame, &self.canvas, &mut encoder, scene, &views);
        encoder.copy_texture_to_buffer(
            self.target.as_image_copy(),
            wgpu::TexelCopyBufferInfo {
                buffer: &self.readback,
                layout: wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(self.bytes_per_row),
                    rows_per_image: None,
                },
            },
            self.target.size(),
        );
        self.gpu.queue.submit([encoder.finish()]);
        Ok((self.read()?, stats))
    }

    /// Lets the air of a scene go on without a picture of it.
    pub fn let_air_pass(&mut self, scene: &Scene) {
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        self.renderer.carry_on(&mut self.frame, scene, &mut encoder);
        self.gpu.queue.submit([encoder.finish()]);
    }

    fn read(&self) -> Result<Image, Error> {
        let refused = |why: String| Error::Driver { name: self.gpu.name.clone(), why };
        let slice = self.readback.slice(..);
        let (sender, receiver) = std::sync::mpsc::channel();
        slice.map_async(wgpu::MapMode::Read, move |result| sender.send(result).expect("the picture waits for this"));
        self.gpu.device.poll(wgpu::PollType::wait_indefinitely()).map_err(|e| refused(e.to_string()))?;
        receiver.recv().map_err(|e| refused(e.to_string()))?.map_err(|e| refused(e.to_string()))?;
        let [width, height] = self.size;
        let mut rgba = Vec::with_capacity((width * height * 4) as usize);
        {
            let mapped = slice.get_mapped_range().map_err(|e| refused(e.to_string()))?;
            for row in mapped.chunks_exact(self.bytes_per_row as usize) {
                rgba.extend_from_slice(&row[..width as usize * 4]);
            }
        }
        self.readback.unmap();
        Ok(Image { width, height, rgba })
    }
}

impl Image {
    /// Writes the picture to a PNG file.
    pub fn write_png(&self, path: &Path) -> Result<(), Error> {
        self.encode(path).map_err(|why| match why {
            png::EncodingError::IoError(why) => Error::Picture { path: path.to_owned(), source: why },
            why => Error::Picture { path: path.to_owned(), source: std::io::Error::other(why) },
        })
    }

    fn encode(&self, path: &Path) -> Result<(), png::EncodingError> {
        let file = std::io::BufWriter::new(std::fs::File::create(path)?);
        let mut encoder = png::Encoder::new(file, self.width, self.height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.rgba)?;
        writer.finish()
    }
}

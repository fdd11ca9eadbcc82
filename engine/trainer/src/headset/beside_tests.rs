//! The window's side stalls, goes away or comes back; the headset's side never waits.

use super::*;
use render::Gpu;
use std::time::{Duration, Instant};

struct Headset {
    gpu: Gpu,
    picture: wgpu::Texture,
    offers: Offers,
}

const SIZE: [u32; 2] = [70, 50];

/// A headset that draws pictures of one colour, and the window's end of its channel. None where there is no GPU.
fn headset() -> Option<(Headset, Receiver<usize>)> {
    let gpu = Gpu::software().inspect_err(|why| eprintln!("skipped: {why}")).ok()?;
    let picture = gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: None,
        size: wgpu::Extent3d { width: SIZE[0], height: SIZE[1], depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: Mirror::FORMAT,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
        view_formats: &[],
    });
    let shared = Arc::new(Shared::new(&gpu.device, SIZE));
    let (to_window, pictures) = sync_channel(BUFFERS);
    Some((Headset { gpu, picture, offers: Offers { shared, to_window, wake: Arc::new(|| ()) } }, pictures))
}

impl Headset {
    /// Draws a picture, offers it, and is done. False: it was dropped.
    fn draw(&self, red: f64) -> bool {
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        let view = self.picture.create_view(&Default::default());
        let load = wgpu::LoadOp::Clear(wgpu::Color { r: red, g: 0.0, b: 0.0, a: 1.0 });
        encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &view,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations { load, store: wgpu::StoreOp::Store },
            })],
            ..Default::default()
        });
        let taken = self.offers.shared.take();
        if let Some(i) = taken {
            self.offers.shared.encode(i, &mut encoder, &self.picture);
        }
        self.gpu.queue.submit([encoder.finish()]);
        taken.into_iter().for_each(|i| self.offers.send(i));
        taken.is_some()
    }

    /// Until the GPU has drawn everything, which a headset's thread never waits for.
    fn settle(&self) {
        self.gpu.device.poll(wgpu::PollType::wait_indefinitely()).expect("it draws");
    }
}

#[test]
fn a_window_that_takes_nothing_costs_nothing() {
    let Some((headset, pictures)) = headset() else { return };
    let began = Instant::now();
    let taken: Vec<bool> = (0..200).map(|_| headset.draw(0.5)).collect();
    assert_eq!(taken.iter().filter(|t| **t).count(), BUFFERS, "only what there is room for");
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    headset.settle();
    // It wakes up: what waited is there, and pictures come again.
    let waited: Vec<usize> = pictures.try_iter().collect();
    assert_eq!(waited.len(), BUFFERS);
    assert!(!headset.draw(0.5), "all are still taken");
    let image = headset.offers.shared.picture(waited[1]).expect("a picture");
    assert_eq!((image.size, image.pixels[SIZE[0] as usize]), ([70, 50], Color32::from_rgb(188, 0, 0)));
    assert!(headset.draw(1.0));
    headset.settle();
    let newest = pictures.try_recv().expect("the new one");
    assert_eq!(headset.offers.shared.picture(newest).expect("a picture").pixels[0], Color32::from_rgb(255, 0, 0));
}

#[test]
fn a_window_that_is_gone_is_offered_nothing() {
    let Some((headset, pictures)) = headset() else { return };
    drop(pictures);
    // Those that were on their way come back by themselves.
    for _ in 0..10 {
        assert!(headset.draw(0.5));
        headset.settle();
    }
    headset.offers.shared.closed.store(true, Ordering::Relaxed);
    assert!(!headset.draw(0.5));
}

//! What a whole picture allocates, the graphics library's own work included. Gathering a scene allocates nothing (its
//! test is in `frame.rs`); what is counted here is wgpu's: staging buffers, the command encoder, the pass. No pipeline: all are
//! made with the renderer.

mod common;

use render::{Gpu, Renderer, View};

#[test]
fn a_picture_allocates_only_inside_wgpu_and_no_more_each_time() {
    let gpu = match Gpu::headless() {
        Ok(gpu) => gpu,
        Err(why) => return eprintln!("skipped: {why}"),
    };
    let assets = common::load(&[]);
    let scene = common::room(&assets);
    let format = wgpu::TextureFormat::Rgba8UnormSrgb;
    let renderer = Renderer::new(&gpu.device, &gpu.queue, format, 4, &assets);
    let (mut frame, canvas) = (renderer.frame(), renderer.canvas([320, 240]));
    let target = gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: None,
        size: wgpu::Extent3d { width: 320, height: 240, depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
        view_formats: &[],
    });
    let target = target.create_view(&Default::default());
    let eye = common::eye([0.0, 1.6, 1.6], [0.0, 1.2, -1.0], 4.0 / 3.0);
    let mut counts = Vec::new();
    for _ in 0..12 {
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        let views = [View { eye, target: &target }];
        let counted = allocation_counter::measure(|| {
            renderer.draw(&mut frame, &canvas, &mut encoder, &scene, &views);
        });
        gpu.queue.submit([encoder.finish()]);
        gpu.device.poll(wgpu::PollType::wait_indefinitely()).expect("the picture is drawn");
        counts.push(counted.count_total);
    }
    eprintln!("{}: allocations in draw, picture by picture: {counts:?}", gpu.name);
    let one_pipeline = allocation_counter::measure(|| drop(renderer.pages())).count_total;
    eprintln!("one pipeline takes {one_pipeline}");
    assert!(counts[0] < one_pipeline, "a pipeline is made while pictures are drawn");
    // A hash table inside wgpu may grow now and then.
    assert!(counts[6..].iter().all(|&n| n <= counts[3] + 4), "a picture allocates more each time: {counts:?}");
    assert!(counts[11] < 100, "{counts:?}");
}

//! Pictures against the ones in `goldens/`, by what an eye would notice (FLIP). They are drawn by the software driver
//! alone, because every driver rounds in its own way. `UPDATE_GOLDENS=1` writes them anew: look at them before they are
//! committed. A picture that differs stays under `target/pictures/`.

mod common;
mod golden;

use golden::compare;
use render::{Gpu, Offscreen};

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

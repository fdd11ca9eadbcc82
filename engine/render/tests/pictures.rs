//! Pictures against the ones in `goldens/`, by what an eye would notice (FLIP). They are drawn by the software driver
//! alone, because every driver rounds in its own way. `UPDATE_GOLDENS=1` writes them anew: look at them before they are
//! committed. A picture that differs stays under `target/pictures/`.

mod common;

use render::{Gpu, Image, Offscreen};
use std::path::{Path, PathBuf};

/// Mean FLIP difference, 0 the same … 1. The same driver gives 0; another version of it stays below this.
const MOST_DIFFERENCE: f32 = 0.01;
const SIZE: [u32; 2] = [960, 540];
const ASPECT: f32 = 960.0 / 540.0;

fn compare(name: &str, picture: &Image) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens").join(format!("{name}.png"));
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        picture.write_png(&golden).expect("the golden is written");
        return;
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../pictures");
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    let drawn = folder.join(format!("{name}.png"));
    picture.write_png(&drawn).expect("the picture is written");

    let decoder = png::Decoder::new(std::io::BufReader::new(
        std::fs::File::open(&golden)
            .unwrap_or_else(|e| panic!("{}: {e}; make it with UPDATE_GOLDENS=1", golden.display())),
    ));
    let mut reader = decoder.read_info().expect("a golden is a PNG");
    let mut rgba = vec![0; reader.output_buffer_size().expect("its size")];
    let info = reader.next_frame(&mut rgba).expect("a whole golden");
    assert_eq!((info.width, info.height), (picture.width, picture.height), "{name}: another size");
    let rgb = |rgba: &[u8]| rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect::<Vec<u8>>();
    let image = |rgba| nv_flip::FlipImageRgb8::with_data(info.width, info.height, &rgb(rgba));
    let map = nv_flip::flip(image(&rgba), image(&picture.rgba), nv_flip::DEFAULT_PIXELS_PER_DEGREE);
    let mean = nv_flip::FlipPool::from_image(&map).mean();
    assert!(mean <= MOST_DIFFERENCE, "{name}: FLIP {mean}, look at {}", drawn.display());
}

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

//! Compares a picture with the one in `tests/goldens/` of the crate that is tested.

use render::Image;
use std::path::{Path, PathBuf};

/// Mean FLIP difference, 0 the same … 1. The same driver gives 0; another version of it stays below this.
const MOST_DIFFERENCE: f32 = 0.01;
pub fn compare(name: &str, picture: &Image) {
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

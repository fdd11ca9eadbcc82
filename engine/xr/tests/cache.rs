//! What a driver has compiled is kept, whatever lies where it should be.

use render::{Assets, Gpu, Output, Renderer};
use std::fs;
use std::path::Path;
use xr::Cache;
use xxhash_rust::xxh3::xxh3_64;

fn summed(data: &[u8]) -> Vec<u8> {
    [&xxh3_64(data).to_le_bytes(), data].concat()
}

#[test]
fn pipelines_are_made_and_kept_whatever_the_file_holds() {
    let gpu = match Gpu::software() {
        Ok(gpu) => gpu,
        Err(why) => return eprintln!("skipped: {why}"),
    };
    let folder = std::env::temp_dir().join(format!("asepsis-cache-{}", std::process::id()));
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets");
    let assets = Assets::load(&assets, &[""; 0]).expect("assets");
    let output = Output { format: wgpu::TextureFormat::Rgba8UnormSrgb, samples: 4, both_eyes: false };
    let start = || {
        let cache = Cache::open(&folder.join("deep"), &gpu.device).expect("every Vulkan driver keeps pipelines");
        Renderer::with(&gpu.device, &gpu.queue, output, &assets, Some(cache.pipelines()));
        cache.keep().expect("it is kept");
        let files: Vec<_> = fs::read_dir(folder.join("deep")).expect("a folder").collect();
        let [Ok(file)] = &files[..] else { panic!("one file, nothing half written: {files:?}") };
        (file.path(), fs::read(file.path()).expect("a file"))
    };
    let (file, whole) = start();
    assert_eq!(whole, summed(&whole[8..]), "a checksum and what it is of");
    let written = |file: &Path| fs::metadata(file).and_then(|m| m.modified()).expect("a time");
    let before = written(&file);
    start();
    assert_eq!(written(&file), before, "what is known is not written again");
    let mut flipped = whole.clone();
    flipped[20] ^= 1;
    // The last is whole and of no driver: wgpu refuses it.
    for broken in [&whole[..whole.len() - 1], &flipped, b"", b"short", &summed(b"of no driver, and whole")] {
        fs::write(&file, broken).expect("it is written");
        assert_eq!(start().1, whole, "it is made anew");
    }
    fs::remove_dir_all(folder).expect("it is removed");
}

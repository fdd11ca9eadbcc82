//! What a graphics driver has made of the shaders, kept from one start to the next: without it, a headset's driver compiles
//! every pipeline anew.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use wgpu::PipelineCache;
use xxhash_rust::xxh3::xxh3_64;

/// A file that is longer is none of ours: 64 MiB.
const MOST_BYTES: u64 = 1 << 26;
/// The checksum before what the driver gave.
const SUM: usize = size_of::<u64>();

/// A driver's cache and its file.
pub struct Cache {
    pipelines: PipelineCache,
    file: PathBuf,
    /// The checksum of what was read.
    read: Option<u64>,
}

impl Cache {
    /// With what `folder` holds for this graphics card, or empty where that is nothing, broken, or another driver's. None
    /// where the device was not made with `PIPELINE_CACHE`.
    pub fn open(folder: &Path, device: &wgpu::Device) -> Option<Cache> {
        if !device.features().contains(wgpu::Features::PIPELINE_CACHE) {
            return None;
        }
        let file = folder.join(wgpu::util::pipeline_cache_key(&device.adapter_info())?);
        let (read, data) = read(&file).unzip();
        let descriptor = wgpu::PipelineCacheDescriptor { label: Some("kept"), data: data.as_deref(), fallback: true };
        // SAFETY: the data is what a driver gave for this kind of card (its name is the key), whole (its checksum says so), from
        // a folder that only this user writes; wgpu looks whether it is of this version and this driver.
        let pipelines = unsafe { device.create_pipeline_cache(&descriptor) };
        Some(Cache { pipelines, file, read })
    }

    /// To make pipelines with.
    pub fn pipelines(&self) -> &PipelineCache {
        &self.pipelines
    }

    /// Writes the file anew if pipelines were made that it does not hold.
    pub fn keep(&self) -> io::Result<()> {
        let Some(data) = self.pipelines.get_data().filter(|data| Some(xxh3_64(data)) != self.read) else {
            return Ok(());
        };
        write(&self.file, &data)
    }
}

/// The checksum and what it is of; none where they do not agree.
fn read(file: &Path) -> Option<(u64, Vec<u8>)> {
    let mut bytes = Vec::new();
    fs::File::open(file).ok()?.take(MOST_BYTES + 1).read_to_end(&mut bytes).ok()?;
    let (sum, data) = bytes.split_at_checked(SUM)?;
    let sum = u64::from_le_bytes(sum.try_into().ok()?);
    (bytes.len() as u64 <= MOST_BYTES && sum == xxh3_64(data)).then(|| (sum, data.to_vec()))
}

/// All of it or nothing: a second program, or a power cut, finds the old file or the new one.
fn write(file: &Path, data: &[u8]) -> io::Result<()> {
    let folder = file.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(folder)?;
    let half = file.with_extension(std::process::id().to_string());
    let mut out = fs::File::create(&half)?;
    out.write_all(&xxh3_64(data).to_le_bytes())?;
    out.write_all(data)?;
    out.sync_all()?;
    fs::rename(&half, file)
}

//! What the graphics driver made of the shaders, kept in the user's cache folder, so that a second start compiles nothing.

use render::{Assets, Output, Renderer};
use std::path::PathBuf;
use xr::Cache;

/// `asepsis/pipelines` where this system keeps what can be made anew.
fn folder() -> Option<PathBuf> {
    // On Android the program stands in the one folder that is its own.
    let own = if cfg!(target_os = "android") { std::env::current_dir().ok() } else { None };
    let cache = own.or_else(|| std::env::var_os("XDG_CACHE_HOME").filter(|dir| !dir.is_empty()).map(PathBuf::from));
    Some(cache.or_else(|| Some(std::env::home_dir()?.join(".cache")))?.join("asepsis/pipelines"))
}

/// What draws rooms, its pipelines from the last start where the driver takes them.
pub fn renderer(device: &wgpu::Device, queue: &wgpu::Queue, output: Output, assets: &Assets) -> Renderer {
    let cache = folder().and_then(|folder| Cache::open(&folder, device));
    let renderer = Renderer::with(device, queue, output, assets, cache.as_ref().map(Cache::pipelines));
    // Where nothing can be written the next start compiles again: nobody needs to hear of it.
    let _ = cache.map(|cache| cache.keep());
    renderer
}

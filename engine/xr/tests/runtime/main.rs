//! What only a real runtime can show. `tools/xr-test` runs these inside a root with Monado; elsewhere they are skipped.
#![allow(clippy::disallowed_methods, reason = "tests of the runtime itself, above the twin")]

mod depth;
mod eyes;
mod feeder;
mod hands;
#[path = "../../../render/tests/common/mod.rs"]
mod one_of_everything;
mod quads;
#[allow(dead_code, reason = "the trainer's tests share it and use the rest")]
mod service;
mod still;

use std::collections::BTreeMap;
use std::path::Path;
use xr::{Headset, Runtime};

/// What `headset-config/` says of this runtime's headset.
fn file(runtime: &Runtime) -> xr::headset::Headset {
    let folder = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../headset-config"));
    let paths = folder.expect("the folder").map(|entry| entry.expect("a file").path());
    let files: BTreeMap<String, Vec<u8>> = paths
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    let all = xr::headset::read(&files).expect("sound files");
    xr::headset::choose(&all, runtime.identity()).expect("a file").clone()
}

/// A session as the trainer begins it.
fn headset() -> Headset {
    let runtime = Runtime::find().expect("a runtime");
    let file = file(&runtime);
    Headset::open(runtime, &file).expect("a session")
}

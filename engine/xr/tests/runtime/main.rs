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

use service::{file, headset};

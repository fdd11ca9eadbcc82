//! Whole sessions: the trainer in a headset, through a real runtime, with a person who comes over a socket.
//! `tools/xr-test` runs these inside a root with Monado; elsewhere they are skipped.

mod beside;
mod expert;
#[path = "../../../xr/tests/runtime/feeder.rs"]
mod feeder;
mod first;
mod fitted;
mod floor;
mod held;
mod killed;
mod measured;
#[allow(dead_code, reason = "the tests of the runtime itself share it and use the rest")]
#[path = "../../../xr/tests/runtime/service.rs"]
mod service;
mod told;
mod trainer;

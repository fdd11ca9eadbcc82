//! Whole sessions: the trainer in a headset, through a real runtime, with a person who comes over a socket.
//! `tools/xr-test` runs these inside a root with Monado; elsewhere they are skipped.

#[path = "../../../xr/tests/runtime/feeder.rs"]
mod feeder;
mod first;
mod floor;
mod held;
mod measured;
#[path = "../../../xr/tests/runtime/service.rs"]
mod service;
mod told;
mod trainer;
mod whole;

//! What only a real runtime can show. `tools/xr-test` runs these inside a root with Monado; elsewhere they are skipped.
#![allow(clippy::disallowed_methods, reason = "tests of the runtime itself, above the twin")]

mod eyes;
mod feeder;
mod hands;
#[path = "../../../render/tests/common/mod.rs"]
mod one_of_everything;
mod service;
mod whole;

use service::{Display, Service};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A runtime of this test's own, one test at a time; None where there is none.
fn runtime(display: Display) -> Option<(Service, MutexGuard<'static, ()>)> {
    static ONE: Mutex<()> = Mutex::new(());
    if std::env::var_os("XR_TEST").is_none() {
        eprintln!("skipped: there is no runtime here; tools/xr-test makes one");
        return None;
    }
    let alone = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    Some((Service::start(display), alone))
}

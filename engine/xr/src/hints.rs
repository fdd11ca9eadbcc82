//! What a runtime is told of the program, so that it clocks the processors for it.

use crate::runtime::Runtime;
use openxr as xr;

/// Says that every frame matters, on both processors and as long as the session lasts (not the short boost, which heats
/// a headset until it must slow down). True where the runtime listens.
pub(crate) fn give(runtime: &Runtime, session: &xr::Session<xr::Vulkan>) -> bool {
    #[cfg(target_os = "android")]
    name_thread(runtime, session);
    let table = runtime.instance.exts().ext_performance_settings.as_ref();
    let Some(table) = table.filter(|_| runtime.extensions.ext_performance_settings) else { return false };
    let level = xr::PerfSettingsLevelEXT::SUSTAINED_HIGH;
    [xr::PerfSettingsDomainEXT::CPU, xr::PerfSettingsDomainEXT::GPU].into_iter().all(|domain| {
        // SAFETY: the function is the runtime's own, and the session lives.
        let answer = unsafe { (table.perf_settings_set_performance_level)(session.as_raw(), domain, level) };
        answer.into_raw() >= 0
    })
}

/// Ticks, encoding and submitting are all on the calling thread: the one that must not be late. Where the runtime refuses
/// the hint, the scheduler goes on as it does for others.
#[cfg(target_os = "android")]
fn name_thread(runtime: &Runtime, session: &xr::Session<xr::Vulkan>) {
    // SAFETY: Android's C library has it so; it asks the kernel for the caller's own number.
    unsafe extern "C" {
        safe fn gettid() -> std::ffi::c_int;
    }
    let table = runtime.instance.exts().khr_android_thread_settings.as_ref();
    let Some(table) = table.filter(|_| runtime.extensions.khr_android_thread_settings) else { return };
    // SAFETY: the function is the runtime's own, the session lives, and the thread is this one.
    unsafe {
        (table.set_android_application_thread)(
            session.as_raw(),
            xr::AndroidThreadTypeKHR::RENDERER_MAIN,
            gettid() as u32,
        );
    }
}

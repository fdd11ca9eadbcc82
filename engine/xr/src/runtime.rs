//! The runtime that answers on this machine, if one does, and the headset it has.

use crate::error::Error;
use crate::headset::{self, Identity};
use openxr as xr;

/// Loaded at start; a machine without one is fine.
pub struct Runtime {
    pub(crate) instance: xr::Instance,
    pub(crate) system: xr::SystemId,
    pub(crate) extensions: xr::ExtensionSet,
    /// As it calls itself, and that with its version.
    called: String,
    pub name: String,
    /// As it calls the headset.
    pub headset: String,
}

impl Runtime {
    /// Asks the machine's runtime for a headset.
    pub fn find() -> Result<Runtime, Error> {
        let (entry, platform) = load()?;
        let no_runtime = |why: xr::sys::Result| Error::NoRuntime(why.to_string());
        let offered = entry.enumerate_extensions().map_err(no_runtime)?;
        let extensions = wanted(&offered);
        let application = xr::ApplicationInfo {
            application_name: "Asepsis",
            application_version: 1,
            engine_name: "Asepsis",
            engine_version: 1,
            // What newer versions promoted is asked for by its extension: every runtime knows 1.0.
            api_version: xr::Version::new(1, 0, 0),
        };
        let instance = entry.create_instance(&application, &extensions, &[], &platform).map_err(no_runtime)?;
        let properties = instance.properties().map_err(no_runtime)?;
        let name = format!("{} {}", properties.runtime_name, properties.runtime_version);
        if !extensions.khr_vulkan_enable2 {
            return Err(Error::Lacks { runtime: name, what: "XR_KHR_vulkan_enable2" });
        }
        let system = instance.system(xr::FormFactor::HEAD_MOUNTED_DISPLAY).map_err(|why| match why {
            xr::sys::Result::ERROR_FORM_FACTOR_UNAVAILABLE | xr::sys::Result::ERROR_FORM_FACTOR_UNSUPPORTED => {
                Error::NoHeadset { runtime: name.clone() }
            }
            why => Error::Refused { call: "xrGetSystem", why },
        })?;
        let headset = instance.system_properties(system).map_err(Error::refused("xrGetSystemProperties"))?.system_name;
        Ok(Runtime { instance, system, extensions, called: properties.runtime_name, name, headset })
    }

    /// What the headset's file is chosen by.
    pub fn identity(&self) -> Identity<'_> {
        let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
        Identity { runtime: &self.called, system: &self.headset, os, arch }
    }

    /// From now on only those extensions are used that the headset's file asks for.
    pub(crate) fn follow(&mut self, file: &headset::Headset) -> Result<(), Error> {
        let [needed, wanted] = file.extensions();
        let there = self.extensions.names();
        let is_there = |name: &str| there.iter().any(|n| n.strip_suffix(b"\0").unwrap_or(n) == name.as_bytes());
        if let Some(missing) = needed.iter().find(|name| !is_there(name.as_str())) {
            let (runtime, headset) = (self.name.clone(), file.name.as_str().to_owned());
            return Err(Error::Needs { runtime, headset, extension: missing.as_str().to_owned() });
        }
        let asked: Vec<String> = needed.iter().chain(wanted).map(|name| format!("{}\0", name.as_str())).collect();
        let asked: xr::ExtensionSet = asked.iter().map(|name| name.as_bytes()).collect();
        self.extensions = self.extensions.intersection(&asked);
        Ok(())
    }

    /// Joints of bare hands can be asked for.
    pub(crate) fn tracks_hands(&self) -> bool {
        self.extensions.ext_hand_tracking && self.instance.supports_hand_tracking(self.system).unwrap_or(false)
    }
}

#[cfg(target_os = "android")]
fn load() -> Result<(xr::Entry, xr::AndroidPlatformInfo), Error> {
    crate::android::load().map_err(Error::NoRuntime)
}

#[cfg(not(target_os = "android"))]
fn load() -> Result<(xr::Entry, ()), Error> {
    // SAFETY: the loader is the system's own library; what its constructors do is as safe as starting the program.
    let entry = unsafe { xr::Entry::load(&()) };
    Ok((entry.map_err(|_| Error::NoRuntime("there is no OpenXR loader".into()))?, ()))
}

/// What is used of what is offered.
fn wanted(offered: &xr::ExtensionSet) -> xr::ExtensionSet {
    let mut wanted = xr::ExtensionSet::default();
    macro_rules! want {
        ($($name:ident)*) => { $(wanted.$name = offered.$name;)* };
    }
    want! {
        khr_vulkan_enable2 khr_visibility_mask khr_composition_layer_depth ext_local_floor fb_display_refresh_rate
        ext_hand_tracking ext_hand_interaction bd_controller_interaction htc_vive_focus3_controller_interaction
        meta_touch_controller_plus ext_performance_settings
    }
    #[cfg(target_os = "android")]
    want!(khr_android_create_instance khr_android_thread_settings);
    wanted
}

//! The graphics device: made by the runtime, for the card that its headset hangs on, and drawn on through wgpu.

use crate::error::Error;
use crate::runtime::Runtime;
use crate::timer;
use ash::vk::{self, Handle};
use openxr as xr;
use std::ffi::{CStr, c_char, c_void};
use std::mem::transmute;
use wgpu::hal;
use wgpu::hal::api::Vulkan as Api;

/// Shaders are compiled for the device's version, which an older instance would not be allowed to use.
const VERSION: u32 = vk::API_VERSION_1_3;
/// Finer depth beside a stencil.
const DEPTH: wgpu::Features = wgpu::Features::DEPTH32FLOAT_STENCIL8;
/// Textures as small in memory as the device can read them.
const BLOCKS: wgpu::Features = wgpu::Features::TEXTURE_COMPRESSION_BC.union(wgpu::Features::TEXTURE_COMPRESSION_ASTC);
/// What keeps what the driver compiles ([`crate::Cache`]).
const CACHE: wgpu::Features = wgpu::Features::PIPELINE_CACHE;
/// What drawing both eyes in one pass, four samples a pixel, takes.
const BOTH_EYES: wgpu::Features = wgpu::Features::MULTIVIEW.union(wgpu::Features::MULTISAMPLE_ARRAY);

/// A device that stays valid as long as any of its wgpu objects.
pub struct Device {
    pub device: wgpu::Device,
    /// Shared with the runtime: submit on the thread that asks the runtime.
    pub queue: wgpu::Queue,
    /// As the driver says it.
    pub name: String,
    /// Drawn by the processor: right, but slow.
    pub software: bool,
    /// The driver says that it can draw both eyes in one pass.
    pub both_eyes: bool,
    pub(crate) session: xr::vulkan::SessionCreateInfo,
}

impl Device {
    pub(crate) fn open(runtime: &Runtime) -> Result<Device, Error> {
        let Runtime { instance, system, .. } = runtime;
        instance
            .graphics_requirements::<xr::Vulkan>(*system)
            .map_err(Error::refused("xrGetVulkanGraphicsRequirements2KHR"))?;
        let flags = wgpu::InstanceFlags::empty();
        // SAFETY: the Vulkan loader is the system's own library.
        let entry = unsafe { ash::Entry::load() }.map_err(Error::graphics("loading Vulkan"))?;
        // SAFETY: both are the Vulkan loader's vkGetInstanceProcAddr; only the spelling of the type differs.
        let proc_addr: xr::sys::platform::VkGetInstanceProcAddr =
            unsafe { transmute(entry.static_fn().get_instance_proc_addr) };
        let vulkan = make_instance(runtime, &entry, proc_addr, flags)?;
        // SAFETY: the instance is the one that this runtime has just made.
        let physical = unsafe { instance.vulkan_graphics_device(*system, vulkan.instance.handle().as_raw() as _) }
            .map_err(Error::refused("xrGetVulkanGraphicsDevice2KHR"))?;
        let physical = vk::PhysicalDevice::from_raw(physical as _);
        let destroy = {
            let (raw, runtime) = (vulkan.instance.clone(), instance.clone());
            move || {
                // SAFETY: wgpu calls this once, when nothing of the instance is left; the runtime outlives it.
                unsafe { raw.destroy_instance(None) };
                drop(runtime);
            }
        };
        // SAFETY: the handles belong together, the extensions are those the instance was made with, and it lives until
        // wgpu says that it may go.
        let hal_instance = unsafe {
            hal::vulkan::Instance::from_raw(
                entry.clone(),
                vulkan.instance.clone(),
                VERSION,
                0,
                None,
                vulkan.extensions,
                flags,
                wgpu::MemoryBudgetThresholds::default(),
                false,
                Some(Box::new(destroy)),
            )
        }
        .map_err(Error::graphics("the instance"))?;
        let exposed = hal_instance
            .expose_adapter(physical)
            .ok_or_else(|| Error::graphics("the adapter")("it is too old for wgpu"))?;

        let features = exposed.features & (BOTH_EYES | DEPTH | BLOCKS | CACHE | timer::FEATURES);
        let mut limits = wgpu::Limits::downlevel_defaults().using_resolution(exposed.capabilities.limits.clone());
        limits.max_multiview_view_count = exposed.capabilities.limits.max_multiview_view_count;
        let both_eyes = features.contains(BOTH_EYES) && limits.max_multiview_view_count >= 2;
        let extensions = exposed.adapter.required_device_extensions(features);
        let names: Vec<*const c_char> = extensions.iter().map(|name| name.as_ptr()).collect();
        // SAFETY: the physical device is the instance's.
        let families = unsafe { vulkan.instance.get_physical_device_queue_family_properties(physical) };
        let family = families.iter().position(|f| f.queue_flags.contains(vk::QueueFlags::GRAPHICS));
        let family = family.ok_or_else(|| Error::graphics("the device")("it cannot draw"))? as u32;
        let queues = [vk::DeviceQueueCreateInfo::default().queue_family_index(family).queue_priorities(&[1.0])];
        let mut wanted = exposed.adapter.physical_device_features(&extensions, features);
        let info = vk::DeviceCreateInfo::default().queue_create_infos(&queues).enabled_extension_names(&names);
        let info = wanted.add_to_device_create(info);
        // SAFETY: everything that `info` points to lives until the call returns.
        let raw = unsafe {
            instance.create_vulkan_device(*system, proc_addr, physical.as_raw() as _, (&raw const info).cast())
        }
        .map_err(Error::refused("xrCreateVulkanDeviceKHR"))?
        .map_err(|code| Error::graphics("vkCreateDevice")(vk::Result::from_raw(code)))?;
        // SAFETY: the device was made from this instance, which outlives it.
        let raw = unsafe { ash::Device::load(vulkan.instance.fp_v1_0(), vk::Device::from_raw(raw as _)) };
        let destroy = {
            let (raw, runtime) = (raw.clone(), instance.clone());
            move || {
                // SAFETY: as for the instance.
                unsafe { raw.destroy_device(None) };
                drop(runtime);
            }
        };
        // SAFETY: made from this adapter, with these extensions, features and this queue.
        let open = unsafe {
            exposed.adapter.device_from_raw(
                raw.clone(),
                Some(Box::new(destroy)),
                &extensions,
                features,
                &limits,
                &wgpu::MemoryHints::Performance,
                family,
                0,
            )
        }
        .map_err(Error::graphics("the device"))?;
        let session = xr::vulkan::SessionCreateInfo {
            instance: vulkan.instance.handle().as_raw() as _,
            physical_device: physical.as_raw() as _,
            device: raw.handle().as_raw() as _,
            queue_family_index: family,
            queue_index: 0,
        };
        let info = exposed.info.clone();
        // SAFETY: wgpu takes over what was made for it above, each from the one before.
        let (device, queue) = unsafe {
            let adapter = wgpu::Instance::from_hal::<Api>(hal_instance).create_adapter_from_hal(exposed);
            adapter.create_device_from_hal(
                open,
                &wgpu::DeviceDescriptor {
                    label: Some("headset"),
                    required_features: features,
                    required_limits: limits,
                    ..Default::default()
                },
            )
        }
        .map_err(Error::graphics("the device"))?;
        let software = info.device_type == wgpu::DeviceType::Cpu;
        Ok(Device { device, queue, name: info.name, software, both_eyes, session })
    }
}

struct Instance {
    instance: ash::Instance,
    extensions: Vec<&'static CStr>,
}

fn make_instance(
    runtime: &Runtime,
    entry: &ash::Entry,
    proc_addr: xr::sys::platform::VkGetInstanceProcAddr,
    flags: wgpu::InstanceFlags,
) -> Result<Instance, Error> {
    let extensions =
        hal::vulkan::Instance::desired_extensions(entry, VERSION, flags).map_err(Error::graphics("the instance"))?;
    let names: Vec<*const c_char> = extensions.iter().map(|name| name.as_ptr()).collect();
    let application = vk::ApplicationInfo::default().application_name(c"Asepsis").api_version(VERSION);
    let info = vk::InstanceCreateInfo::default().application_info(&application).enabled_extension_names(&names);
    // SAFETY: everything that `info` points to lives until the call returns.
    let raw = unsafe {
        runtime.instance.create_vulkan_instance(runtime.system, proc_addr, (&raw const info).cast::<c_void>())
    }
    .map_err(Error::refused("xrCreateVulkanInstanceKHR"))?
    .map_err(|code| Error::graphics("vkCreateInstance")(vk::Result::from_raw(code)))?;
    // SAFETY: the handle was made by this loader.
    let instance = unsafe { ash::Instance::load(entry.static_fn(), vk::Instance::from_raw(raw as _)) };
    Ok(Instance { instance, extensions })
}

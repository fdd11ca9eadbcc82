//! A graphics device: a real one where there is one, else a software one, and it says which.

use crate::error::Error;

pub struct Gpu {
    pub device: wgpu::Device,
    pub queue: wgpu::Queue,
    pub adapter: wgpu::Adapter,
    /// As the driver says it: `llvmpipe (LLVM 15.0.6, 256 bits), Vulkan`.
    pub name: String,
    /// Drawn by the processor: right, but slow.
    pub software: bool,
}

impl Gpu {
    /// The best device that can show on `surface`, or any when there is none.
    pub fn open(instance: &wgpu::Instance, surface: Option<&wgpu::Surface>) -> Result<Gpu, Error> {
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            compatible_surface: surface,
            ..Default::default()
        };
        let adapter = pollster::block_on(instance.request_adapter(&options)).map_err(|_| Error::NoDriver)?;
        Gpu::from_adapter(adapter, wgpu::Features::empty())
    }

    /// A device without a window.
    pub fn headless() -> Result<Gpu, Error> {
        Gpu::open(&wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle()), None)
    }

    /// The same, with those of `features` that it has.
    pub fn headless_with(features: wgpu::Features) -> Result<Gpu, Error> {
        let Gpu { adapter, .. } = Gpu::headless()?;
        Gpu::from_adapter(adapter, features)
    }

    /// The software Vulkan driver, which draws the same picture on every machine; for goldens.
    pub fn software() -> Result<Gpu, Error> {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let adapters = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::VULKAN));
        let software = adapters.into_iter().find(|a| a.get_info().device_type == wgpu::DeviceType::Cpu);
        Gpu::from_adapter(software.ok_or(Error::NoDriver)?, wgpu::Features::empty())
    }

    fn from_adapter(adapter: wgpu::Adapter, features: wgpu::Features) -> Result<Gpu, Error> {
        let info = adapter.get_info();
        let name = format!("{}, {}", info.name, info.backend);
        let mut required_limits = wgpu::Limits::downlevel_defaults().using_resolution(adapter.limits());
        if features.contains(wgpu::Features::MULTIVIEW) {
            required_limits.max_multiview_view_count = adapter.limits().max_multiview_view_count;
        }
        let descriptor = wgpu::DeviceDescriptor {
            label: Some("asepsis"),
            required_features: adapter.features()
                & (features | crate::Renderer::BETTER | wgpu::Features::PIPELINE_CACHE),
            required_limits,
            ..Default::default()
        };
        let (device, queue) = pollster::block_on(adapter.request_device(&descriptor))
            .map_err(|e| Error::Driver { name: name.clone(), why: e.to_string() })?;
        Ok(Gpu { device, queue, adapter, name, software: info.device_type == wgpu::DeviceType::Cpu })
    }
}

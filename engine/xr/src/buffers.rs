//! The images that the runtime shows to the eyes, as wgpu knows them.

use crate::device::Device;
use crate::error::Error;
use crate::headset::Format;
use ash::vk::{self, Handle};
use openxr as xr;
use wgpu::hal;
use wgpu::hal::api::Vulkan as Api;

/// sRGB, so that blending and resolving are linear.
fn known(format: Format) -> (vk::Format, wgpu::TextureFormat) {
    match format {
        Format::Rgba8Srgb => (vk::Format::R8G8B8A8_SRGB, wgpu::TextureFormat::Rgba8UnormSrgb),
        Format::Bgra8Srgb => (vk::Format::B8G8R8A8_SRGB, wgpu::TextureFormat::Bgra8UnormSrgb),
    }
}

/// Drawn into, read back, and looked at by those beside the headset.
pub(crate) fn colour() -> xr::SwapchainUsageFlags {
    use xr::SwapchainUsageFlags as Usage;
    Usage::COLOR_ATTACHMENT | Usage::SAMPLED | Usage::TRANSFER_SRC
}

/// A swapchain of two layers, left and right.
pub struct EyeBuffers {
    images: Vec<EyeImage>,
    swapchain: xr::Swapchain<xr::Vulkan>,
    device: wgpu::Device,
    /// Pixels of an eye.
    pub size: [u32; 2],
    pub format: wgpu::TextureFormat,
    /// The same as the runtime calls it.
    pub(crate) raw: u32,
}

/// One of its images.
pub struct EyeImage {
    pub texture: wgpu::Texture,
    /// Both layers.
    pub both: wgpu::TextureView,
    /// One layer each.
    pub each: [wgpu::TextureView; 2],
}

/// The first of these formats that the runtime offers.
fn offered(
    session: &xr::Session<xr::Vulkan>,
    formats: impl IntoIterator<Item = (vk::Format, wgpu::TextureFormat)>,
) -> Result<Option<(vk::Format, wgpu::TextureFormat)>, Error> {
    let offered = session.enumerate_swapchain_formats().map_err(Error::refused("xrEnumerateSwapchainFormats"))?;
    Ok(formats.into_iter().find(|(raw, _)| offered.contains(&(raw.as_raw() as u32))))
}

impl EyeBuffers {
    /// Of what is seen, in the first of `formats` that the runtime offers.
    pub(crate) fn colour(
        session: &xr::Session<xr::Vulkan>,
        device: &Device,
        size: [u32; 2],
        formats: &[Format],
    ) -> Result<EyeBuffers, Error> {
        let format = offered(session, formats.iter().copied().map(known))?;
        let format = format.ok_or_else(|| Error::graphics("the eye buffers")("none of the file's formats"))?;
        EyeBuffers::new(session, device, size, format, colour())
    }

    /// Of how far away it is; None where the runtime takes no depth of 32 bits.
    pub(crate) fn depth(
        session: &xr::Session<xr::Vulkan>,
        device: &Device,
        size: [u32; 2],
    ) -> Result<Option<EyeBuffers>, Error> {
        let format = offered(session, [(vk::Format::D32_SFLOAT, wgpu::TextureFormat::Depth32Float)])?;
        let usage = xr::SwapchainUsageFlags::DEPTH_STENCIL_ATTACHMENT;
        format.map(|format| EyeBuffers::new(session, device, size, format, usage)).transpose()
    }

    fn new(
        session: &xr::Session<xr::Vulkan>,
        device: &Device,
        size: [u32; 2],
        (raw, format): (vk::Format, wgpu::TextureFormat),
        usage: xr::SwapchainUsageFlags,
    ) -> Result<EyeBuffers, Error> {
        let raw = raw.as_raw() as u32;
        let swapchain = session
            .create_swapchain(&xr::SwapchainCreateInfo {
                create_flags: xr::SwapchainCreateFlags::EMPTY,
                usage_flags: usage | xr::SwapchainUsageFlags::TRANSFER_SRC,
                format: raw,
                sample_count: 1,
                width: size[0],
                height: size[1],
                face_count: 1,
                array_size: 2,
                mip_count: 1,
            })
            .map_err(Error::refused("xrCreateSwapchain"))?;
        let images = swapchain.enumerate_images().map_err(Error::refused("xrEnumerateSwapchainImages"))?;
        let images = images.into_iter().map(|image| EyeImage::new(&device.device, image, size, format)).collect();
        Ok(EyeBuffers { images, swapchain, device: device.device.clone(), size, format, raw })
    }

    /// The image that may be drawn into now; when it is drawn, [`EyeBuffers::release`] it.
    pub(crate) fn acquire(&mut self) -> Result<usize, Error> {
        let image = self.swapchain.acquire_image().map_err(Error::refused("xrAcquireSwapchainImage"))?;
        self.swapchain.wait_image(xr::Duration::INFINITE).map_err(Error::refused("xrWaitSwapchainImage"))?;
        Ok(image as usize)
    }

    pub(crate) fn release(&mut self) -> Result<(), Error> {
        self.swapchain.release_image().map_err(Error::refused("xrReleaseSwapchainImage"))
    }

    pub fn image(&self, image: usize) -> &EyeImage {
        &self.images[image]
    }

    /// What of an eye's layer was drawn: `part` pixels from its corner.
    pub(crate) fn part(&self, eye: u32, part: [u32; 2]) -> xr::SwapchainSubImage<'_, xr::Vulkan> {
        let [width, height] = part.map(|n| n as i32);
        let rect = xr::Rect2Di { offset: xr::Offset2Di::default(), extent: xr::Extent2Di { width, height } };
        xr::SwapchainSubImage::new().swapchain(&self.swapchain).image_array_index(eye).image_rect(rect)
    }
}

impl Drop for EyeBuffers {
    /// The runtime may only take its images back when nothing draws into them any more.
    fn drop(&mut self) {
        self.images.clear();
        let _ = self.device.poll(wgpu::PollType::wait_indefinitely());
    }
}

impl EyeImage {
    fn new(device: &wgpu::Device, raw: u64, size: [u32; 2], format: wgpu::TextureFormat) -> EyeImage {
        let texture = wrap(device, raw, size, 2, format);
        let both = texture.create_view(&wgpu::TextureViewDescriptor {
            dimension: Some(wgpu::TextureViewDimension::D2Array),
            ..Default::default()
        });
        let each = [0, 1].map(|base_array_layer| {
            texture.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(wgpu::TextureViewDimension::D2),
                base_array_layer,
                array_layer_count: Some(1),
                ..Default::default()
            })
        });
        EyeImage { texture, both, each }
    }

    /// Leaves a picture that was looked at as the runtime wants it back.
    pub fn give_back(&self, encoder: &mut wgpu::CommandEncoder) {
        let none = std::iter::empty::<wgpu::BufferTransition<&wgpu::Buffer>>();
        let state = wgpu::TextureUses::COLOR_TARGET;
        let drawn = wgpu::TextureTransition { texture: &self.texture, selector: None, state };
        encoder.transition_resources(none, std::iter::once(drawn));
    }
}

/// An image of the runtime as wgpu's. Its owner drops it before the swapchain.
pub(crate) fn wrap(
    device: &wgpu::Device,
    raw: u64,
    [width, height]: [u32; 2],
    layers: u32,
    format: wgpu::TextureFormat,
) -> wgpu::Texture {
    let size = wgpu::Extent3d { width, height, depth_or_array_layers: layers };
    let (attached, looked_at, binding) = match format.has_depth_aspect() {
        true => {
            let none = wgpu::TextureUses::empty();
            (wgpu::TextureUses::DEPTH_STENCIL_WRITE, none, wgpu::TextureUsages::empty())
        }
        false => {
            let looked_at = wgpu::TextureUses::RESOURCE;
            (wgpu::TextureUses::COLOR_TARGET, looked_at, wgpu::TextureUsages::TEXTURE_BINDING)
        }
    };
    let ours = hal::TextureDescriptor {
        label: Some("swapchain"),
        size,
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: attached | looked_at | wgpu::TextureUses::COPY_SRC,
        memory_flags: hal::MemoryFlags::empty(),
        view_formats: Vec::new(),
    };
    let descriptor = wgpu::TextureDescriptor {
        label: Some("swapchain"),
        size,
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC | binding,
        view_formats: &[],
    };
    // SAFETY: the image is the runtime's, was made on this device with this size, format and usage, stays valid as
    // long as its swapchain, which goes after it, and is given to us as an attachment.
    unsafe {
        let hal_device = device.as_hal::<Api>().expect("the headset's device is a Vulkan device");
        let image = vk::Image::from_raw(raw);
        let kept_by_runtime: Option<Box<dyn FnOnce() + Send + Sync>> = Some(Box::new(|| ()));
        let wrapped = hal_device.texture_from_raw(image, &ours, kept_by_runtime, hal::vulkan::TextureMemory::External);
        device.create_texture_from_hal::<Api>(wrapped, &descriptor, attached)
    }
}

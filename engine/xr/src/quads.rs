//! Pictures of their own that the runtime lays into the room: text in them is sampled once and stays as sharp as it was
//! drawn.
//!
//! They lie *under* the picture of the eyes, which has a hole wherever they are seen. So any panel may be one, the
//! checklist on the wall as well as the menu on the wrist: a hand before it, a finger that presses it or a door covers
//! it as in the room. Laid over that picture, each would show through everything that is nearer.

use crate::buffers::{self, EyeBuffers, wrap};
use crate::device::Device;
use crate::error::Error;
use crate::spaces;
use openxr as xr;
use tape::Pose;

/// In one picture; a runtime may have room for fewer.
pub const MOST: usize = 12;

/// What a session has of them. Each has a number, which its owner chooses: small, because they are kept in a list.
pub struct Quads {
    made: Vec<Option<Quad>>,
    hung: Vec<Hung>,
    session: xr::Session<xr::Vulkan>,
    device: wgpu::Device,
    raw_format: u32,
    format: wgpu::TextureFormat,
    room: usize,
}

struct Quad {
    images: Vec<QuadImage>,
    swapchain: xr::Swapchain<xr::Vulkan>,
    device: wgpu::Device,
    size: [u32; 2],
}

/// One of a quad's images.
pub struct QuadImage {
    pub texture: wgpu::Texture,
    pub view: wgpu::TextureView,
}

struct Hung {
    number: usize,
    at: Pose,
    size_m: [f32; 2],
}

impl Quads {
    /// `layers`: as many as the runtime takes in a picture, that of the eyes among them.
    pub(crate) fn new(session: &xr::Session<xr::Vulkan>, device: &Device, eyes: &EyeBuffers, layers: u32) -> Quads {
        Quads {
            made: Vec::new(),
            hung: Vec::with_capacity(MOST),
            session: session.clone(),
            device: device.device.clone(),
            raw_format: eyes.raw,
            format: eyes.format,
            room: MOST.min(layers.saturating_sub(1) as usize),
        }
    }

    /// How many may hang at once; what is more is not shown.
    pub fn room(&self) -> usize {
        self.room
    }

    /// Makes room for fewer: from now on at most so many hang.
    pub fn limit(&mut self, most: usize) {
        self.room = self.room.min(most);
    }

    /// Pixels of a quad that was made.
    pub fn size(&self, number: usize) -> Option<[u32; 2]> {
        Some(self.made.get(number)?.as_ref()?.size)
    }

    /// Makes a quad of so many pixels, in the place of another with its number. It must be drawn before it hangs.
    pub fn make(&mut self, number: usize, size: [u32; 2]) -> Result<(), Error> {
        let [width, height] = size;
        let info = xr::SwapchainCreateInfo {
            create_flags: xr::SwapchainCreateFlags::EMPTY,
            usage_flags: buffers::colour(),
            format: self.raw_format,
            sample_count: 1,
            width,
            height,
            face_count: 1,
            array_size: 1,
            mip_count: 1,
        };
        let swapchain = self.session.create_swapchain(&info).map_err(Error::refused("xrCreateSwapchain"))?;
        let images = swapchain.enumerate_images().map_err(Error::refused("xrEnumerateSwapchainImages"))?;
        let image = |raw| {
            let texture = wrap(&self.device, raw, size, 1, self.format);
            QuadImage { view: texture.create_view(&Default::default()), texture }
        };
        let images = images.into_iter().map(image).collect();
        if self.made.len() <= number {
            self.made.resize_with(number + 1, || None);
        }
        self.made[number] = Some(Quad { images, swapchain, device: self.device.clone(), size });
        Ok(())
    }

    /// The image that may be drawn into now; when that is submitted, [`Quads::release`] it. A quad keeps the picture that
    /// was released last.
    pub fn acquire(&mut self, number: usize) -> Result<&QuadImage, Error> {
        let Quad { images, swapchain, .. } = self.made[number].as_mut().expect("a quad is made before it is drawn");
        let image = swapchain.acquire_image().map_err(Error::refused("xrAcquireSwapchainImage"))?;
        swapchain.wait_image(xr::Duration::INFINITE).map_err(Error::refused("xrWaitSwapchainImage"))?;
        Ok(&images[image as usize])
    }

    pub fn release(&mut self, number: usize) -> Result<(), Error> {
        let quad = self.made[number].as_mut().expect("a quad is made before it is drawn");
        quad.swapchain.release_image().map_err(Error::refused("xrReleaseSwapchainImage"))
    }

    /// Shows a quad in the next picture: its middle, read from +Z, on the floor, and its width and height in metres. A
    /// later one covers those before it.
    pub fn hang(&mut self, number: usize, at: Pose, size_m: [f32; 2]) {
        if self.hung.len() < self.room && self.size(number).is_some() {
            self.hung.push(Hung { number, at, size_m });
        }
    }

    /// How many are shown in the next picture.
    pub(crate) fn hung(&self) -> usize {
        self.hung.len()
    }

    pub(crate) fn take_down(&mut self) {
        self.hung.clear();
    }

    /// What is told the runtime of those that hang; the rest is empty.
    pub(crate) fn layers<'a>(&'a self, floor: &'a xr::Space) -> [xr::CompositionLayerQuad<'a, xr::Vulkan>; MOST] {
        std::array::from_fn(|i| {
            let hung = self.hung.get(i).and_then(|hung| Some((hung, self.made[hung.number].as_ref()?)));
            let Some((Hung { at, size_m: [width, height], .. }, quad)) = hung else { return Default::default() };
            let extent = quad.size.map(|n| n as i32);
            let rect = xr::Rect2Di {
                offset: xr::Offset2Di::default(),
                extent: xr::Extent2Di { width: extent[0], height: extent[1] },
            };
            xr::CompositionLayerQuad::new()
                .space(floor)
                .eye_visibility(xr::EyeVisibility::BOTH)
                .sub_image(xr::SwapchainSubImage::new().swapchain(&quad.swapchain).image_rect(rect))
                .pose(spaces::posef(*at))
                .size(xr::Extent2Df { width: *width, height: *height })
        })
    }
}

impl Drop for Quad {
    /// As for the eyes' images: the runtime takes them back when nothing draws into them any more.
    fn drop(&mut self) {
        self.images.clear();
        let _ = self.device.poll(wgpu::PollType::wait_indefinitely());
    }
}

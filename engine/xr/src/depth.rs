//! How far away what is seen is, for the runtime: it moves pixels by it where a head has moved on since.

use crate::buffers::{EyeBuffers, EyeImage};
use crate::error::Error;
use openxr as xr;
use openxr::sys::CompositionLayerDepthInfoKHR as Info;

pub(crate) struct Depth {
    buffers: EyeBuffers,
    near_m: f32,
    /// That is acquired.
    image: usize,
}

impl Depth {
    pub fn new(buffers: EyeBuffers, near_m: f32) -> Depth {
        Depth { buffers, near_m, image: 0 }
    }

    pub fn acquire(&mut self) -> Result<(), Error> {
        self.image = self.buffers.acquire()?;
        Ok(())
    }

    pub fn image(&self) -> &EyeImage {
        self.buffers.image(self.image)
    }

    /// Gives the image back; what the runtime is told of each eye's part of it.
    pub fn release(&mut self, part: [u32; 2]) -> Result<[Info; 2], Error> {
        self.buffers.release()?;
        Ok([0, 1].map(|eye| Info {
            ty: Info::TYPE,
            next: std::ptr::null(),
            sub_image: self.buffers.part(eye, part).into_raw(),
            min_depth: 0.0,
            max_depth: 1.0,
            // The distances that belong to these two: reversed, and without an end.
            near_z: f32::INFINITY,
            far_z: self.near_m,
        }))
    }
}

/// An eye's view with the depth that belongs to it.
pub(crate) fn with<'a>(
    view: xr::CompositionLayerProjectionView<'a, xr::Vulkan>,
    depth: &'a Info,
) -> xr::CompositionLayerProjectionView<'a, xr::Vulkan> {
    let mut raw = view.into_raw();
    raw.next = (&raw const *depth).cast();
    // SAFETY: the view is as it was, but for what it points to, which lives as long.
    unsafe { xr::CompositionLayerProjectionView::from_raw(raw) }
}

//! Pictures from a [`scene::Scene`], for any set of eyes: a window, a headset, or an image without a display.
//!
//! One forward pass (an eye, or both where the device can), four samples a pixel, reversed depth, no post-processing. [`Assets`] are loaded once,
//! a [`Renderer`] is made from them once, and [`Renderer::draw`] turns a scene into a picture without allocating
//! anything of its own once its lists have grown.

// The tests' scene speaks of this crate by its name.
#[cfg(test)]
extern crate self as render;

mod assets;
mod baked;
mod bones;
mod depth;
mod detail;
mod error;
mod font;
mod frame;
mod geometry;
mod glb;
#[cfg(test)]
mod glb_tests;
mod gpu;
mod hand;
mod ktx;
mod layouts;
mod light;
mod mirror;
mod offscreen;
mod pages;
mod paint;
mod pipelines;
mod reflection;
mod renderer;
pub mod shapes;
mod sight;
mod text;
mod tracers;
mod upload;

pub use assets::Assets;
pub use error::Error;
pub use frame::{MOST_EYES, MOST_HANDS, NEAR_M, Stats};
pub use gpu::Gpu;
pub use mirror::{Mirror, Seen};
pub use offscreen::{Image, Offscreen};
pub use pages::{BORDER_PX, Pages};
pub use pipelines::{Output, SHADERS, compile, for_both_eyes};
pub use renderer::{Canvas, Frame, Renderer, View};
pub use tracers::{Flow, MOST_TRACERS};

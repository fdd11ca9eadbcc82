//! The headset: an OpenXR session whose Vulkan device the renderer draws on, and the hands that come out of it as
//! [`tape::Frame`]s.
#[cfg(target_os = "android")]
pub mod android;
mod buffers;
mod cache;
pub mod comfort;
mod controllers;
mod depth;
mod device;
mod error;
pub mod frames;
mod hands;
pub mod headset;
mod hints;
pub mod one_hand;
mod pace;
pub mod pacing;
mod probe;
pub mod quads;
mod runtime;
pub mod sampler;
mod session;
pub mod sources;
mod spaces;
pub mod states;
pub mod sticks;
mod timer;
pub mod wrist;

pub use buffers::EyeImage;
pub use cache::Cache;
pub use controllers::Asked;
pub use device::Device;
pub use error::Error;
pub use runtime::Runtime;
pub use session::{Found, Headset, Moment, Passes};
pub use spaces::Floor;

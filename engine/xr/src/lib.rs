//! The headset: an OpenXR session whose Vulkan device the renderer draws on, and the hands that come out of it as
//! [`tape::Frame`]s.
#[cfg(target_os = "android")]
pub mod android;
pub mod comfort;
pub mod frames;
pub mod headset;
pub mod one_hand;
pub mod pacing;
pub mod sampler;
pub mod sources;
pub mod states;
pub mod wrist;

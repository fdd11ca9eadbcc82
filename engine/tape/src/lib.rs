//! What came in from outside, and nothing else: frames, and the tape that keeps them.
pub mod frame;
pub use frame::*;

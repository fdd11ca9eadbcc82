//! What came in from outside, and nothing else: frames, and the tape that keeps them.
mod columns;
mod error;
pub mod frame;
mod header;
mod layout;
mod quantise;
mod read;
mod row;
mod write;

pub use error::*;
pub use frame::*;
pub use header::*;
pub use quantise::Quantiser;
pub use read::{Chunk, Frames, TapeReader};
pub use write::{DurableFile, End, TapeWriter};

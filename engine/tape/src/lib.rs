//! What came in from outside, and nothing else: frames, and the tape that keeps them.
mod columns;
mod disk;
mod error;
pub mod frame;
mod header;
mod import;
mod layout;
mod quantise;
mod read;
mod rebuild;
mod row;
mod shape;
mod strength;
mod write;

pub use disk::DurableFile;
pub use error::*;
pub use frame::*;
pub use header::*;
pub use import::{Import, ImportError};
pub use quantise::Quantiser;
pub use read::{Chunk, Frames, Tape, TapeReader};
pub use shape::{natural_hand, palm_of_grip};
pub use strength::{Latch, strengths};
pub use write::{End, TapeWriter};

//! What came in from outside, and nothing else: frames, and the tape that keeps them.
//!
//! A live source hands each frame to a [`TapeWriter`] and feeds the room what comes back; a replay feeds the room what
//! [`Tape::frames`] gives. Both are the same numbers, bit for bit.
//!
//! ```
//! # fn main() -> Result<(), tape::TapeError> {
//! use tape::*;
//! let palm = Pose { position: glam::Vec3::new(0.2, 1.1, -0.4), rotation: glam::Quat::IDENTITY };
//! let hands = [LEFT, RIGHT].map(|side| natural_hand(side, palm, HandSource::Puppet, 0.0, 0.0));
//! let raw = Frame {
//!     tick: 0, head: Pose::IDENTITY, hands, buttons: Buttons::default(),
//!     events: TrackingEvents::default(), origin: StageOrigin::default(), intervention: 0,
//! };
//! let mut writer = TapeWriter::new(Vec::new(), &Header { sum_names: vec!["room".into()], ..Header::default() })?;
//! for _ in 0..180 {
//!     let frame = writer.push(&raw)?; // step the room with this one
//!     if writer.due() {
//!         writer.seal(&[frame.tick])?; // checksums of the room
//!     }
//! }
//! let bytes = writer.finish(End::Finished)?;
//! let mut frames = TapeReader::new(&bytes[..])?.frames();
//! assert_eq!(frames.by_ref().count(), 180);
//! assert_eq!(frames.ending(), Some(Ending::Finished));
//! # Ok(())
//! # }
//! ```
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

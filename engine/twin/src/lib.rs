//! The room as a physical thing. It is told frames, it tells facts, and it knows nothing of right or wrong.
pub mod air;
pub mod body;
mod build;
pub mod bytes;
pub mod cloth;
pub mod contact;
pub mod devices;
pub mod doors;
pub mod dress;
pub mod fact;
pub mod films;
pub mod foot;
pub mod gaze;
pub mod grip;
pub mod ledger;
pub mod microbes;
pub mod motion;
pub mod names;
pub mod person;
pub mod physics;
pub mod room;
pub mod seed;
pub mod stance;
pub mod statics;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod things;
pub mod touch;
pub mod twin;
pub mod view;
pub mod wipe;
pub use build::RoomError;
pub use contact::{ContactSink, Facts};
pub use fact::{Fact, Kind};
pub use names::{Id, Names};
pub use twin::Twin;

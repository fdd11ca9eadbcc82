//! The room as a physical thing. It is told frames, it tells facts, and it knows nothing of right or wrong.
pub mod fact;
pub mod names;
pub mod room;
pub use fact::{Fact, Kind};
pub use names::{Id, Names};

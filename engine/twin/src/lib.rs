//! The room as a physical thing. It is told frames, it tells facts, and it knows nothing of right or wrong.
pub mod body;
pub mod bytes;
pub mod cloth;
pub mod contact;
pub mod fact;
pub mod grip;
pub mod ledger;
pub mod names;
pub mod person;
pub mod physics;
pub mod room;
pub mod stance;
pub mod statics;
pub use contact::{ContactSink, Facts};
pub use fact::{Fact, Kind};
pub use names::{Id, Names};

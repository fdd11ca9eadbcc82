//! The judge: steps, rules, score, debrief. It reads facts; it never sees a hand, a clock or a file.
pub mod debrief;
pub use debrief::*;

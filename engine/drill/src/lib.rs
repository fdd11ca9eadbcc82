//! The judge: steps, rules, score, debrief. It reads facts; it never sees a hand, a clock or a file.
pub mod check;
mod compile;
pub mod condition;
pub mod debrief;
mod judge;
mod locate;
pub mod procedure;
mod report;
mod say;
pub mod scenario;
pub mod site;
pub use compile::Problem;
pub use debrief::*;
pub use judge::{Drill, DrillError, State};
pub use say::{Guide, StepState};
pub use scenario::{FileError, Scenario, scenario_hash, site_hash};
pub use site::Site;

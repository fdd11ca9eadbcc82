//! A scripted trainee: it reads a short script of intents and moves as a person would.
pub mod hand;
pub mod motion;
pub mod persona;
pub mod rig;
pub mod route;
pub mod script;
pub use script::{Script, ScriptError};

//! A scripted trainee: it reads a short script of intents and moves as a person would.
//!
//! [`Script::parse`] reads the text, [`play`] carries it out in a room and hands out the frames, one a tick.
mod deeds;
mod dress;
pub mod hand;
pub mod motion;
pub mod persona;
mod play;
pub mod rig;
pub mod route;
pub mod script;
mod sight;
mod wash;
pub use play::{PlayError, Sink, play};
pub use script::{Script, ScriptError};

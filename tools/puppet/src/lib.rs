//! A scripted trainee: it reads a short script of intents and moves as a person would.
//!
//! [`Script::parse`] reads the text, [`play`] carries it out in a room and hands out the frames, one a tick; [`lend`]
//! does a single deed for a person who is in the room already.
mod deeds;
mod dress;
mod fasten;
pub mod hand;
mod handle;
pub mod lend;
pub mod motion;
pub mod persona;
mod play;
pub mod rig;
pub mod route;
pub mod script;
mod sight;
mod suit;
mod wash;
pub use lend::lend;
pub use play::{PlayError, Sink, play};
pub use script::{Script, ScriptError};

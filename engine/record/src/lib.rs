//! What a session leaves for the school: xAPI statements, made from a [`Session`] and its debrief by a pure function.
//!
//! [`statements`] makes them, [`write()`] keeps them in `<tape>.statements.json` beside the tape. Nothing here reads a
//! clock, a random source or the network: the same tape gives the same statements with the same ids, so that making
//! them again after a power cut can never count a session twice.
//!
//! A statement is built from checked values only ([`value`], [`statement`]); what those types cannot hold, xAPI 1.0.3
//! or 2.0 would refuse. The vocabulary is in [`iri`] and, for machines, in `profile.jsonld`.
mod error;
pub mod file;
pub mod iri;
mod session;
mod set;
pub mod statement;
pub mod value;

pub use error::Error;
pub use file::{statements_path, without_statements, write};
pub use session::{Adaptations, Course, Session, View, tape_id};
pub use set::statements;
pub use statement::Statement;

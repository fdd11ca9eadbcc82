//! Steady air of a cleanroom: a lattice Boltzmann solver, a room as its boundary, the flow as a file, and pictures of it.

pub mod grid;
pub mod lattice;
pub mod picture;
pub mod room;
pub mod solve;
pub mod solver;
pub mod validate;

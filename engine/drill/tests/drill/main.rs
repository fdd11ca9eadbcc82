//! One binary, so that it links once.
mod checking;
mod conditions;
mod gowning;
mod properties;
mod schemas;
mod stage;

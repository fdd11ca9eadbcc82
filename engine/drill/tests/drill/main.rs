//! One binary, so that it links once.
mod checking;
mod conditions;
mod gowning;
mod opened;
mod properties;
mod schemas;
mod stage;

//! `cargo run -r -p bench -- look|shaders|gpu|sizes|twin [--json]`: ours beside the reference. The numbers and their method lie in `README.md`.

#[cfg(test)]
mod counts;
#[cfg(test)]
mod flicker;
mod gpu;
mod headset;
mod look;
mod picture;
mod set;
mod shaders;
mod sizes;
mod twin;

use anyhow::Result;
use clap::{Parser, Subcommand};
use serde::Serialize;
use std::fmt::Display;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "bench", about = "Compares Asepsis with its references")]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// How far the pictures are from path-traced ones
    Look(Told),
    /// What the shaders cost on the GPU of a Quest 3, compiled without one
    Shaders(Told),
    /// How long the GPU of this machine works on a headset's picture
    Gpu {
        /// Also a software driver, in small pictures: no measure of a headset
        #[arg(long)]
        any: bool,
        #[command(flatten)]
        told: Told,
    },
    /// What the rooms take of a headset's memory
    Sizes(Told),
    /// How far the twin's air is from what is known; 1 if a check fails
    Twin(Told),
    /// What `shaders` starts
    #[command(hide = true)]
    Compile { kept: Option<PathBuf> },
}

#[derive(clap::Args)]
struct Told {
    /// For machines
    #[arg(long)]
    json: bool,
}

impl Told {
    fn tell(&self, found: &(impl Serialize + Display)) -> Result<()> {
        if self.json {
            println!("{}", serde_json::to_string_pretty(found)?);
        } else {
            print!("{found}");
        }
        Ok(())
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(why) => {
            eprintln!("{why:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether every check holds.
fn run() -> Result<bool> {
    match Arguments::parse().what {
        What::Look(told) => told.tell(&look::look()?)?,
        What::Shaders(told) => told.tell(&shaders::shaders()?)?,
        What::Gpu { any, told } => told.tell(&gpu::times(any)?)?,
        What::Sizes(told) => told.tell(&sizes::sizes()?)?,
        What::Twin(told) => {
            let table = twin::twin(&set::root())?;
            told.tell(&table)?;
            return Ok(table.holds());
        }
        What::Compile { kept } => shaders::compile(kept.as_deref())?,
    }
    Ok(true)
}

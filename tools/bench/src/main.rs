//! `cargo run -r -p bench -- look [--json]`: ours beside the reference. The numbers and their method lie in `README.md`.

#[cfg(test)]
mod counts;
#[cfg(test)]
mod flicker;
mod look;
mod picture;
mod set;

use anyhow::Result;
use clap::{Parser, Subcommand};
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
    Look {
        /// For machines
        #[arg(long)]
        json: bool,
    },
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why:#}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<()> {
    let What::Look { json } = Arguments::parse().what;
    let found = look::look()?;
    if json {
        println!("{}", serde_json::to_string_pretty(&found)?);
    } else {
        print!("{found}");
    }
    Ok(())
}

//! `asepsis import`: recordings of real hands become tapes.

use crate::Answer;
use anyhow::{Context, Result};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Args {
    /// A recording, one JSON object a line (.jsonl, .jsonl.gz).
    recording: PathBuf,
    #[arg(short = 'o', long = "out", value_name = "TAPE")]
    out: PathBuf,
}

pub fn run(args: &Args) -> Result<Answer> {
    let frames = tape::Import::open(&args.recording).with_context(|| args.recording.display().to_string())?;
    let header = tape::Header {
        device: format!("import {}", args.recording.file_name().unwrap_or_default().to_string_lossy()),
        ..tape::Header::default()
    };
    let mut writer = tape::TapeWriter::create(&args.out, &header)?;
    let mut ticks = 0u32;
    for frame in frames {
        writer.push(&frame?)?;
        ticks += 1;
    }
    writer.finish(tape::End::Finished)?;
    let bytes = std::fs::metadata(&args.out)?.len();
    let seconds = ticks as f32 / tape::TICKS_PER_SECOND as f32;
    println!("{}: {seconds:.2} s, {bytes} bytes, {:.0} kB a minute", args.out.display(), bytes as f32 * 0.06 / seconds);
    Ok(Answer::Yes)
}

//! What can be wrong with a tape, each in a sentence that says where and what to do.

use crate::frame::TICKS_PER_SECOND;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a tape could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum TapeError {
    #[error("{path}: {error}", path = path.display())]
    InFile { path: PathBuf, error: Box<TapeError> },
    #[error("cannot {doing} ({source}); check that the disk is there, has room and may be used")]
    Io { doing: &'static str, source: io::Error },
    #[error("this is not a tape: it does not begin with ASEPTAPE; name a file that `asepsis` recorded")]
    NotATape,
    #[error(
        "this tape has format version {found} and this program reads version {known}; \
         replay it with the version of asepsis that recorded it"
    )]
    Version { found: u16, known: u16 },
    #[error("the header cannot be read: {why}; take another copy of the file")]
    Header { why: String },
    #[error(
        "the tape is damaged at byte {at_byte}, {}: {why}; take another copy of the file, or use what lies before",
        Time(*at_tick)
    )]
    Damaged { at_byte: u64, at_tick: u32, why: &'static str },
    #[error("the header cannot be written: {why}; shorten it")]
    HeaderTooLong { why: &'static str },
    #[error("the recording stopped at an earlier error; what was sealed before it can be replayed")]
    Stopped,
    #[error("{given} checksums were given and the header names {named}; give one for each name, or none")]
    Sums { given: usize, named: usize },
}

pub(crate) fn in_file(path: &Path, error: TapeError) -> TapeError {
    TapeError::InFile { path: path.into(), error: Box::new(error) }
}

/// How a tape ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The person finished.
    Finished,
    /// The person or a supervisor stopped before the end.
    Abandoned,
    /// The recording was cut off (power cut, crash, full disk): `at_tick` whole frames are there.
    Torn { at_tick: u32, why: &'static str },
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match *self {
            Ending::Finished => f.write_str("finished"),
            Ending::Abandoned => f.write_str("abandoned"),
            Ending::Torn { at_tick, why } => write!(f, "interrupted {}: {why}", Time(at_tick)),
        }
    }
}

struct Time(u32);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let rate = TICKS_PER_SECOND;
        write!(f, "at tick {} ({}.{:02} s)", self.0, self.0 / rate, self.0 % rate * 100 / rate)
    }
}

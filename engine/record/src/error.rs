use std::path::PathBuf;

/// Why there are no statements: one sentence with the place, the cause and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{what}: {value:?} cannot stand in a training statement; {remedy}")]
    Value { what: &'static str, value: String, remedy: &'static str },
    #[error("cannot write the statements to {}: {cause}; {kept}: free some space or choose another folder, then try again", path.display())]
    Write { path: PathBuf, cause: std::io::Error, kept: &'static str },
}

impl Error {
    pub(crate) fn value(what: &'static str, value: impl ToString, remedy: &'static str) -> Error {
        Error::Value { what, value: value.to_string(), remedy }
    }
}

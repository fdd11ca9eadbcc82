//! The files of a drill, and the hashes that say which files judged a session.

use crate::procedure::Procedure;
use crate::site::Site;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::Xxh3Default;

/// The parts of a drill that the judge needs.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Folder name: `gowning`.
    pub name: String,
    pub procedure: Procedure,
    /// [`scenario_hash`] of its folder, 32 hexadecimal digits.
    pub hash: String,
}

/// A file that cannot be read as what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}, column {column}: {sentence}")]
pub struct FileError {
    pub file: String,
    pub line: usize,
    pub column: usize,
    /// `steps[3].title`; empty for the whole file.
    pub path: String,
    pub sentence: String,
}

impl Scenario {
    /// Reads the files of a scenario folder, by their names relative to it.
    ///
    /// # Errors
    /// `procedure.json` is missing or cannot be read.
    pub fn parse(name: &str, files: &BTreeMap<String, Vec<u8>>) -> Result<Scenario, FileError> {
        let procedure = parse("procedure.json", files.get("procedure.json").map(Vec::as_slice))?;
        Ok(Scenario { name: name.to_owned(), procedure, hash: scenario_hash(files) })
    }
}

impl Site {
    /// Reads `site.json`.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn parse(bytes: &[u8]) -> Result<Site, FileError> {
        parse("site.json", Some(bytes))
    }
}

/// Reads `bytes` as a `T`; `None` is a file that is not there.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(file: &str, bytes: Option<&[u8]>) -> Result<T, FileError> {
    let error =
        |line, column, path: String, sentence: String| FileError { file: file.into(), line, column, path, sentence };
    let Some(bytes) = bytes else {
        return Err(error(1, 1, String::new(), "the file is missing".into()));
    };
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|e| {
        let path = if e.path().iter().next().is_none() { String::new() } else { e.path().to_string() };
        let (line, column) = (e.inner().line().max(1), e.inner().column().max(1));
        let text = e.inner().to_string();
        let sentence = text.rsplit_once(" at line ").map_or(text.as_str(), |(sentence, _)| sentence);
        error(line, column, path, sentence.to_owned())
    })?;
    reader.end().map_err(|e| error(e.line(), e.column(), String::new(), "there is more after the end".into()))?;
    Ok(value)
}

/// Content hash of a scenario folder: names and bytes of all files in their order, `replays/` left out. 32 hexadecimal
/// digits (XXH3-128).
pub fn scenario_hash(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hash = Xxh3Default::new();
    for (name, bytes) in files.iter().filter(|(name, _)| !name.starts_with("replays/")) {
        for part in [name.as_bytes(), bytes] {
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    format!("{:032x}", hash.digest128())
}

/// Content hash of `site.json`. 32 hexadecimal digits (XXH3-128).
pub fn site_hash(bytes: &[u8]) -> String {
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(bytes))
}

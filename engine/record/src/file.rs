//! Statements on disk: beside the tape, whole or not at all.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{Error, Statement};

const TAPE: &str = ".tape";
const STATEMENTS: &str = ".statements.json";

/// Where the statements of a tape lie: `a.tape` → `a.tape.statements.json`.
pub fn statements_path(tape: &Path) -> PathBuf {
    let mut name = tape.as_os_str().to_owned();
    name.push(STATEMENTS);
    name.into()
}

/// Of the file names of one folder, the tapes that no statements lie beside, in the order given.
///
/// At the next start each of them is told late: it was cut (its ending says so), or it ended and the power went before
/// the statements were written.
pub fn without_statements<'a>(names: &[&'a str]) -> Vec<&'a str> {
    let told = |tape: &str| names.iter().any(|n| n.strip_suffix(STATEMENTS) == Some(tape));
    names.iter().copied().filter(|name| name.ends_with(TAPE) && !told(name)).collect()
}

/// Writes the statements as one JSON array, pretty, through a temporary file that takes the old one's place only when
/// every byte is on the disk.
///
/// # Errors
/// [`Error::Write`] when the disk is full or may not be written: the old file, if there was one, is left as it was.
pub fn write(path: &Path, statements: &[Statement]) -> Result<(), Error> {
    let failed = |cause| {
        let kept = if path.is_file() { "the earlier file is unchanged" } else { "the tape still holds the session" };
        Error::Write { path: path.to_owned(), cause, kept }
    };
    let mut json = serde_json::to_vec_pretty(statements).map_err(|e| failed(e.into()))?;
    json.push(b'\n');
    // A device or a pipe takes the bytes; no file may take its place.
    if fs::metadata(path).is_ok_and(|m| !m.is_file()) {
        return File::options().write(true).open(path).and_then(|mut file| file.write_all(&json)).map_err(failed);
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    replace(&part, path, &json).map_err(|cause| {
        // The part is worthless and may not exist; that it cannot be removed adds nothing to the cause.
        let _ = fs::remove_file(&part);
        failed(cause)
    })
}

fn replace(part: &Path, path: &Path, json: &[u8]) -> io::Result<()> {
    let mut file = File::create(part)?;
    file.write_all(json)?;
    file.sync_all()?;
    fs::rename(part, path)?;
    // On Unix a new name lasts only when its folder is on the disk too; elsewhere a folder cannot be opened.
    #[cfg(unix)]
    File::open(path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(())
}

//! The file beside the tape: whole or not at all, and never instead of a good one.

mod common;

use std::{env, fs, path::PathBuf};

use common::{debrief, session};
use drill::Outcome;
use record::{statements, statements_path, without_statements, write};

/// An empty folder of this test's own, taken away at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder = env::temp_dir().join(format!("asepsis-record-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

#[test]
fn statements_lie_beside_their_tape_as_json() {
    let folder = Folder::new("beside");
    let path = statements_path(&folder.0.join("a.tape"));
    assert_eq!(path.file_name().unwrap(), "a.tape.statements.json");
    let all = statements(&session(), &debrief(Outcome::Passed)).unwrap();
    write(&path, &all).unwrap();
    write(&path, &all).unwrap();
    let read: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(read, serde_json::to_value(&all).unwrap());
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "no part is left behind");
}

#[test]
fn a_folder_that_is_not_there_gets_one_sentence() {
    let folder = Folder::new("absent");
    let path = folder.0.join("no/a.tape.statements.json");
    let said = write(&path, &statements(&session(), &debrief(Outcome::Failed)).unwrap()).unwrap_err().to_string();
    assert!(said.starts_with("cannot write the statements to ") && said.contains("the tape still holds"), "{said}");
    assert!(!said.contains('\n'));
}

/// `/dev/full` is a device on which every write says "no space left".
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_earlier_file() {
    let folder = Folder::new("full");
    let path = folder.0.join("a.tape.statements.json");
    write(&path, &statements(&session(), &debrief(Outcome::Failed)).unwrap()).unwrap();
    let earlier = fs::read(&path).unwrap();
    std::os::unix::fs::symlink("/dev/full", folder.0.join("a.tape.statements.json.part")).unwrap();
    let said = write(&path, &statements(&session(), &debrief(Outcome::Passed)).unwrap()).unwrap_err().to_string();
    assert!(said.contains("No space left") && said.contains("the earlier file is unchanged"), "{said}");
    assert_eq!(fs::read(&path).unwrap(), earlier);
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
}

#[test]
fn tapes_without_statements_are_found() {
    let names = [
        "b.tape",
        "a.tape",
        "a.tape.statements.json",
        "c.tape.statements.json",
        "c.tape.statements.json.part",
        "d.tape.statements.json.part",
        "d.tape",
        "notes.txt",
    ];
    assert_eq!(without_statements(&names), ["b.tape", "d.tape"]);
}

/// A device or a pipe that the statements are sent to is never replaced by a file.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let path = std::env::temp_dir().join(format!("asepsis-record-socket-{}", std::process::id()));
    let _listener = std::os::unix::net::UnixListener::bind(&path).expect("a socket");
    assert!(record::write(&path, &[]).is_err());
    assert!(std::fs::metadata(&path).is_ok_and(|m| m.file_type().is_socket()));
    std::fs::remove_file(path).expect("it is there");
}

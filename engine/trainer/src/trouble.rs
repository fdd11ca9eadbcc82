//! What went wrong, told to the person it happened to: in his language, with what to do about it.

use crate::scenario::NoProcedure;
use crate::train::NoWindow;
use anyhow::Error;
use drill::Lang;
use portray::Words;
use std::io::ErrorKind;
use tape::TapeError;

/// One sentence. What is known gets words of its own; the rest is said as the program says it.
pub fn tell(words: &Words, lang: Lang, trouble: &Error) -> String {
    if let Some(NoProcedure(set)) = trouble.downcast_ref() {
        return words.say(lang, "trouble-no-procedure", &[("set", set)]);
    }
    let detail = detail(trouble);
    match key(trouble) {
        Some(key) => words.say(lang, key, &[("detail", &detail)]),
        None => detail,
    }
}

/// The chain of causes; a cause that the sentence before it already quotes is not said again.
fn detail(trouble: &Error) -> String {
    let mut all = String::new();
    for cause in trouble.chain().map(ToString::to_string) {
        if !all.contains(&cause) {
            if !all.is_empty() {
                all += ": ";
            }
            all += &cause;
        }
    }
    all
}

fn key(trouble: &Error) -> Option<&'static str> {
    trouble.chain().find_map(|cause| {
        if cause.is::<NoWindow>() {
            return Some("trouble-window");
        }
        if let Some(tape) = cause.downcast_ref::<TapeError>() {
            return of_tape(tape);
        }
        if let Some(record::Error::Write { cause, .. }) = cause.downcast_ref() {
            return of_disk(cause.kind());
        }
        cause.downcast_ref::<std::io::Error>().and_then(|e| of_disk(e.kind()))
    })
}

fn of_tape(trouble: &TapeError) -> Option<&'static str> {
    match trouble {
        TapeError::InFile { error, .. } => of_tape(error),
        TapeError::Io { source, .. } => of_disk(source.kind()),
        TapeError::NotATape => Some("trouble-no-tape"),
        TapeError::Version { .. } => Some("trouble-tape-version"),
        TapeError::Header { .. } | TapeError::Damaged { .. } => Some("trouble-tape-damaged"),
        TapeError::HeaderTooLong { .. } | TapeError::Stopped | TapeError::Sums { .. } => None,
    }
}

fn of_disk(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Some("trouble-full"),
        ErrorKind::ReadOnlyFilesystem => Some("trouble-read-only"),
        ErrorKind::PermissionDenied => Some("trouble-denied"),
        ErrorKind::NotFound => Some("trouble-missing"),
        ErrorKind::AlreadyExists => Some("trouble-exists"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;
    use std::io;

    #[test]
    fn known_troubles_are_told_in_both_languages_with_their_place() {
        let words = Words::default();
        let disk = |kind: ErrorKind| Error::from(io::Error::from(kind)).context("cannot write /here/a.md");
        let tape = |error: TapeError| Error::from(error).context("/here/a.md");
        let cases = [
            (disk(ErrorKind::StorageFull), "libérez de la place", "free some space"),
            (disk(ErrorKind::PermissionDenied), "droit", "not allowed"),
            (disk(ErrorKind::ReadOnlyFilesystem), "lecture seule", "read-only"),
            (disk(ErrorKind::NotFound), "n’existe pas", "is not there"),
            (disk(ErrorKind::AlreadyExists), "existe déjà", "already there"),
            (tape(TapeError::NotATape), "n’est pas une bande", "not a tape"),
            (tape(TapeError::Version { found: 9, known: 1 }), "version", "version 9"),
            (tape(TapeError::Damaged { at_byte: 5, at_tick: 90, why: "a bit" }), "abîmée", "damaged at byte 5"),
        ];
        for (trouble, fr, en) in cases {
            for (lang, word) in [(Lang::Fr, fr), (Lang::En, en)] {
                let told = tell(&words, lang, &trouble);
                assert!(told.contains(word) && told.contains("/here/a.md") && !told.contains('\n'), "{told}");
            }
        }
    }

    #[test]
    fn rooms_that_cannot_be_trained_in_can_be_looked_at() {
        let trouble = Error::from(NoProcedure("aseptic-transfer".into())).context("the drill");
        for (lang, word) in [(Lang::Fr, "pas encore de procédure"), (Lang::En, "no procedure yet")] {
            let told = tell(&Words::default(), lang, &trouble);
            assert!(told.contains(word) && told.contains("asepsis look aseptic-transfer"), "{told}");
        }
    }

    #[test]
    fn a_cause_is_said_once() {
        let quoted = TapeError::Io { doing: "read the tape", source: io::Error::other("the cable is out") };
        let told = detail(&Err::<(), _>(quoted).context("a.tape").unwrap_err());
        assert_eq!(told.matches("the cable is out").count(), 1, "{told}");
    }
}

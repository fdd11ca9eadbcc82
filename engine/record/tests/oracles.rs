//! Two validators that others wrote, each as its own process: they accept what we make and refuse what is spoilt.
//! `tools/oracles/install` installs them; without them these tests say `skipped`.

mod common;

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use common::{
    OUTCOMES, any_debrief, any_session, debrief, json,
    mutations::{NPM, PYPI, good, mutations, spoilt},
    session,
};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::Value;

/// The folder of the oracles, when it says that they are installed.
fn folder(which: &str) -> Option<PathBuf> {
    let path = |key| env::var_os(key).filter(|value| !value.is_empty()).map(PathBuf::from);
    let asked = path("ASEPSIS_ORACLES");
    let cache = || path("XDG_CACHE_HOME").or_else(|| Some(env::home_dir()?.join(".cache")));
    let folder = asked.clone().or_else(|| Some(cache()?.join("asepsis/oracles"))).map(|f| f.join(which));
    let installed = folder.filter(|f| f.join(".installed").is_file());
    if installed.is_none() {
        assert!(asked.is_none(), "ASEPSIS_ORACLES names a folder without {which}: run tools/oracles/install");
        // Past the capture of the test harness, which would hide it.
        let _ = writeln!(std::io::stderr(), "skipped: oracles not installed, run tools/oracles/install ({which})");
    }
    installed
}

fn runner(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/oracles").join(name)
}

/// One answer a statement: `ok`, or `refused: ` and why.
fn ask(command: &mut Command, statements: &[Value]) -> Vec<String> {
    let input = env::temp_dir().join(format!("asepsis-oracle-{}-{:p}", std::process::id(), statements));
    let lines: String = statements.iter().map(|s| format!("{s}\n")).collect();
    fs::write(&input, lines).unwrap();
    let output = command.stdin(fs::File::open(&input).unwrap()).stderr(Stdio::inherit()).output().unwrap();
    fs::remove_file(&input).unwrap();
    assert!(output.status.success(), "{command:?}: {}", output.status);
    let answers: Vec<String> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), statements.len(), "one answer a statement");
    answers
}

fn hold_against(oracle: &str, mut command: Command) {
    let mut all: Vec<Value> = OUTCOMES.iter().flat_map(|&o| json(&session(), &debrief(o))).collect();
    let mut chance = TestRunner::deterministic();
    for _ in 0..50 {
        let (session, debrief) = (any_session(), any_debrief()).new_tree(&mut chance).unwrap().current();
        all.extend(json(&session, &debrief));
    }
    for (statement, answer) in all.iter().zip(ask(&mut command, &all)) {
        assert_eq!(answer, "ok", "{oracle} on {statement:#}");
    }

    let spoilt: Vec<Value> = mutations().iter().map(|m| spoilt(&good(), m)).collect();
    let answers = ask(&mut command, &spoilt);
    let surprises: Vec<String> = (mutations().iter().zip(&answers))
        .filter(|((_, _, _, missed_by), answer)| answer.starts_with("refused: ") == missed_by.contains(&oracle))
        .map(|((name, ..), answer)| format!("{name}: {answer}"))
        .collect();
    assert!(surprises.is_empty(), "{oracle} surprises: {surprises:#?}");
}

#[test]
fn the_npm_validator_agrees() {
    let Some(folder) = folder("js") else { return };
    let mut command = Command::new("node");
    command.arg(runner("validate.mjs")).arg(folder);
    hold_against(NPM, command);
}

#[test]
fn the_pypi_validator_agrees() {
    let Some(folder) = folder("py") else { return };
    let mut command = Command::new(folder.join("bin/python"));
    command.arg(runner("validate.py"));
    hold_against(PYPI, command);
}

//! `asepsis check`: every scenario held against its types and against itself, every headset's file against its types.

use crate::{Answer, scenario, statements};
use anyhow::{Context, Result, bail};
use drill::check::Finding;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(clap::Args)]
pub struct Args {
    /// Drills to check; all, and the headsets, when none is named.
    drills: Vec<String>,
    /// Findings as JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<Answer> {
    let root = scenario::root()?;
    let drills = if args.drills.is_empty() { scenario::drills(&root)? } else { args.drills.clone() };
    let site = std::fs::read(root.join("scenarios/site.json")).context("cannot read scenarios/site.json")?;
    statements::School::load(&root)?;
    let mut findings = Vec::new();
    for drill in &drills {
        findings.extend(drill::check::check(&scenario::files(&root, drill)?, &site).into_iter().map(|mut finding| {
            finding.file = match finding.file.as_str() {
                "site.json" => "scenarios/site.json".to_owned(),
                file => format!("scenarios/{drill}/{file}"),
            };
            finding
        }));
    }
    let mut checked = format!("{} drills checked: {}", drills.len(), drills.join(", "));
    if args.drills.is_empty() {
        checked += &headsets(&root, &mut findings)?;
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&findings)?);
    } else {
        for f in &findings {
            println!("{}:{}:{}: {}: {} {}", f.file, f.line, f.column, f.path, f.sentence, f.remedy);
        }
        println!("{checked}, {} findings", findings.len());
    }
    if !findings.is_empty() {
        bail!("{} findings; each line above says where and what to do", findings.len());
    }
    Ok(Answer::Yes)
}

/// The files of `headset-config/`; how many there are.
fn headsets(root: &Path, findings: &mut Vec<Finding>) -> Result<String> {
    let folder = root.join("headset-config");
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "json") {
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
            files.insert(name, std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?);
        }
    }
    let read = xr::headset::read(&files);
    findings.extend(read.err().into_iter().flatten().map(|error| {
        let (sentence, remedy) = error.sentence.split_once("; ").unwrap_or((error.sentence.as_str(), ""));
        Finding {
            file: format!("headset-config/{}", error.file),
            line: error.line,
            column: error.column,
            path: error.path.clone(),
            sentence: sentence.to_owned(),
            remedy: remedy.to_owned(),
        }
    }));
    Ok(format!("; {} headsets", files.keys().filter(|name| *name != xr::headset::SCHEMA).count()))
}

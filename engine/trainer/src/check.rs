//! `asepsis check`: every scenario held against its types and against itself.

use crate::{Answer, scenario, statements};
use anyhow::{Context, Result, bail};

#[derive(clap::Args)]
pub struct Args {
    /// Drills to check; all when none is named.
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
    if args.json {
        println!("{}", serde_json::to_string_pretty(&findings)?);
    } else {
        for f in &findings {
            println!("{}:{}:{}: {}: {} {}", f.file, f.line, f.column, f.path, f.sentence, f.remedy);
        }
        println!("{} drills checked: {}, {} findings", drills.len(), drills.join(", "), findings.len());
    }
    if !findings.is_empty() {
        bail!("{} findings in the scenarios; each line above says where and what to do", findings.len());
    }
    Ok(Answer::Yes)
}

//! `asepsis check`: every scenario held against its types and against itself, every headset's file against its types.

use crate::scenario::{self, NoProcedure, Rooms};
use crate::{Answer, film, statements};
use anyhow::{Context, Result, bail};
use drill::check::Finding;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use twin::Twin;
use twin::air::Grid;
use twin::microbes::Microbes;
use twin::microbes::model::Model;

#[derive(clap::Args)]
pub struct Args {
    /// Drills to check; all, the viewpoints and the headsets, when none is named.
    drills: Vec<String>,
    /// Findings as JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<Answer> {
    let root = scenario::root()?;
    let all = || Ok::<_, anyhow::Error>([scenario::drills(&root)?, scenario::sets(&root)?].concat());
    let asked: BTreeSet<String> =
        if args.drills.is_empty() { all()? } else { args.drills.clone() }.into_iter().collect();
    let site = std::fs::read(root.join("scenarios/site.json")).context("cannot read scenarios/site.json")?;
    statements::School::load(&root)?;
    let (mut findings, mut drills, mut rooms) = (Vec::new(), Vec::new(), Vec::new());
    for drill in asked {
        let found = match scenario::files(&root, &drill) {
            Err(why) if why.is::<NoProcedure>() => {
                rooms.push(why.to_string());
                drill::check::check_rooms(&scenario::room_files(&root, &drill)?)
            }
            files => drill::check::check(&files?, &site),
        };
        findings.extend(found.into_iter().map(|mut finding| {
            finding.file = match finding.file.as_str() {
                "site.json" => "scenarios/site.json".to_owned(),
                file => format!("scenarios/{drill}/{file}"),
            };
            finding
        }));
        findings.extend(flow(&root, &drill)?);
        drills.push(drill);
    }
    let mut checked = format!("{} drills checked: {}", drills.len(), drills.join(", "));
    if args.drills.is_empty() {
        findings.extend(model(&root)?);
        viewpoints(&root, &mut findings)?;
        checked += &headsets(&root, &mut findings)?;
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&findings)?);
    } else {
        for f in &findings {
            println!("{}:{}:{}: {}: {} {}", f.file, f.line, f.column, f.path, f.sentence, f.remedy);
        }
        rooms.iter().for_each(|sentence| println!("{sentence}"));
        println!("{checked}, {} findings", findings.len());
    }
    if !findings.is_empty() {
        bail!("{} findings; each line above says where and what to do", findings.len());
    }
    Ok(Answer::Yes)
}

/// The numbers of the model of microbes and air, and whether every room finds its surfaces among them.
fn model(root: &Path) -> Result<Vec<Finding>> {
    let text = std::fs::read(root.join("scenarios/model.json")).context("cannot read scenarios/model.json")?;
    let mut found = drill::check::check_model(&text);
    if let (true, Ok(model)) = (found.is_empty(), serde_json::from_slice::<Model>(&text)) {
        for set in scenario::sets(root)? {
            // A room that cannot be read or built is told of by itself.
            let Ok(rooms) = Rooms::load(root, &set) else { continue };
            let Ok(twin) = Twin::new(&rooms.room, &rooms.patterns, 0, 1) else { continue };
            if rooms.air.as_ref().is_some_and(|flow| Grid::new(flow, false).is_err()) {
                continue;
            }
            let microbes = Microbes::beside(&twin, &rooms.room, rooms.air.as_ref(), &model, 0);
            found.extend(microbes.err().map(|error| Finding {
                file: "model.json".to_owned(),
                line: 1,
                column: 1,
                path: "surfaces".to_owned(),
                sentence: format!("the rooms `{set}` cannot be counted in"),
                remedy: error.0,
            }));
        }
    }
    Ok(found.into_iter().map(|finding| Finding { file: format!("scenarios/{}", finding.file), ..finding }).collect())
}

/// What is wrong with the flow of a set's air, if its rooms can be read.
fn flow(root: &Path, set: &str) -> Result<Option<Finding>> {
    let files = scenario::room_files(root, set)?;
    let Ok(room) = serde_json::from_slice(&files[scenario::ROOM]) else { return Ok(None) };
    let file = format!("scenarios/{set}/{}", scenario::FLOW);
    let trouble = match scenario::flow(&files, &room, set) {
        Err(why) => Some(why.to_string()),
        Ok(flow) => flow
            .and_then(|flow| Grid::new(&flow, false).err())
            .map(|why| format!("{file}: {}; {}", why.what, why.remedy)),
    };
    Ok(trouble.map(|why| {
        let (sentence, remedy) = why.split_once("; ").unwrap_or((&why, ""));
        let file = file.clone();
        let sentence = format!("{};", sentence.strip_prefix(&format!("{file}: ")).unwrap_or(sentence));
        Finding { file, line: 1, column: 1, path: String::new(), sentence, remedy: remedy.to_owned() }
    }))
}

/// Every set of the standard viewpoints has rooms.
fn viewpoints(root: &Path, findings: &mut Vec<Finding>) -> Result<()> {
    let sets = scenario::sets(root)?;
    let standard = film::standard(root)?;
    findings.extend(standard.sets().filter(|set| !sets.iter().any(|known| known == set)).map(|set| Finding {
        file: film::VIEWPOINTS.to_owned(),
        line: 1,
        column: 1,
        path: set.to_owned(),
        sentence: format!("there are no rooms `{set}`"),
        remedy: format!("use one of: {}", sets.join(", ")),
    }));
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use twin::air::flow::Flow;

    #[test]
    fn a_flow_that_cannot_be_is_told_of_in_one_sentence_with_its_file() {
        let root = scenario::root().expect("the tests run inside the project");
        let files = scenario::room_files(&root, "gowning").unwrap();
        let whole = Flow::from_bytes(&files[scenario::FLOW], "air.flow").unwrap();
        let temporary = std::env::temp_dir().join(format!("asepsis-check-{}", std::process::id()));
        let set = temporary.join("scenarios/suite");
        std::fs::create_dir_all(&set).unwrap();
        std::fs::write(set.join(scenario::ROOM), &files[scenario::ROOM]).unwrap();
        let found = |bytes: &[u8]| {
            std::fs::write(set.join(scenario::FLOW), bytes).unwrap();
            flow(&temporary, "suite").unwrap()
        };
        let changed = |change: &dyn Fn(&mut Flow)| {
            let mut flow = whole.clone();
            change(&mut flow);
            found(&flow.to_bytes()).expect("it was taken")
        };
        assert!(found(&files[scenario::FLOW]).is_none());
        let cases = [
            ("no filter supplies any air", changed(&|flow| flow.passages.retain(|p| p.from.is_some()))),
            ("no return", changed(&|flow| flow.passages.retain(|p| p.to.is_some()))),
            ("it was computed for other zones", changed(&|flow| flow.room[0] ^= 1)),
            ("cut short", found(&files[scenario::FLOW][..1000]).expect("it was taken")),
        ];
        for (wanted, finding) in cases {
            println!("{}: {} {}", finding.file, finding.sentence, finding.remedy);
            assert_eq!(finding.file, "scenarios/suite/air.flow");
            assert!(finding.sentence.contains(wanted) && finding.remedy.contains("make it again"), "{finding:?}");
        }
        std::fs::remove_dir_all(temporary).unwrap();
    }
}

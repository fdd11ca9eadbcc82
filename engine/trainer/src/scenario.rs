//! Where the files lie: the folder with `scenarios/` and `assets/`, and a drill's files read from it.

use anyhow::{Context, Result, bail};
use drill::Site;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use twin::room::{Patterns, Room};

/// The folder that holds `scenarios/` and `assets/`: the nearest one above the working folder or above the program.
pub fn root() -> Result<PathBuf> {
    let here = std::env::current_dir().context("the working folder is gone")?;
    let program = std::env::current_exe().unwrap_or_default();
    here.ancestors()
        .chain(program.ancestors())
        .find(|folder| folder.join("scenarios/site.json").is_file())
        .map(Path::to_path_buf)
        .context("no folder `scenarios` with a `site.json` here or above: start asepsis inside the project's folder")
}

/// The names of the drills in `scenarios/`, sorted.
pub fn drills(root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let folder = root.join("scenarios");
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.join("procedure.json").is_file() {
            names.extend(path.file_name().and_then(|n| n.to_str()).map(str::to_owned));
        }
    }
    names.sort();
    Ok(names)
}

/// The content of a drill: everything that decides a verdict, and nothing that does not.
pub struct Scenario {
    pub room: Room,
    pub patterns: Patterns,
    pub judge: drill::Scenario,
    pub site: Site,
    pub site_hash: String,
}

impl Scenario {
    pub fn load(root: &Path, drill: &str) -> Result<Scenario> {
        let files = files(root, drill)?;
        let within = |file: &str| format!("scenarios/{drill}/{file}");
        let read = |name: &str| files.get(name).with_context(|| format!("{} is missing", within(name)));
        let site_bytes = std::fs::read(root.join("scenarios/site.json")).context("cannot read scenarios/site.json")?;
        Ok(Scenario {
            room: parse(&within("room.json"), read("room.json")?)?,
            patterns: parse(&within("garments.json"), read("garments.json")?)?,
            judge: drill::Scenario::parse(drill, &files).with_context(|| format!("in scenarios/{drill}"))?,
            site: Site::parse(&site_bytes).context("in scenarios")?,
            site_hash: drill::site_hash(&site_bytes),
        })
    }
}

fn parse<T: serde::de::DeserializeOwned>(file: &str, bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).with_context(|| format!("{file} cannot be read; `asepsis check` says more"))
}

/// The files of `scenarios/<drill>/` by name, `replays/` left out.
pub fn files(root: &Path, drill: &str) -> Result<BTreeMap<String, Vec<u8>>> {
    if drill.is_empty() || !drill.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        bail!("`{drill}` is no drill's name: letters, digits and `-` only, as in `gowning`");
    }
    let folder = root.join("scenarios").join(drill);
    if !folder.join("procedure.json").is_file() {
        bail!("there is no drill `{drill}`; there are: {}", drills(root)?.join(", "));
    }
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "json") && path.is_file() {
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
            let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.insert(name, bytes);
        }
    }
    Ok(files)
}

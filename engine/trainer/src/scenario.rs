//! Where the files lie: the folder with `scenarios/` and `assets/`, and a drill's files read from it.

use anyhow::{Context, Result, bail};
use drill::Site;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use twin::air::Flow;
use twin::air::flow::hash_of;
use twin::microbes::model::Model;
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
    folders_with(root, PROCEDURE)
}

/// The names of the sets in `scenarios/`, sorted: rooms, most of them those of a drill.
pub fn sets(root: &Path) -> Result<Vec<String>> {
    folders_with(root, ROOM)
}

const PROCEDURE: &str = "procedure.json";
pub const ROOM: &str = "room.json";
const GARMENTS: &str = "garments.json";
pub const FLOW: &str = "air.flow";

fn folders_with(root: &Path, file: &str) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let folder = root.join("scenarios");
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.join(file).is_file() {
            names.extend(path.file_name().and_then(|n| n.to_str()).map(str::to_owned));
        }
    }
    names.sort();
    Ok(names)
}

/// Rooms to look at that have no procedure to train by.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` has no procedure yet, so it cannot be trained in; `asepsis look {0}` shows its rooms")]
pub struct NoProcedure(pub String);

/// What is where in a set of rooms, and how what is worn there is cut.
pub struct Rooms {
    pub room: Room,
    /// How its air flows, where that was computed.
    pub air: Option<Flow>,
    pub patterns: Patterns,
}

impl Rooms {
    /// Of a drill, or of a folder that is to become one: its garments may be missing.
    pub fn load(root: &Path, set: &str) -> Result<Rooms> {
        let files = room_files(root, set)?;
        let within = |file: &str| format!("scenarios/{set}/{file}");
        let patterns = files.get(GARMENTS).map(|bytes| parse(&within(GARMENTS), bytes)).transpose()?;
        let room = parse(&within(ROOM), &files[ROOM])?;
        Ok(Rooms { air: flow(&files, &room, set)?, room, patterns: patterns.unwrap_or_default() })
    }
}

/// How the air of a set flows, where that was computed.
///
/// # Errors
/// The file is damaged, or was computed for other rooms.
pub fn flow(files: &BTreeMap<String, Vec<u8>>, room: &Room, set: &str) -> Result<Option<Flow>> {
    let Some(bytes) = files.get(FLOW) else { return Ok(None) };
    let place = format!("scenarios/{set}/{FLOW}");
    let flow = Flow::from_bytes(bytes, &place)?;
    if flow.room != hash_of(room) {
        bail!("{place}: it was computed for other zones, solids or doors; make it again with `airflow solve`");
    }
    Ok(Some(flow))
}

/// The content of a drill: everything that decides a verdict, and nothing that does not.
pub struct Scenario {
    pub room: Room,
    /// How its air flows, where that was computed.
    pub air: Option<Flow>,
    pub patterns: Patterns,
    pub judge: drill::Scenario,
    pub site: Site,
    /// The numbers of microbes and air.
    pub model: Model,
    /// Of `site.json` and `model.json` together: both are the site's to set.
    pub site_hash: String,
}

impl Scenario {
    pub fn load(root: &Path, drill: &str) -> Result<Scenario> {
        let files = files(root, drill)?;
        let within = |file: &str| format!("scenarios/{drill}/{file}");
        let read = |name: &str| files.get(name).with_context(|| format!("{} is missing", within(name)));
        let room = parse(&within(ROOM), read(ROOM)?)?;
        let of_site = |file: &str| {
            std::fs::read(root.join("scenarios").join(file)).with_context(|| format!("cannot read scenarios/{file}"))
        };
        let (site_bytes, model_bytes) = (of_site("site.json")?, of_site("model.json")?);
        Ok(Scenario {
            air: flow(&files, &room, drill)?,
            room,
            patterns: parse(&within(GARMENTS), read(GARMENTS)?)?,
            judge: drill::Scenario::parse(drill, &files).with_context(|| format!("in scenarios/{drill}"))?,
            site: Site::parse(&site_bytes).context("in scenarios")?,
            model: parse("scenarios/model.json", &model_bytes)?,
            site_hash: drill::site_hash(&[site_bytes, model_bytes].concat()),
        })
    }
}

fn parse<T: serde::de::DeserializeOwned>(file: &str, bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).with_context(|| format!("{file} cannot be read; `asepsis check` says more"))
}

/// The files of `scenarios/<drill>/` by name, `replays/` left out.
pub fn files(root: &Path, drill: &str) -> Result<BTreeMap<String, Vec<u8>>> {
    let folder = folder(root, drill)?;
    if folder.join(PROCEDURE).is_file() {
        return read_all(&folder);
    }
    if folder.join(ROOM).is_file() {
        return Err(NoProcedure(drill.to_owned()).into());
    }
    bail!("there is no drill `{drill}`; there are: {}", drills(root)?.join(", "))
}

/// The same of a set, with a procedure or without.
pub fn room_files(root: &Path, set: &str) -> Result<BTreeMap<String, Vec<u8>>> {
    let folder = folder(root, set)?;
    if !folder.join(ROOM).is_file() {
        bail!("there are no rooms `{set}`; there are: {}", sets(root)?.join(", "));
    }
    read_all(&folder)
}

fn folder(root: &Path, name: &str) -> Result<PathBuf> {
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        bail!("`{name}` is no drill's name: letters, digits and `-` only, as in `gowning`");
    }
    Ok(root.join("scenarios").join(name))
}

fn read_all(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "json" || e == "flow") && path.is_file() {
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
            let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.insert(name, bytes);
        }
    }
    Ok(files)
}

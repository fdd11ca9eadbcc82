//! What the air meets and what moves it: a drill's `room.json`, its glTF models, and the data file that gives supplies,
//! returns and doors their flows.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};
use twin::air::flow::Flow;
use xxhash_rust::xxh3::xxh3_128;

pub use twin::air::Trouble;
pub use twin::room::Room;

/// How the room is ventilated.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Air {
    /// Edge of a cell; it must divide the room.
    pub cell_m: f32,
    /// How long the air moves before it is averaged, and how long it is averaged.
    pub settle_s: f32,
    pub mean_s: f32,
    pub density_kg_per_m3: Quantity,
    pub viscosity_m2_per_s: Quantity,
    /// Smagorinsky's constant.
    pub smagorinsky: Quantity,
    /// Open height under a shut door, and its coefficient of discharge.
    pub door_gap_m: Quantity,
    pub door_discharge: Quantity,
    /// Boxes that air cannot enter either, though `room.json` leaves them open: a hatch behind its doors.
    #[serde(default)]
    pub shut: Vec<Face>,
    pub stages: Vec<Stage>,
}

/// A number, where it comes from, and how far to trust it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    pub value: f32,
    pub source: String,
    pub label: Label,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    Measured,
    Computed,
    Design,
}

/// A room of the suite and its supplies and returns; or a unit inside a room, that blows at a speed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    pub id: String,
    pub zones: Vec<String>,
    pub supply: Faces,
    #[serde(default)]
    pub returns: Vec<Faces>,
    /// Where a unit's own fans draw as much as its filters blow.
    #[serde(default)]
    pub takes_back: Vec<Faces>,
    /// What the supplies blow in an hour, over the volume of the stage. Of this and the next it has one.
    pub air_changes_per_h: Option<Quantity>,
    /// How fast a unit blows at its filter; its volume belongs to the stage that it stands in.
    pub speed_m_per_s: Option<Quantity>,
}

/// What lets air through.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "it is neither a node and a material of a model, nor a min and a max")]
pub enum Faces {
    /// Every connected piece of that material in that glTF node.
    Pieces(Pieces),
    /// A rectangle that the models do not show.
    Plain(Face),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pieces {
    pub node: String,
    pub material: String,
}

impl Faces {
    pub fn name(&self) -> String {
        match self {
            Faces::Pieces(of) => of.node.clone(),
            Faces::Plain(face) => format!("{:?} to {:?}", face.min, face.max),
        }
    }
}

/// A box, as a rule without thickness, metres.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Face {
    pub min: [f32; 3],
    pub max: [f32; 3],
}

/// A drill's `room.json`, as far as air can go round what it says.
pub fn read_room(path: &Path) -> Result<Room, Trouble> {
    let room: Room = parse(path, &bytes(path)?)?;
    let place = |list: &str, id: &str| format!("{}: {list} {id:?}", path.display());
    for zone in &room.zones {
        sized(&place("zone", &zone.id), &zone.min, &zone.max)?;
    }
    for solid in &room.solids {
        sized(&place("solid", &solid.id), &solid.min, &solid.max)?;
    }
    for door in &room.doors {
        let place = place("door", &door.id);
        sized(&place, &[0.0; 2], &[door.width, door.height])?;
        if !door.at.iter().all(|v| v.is_finite()) || !door.pressure_pa.is_finite() || door.pressure_pa < 0.0 {
            return Err(Trouble::new(place, "its place or pressure is not a number from 0 up", "correct it"));
        }
        if door.turn.rem_euclid(90.0) != 0.0 {
            return Err(Trouble::new(place, "it stands askew", "turn it by a multiple of 90 degrees"));
        }
    }
    if room.zones.is_empty() {
        return Err(Trouble::new(path.display(), "it has no zones", "list the floor under \"zones\""));
    }
    Ok(room)
}

impl Air {
    /// The data and the XXH3-128 of its file, little-endian.
    pub fn read(path: &Path) -> Result<(Air, [u8; 16]), Trouble> {
        let bytes = bytes(path)?;
        let air: Air = parse(path, &bytes)?;
        let above_0 = |field: &str, value: f32| match value.is_finite() && value > 0.0 {
            true => Ok(()),
            false => {
                let place = format!("{}: {field}", path.display());
                Err(Trouble::new(place, format!("{value} cannot be"), "give a number above 0"))
            }
        };
        above_0("cell_m", air.cell_m)?;
        above_0("settle_s", air.settle_s)?;
        above_0("mean_s", air.mean_s)?;
        above_0("density_kg_per_m3", air.density_kg_per_m3.value)?;
        above_0("viscosity_m2_per_s", air.viscosity_m2_per_s.value)?;
        above_0("smagorinsky", air.smagorinsky.value)?;
        above_0("door_gap_m", air.door_gap_m.value)?;
        above_0("door_discharge", air.door_discharge.value)?;
        for face in &air.shut {
            sized(&format!("{}: shut", path.display()), &face.min, &face.max)?;
        }
        for stage in &air.stages {
            let place = format!("stage {:?}", stage.id);
            match (&stage.air_changes_per_h, &stage.speed_m_per_s) {
                (Some(changes), None) => above_0(&format!("{place}: air_changes_per_h"), changes.value)?,
                (None, Some(speed)) => above_0(&format!("{place}: speed_m_per_s"), speed.value)?,
                _ => {
                    let what = "it has not exactly one of air_changes_per_h and speed_m_per_s";
                    return Err(Trouble::new(format!("{}: {place}", path.display()), what, "give one of them"));
                }
            }
        }
        Ok((air, xxh3_128(&bytes).to_le_bytes()))
    }
}

/// The glTF files of a room, read once.
pub struct Models(Vec<(PathBuf, gltf::Document, Vec<u8>)>);

impl Models {
    /// # Errors
    /// One is missing or is no binary glTF.
    pub fn read(room: &Room, assets: &Path) -> Result<Models, Trouble> {
        let files = room.models.iter().map(|name| {
            let path = assets.join(name);
            let bad =
                |e: &dyn ToString| Trouble::new(path.display(), e.to_string(), "make it again with tools/forge/make");
            let gltf = gltf::Gltf::from_slice(&bytes(&path)?).map_err(|e| bad(&e))?;
            let blob = gltf.blob.ok_or_else(|| bad(&"it has no binary part"))?;
            Ok((path.clone(), gltf.document, blob))
        });
        Ok(Models(files.collect::<Result<_, _>>()?))
    }

    /// The connected pieces of a material in a node, in the order of its triangles. Nodes stand where their meshes
    /// are: a room's models move none.
    pub fn faces(&self, wanted: &Faces, place: &str) -> Result<Vec<Face>, Trouble> {
        let wanted = match wanted {
            Faces::Pieces(pieces) => pieces,
            Faces::Plain(face) => return Ok(vec![*face]),
        };
        let mut faces = Vec::new();
        for (path, document, blob) in &self.0 {
            let of_node = document.nodes().filter(|n| n.name() == Some(&wanted.node)).filter_map(|n| n.mesh());
            for primitive in of_node.flat_map(|m| m.primitives().collect::<Vec<_>>()) {
                if primitive.material().name() != Some(&wanted.material) {
                    continue;
                }
                let reader = primitive.reader(|_| Some(blob));
                let (Some(points), Some(corners)) = (reader.read_positions(), reader.read_indices()) else {
                    continue;
                };
                let points: Vec<[f32; 3]> = points.collect();
                let corners: Vec<usize> = corners.into_u32().map(|i| i as usize).collect();
                if points.iter().flatten().any(|v| !v.is_finite()) || corners.iter().any(|c| *c >= points.len()) {
                    let place = format!("{}: node {:?}", path.display(), wanted.node);
                    return Err(Trouble::new(place, "a corner is no place", "make it again with tools/forge/make"));
                }
                faces.extend(pieces(&points, &corners));
            }
        }
        if faces.is_empty() {
            let what = format!("no model has a node {:?} with the material {:?}", wanted.node, wanted.material);
            return Err(Trouble::new(place, what, "name one of the models that room.json lists"));
        }
        Ok(faces)
    }
}

/// Boxes of the pieces that hang together by shared corners.
fn pieces(points: &[[f32; 3]], corners: &[usize]) -> Vec<Face> {
    let mut piece: Vec<usize> = (0..points.len()).collect();
    fn root(piece: &[usize], mut at: usize) -> usize {
        while piece[at] != at {
            at = piece[at];
        }
        at
    }
    for triangle in corners.chunks_exact(3) {
        let roots = [0, 1, 2].map(|k| root(&piece, triangle[k]));
        let first = roots[0].min(roots[1]).min(roots[2]);
        for r in roots {
            piece[r] = first;
        }
    }
    let mut faces: Vec<(usize, Face)> = Vec::new();
    for corner in corners {
        let (of, p) = (root(&piece, *corner), points[*corner]);
        match faces.iter_mut().find(|(r, _)| *r == of) {
            Some((_, face)) => {
                face.min = [0, 1, 2].map(|a| face.min[a].min(p[a]));
                face.max = [0, 1, 2].map(|a| face.max[a].max(p[a]));
            }
            None => faces.push((of, Face { min: p, max: p })),
        }
    }
    faces.into_iter().map(|(_, face)| face).collect()
}

/// # Errors
/// As [`Flow::from_bytes`], or the file cannot be read.
pub fn read_flow(path: &Path) -> Result<Flow, Trouble> {
    Flow::from_bytes(&bytes(path)?, &path.display().to_string())
}

fn bytes(path: &Path) -> Result<Vec<u8>, Trouble> {
    std::fs::read(path)
        .map_err(|e| Trouble::new(path.display(), format!("cannot be read ({e})"), "give a file that can"))
}

fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, Trouble> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut reader).map_err(|e| {
        let (line, column) = (e.inner().line(), e.inner().column());
        let text = e.inner().to_string();
        let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
        let place = format!("{}, line {line}, column {column}, {}", path.display(), e.path());
        Trouble::new(place, what, "correct it there")
    })
}

fn sized(place: &str, min: &[f32], max: &[f32]) -> Result<(), Trouble> {
    match min.iter().zip(max).all(|(a, b)| a.is_finite() && b.is_finite() && a < b) {
        true => Ok(()),
        false => Err(Trouble::new(place, "it has no extent", "give a min below its max on every axis")),
    }
}

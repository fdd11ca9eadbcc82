//! What the air meets and what moves it: a drill's `room.json`, its glTF models, and the data file that gives supplies,
//! returns and doors their flows.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::{Xxh3Default, xxh3_128};

/// Bad input: one sentence that says where, what, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}; {remedy}")]
pub struct Trouble {
    pub place: String,
    pub what: String,
    pub remedy: String,
}

impl Trouble {
    pub fn new(place: impl ToString, what: impl ToString, remedy: impl ToString) -> Trouble {
        Trouble { place: place.to_string(), what: what.to_string(), remedy: remedy.to_string() }
    }
}

/// The parts of `room.json` that the air meets; its other fields are not read.
#[derive(Clone, Debug, Deserialize)]
pub struct Room {
    #[serde(default)]
    pub models: Vec<String>,
    pub zones: Vec<Zone>,
    pub solids: Vec<Solid>,
    #[serde(default)]
    pub doors: Vec<Door>,
}

/// A rectangle of floor, `[x, z]` in metres.
#[derive(Clone, Debug, Deserialize)]
pub struct Zone {
    pub id: String,
    pub min: [f32; 2],
    pub max: [f32; 2],
}

/// A box that air cannot enter, metres.
#[derive(Clone, Debug, Deserialize)]
pub struct Solid {
    pub id: String,
    pub min: [f32; 3],
    pub max: [f32; 3],
}

/// A door, shut.
#[derive(Clone, Debug, Deserialize)]
pub struct Door {
    pub id: String,
    /// Middle of the threshold, `[x, z]`.
    pub at: [f32; 2],
    pub width: f32,
    pub height: f32,
    /// Degrees: 0 is a door in a wall along x.
    #[serde(default)]
    pub turn: f32,
    /// The zones on its two sides; air leaks from the second, cleaner, to the first.
    pub between: [String; 2],
    /// Pascals that the second zone is above the first.
    pub pressure_pa: f32,
}

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

/// A room of the suite and its supplies and returns, by the names of glTF nodes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    pub id: String,
    pub zones: Vec<String>,
    pub supply: Faces,
    #[serde(default)]
    pub returns: Vec<Faces>,
    /// What the supplies blow in an hour, over the volume of the stage.
    pub air_changes_per_h: Quantity,
}

/// The parts of a node that let air through: every connected piece of the named material is one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faces {
    pub node: String,
    pub material: String,
}

/// A box around one such piece, metres.
#[derive(Clone, Copy, Debug)]
pub struct Face {
    pub min: [f32; 3],
    pub max: [f32; 3],
}

impl Room {
    pub fn read(path: &Path) -> Result<Room, Trouble> {
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

    /// Names what a flow was computed for. XXH3-128, little-endian, over every zone (id, 0, min, max), solid (id, 0,
    /// min, max) and door (id, 0, at, width, height, turn, pressure), numbers as little-endian f32.
    pub fn hash(&self) -> [u8; 16] {
        let mut hash = Xxh3Default::new();
        let mut add = |id: &str, numbers: &[&[f32]]| {
            hash.update(id.as_bytes());
            hash.update(&[0]);
            for number in numbers.iter().flat_map(|n| n.iter()) {
                hash.update(&number.to_le_bytes());
            }
        };
        for z in &self.zones {
            add(&z.id, &[&z.min, &z.max]);
        }
        for s in &self.solids {
            add(&s.id, &[&s.min, &s.max]);
        }
        for d in &self.doors {
            add(&d.id, &[&d.at, &[d.width, d.height, d.turn, d.pressure_pa]]);
        }
        hash.digest128().to_le_bytes()
    }
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
        for stage in &air.stages {
            above_0(&format!("stage {:?}: air_changes_per_h", stage.id), stage.air_changes_per_h.value)?;
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

pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Trouble> {
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

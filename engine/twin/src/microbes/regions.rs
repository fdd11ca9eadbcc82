//! From a room to the regions of its ledger: every surface that can touch or be touched, with its area, what it is made of
//! and what lies on it at first.

use super::act::{AgentEffect, Transfer};
use super::floating::Floating;
use super::grades::Grades;
use super::instruments::Instruments;
use super::journal::Journal;
use super::model::{Model, PlateKind, SurfaceClass};
use super::plates::{MOST, PlateCut};
use super::shed::Shedding;
use super::stock::{Piece, Stock};
use super::{AIRBORNE, Microbes};
use crate::air::Flow;
use crate::body::Part;
use crate::films::Patch;
use crate::names::fits;
use crate::person::MAX_PERSONS;
use crate::room::Room;
use crate::statics::{Block, BlockKind};
use crate::things::Thing;
use crate::twin::Twin;
use crate::{Id, RoomError};
use glam::Vec3;

/// Half of the plate beside a door and of its override, metres, as they are drawn.
const PLATE_M: f64 = 0.06;
/// Names of the sources that may be in the air.
const AIR: [&str; AIRBORNE] =
    ["person.0", "person.1", "person.2", "person.3", "air.less_clean", "air.start", "air.floor", "air.supply"];

impl Twin {
    /// The room with a ledger of microbes and particles. `flow` is its air's: if that is known, first air is watched too
    /// ([`Twin::with_first_air`]). `seed` is the tape's: it decides what grows.
    ///
    /// # Errors
    /// One sentence on what the model lacks for this room, or on a critical surface without first air.
    pub fn with_microbes(self, room: &Room, flow: Option<&Flow>, model: &Model, seed: u64) -> Result<Twin, RoomError> {
        let microbes = Box::new(Microbes::beside(&self, room, flow, model, seed)?);
        Ok(Twin { microbes: Some(microbes), ..self.with_first_air(flow)? })
    }
}

impl Microbes {
    /// A ledger that stands beside a room at its first tick: what another model makes of the same session. `room` is what
    /// `twin` was built from, `flow` its air's; [`Twin::count`] advances it.
    ///
    /// # Errors
    /// One sentence on what the model lacks for this room.
    pub fn beside(
        twin: &Twin,
        room: &Room,
        flow: Option<&Flow>,
        model: &Model,
        seed: u64,
    ) -> Result<Microbes, RoomError> {
        if let Some(fault) = model.faults().into_iter().next() {
            return Err(RoomError(format!("model.json, {}: {}; {}", fault.path, fault.sentence, fault.remedy)));
        }
        let mut laying = Laying::new(twin, room, model)?;
        laying.body()?;
        laying.room_itself()?;
        laying.things()?;
        laying.garments()?;
        let Laying { mut stock, sources, .. } = laying;
        let air = Floating::new(room, flow, &twin.statics, &mut stock, model)?;
        let names = &twin.names;
        let agents = twin.films.agents.iter().chain(&twin.films.air);
        Ok(Microbes {
            journal: Journal::new(stock.regions.len()),
            stock,
            sources,
            transfer: Transfer::new(model)?,
            agents: agents.filter_map(|a| AgentEffect::new(a.id, names, model)).collect(),
            worked: Default::default(),
            shedding: Shedding::new(model, &twin.cloth, &twin.wardrobe, names)?,
            // Each person sheds, and raises what lies on the floor.
            emissions: Vec::with_capacity(2 * MAX_PERSONS),
            air,
            instruments: Instruments::new(twin, room, model)?,
            plates: Vec::with_capacity(MOST),
            plate_cuts: plate_cuts(twin, room, model)?,
            recovery: model.number("plate.recovery")?,
            called: model.called.clone(),
            seed,
            left_out: Vec::new(),
        })
    }
}

fn plate_cuts(twin: &Twin, room: &Room, model: &Model) -> Result<Vec<PlateCut>, RoomError> {
    let mut cuts = Vec::new();
    for plate in &model.plates {
        // A model is of all rooms; this one may lack a plate.
        let Some(control) = room.controls.iter().find(|c| c.id == plate.control) else { continue };
        let Some(part) = Part::ALL.into_iter().find(|p| p.name() == plate.part) else {
            let sentence =
                format!("model.json: plate `{}` is of `{}`, which is no part of a body", plate.control, plate.part);
            return Err(RoomError(sentence));
        };
        let outside = |garment: &String| {
            let index = twin.cloth.find(twin.names.get(garment)?)?;
            let outside = twin.names.matching(&format!("{garment}.*.out")).next()?;
            Some((index, outside))
        };
        let at = Vec3::from(control.at);
        let Some(grade) = room.grade_at(at).map(str::to_owned) else {
            let sentence =
                format!("room.json: the plate `{}` stands outside of every zone: correct its `at`", control.id);
            return Err(RoomError(sentence));
        };
        let (kind, area) = match plate.kind {
            PlateKind::GlovePrint => ("glove_print", "plate.glove_print_area"),
            PlateKind::Contact => ("contact", "plate.contact_area"),
        };
        cuts.push(PlateCut {
            control: twin.names.get(&control.id).unwrap_or(Id::NONE),
            at,
            kind: plate.kind,
            part,
            garment: plate.garment.as_ref().and_then(outside),
            area_cm2: model.number(area)?,
            // Annex 1 sets none for an unclassified room, and for gloves none below B.
            limit: model.number(&format!("limit.{kind}.{}", grade.to_lowercase())).ok(),
            grade,
        });
    }
    Ok(cuts)
}

/// Regions while they are laid out.
struct Laying<'a> {
    twin: &'a Twin,
    room: &'a Room,
    model: &'a Model,
    stock: Stock,
    sources: Vec<String>,
    /// Particles of 0.5 µm and of 5 µm for a CFU on a surface.
    particles: [f64; 2],
    /// Of a hand, by [`Patch`].
    patches: Vec<f64>,
}

impl<'a> Laying<'a> {
    fn new(twin: &'a Twin, room: &'a Room, model: &'a Model) -> Result<Laying<'a>, RoomError> {
        let mut sources: Vec<String> = AIR.map(str::to_owned).into();
        for class in &model.surfaces {
            if !sources.contains(&class.source) {
                sources.push(class.source.clone());
            }
        }
        let patches = Patch::ALL.map(|patch| model.number(&format!("hand.share.{}", patch.name())));
        Ok(Laying {
            twin,
            room,
            model,
            stock: Stock::new(Grades::new(room)),
            sources,
            particles: [model.number("surface.particles_05")?, model.number("surface.particles_5")?],
            patches: patches.into_iter().collect::<Result<_, _>>()?,
        })
    }

    /// A surface in pieces of these areas, as the first class of the model that fits says.
    fn add(&mut self, surface: Id, grade: Option<&str>, areas_cm2: &[f64]) -> Result<(), RoomError> {
        let pieces: Result<Vec<Piece>, _> = areas_cm2.iter().map(|cm2| self.piece(surface, grade, *cm2)).collect();
        self.stock.add(surface, &pieces?);
        Ok(())
    }

    /// A wall, in a piece a grade that it faces.
    fn wall(&mut self, wall: &Block, area_cm2: f64) -> Result<(), RoomError> {
        let grades = self.stock.grades();
        let faced = grades.faced(wall);
        if faced.is_empty() {
            return self.add(wall.surface, Some("unclassified"), &[area_cm2]);
        }
        let piece = |&(grade, share): &(u8, f64)| {
            let piece = self.piece(wall.surface, Some(grades.name(grade)), area_cm2 * share)?;
            Ok(Piece { faces: Some(grade).filter(|_| faced.len() > 1), ..piece })
        };
        let pieces: Result<Vec<Piece>, RoomError> = faced.iter().map(piece).collect();
        self.stock.add(wall.surface, &pieces?);
        Ok(())
    }

    fn piece(&self, surface: Id, grade: Option<&str>, area_cm2: f64) -> Result<Piece, RoomError> {
        let name = self.twin.names.name(surface);
        if !(area_cm2.is_finite() && area_cm2 > 0.0) {
            let sentence = format!(
                "a piece of `{name}` has no area, and what lies on it would be divided by that: correct its size in room.json or its share in model.json"
            );
            return Err(RoomError(sentence));
        }
        let is_of = |class: &&SurfaceClass| {
            let grade_fits = class.grade.is_none() || class.grade.as_deref() == grade;
            grade_fits && class.names.iter().any(|pattern| fits(pattern, name))
        };
        let Some(class) = self.model.surfaces.iter().find(is_of) else {
            let grade = grade.map(|g| format!(" in grade {g}")).unwrap_or_default();
            return Err(RoomError(format!("no class of surfaces in model.json fits `{name}`{grade}: add one")));
        };
        let number = |id: &Option<String>| id.as_ref().map_or(Ok(0.0), |id| self.model.number(id));
        let (load, spores) = (number(&class.load)?, number(&class.spores)?);
        let start = [load * (1.0 - spores), load * spores, load * self.particles[0], load * self.particles[1]];
        let source = self.sources.iter().position(|s| *s == class.source).expect("listed above") as u8;
        Ok(Piece { area_cm2, faces: None, material: class.material, source, start })
    }

    /// A hand's outside, patch by patch.
    fn hand(&mut self, surface: Id, area_cm2: f64) -> Result<(), RoomError> {
        let areas: Vec<f64> = self.patches.iter().map(|share| share * area_cm2).collect();
        self.add(surface, None, &areas)
    }

    /// Skin, and clothes that are only a layer on a part of it.
    fn body(&mut self) -> Result<(), RoomError> {
        let body_cm2 = self.model.number("body.area")?;
        for part in Part::ALL {
            let area = body_cm2 * self.model.number(&format!("body.share.{}", part.of_either_side()))?;
            let skin = self.twin.bare.skin[part as usize];
            if Part::HANDS.contains(&part) {
                self.hand(skin, area)?;
            } else {
                self.add(skin, None, &[area])?;
            }
            for layer in self.twin.wardrobe.layers.iter().map(|l| l.surfaces[part as usize]) {
                if layer.is_some() {
                    self.add(layer, None, &[area])?;
                }
            }
        }
        let hair = body_cm2 * self.model.number("body.share.hair")?;
        self.add(self.twin.bare.hair, None, &[hair])
    }

    /// Floors, walls, furniture, doors and controls.
    fn room_itself(&mut self) -> Result<(), RoomError> {
        let twin = self.twin;
        let mut outside = 0.0f64;
        for floor in &twin.statics.floors {
            let [x, z] = (floor.max - floor.min).to_array().map(|metres| 100.0 * f64::from(metres));
            outside = outside.max(x * z);
            let middle = (floor.min + floor.max) / 2.0;
            self.add(floor.surface, self.room.grade_at(Vec3::new(middle.x, 0.0, middle.y)), &[x * z])?;
        }
        // The floor outside of all zones is taken as large as the largest of them.
        self.add(twin.statics.bare_floor, Some("unclassified"), &[outside.max(1e4)])?;
        for block in &twin.statics.blocks {
            let area_cm2 = faces_cm2(block.half).iter().sum();
            if block.kind == BlockKind::Wall {
                self.wall(block, area_cm2)?;
            } else {
                let grade = self.room.grade_at(block.centre).or(Some("unclassified"));
                self.add(block.surface, grade, &[area_cm2])?;
            }
        }
        let plate = (200.0 * PLATE_M) * (200.0 * PLATE_M);
        for spec in &twin.doors.specs {
            let at = self.room.grade_at(spec.at).or(Some("unclassified"));
            self.add(spec.plate_surface, at, &[plate * spec.plates.len() as f64])?;
            self.add(spec.override_surface, at, &[plate])?;
        }
        for control in &self.room.controls {
            let side = 200.0 * f64::from(control.radius);
            let grade = self.room.grade_at(Vec3::from(control.at)).or(Some("unclassified"));
            self.add(twin.names.get(&control.id).unwrap_or(Id::NONE), grade, &[side * side])?;
        }
        Ok(())
    }

    fn things(&mut self) -> Result<(), RoomError> {
        for index in 0..self.twin.things.things.len() as u16 {
            let (id, half) = {
                let thing: hecs::Ref<Thing> = self.twin.things.thing(index);
                (thing.id, thing.half)
            };
            let grade = self.room.grade_at(self.twin.things.now(index).pose.position).or(Some("unclassified"));
            self.add(id, grade, &faces_cm2(half))?;
        }
        Ok(())
    }

    fn garments(&mut self) -> Result<(), RoomError> {
        let twin = self.twin;
        for face in twin.cloth.faces() {
            if face.is_of_hand {
                self.hand(face.surface, face.area_cm2)?;
            } else if face.area_cm2 > 0.0 {
                self.add(face.surface, None, &[face.area_cm2])?;
            }
        }
        // A face that regions have taken whole is the first of them.
        for face in twin.cloth.faces().filter(|f| f.area_cm2 == 0.0) {
            self.stock.alias(face.surface, face.instead);
        }
        for laying in &twin.laying {
            let shown = twin.cloth.find(laying.id).map(|garment| twin.cloth.shown_of_parcel(garment));
            self.stock.alias(laying.parcel, shown.unwrap_or(Id::NONE));
        }
        Ok(())
    }
}

/// cm² of the faces +X, −X, +Y, −Y, +Z, −Z of a box.
fn faces_cm2(half: Vec3) -> [f64; 6] {
    let [x, y, z] = half.to_array().map(|half| 200.0 * f64::from(half));
    [y * z, y * z, x * z, x * z, x * y, x * y]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::{Control, Patterns};
    use crate::testing::room;

    fn refused(change: impl Fn(&mut Room, &mut Model)) -> String {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/model.json");
        let mut model: Model = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        // The test's room has surfaces of its own.
        model
            .surfaces
            .push(serde_json::from_str(r#"{"source": "rest", "names": ["*"], "material": "smooth"}"#).unwrap());
        let mut room = room();
        change(&mut room, &mut model);
        let twin = Twin::new(&room, &Patterns::default(), 1, 1).unwrap();
        twin.with_microbes(&room, None, &model, 1).err().map_or(String::new(), |error| error.0)
    }

    #[test]
    fn a_surface_without_area_and_a_plate_outside_of_the_room_are_refused() {
        assert_eq!(refused(|_, _| ()), "", "the room is right as it is");
        let said = refused(|_, model| {
            let share = model.parameters.iter_mut().find(|p| p.id == "hand.share.palm").unwrap();
            (share.low, share.value) = (0.0, 0.0);
        });
        assert!(said.contains("a piece of `skin.hand_left` has no area"), "{said}");
        let said = refused(|room, _| {
            room.controls.push(Control { id: "plate.chest".to_owned(), at: [0.0, 1.0, 40.0], radius: 0.04 });
        });
        assert!(said.contains("the plate `plate.chest` stands outside of every zone"), "{said}");
    }
}

//! Particle counters: what they show on a small panel, as it is in the room at once, and instruments without a model.

use crate::furniture::facing;
use crate::panels::{AMBER, Colour, GREEN, INK, PAPER, RED, place};
use crate::words::Words;
use drill::Lang;
use glam::{Affine3A, Quat, Vec3};
use scene::{Instance, Line, MeshId, Model, Panel};
use std::fmt::Write;
use tape::Pose;
use twin::microbes::instruments::Level;
use twin::room::{InstrumentKind, Room};
use twin::twin::Twin;

/// Size of a panel, from a counter's inlet to its middle, and heights of its rows, metres.
const PANEL_M: [f32; 2] = [0.24, 0.125];
const ABOVE_M: f32 = 0.11;
const ROWS_M: [f32; 3] = [0.03, 0.03, 0.034];
/// A plain dish of 90 mm and a plain box, metres; the box stands under its inlet.
const DISH_M: Vec3 = Vec3::new(0.045, 0.008, 0.045);
const BOX_M: Vec3 = Vec3::new(0.16, 0.2, 0.16);
const AGAR: Colour = [0.75, 0.6, 0.3, 1.0];
const STEEL: Colour = [0.62, 0.64, 0.66, 1.0];

/// The counters of a room, in its order, and what each panel says.
pub struct Counters {
    all: Vec<(usize, Pose, Option<Says>)>,
}

type Says = (Lang, Level, [u32; 2]);

impl Counters {
    pub fn new(room: &Room) -> Counters {
        let counters = room.instruments.iter().enumerate().filter(|(_, i)| i.kind == InstrumentKind::ParticleCounter);
        let pose = |at: [f32; 3]| {
            let pose = facing(&room.solids, at.into());
            Pose { position: pose.position + Vec3::Y * ABOVE_M, ..pose }
        };
        Counters { all: counters.map(|(index, i)| (index, pose(i.at), None)).collect() }
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Everything is to be written anew.
    pub fn forget(&mut self) {
        self.all.iter_mut().for_each(|(_, _, said)| *said = None);
    }

    pub fn portray(&mut self, twin: &Twin, lang: Lang, words: &Words, panels: &mut [Panel]) {
        for ((index, pose, said), panel) in self.all.iter_mut().zip(panels) {
            let read = twin.microbes().and_then(|m| Some((m, m.instrument(*index)?.1)));
            panel.hidden = read.is_none();
            let Some((microbes, reading)) = read else { continue };
            let (level, counted) = (reading.level(), reading.counted());
            if *said == Some((lang, level, counted)) {
                continue;
            }
            if said.is_none_or(|(in_lang, before, _)| (in_lang, before) != (lang, level)) {
                place(panel, *pose, PANEL_M, PAPER, true);
                panel.lines.clear();
                let (key, colour) = match level {
                    Level::Normal => ("counter-normal", GREEN),
                    Level::Alert => ("counter-alert", AMBER),
                    Level::Action => ("counter-action", RED),
                };
                panel.lines.extend(ROWS_M.map(|height| Line { text: String::new(), height, colour: INK }));
                (panel.lines[2].text, panel.lines[2].colour) = (words.say(lang, key, &[]), colour);
            }
            *said = Some((lang, level, counted));
            // Numbers change every second: they are written in place.
            let sizes = if lang == Lang::Fr { ["≥ 0,5", "≥ 5"] } else { ["≥ 0.5", "≥ 5"] };
            for ((line, size), count) in panel.lines.iter_mut().zip(sizes).zip(counted) {
                line.text.clear();
                let _ = write!(line.text, "{size} µm: {:.0} /m³", microbes.per_m3(count));
            }
        }
    }
}

/// Dishes and boxes of instruments that are neither a thing nor a solid of the room.
pub fn plain(room: &Room, models: &[Model]) -> Vec<Instance> {
    let mesh = |name: &str| models.iter().position(|m| m.name == name).map(|i| MeshId(i as u16));
    let plain = room.instruments.iter().filter(|i| i.thing.is_none());
    let instance = plain.filter_map(|i| {
        let at = Vec3::from(i.at);
        let (name, size, middle, tint) = match i.kind {
            InstrumentKind::SettlePlate => ("shape.sphere", DISH_M, at, AGAR),
            _ => ("shape.box", BOX_M, at - Vec3::Y * (BOX_M.y / 2.0), STEEL),
        };
        let room_from_mesh = Affine3A::from_scale_rotation_translation(size, Quat::IDENTITY, middle);
        Some(Instance { mesh: mesh(name)?, room_from_mesh, tint })
    });
    instance.collect()
}

//! Particle counters: what they show on a small panel, as it is in the room at once; and settle plates that no thing is.

use crate::furniture::facing;
use crate::panels::{AMBER, Colour, GREEN, INK, PAPER, RED, place};
use crate::words::Words;
use drill::Lang;
use glam::{Quat, Vec3};
use scene::{Disc, Line, Panel};
use std::fmt::Write;
use tape::Pose;
use twin::microbes::instruments::Level;
use twin::room::{InstrumentKind, Room};
use twin::twin::Twin;

/// Size of a panel, from a counter's inlet to its middle, and heights of its rows, metres.
const PANEL_M: [f32; 2] = [0.24, 0.125];
const ABOVE_M: f32 = 0.11;
const ROWS_M: [f32; 3] = [0.03, 0.03, 0.034];
/// A dish of 90 mm: its radius, that of its agar, and how far over where it lies that is seen, metres.
const DISH_M: f32 = 0.045;
const AGAR_M: f32 = 0.042;
const OVER_M: f32 = 0.006;
const RIM: Colour = [0.8, 0.83, 0.85, 1.0];
const AGAR: Colour = [0.42, 0.25, 0.07, 1.0];
const CLEAR: Colour = [0.0; 4];

/// The counters of a room, in its order, and what each panel says.
pub struct Counters {
    all: Vec<(usize, Pose, Option<Says>)>,
    /// Where plates lie that are no thing of the room.
    dishes: Vec<Vec3>,
}

type Says = (Lang, Level, [u32; 2]);

impl Counters {
    pub fn new(room: &Room) -> Counters {
        let counters = room.instruments.iter().enumerate().filter(|(_, i)| i.kind == InstrumentKind::ParticleCounter);
        let pose = |at: [f32; 3]| {
            let pose = facing(&room.solids, at.into());
            Pose { position: pose.position + Vec3::Y * ABOVE_M, ..pose }
        };
        let plain = room.instruments.iter().filter(|i| i.kind == InstrumentKind::SettlePlate && i.thing.is_none());
        Counters {
            all: counters.map(|(index, i)| (index, pose(i.at), None)).collect(),
            dishes: plain.map(|i| Vec3::from(i.at)).collect(),
        }
    }

    /// Panels that they take.
    pub fn len(&self) -> usize {
        self.all.len() + self.dishes.len()
    }

    /// Everything is to be written anew.
    pub fn forget(&mut self) {
        self.all.iter_mut().for_each(|(_, _, said)| *said = None);
    }

    pub fn portray(&mut self, twin: &Twin, lang: Lang, words: &Words, panels: &mut [Panel]) {
        let (panels, dishes) = panels.split_at_mut(self.all.len());
        for (at, panel) in self.dishes.iter().zip(dishes) {
            // They lie there for good.
            if panel.discs.is_empty() {
                let up = Quat::from_rotation_x(-std::f32::consts::FRAC_PI_2);
                place(panel, Pose { position: *at + Vec3::Y * OVER_M, rotation: up }, [2.0 * DISH_M; 2], CLEAR, false);
                let disc = |radius, colour| Disc { at: [DISH_M; 2], radius, colour };
                panel.discs.extend([disc(DISH_M, RIM), disc(AGAR_M, AGAR)]);
            }
        }
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

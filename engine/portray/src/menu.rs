//! A menu in the room: rows of words on a wrist, each a panel of its own that colours while a finger presses it.

use crate::panels::{DARK, MENU, Panels, WHITE, place, write};
use drill::Lang;
use glam::{Quat, Vec3};
use scene::Scene;
use tape::Pose;

/// Rows at most.
pub const ROWS: usize = 7;
/// From where a menu that a button opened is read, metres; one on a wrist is nearer.
const READ_FROM_M: f32 = 0.45;
/// Height of the letters' em, metres: capitals are over 1° from there.
const EM_M: f32 = 0.0125;
/// A row under a finger goes in by this much before it is pressed, and says so by a sign, where colours are not told apart.
const IN_M: f32 = 0.006;
const UNDER_A_FINGER: &str = "● ";
/// Between two rows, metres.
const GAP_M: f32 = 0.002;
const PRESSED: [f32; 4] = [0.0, 0.16, 0.42, 0.95];

/// What of a menu is seen now.
#[derive(Clone, Copy, Debug)]
pub struct Menu<'a> {
    /// Its middle, read from +Z, room space.
    pub at: Pose,
    /// Metres.
    pub size: [f32; 2],
    /// Words' keys, from the top; [`ROWS`] at most.
    pub rows: &'a [&'static str],
    /// The row under a finger, and how far its press has come, 0…1.
    pub pressed: Option<(usize, f32)>,
}

/// What its panels say now, and whether a finger is on them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Said {
    lang: Option<Lang>,
    rows: [(&'static str, bool); ROWS],
}

impl Panels {
    pub(crate) fn menu(&mut self, menu: Option<&Menu>, lang: Lang, scene: &mut Scene) {
        let Some(panels) = scene.panels.get_mut(MENU..MENU + ROWS) else { return };
        panels.iter_mut().for_each(|p| p.hidden = true);
        let Some(menu) = menu else { return };
        if self.said_menu.lang != Some(lang) {
            self.said_menu = Said { lang: Some(lang), ..Said::default() };
        }
        let [width, height] = menu.size;
        let row_m = height / menu.rows.len().max(1) as f32;
        for (i, (key, panel)) in menu.rows.iter().zip(panels).enumerate() {
            let share = menu.pressed.filter(|(row, _)| *row == i).map_or(0.0, |(_, share)| 0.4 + 0.6 * share);
            let off = Vec3::new(0.0, height / 2.0 - (i as f32 + 0.5) * row_m, -IN_M * share);
            let pose = menu.at.then(Pose { position: off, rotation: Quat::IDENTITY });
            let colour = std::array::from_fn(|c| DARK[c] + (PRESSED[c] - DARK[c]) * share);
            place(panel, pose, [width, row_m - GAP_M], colour, true);
            panel.hidden = false;
            panel.read_from_m = READ_FROM_M;
            let says = (*key, share > 0.0);
            if self.said_menu.rows[i] != says {
                self.said_menu.rows[i] = says;
                let sign = if share > 0.0 { UNDER_A_FINGER } else { "" };
                let text = sign.to_owned() + &self.words.say(lang, key, &[]);
                write(panel, &[(&text, EM_M, WHITE)]);
            }
        }
    }
}

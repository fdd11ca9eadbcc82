//! What pictures cost, in the lower part of the view: for who measures, not for who trains.

use crate::panels::{COST, DARK, Panels, WHITE, place};
use drill::Lang;
use glam::{Quat, Vec3};
use scene::{Line, Scene};
use std::fmt::Write;
use tape::Pose;
use twin::twin::Twin;

/// Of the last pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// Microseconds: the longest.
    pub tick_us: u32,
    pub encode_us: u32,
    /// None where the device cannot tell.
    pub gpu_us: Option<u32>,
    pub draws: u32,
    pub triangles: u32,
    /// Of the eye buffer's width and height.
    pub scale_percent: u32,
    /// Since the beginning.
    pub missed: u32,
}

/// In the order of [`Cost`].
const KEYS: [&str; 7] =
    ["cost-tick", "cost-encode", "cost-gpu", "cost-draws", "cost-triangles", "cost-scale", "cost-missed"];
/// Two numbers a row, the last alone.
const ROWS: usize = KEYS.len().div_ceil(2);
/// Letters that a row holds: longer than the longest in either language.
const ROW: usize = 96;
/// From the eyes, metres, and how far it leans back to face them.
const BELOW: Vec3 = Vec3::new(0.0, -0.4, -0.9);
const LEAN: f32 = -0.42;
const SIZE_M: [f32; 2] = [0.66, 0.16];
/// Height of the em, metres: capitals are 0.7 of it and over 1° tall.
const EM_M: f32 = 0.026;

/// What the panel says.
#[derive(Default)]
pub(crate) struct Said {
    lang: Option<Lang>,
    labels: [String; KEYS.len()],
    cost: Option<Cost>,
}

impl Panels {
    pub(crate) fn cost(&mut self, twin: &Twin, cost: Option<&Cost>, lang: Lang, scene: &mut Scene) {
        let Some(panel) = scene.panels.get_mut(COST) else { return };
        panel.hidden = cost.is_none();
        let Some(&cost) = cost else { return };
        let before = Pose { position: BELOW, rotation: Quat::from_rotation_x(LEAN) };
        place(panel, twin.persons()[0].body.head_pose.then(before), SIZE_M, DARK, true);
        let said = &mut self.said_cost;
        if said.lang != Some(lang) {
            let labels = KEYS.map(|key| self.words.say(lang, key, &[]));
            *said = Said { lang: Some(lang), labels, cost: None };
        }
        if said.cost == Some(cost) && panel.lines.len() == ROWS {
            return;
        }
        said.cost = Some(cost);
        panel.lines.resize_with(ROWS, || Line { text: String::with_capacity(ROW), height: EM_M, colour: WHITE });
        let numbers = [
            Some(cost.tick_us),
            Some(cost.encode_us),
            cost.gpu_us,
            Some(cost.draws),
            Some(cost.triangles),
            Some(cost.scale_percent),
            Some(cost.missed),
        ];
        for (line, (labels, numbers)) in panel.lines.iter_mut().zip(said.labels.chunks(2).zip(numbers.chunks(2))) {
            line.text.clear();
            for (label, number) in labels.iter().zip(numbers) {
                if !line.text.is_empty() {
                    line.text.push_str("   ");
                }
                // Writing into a string cannot fail.
                let _ = match number {
                    Some(number) => write!(line.text, "{label} {number}"),
                    None => write!(line.text, "{label} –"),
                };
            }
        }
    }
}

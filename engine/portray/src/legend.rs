//! What the colours of marks mean: words beside what is before the first person.

use crate::marks::{Marking, Marks, SIGNS};
use crate::panels::{DARK, LEGEND, Panels, WHITE, before, place, write_all};
use crate::viewpoints::Walls;
use crate::{Told, Words};
use drill::Lang;
use glam::Quat;
use scene::Scene;
use tape::Pose;
use twin::twin::Twin;

/// From where it is read, metres; radians to the left of what is before the person, and how far below the eyes.
const READ_FROM_M: f32 = 1.25;
const ASIDE: f32 = 0.55;
const BELOW_M: f32 = -0.25;
const SIZE_M: [f32; 2] = [0.72, 0.36];
/// Height of the em, metres: capitals are over 1° tall from there.
const EM_M: f32 = 0.034;

/// What it says now.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) struct Said {
    lang: Option<Lang>,
    marking: Option<Marking>,
    counts: [u32; SIGNS],
}

/// A row of it: what a sign means, and how many surfaces bear it.
pub fn row(words: &Words, lang: Lang, marking: Marking, kind: usize, count: u32) -> String {
    let sign = &marking.signs()[kind];
    let (sign, what) = (sign.sign, words.say(lang, sign.key, &[]));
    format!("{sign} {}", words.say(lang, "touched", &[("what", &what), ("count", &count.to_string())]))
}

impl Panels {
    pub(crate) fn legend(&mut self, twin: &Twin, told: &Told, walls: &Walls, marks: &Marks, scene: &mut Scene) {
        let Some(panel) = scene.panels.get_mut(LEGEND) else { return };
        panel.hidden = told.marks.is_none() || told.on_picture;
        let Some(marking) = told.marks.filter(|_| !panel.hidden) else { return };
        let (pose, scale) = before(twin, walls, READ_FROM_M, BELOW_M);
        let eyes = twin.persons()[0].body.head_pose.position;
        let turn = Quat::from_rotation_y(ASIDE);
        let pose = Pose { position: eyes + turn * (pose.position - eyes), rotation: turn * pose.rotation };
        place(panel, pose, SIZE_M.map(|m| m * scale), DARK, false);
        panel.read_from_m = READ_FROM_M * scale;
        let counts = marks.counts();
        let says = Said { lang: Some(told.lang), marking: Some(marking), counts };
        if self.said_legend != says || panel.lines.is_empty() {
            self.said_legend = says;
            let head = (self.words.say(told.lang, marking.title(), &[]), EM_M, WHITE);
            let rows = marking
                .signs()
                .iter()
                .zip(counts)
                .enumerate()
                .map(|(i, (sign, count))| (row(&self.words, told.lang, marking, i, count), EM_M, sign.words()));
            write_all(panel, &std::iter::once(head).chain(rows).collect::<Vec<_>>());
        }
        panel.lines.iter_mut().for_each(|line| line.height = EM_M * scale);
    }
}

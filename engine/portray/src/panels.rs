//! Words in the room: signs, labels, displays, the checklist and captions.

use crate::cost;
use crate::counters::Counters;
use crate::furniture::facing;
use crate::menu;
use crate::viewpoints::Walls;
use crate::words::Words;
use crate::{Told, dishes, first_air, furniture, leaves, legend, path};
use drill::{Lang, Mode, StepState};
use glam::{Quat, Vec3};
use scene::{Line, Panel, Scene};
use std::f32::consts::FRAC_PI_2;
use tape::Pose;
use twin::room::{Control, Room, SolidKind};
use twin::things::At;
use twin::twin::Twin;
use twin::{Id, Names};

pub(crate) type Colour = [f32; 4];
pub(crate) const INK: Colour = [0.02, 0.025, 0.035, 1.0];
pub(crate) const FAINT: Colour = [0.16, 0.18, 0.2, 1.0];
pub(crate) const GREEN: Colour = [0.01, 0.22, 0.08, 1.0];
pub(crate) const RED: Colour = [0.45, 0.02, 0.015, 1.0];
pub(crate) const AMBER: Colour = [0.4, 0.16, 0.0, 1.0];
pub(crate) const BLUE: Colour = [0.01, 0.08, 0.3, 1.0];
pub(crate) const WHITE: Colour = [0.95, 0.95, 0.95, 1.0];
pub(crate) const PAPER: Colour = [0.9, 0.91, 0.91, 1.0];
pub(crate) const DARK: Colour = [0.015, 0.02, 0.025, 0.85];

/// The first panels of a scene; signs and labels follow.
const CHECKLIST: usize = 0;
const CAPTION: usize = 1;
pub(crate) const RESULT: usize = 2;
pub(crate) const DEVIATIONS: usize = 3;
pub(crate) const MENU: usize = 4;
pub(crate) const COST: usize = MENU + menu::ROWS;
pub(crate) const LEGEND: usize = COST + 1;
/// The lines of a way, and its numbers.
pub(crate) const WAY: usize = LEGEND + 1;
pub(crate) const DISHES: usize = WAY + 1 + path::STOPS;
const FIRST_SIGN: usize = DISHES + dishes::PANELS;
/// Width and height of the sign beside a control, metres.
const SIGN_M: [f32; 2] = [0.17, 0.062];
/// Of the distance to the next control, how wide a sign may be so that it is not taken for that one's.
const CROWDED: f32 = 1.35;
/// Tangent of the half angle under which what stands before a person is seen.
const SPREAD: f32 = 0.7;
/// Nearer than this share of their distance words do not come, wall or not: eyes must still focus on them.
pub(crate) const LEAST_SCALE: f32 = 0.3;
/// A page on a picture fills it from this far away; its size and distance are then scaled together.
pub(crate) const PAGE_M: f32 = 0.85;
pub(crate) const PAGE_SCALE: f32 = 0.12;
/// Metres from the eyes at which the caption stands, and from which a checklist on a wall is read.
const CAPTION_M: f32 = 1.25;
const CHECKLIST_M: f32 = 1.0;
/// Steps of the checklist shown before and after the next one.
const STEPS_AROUND: usize = 3;

pub struct Panels {
    pub(crate) words: Words,
    pub(crate) said_menu: menu::Said,
    pub(crate) said_cost: cost::Said,
    pub(crate) said_legend: legend::Said,
    pub(crate) said_way: path::Said,
    pub(crate) said_leaves: leaves::Said,
    /// By critical surface, in the order of the twin; their panels are the last ones.
    pub(crate) said_first_air: Vec<first_air::Said>,
    pub(crate) first_air_signs: usize,
    /// The still ones: their text depends on the language alone.
    signs: Vec<(String, Panel)>,
    gauges: Vec<Gauge>,
    counters: Counters,
    packs: Vec<Pack>,
    /// Stage (`z2` of `z2.dirty`), z from … to, and where its checklist hangs.
    stages: Vec<([f32; 2], Pose)>,
    states: StateNames,
    said: Said,
}

/// What the panels say now, so that they are written anew only when it changes.
#[derive(Default)]
struct Said {
    lang: Option<Lang>,
    steps: u64,
    caption: String,
}

struct Gauge {
    id: Id,
    pose: Pose,
    /// Whole pascals.
    said: Option<i32>,
}

struct Pack {
    id: Id,
    /// The label's middle, from the middle of the pack.
    top: Vec3,
    said: Option<(Lang, PackSays)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct PackSays {
    expiry_days: i32,
    indicator: Id,
    size: Id,
    tear: Id,
}

struct StateNames {
    expiry: Option<Id>,
    indicator: Option<Id>,
    size: Option<Id>,
    tear: Option<Id>,
}

impl Panels {
    pub fn new(twin: &Twin, room: &Room) -> Panels {
        let words = Words::default();
        let id = |name: &str| twin.names().get(name);
        let states =
            StateNames { expiry: id("expiry_days"), indicator: id("indicator"), size: id("size"), tear: id("tear") };
        let labelled = room.things.iter().filter(|t| !t.wraps.is_empty());
        let pack = |t: &twin::room::Thing| {
            Some(Pack { id: id(&t.id)?, top: Vec3::new(0.0, t.size[1] / 2.0 + 0.003, 0.0), said: None })
        };
        let gauge = |g: &twin::room::Gauge| {
            let mut pose = facing(&room.solids, g.at.into());
            pose.position -= Vec3::Y * 0.105;
            Some(Gauge { id: id(&g.id)?, pose, said: None })
        };
        let (signs, counters) = (signs(room, &words), Counters::new(room));
        let gauges: Vec<Gauge> = room.gauges.iter().filter_map(gauge).collect();
        let packs: Vec<Pack> = labelled.filter_map(pack).collect();
        let watched = twin.first_air().map_or(0, |first| first.surfaces().count());
        Panels {
            first_air_signs: FIRST_SIGN + signs.len() + gauges.len() + packs.len() + counters.len(),
            said_first_air: vec![first_air::Said::default(); watched],
            signs,
            gauges,
            counters,
            packs,
            stages: stages(room),
            words,
            states,
            said: Said::default(),
            said_menu: menu::Said::default(),
            said_cost: cost::Said::default(),
            said_legend: legend::Said::default(),
            said_way: path::Said::default(),
            said_leaves: leaves::Said::default(),
        }
    }

    pub fn portray(&mut self, twin: &Twin, told: &Told, walls: &Walls, scene: &mut Scene) {
        let all = self.first_air_signs + self.said_first_air.len();
        if scene.panels.len() != all {
            scene.panels.clear();
            scene.panels.resize_with(all, Panel::default);
            scene.panels[MENU..FIRST_SIGN].iter_mut().for_each(|row| row.hidden = true);
            (self.said, self.said_menu) = (Said::default(), menu::Said::default());
            (self.said_way, self.said_leaves) = (path::Said::default(), leaves::Said::default());
            self.said_first_air.fill(first_air::Said::default());
            scene.panels[self.first_air_signs..].iter_mut().for_each(|sign| sign.hidden = true);
            self.counters.forget();
        }
        if self.said.lang != Some(told.lang) {
            self.said = Said { lang: Some(told.lang), ..Said::default() };
            self.gauges.iter_mut().for_each(|g| g.said = None);
            for ((key, sign), panel) in self.signs.iter().zip(&mut scene.panels[FIRST_SIGN..]) {
                panel.clone_from(sign);
                panel.lines[0].text = self.words.say(told.lang, key, &[]);
            }
        }
        let first_gauge = FIRST_SIGN + self.signs.len();
        self.gauges(twin, told.lang, &mut scene.panels[first_gauge..]);
        let first_pack = first_gauge + self.gauges.len();
        let first_counter = first_pack + self.packs.len();
        self.packs(twin, told.lang, &mut scene.panels[first_pack..first_counter]);
        self.counters.portray(twin, told.lang, &self.words, &mut scene.panels[first_counter..self.first_air_signs]);
        self.checklist(twin, told, &mut scene.panels[CHECKLIST]);
        self.caption(twin, told, walls, scene);
        self.leaves(twin, told, walls, scene);
    }

    fn gauges(&mut self, twin: &Twin, lang: Lang, panels: &mut [Panel]) {
        for (gauge, panel) in self.gauges.iter_mut().zip(panels) {
            let Some(door) = twin.doors().find(|d| d.gauges.contains(&gauge.id)) else { continue };
            let pascals = door.pressure_pa.round() as i32;
            if gauge.said != Some(pascals) {
                gauge.said = Some(pascals);
                let text = self.words.say(lang, "pressure", &[("pascals", &pascals.to_string())]);
                place(panel, gauge.pose, [0.12, 0.045], PAPER, true);
                write(panel, &[(&text, 0.032, INK)]);
            }
        }
    }

    fn packs(&mut self, twin: &Twin, lang: Lang, panels: &mut [Panel]) {
        panels.iter_mut().for_each(|p| p.hidden = true);
        let (packs, states, words) = (&mut self.packs, &self.states, &self.words);
        twin.see_things(|thing| {
            let Some(i) = packs.iter().position(|p| p.id == thing.id) else { return };
            let (pack, panel) = (&mut packs[i], &mut panels[i]);
            panel.hidden = thing.at == At::Gone || thing.opened > 0;
            panel.position = thing.pose.position + thing.pose.rotation * pack.top;
            panel.rotation = thing.pose.rotation * Quat::from_rotation_x(-FRAC_PI_2);
            let says = states.of(twin, thing.id);
            if pack.said != Some((lang, says)) {
                pack.said = Some((lang, says));
                (panel.size, panel.background) = ([0.15, 0.1], PAPER);
                write_label(panel, words, lang, twin.names(), says);
            }
        });
    }

    /// Where the person is: what was done last, what comes next and why, what follows.
    fn checklist(&mut self, twin: &Twin, told: &Told, panel: &mut Panel) {
        let drill = told.drill.filter(|d| d.mode() == Mode::Guided && told.debrief.is_none());
        panel.hidden = drill.is_none();
        let Some(drill) = drill else { return };
        let z = twin.persons()[0].body.head_pose.position.z;
        let here = self.stages.iter().find(|([from, to], _)| (*from..=*to).contains(&z)).or(self.stages.first());
        if let Some((_, pose)) = here {
            place(panel, *pose, [1.25, 0.9], PAPER, false);
            panel.read_from_m = CHECKLIST_M;
        }
        let next = drill.guide();
        let mut key = next.map_or(1, |g| u64::from(g.step) + 2);
        for (_, _, state) in drill.steps() {
            key = key.wrapping_mul(31).wrapping_add(state as u64);
        }
        if self.said.steps == key {
            return;
        }
        self.said.steps = key;
        let lang = told.lang;
        let all = drill.steps().count();
        let at = next.map_or(all, |g| drill.steps().position(|(id, ..)| id == g.id).unwrap_or(all));
        let head = match next {
            Some(_) => {
                let (next, all) = ((at + 1).to_string(), all.to_string());
                self.words.say(lang, "checklist", &[("next", &next), ("all", &all)])
            }
            None => self.words.say(lang, "checklist-finished", &[]),
        };
        let mut lines = vec![(head, 0.085, BLUE)];
        let range = at.saturating_sub(STEPS_AROUND)..=at + STEPS_AROUND;
        for (i, (_, title, state)) in drill.steps().enumerate().filter(|(i, _)| range.contains(i)) {
            let (key, height, colour) = match state {
                _ if i == at => ("step-next", 0.085, INK),
                StepState::Done => ("step-done", 0.058, GREEN),
                StepState::LeftOut => ("step-left-out", 0.058, RED),
                StepState::Begun | StepState::Waiting => ("step-waiting", 0.058, FAINT),
            };
            lines.push((self.words.say(lang, key, &[("title", title.lang(lang))]), height, colour));
            if let Some(guide) = next.filter(|_| i == at) {
                lines.push((guide.why.lang(lang).to_owned(), 0.058, FAINT));
            }
        }
        write_all(panel, &lines);
    }

    fn caption(&mut self, twin: &Twin, told: &Told, walls: &Walls, scene: &mut Scene) {
        let changed = self.said.caption != told.caption;
        if changed {
            self.said.caption.clear();
            self.said.caption.push_str(told.caption);
        }
        let silent = told.caption.is_empty();
        let panel = &mut scene.panels[CAPTION];
        panel.hidden = silent || told.on_picture;
        if !panel.hidden {
            let (pose, scale) = before(twin, walls, CAPTION_M, -0.42);
            place(panel, pose, [0.9 * scale, 0.22 * scale], DARK, true);
            panel.read_from_m = CAPTION_M * scale;
            if panel.lines.first().is_none_or(|l| l.text != told.caption) {
                write(panel, &[(told.caption, 0.0, WHITE)]);
            }
            panel.lines[0].height = 0.036 * scale;
        }
        match (told.on_picture && !silent, scene.captions.first_mut()) {
            (false, _) => scene.captions.clear(),
            (true, Some(line)) if line.text == told.caption => {}
            (true, _) => {
                scene.captions.clear();
                scene.captions.push(Line { text: told.caption.to_owned(), height: 36.0, colour: WHITE });
            }
        }
    }
}

impl StateNames {
    fn of(&self, twin: &Twin, thing: Id) -> PackSays {
        let truth = |state: Option<Id>| twin.truths().iter().find(|t| t.on == thing && Some(t.state) == state);
        let word = |state: Option<Id>| truth(state).map_or(Id::NONE, |t| t.word);
        PackSays {
            expiry_days: truth(self.expiry).map_or(0, |t| t.number as i32),
            indicator: word(self.indicator),
            size: word(self.size),
            tear: word(self.tear),
        }
    }
}

fn write_label(panel: &mut Panel, words: &Words, lang: Lang, names: &Names, says: PackSays) {
    let days = says.expiry_days.abs().to_string();
    let expired = says.expiry_days < 0;
    let expiry = if expired { "label-expired" } else { "label-expiry" };
    let mut lines = vec![
        (words.say(lang, "label-sterile", &[]), 0.011, BLUE),
        (words.say(lang, expiry, &[("days", &days)]), 0.012, if expired { RED } else { INK }),
        (words.say(lang, "label-size", &[("size", names.name(says.size))]), 0.012, INK),
    ];
    for (what, value) in [("indicator", says.indicator), ("tear", says.tear)] {
        let key = format!("label-{what}-{}", names.name(value));
        if words.has(&key) {
            let fine = ["turned", "none"].contains(&names.name(value));
            lines.push((words.say(lang, &key, &[]), 0.012, if fine { INK } else { RED }));
        }
    }
    write_all(panel, &lines);
}

/// Minutes, and seconds in two figures.
pub(crate) fn clock(seconds: f32) -> (String, String) {
    let whole = seconds.max(0.0) as u32;
    (format!("{}", whole / 60), format!("{:02}", whole % 60))
}

/// `metres` before the first person's chest, `height` from the eyes, facing him. Where a wall is nearer it stands before
/// that, and the number is what to scale it by so that it looks as large.
pub(crate) fn before(twin: &Twin, walls: &Walls, metres: f32, height: f32) -> (Pose, f32) {
    let body = &twin.persons()[0].body;
    let forward = body.forward();
    let aside = forward.cross(Vec3::Y) * SPREAD;
    let eyes = body.head_pose.position;
    let clear = [-1.0, 0.0, 1.0].map(|side| {
        let way = forward + aside * side;
        walls.clear(eyes, way.normalize(), metres * way.length()) / way.length()
    });
    let scale = (clear.into_iter().fold(metres, f32::min) / metres).max(LEAST_SCALE);
    let position = eyes + (forward * metres + Vec3::Y * height) * scale;
    (Pose { position, rotation: Quat::from_rotation_y(libm::atan2f(-forward.x, -forward.z)) }, scale)
}

pub(crate) fn place(panel: &mut Panel, pose: Pose, size: [f32; 2], background: Colour, centred: bool) {
    (panel.position, panel.rotation) = (pose.position, pose.rotation);
    (panel.size, panel.background, panel.centred) = (size, background, centred);
}

pub(crate) fn write(panel: &mut Panel, lines: &[(&str, f32, Colour)]) {
    panel.lines.clear();
    panel.lines.extend(lines.iter().map(|&(text, height, colour)| Line { text: text.to_owned(), height, colour }));
}

pub(crate) fn write_all(panel: &mut Panel, lines: &[(String, f32, Colour)]) {
    panel.lines.clear();
    panel.lines.extend(lines.iter().map(|(text, height, colour)| Line {
        text: text.clone(),
        height: *height,
        colour: *colour,
    }));
}

/// Names of zones over their doors and of controls beside them: the key of the words, and the panel.
fn signs(room: &Room, words: &Words) -> Vec<(String, Panel)> {
    let mut signs = Vec::new();
    let mut push = |key: String, pose: Pose, size: [f32; 2], height: f32, background: Colour, colour: Colour| {
        if words.has(&key) {
            let mut panel = Panel::default();
            place(&mut panel, pose, size, background, true);
            panel.lines.push(Line { text: String::new(), height, colour });
            signs.push((key, panel));
        }
    };
    let grade = |zone: &String| room.zones.iter().find(|z| z.id == *zone).map(|z| z.grade.clone());
    for door in &room.doors {
        // On the side of one zone hangs the name of the other. The first zone lies on +Z.
        for (zone, half_turns) in [(&door.between[1], 0.0), (&door.between[0], 2.0)] {
            let turn = Quat::from_rotation_y(door.turn.to_radians() + half_turns * FRAC_PI_2);
            let at = Vec3::new(door.at[0], door.height + 0.3, door.at[1]) + turn * Vec3::Z * 0.085;
            let Some(grade) = grade(zone) else { continue };
            push(format!("sign-{grade}"), Pose { position: at, rotation: turn }, [0.5, 0.14], 0.077, BLUE, WHITE);
        }
    }
    let mut is_behind = false;
    for control in &room.controls {
        let at = Vec3::from(control.at);
        let key = format!("control-{}", control.id.replace('.', "-"));
        let in_row = |other: &&Control| other.id != control.id && (other.at[1] - at.y).abs() < SIGN_M[1];
        let apart = room.controls.iter().filter(in_row).map(|other| at.distance(other.at.into()));
        let apart = apart.fold(f32::MAX, f32::min);
        // Where they lie close, every second sign is behind its control.
        is_behind = apart < SIGN_M[0] && !is_behind;
        let wide = SIGN_M[0].min(CROWDED * apart);
        // Two rows: whoever reaches for it reads it at over 1°.
        push(key, beside(room, at, control.radius, is_behind), [wide, SIGN_M[1]], 0.022, PAPER, INK);
    }
    signs
}

/// Above a control on a wall; flat before or behind one that lies on furniture, read from the middle of the room.
fn beside(room: &Room, at: Vec3, radius: f32, is_behind: bool) -> Pose {
    let under = |s: &&twin::room::Solid| {
        s.kind == SolidKind::Furniture
            && (s.min[0]..=s.max[0]).contains(&at.x)
            && (s.min[2]..=s.max[2]).contains(&at.z)
            && (-0.02..=0.08).contains(&(at.y - s.max[1]))
    };
    match room.solids.iter().find(under) {
        Some(table) => {
            let aside = if at.x > 0.0 { -FRAC_PI_2 } else { FRAC_PI_2 };
            let turn = Quat::from_rotation_y(aside);
            let towards = turn * if is_behind { Vec3::NEG_Z } else { Vec3::Z };
            let position = Vec3::new(at.x, table.max[1] + 0.004, at.z) + towards * (radius + 0.03);
            Pose { position, rotation: turn * Quat::from_rotation_x(-FRAC_PI_2) }
        }
        None => {
            let mut pose = furniture::facing(&room.solids, at);
            pose.position += Vec3::Y * (radius + 0.06);
            pose
        }
    }
}

/// Each stage's stretch of z and the free wall where its checklist hangs: west, unless mirrors or targets hang there.
fn stages(room: &Room) -> Vec<([f32; 2], Pose)> {
    let mut stages: Vec<(String, [f32; 2], f32)> = Vec::new();
    for zone in &room.zones {
        let name = zone.id.split('.').next().unwrap_or(&zone.id);
        match stages.iter_mut().find(|(n, ..)| n == name) {
            Some((_, z, _)) => *z = [z[0].min(zone.min[1]), z[1].max(zone.max[1])],
            None => stages.push((name.to_owned(), [zone.min[1], zone.max[1]], zone.min[0])),
        }
    }
    let hang = |(_, [from, to], west): (String, [f32; 2], f32)| {
        let hangs = |t: &twin::room::Target| t.at[0] < 0.0 && (from..=to).contains(&t.at[2]);
        let side = if room.targets.iter().any(hangs) { -1.0 } else { 1.0 };
        let position = Vec3::new((west + 0.03) * side, 1.72, (from + to) / 2.0);
        ([from, to], Pose { position, rotation: Quat::from_rotation_y(FRAC_PI_2 * side) })
    };
    stages.into_iter().map(hang).collect()
}

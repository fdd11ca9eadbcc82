//! Words in the room: signs, labels, displays, the checklist, captions and the debrief.

use crate::cost;
use crate::counters::Counters;
use crate::furniture::facing;
use crate::menu;
use crate::viewpoints::Walls;
use crate::words::Words;
use crate::{Told, dishes, furniture, legend, path};
use drill::growth::LEAST_CFU;
use drill::{Debrief, Lang, Mode, Outcome, Severity, StepState};
use glam::{Quat, Vec3};
use scene::{Line, Panel, Scene};
use std::f32::consts::FRAC_PI_2;
use tape::Pose;
use twin::room::{Room, SolidKind};
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
const RESULT: usize = 2;
const DEVIATIONS: usize = 3;
pub(crate) const MENU: usize = 4;
pub(crate) const COST: usize = MENU + menu::ROWS;
pub(crate) const LEGEND: usize = COST + 1;
/// The lines of a way, and its numbers.
pub(crate) const WAY: usize = LEGEND + 1;
const DISHES: usize = WAY + 1 + path::STOPS;
const FIRST_SIGN: usize = DISHES + dishes::PANELS;
/// Height of a debrief's leaf and the widths of both, metres: what does not fit is counted, and told in the written one.
const LEAF_M: f32 = 1.05;
const LEAVES_M: [f32; 2] = [0.88, 0.9];
/// In a room the leaves are larger, so that their smallest capitals are over 1° tall.
const LARGER: f32 = 1.3;
/// Of a leaf's width and height, what text takes; width of a letter and height of a row in ems, a little more than they are.
const FILLED: f32 = 0.9;
pub(crate) const LETTER: f32 = 0.55;
pub(crate) const ROW: f32 = 1.18;
/// Tangent of the half angle under which what stands before a person is seen.
const SPREAD: f32 = 0.7;
/// Nearer than this share of their distance words do not come, wall or not: eyes must still focus on them.
pub(crate) const LEAST_SCALE: f32 = 0.3;
/// A page on a picture fills it from this far away; its size and distance are then scaled together.
pub(crate) const PAGE_M: f32 = 0.85;
pub(crate) const PAGE_SCALE: f32 = 0.12;
/// Metres from the eyes at which the caption and the debrief stand, and from which a checklist on a wall is read.
const CAPTION_M: f32 = 1.25;
const DEBRIEF_M: f32 = 1.35;
const CHECKLIST_M: f32 = 1.0;
/// Steps of the checklist shown before and after the next one.
const STEPS_AROUND: usize = 3;

pub struct Panels {
    pub(crate) words: Words,
    pub(crate) said_menu: menu::Said,
    pub(crate) said_cost: cost::Said,
    pub(crate) said_legend: legend::Said,
    pub(crate) said_way: path::Said,
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
    debrief: Option<u64>,
    /// Of the incubation that the debrief jumps over.
    day: Option<u32>,
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
        Panels {
            signs: signs(room, &words),
            gauges: room.gauges.iter().filter_map(gauge).collect(),
            counters: Counters::new(room),
            packs: labelled.filter_map(pack).collect(),
            stages: stages(room),
            words,
            states,
            said: Said::default(),
            said_menu: menu::Said::default(),
            said_cost: cost::Said::default(),
            said_legend: legend::Said::default(),
            said_way: path::Said::default(),
        }
    }

    pub fn portray(&mut self, twin: &Twin, told: &Told, walls: &Walls, scene: &mut Scene) {
        let all = FIRST_SIGN + self.signs.len() + self.gauges.len() + self.packs.len() + self.counters.len();
        if scene.panels.len() != all {
            scene.panels.clear();
            scene.panels.resize_with(all, Panel::default);
            scene.panels[MENU..FIRST_SIGN].iter_mut().for_each(|row| row.hidden = true);
            (self.said, self.said_menu) = (Said::default(), menu::Said::default());
            self.said_way = path::Said::default();
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
        self.packs(twin, told.lang, &mut scene.panels[first_pack..]);
        let first_counter = first_pack + self.packs.len();
        self.counters.portray(twin, told.lang, &self.words, &mut scene.panels[first_counter..]);
        self.checklist(twin, told, &mut scene.panels[CHECKLIST]);
        self.caption(twin, told, walls, scene);
        self.debrief(twin, told, walls, scene);
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

    /// Two leaves of a page. On a picture they lie flat before everything; in a room they stand where the person was
    /// when it ended, nearer and smaller where a wall is near.
    fn debrief(&mut self, twin: &Twin, told: &Told, walls: &Walls, scene: &mut Scene) {
        let (before_dishes, dishes) = scene.panels.split_at_mut(DISHES);
        let dishes = &mut dishes[..dishes::PANELS];
        let [left, right] = &mut before_dishes[RESULT..=DEVIATIONS] else { unreachable!("two panels") };
        (left.hidden, right.hidden) = (told.debrief.is_none(), told.debrief.is_none());
        let Some(debrief) = told.debrief else {
            dishes.iter_mut().for_each(|dish| dish.hidden = true);
            self.said.debrief = None;
            return;
        };
        let growth = debrief.growth.as_ref().filter(|growth| !growth.plates.is_empty());
        let added = growth.map_or(0, |growth| growth.added.len());
        let key = u64::from(debrief.ticks) << 16 | (debrief.deviations.len() as u64) << 8 | added as u64;
        let is_new = self.said.debrief != Some(key);
        let is_other_day = std::mem::replace(&mut self.said.day, told.day) != told.day;
        if !is_new && !told.on_picture {
            if is_other_day {
                dishes::write(dishes, growth, told.day, &self.words, told.lang);
            }
            return;
        }
        let (pose, scale) = if told.on_picture { on_picture(twin) } else { before(twin, walls, DEBRIEF_M, -0.1) };
        let (yaw, nearer, larger) = if told.on_picture { (0.0, 0.0, 1.0) } else { (0.3, 0.12, LARGER) };
        let read_from_m = DEBRIEF_M * scale;
        let scale = scale * larger;
        for (panel, side, width) in [(&mut *left, -1.0, LEAVES_M[0]), (&mut *right, 1.0, LEAVES_M[1])] {
            let position = pose.position + pose.rotation * Vec3::new(0.455 * side, 0.0, nearer) * scale;
            let rotation = pose.rotation * Quat::from_rotation_y(-yaw * side);
            place(panel, Pose { position, rotation }, [width * scale, LEAF_M * scale], PAPER, false);
            panel.read_from_m = read_from_m;
        }
        // The dishes take the foot of the left leaf.
        let foot_m = dishes::height(growth);
        let lower = Pose { position: Vec3::NEG_Y * LEAF_M / 2.0 * scale, rotation: Quat::IDENTITY };
        let pose = Pose { position: left.position, rotation: left.rotation }.then(lower);
        let foot = dishes::Foot { pose, width: LEAVES_M[0], scale, read_from_m };
        dishes::lay(dishes, growth, foot);
        if is_new || is_other_day {
            dishes::write(dishes, growth, told.day, &self.words, told.lang);
        }
        left.position += left.rotation * Vec3::Y * foot_m / 2.0 * scale;
        left.size[1] = (LEAF_M - foot_m) * scale;
        if is_new {
            self.said.debrief = Some(key);
            write_all(left, &result(&self.words, told.lang, debrief, LEAF_M - foot_m));
            write_all(right, &deviations(&self.words, told.lang, debrief));
            let lines = left.lines.iter_mut().chain(&mut right.lines);
            lines.for_each(|line| line.height *= scale);
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

/// Outcome, score, steps and what the result is worth, on this many metres of a leaf.
fn result(words: &Words, lang: Lang, debrief: &Debrief, height: f32) -> Vec<(String, f32, Colour)> {
    let passed = debrief.outcome == Outcome::Passed;
    let outcome = match debrief.outcome {
        Outcome::Passed => "outcome-passed",
        Outcome::Failed => "outcome-failed",
        Outcome::Abandoned => "outcome-abandoned",
        Outcome::Interrupted => "outcome-interrupted",
    };
    let whole = |x: f32| format!("{x:.0}");
    let (minutes, seconds) = clock(debrief.duration_s);
    let done = debrief.steps.iter().filter(|s| s.done_s.is_some()).count().to_string();
    let all = debrief.steps.len().to_string();
    let score = [("score", &*whole(debrief.score)), ("pass", &*whole(debrief.pass_score))];
    let took = [("minutes", &*minutes), ("seconds", &*seconds), ("done", &*done), ("all", &*all)];
    let mut lines = vec![
        (debrief.title.lang(lang).to_owned(), 0.055, BLUE),
        (words.say(lang, outcome, &[]), 0.075, if passed { GREEN } else { RED }),
        (words.say(lang, "debrief-score", &score), 0.045, INK),
        (words.say(lang, "debrief-duration", &took), 0.034, INK),
        (String::new(), 0.02, INK),
    ];
    let claim = [(String::new(), 0.02, INK), (debrief.claim.lang(lang).to_owned(), 0.026, FAINT)];
    let left_out = debrief.steps.iter().filter(|s| s.done_s.is_none());
    let left_out =
        left_out.map(|step| vec![(words.say(lang, "step-left-out", &[("title", step.title.lang(lang))]), 0.032, RED)]);
    let free = height * FILLED - tall(&claim, LEAVES_M[0]);
    fill(&mut lines, left_out, [LEAVES_M[0], free], words, lang);
    lines.extend(claim);
    lines
}

fn deviations(words: &Words, lang: Lang, debrief: &Debrief) -> Vec<(String, f32, Colour)> {
    if debrief.deviations.is_empty() {
        return vec![(words.say(lang, "debrief-none", &[]), 0.045, GREEN)];
    }
    let count = debrief.deviations.len();
    let mut lines = vec![(words.say(lang, "debrief-deviations", &[("count", &count.to_string())]), 0.045, BLUE)];
    let told = debrief.deviations.iter().enumerate().map(|(i, deviation)| {
        let (severity, colour) = match deviation.severity {
            Some(Severity::Critical) => ("severity-critical", RED),
            Some(Severity::Major) => ("severity-major", AMBER),
            Some(Severity::Minor) => ("severity-minor", INK),
            None => ("severity-recovered", GREEN),
        };
        let (minutes, seconds) = clock(deviation.at_s);
        let at = format!("{minutes}:{seconds}");
        let severity = words.say(lang, severity, &[]);
        let what = [("at", &*at), ("severity", &*severity), ("what", deviation.what.lang(lang))];
        let mut told = vec![
            (words.say(lang, "deviation", &what), 0.032, colour),
            (words.say(lang, "deviation-why", &[("why", deviation.why.lang(lang))]), 0.026, INK),
            (words.say(lang, "deviation-remedy", &[("remedy", deviation.remedy.lang(lang))]), 0.026, GREEN),
        ];
        told.extend(added(words, lang, debrief, i as u16).map(|line| (line, 0.026, BLUE)));
        told
    });
    fill(&mut lines, told, [LEAVES_M[1], LEAF_M * FILLED], words, lang);
    lines
}

/// What a deviation added to the plates, where that is known; of several that are one doing, the first says it.
fn added(words: &Words, lang: Lang, debrief: &Debrief, deviation: u16) -> Option<String> {
    let growth = debrief.growth.as_ref()?;
    let added = growth.added.iter().find(|added| added.deviations.first() == Some(&deviation))?;
    let most =
        added.way.as_ref().filter(|_| added.cfu >= LEAST_CFU).and_then(|way| growth.plates.get(way.plate as usize));
    Some(match most {
        Some(plate) => {
            let what = [("cfu", &*crate::cfu(added.cfu, lang)), ("plate", plate.what.lang(lang))];
            words.say(lang, "deviation-added", &what)
        }
        None => words.say(lang, "deviation-added-nothing", &[]),
    })
}

/// Metres that lines take on a leaf this wide: a little more than they do.
fn tall(lines: &[(String, f32, Colour)], width: f32) -> f32 {
    let rows = |text: &str, em: f32| (text.chars().count() as f32 * LETTER * em / (width * FILLED)).ceil().max(1.0);
    lines.iter().map(|(text, em, _)| rows(text, *em) * em * ROW).sum()
}

/// Adds what fits with the lines that are there into this width and height, and how much more there would be.
fn fill(
    lines: &mut Vec<(String, f32, Colour)>,
    told: impl Iterator<Item = Vec<(String, f32, Colour)>>,
    [width, height]: [f32; 2],
    words: &Words,
    lang: Lang,
) {
    let more = |count: usize| (words.say(lang, "debrief-more", &[("count", &count.to_string())]), 0.028, FAINT);
    let mut told: Vec<_> = told.collect();
    let all = told.len();
    let mut metres = height - tall(lines, width) - tall(&[more(all)], width);
    let fits = told.iter().take_while(|one| {
        metres -= tall(one, width);
        metres >= 0.0
    });
    let fits = fits.count();
    lines.extend(told.drain(..fits).flatten());
    if fits < all {
        lines.push(more(all - fits));
    }
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

/// Flat before the eyes of the first person, nearer than the hands that he may hold up: pose and scale.
fn on_picture(twin: &Twin) -> (Pose, f32) {
    let eyes = twin.persons()[0].body.head_pose;
    let position = eyes.position + eyes.rotation * Vec3::NEG_Z * PAGE_M * PAGE_SCALE;
    (Pose { position, ..eyes }, PAGE_SCALE)
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
    for control in &room.controls {
        let at = Vec3::from(control.at);
        let key = format!("control-{}", control.id.replace('.', "-"));
        // Two rows: whoever reaches for it reads it at over 1°.
        push(key, beside(room, at, control.radius), [0.17, 0.062], 0.022, PAPER, INK);
    }
    signs
}

/// Above a control on a wall; flat beside one that lies on furniture, read from the middle of the room.
fn beside(room: &Room, at: Vec3, radius: f32) -> Pose {
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
            let towards = turn * Vec3::Z;
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

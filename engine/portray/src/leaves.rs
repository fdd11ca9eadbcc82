//! The debrief before the person: two leaves of a page, with the dishes of what grew at the foot of one.

use crate::panels::{AMBER, BLUE, Colour, FAINT, GREEN, INK, PAGE_M, PAGE_SCALE, PAPER, Panels, RED, RESULT};
use crate::panels::{DEVIATIONS, DISHES, before, clock, place, write_all};
use crate::viewpoints::Walls;
use crate::words::Words;
use crate::{Told, dishes};
use drill::growth::LEAST_CFU;
use drill::{Debrief, Lang, Outcome, Severity};
use glam::{Quat, Vec3};
use scene::Scene;
use tape::Pose;
use twin::twin::Twin;

/// Height of a debrief's leaf and the widths of both, metres: what does not fit is counted, and told in the written one.
const LEAF_M: f32 = 1.05;
const LEAVES_M: [f32; 2] = [0.88, 0.9];
/// In a room the leaves are larger, so that their smallest capitals are over 1° tall.
const LARGER: f32 = 1.3;
/// Of a leaf's width and height, what text takes; width of a letter and height of a row in ems, a little more than they are.
const FILLED: f32 = 0.9;
pub(crate) const LETTER: f32 = 0.55;
pub(crate) const ROW: f32 = 1.18;
/// Metres from the eyes at which it stands.
const DEBRIEF_M: f32 = 1.35;

/// What it says now: in which language of which debrief, and the day of the incubation that it jumps over.
#[derive(Default)]
pub(crate) struct Said {
    of: Option<(Lang, u64)>,
    day: Option<u32>,
}

impl Panels {
    /// Two leaves of a page. On a picture they lie flat before everything; in a room they stand where the person was
    /// when it ended, nearer and smaller where a wall is near.
    pub(crate) fn leaves(&mut self, twin: &Twin, told: &Told, walls: &Walls, scene: &mut Scene) {
        let (before_dishes, dishes) = scene.panels.split_at_mut(DISHES);
        let dishes = &mut dishes[..dishes::PANELS];
        let [left, right] = &mut before_dishes[RESULT..=DEVIATIONS] else { unreachable!("two panels") };
        (left.hidden, right.hidden) = (told.debrief.is_none(), told.debrief.is_none());
        let Some(debrief) = told.debrief else {
            dishes.iter_mut().for_each(|dish| dish.hidden = true);
            self.said_leaves.of = None;
            return;
        };
        let growth = debrief.growth.as_ref().filter(|growth| !growth.plates.is_empty());
        let added = growth.map_or(0, |growth| growth.added.len());
        let key = u64::from(debrief.ticks) << 16 | (debrief.deviations.len() as u64) << 8 | added as u64;
        let is_new = self.said_leaves.of != Some((told.lang, key));
        let is_other_day = std::mem::replace(&mut self.said_leaves.day, told.day) != told.day;
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
            self.said_leaves.of = Some((told.lang, key));
            write_all(left, &result(&self.words, told.lang, debrief, LEAF_M - foot_m));
            write_all(right, &deviations(&self.words, told.lang, debrief));
            let lines = left.lines.iter_mut().chain(&mut right.lines);
            lines.for_each(|line| line.height *= scale);
        }
    }
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
        (debrief.title.lang(lang).to_owned(), 0.042, BLUE),
        (words.say(lang, outcome, &[]), 0.065, if passed { GREEN } else { RED }),
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
    let free = height - tall(lines, width);
    let fit = |mut metres: f32| {
        let one = |one: &&Vec<_>| {
            metres -= tall(one, width);
            metres >= 0.0
        };
        told.iter().take_while(one).count()
    };
    // How much more there is takes a line, where there is more.
    let fits = Some(fit(free)).filter(|fits| *fits == all).unwrap_or_else(|| fit(free - tall(&[more(all)], width)));
    lines.extend(told.drain(..fits).flatten());
    if fits < all {
        lines.push(more(all - fits));
    }
}

/// Flat before the eyes of the first person, nearer than the hands that he may hold up: pose and scale.
fn on_picture(twin: &Twin) -> (Pose, f32) {
    let eyes = twin.persons()[0].body.head_pose;
    let position = eyes.position + eyes.rotation * Vec3::NEG_Z * PAGE_M * PAGE_SCALE;
    (Pose { position, ..eyes }, PAGE_SCALE)
}

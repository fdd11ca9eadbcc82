//! First air, to be seen: the ways of the filtered air to each open critical surface, and who is in them.
//!
//! A free way is a thin line from the filter to the surface. Where somebody is in it a plate cuts it, what comes to the
//! surface from there on is told by thick dashes, and a sign over the place says with what and for how long: nothing is
//! said by colour alone.

use crate::leaves::{LETTER, ROW};
use crate::panels::{Colour, INK, PAPER, Panels, RED, place, write_all};
use crate::path::{Links, before_bodies, facing};
use crate::{Told, Words, air};
use drill::Lang;
use glam::Vec3;
use scene::{Eye, Panel, Scene};
use tape::Pose;
use twin::air::first::{Blocked, Shape};
use twin::body::Part;
use twin::twin::Twin;

/// Radii of lines, dashes and plates, metres, and as shares of their distance: they are no thinner than either.
const LINE: [f32; 2] = [0.0012, 0.0011];
const DASH: [f32; 2] = [0.0026, 0.0024];
const PLATE: [f32; 2] = [0.012, 0.012];
/// Radius of an arrow head, of its line's, and length of its radius.
const HEAD: f32 = 3.0;
const HEAD_LONG: f32 = 2.5;
/// How thick a plate is, of its radius, and how far over the place: a glove is around the bones.
const THICK: f32 = 0.4;
const PLATE_OVER_M: f32 = 0.012;
/// From a dash to the next, metres, and what of that it takes; dashes of one way at most.
const EVERY_M: f32 = 0.05;
const DASH_SHARE: f32 = 0.6;
const DASHES: f32 = 12.0;
/// Room for all lines, dashes and plates is made once.
const MOST: usize = 1024;
/// Halvings of a stretch to find where it is cut.
const HALVINGS: usize = 8;
/// Okabe & Ito 2008, "Color universal design": blue and vermilion are told apart by everybody.
const FREE: Colour = [0.0, 0.168, 0.445, 1.0];
const CUT: Colour = [0.66, 0.11, 0.0, 1.0];
/// Who is in the way of one surface, at most: those who are longest.
const WHO: usize = 3;
/// A sign's em, metres and as a share of its distance: its capitals are over 1° tall.
const EM: [f32; 2] = [0.012, 0.03];
/// From the place towards the eye, metres, and no more than this share of the way: before the lines.
const TOWARDS: [f32; 2] = [0.2, 0.25];
/// From there up to a sign's lower edge, around its words, and how far one gives way at a time, ems.
const OVER: f32 = 3.0;
const MARGIN: f32 = 0.5;
const GIVE_WAY: f32 = 0.5;
const TIMES: usize = 40;

/// Who is in the way of a surface: a part of a person, or what he carries.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Who {
    person: u8,
    part: Option<Part>,
    /// Whole ones.
    seconds: u32,
}

/// What the sign of a surface says, and where that is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Said {
    at: Vec3,
    says: Option<(Lang, [Option<Who>; WHO])>,
}

/// The larger one: metres, or a share of the distance.
fn seen([metres, share]: [f32; 2], far: f32) -> f32 {
    metres.max(share * far)
}

/// Metres along a way from its surface up to where it is cut first on its way from the filter.
fn cut_m(way: &[Vec3], shape: &Shape) -> Option<f32> {
    let mut from_m = way.windows(2).map(|ends| ends[0].distance(ends[1])).sum::<f32>();
    for ends in way.windows(2).rev() {
        let [below, above] = [ends[0], ends[1]];
        if shape.meets(above, below) {
            let (mut free, mut met) = (0.0, 1.0);
            for _ in 0..HALVINGS {
                let middle = 0.5 * (free + met);
                if shape.meets(above, above.lerp(below, middle)) {
                    met = middle;
                } else {
                    free = middle;
                }
            }
            return Some(from_m - met * above.distance(below));
        }
        from_m -= above.distance(below);
    }
    None
}

/// So many metres along a way, and no further than its end.
fn place_at(way: &[Vec3], m: f32) -> Vec3 {
    let mut at = way[0];
    stretches(way, 0.0, m, |_, to| at = to);
    at
}

/// The stretches of a way between two lengths along it.
fn stretches(way: &[Vec3], from_m: f32, to_m: f32, mut each: impl FnMut(Vec3, Vec3)) {
    let mut begins_m = 0.0;
    for ends in way.windows(2) {
        let long = ends[0].distance(ends[1]);
        let [a, b] = [from_m, to_m].map(|m| ((m - begins_m) / long.max(f32::MIN_POSITIVE)).clamp(0.0, 1.0));
        if b > a {
            each(ends[0].lerp(ends[1], a), ends[0].lerp(ends[1], b));
        }
        begins_m += long;
    }
}

/// Draws a way that is cut so many metres from its surface, or free; where it is cut.
fn draw(way: &[Vec3], cut_m: Option<f32>, far: f32, links: &Links, scene: &mut Scene) -> Option<Vec3> {
    let cut = cut_m.unwrap_or(0.0);
    stretches(way, cut, f32::INFINITY, |a, b| links.tube(a, b, seen(LINE, far), FREE, scene));
    let (tint, radius) = if cut_m.is_some() { (CUT, seen(DASH, far)) } else { (FREE, seen(LINE, far)) };
    let (wide, long) = (HEAD * radius, HEAD * HEAD_LONG * radius);
    links.cone(place_at(way, long), way[0], wide, tint, scene);
    cut_m?;
    let every_m = EVERY_M.max(cut / DASHES);
    let mut dash_m = 0.0;
    while dash_m < cut {
        let to_m = cut.min(dash_m + DASH_SHARE * every_m);
        stretches(way, dash_m, to_m, |a, b| links.tube(a, b, radius, tint, scene));
        dash_m += every_m;
    }
    let (over, wide) = (cut + PLATE_OVER_M, seen(PLATE, far));
    links.cone(place_at(way, over + THICK * wide), place_at(way, over), wide, CUT, scene);
    Some(place_at(way, cut))
}

/// Where somebody cuts a way, metres from its surface, and with what.
fn cut_by(twin: &Twin, blocked: &Blocked, way: &[Vec3]) -> Option<(f32, Who)> {
    let his = twin.blockers().filter(|(_, b)| (b.person, b.by) == (blocked.person, blocked.by));
    let (m, part) = his
        .filter_map(|(part, blocker)| Some((cut_m(way, &blocker.shape)?, part)))
        .max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    Some((m, Who { person: blocked.person, part, seconds: blocked.seconds() as u32 }))
}

/// Keeps those who are longest in the way, each part once.
fn note(all: &mut [Option<Who>; WHO], who: Who) {
    let same = |known: &Who| (known.person, known.part) == (who.person, who.part);
    let longest = |known: &Option<Who>| known.map(|w| (std::cmp::Reverse(w.seconds), w.person, w.part));
    let last = all[WHO - 1];
    match all.iter_mut().flatten().find(|known| same(known)) {
        Some(known) => known.seconds = known.seconds.max(who.seconds),
        None if last.is_none_or(|last| last.seconds < who.seconds) => all[WHO - 1] = Some(who),
        None => return,
    }
    all.sort_unstable_by_key(|known| (known.is_none(), longest(known)));
}

impl Panels {
    /// Shows the ways of first air in a filled scene, with signs that face `eye`, or shows none.
    pub(crate) fn first_air(&mut self, twin: &Twin, told: &Told, eye: &Eye, links: &Links, scene: &mut Scene) {
        let signs = self.first_air_signs..self.first_air_signs + self.said_first_air.len();
        let Some(panels) = scene.panels.get_mut(signs.clone()) else { return };
        panels.iter_mut().for_each(|sign| sign.hidden = true);
        let Some(first) = twin.first_air().filter(|_| told.air == Some(air::Shown::FirstAir)) else { return };
        scene.instances.reserve(MOST);
        for (k, surface) in first.surfaces().enumerate().filter(|(k, _)| first.is_judged(*k)) {
            let far = surface.middle.distance(eye.room_from_eye.translation.into());
            let here = || first.now().iter().filter(|b| b.over == surface.id);
            let (mut all, mut cuts, mut sum) = ([None; WHO], 0, Vec3::ZERO);
            if first.reached(k) == 0.0 {
                (cuts, sum) = (1, surface.middle);
            }
            for (number, way) in first.ways(k).enumerate().filter(|(_, way)| !way.is_empty()) {
                let mut cut = None;
                for (m, who) in here().filter(|b| b.is_in(number)).filter_map(|b| cut_by(twin, b, way)) {
                    cut = Some(cut.map_or(m, |before: f32| before.max(m)));
                    note(&mut all, who);
                }
                if let Some(at) = draw(way, cut, far, links, scene) {
                    (cuts, sum) = (cuts + 1, sum + at);
                }
            }
            let said = &mut self.said_first_air[k];
            let panels = &mut scene.panels[signs.clone()];
            if cuts > 0 {
                said.at = sum / cuts as f32;
                if said.says != Some((told.lang, all)) {
                    said.says = Some((told.lang, all));
                    write_all(&mut panels[k], &lines(&self.words, told.lang, twin.names().name(surface.id), &all));
                }
            }
            // Who trembles at the edge of a way is still there, and so is the sign.
            if cuts > 0 || (here().next().is_some() && said.says.is_some()) {
                let (before, rest) = panels.split_at_mut(k);
                let seen_at = before_bodies(twin, told.through, said.at, eye.room_from_eye.translation.into());
                let foot = stand(&mut rest[0], before, seen_at, eye);
                links.tube(said.at, foot, seen(LINE, far), CUT, scene);
            }
        }
    }
}

/// The surface, and with what who is in its way, for how long; nobody: no air comes to it straight from a filter.
fn lines(words: &Words, lang: Lang, surface: &str, all: &[Option<Who>; WHO]) -> Vec<(String, f32, Colour)> {
    let key = format!("critical-{}", surface.replace('.', "-"));
    let called = if words.has(&key) { words.say(lang, &key, &[]) } else { surface.to_owned() };
    let row = |who: &Who| {
        let part = words.say(lang, part_key(who.part), &[]);
        let key = if who.person == 0 { "first-air-by" } else { "first-air-by-another" };
        let seconds = if who.seconds == 0 { "< 1".to_owned() } else { who.seconds.to_string() };
        (words.say(lang, key, &[("what", &part), ("seconds", &seconds)]), 0.0, INK)
    };
    let key = if all[0].is_some() { "first-air-cut" } else { "first-air-none" };
    let title = (words.say(lang, key, &[("surface", &called)]), 0.0, RED);
    std::iter::once(title).chain(all.iter().flatten().map(row)).collect()
}

fn part_key(part: Option<Part>) -> &'static str {
    match part {
        None => "first-air-carried",
        Some(Part::Head) => "first-air-head",
        Some(Part::ArmLeft) => "first-air-arm-left",
        Some(Part::ArmRight) => "first-air-arm-right",
        Some(Part::HandLeft) => "first-air-hand-left",
        Some(Part::HandRight) => "first-air-hand-right",
        Some(Part::Torso | Part::LegLeft | Part::LegRight | Part::FootLeft | Part::FootRight) => "first-air-body",
    }
}

/// Stands a sign over a place, where it covers none of those before it as the eye sees them. The middle of its lower edge.
fn stand(sign: &mut Panel, before: &[Panel], at: Vec3, eye: &Eye) -> Vec3 {
    let from = Vec3::from(eye.room_from_eye.translation);
    let [metres, share] = TOWARDS;
    let at = at.move_towards(from, metres.min(share * from.distance(at)));
    let rotation = facing(from - at, eye.room_from_eye.matrix3.y_axis.into());
    let em = seen(EM, from.distance(at));
    let longest = sign.lines.iter().map(|line| line.text.chars().count()).max().unwrap_or(0);
    let size =
        [longest as f32 * LETTER + 2.0 * MARGIN, sign.lines.len() as f32 * ROW + 2.0 * MARGIN].map(|ems| ems * em);
    let up = rotation * Vec3::Y;
    let mut foot = at + up * OVER * em;
    sign.hidden = false;
    sign.lines.iter_mut().for_each(|line| line.height = em);
    for _ in 0..TIMES {
        place(sign, Pose { position: foot + up * size[1] / 2.0, rotation }, size, PAPER, true);
        if before.iter().all(|other| other.hidden || apart(sign, other, eye)) {
            break;
        }
        foot += up * GIVE_WAY * em;
    }
    foot
}

/// Does a sign leave another uncovered, as the eye sees them?
fn apart(a: &Panel, b: &Panel, eye: &Eye) -> bool {
    let eye_from_room = eye.room_from_eye.inverse();
    let [(at_a, half_a), (at_b, half_b)] = [a, b].map(|sign| {
        let at = eye_from_room.transform_point3(sign.position);
        let near = (-at.z).max(f32::MIN_POSITIVE);
        (at.truncate() / near, glam::Vec2::from(sign.size) / (2.0 * near))
    });
    (at_a - at_b).abs().cmpgt(half_a + half_b).any()
}

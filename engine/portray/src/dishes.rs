//! Plates of a debrief as dishes: agar in its rim, a dot a colony, and beside it in words what was counted and what the
//! limit is. Where the limit is reached a sign says so, and a thick rim, not the colour alone.
//!
//! Which colony grew where is a draw from the plate's own numbers: the same session looks the same wherever it is shown.

use crate::panels::{BLUE, Colour, FAINT, GREEN, INK, PAPER, RED, place, write_all};
use crate::words::Words;
use drill::growth::PlateReport;
use drill::{Growth, Lang};
use glam::{Vec2, Vec3};
use scene::{Disc, Panel};
use tape::Pose;
use twin::microbes::plates::UNCOUNTABLE;
use twin::seed::Seed;

/// Dishes at most, and how many stand side by side.
const MOST: usize = 8;
const COLUMNS: usize = 2;
/// Panels that they take: a heading, and a cell each.
pub const PANELS: usize = 1 + MOST;
/// On a leaf: heights of the heading and of a row, radius of a dish, free at its left and at its right, metres.
const HEADING_M: f32 = 0.11;
const ROW_M: f32 = 0.135;
const DISH_M: f32 = 0.054;
const FREE_M: f32 = 0.026;
const BESIDE_M: f32 = 0.012;
/// Share of the dish that is agar, and where the limit is reached: its rim is so much thicker.
const AGAR: f32 = 0.945;
const AGAR_REACHED: f32 = 0.82;
/// More colonies than this have grown into a lawn (design: on 55 mm they touch).
pub const LAWN: u32 = 100;
/// Days of incubation that a debrief jumps over, and seconds for which each is seen (design: long enough to see them come).
pub const DAYS: u32 = 5;
const DAY_S: f32 = 0.6;
/// Share of the agar up to which colonies grow; radius of the largest, and of all together as if each were as large.
const GROWN: f32 = 0.93;
const LARGEST: f32 = 0.12;
const CROWDED: f32 = 0.5;
/// Places tried for a colony before it is a smaller one.
const TRIES: usize = 60;
const AGAR_COLOUR: Colour = [0.42, 0.25, 0.07, 1.0];
const COLONY: Colour = [0.93, 0.89, 0.74, 1.0];
const LAWN_COLOUR: Colour = [0.78, 0.72, 0.55, 1.0];

/// The day of incubation, from 1, so many seconds after dishes came into sight; none: they are read.
pub fn day(seen_s: f32) -> Option<u32> {
    Some((seen_s / DAY_S) as u32 + 1).filter(|day| *day <= DAYS)
}

/// Of what has grown in the end, the share of each radius that there is on a day: on the first there is nothing to see.
pub fn grown(day: Option<u32>) -> f32 {
    day.map_or(1.0, |day| (day - 1) as f32 / DAYS as f32)
}

/// A colony on agar of radius 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colony {
    pub at: Vec2,
    pub radius: f32,
}

/// The colonies of the `index`-th plate on a day: as many as will be counted, each by itself; none where they are a lawn.
pub fn colonies(plate: &PlateReport, index: usize, day: Option<u32>) -> Vec<Colony> {
    let (count, share_grown) = (plate.counted_cfu, grown(day));
    if count > LAWN || share_grown == 0.0 {
        return Vec::new();
    }
    let seed = plate.expected_cfu.to_bits() ^ u64::from(plate.at_s.to_bits());
    let mut draw = Seed::of_stream(seed, Seed::PLATES, index as u64);
    let mut share = || draw.share() as f32;
    let largest = LARGEST.min(CROWDED / (count.max(1) as f32).sqrt());
    let mut all: Vec<Colony> = Vec::with_capacity(count as usize);
    for _ in 0..count {
        let mut radius = largest * (0.7 + 0.3 * share());
        let mut tries = 0;
        all.push(loop {
            let (sin, cos) = libm::sincosf(std::f32::consts::TAU * share());
            let at = Vec2::new(cos, sin) * (GROWN - radius) * share().sqrt();
            if all.iter().all(|other| at.distance(other.at) > radius + other.radius) {
                break Colony { at, radius };
            }
            tries += 1;
            if tries % TRIES == 0 {
                radius *= 0.8;
            }
        });
    }
    all.iter_mut().for_each(|colony| colony.radius *= share_grown);
    all
}

/// Has it as many as its limit allows, or more? A plate on which nothing grew has not.
pub fn reached(plate: &PlateReport) -> bool {
    plate.counted_cfu > 0 && plate.limit_cfu.is_some_and(|limit| f64::from(plate.counted_cfu) >= limit)
}

/// Metres at the foot of a leaf that the dishes of what grew take.
pub fn height(growth: Option<&Growth>) -> f32 {
    growth.map_or(0.0, |growth| HEADING_M + ROW_M * growth.plates.len().min(MOST).div_ceil(COLUMNS) as f32)
}

/// Where a leaf lies: the middle of its lower edge, its width as it is laid out, and by what all is then larger.
#[derive(Clone, Copy, Debug)]
pub struct Foot {
    pub pose: Pose,
    pub width: f32,
    pub scale: f32,
    pub read_from_m: f32,
}

/// Puts the dishes onto the foot of a leaf, or none.
pub fn lay(panels: &mut [Panel], growth: Option<&Growth>, foot: Foot) {
    panels.iter_mut().for_each(|panel| panel.hidden = true);
    let Some(growth) = growth else { return };
    let Foot { pose, width, scale, read_from_m } = foot;
    let put = |panel: &mut Panel, [left, low]: [f32; 2], [wide, high]: [f32; 2]| {
        let middle = Vec3::new(left + wide / 2.0 - width / 2.0, low + high / 2.0, 0.0) * scale;
        let pose = pose.then(Pose { position: middle, rotation: glam::Quat::IDENTITY });
        place(panel, pose, [wide * scale, high * scale], PAPER, false);
        (panel.hidden, panel.read_from_m) = (false, read_from_m);
    };
    let (heading, cells) = panels.split_first_mut().expect("a panel for the heading");
    let rows = growth.plates.len().min(MOST).div_ceil(COLUMNS);
    put(heading, [0.0, rows as f32 * ROW_M], [width, HEADING_M]);
    let cell = [width / COLUMNS as f32, ROW_M];
    for (i, panel) in cells[..rows * COLUMNS].iter_mut().enumerate() {
        put(panel, [(i % COLUMNS) as f32 * cell[0], (rows - 1 - i / COLUMNS) as f32 * ROW_M], cell);
    }
}

/// What the heading says of the days.
pub fn told_day(words: &Words, lang: Lang, day: Option<u32>) -> String {
    match day {
        Some(day) => words.say(lang, "debrief-incubating", &[("day", &day.to_string()), ("days", &DAYS.to_string())]),
        None => words.say(lang, "debrief-grown", &[]),
    }
}

/// Writes and draws the dishes that were laid as they are on a day of incubation, or once they are read.
pub fn write(panels: &mut [Panel], growth: Option<&Growth>, day: Option<u32>, words: &Words, lang: Lang) {
    let Some(growth) = growth else { return };
    let (heading, cells) = panels.split_first_mut().expect("a panel for the heading");
    let scale = heading.size[1] / HEADING_M;
    let mut lines = vec![
        (told_day(words, lang, day), 0.03 * scale, BLUE),
        (words.say(lang, "debrief-model", &[]), 0.024 * scale, FAINT),
    ];
    if let Some(more) = growth.plates.len().checked_sub(MOST).filter(|more| *more > 0) {
        lines[0].0 = lines[0].0.clone() + " " + &words.say(lang, "debrief-more", &[("count", &more.to_string())]);
    }
    heading.indent = FREE_M * scale;
    write_all(heading, &lines);
    for (i, panel) in cells.iter_mut().enumerate() {
        panel.discs.clear();
        panel.lines.clear();
        if let Some(plate) = growth.plates.get(i) {
            let mut lines = vec![(plate.what.lang(lang).to_owned(), 0.024 * scale, INK)];
            if day.is_none() {
                let [count, limit] = told(words, lang, plate);
                let colour = match plate.limit_cfu {
                    None => INK,
                    Some(_) if reached(plate) => RED,
                    Some(_) => GREEN,
                };
                lines.extend([(count, 0.028 * scale, colour), (limit, 0.024 * scale, colour)]);
            }
            write_all(panel, &lines);
            panel.indent = (FREE_M + 2.0 * DISH_M + BESIDE_M) * scale;
            let middle = Vec2::new(DISH_M + FREE_M, ROW_M / 2.0);
            let laid = |disc: Disc| Disc {
                at: ((middle + Vec2::from(disc.at) * DISH_M) * scale).into(),
                radius: disc.radius * DISH_M * scale,
                ..disc
            };
            panel.discs.extend(discs(plate, i, day).map(laid));
        }
    }
}

/// What is said beside a dish: the count, and how the limit stands to it.
pub fn told(words: &Words, lang: Lang, plate: &PlateReport) -> [String; 2] {
    let many = plate.counted_cfu > UNCOUNTABLE;
    let count = if many { format!("> {UNCOUNTABLE}") } else { plate.counted_cfu.to_string() };
    let key = match (plate.limit_cfu, reached(plate)) {
        (None, _) => "plate-no-limit",
        (Some(_), false) => "plate-below-limit",
        (Some(_), true) => "plate-at-limit",
    };
    let limit = plate.limit_cfu.map_or_else(String::new, |limit| limit.to_string());
    [words.say(lang, "plate-count", &[("count", &count)]), words.say(lang, key, &[("limit", &limit)])]
}

/// Rim, agar and what grew on it, about 0, with y down: the dish's radius is 1.
fn discs(plate: &PlateReport, index: usize, day: Option<u32>) -> impl Iterator<Item = Disc> {
    let (rim, agar) = if day.is_none() && reached(plate) { (RED, AGAR_REACHED) } else { (FAINT, AGAR) };
    let disc = |at: Vec2, radius: f32, colour: Colour| Disc { at: at.into(), radius, colour };
    // A lawn closes everywhere at once.
    let closed = std::array::from_fn(|i| AGAR_COLOUR[i] + grown(day) * (LAWN_COLOUR[i] - AGAR_COLOUR[i]));
    let lawn = (plate.counted_cfu > LAWN).then_some(disc(Vec2::ZERO, agar * GROWN, closed));
    let dots = colonies(plate, index, day).into_iter();
    let dots = dots.map(move |Colony { at, radius }| disc(at * agar, radius * agar, COLONY));
    [disc(Vec2::ZERO, 1.0, rim), disc(Vec2::ZERO, agar, AGAR_COLOUR)].into_iter().chain(lawn).chain(dots)
}

#[cfg(test)]
mod tests {
    use super::*;
    use drill::growth::PlateReport;
    use twin::microbes::model::{Label, PlateKind};

    fn plate(counted_cfu: u32, limit_cfu: Option<f64>) -> PlateReport {
        PlateReport {
            control: "plate.chest".into(),
            what: drill::Words::default(),
            kind: PlateKind::Contact,
            at_s: 61.0,
            at: [0.0; 3],
            grade: "B".into(),
            limit_cfu,
            expected_cfu: f64::from(counted_cfu) + 0.5,
            counted_cfu,
            label: Label::Design,
            chains: vec![],
            holds: None,
        }
    }

    #[test]
    fn a_dish_has_as_many_dots_as_were_counted_and_none_covers_another() {
        for count in [0, 1, 5, 37, LAWN] {
            let grown = colonies(&plate(count, None), 2, None);
            assert_eq!(grown.len(), count as usize);
            assert_eq!(grown, colonies(&plate(count, None), 2, None), "the same session looks the same");
            for (i, a) in grown.iter().enumerate() {
                assert!(a.at.length() + a.radius <= GROWN + 1e-5);
                assert!(grown[..i].iter().all(|b| a.at.distance(b.at) > a.radius + b.radius));
            }
        }
        assert_ne!(
            colonies(&plate(5, None), 2, None),
            colonies(&plate(5, None), 3, None),
            "no two plates look the same"
        );
        let discs = |count| discs(&plate(count, None), 0, None).count();
        assert_eq!(discs(7), 9, "rim, agar and a dot a colony");
        assert_eq!(discs(LAWN + 1), 3, "a lawn is one");
    }

    #[test]
    fn colonies_come_during_the_days_that_are_jumped_over_and_nothing_is_read_before() {
        let days: Vec<_> = (0..40).map(|tenth| day(tenth as f32 / 10.0)).collect();
        assert!(days.is_sorted_by_key(|day| day.unwrap_or(DAYS + 1)));
        assert_eq!((days[0], days[39]), (Some(1), None));
        let plate = plate(7, Some(5.0));
        let radii = |day| colonies(&plate, 0, day).iter().map(|colony| colony.radius).sum::<f32>();
        assert_eq!(radii(Some(1)), 0.0);
        assert!((1..DAYS).all(|day| radii(Some(day)) < radii(Some(day + 1))) && radii(Some(DAYS)) < radii(None));
        let rim = |day| discs(&plate, 0, day).next().expect("a rim").colour;
        assert_ne!(rim(Some(DAYS)), rim(None), "whether the limit is reached shows when it is read");
    }

    #[test]
    fn a_limit_that_is_reached_is_said_without_colour() {
        let words = Words::default();
        for (count, limit, is) in [(0, Some(0.0), false), (4, Some(5.0), false), (5, Some(5.0), true), (9, None, false)]
        {
            let plate = plate(count, limit);
            assert_eq!(reached(&plate), is, "{count} of {limit:?}");
            for lang in [Lang::Fr, Lang::En] {
                assert_eq!(told(&words, lang, &plate)[1].contains('⚠'), is);
            }
        }
    }
}

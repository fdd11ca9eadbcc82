//! First air: filtered air on its way from a filter to a critical surface, and who is in its way.
//!
//! Nine points of each critical surface are followed back through the flow to their filter, once, and anew when the surface
//! has been moved. Then, tick by tick, what moves is held against these ways: exact geometry, so that a hand beside or
//! beneath is never taken for one above. (Falling is about a hundredth of a unit's flow, so particles keep to its ways.)

use super::flow::Flow;
use crate::body::Capsule;
use crate::contact::APART_TICKS;
use crate::{Id, state};
use glam::{Quat, Vec3};
use tape::TICK_S;

/// Points of a surface.
const POINTS: usize = 9;
/// From the middle of a surface to its outer points, as a share of its radius: each point then stands for about as much
/// of the disc as the others.
const OUT: f32 = 0.6;
/// A way is followed this far at most (design: air that has come further has mixed with the room's), and in steps of
/// this share of a cell.
const FAR_M: f32 = 3.0;
const STEP: f32 = 0.25;
/// Air slower than this comes from nowhere.
const STILL_M_PER_S: f32 = 1e-3;
/// A way leaves out corners that are no more than this off.
const CORNER_M: f32 = 0.004;
/// Slices of a surface's ways by height: ways are aslant, so all of them together fill a small part of their box.
const SLICES: usize = 12;
/// In the way at once, of all persons over all surfaces; more are not told apart.
const MOST: usize = 64;

/// A level disc that must not be contaminated: a vial's mouth, a needle's hub.
#[derive(Clone, Copy, Debug)]
pub struct Critical {
    pub id: Id,
    pub middle: Vec3,
    pub radius_m: f32,
}

/// Something that may be in the way.
#[derive(Clone, Copy, Debug)]
pub struct Blocker {
    pub person: u8,
    /// Its surface: several shapes of one are counted as one.
    pub by: Id,
    pub shape: Shape,
}

#[derive(Clone, Copy, Debug)]
pub enum Shape {
    Capsule(Capsule),
    Box { centre: Vec3, half: Vec3, rotation: Quat },
}

/// Somebody is in the way of first air.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Blocked {
    pub person: u8,
    pub by: Id,
    /// The critical surface.
    pub over: Id,
    /// For how long already.
    pub ticks: u32,
    /// Of the surface, now: cm²; 0 while it has just left the way.
    pub area_cm2: f32,
    /// Of that over the time: cm² s.
    pub dose_cm2_s: f32,
    /// The ways it is in, by bit.
    ways: u16,
    /// Ticks since it was in any: a hand that trembles at the edge is in the way once.
    apart: u32,
}
state!(Blocked { person, by, over, ticks, area_cm2, dose_cm2_s, ways, apart });

impl Blocked {
    pub fn seconds(&self) -> f32 {
        self.ticks as f32 * TICK_S
    }

    /// Is it in this one of [`FirstAir::ways`] now?
    pub fn is_in(&self, way: usize) -> bool {
        self.ways >> way & 1 == 1
    }
}

/// The ways of one surface.
struct Ways {
    id: Id,
    radius_m: f32,
    middle: Vec3,
    judged: bool,
    /// From the surface to the filter; empty where the air comes from none.
    lines: [Vec<Vec3>; POINTS],
    bounds: Bounds,
    slices: [Bounds; SLICES],
}

/// Low and high corner of a box along the axes.
type Bounds = (Vec3, Vec3);
/// Of nothing.
const NOTHING: Bounds = (Vec3::INFINITY, Vec3::NEG_INFINITY);

/// What ways are followed through, and room to do it in.
struct Course {
    flow: Flow,
    /// By cell: does a filter blow into it?
    filters: Vec<bool>,
    line: Vec<Vec3>,
    ends: Vec<usize>,
}

/// All critical surfaces of a room and who is in the way of their air. Nothing allocates once it is built.
pub struct FirstAir {
    course: Course,
    surfaces: Vec<Ways>,
    now: Vec<Blocked>,
    ended: Vec<Blocked>,
}
state!(FirstAir { now });

impl FirstAir {
    pub fn new(flow: &Flow, critical: &[Critical]) -> FirstAir {
        let mut course = Course::new(flow);
        let ways = |surface: &Critical| {
            let lines = std::array::from_fn(|_| Vec::with_capacity(course.line.capacity()));
            let (id, middle, radius_m) = (surface.id, surface.middle, surface.radius_m);
            let (bounds, slices) = (NOTHING, [NOTHING; SLICES]);
            let mut ways = Ways { id, radius_m, middle, judged: true, lines, bounds, slices };
            ways.follow(&mut course);
            ways
        };
        let surfaces = critical.iter().map(ways).collect();
        FirstAir { course, surfaces, now: Vec::with_capacity(MOST), ended: Vec::with_capacity(MOST) }
    }

    /// Where a surface is now; `None`: nowhere that it can be judged, it is carried or gone. Its ways are followed anew
    /// where it was not before.
    pub fn put(&mut self, surface: usize, middle: Option<Vec3>) {
        let ways = &mut self.surfaces[surface];
        ways.judged = middle.is_some();
        if let Some(middle) = middle.filter(|middle| *middle != ways.middle) {
            ways.middle = middle;
            ways.follow(&mut self.course);
        }
    }

    /// Critical surfaces, in the order they were given in.
    pub fn surfaces(&self) -> impl Iterator<Item = Critical> {
        self.surfaces.iter().map(|s| Critical { id: s.id, middle: s.middle, radius_m: s.radius_m })
    }

    /// Is a surface where it can be judged?
    pub fn is_judged(&self, surface: usize) -> bool {
        self.surfaces[surface].judged
    }

    /// Share of a surface to which air comes straight from a filter.
    pub fn reached(&self, surface: usize) -> f32 {
        self.surfaces[surface].lines.iter().filter(|line| !line.is_empty()).count() as f32 / POINTS as f32
    }

    /// The ways of a surface's nine points, from it to the filter; empty where the air comes from none.
    pub fn ways(&self, surface: usize) -> impl Iterator<Item = &[Vec3]> {
        self.surfaces[surface].lines.iter().map(Vec::as_slice)
    }

    /// A tick.
    pub fn step(&mut self, blockers: impl Iterator<Item = Blocker>) {
        self.now.iter_mut().for_each(|b| b.ways = 0);
        for blocker in blockers {
            let bounds = blocker.shape.bounds();
            for surface in self.surfaces.iter().filter(|s| s.judged && s.may_be_in(bounds)) {
                let same = |b: &Blocked| b.person == blocker.person && b.by == blocker.by && b.over == surface.id;
                let known = self.now.iter_mut().find(|b| same(b));
                // Of many bones in one way the first is enough.
                let ways = surface.ways_through(&blocker.shape, bounds, known.as_ref().map_or(0, |known| known.ways));
                if let Some(known) = known {
                    known.ways |= ways;
                } else if ways != 0 && self.now.len() < MOST {
                    let (person, by, over) = (blocker.person, blocker.by, surface.id);
                    self.now.push(Blocked { person, by, over, ways, ..Blocked::default() });
                }
            }
        }
        self.ended.clear();
        for b in &mut self.now {
            let radius_m = self.surfaces.iter().find(|s| s.id == b.over).map_or(0.0, |s| s.radius_m);
            let area_cm2 = std::f32::consts::PI * radius_m * radius_m * 1e4;
            b.area_cm2 = area_cm2 * b.ways.count_ones() as f32 / POINTS as f32;
            b.dose_cm2_s += b.area_cm2 * TICK_S;
            b.ticks += u32::from(b.ways != 0);
            b.apart = if b.ways == 0 { b.apart.saturating_add(1) } else { 0 };
            if b.apart >= APART_TICKS {
                self.ended.push(*b);
            }
        }
        self.now.retain(|b| b.apart < APART_TICKS);
    }

    /// Who is in the way now, or was within the last 0.2 s.
    pub fn now(&self) -> &[Blocked] {
        &self.now
    }

    /// Who is known at this tick to have left the way, with the whole time and dose.
    pub fn ended(&self) -> &[Blocked] {
        &self.ended
    }
}

impl Course {
    fn new(flow: &Flow) -> Course {
        let mut filters = vec![false; flow.cells.len()];
        let supplied = flow.passages.iter().filter(|p| p.from.is_none()).filter_map(|p| p.to);
        supplied.for_each(|cell| filters[cell as usize] = true);
        let most = (FAR_M / (STEP * flow.cell_m)) as usize + 2;
        let flow = Flow { passages: Vec::new(), cells: flow.cells.clone(), ..*flow };
        Course { flow, filters, line: Vec::with_capacity(most), ends: Vec::with_capacity(most) }
    }

    /// From a place against the flow to a filter, into `line`; false where the air has been elsewhere.
    fn reaches_filter(&mut self, from: Vec3) -> bool {
        let flow = &self.flow;
        let step = STEP * flow.cell_m;
        let against = |p: Vec3| {
            let wind = Vec3::from_array(flow.at(p.to_array()));
            (wind.length() > STILL_M_PER_S).then(|| -wind.normalize())
        };
        self.line.clear();
        self.line.push(from);
        let mut at = from;
        for _ in 0..(FAR_M / step) as usize {
            let Some(first) = against(at) else { return false };
            let Some(way) = against(at + first * 0.5 * step) else { return false };
            at += way * step;
            self.line.push(at);
            let cell = [0, 1, 2].map(|a| libm::floorf((at[a] - flow.origin[a]) / flow.cell_m) as i64);
            if flow.cell(cell).is_none() {
                return false;
            }
            let number = cell[0] as usize + flow.size[0] * (cell[1] as usize + flow.size[1] * cell[2] as usize);
            if self.filters[number] {
                // To the filter itself, which is a cell further at most.
                self.line.push(at + way * flow.cell_m);
                return true;
            }
        }
        false
    }

    /// The corners of `line` that matter (Douglas & Peucker 1973).
    fn straighten(&mut self, kept: &mut Vec<Vec3>) {
        let line = &self.line;
        kept.push(line[0]);
        let mut from = 0;
        self.ends.clear();
        self.ends.push(line.len() - 1);
        while let Some(&to) = self.ends.last() {
            let chord = Capsule::new(line[from], line[to], 0.0);
            let off = |k: &usize| chord.distance(line[*k]);
            match (from + 1..to).max_by(|a, b| off(a).total_cmp(&off(b))) {
                Some(worst) if off(&worst) > CORNER_M => self.ends.push(worst),
                _ => {
                    kept.push(line[to]);
                    from = to;
                    self.ends.pop();
                }
            }
        }
    }
}

impl Ways {
    fn follow(&mut self, course: &mut Course) {
        for (k, line) in self.lines.iter_mut().enumerate() {
            let (x, z) = ((k % 3) as f32 - 1.0, (k / 3) as f32 - 1.0);
            line.clear();
            if course.reaches_filter(self.middle + Vec3::new(x, 0.0, z) * OUT * self.radius_m) {
                course.straighten(line);
            }
        }
        let both = |(min, max): Bounds, corner: &Vec3| (min.min(*corner), max.max(*corner));
        self.bounds = self.lines.iter().flatten().fold(NOTHING, both);
        let (low, high) = (self.bounds.0.y, self.bounds.1.y);
        let height = |slice: usize| low + (high - low) * slice as f32 / SLICES as f32;
        for (k, slice) in self.slices.iter_mut().enumerate() {
            let (low, high) = (height(k), height(k + 1));
            *slice = NOTHING;
            for ends in self.lines.iter().flat_map(|line| line.windows(2)) {
                let (a, b) = if ends[0].y <= ends[1].y { (ends[0], ends[1]) } else { (ends[1], ends[0]) };
                if a.y <= high && b.y >= low {
                    let at = |y: f32| a.lerp(b, ((y - a.y) / (b.y - a.y).max(f32::MIN_POSITIVE)).clamp(0.0, 1.0));
                    *slice = [at(low), at(high)].iter().fold(*slice, both);
                }
            }
        }
    }

    fn may_be_in(&self, bounds: Bounds) -> bool {
        overlap(self.bounds, bounds) && self.slices.iter().any(|slice| overlap(*slice, bounds))
    }

    /// Those that go through a shape within `bounds`, but for `known` ones.
    fn ways_through(&self, shape: &Shape, bounds: Bounds, known: u16) -> u16 {
        let hit = |line: &Vec<Vec3>| {
            line.windows(2).any(|ends| {
                let [a, b] = [ends[0], ends[1]];
                overlap((a.min(b), a.max(b)), bounds) && shape.meets(a, b)
            })
        };
        (0..POINTS).filter(|k| known >> k & 1 == 0 && hit(&self.lines[*k])).fold(0, |ways, k| ways | 1 << k)
    }
}

fn overlap(a: Bounds, b: Bounds) -> bool {
    // Height tells most stretches of a way apart.
    [1, 0, 2].into_iter().all(|k| a.0[k] <= b.1[k] && a.1[k] >= b.0[k])
}

impl Shape {
    fn bounds(&self) -> Bounds {
        match self {
            Shape::Capsule(c) => (c.a.min(c.b) - c.radius, c.a.max(c.b) + c.radius),
            Shape::Box { centre, half, rotation } => {
                let axis = |a: Vec3, half: f32| (*rotation * a).abs() * half;
                let reach = axis(Vec3::X, half.x) + axis(Vec3::Y, half.y) + axis(Vec3::Z, half.z);
                (*centre - reach, *centre + reach)
            }
        }
    }

    /// Does the stretch from `a` to `b` go through it?
    pub fn meets(&self, a: Vec3, b: Vec3) -> bool {
        match self {
            Shape::Capsule(c) => apart(a, b, c.a, c.b) < c.radius,
            Shape::Box { centre, half, rotation } => {
                let back = rotation.conjugate();
                let (from, way) = (back * (a - *centre), back * (b - a));
                let (mut enter, mut leave) = (0.0f32, 1.0f32);
                for k in 0..3 {
                    if way[k] == 0.0 {
                        if from[k].abs() > half[k] {
                            return false;
                        }
                        continue;
                    }
                    let (s, t) = ((-half[k] - from[k]) / way[k], (half[k] - from[k]) / way[k]);
                    (enter, leave) = (enter.max(s.min(t)), leave.min(s.max(t)));
                }
                enter <= leave
            }
        }
    }
}

/// Metres between two stretches (Ericson 2005, Real-Time Collision Detection, 5.1.9).
fn apart(a: Vec3, b: Vec3, c: Vec3, d: Vec3) -> f32 {
    let (u, v, w) = (b - a, d - c, a - c);
    let (uu, vv, vw) = (u.length_squared(), v.length_squared(), v.dot(w));
    let (uv, uw) = (u.dot(v), u.dot(w));
    let share = |top: f32, bottom: f32| if bottom > 1e-12 { (top / bottom).clamp(0.0, 1.0) } else { 0.0 };
    let mut s = share(uv * vw - uw * vv, uu * vv - uv * uv);
    let mut t = share(uv * s + vw, vv);
    // Where the other end was cut off, the first stretch's nearest point is elsewhere.
    s = share(uv * t - uw, uu);
    t = share(uv * s + vw, vv);
    (w + u * s - v * t).length()
}

#[cfg(test)]
mod tests {
    use super::super::flow::{Passage, Speed};
    use super::*;

    const MOUTH: Critical = Critical { id: Id(7), middle: Vec3::new(1.0, 0.95, 1.0), radius_m: 0.01 };
    const HAND: Id = Id(3);

    /// 2 × 2 × 2 m of air that goes one way, filters all over the top.
    fn first(mean: [f32; 3]) -> FirstAir {
        let n = 20;
        let number = |x: usize, z: usize| Some((x + n * (n - 1 + n * z)) as u32);
        let passages = (0..n * n).map(|k| Passage { from: None, to: number(k % n, k / n), m3_per_s: 0.0045 }).collect();
        let cells = vec![Some(Speed { mean, varies: 0.0 }); n * n * n];
        let flow = Flow { size: [n; 3], origin: [0.0; 3], cell_m: 0.1, room: [0; 16], air: [0; 16], cells, passages };
        FirstAir::new(&flow, &[MOUTH])
    }

    /// A hand of 18 cm along x at a place, 4 cm thick.
    fn hand(at: Vec3) -> Blocker {
        let shape = Shape::Capsule(Capsule::new(at - Vec3::X * 0.09, at + Vec3::X * 0.09, 0.04));
        Blocker { person: 0, by: HAND, shape }
    }

    fn blocked_cm2(first: &mut FirstAir, blocker: Blocker) -> f32 {
        first.step(std::iter::once(blocker));
        first.now().iter().map(|b| b.area_cm2).sum()
    }

    #[test]
    fn ways_lead_straight_up_to_the_filter() {
        let first = first([0.0, -0.45, 0.0]);
        assert_eq!(first.reached(0), 1.0);
        for way in first.ways(0) {
            assert_eq!(way.len(), 2, "{way:?}");
            assert!(way[1].y > 1.9 && (way[1] - way[0]).with_y(0.0).length() < 1e-5, "{way:?}");
        }
    }

    #[test]
    fn only_a_hand_above_is_in_the_way() {
        let mut first = first([0.0, -0.45, 0.0]);
        let above = blocked_cm2(&mut first, hand(MOUTH.middle + Vec3::Y * 0.3));
        assert!((above - std::f32::consts::PI).abs() < 1e-3, "{above} cm² of a mouth of 2 cm");
        for beside in [Vec3::Z * 0.06, Vec3::Z * -0.06, Vec3::X * 0.16, Vec3::new(0.0, 0.3, 0.06), Vec3::Y * -0.06] {
            let area = blocked_cm2(&mut first, hand(MOUTH.middle + beside));
            assert_eq!(area, 0.0, "a hand {beside} off was taken for one above");
        }
        let half = blocked_cm2(&mut first, hand(MOUTH.middle + Vec3::new(0.0, 0.3, 0.043)));
        assert!(half > 0.0 && half < above, "the edge of a hand covers a part: {half}");
    }

    #[test]
    fn where_the_air_comes_aslant_the_way_does_too() {
        let mut first = first([0.2, -0.4, 0.0]);
        assert_eq!(first.reached(0), 1.0);
        let upstream = Vec3::new(-0.3, 0.6, 0.0);
        assert!(blocked_cm2(&mut first, hand(MOUTH.middle + upstream)) > 0.0);
        assert_eq!(blocked_cm2(&mut first, hand(MOUTH.middle + Vec3::Y * 0.6)), 0.0, "it stands aside of the way");
    }

    #[test]
    fn air_that_comes_from_below_is_no_first_air() {
        assert_eq!(first([0.0, 0.3, 0.0]).reached(0), 0.0);
        assert_eq!(first([0.0; 3]).reached(0), 0.0);
    }

    #[test]
    fn a_passing_hand_is_counted_for_as_long_as_it_passes() {
        let mut first = first([0.0, -0.45, 0.0]);
        let mut ended = Vec::new();
        for tick in 0..180 {
            let z = -0.5 + tick as f32 * TICK_S * 0.5;
            first.step(std::iter::once(hand(MOUTH.middle + Vec3::new(0.0, 0.2, z))));
            ended.extend_from_slice(first.ended());
        }
        // 8 cm of hand over 1.2 cm of points at 0.5 m/s.
        assert_eq!(ended.len(), 1);
        let b = ended[0];
        assert!((b.seconds() - 0.184).abs() < 0.015, "{} s", b.seconds());
        assert!((b.dose_cm2_s - 0.16 * std::f32::consts::PI).abs() < 0.05, "{} cm² s", b.dose_cm2_s);
        assert_eq!((b.by, b.over), (HAND, MOUTH.id));
    }

    #[test]
    fn hand_and_forearm_of_one_surface_are_one_and_a_box_counts_too() {
        let mut first = first([0.0, -0.45, 0.0]);
        let two = [hand(MOUTH.middle + Vec3::Y * 0.3), hand(MOUTH.middle + Vec3::Y * 0.5)];
        first.step(two.into_iter());
        assert_eq!(first.now().len(), 1);
        let tray = |up: f32| {
            let (half, rotation) = (Vec3::new(0.2, 0.01, 0.1), Quat::from_rotation_y(0.7));
            Blocker { by: Id(9), person: 0, shape: Shape::Box { centre: MOUTH.middle + Vec3::Y * up, half, rotation } }
        };
        assert!(blocked_cm2(&mut first, tray(0.3)) > 3.0);
        assert_eq!(blocked_cm2(&mut first, tray(-0.05)), 0.0);
    }
}

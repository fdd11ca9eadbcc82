//! By which way microbes came to a plate, in the room: a number wherever something carried them on, in the order of the
//! tape, arrows from each to the next, and the same in words beside the picture.
//!
//! Numbers face the eye and keep apart as it sees them; one that had to give way has a pin to its place. Dark numbers in a
//! dark ring on white, and cones that point the way: nothing is said by colour alone.

use crate::leaves::{LETTER, ROW};
use crate::panels::{BLUE, Colour, FAINT, INK, LEAST_SCALE, PAGE_M, PAGE_SCALE, PAPER, Panels, WAY};
use crate::panels::{clock, place, write_all};
use crate::viewpoints::Walls;
use crate::words::cfu;
use crate::{Told, Words};
use drill::growth::{ChainReport, ChainStep, PlateReport};
use drill::{Growth, Lang};
use glam::{Affine3A, Mat3A, Quat, Vec3};
use scene::{Disc, Eye, Instance, Line, MeshId, Model, Scene};
use tape::Pose;
use twin::body::Body;
use twin::twin::Twin;

/// Numbers at most: of a longer way, its end.
pub const STOPS: usize = 10;
/// Radius of a number's sign, metres, and as a share of its distance: it is no smaller than either.
const SIGN_M: f32 = 0.05;
const SIGN_SHARE: f32 = 0.022;
/// Of the sign's radius: what is inside of the ring, and the height of the number's em.
const INSIDE: f32 = 0.84;
const NUMBER: f32 = 1.15;
/// From the place towards the eye, metres, and no more than this share of the way: out of what was touched.
const TOWARDS_M: f32 = 0.12;
const TOWARDS_SHARE: f32 = 0.3;
/// What a body wears around its capsules, and how far before a place it may stand, metres.
const CLOTHES_M: f32 = 0.1;
const BODY_M: f32 = 1.2;
/// Between two signs that touch, as a share of both radii; how far one gives way at a time, in its radii, and how often.
const APART: f32 = 1.15;
const GIVE_WAY: f32 = 0.5;
const TIMES: usize = 4 * STOPS;
/// Of the sign's radius: radii of link, arrow head and pin, and the length of an arrow head.
const LINK: f32 = 0.12;
const HEAD: f32 = 0.4;
const HEAD_LONG: f32 = 1.0;
const PIN: f32 = 0.05;
/// A link longer than this has an arrow head in its middle too, metres.
const LONG_M: f32 = 1.2;
const LINK_TINT: Colour = [0.66, 0.11, 0.0, 1.0];
/// The words on a picture: height of the em and width, as shares of its half height and half width, and free at its edge.
const EM: f32 = 0.052;
const WIDE: f32 = 0.92;
const EDGE: f32 = 0.04;
/// The words in a room: from the eyes, radians to the right of what is before the person, width and em, metres.
const READ_FROM_M: f32 = 1.25;
const ASIDE: f32 = 1.3;
const ROOM_WIDE_M: f32 = 0.95;
const ROOM_EM_M: f32 = 0.034;

/// A way that is told of a plate.
#[derive(Clone, Copy, Debug)]
pub struct Way<'a> {
    pub plate: &'a PlateReport,
    /// Index into its chains: of the first most came.
    pub chain: usize,
}

/// Plates to which a way can be told, those with most on them first: indices into [`Growth::plates`].
pub fn plates(growth: &Growth) -> Vec<usize> {
    let mut told: Vec<usize> = (0..growth.plates.len()).filter(|&i| !growth.plates[i].chains.is_empty()).collect();
    told.sort_by(|&a, &b| growth.plates[b].expected_cfu.total_cmp(&growth.plates[a].expected_cfu));
    told
}

/// What is shown after the `shown`-th of `count` ways, by one press: the next, and none after the last.
pub fn next(shown: Option<usize>, count: usize) -> Option<usize> {
    let next = shown.map_or(0, |shown| shown + 1);
    (next < count).then_some(next)
}

/// The words' key of what one press then shows.
pub fn key(shown: Option<usize>, count: usize) -> &'static str {
    match (shown, next(shown, count)) {
        (None, _) => "way-show",
        (Some(_), Some(_)) => "way-next",
        (Some(_), None) => "way-hide",
    }
}

/// A number in the room.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sign {
    /// Where it happened, and where its sign stands, room space: nearer to the eye.
    at: Vec3,
    stands: Vec3,
    radius: f32,
}

/// What the panels say now.
#[derive(Default)]
pub(crate) struct Said {
    lang: Option<Lang>,
    /// Whose words are written: the plate, and when it was pressed.
    plate: String,
    at_s: f32,
    chain: usize,
    signs: [Sign; STOPS],
}

/// The end of a chain that has room for its plate's number too, and the number of its first step.
fn shown(chain: &ChainReport) -> (&[ChainStep], usize) {
    let first = (chain.steps.len() + 1).saturating_sub(STOPS);
    (&chain.steps[first..], first + 1)
}

/// From a place towards the eye, until no body that is seen hides it: a sign in a person tells nothing.
pub(crate) fn before_bodies(twin: &Twin, through: Option<usize>, at: Vec3, eye: Vec3) -> Vec3 {
    let way = eye - at;
    let most = (TOWARDS_SHARE * way.length()).min(BODY_M);
    let hides = |p: Vec3, body: &Body| body.capsules().iter().any(|(_, c)| c.distance(p) < CLOTHES_M);
    let seen = || twin.persons().iter().enumerate().filter(|(who, _)| through != Some(*who));
    let steps = (0..=(most / TOWARDS_M) as usize).rev();
    let mut places = steps.map(|i| at + way.normalize_or(Vec3::Z) * TOWARDS_M * i as f32);
    places.find(|p| seen().any(|(_, person)| hides(*p, &person.body))).unwrap_or(at)
}

/// Puts the signs of places where they do not cover one another, seen from `eye`.
fn set_apart(places: impl Iterator<Item = [Vec3; 2]>, eye: Vec3, signs: &mut [Sign; STOPS]) -> usize {
    let mut count = 0;
    for [at, seen_at] in places.take(STOPS) {
        let way = eye - seen_at;
        let far = way.length();
        let mut stands = seen_at + way.normalize_or(Vec3::Z) * TOWARDS_M.min(TOWARDS_SHARE * far);
        let radius = SIGN_M.max(SIGN_SHARE * far);
        let clear = |stands: Vec3| signs[..count].iter().all(|other: &Sign| apart(stands, radius, other, eye));
        for _ in 0..TIMES {
            if clear(stands) {
                break;
            }
            stands += Vec3::Y * GIVE_WAY * radius;
        }
        signs[count] = Sign { at, stands, radius };
        count += 1;
    }
    count
}

/// Does a sign leave another uncovered, seen from `eye`?
fn apart(stands: Vec3, radius: f32, other: &Sign, eye: Vec3) -> bool {
    let (a, b) = (stands - eye, other.stands - eye);
    let seen = |way: Vec3, radius: f32| radius / way.length().max(radius);
    a.angle_between(b) > APART * (seen(a, radius) + seen(b, other.radius))
}

impl Panels {
    /// Writes the signs and words of a plate's way; its signs in their order, none where none is shown.
    pub(crate) fn way(
        &mut self,
        twin: &Twin,
        way: Option<Way>,
        eye: &Eye,
        told: &Told,
        walls: &Walls,
        scene: &mut Scene,
    ) -> &[Sign] {
        let Some(panels) = scene.panels.get_mut(WAY..=WAY + STOPS) else { return &[] };
        panels.iter_mut().for_each(|panel| panel.hidden = true);
        let Some(Way { plate, chain: number }) = way else { return &[] };
        let Some(chain) = plate.chains.get(number) else { return &[] };
        let (steps, first) = shown(chain);
        let from = Vec3::from(eye.room_from_eye.translation);
        let places = steps.iter().map(|step| step.at).chain([plate.at]).map(Vec3::from);
        let places = places.map(|at| [at, before_bodies(twin, told.through, at, from)]);
        let said = &mut self.said_way;
        let count = set_apart(places, from, &mut said.signs);
        let (words, numbers) = panels.split_first_mut().expect("there is one for words");
        let says = (Some(told.lang), plate.at_s, number);
        let is_new = (said.lang, said.at_s, said.chain) != says || said.plate != plate.control;
        if is_new {
            (said.lang, said.at_s, said.chain) = says;
            said.plate.clone_from(&plate.control);
            write_all(words, &lines(&self.words, told.lang, plate, chain));
        }
        let up = Vec3::from(eye.room_from_eye.matrix3.y_axis);
        for (i, (panel, sign)) in numbers.iter_mut().zip(&said.signs[..count]).enumerate() {
            let size = [2.0 * sign.radius; 2];
            let pose = Pose { position: sign.stands, rotation: facing(from - sign.stands, up) };
            place(panel, pose, size, [0.0; 4], true);
            panel.hidden = false;
            panel.discs.resize(2, Disc { at: [0.0; 2], radius: 0.0, colour: INK });
            panel.discs[0] = Disc { at: [sign.radius; 2], radius: sign.radius, colour: INK };
            panel.discs[1] = Disc { at: [sign.radius; 2], radius: INSIDE * sign.radius, colour: PAPER };
            if is_new || panel.lines.is_empty() {
                panel.lines.clear();
                panel.lines.push(Line { text: (first + i).to_string(), height: 0.0, colour: INK });
            }
            panel.lines[0].height = NUMBER * sign.radius;
        }
        words.hidden = false;
        let (pose, width, em) = if told.on_picture { on_picture(eye) } else { aside(twin, walls) };
        // Written for an em of 1.
        let rows: f32 =
            words.lines.iter().map(|line| (line.text.chars().count() as f32 * LETTER * em / width).ceil()).sum();
        let height = (rows.max(1.0) + 1.0) * ROW * em;
        let lower = pose.rotation * Vec3::NEG_Y * (height / 2.0);
        let pose = Pose { position: pose.position + lower, ..pose };
        place(words, pose, [width, height], PAPER, false);
        words.read_from_m = if told.on_picture { 0.0 } else { READ_FROM_M };
        words.lines.iter_mut().for_each(|line| line.height = em);
        &said.signs[..count]
    }
}

/// Turned so that +Z looks along `towards` and +Y is near `up`.
pub(crate) fn facing(towards: Vec3, up: Vec3) -> Quat {
    let z = towards.normalize_or(Vec3::Z);
    let x = up.cross(z).normalize_or(Vec3::X);
    Quat::from_mat3(&glam::Mat3::from_cols(x, z.cross(x), z))
}

/// Upper left on a picture: the middle of the words' upper edge, their width and em.
fn on_picture(eye: &Eye) -> (Pose, f32, f32) {
    let far = PAGE_M * PAGE_SCALE;
    let [left, _, up, _] = eye.tangents.map(|tangent| tangent * far);
    let width = WIDE * left;
    let at = Vec3::new(width / 2.0 + (EDGE * up) - left, up * (1.0 - EDGE), -far);
    let (_, rotation, position) = (eye.room_from_eye * Affine3A::from_translation(at)).to_scale_rotation_translation();
    (Pose { position, rotation }, width, EM * up)
}

/// To the right of where the first person was at the end, and nearer and smaller before a wall: the same.
fn aside(twin: &Twin, walls: &Walls) -> (Pose, f32, f32) {
    let body = &twin.persons()[0].body;
    let eyes = body.head_pose.position;
    let way = Quat::from_rotation_y(-ASIDE) * body.forward();
    let scale = (walls.clear(eyes, way, READ_FROM_M) / READ_FROM_M).max(LEAST_SCALE);
    let position = eyes + (way * READ_FROM_M + Vec3::Y * 0.1) * scale;
    (Pose { position, rotation: facing(-way, Vec3::Y) }, ROOM_WIDE_M * scale, ROOM_EM_M * scale)
}

/// The way in words, step by step, to the plate.
fn lines(words: &Words, lang: Lang, plate: &PlateReport, chain: &ChainReport) -> Vec<(String, f32, Colour)> {
    let (steps, first) = shown(chain);
    let at = |seconds: f32| {
        let (minutes, seconds) = clock(seconds);
        format!("{minutes}:{seconds}")
    };
    let what = [("what", plate.what.lang(lang)), ("source", chain.called.lang(lang))];
    let mut lines = vec![(words.say(lang, "way-title", &what), 1.0, BLUE)];
    lines.extend(steps.iter().enumerate().map(|(i, step)| {
        let says = [
            ("number", &*(first + i).to_string()),
            ("at", &*at(step.at_s)),
            ("from", step.from_called.lang(lang)),
            ("to", step.to_called.lang(lang)),
            ("cfu", &*cfu(step.cfu, lang)),
        ];
        (words.say(lang, "way-step", &says), 1.0, INK)
    }));
    let says = [
        ("number", &*(first + steps.len()).to_string()),
        ("at", &*at(plate.at_s)),
        ("what", plate.what.lang(lang)),
        ("cfu", &*cfu(chain.cfu, lang)),
        ("all", &*cfu(plate.expected_cfu, lang)),
    ];
    lines.push((words.say(lang, "way-plate", &says), 1.0, INK));
    lines.push((words.say(lang, "way-model", &[]), 1.0, FAINT));
    lines
}

/// What lies between the signs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Links {
    tube: Option<MeshId>,
    cone: Option<MeshId>,
}

impl Links {
    pub(crate) fn new(models: &[Model]) -> Links {
        let mesh = |name: &str| models.iter().position(|m| m.name == name).map(|i| MeshId(i as u16));
        Links { tube: mesh("shape.cylinder"), cone: mesh("shape.cone") }
    }

    /// A mesh that is one unit tall about the origin, stretched from a place to another.
    fn push(mesh: Option<MeshId>, from: Vec3, to: Vec3, radius: f32, tint: Colour, scene: &mut Scene) {
        let along = to - from;
        let Some(mesh) = mesh.filter(|_| along.length_squared() > 1e-6) else { return };
        let turn = Quat::from_rotation_arc(Vec3::Y, along.normalize());
        let matrix3 = Mat3A::from_quat(turn) * Mat3A::from_diagonal(Vec3::new(radius, along.length(), radius));
        let room_from_mesh = Affine3A { matrix3, translation: (from + along / 2.0).into() };
        scene.instances.push(Instance { mesh, room_from_mesh, tint });
    }

    pub(crate) fn tube(&self, from: Vec3, to: Vec3, radius: f32, tint: Colour, scene: &mut Scene) {
        Links::push(self.tube, from, to, radius, tint, scene);
    }

    pub(crate) fn cone(&self, from: Vec3, tip: Vec3, radius: f32, tint: Colour, scene: &mut Scene) {
        Links::push(self.cone, from, tip, radius, tint, scene);
    }

    /// An arrow from each sign to the next, and a pin from each that gave way to its place.
    pub(crate) fn join(&self, signs: &[Sign], scene: &mut Scene) {
        for sign in signs.iter().filter(|sign| (sign.stands - sign.at).length() > TOWARDS_M + sign.radius) {
            self.tube(sign.at, sign.stands, PIN * sign.radius, LINK_TINT, scene);
        }
        for pair in signs.windows(2) {
            let [a, b] = [pair[0], pair[1]];
            let along = b.stands - a.stands;
            let way = along.normalize_or(Vec3::X);
            let radius = a.radius.min(b.radius);
            let (from, tip) = (a.stands + way * a.radius, b.stands - way * b.radius);
            let long = HEAD_LONG * radius;
            self.tube(from, tip - way * long, LINK * radius, LINK_TINT, scene);
            self.cone(tip - way * long, tip, HEAD * radius, LINK_TINT, scene);
            if along.length() > LONG_M {
                let middle = (from + tip) / 2.0;
                self.cone(middle - way * long, middle, HEAD * radius, LINK_TINT, scene);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_place_do_not_cover_one_another() {
        let eye = Vec3::new(0.0, 1.6, 2.0);
        let mut signs = [Sign::default(); STOPS];
        let places = [Vec3::Y, Vec3::Y, Vec3::new(0.01, 1.0, 0.02), Vec3::new(1.0, 1.0, -1.0), Vec3::Y];
        assert_eq!(set_apart(places.map(|at| [at; 2]).into_iter(), eye, &mut signs), 5);
        for (i, sign) in signs[..5].iter().enumerate() {
            assert!(signs[..i].iter().all(|other| apart(sign.stands, sign.radius, other, eye)), "{i}: {signs:?}");
        }
        assert!((signs[0].stands - Vec3::Y).length() <= TOWARDS_M + 1e-6, "the first stays");
    }

    #[test]
    fn a_long_way_tells_its_end() {
        let step = ChainStep {
            at_s: 0.0,
            at: [0.0; 3],
            from: String::new(),
            to: String::new(),
            from_called: drill::Words::default(),
            to_called: drill::Words::default(),
            how: "touch".into(),
            cfu: 1.0,
        };
        let chain = |steps: usize| ChainReport {
            source: String::new(),
            called: drill::Words::default(),
            of_source_cfu: 1.0,
            cfu: 1.0,
            steps: vec![step.clone(); steps],
            deviations: vec![],
        };
        for (steps, told, first) in [(0, 0, 1), (9, 9, 1), (10, 9, 2), (30, 9, 22)] {
            let chain = chain(steps);
            let (shown, number) = shown(&chain);
            assert_eq!((shown.len(), number), (told, first));
        }
    }

    #[test]
    fn ways_go_round_through_none() {
        assert_eq!([next(None, 2), next(Some(0), 2), next(Some(1), 2), next(None, 0)], [Some(0), Some(1), None, None]);
    }
}

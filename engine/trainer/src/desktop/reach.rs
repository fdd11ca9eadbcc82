//! Help for a hand that a mouse moves: a screen has no depth, so when the button is pressed the hand goes to what lies
//! under it in the picture. It only moves the hand; whether anything is taken or pressed, the room decides.

use glam::Vec3;
use tape::Pose;
use twin::room::{Limb, Patterns, Room, Thing};
use twin::things::At;
use twin::{Id, Names, Twin};

/// Radians between the hand and what it means, seen from the eyes.
const CONE_RAD: f32 = 0.16;
/// Metres over the floor from the person's middle that arms and a bent trunk reach.
const REACH_M: f32 = 1.0;
/// Metres from a palm within which worn cloth is the hand's own sleeve.
const OWN_M: f32 = 0.15;

/// For a hand that is closed on something: a control or a place must lie right under it, so that letting go elsewhere is
/// what it seems.
const FULL_CONE_RAD: f32 = 0.06;

/// Cost by which worn cloth is meant less than what else lies under the hand: the other arm is often in the way.
const WORN: f32 = 0.02;

/// Where a hand is going by itself, room space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// A fingertip to a control or a door's plate.
    Press(Vec3),
    /// A palm below a nozzle.
    Under(Vec3),
    /// Thumb and index, or the hollow of the hand, to a thing or to cloth.
    Take(Vec3),
    /// A palm over a place or a bin, to let go there.
    Put(Vec3),
}

impl Aim {
    pub fn at(self) -> Vec3 {
        match self {
            Aim::Press(at) | Aim::Under(at) | Aim::Take(at) | Aim::Put(at) => at,
        }
    }
}

/// How a hand points: the line from the eyes over the hand. Room space.
#[derive(Clone, Copy, Debug)]
pub struct Pointer {
    pub eye: Vec3,
    pub line: Vec3,
    pub hand: Vec3,
    cone_rad: f32,
}

impl Pointer {
    pub fn new(eye: Pose, hand: Vec3, empty: bool) -> Pointer {
        let line = (hand - eye.position).normalize_or(eye.rotation * Vec3::NEG_Z);
        Pointer { eye: eye.position, line, hand, cone_rad: if empty { CONE_RAD } else { FULL_CONE_RAD } }
    }

    /// How little a place is meant: 0 not at all off. None: out of the cone, or out of reach.
    pub fn cost(&self, at: Vec3) -> Option<f32> {
        let way = at - self.eye;
        let level = Vec3::new(way.x, 0.0, way.z).length();
        // Small angles; what is nearer to the hand wins among those that lie behind each other.
        let angle = 1.0 - way.normalize_or(self.line).dot(self.line);
        let meant = level <= REACH_M && angle <= self.cone_rad * self.cone_rad / 2.0;
        meant.then(|| angle + 0.004 * (at - self.hand).length())
    }

    /// The place of a thing's box that is nearest to the hand.
    pub fn on_box(&self, pose: Pose, half: Vec3) -> Vec3 {
        let local = pose.inverse().then(Pose { position: self.hand, ..Pose::IDENTITY }).position;
        pose.position + pose.rotation * local.clamp(-half, half)
    }
}

/// What of the room stays where it is.
#[derive(Clone, Debug, Default)]
pub struct Fixed {
    aims: Vec<Aim>,
    places: Vec<Vec3>,
    /// What no hand can take: for both, what is fastened to a wall; for each, what it wears itself.
    not_for: [Vec<Id>; 2],
    /// By garment of the room: the hand that it covers when it is worn, which does not mean it then.
    covers: Vec<Option<usize>>,
}

impl Fixed {
    pub fn new(room: &Room, patterns: &Patterns, names: &Names) -> Fixed {
        let press = |at: &[f32; 3]| Aim::Press(Vec3::from(*at));
        let plates = room.doors.iter().flat_map(|d| d.plates.iter().chain(&d.override_at)).map(press);
        let controls = room.controls.iter().map(|c| press(&c.at));
        // Well inside the nozzle's reach.
        let nozzles = room.dispensers.iter().map(|d| Aim::Under(Vec3::from(d.at) - Vec3::Y * d.reach * 0.6));
        let not_for = ["left", "right"].map(|side| {
            let worn = |t: &Thing| t.worn_on.as_ref().is_some_and(|on| on.contains(side));
            let things = room.things.iter().filter(|t| t.mass_kg == 0.0 || worn(t));
            things.filter_map(|t| names.get(&t.id)).collect()
        });
        let covers = room.garments.iter().map(|garment| {
            let limb = *patterns.patterns.get(&garment.pattern)?.tubes.first()?.limbs.first()?;
            [Limb::HandLeft, Limb::HandRight].iter().position(|hand| *hand == limb)
        });
        let covers = covers.collect();
        let places = room.places.iter().map(|p| Vec3::from(p.at)).collect();
        Fixed { aims: controls.chain(plates).chain(nozzles).collect(), places, not_for, covers }
    }

    /// What the hand of a side at `hand` means, seen from `eye`: the nearest to it in the picture, within reach of a
    /// person who stands at `eye`. An empty hand means things and cloth too, a full one places to let go. All room space. With
    /// it comes how far off it is: of two hands, the one that points better means it more.
    pub fn meant(&self, twin: &Twin, eye: Pose, side: usize, hand: Vec3, empty: bool) -> Option<(f32, Aim)> {
        let pointer = Pointer::new(eye, hand, empty);
        let mut best: Option<(f32, Aim)> = None;
        let mut offer = |aim: Aim, less: f32| {
            if let Some(cost) = pointer.cost(aim.at()).map(|cost| cost + less)
                && best.is_none_or(|(least, _)| cost < least)
            {
                best = Some((cost, aim));
            }
        };
        self.aims.iter().for_each(|aim| offer(*aim, 0.0));
        if !empty {
            self.places.iter().for_each(|at| offer(Aim::Put(*at), 0.0));
        } else {
            twin.see_things(|thing| {
                if thing.at != At::Gone && !self.not_for[side].contains(&thing.id) {
                    offer(Aim::Take(pointer.on_box(thing.pose, thing.half)), 0.0);
                }
            });
            for (i, garment) in twin.garments().enumerate().filter(|(_, g)| g.visible) {
                let worn = twin.cloth().is_worn(i);
                if worn && self.covers[i] == Some(side) {
                    continue;
                }
                let (own, less) = if worn { (OWN_M, WORN) } else { (0.0, 0.0) };
                let far = garment.positions.iter().filter(|p| p.distance(hand) >= own);
                far.for_each(|p| offer(Aim::Take(*p), less));
            }
        }
        best
    }
}

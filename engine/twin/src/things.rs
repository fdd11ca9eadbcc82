//! Rigid things, the places where they rest, and what hands do with them: take, carry with one hand or two, open a pack,
//! let go. Things and places are entities of the room's world; a hand names a thing by its index in the scenario.
//!
//! - A hand that closes takes the nearest thing within [`PINCH_REACH_M`] or [`PALM_REACH_M`] of its box. A second hand that
//!   closes on it carries along: the thing then lies where both hands together would have it.
//! - A pack in one hand whose layers are not all open is opened by the other: a *pinch* on it that is pulled
//!   [`PULL_M`] away takes the outermost layer off. The layer is from then on a thing of its own, `<pack>.<layer>`, in the
//!   pulling hand. With the last layer the pack is no more, and what lay in it lies free where it was.
//! - A thing let go rests in the nearest place that takes it, or falls.

use crate::bytes::State;
use crate::contact::Facts;
use crate::grip::GripKind;
use crate::names::fits;
use crate::person::Person;
use crate::physics::Physics;
use crate::{Id, Kind, Names, state};
use glam::{Quat, Vec3};
use tape::{LEFT, Pose, RIGHT, joint};

/// Metres from the pinch point to a thing that a pinch takes (design: half a finger's breadth and the tracking's error).
pub const PINCH_REACH_M: f32 = 0.035;
/// Metres from the hollow of the hand to a thing that a fist takes (design).
pub const PALM_REACH_M: f32 = 0.06;
/// Metres a layer's edge is pulled before it is off (design).
pub const PULL_M: f32 = 0.12;
/// Metres per second that a let-go thing keeps at most, so that a tracking glitch throws nothing (design).
const THROW_M_PER_S: f32 = 3.0;

/// Where a thing that is worn at the start sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WornOn {
    /// Side and joint.
    Joint(usize, usize),
    /// The right hip.
    Pocket,
}

impl WornOn {
    /// `finger.left_ring`, `wrist.right`, `pocket`.
    pub fn parse(name: &str) -> Option<WornOn> {
        if name == "pocket" {
            return Some(WornOn::Pocket);
        }
        let (place, which) = name.split_once('.')?;
        let (side, finger) = which.split_once('_').unwrap_or((which, ""));
        let side = match side {
            "left" => LEFT,
            "right" => RIGHT,
            _ => return None,
        };
        let joint = match (place, finger) {
            ("wrist", "") => joint::WRIST,
            ("finger", "thumb") => joint::THUMB_PROXIMAL,
            ("finger", "index") => joint::INDEX_PROXIMAL,
            ("finger", "middle") => joint::MIDDLE_PROXIMAL,
            ("finger", "ring") => joint::RING_PROXIMAL,
            ("finger", "little") => joint::LITTLE_PROXIMAL,
            _ => return None,
        };
        Some(WornOn::Joint(side, joint))
    }
}

/// A thing, as the scenario has it.
#[derive(Clone, Debug)]
pub struct Thing {
    pub index: u16,
    /// Also its surface.
    pub id: Id,
    /// Half of its box, metres.
    pub half: Vec3,
    /// Fastened to the wall: can be looked at and touched, not taken.
    pub fixed: bool,
    /// Layers from the outside in, and the things they become.
    pub wraps: Vec<Id>,
    pub wrap_things: Vec<u16>,
    /// Garments that the last layer frees.
    pub holds: Vec<Id>,
    pub worn_on: Option<(WornOn, Id)>,
    /// Rubs with this agent, or dries ([`Id::NONE`] inside).
    pub wipes: Option<Id>,
    /// Its outside is.
    pub sterile: bool,
    /// Names of its faces +X, −X, +Y, −Y, +Z, −Z.
    pub faces: [Id; 6],
}

/// Where a thing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum At {
    /// Nowhere: worn as clothes, inside a pack, swallowed by a bin.
    #[default]
    Gone,
    /// In a place, by its index.
    Place(u16),
    /// On the body of a person, where the scenario says.
    Worn(u8),
    Held,
    /// Falling or fallen.
    Loose,
    /// Where the scenario laid it, in no place.
    Resting,
}

impl State for At {
    fn save(&self, out: &mut Vec<u8>) {
        let (kind, which) = match *self {
            At::Gone => (0u8, 0u16),
            At::Place(place) => (1, place),
            At::Worn(person) => (2, u16::from(person)),
            At::Held => (3, 0),
            At::Loose => (4, 0),
            At::Resting => (5, 0),
        };
        kind.save(out);
        which.save(out);
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        let (mut kind, mut which) = (0u8, 0u16);
        let read = kind.restore(from) && which.restore(from);
        *self = match kind {
            1 => At::Place(which),
            2 => At::Worn(which as u8),
            3 => At::Held,
            4 => At::Loose,
            5 => At::Resting,
            _ => At::Gone,
        };
        read
    }
}

/// What changes about a thing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ThingNow {
    /// Of the middle of its box, room space.
    pub pose: Pose,
    pub at: At,
    /// Layers taken off.
    pub opened: u8,
    /// Faces that the head has seen from near, a bit each, and ticks that each was in view.
    pub seen_faces: u8,
    pub face_ticks: [u8; 6],
}
state!(ThingNow { pose, at, opened, seen_faces, face_ticks });

impl Thing {
    /// Metres from the box to `p`; 0 inside.
    pub fn distance(&self, pose: Pose, p: Vec3) -> f32 {
        let local = pose.rotation.conjugate() * (p - pose.position);
        (local.abs() - self.half).max(Vec3::ZERO).length()
    }

    pub fn corners(&self, pose: Pose) -> [Vec3; 8] {
        std::array::from_fn(|i| {
            let sign = |bit: usize| if i & bit == 0 { -1.0 } else { 1.0 };
            pose.position + pose.rotation * (self.half * Vec3::new(sign(1), sign(2), sign(4)))
        })
    }
}

/// A place, as the scenario has it.
#[derive(Clone, Debug)]
pub struct Place {
    pub id: Id,
    pub pose: Pose,
    pub radius: f32,
    /// By thing: does it fit?
    pub takes: Vec<bool>,
    pub room_for: u32,
    pub swallows: bool,
}

/// What changes about a place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PlaceNow {
    pub count: u32,
}
state!(PlaceNow { count });

/// What a hand has of things.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hold {
    pub thing: Option<u16>,
    hand_from_thing: Pose,
    /// A pack whose layer this hand pulls, and where in the pack it pinched.
    pub pulls: Option<u16>,
    edge: Vec3,
}
state!(Hold { thing, hand_from_thing, pulls, edge });

impl Default for Hold {
    fn default() -> Self {
        Hold { thing: None, hand_from_thing: Pose::IDENTITY, pulls: None, edge: Vec3::ZERO }
    }
}

/// The things' side of the room: entities, and what falls.
pub struct Things {
    pub world: hecs::World,
    /// By index, as the scenario lists them (then the packs' layers).
    pub things: Vec<hecs::Entity>,
    pub places: Vec<hecs::Entity>,
    pub physics: Physics,
    /// By person and hand.
    pub holds: Vec<[Hold; 2]>,
    /// Garments that a pack set free this tick, and where.
    pub revealed: Vec<(Id, Pose)>,
    /// `hand.left`, `hand.right`.
    pub hand_ids: [Id; 2],
}

impl Things {
    pub fn thing(&self, index: u16) -> hecs::Ref<'_, Thing> {
        self.world.get::<&Thing>(self.things[index as usize]).expect("every thing has a spec")
    }

    pub fn now(&self, index: u16) -> ThingNow {
        *self.world.get::<&ThingNow>(self.things[index as usize]).expect("every thing has a state")
    }

    pub fn now_mut(&mut self, index: u16) -> &mut ThingNow {
        self.world.query_one_mut::<&mut ThingNow>(self.things[index as usize]).expect("every thing has a state")
    }

    /// Counts what lies in each place: once, when the room is built.
    pub fn count_places(&mut self) {
        let mut counts = vec![0; self.places.len()];
        for now in self.world.query::<&ThingNow>().iter() {
            if let At::Place(place) = now.at {
                counts[place as usize] += 1;
            }
        }
        for (&entity, count) in self.places.iter().zip(counts) {
            self.world.query_one_mut::<&mut PlaceNow>(entity).expect("a place").count = count;
        }
    }

    /// Does any hand have hold of a thing?
    pub fn is_held(&self, index: u16) -> bool {
        self.holds.iter().flatten().any(|h| h.thing == Some(index))
    }

    /// One tick: hands that closed take, hands that opened let go, what is held moves along.
    /// `cloth_m`: by person and hand, how near the nearest garment is to the grip; the nearer one is taken.
    pub fn step(&mut self, persons: &[Person], cloth_m: &[[f32; 2]], facts: &mut Facts) {
        self.revealed.clear();
        for (who, person) in persons.iter().enumerate() {
            for side in [LEFT, RIGHT] {
                let hand = &person.hands[side];
                if hand.grip.just_closed && self.holds[who][side] == Hold::default() {
                    self.close(who, side, person, cloth_m[who][side], facts);
                }
                if hand.grip.just_opened {
                    self.open(who, side, person, facts);
                }
            }
        }
        for (who, person) in persons.iter().enumerate() {
            for side in [LEFT, RIGHT] {
                self.pull(who, side, person, facts);
            }
        }
        self.carry(persons);
        self.physics.step();
        for i in 0..self.things.len() {
            if self.physics.is_moving(i) {
                self.now_mut(i as u16).pose = self.physics.pose(i);
            }
        }
    }

    fn close(&mut self, who: usize, side: usize, person: &Person, cloth_m: f32, facts: &mut Facts) {
        let hand = &person.hands[side];
        let (kind, point) = (hand.grip.kind, hand.grip.point);
        let reach = if kind == GripKind::Pinch { PINCH_REACH_M } else { PALM_REACH_M };
        let mut best: Option<(f32, u16)> = None;
        for (thing, now) in self.world.query::<(&Thing, &ThingNow)>().iter() {
            if thing.fixed || now.at == At::Gone || !may_take(thing, now, who, side, person) {
                continue;
            }
            // Small things are easier to take than their box: a finger cannot be nearer than its own thickness.
            let d = thing.distance(now.pose, point);
            if d < reach && d < cloth_m && best.is_none_or(|(least, _)| d < least) {
                best = Some((d, thing.index));
            }
        }
        let Some((_, index)) = best else { return };
        let palm_from_room = hand.palm().inverse();
        let pose = self.now(index).pose;
        let other = self.holds[who][1 - side].thing == Some(index);
        let layers_left = self.thing(index).wraps.len() > self.now(index).opened as usize;
        if other && layers_left && kind == GripKind::Pinch {
            let edge = pose.inverse().rotation * (point - pose.position);
            self.holds[who][side] = Hold { pulls: Some(index), edge, ..Hold::default() };
            return;
        }
        let id = self.thing(index).id;
        let worn_name = self.thing(index).worn_on.map_or(Id::NONE, |(_, name)| name);
        match self.now(index).at {
            At::Place(place) => {
                let entity = self.places[place as usize];
                let (spec, now) = self.world.query_one_mut::<(&Place, &mut PlaceNow)>(entity).expect("a place");
                now.count -= 1;
                facts.say(person.index, Kind::Taken, id, spec.id, Id::NONE, 0.0);
            }
            At::Worn(_) => facts.say(person.index, Kind::Taken, id, worn_name, Id::NONE, 0.0),
            At::Loose => self.physics.withdraw(index as usize),
            At::Held | At::Gone | At::Resting => {}
        }
        self.take(who, side, index, palm_from_room.then(pose));
        let palm = if kind == GripKind::Palm { 1.0 } else { 0.0 };
        facts.say(person.index, Kind::Grasped, self.hand_ids[side], id, Id::NONE, palm);
    }

    /// Puts a thing into a hand.
    pub fn take(&mut self, who: usize, side: usize, index: u16, hand_from_thing: Pose) {
        self.holds[who][side] = Hold { thing: Some(index), hand_from_thing, ..Hold::default() };
        self.now_mut(index).at = At::Held;
    }

    fn open(&mut self, who: usize, side: usize, person: &Person, facts: &mut Facts) {
        let hold = std::mem::take(&mut self.holds[who][side]);
        let Some(index) = hold.thing else { return };
        facts.say(person.index, Kind::Released, self.hand_ids[side], self.thing(index).id, Id::NONE, 0.0);
        if self.is_held(index) {
            // The other hand goes on alone from where the thing is now.
            for (other, hands) in self.holds.iter_mut().enumerate() {
                for hold in hands.iter_mut().filter(|h| h.thing == Some(index)) {
                    // Another person's hand keeps its own way of holding.
                    if other == who {
                        let palm = person.hands[1 - side].palm();
                        let pose = *self.world.get::<&ThingNow>(self.things[index as usize]).expect("a thing");
                        hold.hand_from_thing = palm.inverse().then(pose.pose);
                    }
                }
            }
            return;
        }
        self.set_free(index, person.index, person.hands[side].velocity, facts);
    }

    /// A thing that no hand has any more: into the nearest place that takes it, or it falls.
    pub fn set_free(&mut self, index: u16, person: u8, velocity: Vec3, facts: &mut Facts) {
        let pose = self.now(index).pose;
        let mut best: Option<(f32, usize)> = None;
        for (i, &entity) in self.places.iter().enumerate() {
            let place = self.world.get::<&Place>(entity).expect("a place");
            let count = self.world.get::<&PlaceNow>(entity).expect("a place").count;
            let d = (place.pose.position - pose.position).length();
            let fits = place.takes[index as usize] && count < place.room_for && d < place.radius;
            if fits && best.is_none_or(|(least, _)| d < least) {
                best = Some((d, i));
            }
        }
        match best {
            Some((_, place)) => self.put(index, place as u16, person, facts),
            None => {
                self.now_mut(index).at = At::Loose;
                self.physics.release(index as usize, pose, velocity.clamp_length_max(THROW_M_PER_S));
            }
        }
    }

    /// A thing that is no more in the room: worn as clothes from now on.
    pub fn vanish(&mut self, index: u16, person: u8, facts: &mut Facts) {
        let id = self.thing(index).id;
        match self.now(index).at {
            At::Place(place) => {
                let entity = self.places[place as usize];
                let (spec, now) = self.world.query_one_mut::<(&Place, &mut PlaceNow)>(entity).expect("a place");
                now.count -= 1;
                facts.say(person, Kind::Taken, id, spec.id, Id::NONE, 0.0);
            }
            At::Loose => self.physics.withdraw(index as usize),
            _ => {}
        }
        self.drop_holds(index, person, facts);
        self.now_mut(index).at = At::Gone;
    }

    fn drop_holds(&mut self, index: u16, person: u8, facts: &mut Facts) {
        let id = self.thing(index).id;
        for hands in &mut self.holds {
            for (side, hold) in hands.iter_mut().enumerate() {
                if hold.thing == Some(index) {
                    facts.say(person, Kind::Released, self.hand_ids[side], id, Id::NONE, 0.0);
                }
                if hold.thing == Some(index) || hold.pulls == Some(index) {
                    *hold = Hold::default();
                }
            }
        }
    }

    /// Puts a thing into a place.
    pub fn put(&mut self, index: u16, place: u16, person: u8, facts: &mut Facts) {
        let entity = self.places[place as usize];
        let (spec, now) = self.world.query_one_mut::<(&Place, &mut PlaceNow)>(entity).expect("a place");
        let (id, swallows, mut pose) = (spec.id, spec.swallows, spec.pose);
        // Several in one tray lie side by side.
        pose.position += pose.rotation * Vec3::X * 0.08 * (now.count % 4) as f32;
        now.count += 1;
        let thing = self.thing(index).id;
        let now = self.now_mut(index);
        now.pose = pose;
        now.at = if swallows { At::Gone } else { At::Place(place) };
        facts.say(person, Kind::Placed, thing, id, Id::NONE, 0.0);
    }

    fn pull(&mut self, who: usize, side: usize, person: &Person, facts: &mut Facts) {
        let Some(pack) = self.holds[who][side].pulls else { return };
        let now = self.now(pack);
        let edge = now.pose.position + now.pose.rotation * self.holds[who][side].edge;
        if (person.hands[side].grip.point - edge).length() < PULL_M {
            return;
        }
        let (id, layer, layer_thing, left, holds_count) = {
            let spec = self.thing(pack);
            let i = now.opened as usize;
            (spec.id, spec.wraps[i], spec.wrap_things[i], spec.wraps.len() - i - 1, spec.holds.len())
        };
        self.now_mut(pack).opened += 1;
        facts.say(person.index, Kind::Unwrapped, id, layer, Id::NONE, left as f32);
        let hand_from_layer = Pose { position: Vec3::new(0.0, -0.03, -0.04), rotation: Quat::IDENTITY };
        self.take(who, side, layer_thing, hand_from_layer);
        let layer_id = self.thing(layer_thing).id;
        facts.say(person.index, Kind::Grasped, self.hand_ids[side], layer_id, Id::NONE, 0.0);
        if left == 0 {
            for i in 0..holds_count {
                let spec = self.thing(pack);
                let (garment, under) = (spec.holds[i], Vec3::Y * spec.half.y);
                drop(spec);
                let position = now.pose.position - under;
                self.revealed.push((garment, Pose { position, rotation: now.pose.rotation }));
            }
            self.now_mut(pack).at = At::Gone;
            self.drop_holds(pack, person.index, facts);
        }
    }

    /// What is held lies where its hands would have it together; what is worn stays on its joint.
    fn carry(&mut self, persons: &[Person]) {
        for index in 0..self.things.len() as u16 {
            match self.now(index).at {
                At::Held => {
                    let mut poses = [Pose::IDENTITY; 4];
                    let mut count = 0;
                    for (who, hands) in self.holds.iter().enumerate() {
                        for (side, hold) in hands.iter().enumerate() {
                            if hold.thing == Some(index) && count < poses.len() {
                                poses[count] = persons[who].hands[side].palm().then(hold.hand_from_thing);
                                count += 1;
                            }
                        }
                    }
                    if let Some(pose) = middle(&poses[..count]) {
                        self.now_mut(index).pose = pose;
                    }
                }
                At::Worn(person) => {
                    let (on, _) = self.thing(index).worn_on.expect("only what the scenario wears is worn");
                    self.now_mut(index).pose = worn_pose(on, &persons[person as usize]);
                }
                _ => {}
            }
        }
    }
}

/// A worn thing comes off with the other hand's pinch, if no glove lies over it; what a hand wears is no obstacle to it.
fn may_take(thing: &Thing, now: &ThingNow, who: usize, side: usize, person: &Person) -> bool {
    let At::Worn(wearer) = now.at else { return true };
    let Some((on, _)) = thing.worn_on else { return false };
    match on {
        WornOn::Joint(worn_side, _) => {
            let part = crate::body::Part::HANDS[worn_side] as usize;
            let bare = person.outer[part] == person.under[part];
            wearer as usize != who || (worn_side != side && bare)
        }
        WornOn::Pocket => true,
    }
}

fn worn_pose(on: WornOn, person: &Person) -> Pose {
    match on {
        WornOn::Joint(side, joint) => person.hands[side].joints[joint],
        WornOn::Pocket => {
            let hips = person.body.hips_pose;
            hips.then(Pose { position: Vec3::new(0.17, 0.02, -0.05), rotation: Quat::IDENTITY })
        }
    }
}

/// Mean of the poses that the hands ask for.
fn middle(poses: &[Pose]) -> Option<Pose> {
    let (first, rest) = poses.split_first()?;
    let mut mean = *first;
    for (i, pose) in rest.iter().enumerate() {
        let share = 1.0 / (i + 2) as f32;
        let sign = if mean.rotation.dot(pose.rotation) < 0.0 { -1.0 } else { 1.0 };
        mean.position = mean.position.lerp(pose.position, share);
        let (a, b) = (mean.rotation * (1.0 - share), pose.rotation * (share * sign));
        mean.rotation = (a + b).normalize();
    }
    Some(mean)
}

/// Which things fit a place, by the scenario's patterns.
pub fn takes(patterns: &[String], thing: &str) -> bool {
    patterns.iter().any(|p| fits(p, thing))
}

/// The surface names of a thing's six faces: `<thing>.right`, `.left`, `.top`, `.bottom`, `.back`, `.front`.
pub fn face_names(names: &mut Names, thing: &str) -> [Id; 6] {
    ["right", "left", "top", "bottom", "back", "front"].map(|face| names.intern(&format!("{thing}.{face}")))
}

/// The outward normal of a face and how far it is from the middle, in the thing's own space.
pub fn face(half: Vec3, index: usize) -> (Vec3, f32) {
    let normal = [Vec3::X, Vec3::NEG_X, Vec3::Y, Vec3::NEG_Y, Vec3::Z, Vec3::NEG_Z][index];
    (normal, normal.dot(half).abs())
}

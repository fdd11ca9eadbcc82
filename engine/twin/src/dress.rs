//! Clothes that are only a layer on body parts (street clothes, facility suit, shoes): not cloth, but surfaces.
//!
//! - **On**: the thing that is the piece of clothing is held to a part it covers, or (shoes) a planted foot stands in it,
//!   for `hold_s` (a foot that steps near a shoe that stands there steps into it). The thing is then gone, and the layer lies outermost. Layers that it replaces come off, and their
//!   things appear in the places that the scenario names.
//! - **Off**: an empty hand that closes on the outermost layer at the torso or a foot (no garment over it), holds for
//!   `hold_s` and pulls [`PULL_OFF_M`] away takes the whole layer off; its thing is then in that hand. Sleeves do not
//!   count: hands that rub each other close on them all the time.

use crate::body::{Body, Part};
use crate::cloth::Cloth;
use crate::contact::Facts;
use crate::grip::GripKind;
use crate::person::Person;
use crate::things::{At, Hold, ThingNow, Things};
use crate::{Id, Kind, state};
use glam::{Quat, Vec3};
use tape::{LEFT, Pose, RIGHT, TICK_S};

/// Metres from a part's skin to the middle of a thing that is held to it (design: half a folded suit).
const TO_BODY_M: f32 = 0.22;
const TO_FOOT_M: f32 = 0.14;
/// Metres, level, from the middle of a sole to the middle of a shoe it steps into (design: half a shoe's breadth, twice).
const INTO_SHOE_M: f32 = 0.12;
/// Metres from a part's skin to a grip that takes hold of its clothes (design).
const GRAB_M: f32 = 0.05;
/// Metres from the part's skin to which the grip pulls the layer off (design).
const PULL_OFF_M: f32 = 0.15;

/// Layers in one room at most: worn ones are bits.
pub const MAX_CLOTHES: usize = 32;

/// A layer, as the scenario has it.
#[derive(Clone, Debug)]
pub struct Layer {
    pub id: Id,
    pub covers: Vec<Part>,
    /// `<clothes>.<part>.out`, by [`Part`].
    pub surfaces: [Id; Part::COUNT],
    pub thing: u16,
    /// Layers that come off, and the places where their things appear.
    pub replaces: Vec<(usize, u16)>,
    pub hold_s: f32,
}

/// What a person wears, and what is on its way on or off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dress {
    /// By layer: its number from the skin outwards, 0 not worn.
    order: [u8; MAX_CLOTHES],
    /// Layer and seconds it has been held to the body.
    coming: Option<u8>,
    coming_s: f32,
    /// By hand: layer and seconds it has been gripped.
    going: [Option<u8>; 2],
    going_s: [f32; 2],
}
state!(Dress { order, coming, coming_s, going, going_s });

/// Clothes of the room and of every person.
#[derive(Clone, Debug, Default)]
pub struct Wardrobe {
    pub layers: Vec<Layer>,
    pub dress: Vec<Dress>,
    /// Bare: `skin.<part>`, by [`Part`]; the head's is `skin.face`.
    pub skin: [Id; Part::COUNT],
    pub hand_ids: [Id; 2],
}

impl Dress {
    pub fn new(worn: &[usize]) -> Dress {
        let mut order = [0; MAX_CLOTHES];
        for (i, &layer) in worn.iter().enumerate() {
            order[layer] = i as u8 + 1;
        }
        Dress { order, coming: None, coming_s: 0.0, going: [None; 2], going_s: [0.0; 2] }
    }

    pub fn wears(&self, layer: usize) -> bool {
        self.order[layer] > 0
    }
}

impl Wardrobe {
    /// The surface under the garments, by [`Part`]: the outermost layer's, or the skin.
    pub fn under(&self, who: usize) -> [Id; Part::COUNT] {
        Part::ALL.map(|part| match self.outermost(who, part) {
            Some(layer) => self.layers[layer].surfaces[part as usize],
            None => self.skin[part as usize],
        })
    }

    fn outermost(&self, who: usize, part: Part) -> Option<usize> {
        let order = &self.dress[who].order;
        (0..self.layers.len())
            .filter(|&l| order[l] > 0 && self.layers[l].covers.contains(&part))
            .max_by_key(|&l| order[l])
    }

    pub fn step(&mut self, persons: &[Person], cloth: &Cloth, things: &mut Things, facts: &mut Facts) {
        for (who, person) in persons.iter().enumerate() {
            self.put_on(who, person, things, facts);
            for side in [LEFT, RIGHT] {
                let has_cloth = cloth.held(person.index, side).is_some();
                self.take_off(who, side, person, has_cloth, things, facts);
            }
        }
    }

    fn put_on(&mut self, who: usize, person: &Person, things: &mut Things, facts: &mut Facts) {
        let coming = (0..self.layers.len()).find(|&l| {
            let layer = &self.layers[l];
            !self.dress[who].wears(l) && is_at_body(layer, &person.body, who, things)
        });
        let dress = &mut self.dress[who];
        dress.coming_s =
            if coming.is_some() && dress.coming == coming.map(|l| l as u8) { dress.coming_s + TICK_S } else { 0.0 };
        dress.coming = coming.map(|l| l as u8);
        let Some(l) = coming.filter(|&l| dress.coming_s >= self.layers[l].hold_s) else { return };
        for i in 0..self.layers[l].replaces.len() {
            let (old, place) = self.layers[l].replaces[i];
            if self.dress[who].wears(old) {
                self.strip(who, old);
                things.put(self.layers[old].thing, place, person.index, facts);
                facts.say(person.index, Kind::Removed, Id::NONE, self.layers[old].id, Id::NONE, 0.0);
            }
        }
        let thing = self.layers[l].thing;
        things.vanish(thing, person.index, facts);
        let dress = &mut self.dress[who];
        dress.order[l] = dress.order.iter().max().map_or(0, |m| m + 1);
        (dress.coming, dress.coming_s) = (None, 0.0);
        facts.say(person.index, Kind::Worn, Id::NONE, self.layers[l].id, Id::NONE, 0.0);
    }

    fn take_off(
        &mut self,
        who: usize,
        side: usize,
        person: &Person,
        has_cloth: bool,
        things: &mut Things,
        facts: &mut Facts,
    ) {
        let grip = person.hands[side].grip;
        let empty = things.holds[who][side] == Hold::default() && !has_cloth;
        if grip.just_closed && empty {
            self.dress[who].going[side] = self.gripped(who, side, person).map(|l| l as u8);
            self.dress[who].going_s[side] = 0.0;
        }
        if !grip.closed || !empty {
            self.dress[who].going[side] = None;
        }
        let Some(l) = self.dress[who].going[side].map(usize::from) else { return };
        self.dress[who].going_s[side] += TICK_S;
        let pulled = nearest_part(&person.body, grip.point).1 > PULL_OFF_M;
        if self.dress[who].going_s[side] < self.layers[l].hold_s || !pulled || !self.dress[who].wears(l) {
            return;
        }
        self.strip(who, l);
        self.dress[who].going[side] = None;
        let thing = self.layers[l].thing;
        let reach = if grip.kind == GripKind::Palm { 0.06 } else { 0.1 };
        things.take(who, side, thing, Pose { position: Vec3::new(0.0, -0.05, -reach), rotation: Quat::IDENTITY });
        let thing_id = things.thing(thing).id;
        facts.say(person.index, Kind::Removed, Id::NONE, self.layers[l].id, Id::NONE, 0.0);
        facts.say(person.index, Kind::Grasped, self.hand_ids[side], thing_id, Id::NONE, 1.0);
    }

    /// The layer that a grip has closed on.
    fn gripped(&self, who: usize, side: usize, person: &Person) -> Option<usize> {
        let (part, distance) = nearest_part(&person.body, person.hands[side].grip.point);
        if distance >= GRAB_M || person.outer[part as usize] != person.under[part as usize] {
            return None;
        }
        self.outermost(who, part)
    }

    fn strip(&mut self, who: usize, layer: usize) {
        self.dress[who].order[layer] = 0;
    }
}

/// The nearest part by which clothes are taken off, torso or foot, and metres from its skin.
fn nearest_part(body: &Body, point: Vec3) -> (Part, f32) {
    let parts = body.capsules().into_iter().filter(|(part, _)| *part == Part::Torso || Part::FEET.contains(part));
    let distances = parts.map(|(part, capsule)| (part, capsule.distance(point)));
    distances.min_by(|a, b| a.1.total_cmp(&b.1)).expect("a body has a torso")
}

/// The middle of a shoe that stands on the floor for this foot, if there is one that is not worn.
pub fn standing_shoe(wardrobe: &Wardrobe, who: usize, side: usize, things: &Things) -> Option<Vec3> {
    wardrobe.layers.iter().enumerate().find_map(|(l, layer)| {
        let now = things.now(layer.thing);
        let stands = layer.covers == [Part::FEET[side]] && !wardrobe.dress[who].wears(l) && is_standing(&now);
        stands.then_some(now.pose.position)
    })
}

fn is_standing(now: &ThingNow) -> bool {
    matches!(now.at, At::Loose | At::Place(_) | At::Resting) && now.pose.position.y < 0.2
}

/// Does a planted foot stand in a shoe at `at`?
pub fn is_in_shoe(body: &Body, side: usize, at: Vec3) -> bool {
    let d = body.foot[side].axis_point(at) - at;
    body.planted[side] && Vec3::new(d.x, 0.0, d.z).length() < INTO_SHOE_M
}

/// Where a shoe that a hand holds asks for this foot's toes: the middle of the shoe.
pub fn wanted_foot(wardrobe: &Wardrobe, who: usize, side: usize, things: &Things) -> Option<Vec3> {
    wardrobe.layers.iter().enumerate().find_map(|(l, layer)| {
        let held = layer.covers == [Part::FEET[side]] && things.holds[who].iter().any(|h| h.thing == Some(layer.thing));
        let at = things.now(layer.thing).pose.position;
        (held && !wardrobe.dress[who].wears(l) && at.y < LOW_M).then_some(at)
    })
}

/// Metres over the floor below which a shoe in the hand asks for a foot (design: knee height).
const LOW_M: f32 = 0.65;

/// Is a layer's thing held to a part it covers, or does a planted foot stand in it?
fn is_at_body(layer: &Layer, body: &Body, who: usize, things: &Things) -> bool {
    let now = things.now(layer.thing);
    let held = things.holds[who].iter().any(|h| h.thing == Some(layer.thing));
    let stands = is_standing(&now);
    if !held && !stands {
        return false;
    }
    let feet = [LEFT, RIGHT].into_iter().filter(|&side| layer.covers.contains(&Part::FEET[side]));
    let at = now.pose.position;
    if stands {
        return feet.into_iter().any(|side| is_in_shoe(body, side, at));
    }
    body.capsules().into_iter().any(|(part, capsule)| {
        let reach = if Part::FEET.contains(&part) { TO_FOOT_M } else { TO_BODY_M };
        layer.covers.contains(&part) && capsule.distance(at) < reach
    })
}

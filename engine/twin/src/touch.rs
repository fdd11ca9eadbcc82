//! What a person's body and the things meet: walls, benches, furniture, floors, things, the other hand, the face.
//!
//! Hands are tracked, so they touch when the skin of a joint is within [`SKIN_M`]; the rest of the body is an estimate, so
//! it touches only when it reaches [`SURE_M`] into a solid; and legs touch a bench only when the person sits on it, because
//! the estimate cannot tell a leg that clears the edge from one that grazes it. Contacts of cloth are found on its own
//! particles, those of a hand with the glove on the other hand too.
//!
//! Of two surfaces of one person the barer is `by`: a skin that touches a glove is `by` the skin. Areas are `design`: a
//! fingertip 1 cm², a palm 15 cm², a sole 120 cm², another part of the body 20 cm² a place where it meets.

use crate::body::{Body, Capsule, LimbPath, Part};
use crate::cloth::Cloth;
use crate::grip::HandNow;
use crate::person::Person;
use crate::room::Limb;
use crate::statics::{BlockKind, Statics};
use crate::things::{At, Thing, ThingNow};
use crate::{ContactSink, Id};
use glam::Vec3;
use tape::{JOINTS, LEFT, RIGHT, joint};

/// Metres from the skin of a tracked joint within which it touches.
pub const SKIN_M: f32 = 0.004;
/// Metres that an estimated limb must reach into a solid.
pub const SURE_M: f32 = 0.015;
/// Metres from a fingertip to the face within which it touches (design: the tracking's error near the head).
pub const FACE_M: f32 = 0.02;
const SOLE_CM2: f32 = 120.0;
const PART_CM2: f32 = 20.0;

fn area_cm2(joint: usize) -> f32 {
    if joint == joint::PALM { 15.0 } else { 1.0 }
}

/// Names that contacts of bodies need beside those of parts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bare {
    pub face: Id,
    pub hair: Id,
    /// `skin.<part>`, by [`Part`].
    pub skin: [Id; Part::COUNT],
}

impl Bare {
    fn is_skin(&self, surface: Id) -> bool {
        surface == self.face || surface == self.hair || self.skin.contains(&surface)
    }
}

/// Everything a person touches at this tick, but cloth.
pub fn feel(
    person: &Person,
    world: &hecs::World,
    held: [Option<u16>; 2],
    statics: &Statics,
    cloth: &Cloth,
    bare: &Bare,
    sink: &mut ContactSink,
) {
    for side in [LEFT, RIGHT] {
        let hand = &person.hands[side];
        if !hand.tracked {
            continue;
        }
        let surface = person.hand_surface(side);
        let wet = person.hand_wet[side];
        let palm = hand.palm().position;
        let near = statics.near(palm - 0.22, palm + 0.22);
        for block in near.blocks() {
            meet(
                hand,
                |p| (p - block.nearest(p)).length(),
                |area, at| sink.touch(person.index, surface, block.surface, area, wet, at),
            );
        }
        if palm.y < 0.25 {
            let floor = statics.floor_surface(palm);
            meet(hand, |p| p.y.max(0.0), |area, at| sink.touch(person.index, surface, floor, area, wet, at));
        }
        for (thing, now) in world.query::<(&Thing, &ThingNow)>().iter() {
            if matches!(now.at, At::Gone | At::Worn(_)) {
                continue;
            }
            if held[side] == Some(thing.index) {
                sink.touch(person.index, surface, thing.id, 10.0, wet, hand.palm_point);
            } else if (now.pose.position - palm).length() < 0.22 + thing.half.length() {
                meet(
                    hand,
                    |p| thing.distance(now.pose, p),
                    |area, at| sink.touch(person.index, surface, thing.id, area, wet, at),
                );
            }
        }
        on_body(person, side, cloth, bare, sink);
    }
    if ![LEFT, RIGHT].into_iter().any(|side| cloth.dresses_other_hand(person.index, side)) {
        hands_together(person, bare, sink);
    }
    body_on_solids(&person.body, person, statics, sink);
}

/// Calls `touch` with the area of the joints whose skin is within reach and the place of the last of them, if there are
/// any.
fn meet(hand: &HandNow, distance: impl Fn(Vec3) -> f32, touch: impl FnOnce(f32, Vec3)) {
    let within = (0..JOINTS).filter(|&j| distance(hand.joints[j].position) < hand.radii[j] + SKIN_M);
    let (mut area, mut at) = (0.0, Vec3::ZERO);
    for j in within {
        area += area_cm2(j);
        at = hand.joints[j].position;
    }
    if area > 0.0 {
        touch(area, at);
    }
}

/// A hand on the person's own body, where no garment lies.
fn on_body(person: &Person, side: usize, cloth: &Cloth, bare: &Bare, sink: &mut ContactSink) {
    let hand = &person.hands[side];
    let palm = hand.palm().position;
    let own = [Part::HANDS[side], Part::ARMS[side], Part::HANDS[1 - side]];
    for (part, capsule) in person.body.capsules() {
        if own.contains(&part) || capsule.distance(palm) > 0.2 {
            continue;
        }
        let reach = if part == Part::Head { FACE_M } else { 0.0 };
        let (mut areas, mut at) = ([0.0f32; 2], Vec3::ZERO);
        for j in 0..JOINTS {
            let p = hand.joints[j].position;
            if capsule.distance(p) < reach + hand.radii[j] && !is_covered(person, part, p, cloth) {
                areas[(part == Part::Head && is_hair(&person.body, p)) as usize] += area_cm2(j);
                at = p;
            }
        }
        let under = person.under[part as usize];
        for (area, on) in areas.into_iter().zip([under, bare.hair]) {
            if area > 0.0 {
                let own = Own { a: person.hand_surface(side), b: on, area, wet: person.hand_wet[side], at };
                meet_own(person, own, bare, sink);
            }
        }
    }
}

/// Hair is above the brow and behind the ears.
fn is_hair(body: &Body, p: Vec3) -> bool {
    let local = body.head_pose.rotation.conjugate() * (p - body.head_pose.position);
    local.y > 0.06 || local.z > 0.09
}

/// Does a garment lie over this place of a part?
fn is_covered(person: &Person, part: Part, p: Vec3, cloth: &Cloth) -> bool {
    let limb = match part {
        Part::Head => Limb::Head,
        Part::Torso => Limb::Torso,
        Part::ArmLeft | Part::HandLeft => Limb::HandLeft,
        Part::ArmRight | Part::HandRight => Limb::HandRight,
        Part::LegLeft | Part::FootLeft => Limb::FootLeft,
        Part::LegRight | Part::FootRight => Limb::FootRight,
    };
    let path = person.body.limb(limb);
    let (metres, _) = path.nearest(p);
    cloth.outermost(person.index, limb, metres, degrees_around(&path, metres, p)).is_some()
}

/// Degrees of a place around a limb: 0 front, 90 left.
pub fn degrees_around(path: &LimbPath, metres: f32, p: Vec3) -> f32 {
    let at = path.at(metres);
    let out = p - at.point;
    let left = at.to_root.cross(at.front);
    libm::atan2f(out.dot(left), out.dot(at.front)).to_degrees().rem_euclid(360.0)
}

fn hands_together(person: &Person, bare: &Bare, sink: &mut ContactSink) {
    let [left, right] = &person.hands;
    let gloved = Part::HANDS.iter().any(|&h| person.outer[h as usize] != person.under[h as usize]);
    if gloved
        || !left.tracked
        || !right.tracked
        || (left.palm().position - right.palm().position).length_squared() > 0.09
    {
        return;
    }
    let mut area = 0.0;
    for i in 0..JOINTS {
        let (p, r) = (left.joints[i].position, left.radii[i] + SKIN_M);
        if (0..JOINTS).any(|j| {
            let reach = r + right.radii[j];
            (right.joints[j].position - p).length_squared() < reach * reach
        }) {
            area += area_cm2(i);
        }
    }
    if area > 0.0 {
        let wet = if person.hand_wet[LEFT].is_some() { person.hand_wet[LEFT] } else { person.hand_wet[RIGHT] };
        let [a, b] = [LEFT, RIGHT].map(|side| person.hand_surface(side));
        meet_own(person, Own { a, b, area, wet, at: left.palm_point }, bare, sink);
    }
}

/// Two surfaces of one person that meet.
struct Own {
    a: Id,
    b: Id,
    area: f32,
    wet: Id,
    at: Vec3,
}

/// The barer is `by`.
fn meet_own(person: &Person, own: Own, bare: &Bare, sink: &mut ContactSink) {
    let Own { a, b, area, wet, at } = own;
    let (by, on) = if bare.is_skin(b) && !bare.is_skin(a) { (b, a) } else { (a, b) };
    sink.touch(person.index, by, on, area, wet, at);
}

fn body_on_solids(body: &Body, person: &Person, statics: &Statics, sink: &mut ContactSink) {
    for side in [LEFT, RIGHT] {
        if body.planted[side] && !person.in_shoe[side] {
            let sole = body.foot[side].a.lerp(body.foot[side].b, 0.5);
            let foot = person.outer[Part::FEET[side] as usize];
            sink.touch(person.index, foot, statics.floor_surface(sole), SOLE_CM2, Id::NONE, sole);
        }
    }
    let (low, high) = body
        .capsules()
        .iter()
        .fold((Vec3::MAX, Vec3::MIN), |(lo, hi), (_, c)| (lo.min(c.a).min(c.b), hi.max(c.a).max(c.b)));
    let near = statics.near(low - 0.15, high + 0.15);
    for (part, capsule) in body.capsules() {
        let arm = Part::ARMS.iter().position(|&a| a == part);
        if Part::HANDS.contains(&part) || arm.is_some_and(|side| !person.hands[side].tracked) {
            continue;
        }
        let surface = person.outer[part as usize];
        let leg = Part::LEGS.contains(&part) || Part::FEET.contains(&part);
        for block in near.blocks().filter(|b| !leg || body.seated || b.kind != BlockKind::Bench) {
            let places = places(&capsule).into_iter().filter(|p| block.push_out(*p, capsule.radius - SURE_M).is_some());
            let count = places.count();
            if count > 0 {
                let at = capsule.a.lerp(capsule.b, 0.5);
                sink.touch(person.index, surface, block.surface, count as f32 * PART_CM2, Id::NONE, at);
            }
        }
        let knees = places(&capsule).into_iter().filter(|p| p.y < capsule.radius - SURE_M);
        let count = if Part::FEET.contains(&part) { 0 } else { knees.count() };
        if count > 0 {
            let floor = statics.floor_surface(capsule.a);
            sink.touch(person.index, surface, floor, count as f32 * PART_CM2, Id::NONE, capsule.a);
        }
    }
}

/// Five balls along a capsule.
fn places(capsule: &Capsule) -> [Vec3; 5] {
    [0.0, 0.25, 0.5, 0.75, 1.0].map(|t| capsule.a.lerp(capsule.b, t))
}

/// Loose and held things on floor and solids, by their corners.
pub fn things_on_solids(world: &hecs::World, statics: &Statics, sink: &mut ContactSink) {
    for (thing, now) in world.query::<(&Thing, &ThingNow)>().iter() {
        if !matches!(now.at, At::Held | At::Loose) {
            continue;
        }
        let reach = Vec3::splat(thing.half.length());
        let near = statics.near(now.pose.position - reach, now.pose.position + reach);
        for corner in thing.corners(now.pose) {
            for block in near.blocks().filter(|b| b.push_out(corner, SKIN_M).is_some()) {
                sink.touch(0, thing.id, block.surface, 1.0, Id::NONE, corner);
            }
            if corner.y < SKIN_M {
                sink.touch(0, thing.id, statics.floor_surface(corner), 1.0, Id::NONE, corner);
            }
        }
    }
}

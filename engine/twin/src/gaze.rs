//! What a head looks at: a cone about the way it faces, never the eyes.
//!
//! Half angle [`CONE_DEG`] (`design`: people turn the head to within about 15° of what they read and leave the rest to the
//! eyes), widened by what the target's own size spans; no farther than [`FAR_M`]; walls and shut doors hide what is behind
//! them; a mirror counts only from in front. Looked up ten times a second.

use crate::body::Body;
use crate::contact::Facts;
use crate::doors::Doors;
use crate::person::{MAX_PERSONS, Person};
use crate::statics::{BlockKind, Statics};
use crate::things::{At, Thing, ThingNow, face};
use crate::{Id, Kind, state};
use glam::Vec3;
use tape::{TICK_S, TICKS_PER_SECOND};

/// Half angle of the cone.
pub const CONE_DEG: f32 = 15.0;
/// Metres beyond which a look does not count (design: the length of one room).
pub const FAR_M: f32 = 4.5;
/// Ticks between two looks.
const EVERY: u32 = TICKS_PER_SECOND / 10;
/// Ticks between two [`Kind::Seen`] of one target.
const SAY_EVERY: u32 = TICKS_PER_SECOND / 2;
/// Metres within which a held thing's face can be inspected (design: reading distance).
const INSPECT_M: f32 = 0.6;
/// Cosine of the angle between a face's normal and the way to the eyes within which it is seen.
const FACE_COS: f32 = 0.5;
/// Looks (tenths of a second) that make a face inspected.
const FACE_LOOKS: u8 = 4;

/// Something that can be looked at. A thing's follows the thing.
#[derive(Clone, Copy, Debug)]
pub struct Sight {
    pub id: Id,
    pub at: Vec3,
    pub radius: f32,
    /// A mirror's way out of the wall.
    pub faces: Option<Vec3>,
}

/// By person: ticks it has been looked at without looking away.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SightNow {
    ticks: [u32; MAX_PERSONS],
}
state!(SightNow { ticks });

struct Looker {
    eye: Vec3,
    look: Vec3,
}

impl Looker {
    fn of(body: &Body) -> Looker {
        Looker { eye: body.head_pose.position, look: body.head_pose.rotation * Vec3::NEG_Z }
    }

    /// Is a ball in the cone?
    fn sees(&self, at: Vec3, radius: f32) -> bool {
        let way = at - self.eye;
        let distance = way.length();
        if !(0.05..FAR_M).contains(&distance) {
            return false;
        }
        let cos = (way.dot(self.look) / distance).clamp(-1.0, 1.0);
        cos > 0.0 && libm::acosf(cos) < CONE_DEG.to_radians() + libm::atanf(radius / distance)
    }
}

/// One tick of looking.
pub fn look(world: &mut hecs::World, persons: &[Person], statics: &Statics, doors: &Doors, facts: &mut Facts) {
    if !facts.tick().is_multiple_of(EVERY) {
        return;
    }
    for (sight, now) in world.query_mut::<hecs::Without<(&Sight, &mut SightNow), &Thing>>() {
        for person in persons {
            watch(sight.id, sight.at, sight.radius, sight.faces, now, person, statics, doors, facts);
        }
    }
    for (thing, state, now) in world.query_mut::<(&Thing, &mut ThingNow, &mut SightNow)>() {
        for person in persons {
            if state.at == At::Gone {
                now.ticks[person.index as usize] = 0;
                continue;
            }
            let at = state.pose.position;
            watch(thing.id, at, thing.half.max_element(), None, now, person, statics, doors, facts);
            if state.at == At::Held {
                inspect(thing, state, person, facts);
            }
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "one place for things and for what stands still")]
fn watch(
    id: Id,
    at: Vec3,
    radius: f32,
    faces: Option<Vec3>,
    now: &mut SightNow,
    person: &Person,
    statics: &Statics,
    doors: &Doors,
    facts: &mut Facts,
) {
    let looker = Looker::of(&person.body);
    let in_front = faces.is_none_or(|way| (looker.eye - at).dot(way) > 0.0);
    let ticks = &mut now.ticks[person.index as usize];
    if !in_front || !looker.sees(at, radius) || hidden(looker.eye, at, statics, doors) {
        *ticks = 0;
        return;
    }
    let before = *ticks;
    *ticks += EVERY;
    if *ticks / SAY_EVERY > before / SAY_EVERY {
        facts.say(person.index, Kind::Seen, Id::NONE, id, Id::NONE, *ticks as f32 * TICK_S);
    }
}

/// Does a wall or a shut door stand between? What hangs on a wall is not hidden by it.
fn hidden(eye: Vec3, at: Vec3, statics: &Statics, doors: &Doors) -> bool {
    let to = eye + (at - eye) * 0.97;
    statics.blocks.iter().enumerate().any(|(i, b)| match b.kind {
        BlockKind::Wall => crosses(b.min, b.max, eye, to),
        BlockKind::DoorLeaf => doors.now[i - statics.first_leaf].open < 0.5 && crosses(b.min, b.max, eye, to),
        BlockKind::Bench | BlockKind::Furniture => false,
    })
}

/// Does the way from `a` to `b` cross a box?
fn crosses(min: Vec3, max: Vec3, a: Vec3, b: Vec3) -> bool {
    let way = b - a;
    let (mut enter, mut leave) = (0.0f32, 1.0f32);
    for axis in 0..3 {
        if way[axis].abs() < 1e-6 {
            if a[axis] < min[axis] || a[axis] > max[axis] {
                return false;
            }
            continue;
        }
        let (t0, t1) = ((min[axis] - a[axis]) / way[axis], (max[axis] - a[axis]) / way[axis]);
        enter = enter.max(t0.min(t1));
        leave = leave.min(t0.max(t1));
    }
    enter < leave
}

/// A held thing that is turned: which faces has the head seen from near?
fn inspect(thing: &Thing, now: &mut ThingNow, person: &Person, facts: &mut Facts) {
    let looker = Looker::of(&person.body);
    let way = looker.eye - now.pose.position;
    if way.length() > INSPECT_M + thing.half.max_element() || !looker.sees(now.pose.position, thing.half.max_element())
    {
        return;
    }
    let before = now.seen_faces;
    for i in 0..6 {
        let (normal, out) = face(thing.half, i);
        let normal = now.pose.rotation * normal;
        let to_eye = looker.eye - (now.pose.position + normal * out);
        if to_eye.normalize_or_zero().dot(normal) > FACE_COS {
            now.face_ticks[i] = now.face_ticks[i].saturating_add(1);
            if now.face_ticks[i] >= FACE_LOOKS {
                now.seen_faces |= 1 << i;
            }
        }
    }
    if now.seen_faces != before {
        let share = now.seen_faces.count_ones() as f32 / 6.0;
        facts.say(person.index, Kind::Inspected, Id::NONE, thing.id, Id::NONE, share);
    }
}

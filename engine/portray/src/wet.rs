//! What is wet now: hands, as the twin has them, and faces of things, from what its facts say. The twin has no spills.

use glam::{Affine3A, Mat3A, Vec3};
use scene::{Film, Scene};
use std::collections::BTreeMap;
use tape::TICK_S;
use twin::room::Room;
use twin::things::At;
use twin::twin::Twin;
use twin::{Fact, Id, Kind};

/// A film that dries later than the agent is known to is thin by then.
const LEAST: f32 = 0.08;
/// Of a face, how much a wipe reaches.
const WIPED: f32 = 0.94;
/// Faces of a thing in the order of the twin's: the end of their names, and the way out.
const FACES: [(&str, Vec3); 6] = [
    ("right", Vec3::X),
    ("left", Vec3::NEG_X),
    ("top", Vec3::Y),
    ("bottom", Vec3::NEG_Y),
    ("back", Vec3::Z),
    ("front", Vec3::NEG_Z),
];

#[derive(Clone, Copy, Debug)]
struct Wiped {
    thing: Id,
    agent: Id,
    /// Seconds since it was last wiped, as far as facts tell.
    dries_s: f32,
    /// A bit a face that was wiped all over.
    faces: u8,
}

/// Listens to a room's facts, tick by tick. Allocates nothing after it was made.
#[derive(Clone, Debug)]
pub struct Wet {
    /// Seconds that each agent stays wet.
    wet_s: BTreeMap<Id, f32>,
    things: Vec<Wiped>,
    /// Sorted: a face's name, its thing in `things` and its number.
    faces: Vec<(Id, usize, u32)>,
}

impl Wet {
    pub fn new(twin: &Twin, room: &Room) -> Wet {
        let names = twin.names();
        let id = |name: &str| names.get(name);
        let things: Vec<Id> = room.things.iter().filter_map(|thing| id(&thing.id)).collect();
        let face = |i: usize, (number, (end, _)): (usize, &(&str, Vec3))| {
            Some((id(&format!("{}.{end}", names.name(things[i])))?, i, number as u32))
        };
        let mut faces: Vec<_> =
            (0..things.len()).flat_map(|i| FACES.iter().enumerate().filter_map(move |f| face(i, f))).collect();
        faces.sort_unstable();
        let dry = |&thing: &Id| Wiped { thing, agent: Id::NONE, dries_s: 0.0, faces: 0 };
        Wet {
            wet_s: room.agents.iter().filter_map(|(name, agent)| Some((id(name)?, agent.wet_s))).collect(),
            things: things.iter().map(dry).collect(),
            faces,
        }
    }

    /// Once a tick.
    pub fn tick(&mut self, twin: &Twin) {
        for wiped in self.things.iter_mut().filter(|w| w.agent.is_some()) {
            wiped.dries_s += TICK_S;
        }
        self.listen(twin.facts());
    }

    fn listen(&mut self, facts: &[Fact]) {
        for fact in facts {
            let Some(wiped) = self.things.iter_mut().find(|w| w.thing == fact.on) else { continue };
            match fact.kind {
                Kind::Wetted => *wiped = Wiped { agent: fact.with, dries_s: 0.0, faces: 0, ..*wiped },
                Kind::Dried => *wiped = Wiped { agent: Id::NONE, faces: 0, ..*wiped },
                Kind::Covered if wiped.agent.is_some() => {
                    if let Ok(i) = self.faces.binary_search_by_key(&fact.by, |face| face.0) {
                        wiped.faces |= 1 << self.faces[i].2;
                        wiped.dries_s = 0.0;
                    }
                }
                _ => {}
            }
        }
    }

    /// What is left of a film of `agent` after a time: 1 just laid … 0 dry.
    fn left(&self, agent: Id, after_s: f32) -> f32 {
        self.wet_s.get(&agent).map_or(0.0, |wet_s| (1.0 - after_s / wet_s.max(TICK_S)).clamp(LEAST, 1.0))
    }

    /// Wets the hands of a scene that [`People`](crate::people::People) has filled, and lays films on things.
    pub(crate) fn portray(&self, twin: &Twin, scene: &mut Scene) {
        let films = (0..twin.persons().len()).flat_map(|who| twin.films(who));
        for (hand, film) in scene.hands.iter_mut().zip(films).filter(|(_, film)| film.agent.is_some()) {
            let wet_s = self.wet_s.get(&film.agent).copied().unwrap_or_default();
            hand.wet = self.left(film.agent, wet_s - film.left_s);
        }
        scene.films.reserve(self.faces.len());
        twin.see_things(|thing| {
            let Some(wiped) = self.things.iter().find(|w| w.thing == thing.id && w.faces != 0) else { return };
            if matches!(thing.at, At::Gone | At::Worn(_)) {
                return;
            }
            let wet = self.left(wiped.agent, wiped.dries_s);
            for (_, (_, out)) in FACES.iter().enumerate().filter(|(face, _)| wiped.faces & 1 << face != 0) {
                // Along one edge, and along the other: half of the face each.
                let right = if out.x == 0.0 { Vec3::X } else { Vec3::Y };
                let ahead = right.cross(*out);
                let reach = |axis: Vec3| axis * (axis.abs().dot(thing.half) * WIPED);
                let turned = |v: Vec3| (thing.pose.rotation * v).into();
                let matrix3 = Mat3A::from_cols(turned(reach(right)), turned(*out), turned(reach(ahead)));
                let middle = thing.pose.position + thing.pose.rotation * (*out * thing.half);
                scene.films.push(Film { room_from_film: Affine3A { matrix3, translation: middle.into() }, wet });
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wiped_face_is_wet_until_it_dries() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/gowning");
        let read = |name: &str| std::fs::read(format!("{folder}/{name}")).expect("a file of the drill");
        let room: Room = serde_json::from_slice(&read("room.json")).expect("a room");
        let patterns = serde_json::from_slice(&read("garments.json")).expect("patterns");
        let twin = Twin::new(&room, &patterns, 7, 1).expect("a twin");
        let id = |name: &str| twin.names().get(name).expect(name);
        let (kit, alcohol) = (id("kit_a"), id("alcohol"));
        let fact = |kind, by| Fact { tick: 0, person: 0, kind, by, on: kit, with: alcohol, amount: 0.0 };
        let mut wet = Wet::new(&twin, &room);
        let films = |wet: &Wet| {
            let mut scene = Scene::default();
            wet.portray(&twin, &mut scene);
            scene.films
        };
        wet.listen(&[fact(Kind::Wetted, Id::NONE)]);
        assert!(films(&wet).is_empty(), "no face of it is wiped all over yet");
        wet.listen(&[fact(Kind::Covered, id("kit_a.top"))]);
        let [film] = films(&wet)[..] else { panic!("one face is wiped") };
        let mut top = Vec3::ZERO;
        twin.see_things(|thing| {
            if thing.id == kit {
                top = thing.pose.position + thing.pose.rotation * Vec3::Y * thing.half.y;
            }
        });
        assert!(Vec3::from(film.room_from_film.translation).distance(top) < 1e-6 && film.wet == 1.0);
        let [across, out, along] = [Vec3::X, Vec3::Y, Vec3::Z].map(|axis| film.room_from_film.transform_vector3(axis));
        assert!(across.cross(along).dot(out) < 0.0 && out.distance(Vec3::Y) < 1e-5, "{across} {out} {along}");
        for _ in 0..20 * tape::TICKS_PER_SECOND {
            wet.tick(&twin);
        }
        assert!((films(&wet)[0].wet - (1.0 - 20.0 / 45.0)).abs() < 0.01, "alcohol is wet for 45 s");
        wet.listen(&[fact(Kind::Covered, id("kit_a.front"))]);
        assert_eq!(films(&wet).iter().map(|film| film.wet).collect::<Vec<_>>(), [1.0; 2], "it was wetted again");
        wet.listen(&[fact(Kind::Dried, Id::NONE)]);
        assert!(films(&wet).is_empty());
    }
}

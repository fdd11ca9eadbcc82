//! What a key means that does a whole deed with both hands: put on or open what a hand holds or points at, step over the
//! bench, close what is worn and open, turn what is held before the eyes.

use super::desk::Moves;
use super::reach::Pointer;
use glam::Vec3;
use puppet::script::Intent;
use tape::{LEFT, RIGHT};
use twin::room::{Feature, Patterns, Room, SolidKind};
use twin::things::At;
use twin::{Id, Names, Twin};

/// Seconds of turning something before the eyes so that each of its faces is seen (design).
const INSPECT_S: f32 = 5.0;

/// A deed that is asked for with one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Puts on, opens, steps over.
    Use,
    /// Closes a zip, a flap, a strap.
    Fasten,
    Inspect,
}

#[derive(Clone, Debug)]
struct Bench {
    id: String,
    min: Vec3,
    max: Vec3,
}

/// What of a scenario deeds can be done with.
#[derive(Clone, Debug, Default)]
pub struct Means {
    /// Things that are clothes, with their clothes' name.
    clothes: Vec<(Id, String)>,
    /// Packs and how many layers they have.
    packs: Vec<(Id, u8)>,
    benches: Vec<Bench>,
    /// By garment of the room: what closes it, in the order in which it is closed.
    fastenings: Vec<Vec<(Id, Intent)>>,
}

impl Means {
    pub fn new(room: &Room, patterns: &Patterns, names: &Names) -> Means {
        let clothes = room.clothes.iter().filter_map(|c| Some((names.get(&c.thing)?, c.id.clone())));
        let packs = room.things.iter().filter(|t| !t.wraps.is_empty());
        let benches = room.solids.iter().filter(|s| s.kind == SolidKind::Bench);
        let fastenings = room.garments.iter().map(|garment| {
            let features = patterns.patterns.get(&garment.pattern).map_or(&[][..], |p| &p.features);
            let closing = features.iter().filter_map(|feature| {
                let what = format!("{}.{}", garment.id, feature.id_and_tube().0);
                let id = names.get(&what)?;
                match feature {
                    Feature::Zip { .. } => Some((id, Intent::Zip { what, to: 1.0 })),
                    Feature::Press { .. } => Some((id, Intent::Fasten { what })),
                    _ => None,
                }
            });
            closing.collect()
        });
        Means {
            clothes: clothes.collect(),
            packs: packs.filter_map(|t| Some((names.get(&t.id)?, t.wraps.len() as u8))).collect(),
            benches: benches
                .map(|s| Bench { id: s.id.clone(), min: Vec3::from(s.min), max: Vec3::from(s.max) })
                .collect(),
            fastenings: fastenings.collect(),
        }
    }

    /// What the person means by a key. None: there is nothing to do that with.
    pub fn intent(&self, deed: Deed, twin: &Twin, pointer: &Pointer, moves: Moves) -> Option<Intent> {
        match deed {
            Deed::Use => self.in_hand(twin, moves).or_else(|| self.pointed_at(twin, pointer, moves)),
            Deed::Fasten => self.unfastened(twin),
            Deed::Inspect => {
                let held = [RIGHT, LEFT].into_iter().filter(|&side| moves.has(side));
                let id = held.chain([RIGHT, LEFT]).find_map(|side| twin.held(0, side))?;
                Some(Intent::Inspect { what: twin.names().name(id).to_owned(), seconds: INSPECT_S })
            }
        }
    }

    /// The thing or the garment that a chosen hand holds.
    fn in_hand(&self, twin: &Twin, moves: Moves) -> Option<Intent> {
        [RIGHT, LEFT].into_iter().filter(|&side| moves.has(side)).find_map(|side| {
            let garment = twin.held_garment(0, side).map(|id| self.put_on(twin, id, moves));
            garment.or_else(|| self.of_thing(twin, twin.held(0, side)?))
        })
    }

    fn of_thing(&self, twin: &Twin, id: Id) -> Option<Intent> {
        if let Some((_, clothes)) = self.clothes.iter().find(|(thing, _)| *thing == id) {
            return Some(Intent::PutOn { what: clothes.clone(), how: None });
        }
        let (_, layers) = self.packs.iter().find(|(pack, _)| *pack == id)?;
        let mut closed = false;
        twin.see_things(|t| closed |= t.id == id && t.opened < *layers);
        closed.then(|| Intent::Open { what: twin.names().name(id).to_owned() })
    }

    /// Both hands gather a garment before it is put on; one hand lets it hang.
    fn put_on(&self, twin: &Twin, garment: Id, moves: Moves) -> Intent {
        let how = if moves == Moves::Both { "gathered" } else { "dangling" };
        Intent::PutOn { what: twin.names().name(garment).to_owned(), how: Some(how.into()) }
    }

    fn pointed_at(&self, twin: &Twin, pointer: &Pointer, moves: Moves) -> Option<Intent> {
        let mut best: Option<(f32, Intent)> = None;
        let mut offer = |at: Vec3, intent: &dyn Fn() -> Option<Intent>| {
            if let Some(cost) = pointer.cost(at)
                && best.as_ref().is_none_or(|(least, _)| cost < *least)
                && let Some(intent) = intent()
            {
                best = Some((cost, intent));
            }
        };
        twin.see_things(|thing| {
            if thing.at != At::Gone {
                offer(pointer.on_box(thing.pose, thing.half), &|| self.of_thing(twin, thing.id));
            }
        });
        for (i, garment) in twin.garments().enumerate().filter(|(_, g)| g.visible) {
            if !twin.cloth().is_worn(i) {
                garment.positions.iter().for_each(|p| offer(*p, &|| Some(self.put_on(twin, garment.id, moves))));
            }
        }
        for bench in &self.benches {
            // Where the line of sight meets its seat.
            let down = (pointer.eye.y - bench.max.y) / (-pointer.line.y).max(0.05);
            let at = (pointer.eye + pointer.line * down).clamp(bench.min, bench.max);
            offer(at, &|| Some(step_over(twin, bench, moves)));
        }
        best.map(|(_, intent)| intent)
    }

    fn unfastened(&self, twin: &Twin) -> Option<Intent> {
        let worn = self.fastenings.iter().enumerate().filter(|(i, _)| twin.cloth().is_worn(*i));
        let mut open = worn.flat_map(|(_, closing)| closing).filter(|(id, _)| {
            // A zip may be a finger's breadth from its end and is closed all the same.
            twin.cloth().degree_of(*id).is_some_and(|degree| degree < 0.95)
        });
        open.next().map(|(_, intent)| intent.clone())
    }
}

/// One leg: the one on the side of the chosen hand goes first; a person who stands astride goes on.
fn step_over(twin: &Twin, bench: &Bench, moves: Moves) -> Intent {
    let bench_z = (bench.min.z + bench.max.z) / 2.0;
    let bench = bench.id.clone();
    // The way through the suite is along −Z.
    let over = [LEFT, RIGHT].map(|side| twin.persons()[0].body.foot[side].a.z < bench_z);
    let first = if moves == Moves::One(LEFT) { LEFT } else { RIGHT };
    match over {
        [true, true] => Intent::StepBack { bench, foot: first },
        [false, false] => Intent::StepOver { bench, foot: first },
        [left_is_over, _] => Intent::StepOver { bench, foot: if left_is_over { RIGHT } else { LEFT } },
    }
}

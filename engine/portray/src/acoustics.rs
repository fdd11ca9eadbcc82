//! What a room is to the ear: which stages it has, how their air sounds, and what walls and doors let through.

use glam::{Quat, Vec3};
use twin::Id;
use twin::room::{Door, Room};
use twin::statics::BlockKind;
use twin::twin::Twin;

/// Share of a sound that comes through a wall or a door that is shut, and around the frame of one that stands open (design).
const THROUGH: f32 = 0.2;
const AROUND: f32 = 0.6;
/// Thickness of a wall as far as a door's opening is concerned, metres.
const WALL_M: f32 = 0.1;

/// Gains of the low rush of the supply air and of the hiss of the filters (design: the cleaner, the more air is changed and
/// the more of the ceiling is filters).
const AIR: [(&str, [f32; 2]); 5] =
    [("A", [1.2, 1.6]), ("B", [1.05, 1.1]), ("C", [0.95, 0.75]), ("D", [0.85, 0.45]), ("unclassified", [0.7, 0.12])];

/// Made once of a room.
pub struct Acoustics {
    /// By zone: its stage, the air there, is its floor tiled?
    zones: Vec<Zone>,
    /// In the order of [`Twin::doors`].
    doors: Vec<Opening>,
}

/// A door's opening: the stages on its two sides, and the corners of its box, room space.
struct Opening {
    sides: [u8; 2],
    min: Vec3,
    max: Vec3,
}

#[derive(Clone, Copy)]
struct Zone {
    id: Id,
    stage: u8,
    air: [f32; 2],
    tiled: bool,
}

impl Acoustics {
    /// The sides of a step-over bench are two zones (`z2.dirty`, `z2.clean`) of one stage.
    pub fn new(twin: &Twin, room: &Room) -> Acoustics {
        let mut stages: Vec<&str> = Vec::new();
        let mut stage = |zone: &'_ str| -> u8 {
            let name = room.zones.iter().find(|z| z.id == zone).map_or("", |z| z.id.as_str());
            let name = name.split('.').next().unwrap_or(name);
            let known = stages.iter().position(|s| *s == name);
            known.unwrap_or_else(|| {
                stages.push(name);
                stages.len() - 1
            }) as u8
        };
        let zone = |zone: &twin::room::Zone| Zone {
            id: twin.names().get(&zone.id).unwrap_or(Id::NONE),
            stage: stage(&zone.id),
            air: AIR.iter().find(|(grade, _)| *grade == zone.grade).map_or([0.0; 2], |(_, air)| *air),
            tiled: zone.grade == "unclassified",
        };
        let zones = room.zones.iter().map(zone).collect();
        let opening = |door: &Door| {
            let turned = Quat::from_rotation_y(door.turn.to_radians()) * Vec3::new(door.width, 0.0, WALL_M) / 2.0;
            let (middle, half) = (Vec3::new(door.at[0], door.height / 2.0, door.at[1]), turned.abs());
            let half = half.with_y(door.height / 2.0);
            Opening {
                sides: [0, 1].map(|side: usize| stage(&door.between[side])),
                min: middle - half,
                max: middle + half,
            }
        };
        let doors = room.doors.iter().map(opening).collect();
        Acoustics { zones, doors }
    }

    fn zone(&self, twin: &Twin, at: Vec3) -> Option<&Zone> {
        let floor = twin.statics().floor_at(at)?;
        self.zones.iter().find(|zone| zone.id == floor.zone)
    }

    /// Gains of rush and hiss at a place; none outside.
    pub fn air(&self, twin: &Twin, at: Vec3) -> Option<[f32; 2]> {
        self.zone(twin, at).map(|zone| zone.air)
    }

    /// Is the floor there tiled? Else it is sheet vinyl, as wherever air is clean.
    pub fn is_tiled(&self, twin: &Twin, at: Vec3) -> bool {
        self.zone(twin, at).is_some_and(|zone| zone.tiled)
    }

    /// Share of a sound at `from` that comes to `to`: what stands between takes of it.
    pub fn share(&self, twin: &Twin, from: Vec3, to: Vec3) -> f32 {
        let mut share = 1.0;
        let walls = twin.statics().blocks.iter().filter(|block| block.kind == BlockKind::Wall);
        for _ in walls.filter(|wall| is_between(wall.min, wall.max, from, to)) {
            share *= THROUGH;
        }
        let stage = |at| self.zone(twin, at).map(|zone| zone.stage);
        let (stage_from, stage_to) = (stage(from), stage(to));
        for (door, opening) in twin.doors().zip(&self.doors) {
            let leads = |stage: Option<u8>| stage.is_some_and(|stage| opening.sides.contains(&stage));
            if is_between(opening.min, opening.max, from, to) {
                share *= THROUGH + (1.0 - THROUGH) * door.open;
            } else if stage_from != stage_to && leads(stage_from) && leads(stage_to) {
                share = share.max(AROUND * door.open);
            }
        }
        share
    }
}

/// Does the way from `a` to `b` cross a box? By slabs; one that begins in it crosses it.
fn is_between(min: Vec3, max: Vec3, a: Vec3, b: Vec3) -> bool {
    // A way along an axis is never quite along it, so that nothing is divided by zero.
    let way = (b - a) + Vec3::splat(1e-6);
    let (to_min, to_max) = ((min - a) / way, (max - a) / way);
    let enter = to_min.min(to_max).max_element().max(0.0);
    enter < to_min.max(to_max).min_element().min(1.0)
}

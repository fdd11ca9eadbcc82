//! Surfaces marked by colour and hatching: ways of looking for who teaches.

use crate::loads;
use crate::look::{self, Colour};
use crate::touches::{self, Touches};
use glam::{Affine3A, Quat, Vec3};
use scene::{Scene, Veil};
use twin::room::Room;
use twin::things::At;
use twin::twin::Twin;
use twin::{Id, Names};

/// What surfaces are marked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marking {
    /// The dirtiest that touched them.
    Touches,
    /// How many microbes are expected on them.
    Loads,
}

/// Signs of one marking.
pub const SIGNS: usize = 5;

/// How a mark is shown: words' key, sign in the legend, colour (sRGB), and hatching of [`Veil`].
#[derive(Clone, Copy, Debug)]
pub struct Sign {
    pub key: &'static str,
    pub sign: char,
    pub srgb: [u8; 3],
    pub(crate) hatching: u32,
}

impl Sign {
    pub(crate) fn colour(&self) -> Colour {
        let [r, g, b] = look::linear(self.srgb);
        [r, g, b, 1.0]
    }

    /// Of words that say what it means, on a dark ground: no darker than can be read there.
    pub fn words(&self) -> Colour {
        let [r, g, b, _] = self.colour();
        let light = look::luminance([r, g, b]);
        let white = ((READABLE - light) / (1.0 - light)).max(0.0);
        let [r, g, b] = [r, g, b].map(|c| c + white * (1.0 - c));
        [r, g, b, 1.0]
    }
}

impl Marking {
    /// What is shown after `now`, by one press.
    pub fn next(now: Option<Marking>) -> Option<Marking> {
        match now {
            None => Some(Marking::Touches),
            Some(Marking::Touches) => Some(Marking::Loads),
            Some(Marking::Loads) => None,
        }
    }

    /// The words' key of what is shown.
    pub fn key(now: Option<Marking>) -> &'static str {
        match now {
            None => "views-marks-off",
            Some(Marking::Touches) => "views-marks-touches",
            Some(Marking::Loads) => "views-marks-loads",
        }
    }

    /// That of the legend's title.
    pub fn title(self) -> &'static str {
        match self {
            Marking::Touches => "touches-title",
            Marking::Loads => "loads-title",
        }
    }

    pub fn signs(self) -> &'static [Sign; SIGNS] {
        match self {
            Marking::Touches => &touches::SIGNS,
            Marking::Loads => &loads::SIGNS,
        }
    }
}

/// Luminance of words that are read at 5 : 1 on a panel.
const READABLE: f32 = 0.25;
/// Of what bears no mark.
const PLAIN: Colour = [0.42, 0.42, 0.42, 1.0];
/// Half of the plate beside a door and of its override, metres.
const PLATE_M: f32 = 0.06;
/// A mark on a floor is this thick, metres.
const ON_FLOOR_M: f32 = 0.002;

/// Made once of a room; allocates nothing after its first picture.
pub struct Marks {
    touches: Touches,
    marking: Marking,
    /// By id: which sign it bears.
    shown: Vec<Option<u8>>,
    colours: Vec<Colour>,
    /// Controls and plates: what they are called and where they are.
    fixed: Vec<(Id, Vec3, f32)>,
}

impl Marks {
    pub fn new(twin: &Twin, room: &Room) -> Marks {
        let names = twin.names();
        let control = |c: &twin::room::Control| (c.id.clone(), Vec3::from(c.at), c.radius);
        let doors = room.doors.iter().flat_map(|door| {
            let plates = door.plates.iter().map(|at| (format!("{}.plate", door.id), Vec3::from(*at), PLATE_M));
            let over = door.override_at.map(|at| (format!("{}.override", door.id), Vec3::from(at), PLATE_M));
            plates.chain(over).collect::<Vec<_>>()
        });
        let fixed = room.controls.iter().map(control).chain(doors);
        Marks {
            touches: Touches::new(twin),
            marking: Marking::Touches,
            shown: vec![None; names.count()],
            colours: vec![PLAIN; names.count()],
            fixed: fixed.filter_map(|(name, at, half)| Some((names.get(&name)?, at, half))).collect(),
        }
    }

    /// As the room is now.
    pub fn update(&mut self, twin: &Twin, marking: Marking) {
        self.marking = marking;
        if marking == Marking::Touches {
            self.touches.update(twin);
        }
        for i in 0..self.shown.len() {
            let surface = Id(i as u16);
            self.shown[i] = match marking {
                Marking::Touches => self.touches.shown(surface).map(|toucher| toucher as u8),
                Marking::Loads => loads::shown(twin, surface),
            };
            self.colours[i] = self.shown[i].map_or(PLAIN, |sign| marking.signs()[usize::from(sign)].colour());
        }
    }

    /// Of every surface, by its id.
    pub fn colours(&self) -> &[Colour] {
        &self.colours
    }

    /// Surfaces that bear each sign.
    pub fn counts(&self) -> [u32; SIGNS] {
        let mut counts = [0; SIGNS];
        self.shown.iter().flatten().for_each(|sign| counts[usize::from(*sign)] += 1);
        counts
    }

    /// Boxes around what stands, lies and hangs in the room and bears a mark.
    pub fn portray(&self, twin: &Twin, scene: &mut Scene) {
        // Each surface once, so that what is marked later takes no memory.
        scene.veils.reserve(self.shown.len());
        let mut veil = |surface: Id, at: Vec3, turn: Quat, size: Vec3| {
            if let Some(sign) = self.shown[surface.0 as usize] {
                let sign = &self.marking.signs()[usize::from(sign)];
                let room_from_box = Affine3A::from_scale_rotation_translation(size, turn, at);
                scene.veils.push(Veil { room_from_box, colour: sign.colour(), hatching: sign.hatching });
            }
        };
        for block in &twin.statics().blocks {
            veil(block.surface, block.centre, block.rotation, 2.0 * block.half);
        }
        for floor in &twin.statics().floors {
            let (middle, size) = ((floor.min + floor.max) / 2.0, floor.max - floor.min);
            let (at, size) = (Vec3::new(middle.x, 0.0, middle.y), Vec3::new(size.x, ON_FLOOR_M, size.y));
            veil(floor.surface, at, Quat::IDENTITY, size);
        }
        for &(surface, at, half) in &self.fixed {
            veil(surface, at, Quat::IDENTITY, Vec3::splat(2.0 * half));
        }
        twin.see_things(|thing| {
            if !matches!(thing.at, At::Gone | At::Worn(_)) {
                veil(thing.id, thing.pose.position, thing.pose.rotation, 2.0 * thing.half);
            }
        });
    }
}

/// The tubes of a garment as a picture colours them: the first particle of each, its outside and its inside.
pub fn tubes(names: &Names, garment: &str, triangles: &[[u16; 3]]) -> Vec<(u16, Id, Id)> {
    // Tubes are cut one after the other, and no triangle joins two.
    let last = triangles.iter().flatten().copied().max().unwrap_or(0);
    let mut reach: Vec<u16> = (0..=last).collect();
    for t in triangles {
        let [low, high] = [t.iter().min(), t.iter().max()].map(|i| i.copied().unwrap_or(0));
        reach[low as usize] = reach[low as usize].max(high);
    }
    let mut farthest = 0;
    let mut firsts = vec![0];
    for i in 0..last {
        farthest = farthest.max(reach[i as usize]);
        if farthest == i {
            firsts.push(i + 1);
        }
    }
    let pattern = format!("{garment}.*.out");
    let outsides = names.matching(&pattern);
    let inside = |out: Id| names.get(&names.name(out).replace(".out", ".in")).unwrap_or(out);
    firsts.into_iter().zip(outsides).map(|(first, out)| (first, out, inside(out))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_told_apart_without_colour() {
        for signs in [Marking::Touches.signs(), Marking::Loads.signs()] {
            let light = signs.map(|sign| look::luminance(look::linear(sign.srgb)));
            for (i, a) in light.iter().enumerate() {
                for (j, b) in light.iter().enumerate().skip(i + 1) {
                    let hatched_apart = signs[i].hatching != signs[j].hatching && signs[i].sign != signs[j].sign;
                    assert!(hatched_apart && (a - b).abs() > 0.03, "{i} {j}: {light:?}");
                }
            }
        }
    }
}

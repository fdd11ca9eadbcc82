//! What the puppet sees of the room: an observing twin on its own frames.

use crate::hand::Touch;
use glam::Vec3;
use tape::{Frame, Pose, Quantiser};
use twin::body::{Body, LimbPath};
use twin::cloth::Ring;
use twin::grip::GripKind;
use twin::room::{Feature, Limb, Patterns, Room};
use twin::things::At;
use twin::{Fact, Twin};

pub(crate) struct Sight {
    twin: Twin,
    quantiser: Quantiser,
    room: Room,
    patterns: Patterns,
}

impl Sight {
    /// `twin` and `quantiser` are those of the person whose frames come next, or copies of them.
    pub fn new(room: &Room, patterns: &Patterns, twin: Twin, quantiser: Quantiser) -> Sight {
        Sight { twin, quantiser, room: room.clone(), patterns: patterns.clone() }
    }

    pub fn names(&self) -> &twin::Names {
        self.twin.names()
    }

    /// Sees one tick.
    pub fn see(&mut self, frame: &Frame) {
        let frame = self.quantiser.push(frame);
        self.twin.step(&[frame]);
    }

    /// What the room told of the last tick.
    pub fn facts(&self) -> &[Fact] {
        self.twin.facts()
    }

    /// The thing or garment in a hand.
    pub fn holds(&self, side: usize) -> Option<&str> {
        let id = self.twin.held(0, side).or_else(|| self.twin.held_garment(0, side))?;
        Some(self.twin.names().name(id))
    }

    /// Which point of the hand a grip holds with.
    pub fn grip_touch(&self, side: usize) -> Touch {
        let palm = self.twin.persons()[0].hands[side].grip.kind == GripKind::Palm;
        if self.holds(side).is_some() && palm { Touch::Hollow } else { Touch::Pinch }
    }

    pub fn is_open(&self, door: &str) -> bool {
        self.twin.doors().any(|d| self.twin.names().name(d.id) == door && d.open > 0.0)
    }

    /// Clothes that are on the body.
    pub fn wears(&self, what: &str) -> bool {
        self.twin.clothes(0).any(|id| self.twin.names().name(id) == what)
    }

    pub fn threaded(&self, part: &str) -> bool {
        let Some((garment, tube)) = part.split_once('.') else { return false };
        self.garment(garment).is_some_and(|g| self.twin.cloth().is_threaded(g, tube))
    }

    pub fn rested(&self, part: &str) -> bool {
        let Some((garment, tube)) = part.split_once('.') else { return false };
        self.garment(garment).is_some_and(|g| self.twin.cloth().is_rested(g, tube))
    }

    pub fn layers_opened(&self, pack: &str) -> u8 {
        let id = self.twin.names().get(pack);
        let mut opened = 0;
        self.twin.see_things(|t| opened = if Some(t.id) == id { t.opened } else { opened });
        opened
    }

    pub fn degree(&self, feature: &str) -> f32 {
        let id = self.twin.names().get(feature);
        id.and_then(|id| self.twin.cloth().degree_of(id)).unwrap_or_default()
    }

    pub fn body(&self) -> &Body {
        &self.twin.persons()[0].body
    }

    pub fn limb(&self, limb: Limb) -> LimbPath {
        self.body().limb(limb)
    }

    /// Under the ankle of a foot.
    pub fn foot(&self, side: usize) -> Vec3 {
        let foot = self.body().foot[side];
        foot.a.lerp(foot.b, 0.3)
    }

    pub fn toes(&self, side: usize) -> Vec3 {
        self.body().foot[side].b
    }

    pub fn planted(&self, side: usize) -> bool {
        self.body().planted[side]
    }

    /// Where a thing of the room is; nothing for what is in a bin, in a pack or worn as clothes.
    pub fn thing_pose(&self, name: &str) -> Option<Pose> {
        let id = self.twin.names().get(name)?;
        let mut found = None;
        self.twin.see_things(|t| {
            if t.id == id && t.at != At::Gone {
                found = Some(t.pose);
            }
        });
        found
    }

    /// From the middle of a thing to where fingers close on it: its upper edge.
    pub fn top_of(&self, name: &str) -> Vec3 {
        let thing = self.room.things.iter().find(|t| t.id == name);
        Vec3::Y * thing.map_or(0.0, |t| t.size[1] * 0.4)
    }

    fn garment(&self, name: &str) -> Option<usize> {
        self.room.garments.iter().position(|g| g.id == name)
    }

    fn pattern(&self, garment: &str) -> Option<&twin::room::Pattern> {
        let used = self.room.garments.iter().find(|g| g.id == garment)?;
        self.patterns.patterns.get(&used.pattern)
    }

    /// The tubes of a garment with the limbs they take; nothing for what is no garment.
    pub fn tubes(&self, garment: &str) -> Option<Vec<(String, Vec<Limb>)>> {
        let pattern = self.pattern(garment)?;
        Some(pattern.tubes.iter().map(|t| (t.id.clone(), t.limbs.clone())).collect())
    }

    /// Where a band around the head is held, because its front must not be touched: just before the open back of a mask,
    /// behind the temples on a strap. Degrees for the left and the right hand.
    pub fn loops(&self, garment: &str) -> Option<[f32; 2]> {
        let tube = &self.pattern(garment)?.tubes[0];
        if tube.closed || !tube.limbs.contains(&Limb::Head) {
            return None;
        }
        Some(tube.hole.as_ref().map_or([130.0, 230.0], |hole| [hole.around[0] - 8.0, hole.around[1] + 8.0]))
    }

    pub fn rings(&self, garment: &str, tube: &str) -> usize {
        self.pattern(garment).and_then(|p| p.tubes.iter().find(|t| t.id == tube)).map_or(0, |t| t.rings.into())
    }

    pub fn ring(&self, garment: &str, tube: &str, ring: usize) -> Option<Ring> {
        self.twin.cloth().ring(self.garment(garment)?, tube, ring)
    }

    pub fn rim(&self, garment: &str, tube: &str, ring: usize, degrees: f32) -> Option<Vec3> {
        self.twin.cloth().rim(self.garment(garment)?, tube, ring, degrees)
    }

    fn feature(&self, name: &str) -> Option<(String, Feature)> {
        let (garment, id) = name.split_once('.')?;
        let feature = self.pattern(garment)?.features.iter().find(|f| f.id_and_tube().0 == id)?;
        Some((garment.to_owned(), feature.clone()))
    }

    /// Where a strap, a clip, a flap is pressed; for a tuck, the front of the rim.
    pub fn feature_at(&self, name: &str) -> Option<Vec3> {
        match self.feature(name)? {
            (garment, Feature::Press { tube, ring, side, .. }) => self.rim(&garment, &tube, ring.into(), side),
            (garment, Feature::Tuck { tube, .. }) => self.rim(&garment, &tube, 0, 0.0),
            _ => None,
        }
    }

    /// The middle of the tube behind a fastening: what is pressed lies outwards of it.
    pub fn middle_behind(&self, name: &str) -> Option<Vec3> {
        let (garment, Feature::Press { tube, ring, .. }) = self.feature(name)? else { return None };
        self.ring(&garment, &tube, ring.into()).map(|r| r.centre)
    }

    /// Metres of limb beyond the entry of a tube that lies where it belongs.
    pub fn rest_m(&self, garment: &str, tube: &str, limb: Limb) -> f32 {
        let Some(cut) = self.pattern(garment).and_then(|p| p.tubes.iter().find(|t| t.id == tube)) else { return 0.0 };
        let rest = if cut.closed { cut.rest_m } else { cut.rest_m + cut.length };
        rest.min(self.limb(limb).length())
    }

    /// A point of a zip: 0 its open end, 1 its closed end.
    pub fn zip_at(&self, name: &str, share: f32) -> Option<Vec3> {
        let (garment, Feature::Zip { tube, from, to, side, .. }) = self.feature(name)? else { return None };
        let [a, b] = [from, to].map(|ring| self.rim(&garment, &tube, ring.into(), side));
        Some(a? + (b? - a?) * share)
    }

    /// Where something is now. Of several plates of a door the one that the eyes are nearest to.
    pub fn place_of(&self, name: &str, eyes: Vec3) -> Option<Vec3> {
        let nearest = |plates: &[[f32; 3]]| {
            plates.iter().map(|p| Vec3::from(*p)).min_by(|a, b| a.distance(eyes).total_cmp(&b.distance(eyes)))
        };
        if let Some(pose) = self.thing_pose(name) {
            return Some(pose.position);
        }
        if let Some(tubes) = self.tubes(name) {
            return self.ring(name, &tubes[0].0, 0).map(|r| r.centre);
        }
        if name == "skin.face" {
            return Some(self.body().mouth);
        }
        for door in &self.room.doors {
            match name.strip_prefix(&door.id) {
                Some("") => return Some(Vec3::new(door.at[0], 1.2, door.at[1])),
                Some(".plate") => return nearest(&door.plates),
                Some(".override") => return door.override_at.map(Vec3::from),
                _ => {}
            }
        }
        let room = &self.room;
        let fixed = room.controls.iter().map(|c| (&c.id, c.at));
        let fixed = fixed.chain(room.dispensers.iter().map(|d| (&d.id, d.at)));
        let fixed = fixed.chain(room.targets.iter().map(|t| (&t.id, t.at)));
        let fixed = fixed.chain(room.gauges.iter().map(|g| (&g.id, g.at)));
        let mut fixed = fixed.chain(room.places.iter().map(|p| (&p.id, p.at)));
        if let Some((_, at)) = fixed.find(|(id, _)| id.as_str() == name) {
            return Some(Vec3::from(at));
        }
        if let Some(solid) = room.solids.iter().find(|s| s.id == name) {
            return Some((Vec3::from(solid.min) + Vec3::from(solid.max)) * 0.5);
        }
        self.feature_at(name).or_else(|| self.region_at(name))
    }

    /// The middle of a named region of a garment (`mask.front`), or of one of its tubes.
    fn region_at(&self, name: &str) -> Option<Vec3> {
        let (garment, part) = name.split_once('.')?;
        for tube in &self.pattern(garment)?.tubes {
            if let Some(region) = tube.regions.iter().find(|r| r.id == part) {
                let [from, to] = region.around.unwrap_or([0.0, 0.0]);
                let middle = if from <= to { (from + to) * 0.5 } else { (from + to + 360.0) * 0.5 % 360.0 };
                let ring = (region.rings[0] + region.rings[1]) / 2;
                return self.rim(garment, &tube.id, ring.into(), middle);
            }
            if tube.id == part {
                return self.rim(garment, part, usize::from(tube.rings / 2), 0.0);
            }
        }
        None
    }

    /// A place on a held pack that the other hand can pinch: near that hand, on the pack's rim.
    pub fn edge_for(&self, pack: &str, side: usize) -> Option<Vec3> {
        let pose = self.thing_pose(pack)?;
        let half = Vec3::from(self.room.things.iter().find(|t| t.id == pack)?.size) * 0.5;
        let hand = self.body().hand[side].b;
        let local = (pose.inverse().then(Pose { position: hand, ..Pose::IDENTITY })).position;
        Some(pose.position + pose.rotation * (local.clamp(-half, half)))
    }
}

//! What is drawn of a scene for one way of looking: with one's own eyes, or into a mirror.

use crate::frame::{Catalogue, InstanceRaw, sees};
use crate::geometry::Mesh;
use crate::reflection::Reflection;
use crate::text::{self, Quad};
use glam::{Affine3A, Vec2, Vec3};
use scene::{Eye, Instance, MeshId, Scene};
use std::ops::Range;

/// One draw: triangles next to each other in the index buffer, drawn for instances next to each other.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Draw {
    pub group: usize,
    pub indices: Range<u32>,
    pub instances: Range<u32>,
}

/// What lets light through, in the order of drawing: what is near must be blended over what is far.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sheer {
    /// One instance.
    Glass(Draw),
    /// Quads of panels with no glass between them.
    Panels(Range<u32>),
    /// A quad through which a panel's own picture is seen.
    Hole(u32),
}

/// An index into the lists of glass or of the scene's panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    Glass(usize),
    Panel(usize),
}

/// How it is looked.
#[derive(Clone, Copy)]
pub(crate) struct Looking<'a> {
    pub eyes: &'a [Eye],
    /// Into this mirror.
    pub reflection: Option<Reflection>,
}

impl Looking<'_> {
    fn sees(&self, centre: Vec3, radius: f32) -> bool {
        match &self.reflection {
            None => self.eyes.iter().any(|eye| sees(eye, centre, radius)),
            Some(reflection) => reflection.sees(self.eyes, centre, radius),
        }
    }

    /// Where the first eye looks from.
    fn from(&self) -> Vec3 {
        let Some(eye) = self.eyes.first() else { return Vec3::ZERO };
        self.reflection.map_or(eye.room_from_eye.translation.into(), |reflection| reflection.reflected(eye))
    }

    /// What there is to be seen.
    fn instances<'a>(&self, scene: &'a Scene) -> impl Iterator<Item = &'a Instance> {
        let more = if self.reflection.is_some() { &scene.only_in_mirrors[..] } else { &[] };
        scene.instances.iter().chain(more)
    }
}

/// Where all that is drawn of a picture lies, whichever way it is seen.
pub(crate) struct Drawn<'a> {
    pub instances: &'a mut Vec<InstanceRaw>,
    pub quads: &'a mut Vec<Quad>,
}

#[derive(Default)]
pub(crate) struct Sight {
    /// Sorted by group.
    pub opaque: Vec<Draw>,
    /// From far to near.
    pub sheer: Vec<Sheer>,
    /// Instances that are not seen.
    pub culled: u32,
    /// Of what is seen, its mesh and its place in the scene.
    order: Vec<(MeshId, u32)>,
    /// And the middle of its mesh.
    glass: Vec<(Draw, Vec3)>,
    far_first: Vec<(f32, Seen)>,
}

impl Sight {
    pub fn clear(&mut self) {
        self.opaque.clear();
        self.sheer.clear();
        self.culled = 0;
    }

    pub fn gather(&mut self, catalogue: &Catalogue, scene: &Scene, looking: Looking, drawn: &mut Drawn) {
        self.clear();
        self.gather_instances(catalogue, scene, looking, drawn.instances);
        self.gather_sheer(catalogue, scene, looking, drawn.quads);
    }

    fn gather_instances(
        &mut self,
        catalogue: &Catalogue,
        scene: &Scene,
        looking: Looking,
        instances: &mut Vec<InstanceRaw>,
    ) {
        self.order.clear();
        for (i, instance) in (0..).zip(looking.instances(scene)) {
            let (centre, radius) = ball(&catalogue.meshes[instance.mesh.0 as usize], &instance.room_from_mesh);
            if looking.sees(centre, radius) {
                self.order.push((instance.mesh, i));
            } else {
                self.culled += 1;
            }
        }
        self.order.sort_unstable();
        let first = instances.len() as u32;
        let at = |i: u32| {
            let i = i as usize;
            scene.instances.get(i).unwrap_or_else(|| &scene.only_in_mirrors[i - scene.instances.len()])
        };
        instances.extend(self.order.iter().map(|&(_, i)| {
            let instance = at(i);
            InstanceRaw { rows: rows(&instance.room_from_mesh), tint: instance.tint }
        }));
        self.glass.clear();
        for group in 0..catalogue.groups.len() {
            for (slot, &(mesh, i)) in (first..).zip(&self.order) {
                for part in catalogue.parts(mesh).iter().filter(|p| p.group == group) {
                    let draw = Draw { group, indices: part.indices.clone(), instances: slot..slot + 1 };
                    if catalogue.groups[group].blend {
                        let middle = ball(&catalogue.meshes[mesh.0 as usize], &at(i).room_from_mesh).0;
                        self.glass.push((draw, middle));
                    } else if !joined(&mut self.opaque, &draw, instances) {
                        self.opaque.push(draw);
                    }
                }
            }
        }
    }

    /// Panels and glass by the distance of their middles from the first eye: letters behind a pane are seen through it,
    /// and a page before it covers it.
    fn gather_sheer(&mut self, catalogue: &Catalogue, scene: &Scene, looking: Looking, quads: &mut Vec<Quad>) {
        let from = looking.from();
        self.far_first.clear();
        self.far_first.extend((0..).zip(&self.glass).map(|(i, (_, at))| (at.distance_squared(from), Seen::Glass(i))));
        for (i, panel) in scene.panels.iter().enumerate().filter(|(_, p)| !p.hidden) {
            let [width, height] = panel.size;
            if looking.sees(panel.position, Vec2::new(width, height).length() / 2.0) {
                self.far_first.push((panel.position.distance_squared(from), Seen::Panel(i)));
            }
        }
        self.far_first.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for &(_, seen) in &self.far_first {
            match seen {
                Seen::Glass(i) => self.sheer.push(Sheer::Glass(self.glass[i].0.clone())),
                Seen::Panel(i) => {
                    let first = quads.len() as u32;
                    // A picture that lies apart is not seen in a mirror: there the panel is drawn.
                    if scene.panels[i].apart && looking.reflection.is_none() {
                        text::push_background(&catalogue.font, &scene.panels[i], quads);
                        self.sheer.push(Sheer::Hole(first));
                        continue;
                    }
                    text::push_panel(&catalogue.font, &scene.panels[i], quads);
                    let end = quads.len() as u32;
                    match self.sheer.last_mut() {
                        Some(Sheer::Panels(quads)) => quads.end = end,
                        _ => self.sheer.push(Sheer::Panels(first..end)),
                    }
                }
            }
        }
    }
}

/// Can `draw` be part of the last draw? Yes for one more instance of the same triangles, and for the next triangles at
/// the same place: a room of many still things is a few draws.
fn joined(draws: &mut [Draw], draw: &Draw, instances: &[InstanceRaw]) -> bool {
    let Some(last) = draws.last_mut().filter(|last| last.group == draw.group) else { return false };
    if last.indices == draw.indices && last.instances.end == draw.instances.start {
        last.instances.end += 1;
        return true;
    }
    let alone = last.instances.len() == 1;
    let same = instances[last.instances.start as usize] == instances[draw.instances.start as usize];
    let follows = alone && same && last.indices.end == draw.indices.start;
    if follows {
        last.indices.end = draw.indices.end;
    }
    follows
}

/// The ball around a mesh, room space: its middle and radius.
fn ball(mesh: &Mesh, room_from_mesh: &Affine3A) -> (Vec3, f32) {
    let m = room_from_mesh.matrix3;
    let stretch = m.x_axis.length_squared().max(m.y_axis.length_squared()).max(m.z_axis.length_squared()).sqrt();
    (room_from_mesh.transform_point3(mesh.centre), mesh.radius * stretch)
}

pub(crate) fn rows(a: &Affine3A) -> [[f32; 4]; 3] {
    let (m, t) = (a.matrix3, a.translation);
    [0, 1, 2].map(|i| [m.x_axis[i], m.y_axis[i], m.z_axis[i], t[i]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_drawn_together() {
        let at = |x: f32| InstanceRaw { rows: [[1.0, 0.0, 0.0, x]; 3], tint: [1.0; 4] };
        let instances = [at(0.0), at(0.0), at(0.0), at(5.0), at(6.0)];
        let mut draws: Vec<Draw> = Vec::new();
        for (slot, indices) in (0..).zip([0..3, 3..9, 12..15, 12..15, 12..15]) {
            let draw = Draw { group: 0, indices, instances: slot..slot + 1 };
            if !joined(&mut draws, &draw, &instances) {
                draws.push(draw);
            }
        }
        let draw = |indices, instances| Draw { group: 0, indices, instances };
        assert_eq!(draws, [draw(0..9, 0..1), draw(12..15, 2..5)]);
    }
}

//! What stands in a room, swings in it or is carried about.

use glam::{Affine3A, Quat, Vec3};
use scene::{Instance, MeshId, Model, Pane, Scene};
use tape::Pose;
use twin::Id;
use twin::room::{Room, Solid, SolidKind};
use twin::things::At;
use twin::twin::Twin;

const PLAIN: [f32; 4] = [1.0; 4];
const BOX: &str = "shape.box";
const LEAF: &str = "door.leaf";
const NEEDLE: &str = "gauge.needle";
const LENSES: [&str; 2] = ["lamp.red", "lamp.green"];
/// What a model is called when layers of it are taken off, from the outside in; one of two layers has no `.middle`.
const OPENED: [&str; 4] = ["", ".middle", ".inner", ".open"];
/// The needle's scale: upright at 30 Pa, 1.5° a pascal (the dial that `tools/forge` draws).
const UPRIGHT_PA: f32 = 30.0;
const DEGREES_PER_PA: f32 = 1.5;
/// A door's lenses, from the middle of its threshold: aside, above its height, out of its plane.
const LENS_M: [f32; 3] = [0.04, 0.12, 0.098];

pub struct Furniture {
    fixed: Vec<Instance>,
    mirrors: Vec<Pane>,
    things: Vec<(Id, ThingLook)>,
    doors: Vec<DoorLook>,
    leaf: Option<MeshId>,
    needle: Option<MeshId>,
    lenses: [Option<MeshId>; 2],
}

struct ThingLook {
    /// By the number of layers taken off; the last also for more.
    meshes: Vec<MeshId>,
    /// A box stretched to the thing's size where it has no model.
    stretch: bool,
}

/// In the order of [`Twin::doors`].
struct DoorLook {
    /// From the leaf's middle to its hinge's foot, the origin of its mesh.
    middle_from_mesh: Vec3,
    lenses: [[Affine3A; 2]; 2],
    gauges: Vec<Pose>,
}

impl Furniture {
    pub fn new(twin: &Twin, room: &Room, models: &[Model]) -> Furniture {
        let mesh = |name: &str| models.iter().position(|m| m.name == name).map(|i| MeshId(i as u16));
        let moves = |name: &str| {
            let of_thing =
                |t: &twin::room::Thing| name == t.model || OPENED.iter().any(|o| name == t.model.clone() + o);
            name.starts_with("shape.")
                || [LEAF, NEEDLE].contains(&name)
                || LENSES.contains(&name)
                || room.things.iter().any(of_thing)
        };
        let fixed = || models.iter().enumerate().filter(|(_, m)| !moves(&m.name));
        let instance = |(i, m): (usize, &Model)| Instance {
            mesh: MeshId(i as u16),
            room_from_mesh: m.file_from_mesh,
            tint: PLAIN,
        };
        let look = |model: &str| {
            let meshes: Vec<MeshId> = OPENED.iter().filter_map(|o| mesh(&format!("{model}{o}"))).collect();
            let stretch = meshes.is_empty();
            ThingLook { meshes: if stretch { mesh(BOX).into_iter().collect() } else { meshes }, stretch }
        };
        let id = |name: &str| twin.names().get(name);
        let things = room.things.iter().filter_map(|t| Some((id(&t.id)?, look(&t.model))));
        let layers = room.things.iter().flat_map(|t| t.wraps.iter().map(move |w| format!("{}.{w}", t.id)));
        let layers = layers.filter_map(|name| Some((id(&name)?, look(""))));
        let door = |d: &twin::room::Door| {
            let turn = Quat::from_rotation_y(d.turn.to_radians());
            let at = Vec3::new(d.at[0], 0.0, d.at[1]);
            let lens = |side: f32, x: f32| {
                let [_, y, z] = LENS_M;
                let facing = if side > 0.0 { Quat::IDENTITY } else { Quat::from_rotation_y(std::f32::consts::PI) };
                Affine3A::from_rotation_translation(turn * facing, at + turn * Vec3::new(x, d.height + y, side * z))
            };
            let gauges = room.gauges.iter().filter(|g| g.door == d.id);
            DoorLook {
                middle_from_mesh: Vec3::new(-d.width / 2.0, -d.height / 2.0, 0.0),
                lenses: [1.0, -1.0].map(|side| [lens(side, -LENS_M[0]), lens(side, LENS_M[0])]),
                gauges: gauges.map(|g| facing(&room.solids, g.at.into())).collect(),
            }
        };
        Furniture {
            fixed: fixed().map(instance).collect(),
            mirrors: fixed().filter_map(|(_, m)| Some(m.pane?.moved(&m.file_from_mesh))).collect(),
            things: things.chain(layers).collect(),
            doors: room.doors.iter().map(door).collect(),
            leaf: mesh(LEAF),
            needle: mesh(NEEDLE),
            lenses: LENSES.map(mesh),
        }
    }

    pub fn portray(&self, twin: &Twin, scene: &mut Scene) {
        self.push(twin, |at| at != At::Gone, scene);
    }

    /// Without what the persons have on them.
    pub fn portray_rooms(&self, twin: &Twin, scene: &mut Scene) {
        self.push(twin, |at| !matches!(at, At::Gone | At::Worn(_)), scene);
    }

    /// `shown`: is a thing that is there drawn?
    fn push(&self, twin: &Twin, shown: fn(At) -> bool, scene: &mut Scene) {
        scene.instances.extend_from_slice(&self.fixed);
        scene.mirrors.extend_from_slice(&self.mirrors);
        let mut push = |mesh: Option<MeshId>, room_from_mesh: Affine3A| {
            if let Some(mesh) = mesh {
                scene.instances.push(Instance { mesh, room_from_mesh, tint: PLAIN });
            }
        };
        for (door, look) in twin.doors().zip(&self.doors) {
            let Pose { position, rotation } = door.leaf;
            push(self.leaf, Affine3A::from_rotation_translation(rotation, position + rotation * look.middle_from_mesh));
            // Red while it is shut, green while it may be walked through.
            let lit = usize::from(door.open > 0.0);
            for side in &look.lenses {
                push(self.lenses[lit], side[lit]);
            }
            for gauge in &look.gauges {
                let turn = Quat::from_rotation_z(((UPRIGHT_PA - door.pressure_pa) * DEGREES_PER_PA).to_radians());
                push(self.needle, Affine3A::from_rotation_translation(gauge.rotation * turn, gauge.position));
            }
        }
        twin.see_things(|thing| {
            let Some((_, look)) = self.things.iter().find(|(id, _)| *id == thing.id) else { return };
            if !shown(thing.at) {
                return;
            }
            let mesh = look.meshes.get(usize::from(thing.opened)).or(look.meshes.last()).copied();
            let scale = if look.stretch { thing.half * 2.0 } else { Vec3::ONE };
            push(mesh, Affine3A::from_scale_rotation_translation(scale, thing.pose.rotation, thing.pose.position));
        });
    }
}

/// The pose at `at` whose +Z looks away from the wall (or what else stands there) that is nearest.
pub fn facing(solids: &[Solid], at: Vec3) -> Pose {
    let level = |v: Vec3| Vec3::new(v.x, 0.0, v.z);
    let away = |s: &Solid| level(at - at.clamp(s.min.into(), s.max.into()));
    let beside = solids.iter().filter(|s| s.kind == SolidKind::Wall && s.min[1] <= at.y && at.y <= s.max[1]);
    let nearest = beside.map(away).filter(|v| v.length() > 1e-4).min_by(|a, b| a.length().total_cmp(&b.length()));
    let way = nearest.unwrap_or(Vec3::Z);
    let quarter = (libm::atan2f(way.x, way.z) / std::f32::consts::FRAC_PI_2).round();
    Pose { position: at, rotation: Quat::from_rotation_y(quarter * std::f32::consts::FRAC_PI_2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_on_a_wall_looks_into_the_room() {
        let wall = |id: &str, min, max| Solid { id: id.into(), kind: SolidKind::Wall, min, max };
        let solids =
            [wall("north", [-2.0, 0.0, -5.0], [2.0, 2.6, -4.9]), wall("east", [2.0, 0.0, -5.0], [2.1, 2.6, 0.0])];
        let look = |at: [f32; 3]| facing(&solids, at.into()).rotation * Vec3::Z;
        assert!((look([0.0, 1.5, -4.85]) - Vec3::Z).length() < 1e-5);
        assert!((look([1.97, 1.5, -2.0]) - Vec3::NEG_X).length() < 1e-5);
    }
}

//! Bodies as estimated, hands as tracked, garments as cloth.

use crate::fabric;
use crate::limbs::{self, LIMBS, girth};
use crate::look::{self, Colour};
use crate::marks::tubes;
use crate::resting;
use crate::tone::Tone;
use crate::viewpoints::Walls;
use glam::{Affine3A, Mat3A, Mat4, Quat, Vec3};
use scene::{Cloth, ClothPart, Fabric, HandSkin, Instance, MeshId, Model, Scene};
use tape::{Hand, LEFT, Pose, RIGHT};
use twin::Id;
use twin::body::{Capsule, Part};
use twin::person::Person;
use twin::statics::Statics;
use twin::twin::Twin;

/// A hand whose tracking is lost stands still, half faded.
const LOST_OPACITY: f32 = 0.4;
/// Feet are drawn a little thinner than the body that touches, so that cloth lies over them; so is a trunk under a garment.
const SLIM: f32 = 0.93;
const COVERED_TRUNK: f32 = 0.88;
/// Half the breadth of a head as a share of the twin's; metres under the eyes to which it holds, and over which it ends.
const NARROW: f32 = 0.84;
const CHIN_M: f32 = -0.1;
const COLLAR_M: f32 = 0.1;
/// The middle of a skull from between the eyes, and how far from it cloth lies over it.
const SKULL_M: Vec3 = Vec3::new(0.0, 0.0, 0.083);
const SKULL_RADII_M: Vec3 = Vec3::new(0.093, 0.132, 0.114);
/// Metres at which the first person faces himself, and the nearest before a wall.
const FACING_M: f32 = 1.5;
const NEAREST_M: f32 = 0.7;
/// Radius of a neck, metres, and how far up the head it goes, from chin to crown.
const NECK_M: f32 = 0.054;
const NECK_END: f32 = 0.6;

pub struct People {
    cylinder: Option<MeshId>,
    trunk: Option<MeshId>,
    head: Option<MeshId>,
    eyes: Option<MeshId>,
    hair: Option<MeshId>,
    foot: Option<MeshId>,
    /// Of every surface, by its id: its own, and what it is painted with now.
    own_colours: Vec<Colour>,
    colours: Vec<Colour>,
    /// Of the first person where he has chosen, and by id what is skin.
    skin: Option<Colour>,
    is_skin: Vec<bool>,
    garments: Vec<GarmentLook>,
}

/// In the order of [`Twin::garments`].
struct GarmentLook {
    /// First particle, outside and inside of each of its tubes.
    tubes: Vec<(u16, Id, Id)>,
    fabric: (Fabric, [f32; 2]),
    on_head: bool,
    on_hair: bool,
}

impl People {
    pub fn new(twin: &Twin, models: &[Model]) -> People {
        let mesh = |name: &str| models.iter().position(|m| m.name == name).map(|i| MeshId(i as u16));
        let garments = twin.garments().map(|g| {
            let name = twin.names().name(g.id);
            GarmentLook {
                tubes: tubes(twin.names(), name, g.triangles),
                fabric: fabric::of(name),
                on_hair: name.starts_with("hairnet") || name.starts_with("hood"),
                on_head: ["hairnet", "hood", "mask", "goggles"].iter().any(|n| name.starts_with(n)),
            }
        });
        People {
            cylinder: mesh("shape.cylinder"),
            trunk: mesh("shape.trunk"),
            head: mesh("shape.head"),
            eyes: mesh("shape.eyes"),
            hair: mesh("shape.hair"),
            foot: mesh("shape.foot"),
            colours: look::of_all(twin.names()),
            own_colours: look::of_all(twin.names()),
            skin: None,
            is_skin: look::of_all(twin.names()).into_iter().map(|colour| colour == look::SKIN).collect(),
            garments: garments.collect(),
        }
    }

    /// From now on every surface has this colour, by its id; without, its own, and the first person's skin this tone.
    pub fn paint(&mut self, colours: Option<&[Colour]>, tone: Option<Tone>) {
        self.colours.copy_from_slice(colours.unwrap_or(&self.own_colours));
        self.skin = tone.filter(|_| colours.is_none()).map(Tone::colour);
    }

    /// `through` is the person whose eyes see.
    pub fn portray(&self, twin: &Twin, through: Option<usize>, scene: &mut Scene) {
        let covered = self.covers_hair(twin);
        for (who, person) in twin.persons().iter().enumerate() {
            self.hands(person, twin.statics(), scene);
            self.body(person, &mut scene.instances);
            // One sees one's own face in mirrors alone.
            let own = through == Some(who);
            self.head(person, covered, if own { &mut scene.only_in_mirrors } else { &mut scene.instances });
        }
        self.cloth(twin, through.is_some(), scene);
    }

    /// Shows the first person again, moved by `to`: himself, what he wears and what cloth he holds. Without it, nothing.
    pub fn figure(&self, twin: &Twin, to: Option<Pose>, scene: &mut Scene) {
        let first = self.garments.len() + LIMBS.len() * twin.persons().len();
        if to.is_none() && scene.cloths.len() == first {
            return;
        }
        // The first person's limbs come right after the garments.
        let shown = self.garments.len() + LIMBS.len();
        scene.cloths.resize_with(first + shown, Cloth::default);
        let (real, copies) = scene.cloths.split_at_mut(first);
        for (i, (copy, cloth)) in copies.iter_mut().zip(real).enumerate() {
            if copy.triangles.is_empty() {
                copy.triangles.clone_from(&cloth.triangles);
                copy.uv.clone_from(&cloth.uv);
                copy.fabric = cloth.fabric;
                copy.topology = (first + i) as u32;
                // Put on in the middle of the session, it then takes no time to grow.
                copy.positions.reserve(cloth.positions.capacity());
            }
            copy.positions.clear();
            copy.parts.clone_from(&cloth.parts);
            let is_on_him = i >= self.garments.len() || !twin.cloth().is_at_rest(i);
            let Some(to) = to.filter(|_| is_on_him) else { continue };
            (copy.colour_outside, copy.colour_inside) = (cloth.colour_outside, cloth.colour_inside);
            copy.positions.extend(cloth.positions.iter().map(|&at| to.rotation * at + to.position));
        }
        let Some(to) = to else { return };
        let (instances, hands) = (scene.instances.len(), scene.hands.len());
        let person = &twin.persons()[0];
        self.hands(person, twin.statics(), scene);
        for side in [LEFT, RIGHT] {
            scene.hands[hands + side].wet = scene.hands[side].wet;
        }
        self.body(person, &mut scene.instances);
        self.head(person, self.covers_hair(twin), &mut scene.instances);
        let moved = Affine3A::from_rotation_translation(to.rotation, to.position);
        for instance in &mut scene.instances[instances..] {
            instance.room_from_mesh = moved * instance.room_from_mesh;
        }
        for joint in scene.hands[hands..].iter_mut().flat_map(|hand| &mut hand.room_from_joint) {
            *joint = Mat4::from(moved) * *joint;
        }
    }

    fn covers_hair(&self, twin: &Twin) -> bool {
        self.garments.iter().enumerate().any(|(i, g)| g.on_hair && twin.cloth().is_worn(i))
    }

    fn colour(&self, surface: Id) -> Colour {
        if surface.is_some() { self.colours.get(surface.0 as usize).copied().unwrap_or(look::SKIN) } else { look::SKIN }
    }

    fn colour_on(&self, person: &Person, surface: Id) -> Colour {
        let is_skin = !surface.is_some() || self.is_skin.get(surface.0 as usize) == Some(&true);
        self.skin.filter(|_| is_skin && person.index == 0).unwrap_or_else(|| self.colour(surface))
    }

    fn hands(&self, person: &Person, statics: &Statics, scene: &mut Scene) {
        for (side, hand) in person.hands.iter().enumerate() {
            let lift = resting::lift(&hand.joints, &hand.radii, statics);
            scene.hands.push(HandSkin {
                side: side as u8,
                room_from_joint: hand.joints.map(|j| Mat4::from_rotation_translation(j.rotation, j.position + lift)),
                colour: self.colour_on(person, person.hand_surface(side)),
                opacity: if hand.tracked { 1.0 } else { LOST_OPACITY },
                wet: 0.0,
            });
        }
    }

    /// Adds the hands of the first person as they are now, over those that the room knows.
    pub fn idle_hands(&self, person: &Person, room_from_stage: Pose, hands: &[Hand; 2], scene: &mut Scene) {
        scene.hands.iter_mut().take(2).for_each(|hand| hand.opacity = LOST_OPACITY);
        for (side, hand) in hands.iter().enumerate().filter(|(_, hand)| hand.tracked) {
            let room_from_joint = hand.joints.map(|joint| {
                let Pose { position, rotation } = room_from_stage.then(joint);
                Mat4::from_rotation_translation(rotation, position)
            });
            let colour = self.colour_on(person, person.hand_surface(side));
            scene.hands.push(HandSkin { side: side as u8, room_from_joint, colour, opacity: 1.0, wet: 0.0 });
        }
    }

    fn body(&self, person: &Person, into: &mut Vec<Instance>) {
        for (foot, part) in person.body.foot.iter().zip(Part::FEET) {
            self.foot(foot, person.body.forward(), self.colour_on(person, person.outer[part as usize]), into);
        }
        self.trunk(person, into);
    }

    /// From heel to toes, its sole down.
    fn foot(&self, &Capsule { a, b, radius }: &Capsule, forward: Vec3, tint: Colour, into: &mut Vec<Instance>) {
        let Some(mesh) = self.foot else { return };
        let along = (b - a).normalize_or(forward);
        let up = along.any_orthonormal_vector();
        let up = (Vec3::Y - along * along.y).normalize_or(up);
        let radius = radius * SLIM;
        let matrix = Mat3A::from_cols(
            (along.cross(-up) * radius).into(),
            (along * (b - a).length()).into(),
            (-up * radius).into(),
        );
        into.push(Instance { mesh, room_from_mesh: Affine3A { matrix3: matrix, translation: a.into() }, tint });
    }

    fn tube(&self, a: Vec3, b: Vec3, radius: f32, colour: Colour, into: &mut Vec<Instance>) {
        let along = b - a;
        let (Some(mesh), Some(way)) = (self.cylinder, along.try_normalize()) else { return };
        let turn = Quat::from_rotation_arc(Vec3::Y, way);
        let size = Vec3::new(radius, along.length(), radius);
        let room_from_mesh = Affine3A::from_scale_rotation_translation(size, turn, (a + b) / 2.0);
        into.push(Instance { mesh, room_from_mesh, tint: colour });
    }

    /// From the seat to the neck: broader than deep, unlike the capsules that touch.
    fn trunk(&self, person: &Person, into: &mut Vec<Instance>) {
        let body = &person.body;
        let Some(mesh) = self.trunk else { return };
        let [left, right] = body.upper_arm.map(|arm| arm.a);
        let pelvis = body.hips.a.lerp(body.hips.b, 0.5);
        let spine = body.neck.b + Vec3::Y * 0.03 - pelvis;
        let up = spine.normalize_or(Vec3::Y);
        let seat = pelvis - up * 0.11;
        let front = (right - left).cross(up).normalize_or(Vec3::Z);
        let half_width = (right - left).length() / 2.0 + 0.045;
        let slim = if is_covered(person, Part::Torso) { COVERED_TRUNK } else { 1.0 };
        let matrix = Mat3A::from_cols(
            (up.cross(front) * half_width * slim).into(),
            (up * (spine.length() + 0.11)).into(),
            (front * body.torso.radius * 0.92 * slim * girth(body)).into(),
        );
        let room_from_mesh = Affine3A { matrix3: matrix, translation: seat.into() };
        let tint = self.colour_on(person, person.outer[Part::Torso as usize]);
        into.push(Instance { mesh, room_from_mesh, tint });
    }

    /// The head on its neck. A cap is not painted over the face.
    fn head(&self, person: &Person, hair_covered: bool, into: &mut Vec<Instance>) {
        let body = &person.body;
        let skin = self.colour_on(person, person.under[Part::Head as usize]);
        self.tube(body.head.a.lerp(body.head.b, NECK_END), body.neck.b, NECK_M, skin, into);
        let Pose { position, rotation } = body.head_pose;
        let room_from_mesh = Affine3A::from_rotation_translation(rotation, position);
        let hair = self.hair.filter(|_| !hair_covered);
        let parts = [(self.head, skin), (self.eyes, [1.0; 4]), (hair, look::HAIR)];
        into.extend(parts.into_iter().filter_map(|(mesh, tint)| Some(Instance { mesh: mesh?, room_from_mesh, tint })));
    }

    /// Garments where they lie; those that are worn, and limbs, have no particles.
    pub fn portray_unworn(&self, twin: &Twin, scene: &mut Scene) {
        self.cloth(twin, false, scene);
        self.figure(twin, None, scene);
        for (i, cloth) in scene.cloths.iter_mut().enumerate() {
            if i >= self.garments.len() || twin.cloth().is_worn(i) {
                cloth.positions.clear();
            }
        }
    }

    /// One cloth a garment, then one a limb, always in the same place of the list: what is not seen has no particles.
    fn cloth(&self, twin: &Twin, own_eyes: bool, scene: &mut Scene) {
        let garments = self.garments.len();
        let count = garments + LIMBS.len() * twin.persons().len();
        if scene.cloths.len() < count {
            scene.cloths.resize_with(count, Cloth::default);
        }
        let limbs = twin.persons().iter().flat_map(|person| LIMBS.map(|limb| (person, limb)));
        for (i, (person, (limb, part))) in (garments..).zip(limbs) {
            let tube = &mut scene.cloths[i];
            if tube.triangles.is_empty() {
                tube.triangles = limbs::triangles();
                tube.fabric = fabric::CLOTHES.0;
                tube.uv = fabric::laid_out(&tube.triangles, fabric::CLOTHES.1);
                tube.topology = i as u32;
            }
            limbs::lay(person, limb, self.colour_on(person, person.under[part as usize]), tube);
        }
        for (i, (view, look)) in twin.garments().zip(&self.garments).enumerate() {
            let cloth = &mut scene.cloths[i];
            if cloth.triangles.is_empty() {
                cloth.triangles.extend_from_slice(view.triangles);
                cloth.fabric = look.fabric.0;
                cloth.uv = fabric::laid_out(view.triangles, look.fabric.1);
                // It is first seen in the middle of the session, and then takes no time to grow.
                cloth.positions.reserve(view.triangles.iter().flatten().max().map_or(0, |&last| usize::from(last) + 1));
                cloth.topology = i as u32;
            }
            cloth.parts.clear();
            cloth.parts.extend(look.tubes.iter().map(|&(first, outside, inside)| ClothPart {
                first,
                colour_outside: self.colour(outside),
                colour_inside: self.colour(inside),
            }));
            cloth.positions.clear();
            let on_head = twin.cloth().is_worn(i) && look.on_head;
            // One does not see the inside of one's own hood.
            cloth.only_in_mirrors = on_head && own_eyes;
            if view.visible {
                twin.cloth().draw(i, twin.persons(), &mut cloth.positions);
            }
            if let Some(&at) = cloth.positions.first().filter(|_| on_head) {
                let heads = twin.persons().iter().map(|person| person.body.head_pose);
                let nearest = |p: &Pose, q: &Pose| at.distance(p.position).total_cmp(&at.distance(q.position));
                heads.min_by(nearest).into_iter().for_each(|head| narrow(head, &mut cloth.positions));
            }
        }
    }
}

/// What turns the first person about and sets him before himself, as far as walls let him.
pub fn facing(twin: &Twin, walls: &Walls) -> Pose {
    let body = &twin.persons()[0].body;
    let (eyes, forward) = (body.head_pose.position, body.forward());
    let rotation = Quat::from_rotation_y(std::f32::consts::PI);
    let there = eyes + forward * walls.clear(eyes, forward, FACING_M).max(NEAREST_M);
    Pose { position: (there - rotation * eyes).with_y(0.0), rotation }
}

/// Lays what is worn on a head, which the twin has as round as a ball, around one that is narrower than it is deep.
fn narrow(head: Pose, cloth: &mut [Vec3]) {
    for at in cloth {
        let mut p = head.inverse().then(Pose { position: *at, ..Pose::IDENTITY }).position;
        let down = ((CHIN_M - p.y) / COLLAR_M).clamp(0.0, 1.0);
        p.x *= NARROW + (1.0 - NARROW) * down;
        let from = p - SKULL_M;
        let outside = (from / SKULL_RADII_M).length();
        if from.y > 0.0 && outside < 1.0 {
            p = SKULL_M + from / outside.max(0.1);
        }
        *at = head.then(Pose { position: p, ..Pose::IDENTITY }).position;
    }
}

/// Is a garment the outermost thing on this part?
fn is_covered(person: &Person, part: Part) -> bool {
    person.outer[part as usize] != person.under[part as usize]
}

//! Bodies as estimated, hands as tracked, garments as cloth.

use crate::limbs::{self, LIMBS};
use crate::look::{self, Colour};
use crate::resting;
use glam::{Affine3A, Mat3A, Mat4, Quat, Vec3};
use scene::{Cloth, HandSkin, Instance, MeshId, Model, Scene};
use tape::{Hand, Pose};
use twin::body::{Capsule, Part};
use twin::person::Person;
use twin::statics::Statics;
use twin::twin::Twin;

/// A hand whose tracking is lost stands still, half faded.
const LOST_OPACITY: f32 = 0.4;
/// Head and feet are drawn a little thinner than the body that touches, so that cloth lies over them; so is a trunk under
/// a garment.
const SLIM: f32 = 0.93;
const COVERED_TRUNK: f32 = 0.88;
/// Radius of a neck, metres, and how far up the head it goes, from chin to crown.
const NECK_M: f32 = 0.054;
const NECK_END: f32 = 0.6;

pub struct People {
    sphere: Option<MeshId>,
    cylinder: Option<MeshId>,
    trunk: Option<MeshId>,
    /// Of every surface, by its id.
    colours: Vec<Colour>,
    garments: Vec<GarmentLook>,
}

/// In the order of [`Twin::garments`].
struct GarmentLook {
    colours: [Colour; 2],
    on_head: bool,
    on_hair: bool,
}

impl People {
    pub fn new(twin: &Twin, models: &[Model]) -> People {
        let mesh = |name: &str| models.iter().position(|m| m.name == name).map(|i| MeshId(i as u16));
        let garments = twin.garments().map(|g| {
            let name = twin.names().name(g.id);
            GarmentLook {
                colours: look::of(name),
                on_hair: name.starts_with("hairnet") || name.starts_with("hood"),
                on_head: ["hairnet", "hood", "mask", "goggles"].iter().any(|n| name.starts_with(n)),
            }
        });
        People {
            sphere: mesh("shape.sphere"),
            cylinder: mesh("shape.cylinder"),
            trunk: mesh("shape.trunk"),
            colours: look::of_all(twin.names()),
            garments: garments.collect(),
        }
    }

    /// `through` is the person whose eyes see.
    pub fn portray(&self, twin: &Twin, through: Option<usize>, scene: &mut Scene) {
        let covered = self.garments.iter().enumerate().any(|(i, g)| g.on_hair && twin.cloth().is_worn(i));
        for (who, person) in twin.persons().iter().enumerate() {
            self.hands(person, twin.statics(), scene);
            let own = through == Some(who);
            self.body(person, own, scene);
            if !own {
                self.face(person, covered, scene);
            }
        }
        self.cloth(twin, through.is_some(), scene);
    }

    fn colour(&self, surface: twin::Id) -> Colour {
        if surface.is_some() { self.colours.get(surface.0 as usize).copied().unwrap_or(look::SKIN) } else { look::SKIN }
    }

    fn hands(&self, person: &Person, statics: &Statics, scene: &mut Scene) {
        for (side, hand) in person.hands.iter().enumerate() {
            let lift = resting::lift(&hand.joints, &hand.radii, statics);
            scene.hands.push(HandSkin {
                side: side as u8,
                room_from_joint: hand.joints.map(|j| Mat4::from_rotation_translation(j.rotation, j.position + lift)),
                colour: self.colour(person.hand_surface(side)),
                opacity: if hand.tracked { 1.0 } else { LOST_OPACITY },
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
            let colour = self.colour(person.hand_surface(side));
            scene.hands.push(HandSkin { side: side as u8, room_from_joint, colour, opacity: 1.0 });
        }
    }

    fn body(&self, person: &Person, own: bool, scene: &mut Scene) {
        for (part, capsule) in person.body.capsules() {
            match part {
                Part::Head if own || capsule == person.body.neck => {}
                // A cap is not painted over the face.
                Part::Head => self.limb(capsule, SLIM, self.colour(person.under[part as usize]), scene),
                Part::FootLeft | Part::FootRight => {
                    self.limb(capsule, SLIM, self.colour(person.outer[part as usize]), scene);
                }
                _ => {}
            }
        }
        if !own {
            let body = &person.body;
            let skin = self.colour(person.under[Part::Head as usize]);
            self.tube(body.head.a.lerp(body.head.b, NECK_END), body.neck.b, NECK_M, skin, scene);
        }
        self.trunk(person, scene);
    }

    fn limb(&self, Capsule { a, b, radius }: Capsule, slim: f32, colour: Colour, scene: &mut Scene) {
        let radius = radius * slim;
        for end in [a, b] {
            self.ball(end, Vec3::splat(radius), Quat::IDENTITY, colour, scene);
        }
        self.tube(a, b, radius, colour, scene);
    }

    fn tube(&self, a: Vec3, b: Vec3, radius: f32, colour: Colour, scene: &mut Scene) {
        let along = b - a;
        let (Some(mesh), Some(way)) = (self.cylinder, along.try_normalize()) else { return };
        let turn = Quat::from_rotation_arc(Vec3::Y, way);
        let size = Vec3::new(radius, along.length(), radius);
        let room_from_mesh = Affine3A::from_scale_rotation_translation(size, turn, (a + b) / 2.0);
        scene.instances.push(Instance { mesh, room_from_mesh, tint: colour });
    }

    /// From the seat to the neck: broader than deep, unlike the capsules that touch.
    fn trunk(&self, person: &Person, scene: &mut Scene) {
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
            (front * body.torso.radius * 0.92 * slim).into(),
        );
        let room_from_mesh = Affine3A { matrix3: matrix, translation: seat.into() };
        let tint = self.colour(person.outer[Part::Torso as usize]);
        scene.instances.push(Instance { mesh, room_from_mesh, tint });
    }

    /// Hair and eyes: enough to see which way a head looks.
    fn face(&self, person: &Person, hair_covered: bool, scene: &mut Scene) {
        let Pose { position, rotation } = person.body.head_pose;
        let head = person.body.head;
        let at = |x: f32, y: f32, z: f32| position + rotation * Vec3::new(x, y, z);
        if !hair_covered {
            let hair = head.a.lerp(head.b, 0.1) + rotation * Vec3::new(0.0, 0.012, 0.014);
            self.ball(hair, Vec3::splat(head.radius * SLIM * 1.02), rotation, look::HAIR, scene);
        }
        let front = (head.a - position).length() - head.radius;
        for x in [-0.031, 0.031] {
            self.ball(at(x, 0.0, front.max(0.0) - 0.002), Vec3::new(0.013, 0.009, 0.009), rotation, look::EYE, scene);
        }
        self.ball(at(0.0, -0.035, -0.004), Vec3::new(0.012, 0.02, 0.016), rotation, look::SKIN, scene);
    }

    fn ball(&self, at: Vec3, radii: Vec3, turn: Quat, tint: Colour, scene: &mut Scene) {
        let Some(mesh) = self.sphere else { return };
        let room_from_mesh = Affine3A::from_scale_rotation_translation(radii, turn, at);
        scene.instances.push(Instance { mesh, room_from_mesh, tint });
    }

    /// Garments where they lie; those that are worn, and limbs, have no particles.
    pub fn portray_unworn(&self, twin: &Twin, scene: &mut Scene) {
        self.cloth(twin, false, scene);
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
        if scene.cloths.len() != count {
            scene.cloths.resize_with(count, Cloth::default);
        }
        let limbs = twin.persons().iter().flat_map(|person| LIMBS.map(|limb| (person, limb)));
        for (i, (person, (limb, part))) in (garments..).zip(limbs) {
            let tube = &mut scene.cloths[i];
            if tube.triangles.is_empty() {
                tube.triangles = limbs::triangles();
                tube.topology = i as u32;
            }
            limbs::lay(person, limb, self.colour(person.under[part as usize]), tube);
        }
        for (i, (view, look)) in twin.garments().zip(&self.garments).enumerate() {
            let cloth = &mut scene.cloths[i];
            if cloth.triangles.is_empty() {
                cloth.triangles.extend_from_slice(view.triangles);
                // It is first seen in the middle of the session, and then takes no time to grow.
                cloth.positions.reserve(view.triangles.iter().flatten().max().map_or(0, |&last| usize::from(last) + 1));
                cloth.topology = i as u32;
                [cloth.colour_outside, cloth.colour_inside] = look.colours;
            }
            cloth.positions.clear();
            // One does not see the inside of one's own hood.
            let hidden = !view.visible || twin.cloth().is_worn(i) && own_eyes && look.on_head;
            if !hidden {
                twin.cloth().draw(i, twin.persons(), &mut cloth.positions);
            }
        }
    }
}

/// Is a garment the outermost thing on this part?
fn is_covered(person: &Person, part: Part) -> bool {
    person.outer[part as usize] != person.under[part as usize]
}

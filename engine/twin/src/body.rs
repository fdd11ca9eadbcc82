//! The person's body as capsules in room space: what cloth lies on and what walls, benches and things are touched by.
//! How it is estimated from a head and two hands is [`crate::stance`]'s.

use crate::room::Limb;
use glam::{Quat, Vec3};
use tape::{LEFT, Pose, RIGHT};

/// A part of a body that clothes cover and surfaces are named after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Part {
    Head,
    Torso,
    ArmLeft,
    ArmRight,
    HandLeft,
    HandRight,
    LegLeft,
    LegRight,
    FootLeft,
    FootRight,
}

impl Part {
    pub const COUNT: usize = 10;
    pub const ALL: [Part; Part::COUNT] = [
        Part::Head,
        Part::Torso,
        Part::ArmLeft,
        Part::ArmRight,
        Part::HandLeft,
        Part::HandRight,
        Part::LegLeft,
        Part::LegRight,
        Part::FootLeft,
        Part::FootRight,
    ];
    pub const HANDS: [Part; 2] = [Part::HandLeft, Part::HandRight];
    pub const ARMS: [Part; 2] = [Part::ArmLeft, Part::ArmRight];
    pub const LEGS: [Part; 2] = [Part::LegLeft, Part::LegRight];
    pub const FEET: [Part; 2] = [Part::FootLeft, Part::FootRight];

    /// As clothes, skins and rules name it: `arm_left`.
    pub fn name(self) -> &'static str {
        match self {
            Part::Head => "head",
            Part::Torso => "torso",
            Part::ArmLeft => "arm_left",
            Part::ArmRight => "arm_right",
            Part::HandLeft => "hand_left",
            Part::HandRight => "hand_right",
            Part::LegLeft => "leg_left",
            Part::LegRight => "leg_right",
            Part::FootLeft => "foot_left",
            Part::FootRight => "foot_right",
        }
    }

    /// `arm`, on either side.
    pub fn of_either_side(self) -> &'static str {
        self.name().trim_end_matches("_left").trim_end_matches("_right")
    }
}

/// A ball swept from `a` to `b`, metres.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Capsule {
    pub a: Vec3,
    pub b: Vec3,
    pub radius: f32,
}

crate::state!(Capsule { a, b, radius });

impl Capsule {
    pub fn new(a: Vec3, b: Vec3, radius: f32) -> Capsule {
        Capsule { a, b, radius }
    }

    /// The point of the axis that is nearest to `p`.
    pub fn axis_point(&self, p: Vec3) -> Vec3 {
        let along = self.b - self.a;
        let length_squared = along.length_squared();
        if length_squared < 1e-12 {
            return self.a;
        }
        self.a + along * ((p - self.a).dot(along) / length_squared).clamp(0.0, 1.0)
    }

    /// Metres from the capsule's skin to `p`; negative inside.
    pub fn distance(&self, p: Vec3) -> f32 {
        (p - self.axis_point(p)).length() - self.radius
    }
}

/// A body of one tick. Arrays of two are `[LEFT, RIGHT]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Body {
    /// Between the eyes; −Z looks, +Y is the crown's way.
    pub head_pose: Pose,
    /// Middle of the pelvis; −Z is the way the body faces, +Y along the spine.
    pub hips_pose: Pose,
    pub head: Capsule,
    pub neck: Capsule,
    pub torso: Capsule,
    /// From the left hip joint to the right one.
    pub hips: Capsule,
    pub upper_arm: [Capsule; 2],
    pub forearm: [Capsule; 2],
    /// From the wrist to the middle of the fingers: the bulk of the hand. Its joints are in [`crate::grip::HandNow`].
    pub hand: [Capsule; 2],
    pub thigh: [Capsule; 2],
    pub shin: [Capsule; 2],
    /// From the heel to the toes.
    pub foot: [Capsule; 2],
    /// The tip of the middle finger.
    pub fingertip: [Vec3; 2],
    /// Out of the back of each hand.
    pub back_of_hand: [Vec3; 2],
    /// Does the sole carry the person?
    pub planted: [bool; 2],
    pub seated: bool,
    /// Middle of the mouth, on the skin.
    pub mouth: Vec3,
}

crate::state!(Body {
    head_pose,
    hips_pose,
    head,
    neck,
    torso,
    hips,
    upper_arm,
    forearm,
    hand,
    thigh,
    shin,
    foot,
    fingertip,
    back_of_hand,
    planted,
    seated,
    mouth,
});

impl Default for Body {
    fn default() -> Self {
        let none = Capsule::default();
        Body {
            head_pose: Pose::IDENTITY,
            hips_pose: Pose::IDENTITY,
            head: none,
            neck: none,
            torso: none,
            hips: none,
            upper_arm: [none; 2],
            forearm: [none; 2],
            hand: [none; 2],
            thigh: [none; 2],
            shin: [none; 2],
            foot: [none; 2],
            fingertip: [Vec3::ZERO; 2],
            back_of_hand: [Vec3::Y; 2],
            planted: [true; 2],
            seated: false,
            mouth: Vec3::ZERO,
        }
    }
}

/// How many capsules [`Body::capsules`] gives.
pub const CAPSULES: usize = 16;

impl Body {
    /// Every capsule with the part it belongs to.
    pub fn capsules(&self) -> [(Part, Capsule); CAPSULES] {
        [
            (Part::Head, self.head),
            (Part::Head, self.neck),
            (Part::Torso, self.torso),
            (Part::Torso, self.hips),
            (Part::ArmLeft, self.upper_arm[LEFT]),
            (Part::ArmRight, self.upper_arm[RIGHT]),
            (Part::ArmLeft, self.forearm[LEFT]),
            (Part::ArmRight, self.forearm[RIGHT]),
            (Part::HandLeft, self.hand[LEFT]),
            (Part::HandRight, self.hand[RIGHT]),
            (Part::LegLeft, self.thigh[LEFT]),
            (Part::LegRight, self.thigh[RIGHT]),
            (Part::LegLeft, self.shin[LEFT]),
            (Part::LegRight, self.shin[RIGHT]),
            (Part::FootLeft, self.foot[LEFT]),
            (Part::FootRight, self.foot[RIGHT]),
        ]
    }

    /// The middle of a part, within it.
    pub fn middle(&self, part: Part) -> Vec3 {
        let capsules = self.capsules();
        let of_part = capsules.iter().filter(|(p, _)| *p == part).map(|(_, c)| (c.a + c.b) / 2.0);
        let (sum, count) = of_part.fold((Vec3::ZERO, 0.0), |(sum, count), middle| (sum + middle, count + 1.0));
        sum / count
    }

    /// The way the body faces, level.
    pub fn forward(&self) -> Vec3 {
        let f = self.hips_pose.rotation * Vec3::NEG_Z;
        Vec3::new(f.x, 0.0, f.z).normalize_or(Vec3::NEG_Z)
    }

    /// A limb as the line a garment slides along, from its tip to its root.
    pub fn limb(&self, limb: Limb) -> LimbPath {
        let forward = self.forward();
        let shoulders = self.torso.a;
        match limb {
            Limb::HandLeft => self.arm_path(LEFT),
            Limb::HandRight => self.arm_path(RIGHT),
            Limb::FootLeft => self.leg_path(LEFT, forward),
            Limb::FootRight => self.leg_path(RIGHT, forward),
            Limb::Head => {
                let up = self.head_pose.rotation * Vec3::Y;
                let look = self.head_pose.rotation * Vec3::NEG_Z;
                let crown = self.head.a + up * self.head.radius;
                LimbPath::new(&[
                    (crown, 0.03, look),
                    (self.head.a, 0.095, look),
                    (self.head.b, 0.085, look),
                    (self.neck.b, 0.065, forward),
                    (shoulders - Vec3::Y * 0.04, 0.17, forward),
                    (self.torso.a.lerp(self.torso.b, 0.4), 0.17, forward),
                ])
            }
            Limb::Torso => LimbPath::new(&[
                (self.neck.b, 0.07, forward),
                (shoulders, 0.15, forward),
                (self.torso.a.lerp(self.torso.b, 0.5), 0.16, forward),
                (self.torso.b, 0.16, forward),
                (self.hips.a.lerp(self.hips.b, 0.5) - Vec3::Y * 0.05, 0.17, forward),
            ]),
        }
    }

    fn arm_path(&self, side: usize) -> LimbPath {
        let (back, forearm, upper) = (self.back_of_hand[side], self.forearm[side], self.upper_arm[side]);
        LimbPath::new(&[
            (self.fingertip[side], 0.012, back),
            (self.hand[side].b, 0.035, back),
            (forearm.b, 0.032, back),
            (forearm.a, 0.045, back),
            (upper.a, 0.06, back),
        ])
    }

    fn leg_path(&self, side: usize, forward: Vec3) -> LimbPath {
        let (foot, shin, thigh) = (self.foot[side], self.shin[side], self.thigh[side]);
        let up = (shin.a - shin.b).normalize_or(Vec3::Y);
        LimbPath::new(&[
            (foot.b + (foot.b - foot.a).normalize_or(forward) * foot.radius, 0.035, up),
            (foot.a.lerp(foot.b, 0.45), 0.045, up),
            (shin.b, 0.05, forward),
            (shin.a, 0.06, forward),
            (thigh.a, 0.09, forward),
        ])
    }
}

const PATH_POINTS: usize = 6;

/// A limb as a polyline from its tip to its root, with the radius of the flesh and the way its front faces.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LimbPath {
    points: [Vec3; PATH_POINTS],
    radii: [f32; PATH_POINTS],
    fronts: [Vec3; PATH_POINTS],
    /// Metres from the tip to each point.
    metres: [f32; PATH_POINTS],
    count: usize,
}

/// A cross-section of a limb.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LimbPoint {
    pub point: Vec3,
    /// Unit vector along the limb, toward its root.
    pub to_root: Vec3,
    /// Unit vector square to `to_root`: 0° of a garment's ring (the front of a leg, the back of a hand).
    pub front: Vec3,
    /// Metres.
    pub radius: f32,
}

impl LimbPath {
    /// Points with radius and front, from the tip to the root; at most six.
    pub(crate) fn new(path: &[(Vec3, f32, Vec3)]) -> LimbPath {
        let mut limb = LimbPath {
            points: [Vec3::ZERO; PATH_POINTS],
            radii: [0.0; PATH_POINTS],
            fronts: [Vec3::ZERO; PATH_POINTS],
            metres: [0.0; PATH_POINTS],
            count: path.len(),
        };
        for (i, &(point, radius, front)) in path.iter().enumerate() {
            limb.points[i] = point;
            limb.radii[i] = radius;
            limb.fronts[i] = front;
            limb.metres[i] = if i == 0 { 0.0 } else { limb.metres[i - 1] + (point - path[i - 1].0).length() };
        }
        limb
    }

    /// Metres from tip to root.
    pub fn length(&self) -> f32 {
        self.metres[self.count - 1]
    }

    pub fn tip(&self) -> Vec3 {
        self.points[0]
    }

    /// The cross-section `metres` from the tip. Before the tip and beyond the root the end segments go on straight.
    pub fn at(&self, metres: f32) -> LimbPoint {
        let mut i = 0;
        while i + 2 < self.count && metres > self.metres[i + 1] {
            i += 1;
        }
        let (a, b) = (self.points[i], self.points[i + 1]);
        let length = (self.metres[i + 1] - self.metres[i]).max(1e-6);
        let t = (metres - self.metres[i]) / length;
        let inside = t.clamp(0.0, 1.0);
        let to_root = (b - a).normalize_or(Vec3::Y);
        let front = self.fronts[i].lerp(self.fronts[i + 1], inside);
        let front = front - to_root * front.dot(to_root);
        LimbPoint {
            point: a + (b - a) * t,
            to_root,
            front: front.normalize_or(to_root.any_orthonormal_vector()),
            radius: self.radii[i] + (self.radii[i + 1] - self.radii[i]) * inside,
        }
    }

    /// The place on the limb nearest to `p`: metres from the tip, and metres from its axis to `p`.
    pub fn nearest(&self, p: Vec3) -> (f32, f32) {
        let mut best = (0.0, f32::MAX);
        for i in 0..self.count - 1 {
            let axis = Capsule::new(self.points[i], self.points[i + 1], 0.0);
            let on = axis.axis_point(p);
            let distance = (p - on).length();
            if distance < best.1 {
                best = (self.metres[i] + (on - self.points[i]).length(), distance);
            }
        }
        best
    }
}

/// A rotation whose −Z is `forward` and whose +Y is as near `up` as it can be.
pub fn facing(forward: Vec3, up: Vec3) -> Quat {
    let z = -forward.normalize_or(Vec3::NEG_Z);
    let x = up.cross(z).normalize_or(z.any_orthonormal_vector());
    Quat::from_mat3(&glam::Mat3::from_cols(x, z.cross(x), z))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> LimbPath {
        LimbPath::new(&[
            (Vec3::ZERO, 0.02, Vec3::Z),
            (Vec3::Y, 0.04, Vec3::Z),
            (Vec3::new(0.0, 1.0, 1.0), 0.08, Vec3::Y),
        ])
    }

    #[test]
    fn a_limb_is_walked_from_its_tip_round_its_bend() {
        let p = path();
        assert_eq!(p.length(), 2.0);
        let middle = p.at(0.5);
        assert_eq!((middle.point, middle.to_root), (Vec3::new(0.0, 0.5, 0.0), Vec3::Y));
        assert!((middle.radius - 0.03).abs() < 1e-6);
        let after = p.at(1.5);
        assert_eq!((after.point, after.to_root), (Vec3::new(0.0, 1.0, 0.5), Vec3::Z));
        assert!(after.front.dot(after.to_root).abs() < 1e-6);
        assert_eq!(p.at(2.5).point, Vec3::new(0.0, 1.0, 1.5));
    }

    #[test]
    fn the_nearest_place_on_a_limb_is_found_on_any_segment() {
        let (metres, distance) = path().nearest(Vec3::new(0.3, 1.0, 0.4));
        assert!((metres - 1.4).abs() < 1e-6 && (distance - 0.3).abs() < 1e-6);
    }

    #[test]
    fn facing_looks_forward() {
        let q = facing(Vec3::X, Vec3::Y);
        assert!((q * Vec3::NEG_Z - Vec3::X).length() < 1e-6);
        assert!((q * Vec3::Y - Vec3::Y).length() < 1e-6);
    }
}

//! An adult's hand: bone lengths, postures, and the 26 joints they give.

use glam::{Quat, Vec3};
use tape::{JOINTS, LEFT, Pose, joint};

/// Angles of a hand's joints, degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posture {
    /// Of the thumb's metacarpal: away from the fingers, towards the palm's side, rolled; then bends of its two joints.
    pub thumb: [f32; 5],
    /// Index to little: spread to the outside, then bends of knuckle, middle and end joint.
    pub fingers: [[f32; 4]; 4],
}

impl Posture {
    /// Flat, fingers slightly apart.
    pub const OPEN: Posture = Posture {
        thumb: [45.0, 15.0, 60.0, 10.0, 10.0],
        fingers: [[-6.0, 2.0, 4.0, 2.0], [0.0, 2.0, 4.0, 2.0], [5.0, 2.0, 4.0, 2.0], [10.0, 2.0, 4.0, 2.0]],
    };
    /// As a hand hangs when nothing is asked of it.
    pub const RELAXED: Posture = Posture {
        thumb: [32.0, 22.0, 55.0, 18.0, 20.0],
        fingers: [[-3.0, 20.0, 28.0, 14.0], [0.0, 24.0, 32.0, 16.0], [3.0, 28.0, 34.0, 18.0], [6.0, 30.0, 34.0, 18.0]],
    };
    /// Thumb pad on index pad.
    pub const PINCH: Posture = Posture {
        thumb: [21.0, 32.0, 49.0, 23.0, 16.0],
        fingers: [[-1.0, 47.0, 51.0, 30.0], [0.0, 52.0, 48.0, 22.0], [2.0, 56.0, 48.0, 22.0], [4.0, 58.0, 48.0, 22.0]],
    };
    /// All fingers closed on the palm.
    pub const FIST: Posture = Posture {
        thumb: [20.0, 40.0, 60.0, 30.0, 35.0],
        fingers: [[-2.0, 75.0, 88.0, 50.0], [0.0, 78.0, 92.0, 52.0], [2.0, 80.0, 90.0, 52.0], [4.0, 80.0, 88.0, 50.0]],
    };
    /// Index stretched out, the others closed.
    pub const POINT: Posture = Posture {
        thumb: [24.0, 36.0, 55.0, 30.0, 35.0],
        fingers: [[-2.0, 6.0, 8.0, 4.0], [0.0, 60.0, 68.0, 34.0], [2.0, 62.0, 68.0, 34.0], [4.0, 62.0, 66.0, 34.0]],
    };
    /// All five tips together: how a hand goes through a narrow opening.
    pub const NARROW: Posture = Posture {
        thumb: [6.0, 38.0, 40.0, 8.0, 8.0],
        fingers: [[4.0, 14.0, 12.0, 6.0], [0.0, 14.0, 12.0, 6.0], [-4.0, 14.0, 12.0, 6.0], [-9.0, 14.0, 12.0, 6.0]],
    };

    /// `share` 0 is `self`, 1 is `other`.
    pub fn towards(&self, other: &Posture, share: f32) -> Posture {
        let mix = |a: f32, b: f32| a + (b - a) * share;
        Posture {
            thumb: std::array::from_fn(|i| mix(self.thumb[i], other.thumb[i])),
            fingers: std::array::from_fn(|f| std::array::from_fn(|i| mix(self.fingers[f][i], other.fingers[f][i]))),
        }
    }

    /// Fingers to palm, 0 open … 1 closed: 190° in the three joints of a finger is a closed one.
    pub fn grasp(&self) -> f32 {
        let bend: f32 = self.fingers.iter().map(|f| f[1] + f[2] + f[3]).sum();
        (bend / (4.0 * 190.0)).clamp(0.0, 1.0)
    }

    /// Thumb to index, 0 open (5 cm between the tips' middles) … 1 closed (1.8 cm: skin on skin).
    pub fn pinch(&self) -> f32 {
        let joints = joints(LEFT, Pose::IDENTITY, self);
        let gap = joints[joint::THUMB_TIP].position.distance(joints[joint::INDEX_TIP].position);
        ((0.05 - gap) / (0.05 - 0.018)).clamp(0.0, 1.0)
    }
}

/// Where each chain starts in the palm's frame of a right hand (m), the turn of its metacarpal about +Y (degrees), and the
/// lengths of its bones (m), the last one with the soft tip.
///
/// Lengths: Buryanov & Kotiuk 2010, Int. J. Morphol. 28(3):755 (measured, 66 adults). Places: design, after the same hand.
struct Chain {
    base: Vec3,
    turn: f32,
    bones: &'static [f32],
}

const THUMB: Chain = Chain { base: Vec3::new(-0.022, -0.008, 0.036), turn: 0.0, bones: &[0.0462, 0.0316, 0.0257] };
const FINGERS: [Chain; 4] = [
    Chain { base: Vec3::new(-0.018, 0.0, 0.030), turn: 5.0, bones: &[0.0681, 0.0398, 0.0224, 0.0197] },
    Chain { base: Vec3::new(0.0, 0.0, 0.030), turn: 0.0, bones: &[0.0646, 0.0446, 0.0263, 0.0214] },
    Chain { base: Vec3::new(0.012, 0.0, 0.030), turn: -6.0, bones: &[0.0580, 0.0414, 0.0257, 0.0213] },
    Chain { base: Vec3::new(0.022, -0.002, 0.032), turn: -13.0, bones: &[0.0537, 0.0327, 0.0181, 0.0197] },
];
const WRIST: Vec3 = Vec3::new(0.0, 0.0, 0.050);

/// Metres from each joint to the skin: design, after the joint widths of an adult hand.
pub const RADII: [f32; JOINTS] = [
    0.020, 0.025, 0.016, 0.013, 0.011, 0.009, 0.017, 0.011, 0.009, 0.008, 0.007, 0.017, 0.011, 0.009, 0.008, 0.007,
    0.016, 0.010, 0.008, 0.007, 0.007, 0.015, 0.009, 0.007, 0.007, 0.006,
];

/// The 26 joints of a hand whose palm lies at `palm`, in the space of `palm`.
pub fn joints(side: usize, palm: Pose, posture: &Posture) -> [Pose; JOINTS] {
    // A left hand is a right one in a mirror: x and the turns about y and z change sign.
    let mirror = if side == LEFT { -1.0 } else { 1.0 };
    let flip = |v: Vec3| Vec3::new(v.x * mirror, v.y, v.z);
    let y = |degrees: f32| Quat::from_rotation_y(mirror * degrees.to_radians());
    let z = |degrees: f32| Quat::from_rotation_z(mirror * degrees.to_radians());
    let bend = |degrees: f32| Quat::from_rotation_x(-degrees.to_radians());

    let mut all = [Pose::IDENTITY; JOINTS];
    all[joint::WRIST].position = flip(WRIST);
    let mut lay = |first: usize, chain: &Chain, mut at: Pose, turns: &[Quat]| {
        all[first] = at;
        for (i, &length) in chain.bones.iter().enumerate() {
            at.position += at.rotation * Vec3::new(0.0, 0.0, -length);
            at.rotation *= turns.get(i).copied().unwrap_or(Quat::IDENTITY);
            all[first + 1 + i] = at;
        }
    };
    let [away, down, roll, knuckle, end] = posture.thumb;
    let thumb = Pose { position: flip(THUMB.base), rotation: y(away) * bend(down) * z(roll) };
    lay(joint::THUMB_METACARPAL, &THUMB, thumb, &[bend(knuckle), bend(end)]);
    for (f, chain) in FINGERS.iter().enumerate() {
        let [spread, knuckle, middle, end] = posture.fingers[f];
        let at = Pose { position: flip(chain.base), rotation: y(chain.turn) };
        lay(joint::INDEX_METACARPAL + 5 * f, chain, at, &[y(-spread) * bend(knuckle), bend(middle), bend(end)]);
    }
    all.map(|local| palm.then(local))
}

/// A point of the hand that is brought to something, in the palm's frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// Between thumb and index when pinched.
    Pinch,
    /// In the hollow of the hand.
    Hollow,
    /// Pad of the stretched index.
    Index,
    /// The palm's skin.
    Palm,
    Wrist,
}

impl Touch {
    pub fn in_palm(self, side: usize) -> Vec3 {
        let of = |posture: &Posture, joint: usize| joints(side, Pose::IDENTITY, posture)[joint].position;
        match self {
            Touch::Pinch => of(&Posture::PINCH, joint::THUMB_TIP).midpoint(of(&Posture::PINCH, joint::INDEX_TIP)),
            Touch::Hollow => Vec3::new(0.0, -0.030, -0.020),
            Touch::Index => of(&Posture::POINT, joint::INDEX_TIP),
            Touch::Palm => Vec3::new(0.0, -RADII[joint::PALM], 0.0),
            Touch::Wrist => of(&Posture::RELAXED, joint::WRIST),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tape::RIGHT;

    #[test]
    fn pinch_and_fist_read_as_what_they_are() {
        assert!(Posture::PINCH.pinch() > 0.9, "{}", Posture::PINCH.pinch());
        assert!(Posture::PINCH.grasp() < 0.72, "{}", Posture::PINCH.grasp());
        assert!(Posture::FIST.grasp() > 0.95 && Posture::FIST.pinch() < 0.5, "{}", Posture::FIST.pinch());
        for open in [Posture::OPEN, Posture::RELAXED] {
            assert!(open.pinch() < 0.4 && open.grasp() < 0.5, "{} {}", open.pinch(), open.grasp());
        }
        assert!(Posture::POINT.pinch() < 0.4 && Posture::POINT.grasp() < 0.7, "a hand that points takes nothing");
    }

    #[test]
    fn bones_keep_their_length_in_every_posture() {
        let bone = |p: &[Pose; JOINTS], j: usize| p[j].position.distance(p[joint::PARENT[j]].position);
        let open = joints(RIGHT, Pose::IDENTITY, &Posture::OPEN);
        for posture in [Posture::PINCH, Posture::FIST, Posture::NARROW] {
            let bent = joints(RIGHT, Pose::IDENTITY, &posture);
            for j in 1..JOINTS {
                assert!((bone(&open, j) - bone(&bent, j)).abs() < 1e-5, "joint {j}");
            }
        }
    }

    #[test]
    fn the_left_hand_mirrors_the_right() {
        let [l, r] = [LEFT, RIGHT].map(|side| joints(side, Pose::IDENTITY, &Posture::PINCH));
        for j in 0..JOINTS {
            let [a, b] = [l[j].position, r[j].position];
            assert!((a.x + b.x).abs() < 1e-6 && (a.y - b.y).abs() < 1e-6 && (a.z - b.z).abs() < 1e-6, "joint {j}");
        }
        assert!(r[joint::THUMB_TIP].position.x < 0.0, "a right thumb lies to the left of a palm that looks down");
        assert!(r[joint::INDEX_TIP].position.y < 0.0, "fingers bend towards the palm");
    }
}

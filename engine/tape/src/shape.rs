//! A hand where nothing tracks one: behind a controller, for a mouse, for a scripted trainee.

use crate::frame::*;
use crate::strength::strengths;
use glam::{Quat, Vec3};

/// Lengths of metacarpal and phalanges in metres. Measured: Buryanov & Kotiuk, *Proportions of Hand Segments*,
/// Int. J. Morphol. 28(3), 2010, table of means (66 adults).
const BONES_M: [&[f32]; 5] = [
    &[0.0462, 0.0316, 0.0217],
    &[0.0681, 0.0398, 0.0224, 0.0158],
    &[0.0646, 0.0446, 0.0263, 0.0174],
    &[0.0580, 0.0414, 0.0257, 0.0173],
    &[0.0537, 0.0327, 0.0181, 0.0160],
];
/// Design: first joint of each digit from the palm, right hand.
const ROOTS_M: [Vec3; 5] = [
    Vec3::new(-0.022, -0.010, 0.042),
    Vec3::new(-0.015, 0.0, 0.030),
    Vec3::new(0.0, 0.0, 0.0323),
    Vec3::new(0.012, -0.001, 0.029),
    Vec3::new(0.022, -0.004, 0.025),
];
/// Design: the wrist lies behind the palm's centre.
const WRIST_M: Vec3 = Vec3::new(0.0, 0.0, 0.066);
/// Measured on headset recordings, rounded: from the palm or wrist, a metacarpal, then on to the tip.
const RADII_M: [f32; 6] = [0.021, 0.020, 0.011, 0.009, 0.008, 0.007];

/// Degrees: the metacarpal's yaw, pitch and roll from the palm, right hand, then how far each joint behind it is bent.
type Digit = [f32; 6];
/// Design: open, with thumb and index tips 12 mm apart, and a fist with the thumb over it.
const OPEN: [Digit; 5] = [
    [42.0, -18.0, 50.0, 12.0, 10.0, 0.0],
    [7.5, 0.0, 0.0, 12.0, 15.0, 8.0],
    [0.0, 0.0, 0.0, 14.0, 17.0, 9.0],
    [-6.0, 0.0, 0.0, 16.0, 18.0, 10.0],
    [-13.0, 0.0, 0.0, 18.0, 18.0, 10.0],
];
const PINCH: [Digit; 5] = [
    [7.4, -27.1, 52.4, 0.0, 0.0, 0.0],
    [7.5, 0.0, 0.0, 48.0, 52.0, 25.0],
    [0.0, 0.0, 0.0, 24.0, 26.0, 14.0],
    [-6.0, 0.0, 0.0, 22.0, 24.0, 13.0],
    [-13.0, 0.0, 0.0, 22.0, 22.0, 12.0],
];
const FIST: [Digit; 5] = [
    [33.7, -47.8, 96.0, 46.2, 37.1, 0.0],
    [7.5, 0.0, 0.0, 75.0, 95.0, 55.0],
    [0.0, 0.0, 0.0, 80.0, 100.0, 58.0],
    [-6.0, 0.0, 0.0, 80.0, 100.0, 58.0],
    [-13.0, 0.0, 0.0, 80.0, 95.0, 55.0],
];

/// An adult's hand ([`LEFT`] or [`RIGHT`]) at `palm`, tracked, closed by `pinch` and `grasp` (0…1, grasp wins). Its
/// strengths are those of its joints, as everywhere.
pub fn natural_hand(side: usize, palm: Pose, source: HandSource, pinch: f32, grasp: f32) -> Hand {
    let grasp = grasp.clamp(0.0, 1.0);
    let pinch = pinch.clamp(0.0, 1.0) * (1.0 - grasp);
    let mut joints = [Pose::IDENTITY; JOINTS];
    let mut radii = [RADII_M[0]; JOINTS];
    joints[joint::WRIST].position = WRIST_M;
    let mut at = joint::THUMB_METACARPAL;
    for digit in 0..5 {
        let bent: Digit = std::array::from_fn(|i| {
            let open = OPEN[digit][i];
            let blend = open + pinch * (PINCH[digit][i] - open) + grasp * (FIST[digit][i] - open);
            blend * (core::f32::consts::PI / 180.0)
        });
        let metacarpal = Quat::from_euler(glam::EulerRot::YXZ, bent[0], bent[1], bent[2]);
        let mut pose = Pose { position: ROOTS_M[digit], rotation: metacarpal };
        let bones = BONES_M[digit];
        for i in 0..=bones.len() {
            joints[at] = pose;
            radii[at] = RADII_M[i + 1];
            at += 1;
            let Some(&length) = bones.get(i) else { break };
            // The tip turns with the last bone.
            let bend = if i + 1 < bones.len() { -bent[3 + i] } else { 0.0 };
            pose = pose.then(Pose { position: Vec3::NEG_Z * length, rotation: Quat::from_rotation_x(bend) });
        }
    }
    let joints = joints.map(|joint| palm.then(if side == LEFT { mirrored(joint) } else { joint }));
    let (pinch, grasp) = strengths(&joints);
    Hand { tracked: true, source, joints, radii, pinch, grasp }
}

/// The other hand's pose, through the plane x = 0.
fn mirrored(Pose { position: p, rotation: q }: Pose) -> Pose {
    Pose { position: Vec3::new(-p.x, p.y, p.z), rotation: Quat::from_xyzw(q.x, -q.y, -q.z, q.w) }
}

/// The palm that holds a controller by its OpenXR grip pose: the tube of the hand runs along the grip's −Z towards the
/// thumb, its +X points into the palm of the right hand and out of that of the left. Measured on headset recordings:
/// the palm's centre is 31 mm behind the tube's.
pub fn palm_of_grip(side: usize, stage_from_grip: Pose) -> Pose {
    let third =
        if side == LEFT { Quat::from_xyzw(-0.5, 0.5, 0.5, 0.5) } else { Quat::from_xyzw(-0.5, -0.5, -0.5, 0.5) };
    let rotation = stage_from_grip.rotation * third;
    Pose { position: stage_from_grip.position + rotation * Vec3::new(0.0, 0.031, 0.0), rotation }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_is_what_the_recognisers_see() {
        for side in [LEFT, RIGHT] {
            let hand = |pinch, grasp| natural_hand(side, Pose::IDENTITY, HandSource::Puppet, pinch, grasp);
            let (open, pinched, fist) = (hand(0.0, 0.0), hand(1.0, 0.0), hand(0.0, 1.0));
            assert!(open.pinch == 0.0 && open.grasp < 0.1, "{} {}", open.pinch, open.grasp);
            assert!(pinched.pinch > 0.95 && pinched.grasp < 0.4, "{} {}", pinched.pinch, pinched.grasp);
            assert!(fist.pinch < 0.5 && fist.grasp > 0.95, "{} {}", fist.pinch, fist.grasp);
        }
    }

    #[test]
    fn thumbs_point_to_each_other() {
        let thumb = |side| natural_hand(side, Pose::IDENTITY, HandSource::Puppet, 0.0, 0.0).joints[joint::THUMB_TIP];
        assert!(thumb(RIGHT).position.x < -0.05 && thumb(LEFT).position.x > 0.05);
    }

    #[test]
    fn a_grip_lies_in_the_palm() {
        let axes = |side| {
            let q = palm_of_grip(side, Pose::IDENTITY).rotation;
            [q * Vec3::X, q * Vec3::Y, q * Vec3::Z].map(|v| v.round().to_array())
        };
        assert_eq!(axes(RIGHT), [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
        assert_eq!(axes(LEFT), [[0.0, 0.0, -1.0], [-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
    }
}

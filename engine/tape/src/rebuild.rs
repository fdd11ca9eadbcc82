//! Hands of which a recording kept only a part.

use crate::frame::*;
use crate::shape::natural_hand;
use crate::strength::strengths;
use glam::{Quat, Vec3};

/// `x, y, z, qx, qy, qz, qw, radius`; null where it was not recorded.
pub(crate) type RawJoint = [Option<f32>; 8];

/// First joint of each digit, metacarpals.
const DIGITS: [usize; 5] = [
    joint::THUMB_METACARPAL,
    joint::INDEX_METACARPAL,
    joint::MIDDLE_METACARPAL,
    joint::RING_METACARPAL,
    joint::LITTLE_METACARPAL,
];

/// The whole hand. Without a palm: halfway along the middle metacarpal, turned as the wrist. Without a wrist or a
/// metacarpal: where an average hand has it from the palm. Without a rotation: along the bone, turned as little as can
/// be from the joint before it. Without a radius: an average one.
pub(crate) fn rebuilt(side: usize, raw: &[Option<RawJoint>; JOINTS]) -> Result<Hand, &'static str> {
    let place = |j: usize| match raw[j] {
        Some([Some(x), Some(y), Some(z), ..]) => Some(Vec3::new(x, y, z)),
        _ => None,
    };
    let turn = |j: usize| match raw[j] {
        Some([_, _, _, Some(x), Some(y), Some(z), Some(w), _]) => {
            let q = Quat::from_xyzw(x, y, z, w);
            (0.5..2.0).contains(&q.length_squared()).then(|| q.normalize())
        }
        _ => None,
    };
    let palm = match (place(joint::PALM), turn(joint::PALM)) {
        (Some(position), Some(rotation)) => Pose { position, rotation },
        _ => {
            let ends = place(joint::MIDDLE_METACARPAL).zip(place(joint::MIDDLE_PROXIMAL));
            let (a, b) = ends.ok_or("a hand has neither a palm nor a middle metacarpal")?;
            let rotation = turn(joint::WRIST).or_else(|| turn(joint::MIDDLE_METACARPAL));
            Pose { position: (a + b) * 0.5, rotation: rotation.ok_or("a hand's palm and wrist have no rotation")? }
        }
    };
    let mut hand = natural_hand(side, palm, HandSource::Hands, 0.0, 0.0);
    hand.joints[joint::PALM] = palm;
    for j in 1..JOINTS {
        match place(j) {
            Some(position) => hand.joints[j].position = position,
            None if j == joint::WRIST || DIGITS.contains(&j) => {}
            None => return Err("a finger joint has no position"),
        }
    }
    hand.joints[joint::WRIST].rotation = turn(joint::WRIST).unwrap_or(palm.rotation);
    for (digit, &first) in DIGITS.iter().enumerate() {
        let tip = DIGITS.get(digit + 1).map_or(JOINTS, |&next| next) - 1;
        // The average hand's metacarpal says how the digit is rolled.
        let mut rolled = hand.joints[first].rotation;
        for j in first..=tip {
            if j < tip {
                let along = (hand.joints[j + 1].position - hand.joints[j].position).try_normalize();
                let along = along.unwrap_or(rolled * Vec3::NEG_Z);
                rolled = (Quat::from_rotation_arc(rolled * Vec3::NEG_Z, along) * rolled).normalize();
            }
            rolled = turn(j).unwrap_or(rolled);
            hand.joints[j].rotation = rolled;
        }
    }
    for (radius, raw) in hand.radii.iter_mut().zip(raw) {
        if let Some([.., Some(recorded)]) = raw
            && *recorded > 0.0
        {
            *radius = *recorded;
        }
    }
    (hand.pinch, hand.grasp) = strengths(&hand.joints);
    Ok(hand)
}

//! The driver's own hand, measured through the runtime, and how to send it so that it does what another hand did.
//!
//! The driver takes a pose and five curls, and bends a hand of its own by them: each finger in one plane, all its joints
//! together. Another hand's 26 joints cannot be had of it, but what a hand works with can: where thumb and index meet,
//! where the palm is, how far the fingers are closed.

use crate::feeder::{Feeder, Person, Sent};
use glam::{Quat, Vec3};
use tape::{Hand, JOINTS, LEFT, Pose, RIGHT, joint, strengths};

/// Curls at which it is measured: from beyond open to beyond closed, which the driver bends as well.
const SAMPLES: usize = 29;
const CURLS: [f32; 2] = [-0.2, 1.2];
/// First and last joint of each finger, in the order of [`Sent::curls`].
const FINGERS: [(usize, usize); 5] = [
    (joint::LITTLE_METACARPAL, joint::LITTLE_TIP),
    (joint::RING_METACARPAL, joint::RING_TIP),
    (joint::MIDDLE_METACARPAL, joint::MIDDLE_TIP),
    (joint::INDEX_METACARPAL, joint::INDEX_TIP),
    (joint::THUMB_METACARPAL, joint::THUMB_TIP),
];

/// Joints of both hands from the pose that is sent, by how far all fingers are curled.
pub struct Model([[[Pose; JOINTS]; SAMPLES]; 2]);

impl Model {
    /// Asks the runtime. `seen`: both hands as the session sees them now.
    pub fn measured(feeder: &mut Feeder, mut seen: impl FnMut() -> [[Pose; JOINTS]; 2]) -> Model {
        let mut samples = [[[Pose::IDENTITY; JOINTS]; SAMPLES]; 2];
        let [lefts, rights] = &mut samples;
        let mut person = Person::default();
        for (n, (left, right)) in lefts.iter_mut().zip(rights).enumerate() {
            person.hands.iter_mut().for_each(|hand| hand.curls = [curl(n); 5]);
            feeder.send(&person);
            let joints = seen();
            for (side, sample) in [(LEFT, left), (RIGHT, right)] {
                let sent_from_room = person.hands[side].pose.inverse();
                *sample = joints[side].map(|joint| sent_from_room.then(joint));
            }
        }
        Model(samples)
    }

    /// The joints from the pose that is sent.
    pub fn joints(&self, side: usize, curls: [f32; 5]) -> [Pose; JOINTS] {
        let samples = &self.0[side];
        let mut joints = samples[0];
        for ((first, last), curl) in FINGERS.into_iter().zip(curls) {
            let at = (curl - CURLS[0]) / (CURLS[1] - CURLS[0]) * (SAMPLES - 1) as f32;
            let at = at.clamp(0.0, (SAMPLES - 1) as f32);
            let n = (at as usize).min(SAMPLES - 2);
            for i in first..=last {
                let (a, b) = (samples[n][i], samples[n + 1][i]);
                let share = at - n as f32;
                joints[i] = Pose {
                    position: a.position.lerp(b.position, share),
                    rotation: a.rotation.slerp(b.rotation, share),
                };
            }
        }
        joints
    }
}

fn curl(n: usize) -> f32 {
    CURLS[0] + (CURLS[1] - CURLS[0]) * n as f32 / (SAMPLES - 1) as f32
}

/// Unknowns: the sent pose (a place and a small turn) and the curls.
const UNKNOWN: usize = 11;
/// Numbers that are held against each other: joints, two axes of the palm, and how far the hand is closed.
const HELD: usize = 3 * (JOINTS + 2) + 2;
/// Metres that a turn of the palm by a radian, and a strength that is off by the whole, count for. Strengths count for
/// much, because what they are taken for, a pinch, a grasp or nothing, is what happens.
const TURN_M: f32 = 0.08;
const STRENGTH_M: f32 = 0.1;

fn compared(joints: &[Pose; JOINTS], weights: &[f32; JOINTS], (pinch, grasp): (f32, f32)) -> [f32; HELD] {
    let mut all = [0.0; HELD];
    let mut put = |i: usize, v: Vec3| all[3 * i..3 * i + 3].copy_from_slice(&v.to_array());
    for i in 0..JOINTS {
        put(i, joints[i].position * weights[i]);
    }
    put(JOINTS, joints[joint::PALM].rotation * Vec3::Z * TURN_M);
    put(JOINTS + 1, joints[joint::PALM].rotation * Vec3::Y * TURN_M);
    (all[HELD - 2], all[HELD - 1]) = (pinch * STRENGTH_M, grasp * STRENGTH_M);
    all
}

impl Model {
    /// What to send so that the driver's hand does what this one does; `from` is what was sent just before. Damped least
    /// squares (Levenberg and Marquardt).
    pub fn fit(&self, side: usize, wanted: &Hand, from: &Sent) -> Sent {
        let mut weights = [0.3; JOINTS];
        weights[joint::PALM] = 1.0;
        // Thumb and index do the work; the others go where they must for the strengths to be right.
        weights[joint::INDEX_TIP] = 1.5 + 3.0 * wanted.pinch;
        weights[joint::THUMB_TIP] = 0.5 + 4.0 * wanted.pinch;
        let target = compared(&wanted.joints, &weights, (wanted.pinch, wanted.grasp));
        let residual = |sent: &Sent| {
            let joints = self.joints(side, sent.curls).map(|joint| sent.pose.then(joint));
            let mut all = compared(&joints, &weights, strengths(&joints));
            all.iter_mut().zip(target).for_each(|(a, b)| *a -= b);
            all
        };
        let sum = |r: &[f32; HELD]| r.iter().map(|x| x * x).sum::<f32>();
        let (mut best, mut damping) = (*from, 1e-3_f32);
        let mut r = residual(&best);
        for _ in 0..12 {
            let mut columns = [[0.0; HELD]; UNKNOWN];
            for (k, column) in columns.iter_mut().enumerate() {
                let step = if k < 3 { 1e-4 } else { 1e-3 };
                let mut by = [0.0; UNKNOWN];
                by[k] = step;
                let moved = residual(&stepped(&best, &by));
                for (c, (a, b)) in column.iter_mut().zip(moved.iter().zip(&r)) {
                    *c = (a - b) / step;
                }
            }
            let mut square = [[0.0; UNKNOWN]; UNKNOWN];
            let mut right = [0.0; UNKNOWN];
            for i in 0..UNKNOWN {
                for j in 0..UNKNOWN {
                    square[i][j] = columns[i].iter().zip(&columns[j]).map(|(a, b)| a * b).sum();
                }
                right[i] = -columns[i].iter().zip(&r).map(|(a, b)| a * b).sum::<f32>();
            }
            let mut better = false;
            for _ in 0..4 {
                let mut damped = square;
                for i in 0..UNKNOWN {
                    damped[i][i] += damping * (square[i][i] + 1e-4);
                }
                let next = stepped(&best, &solved(damped, right));
                let after = residual(&next);
                if sum(&after) < sum(&r) {
                    better = sum(&after) < 0.999 * sum(&r);
                    (best, r, damping) = (next, after, damping * 0.3);
                    break;
                }
                damping *= 5.0;
            }
            if !better {
                break;
            }
        }
        Sent { tracked: wanted.tracked, ..best }
    }
}

fn stepped(from: &Sent, by: &[f32; UNKNOWN]) -> Sent {
    let mut sent = *from;
    sent.pose.position += Vec3::new(by[0], by[1], by[2]);
    sent.pose.rotation = (Quat::from_scaled_axis(Vec3::new(by[3], by[4], by[5])) * sent.pose.rotation).normalize();
    for (curl, by) in sent.curls.iter_mut().zip(&by[6..]) {
        *curl = (*curl + by).clamp(CURLS[0], CURLS[1]);
    }
    sent
}

/// Gauss with pivots.
fn solved(mut a: [[f32; UNKNOWN]; UNKNOWN], mut b: [f32; UNKNOWN]) -> [f32; UNKNOWN] {
    for k in 0..UNKNOWN {
        let pivot = (k..UNKNOWN).max_by(|&i, &j| a[i][k].abs().total_cmp(&a[j][k].abs())).unwrap_or(k);
        a.swap(k, pivot);
        b.swap(k, pivot);
        let row = a[k];
        for i in k + 1..UNKNOWN {
            let share = a[i][k] / row[k];
            a[i].iter_mut().zip(row).for_each(|(below, above)| *below -= share * above);
            b[i] -= share * b[k];
        }
    }
    for k in (0..UNKNOWN).rev() {
        b[k] = (b[k] - (k + 1..UNKNOWN).map(|j| a[k][j] * b[j]).sum::<f32>()) / a[k][k];
    }
    b
}

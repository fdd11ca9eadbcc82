//! Frames for the tests: a person whose head sways and whose hands wander, open and close.
#![allow(dead_code, reason = "each test file uses its own part")]

use glam::{EulerRot, Quat, Vec3};
use tape::*;

/// Small, seeded, good enough for noise.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Mean 0, standard deviation 1.
    pub fn normal(&mut self) -> f32 {
        (0..12).map(|_| (self.roll() >> 40) as f32 / (1u32 << 24) as f32).sum::<f32>() - 6.0
    }

    pub fn normals(&mut self, sigma: f32) -> Vec3 {
        Vec3::new(self.normal(), self.normal(), self.normal()) * sigma
    }
}

/// Noise of tracking, one standard deviation an axis.
#[derive(Clone, Copy)]
pub struct Noise {
    pub metres: f32,
    pub radians: f32,
}

pub const QUIET: Noise = Noise { metres: 0.0, radians: 0.0 };
/// What the headset recordings show.
pub const HEADSET: Noise = Noise { metres: 0.3e-3, radians: 0.15 * core::f32::consts::PI / 180.0 };

fn shake(pose: Pose, noise: Noise, dice: &mut Dice) -> Pose {
    let turn = dice.normals(noise.radians);
    Pose {
        position: pose.position + dice.normals(noise.metres),
        rotation: pose.rotation * Quat::from_scaled_axis(turn),
    }
}

fn swing(t_s: f32, period_s: f32, phase: f32) -> f32 {
    libm::sinf((t_s / period_s + phase) * core::f32::consts::TAU)
}

pub fn hand(index: usize, t_s: f32, noise: Noise, dice: &mut Dice) -> Hand {
    let side = if index == LEFT { -1.0 } else { 1.0 };
    let phase = index as f32 * 0.37;
    let grasp = 0.5 + 0.5 * swing(t_s, 3.1, phase);
    let palm = Pose {
        position: Vec3::new(0.2 * side + 0.15 * swing(t_s, 4.3, phase), 1.1 + 0.1 * swing(t_s, 2.9, phase), -0.4),
        rotation: Quat::from_euler(EulerRot::YXZ, 0.4 * swing(t_s, 5.3, 0.0), 0.6 * swing(t_s, 3.7, phase), 0.3 * side),
    };
    let mut joints = [palm; JOINTS];
    for j in 1..JOINTS {
        let parent = joints[joint::PARENT[j]];
        let bone = match j {
            joint::WRIST => Vec3::new(0.0, 0.0, 0.055),
            2 | 6 | 11 | 16 | 21 => Vec3::new(0.012 * ((j as f32 - 11.0) / 5.0) * side, 0.0, -0.02),
            7 | 12 | 17 | 22 => Vec3::new(0.0, 0.0, -0.065),
            _ => Vec3::new(0.0, 0.0, -0.028),
        };
        let bend = if matches!(j, 1 | 2 | 6 | 11 | 16 | 21) { 0.0 } else { -1.2 * grasp };
        joints[j] = parent.then(Pose { position: bone, rotation: Quat::from_rotation_x(bend) });
    }
    let joints = joints.map(|pose| shake(pose, noise, dice));
    Hand { tracked: true, source: HandSource::Hands, joints, radii: [0.009; JOINTS], pinch: 0.0, grasp }
}

/// One tick of somebody at work.
pub fn frame(tick: u32, noise: Noise, dice: &mut Dice) -> Frame {
    let t_s = tick as f32 * TICK_S;
    let head = Pose {
        position: Vec3::new(0.03 * swing(t_s, 4.0, 0.1), 1.65 + 0.01 * swing(t_s, 1.1, 0.0), 0.02),
        rotation: Quat::from_euler(EulerRot::YXZ, 0.5 * swing(t_s, 6.0, 0.3), -0.3, 0.0),
    };
    let still = Noise { metres: noise.metres * 0.1, radians: noise.radians * 0.07 };
    Frame {
        tick,
        head: shake(head, still, dice),
        hands: [LEFT, RIGHT].map(|index| hand(index, t_s, noise, dice)),
        buttons: Buttons::default(),
        events: TrackingEvents::default(),
        origin: StageOrigin::default(),
        intervention: 0,
    }
}

pub fn frames(count: u32, noise: Noise, seed: u64) -> Vec<Frame> {
    let mut dice = Dice(seed | 1);
    (0..count).map(|tick| frame(tick, noise, &mut dice)).collect()
}

/// All numbers of a frame, as bits: 0 and −0 differ here.
pub fn bits(frame: &Frame) -> Vec<u32> {
    let pose = |p: &Pose| {
        let mut all = p.position.to_array().to_vec();
        all.extend(p.rotation.to_array());
        all
    };
    let mut floats = pose(&frame.head);
    let mut out = vec![frame.tick, frame.buttons.0.into(), frame.events.0.into(), frame.intervention.into()];
    for hand in &frame.hands {
        out.extend([u32::from(hand.tracked), hand.source as u32]);
        floats.extend(hand.joints.iter().flat_map(pose));
        floats.extend(hand.radii);
        floats.extend([hand.pinch, hand.grasp]);
    }
    floats.extend([frame.origin.x_m, frame.origin.z_m, frame.origin.yaw_rad]);
    out.extend(floats.into_iter().map(f32::to_bits));
    out
}

pub fn header() -> Header {
    Header { scenario: "gowning".into(), seed: 7, device: "test".into(), ..Header::default() }
}

/// A whole tape in memory, and the frames that its room saw.
pub fn recorded(raw: &[Frame], header: &Header) -> (Vec<u8>, Vec<Frame>) {
    let mut writer = TapeWriter::new(Vec::new(), header).expect("a header");
    let seen = raw.iter().map(|frame| writer.push(frame).expect("memory does not fill")).collect();
    (writer.finish(End::Finished).expect("memory does not fill"), seen)
}

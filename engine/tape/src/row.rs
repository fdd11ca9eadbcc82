//! A frame as whole numbers: what a tape stores, and what both the live room and its replay are computed from.
//!
//! A rotation is its modified Rodrigues parameters `v / (1 + w)`: three numbers, smooth everywhere, turned back by
//! additions, multiplications and one division (Schaub & Junkins, *Stereographic Orientation Parameters for Attitude
//! Dynamics*, 1996). A step of the parameters is four times as large an angle.

use crate::frame::*;
use glam::{Quat, Vec3};

/// 0.1 mm.
const STEP_M: f32 = 1e-4;
/// No pose lies further out than 100 m: beyond it an `f32` would not give its steps back.
pub(crate) const POSITION_LIMIT: i32 = 1_000_000;
/// No joint lies further than 3.2 m from its parent.
pub(crate) const BONE_LIMIT: i32 = 32_000;
/// Head and palms: a step is 4 / 32768 rad = 0.007°, so the error is at most 0.0035° about an axis.
const FINE: f32 = 32_768.0;
/// Other joints: a step is 4 / 2560 rad = 0.09°, so the error is at most 0.045° about an axis.
const COARSE: f32 = 2_560.0;
/// No parameter exceeds 1.02 (at 1 the turn is 180°, and [`CROSSING`] lets it go 0.6° further).
pub(crate) const FINE_LIMIT: i32 = 33_423;
pub(crate) const COARSE_LIMIT: i32 = 2_611;
const YAW_STEPS: i32 = 65_536;

/// Numbers in a row.
pub(crate) const COLUMNS: usize = 180;
/// A frame without its tick, bones and radii.
pub(crate) type Row = [i32; COLUMNS];

/// Places in a [`Row`].
pub(crate) mod column {
    /// Bit 0 tracked, then the source; two hands.
    pub const STATE: usize = 0;
    pub const BUTTONS: usize = 2;
    pub const EVENTS: usize = 3;
    pub const INTERVENTION: usize = 4;
    /// x, z, yaw.
    pub const ORIGIN: usize = 5;
    /// Position, rotation.
    pub const HEAD: usize = 8;
    /// Palm's position and rotation, rotations of the other joints, pinch, grasp; two hands.
    pub const HAND: usize = 14;
    pub const HAND_LEN: usize = 83;
    /// From the start of a hand.
    pub const JOINT: usize = 6;
    pub const PINCH: usize = 81;
    pub const GRASP: usize = 82;
}
use column::*;

/// The joint that each joint's rotation and bone are relative to. Unlike [`joint::PARENT`] the metacarpals hang off the
/// palm, which they are rigid with, and not off the wrist, which some runtimes let bend.
pub(crate) const BASE: [usize; JOINTS] =
    [0, 0, 0, 2, 3, 4, 0, 6, 7, 8, 9, 0, 11, 12, 13, 14, 0, 16, 17, 18, 19, 0, 21, 22, 23, 24];

/// What of a hand does not move, in steps of 0.1 mm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bones {
    /// Each joint in the frame of its [`BASE`].
    pub offset: [[i32; 3]; JOINTS],
    pub radius: [i32; JOINTS],
}

impl Bones {
    pub const NONE: Bones = Bones { offset: [[0; 3]; JOINTS], radius: [0; JOINTS] };

    /// Another hand, or one measured anew: a joint lies 3 mm elsewhere, or a radius is 2 mm off. Tracking noise is a
    /// tenth of it.
    pub fn differ(&self, other: &Bones) -> bool {
        let far = |a: &[i32], b: &[i32], limit| {
            // A maximum, and not a search that stops early: this runs on vector instructions.
            a.iter().zip(b).fold(0, |far: u32, (a, b)| far.max(a.abs_diff(*b))) > limit
        };
        far(self.offset.as_flattened(), other.offset.as_flattened(), 30) || far(&self.radius, &other.radius, 20)
    }
}

/// Nearest whole number, halves away from zero; what is not a number is 0.
#[inline]
fn nearest(x: f32) -> i32 {
    (x + if x < 0.0 { -0.5 } else { 0.5 }) as i32
}

#[inline]
fn steps(v: Vec3, limit: i32) -> [i32; 3] {
    v.to_array().map(|x| nearest(x * (1.0 / STEP_M)).clamp(-limit, limit))
}

#[inline]
fn metres(n: [i32; 3]) -> Vec3 {
    Vec3::from_array(n.map(|n| n as f32 * STEP_M))
}

/// `q` and `−q` are one rotation; the one with `w` above this is written, and it lies below 0 so that a turn by
/// just over 180° does not jump to the other side.
const CROSSING: f32 = -0.01;

fn parameters(q: Quat, scale: f32) -> [i32; 3] {
    let write = |q: Quat| {
        let k = scale / (1.0 + q.w);
        [q.x * k, q.y * k, q.z * k].map(nearest)
    };
    let n = write(if q.w < CROSSING { -q } else { q });
    if q.w.abs() > -2.0 * CROSSING {
        return n;
    }
    // Rounding may land beyond the crossing; what is read there would be written on the other side. Settle it now, with
    // a margin far above the rounding of f32 and far below a step, so that writing what was read changes nothing.
    let read = rotation(n, scale);
    if read.w < CROSSING + 1e-4 { write(-read) } else { n }
}

fn rotation(n: [i32; 3], scale: f32) -> Quat {
    let p = Vec3::from_array(n.map(|n| n as f32)) * (1.0 / scale);
    let squared = p.length_squared();
    let k = 1.0 / (1.0 + squared);
    let v = p * (2.0 * k);
    Quat::from_xyzw(v.x, v.y, v.z, (1.0 - squared) * k)
}

fn put<const N: usize>(row: &mut Row, at: usize, n: [i32; N]) {
    row[at..at + N].copy_from_slice(&n);
}

fn get(row: &Row, at: usize) -> [i32; 3] {
    [row[at], row[at + 1], row[at + 2]]
}

/// Everything but the hands of `frame` into `row`. A head that is no pose leaves the one that is there.
pub(crate) fn write_person(frame: &Frame, row: &mut Row) {
    row[BUTTONS] = frame.buttons.0.into();
    row[EVENTS] = frame.events.0.into();
    row[INTERVENTION] = frame.intervention.into();
    let StageOrigin { x_m, z_m, yaw_rad } = frame.origin;
    let [x, _, z] = steps(Vec3::new(x_m, 0.0, z_m), POSITION_LIMIT);
    let turn = (yaw_rad * (1.0 / core::f32::consts::TAU)).clamp(-1e3, 1e3);
    let half = YAW_STEPS / 2;
    put(row, ORIGIN, [x, z, (nearest(turn * YAW_STEPS as f32) + half).rem_euclid(YAW_STEPS) - half]);
    if let Some(head) = sound(frame.head) {
        put(row, HEAD, steps(head.position, POSITION_LIMIT));
        put(row, HEAD + 3, parameters(head.rotation, FINE));
    }
}

/// A tracked hand into `row`, and the bones it has this tick. None, and nothing written, if a joint is no pose.
pub(crate) fn write_hand(hand: &Hand, index: usize, row: &mut Row) -> Option<Bones> {
    let at = HAND + index * HAND_LEN;
    let mut poses = hand.joints;
    for pose in &mut poses {
        *pose = sound(*pose)?;
    }
    let mut bones = Bones::NONE;
    let mut read = [Quat::IDENTITY; JOINTS];
    put(row, at, steps(poses[0].position, POSITION_LIMIT));
    put(row, at + 3, parameters(poses[0].rotation, FINE));
    read[0] = rotation(get(row, at + 3), FINE);
    for j in 1..JOINTS {
        let base_from_stage = read[BASE[j]].conjugate();
        let n = parameters(base_from_stage * poses[j].rotation, COARSE);
        put(row, at + JOINT + 3 * (j - 1), n);
        read[j] = read[BASE[j]] * rotation(n, COARSE);
        let bone = base_from_stage * (poses[j].position - poses[BASE[j]].position);
        bones.offset[j] = steps(bone, BONE_LIMIT);
    }
    bones.radius = hand.radii.map(|r| nearest(r * (1.0 / STEP_M)).clamp(0, BONE_LIMIT));
    let strength = |s: f32| nearest(s * 255.0).clamp(0, 255);
    put(row, at + PINCH, [strength(hand.pinch), strength(hand.grasp)]);
    Some(bones)
}

/// The pose with a unit quaternion; None if it is none: not a number, or a rotation without length.
fn sound(pose: Pose) -> Option<Pose> {
    let squared = pose.rotation.length_squared();
    let good = pose.position.is_finite() && (1e-4..1e4).contains(&squared);
    good.then(|| Pose { rotation: pose.rotation * (1.0 / squared.sqrt()), ..pose })
}

/// What [`Bones`] mean, in metres; kept because it is the same for many frames.
#[derive(Clone, Debug)]
pub(crate) struct Skeleton {
    offset: [Vec3; JOINTS],
    radius: [f32; JOINTS],
}

impl From<&Bones> for Skeleton {
    fn from(bones: &Bones) -> Skeleton {
        Skeleton { offset: bones.offset.map(metres), radius: bones.radius.map(|r| r as f32 * STEP_M) }
    }
}

/// The frame that `row` stands for.
pub(crate) fn read(row: &Row, skeletons: &[Skeleton; 2], tick: u32) -> Frame {
    let pose = |at| Pose { position: metres(get(row, at)), rotation: rotation(get(row, at + 3), FINE) };
    let hand = |index: usize| {
        let at = HAND + index * HAND_LEN;
        let skeleton = &skeletons[index];
        let mut joints = [pose(at); JOINTS];
        let turns = row[at + JOINT..at + PINCH].as_chunks::<3>().0;
        for (j, &turn) in (1..JOINTS).zip(turns) {
            let turn = Pose { position: skeleton.offset[j], rotation: rotation(turn, COARSE) };
            joints[j] = joints[BASE[j]].then(turn);
        }
        Hand {
            tracked: row[STATE + index] & 1 == 1,
            source: source(row[STATE + index] >> 1),
            joints,
            radii: skeleton.radius,
            pinch: row[at + PINCH] as f32 * (1.0 / 255.0),
            grasp: row[at + GRASP] as f32 * (1.0 / 255.0),
        }
    };
    Frame {
        tick,
        head: pose(HEAD),
        hands: [hand(LEFT), hand(RIGHT)],
        buttons: Buttons(row[BUTTONS] as u8),
        events: TrackingEvents(row[EVENTS] as u8),
        origin: StageOrigin {
            x_m: row[ORIGIN] as f32 * STEP_M,
            z_m: row[ORIGIN + 1] as f32 * STEP_M,
            yaw_rad: row[ORIGIN + 2] as f32 * (core::f32::consts::TAU / YAW_STEPS as f32),
        },
        intervention: row[INTERVENTION] as u8,
    }
}

fn source(n: i32) -> HandSource {
    [HandSource::Hands, HandSource::Controller, HandSource::Desktop, HandSource::Puppet][(n & 3) as usize]
}

/// Whether a number that was read from a column can have been written there.
pub(crate) fn in_range(column: usize, low: i32, high: i32) -> bool {
    let limits = match column {
        STATE..BUTTONS => 0..=7,
        BUTTONS..ORIGIN => 0..=255,
        ORIGIN | 6 => -POSITION_LIMIT..=POSITION_LIMIT,
        7 => -YAW_STEPS / 2..=YAW_STEPS / 2 - 1,
        HEAD..HAND => fine(column - HEAD),
        _ => match (column - HAND) % HAND_LEN {
            part @ 0..JOINT => fine(part),
            JOINT..PINCH => -COARSE_LIMIT..=COARSE_LIMIT,
            _ => 0..=255,
        },
    };
    limits.contains(&low) && limits.contains(&high)
}

fn fine(part: usize) -> core::ops::RangeInclusive<i32> {
    let limit = if part < 3 { POSITION_LIMIT } else { FINE_LIMIT };
    -limit..=limit
}

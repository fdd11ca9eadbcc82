//! The puppet's own body: where head and hands are, where they go, and the frame of each tick.
//!
//! Positions are room space unless a name says otherwise. The stage stands still where the person began, or goes along
//! with a person who is only lent the skill ([`crate::lend`]).

use crate::hand::{Posture, RADII, Touch, joints};
use crate::lend::Stance;
use crate::motion::{Chance, Follow, Waves, min_jerk, reach_s};
use crate::persona::{LENT, Persona};
use glam::{Quat, Vec2, Vec3};
use tape::{Buttons, Frame, Hand, HandSource, LEFT, Pose, StageOrigin, TICK_S, TICKS_PER_SECOND, TrackingEvents};
use twin::grip::GripKind;

/// Eyes to shoulders: down and to each side, metres (design, adult of the persona's height).
const SHOULDER_DOWN_M: f32 = 0.22;
const SHOULDER_OUT_M: f32 = 0.18;
/// From the shoulder to the palm, arm not quite straight.
pub const ARM_M: f32 = 0.58;
/// A trunk leans and bends no further.
const LEAN_M: f32 = 0.55;
const CROUCH_M: f32 = 0.95;
/// A long reach, that takes the trunk along, is no faster than this in the mean (design).
const LONG_REACH_M_PER_S: f32 = 1.0;
/// What is nearer than this to the eyes' plumb line is on the person's own body.
const OWN_BODY_M: f32 = 0.27;
/// A neck turns no further from the trunk.
pub const NECK_RAD: f32 = 1.25;
/// Nor does it while the person stands astride.
pub const ASTRIDE_NECK_RAD: f32 = 0.12;

/// Where a hand is to be: its palm.
#[derive(Clone, Copy, Debug)]
pub enum Aim {
    Room(Pose),
    /// Relative to the trunk: −Z ahead, the origin on the floor under the person who stands upright.
    Body(Pose),
}

#[derive(Clone, Debug)]
struct Arm {
    aim: Aim,
    /// Room.
    from: Pose,
    start: u32,
    ticks: u32,
    /// How far the path arches away from the straight line.
    arch: Vec3,
    posture: Posture,
    posture_from: Posture,
    posture_start: u32,
    posture_ticks: u32,
    tremor: [Waves; 3],
    drift: [Waves; 3],
}

/// Where the eyes go.
#[derive(Clone, Copy, Debug)]
struct Gaze {
    /// Room; `None` looks ahead and a little down.
    at: Option<Vec3>,
    start: u32,
    ticks: u32,
    from_yaw: f32,
    from_pitch: f32,
    yaw: f32,
    pitch: f32,
}

/// A walk along corners.
#[derive(Clone, Debug)]
struct Walk {
    corners: Vec<Vec2>,
    metres: f32,
    length: f32,
    speed: f32,
    top_m_per_s: f32,
    /// The trunk turns along the way.
    turns: bool,
}

#[derive(Clone, Debug)]
pub struct Rig {
    pub persona: Persona,
    pub chance: Chance,
    pub tick: u32,
    source: HandSource,
    origin: StageOrigin,
    /// The stage goes along with the trunk.
    carries_stage: bool,
    /// On the floor under the middle of the body.
    at: Vec2,
    x: Follow,
    z: Follow,
    yaw: Follow,
    yaw_goal: f32,
    lean: [Follow; 2],
    crouch: Follow,
    /// Set by sitting and stepping: the trunk's offset and how much lower the head is, whatever the hands want.
    pub bend: Option<(Vec2, f32)>,
    gaze: Gaze,
    /// How far the neck turns from the trunk: little while astride a bench, where the feet follow the head.
    pub neck_rad: f32,
    walk: Option<Walk>,
    stride: f32,
    arms: [Arm; 2],
    sway: [Waves; 3],
    pub buttons: Buttons,
}

/// Hands before the chest, above the waist, away from the body.
pub fn ready(side: usize) -> Pose {
    let out = if side == LEFT { -1.0 } else { 1.0 };
    Pose {
        position: Vec3::new(0.14 * out, 1.14, -0.29),
        rotation: Quat::from_rotation_z(-out * 0.9) * Quat::from_rotation_x(0.85),
    }
}

/// Hands that hang.
pub fn hanging(side: usize) -> Pose {
    let out = if side == LEFT { -1.0 } else { 1.0 };
    Pose {
        position: Vec3::new(0.26 * out, 0.72, -0.05),
        rotation: Quat::from_rotation_z(-out * 1.5) * Quat::from_rotation_x(-1.4),
    }
}

/// The yaw of someone who looks along `v` (x, z).
pub fn yaw_of(v: Vec2) -> f32 {
    libm::atan2f(-v.x, -v.y)
}

/// `angle` brought within half a turn of `near`.
fn unwrap(angle: f32, near: f32) -> f32 {
    let turn = std::f32::consts::TAU;
    angle - ((angle - near) / turn).round() * turn
}

fn flat(v: Vec3) -> Vec2 {
    Vec2::new(v.x, v.z)
}

pub fn ticks(seconds: f32) -> u32 {
    (seconds * TICKS_PER_SECOND as f32).round().max(0.0) as u32
}

impl Rig {
    pub fn new(persona: Persona, seed: u64, start: [f32; 2], turn_degrees: f32) -> Rig {
        let mut chance = Chance::new(seed);
        let yaw = turn_degrees.to_radians();
        let origin = StageOrigin { x_m: start[0], z_m: start[1], yaw_rad: yaw };
        let arm = |side: usize, chance: &mut Chance| {
            let aim = Aim::Body(ready(side));
            Arm {
                aim,
                from: origin.pose().then(ready(side)),
                start: 0,
                ticks: 0,
                arch: Vec3::ZERO,
                posture: Posture::RELAXED,
                posture_from: Posture::RELAXED,
                posture_start: 0,
                posture_ticks: 0,
                tremor: std::array::from_fn(|_| Waves::new(chance, 8.0, 12.0, persona.tremor_m)),
                drift: std::array::from_fn(|_| Waves::new(chance, 0.15, 0.9, 0.0012)),
            }
        };
        let arms = [arm(0, &mut chance), arm(1, &mut chance)];
        let sway = [0.0030, 0.0008, 0.0030].map(|rms| Waves::new(&mut chance, 0.1, 0.5, rms));
        Rig {
            persona,
            chance,
            tick: 0,
            source: HandSource::Puppet,
            origin,
            carries_stage: false,
            at: Vec2::from(start),
            x: Follow::at(start[0]),
            z: Follow::at(start[1]),
            yaw: Follow::at(yaw),
            yaw_goal: yaw,
            lean: [Follow::default(); 2],
            crouch: Follow::default(),
            bend: None,
            gaze: Gaze { at: None, start: 0, ticks: 0, from_yaw: yaw, from_pitch: -0.2, yaw, pitch: -0.2 },
            neck_rad: NECK_RAD,
            walk: None,
            stride: 0.0,
            arms,
            sway,
            buttons: Buttons::default(),
        }
    }

    /// A body that another source of frames has moved so far: it stands as `stance` says.
    pub fn taken_over(stance: &Stance, seed: u64) -> Rig {
        let persona = Persona { eye_height_m: stance.eye_height_m, ..LENT };
        let StageOrigin { x_m, z_m, yaw_rad } = stance.origin;
        let mut rig = Rig::new(persona, seed, [x_m, z_m], yaw_rad.to_degrees());
        (rig.tick, rig.source, rig.carries_stage) = (stance.tick, stance.source, true);
        let room_from_stage = stance.origin.pose();
        let head = room_from_stage.then(stance.head);
        rig.lean = [Follow::at(head.position.x - x_m), Follow::at(head.position.z - z_m)];
        rig.crouch = Follow::at(stance.eye_height_m - head.position.y);
        let ahead = head.rotation * Vec3::NEG_Z;
        (rig.gaze.yaw, rig.gaze.pitch) = (yaw_rad, libm::asinf(ahead.y.clamp(-1.0, 1.0)));
        (rig.gaze.from_yaw, rig.gaze.from_pitch) = (rig.gaze.yaw, rig.gaze.pitch);
        for (side, hand) in stance.hands.iter().enumerate() {
            rig.guide(side, room_from_stage.then(hand.palm));
            rig.ride_along(side);
            let posture = match hand.closed {
                None => Posture::RELAXED,
                Some(GripKind::Pinch) => Posture::PINCH,
                Some(GripKind::Palm) => Posture::FIST,
            };
            (rig.arms[side].posture, rig.arms[side].posture_from) = (posture, posture);
            if hand.closed.is_none() {
                // Out of the way of the other.
                rig.reach(side, Aim::Body(ready(side)), 0.08, 1.0);
            }
        }
        rig
    }

    /// Where the person stands.
    pub fn at(&self) -> Vec2 {
        Vec2::new(self.x.value, self.z.value)
    }

    pub fn yaw(&self) -> f32 {
        self.yaw.value
    }

    /// Level, the way the trunk faces.
    pub fn ahead(&self) -> Vec3 {
        Quat::from_rotation_y(self.yaw_goal) * Vec3::NEG_Z
    }

    /// Eyes, now.
    pub fn eyes(&self) -> Vec3 {
        Vec3::new(
            self.x.value + self.lean[0].value,
            self.persona.eye_height_m - self.crouch.value,
            self.z.value + self.lean[1].value,
        )
    }

    fn trunk(&self) -> Pose {
        let eyes = self.eyes();
        Pose {
            position: Vec3::new(eyes.x, eyes.y - self.persona.eye_height_m, eyes.z),
            rotation: Quat::from_rotation_y(self.yaw.value),
        }
    }

    fn resolve(&self, aim: Aim) -> Pose {
        match aim {
            Aim::Room(pose) => pose,
            Aim::Body(pose) => self.trunk().then(pose),
        }
    }

    /// The palm of a hand as it was meant at this tick, without tremor.
    pub fn palm(&self, side: usize) -> Pose {
        let arm = &self.arms[side];
        let to = self.resolve(arm.aim);
        if arm.ticks == 0 {
            return to;
        }
        let share = min_jerk(self.tick.saturating_sub(arm.start) as f32 / arm.ticks as f32);
        Pose {
            position: arm.from.position.lerp(to.position, share) + arm.arch * (4.0 * share * (1.0 - share)),
            rotation: arm.from.rotation.slerp(to.rotation, share),
        }
    }

    /// Room position of a point of a hand.
    pub fn point(&self, side: usize, touch: Touch) -> Vec3 {
        let palm = self.palm(side);
        palm.position + palm.rotation * touch.in_palm(side)
    }

    /// Sends a hand on a reach; returns the ticks it will take. `pace` 1 is the persona's own.
    pub fn reach(&mut self, side: usize, aim: Aim, width_m: f32, pace: f32) -> u32 {
        let from = self.palm(side);
        // A trunk that straightens carries its hands further than they reach.
        let to = match aim {
            Aim::Room(pose) => pose.position,
            Aim::Body(pose) => {
                let rotation = Quat::from_rotation_y(self.yaw.value);
                rotation * pose.position + Vec3::new(self.x.value, 0.0, self.z.value)
            }
        };
        let distance = from.position.distance(to);
        let varied = self.chance.between(0.93, 1.09);
        let time_s =
            (reach_s(distance, width_m) * pace).max(distance / LONG_REACH_M_PER_S) * self.persona.pace * varied;
        self.send(side, aim, ticks(time_s).max(8))
    }

    /// Sends a hand somewhere in a given time.
    pub fn send(&mut self, side: usize, aim: Aim, ticks: u32) -> u32 {
        let from = self.palm(side);
        let distance = from.position.distance(self.resolve(aim).position);
        // People's hands arch a little upwards on their way (a tenth of the distance at most).
        let arch = Vec3::Y * (distance * self.chance.between(0.02, 0.06));
        let start = self.tick;
        let arm = &mut self.arms[side];
        (arm.from, arm.aim, arm.start, arm.ticks, arm.arch) = (from, aim, start, ticks, arch);
        ticks
    }

    /// Moves the aim of a hand that is under way or has arrived, without a new reach: for things that move.
    pub fn steer(&mut self, side: usize, aim: Aim) {
        self.arms[side].aim = aim;
    }

    /// Lets the hand follow its aim at once, tick by tick: for paths that a skill draws itself.
    pub fn guide(&mut self, side: usize, palm: Pose) {
        let arm = &mut self.arms[side];
        (arm.aim, arm.ticks, arm.arch) = (Aim::Room(palm), 0, Vec3::ZERO);
    }

    /// Keeps a hand where it is relative to the body, so that it moves along.
    pub fn ride_along(&mut self, side: usize) {
        let aim = Aim::Body(self.trunk().inverse().then(self.palm(side)));
        let arm = &mut self.arms[side];
        (arm.aim, arm.ticks, arm.arch) = (aim, 0, Vec3::ZERO);
    }

    /// Is the hand held somewhere in the room, rather than before the body?
    pub fn is_in_room(&self, side: usize) -> bool {
        matches!(self.arms[side].aim, Aim::Room(_))
    }

    pub fn arrived(&self, side: usize) -> bool {
        let arm = &self.arms[side];
        self.tick >= arm.start + arm.ticks
    }

    /// Begins to form a posture.
    pub fn shape(&mut self, side: usize, posture: Posture, seconds: f32) {
        let from = self.posture(side);
        let start = self.tick;
        let arm = &mut self.arms[side];
        (arm.posture_from, arm.posture, arm.posture_start, arm.posture_ticks) = (from, posture, start, ticks(seconds));
    }

    fn posture(&self, side: usize) -> Posture {
        let arm = &self.arms[side];
        if arm.posture_ticks == 0 {
            return arm.posture;
        }
        let share = min_jerk((self.tick - arm.posture_start) as f32 / arm.posture_ticks as f32);
        arm.posture_from.towards(&arm.posture, share)
    }

    /// Turns the eyes to a point of the room, or ahead. Asked again and again with a point that moves, the head follows.
    pub fn look(&mut self, at: Option<Vec3>) {
        let near = match (self.gaze.at, at) {
            (Some(a), Some(b)) => a.distance(b) < 0.06,
            (None, None) => true,
            _ => false,
        };
        let (yaw, pitch) = (self.gaze.yaw, self.gaze.pitch);
        self.gaze.at = at;
        if !near {
            let (to_yaw, to_pitch) = self.wanted_gaze();
            let turn = (to_yaw - yaw).abs().max((to_pitch - pitch).abs());
            // Head turns: about a quarter of a second and a little for the angle (design, after gaze shift studies).
            self.gaze.ticks = ticks(0.22 + 0.22 * turn);
            (self.gaze.start, self.gaze.from_yaw, self.gaze.from_pitch) = (self.tick, yaw, pitch);
        }
    }

    fn wanted_gaze(&self) -> (f32, f32) {
        let body = self.yaw.value;
        match self.gaze.at {
            None => (body, -0.2),
            Some(at) => {
                let v = at - self.eyes();
                let level = flat(v);
                // What is on one's own body is looked down at: the head does not turn after it.
                let yaw = if level.length() > OWN_BODY_M { unwrap(yaw_of(level), body) } else { body };
                let pitch = libm::atan2f(v.y, level.length().max(OWN_BODY_M));
                (yaw.clamp(body - self.neck_rad, body + self.neck_rad), pitch.clamp(-1.15, 0.8))
            }
        }
    }

    /// Turns the trunk.
    pub fn face(&mut self, at: Vec3) {
        let v = flat(at) - self.at();
        if v.length() > 0.05 {
            self.yaw_goal = unwrap(yaw_of(v), self.yaw.value);
        }
    }

    /// How far the trunk still has to turn, radians.
    pub fn turning(&self) -> f32 {
        (self.yaw_goal - self.yaw.value).abs()
    }

    /// Sets out along corners; the first is near where the person stands.
    pub fn walk(&mut self, corners: Vec<Vec2>, top_m_per_s: f32) {
        let length = corners.windows(2).map(|w| w[0].distance(w[1])).sum();
        self.walk = Some(Walk { corners, metres: 0.0, length, speed: 0.0, top_m_per_s, turns: true });
    }

    /// Moves without turning: a side step, a step back.
    pub fn sidle(&mut self, to: Vec2, top_m_per_s: f32) {
        self.walk(vec![self.at(), to], top_m_per_s);
        if let Some(walk) = &mut self.walk {
            walk.turns = false;
        }
    }

    pub fn walking(&self) -> bool {
        self.walk.is_some() || self.at().distance(self.at) > 0.01
    }

    fn advance_walk(&mut self) {
        let Some(walk) = &mut self.walk else { return };
        // Speeds up and slows down at 1.2 m/s², as in an easy walk.
        let to_stop = (2.0 * 1.2 * (walk.length - walk.metres)).max(0.0).sqrt();
        let goal = walk.top_m_per_s.min(to_stop).max(0.05);
        walk.speed += (goal - walk.speed).clamp(-1.6 * TICK_S, 1.2 * TICK_S);
        walk.metres += walk.speed * TICK_S;
        self.stride += walk.speed * TICK_S;
        let along = |metres: f32| {
            let mut left = metres;
            for w in walk.corners.windows(2) {
                let step = w[0].distance(w[1]);
                if left <= step && step > 0.0 {
                    return w[0].lerp(w[1], left / step);
                }
                left -= step;
            }
            *walk.corners.last().expect("a walk has corners")
        };
        self.at = along(walk.metres);
        let ahead = along(walk.metres + 0.35) - self.at;
        if walk.turns && ahead.length() > 0.08 {
            self.yaw_goal = unwrap(yaw_of(ahead), self.yaw.value);
        }
        if walk.metres >= walk.length {
            self.walk = None;
        }
    }

    /// How the trunk must bend so that both arms reach what they aim at.
    fn wanted_bend(&self) -> (Vec2, f32) {
        if let Some(bend) = self.bend {
            return bend;
        }
        let at = self.at();
        let side_way = Quat::from_rotation_y(self.yaw.value) * Vec3::X;
        let (mut lean, mut crouch, mut busy) = (Vec2::ZERO, 0.0_f32, 0.0_f32);
        for (side, arm) in self.arms.iter().enumerate() {
            let Aim::Room(palm) = arm.aim else { continue };
            let out = if side == LEFT { -SHOULDER_OUT_M } else { SHOULDER_OUT_M };
            let shoulder = Vec3::new(at.x, self.persona.eye_height_m - SHOULDER_DOWN_M, at.y) + side_way * out;
            let v = palm.position - shoulder;
            let excess = v.length() - ARM_M;
            if excess > 0.0 {
                let shift = v / v.length() * excess;
                lean += flat(shift);
                crouch = crouch.max(-shift.y);
                busy += 1.0;
            }
        }
        let mut lean = if busy > 0.0 { (lean / busy).clamp_length_max(LEAN_M) } else { lean };
        if self.neck_rad < NECK_RAD {
            // Astride, a lean to the side would be a step.
            let ahead = flat(self.ahead());
            lean = ahead * lean.dot(ahead);
        }
        (lean, crouch.clamp(0.0, CROUCH_M))
    }

    /// The next tick.
    pub fn frame(&mut self) -> Frame {
        self.advance_walk();
        let dt = TICK_S;
        self.x.step(self.at.x, 0.16, dt);
        self.z.step(self.at.y, 0.16, dt);
        self.yaw.step(self.yaw_goal, 0.34, dt);
        let (lean, crouch) = self.wanted_bend();
        self.lean[0].step(lean.x, 0.30, dt);
        self.lean[1].step(lean.y, 0.30, dt);
        self.crouch.step(crouch, 0.34, dt);

        let (to_yaw, to_pitch) = self.wanted_gaze();
        let share = if self.gaze.ticks == 0 {
            1.0
        } else {
            min_jerk(self.tick.saturating_sub(self.gaze.start) as f32 / self.gaze.ticks as f32)
        };
        self.gaze.yaw = self.gaze.from_yaw + (to_yaw - self.gaze.from_yaw) * share;
        self.gaze.pitch = self.gaze.from_pitch + (to_pitch - self.gaze.from_pitch) * share;

        let seconds = self.tick as f32 * TICK_S;
        let [sway_x, sway_y, sway_z] = [0, 1, 2].map(|i| self.sway[i].at(seconds));
        // The head dips twice a stride of 1.4 m, by 2 cm at most, less when slow.
        let speed = self.walk.as_ref().map_or(0.0, |w| w.speed);
        let turns = self.stride / 0.7;
        let bob = -0.01 * (speed / 1.2).min(1.0) * (1.0 - libm::cosf(std::f32::consts::TAU * (turns - turns.floor())));
        let head = Pose {
            position: self.eyes() + Vec3::new(sway_x, sway_y + bob, sway_z),
            rotation: Quat::from_rotation_y(self.gaze.yaw) * Quat::from_rotation_x(self.gaze.pitch),
        };
        if self.carries_stage {
            self.origin = StageOrigin { x_m: self.x.value, z_m: self.z.value, yaw_rad: self.yaw.value };
        }
        let stage_from_room = self.origin.pose().inverse();
        let hands = std::array::from_fn(|side| {
            let mut palm = self.palm(side);
            let arm = &self.arms[side];
            palm.position +=
                Vec3::from_array(std::array::from_fn(|i| arm.tremor[i].at(seconds) + arm.drift[i].at(seconds)));
            let posture = self.posture(side);
            Hand {
                tracked: true,
                source: self.source,
                joints: joints(side, stage_from_room.then(palm), &posture),
                radii: RADII,
                pinch: posture.pinch(),
                grasp: posture.grasp(),
            }
        });
        let frame = Frame {
            tick: self.tick,
            head: stage_from_room.then(head),
            hands,
            buttons: std::mem::take(&mut self.buttons),
            events: TrackingEvents::default(),
            origin: self.origin,
            intervention: 0,
        };
        self.tick += 1;
        frame
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tape::RIGHT;

    fn rig(seed: u64) -> Rig {
        Rig::new(Persona::named("expert").unwrap(), seed, [0.0, -0.5], 0.0)
    }

    #[test]
    fn a_reach_ends_where_it_aims_and_is_smooth() {
        let mut rig = rig(5);
        let aim = Pose { position: Vec3::new(0.3, 1.2, -0.9), rotation: Quat::IDENTITY };
        rig.reach(RIGHT, Aim::Room(aim), 0.03, 1.0);
        let mut speeds = Vec::new();
        let mut last = rig.frame().hands[RIGHT].joints[0].position;
        while !rig.arrived(RIGHT) {
            let now = rig.frame().hands[RIGHT].joints[0].position;
            speeds.push(now.distance(last) / TICK_S);
            last = now;
        }
        let end = rig.origin.pose().then(rig.frame().hands[RIGHT].joints[0]).position;
        assert!(end.distance(aim.position) < 0.006, "{end}");
        let mean = speeds.iter().sum::<f32>() / speeds.len() as f32;
        let peak = speeds.iter().copied().fold(0.0, f32::max);
        assert!((1.6..2.2).contains(&(peak / mean)), "{}", peak / mean);
        let jump = speeds.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f32::max);
        assert!(jump < 0.15, "no jerk between two ticks: {jump}");
    }

    #[test]
    fn a_walk_goes_to_its_end_and_stops() {
        let mut rig = rig(6);
        rig.walk(vec![Vec2::new(0.0, -0.5), Vec2::new(1.0, -1.5), Vec2::new(1.0, -2.5)], 1.0);
        let (mut n, mut fastest, mut last) = (0, 0.0_f32, rig.at());
        while rig.walking() {
            rig.frame();
            n += 1;
            fastest = fastest.max(rig.at().distance(last) / TICK_S);
            last = rig.at();
            assert!(n < 900, "arrives");
        }
        assert!(rig.at().distance(Vec2::new(1.0, -2.5)) < 0.03);
        assert!(fastest < 1.2, "{fastest}");
    }

    #[test]
    fn the_trunk_bends_for_what_lies_low_and_far() {
        let mut rig = rig(7);
        let low = Pose { position: Vec3::new(0.1, 0.15, -0.8), rotation: Quat::IDENTITY };
        rig.reach(RIGHT, Aim::Room(low), 0.03, 1.0);
        for _ in 0..180 {
            rig.frame();
        }
        assert!(rig.eyes().y < 1.2, "{}", rig.eyes());
    }

    #[test]
    fn the_same_seed_gives_the_same_frames_and_another_gives_others() {
        let run = |seed| {
            let mut rig = rig(seed);
            rig.reach(
                LEFT,
                Aim::Room(Pose { position: Vec3::new(-0.3, 1.0, -1.0), rotation: Quat::IDENTITY }),
                0.03,
                1.0,
            );
            (0..90).map(|_| rig.frame()).collect::<Vec<_>>()
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }
}

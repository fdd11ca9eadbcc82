//! Where a body is, from a head and two hands: the only parts of a person that a headset sees.
//!
//! How it is estimated (nothing of it is measured on the trainee but the head and the hands):
//! - **Size**: the highest the eyes have been is the standing eye height; every length is a share of the stature that
//!   goes with it, after Drillis & Contini (1966) as printed in Winter, *Biomechanics and Motor Control of Human
//!   Movement*, 4th ed. 2009, fig. 4.1 (`measured`).
//! - **Torso**: hangs from the neck. When the head comes down, the share that goes with looking down is a lean (the
//!   pelvis stays back), the rest is bent knees. The chest turns after the head, and a little after the hands.
//! - **Arms**: two bones from the shoulder to the tracked wrist, the elbow down and out.
//! - **Feet**: a foot stays planted until it is 0.22 m from where it should be (under its hip), or 40° turned; then it
//!   steps, the other one planted. A sole never comes down on a solid: where its place is taken, the nearer free side is
//!   its place. So a person who walks over a step-over bench puts one leg over after the other, one who stands sideways
//!   over it is astride, and a foot never stands on the bench.
//! - **Sitting**: eyes lower than 0.80 of standing while the pelvis is over a bench: the pelvis rests on it, the thighs go
//!   forward, and the feet stand before it; above 0.85 the person stands.
//! - **Reaching foot**: a garment's open leg, a boot or a shoe low in the hands asks for a foot; one foot rises to it at
//!   no more than 1 m/s (over a bench that is between) while the other stands. When it is no longer asked for it comes
//!   down on the floor beneath where it was led, and stays there until it is [`LED_M`] from its place: so shoes are
//!   changed across a bench without treading on either side.
//!
//! Thresholds and times are `design`.

use crate::body::{Body, Capsule, facing};
use crate::foot::{FOOT_RADIUS_M, Foot, HEEL_M, beside_solids, toe_m};
use crate::grip::HandNow;
use crate::state;
use crate::statics::{BlockKind, Statics};
use glam::{Quat, Vec3};
use tape::{LEFT, Pose, RIGHT, TICK_S, joint};

/// Eye height as a share of stature.
const EYE: f32 = 0.936;
const SHOULDER: f32 = 0.818;
const SHOULDER_HALF_BREADTH: f32 = 0.129;
const UPPER_ARM: f32 = 0.186;
const FOREARM: f32 = 0.146;
const HIP: f32 = 0.53;
/// Half of the distance between the hip joints; the balls of Winter's figure lie on the outer hip (0.0955).
const HIP_HALF_BREADTH: f32 = 0.05;
const KNEE: f32 = 0.285;
const ANKLE: f32 = 0.039;

/// Metres a foot may be from its place before it steps.
const STEP_M: f32 = 0.22;
/// Cosine of the turn before it steps.
const STEP_COS: f32 = 0.766;
/// Metres from its place at which a foot that was led somewhere steps: a long stride.
const LED_M: f32 = 0.75;
/// Metres from its place to a standing shoe that a foot steps into.
const INTO_M: f32 = 0.3;
const FOOT_LATERAL_M: f32 = 0.1;

/// What is offered to the feet, `[LEFT, RIGHT]`, room space.
#[derive(Clone, Copy, Debug, Default)]
pub struct Feet {
    /// An opening or a shoe held low asks for the toes here.
    pub wanted: [Option<Vec3>; 2],
    /// Middle of a shoe that stands on the floor: a step that comes near it goes into it.
    pub shoes: [Option<Vec3>; 2],
}

/// What the estimate remembers from tick to tick.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stance {
    started: bool,
    /// Metres.
    standing_eye: f32,
    /// Level unit vector.
    forward: Vec3,
    hips: Vec3,
    hips_velocity: Vec3,
    pub seated: bool,
    pub feet: [Foot; 2],
}
state!(Stance { started, standing_eye, forward, hips, hips_velocity, seated, feet });

impl Stance {
    /// Stature in metres that goes with the highest the eyes have been.
    pub fn stature(&self) -> f32 {
        self.standing_eye / EYE
    }

    /// The body of this tick. `jumped`: the change of place at this tick is no movement.
    pub fn update(&mut self, head: Pose, hands: &[HandNow; 2], statics: &Statics, offered: Feet, jumped: bool) -> Body {
        let jumped = jumped || !self.started;
        // Nobody who trains is shorter than 1.36 m at the eyes while standing; a session that begins seated must not
        // make a dwarf.
        self.standing_eye = self.standing_eye.max(head.position.y).clamp(1.36, 1.95);
        let h = self.stature();
        self.turn(head, hands, jumped);
        let forward = self.forward;
        let right = forward.cross(Vec3::Y);

        let mut body = Body { head_pose: head, ..Body::default() };
        let centre = head.position + head.rotation * Vec3::new(0.0, 0.0, 0.085);
        body.head = Capsule::new(
            centre + head.rotation * Vec3::new(0.0, 0.025, 0.0),
            centre + head.rotation * Vec3::new(0.0, -0.055, -0.02),
            0.09,
        );
        body.mouth = mouth(head).position;
        let neck = centre + head.rotation * Vec3::new(0.0, -0.10, 0.02) - Vec3::Y * 0.07;
        body.neck = Capsule::new(centre + head.rotation * Vec3::new(0.0, -0.08, 0.015), neck, 0.06);

        let hips = self.hips_below(neck, head, statics);
        self.hips_velocity = if jumped {
            Vec3::ZERO
        } else {
            let v = (hips - self.hips) / TICK_S;
            self.hips_velocity.lerp(Vec3::new(v.x, 0.0, v.z), TICK_S / 0.15)
        };
        self.hips = hips;
        let spine = (neck - hips).normalize_or(Vec3::Y);
        body.hips_pose = Pose { position: hips, rotation: facing(forward, spine) };
        let shoulders = neck - spine * 0.04;
        body.torso = Capsule::new(shoulders - spine * 0.08, hips + spine * 0.12, 0.135);
        let hip_joint = right * HIP_HALF_BREADTH * h;
        body.hips = Capsule::new(hips - hip_joint, hips + hip_joint, 0.12);

        for side in [LEFT, RIGHT] {
            let out = if side == LEFT { -right } else { right };
            let shoulder = shoulders + out * SHOULDER_HALF_BREADTH * h;
            self.arm(&mut body, side, shoulder, out, &hands[side]);
        }

        self.walk(statics, offered, jumped);
        for side in [LEFT, RIGHT] {
            let hip = if side == LEFT { body.hips.a } else { body.hips.b };
            self.leg(&mut body, side, hip);
        }
        body.seated = self.seated;
        self.started = true;
        body
    }

    /// The chest follows the head within a third of a second, and hands that are held out a little.
    fn turn(&mut self, head: Pose, hands: &[HandNow; 2], jumped: bool) {
        let look = head.rotation * Vec3::NEG_Z;
        let up = head.rotation * Vec3::Y;
        // Looking at the feet, the crown points where the person faces.
        let level = Vec3::new(look.x, 0.0, look.z) + Vec3::new(up.x, 0.0, up.z) * (-look.y).max(0.0);
        let mut to = level.normalize_or(if self.started { self.forward } else { Vec3::NEG_Z });
        if hands.iter().all(|hand| hand.tracked) {
            let middle = (hands[LEFT].palm().position + hands[RIGHT].palm().position) * 0.5 - head.position;
            let out = Vec3::new(middle.x, 0.0, middle.z);
            if out.length() > 0.25 {
                to = (to + out.normalize() * 0.4).normalize_or(to);
            }
        }
        self.forward = if jumped { to } else { self.forward.lerp(to, TICK_S / 0.3).normalize_or(to) };
    }

    /// The pelvis under a neck: leant, squatting or seated.
    fn hips_below(&mut self, neck: Vec3, head: Pose, statics: &Statics) -> Vec3 {
        let h = self.stature();
        let spine = (SHOULDER - HIP) * h;
        let look_down = (-(head.rotation * Vec3::NEG_Z).y).clamp(0.0, 1.0);
        let lowered = (HIP * h + spine - neck.y).max(0.0);
        let lean_share = (look_down / 0.7).min(1.0);
        let cos = (1.0 - lowered * lean_share / spine).clamp(0.17, 1.0);
        let sin = (1.0 - cos * cos).sqrt();
        let mut hips = neck - (self.forward * sin + Vec3::Y * cos) * spine;

        let share = head.position.y / self.standing_eye;
        let bench = statics.blocks.iter().find(|b| {
            let reach = if self.seated { 0.25 } else { 0.12 };
            b.kind == BlockKind::Bench
                && hips.x > b.min.x - reach
                && hips.x < b.max.x + reach
                && hips.z > b.min.z - reach
                && hips.z < b.max.z + reach
        });
        self.seated = bench.is_some() && share < if self.seated { 0.85 } else { 0.80 };
        if let (true, Some(bench)) = (self.seated, bench) {
            let seat = Vec3::new(hips.x, bench.max.y + 0.11, hips.z);
            hips = Vec3::new(seat.x.clamp(bench.min.x, bench.max.x), seat.y, seat.z.clamp(bench.min.z, bench.max.z));
        }
        hips.y = hips.y.clamp(0.2, HIP * h);
        hips
    }

    fn arm(&self, body: &mut Body, side: usize, shoulder: Vec3, out: Vec3, hand: &HandNow) {
        let h = self.stature();
        let (upper, fore) = (UPPER_ARM * h, FOREARM * h);
        let wrist = hand.joints[joint::WRIST].position;
        let tips = hand.joints[joint::MIDDLE_TIP].position;
        let knuckle = hand.joints[joint::MIDDLE_PROXIMAL].position;
        // A hand that tracking lost long ago, or never saw, hangs at the side.
        let known = (wrist - shoulder).length() < (upper + fore) * 1.3;
        let hang = shoulder + out * 0.08 - Vec3::Y * (upper + fore) * 0.97;
        let wrist = if known { wrist } else { hang };
        let elbow = two_bones(shoulder, wrist, upper, fore, out * 0.5 - Vec3::Y - self.forward * 0.4);
        body.upper_arm[side] = Capsule::new(shoulder, elbow, 0.05);
        body.forearm[side] = Capsule::new(elbow, wrist, 0.036);
        let fingers = if known { knuckle } else { hang - Vec3::Y * 0.09 };
        body.hand[side] = Capsule::new(wrist, fingers, 0.03);
        body.fingertip[side] = if known { tips } else { hang - Vec3::Y * 0.18 };
        body.back_of_hand[side] = if known { hand.palm().rotation * Vec3::Y } else { out };
    }

    fn leg(&self, body: &mut Body, side: usize, hip: Vec3) {
        let h = self.stature();
        let foot = self.feet[side];
        let along = foot.forward * libm::cosf(foot.pitch) - Vec3::Y * libm::sinf(foot.pitch);
        let ankle = foot.sole + Vec3::Y * ANKLE * h;
        let knee = two_bones(hip, ankle, (HIP - KNEE) * h, (KNEE - ANKLE) * h, foot.forward + self.forward);
        body.thigh[side] = Capsule::new(hip, knee, 0.075);
        body.shin[side] = Capsule::new(knee, ankle, 0.05);
        let sole = foot.sole + Vec3::Y * FOOT_RADIUS_M;
        body.foot[side] = Capsule::new(sole - along * HEEL_M, sole + along * toe_m(h), FOOT_RADIUS_M);
        body.planted[side] = foot.planted;
    }

    /// Where a sole belongs now: before the hips when seated, else under its hip; beside a solid, not on it.
    fn place_of(&self, side: usize, shoe: Option<Vec3>, statics: &Statics) -> Vec3 {
        let h = self.stature();
        let right = self.forward.cross(Vec3::Y);
        let out = if side == LEFT { -right } else { right };
        let mut place = Vec3::new(self.hips.x, 0.0, self.hips.z) + out * FOOT_LATERAL_M;
        if self.seated {
            place += self.forward * (HIP - KNEE) * h;
        } else {
            let lead = self.hips_velocity * 0.18;
            place += lead.clamp_length_max(0.35);
        }
        let place = beside_solids(place, self.forward, h, statics);
        // Under the ankle when the shoe's middle is under the foot's.
        let into = shoe.map(|at| at.with_y(0.0) - self.forward * 0.5 * (toe_m(h) - HEEL_M));
        into.filter(|into| (*into - place).length() < INTO_M).unwrap_or(place)
    }

    fn walk(&mut self, statics: &Statics, offered: Feet, jumped: bool) {
        let h = self.stature();
        let places = [LEFT, RIGHT].map(|side| self.place_of(side, offered.shoes[side], statics));
        let mut off = [0.0; 2];
        for side in [LEFT, RIGHT] {
            let foot = &mut self.feet[side];
            // A stage that was moved, or a leap no leg makes: the feet are simply there.
            if jumped || (foot.sole - places[side]).length() > 2.5 {
                *foot = Foot::standing(places[side], self.forward);
            }
            let d = places[side] - foot.sole;
            off[side] = Vec3::new(d.x, 0.0, d.z).length();
            if foot.forward.dot(self.forward) < STEP_COS {
                off[side] = off[side].max(STEP_M + 0.01);
            }
        }
        let leg_m = HIP * h;
        for side in [LEFT, RIGHT] {
            let other_stands = self.feet[1 - side].planted;
            let asked = offered.wanted[side].filter(|w| w.y < self.hips.y && (*w - self.hips).length() < leg_m * 1.1);
            let foot = &mut self.feet[side];
            match asked {
                Some(toes) if foot.reaching || (other_stands && foot.planted) => {
                    foot.reaching = true;
                    foot.planted = false;
                    foot.reach(toes, self.forward, h, statics);
                }
                _ if foot.reaching => {
                    let beneath = beside_solids(foot.sole.with_y(0.0), foot.forward, h, statics);
                    foot.step_to(beneath, foot.forward, statics);
                    foot.led = true;
                }
                _ if !foot.planted => foot.swing(),
                _ if other_stands
                    && off[side] > if foot.led { LED_M } else { STEP_M }
                    && off[side] >= off[1 - side] =>
                {
                    foot.step_to(places[side], self.forward, statics);
                    foot.led = false;
                }
                _ => foot.led &= off[side] > STEP_M,
            }
        }
    }
}

/// The mouth under the eyes of a head.
pub fn mouth(head: Pose) -> Pose {
    head.then(Pose { position: Vec3::new(0.0, -0.07, 0.0), ..Pose::IDENTITY })
}

/// The joint between two bones of lengths `upper` and `lower` from `root` to `tip`, bent toward `pole`. Where the tip is
/// out of reach the bones lie straight, stretched.
pub fn two_bones(root: Vec3, tip: Vec3, upper: f32, lower: f32, pole: Vec3) -> Vec3 {
    let way = tip - root;
    let distance = way.length();
    if distance < 1e-5 {
        return root + pole.normalize_or(Vec3::Y) * upper;
    }
    let axis = way / distance;
    if distance >= upper + lower {
        return root + axis * (distance * upper / (upper + lower));
    }
    let along = ((upper * upper - lower * lower + distance * distance) / (2.0 * distance)).clamp(-upper, upper);
    let bend = (upper * upper - along * along).max(0.0).sqrt();
    let side = pole - axis * pole.dot(axis);
    root + axis * along + side.normalize_or(axis.any_orthonormal_vector()) * bend
}

/// A rotation about +Y by degrees, as rooms are drawn.
pub fn turned(degrees: f32) -> Quat {
    Quat::from_rotation_y(degrees.to_radians())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Id;
    use crate::foot::REACH_M_PER_S;
    use crate::statics::Block;

    fn room() -> Statics {
        let bench =
            Block::from_corners(Id(9), BlockKind::Bench, Vec3::new(-2.0, 0.0, -3.15), Vec3::new(2.0, 0.45, -2.85));
        Statics { blocks: vec![bench], first_leaf: 1, floors: vec![], bare_floor: Id(1) }
    }

    struct Walker {
        stance: Stance,
        statics: Statics,
        hands: [HandNow; 2],
    }

    impl Walker {
        fn new() -> Walker {
            Walker { stance: Stance::default(), statics: room(), hands: [HandNow::new(LEFT), HandNow::new(RIGHT)] }
        }
        fn tick(&mut self, at: Vec3, yaw: f32, wanted: [Option<Vec3>; 2]) -> Body {
            let head = Pose { position: at, rotation: Quat::from_rotation_y(yaw) };
            self.stance.update(head, &self.hands, &self.statics, Feet { wanted, ..Feet::default() }, false)
        }
    }

    #[test]
    fn walking_over_a_bench_takes_one_leg_after_the_other_and_never_stands_on_it() {
        let mut w = Walker::new();
        let mut highest = [0.0f32; 2];
        for i in 0..900 {
            let z = -2.0 - 2.0 * (i as f32 / 700.0).min(1.0);
            w.tick(Vec3::new(0.0, 1.65, z), 0.0, [None; 2]);
            let feet = w.stance.feet;
            assert!(feet[0].planted || feet[1].planted, "one foot always stands");
            for side in [LEFT, RIGHT] {
                highest[side] = highest[side].max(feet[side].sole.y);
                let z = feet[side].sole.z;
                assert!(!feet[side].planted || !(-3.15..=-2.85).contains(&z), "a planted sole at {z} is on the bench");
            }
        }
        assert!(highest.iter().all(|&y| y > 0.5), "each leg went over: {highest:?}");
        assert!(w.stance.feet.iter().all(|f| f.planted && (f.sole.z + 4.0).abs() < 0.25));
    }

    #[test]
    fn sideways_over_the_bench_is_astride() {
        let mut w = Walker::new();
        for i in 0..600 {
            let z = -2.4 - 0.6 * (i as f32 / 400.0).min(1.0);
            w.tick(Vec3::new(0.0, 1.65, z), core::f32::consts::FRAC_PI_2, [None; 2]);
        }
        let z = [w.stance.feet[LEFT].sole.z, w.stance.feet[RIGHT].sole.z];
        assert!(z[0].max(z[1]) > -2.85 && z[0].min(z[1]) < -3.15, "{z:?}");
    }

    #[test]
    fn low_over_a_bench_is_seated_and_low_elsewhere_is_not() {
        let mut w = Walker::new();
        w.tick(Vec3::new(0.0, 1.65, -2.0), 0.0, [None; 2]);
        for _ in 0..200 {
            w.tick(Vec3::new(0.0, 1.15, -2.0), 0.0, [None; 2]);
        }
        assert!(!w.stance.seated);
        for i in 0..400 {
            w.tick(Vec3::new(0.0, 1.15, -2.0 - 1.0 * (i as f32 / 100.0).min(1.0)), 0.0, [None; 2]);
        }
        let body = w.tick(Vec3::new(0.0, 1.15, -3.0), 0.0, [None; 2]);
        assert!(body.seated);
        assert!((body.hips_pose.position.y - 0.56).abs() < 0.01);
        let thigh = body.thigh[LEFT].b - body.thigh[LEFT].a;
        assert!(thigh.z < -0.2 && thigh.y.abs() < 0.25, "thighs go forward: {thigh}");
    }

    #[test]
    fn a_foot_rises_to_an_opening_held_low_no_faster_than_a_metre_a_second_and_comes_down() {
        let mut w = Walker::new();
        w.tick(Vec3::new(0.0, 1.65, -1.0), 0.0, [None; 2]);
        let opening = Vec3::new(-0.1, 0.4, -1.35);
        let mut before = w.stance.feet[LEFT].sole;
        for _ in 0..120 {
            w.tick(Vec3::new(0.0, 1.65, -1.0), 0.0, [Some(opening), Some(opening)]);
            let sole = w.stance.feet[LEFT].sole;
            assert!((sole - before).length() <= REACH_M_PER_S * TICK_S + 1e-5);
            before = sole;
            assert!(w.stance.feet[RIGHT].planted);
        }
        let body = w.tick(Vec3::new(0.0, 1.65, -1.0), 0.0, [Some(opening), None]);
        assert!((body.limb(crate::room::Limb::FootLeft).tip() - opening).length() < 0.03);
        for _ in 0..90 {
            w.tick(Vec3::new(0.0, 1.65, -1.0), 0.0, [None; 2]);
        }
        assert!(w.stance.feet[LEFT].planted && w.stance.feet[LEFT].sole.y == 0.0);
    }

    #[test]
    fn a_moved_stage_takes_the_feet_along() {
        let mut w = Walker::new();
        w.tick(Vec3::new(0.0, 1.65, -1.0), 0.0, [None; 2]);
        let head = Pose { position: Vec3::new(1.0, 1.65, -6.0), rotation: Quat::IDENTITY };
        w.stance.update(head, &w.hands, &w.statics, Feet::default(), true);
        assert!(w.stance.feet.iter().all(|f| f.planted && (f.sole.z + 6.0).abs() < 0.2));
        assert_eq!(w.stance.hips_velocity, Vec3::ZERO);
    }

    #[test]
    fn two_bones_keep_their_lengths() {
        let (root, tip) = (Vec3::new(0.0, 1.4, 0.0), Vec3::new(0.3, 1.1, -0.2));
        let elbow = two_bones(root, tip, 0.3, 0.26, Vec3::NEG_Y);
        assert!(((elbow - root).length() - 0.3).abs() < 1e-4);
        assert!(((tip - elbow).length() - 0.26).abs() < 1e-4);
    }
}

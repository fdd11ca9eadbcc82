//! What makes a session bearable and open to all: height, seat, turning and stepping by jumps, breaks, and the words of
//! the profile on the tape.
//!
//! Nothing slides: an origin changes between two ticks, and the first tick after it says
//! [`tape::TrackingEvents::RECENTRED`], so that the room takes it for no movement. Numbers are `design` unless said.

use glam::{Quat, Vec2, Vec2Swizzles, Vec3};
use std::fmt::Write;
use tape::{Hand, LEFT, Pose, RIGHT, StageOrigin, TICKS_PER_SECOND};

/// Eyes of an adult who stands, metres: the same as at a desk (between the means of women and men).
pub const STANDING_EYE_M: f32 = 1.62;
/// Eye heights that are believed, metres: from a child in a wheelchair to the tallest.
const EYE_M: [f32; 2] = [0.6, 2.3];
/// 30°: the smallest of the turns that Meta's comfort guidance names (30–45°); three make a quarter.
pub const SNAP_RAD: f32 = core::f32::consts::PI / 6.0;
/// Floor kept free around the person, metres: an arm that is not stretched.
pub const ELBOW_ROOM_M: f32 = 0.4;
/// Running time after which a break is offered: 20 minutes, the short end of Meta's 20–45.
pub const REMIND_TICKS: u32 = 20 * 60 * TICKS_PER_SECOND;
/// A pause that is a break: five minutes.
pub const BREAK_TICKS: u32 = 5 * 60 * TICKS_PER_SECOND;

/// Yaw of a rotation about +Y, radians.
pub fn yaw_of(q: Quat) -> f32 {
    2.0 * libm::atan2f(q.y, q.w)
}

/// `room_from_stage` with the yaw of `pose` alone: a stage has a level floor.
fn origin_of(room_from_stage: Pose) -> StageOrigin {
    let Pose { position, rotation } = room_from_stage;
    StageOrigin { x_m: position.x, z_m: position.z, yaw_rad: yaw_of(rotation) }
}

/// The origin after the runtime moved the stage: the person stays where he is in the room.
pub fn stay(origin: StageOrigin, old_from_new: Pose) -> StageOrigin {
    origin_of(origin.pose().then(old_from_new))
}

/// The origin that puts a head, stage space, over a point of the room's floor (x, z), turned by `turn_rad`
/// counter-clockwise seen from above.
fn placed(origin: StageOrigin, head: Pose, to: Vec2, turn_rad: f32) -> StageOrigin {
    let turned = StageOrigin { yaw_rad: origin.yaw_rad + turn_rad, ..origin };
    let now = turned.pose().then(head).position;
    StageOrigin { x_m: turned.x_m + to.x - now.x, z_m: turned.z_m + to.y - now.z, ..turned }
}

/// The origin that puts a head, stage space, over a place of the room, looking along its −Z.
pub fn over(place: StageOrigin, head: Pose) -> StageOrigin {
    let upright = StageOrigin { yaw_rad: -yaw_of(head.rotation), ..StageOrigin::default() };
    placed(upright, head, Vec2::new(place.x_m, place.z_m), place.yaw_rad)
}

/// Turns the person where he stands by steps of [`SNAP_RAD`], positive to the left. `head`: stage space.
pub fn snap_turn(origin: StageOrigin, head: Pose, steps: i32) -> StageOrigin {
    let at = origin.pose().then(head).position;
    placed(origin, head, Vec2::new(at.x, at.z), steps as f32 * SNAP_RAD)
}

/// Puts the person over a point of the room's floor (x, z), looking where he looked. The caller knows the room: whether
/// the way there is free, as through an open door.
pub fn teleport(origin: StageOrigin, head: Pose, to: Vec2) -> StageOrigin {
    placed(origin, head, to, 0.0)
}

/// Are turns and teleports offered? Only where the room (metres, along x and z) does not fit on the floor (likewise; None:
/// the runtime does not know it), either way round, with room for elbows.
pub fn must_jump(floor_m: Option<Vec2>, room_m: Vec2) -> bool {
    let Some(floor_m) = floor_m else { return true };
    let needed = room_m - Vec2::splat(2.0 * ELBOW_ROOM_M);
    !(needed.cmple(floor_m).all() || needed.cmple(floor_m.yx()).all())
}

/// How a person sits or stands, and how high he is in the room.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Posture {
    /// Metres that head and hands are lifted.
    lift_m: f32,
    /// Sits in the real world.
    seated: bool,
    /// Sits in the room as well, as on the bench.
    down: bool,
}

impl Posture {
    /// Stands, as tall as he is.
    pub fn standing() -> Posture {
        Posture::default()
    }

    /// Sits in the real world and stands in the room: lifted to the eyes of an adult. `eye_m`: height of the eyes over
    /// the floor, as the runtime says it. None if that cannot be an eye's height: ask the person to look ahead and try
    /// again.
    pub fn seated(eye_m: f32) -> Option<Posture> {
        let sound = (EYE_M[0]..=EYE_M[1]).contains(&eye_m);
        sound.then_some(Posture { lift_m: STANDING_EYE_M - eye_m, seated: true, down: false })
    }

    /// The floor of the runtime is wrong: the person says how high his eyes are, metres.
    pub fn calibrated(eye_m: f32, true_eye_m: f32) -> Option<Posture> {
        let sound = [eye_m, true_eye_m].iter().all(|m| (EYE_M[0]..=EYE_M[1]).contains(m));
        sound.then_some(Posture { lift_m: true_eye_m - eye_m, seated: false, down: false })
    }

    /// Sits down in the room or stands up, for a person who sits in the real world: steps that are done on a bench need
    /// it. True if anything changed.
    pub fn sit(&mut self, down: bool) -> bool {
        let changes = self.seated && self.down != down;
        self.down = if self.seated { down } else { false };
        changes
    }

    /// Sits in the real world.
    pub fn is_seated(&self) -> bool {
        self.seated
    }

    /// Sits in the room as well.
    pub fn is_down(&self) -> bool {
        self.down
    }

    /// Metres that everything tracked is lifted now.
    pub fn lift_m(&self) -> f32 {
        if self.down { 0.0 } else { self.lift_m }
    }

    /// Lifts head and hands.
    pub fn lift(&self, head: &mut Pose, hands: &mut [Hand; 2]) {
        let lift = Vec3::Y * self.lift_m();
        head.position += lift;
        for pose in hands.iter_mut().flat_map(|hand| &mut hand.joints) {
            pose.position += lift;
        }
    }
}

/// How long eyes are looked at before their height is believed, ticks: two seconds (design).
const EYES_TICKS: u32 = 2 * TICKS_PER_SECOND;
/// Metres that still eyes sway, and the sine of the slope of a look ahead (design: 20°).
const SWAY_M: f32 = 0.04;
const LEVEL: f32 = 0.34;

/// Measures how high a person's eyes are, who was asked to look straight ahead.
#[derive(Clone, Copy, Debug)]
pub struct Eyes {
    ticks: u32,
    sum_m: f32,
    range_m: [f32; 2],
    level: bool,
}

impl Default for Eyes {
    fn default() -> Eyes {
        Eyes { ticks: 0, sum_m: 0.0, range_m: [f32::INFINITY, f32::NEG_INFINITY], level: true }
    }
}

impl Eyes {
    /// Takes in the head of a tick, stage space. After two seconds: metres over the floor; None inside if the person
    /// moved, looked elsewhere or has eyes where nobody has.
    pub fn tick(&mut self, head: Pose) -> Option<Option<f32>> {
        let y = head.position.y;
        self.ticks += 1;
        self.sum_m += y;
        self.range_m = [self.range_m[0].min(y), self.range_m[1].max(y)];
        self.level &= (head.rotation * Vec3::NEG_Z).y.abs() < LEVEL;
        let eye_m = self.sum_m / self.ticks as f32;
        let still = self.range_m[1] - self.range_m[0] <= SWAY_M;
        let sound = still && self.level && (EYE_M[0]..=EYE_M[1]).contains(&eye_m);
        (self.ticks >= EYES_TICKS).then(|| sound.then_some(eye_m))
    }
}

/// Offers a break.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reminder {
    running: u32,
    paused: u32,
}

impl Reminder {
    /// Takes in a tick; true when a break is due: once each [`REMIND_TICKS`] that the person has worked. A pause of
    /// [`BREAK_TICKS`] was a break.
    pub fn tick(&mut self, paused: bool) -> bool {
        if paused {
            self.paused = self.paused.saturating_add(1);
            if self.paused >= BREAK_TICKS {
                self.running = 0;
            }
            return false;
        }
        self.paused = 0;
        self.running += 1;
        let due = self.running >= REMIND_TICKS;
        if due {
            self.running = 0;
        }
        due
    }
}

/// How a session is adapted to a person; chosen before it begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    pub seated: bool,
    /// What is made for one hand (the menu on the wrist, what is told first) is for the other one. The room is not
    /// mirrored: the real one is not.
    pub left_handed: bool,
    /// The only hand there is, [`LEFT`] or [`RIGHT`]: [`crate::one_hand`].
    pub one_hand: Option<usize>,
}

impl Profile {
    /// The wrist that carries the menu: that of the hand that is free while the better one points; the only one's.
    pub fn menu_side(&self) -> usize {
        match self.one_hand {
            // It stays where it was opened, and the same hand presses it.
            Some(side) => side,
            None if self.left_handed => RIGHT,
            None => LEFT,
        }
    }

    /// Does the record say that the session was adapted? It earns the same credit. Left-handed people are not adapted
    /// to: they are people.
    pub fn is_adapted(&self) -> bool {
        self.seated || self.one_hand.is_some()
    }

    /// What the tape's header says of it in [`tape::Header::meta`]: `adapted` and `profile`.
    pub fn meta(&self) -> [(&'static str, String); 2] {
        let mut profile = String::from(if self.seated { "seated" } else { "standing" });
        if self.left_handed {
            profile += " left-handed";
        }
        if let Some(side) = self.one_hand {
            let _ = write!(profile, " one-hand-{}", if side == LEFT { "left" } else { "right" });
        }
        [("adapted", self.is_adapted().to_string()), ("profile", profile)]
    }
}

/// The other hand.
pub(crate) fn other(side: usize) -> usize {
    LEFT + RIGHT - side
}

#[cfg(test)]
mod tests {
    use super::*;
    use tape::{Frame, HandSource, natural_hand};

    const TAU: f32 = core::f32::consts::TAU;

    fn head() -> Pose {
        Pose { position: Vec3::new(0.7, 1.6, -0.4), rotation: Quat::from_rotation_y(0.4) * Quat::from_rotation_x(-0.3) }
    }

    fn origin() -> StageOrigin {
        StageOrigin { x_m: 2.0, z_m: -3.0, yaw_rad: 1.1 }
    }

    fn in_room(origin: StageOrigin, head: Pose) -> Pose {
        origin.pose().then(head)
    }

    fn looks(pose: Pose) -> f32 {
        let ahead = pose.rotation * Vec3::NEG_Z;
        libm::atan2f(-ahead.x, -ahead.z)
    }

    #[test]
    fn who_is_recentred_stays_where_he_is() {
        // The new stage begins under the person and looks where he looks.
        let old_from_new = Pose { position: Vec3::new(0.7, 0.0, -0.4), rotation: Quat::from_rotation_y(2.9) };
        let new_head = old_from_new.inverse().then(head());
        let (before, after) = (in_room(origin(), head()), in_room(stay(origin(), old_from_new), new_head));
        assert!(before.position.distance(after.position) < 1e-5);
        assert!(before.rotation.angle_between(after.rotation) < 1e-3);
    }

    #[test]
    fn a_drill_begins_where_the_person_stands_and_looks() {
        let place = StageOrigin { x_m: 1.5, z_m: -0.5, yaw_rad: TAU / 4.0 };
        for (yaw, pitch) in [(0.0, 0.0), (2.5, -0.7), (-3.0, 1.5)] {
            let rotation = Quat::from_rotation_y(yaw) * Quat::from_rotation_x(pitch);
            let head = Pose { position: Vec3::new(3.0, 1.6, -2.0), rotation };
            let there = in_room(over(place, head), head);
            assert!(there.position.distance(Vec3::new(1.5, 1.6, -0.5)) < 1e-4);
            let astray = Quat::from_rotation_y(yaw_of(there.rotation) - TAU / 4.0);
            assert!(astray.angle_between(Quat::IDENTITY) < 1e-3, "{yaw} {pitch}");
        }
    }

    #[test]
    fn a_snap_turn_turns_in_place_and_twelve_are_none() {
        let (mut now, before) = (origin(), in_room(origin(), head()));
        for step in 1..=12 {
            now = snap_turn(now, head(), 1);
            let after = in_room(now, head());
            assert!(after.position.distance(before.position) < 1e-5, "step {step}");
            let turned = (looks(after) - looks(before) - step as f32 * SNAP_RAD).rem_euclid(TAU);
            assert!(!(1e-3..=TAU - 1e-3).contains(&turned), "step {step}: {turned}");
        }
        assert_eq!(snap_turn(origin(), head(), 0), origin());
        let back = snap_turn(snap_turn(origin(), head(), 3), head(), -3);
        assert!(in_room(back, head()).position.distance(before.position) < 1e-5);
    }

    #[test]
    fn a_teleport_lands_under_the_eyes_and_looks_the_same_way() {
        let to = Vec2::new(-1.5, 4.25);
        let after = in_room(teleport(origin(), head(), to), head());
        assert!((after.position - Vec3::new(to.x, 1.6, to.y)).length() < 1e-5);
        assert!((looks(after) - looks(in_room(origin(), head()))).abs() < 1e-5);
    }

    #[test]
    fn jumps_are_offered_only_where_the_room_is_larger_than_the_floor() {
        let room = Vec2::new(4.0, 2.4);
        assert!(must_jump(None, room));
        assert!(must_jump(Some(Vec2::new(2.0, 2.0)), room));
        assert!(!must_jump(Some(Vec2::new(3.25, 1.65)), room));
        assert!(!must_jump(Some(Vec2::new(1.65, 3.25)), room), "turned by a quarter");
        assert!(must_jump(Some(Vec2::new(3.1, 3.1)), room));
    }

    fn frame(eye_m: f32) -> Frame {
        let palm = Pose { position: Vec3::new(0.2, eye_m - 0.5, -0.4), rotation: Quat::IDENTITY };
        Frame {
            tick: 0,
            head: Pose { position: Vec3::Y * eye_m, rotation: Quat::IDENTITY },
            hands: [LEFT, RIGHT].map(|side| natural_hand(side, palm, HandSource::Hands, 0.0, 0.0)),
            buttons: Default::default(),
            events: Default::default(),
            origin: StageOrigin::default(),
            intervention: 0,
        }
    }

    #[test]
    fn a_seated_person_stands_in_the_room_and_sits_on_its_bench() {
        let mut posture = Posture::seated(1.18).unwrap();
        let (raw, mut lifted) = (frame(1.18), frame(1.18));
        posture.lift(&mut lifted.head, &mut lifted.hands);
        assert!((lifted.head.position.y - STANDING_EYE_M).abs() < 1e-6);
        for (raw, lifted) in raw.hands.iter().zip(&lifted.hands) {
            for (raw, lifted) in raw.joints.iter().zip(&lifted.joints) {
                assert!((lifted.position - raw.position - Vec3::Y * (STANDING_EYE_M - 1.18)).length() < 1e-6);
            }
        }
        assert!(posture.sit(true) && !posture.sit(true));
        let mut down = frame(1.18);
        posture.lift(&mut down.head, &mut down.hands);
        assert_eq!(down, raw, "as low as he really sits");
        assert!(posture.sit(false));
        assert!((posture.lift_m() - 0.44).abs() < 1e-6);
    }

    #[test]
    fn eyes_are_measured_on_who_looks_ahead_and_keeps_still() {
        let measured = |y: &dyn Fn(u32) -> f32, pitch: f32| {
            let mut eyes = Eyes::default();
            let head = |tick| Pose { position: Vec3::Y * y(tick), rotation: Quat::from_rotation_x(pitch) };
            let all: Vec<_> = (0..EYES_TICKS).map(|tick| eyes.tick(head(tick))).collect();
            assert!(all[..all.len() - 1].iter().all(Option::is_none), "it takes its time");
            all[all.len() - 1].unwrap()
        };
        let height = measured(&|tick| 1.2 + 0.01 * (tick % 2) as f32, -0.1).unwrap();
        assert!((height - 1.205).abs() < 1e-3);
        assert_eq!(measured(&|_| 1.2, -0.5), None, "looks at the floor");
        assert_eq!(measured(&|tick| 1.2 + 0.001 * tick as f32, 0.0), None, "stands up");
        assert_eq!(measured(&|_| 0.3, 0.0), None, "lies on the floor");
    }

    #[test]
    fn heights_that_cannot_be_are_refused() {
        assert!([0.2, 3.0, f32::NAN].iter().all(|&m| Posture::seated(m).is_none()));
        assert!(Posture::calibrated(1.3, 0.1).is_none());
        assert!((Posture::calibrated(1.3, 1.7).unwrap().lift_m() - 0.4).abs() < 1e-6);
        let mut standing = Posture::standing();
        assert!(!standing.sit(true), "who stands sits by sitting down");
        assert_eq!(standing.lift_m(), 0.0);
    }

    #[test]
    fn a_break_is_offered_each_twenty_minutes_of_work() {
        let mut reminder = Reminder::default();
        let mut due = |ticks: u32, paused: bool| (0..ticks).filter(|_| reminder.tick(paused)).count();
        assert_eq!(due(REMIND_TICKS - 1, false), 0);
        assert_eq!(due(BREAK_TICKS - 1, true), 0, "a short pause is no break");
        assert_eq!(due(1, false), 1);
        assert_eq!(due(REMIND_TICKS, false), 1);
        assert_eq!(due(REMIND_TICKS - 1, false) + due(BREAK_TICKS, true), 0);
        assert_eq!(due(REMIND_TICKS - 1, false), 0, "a break begins anew");
    }

    #[test]
    fn the_tape_says_which_profile_was_used() {
        let told = |profile: Profile| profile.meta().map(|(_, value)| value);
        assert_eq!(told(Profile::default()), ["false", "standing"]);
        assert_eq!(told(Profile { left_handed: true, ..Profile::default() }), ["false", "standing left-handed"]);
        let all = Profile { seated: true, left_handed: true, one_hand: Some(LEFT) };
        assert_eq!(told(all), ["true", "seated left-handed one-hand-left"]);
        assert_eq!([Profile::default(), all].map(|profile| profile.menu_side()), [LEFT, LEFT]);
        assert_eq!(Profile { left_handed: true, ..Profile::default() }.menu_side(), RIGHT);
    }
}

//! What a person's menu, sticks and pointing hand come to, on frames made of what a test says is seen.

use super::*;
use crate::scenario::{self, Scenario};
use glam::{Quat, Vec3};
use std::convert::Infallible;
use tape::{HandSource, TICKS_PER_SECOND, TrackingEvents, natural_hand};
use twin::Twin;
use xr::frames::{Located, Locates};
use xr::sources::{Bare, Seen};
use xr::states::{Moved, Ticks};

const START: StageOrigin = StageOrigin { x_m: 0.0, z_m: -0.5, yaw_rad: 0.0 };

struct Told(Located);

impl Locates for Told {
    type Error = Infallible;

    fn moved(&mut self, _: i64) -> Option<Moved> {
        None
    }

    fn locate(&self, _: i64) -> Result<Located, Infallible> {
        Ok(self.0)
    }
}

/// Somebody who stands (or sits) on a stage, the right palm before the chest, pitched down by so much.
struct Wearer {
    person: Person,
    statics: Statics,
    now_ns: i64,
    eye_m: f32,
    pitch: f32,
    pinch: f32,
    grasp: f32,
    frames: Vec<Frame>,
}

impl Wearer {
    fn new(profile: Profile, jumps: bool) -> Wearer {
        let scenario = Scenario::load(&scenario::root().unwrap(), "gowning").unwrap();
        let statics = Twin::new(&scenario.room, &scenario.patterns, 1, 1).unwrap().statics().clone();
        let person = Person::new(profile, START, false, jumps);
        Wearer { person, statics, now_ns: 0, eye_m: 1.6, pitch: -0.9, pinch: 0.0, grasp: 0.0, frames: Vec::new() }
    }

    /// Lets time pass; what was said.
    fn wait(&mut self, seconds: f32) -> Vec<&'static str> {
        let palm =
            Pose { position: Vec3::new(0.15, self.eye_m - 0.4, -0.3), rotation: Quat::from_rotation_x(self.pitch) };
        let hand = natural_hand(RIGHT, palm, HandSource::Hands, self.pinch, self.grasp);
        let right = Seen { bare: Some(Bare { joints: hand.joints, radii: hand.radii }), controller: None };
        let head = Pose { position: Vec3::Y * self.eye_m, rotation: Quat::IDENTITY };
        let mut told = Told(Located { head: Some(head), hands: [Seen::default(), right] });
        let mut said = Vec::new();
        for _ in 0..(seconds * TICKS_PER_SECOND as f32) as u32 {
            self.now_ns += 1_000_000_000 / i64::from(TICKS_PER_SECOND) + 1;
            let buttons = if self.person.stands_still() { Buttons::PAUSE } else { Buttons::default() };
            let next = self.person.frames.next(&mut told, Ticks::Running, self.now_ns, buttons);
            let Ok(Some(frame)) = next else { continue };
            self.frames.push(frame);
            said.extend(self.person.tick(&frame, &self.statics).say);
        }
        said
    }

    fn press(&mut self, row: Row) -> Option<&'static str> {
        let head = self.person.frames.body().expect("somebody is there").head;
        self.person.press(row, head)
    }

    fn pinches(&mut self) -> Vec<&'static str> {
        self.pinch = 1.0;
        let mut said = self.wait(0.3);
        self.pinch = 0.0;
        said.extend(self.wait(0.3));
        said
    }

    /// Where the person stands in the room (x, z).
    fn stands(&self) -> Vec2 {
        let head = self.person.frames.body().expect("somebody is there").head;
        let at = self.person.frames.origin().pose().then(head).position;
        Vec2::new(at.x, at.z)
    }
}

#[test]
fn a_pinch_steps_to_where_the_hand_points_and_is_no_movement() {
    let mut wearer = Wearer::new(Profile::default(), true);
    wearer.wait(0.5);
    assert_eq!(wearer.press(Row::StepThere), Some("step-how"));
    wearer.wait(0.3);
    let (at, bar) = wearer.person.aim().and_then(|aim| aim.at).expect("it points at the floor");
    assert_eq!(bar, None);
    let before = wearer.frames.len();
    assert_eq!(wearer.pinches(), Vec::<&str>::new());
    assert!(wearer.stands().distance(at) < 1e-3 && wearer.person.aim().is_none(), "{} {at}", wearer.stands());
    let (aiming, after) = wearer.frames[before..].split_at(40);
    assert!(aiming[..20].iter().all(|f| f.buttons.has(Buttons::PAUSE)), "the room waits, and nothing is pinched in it");
    let told = after.iter().chain(aiming).filter(|f| f.events.has(TrackingEvents::RECENTRED)).count();
    assert_eq!(told, 1);
}

#[test]
fn a_step_over_the_bench_is_refused_and_a_fist_stays() {
    let mut wearer = Wearer::new(Profile::default(), true);
    wearer.pitch = -0.35;
    wearer.wait(0.5);
    let stood = wearer.stands();
    wearer.press(Row::StepThere);
    wearer.wait(0.2);
    assert_eq!(wearer.pinches(), ["step-bench"]);
    assert!(wearer.person.aim().is_some() && wearer.stands() == stood, "he points on");
    (wearer.grasp, wearer.pitch) = (1.0, -0.9);
    wearer.wait(0.3);
    wearer.grasp = 0.0;
    wearer.wait(0.3);
    assert!(wearer.person.aim().is_none() && wearer.stands() == stood && !wearer.person.stands_still());
}

#[test]
fn who_sits_is_measured_and_lifted_and_the_tape_says_so() {
    let mut wearer = Wearer::new(Profile { seated: true, ..Profile::default() }, false);
    wearer.eye_m = 1.18;
    assert_eq!(wearer.wait(3.0), ["height-taken"]);
    let last = wearer.frames.last().unwrap();
    assert!(last.buttons.has(Buttons::SEATED) && (last.head.position.y - STANDING_EYE_M).abs() < 1e-3);
    wearer.press(Row::Me);
    assert!(wearer.person.state().rows().any(|row| row == Row::Bench));
    wearer.press(Row::Bench);
    wearer.wait(0.1);
    assert!((wearer.frames.last().unwrap().head.position.y - 1.18).abs() < 1e-3);
    wearer.press(Row::Seat);
    wearer.wait(0.1);
    let last = wearer.frames.last().unwrap();
    assert!(!last.buttons.has(Buttons::SEATED) && (last.head.position.y - 1.18).abs() < 1e-3);
}

#[test]
fn a_height_that_cannot_be_is_refused() {
    let mut wearer = Wearer::new(Profile::default(), true);
    wearer.wait(0.2);
    wearer.eye_m = 0.3;
    assert_eq!(wearer.press(Row::Height), Some("look-ahead"));
    assert_eq!(wearer.wait(3.0), ["height-refused"]);
    assert_eq!(wearer.person.frames.posture(), Posture::standing());
}

#[test]
fn sticks_turn_and_step_only_where_that_is_offered() {
    let forward = Asked { sticks: [Vec2::ZERO, Vec2::Y], menu: false };
    let aside = Asked { sticks: [Vec2::X, Vec2::ZERO], menu: false };
    for (profile, jumps, turns) in [(false, true, true), (true, false, true), (false, false, false)]
        .map(|(seated, jumps, turns)| (Profile { seated, ..Profile::default() }, jumps, turns))
    {
        let mut wearer = Wearer::new(profile, jumps);
        wearer.wait(3.0);
        let (origin, stood) = (wearer.person.frames.origin(), wearer.stands());
        wearer.person.ask(&aside);
        assert_eq!(wearer.person.frames.origin() != origin, turns, "{profile:?} {jumps}");
        assert!(wearer.stands().distance(stood) < 1e-4);
        wearer.person.ask(&Asked::default());
        wearer.person.ask(&forward);
        wearer.wait(0.2);
        assert_eq!(wearer.person.aim().is_some(), jumps);
        assert!(!wearer.person.stands_still(), "the room goes on");
        wearer.person.ask(&Asked::default());
        assert_eq!(wearer.stands().distance(stood) > 0.3, jumps, "letting go steps");
    }
}

#[test]
fn a_break_is_offered_after_twenty_minutes() {
    let mut wearer = Wearer::new(Profile::default(), true);
    assert_eq!(wearer.wait(20.0 * 60.0 + 1.0), ["break"]);
}

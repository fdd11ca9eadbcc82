use super::*;
use crate::comfort::{STANDING_EYE_M, snap_turn};
use crate::sources::Bare;
use crate::states::{Event, Life, State};
use glam::Quat;
use std::convert::Infallible;
use tape::{TICKS_PER_SECOND, joint, natural_hand};

const SECOND: i64 = 1_000_000_000;
const START: StageOrigin = StageOrigin { x_m: 1.0, z_m: 2.0, yaw_rad: 0.5 };

/// A runtime that is told what to say.
struct Told {
    life: Life,
    located: Located,
}

impl Locates for Told {
    type Error = Infallible;

    fn moved(&mut self, at_ns: i64) -> Option<Moved> {
        self.life.moved(at_ns)
    }

    fn locate(&self, _: i64) -> Result<Located, Infallible> {
        Ok(self.located)
    }
}

/// A person with a headset on.
struct Person {
    told: Told,
    frames: Frames,
    now_ns: i64,
    hz: i64,
    /// Stage space.
    head: Pose,
    pinch: f32,
    buttons: Buttons,
    tape: Vec<Frame>,
}

impl Person {
    fn new(profile: Profile) -> Person {
        let mut life = Life::new();
        for state in [State::Ready, State::Synchronized, State::Visible, State::Focused] {
            life.on(Event::State(state)).for_each(drop);
        }
        Person {
            told: Told { life, located: Located::default() },
            frames: Frames::new(profile, START),
            now_ns: 5 * SECOND,
            hz: 72,
            head: Pose { position: Vec3::new(0.3, 1.6, 0.2), rotation: Quat::from_rotation_y(0.3) },
            pinch: 0.0,
            buttons: Buttons::default(),
            tape: Vec::new(),
        }
    }

    fn tell(&mut self, event: Event) {
        self.told.life.on(event).for_each(drop);
    }

    fn state(&mut self, state: State) {
        self.tell(Event::State(state));
    }

    /// Displays frames for a while; how many ticks there were before.
    fn run(&mut self, ms: i64) -> usize {
        let before = self.tape.len();
        self.told.located = Located { head: Some(self.head), hands: [Seen::default(), right(self.head, self.pinch)] };
        let end_ns = self.now_ns + ms * SECOND / 1000;
        while self.now_ns < end_ns {
            self.now_ns += SECOND / self.hz;
            while let Some(frame) = self.next() {
                self.tape.push(frame);
            }
        }
        before
    }

    fn next(&mut self) -> Option<Frame> {
        let ticks = self.told.life.ticks();
        self.frames.next(&mut self.told, ticks, self.now_ns, self.buttons).unwrap_or_else(|never| match never {})
    }

    fn eyes(frame: &Frame) -> Pose {
        frame.origin.pose().then(frame.head)
    }

    fn says(&self, from: usize, event: TrackingEvents) -> usize {
        self.tape[from..].iter().filter(|frame| frame.events.has(event)).count()
    }
}

/// A right hand before a head.
fn right(head: Pose, pinch: f32) -> Seen {
    let palm = head.then(Pose { position: Vec3::new(0.2, -0.4, -0.4), rotation: Quat::IDENTITY });
    let hand = natural_hand(RIGHT, palm, HandSource::Hands, pinch, 0.0);
    Seen { bare: Some(Bare { joints: hand.joints, radii: hand.radii }), controller: None }
}

#[test]
fn ticks_are_counted_through_and_nothing_comes_before_the_focus() {
    let mut person = Person::new(Profile::default());
    person.told.life = Life::new();
    person.state(State::Ready);
    person.run(500);
    assert_eq!(person.tape.len(), 0);
    person.state(State::Focused);
    for hz in [72, 80, 90, 120] {
        person.hz = hz;
        person.run(1000);
    }
    assert!(person.tape.iter().enumerate().all(|(n, frame)| frame.tick as usize == n));
    assert!((358..=362).contains(&person.tape.len()), "{}", person.tape.len());
    assert!(person.tape.iter().all(|frame| frame.events == TrackingEvents::default()));
}

#[test]
fn a_focus_lost_mid_grasp_pauses_and_drops_nothing() {
    let mut person = Person::new(Profile::default());
    person.pinch = 1.0;
    person.run(500);
    person.state(State::Visible);
    // The person opens the hand and points at a menu of the system.
    person.pinch = 0.0;
    person.head.position.x += 0.5;
    let paused = person.run(2000);
    let held = person.tape[paused - 1];
    assert!(person.tape.len() - paused > 170);
    for frame in &person.tape[paused..] {
        assert!(frame.buttons.has(Buttons::PAUSE) && frame.hands == held.hands && frame.head == held.head);
    }
    person.state(State::Focused);
    let back = person.run(1000);
    for frame in &person.tape[back..] {
        assert!(!frame.buttons.has(Buttons::PAUSE) && frame.hands[RIGHT].pinch > 0.9, "what is held is held");
        assert!((frame.head.position.x - held.head.position.x - 0.5).abs() < 1e-6, "and the person is where he is");
    }
    person.pinch = 1.0;
    person.run(200);
    person.pinch = 0.0;
    person.run(200);
    assert!(person.tape.last().unwrap().hands[RIGHT].pinch < 0.1, "closed and opened: let go");
    assert!(person.tape.iter().enumerate().all(|(n, frame)| frame.tick as usize == n));
}

#[test]
fn the_menus_pause_is_a_pause_like_any_other() {
    let mut person = Person::new(Profile::default());
    person.pinch = 1.0;
    person.run(300);
    (person.buttons, person.pinch) = (Buttons::PAUSE, 0.0);
    person.run(300);
    person.buttons = Buttons::DECLARE;
    let back = person.run(300);
    assert!(person.tape[back..].iter().all(|f| f.hands[RIGHT].pinch > 0.9 && f.buttons == Buttons::DECLARE));
}

#[test]
fn a_recentring_moves_the_stage_and_not_the_person() {
    let mut person = Person::new(Profile::default());
    person.pinch = 1.0;
    person.run(500);
    let before = *person.tape.last().unwrap();
    let old_from_new = Pose { position: Vec3::new(0.3, 0.0, 0.2), rotation: Quat::from_rotation_y(0.9) };
    person.tell(Event::SpaceChange { at_ns: person.now_ns + 1, old_from_new: Some(old_from_new) });
    person.head = old_from_new.inverse().then(person.head);
    let after = person.run(500);
    assert_eq!(person.says(0, TrackingEvents::RECENTRED), 1);
    assert!(person.tape[after].events.has(TrackingEvents::RECENTRED));
    for frame in &person.tape[after..] {
        assert!(Person::eyes(frame).position.distance(Person::eyes(&before).position) < 1e-5);
        let palm = |f: &Frame| f.origin.pose().then(f.hands[RIGHT].joints[joint::PALM]).position;
        assert!(palm(frame).distance(palm(&before)) < 1e-5 && frame.hands[RIGHT].pinch > 0.9);
    }
}

#[test]
fn what_happens_in_a_pause_is_told_after_it() {
    let mut person = Person::new(Profile::default());
    person.run(300);
    person.state(State::Visible);
    person.tell(Event::SpaceChange { at_ns: person.now_ns, old_from_new: None });
    person.run(300);
    assert_eq!(person.says(0, TrackingEvents::RECENTRED), 0);
    person.state(State::Focused);
    let back = person.run(300);
    assert!(person.tape[back].events.has(TrackingEvents::RECENTRED));
    assert_eq!(person.says(back, TrackingEvents::RECENTRED), 1);
}

#[test]
fn a_headset_put_down_for_long_is_one_stall() {
    let mut person = Person::new(Profile::default());
    person.pinch = 1.0;
    person.run(300);
    for state in [State::Visible, State::Synchronized, State::Stopping, State::Idle] {
        person.state(state);
    }
    let before = person.run(600_000);
    assert_eq!(person.tape.len(), before, "nobody asks for frames");
    for state in [State::Ready, State::Synchronized, State::Visible] {
        person.state(state);
    }
    person.pinch = 0.0;
    person.run(100);
    person.state(State::Focused);
    let back = person.run(300);
    assert!(person.tape.len() < before + 60, "ten minutes are not made up");
    assert!(person.tape[back].events.has(TrackingEvents::STALLED));
    assert_eq!(person.says(0, TrackingEvents::STALLED), 1);
    assert!(person.tape.last().unwrap().hands[RIGHT].pinch > 0.9);
    assert!(person.tape.iter().enumerate().all(|(n, frame)| frame.tick as usize == n));
}

#[test]
fn a_hitch_repeats_and_says_so() {
    let mut person = Person::new(Profile::default());
    person.run(300);
    person.now_ns += SECOND / 2;
    person.head.position.x += 0.1;
    let after = person.run(20);
    let repeated = person.tape[after..].iter().take_while(|f| f.head == person.tape[after - 1].head).count();
    assert!((38..=42).contains(&repeated), "{repeated} ticks repeat");
    assert!(person.tape[after + repeated].events.has(TrackingEvents::STALLED));
    assert_eq!(person.says(0, TrackingEvents::STALLED), 1);
}

#[test]
fn turns_and_seats_are_jumps() {
    let mut person = Person::new(Profile { seated: true, ..Profile::default() });
    person.head.position.y = 1.2;
    person.run(20);
    person.frames.take_posture(Posture::seated(1.2).unwrap());
    let sat = person.run(200);
    assert!(person.tape[sat].events.has(TrackingEvents::RECENTRED));
    let before = *person.tape.last().unwrap();
    assert!((before.head.position.y - STANDING_EYE_M).abs() < 1e-5);
    person.frames.jump(snap_turn(person.frames.origin(), before.head, 1));
    let turned = person.run(200);
    assert!(person.tape[turned].events.has(TrackingEvents::RECENTRED));
    assert!(Person::eyes(&person.tape[turned]).position.distance(Person::eyes(&before).position) < 1e-5);
    person.frames.sit(true);
    person.frames.sit(true);
    let down = person.run(200);
    assert!(person.tape[down].events.has(TrackingEvents::RECENTRED));
    assert!((person.tape[down].head.position.y - 1.2).abs() < 1e-5);
    assert_eq!(person.says(0, TrackingEvents::RECENTRED), 3);
    assert!(person.tape[down].buttons.has(Buttons::SEATED));
}

#[test]
fn one_hand_makes_two() {
    let mut person = Person::new(Profile { one_hand: Some(RIGHT), ..Profile::default() });
    person.run(200);
    assert!(person.tape.last().unwrap().hands.iter().all(|hand| hand.tracked));
    person.frames.next_hand();
    person.run(100);
    person.pinch = 1.0;
    person.run(1000);
    let last = person.tape.last().unwrap();
    assert!(last.hands[LEFT].pinch > 0.9 && last.hands[RIGHT].pinch < 0.1);
}

#[test]
fn a_head_that_is_not_known_stays_where_it_was() {
    let mut person = Person::new(Profile::default());
    person.run(100);
    let known = person.tape.last().unwrap().head;
    person.told.located = Located::default();
    person.now_ns += SECOND / 45;
    assert_eq!(person.next().map(|frame| frame.head), Some(known));
}

#[test]
fn a_drill_begins_where_the_person_first_stands_and_looks() {
    let mut person = Person::new(Profile::default());
    assert_eq!(person.next(), None, "nobody is there");
    person.run(100);
    let eyes = Person::eyes(&person.tape[0]);
    assert!(eyes.position.distance(Vec3::new(START.x_m, 1.6, START.z_m)) < 1e-5);
    assert!((yaw_of(eyes.rotation) - START.yaw_rad).abs() < 1e-5);
    assert_eq!(person.tape[0].tick, 0);
}

#[test]
fn a_stage_that_was_moved_nobody_knows_where_to_is_laid_anew() {
    let mut person = Person::new(Profile::default());
    person.run(300);
    let before = Person::eyes(person.tape.last().unwrap());
    person.tell(Event::SpaceChange { at_ns: person.now_ns, old_from_new: None });
    person.head = Pose { position: Vec3::new(-2.0, 1.6, 0.7), rotation: Quat::from_rotation_y(-1.9) };
    let after = person.run(300);
    for frame in &person.tape[after..] {
        let eyes = Person::eyes(frame);
        assert!(eyes.position.distance(before.position) < 1e-4 && eyes.rotation.angle_between(before.rotation) < 1e-3);
    }
}

#[test]
fn a_menu_sees_the_hands_while_the_room_stands_still() {
    let mut person = Person::new(Profile::default());
    person.pinch = 1.0;
    person.run(300);
    (person.buttons, person.pinch) = (Buttons::PAUSE, 0.0);
    person.head.position.x += 0.1;
    let paused = person.run(300);
    let body = person.frames.body().unwrap();
    assert!((body.head.position.x - 0.4).abs() < 1e-5 && body.hands[RIGHT].pinch < 0.1);
    assert!(person.tape[paused..].iter().all(|frame| frame.hands[RIGHT].pinch > 0.9));
    person.buttons = Buttons::default();
    person.run(100);
    assert!(person.tape.last().unwrap().hands[RIGHT].pinch > 0.9, "what is held stays held");
}

#[test]
fn one_hand_is_said_while_it_lasts() {
    let mut person = Person::new(Profile::default());
    person.run(100);
    person.frames.use_one_hand(Some(RIGHT));
    let one = person.run(300);
    assert!(person.tape[one..].iter().all(|f| f.buttons.has(Buttons::ONE_HAND) && f.hands[LEFT].tracked));
    person.frames.use_one_hand(None);
    let two = person.run(300);
    assert!(person.tape[two..].iter().all(|f| !f.buttons.has(Buttons::ONE_HAND) && !f.hands[LEFT].tracked));
    assert_eq!(person.says(0, TrackingEvents::RECENTRED), 2);
}

#[test]
fn frames_allocate_nothing() {
    let mut person = Person::new(Profile { one_hand: Some(RIGHT), ..Profile::default() });
    person.run(200);
    let mut ticks = 0;
    let info = allocation_counter::measure(|| {
        for frame in 0..TICKS_PER_SECOND {
            person.now_ns += SECOND / 72;
            if frame == 30 {
                person.tell(Event::SpaceChange { at_ns: person.now_ns, old_from_new: None });
            }
            while person.next().is_some() {
                ticks += 1;
            }
        }
    });
    assert!(ticks > 100);
    assert_eq!(info.count_total, 0);
}

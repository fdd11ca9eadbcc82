use super::*;
use crate::comfort::snap_turn;
use crate::sources::Bare;
use crate::states::{Event, State};
use tape::{HandSource, TICKS_PER_SECOND, joint, natural_hand};

const SECOND: i64 = 1_000_000_000;

/// A person with a headset on: a runtime that is told what to say.
struct Person {
    life: Life,
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
            life,
            frames: Frames::new(profile, Posture::standing(), StageOrigin { x_m: 1.0, z_m: 2.0, yaw_rad: 0.5 }),
            now_ns: 5 * SECOND,
            hz: 72,
            head: Pose { position: Vec3::new(0.3, 1.6, 0.2), rotation: Quat::from_rotation_y(0.3) },
            pinch: 0.0,
            buttons: Buttons::default(),
            tape: Vec::new(),
        }
    }

    fn tell(&mut self, event: Event) {
        self.life.on(event).for_each(drop);
    }

    fn state(&mut self, state: State) {
        self.tell(Event::State(state));
    }

    /// Displays frames for a while; how many ticks there were before.
    fn run(&mut self, ms: i64) -> usize {
        let before = self.tape.len();
        let (head, pinch) = (self.head, self.pinch);
        let end_ns = self.now_ns + ms * SECOND / 1000;
        while self.now_ns < end_ns {
            self.now_ns += SECOND / self.hz;
            let tape = &mut self.tape;
            let locate = |_| Located { head: Some(head), hands: [Seen::default(), right(head, pinch)] };
            self.frames.due(&mut self.life, self.now_ns, self.buttons, locate, |frame| tape.push(*frame));
        }
        before
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
    person.life = Life::new();
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
    person.frames.posture = Posture::seated(1.2).unwrap();
    person.run(200);
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
    assert_eq!(person.says(0, TrackingEvents::RECENTRED), 2);
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
    let mut seen = None;
    let later_ns = person.now_ns + SECOND / 45;
    person.frames.due(&mut person.life, later_ns, Buttons::default(), |_| Located::default(), |f| seen = Some(f.head));
    assert_eq!(seen, Some(known));
}

#[test]
fn frames_allocate_nothing() {
    let mut person = Person::new(Profile { one_hand: Some(RIGHT), ..Profile::default() });
    person.run(200);
    let (head, mut now_ns, mut ticks) = (person.head, person.now_ns, 0);
    let info = allocation_counter::measure(|| {
        for frame in 0..TICKS_PER_SECOND {
            now_ns += SECOND / 72;
            if frame == 30 {
                person.life.on(Event::SpaceChange { at_ns: now_ns, old_from_new: None }).for_each(drop);
            }
            let locate = |_| Located { head: Some(head), hands: [Seen::default(), right(head, 1.0)] };
            person.frames.due(&mut person.life, now_ns, Buttons::default(), locate, |_| ticks += 1);
        }
    });
    assert!(ticks > 100);
    assert_eq!(info.count_total, 0);
}

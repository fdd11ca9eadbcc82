use super::State::*;
use super::*;
use glam::{Quat, Vec3};
use proptest::prelude::*;

/// Tells a story and returns all that is to be done.
fn told(life: &mut Life, story: &[Event]) -> Vec<Do> {
    story.iter().flat_map(|&event| life.on(event)).collect()
}

fn states(story: &[State]) -> Vec<Event> {
    story.iter().map(|&state| Event::State(state)).collect()
}

const TO_FOCUS: [State; 4] = [Ready, Synchronized, Visible, Focused];

fn focused() -> Life {
    let mut life = Life::new();
    told(&mut life, &states(&TO_FOCUS));
    life
}

#[test]
fn an_ordinary_session_begins_runs_and_leaves() {
    let mut life = Life::new();
    assert_eq!((life.runs(), life.ticks()), (false, Ticks::No));
    assert_eq!(told(&mut life, &states(&[Idle, Ready])), [Do::Begin]);
    assert_eq!((life.runs(), life.ticks()), (true, Ticks::No));
    assert_eq!(told(&mut life, &states(&[Synchronized, Visible])), []);
    assert_eq!(life.ticks(), Ticks::No, "the drill waits for the person");
    assert_eq!(told(&mut life, &states(&[Focused])), [Do::Resume]);
    assert_eq!((life.ticks(), life.has_focus()), (Ticks::Running, true));
    assert_eq!(told(&mut life, &[Event::Leave]), [Do::RequestExit]);
    assert_eq!(told(&mut life, &[Event::Leave]), [], "asked once");
    let end = told(&mut life, &states(&[Visible, Synchronized, Stopping, Idle, Exiting]));
    assert_eq!(end, [Do::Pause, Do::End, Do::CloseTape, Do::DestroySession, Do::Exit(Why::Left)]);
    assert!(!life.runs());
}

#[test]
fn a_system_menu_pauses_and_nothing_else() {
    let mut life = focused();
    assert_eq!(told(&mut life, &states(&[Visible])), [Do::Pause]);
    assert_eq!((life.ticks(), life.runs()), (Ticks::Paused, true));
    assert_eq!(told(&mut life, &states(&[Visible, Synchronized, Visible])), []);
    assert_eq!(told(&mut life, &states(&[Focused])), [Do::Resume]);
    assert_eq!(life.ticks(), Ticks::Running);
}

#[test]
fn a_headset_put_down_stops_and_goes_on_when_it_is_taken_up() {
    let mut life = focused();
    assert_eq!(told(&mut life, &states(&[Visible, Synchronized, Stopping, Idle])), [Do::Pause, Do::End]);
    assert_eq!((life.runs(), life.ticks()), (false, Ticks::No));
    assert_eq!(told(&mut life, &states(&[Ready])), [Do::Begin]);
    assert_eq!(life.ticks(), Ticks::Paused, "the drill has begun, the person is not back yet");
    assert_eq!(told(&mut life, &states(&[Synchronized, Visible, Focused])), [Do::Resume]);
}

#[test]
fn what_a_runtime_leaves_out_is_taken_as_said() {
    let mut life = focused();
    assert_eq!(told(&mut life, &states(&[Stopping])), [Do::Pause, Do::End]);
    assert_eq!(told(&mut life, &states(&[Stopping, Idle])), [], "nothing is ended twice");
    assert_eq!(told(&mut life, &states(&[Ready, Ready, Focused])), [Do::Begin, Do::Resume], "nothing is begun twice");
    assert_eq!(told(&mut life, &states(&[Idle])), [Do::Pause, Do::End], "idle without stopping");
    let mut early = Life::new();
    assert_eq!(told(&mut early, &states(&[Focused])), [], "a focus without a session is none");
    assert_eq!(early.ticks(), Ticks::No);
}

#[test]
fn a_loss_closes_the_tape_before_anything_is_destroyed() {
    for (event, why) in [
        (Event::State(LossPending), Why::SessionLost),
        (Event::SessionLost, Why::SessionLost),
        (Event::InstanceLost, Why::InstanceLost),
    ] {
        let mut life = focused();
        let done = told(&mut life, &[event]);
        let mut expected = vec![Do::Pause, Do::CloseTape, Do::DestroySession];
        expected.extend((why == Why::InstanceLost).then_some(Do::DestroyInstance));
        expected.push(Do::Exit(why));
        assert_eq!(done, expected);
        assert_eq!((life.runs(), life.ticks()), (false, Ticks::No));
        let after = [Event::InstanceLost, Event::SessionLost, Event::State(Ready), Event::State(Exiting), Event::Leave];
        assert_eq!(told(&mut life, &after), [], "the dead are left alone");
    }
}

#[test]
fn who_leaves_before_a_session_runs_is_gone_at_once() {
    let gone = [Do::CloseTape, Do::DestroySession, Do::Exit(Why::Left)];
    assert_eq!(told(&mut Life::new(), &[Event::Leave]), gone);
    let mut put_down = focused();
    told(&mut put_down, &states(&[Stopping]));
    assert_eq!(told(&mut put_down, &[Event::Leave]), gone);
}

#[test]
fn a_new_profile_is_read_whenever_it_comes() {
    assert_eq!(told(&mut Life::new(), &[Event::ProfileChanged]), [Do::ReadProfiles]);
    assert_eq!(told(&mut focused(), &[Event::ProfileChanged; 2]), [Do::ReadProfiles; 2]);
}

fn shift(x: f32) -> Option<Pose> {
    Some(Pose { position: Vec3::X * x, rotation: Quat::IDENTITY })
}

#[test]
fn a_recentring_is_told_once_at_the_first_tick_of_its_time() {
    let mut life = focused();
    told(&mut life, &[Event::SpaceChange { at_ns: 1_000, old_from_new: shift(0.5) }]);
    assert_eq!(life.moved(999), None);
    assert_eq!(life.moved(1_011), Some(Moved { old_from_new: shift(0.5) }));
    assert_eq!(life.moved(1_022), None);
    told(&mut life, &[Event::SpaceChange { at_ns: 2_000, old_from_new: None }]);
    assert_eq!(life.moved(5_000), Some(Moved { old_from_new: None }));
}

#[test]
fn recentrings_out_of_order_and_too_many_are_all_counted() {
    let mut life = focused();
    let change = |at_ns, x| Event::SpaceChange { at_ns, old_from_new: shift(x) };
    told(&mut life, &[change(300, 3.0), change(100, 1.0), change(200, 2.0)]);
    assert_eq!(life.moved(150), Some(Moved { old_from_new: shift(1.0) }));
    assert_eq!(life.moved(300), Some(Moved { old_from_new: shift(5.0) }));
    told(&mut life, &[1, 2, 3, 4, 5, 6].map(|n| change(n, 1.0)));
    assert_eq!(life.moved(4), Some(Moved { old_from_new: shift(6.0) }));
}

#[test]
fn a_session_put_down_while_it_is_recentred_says_so_when_it_goes_on() {
    let mut life = focused();
    told(&mut life, &states(&[Visible, Stopping, Idle]));
    told(&mut life, &[Event::SpaceChange { at_ns: 10, old_from_new: shift(1.0) }]);
    told(&mut life, &states(&TO_FOCUS));
    assert_eq!(life.moved(90_000), Some(Moved { old_from_new: shift(1.0) }));
}

fn any_event() -> impl Strategy<Value = Event> {
    let states = [Idle, Ready, Synchronized, Visible, Focused, Stopping, LossPending, Exiting];
    prop_oneof![
        20 => prop::sample::select(states.to_vec()).prop_map(Event::State),
        2 => any::<i64>().prop_map(|at_ns| Event::SpaceChange { at_ns, old_from_new: None }),
        1 => prop::sample::select(vec![
            Event::ProfileChanged, Event::SessionLost, Event::InstanceLost, Event::Leave
        ]),
    ]
}

proptest! {
    /// Whatever is said: a session is begun only when it does not run and ended only when it does, pauses and resumes
    /// take turns, the room goes on only with the focus, and the end comes once, the tape first.
    #[test]
    fn no_order_of_events_breaks_the_rules(story in prop::collection::vec(any_event(), 0..60)) {
        let mut life = Life::new();
        let (mut begun, mut playing, mut over, mut closed) = (false, false, false, false);
        for event in story {
            for what in life.on(event) {
                prop_assert!(!over, "{what:?} after the end");
                match what {
                    Do::Begin => prop_assert!(!std::mem::replace(&mut begun, true)),
                    Do::End => prop_assert!(std::mem::replace(&mut begun, false)),
                    Do::Resume => prop_assert!(begun && !std::mem::replace(&mut playing, true)),
                    Do::Pause => prop_assert!(std::mem::replace(&mut playing, false)),
                    Do::RequestExit => prop_assert!(begun),
                    Do::CloseTape => closed = true,
                    Do::DestroySession | Do::DestroyInstance => prop_assert!(closed && !playing),
                    Do::Exit(_) => (over, begun) = (true, false),
                    Do::ReadProfiles => {}
                }
            }
            prop_assert_eq!(life.runs(), begun);
            prop_assert_eq!(life.ticks() == Ticks::Running, playing);
        }
    }
}

//! The life of a session as the runtime tells it: events in, what to do out. It calls nothing, so that a test can tell
//! it any story, in any order.
//!
//! Lists are short and fixed, so that a frame loop that asks allocates nothing. Rules, and where they come from (OpenXR
//! 1.1, chapters 9.1 and 7.3; what a runtime does out of order is taken as if what is missing had been said):
//!
//! - READY begins the session, STOPPING ends it, each at most once a time; frames are due only in between.
//! - The drill begins when the session first has the focus. From then on the room stands still
//!   ([`Ticks::Paused`], [`tape::Buttons::PAUSE`]) whenever the focus is elsewhere, and goes on when it is back.
//! - A session that is lost is destroyed, with its instance if that is lost too; the tape is kept and the person is told.
//!   Nothing is done after that, whatever the runtime still says.
//! - The person leaves by asking the runtime ([`Do::RequestExit`]), or at once where no session runs.

use tape::Pose;

/// `XrSessionState`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Idle,
    Ready,
    Synchronized,
    Visible,
    Focused,
    Stopping,
    LossPending,
    Exiting,
}

/// What the runtime says, or a call to it answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    State(State),
    /// The space that poses are asked in moves at a time (nanoseconds, `XrTime`); None where the runtime does not know
    /// by how much.
    SpaceChange {
        at_ns: i64,
        old_from_new: Option<Pose>,
    },
    /// `XrEventDataInteractionProfileChanged`.
    ProfileChanged,
    /// A call said `XR_ERROR_SESSION_LOST`.
    SessionLost,
    /// `XrEventDataInstanceLossPending`, or a call said `XR_ERROR_INSTANCE_LOST`.
    InstanceLost,
    /// The person pressed *leave*, or the program was asked to end.
    Leave,
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The person left, or the runtime asked for it.
    Left,
    SessionLost,
    InstanceLost,
}

/// What to do, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Do {
    /// `xrBeginSession`.
    Begin,
    /// The room goes on, and hands hold what they held: [`crate::frames::Frames`] sees to it.
    Resume,
    /// The room stands still.
    Pause,
    /// `xrEndSession`.
    End,
    /// `xrRequestExitSession`.
    RequestExit,
    /// Ask which interaction profiles are bound now.
    ReadProfiles,
    /// Close the tape: nothing more will come.
    CloseTape,
    /// `xrDestroySession`, and what was made with it.
    DestroySession,
    /// `xrDestroyInstance`.
    DestroyInstance,
    /// Leave the loop.
    Exit(Why),
}

/// Longest list of one event: a focused session that loses its instance.
const MOST: usize = 5;

/// What one event asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Todo {
    list: [Option<Do>; MOST],
    len: usize,
}

impl Todo {
    fn new() -> Todo {
        Todo { list: [None; MOST], len: 0 }
    }

    fn push(&mut self, what: Do) {
        self.list[self.len] = Some(what);
        self.len += 1;
    }
}

impl Iterator for Todo {
    type Item = Do;

    fn next(&mut self) -> Option<Do> {
        let first = self.list[0].take()?;
        self.list.rotate_left(1);
        self.len -= 1;
        Some(first)
    }
}

/// Does time pass in the room?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ticks {
    /// The drill has not begun, or the runtime gives no frames.
    No,
    /// Every tick says [`tape::Buttons::PAUSE`] and repeats the last poses.
    Paused,
    Running,
}

/// Spaces that may be announced to move before the first of them does; more are joined to the last.
const PENDING: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Change {
    at_ns: i64,
    old_from_new: Option<Pose>,
}

/// How far a session has come.
#[derive(Clone, Debug)]
pub struct Life {
    state: State,
    /// Between `xrBeginSession` and `xrEndSession`.
    running: bool,
    /// Had the focus once.
    begun: bool,
    leaving: bool,
    over: bool,
    changes: [Option<Change>; PENDING],
}

impl Default for Life {
    fn default() -> Life {
        Life::new()
    }
}

impl Life {
    /// A session that was just created.
    pub fn new() -> Life {
        Life { state: State::Idle, running: false, begun: false, leaving: false, over: false, changes: [None; PENDING] }
    }

    /// Are `xrWaitFrame`, `xrBeginFrame` and `xrEndFrame` due? True from `xrBeginSession` to `xrEndSession`.
    pub fn runs(&self) -> bool {
        self.running
    }

    /// May the person press a menu? Only the focus gives input.
    pub fn has_focus(&self) -> bool {
        self.running && self.state == State::Focused
    }

    /// What a tick of the room is at this frame.
    pub fn ticks(&self) -> Ticks {
        match (self.running && self.begun, self.has_focus()) {
            (false, _) => Ticks::No,
            (true, false) => Ticks::Paused,
            (true, true) => Ticks::Running,
        }
    }

    /// What to do about an event.
    pub fn on(&mut self, event: Event) -> Todo {
        let mut todo = Todo::new();
        if self.over {
            return todo;
        }
        match event {
            Event::State(State::LossPending) | Event::SessionLost => self.end(Why::SessionLost, &mut todo),
            Event::InstanceLost => self.end(Why::InstanceLost, &mut todo),
            Event::State(State::Exiting) => self.end(Why::Left, &mut todo),
            Event::State(state) => self.enter(state, &mut todo),
            Event::ProfileChanged => todo.push(Do::ReadProfiles),
            Event::SpaceChange { at_ns, old_from_new } => self.announce(Change { at_ns, old_from_new }),
            Event::Leave if !self.running => self.end(Why::Left, &mut todo),
            Event::Leave => {
                if !std::mem::replace(&mut self.leaving, true) {
                    todo.push(Do::RequestExit);
                }
            }
        }
        todo
    }

    fn enter(&mut self, state: State, todo: &mut Todo) {
        let had_focus = self.has_focus();
        self.state = state;
        match state {
            // A session in any of these has been begun: a runtime that says VISIBLE to one that was not will be told so
            // by the next call, and that is its mistake, not ours to repeat.
            State::Ready if !self.running => {
                self.running = true;
                todo.push(Do::Begin);
            }
            State::Idle | State::Stopping => {
                if had_focus {
                    todo.push(Do::Pause);
                }
                if self.running {
                    self.running = false;
                    todo.push(Do::End);
                }
                return;
            }
            _ => {}
        }
        match (had_focus, self.has_focus()) {
            (true, false) => todo.push(Do::Pause),
            (false, true) => {
                self.begun = true;
                todo.push(Do::Resume);
            }
            _ => {}
        }
    }

    fn end(&mut self, why: Why, todo: &mut Todo) {
        if self.has_focus() {
            todo.push(Do::Pause);
        }
        todo.push(Do::CloseTape);
        todo.push(Do::DestroySession);
        if why == Why::InstanceLost {
            todo.push(Do::DestroyInstance);
        }
        todo.push(Do::Exit(why));
        (self.over, self.running) = (true, false);
    }

    /// Keeps the changes in the order of their times.
    fn announce(&mut self, change: Change) {
        if let [.., Some(last)] = &mut self.changes {
            let joined = last.old_from_new.zip(change.old_from_new);
            *last = Change { at_ns: last.at_ns, old_from_new: joined.map(|(first, then)| first.then(then)) };
            return;
        }
        let at = self.changes.iter().flatten().take_while(|known| known.at_ns <= change.at_ns).count();
        self.changes[at..].rotate_right(1);
        self.changes[at] = Some(change);
    }

    /// Has the space moved by a tick at this time, since it was last asked? Then this tick says
    /// [`tape::TrackingEvents::RECENTRED`], and [`crate::comfort::stay`] keeps the person where he is in the room.
    pub fn moved(&mut self, tick_ns: i64) -> Option<Moved> {
        let mut moved: Option<Moved> = None;
        while let Some(change) = self.changes[0].filter(|change| change.at_ns <= tick_ns) {
            self.changes[0] = None;
            self.changes.rotate_left(1);
            moved = Some(match moved {
                None => Moved { old_from_new: change.old_from_new },
                Some(before) => {
                    let both = before.old_from_new.zip(change.old_from_new);
                    Moved { old_from_new: both.map(|(first, then)| first.then(then)) }
                }
            });
        }
        moved
    }
}

/// The space was moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// None where the runtime does not know by how much.
    pub old_from_new: Option<Pose>,
}

#[cfg(test)]
#[path = "states_tests.rs"]
mod tests;

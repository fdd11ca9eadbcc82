//! One hand a side, whatever makes it: bare hands, controllers, nothing for a while, and back.
//!
//! A runtime may show a bare hand, a controller, both or neither, and change its mind from one frame to the next. Here
//! each side has one source a tick, and keeps it:
//!
//! - **Missing** for up to [`PATIENCE_TICKS`]: nothing has happened, the hand stays where it was. For longer: it is lost,
//!   unless the other source is there, which then takes over. A lost hand keeps its last pose and `tracked` is false;
//!   so the room freezes what it holds, and says *lost* and *regained* itself.
//! - **Both there**: a hand near its controller holds it, far from it has put it down; between the two, and until it has
//!   been so for [`CONVINCED_TICKS`], the source stays.
//! - **What is held stays held.** After a change of source, or when the room goes on after a pause, the fingers are
//!   somewhere else than they were: a hand that was closed stays closed until the new fingers have closed and opened. A
//!   hand that was regained is first believed after [`SETTLE_TICKS`], because trackers guess at first.

use tape::{Hand, HandSource, JOINTS, LEFT, Latch, Pose, RIGHT, joint, natural_hand, palm_of_grip, strengths};

/// 50 ms, the patience of [`tape::Import`]: recordings of headsets have gaps of up to 40 ms in which nothing was lost
/// (measured).
pub const PATIENCE_TICKS: u32 = 5;
/// 0.2 s (design): longer than a hand that passes over a controller on the table, shorter than taking hold of it.
pub const CONVINCED_TICKS: u32 = 18;
/// Metres from the palm seen to the palm that would hold the controller (design): tracking of a hand that is half hidden
/// by what it holds errs by some centimetres …
pub const HOLDS_WITHIN_M: f32 = 0.10;
/// … and a hand that works beside a controller on the table is further away than its own length.
pub const PUT_DOWN_BEYOND_M: f32 = 0.20;
/// 0.1 s (design): the first guesses of a tracker that has found a hand again.
pub const SETTLE_TICKS: u32 = 9;
/// Ticks that fingers must be closed or open before it counts (design: as long as the room asks of a grip).
const DEBOUNCE_TICKS: u32 = 3;
/// A strength below this holds nothing, and one from there on takes hold: [`Keep`] is on the safe side of both values
/// of every latch.
pub(crate) const HOLDS_FROM: f32 = 0.4;
pub(crate) const TAKES_FROM: f32 = 0.75;

/// A bare hand as tracked, stage space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bare {
    pub joints: [Pose; JOINTS],
    /// Metres from the joint to the skin.
    pub radii: [f32; JOINTS],
}

/// A controller in a hand, or on a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Controller {
    /// Its grip pose.
    pub stage_from_grip: Pose,
    /// 0 … 1: pinches.
    pub trigger: f32,
    /// 0 … 1: grasps.
    pub squeeze: f32,
}

/// What the runtime shows of one side at the time of a tick; only what it says is valid.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Seen {
    pub bare: Option<Bare>,
    pub controller: Option<Controller>,
}

/// Keeps a hand closed until its new fingers have closed themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Keep {
    kept: Option<[f32; 2]>,
    /// Ticks for which the new fingers are closed.
    closed: u32,
}

impl Keep {
    /// From now on: this hand, if it may hold something.
    pub fn hold(&mut self, hand: &Hand) {
        let holds = hand.pinch.max(hand.grasp) >= HOLDS_FROM;
        *self = Keep { kept: holds.then_some([hand.pinch, hand.grasp]), closed: 0 };
    }

    /// At least as closed as what is kept.
    pub fn apply(&mut self, hand: &mut Hand) {
        let Some([pinch, grasp]) = self.kept else { return };
        self.closed = if hand.pinch.max(hand.grasp) >= TAKES_FROM { self.closed + 1 } else { 0 };
        if self.closed >= DEBOUNCE_TICKS {
            self.kept = None;
        }
        (hand.pinch, hand.grasp) = (hand.pinch.max(pinch), hand.grasp.max(grasp));
    }
}

/// What is known of one side.
#[derive(Clone, Copy, Debug)]
struct Side {
    side: usize,
    hand: Hand,
    /// Ticks for which the present source has not been there.
    missing: u32,
    /// Ticks for which the other one has spoken for itself.
    rival: u32,
    /// Ticks until a regained hand is believed, and what it was.
    settle: u32,
    settled: [f32; 2],
    keep: Keep,
}

impl Side {
    fn new(side: usize) -> Side {
        // Nobody has been seen yet: an open hand at the stage's floor, not tracked.
        let hand = natural_hand(side, Pose::IDENTITY, HandSource::Hands, 0.0, 0.0);
        let hand = Hand { tracked: false, ..hand };
        Side { side, hand, missing: PATIENCE_TICKS, rival: 0, settle: 0, settled: [0.0; 2], keep: Keep::default() }
    }

    fn next(&mut self, seen: &Seen) -> Hand {
        let bare = seen.bare.filter(is_sound).map(|bare| bare_hand(&bare));
        let held = seen.controller.filter(|c| is_sound_pose(&c.stage_from_grip)).map(|c| holding(self.side, &c));
        self.choose(bare.as_ref(), held.as_ref());
        let of_source = if self.hand.source == HandSource::Controller { held } else { bare };
        match of_source {
            Some(hand) => self.follow(hand),
            None => {
                self.missing = self.missing.saturating_add(1);
                self.hand.tracked &= self.missing < PATIENCE_TICKS;
            }
        }
        self.hand
    }

    /// Which source it is from this tick on.
    fn choose(&mut self, bare: Option<&Hand>, held: Option<&Hand>) {
        let controller = self.hand.source == HandSource::Controller;
        let (present, other) = if controller { (held, bare) } else { (bare, held) };
        let changes = match (present, other) {
            (Some(present), Some(other)) => {
                let palm = |hand: &Hand| hand.joints[joint::PALM].position;
                let apart_m = palm(present).distance(palm(other));
                let speaks = if controller { apart_m > PUT_DOWN_BEYOND_M } else { apart_m < HOLDS_WITHIN_M };
                self.rival = if speaks { self.rival + 1 } else { 0 };
                self.rival >= CONVINCED_TICKS
            }
            (None, Some(_)) => self.missing + 1 >= PATIENCE_TICKS,
            _ => false,
        };
        if changes {
            self.keep.hold(&self.hand);
            self.hand.source = if controller { HandSource::Hands } else { HandSource::Controller };
            (self.rival, self.settle) = (0, 0);
        }
    }

    fn follow(&mut self, mut hand: Hand) {
        let regained = !self.hand.tracked && hand.source == HandSource::Hands;
        if regained {
            (self.settle, self.settled) = (SETTLE_TICKS, [self.hand.pinch, self.hand.grasp]);
        }
        if self.settle > 0 {
            self.settle -= 1;
            (hand.pinch, hand.grasp) = (hand.pinch.max(self.settled[0]), hand.grasp.max(self.settled[1]));
        }
        self.keep.apply(&mut hand);
        (self.hand, self.missing) = (hand, 0);
    }
}

/// Both hands of a person.
#[derive(Clone, Debug)]
pub struct Sources {
    sides: [Side; 2],
}

impl Default for Sources {
    fn default() -> Sources {
        Sources::new()
    }
}

impl Sources {
    /// Nothing has been seen.
    pub fn new() -> Sources {
        Sources { sides: [LEFT, RIGHT].map(Side::new) }
    }

    /// The hand of a tick, stage space. Call it once a tick and side.
    pub fn hand(&mut self, side: usize, seen: &Seen) -> Hand {
        self.sides[side].next(seen)
    }

    /// The room goes on after a pause: what is held stays held.
    pub fn hold(&mut self) {
        for side in &mut self.sides {
            side.keep.hold(&side.hand);
        }
    }

    /// The stage was moved under the person: hands that are not seen stay where they were in the world.
    pub fn moved(&mut self, old_from_new: Pose) {
        let new_from_old = old_from_new.inverse();
        for pose in self.sides.iter_mut().flat_map(|side| &mut side.hand.joints) {
            *pose = new_from_old.then(*pose);
        }
    }
}

fn is_sound_pose(pose: &Pose) -> bool {
    pose.position.is_finite() && (0.9..1.1).contains(&pose.rotation.length_squared())
}

/// A runtime may say that a hand is there and give nothing of use.
fn is_sound(bare: &Bare) -> bool {
    bare.joints.iter().all(is_sound_pose) && bare.radii.iter().all(|r| r.is_finite() && *r >= 0.0)
}

fn bare_hand(bare: &Bare) -> Hand {
    let (pinch, grasp) = strengths(&bare.joints);
    Hand { tracked: true, source: HandSource::Hands, joints: bare.joints, radii: bare.radii, pinch, grasp }
}

/// The natural hand around a controller.
fn holding(side: usize, controller: &Controller) -> Hand {
    let palm = palm_of_grip(side, controller.stage_from_grip);
    natural_hand(side, palm, HandSource::Controller, controller.trigger, controller.squeeze)
}

/// How fingers are closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Thumb on index, whatever the other fingers do.
    Pinch,
    /// All fingers on the palm.
    Grasp,
}

/// Tells from the strengths of a hand when it has closed and opened, for menus: a fist is no pinch, noise makes no two
/// clicks of one, and a dropped camera image no click at all.
#[derive(Clone, Copy, Debug)]
pub struct Fingers {
    closed: Option<Closed>,
    pinch: Latch,
    grasp: Latch,
    pending: u32,
}

impl Default for Fingers {
    fn default() -> Fingers {
        Fingers { closed: None, pinch: Latch::PINCH, grasp: Latch::GRASP, pending: 0 }
    }
}

impl Fingers {
    /// How the fingers are closed after this tick. A hand that is not tracked stays as it is.
    pub fn follow(&mut self, hand: &Hand) -> Option<Closed> {
        if !hand.tracked {
            return self.closed;
        }
        let (pinched, grasped) = (self.pinch.follow(hand.pinch), self.grasp.follow(hand.grasp));
        // A fist brings thumb and index together, and a pinch that rolls into a fist is still the same click.
        let now = match self.closed {
            Some(closed) => (pinched || grasped).then_some(closed),
            None if grasped && hand.grasp >= hand.pinch => Some(Closed::Grasp),
            None => pinched.then_some(Closed::Pinch),
        };
        self.pending = if now == self.closed { 0 } else { self.pending + 1 };
        if self.pending >= DEBOUNCE_TICKS {
            (self.closed, self.pending) = (now, 0);
        }
        self.closed
    }
}

#[cfg(test)]
#[path = "sources_tests.rs"]
mod tests;

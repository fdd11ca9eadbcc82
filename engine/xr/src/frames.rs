//! From displayed frames to [`tape::Frame`]s: ticks, poses at their times, hands, posture and pauses put together. What
//! locates at a time is a [`Locates`]: the runtime, or a test.
//!
//! Where the person first stands and looks is where the drill begins: the floor is laid into the room by that, and there
//! is no tick before the head is known. A frame of a pause, and one whose poses are forgotten, repeats the last one; what
//! happened in between (a recentring, a turn) is told by the first frame after it. When a pause ends, hands hold what they
//! held.

use crate::comfort::{Posture, Profile, over, stay, yaw_of};
use crate::error::Error;
use crate::one_hand::OneHand;
use crate::sampler::Sampler;
use crate::session::Headset;
use crate::sources::{Seen, Sources};
use crate::states::{Moved, Ticks};
use glam::Vec3;
use tape::{Buttons, Frame, Hand, HandSource, LEFT, Pose, RIGHT, StageOrigin, TrackingEvents};

/// What is known of a time, stage space.
#[derive(Clone, Copy, Debug, Default)]
pub struct Located {
    /// Between the eyes; None while it is not known.
    pub head: Option<Pose>,
    /// [`LEFT`], [`RIGHT`].
    pub hands: [Seen; 2],
}

/// Who knows where a person is.
pub trait Locates {
    type Error;

    /// Was the stage moved under the person by this time? Said once.
    fn moved(&mut self, at_ns: i64) -> Option<Moved>;

    fn locate(&self, at_ns: i64) -> Result<Located, Self::Error>;
}

impl Locates for Headset {
    type Error = Error;

    fn moved(&mut self, at_ns: i64) -> Option<Moved> {
        Headset::moved(self, at_ns)
    }

    fn locate(&self, at_ns: i64) -> Result<Located, Error> {
        Ok(Located { head: self.head(at_ns)?, hands: [self.seen(LEFT, at_ns)?, self.seen(RIGHT, at_ns)?] })
    }
}

/// Head and hands of the real person, stage space, lifted by the posture.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    pub head: Pose,
    pub hands: [Hand; 2],
}

/// A person's frames.
#[derive(Clone, Debug)]
pub struct Frames {
    profile: Profile,
    posture: Posture,
    sampler: Sampler,
    sources: Sources,
    /// The hands while the room stands still and only a menu sees them.
    idle: Sources,
    one_hand: Option<OneHand>,
    /// Where the drill begins: over this place, looking along its −Z.
    start: StageOrigin,
    /// None until the head was known.
    origin: Option<StageOrigin>,
    /// The head as it was last known, not lifted.
    head: Pose,
    body: Option<Body>,
    last: Option<Frame>,
    paused: bool,
    jumped: bool,
    stalled: bool,
    /// The stage was moved nobody knows where to: the next head that is seen is where the last one was.
    astray: bool,
}

impl Frames {
    /// `start`: where in the room the person first stands, looking along its −Z.
    pub fn new(profile: Profile, start: StageOrigin) -> Frames {
        Frames {
            profile,
            posture: Posture::standing(),
            sampler: Sampler::new(),
            sources: Sources::new(),
            idle: Sources::new(),
            one_hand: None,
            start,
            origin: None,
            head: Pose::IDENTITY,
            body: None,
            last: None,
            paused: false,
            jumped: false,
            stalled: false,
            astray: false,
        }
    }

    /// The newest frame.
    pub fn last(&self) -> Option<&Frame> {
        self.last.as_ref()
    }

    /// The person as he is now, though the room may stand still; None until the first tick.
    pub fn body(&self) -> Option<&Body> {
        self.body.as_ref()
    }

    /// The head as the runtime sees it, not lifted.
    pub fn head(&self) -> Pose {
        self.head
    }

    /// Where the stage lies in the room now.
    pub fn origin(&self) -> StageOrigin {
        self.origin.unwrap_or_default()
    }

    /// From what the runtime locates to the room: the stage, lifted by the posture.
    pub fn room_from_located(&self) -> Pose {
        let Pose { position, rotation } = self.origin().pose();
        Pose { position: position + Vec3::Y * self.posture.lift_m(), rotation }
    }

    pub fn profile(&self) -> Profile {
        self.profile
    }

    pub fn posture(&self) -> Posture {
        self.posture
    }

    /// Does this hand hold a controller?
    pub fn holds_controller(&self, side: usize) -> bool {
        self.body.is_some_and(|body| body.hands[side].source == HandSource::Controller)
    }

    /// Turns or steps the person by a jump: [`crate::comfort::snap_turn`], [`crate::comfort::teleport`].
    pub fn jump(&mut self, origin: StageOrigin) {
        (self.origin, self.jumped) = (Some(origin), true);
    }

    /// Sits, stands, or is as high as he says: a jump too.
    pub fn take_posture(&mut self, posture: Posture) {
        self.profile.seated = posture.is_seated();
        self.jumped |= posture.lift_m() != self.posture.lift_m();
        self.posture = posture;
    }

    /// Sits down or stands up in the room: [`Posture::sit`].
    pub fn sit(&mut self, down: bool) {
        self.jumped |= self.posture.sit(down);
    }

    /// Which hand is the better one.
    pub fn favour(&mut self, side: usize) {
        self.profile.left_handed = side == LEFT;
    }

    /// One hand makes two from now on ([`crate::one_hand`]), or each is itself again. What is held stays held.
    pub fn use_one_hand(&mut self, side: Option<usize>) {
        if self.profile.one_hand != side {
            (self.profile.one_hand, self.one_hand) = (side, None);
            self.jumped = true;
            self.sources.hold();
        }
    }

    /// Puts the hand of one-hand mode down and takes the next.
    pub fn next_hand(&mut self) {
        if let Some(one_hand) = &mut self.one_hand {
            one_hand.next();
        }
    }

    /// Makes the next tick that is due when a frame will be shown at `display_ns`; None when none is left. `buttons`: those
    /// that are down; with [`Buttons::PAUSE`] the person stands still.
    ///
    /// # Errors
    /// What `runtime` says when it cannot locate.
    pub fn next<L: Locates>(
        &mut self,
        runtime: &mut L,
        ticks: Ticks,
        display_ns: i64,
        buttons: Buttons,
    ) -> Result<Option<Frame>, L::Error> {
        if ticks == Ticks::No || self.origin.is_none() && !self.stands(runtime.locate(display_ns)?.head) {
            return Ok(None);
        }
        let Some(tick) = self.sampler.due(display_ns).next() else { return Ok(None) };
        if let Some(moved) = runtime.moved(tick.time_ns) {
            self.recentre(moved);
        }
        let pauses = ticks == Ticks::Paused || buttons.has(Buttons::PAUSE);
        if pauses && !std::mem::replace(&mut self.paused, true) {
            self.idle = self.sources.clone();
        }
        self.stalled |= tick.stalled;
        let seen = if tick.repeat { None } else { Some(runtime.locate(tick.time_ns)?) };
        let mut frame = match (self.last, seen) {
            (Some(last), None) => last,
            (Some(last), Some(located)) if pauses => {
                self.see(located, true);
                last
            }
            (_, located) => self.lived(located.unwrap_or_default()),
        };
        let of_profile = [(self.profile.seated, Buttons::SEATED), (self.profile.one_hand.is_some(), Buttons::ONE_HAND)];
        let pause = (pauses, Buttons::PAUSE);
        let down = of_profile.into_iter().chain([pause]).filter(|(is, _)| *is).fold(buttons.0, |all, (_, b)| all | b.0);
        (frame.tick, frame.buttons) = (tick.number, Buttons(down));
        // What happened is told once, by the frame that lived it.
        self.last = Some(Frame { events: TrackingEvents::default(), ..frame });
        Ok(Some(frame))
    }

    /// Lays the floor when the head is first known.
    fn stands(&mut self, head: Option<Pose>) -> bool {
        if let Some(head) = head {
            (self.head, self.origin) = (head, Some(over(self.start, head)));
        }
        head.is_some()
    }

    /// The floor was moved under the person, who stays where he is in the room.
    fn recentre(&mut self, moved: Moved) {
        self.jumped = true;
        let Some(old_from_new) = moved.old_from_new else {
            self.astray = true;
            return;
        };
        self.origin = self.origin.map(|origin| stay(origin, old_from_new));
        self.head = old_from_new.inverse().then(self.head);
        self.sources.moved(old_from_new);
        self.idle.moved(old_from_new);
        if let Some(one_hand) = &mut self.one_hand {
            one_hand.moved(old_from_new);
        }
    }

    /// Where the person is now. A head that is not known for a while stays where it was.
    fn see(&mut self, located: Located, idle: bool) -> Body {
        if let Some(head) = located.head {
            if std::mem::take(&mut self.astray) {
                let Pose { position: at, rotation } = self.origin().pose().then(self.head);
                self.origin = Some(over(StageOrigin { x_m: at.x, z_m: at.z, yaw_rad: yaw_of(rotation) }, head));
            }
            self.head = head;
        }
        let sources = if idle { &mut self.idle } else { &mut self.sources };
        let hands = [LEFT, RIGHT].map(|side| sources.hand(side, &located.hands[side]));
        let mut body = Body { head: self.head, hands };
        self.posture.lift(&mut body.head, &mut body.hands);
        *self.body.insert(body)
    }

    /// A frame of time that passes.
    fn lived(&mut self, located: Located) -> Frame {
        if std::mem::take(&mut self.paused) {
            self.sources.hold();
        }
        let Body { head, hands } = self.see(located, false);
        let told = [
            (std::mem::take(&mut self.jumped), TrackingEvents::RECENTRED),
            (std::mem::take(&mut self.stalled), TrackingEvents::STALLED),
        ];
        let events = told.into_iter().filter(|(is, _)| *is).fold(0, |all, (_, event)| all | event.0);
        let mut frame = Frame {
            tick: 0,
            head,
            hands,
            buttons: Buttons::default(),
            events: TrackingEvents(events),
            origin: self.origin(),
            intervention: 0,
        };
        if let Some(side) = self.profile.one_hand {
            self.one_hand.get_or_insert_with(|| OneHand::new(side, &frame)).apply(&mut frame);
        }
        frame
    }
}

#[cfg(test)]
#[path = "frames_tests.rs"]
mod tests;

//! From displayed frames to [`tape::Frame`]s: ticks, poses at their times, hands, posture and pauses put together. The
//! runtime is only a function that locates at a time.
//!
//! A frame of a pause, and one whose poses are forgotten, repeats the last one; what happened in between (a recentring, a
//! turn) is told by the first frame after it. When a pause ends, hands hold what they held.

use crate::comfort::{Posture, Profile, STANDING_EYE_M, stay};
use crate::one_hand::OneHand;
use crate::sampler::{Sampler, Tick};
use crate::sources::{Seen, Sources};
use crate::states::{Life, Ticks};
use glam::{Quat, Vec3};
use tape::{Buttons, Frame, LEFT, Pose, RIGHT, StageOrigin, TrackingEvents};

/// What a runtime knows of a time, stage space.
#[derive(Clone, Copy, Debug, Default)]
pub struct Located {
    /// Between the eyes; None while it is not known.
    pub head: Option<Pose>,
    /// [`LEFT`], [`RIGHT`].
    pub hands: [Seen; 2],
}

/// A person's frames.
#[derive(Clone, Debug)]
pub struct Frames {
    profile: Profile,
    sampler: Sampler,
    sources: Sources,
    pub posture: Posture,
    one_hand: Option<OneHand>,
    origin: StageOrigin,
    last: Option<Frame>,
    paused: bool,
    jumped: bool,
    stalled: bool,
}

impl Frames {
    /// `origin`: where the stage lies in the room at first.
    pub fn new(profile: Profile, posture: Posture, origin: StageOrigin) -> Frames {
        Frames {
            profile,
            sampler: Sampler::new(),
            sources: Sources::new(),
            posture,
            one_hand: None,
            origin,
            last: None,
            paused: false,
            jumped: false,
            stalled: false,
        }
    }

    /// The newest frame.
    pub fn last(&self) -> Option<&Frame> {
        self.last.as_ref()
    }

    pub fn origin(&self) -> StageOrigin {
        self.origin
    }

    /// Turns or steps the person by a jump: [`crate::comfort::snap_turn`], [`crate::comfort::teleport`].
    pub fn jump(&mut self, origin: StageOrigin) {
        (self.origin, self.jumped) = (origin, true);
    }

    /// Sits down or stands up in the room: [`Posture::sit`].
    pub fn sit(&mut self, down: bool) {
        self.jumped |= self.posture.sit(down);
    }

    /// Puts the hand of one-hand mode down and takes the next.
    pub fn next_hand(&mut self) {
        if let Some(one_hand) = &mut self.one_hand {
            one_hand.next();
        }
    }

    /// Makes the ticks that are due when a frame will be shown at `display_ns`, and hands each to `take`. `buttons`: those
    /// that are down; with [`Buttons::PAUSE`] the person stands still.
    pub fn due(
        &mut self,
        life: &mut Life,
        display_ns: i64,
        buttons: Buttons,
        mut locate: impl FnMut(i64) -> Located,
        mut take: impl FnMut(&Frame),
    ) {
        let paused = match life.ticks() {
            Ticks::No => return,
            Ticks::Paused => true,
            Ticks::Running => buttons.has(Buttons::PAUSE),
        };
        // Cloned because its ticks are made with the rest of `self`; it is a few numbers.
        let mut sampler = self.sampler.clone();
        for tick in sampler.due(display_ns) {
            if let Some(moved) = life.moved(tick.time_ns) {
                self.recentre(moved.old_from_new);
            }
            let frame = match self.last {
                Some(last) if paused || tick.repeat => self.repeated(last, tick, paused, buttons),
                _ => self.located(tick, buttons, locate(tick.time_ns)),
            };
            take(self.last.insert(frame));
        }
        self.sampler = sampler;
    }

    fn recentre(&mut self, old_from_new: Option<Pose>) {
        self.jumped = true;
        if let Some(old_from_new) = old_from_new {
            self.origin = stay(self.origin, old_from_new);
            self.sources.moved(old_from_new);
            if let Some(one_hand) = &mut self.one_hand {
                one_hand.moved(old_from_new);
            }
        }
    }

    fn repeated(&mut self, last: Frame, tick: Tick, paused: bool, buttons: Buttons) -> Frame {
        self.paused |= paused;
        self.stalled |= tick.stalled;
        let pause = if paused { Buttons::PAUSE.0 } else { 0 };
        Frame { tick: tick.number, buttons: Buttons(buttons.0 | pause), events: TrackingEvents::default(), ..last }
    }

    fn located(&mut self, tick: Tick, buttons: Buttons, located: Located) -> Frame {
        if std::mem::take(&mut self.paused) {
            self.sources.hold();
        }
        let mut events = 0;
        for (happened, event) in [
            (std::mem::take(&mut self.jumped), TrackingEvents::RECENTRED),
            (std::mem::take(&mut self.stalled) | tick.stalled, TrackingEvents::STALLED),
        ] {
            events |= if happened { event.0 } else { 0 };
        }
        let mut frame = Frame {
            tick: tick.number,
            head: located.head.unwrap_or(Pose { position: Vec3::Y * STANDING_EYE_M, rotation: Quat::IDENTITY }),
            hands: [LEFT, RIGHT].map(|side| self.sources.hand(side, &located.hands[side])),
            buttons,
            events: TrackingEvents(events),
            origin: self.origin,
            intervention: 0,
        };
        self.posture.apply(&mut frame);
        // A head that is not known for a while stays where it was.
        if let (None, Some(last)) = (located.head, self.last) {
            frame.head = last.head;
        }
        if let Some(side) = self.profile.one_hand {
            self.one_hand.get_or_insert_with(|| OneHand::new(side, &frame)).apply(&mut frame);
        }
        frame
    }
}

#[cfg(test)]
#[path = "frames_tests.rs"]
mod tests;

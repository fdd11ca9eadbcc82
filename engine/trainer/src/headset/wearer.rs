//! The person in the headset: from what the runtime sees to the same frames that a desk makes.
//!
//! Where the person first stands and looks is where the drill begins; the floor is laid into the room once by that.

use glam::{Quat, Vec3};
use tape::{Buttons, Frame, Hand, HandSource, LEFT, Pose, RIGHT, StageOrigin, TrackingEvents};
use twin::room::Start;
use xr::Headset;
use xr::comfort::yaw_of;
use xr::sampler::Tick;
use xr::sources::Sources;
use xr::states::Ticks;

pub struct Wearer {
    start: Start,
    sources: Sources,
    /// The hands while the room is paused and only the menu sees them.
    idle: Sources,
    /// Where head and hands are, paused or not.
    seen: Option<(Pose, [Hand; 2])>,
    /// What the last tick was; None until the head was first known.
    last: Option<Frame>,
    resumed: bool,
}

impl Wearer {
    pub fn new(start: &Start) -> Wearer {
        Wearer {
            start: start.clone(),
            sources: Sources::new(),
            idle: Sources::new(),
            seen: None,
            last: None,
            resumed: false,
        }
    }

    /// Where the floor lies in the room.
    pub fn room_from_stage(&self) -> Pose {
        self.last.map_or(StageOrigin::default(), |frame| frame.origin).pose()
    }

    /// Has the drill begun for this person? It does when the head is first known.
    pub fn stands(&mut self, headset: &Headset, at_ns: i64) -> Result<bool, xr::Error> {
        if self.last.is_none()
            && let Some(head) = headset.head(at_ns)?
        {
            let hands = [LEFT, RIGHT].map(|side| self.sources.hand(side, &Default::default()));
            self.last = Some(Frame {
                tick: 0,
                head,
                hands,
                buttons: Buttons::default(),
                events: TrackingEvents::default(),
                origin: laid(head, &self.start),
                intervention: 0,
            });
        }
        Ok(self.last.is_some())
    }

    /// The room goes on after a pause: hands hold what they held, and what moved meanwhile has not moved.
    pub fn resume(&mut self) {
        self.sources.hold();
        self.resumed = true;
    }

    /// Head and hands as they are now, though the room may stand still.
    pub fn seen(&self) -> Option<&(Pose, [Hand; 2])> {
        self.seen.as_ref()
    }

    pub fn holds_controller(&self, side: usize) -> bool {
        self.last.is_some_and(|frame| frame.hands[side].source == HandSource::Controller)
    }

    /// A tick. With [`Buttons::PAUSE`], or without the focus, it repeats the last poses, as do those that are forgotten.
    pub fn frame(
        &mut self,
        headset: &mut Headset,
        tick: Tick,
        ticks: Ticks,
        buttons: Buttons,
    ) -> Result<Frame, xr::Error> {
        let mut frame = self.last.expect("the person stands before the first tick");
        (frame.tick, frame.buttons, frame.events) = (tick.number, buttons, TrackingEvents::default());
        if ticks == Ticks::Paused {
            frame.buttons = Buttons(buttons.0 | Buttons::PAUSE.0);
        } else if buttons.has(Buttons::PAUSE) {
            let head = headset.head(tick.time_ns)?.unwrap_or(frame.head);
            let mut hands = frame.hands;
            for side in [LEFT, RIGHT] {
                hands[side] = self.idle.hand(side, &headset.seen(side, tick.time_ns)?);
            }
            self.seen = Some((head, hands));
        } else if !tick.repeat {
            if let Some(moved) = headset.moved(tick.time_ns) {
                frame.events = TrackingEvents::RECENTRED;
                self.stay(&mut frame, moved.old_from_new, headset, tick.time_ns)?;
            }
            if tick.stalled || std::mem::take(&mut self.resumed) {
                frame.events = TrackingEvents(frame.events.0 | TrackingEvents::STALLED.0);
            }
            frame.head = headset.head(tick.time_ns)?.unwrap_or(frame.head);
            for side in [LEFT, RIGHT] {
                frame.hands[side] = self.sources.hand(side, &headset.seen(side, tick.time_ns)?);
            }
            self.seen = Some((frame.head, frame.hands));
        }
        self.last = Some(frame);
        Ok(frame)
    }

    /// The floor was moved under the person, who stays where he is in the room: by what the runtime says of the move, else
    /// by where the head is after it.
    fn stay(
        &mut self,
        frame: &mut Frame,
        old_from_new: Option<Pose>,
        headset: &Headset,
        at_ns: i64,
    ) -> Result<(), xr::Error> {
        let room_from_old = frame.origin.pose();
        match (old_from_new, headset.head(at_ns)?) {
            (Some(old_from_new), _) => {
                frame.origin = origin(room_from_old.then(old_from_new));
                self.sources.moved(old_from_new);
                frame.head = old_from_new.inverse().then(frame.head);
            }
            (None, Some(head)) => {
                let room_from_head = room_from_old.then(frame.head);
                let at = [room_from_head.position.x, room_from_head.position.z];
                frame.origin = laid(head, &Start { at, turn: yaw_of(room_from_head.rotation).to_degrees() });
            }
            (None, None) => {}
        }
        Ok(())
    }
}

/// Where the floor must lie so that this head stands and looks as at the start.
fn laid(head: Pose, start: &Start) -> StageOrigin {
    let yaw_rad = start.turn.to_radians() - yaw_of(head.rotation);
    let at = Quat::from_rotation_y(yaw_rad) * Vec3::new(head.position.x, 0.0, head.position.z);
    StageOrigin { x_m: start.at[0] - at.x, z_m: start.at[1] - at.z, yaw_rad }
}

/// A pose of the floor, which can only turn about the vertical.
fn origin(room_from_stage: Pose) -> StageOrigin {
    let at = room_from_stage.position;
    StageOrigin { x_m: at.x, z_m: at.z, yaw_rad: yaw_of(room_from_stage.rotation) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::FRAC_PI_2;

    fn head(x: f32, z: f32, yaw: f32, pitch: f32) -> Pose {
        let rotation = Quat::from_rotation_y(yaw) * Quat::from_rotation_x(pitch);
        Pose { position: Vec3::new(x, 1.6, z), rotation }
    }

    #[test]
    fn a_drill_begins_where_the_person_stands_and_looks() {
        let start = Start { at: [1.5, -0.5], turn: 90.0 };
        for head in [head(0.0, 0.0, 0.0, 0.0), head(3.0, -2.0, 2.5, -0.7), head(-1.0, 0.4, -3.0, FRAC_PI_2)] {
            let room_from_head = laid(head, &start).pose().then(head);
            assert!(room_from_head.position.distance(Vec3::new(1.5, 1.6, -0.5)) < 1e-4);
            assert!((yaw_of(room_from_head.rotation) - FRAC_PI_2).abs() < 1e-3, "{head:?}");
        }
    }

    #[test]
    fn a_floor_keeps_its_place_through_a_pose() {
        let there = StageOrigin { x_m: 1.0, z_m: -2.0, yaw_rad: 0.7 };
        let back = origin(there.pose());
        assert!((back.x_m - 1.0).abs() < 1e-6 && (back.z_m + 2.0).abs() < 1e-6 && (back.yaw_rad - 0.7).abs() < 1e-6);
    }
}

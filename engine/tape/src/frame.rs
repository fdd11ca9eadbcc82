//! One tick of what came in from outside: the only input the room ever gets.
//!
//! Spaces: right-handed, metres, radians, +Y up, −Z forward. Poses are in *stage* space (the floor the person
//! stands on); [`StageOrigin`] says where that floor lies in the room.

use glam::{Quat, Vec3};

/// Ticks in a second. The tick never follows the display.
pub const TICKS_PER_SECOND: u32 = 90;
/// Seconds in a tick.
pub const TICK_S: f32 = 1.0 / TICKS_PER_SECOND as f32;
/// Joints of a hand, in the order of `XR_EXT_hand_tracking`.
pub const JOINTS: usize = 26;

/// Index of a hand in [`Frame::hands`].
pub const LEFT: usize = 0;
/// Index of a hand in [`Frame::hands`].
pub const RIGHT: usize = 1;

/// Names of the joints that code asks for, as indices into [`Hand::joints`].
pub mod joint {
    pub const PALM: usize = 0;
    pub const WRIST: usize = 1;
    pub const THUMB_METACARPAL: usize = 2;
    pub const THUMB_PROXIMAL: usize = 3;
    pub const THUMB_DISTAL: usize = 4;
    pub const THUMB_TIP: usize = 5;
    pub const INDEX_METACARPAL: usize = 6;
    pub const INDEX_PROXIMAL: usize = 7;
    pub const INDEX_INTERMEDIATE: usize = 8;
    pub const INDEX_DISTAL: usize = 9;
    pub const INDEX_TIP: usize = 10;
    pub const MIDDLE_METACARPAL: usize = 11;
    pub const MIDDLE_PROXIMAL: usize = 12;
    pub const MIDDLE_TIP: usize = 15;
    pub const RING_METACARPAL: usize = 16;
    pub const RING_PROXIMAL: usize = 17;
    pub const RING_TIP: usize = 20;
    pub const LITTLE_METACARPAL: usize = 21;
    pub const LITTLE_PROXIMAL: usize = 22;
    pub const LITTLE_TIP: usize = 25;
    /// Parent of each joint; the palm is the root.
    pub const PARENT: [usize; super::JOINTS] =
        [0, 0, 1, 2, 3, 4, 1, 6, 7, 8, 9, 1, 11, 12, 13, 14, 1, 16, 17, 18, 19, 1, 21, 22, 23, 24];
}

/// A place and an orientation, stage space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// Metres.
    pub position: Vec3,
    /// Unit quaternion.
    pub rotation: Quat,
}

impl Pose {
    pub const IDENTITY: Pose = Pose { position: Vec3::ZERO, rotation: Quat::IDENTITY };

    /// `a_from_c = a_from_b.then(b_from_c)`.
    #[inline]
    pub fn then(self, inner: Pose) -> Pose {
        Pose { position: self.position + self.rotation * inner.position, rotation: self.rotation * inner.rotation }
    }

    /// `b_from_a` of an `a_from_b`.
    #[inline]
    pub fn inverse(self) -> Pose {
        let rotation = self.rotation.conjugate();
        Pose { position: rotation * -self.position, rotation }
    }
}

/// What made a hand's joints this tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum HandSource {
    /// Optical tracking of a bare hand.
    #[default]
    Hands = 0,
    /// A controller, shown as a hand in a natural curl.
    Controller = 1,
    /// Mouse and keyboard.
    Desktop = 2,
    /// A scripted trainee.
    Puppet = 3,
}

/// One hand in stage space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hand {
    /// False while tracking is lost: the joints are then the last ones known.
    pub tracked: bool,
    pub source: HandSource,
    /// −Z of a joint points towards the finger tip, +Y out of the back of the hand (`XR_EXT_hand_tracking`).
    pub joints: [Pose; JOINTS],
    /// Metres from the joint to the skin.
    pub radii: [f32; JOINTS],
    /// Thumb to index, 0 open … 1 closed.
    pub pinch: f32,
    /// Fingers to palm, 0 open … 1 closed.
    pub grasp: f32,
}

/// What a person said without hands (few, because bare hands have no buttons), and how he takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Buttons(pub u8);

impl Buttons {
    /// "I made a mistake": the honest act that the recovery rule rewards.
    pub const DECLARE: Buttons = Buttons(1);
    /// "I have finished."
    pub const DONE: Buttons = Buttons(2);
    /// The room stands still while held down by a menu.
    pub const PAUSE: Buttons = Buttons(4);
    /// Takes part seated: head and hands are lifted as if he stood.
    pub const SEATED: Buttons = Buttons(8);
    /// Takes part with one hand: it moves both, one after the other.
    pub const ONE_HAND: Buttons = Buttons(16);

    pub fn has(self, other: Buttons) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Events of the tracking itself. Loss and return of a hand are read from [`Hand::tracked`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct TrackingEvents(pub u8);

impl TrackingEvents {
    /// The runtime moved the stage under the person: a jump in poses at this tick is not a movement.
    pub const RECENTRED: TrackingEvents = TrackingEvents(1);
    /// The device stopped delivering frames before this one (a stall); the missing ticks repeat the last frame.
    pub const STALLED: TrackingEvents = TrackingEvents(2);

    pub fn has(self, other: TrackingEvents) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Where the stage lies in the room: teleports, snap turns and a desktop's walking change it.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct StageOrigin {
    pub x_m: f32,
    pub z_m: f32,
    /// About +Y, counter-clockwise seen from above.
    pub yaw_rad: f32,
}

impl StageOrigin {
    /// `room_from_stage`.
    pub fn pose(self) -> Pose {
        Pose { position: Vec3::new(self.x_m, 0.0, self.z_m), rotation: Quat::from_rotation_y(self.yaw_rad) }
    }
}

/// One tick of one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Ticks since the tape began.
    pub tick: u32,
    pub head: Pose,
    /// [`LEFT`], [`RIGHT`].
    pub hands: [Hand; 2],
    pub buttons: Buttons,
    pub events: TrackingEvents,
    pub origin: StageOrigin,
    /// A supervisor's intervention: 1-based index into the scenario's list, 0 for none.
    pub intervention: u8,
}

//! Rooms and people for tests: a small room in code, and frames from a few numbers.

use crate::room::{Patterns, Room};
use crate::{Fact, Kind, Twin};
use glam::{EulerRot, Quat, Vec3};
use tape::{Buttons, Frame, HandSource, LEFT, Pose, RIGHT, StageOrigin, TrackingEvents, natural_hand};

/// Two zones, a bench between them, a table, two doors of one interlock group, one of everything else.
pub const ROOM: &str = r#"{
  "start": {"at": [0, -0.5]},
  "zones": [
    {"id": "dirty", "min": [-2, -3], "max": [2, 0], "grade": "D"},
    {"id": "clean", "min": [-2, -6], "max": [2, -3], "grade": "C"}
  ],
  "solids": [
    {"id": "wall.west", "kind": "wall", "min": [-2.1, 0, -6], "max": [-2, 2.6, 0]},
    {"id": "bench", "kind": "bench", "min": [-2, 0, -3.15], "max": [2, 0.45, -2.85]},
    {"id": "table", "kind": "furniture", "min": [1.4, 0, -2], "max": [2, 0.9, -1]}
  ],
  "doors": [
    {"id": "door.a", "at": [0, -6], "width": 1, "height": 2.1, "between": ["dirty", "clean"], "plates": [[0.8, 1.1, -5.9]],
     "override": [0.8, 1.5, -5.9], "swing_s": 1, "hold_s": 1, "flush_s": 2, "interlock": "suite", "pressure_pa": 15},
    {"id": "door.b", "at": [0, 0], "width": 1, "height": 2.1, "between": ["dirty", "clean"], "plates": [[0.8, 1.1, -0.1]],
     "override": [0.8, 1.5, -0.1], "swing_s": 1, "hold_s": 1, "flush_s": 2, "interlock": "suite", "pressure_pa": 10}
  ],
  "gauges": [{"id": "gauge.a", "at": [1.5, 1.6, -5.95], "door": "door.a"}],
  "controls": [{"id": "button", "at": [-1.0, 1.2, -1.0]}, {"id": "alarm.suite.ack", "at": [-1.0, 1.2, -1.5]}],
  "dispensers": [
    {"id": "gel", "at": [-1.5, 1.3, -2.0], "agent": "alcohol", "ml_per_dose": 3},
    {"id": "tap", "at": [-1.5, 1.3, -1.0], "agent": "water", "ml_per_dose": 50},
    {"id": "dryer", "at": [-1.5, 1.3, -0.4], "agent": "air", "ml_per_dose": 0}
  ],
  "targets": [{"id": "mirror", "at": [-1.98, 1.6, -2.5], "radius": 0.3, "faces": 90}],
  "places": [
    {"id": "spot", "at": [1.7, 0.95, -1.5], "radius": 0.2, "takes": ["box", "pack"]},
    {"id": "tray", "at": [1.7, 0.95, -1.1], "radius": 0.15, "takes": ["ring", "phone"], "room_for": 3},
    {"id": "hook", "at": [-1.9, 1.2, -2.6], "radius": 0.2, "takes": ["coat.bundle", "suit.bundle"], "room_for": 2},
    {"id": "bin", "at": [1.7, 0.5, -0.4], "radius": 0.3, "takes": ["*"], "room_for": 999, "swallows": true}
  ],
  "things": [
    {"id": "box", "model": "box", "size": [0.1, 0.06, 0.1], "mass_kg": 0.3, "at": "spot"},
    {"id": "pack", "model": "pack", "size": [0.3, 0.1, 0.2], "mass_kg": 0.5, "at": [1.7, 1.0, -1.8], "wraps": ["outer", "inner"]},
    {"id": "ring", "model": "ring", "size": [0.02, 0.01, 0.02], "mass_kg": 0.01, "at": "tray", "worn_on": "finger.left_ring"},
    {"id": "phone", "model": "phone", "size": [0.07, 0.15, 0.01], "mass_kg": 0.2, "at": "tray", "worn_on": "pocket"},
    {"id": "towel", "model": "towel", "size": [0.1, 0.02, 0.1], "mass_kg": 0.05, "at": [0.5, 1.0, -1.0], "wipes": {}},
    {"id": "wipe", "model": "wipe", "size": [0.1, 0.02, 0.1], "mass_kg": 0.05, "at": [0.5, 1.0, -1.4], "wipes": {"agent": "alcohol"}},
    {"id": "notice", "model": "notice", "size": [0.02, 0.3, 0.2], "mass_kg": 0, "at": [-1.97, 1.6, -0.5], "states": {"text": "none"}},
    {"id": "coat.bundle", "model": "coat", "size": [0.3, 0.1, 0.3], "mass_kg": 1, "at": "hook"},
    {"id": "suit.bundle", "model": "suit", "size": [0.3, 0.1, 0.3], "mass_kg": 1, "at": "hook"},
    {"id": "clog", "model": "clog", "size": [0.1, 0.1, 0.28], "mass_kg": 0.3, "at": [0.4, 0.05, -3.6]}
  ],
  "wears": ["coat"],
  "clothes": [
    {"id": "coat", "covers": ["torso", "arm_left", "arm_right"], "thing": "coat.bundle"},
    {"id": "suit", "covers": ["torso", "arm_left", "arm_right"], "thing": "suit.bundle", "replaces": {"coat": "hook"}, "hold_s": 1},
    {"id": "clog", "covers": ["foot_right"], "thing": "clog", "hold_s": 0.5}
  ],
  "agents": {
    "water": {"wet_s": 60, "patch_s": 1, "source": "test", "label": "design"},
    "alcohol": {"wet_s": 30, "patch_s": 0.5, "source": "test", "label": "design"},
    "air": {"wet_s": 0, "patch_s": 0.3, "source": "test", "label": "design"}
  },
  "draws": [{"things": ["box", "pack"], "sets": [{"tear": "none"}, {"tear": "seam"}]}],
  "interventions": [
    {"id": "alarm_now", "alarm": "alarm.suite"},
    {"id": "tear_box", "sets": {"thing": "box", "state": "tear", "value": "hole"}}
  ]
}"#;

/// The room above without garments; the clog's piece of clothing has the clog's name, so it is the thing `clog` too.
pub fn room() -> Room {
    serde_json::from_str(ROOM).expect("the test's room is a room")
}

/// The gowning suite and its garments.
pub fn suite() -> (Room, Patterns) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/gowning/");
    let read = |file: &str| std::fs::read_to_string(format!("{folder}{file}")).expect("the gowning drill is here");
    let room = serde_json::from_str(&read("room.json")).expect("room.json is a room");
    (room, serde_json::from_str(&read("garments.json")).expect("garments.json holds patterns"))
}

/// A person in a room: set the fields, then let ticks pass.
pub struct Actor {
    pub twin: Twin,
    pub frame: Frame,
    /// Everything that was said.
    pub said: Vec<Fact>,
}

impl Actor {
    /// At the room's middle, standing upright, hands before the belly.
    pub fn new() -> Actor {
        Actor::in_room(&room(), &Patterns::default())
    }

    pub fn in_room(room: &Room, patterns: &Patterns) -> Actor {
        let twin = Twin::new(room, patterns, 1, 1).expect("the test's room is whole");
        let mut actor = Actor { twin, frame: frame(Vec3::new(0.0, 1.65, -1.5), 0.0), said: Vec::new() };
        actor.hand(LEFT, Vec3::new(-0.2, 1.15, -1.8), Quat::IDENTITY);
        actor.hand(RIGHT, Vec3::new(0.2, 1.15, -1.8), Quat::IDENTITY);
        actor
    }

    /// Puts a palm somewhere, room space, with the grip it has.
    pub fn hand(&mut self, side: usize, palm: Vec3, rotation: Quat) {
        let (pinch, grasp) = (self.frame.hands[side].pinch, self.frame.hands[side].grasp);
        let pose = Pose { position: palm, rotation };
        self.frame.hands[side] = natural_hand(side, pose, HandSource::Puppet, pinch, grasp);
    }

    pub fn grip(&mut self, side: usize, pinch: f32, grasp: f32) {
        let palm = self.frame.hands[side].joints[tape::joint::PALM];
        self.frame.hands[side] = natural_hand(side, palm, HandSource::Puppet, pinch, grasp);
    }

    /// Moves a palm so that the grip's point comes to `point`, over half a second.
    pub fn reach(&mut self, side: usize, point: Vec3, pinch: bool) {
        self.ticks(1);
        let hand = &self.twin.persons()[0].hands[side];
        let from = if pinch { hand.pinch_point } else { hand.palm_point };
        let palm = self.frame.hands[side].joints[tape::joint::PALM];
        for i in 1..=45 {
            self.hand(side, palm.position + (point - from) * (i as f32 / 45.0), palm.rotation);
            self.ticks(1);
        }
    }

    /// Closes a pinch or a fist, or opens the hand.
    pub fn pinch(&mut self, side: usize, closed: bool) {
        self.grip(side, if closed { 1.0 } else { 0.0 }, 0.0);
        self.ticks(6);
    }

    pub fn fist(&mut self, side: usize, closed: bool) {
        self.grip(side, 0.0, if closed { 1.0 } else { 0.0 });
        self.ticks(6);
    }

    /// Moves head and both hands together.
    pub fn walk(&mut self, by: Vec3, ticks: u32) {
        let step = by / ticks as f32;
        for _ in 0..ticks {
            self.frame.head.position += step;
            for hand in &mut self.frame.hands {
                hand.joints.iter_mut().for_each(|j| j.position += step);
            }
            self.ticks(1);
        }
    }

    pub fn ticks(&mut self, count: u32) {
        for _ in 0..count {
            self.said.extend(self.twin.step(std::slice::from_ref(&self.frame)));
            self.frame.tick += 1;
            self.frame.events = TrackingEvents::default();
        }
    }

    /// Everything said of a kind since the last call of `forget`: by, on, with, amount.
    pub fn said(&self, kind: Kind) -> Vec<(&str, &str, &str, f32)> {
        let name = |id| self.twin.names().name(id);
        self.said.iter().filter(|f| f.kind == kind).map(|f| (name(f.by), name(f.on), name(f.with), f.amount)).collect()
    }

    pub fn has(&self, kind: Kind, by: &str, on: &str) -> bool {
        self.said(kind).iter().any(|f| f.0 == by && f.1 == on)
    }

    pub fn forget(&mut self) {
        self.said.clear();
    }
}

/// A frame at tick 0 with the head at `head`, turned by `yaw` and both hands untracked.
pub fn frame(head: Vec3, yaw: f32) -> Frame {
    let hand = |side| {
        let mut hand = natural_hand(side, Pose::IDENTITY, HandSource::Puppet, 0.0, 0.0);
        hand.tracked = false;
        hand
    };
    Frame {
        tick: 0,
        head: Pose { position: head, rotation: Quat::from_rotation_y(yaw) },
        hands: [hand(LEFT), hand(RIGHT)],
        buttons: Buttons::default(),
        events: TrackingEvents::default(),
        origin: StageOrigin::default(),
        intervention: 0,
    }
}

/// Pitch, yaw, roll in degrees: about X, Y, Z.
pub fn angles(pitch: f32, yaw: f32, roll: f32) -> Quat {
    Quat::from_euler(EulerRot::YXZ, yaw.to_radians(), pitch.to_radians(), roll.to_radians())
}

//! A synthetic person for the tests of cloth: a body that stands, hands that go where they are told.

use super::build::Cut;
use super::{Cloth, Laid, Wearer};
use crate::body::{Body, Capsule, Part};
use crate::grip::{GripKind, HandNow};
use crate::ledger::Ledger;
use crate::room::{Patterns, Room};
use crate::statics::Statics;
use crate::{ContactSink, Fact, Facts, Id, Kind, Names};
use glam::{Quat, Vec3};
use tape::{LEFT, Pose, RIGHT, joint};

pub fn kit() -> Patterns {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/gowning/garments.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub fn names_of(pattern: &str) -> (Cut, Names) {
    let mut names = Names::default();
    let cut = Cut::new(pattern, pattern, &kit().patterns[pattern], &mut names).unwrap();
    (cut, names)
}

/// A person of 1.70 m at the origin who looks along −Z, arms hanging.
pub fn standing() -> Body {
    let at = |x: f32, y: f32, z: f32| Vec3::new(x, y, z);
    let pair = |a: Vec3, b: Vec3, r: f32| {
        let m = |v: Vec3| Vec3::new(-v.x, v.y, v.z);
        [Capsule::new(a, b, r), Capsule::new(m(a), m(b), r)]
    };
    Body {
        head_pose: Pose { position: at(0.0, 1.6, -0.08), rotation: Quat::IDENTITY },
        hips_pose: Pose { position: at(0.0, 0.93, 0.0), rotation: Quat::IDENTITY },
        head: Capsule::new(at(0.0, 1.605, 0.0), at(0.0, 1.55, -0.01), 0.095),
        neck: Capsule::new(at(0.0, 1.5, 0.0), at(0.0, 1.42, 0.0), 0.065),
        torso: Capsule::new(at(0.0, 1.34, 0.0), at(0.0, 1.0, 0.0), 0.14),
        hips: Capsule::new(at(-0.09, 0.9, 0.0), at(0.09, 0.9, 0.0), 0.13),
        upper_arm: pair(at(-0.19, 1.38, 0.0), at(-0.22, 1.1, 0.0), 0.05),
        forearm: pair(at(-0.22, 1.1, 0.0), at(-0.22, 0.85, -0.05), 0.04),
        hand: pair(at(-0.22, 0.85, -0.05), at(-0.22, 0.76, -0.08), 0.03),
        thigh: pair(at(-0.09, 0.88, 0.0), at(-0.1, 0.47, 0.0), 0.08),
        shin: pair(at(-0.1, 0.47, 0.0), at(-0.1, 0.08, 0.0), 0.055),
        foot: pair(at(-0.1, 0.04, 0.04), at(-0.1, 0.035, -0.16), 0.035),
        fingertip: [at(-0.22, 0.67, -0.1), at(0.22, 0.67, -0.1)],
        back_of_hand: [Vec3::NEG_X, Vec3::X],
        planted: [true; 2],
        seated: false,
        mouth: at(0.0, 1.5, -0.1),
    }
}

pub struct Bench {
    pub names: Names,
    pub cloth: Cloth,
    pub body: Body,
    pub hands: [HandNow; 2],
    pub statics: Statics,
    pub sink: ContactSink,
    pub facts: Facts,
    pub ledger: Ledger,
    pub tick: u32,
    pub said: Vec<Fact>,
}

impl Bench {
    /// Garments (id, pattern, place) in an empty room.
    pub fn new(garments: &[(&str, &str, Vec3)]) -> Bench {
        let mut names = Names::default();
        let room: Room = serde_json::from_str(
            r#"{"start": {"at": [0, 0]}, "zones": [{"id": "z", "min": [-9, -9], "max": [9, 9], "grade": "B"}],
                "solids": [{"id": "bench", "kind": "bench", "min": [2, 0, -1], "max": [3, 0.45, 1]}]}"#,
        )
        .unwrap();
        let laid: Vec<Laid> =
            (garments.iter()).map(|&(id, pattern, at)| Laid { id, pattern, at, turn: 0.0, hidden: false }).collect();
        let cloth = Cloth::new(&kit(), &laid, &mut names).unwrap();
        let statics = Statics::new(&room, &mut names);
        let mut bench = Bench {
            names,
            cloth,
            body: standing(),
            hands: [HandNow::new(LEFT), HandNow::new(RIGHT)],
            statics,
            sink: ContactSink::default(),
            facts: Facts::with_capacity(256),
            ledger: Ledger::default(),
            tick: 0,
            said: Vec::with_capacity(4096),
        };
        for side in 0..2 {
            bench.hands[side].tracked = true;
            bench.hand(side, bench.body.hand[side].a, Quat::IDENTITY);
        }
        bench
    }

    /// Moves a hand: its pinch and its palm point are at `at`; the palm is 8 cm behind (+Z of `rotation`).
    pub fn hand(&mut self, side: usize, at: Vec3, rotation: Quat) {
        let hand = &mut self.hands[side];
        for (j, pose) in hand.joints.iter_mut().enumerate() {
            *pose = Pose { position: at + rotation * Vec3::Z * if j == joint::PALM { 0.08 } else { 0.02 }, rotation };
        }
        (hand.pinch_point, hand.palm_point) = (at, at);
        (hand.grip.point, hand.grip.rotation) = (at, rotation);
    }

    pub fn close(&mut self, side: usize, kind: GripKind) -> Option<&str> {
        self.hands[side].grip.kind = kind;
        self.hands[side].grip.closed = true;
        let (garment, _) = self.cloth.nearest(&self.hands[side].grip)?;
        let held = self.cloth.take(garment, &self.hands[side]);
        Some(self.names.name(held.surface))
    }

    pub fn open(&mut self, side: usize) {
        self.hands[side].grip.closed = false;
        self.cloth.let_go(side);
    }

    /// Moves a hand in a straight line for `ticks`, stepping.
    pub fn carry(&mut self, moves: &[(usize, Vec3)], ticks: u32) {
        let from = [0, 1].map(|s: usize| self.hands[s].grip.point);
        let rotation = [0, 1].map(|s: usize| self.hands[s].grip.rotation);
        for t in 1..=ticks {
            for &(side, to) in moves {
                self.hand(side, from[side].lerp(to, t as f32 / ticks as f32), rotation[side]);
            }
            self.step();
        }
    }

    pub fn step(&mut self) {
        self.facts.begin(self.tick);
        self.sink.begin(self.tick);
        let base = Part::ALL.map(|p| self.names.intern(&format!("skin.{}", p.name())));
        let wearer = Wearer::new(self.tick, 0, &self.body, &self.hands, base);
        self.cloth.step(&wearer, &self.statics, &mut self.sink, &mut self.facts);
        self.sink.end(&mut self.facts, &mut self.ledger);
        self.said.extend_from_slice(self.facts.list());
        self.tick += 1;
    }

    pub fn run(&mut self, ticks: u32) {
        (0..ticks).for_each(|_| self.step());
    }

    /// Facts of a kind about something whose name fits a pattern, as `(by, on, amount)`.
    pub fn of(&self, kind: Kind, on: &str) -> Vec<(&str, &str, f32)> {
        let fits = |id: Id| crate::names::fits(on, self.names.name(id));
        (self.said.iter())
            .filter(|f| f.kind == kind && fits(f.on))
            .map(|f| (self.names.name(f.by), self.names.name(f.on), f.amount))
            .collect()
    }
}

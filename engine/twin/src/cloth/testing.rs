//! A synthetic person for the tests of cloth: a body that stands, hands that go where they are told.

use super::build::Cut;
use super::{Cloth, Laid};
use crate::body::{Body, Capsule, Part};
use crate::grip::GripKind;
use crate::ledger::Ledger;
use crate::person::Person;
use crate::room::{Patterns, Room};
use crate::statics::Statics;
use crate::{ContactSink, Fact, Facts, Id, Kind, Names};
use glam::{Quat, Vec3};
use tape::{Pose, joint};

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
    pub who: Person,
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
            who: Person { body: standing(), ..Person::new(0) },
            statics,
            sink: ContactSink::default(),
            facts: Facts::with_capacity(256),
            ledger: Ledger::default(),
            tick: 0,
            said: Vec::with_capacity(4096),
        };
        bench.who.under = Part::ALL.map(|p| bench.names.intern(&format!("skin.{}", p.name())));
        for side in 0..2 {
            bench.who.hands[side].tracked = true;
            bench.hand(side, bench.who.body.hand[side].a, Quat::IDENTITY);
        }
        bench
    }

    /// Moves a hand: its pinch and its palm point are at `at`; the palm is 8 cm behind (+Z of `rotation`).
    pub fn hand(&mut self, side: usize, at: Vec3, rotation: Quat) {
        let hand = &mut self.who.hands[side];
        for (j, pose) in hand.joints.iter_mut().enumerate() {
            *pose = Pose { position: at + rotation * Vec3::Z * if j == joint::PALM { 0.08 } else { 0.02 }, rotation };
        }
        (hand.pinch_point, hand.palm_point) = (at, at);
        (hand.grip.point, hand.grip.rotation) = (at, rotation);
    }

    /// Points a straight arm: the middle finger's tip at `tip`, the elbow and the shoulder behind it.
    pub fn arm(&mut self, side: usize, tip: Vec3, points: Vec3) {
        let back = |metres: f32| tip - points * metres;
        self.who.body.fingertip[side] = tip;
        self.who.body.hand[side] = Capsule::new(back(0.18), back(0.09), 0.03);
        self.who.body.forearm[side] = Capsule::new(back(0.44), back(0.18), 0.04);
        self.who.body.upper_arm[side] = Capsule::new(back(0.72), back(0.44), 0.05);
        self.hand(side, back(0.02), crate::body::facing(points, Vec3::Y));
        let palm = &mut self.who.hands[side].joints[joint::PALM].position;
        *palm = back(0.1);
        self.who.hands[side].palm_point = back(0.08);
    }

    /// Puts a foot: the toe at `toe`, the ankle behind and above, the knee and hip over it.
    pub fn foot(&mut self, side: usize, toe: Vec3) {
        let out = [-1.0, 1.0][side];
        let hip = Vec3::new(0.09 * out, 0.88, 0.0);
        let ankle = toe + Vec3::new(0.0, 0.06, 0.2);
        let knee = (ankle + hip) * 0.5 + Vec3::NEG_Z * 0.4 * (0.88 - (hip - ankle).length()).max(0.0).sqrt();
        self.who.body.foot[side] = Capsule::new(toe + Vec3::new(0.0, 0.0, 0.2), toe + Vec3::Z * 0.035, 0.035);
        self.who.body.shin[side] = Capsule::new(knee, ankle, 0.055);
        self.who.body.thigh[side] = Capsule::new(hip, knee, 0.08);
    }

    /// Steps for `ticks`; `pose` is told the share of the way.
    pub fn play(&mut self, ticks: u32, mut pose: impl FnMut(&mut Bench, f32)) {
        for t in 1..=ticks {
            pose(self, t as f32 / ticks as f32);
            self.step();
        }
    }

    /// Closes a hand: the surface it took.
    pub fn close(&mut self, side: usize, kind: GripKind) -> Option<&str> {
        self.who.hands[side].grip.kind = kind;
        let (garment, _) = self.cloth.nearest(0, &self.who.hands[side].grip)?;
        let held = self.cloth.take(garment, 0, &self.who.hands[side]);
        Some(self.names.name(held.surface))
    }

    pub fn open(&mut self, side: usize) {
        self.cloth.let_go(0, side);
    }

    /// Moves a hand in a straight line for `ticks`, stepping.
    pub fn carry(&mut self, moves: &[(usize, Vec3)], ticks: u32) {
        let from = [0, 1].map(|s: usize| self.who.hands[s].grip.point);
        let rotation = [0, 1].map(|s: usize| self.who.hands[s].grip.rotation);
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
        self.cloth.step(core::slice::from_ref(&self.who), &self.statics, &mut self.sink, &mut self.facts);
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

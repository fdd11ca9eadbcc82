//! Garments put on through frames alone: a head and two hands, everything else is the twin's estimate.

use glam::{Quat, Vec3};
use tape::{Buttons, Frame, Hand, HandSource, LEFT, Pose, RIGHT, StageOrigin, TrackingEvents, joint, natural_hand};
use twin::names::fits;
use twin::room::{Limb, Patterns, Room};
use twin::{Fact, Kind, Twin};

/// A trainee of 1.72 m at the origin who looks along −Z, one garment before him.
struct Trainee {
    twin: Twin,
    head: Vec3,
    /// Palm joints.
    palms: [Pose; 2],
    pinch: [f32; 2],
    grasp: [f32; 2],
    tick: u32,
    said: Vec<Fact>,
}

const TABLE: Vec3 = Vec3::new(0.0, 1.0, -0.45);

impl Trainee {
    fn new(garments: &[(&str, &str)]) -> Trainee {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/gowning/garments.json");
        let patterns: Patterns = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let garments: Vec<String> = (garments.iter())
            .map(|(id, pattern)| format!(r#"{{"id": "{id}", "pattern": "{pattern}", "at": [0, 1.0, -0.45]}}"#))
            .collect();
        let room = format!(
            r#"{{"start": {{"at": [0, 0]}}, "zones": [{{"id": "z", "min": [-5, -5], "max": [5, 5], "grade": "B"}}],
                "solids": [], "garments": [{}]}}"#,
            garments.join(",")
        );
        let room: Room = serde_json::from_str(&room).unwrap();
        let rest = |x: f32| Pose { position: Vec3::new(x, 0.95, -0.15), rotation: Quat::IDENTITY };
        let mut trainee = Trainee {
            twin: Twin::new(&room, &patterns, 1, 1).unwrap(),
            head: Vec3::new(0.0, 1.61, -0.08),
            palms: [rest(-0.3), rest(0.3)],
            pinch: [0.0; 2],
            grasp: [0.0; 2],
            tick: 0,
            said: Vec::new(),
        };
        trainee.run(10);
        trainee
    }

    fn hand(&self, side: usize) -> Hand {
        let mut hand = natural_hand(side, self.palms[side], HandSource::Puppet, self.pinch[side], self.grasp[side]);
        hand.tracked = true;
        hand
    }

    fn step(&mut self) {
        let frame = Frame {
            tick: self.tick,
            head: Pose { position: self.head, rotation: Quat::IDENTITY },
            hands: [self.hand(LEFT), self.hand(RIGHT)],
            buttons: Buttons::default(),
            events: TrackingEvents::default(),
            origin: StageOrigin::default(),
            intervention: 0,
        };
        self.said.extend_from_slice(self.twin.step(&[frame]));
        self.tick += 1;
    }

    fn run(&mut self, ticks: u32) {
        (0..ticks).for_each(|_| self.step());
    }

    /// Where the palm joint is when the point that grips (or the tip of the middle finger) is at `point`.
    fn palm_for(&self, side: usize, point: Vec3, rotation: Quat, of: impl Fn(&Hand) -> Vec3) -> Pose {
        let at_origin = natural_hand(
            side,
            Pose { position: Vec3::ZERO, rotation },
            HandSource::Puppet,
            self.pinch[side],
            self.grasp[side],
        );
        Pose { position: point - of(&at_origin), rotation }
    }

    fn pinch_at(&self, side: usize, point: Vec3, rotation: Quat) -> Pose {
        let tip = |h: &Hand, j: usize| h.joints[j].position;
        let pinching = Trainee::PINCHING;
        let hand = |h: &Hand| (tip(h, joint::THUMB_TIP) + tip(h, joint::INDEX_TIP)) * 0.5;
        let at_origin = natural_hand(side, Pose { position: Vec3::ZERO, rotation }, HandSource::Puppet, pinching, 0.0);
        Pose { position: point - hand(&at_origin), rotation }
    }

    const PINCHING: f32 = 0.95;

    fn palm_at(&self, point: Vec3, rotation: Quat) -> Pose {
        Pose { position: point + rotation * Vec3::new(0.0, 0.03, 0.02), rotation }
    }

    /// Moves hands to palm poses in `ticks`.
    fn go(&mut self, to: &[(usize, Pose)], ticks: u32) {
        let from = self.palms;
        for t in 1..=ticks {
            let s = t as f32 / ticks as f32;
            for &(side, pose) in to {
                let position = from[side].position.lerp(pose.position, s);
                self.palms[side] = Pose { position, rotation: from[side].rotation.slerp(pose.rotation, s) };
            }
            self.step();
        }
    }

    fn close(&mut self, side: usize, palm: bool) {
        (self.pinch[side], self.grasp[side]) = if palm { (0.0, 0.95) } else { (Trainee::PINCHING, 0.0) };
        self.run(6);
    }

    fn open(&mut self, side: usize) {
        (self.pinch[side], self.grasp[side]) = (0.0, 0.0);
        self.run(6);
    }

    fn rim(&self, garment: usize, tube: &str, side: f32) -> Vec3 {
        self.twin.cloth().rim(garment, tube, 0, side).unwrap()
    }

    fn of(&self, kind: Kind, on: &str) -> Vec<String> {
        let names = self.twin.names();
        (self.said.iter())
            .filter(|f| f.kind == kind && fits(on, names.name(f.on)))
            .map(|f| format!("{} {} {}", f.tick, names.name(f.by), names.name(f.on)))
            .collect()
    }

    /// Takes a rim by two pinches, palms toward each other.
    fn take_rim(&mut self, garment: usize, tube: &str) -> [Quat; 2] {
        let turns = [0.0, 0.0].map(Quat::from_rotation_y);
        for (side, degrees) in [(LEFT, 90.0), (RIGHT, 270.0)] {
            let to = self.pinch_at(side, self.rim(garment, tube, degrees), turns[side]);
            self.go(&[(side, to)], 40);
            self.close(side, false);
        }
        turns
    }

    fn over_head(&mut self, garment: usize, tube: &str) {
        let turns = self.take_rim(garment, tube);
        let wide = self.twin.cloth().ring(garment, tube, 0).unwrap().radius + 0.01;
        let at = |t: &Trainee, y: f32, z: f32| {
            [(LEFT, -wide), (RIGHT, wide)].map(|(s, x)| (s, t.pinch_at(s, Vec3::new(x, y, z), turns[s])))
        };
        let crown = self.twin.persons()[0].body.limb(Limb::Head).tip();
        self.go(&at(self, crown.y + 0.1, -0.4), 60);
        self.go(&at(self, crown.y + 0.15, crown.z), 40);
        self.go(&at(self, crown.y - 0.43, crown.z), 90);
        self.open(LEFT);
        self.open(RIGHT);
        self.run(20);
    }

    fn on_foot(&mut self, garment: usize, side: usize) {
        let turns = self.take_rim(garment, "foot");
        let wide = self.twin.cloth().ring(garment, "foot", 0).unwrap().radius + 0.01;
        let x = [-0.1, 0.1][side];
        let at = |t: &Trainee, y: f32, z: f32| {
            [(LEFT, x - wide), (RIGHT, x + wide)].map(|(s, x)| (s, t.pinch_at(s, Vec3::new(x, y, z), turns[s])))
        };
        self.go(&at(self, 0.9, -0.4), 40);
        self.bow(0.3);
        self.go(&at(self, 0.42, -0.35), 60);
        self.run(150);
        self.go(&at(self, 0.66, -0.05), 90);
        self.open(LEFT);
        self.open(RIGHT);
        self.bow(0.0);
    }

    /// Bends forward by so many metres of head height.
    fn bow(&mut self, by: f32) {
        let (from, to) = (self.head, Vec3::new(0.0, 1.61 - by, -0.08 - by * 0.4));
        for t in 1..=45 {
            self.head = from.lerp(to, t as f32 / 45.0);
            self.step();
        }
    }
}

#[test]
fn what_goes_on_the_head_goes_on() {
    for (pattern, tube) in [("hairnet", "cap"), ("mask", "band"), ("hood", "head"), ("goggles", "band")] {
        let mut t = Trainee::new(&[("it", pattern)]);
        t.over_head(0, tube);
        assert_eq!(
            t.of(Kind::Worn, "it").len(),
            1,
            "{pattern}: {:?} {:?}",
            t.of(Kind::Threaded, "*"),
            t.of(Kind::Grasped, "*")
        );
    }
}

#[test]
fn boots_and_overshoes_go_on() {
    for (pattern, side) in
        [("overshoe_left", LEFT), ("overshoe_right", RIGHT), ("boot_left", LEFT), ("boot_right", RIGHT)]
    {
        let mut t = Trainee::new(&[("it", pattern)]);
        t.on_foot(0, side);
        assert_eq!(
            t.of(Kind::Worn, "it").len(),
            1,
            "{pattern}: {:?} {:?}",
            t.of(Kind::Threaded, "*"),
            t.of(Kind::Grasped, "*")
        );
    }
}

#[test]
fn gloves_go_on() {
    for (pattern, side) in [("glove_left", LEFT), ("glove_right", RIGHT)] {
        let mut t = Trainee::new(&[("it", pattern)]);
        let other = 1 - side;
        let to = t.pinch_at(other, t.rim(0, "hand", 0.0), Quat::IDENTITY);
        t.go(&[(other, to)], 40);
        t.close(other, false);
        let up = t.pinch_at(other, Vec3::new(0.0, 1.25, -0.5), Quat::IDENTITY);
        t.go(&[(other, up)], 60);
        t.run(60);
        // The hand points down into the hanging glove.
        let down = Quat::from_rotation_x(-1.4);
        let tip = |h: &Hand| h.joints[joint::MIDDLE_TIP].position;
        let ring = t.twin.cloth().ring(0, "hand", 0).unwrap();
        let (above, inside) = (ring.centre + Vec3::Y * 0.12, ring.centre - Vec3::Y * 0.04);
        let (above, inside) = (t.palm_for(side, above, down, tip), t.palm_for(side, inside, down, tip));
        t.go(&[(side, above)], 60);
        t.go(&[(side, inside)], 40);
        let pulled = t.pinch_at(other, Vec3::new(0.0, 1.25 + 0.25, -0.5), Quat::IDENTITY);
        t.go(&[(other, pulled)], 90);
        t.open(other);
        t.run(20);
        assert_eq!(
            t.of(Kind::Worn, "it").len(),
            1,
            "{pattern}: {:?} {:?}",
            t.of(Kind::Threaded, "*"),
            t.of(Kind::Grasped, "*")
        );
        assert_eq!(t.of(Kind::Touched, "it.hand.out"), [""; 0]);
    }
}

#[test]
fn a_coverall_goes_on() {
    let mut t = Trainee::new(&[("coverall", "coverall")]);
    let down = Quat::IDENTITY;
    for (side, x) in [(LEFT, -0.15), (RIGHT, 0.15)] {
        let to = t.palm_at(TABLE + Vec3::new(x, 0.11, 0.0), down);
        t.go(&[(side, to)], 40);
        t.close(side, true);
    }
    let both = |t: &Trainee, y: f32, z: f32| {
        [(LEFT, -0.15), (RIGHT, 0.15)].map(|(s, x)| (s, t.palm_at(Vec3::new(x, y, z), down)))
    };
    t.go(&both(&t, 0.95, -0.4), 60);
    t.bow(0.4);
    t.go(&both(&t, 0.38, -0.4), 60);
    t.run(300);
    t.go(&both(&t, 0.45, -0.25), 40);
    t.go(&both(&t, 0.75, -0.2), 60);
    t.bow(0.0);
    t.go(&both(&t, 1.08, -0.1), 120);
    for leg in ["coverall.leg_left", "coverall.leg_right"] {
        assert!(!t.of(Kind::Rested, leg).is_empty(), "{:?}", t.of(Kind::Threaded, "*"));
    }
    assert!(!t.of(Kind::Touched, "floor*").iter().any(|f| f.contains("coverall")), "gathered, it stays off the floor");
    t.open(LEFT);
    for (holds, goes_in) in [(LEFT, RIGHT), (RIGHT, LEFT)] {
        let out = [-1.0, 1.0][goes_in];
        let to = t.pinch_at(holds, t.rim(0, "torso", 180.0), Quat::IDENTITY);
        t.go(&[(holds, to)], 60);
        // The collar still swings: the hand follows it.
        for _ in 0..30 {
            t.palms[holds] = t.pinch_at(holds, t.rim(0, "torso", 180.0), Quat::IDENTITY);
            t.step();
        }
        t.close(holds, false);
        assert!(t.twin.cloth().held(0, holds).is_some(), "the collar is under the fingers");
        let up = t.pinch_at(holds, Vec3::new(-0.1 * out, 1.3, -0.3), Quat::IDENTITY);
        t.go(&[(holds, up)], 60);
        t.open(goes_in);
        let sleeve = ["sleeve_left", "sleeve_right"][goes_in];
        let tip = |h: &Hand| h.joints[joint::MIDDLE_TIP].position;
        for share in [-0.15f32, -0.05, 0.08, 0.12] {
            let ring = t.twin.cloth().ring(0, sleeve, 0).unwrap();
            let rotation = Quat::from_rotation_arc(Vec3::NEG_Z, ring.into);
            let to = t.palm_for(goes_in, ring.centre + ring.into * share, rotation, tip);
            t.go(&[(goes_in, to)], 40);
        }
        assert_eq!(t.of(Kind::Threaded, &format!("coverall.{sleeve}")).len(), 1);
        let arm = t.palm_for(goes_in, Vec3::new(0.45 * out, 0.85, -0.3), Quat::from_rotation_x(-0.8), tip);
        t.go(&[(goes_in, arm)], 60);
        let neck = t.pinch_at(holds, Vec3::new(-0.06 * out, 1.5, -0.05), Quat::IDENTITY);
        t.go(&[(holds, neck)], 60);
        t.open(holds);
        assert_eq!(t.of(Kind::Rested, &format!("coverall.{sleeve}")).len(), 1, "{:?}", t.of(Kind::Slipped, "*"));
    }
    assert_eq!(t.of(Kind::Worn, "coverall").len(), 1);
}

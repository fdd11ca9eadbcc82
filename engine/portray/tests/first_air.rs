//! First air made visible in the shipped grade A unit, with somebody in its way and with nobody.

#[path = "../../render/tests/golden/mod.rs"]
mod golden;

use drill::Lang;
use glam::{Quat, Vec3};
use portray::{Portrayer, Told, Viewpoint, air};
use render::{Assets, Gpu, Offscreen};
use scene::{Eye, Instance, Panel, Scene};
use std::path::Path;
use tape::{Buttons, Frame, HandSource, LEFT, Pose, RIGHT, StageOrigin, TrackingEvents, natural_hand};
use twin::Twin;
use twin::air::Flow;
use twin::air::first::Critical;
use twin::room::{Patterns, Room};

const VIALS: &str = "vials_a1.mouths";
fn told() -> Told<'static> {
    Told { lang: Lang::Fr, through: Some(0), air: Some(air::Shown::FirstAir), on_picture: true, ..Told::default() }
}

/// Somebody at the bench, whose right hand is where it is told.
struct Operator {
    twin: Twin,
    frame: Frame,
    assets: Assets,
    portrayer: Portrayer,
    scene: Scene,
    eye: Eye,
}

impl Operator {
    fn new() -> Operator {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let folder = root.join("scenarios/aseptic-transfer");
        let read = |file: &str| std::fs::read(folder.join(file)).expect("a file of the set");
        let room: Room = serde_json::from_slice(&read("room.json")).expect("a room");
        let flow = Flow::from_bytes(&read("air.flow"), "air.flow").expect("a flow");
        let twin = Twin::new(&room, &Patterns::default(), 1, 1).expect("a twin");
        let twin = twin.with_first_air(Some(&flow)).expect("what stands open has first air");
        let assets = Assets::load(&root.join("assets"), &room.models).expect("the assets are in the tree");
        let portrayer = Portrayer::new(&twin, &room, assets.models());
        let hand = |side| natural_hand(side, Pose::IDENTITY, HandSource::Puppet, 0.0, 0.0);
        let mut hands = [hand(LEFT), hand(RIGHT)];
        hands[LEFT].tracked = false;
        let head = Pose { position: Vec3::new(-0.2, 1.62, -9.35), rotation: Quat::from_rotation_x(-0.5) };
        let frame = Frame {
            tick: 0,
            head,
            hands,
            buttons: Buttons::default(),
            events: TrackingEvents::default(),
            origin: StageOrigin::default(),
            intervention: 0,
        };
        let eye = Viewpoint::Trainee.eye(head, 16.0 / 9.0);
        let mut operator = Operator { twin, frame, assets, portrayer, scene: Scene::default(), eye };
        operator.hold(Vec3::new(0.55, 1.1, -9.35), 2);
        operator
    }

    /// Holds the palm level at a place for so many ticks.
    fn hold(&mut self, palm: Vec3, ticks: u32) {
        self.pinch(palm, 0.0, ticks);
    }

    fn pinch(&mut self, palm: Vec3, pinch: f32, ticks: u32) {
        let pose = Pose { position: palm, rotation: Quat::IDENTITY };
        self.frame.hands[RIGHT] = natural_hand(RIGHT, pose, HandSource::Puppet, pinch, 0.0);
        for _ in 0..ticks {
            self.twin.step(std::slice::from_ref(&self.frame));
            self.frame.tick += 1;
        }
    }

    /// A critical surface and its number.
    fn surface(&self, name: &str) -> (usize, Critical) {
        let id = self.twin.names().get(name).expect("the room has it");
        let first = self.twin.first_air().expect("it is watched");
        first.surfaces().enumerate().find(|(_, s)| s.id == id).expect("it is critical")
    }

    /// Where the air to the middle of the vials is so many metres above them.
    fn upstream(&self, up_m: f32) -> Vec3 {
        let first = self.twin.first_air().expect("it is watched");
        let (k, vials) = self.surface(VIALS);
        let (way, y) = (first.ways(k).nth(4).expect("nine ways"), vials.middle.y + up_m);
        let ends = way.windows(2).find(|ends| ends[1].y >= y).expect("it comes from above");
        ends[0].lerp(ends[1], (y - ends[0].y) / (ends[1].y - ends[0].y))
    }

    /// Portrays the room; what first air adds to it.
    fn shown(&mut self, told: &Told) -> &[Instance] {
        self.portrayer.portray(&self.twin, told, &mut self.scene);
        let before = self.scene.instances.len();
        self.portrayer.first_air(&self.twin, &self.eye, told, &mut self.scene);
        &self.scene.instances[before..]
    }

    /// Signs over places where first air is cut, by their words.
    fn signs(&self) -> Vec<Vec<&str>> {
        let says = |panel: &Panel| panel.lines.first().is_some_and(|line| line.text.contains('⚠'));
        let signs = self.scene.panels.iter().filter(|panel| !panel.hidden && says(panel));
        signs.map(|panel| panel.lines.iter().map(|line| line.text.as_str()).collect()).collect()
    }
}

/// Vermilion, not blue.
fn is_cut(instance: &Instance) -> bool {
    instance.tint[0] > instance.tint[2]
}

#[test]
fn who_is_in_the_way_cuts_lines_under_a_sign() {
    let mut operator = Operator::new();
    let palm = operator.upstream(0.2);
    operator.hold(palm, 200);
    let cone = operator.assets.models().iter().position(|m| m.name == "shape.cone").expect("a cone");
    let shown = operator.shown(&told()).to_vec();
    let at = |i: &Instance| Vec3::from(i.room_from_mesh.translation);
    // The plate over the hand is a cone with its base up.
    let is_plate = |i: &&Instance| is_cut(i) && usize::from(i.mesh.0) == cone && at(i).y > palm.y - 0.08;
    let plates: Vec<_> = shown.iter().filter(is_plate).collect();
    assert!((2..=9).contains(&plates.len()), "{} of nine ways are cut", plates.len());
    assert!(plates.iter().all(|plate| (at(plate) - palm).length() < 0.2), "at the hand: {palm}");
    let top = plates.iter().map(|plate| at(plate).y).fold(0.0, f32::max);
    let dashes = shown.iter().filter(|i| is_cut(i) && at(i).y < top).count();
    assert!(dashes > 3 * plates.len(), "{dashes} dashes");
    assert!(shown.iter().filter(|i| !is_cut(i)).all(|i| at(i).is_finite()) && shown.len() < 1024);
    assert_eq!(operator.signs(), [["⚠ Flacons ouverts : premier air bloqué", "main droite : 2 s"]]);
    operator.shown(&Told { lang: Lang::En, ..told() });
    assert_eq!(operator.signs(), [["⚠ Open vials: first air blocked", "right hand: 2 s"]]);
    operator.shown(&Told { air: None, ..told() });
    assert_eq!(operator.signs(), [[""; 0]; 0]);
}

#[test]
fn a_hand_beside_leaves_every_way_whole() {
    let mut operator = Operator::new();
    let free = operator.shown(&told()).len();
    assert!(free > 36, "four surfaces of nine ways: {free}");
    let beside = operator.upstream(0.2) + Vec3::Z * 0.32;
    operator.hold(beside, 90);
    let shown = operator.shown(&told());
    assert_eq!((shown.len(), shown.iter().filter(|i| is_cut(i)).count()), (free, 0));
    assert!(operator.signs().is_empty());
    let over = operator.upstream(0.2);
    operator.hold(over, 90);
    assert!(operator.shown(&told()).iter().any(is_cut));
    // Gone for longer than who trembles at the edge.
    operator.hold(beside, 30);
    assert!(!operator.shown(&told()).iter().any(is_cut) && operator.signs().is_empty());
}

#[test]
fn a_plate_that_was_put_where_no_first_air_is_says_so() {
    let mut operator = Operator::new();
    let free = operator.shown(&told()).len();
    let (k, plate) = operator.surface("plate.a1_open.agar");
    let hand = &operator.twin.persons()[0].hands[RIGHT];
    let palm = hand.joints[0].position + plate.middle + Vec3::Z * 0.045 - hand.pinch_point;
    operator.hold(palm, 5);
    operator.pinch(palm, 1.0, 10);
    assert!(operator.twin.held(0, RIGHT).is_some());
    // Out into the grade B room, half a metre a second.
    let way = Vec3::new(1.3, 0.0, -8.2) - palm.with_y(0.0);
    for tick in 0..450 {
        let out = (tick as f32 / 440.0).min(1.0);
        operator.pinch(palm + Vec3::Y * 0.1 * (10.0 * out).min(1.0) + way * out, 1.0, 1);
    }
    operator.shown(&told());
    assert!(operator.signs().is_empty(), "carried, it is not judged");
    operator.hold(palm + Vec3::Y * 0.1 + way, 300);
    let first = operator.twin.first_air().expect("it is watched");
    assert!(
        first.is_judged(k) && first.reached(k) == 0.0,
        "it lies at {}",
        operator.surface("plate.a1_open.agar").1.middle
    );
    assert!(operator.shown(&told()).len() < free);
    assert_eq!(operator.signs(), [["⚠ Gélose ouverte : ici, pas de premier air"]]);
}

#[test]
fn only_new_words_take_memory() {
    let mut operator = Operator::new();
    operator.shown(&told());
    let over = operator.upstream(0.2);
    operator.hold(over, 95);
    operator.shown(&told());
    for step in 0..60 {
        operator.hold(over + Vec3::X * 0.001 * step as f32, 1);
        let Operator { twin, portrayer, scene, eye, .. } = &mut operator;
        let counted = allocation_counter::measure(|| {
            portrayer.portray(twin, &told(), scene);
            portrayer.first_air(twin, eye, &told(), scene);
        });
        assert_eq!(counted.count_total, 0, "picture {step}");
    }
    assert_eq!(operator.signs().len(), 1);
}

#[test]
fn a_hand_over_the_vials_is_seen_at_a_glance() {
    let gpu = match Gpu::software() {
        Ok(gpu) => gpu,
        Err(why) => return eprintln!("skipped: goldens are drawn by the software Vulkan driver: {why}"),
    };
    let mut operator = Operator::new();
    operator.hold(operator.upstream(0.2), 300);
    operator.eye = Viewpoint::Fixed([0.15, 1.5, -9.4], [-0.4, 1.08, -10.0]).eye(Pose::IDENTITY, 16.0 / 9.0);
    operator.shown(&Told { lang: Lang::En, ..told() });
    let mut offscreen = Offscreen::new(gpu, &operator.assets, [960, 540]);
    let (picture, stats) = offscreen.picture(&operator.scene, &operator.eye).expect("a picture");
    eprintln!("{stats:?}");
    assert!(stats.draws <= 100 && stats.triangles <= 300_000, "{stats:?}");
    golden::compare("first_air", &picture);
}

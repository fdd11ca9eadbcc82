//! First air in the shipped suite of aseptic transfer: who is in its way, and nobody else.

mod counting;

use counting::allocations;
use glam::{Quat, Vec3};
use std::path::Path;
use tape::{Buttons, Frame, HandSource, LEFT, Pose, RIGHT, StageOrigin, TrackingEvents, natural_hand};
use twin::air::Flow;
use twin::air::first::{Critical, FirstAir};
use twin::room::{Patterns, Room};
use twin::{Fact, Kind, Twin};

/// On the bench, left to right, and metres from the middle to the edge.
const SURFACES: [(&str, f32); 4] = [
    ("connector.a1_bare.face", 0.0195),
    ("plate.a1_open.agar", 0.043),
    ("vials_a1.mouths", 0.1),
    ("stoppers.a1.open", 0.07),
];
/// A hand before a person at the unit, over nothing.
const AWAY: Vec3 = Vec3::new(0.55, 1.1, -9.35);

fn read(file: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(file)).expect("it is there")
}

fn room() -> Room {
    serde_json::from_slice(&read("aseptic-transfer/room.json")).expect("it is a room")
}

fn flow() -> Flow {
    Flow::from_bytes(&read("aseptic-transfer/air.flow"), "air.flow").expect("it is a flow")
}

fn with_microbes(room: &Room, persons: usize) -> Twin {
    let model = serde_json::from_slice(&read("model.json")).expect("it is a model");
    let twin = Twin::new(room, &Patterns::default(), 1, persons).expect("the room is whole");
    twin.with_microbes(room, Some(&flow()), &model, 1).expect("the model fits the room")
}

/// Somebody at the unit. The left hand hangs, the right one is where it is told.
struct Operator {
    twin: Twin,
    frame: Frame,
    said: Vec<Fact>,
}

impl Operator {
    fn in_room(room: &Room) -> Operator {
        let twin = Twin::new(room, &Patterns::default(), 1, 1).expect("the room is whole");
        let twin = twin.with_first_air(Some(&flow())).expect("its critical surfaces have first air");
        let mut operator = Operator { twin, frame: frame(), said: Vec::new() };
        operator.to(AWAY);
        operator
    }

    fn new() -> Operator {
        Operator::in_room(&room())
    }

    /// The palm is here from now on, palm down, fingers ahead, as far closed as before.
    fn to(&mut self, palm: Vec3) {
        let hand = &self.frame.hands[RIGHT];
        let (pinch, grasp) = (hand.pinch, hand.grasp);
        self.hold(palm, pinch, grasp);
    }

    fn hold(&mut self, palm: Vec3, pinch: f32, grasp: f32) {
        let pose = Pose { position: palm, rotation: Quat::IDENTITY };
        self.frame.hands[RIGHT] = natural_hand(RIGHT, pose, HandSource::Puppet, pinch, grasp);
    }

    fn ticks(&mut self, count: u32) {
        for _ in 0..count {
            self.said.extend(self.twin.step(std::slice::from_ref(&self.frame)));
            self.frame.tick += 1;
        }
    }

    /// Where a critical surface is.
    fn middle(&self, surface: &str) -> Vec3 {
        let id = self.twin.names().get(surface).expect("the room has it");
        let first = self.twin.first_air().expect("the room has first air");
        first.surfaces().find(|s| s.id == id).expect("it is critical").middle
    }

    /// Where its air is so many metres above it. Over this bench air comes aslant: forwards, from the back wall.
    fn upstream(&self, surface: &str, up_m: f32) -> Vec3 {
        let (id, y) = (self.twin.names().get(surface).unwrap(), self.middle(surface).y + up_m);
        let first = self.twin.first_air().unwrap();
        let index = first.surfaces().position(|s| s.id == id).unwrap();
        // The fifth of nine points is the middle.
        let way = first.ways(index).nth(4).expect("all of it has first air");
        let ends = way.windows(2).find(|ends| ends[1].y >= y).expect("it rises to the filter");
        ends[0].lerp(ends[1], (y - ends[0].y) / (ends[1].y - ends[0].y))
    }

    /// What was said of a surface: by whom and how much.
    fn said(&self, kind: Kind, surface: &str) -> Vec<(&str, f32)> {
        let names = self.twin.names();
        let about = self.said.iter().filter(|f| f.kind == kind && names.name(f.on) == surface);
        about.map(|f| (names.name(f.by), f.amount)).collect()
    }

    /// Is a surface's air held up by a hand here, and by what?
    fn blocked_at(palm: impl Fn(&Operator) -> Vec3, surface: &str) -> Vec<(String, f32)> {
        let mut operator = Operator::new();
        operator.ticks(1);
        operator.to(palm(&operator));
        operator.ticks(10);
        operator.said(Kind::FirstAirBlocked, surface).into_iter().map(|(by, s)| (by.to_owned(), s)).collect()
    }
}

fn frame() -> Frame {
    let hand = |side| natural_hand(side, Pose { position: AWAY, ..Pose::IDENTITY }, HandSource::Puppet, 0.0, 0.0);
    let mut hands = [hand(LEFT), hand(RIGHT)];
    hands[LEFT].tracked = false;
    Frame {
        tick: 0,
        head: Pose { position: Vec3::new(-0.4, 1.62, -9.45), rotation: Quat::IDENTITY },
        hands,
        buttons: Buttons::default(),
        events: TrackingEvents::default(),
        origin: StageOrigin::default(),
        intervention: 0,
    }
}

#[test]
fn a_hand_over_an_open_surface_is_said_when_it_comes_while_it_stays_and_when_it_goes() {
    for (surface, radius_m) in SURFACES {
        let mut operator = Operator::new();
        operator.ticks(1);
        operator.to(operator.upstream(surface, 0.2));
        operator.ticks(100);
        operator.to(AWAY);
        operator.ticks(30);
        let blocked = operator.said(Kind::FirstAirBlocked, surface);
        let hand: Vec<f32> = blocked.iter().filter(|b| b.0 == "skin.hand_right").map(|b| b.1).collect();
        assert_eq!(hand, [0.0, 0.5, 1.0], "{surface}: {blocked:?}");
        let cleared = operator.said(Kind::FirstAirCleared, surface);
        let dose = cleared.iter().find(|c| c.0 == "skin.hand_right").expect("it ended").1;
        let whole = std::f32::consts::PI * radius_m * radius_m * 1e4 * 100.0 / 90.0;
        assert!(dose > 0.2 * whole && dose < 1.001 * whole, "{surface}: {dose} cm² s of {whole}");
    }
}

#[test]
fn a_hand_beside_or_beneath_is_in_nobodys_way() {
    for (surface, radius_m) in SURFACES {
        // A thumb sticks out 8 cm from the palm's middle, fingers reach 12 cm ahead of it and hang 4 cm lower, where the
        // way is further in front.
        let off = radius_m + 0.1;
        for (up_m, beside) in [
            (0.05, Vec3::X * off),
            (0.05, Vec3::X * -off),
            (0.4, Vec3::X * off),
            (0.4, Vec3::X * -off),
            (0.05, Vec3::Z * (radius_m + 0.22)),
            (0.4, Vec3::Z * (radius_m + 0.22)),
            (0.0, Vec3::Y * -0.05),
        ] {
            let blocked = Operator::blocked_at(|o| o.upstream(surface, up_m) + beside, surface);
            assert!(blocked.is_empty(), "{surface}, hand {up_m} m up, {beside} beside: {blocked:?}");
        }
    }
}

#[test]
fn straight_above_is_beside_where_air_comes_aslant() {
    let surface = "connector.a1_bare.face";
    let blocked = Operator::blocked_at(|o| o.middle(surface) + Vec3::new(0.0, 0.2, 0.1), surface);
    assert!(blocked.is_empty(), "{blocked:?}");
}

#[test]
fn a_forearm_across_is_in_the_way_though_the_hand_is_past() {
    let surface = "connector.a1_bare.face";
    let mut operator = Operator::new();
    // The shoulder before the connector.
    operator.frame.head.position = Vec3::new(-1.05, 1.62, -9.55);
    operator.ticks(1);
    operator.to(operator.upstream(surface, 0.15) - Vec3::Z * 0.16);
    operator.ticks(10);
    assert_eq!(operator.said(Kind::FirstAirBlocked, surface), [("skin.arm_right", 0.0)]);
}

#[test]
fn a_hand_that_passes_fast_is_counted_for_as_long_as_it_takes() {
    let (surface, radius_m) = SURFACES[1];
    let mut operator = Operator::new();
    operator.ticks(1);
    let over = operator.upstream(surface, 0.3);
    // 2 m/s: 22 mm a tick.
    for tick in 0..40 {
        operator.to(over + Vec3::X * (0.45 - tick as f32 * 2.0 / 90.0));
        operator.ticks(1);
    }
    operator.to(AWAY);
    operator.ticks(20);
    let hand = |kind| {
        let all = operator.said(kind, surface);
        all.into_iter().filter(|b| b.0 == "skin.hand_right").map(|b| b.1).collect::<Vec<_>>()
    };
    assert_eq!(hand(Kind::FirstAirBlocked), [0.0]);
    let dose = hand(Kind::FirstAirCleared)[0];
    // 9 cm of hand over the disc.
    let passes = std::f32::consts::PI * radius_m * radius_m * 1e4 * 0.09 / 2.0;
    assert!(dose > 0.4 * passes && dose < 1.6 * passes, "{dose} cm² s, about {passes} expected");
}

/// The suite without the tray that the forceps lie in: a pinch takes the tray.
fn without_tray() -> Room {
    let mut room = room();
    room.things.retain(|t| t.id != "tray.a1");
    room
}

/// Takes the forceps by their grips and holds their tips over the settle plate.
fn over_the_plate_with_forceps(room: &Room) -> Operator {
    let mut operator = Operator::in_room(room);
    operator.ticks(1);
    let hand = &operator.twin.persons()[0].hands[RIGHT];
    let pinch_from_palm = hand.pinch_point - AWAY;
    operator.to(Vec3::new(0.2, 0.92, -9.95) + Vec3::Z * 0.06 - pinch_from_palm);
    operator.ticks(5);
    operator.hold(operator.frame.hands[RIGHT].joints[0].position, 1.0, 0.0);
    operator.ticks(10);
    let held = operator.twin.held(0, RIGHT).expect("the forceps are in the hand");
    assert_eq!(operator.twin.names().name(held), "forceps.a1");
    let mut forceps = Vec3::ZERO;
    operator.twin.see_things(|t| forceps = if t.id == held { t.pose.position } else { forceps });
    let palm = operator.frame.hands[RIGHT].joints[0].position;
    // Past the plate on its right; the tips are 10 cm ahead of the middle.
    let tips = operator.upstream("plate.a1_open.agar", 0.06) + Vec3::Z * 0.09;
    operator.to(palm + tips - forceps);
    operator.said.clear();
    operator.ticks(60);
    operator
}

#[test]
fn sterile_forceps_are_not_in_the_way_and_others_are() {
    let operator = over_the_plate_with_forceps(&without_tray());
    assert_eq!(operator.said(Kind::FirstAirBlocked, "plate.a1_open.agar"), []);
    let mut dirty = without_tray();
    dirty.things.iter_mut().find(|t| t.id == "forceps.a1").unwrap().sterile = false;
    let operator = over_the_plate_with_forceps(&dirty);
    assert_eq!(operator.said(Kind::FirstAirBlocked, "plate.a1_open.agar"), [("forceps.a1", 0.0), ("forceps.a1", 0.5)]);
}

#[test]
fn a_plate_is_not_judged_while_it_is_carried_and_anew_where_it_comes_to_rest() {
    let mut operator = Operator::new();
    operator.ticks(1);
    let first = operator.middle("plate.a1_open.agar");
    let pinch_from_palm = operator.twin.persons()[0].hands[RIGHT].pinch_point - AWAY;
    // By its front edge, and 25 cm to the left: the bench is free there.
    operator.to(first + Vec3::new(0.0, 0.0, 0.045) - pinch_from_palm);
    operator.ticks(5);
    let palm = operator.frame.hands[RIGHT].joints[0].position;
    operator.hold(palm, 1.0, 0.0);
    operator.ticks(10);
    assert!(operator.twin.held(0, RIGHT).is_some());
    operator.said.clear();
    operator.to(palm + Vec3::new(-0.4, 0.1, 0.0));
    operator.ticks(60);
    let plate = operator.twin.names().get("plate.a1_open.agar").unwrap();
    let judged = |operator: &Operator| {
        let air = operator.twin.first_air().unwrap();
        air.is_judged(air.surfaces().position(|s| s.id == plate).unwrap())
    };
    assert!(!judged(&operator));
    assert_eq!(operator.said(Kind::FirstAirBlocked, "plate.a1_open.agar"), []);
    operator.to(palm + Vec3::new(-0.4, 0.005, 0.0));
    operator.ticks(5);
    operator.hold(palm + Vec3::new(-0.4, 0.005, 0.0), 0.0, 0.0);
    operator.ticks(10);
    operator.to(AWAY);
    operator.ticks(300);
    assert!(judged(&operator));
    let now = operator.middle("plate.a1_open.agar");
    assert!((now - first + Vec3::X * 0.4).length() < 0.03, "{first} became {now}");
    operator.said.clear();
    operator.to(first + Vec3::new(0.0, 0.1, -0.05));
    operator.ticks(30);
    assert_eq!(operator.said(Kind::FirstAirBlocked, "plate.a1_open.agar"), [], "it is not there any more");
    operator.to(operator.upstream("plate.a1_open.agar", 0.2));
    operator.ticks(30);
    assert!(!operator.said(Kind::FirstAirBlocked, "plate.a1_open.agar").is_empty(), "it is here now");
}

#[test]
fn a_room_without_critical_surfaces_has_no_such_component_and_one_with_them_goes_on_where_it_was_saved() {
    let mut operator = Operator::new();
    operator.ticks(1);
    operator.to(operator.upstream("vials_a1.mouths", 0.2));
    operator.ticks(30);
    let (mut saved, frame) = (Vec::new(), operator.frame);
    operator.twin.save(&mut saved);
    operator.said.clear();
    operator.ticks(60);
    let (said, sums) = (std::mem::take(&mut operator.said), operator.twin.checksums().to_vec());
    assert!(sums.iter().any(|(part, _)| *part == "first_air"));
    assert!(said.iter().any(|f| f.kind == Kind::FirstAirBlocked && f.amount == 0.5));
    let mut again = Operator::new();
    assert!(again.twin.restore(&saved));
    again.frame = frame;
    again.ticks(60);
    assert_eq!((again.said, again.twin.checksums()), (said, &sums[..]));
    let without = Room { critical: Vec::new(), ..room() };
    let mut twin = with_microbes(&without, 1);
    twin.step(&[frame]);
    assert!(twin.first_air().is_none() && twin.checksums().iter().all(|(part, _)| *part != "first_air"));
}

#[test]
fn a_critical_surface_that_cannot_be_is_refused_in_one_sentence() {
    for (surface, wanted) in [
        (r#"{"id": "x", "at": [-0.5, 1, -9.9], "radius": 0}"#, "radius"),
        (r#"{"id": "x", "thing": "nothing", "radius": 0.1}"#, "`nothing`"),
        (r#"{"id": "x", "radius": 0.1}"#, "needs one place"),
        (r#"{"id": "x", "at": [-0.5, 1, -9.9], "thing": "plate.a1_open", "radius": 0.1}"#, "needs one place"),
        (r#"{"id": "x", "at": [-5, 1, -9.9], "radius": 0.1}"#, "zones"),
        (r#"{"id": "x", "at": [1.5, 1.2, -7.5], "radius": 0.1}"#, "no air comes straight from a filter"),
        (r#"{"id": "x", "thing": "plate.b1_1", "radius": 0.04}"#, "no air comes straight from a filter"),
        (r#"{"id": "plate.a1_open", "at": [-0.5, 1, -9.9], "radius": 0.1}"#, "given twice"),
    ] {
        let mut room = room();
        room.critical.push(serde_json::from_str(surface).expect("it can be read"));
        let built = Twin::new(&room, &Patterns::default(), 1, 1).and_then(|twin| twin.with_first_air(Some(&flow())));
        let said = built.err().unwrap_or_else(|| panic!("{surface} was taken")).to_string();
        assert!(said.contains(wanted) && !said.contains('\n'), "{surface}: {said}");
    }
}

/// Two people whose hands are all over the bench; the first one's right hand takes the vials and carries them about.
fn busy(tick: u32) -> [Frame; 2] {
    [0.0f32, 1.0].map(|who| {
        let t = tick as f32 / 90.0 + 7.0 * who;
        let mut frame = Frame { tick, ..frame() };
        frame.head.position += Vec3::new(0.4 * who + 0.3 * libm::sinf(0.3 * t), 0.0, 0.1 * libm::cosf(0.4 * t));
        for side in [LEFT, RIGHT] {
            let [x, y, z] = [0.5, 1.7, 1.0].map(|speed| libm::sinf(speed * (t * 1.3 + side as f32)));
            let (mut palm, mut pinch) = (Vec3::new(-0.4 + 0.6 * x, 1.1 + 0.1 * y, -9.9 + 0.2 * z), 0.0);
            if (who, side, tick < 1000) == (0.0, RIGHT, true) {
                (palm, pinch) = (Vec3::new(-0.3, 0.97, -9.88), (tick as f32 / 900.0).min(1.0));
            } else if (who, side) == (0.0, RIGHT) {
                pinch = 1.0;
            }
            frame.hands[side] =
                natural_hand(side, Pose { position: palm, ..Pose::IDENTITY }, HandSource::Puppet, pinch, 0.0);
        }
        frame
    })
}

#[test]
fn a_tick_with_microbes_air_and_first_air_allocates_nothing_once_warm() {
    const WARM: u32 = 5400;
    let mut twin = with_microbes(&room(), 2);
    let (mut blocked, mut cleared) = (0, 0);
    for tick in 0..2 * WARM {
        let frames = busy(tick);
        let before = allocations();
        let facts = twin.step(&frames);
        let fresh = allocations() - before;
        if tick >= WARM {
            assert_eq!(fresh, 0, "at tick {tick}");
            blocked += facts.iter().filter(|f| f.kind == Kind::FirstAirBlocked).count();
            cleared += facts.iter().filter(|f| f.kind == Kind::FirstAirCleared).count();
        }
    }
    assert!(blocked > 10 && cleared > 10 && twin.held(0, RIGHT).is_some(), "{blocked} blocked, {cleared} cleared");
}

#[test]
fn ways_are_followed_anew_without_allocating() {
    let disc = Critical { id: twin::Id(1), middle: Vec3::new(-0.5, 1.05, -9.95), radius_m: 0.04 };
    let mut first = FirstAir::new(&flow(), &[disc]);
    let before = allocations();
    let mut longest = 0;
    for k in 0..100 {
        first.put(0, Some(disc.middle + Vec3::new(0.01, 0.003, -0.002) * (k as f32 - 50.0)));
        longest = first.ways(0).map(<[Vec3]>::len).fold(longest, usize::max);
    }
    assert_eq!(allocations() - before, 0);
    assert!(longest > 4, "ways of {longest} corners at most");
}

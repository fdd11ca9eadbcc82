//! Garments in an empty room, handled by synthetic hands.

use super::build::centre;
use super::testing::Bench;
use crate::Kind;
use crate::bytes::State;
use crate::grip::GripKind::{Palm, Pinch};
use crate::room::Limb;
use glam::{Quat, Vec3};
use tape::{LEFT, RIGHT};

const FRONT: Vec3 = Vec3::new(0.0, 1.0, -0.45);

fn coverall() -> Bench {
    Bench::new(&[("coverall", "coverall", FRONT)])
}

/// Metres from the entry to the exit of a tube along its front threads.
fn hangs(bench: &Bench, garment: usize, tube: &str) -> f32 {
    let cut = bench.cloth.cuts[garment].tubes.iter().find(|t| t.name == tube).unwrap();
    let p = &bench.cloth.garments[garment].p;
    (0..cut.rings - 1).map(|r| (centre(p, cut, r + 1) - centre(p, cut, r)).length()).sum()
}

/// Takes the coverall by its collar with a pinch and lifts it.
fn pinched_at_collar() -> Bench {
    let mut bench = coverall();
    let collar = bench.cloth.rim(0, "torso", 0, 180.0).unwrap();
    bench.hand(RIGHT, collar, Quat::IDENTITY);
    bench.close(RIGHT, Pinch).expect("the collar is under the fingers");
    bench.carry(&[(RIGHT, Vec3::new(0.0, 1.2, -0.5))], 90);
    bench
}

/// Takes the folded coverall by two palms at its sides and lifts it to `y`.
fn gathered_by_palms(y: f32) -> Bench {
    let mut bench = coverall();
    gather(&mut bench, y);
    bench
}

fn gather(bench: &mut Bench, y: f32) {
    for (side, x) in [(LEFT, -0.15), (RIGHT, 0.15)] {
        bench.hand(side, FRONT + Vec3::new(x, 0.11, 0.0), Quat::IDENTITY);
        bench.close(side, Palm).expect("the parcel is under the palm");
    }
    bench.carry(&[(LEFT, Vec3::new(-0.15, y, -0.4)), (RIGHT, Vec3::new(0.15, y, -0.4))], 90);
}

#[test]
fn a_garment_asleep_stays_where_it_lies() {
    let mut bench = coverall();
    let before = bench.cloth.garments[0].p.clone();
    bench.run(30);
    assert_eq!(before, bench.cloth.garments[0].p);
    assert_eq!(bench.of(Kind::Touched, "*"), []);
}

#[test]
fn a_hanging_coverall_does_not_stretch() {
    let mut bench = pinched_at_collar();
    bench.carry(&[(RIGHT, Vec3::new(0.0, 1.95, -0.5))], 90);
    bench.run(120);
    for (tube, length) in [("torso", 0.66), ("leg_left", 0.76), ("leg_right", 0.76), ("sleeve_left", 0.54)] {
        let hanging = hangs(&bench, 0, tube);
        assert!(hanging < length * 1.05, "{tube} hangs {hanging} m, is cut {length} m");
    }
    assert!(hangs(&bench, 0, "leg_left") > 0.76 * 0.8, "and it hangs down: {}", hangs(&bench, 0, "leg_left"));
}

#[test]
fn a_dropped_coverall_falls_to_the_floor_touches_it_and_sleeps() {
    let mut bench = pinched_at_collar();
    bench.said.clear();
    bench.open(RIGHT);
    bench.run(90 * 4);
    assert!(!bench.of(Kind::Touched, "floor.z").is_empty());
    let p = &bench.cloth.garments[0].p;
    assert!(p.iter().all(|p| p.y > 0.0 && p.y < 0.4), "it lies");
    assert!(bench.cloth.is_at_rest(0));
}

#[test]
fn pinched_at_the_collar_it_dangles_to_the_floor_and_gathered_by_palms_it_does_not() {
    let bench = pinched_at_collar();
    let caught = bench.of(Kind::Touched, "floor.z");
    assert!(caught.iter().any(|c| c.0.starts_with("coverall.leg_")), "{caught:?}");
    let mut bench = gathered_by_palms(0.9);
    bench.run(180);
    assert_eq!(bench.of(Kind::Touched, "floor*"), []);
    bench.carry(&[(LEFT, Vec3::new(-0.15, 0.4, -0.4)), (RIGHT, Vec3::new(0.15, 0.4, -0.4))], 60);
    assert_eq!(bench.of(Kind::Touched, "floor*"), [], "low for the feet it is still short");
}

#[test]
fn the_same_hands_give_the_same_bits_and_a_restored_state_goes_on_the_same() {
    let (mut a, b) = (pinched_at_collar(), pinched_at_collar());
    let bytes = |bench: &Bench| {
        let mut out = Vec::new();
        bench.cloth.save(&mut out);
        out
    };
    let saved = bytes(&a);
    assert_eq!(saved, bytes(&b));
    for k in [1, 7, 90] {
        a.run(k);
        let ahead = bytes(&a);
        assert_ne!(ahead, saved);
        assert!(a.cloth.restore(&mut &saved[..]));
        a.tick -= k;
        a.run(k);
        assert_eq!(bytes(&a), ahead, "{k} ticks");
        assert!(a.cloth.restore(&mut &saved[..]));
        a.tick -= k;
    }
}

/// Puts a glove on a hand with the other one's pinch at its cuff, `share` of the way.
fn glove_on(bench: &mut Bench, garment: usize, side: usize, share: f32) {
    let other = 1 - side;
    let cuff = bench.cloth.rim(garment, "hand", 0, 0.0).unwrap();
    bench.hand(other, cuff, Quat::IDENTITY);
    bench.close(other, Pinch).expect("the cuff is under the fingers");
    bench.carry(&[(other, Vec3::new(0.0, 1.25, -0.5))], 60);
    bench.run(60);
    let ring = bench.cloth.ring(garment, "hand", 0).unwrap();
    let points = ring.into;
    let (from, to) = (ring.centre - points * 0.15, ring.centre + points * 0.05);
    bench.play(60, |b, t| b.arm(side, from.lerp(to, t), points));
    let pinch = bench.who.hands[other].grip.point;
    bench.play(90, |b, t| b.hand(other, pinch - points * (0.05 + 0.26) * t * share, Quat::IDENTITY));
    bench.open(other);
    bench.run(30);
}

#[test]
fn a_glove_goes_on_by_the_other_hands_pinch_and_its_outside_stays_clean() {
    let mut bench = Bench::new(&[("glove", "glove_left", FRONT)]);
    glove_on(&mut bench, 0, LEFT, 1.0);
    assert_eq!(bench.of(Kind::Threaded, "*"), [("hand.left", "glove.hand", 0.0)]);
    assert_eq!(bench.of(Kind::Rested, "*").len(), 1);
    assert_eq!(bench.of(Kind::Worn, "*"), [("", "glove", 0.0)]);
    assert_eq!(bench.of(Kind::Touched, "glove.hand.out"), []);
    assert!(!bench.of(Kind::Touched, "glove.hand.in").is_empty(), "skin lies against the inside");
    let skin = bench.names.intern("skin.hand_left");
    let out = bench.names.get("glove.hand.out").unwrap();
    assert_eq!(bench.cloth.surface(0, crate::body::Part::HandLeft, skin), out);
    let bare = bench.of(Kind::Bared, "skin.hand_bare_left");
    assert_eq!(bare.last().unwrap().2, 0.0, "{bare:?}");
}

/// A foot rises to the opening that is held for it, goes in, and stands again.
fn foot_in(bench: &mut Bench, side: usize) {
    let from = Vec3::new([-0.1, 0.1][side], 0.035, -0.2);
    bench.play(60, |b, t| {
        if let Some(wanted) = b.cloth.wanted_foot(&b.who, side) {
            b.foot(side, from.lerp(wanted.centre, t));
        }
    });
    let up = bench.who.body.limb([Limb::FootLeft, Limb::FootRight][side]).tip();
    bench.play(45, |b, t| b.foot(side, up.lerp(from, t)));
}

/// Steps into the coverall that two palms hold gathered, and pulls it up to the hips.
fn legs_on(bench: &mut Bench) {
    bench.carry(&[(LEFT, Vec3::new(-0.15, 0.45, -0.35)), (RIGHT, Vec3::new(0.15, 0.45, -0.35))], 60);
    foot_in(bench, LEFT);
    foot_in(bench, RIGHT);
    bench.carry(&[(LEFT, Vec3::new(-0.16, 0.5, -0.2)), (RIGHT, Vec3::new(0.16, 0.5, -0.2))], 30);
    bench.carry(&[(LEFT, Vec3::new(-0.16, 1.05, -0.1)), (RIGHT, Vec3::new(0.16, 1.05, -0.1))], 120);
}

/// An arm goes into its sleeve while the other hand pulls the collar to the neck.
fn sleeve_on(bench: &mut Bench, side: usize) {
    let tube = ["sleeve_left", "sleeve_right"][side];
    bench.play(90, |b, t| {
        let ring = b.cloth.ring(0, tube, 0).unwrap();
        b.arm(side, ring.centre + ring.into * (0.08 * t - 0.15 * (1.0 - t)), ring.into);
    });
    let out = [-1.0, 1.0][side];
    let (tip, points) = (bench.who.body.fingertip[side], Vec3::new(0.3 * out, -0.95, -0.1).normalize());
    let shoulder = Vec3::new(0.19 * out, 1.38, 0.0);
    bench.play(60, |b, t| b.arm(side, tip.lerp(shoulder + points * 0.72, t), points));
    bench.carry(&[(1 - side, Vec3::new(-0.05 * out, 1.5, 0.05))], 60);
}

#[test]
fn a_leg_that_is_pulled_up_comes_to_rest_at_the_ankle() {
    let mut bench = gathered_by_palms(0.9);
    legs_on(&mut bench);
    let threaded = bench.of(Kind::Threaded, "*");
    assert_eq!(threaded, [("foot.left", "coverall.leg_left", 0.0), ("foot.right", "coverall.leg_right", 0.0)]);
    assert_eq!(bench.of(Kind::Rested, "coverall.leg_*").len(), 2, "{:?}", bench.cloth.garments[0].tubes);
    assert_eq!(bench.of(Kind::Touched, "floor*"), []);
    let cut = &bench.cloth.cuts[0].tubes[3];
    let cuff = centre(&bench.cloth.garments[0].p, cut, cut.rings - 1);
    assert!((0.05..0.2).contains(&cuff.y), "the cuff lies at the ankle: {cuff}");
}

/// Legs, then one sleeve after the other, the collar held by the hand that is not in the sleeve.
fn coverall_on(bench: &mut Bench) {
    legs_on(bench);
    bench.open(LEFT);
    bench.run(20);
    for (holds, goes_in) in [(LEFT, RIGHT), (RIGHT, LEFT)] {
        let collar = bench.cloth.rim(0, "torso", 0, 180.0).unwrap();
        bench.hand(holds, collar, Quat::IDENTITY);
        bench.close(holds, Pinch).expect("the collar is under the fingers");
        bench.carry(&[(holds, Vec3::new(0.0, 1.25, -0.25))], 60);
        bench.open(goes_in);
        sleeve_on(bench, goes_in);
        bench.open(holds);
    }
}

#[test]
fn a_whole_coverall_goes_on_and_its_zip_closes() {
    let mut bench = gathered_by_palms(0.9);
    coverall_on(&mut bench);
    assert_eq!(bench.of(Kind::Worn, "coverall").len(), 1, "{:?}", bench.cloth.garments[0].tubes);
    assert_eq!(bench.of(Kind::Touched, "floor*"), []);
    let slider = bench.cloth.rim(0, "torso", 6, 0.0).unwrap();
    bench.hand(RIGHT, slider, Quat::IDENTITY);
    assert_eq!(bench.close(RIGHT, Pinch), Some("coverall.zip"));
    let top = bench.cloth.rim(0, "torso", 0, 0.0).unwrap();
    bench.carry(&[(RIGHT, slider.lerp(top, 0.5))], 45);
    let zip = bench.names.get("coverall.zip").unwrap();
    assert!((bench.cloth.degree_of(zip).unwrap() - 0.5).abs() < 0.05);
    bench.carry(&[(RIGHT, top + Vec3::Y * 0.02)], 45);
    assert_eq!(bench.of(Kind::Fitted, "coverall.zip").last().unwrap().2, 1.0);
}

/// A head garment comes down over the head in two hands, to `y` of the pinches.
fn over_head(bench: &mut Bench, garment: usize, tube: &str, share: f32) {
    for (side, degrees, out) in [(LEFT, 90.0, -1.0), (RIGHT, 270.0, 1.0)] {
        let rim = bench.cloth.rim(garment, tube, 0, degrees).unwrap();
        bench.hand(side, rim + Vec3::X * 0.01 * out, Quat::from_rotation_y(core::f32::consts::FRAC_PI_2 * out));
        bench.close(side, Pinch).expect("the rim is under the fingers");
    }
    let crown = bench.who.body.limb(Limb::Head).tip();
    let wide = bench.cloth.ring(garment, tube, 0).unwrap().radius;
    let at = |y: f32| [(LEFT, Vec3::new(-wide, y, 0.0)), (RIGHT, Vec3::new(wide, y, 0.0))];
    bench.carry(&at(crown.y + 0.2), 60);
    bench.carry(&at(crown.y - 0.45 * share), 90);
    bench.open(LEFT);
    bench.open(RIGHT);
    bench.run(20);
}

#[test]
fn what_goes_on_the_head_comes_to_rest_there() {
    for (pattern, tube) in [("hairnet", "cap"), ("mask", "band"), ("hood", "head"), ("goggles", "band")] {
        let mut bench = Bench::new(&[("it", pattern, FRONT)]);
        over_head(&mut bench, 0, tube, 1.0);
        assert_eq!(bench.of(Kind::Worn, "it").len(), 1, "{pattern}: {:?}", bench.cloth.garments[0].tubes);
        assert_eq!(bench.of(Kind::Slipped, "*"), []);
    }
}

#[test]
fn goggles_let_go_too_high_do_not_seal() {
    let seal = |share: f32| {
        let mut bench = Bench::new(&[("goggles", "goggles", FRONT)]);
        over_head(&mut bench, 0, "band", share);
        bench.of(Kind::Fitted, "goggles.seal").last().map(|f| f.2)
    };
    assert_eq!(seal(1.0), Some(1.0));
    assert!(seal(0.31).is_some_and(|s| s < 0.6), "{:?}", seal(0.31));
}

/// A boot or an overshoe is held low by its rim and drawn up.
fn on_foot(bench: &mut Bench, garment: usize, side: usize) {
    for (hand, degrees, out) in [(LEFT, 90.0, -1.0), (RIGHT, 270.0, 1.0)] {
        let rim = bench.cloth.rim(garment, "foot", 0, degrees).unwrap();
        bench.hand(hand, rim + Vec3::X * 0.01 * out, Quat::from_rotation_y(core::f32::consts::FRAC_PI_2 * out));
        bench.close(hand, Pinch).expect("the rim is under the fingers");
    }
    let x = [-0.1, 0.1][side];
    let wide = bench.cloth.ring(garment, "foot", 0).unwrap().radius;
    let at = |y: f32, z: f32| [(LEFT, Vec3::new(x - wide, y, z)), (RIGHT, Vec3::new(x + wide, y, z))];
    bench.carry(&at(0.6, -0.4), 60);
    bench.run(60);
    foot_in(bench, side);
    bench.carry(&at(0.6, -0.05), 90);
    bench.open(LEFT);
    bench.open(RIGHT);
    bench.run(20);
}

#[test]
fn boots_and_overshoes_go_on_their_feet() {
    for (pattern, side) in
        [("overshoe_left", LEFT), ("overshoe_right", RIGHT), ("boot_left", LEFT), ("boot_right", RIGHT)]
    {
        let mut bench = Bench::new(&[("it", pattern, FRONT)]);
        on_foot(&mut bench, 0, side);
        assert_eq!(bench.of(Kind::Worn, "it").len(), 1, "{pattern}: {:?}", bench.cloth.garments[0].tubes);
        let strap = bench.cloth.rim(0, "foot", 2, 0.0).unwrap();
        bench.hand(RIGHT, strap + Vec3::NEG_Z * 0.02, Quat::IDENTITY);
        bench.run(60);
        if pattern.starts_with("boot") {
            assert_eq!(bench.of(Kind::Fitted, "it.strap").last().unwrap().2, 1.0);
        }
    }
}

/// Garments of the kit, the coverall first.
const KIT: [(&str, &str); 13] = [
    ("coverall", "coverall"),
    ("hairnet", "hairnet"),
    ("overshoe_left", "overshoe_left"),
    ("overshoe_right", "overshoe_right"),
    ("glove_inner_left", "glove_left"),
    ("glove_inner_right", "glove_right"),
    ("mask", "mask"),
    ("hood", "hood"),
    ("boot_left", "boot_left"),
    ("boot_right", "boot_right"),
    ("goggles", "goggles"),
    ("glove_outer_left", "glove_left"),
    ("glove_outer_right", "glove_right"),
];

/// A person who has nothing on yet, and the kit in packs.
fn packed() -> Bench {
    let mut bench = Bench::new(&KIT.map(|(id, pattern)| (id, pattern, FRONT)));
    for g in 0..KIT.len() {
        bench.cloth.lay(g, FRONT, Quat::IDENTITY, true);
    }
    bench
}

/// Unpacks a garment of the kit and puts it on.
fn put_on(bench: &mut Bench, id: &str) {
    let g = KIT.iter().position(|k| k.0 == id).unwrap();
    bench.cloth.lay(g, FRONT, Quat::IDENTITY, false);
    let side = if id.ends_with("left") { LEFT } else { RIGHT };
    match id.split('_').next().unwrap() {
        "coverall" => {
            gather(bench, 0.9);
            coverall_on(bench);
        }
        "hairnet" => over_head(bench, g, "cap", 1.0),
        "hood" => over_head(bench, g, "head", 1.0),
        "mask" | "goggles" => over_head(bench, g, "band", 1.0),
        "glove" => glove_on(bench, g, side, 1.0),
        _ => on_foot(bench, g, side),
    }
    let state = &bench.cloth.garments[g].tubes;
    assert!(bench.cloth.is_worn(g), "{id}: {state:?}");
}

fn degree(bench: &mut Bench, feature: &str) -> f32 {
    let id = bench.names.get(feature).unwrap();
    bench.cloth.degree_of(id).unwrap()
}

#[test]
fn the_whole_kit_in_its_order_leaves_no_skin_bare() {
    let mut bench = packed();
    for id in [
        "hairnet",
        "overshoe_left",
        "overshoe_right",
        "glove_inner_left",
        "glove_inner_right",
        "mask",
        "hood",
        "coverall",
        "boot_left",
        "boot_right",
        "goggles",
        "glove_outer_left",
        "glove_outer_right",
    ] {
        put_on(&mut bench, id);
    }
    for full in ["hood.tuck", "coverall.trouser_left", "coverall.trouser_right", "goggles.seal", "mask.seat"] {
        assert_eq!(degree(&mut bench, full), 1.0, "{full}");
    }
    for side in ["left", "right"] {
        let overlap = degree(&mut bench, &format!("glove_outer_{side}.overlap"));
        assert!(overlap >= 0.05, "the cuff reaches {overlap} m over the sleeve");
    }
    let bare: Vec<&str> = (bench.cloth.skins.iter().zip(&bench.cloth.bare))
        .filter(|(_, bare)| **bare != Some(false))
        .map(|(s, _)| bench.names.name(s.id))
        .collect();
    assert_eq!(bare, [""; 0]);
    assert_eq!(bench.of(Kind::Touched, "floor*"), []);
}

#[test]
fn the_wrong_order_shows() {
    let mut bench = packed();
    for id in ["glove_outer_left", "boot_left", "coverall", "hood"] {
        put_on(&mut bench, id);
    }
    assert!(degree(&mut bench, "hood.tuck") < 0.5, "the hood lies over the collar");
    assert_eq!(degree(&mut bench, "coverall.trouser_left"), 0.0, "the trouser lies over the boot");
    assert!(degree(&mut bench, "glove_outer_left.overlap") < 0.0, "the sleeve lies over the glove");
}

#[test]
fn a_hood_over_the_collar_can_be_tucked_in_by_hand() {
    let mut bench = packed();
    for id in ["coverall", "hood"] {
        put_on(&mut bench, id);
    }
    let hood = KIT.iter().position(|k| k.0 == "hood").unwrap();
    for k in 0..24 {
        let rim = bench.cloth.rim(hood, "head", 0, 15.0 * k as f32).unwrap();
        bench.hand(RIGHT, rim, Quat::IDENTITY);
        bench.run(3);
    }
    assert_eq!(degree(&mut bench, "hood.tuck"), 1.0);
}

#[test]
fn fingers_on_the_outside_are_caught() {
    let mut bench = Bench::new(&[("glove", "glove_left", FRONT)]);
    glove_on(&mut bench, 0, LEFT, 1.0);
    bench.said.clear();
    let back = bench.cloth.rim(0, "hand", 3, 0.0).unwrap();
    bench.hand(RIGHT, back, Quat::IDENTITY);
    bench.run(10);
    assert_eq!(bench.of(Kind::Touched, "glove.hand.out")[0].0, "skin.hand_right");
}

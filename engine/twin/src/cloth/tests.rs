//! Garments in an empty room, handled by synthetic hands.

use super::build::centre;
use super::testing::Bench;
use crate::Kind;
use crate::bytes::State;
use crate::grip::GripKind::{Palm, Pinch};
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
    for (side, x) in [(LEFT, -0.15), (RIGHT, 0.15)] {
        bench.hand(side, FRONT + Vec3::new(x, 0.11, 0.0), Quat::IDENTITY);
        bench.close(side, Palm).expect("the parcel is under the palm");
    }
    bench.carry(&[(LEFT, Vec3::new(-0.15, y, -0.4)), (RIGHT, Vec3::new(0.15, y, -0.4))], 90);
    bench
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

//! The air of the shipped suite of aseptic transfer: clean where it must be, and followed to where it comes from.

use glam::Vec3;
use std::path::Path;
use tape::TICK_S;
use twin::air::first::{Critical, FirstAir};
use twin::air::{AIRBORNE, Air, Brought, Flow, Kind4, Stirring};
use twin::microbes::model::Model;
use twin::room::Room;

fn model() -> Model {
    let model = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/model.json")).unwrap();
    serde_json::from_slice(&model).unwrap()
}

fn stirring() -> Stirring {
    Stirring::new(&model()).unwrap()
}

fn suite() -> (Room, Flow) {
    set("aseptic-transfer")
}

fn set(name: &str) -> (Room, Flow) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(name);
    let read = |file: &str| std::fs::read(folder.join(file)).unwrap();
    let room = serde_json::from_slice(&read("room.json")).unwrap();
    (room, Flow::from_bytes(&read("air.flow"), "air.flow").unwrap())
}

/// Over the middle of the unit's bench, and out in the grade B room.
const BENCH: Vec3 = Vec3::new(-0.5, 1.05, -9.95);
const ROOM: Vec3 = Vec3::new(1.5, 1.2, -7.5);

#[test]
fn the_units_bench_has_first_air_and_the_room_has_not() {
    let (_, flow) = suite();
    let disc = |middle| Critical { id: twin::Id(1), middle, radius_m: 0.02 };
    let first =
        FirstAir::new(&flow, &[disc(BENCH), disc(BENCH + Vec3::X * 0.7), disc(BENCH - Vec3::X * 0.7), disc(ROOM)]);
    for surface in 0..3 {
        assert_eq!(first.reached(surface), 1.0, "surface {surface}");
        for way in first.ways(surface) {
            let (low, high) = (way[0], way[way.len() - 1]);
            assert!((2.1..2.4).contains(&high.y), "it ends at {high}, and the filter is at 2.2 m");
            assert!((high - low).with_y(0.0).length() < 0.5 * (high.y - low.y), "{low} to {high} is aslant");
        }
    }
    assert_eq!(first.reached(3), 0.0);
}

#[test]
fn what_a_person_sheds_in_the_room_stays_out_of_the_unit() {
    let (room, flow) = suite();
    let mut air = Air::new(&room, Some(&flow), stirring()).unwrap();
    for _ in 0..10 * 60 * 90 {
        air.emit(0, ROOM, [2.95 * f64::from(TICK_S), 0.0, 0.0, 0.0]);
        air.step();
    }
    let [bench, there] = [BENCH, ROOM].map(|place| air.concentration(0, place)[0]);
    let book = air.book(0, Kind4::Vegetative);
    println!("{there:.2} carriers/m³ beside the person, {bench:.4} over the bench, {book:?}");
    assert!(there > 1.0 && bench < 1e-3 * there, "{bench} over the bench, {there} in the room");
    let rest = book.emitted - book.returned - book.fallen - air.airborne(0, Kind4::Vegetative);
    assert!(rest.abs() < 1e-12 * book.emitted, "{rest}");
}

#[test]
fn air_at_rest_is_within_its_grade_from_the_start_on() {
    let model = model();
    for name in ["gowning", "aseptic-transfer", "line-clearance"] {
        let (room, flow) = set(name);
        let mut air = Air::new(&room, Some(&flow), stirring()).unwrap();
        air.begin(&room, &flow, &Brought::new(&model).unwrap());
        for minute in 0..20 {
            for zone in room.zones.iter().filter(|z| z.grade != "unclassified") {
                let at = Vec3::new((zone.min[0] + zone.max[0]) / 2.0, 1.2, (zone.min[1] + zone.max[1]) / 2.0);
                let grade = room.grade_at(at).unwrap().to_lowercase();
                let holds = |kind: usize| (0..AIRBORNE).map(|s| air.concentration(s, at)[kind]).sum::<f64>();
                let [cfu, from05, from5] = [holds(0) + holds(1), holds(2), holds(3)];
                let most = |what: &str| {
                    model.number(&format!("limit.{what}.{grade}{}", if what == "air" { "" } else { "_at_rest" }))
                };
                let most = ["air", "particles_05", "particles_5"].map(|what| most(what).unwrap());
                if minute % 19 == 0 {
                    println!(
                        "{name} {} ({grade}), {minute} min: {cfu:.4} CFU, {from05:.0} and {from5:.2} a m³",
                        zone.id
                    );
                }
                assert!(cfu < most[0].max(0.1) && from05 < most[1] && from5 < most[2], "{name} {}", zone.id);
            }
            (0..60 * 90).for_each(|_| _ = air.step());
        }
    }
}

/// More than rooms are made for: ten people in street clothes at the unit's bench, all day, doors open and everybody moving.
#[test]
fn a_crowd_for_eight_hours_stays_finite_and_is_all_accounted_for() {
    let (room, flow) = suite();
    let mut air = Air::new(&room, Some(&flow), stirring()).unwrap();
    (0..room.doors.len()).for_each(|door| air.set_door(door, 1.0));
    let place = |person: u64| BENCH + Vec3::new(0.1 * person as f32 - 0.5, 0.3, 0.05 * person as f32);
    for second in 0..8 * 3600u64 {
        for person in 0..10 {
            // Four sources are people; the others of the crowd shed as what floors and doors give.
            air.emit(person as usize % 8, place(person), [40.0, 0.1, 35_500.0, 5_530.0]);
            air.sweep_body(place((person + second) % 10), 3.0);
            air.warm(place(person));
        }
        (0..90).for_each(|_| _ = air.step());
    }
    for source in 0..8 {
        for kind in Kind4::ALL {
            let (book, floats) = (air.book(source, kind), air.airborne(source, kind));
            assert!(floats.is_finite() && floats > 0.0, "{floats} of {kind:?} from {source}");
            let rest = book.emitted - book.returned - book.fallen - floats;
            assert!(rest.abs() < 1e-9 * book.emitted, "{rest} of {kind:?} from {source}: {book:?}");
        }
    }
}

use super::flow::{Passage, Speed};
use super::*;
use crate::bytes::State;

const CELL_M: f32 = 0.25;
/// Cells along x, y, z: two rooms of 2 × 2.5 × 2 m, a wall of one cell between them at x = 8.
const SIZE: [usize; 3] = [17, 10, 8];

fn number(at: [usize; 3]) -> u32 {
    (at[0] + SIZE[0] * (at[1] + SIZE[1] * at[2])) as u32
}

fn room() -> Room {
    serde_json::from_str(
        r#"{
        "start": {"at": [1, 1]},
        "zones": [
            {"id": "clean", "min": [0, 0], "max": [2, 2], "grade": "B"},
            {"id": "dirty", "min": [2.25, 0], "max": [4.25, 2], "grade": "C"}
        ],
        "solids": [
            {"id": "wall", "kind": "wall", "min": [2, 0, 0], "max": [2.25, 2.5, 2]},
            {"id": "table", "kind": "furniture", "min": [0, 0, 1], "max": [1, 1, 2]}
        ],
        "doors": [{"id": "door", "at": [2.125, 1], "width": 1, "height": 2, "turn": 90, "between": ["dirty", "clean"],
            "plates": [], "swing_s": 1, "hold_s": 1, "pressure_pa": 15}]
    }"#,
    )
    .unwrap()
}

/// A filter above and a return below in each room, 60 and 30 changes an hour, a leak under the door, and a wind that does
/// not fit them: whirls, so that the correction has something to do.
fn flow() -> Flow {
    let is_air = |[x, y, z]: [usize; 3]| x != 8 && !(x < 4 && y < 4 && z >= 4);
    let cells = (0..SIZE.iter().product()).map(|cell: usize| {
        let at = [cell % SIZE[0], cell / SIZE[0] % SIZE[1], cell / SIZE[0] / SIZE[1]];
        let [x, y, z] = at.map(|k| k as f32);
        let mean = [libm::sinf(x + y), libm::cosf(y + 2.0 * z), libm::sinf(z - x)].map(|v| 0.1 * v);
        is_air(at).then_some(Speed { mean, varies: 0.05 })
    });
    let (supply, leak) = ([10.0 * 60.0 / 3600.0, 10.0 * 30.0 / 3600.0], 0.016);
    let mut passages = Vec::new();
    for k in 0..4 {
        let of = |x: usize, y: usize| Some(number([x + k % 2, y, 2 + k / 2]));
        for (side, x) in [3, 12].into_iter().enumerate() {
            let back = supply[side] + if side == 0 { -leak } else { leak };
            passages.push(Passage { from: None, to: of(x, 9), m3_per_s: supply[side] / 4.0 });
            passages.push(Passage { from: of(x, 0), to: None, m3_per_s: back / 4.0 });
        }
    }
    let [from, to] = [7, 9].map(|x| Some(number([x, 0, 4])));
    passages.push(Passage { from, to, m3_per_s: leak });
    Flow {
        size: SIZE,
        origin: [0.0; 3],
        cell_m: CELL_M,
        room: hash_of(&room()),
        air: [0; 16],
        cells: cells.collect(),
        passages,
    }
}

const STIRRING: Stirring =
    Stirring { door_m3: 2.0, door_s: 5.0, plume_m3_per_s: 0.04, wake_s: 1.0, hand_m2: 0.02, body_m2: 0.6 };

fn air() -> Air {
    Air::new(&room(), Some(&flow()), STIRRING).unwrap()
}

const CLEAN: Vec3 = Vec3::new(1.5, 1.2, 0.5);
const DIRTY: Vec3 = Vec3::new(3.5, 1.2, 0.5);

fn run(air: &mut Air, seconds: f32) {
    (0..(seconds * 90.0) as usize).for_each(|_| {
        air.step();
    });
}

#[test]
fn every_cell_keeps_its_air() {
    let air = air();
    let most = air.grid.supplied.iter().sum::<f64>();
    let worst = air.grid.surplus().iter().fold(0.0, |worst: f64, s| worst.max(s.abs()));
    assert!(worst < 1e-13 * most, "{worst} m³/s are made or lost in a cell, of {most} supplied");
    assert!(air.grid.pairs.iter().any(|p| p.flux.abs() > 1e-3), "the wind is gone");
    let volume: f64 = air.grid.volume.iter().sum();
    assert!((volume - 19.0).abs() < 1e-3, "{volume} m³: two rooms of 10, less a table");
}

#[test]
fn the_books_balance_at_every_tick() {
    let mut air = air();
    for tick in 0..2700u32 {
        air.emit(0, CLEAN, [0.1, 0.02, 500.0, 20.0]);
        if tick.is_multiple_of(100) {
            air.emit(4, DIRTY, [1.0, 0.0, 0.0, 3.0]);
        }
        air.set_door(0, if (900..1300).contains(&tick) { 1.0 } else { 0.0 });
        air.sweep_hand(CLEAN, 1.5);
        air.warm(CLEAN);
        air.step();
        air.fall_on(CLEAN, 0.00636, 1.0 / 90.0);
        for source in [0, 4] {
            for kind in Kind4::ALL {
                let book = air.book(source, kind);
                let rest = book.emitted - book.returned - book.fallen - air.airborne(source, kind);
                assert!(rest.abs() <= 1e-12 * book.emitted, "tick {tick}, {kind:?}: {rest} of {}", book.emitted);
            }
        }
    }
    let book = air.book(0, Kind4::Vegetative);
    assert!(book.returned > 0.0 && book.fallen > 0.0, "{book:?}");
    assert!(air.sources.iter().flat_map(|s| &s.cells).flatten().all(|amount| *amount >= 0.0));
    assert_eq!(air.sources[1].cells.len(), 0, "a source that shed nothing costs nothing");
}

#[test]
fn what_falls_is_handed_out_ledge_by_ledge() {
    let mut air = air();
    let table = air.ledges().iter().position(|l| l.min[1] == 1.0 && l.min[0] < 0.1).expect("a table");
    air.emit(0, Vec3::new(0.6, 1.3, 1.4), [100.0, 0.0, 0.0, 0.0]);
    let (mut all, mut on_table) = (0.0, 0.0);
    for _ in 0..1800 {
        if air.step() == Some(0) {
            all += air.fallen().iter().map(|amounts| amounts[0]).sum::<f64>();
            on_table += air.fallen()[table][0];
        }
    }
    let booked = air.book(0, Kind4::Vegetative).fallen;
    assert!((all / booked - 1.0).abs() < 1e-12, "{all} handed out, {booked} in the books");
    assert!(on_table > 0.0 && on_table < all, "{on_table} of {all} on the table");
    let area: f32 = air.ledges().iter().map(|l| l.area_m2).sum();
    assert!((area - 8.0).abs() < 1e-3, "floors of 3 and 4 m² and a table of 1 m²: {area} m²");
}

#[test]
fn a_shut_door_leaks_one_way_and_an_open_one_both() {
    let reached = |place: Vec3, there: Vec3, open: f32| {
        let mut air = air();
        air.emit(0, place, [1000.0; KINDS]);
        air.set_door(0, open);
        run(&mut air, 20.0);
        air.concentration(0, there)[0]
    };
    assert!(reached(CLEAN, DIRTY, 0.0) > 0.0, "the leak is shut");
    assert_eq!(reached(DIRTY, CLEAN, 0.0), 0.0, "air came in against the pressure");
    assert!(reached(DIRTY, CLEAN, 1.0) > 0.1, "an open door held it back");
}

#[test]
fn a_moving_hand_spreads_what_is_near() {
    let spread = |m_per_s: f32| {
        let mut air = air();
        air.emit(0, CLEAN, [1000.0; KINDS]);
        for _ in 0..90 {
            air.sweep_hand(CLEAN, m_per_s);
            air.step();
        }
        air.concentration(0, CLEAN)[0]
    };
    assert!(spread(2.0) < 0.99 * spread(0.0), "{} against {}", spread(2.0), spread(0.0));
    assert_eq!(spread(0.01), spread(0.0), "slower than the air, it drags nothing along");
}

#[test]
fn without_a_flow_things_only_fall() {
    let mut air = Air::new(&room(), None, STIRRING).unwrap();
    air.emit(0, CLEAN, [100.0, 0.0, 0.0, 0.0]);
    run(&mut air, 600.0);
    let book = air.book(0, Kind4::Vegetative);
    assert_eq!(book.returned, 0.0);
    assert!(book.fallen > 80.0, "12 µm fall from 1.5 m in 6 minutes: {book:?}");
    assert_eq!(air.concentration(0, DIRTY)[0], 0.0);
}

#[test]
fn air_begins_by_grade_and_ends_as_its_supply() {
    let brought = |share: f64| [share * 10.0, share, share * 1000.0, share * 100.0];
    let none = [0.0; KINDS];
    let brought = Brought {
        start: [none, brought(1.0), brought(5.0), none, none],
        filtered: brought(0.1),
        less_clean: brought(2.0),
    };
    let mut room = room();
    room.zones[1].grade = "unclassified".to_owned();
    let mut air = air();
    air.begin(&room, &flow(), &brought);
    // 9 m³ of grade B and 10 m³ that have none, of which nothing is said here.
    assert!((air.airborne(START, Kind4::From05) - 9000.0).abs() < 1e-6);
    assert_eq!(air.concentration(START, CLEAN), brought.start[1].map(f64::from));
    assert_eq!(air.concentration(START, DIRTY), none);
    run(&mut air, 3600.0);
    assert!(air.concentration(START, CLEAN)[2] < 1e-6, "what was there at the start is gone");
    let (clean, dirty) = (air.concentration(FILTERS, CLEAN), air.concentration(LESS_CLEAN, DIRTY));
    assert!((clean[2] / brought.filtered[2] - 1.0).abs() < 0.02, "{clean:?}: small particles hardly fall");
    assert!((0.5..1.0).contains(&(clean[0] / brought.filtered[0])), "{clean:?}: large ones do");
    // A leak of 0.016 m³/s of clean air thins 0.083 m³/s of supply by a sixth where they have mixed.
    assert!((0.83..1.0).contains(&(dirty[2] / brought.less_clean[2])), "{dirty:?}");
    assert_eq!(air.concentration(LESS_CLEAN, CLEAN)[0], 0.0, "it came in against the pressure");
    for (source, kind) in [START, FILTERS, LESS_CLEAN].into_iter().flat_map(|s| Kind4::ALL.map(|k| (s, k))) {
        let book = air.book(source, kind);
        let rest = book.emitted + book.supplied - book.returned - book.fallen - air.airborne(source, kind);
        assert!(rest.abs() <= 1e-11 * (book.emitted + book.supplied), "{source} {kind:?}: {rest} of {book:?}");
    }
}

#[test]
fn what_is_restored_goes_on_to_the_same_bits() {
    let mut air = air();
    air.emit(2, CLEAN, [1.0, 2.0, 3.0, 4.0]);
    air.sweep_hand(CLEAN, 1.0);
    run(&mut air, 3.0);
    let mut saved = Vec::new();
    air.save(&mut saved);
    let after = |air: &mut Air| {
        air.set_door(0, 0.5);
        run(air, 3.0);
        let mut bytes = Vec::new();
        air.save(&mut bytes);
        bytes
    };
    let wanted = after(&mut air);
    assert!(air.restore(&mut &saved[..]));
    assert!(after(&mut air) == wanted);
    let mut other = self::air();
    assert!(other.restore(&mut &saved[..]));
    assert!(after(&mut other) == wanted, "a room built anew goes on alike");
    assert!(!other.restore(&mut &saved[..saved.len() / 2]));
}

#[test]
fn a_flow_that_cannot_be_is_refused_in_one_sentence() {
    let said = |change: &dyn Fn(&mut Flow)| {
        let mut flow = flow();
        change(&mut flow);
        Air::new(&room(), Some(&flow), STIRRING).err().expect("it was taken").to_string()
    };
    let cases = [
        ("another room", said(&|f| f.room[0] ^= 1)),
        ("no number", said(&|f| f.cells[0].as_mut().unwrap().mean[1] = f32::NAN)),
        ("no return", said(&|f| f.passages.retain(|p| p.to.is_some()))),
        ("no filter", said(&|f| f.passages.retain(|p| p.from.is_some()))),
        ("returns take", said(&|f| f.passages[0].m3_per_s *= 2.0)),
        ("no cell of it is air", said(&|f| f.cells.fill(None))),
    ];
    for (wanted, said) in cases {
        assert!(said.contains(wanted) && said.contains("; make it again") && !said.contains('\n'), "{said}");
    }
    let bytes = flow().to_bytes();
    assert_eq!(Flow::from_bytes(&bytes, "air.flow").unwrap().passages.len(), flow().passages.len());
    let short = Flow::from_bytes(&bytes[..bytes.len() - 30], "air.flow").unwrap_err().to_string();
    assert!(short.contains("cut short"), "{short}");
}

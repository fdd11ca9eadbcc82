//! The ledger of microbes on the gowning tapes: its books close at every tick, a saved state goes on as before, an expert's
//! plates show what a good gown shows, and errors show where they should.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use tape::{Frame, TapeReader};
use twin::Twin;
use twin::air::{FILTERS, FLOORS, Flow, LESS_CLEAN, START};
use twin::microbes::model::Model;
use twin::microbes::{KINDS, Microbes};
use twin::room::{Patterns, Room};

fn scenarios() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

fn json<T: serde::de::DeserializeOwned>(file: &str) -> T {
    let text = std::fs::read_to_string(scenarios().join(file)).expect("the gowning drill is here");
    serde_json::from_str(&text).expect("it can be read")
}

fn model() -> Model {
    json("model.json")
}

fn flow() -> Flow {
    let bytes = std::fs::read(scenarios().join("gowning/air.flow")).expect("the suite has its air");
    Flow::from_bytes(&bytes, "air.flow").expect("it is a flow")
}

/// Plays a shipped tape; `each` sees the room after every tick.
fn play(name: &str, mut each: impl FnMut(&mut Twin, u32)) -> Twin {
    play_with(name, |twin, frame| each(twin, frame.tick))
}

fn play_with(name: &str, mut each: impl FnMut(&mut Twin, &Frame)) -> Twin {
    let (room, patterns): (Room, Patterns) = (json("gowning/room.json"), json("gowning/garments.json"));
    let file = File::open(scenarios().join(format!("gowning/replays/{name}.tape"))).expect("the tape is here");
    let tape = TapeReader::new(BufReader::new(file)).expect("it is a tape");
    let seed = tape.header().seed;
    let twin = Twin::new(&room, &patterns, seed, 1).expect("the suite is whole");
    let mut twin = twin.with_microbes(&room, Some(&flow()), &model(), seed).expect("the model fits the suite");
    for frame in tape.frames() {
        let frame = frame.expect("the tape is whole");
        twin.step(std::slice::from_ref(&frame));
        each(&mut twin, &frame);
    }
    twin
}

fn ledger(twin: &Twin) -> &Microbes {
    twin.microbes().expect("the room has a ledger")
}

/// CFU expected on a plate, by its control.
fn expected(twin: &Twin, control: &str) -> f64 {
    let (microbes, id) = (ledger(twin), twin.names().get(control));
    let plate = microbes.plates().iter().find(|p| Some(microbes.plate_use(p).control) == id);
    plate.unwrap_or_else(|| panic!("{control} was not pressed")).expected
}

fn tell(twin: &Twin) {
    let (microbes, names) = (ledger(twin), twin.names());
    for (i, plate) in microbes.plates().iter().enumerate() {
        let control = names.name(microbes.plate_use(plate).control);
        let on = names.name(plate.surface);
        println!("{control:22} on {on:26} expected {:9.5} counted {}", plate.expected, microbes.counted(i));
        for chain in microbes.chains(plate, 3) {
            let way = chain.moves.iter().map(|m| {
                let from = if m.from == u16::MAX { "air" } else { names.name(microbes.surface(m.from)) };
                format!("{from} ({:.1}s {:?} {:.2e})", m.tick as f32 / 90.0, m.how, m.amount)
            });
            let way: Vec<_> = way.collect();
            println!(
                "    {:18} {:9.2e} by this way {:9.2e}: {}",
                microbes.source(chain.source),
                chain.of_source_cfu,
                chain.cfu,
                way.join(" <- ")
            );
        }
    }
    println!("journal {} moves", microbes.journal.moves().len());
}

#[test]
fn books_close_at_every_tick_of_an_experts_session() {
    let mut worst = 0.0f64;
    let twin = play("expert", |twin, _| worst = worst.max(ledger(twin).stock.imbalance()));
    assert!(worst < 1e-9, "{worst:e}");
    let books = &ledger(&twin).stock.books;
    for kind in 0..KINDS {
        assert!(books.shed[0][kind] > 0.0 && books.killed.iter().map(|s| s[0]).sum::<f64>() > 0.0);
        // What the books say is in the air is there, but for what returns have taken since they last said so.
        let (floats, booked) = (ledger(&twin).floats(0, kind), books.air[0][kind]);
        assert!((floats / booked - 1.0).abs() < 0.05, "{floats} float and {booked} are booked");
        assert!(books.start[START][kind] > 0.0 && books.supplied[FILTERS][kind] > 0.0, "the air was empty");
        assert!(books.supplied[LESS_CLEAN][kind] > 0.0, "the lobby's supply is no cleaner than that of the suite");
        let risen: f64 = books.risen[..FLOORS].iter().chain(&books.risen[FLOORS + 1..]).map(|s| s[kind]).sum();
        let in_air = books.risen[FLOORS][kind];
        assert!(in_air > 0.0 && (risen / in_air + 1.0).abs() < 1e-9, "{in_air} rose, floors lost {risen}");
    }
}

#[test]
fn an_experts_plates_show_what_a_good_gown_shows() {
    let twin = play("expert", |_, _| {});
    tell(&twin);
    for control in [
        "print.glove_left",
        "print.glove_right",
        "plate.forearm_left",
        "plate.forearm_right",
        "plate.chest",
        "plate.hood",
    ] {
        let cfu = expected(&twin, control);
        assert!(cfu > 1e-4 && cfu < 2.0, "{control}: {cfu}");
    }
}

#[test]
fn a_saved_state_goes_on_as_before() {
    let (mut saved, mut sums) = (Vec::new(), Vec::new());
    let mut frames = Vec::new();
    let twin = play_with("alcohol_before_print", |twin, frame| {
        // In the middle of a rub, and while the plates are pressed.
        if [30_000, 59_000].contains(&frame.tick) {
            saved.push(Vec::new());
            twin.save(saved.last_mut().unwrap());
        }
        if (30_001..30_301).contains(&frame.tick) || (59_001..59_301).contains(&frame.tick) {
            frames.push(*frame);
        }
        if [30_300, 59_300].contains(&frame.tick) {
            sums.push(twin.checksums().to_vec());
        }
    });
    let mut again = twin;
    for (state, (frames, sums)) in saved.iter().zip(frames.chunks(300).zip(&sums)) {
        assert!(again.restore(state));
        frames.iter().for_each(|frame| _ = again.step(std::slice::from_ref(frame)));
        assert_eq!(again.checksums(), &sums[..]);
    }
    assert_eq!(sums.len(), 2);
}

#[test]
fn a_ledger_beside_the_room_counts_as_the_rooms_own_and_with_another_model_otherwise() {
    let room: Room = json("gowning/room.json");
    let mut shedder = model();
    let sheds = shedder.parameters.iter_mut().find(|p| p.id == "shed.full").unwrap();
    sheds.value = sheds.high;
    let patterns: Patterns = json("gowning/garments.json");
    let file = File::open(scenarios().join("gowning/replays/expert.tape")).expect("the tape is here");
    let tape = TapeReader::new(BufReader::new(file)).expect("it is a tape");
    let mut twin = Twin::new(&room, &patterns, 7, 1).unwrap().with_microbes(&room, Some(&flow()), &model(), 7).unwrap();
    let mut beside = [model(), shedder].map(|model| Microbes::beside(&twin, &room, Some(&flow()), &model, 7).unwrap());
    for frame in tape.frames() {
        twin.step(&[frame.expect("the tape is whole")]);
        beside.iter_mut().for_each(|ledger| twin.count(ledger));
    }
    let plates = ledger(&twin).plates();
    assert_eq!(beside[0].plates(), plates);
    assert_eq!(beside[1].plates().len(), plates.len());
    assert!(beside[1].plates().iter().zip(plates).all(|(more, own)| more.expected > own.expected));
}

#[test]
fn the_ledger_costs_little() {
    let (room, patterns): (Room, Patterns) = (json("gowning/room.json"), json("gowning/garments.json"));
    let file = File::open(scenarios().join("gowning/replays/expert.tape")).expect("the tape is here");
    let tape = TapeReader::new(BufReader::new(file)).expect("it is a tape");
    let frames: Vec<Frame> = tape.frames().map(|f| f.expect("the tape is whole")).collect();
    let mean_us = |mut twin: Twin| {
        let start = std::time::Instant::now();
        frames.iter().for_each(|f| _ = twin.step(std::slice::from_ref(f)));
        start.elapsed().as_secs_f64() * 1e6 / frames.len() as f64
    };
    let bare = || Twin::new(&room, &patterns, 7, 1).unwrap();
    let with = || bare().with_microbes(&room, Some(&flow()), &model(), 7).unwrap();
    let least = |make: &dyn Fn() -> Twin| (0..5).map(|_| mean_us(make())).fold(f64::MAX, f64::min);
    let (without, counted) = (least(&bare), least(&with));
    println!("mean tick {without:.2} µs without the ledger, {counted:.2} µs with it");
    // The budget is 10 µs on an idle core; a shared test machine gets five times that.
    assert!(counted - without < 50.0, "{without} µs became {counted} µs");
}

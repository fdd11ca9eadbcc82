//! The air of the gowning suite, and what is said of rooms and flows that are wrong.

use airflow::grid::{Grid, lay_out};
use airflow::room::{Air, Models, Room, Trouble, read_flow, read_room};
use airflow::solve::{Solved, changes, solve};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use twin::air::flow::{Flow, hash_of};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> Value {
    serde_json::from_slice(&std::fs::read(root().join(path)).unwrap()).unwrap()
}

/// The suite after changes to its room and its air.
fn laid_out(name: &str, change: impl FnOnce(&mut Value, &mut Value)) -> Result<(Grid, Air, Room), Trouble> {
    let (mut room, mut air) = (read("scenarios/gowning/room.json"), read("tools/airflow/rooms/gowning.json"));
    change(&mut room, &mut air);
    let file = |kind: &str, value: &Value| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.{kind}.json"));
        std::fs::write(&path, value.to_string()).unwrap();
        path
    };
    let room = read_room(&file("room", &room))?;
    let (air, _) = Air::read(&file("air", &air))?;
    let models = Models::read(&room, &root().join("assets"))?;
    Ok((lay_out(&room, &air, &models, "room.json", "air.json")?, air, room))
}

fn sentence(name: &str, change: impl FnOnce(&mut Value, &mut Value)) -> String {
    match laid_out(name, change) {
        Ok(_) => panic!("{name} was taken"),
        Err(trouble) => trouble.to_string(),
    }
}

/// The suite in cells of 20 cm, after 20 s.
fn solved() -> &'static (Grid, Solved) {
    static SOLVED: OnceLock<(Grid, Solved)> = OnceLock::new();
    SOLVED.get_or_init(|| {
        let (grid, air, room) = laid_out("coarse", |_, air| {
            air["cell_m"] = json!(0.2);
            air["settle_s"] = json!(10);
            air["mean_s"] = json!(10);
        })
        .unwrap();
        let solved = solve(&grid, &air, (hash_of(&room), [7; 16]), "air.json", |_| {}).unwrap();
        (grid, solved)
    })
}

#[test]
fn the_suite_keeps_its_air_and_changes_it_as_given() {
    let (grid, solved) = solved();
    println!("mass gained: {:e}", solved.mass_gained);
    assert!(solved.mass_gained.abs() < 1e-5, "{:e}", solved.mass_gained);
    let all = changes(grid, &solved.flow);
    assert_eq!(all.len(), 4, "z0 + z1, z2, z3, z4");
    for part in all {
        let off = part.recovered_per_h / part.given_per_h - 1.0;
        let (given, is) = (part.given_per_h, part.recovered_per_h);
        println!("{}: {given:.2} air changes an hour given, {is:.2} recovered", part.name);
        assert!(off.abs() < 0.05, "{}: {off}", part.name);
    }
}

#[test]
fn a_flow_is_read_as_it_was_written_or_refused() {
    let flow = &solved().1.flow;
    let bytes = flow.to_bytes();
    let again = Flow::from_bytes(&bytes, "air.flow").unwrap();
    assert!(again.size == flow.size && again.room == flow.room && again.air == flow.air);
    for (a, b) in again.cells.iter().zip(&flow.cells) {
        match (a, b) {
            (Some(a), Some(b)) => assert!((0..3).all(|k| (a.mean[k] - b.mean[k]).abs() < 2e-4)),
            (a, b) => assert_eq!(a, b),
        }
    }
    let refused = |bytes: &[u8]| Flow::from_bytes(bytes, "air.flow").unwrap_err().to_string();
    assert!(refused(&bytes[..bytes.len() - 1]).contains("cut short"));
    assert!(refused(&bytes[..40]).contains("cut short"));
    assert!(refused(b"").contains("no flow"));
    let mut other = bytes.clone();
    other[1000] ^= 1;
    assert!(refused(&other).contains("damaged"));
    other = bytes.clone();
    other[8] = 9;
    assert!(refused(&other).contains("version 9"));
    // A size whose product does not fit.
    other[8] = 2;
    other[12..24].fill(0xff);
    assert!(refused(&other).contains("more cells than can be"));
}

#[test]
fn what_is_wrong_is_said_in_one_sentence() {
    let cases: [(&str, &str, String); 10] = [
        (
            "no_returns",
            "\"z3\": it has no returns; name",
            sentence("no_returns", |_, air| {
                air["stages"][3]["returns"] = json!([]);
            }),
        ),
        (
            "no_supply",
            "air_changes_per_h: 0 cannot be; give a number above 0",
            sentence("no_supply", |_, air| {
                air["stages"][2]["air_changes_per_h"]["value"] = json!(0);
            }),
        ),
        (
            "twice",
            "\"z3\": it has not exactly one of air_changes_per_h and speed_m_per_s; give one",
            sentence("twice", |_, air| {
                air["stages"][3]["speed_m_per_s"] = json!({"value": 0.45, "source": "test", "label": "design"});
            }),
        ),
        (
            "no_number",
            "density_kg_per_m3: -1 cannot be",
            sentence("no_number", |_, air| {
                air["density_kg_per_m3"]["value"] = json!(-1);
            }),
        ),
        (
            "label",
            "stages[0].air_changes_per_h.label: unknown variant `guess`",
            sentence("label", |_, air| {
                air["stages"][0]["air_changes_per_h"]["label"] = json!("guess");
            }),
        ),
        (
            "node",
            "no model has a node \"ceiling.z9\"",
            sentence("node", |_, air| {
                air["stages"][0]["supply"]["node"] = json!("ceiling.z9");
            }),
        ),
        (
            "zone",
            "zone \"z4\" of room.json is not in exactly one stage",
            sentence("zone", |_, air| {
                air["stages"].as_array_mut().unwrap().pop();
            }),
        ),
        ("cells", "does not divide the room", sentence("cells", |_, air| air["cell_m"] = json!(0.17))),
        ("many", "makes more than 30000000 cells", sentence("many", |_, air| air["cell_m"] = json!(0.01))),
        (
            "leak",
            "more air leaks away than is supplied",
            sentence("leak", |_, air| air["door_gap_m"]["value"] = json!(1.0)),
        ),
    ];
    for (name, wanted, said) in &cases {
        assert!(said.contains(wanted), "{name}: {said}");
        assert!(!said.contains('\n'), "{name}: {said}");
    }
    let said = sentence("flat", |room, _| room["solids"][0]["max"] = json!([-2.1, 2.6, 0]));
    assert!(said.contains("solid \"wall.west\": it has no extent"), "{said}");
    // The same models under a room that is moved: the grilles hang in the air.
    let said = sentence("moved", |room, _| {
        for zone in room["zones"].as_array_mut().unwrap() {
            zone["min"][0] = json!(-1.0);
        }
    });
    assert!(said.contains("lies on no wall of the room"), "{said}");
}

#[test]
fn the_flows_beside_rooms_are_theirs() {
    let model = std::fs::read(root().join("scenarios/model.json")).unwrap();
    let stirring = twin::air::Stirring::new(&serde_json::from_slice(&model).unwrap()).unwrap();
    for drill in ["aseptic-transfer", "gowning", "line-clearance"] {
        let folder = root().join("scenarios").join(drill);
        let flow = read_flow(&folder.join("air.flow")).unwrap();
        let room = read_room(&folder.join("room.json")).unwrap();
        let (air, hash) = Air::read(&root().join(format!("tools/airflow/rooms/{drill}.json"))).unwrap();
        assert_eq!((flow.room, flow.air), (hash_of(&room), hash), "{drill}: make it again with `airflow solve`");
        let models = Models::read(&room, &root().join("assets")).unwrap();
        let grid = lay_out(&room, &air, &models, "room.json", "air.json").unwrap();
        assert!(flow.passages == grid.passages(), "{drill}");
        for part in changes(&grid, &flow) {
            assert!((part.recovered_per_h / part.given_per_h - 1.0).abs() < 0.01, "{drill}: {}", part.name);
        }
        let runs = twin::air::Air::new(&room, Some(&flow), stirring).unwrap();
        println!("{drill}: {} cells, a step every {} ticks", runs.grid().volume.len(), runs.period());
    }
}

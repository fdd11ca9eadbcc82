//! `check`: what is right passes, and each thing that can be wrong is said with its file and line.

use crate::stage::{gowning_files, model_bytes, site_bytes};
use drill::check::{Finding, check, check_model, check_rooms};
use drill::{scenario_hash, site_hash};
use std::collections::BTreeMap;

/// The gowning files with the first `old` in one of them replaced, `site.json` too.
pub fn spoiled(file: &str, old: &str, new: &str) -> Vec<Finding> {
    let (mut files, mut site) = (gowning_files(), site_bytes());
    let bytes = if file == "site.json" { &mut site } else { files.get_mut(file).unwrap() };
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.contains(old), "{old} is not in {file}");
    *bytes = text.replacen(old, new, 1).into_bytes();
    check(&files, &site)
}

/// The only finding, and the text of the line it points at.
fn only(file: &str, old: &str, new: &str) -> (Finding, String) {
    let found = spoiled(file, old, new);
    assert_eq!(found.len(), 1, "{found:#?}");
    let finding = found.into_iter().next().unwrap();
    let bytes = if file == "site.json" { site_bytes() } else { gowning_files()[file].clone() };
    let text = String::from_utf8(bytes).unwrap().replacen(old, new, 1);
    let line = text.lines().nth(finding.line - 1).unwrap().to_owned();
    assert_eq!(finding.file, file);
    (finding, line)
}

#[test]
fn the_shipped_drill_is_right() {
    assert_eq!(check(&gowning_files(), &site_bytes()), []);
}

#[test]
fn a_typo_in_a_field_gets_the_right_word() {
    let (finding, line) = only("procedure.json", "\"done_when\"", "\"done_wen\"");
    assert_eq!(finding.sentence, "there is no field `done_wen` here");
    assert_eq!(finding.remedy, "did you mean `done_when`?");
    assert_eq!(finding.path, "steps[0].done_wen");
    assert!(line.contains("done_wen"));
}

#[test]
fn a_typo_in_a_condition_gets_the_right_word() {
    let (finding, _) = only(
        "procedure.json",
        "{\"happened\": {\"fact\": {\"kind\": \"pressed\"",
        "{\"happend\": {\"fact\": {\"kind\": \"pressed\"",
    );
    assert_eq!(finding.remedy, "did you mean `happened`?");
}

#[test]
fn unknown_names_are_found() {
    let (finding, line) = only("procedure.json", "\"kiosk.unfit\"", "\"kiosk.unft\"");
    assert_eq!(finding.sentence, "`kiosk.unft` fits no name in this room");
    assert_eq!(finding.remedy, "did you mean `kiosk.unfit`?");
    assert!(line.contains("kiosk.unft"), "{line}");
    let (finding, line) = only("procedure.json", "\"board_seen_s\"", "\"board_sen_s\"");
    assert_eq!(finding.sentence, "site.json has no number `board_sen_s`");
    assert!(line.contains("board_sen_s"), "{line}");
    let found = spoiled("procedure.json", "\"step\": \"G01\"", "\"step\": \"G91\"");
    assert_eq!(found[0].sentence, "there is no step `G91`");
}

#[test]
fn a_pattern_that_fits_nothing_is_found() {
    let (finding, line) = only("procedure.json", "\"street_shoe_*\"", "\"street_boot_*\"");
    assert_eq!(finding.sentence, "`street_boot_*` fits no name in this room");
    assert!(line.contains("street_boot_*"), "{line}");
}

#[test]
fn a_cycle_is_found() {
    let found = spoiled("procedure.json", "\"zone\": \"z0\",\n", "\"zone\": \"z0\", \"after\": [\"G02\"],\n");
    let sentences: Vec<&str> = found.iter().map(|f| f.sentence.as_str()).collect();
    assert!(sentences.contains(&"step `G01` must come after itself (through G01, G02)"), "{sentences:?}");
}

#[test]
fn a_step_that_cannot_be_reached_is_found() {
    let found = spoiled("procedure.json", "\"zones\": [\"z0\", ", "\"zones\": [");
    assert!(
        found.iter().any(|f| f.sentence == "step `G01` cannot be reached: `z0` is not among `zones`"),
        "{found:#?}"
    );
}

#[test]
fn missing_words_are_found() {
    let (finding, line) = only("procedure.json", "\"fr\": \"Déclarer son état de santé\"", "\"fr\": \" \"");
    assert_eq!(
        (finding.sentence.as_str(), finding.path.as_str()),
        ("the French words are missing", "steps[0].title.fr")
    );
    assert_eq!(finding.remedy, "translate “Declare fitness”");
    assert!(line.contains("Declare fitness"));
    let (finding, _) = only("procedure.json", ", \"en\": \"Declare fitness\"", "");
    assert_eq!(finding.sentence, "`en` is missing");
    let same = ("\"fr\": \"Vérifier habilitation et effectif\"", "\"fr\": \"Check authorisation and headcount\"");
    let (finding, _) = only("procedure.json", same.0, same.1);
    assert_eq!(finding.sentence, "the French words are the English ones");
}

#[test]
fn a_number_without_source_or_label_is_found() {
    let source = "\"source\": \"rubric of the drill; site editable\"";
    let (finding, _) = only("site.json", source, "\"source\": \"\"");
    assert_eq!(finding.path, "numbers.points_critical.source");
    let (finding, _) = only("site.json", &format!("{source}, "), "");
    assert_eq!((finding.sentence.as_str(), finding.remedy.as_str()), ("`source` is missing", "add it"));
    let (finding, _) = only("site.json", "\"label\": \"design\"", "\"label\": \"guess\"");
    assert_eq!(finding.sentence, "there is no word `guess` here");
    let (finding, line) = only("room.json", "\"label\": \"design\"}", "\"label\": \"guess\"}");
    assert_eq!(finding.sentence, "`guess` is not a label");
    assert!(line.contains("guess"));
}

/// The only finding in `model.json` with the first `old` replaced: its path, its sentence, the text of its line.
fn in_model(old: &str, new: &str) -> (String, String, String) {
    let text = String::from_utf8(model_bytes()).unwrap();
    assert!(text.contains(old), "{old}");
    let text = text.replacen(old, new, 1);
    let found = check_model(text.as_bytes());
    assert_eq!(found.len(), 1, "{found:#?}");
    let line = text.lines().nth(found[0].line - 1).unwrap().to_owned();
    (found[0].path.clone(), found[0].sentence.clone(), line)
}

#[test]
fn numbers_of_the_model_that_cannot_be_are_found() {
    assert_eq!(check_model(&model_bytes()), []);
    let (path, sentence, line) = in_model("\"low\": 0.32, \"high\": 0.72", "\"low\": 0.72, \"high\": 0.32");
    assert_eq!((path.as_str(), sentence.as_str()), ("parameters[0].low", "`low` is 0.72 and `high` is 0.32"));
    assert!(line.contains("transfer.skin_wet"));
    let (path, ..) = in_model("\"value\": 0.49", "\"value\": 0.8");
    assert_eq!(path, "parameters[0].value");
    let (path, sentence, _) = in_model("\"value\": 18500, \"low\": 15000", "\"value\": 18500, \"low\": 0");
    assert!(path.ends_with(".low") && sentence.contains("may be 0"), "{path} {sentence}");
    let (_, sentence, line) = in_model("\"unit\": \"cm2\"", "\"unit\": \"inch2\"");
    assert_eq!(sentence, "there is no word `inch2` here");
    assert!(line.contains("inch2"));
    let (_, sentence, _) = in_model("\"label\": \"measured\"", "\"label\": \"guess\"");
    assert_eq!(sentence, "there is no word `guess` here");
    let (_, sentence, _) = in_model("\"value\": 0.49", "\"value\": NaN");
    assert_eq!(sentence, "expected value");
    let (path, sentence, _) = in_model("\"value\": 0.49", "\"value\": 1e999");
    assert!(path == "parameters[0].value" && sentence == "number out of range", "{path} {sentence}");
    let (path, sentence, _) = in_model("\"value\": 0.49", "\"value\": null");
    assert!(path == "parameters[0].value" && sentence == "invalid type: null, expected f64", "{path} {sentence}");
    let (_, sentence, line) = in_model("\"load\": \"load.face\"", "\"load\": \"load.fase\"");
    assert_eq!(sentence, "there is no parameter `load.fase`");
    assert!(line.contains("skin.face"));
}

#[test]
fn a_path_that_leaves_the_folder_is_found() {
    let (finding, line) = only("room.json", "\"gowning/suite.glb\"", "\"../../../etc/suite.glb\"");
    assert_eq!(finding.sentence, "`../../../etc/suite.glb` leads out of the folder");
    assert!(line.contains("suite.glb"));
}

#[test]
fn wrong_types_and_broken_files_are_found() {
    let (finding, _) = only("procedure.json", "\"zone\": \"z0\"", "\"zone\": 0");
    assert_eq!(finding.path, "steps[0].zone");
    let (finding, _) = only("procedure.json", "\"on\": \"kiosk.fit\"", "\"on\": 3");
    assert_eq!(finding.sentence, "neither a name nor a list of names");
    let found = spoiled("room.json", "\"zones\": [", "\"zones\": ");
    assert_eq!(found[0].file, "room.json");
    let mut files = gowning_files();
    files.remove("garments.json");
    let found = check(&files, &site_bytes());
    assert_eq!((found[0].file.as_str(), found[0].sentence.as_str()), ("garments.json", "the file is missing"));
}

#[test]
fn names_inside_the_room_are_followed() {
    let (finding, line) = only("room.json", "\"door\": \"door.z2_z3\"", "\"door\": \"door.z2_z4\"");
    assert_eq!(finding.sentence, "there is no door `door.z2_z4`");
    assert_eq!(finding.remedy, "did you mean `door.z2_z3`?");
    assert!(line.contains("door.z2_z4"));
}

#[test]
fn an_instrument_must_stand_in_a_zone_and_speak_of_what_is_there() {
    let dish = "\"at\": [1.85, 0.908, -15.5]";
    let (finding, line) = only("room.json", dish, "\"at\": [1.85, 0.908, -18.5]");
    assert_eq!(finding.sentence, "instrument `settle.z4` stands outside of every zone");
    assert_eq!((finding.path.as_str(), finding.remedy.as_str()), ("instruments[1].at", "move it into a zone"));
    assert!(line.contains("settle.z4"));
    let (finding, _) = only("room.json", dish, &format!("{dish}, \"thing\": \"shelf.z33\""));
    assert_eq!(finding.sentence, "there is no thing or solid `shelf.z33`");
    let (finding, _) = only("room.json", dish, &format!("{dish}, \"starts\": \"log.entri\""));
    assert_eq!(finding.sentence, "there is no control `log.entri`");
    assert_eq!(finding.remedy, "did you mean `log.entry`?");
    let (finding, _) = only("room.json", "\"settle_plate\"", "\"settle_plat\"");
    assert_eq!(finding.sentence, "there is no word `settle_plat` here");
}

#[test]
fn rooms_without_a_procedure_are_checked_as_far_as_they_go() {
    let mut files = gowning_files();
    files.remove("procedure.json");
    assert_eq!(check_rooms(&files), []);
    assert_eq!(check(&files, &site_bytes())[0].file, "procedure.json", "a drill needs one");
    files.remove("garments.json");
    let sentences: Vec<String> = check_rooms(&files).into_iter().map(|f| f.sentence).collect();
    assert!(sentences.iter().any(|s| s == "there is no pattern in garments.json `coverall`"), "{sentences:?}");
    assert!(!sentences.iter().any(|s| s.contains("missing")), "{sentences:?}");
    let text = String::from_utf8(files["room.json"].clone()).unwrap();
    files.insert("room.json".into(), text.replacen("\"door\": \"door.z2_z3\"", "\"door\": \"door.z9\"", 1).into());
    assert!(check_rooms(&files).iter().any(|f| f.sentence == "there is no door `door.z9`"));
}

#[test]
fn critical_surfaces_are_where_they_can_be_judged() {
    let folder = crate::stage::scenarios().join("aseptic-transfer");
    let read = |name: &str| (name.to_owned(), std::fs::read(folder.join(name)).unwrap());
    let files = BTreeMap::from(["room.json", "air.flow"].map(read));
    assert_eq!(check_rooms(&files), []);
    let entry = r#""thing": "connector.a1_bare", "offset": [0, 0.049, 0], "radius": 0.0195"#;
    for (with, path, wanted) in [
        (r#""thing": "connector.a1_bear", "radius": 0.02"#, "critical[3].thing", "no thing `connector.a1_bear`"),
        (r#""thing": "connector.a1_bare", "radius": 0"#, "critical[3]", "a radius of 0"),
        (r#""at": [9, 1, 9], "radius": 0.02"#, "critical[3]", "outside of the room's zones"),
        (r#""thing": "plate.b1_1", "radius": 0.04"#, "critical[3]", "no air comes straight from a filter"),
    ] {
        let mut files = files.clone();
        let text = String::from_utf8(files["room.json"].clone()).unwrap();
        assert!(text.contains(entry));
        files.insert("room.json".into(), text.replace(entry, with).into());
        let found = check_rooms(&files);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].path == path && found[0].line > 100 && found[0].sentence.contains(wanted), "{found:?}");
    }
}

#[test]
fn hashes_follow_content_and_leave_replays_out() {
    let mut files = gowning_files();
    let before = scenario_hash(&files);
    files.insert("replays/a.tape".into(), vec![1]);
    assert_eq!(scenario_hash(&files), before);
    files.get_mut("room.json").unwrap().push(b' ');
    assert_ne!(scenario_hash(&files), before);
    let (one, other) = ([("ab".to_owned(), b"c".to_vec())].into(), [("a".to_owned(), b"bc".to_vec())].into());
    assert_ne!(scenario_hash(&one), scenario_hash(&other), "names and bytes do not run together");
    assert_eq!(before.len(), 32);
    assert_ne!(site_hash(b"{}"), site_hash(b"{} "));
}

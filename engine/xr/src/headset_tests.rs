use super::*;
use schemars::schema_for;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../headset-config")
}

fn files() -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let json = entries.filter(|path| path.extension().is_some_and(|e| e == "json"));
    json.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap())).collect()
}

fn shipped() -> BTreeMap<String, Headset> {
    read(&files()).unwrap_or_else(|wrong| panic!("{}", wrong[0]))
}

#[test]
fn every_file_is_right_and_the_schema_is_that_of_the_types() {
    let names: Vec<String> = shipped().into_keys().collect();
    let expected =
        ["monado", "pc", "pico-4-ultra", "quest-3", "quest-3s", "steam-frame", "unknown", "vive-focus-vision"];
    assert_eq!(names, expected.map(|name| format!("{name}.json")));
    let schema = schema_for!(Headset).to_value();
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(folder().join(SCHEMA), &text).unwrap();
    }
    let written = std::fs::read_to_string(folder().join(SCHEMA)).unwrap_or_default();
    assert!(written == text, "{SCHEMA} is out of date: run the tests with UPDATE_SCHEMAS=1");
    for (file, bytes) in files().iter().filter(|(file, _)| *file != SCHEMA) {
        let value: Value = serde_json::from_slice(bytes).unwrap();
        assert_eq!(value["$schema"], SCHEMA, "{file} names its schema");
    }
}

/// `quest-3.json` with one thing written differently.
fn refused(old: &str, new: &str) -> FileError {
    let text = String::from_utf8(files()["quest-3.json"].clone()).unwrap();
    assert!(text.contains(old), "{old}");
    let file = "quest-3.json";
    Headset::parse(file, text.replacen(old, new, 1).as_bytes()).expect_err(new)
}

#[test]
fn what_is_wrong_is_said_with_its_line_and_a_remedy() {
    let line_of = |what: &str| {
        let text = String::from_utf8(files()["quest-3.json"].clone()).unwrap();
        text[..text.find(what).unwrap()].matches('\n').count() + 1
    };
    let cases = [
        ("[90, 120", "[900, 120", "refresh.rates_hz", "10 to 240"),
        ("[90, 120, 100, 96, 80, 72]", "[]", "refresh.rates_hz", "at least one"),
        ("[0.7, 1.0]", "[1.0, 0.7]", "drawn.scale", "[least, most]"),
        ("[0.7, 1.0]", "[0.7, 1.5]", "drawn.scale", "at most 1"),
        ("[1680, 1760]", "[0, 1760]", "eye_buffer.size_px", "64 to 8192"),
        ("\"value\": 9.4", "\"value\": -9.4", "budget.gpu_ms.value", "not over 0"),
        ("\"rgba8_srgb\"", "\"rgba8\"", "colour.formats[0]", "use one of: rgba8_srgb, bgra8_srgb"),
        ("\"name\": \"Meta Quest 3\"", "\"name\": \" \"", "name", "empty"),
    ];
    for (old, new, path, words) in cases {
        let error = refused(old, new);
        assert_eq!((error.path.as_str(), error.line), (path, line_of(old)), "{error}");
        assert!(error.sentence.contains(words) && error.sentence.contains(';'), "{error}");
    }
    let error = refused("\"bare_hands\"", "\"bare_hand\"");
    assert!(error.sentence.contains("no field `bare_hand`") && error.sentence.contains("bare_hands"), "{error}");
    let error = refused("\"bare_hands\": true,", "");
    assert_eq!(error.sentence, "`bare_hands` is missing; add it");
    let error = Headset::parse("a.json", b"{").unwrap_err();
    assert_eq!((error.line, error.path.as_str()), (1, ""), "{error}");
    let mut more = files()["quest-3.json"].clone();
    more.extend(b"{}");
    assert!(Headset::parse("quest-3.json", &more).is_err());
}

#[test]
fn a_folder_without_safe_values_is_refused() {
    let mut some = files();
    some.remove(UNKNOWN);
    some.insert("broken.json".into(), b"{}".to_vec());
    let wrong = read(&some).unwrap_err();
    let named: Vec<&str> = wrong.iter().map(|error| error.file.as_str()).collect();
    assert_eq!(named, ["broken.json", UNKNOWN]);
}

#[test]
fn a_headset_is_chosen_by_what_its_runtime_says() {
    let headsets = shipped();
    let cases = [
        ("Oculus", "Meta Quest 3", "android", "aarch64", "Meta Quest 3"),
        ("Oculus", "Meta Quest 3S", "android", "aarch64", "Meta Quest 3S"),
        ("Oculus", "Meta Quest 2", "android", "aarch64", "Unknown headset"),
        ("Oculus", "Meta Quest 3", "windows", "x86_64", "PC"),
        ("PICO runtime", "PICO 4 Ultra Enterprise", "android", "aarch64", "PICO 4 Ultra"),
        ("VIVE OpenXR", "VIVE Focus Vision", "android", "aarch64", "HTC VIVE Focus Vision"),
        ("SteamVR/OpenXR", "SteamVR/OpenXR : lighthouse", "linux", "x86_64", "PC"),
        ("SteamVR/OpenXR", "SteamVR/OpenXR : whatever", "linux", "aarch64", "Steam Frame"),
        ("Monado(XRT) by Collabora et al '25.0.0+dfsg-2'", "Remote", "linux", "x86_64", "Monado (test runtime)"),
        ("", "", "", "", "Unknown headset"),
    ];
    for (runtime, system, os, arch, expected) in cases {
        let chosen = choose(&headsets, Identity { runtime, system, os, arch });
        assert_eq!(chosen.map(|headset| headset.name.as_str()), Some(expected), "{runtime}, {system}");
    }
    let is = Identity { runtime: "Monado", system: "", os: "linux", arch: "" };
    let pattern =
        |runtime: &str| Pattern { runtime: Some(runtime.into()), os: Some("Linux".into()), ..Pattern::default() };
    assert_eq!([pattern("mo*do"), pattern("x*")].map(|p| letters(&p, is)), [Some(9), None]);
    let nobody = Identity { runtime: "", system: "", os: "", arch: "" };
    assert!(choose(&BTreeMap::new(), nobody).is_none());
}

#[test]
fn stars_stand_for_any_run_of_letters() {
    let all = [("*a*", "xAy"), ("a*", "Abc"), ("*c", "abC"), ("a*c*e", "abcde"), ("", ""), ("*", ""), ("a", "A")];
    assert!(all.iter().all(|(pattern, text)| fits(pattern, text)));
    let none = [("a*", "ba"), ("*c", "cb"), ("a*c*e", "aec"), ("a", "ab"), ("", "a"), ("ab*b", "ab")];
    assert!(none.iter().all(|(pattern, text)| !fits(pattern, text)));
}

#[test]
fn rates_sizes_and_budgets_are_what_the_runtime_allows() {
    let headsets = shipped();
    let quest = &headsets["quest-3.json"];
    assert_eq!(quest.rate_hz(&[72.0, 90.0, 120.0]), Some(90.0));
    assert_eq!(quest.rate_hz(&[72.0, 80.0, 119.99]), Some(119.99), "the best that the file knows");
    assert_eq!(quest.rate_hz(&[20.0, 60.0]), Some(60.0), "else the best there is");
    assert_eq!(quest.rate_hz(&[]), None);
    assert_eq!(quest.eye_px([1440, 1584], [4096, 4096]), [1680, 1760]);
    assert_eq!(quest.eye_px([1440, 1584], [1600, 4096]), [1600, 1760]);
    assert_eq!(headsets[UNKNOWN].eye_px([1440, 1584], [4096, 4096]), [1440, 1584]);
    assert_eq!(quest.bounds(), Bounds { floor: 0.7, ceiling: 1.0 });
    assert!((quest.gpu_budget_s(72.0) - 0.0094 * 90.0 / 72.0).abs() < 1e-6);
    for headset in headsets.values() {
        assert_eq!(headset.prefer_hz(), 90.0, "the tick's rate first: {}", headset.name.as_str());
        for &hz in &headset.refresh.rates_hz.0 {
            assert!(headset.gpu_budget_s(hz) < 0.9 / hz, "no time is left to show it: {}", headset.name.as_str());
        }
    }
}

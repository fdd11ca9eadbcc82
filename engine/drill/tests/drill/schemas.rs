//! The schemas that guide an editor are made from the types, and what ships is valid under them.
//! `UPDATE_SCHEMAS=1` writes them anew.

use crate::stage::{gowning_files, model_bytes, scenarios, site_bytes};
use schemars::{JsonSchema, schema_for};
use serde_json::Value;

fn schema<T: JsonSchema>() -> Value {
    schema_for!(T).to_value()
}

fn all() -> [(&'static str, Value); 5] {
    [
        ("procedure", schema::<drill::procedure::Procedure>()),
        ("site", schema::<drill::Site>()),
        ("room", schema::<twin::room::Room>()),
        ("garments", schema::<twin::room::Patterns>()),
        ("model", schema::<twin::microbes::model::Model>()),
    ]
}

#[test]
fn the_schemas_are_those_of_the_types() {
    for (name, schema) in all() {
        let path = scenarios().join(format!("schema/{name}.schema.json"));
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let shipped = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(shipped == text, "{name}.schema.json is out of date: run the tests with UPDATE_SCHEMAS=1");
    }
}

#[test]
fn the_page_of_truth_is_that_of_the_model() {
    let path = scenarios().join("TRUTH.md");
    let model: twin::microbes::model::Model = serde_json::from_slice(&model_bytes()).unwrap();
    let page = model.page();
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let shipped = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(shipped == page, "TRUTH.md is out of date: run the tests with UPDATE_SCHEMAS=1");
    assert!(model.parameters.iter().all(|p| page.contains(&p.source)));
}

#[test]
fn what_ships_is_valid_and_a_typo_is_not() {
    let files = gowning_files();
    for (name, schema) in all() {
        let validator = jsonschema::validator_for(&schema).unwrap();
        let site = site_bytes();
        let model = model_bytes();
        let bytes = match name {
            "site" => &site,
            "model" => &model,
            name => &files[&format!("{name}.json")],
        };
        let mut value: Value = serde_json::from_slice(bytes).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|e| format!("{} at {}", e, e.instance_path())).collect();
        assert_eq!(errors, [] as [&str; 0], "{name}.json");
        value["titel"] = Value::Null;
        assert!(!validator.is_valid(&value), "{name}.json with a field that is not there");
    }
}

#[test]
fn the_drill_names_its_schemas() {
    for (file, bytes) in &gowning_files() {
        let value: Value = serde_json::from_slice(bytes).unwrap();
        let schema = scenarios().join("gowning").join(value["$schema"].as_str().unwrap());
        assert!(schema.exists(), "{file} names {}", schema.display());
    }
    for bytes in [site_bytes(), model_bytes()] {
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        assert!(scenarios().join(value["$schema"].as_str().unwrap()).exists());
    }
}

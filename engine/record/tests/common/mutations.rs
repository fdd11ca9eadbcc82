//! Ways to spoil a statement that has a score, each with the validators that are known to miss it.

use serde_json::{Value, json};

use super::*;

/// A name, the JSON pointer of a member, its new value (`None` takes it away), and which oracles miss it.
pub type Mutation = (&'static str, &'static str, Option<Value>, &'static [&'static str]);

pub const NPM: &str = "xapi-validation";
pub const PYPI: &str = "ralph-malph";
const NONE: &[&str] = &[];

/// The statement that the mutations are made for: `passed`, with score, duration and extensions.
pub fn good() -> Value {
    let all = json(&session(), &debrief(Outcome::Passed));
    all.into_iter().find(|s| !s["result"]["score"].is_null()).unwrap()
}

pub fn mutations() -> Vec<Mutation> {
    vec![
        ("duration in words", "/result/duration", Some(json!("12 s")), NONE),
        ("duration without a unit", "/result/duration", Some(json!("PT")), NONE),
        ("duration as a number", "/result/duration", Some(json!(12.5)), &[PYPI]),
        ("negative duration", "/result/duration", Some(json!("-PT1S")), &[NPM, PYPI]),
        ("scaled above 1", "/result/score/scaled", Some(json!(1.01)), NONE),
        ("scaled below -1", "/result/score/scaled", Some(json!(-1.01)), NONE),
        ("scaled as text", "/result/score/scaled", Some(json!("0.9")), &[PYPI]),
        ("raw above max", "/result/score/raw", Some(json!(101)), NONE),
        ("raw below min", "/result/score/raw", Some(json!(-1)), &[PYPI]),
        ("success as text", "/result/success", Some(json!("maybe")), NONE),
        ("unknown key", "/colour", Some(json!("blue")), NONE),
        ("unknown key in result", "/result/colour", Some(json!("blue")), NONE),
        ("unknown key in context", "/context/contextAgents", Some(json!([])), NONE),
        ("null result", "/result", Some(Value::Null), NONE),
        ("null language map entry", "/verb/display/fr", Some(Value::Null), NONE),
        ("language that is none", "/verb/display/not a language", Some(json!("x")), NONE),
        ("verb id that is no IRI", "/verb/id", Some(json!("passed")), NONE),
        ("no verb", "/verb", None, NONE),
        ("no actor", "/actor", None, NONE),
        ("no object", "/object", None, NONE),
        ("two identifiers of the actor", "/actor/mbox", Some(json!("mailto:a@b.example")), NONE),
        ("account without a name", "/actor/account/name", None, NONE),
        ("account with a bad home page", "/actor/account/homePage", Some(json!("school")), NONE),
        ("id that is no UUID", "/id", Some(json!("17")), NONE),
        ("registration that is no UUID", "/context/registration", Some(json!("gowning")), NONE),
        ("activity id that is no IRI", "/object/id", Some(json!("gowning")), NONE),
        ("activity type that is no IRI", "/object/definition/type", Some(json!("simulation")), NONE),
        ("extension key that is no IRI", "/context/extensions/seed", Some(json!(7)), NONE),
        ("timestamp in words", "/timestamp", Some(json!("today at noon")), NONE),
        ("timestamp of a month 13", "/timestamp", Some(json!("2026-13-01T00:00:00.000Z")), NONE),
        ("category as text", "/context/contextActivities/category", Some(json!("profile")), NONE),
    ]
}

/// `statement` with the mutation in it.
pub fn spoilt(statement: &Value, (name, pointer, value, _): &Mutation) -> Value {
    let mut statement = statement.clone();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = statement.pointer_mut(parent).and_then(Value::as_object_mut).unwrap_or_else(|| panic!("{name}"));
    match value {
        Some(value) => drop(parent.insert(key.to_owned(), value.clone())),
        None => assert!(parent.remove(key).is_some(), "{name}"),
    }
    statement
}

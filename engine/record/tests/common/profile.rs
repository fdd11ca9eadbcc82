//! What a machine can read in `profile.jsonld`, by the xAPI Profiles specification: do statements follow its templates,
//! and do they follow each other as its patterns say? JSONPath as far as the profile uses it: `$.a.b['c']`.

use serde_json::Value;

pub fn profile() -> Value {
    serde_json::from_str(include_str!("../../profile.jsonld")).unwrap()
}

pub fn list<'a>(profile: &'a Value, key: &str) -> &'a [Value] {
    profile[key].as_array().unwrap()
}

/// Ids of the templates whose determining properties a statement has.
pub fn matching<'a>(profile: &'a Value, statement: &Value) -> Vec<&'a Value> {
    let kinds = |place: &str| -> Vec<Value> {
        let activities = statement["context"]["contextActivities"][place].as_array();
        activities.into_iter().flatten().map(|a| a["definition"]["type"].clone()).collect()
    };
    let has = |template: &Value, key: &str, place: &str| {
        template[key].as_array().into_iter().flatten().all(|kind| kinds(place).contains(kind))
    };
    let fits = |template: &&Value| {
        template["verb"] == statement["verb"]["id"]
            && template["objectActivityType"] == statement["object"]["definition"]["type"]
            && has(template, "contextParentActivityType", "parent")
            && has(template, "contextGroupingActivityType", "grouping")
            && has(template, "contextCategoryActivityType", "category")
    };
    list(profile, "templates").iter().filter(fits).collect()
}

/// The rules of a template that a statement breaks.
pub fn broken(template: &Value, statement: &Value) -> Vec<String> {
    let rules = template["rules"].as_array().unwrap();
    let holds = |rule: &&Value| {
        let found = at(statement, rule["location"].as_str().unwrap());
        let presence = match rule["presence"].as_str().unwrap() {
            "included" => found.is_some(),
            "excluded" => found.is_none(),
            other => panic!("presence {other}"),
        };
        let all = rule["all"].as_array();
        presence && all.is_none_or(|allowed| found.is_some_and(|value| allowed.contains(value)))
    };
    rules.iter().filter(|rule| !holds(rule)).map(Value::to_string).collect()
}

fn at<'a>(statement: &'a Value, path: &str) -> Option<&'a Value> {
    let (plain, key) = match path.strip_suffix("']") {
        Some(rest) => rest.split_once("['").map(|(plain, key)| (plain, Some(key))).unwrap(),
        None => (path, None),
    };
    let names = plain.strip_prefix("$.").unwrap().split('.');
    names.chain(key).try_fold(statement, |value, name| value.get(name))
}

/// Does the whole sequence of template ids follow the profile's primary pattern?
pub fn follows(profile: &Value, templates: &[&str]) -> bool {
    let primary = list(profile, "patterns").iter().find(|p| p["primary"] == true).unwrap();
    ends(profile, primary["id"].as_str().unwrap(), templates, vec![0]).contains(&templates.len())
}

/// Where a match of the pattern or template `id` can end, of the places where it can start.
fn ends(profile: &Value, id: &str, templates: &[&str], starts: Vec<usize>) -> Vec<usize> {
    let Some(pattern) = list(profile, "patterns").iter().find(|p| p["id"] == id) else {
        return starts.into_iter().filter(|&i| templates.get(i) == Some(&id)).map(|i| i + 1).collect();
    };
    let inner = |key: &str, starts| ends(profile, pattern[key].as_str().unwrap(), templates, starts);
    let members = |key: &str| pattern[key].as_array().into_iter().flatten().map(|id| id.as_str().unwrap());
    if pattern["sequence"].is_array() {
        members("sequence").fold(starts, |starts, id| ends(profile, id, templates, starts))
    } else if pattern["alternates"].is_array() {
        members("alternates").flat_map(|id| ends(profile, id, templates, starts.clone())).collect()
    } else if pattern["optional"].is_string() {
        [starts.clone(), inner("optional", starts)].concat()
    } else {
        let mut all = starts.clone();
        let mut last = starts;
        while !last.is_empty() {
            last = inner("zeroOrMore", last);
            all.extend(&last);
        }
        all
    }
}

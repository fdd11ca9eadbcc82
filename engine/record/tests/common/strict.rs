//! An own validator, stricter than the standard: the shape that our statements have, and nothing beside it.
//! It shares no code with the builder; [`super::mutations`] shows what it refuses.

use serde_json::{Map, Value};

/// What is wrong with a statement; empty when nothing is.
pub fn faults(statement: &Value) -> Vec<String> {
    let mut check = Check(vec![]);
    check.empties("statement", statement);
    check.statement(statement);
    check.0
}

struct Check(Vec<String>);

impl Check {
    fn that(&mut self, holds: bool, what: impl Into<String>) {
        if !holds {
            self.0.push(what.into());
        }
    }

    /// The object at `value`, with all of `needed` and nothing beyond `needed` and `allowed`.
    fn object(&mut self, at: &str, value: &Value, needed: &[&str], allowed: &[&str]) -> Map<String, Value> {
        let Some(object) = value.as_object() else {
            self.0.push(format!("{at}: not an object"));
            return Map::new();
        };
        for key in needed {
            self.that(object.contains_key(*key), format!("{at}: lacks {key}"));
        }
        for key in object.keys() {
            self.that(needed.contains(&&**key) || allowed.contains(&&**key), format!("{at}: unknown key {key}"));
        }
        object.clone()
    }

    fn empties(&mut self, at: &str, value: &Value) {
        match value {
            Value::Null => self.0.push(format!("{at}: null")),
            Value::String(text) => self.that(!text.is_empty(), format!("{at}: empty text")),
            Value::Array(items) => {
                self.that(!items.is_empty(), format!("{at}: empty array"));
                items.iter().for_each(|item| self.empties(at, item));
            }
            Value::Object(members) => {
                self.that(!members.is_empty(), format!("{at}: empty object"));
                members.iter().for_each(|(key, member)| self.empties(&format!("{at}.{key}"), member));
            }
            Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn statement(&mut self, statement: &Value) {
        let top = self.object(
            "statement",
            statement,
            &["id", "actor", "verb", "object", "context", "timestamp"],
            &["result"],
        );
        let part = |key: &str| top.get(key).cloned().unwrap_or(Value::Null);
        self.uuid("id", &part("id"));
        let actor = self.object("actor", &part("actor"), &["objectType", "account"], &[]);
        self.that(actor.get("objectType") == Some(&"Agent".into()), "actor: not an Agent");
        let account = self.object("account", actor.get("account").unwrap_or(&Value::Null), &["homePage", "name"], &[]);
        self.iri("account.homePage", account.get("homePage"));
        let name = account.get("name").and_then(Value::as_str).unwrap_or_default();
        self.that(!name.is_empty() && !name.contains(['@', ' ']), "account.name: not a pseudonym");
        let verb = self.object("verb", &part("verb"), &["id", "display"], &[]);
        self.iri("verb.id", verb.get("id"));
        self.languages("verb.display", verb.get("display"));
        self.activity("object", &part("object"));
        if let Some(result) = top.get("result") {
            self.result(result);
        }
        self.context(&part("context"));
        self.timestamp(&part("timestamp"));
    }

    fn activity(&mut self, at: &str, value: &Value) {
        let activity = self.object(at, value, &["objectType", "id", "definition"], &[]);
        self.that(activity.get("objectType") == Some(&"Activity".into()), format!("{at}: not an Activity"));
        self.iri(at, activity.get("id"));
        let interaction = ["name", "interactionType", "correctResponsesPattern", "steps"];
        let definition = self.object(at, activity.get("definition").unwrap_or(&Value::Null), &["type"], &interaction);
        self.iri(at, definition.get("type"));
        if let Some(name) = definition.get("name") {
            self.languages(at, Some(name));
        }
        if definition.keys().any(|k| interaction[1..].contains(&&**k)) {
            self.that(definition.get("interactionType") == Some(&"performance".into()), format!("{at}: interaction"));
            let pattern = definition.get("correctResponsesPattern").and_then(Value::as_array);
            self.that(pattern.is_some_and(|p| p.iter().all(Value::is_string)), format!("{at}: response pattern"));
            let mut ids = std::collections::BTreeSet::new();
            for step in definition.get("steps").and_then(Value::as_array).into_iter().flatten() {
                let step = self.object("step", step, &["id", "description"], &[]);
                let id = step.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
                self.that(!id.contains(['[', ']', ',']) && ids.insert(id), format!("{at}: step ids"));
                self.languages("step.description", step.get("description"));
            }
        }
    }

    fn result(&mut self, value: &Value) {
        let optional = ["score", "success", "completion", "response", "duration", "extensions"];
        let result = self.object("result", value, &[], &optional);
        for key in ["success", "completion"] {
            self.that(result.get(key).is_none_or(Value::is_boolean), format!("result.{key}: not a boolean"));
        }
        self.that(result.get("response").is_none_or(Value::is_string), "result.response: not a text");
        if let Some(duration) = result.get("duration") {
            self.that(duration.as_str().is_some_and(is_duration), "result.duration: not PTnHnMn.nnS");
        }
        if let Some(score) = result.get("score") {
            let score = self.object("score", score, &["scaled", "raw", "min", "max"], &[]);
            let number = |key: &str| score.get(key).and_then(Value::as_f64).unwrap_or(f64::NAN);
            let [scaled, raw, min, max] = ["scaled", "raw", "min", "max"].map(number);
            self.that((-1.0..=1.0).contains(&scaled), "score.scaled: outside -1…1");
            self.that(min <= raw && raw <= max && min < max, "score: min, raw, max");
            self.that((raw - min) / (max - min) - scaled < 1e-6, "score: scaled is not the share of raw");
        }
        if let Some(extensions) = result.get("extensions") {
            self.extensions(extensions);
        }
    }

    fn context(&mut self, value: &Value) {
        let needed = ["registration", "contextActivities", "revision", "platform", "language", "extensions"];
        let context = self.object("context", value, &needed, &[]);
        let part = |key: &str| context.get(key).cloned().unwrap_or(Value::Null);
        self.uuid("context.registration", &part("registration"));
        self.that(["fr".into(), "en".into()].contains(&part("language")), "context.language");
        let activities =
            self.object("contextActivities", &part("contextActivities"), &["grouping", "category"], &["parent"]);
        for (key, list) in &activities {
            let Some(list) = list.as_array() else {
                self.0.push(format!("contextActivities.{key}: not an array"));
                continue;
            };
            list.iter().for_each(|activity| self.activity(key, activity));
        }
        self.extensions(&part("extensions"));
    }

    fn extensions(&mut self, value: &Value) {
        for key in value.as_object().into_iter().flat_map(Map::keys) {
            self.iri("extensions", Some(&key.as_str().into()));
        }
        self.that(value.is_object(), "extensions: not an object");
    }

    fn languages(&mut self, at: &str, value: Option<&Value>) {
        let map = self.object(at, value.unwrap_or(&Value::Null), &["fr", "en"], &[]);
        self.that(map.values().all(Value::is_string), format!("{at}: not a language map"));
    }

    fn iri(&mut self, at: &str, value: Option<&Value>) {
        let iri = value.and_then(Value::as_str).unwrap_or_default();
        let clean = !iri.contains(|c: char| c.is_whitespace() || "<>\"{}|\\^`".contains(c));
        self.that(clean && iri.contains("://"), format!("{at}: {iri:?} is not an absolute IRI"));
    }

    fn uuid(&mut self, at: &str, value: &Value) {
        let text = value.as_str().unwrap_or_default();
        let variant = text.get(19..20).is_some_and(|c| "89ab".contains(c));
        let canonical = uuid::Uuid::parse_str(text).is_ok_and(|u| u.to_string() == text);
        self.that(variant && canonical, format!("{at}: not a lower-case UUID of RFC 4122"));
    }

    fn timestamp(&mut self, value: &Value) {
        let text = value.as_str().unwrap_or_default();
        let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        self.that(shape == "0000-00-00T00:00:00.000Z", "timestamp: not YYYY-MM-DDThh:mm:ss.mmmZ");
        let number = |range| text.get(range).and_then(|t: &str| t.parse::<u32>().ok()).unwrap_or(99);
        let calendar = (1..=12).contains(&number(5..7)) && (1..=31).contains(&number(8..10));
        self.that(
            calendar && number(11..13) < 24 && number(14..16) < 60 && number(17..19) < 60,
            "timestamp: no such time",
        );
    }
}

/// `PT`, then hours, minutes and seconds in this order, at least one, with at most two decimals of a second.
fn is_duration(text: &str) -> bool {
    let Some(mut rest) = text.strip_prefix("PT").filter(|rest| !rest.is_empty()) else { return false };
    for unit in ['H', 'M', 'S'] {
        if let Some((number, after)) = rest.split_once(unit) {
            let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
            let digits = |t: &str| !t.is_empty() && t.chars().all(|c| c.is_ascii_digit());
            if !digits(whole) || !digits(part) || part.len() > 2 || (unit != 'S' && number.contains('.')) {
                return false;
            }
            rest = after;
        }
    }
    rest.is_empty()
}

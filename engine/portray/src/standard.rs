//! The standard viewpoints of every set: places that stand still, from which the program, the bench and the forge's path
//! tracer look alike. They are data, in `assets/viewpoints.json`.

use crate::viewpoints::{FOLLOWING, Viewpoint};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// By set, which has the name of its drill.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standard(BTreeMap<String, Vec<Place>>);

/// Metres, room space.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Lower-case letters, digits and `_`: pictures are files of this name.
    pub name: String,
    pub from: [f32; 3],
    pub to: [f32; 3],
    /// Ceilings are drawn from below only: from above one sees into the rooms. Of such a place no picture is traced.
    #[serde(default)]
    pub outside: bool,
}

impl Place {
    pub fn viewpoint(&self) -> Viewpoint {
        Viewpoint::Fixed(self.from, self.to)
    }
}

impl Standard {
    /// Reads `assets/viewpoints.json`, or says in a sentence what is wrong with it.
    pub fn parse(json: &[u8]) -> Result<Standard, String> {
        let sets: BTreeMap<String, Vec<Place>> = serde_json::from_slice(json).map_err(|e| e.to_string())?;
        for (set, places) in &sets {
            let mut names: BTreeSet<&str> = FOLLOWING.iter().map(|(name, _)| *name).collect();
            for Place { name, from, to, .. } in places {
                if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
                    return Err(format!(
                        "{set}: `{name}` is no viewpoint's name: lower-case letters, digits and _ only"
                    ));
                }
                if !names.insert(name) {
                    return Err(format!("{set}: `{name}` is the name of another viewpoint; choose one that is free"));
                }
                if from == to {
                    return Err(format!("{set}: `{name}` looks at where it stands; move `to`"));
                }
            }
        }
        Ok(Standard(sets))
    }

    /// Of one set; none where it has none.
    pub fn of(&self, set: &str) -> &[Place] {
        self.0.get(set).map_or(&[], Vec::as_slice)
    }

    /// The sets that have any, sorted.
    pub fn sets(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The viewpoint of this name, standing or following.
    pub fn find(&self, set: &str, name: &str) -> Option<Viewpoint> {
        let follows = FOLLOWING.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
        follows.or_else(|| self.of(set).iter().find(|p| p.name == name).map(Place::viewpoint))
    }

    /// The names of all viewpoints of a set, those that follow first.
    pub fn names<'a>(&'a self, set: &str) -> impl Iterator<Item = &'a str> {
        FOLLOWING.iter().map(|(name, _)| *name).chain(self.of(set).iter().map(|p| p.name.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_the_tree_is_read() {
        let standard = Standard::parse(include_bytes!("../../../assets/viewpoints.json")).expect("the viewpoints");
        assert!(standard.sets().any(|set| set == "gowning"));
        assert!(standard.find("gowning", "overview").is_some_and(Viewpoint::from_outside));
        assert_eq!(standard.find("gowning", "trainee"), Some(Viewpoint::Trainee));
        assert_eq!(standard.find("gowning", "nowhere"), None);
        assert!(standard.names("gowning").count() >= 3 + 8 && standard.of("tutorial").is_empty());
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (places, word) in [
            (r#"{ "name": "../up", "from": [0, 1, 0], "to": [1, 1, 1] }"#, "no viewpoint's name"),
            (r#"{ "name": "witness", "from": [0, 1, 0], "to": [1, 1, 1] }"#, "another viewpoint"),
            (r#"{ "name": "a", "from": [0, 1, 0], "to": [0, 1, 0] }"#, "where it stands"),
            (r#"{ "name": "a", "from": [0, 1, 0] }"#, "missing field `to`"),
        ] {
            let why = Standard::parse(format!(r#"{{ "gowning": [{places}] }}"#).as_bytes()).expect_err(places);
            assert!(why.contains(word), "{why}");
        }
    }
}

//! One table of names for everything a Fact can speak of: zones, doors, surfaces, things, garments, agents.
//!
//! Names are dotted and lower case (`coverall.sleeve_left.out`), so that a rule can speak of many at once with `*`.

use std::collections::BTreeMap;

/// A name's place in [`Names`]. [`Id::NONE`] stands for "nobody" or "nothing".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(transparent)]
pub struct Id(pub u16);

impl Id {
    pub const NONE: Id = Id(0);
    pub fn is_some(self) -> bool {
        self != Id::NONE
    }
}

/// Built once with the room, in the order of the scenario's files: the same scenario gives the same numbers.
#[derive(Clone, Debug)]
pub struct Names {
    names: Vec<String>,
    ids: BTreeMap<String, Id>,
}

impl Default for Names {
    fn default() -> Self {
        Names { names: vec![String::new()], ids: BTreeMap::new() }
    }
}

impl Names {
    /// The id of `name`, made now if it is new.
    pub fn intern(&mut self, name: &str) -> Id {
        if name.is_empty() {
            return Id::NONE;
        }
        if let Some(&id) = self.ids.get(name) {
            return id;
        }
        let id = Id(u16::try_from(self.names.len()).expect("a room has fewer than 65,536 names"));
        self.names.push(name.to_owned());
        self.ids.insert(name.to_owned(), id);
        id
    }

    pub fn get(&self, name: &str) -> Option<Id> {
        self.ids.get(name).copied()
    }

    /// The name of `id`; empty for [`Id::NONE`].
    pub fn name(&self, id: Id) -> &str {
        &self.names[id.0 as usize]
    }

    /// How many ids there are, [`Id::NONE`] included.
    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// Every id whose name fits `pattern`, where `*` stands for any run of characters.
    pub fn matching<'a>(&'a self, pattern: &'a str) -> impl Iterator<Item = Id> + 'a {
        (1..self.names.len()).filter(move |&i| fits(pattern, &self.names[i])).map(|i| Id(i as u16))
    }
}

/// Does `name` fit `pattern`, where `*` stands for any run of characters?
pub fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, tail)) => {
            let Some(rest) = name.strip_prefix(head) else { return false };
            (0..=rest.len()).filter(|&i| rest.is_char_boundary(i)).any(|i| fits(tail, &rest[i..]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_run() {
        assert!(fits("coverall.*.out", "coverall.sleeve_left.out"));
        assert!(fits("*", "anything"));
        assert!(fits("glove*left*", "glove_inner_left.hand.out"));
        assert!(!fits("coverall.*.out", "coverall.sleeve_left.in"));
        assert!(!fits("hood", "hood.out"));
    }

    #[test]
    fn the_same_name_is_the_same_id() {
        let mut names = Names::default();
        let a = names.intern("door.z1_z2");
        assert_eq!(a, names.intern("door.z1_z2"));
        assert_eq!(names.name(a), "door.z1_z2");
        assert_eq!(names.matching("door.*").collect::<Vec<_>>(), [a]);
        assert_eq!(names.intern(""), Id::NONE);
    }
}

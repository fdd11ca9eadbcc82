//! Which grade a place is of, and which grades a wall faces: one wall may stand along rooms of several, and is not as clean
//! everywhere.

use crate::room::{Room, Zone};
use crate::statics::Block;
use glam::{Vec2, Vec3};

/// How far before a wall is the room that it faces, and how often it is asked along it, metres.
const BEFORE_M: f32 = 0.1;
const STEP_M: f32 = 0.05;

/// The zones of a room in its order, each with its grade as an index into the names.
#[derive(Clone, Debug, Default)]
pub struct Grades {
    names: Vec<String>,
    zones: Vec<(Vec2, Vec2, u8)>,
}

impl Grades {
    pub fn new(room: &Room) -> Grades {
        let mut grades = Grades::default();
        for Zone { min, max, grade, .. } in &room.zones {
            let known = grades.names.iter().position(|name| name == grade);
            let index = known.unwrap_or_else(|| {
                grades.names.push(grade.clone());
                grades.names.len() - 1
            });
            grades.zones.push(((*min).into(), (*max).into(), index as u8));
        }
        grades
    }

    pub fn name(&self, grade: u8) -> &str {
        &self.names[usize::from(grade)]
    }

    /// The grade of the zone nearest to a place; of several zones there, of the first.
    pub fn at(&self, place: Vec3) -> u8 {
        let at = Vec2::new(place.x, place.z);
        let away = |(min, max, _): &&(Vec2, Vec2, u8)| at.distance_squared(at.clamp(*min, *max));
        self.zones.iter().min_by(|a, b| away(a).total_cmp(&away(b))).map_or(0, |zone| zone.2)
    }

    /// The grades that a wall faces on its two sides, each with its share of them.
    pub fn faced(&self, wall: &Block) -> Vec<(u8, f64)> {
        let half = wall.half;
        let [along, across] = if half.x > half.z { [Vec3::X, Vec3::Z] } else { [Vec3::Z, Vec3::X] };
        let long = half.dot(along);
        let before = across * (half.dot(across) + BEFORE_M);
        let steps = (2.0 * long / STEP_M) as u32;
        let mut counts = vec![0u32; self.names.len()];
        for step in 0..=steps {
            let at = wall.centre + along * (step as f32 * STEP_M - long);
            for place in [at + before, at - before] {
                let at = Vec2::new(place.x, place.z);
                // Behind an outer wall is no zone.
                if self.zones.iter().any(|(min, max, _)| at.cmpge(*min).all() && at.cmplt(*max).all()) {
                    counts[usize::from(self.at(place))] += 1;
                }
            }
        }
        let all: u32 = counts.iter().sum();
        let share = |(grade, count): (usize, u32)| (grade as u8, f64::from(count) / f64::from(all));
        counts.into_iter().enumerate().filter(|(_, count)| *count > 0).map(share).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Id;
    use crate::statics::BlockKind;

    /// Three rooms in a row, from +Z: D, C and B, two metres each.
    fn grades() -> Grades {
        let zone = |z: f32, grade| (Vec2::new(-1.0, z - 2.0), Vec2::new(1.0, z), grade);
        Grades {
            names: ["D", "C", "B"].map(str::to_owned).into(),
            zones: vec![zone(0.0, 0), zone(-2.0, 1), zone(-4.0, 2)],
        }
    }

    fn wall(min: [f32; 3], max: [f32; 3]) -> Block {
        Block::from_corners(Id(1), BlockKind::Wall, min.into(), max.into())
    }

    #[test]
    fn a_wall_along_three_rooms_faces_each_with_its_share() {
        let faced = grades().faced(&wall([-1.1, 0.0, -6.0], [-1.0, 2.5, 0.0]));
        assert_eq!(faced.iter().map(|(grade, _)| *grade).collect::<Vec<_>>(), [0, 1, 2]);
        assert!(faced.iter().all(|(_, share)| (share - 1.0 / 3.0).abs() < 0.02), "{faced:?}");
    }

    #[test]
    fn a_wall_between_two_rooms_faces_both_and_an_outer_wall_one() {
        let between = grades().faced(&wall([-1.0, 0.0, -2.05], [1.0, 2.5, -1.95]));
        assert_eq!(between, [(0, 0.5), (1, 0.5)]);
        assert_eq!(grades().faced(&wall([-1.0, 0.0, -6.1], [1.0, 2.5, -6.0])), [(2, 1.0)]);
        assert!(grades().faced(&wall([5.0, 0.0, 0.0], [5.1, 2.5, 1.0])).is_empty(), "it stands in no room");
    }

    #[test]
    fn a_place_beside_all_zones_is_of_the_nearest() {
        let at = |x, z| grades().at(Vec3::new(x, 1.2, z));
        assert_eq!([at(0.0, -1.0), at(-1.05, -3.0), at(1.2, -5.0), at(0.0, -7.0)], [0, 1, 2, 2]);
    }
}

//! Where pictures are taken from.

use glam::{Affine3A, Mat3, Quat, Vec3};
use scene::Eye;
use std::f32::consts::{PI, TAU};
use tape::Pose;
use twin::body::Body;
use twin::room::{Room, SolidKind};

/// A place to look from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Viewpoint {
    /// The trainee's own eyes.
    Trainee,
    /// Over the trainee's shoulder.
    Shoulder,
    /// Of a bystander who steps to where the hands are seen; each picture finds its own place.
    Witness,
    /// Stands still: from, to (metres, room space).
    Fixed([f32; 3], [f32; 3]),
}

/// Those that go with the person, by name.
pub const FOLLOWING: [(&str, Viewpoint); 3] =
    [("trainee", Viewpoint::Trainee), ("shoulder", Viewpoint::Shoulder), ("witness", Viewpoint::Witness)];

impl Viewpoint {
    /// Does the picture show the person from outside?
    pub fn from_outside(self) -> bool {
        self != Viewpoint::Trainee
    }

    /// `head` is the trainee's, room space; `aspect` is width over height. Vertical field of view 62°, 74° through the
    /// trainee's eyes.
    pub fn eye(self, head: Pose, aspect: f32) -> Eye {
        let (room_from_eye, up) = match self {
            Viewpoint::Trainee => (Affine3A::from_rotation_translation(head.rotation, head.position), 0.75),
            Viewpoint::Shoulder => {
                let look = head.rotation * Vec3::NEG_Z;
                let level = Vec3::new(look.x, 0.0, look.z).normalize_or(Vec3::NEG_Z);
                let from = head.position - level * 1.1 + level.cross(Vec3::Y) * 0.45 + Vec3::Y * 0.35;
                (looking(from, head.position + level * 0.8 - Vec3::Y * 0.55), 0.6)
            }
            Viewpoint::Witness => (witness(head, WITNESS_DEGREES[0]), 0.6),
            Viewpoint::Fixed(from, to) => (looking(from.into(), to.into()), 0.6),
        };
        Eye { room_from_eye, tangents: [up * aspect, up * aspect, up, up] }
    }
}

/// Where a witness may stand, degrees to the right of where the trainee looks, the best first.
const WITNESS_DEGREES: [f32; 8] = [48.0, -48.0, 75.0, -75.0, 100.0, -100.0, 130.0, -130.0];
/// Metres from the trainee, and how much of them must be clear of walls.
const WITNESS_M: f32 = 1.9;
const WITNESS_CLEAR: f32 = 0.75;

fn witness(head: Pose, degrees: f32) -> Affine3A {
    let look = head.rotation * Vec3::NEG_Z;
    let up = head.rotation * Vec3::Y;
    // Looking at the feet, the crown points where the person faces.
    let level = Vec3::new(look.x, 0.0, look.z) + Vec3::new(up.x, 0.0, up.z) * (-look.y).max(0.0);
    let level = level.normalize_or(Vec3::NEG_Z);
    let aside = Quat::from_rotation_y(-degrees.to_radians()) * level;
    looking(head.position + aside * WITNESS_M + Vec3::Y * 0.25, head.position + level * 0.2 - Vec3::Y * 0.5)
}

/// A camera beside and behind a person, who is seen whole. It turns after him slowly, so that nobody's head swims.
#[derive(Clone, Copy, Debug, Default)]
pub struct Follower {
    /// Radians about +Y from +Z: where it stands, seen from the person; none before the first picture.
    yaw: Option<f32>,
    /// Which of [`ASTERN_DEGREES`] it keeps to.
    side: usize,
    away_m: f32,
}

/// Where it may stand, degrees to the left of where the person's chest faces.
const ASTERN_DEGREES: [f32; 5] = [-142.0, 142.0, 180.0, -95.0, 95.0];
/// Metres from the person, the height it stands at and the one it looks at.
const AWAY_M: f32 = 2.5;
const FROM_M: f32 = 1.85;
const TO_M: f32 = 0.88;
/// It keeps its side until this share of the way is not clear, and another side has this much more.
const CLEAR: f32 = 0.7;
const CLEARER: f32 = 0.25;
/// Seconds in which it turns after the person, and how fast it goes away again from a wall that is gone (design).
const TURN_S: f32 = 0.8;
const BACK_M_PER_S: f32 = 0.8;

impl Follower {
    /// The eye after `dt_s` more seconds; `aspect` is width over height.
    pub fn eye(&mut self, body: &Body, walls: &Walls, dt_s: f32, aspect: f32) -> Eye {
        let middle = body.head_pose.position.with_y(0.0);
        let forward = body.forward();
        let chest = libm::atan2f(forward.x, forward.z);
        let yaws = ASTERN_DEGREES.map(|degrees| chest + degrees.to_radians());
        let way = |yaw: f32| Vec3::new(libm::sinf(yaw), 0.0, libm::cosf(yaw));
        let clear = |yaw: f32| walls.clear(middle.with_y(FROM_M), way(yaw), AWAY_M) / AWAY_M;
        let now = clear(yaws[self.side]);
        if now < CLEAR {
            let best = (0..yaws.len()).max_by(|a, b| clear(yaws[*a]).total_cmp(&clear(yaws[*b]))).unwrap_or(0);
            if self.yaw.is_none() || clear(yaws[best]) > now + CLEARER {
                self.side = best;
            }
        }
        let wanted = yaws[self.side];
        let yaw = self.yaw.map_or(wanted, |yaw| {
            let off = (wanted - yaw + PI).rem_euclid(TAU) - PI;
            yaw + off * (1.0 - libm::expf(-dt_s / TURN_S))
        });
        let room_m = clear(yaw) * AWAY_M;
        // At once before a wall, slowly away from where one was.
        self.away_m = if self.yaw.is_none() { room_m } else { room_m.min(self.away_m + BACK_M_PER_S * dt_s) };
        self.yaw = Some(yaw);
        let from = middle + way(yaw) * self.away_m.max(STEP_M);
        let up = 0.6;
        Eye {
            room_from_eye: looking(from.with_y(FROM_M), middle.with_y(TO_M)),
            tangents: [up * aspect, up * aspect, up, up],
        }
    }
}

/// Walls and doorways that a camera behind a shoulder must not slip through.
#[derive(Clone, Debug, Default)]
pub struct Walls(Vec<[Vec3; 2]>);

/// Metres that a camera keeps from a wall.
const CLEARANCE_M: f32 = 0.12;
const STEP_M: f32 = 0.04;

impl Walls {
    pub fn new(room: &Room) -> Walls {
        let walls = room.solids.iter().filter(|s| s.kind == SolidKind::Wall).map(|s| [s.min.into(), s.max.into()]);
        let doors = room.doors.iter().map(|d| {
            let half = Vec3::new(d.width, 0.1, d.width) / 2.0;
            [
                Vec3::new(d.at[0] - half.x, 0.0, d.at[1] - half.y),
                Vec3::new(d.at[0] + half.x, d.height, d.at[1] + half.y),
            ]
        });
        Walls(walls.chain(doors).collect())
    }

    /// Metres from `from` along `way` (a unit vector) that are clear of walls, `most` at most.
    pub fn clear(&self, from: Vec3, way: Vec3, most: f32) -> f32 {
        let steps = (most / STEP_M).ceil() as u32;
        let at = |i: u32| (i as f32 * STEP_M).min(most);
        (1..=steps).take_while(|&i| !self.near(from + way * at(i))).last().map_or(0.0, at)
    }

    /// The first place of a witness that is clear of walls, else the clearest.
    pub fn witness(&self, head: Pose, eye: Eye) -> Eye {
        let stand = |degrees: &f32| {
            let eye = Eye { room_from_eye: witness(head, *degrees), ..eye };
            let way = Vec3::from(eye.room_from_eye.translation) - head.position;
            (eye, self.clear(head.position, way.normalize_or(Vec3::Z), way.length()) / way.length())
        };
        let places = WITNESS_DEGREES.iter().map(stand);
        let mut best = stand(&WITNESS_DEGREES[0]);
        for place in places {
            if best.1 < WITNESS_CLEAR && place.1 > best.1 {
                best = place;
            }
        }
        self.hold(head.position, best.0)
    }

    fn near(&self, p: Vec3) -> bool {
        self.0.iter().any(|[min, max]| (p - p.clamp(*min, *max)).length() < CLEARANCE_M)
    }

    /// `eye` drawn towards the head until no wall lies between them.
    pub fn hold(&self, head: Vec3, eye: Eye) -> Eye {
        let from = Vec3::from(eye.room_from_eye.translation);
        let way = from - head;
        let far = self.clear(head, way.normalize_or(Vec3::Z), way.length()) / way.length().max(STEP_M);
        let position = head.lerp(from, if far > 0.0 { far } else { 0.3 });
        Eye { room_from_eye: Affine3A { translation: position.into(), ..eye.room_from_eye }, ..eye }
    }
}

fn looking(from: Vec3, to: Vec3) -> Affine3A {
    let z = (from - to).normalize_or(Vec3::Z);
    let x = Vec3::Y.cross(z).normalize_or(Vec3::X);
    Affine3A::from_mat3_translation(Mat3::from_cols(x, z.cross(x), z), from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_stays_in_the_room_of_its_person() {
        let walls = Walls(vec![[Vec3::new(-2.0, 0.0, 1.0), Vec3::new(2.0, 2.6, 1.1)]]);
        let head = Pose { position: Vec3::new(0.0, 1.7, 0.3), rotation: Quat::IDENTITY };
        let eye = Viewpoint::Shoulder.eye(head, 1.5);
        assert!(eye.room_from_eye.translation.z > 1.1, "it would stand behind the wall");
        let held = walls.hold(head.position, eye).room_from_eye.translation.z;
        assert!((0.5..=0.89).contains(&held), "{held}");
        assert_eq!(Walls::default().hold(head.position, eye), eye);
    }

    #[test]
    fn a_witness_steps_aside_for_a_wall() {
        let head = Pose { position: Vec3::new(0.0, 1.7, 0.0), rotation: Quat::IDENTITY };
        let eye = Viewpoint::Witness.eye(head, 1.5);
        let right = Walls::default().witness(head, eye).room_from_eye.translation.x;
        let walls = Walls(vec![[Vec3::new(0.6, 0.0, -9.0), Vec3::new(0.7, 2.6, 9.0)]]);
        let left = walls.witness(head, eye).room_from_eye.translation.x;
        assert!(right > 1.0 && left < -1.0, "{right} {left}");
    }

    fn facing(yaw: f32) -> Body {
        let rotation = Quat::from_rotation_y(yaw);
        let head_pose = Pose { position: Vec3::Y * 1.7, rotation };
        Body { head_pose, hips_pose: Pose { position: Vec3::Y * 0.9, rotation }, ..Body::default() }
    }

    #[test]
    fn who_is_followed_is_seen_whole_and_never_in_a_whirl() {
        let mut follower = Follower::default();
        let mut eye = follower.eye(&facing(0.0), &Walls::default(), 0.0, 1.5);
        for point in [Vec3::Y * 1.78, Vec3::ZERO, Vec3::new(0.4, 1.2, 0.0), Vec3::new(-0.4, 1.2, 0.0)] {
            let seen = eye.room_from_eye.inverse().transform_point3(point);
            let [_, right, up, _] = eye.tangents;
            assert!((seen.x / -seen.z).abs() < right && (seen.y / -seen.z).abs() < up, "{point} at {seen}");
        }
        assert!(eye.room_from_eye.translation.z > 1.5, "behind somebody who faces −Z");
        // The person turns about at once: the camera goes round, by less than 4° in a picture, and arrives.
        for _ in 0..72 * 5 {
            let next = follower.eye(&facing(PI), &Walls::default(), 1.0 / 72.0, 1.5);
            let looks = |eye: Eye| eye.room_from_eye.transform_vector3(Vec3::NEG_Z);
            assert!(looks(next).angle_between(looks(eye)) < 4_f32.to_radians());
            eye = next;
        }
        assert!(eye.room_from_eye.translation.z < -1.5, "{:?}", eye.room_from_eye.translation);
    }

    #[test]
    fn who_is_followed_stays_in_view_before_a_wall() {
        let walls = Walls(vec![[Vec3::new(-9.0, 0.0, 0.6), Vec3::new(9.0, 2.6, 0.7)]]);
        let eye = Follower::default().eye(&facing(0.0), &walls, 0.0, 1.5);
        let at = eye.room_from_eye.translation;
        assert!(at.z < 0.6 - CLEARANCE_M + 0.01 && at.x.abs() > 1.2, "beside the person, not in the wall: {at}");
    }

    #[test]
    fn an_eye_looks_where_it_should() {
        let eye = Viewpoint::Fixed([0.0, 2.0, 0.0], [0.0, 2.0, -5.0]).eye(Pose::IDENTITY, 2.0);
        assert!((eye.room_from_eye.transform_vector3(Vec3::NEG_Z) - Vec3::NEG_Z).length() < 1e-6);
        assert_eq!(eye.tangents[0], 2.0 * eye.tangents[2]);
    }
}

//! A person who only has the keys and the mouse, in the real room: for the tests of the desk.

use super::desk::{Desk, Moves};
use super::inputs::{Inputs, Once};
use super::lent::{Lender, Lent};
use super::mean::Deed;
use crate::scenario::{self, Scenario};
use crate::session::Recording;
use drill::Mode;
use glam::{Quat, Vec2, Vec3};
use tape::{Frame, Header, Pose, RIGHT, TICKS_PER_SECOND, TapeWriter, joint};
use twin::room::Room;
use twin::{Kind, Twin};

/// Of the room's random choices: `kit_c` is then the pack without a fault.
const SEED: u64 = 7;

/// Finger and thumb.
pub const PINCH: Once = Once {
    pinch: true,
    reach: false,
    next_hand: false,
    grasp: false,
    deed: None,
    patch: None,
    rest: false,
    declare: false,
    done: false,
    stalled: false,
};

pub struct Person {
    pub desk: Desk,
    /// Frames go to a tape and to the room, as in a session.
    pub recording: Recording<Vec<u8>>,
    room: Room,
    lender: Lender,
    pub last: Frame,
    /// What came of the last deed asked for.
    pub lent: Option<Lent>,
    /// What happened: kind, by, on.
    pub facts: Vec<(Kind, String, String)>,
    /// Pauses again and again while a deed is under way.
    pub pauses: bool,
}

impl Person {
    /// Who has just come into the gowning suite.
    pub fn new(better_hand: usize) -> Person {
        let root = scenario::root().expect("the tests run inside the project");
        let scenario = Scenario::load(&root, "gowning").expect("the drill");
        let header = Header { seed: SEED, device: "desktop".into(), ..Header::default() };
        let open = |header: &Header| TapeWriter::new(Vec::new(), header);
        let mut recording = Recording::begin(&scenario, header, Mode::Practice, open).expect("the room");
        let twin = &recording.session.twin;
        let mut desk = Desk::new(&scenario.room, &scenario.patterns, twin.names(), better_hand);
        let last = desk.frame(&Inputs::default(), twin);
        recording.step(&last).expect("a frame");
        let lender = Lender::new(&scenario.room, &scenario.patterns);
        let room = scenario.room;
        Person { desk, recording, room, lender, last, lent: None, facts: Vec::new(), pauses: false }
    }

    /// The same keys for some ticks; what is pressed once, at the first.
    pub fn keep(&mut self, inputs: Inputs, ticks: u32) {
        let mut inputs = inputs;
        for _ in 0..ticks {
            let twin = &self.recording.session.twin;
            if let Some(deed) = inputs.once.deed {
                self.lent = Some(self.lender.lend(deed, &mut self.desk, twin, self.recording.quantiser()));
            }
            self.last = self.desk.frame(&inputs, twin);
            self.recording.step(&self.last).expect("a frame");
            let twin = &self.recording.session.twin;
            let name = |id| twin.names().name(id).to_owned();
            self.facts.extend(twin.facts().iter().map(|f| (f.kind, name(f.by), name(f.on))));
            inputs.once = Once::default();
        }
    }

    pub fn twin(&self) -> &Twin {
        &self.recording.session.twin
    }

    pub fn once(&mut self, once: Once) {
        self.keep(Inputs { once, ..Inputs::default() }, 1);
    }

    pub fn wait(&mut self, seconds: f32) {
        self.keep(Inputs::default(), (seconds * TICKS_PER_SECOND as f32) as u32);
    }

    pub fn at(&self) -> Vec2 {
        Vec2::new(self.last.origin.x_m, self.last.origin.z_m)
    }

    pub fn eye(&self) -> Pose {
        self.last.origin.pose().then(self.last.head)
    }

    pub fn palm(&self, side: usize) -> Vec3 {
        self.last.origin.pose().then(self.last.hands[side].joints[joint::PALM]).position
    }

    /// Walks to a place, turned as the person is; how near it came.
    pub fn walk_to(&mut self, to: Vec2, seconds: f32) -> f32 {
        self.walk_at(1.0, to, seconds)
    }

    /// The same at a share of the pace.
    pub fn walk_at(&mut self, pace: f32, to: Vec2, seconds: f32) -> f32 {
        for _ in 0..(seconds * TICKS_PER_SECOND as f32) as u32 {
            let way = to - self.at();
            if way.length() < 0.05 {
                break;
            }
            let way = Quat::from_rotation_y(-self.last.origin.yaw_rad) * Vec3::new(way.x, 0.0, way.y);
            let walk = Vec2::new(way.x, -way.z).normalize() * (way.length() * 3.0).min(pace);
            self.keep(Inputs { walk, ..Inputs::default() }, 1);
        }
        self.wait(0.3);
        self.at().distance(to)
    }

    /// Moves the mouse until the middle of the view points at a place.
    pub fn look_at(&mut self, at: Vec3) {
        for _ in 0..TICKS_PER_SECOND {
            let eye = self.eye();
            let local = eye.rotation.conjugate() * (at - eye.position);
            let off = Vec2::new(local.x, -local.y) / local.length().max(0.1);
            let behind = if local.z > 0.0 { local.x.signum() } else { 0.0 };
            let mouse = Vec2::new(off.x + behind, off.y) * 60.0;
            self.keep(Inputs { mouse, look: true, ..Inputs::default() }, 1);
        }
    }

    /// Moves the mouse until a hand lies on a place in the picture.
    pub fn point_at(&mut self, side: usize, at: Vec3) {
        for _ in 0..2 * TICKS_PER_SECOND {
            let eye = self.eye();
            let seen = |p: Vec3| {
                let local = eye.rotation.conjugate() * (p - eye.position);
                Vec2::new(local.x, -local.y) / (-local.z).max(0.15)
            };
            let mouse = (seen(at) - seen(self.palm(side))) * 40.0;
            self.keep(Inputs { mouse, ..Inputs::default() }, 1);
        }
    }

    /// Chooses hands with Tab, as often as it takes.
    pub fn choose(&mut self, moves: Moves) {
        while self.desk.shown().moves != moves || !self.desk.shown().reaching {
            self.once(Once { next_hand: true, ..Once::default() });
        }
    }

    /// Looks, points, presses the button and waits.
    pub fn use_hand(&mut self, side: usize, at: Vec3, click: Once) {
        self.look_at(at);
        self.point_at(side, at);
        self.once(click);
        self.wait(2.0);
    }

    pub fn happened(&self, kind: Kind, by: &str, on: &str) -> bool {
        self.facts.iter().any(|(k, a, b)| *k == kind && a == by && b == on)
    }

    /// Where the eyes or a hand go for something of the room.
    pub fn place(&self, name: &str) -> Vec3 {
        let twin = self.twin();
        let id = twin.names().get(name).unwrap_or_else(|| panic!("nothing is called {name}"));
        let mut at = None;
        twin.see_things(|t| at = if t.id == id { Some(t.pose.position) } else { at });
        let garment = || {
            let garment = twin.garments().find(|g| g.id == id)?;
            Some(garment.positions.iter().sum::<Vec3>() / garment.positions.len() as f32)
        };
        let room = &self.room;
        let eye = self.eye().position;
        let plate = || {
            let door = room.doors.iter().find(|d| name.strip_prefix(&d.id) == Some(".plate"))?;
            let plates = door.plates.iter().map(|p| Vec3::from(*p));
            plates.min_by(|a, b| a.distance(eye).total_cmp(&b.distance(eye)))
        };
        let fixed = || {
            let controls = room.controls.iter().map(|c| (&c.id, c.at));
            let nozzles = room.dispensers.iter().map(|d| (&d.id, [d.at[0], d.at[1] - 0.6 * d.reach, d.at[2]]));
            let targets = room.targets.iter().map(|t| (&t.id, t.at));
            let gauges = room.gauges.iter().map(|g| (&g.id, g.at));
            let places = room.places.iter().map(|p| (&p.id, p.at));
            let mut all = controls.chain(nozzles).chain(targets).chain(gauges).chain(places);
            all.find(|(id, _)| id.as_str() == name).map(|(_, at)| Vec3::from(at))
        };
        let solid = || {
            let s = room.solids.iter().find(|s| s.id == name)?;
            let [min, max] = [Vec3::from(s.min), Vec3::from(s.max)];
            Some(eye.with_y(max.y).clamp(min, max))
        };
        at.or_else(garment).or_else(plate).or_else(fixed).or_else(solid).unwrap_or_else(|| panic!("{name} is nowhere"))
    }

    /// Looks at something for some seconds.
    pub fn look(&mut self, name: &str, seconds: f32) {
        self.look_at(self.place(name));
        self.wait(seconds);
    }

    /// Presses something with a hand.
    pub fn press(&mut self, side: usize, name: &str) {
        self.choose(Moves::One(side));
        self.use_hand(side, self.place(name), PINCH);
    }

    /// Points at something with the chosen hands, asks for a deed, and waits for its end.
    pub fn deed(&mut self, deed: Deed, at: Option<&str>) {
        if let Some(name) = at {
            self.look_at(self.place(name));
            let side = if let Moves::One(side) = self.desk.shown().moves { side } else { self.desk.handed() };
            self.point_at(side, self.place(name));
        }
        self.once(Once { deed: Some(deed), ..Once::default() });
        assert_eq!(self.lent, Some(Lent::Begun), "{deed:?} {at:?} at {}", self.at());
        self.until_done();
    }

    /// Waits for the end of a deed.
    pub fn until_done(&mut self) {
        while self.desk.follows() {
            self.keep(Inputs::default(), 1);
            if self.pauses && self.last.tick.is_multiple_of(4 * TICKS_PER_SECOND) {
                self.keep(Inputs { paused: true, ..Inputs::default() }, TICKS_PER_SECOND / 2);
            }
        }
        self.wait(0.5);
    }

    /// Both hands under a nozzle.
    pub fn under(&mut self, name: &str, seconds: f32) {
        self.choose(Moves::Both);
        self.use_hand(RIGHT, self.place(name), PINCH);
        self.wait(seconds);
        self.once(Once { rest: true, ..Once::default() });
        self.wait(0.5);
    }

    pub fn rub(&mut self, seconds: f32) {
        self.keep(Inputs { rub: true, ..Inputs::default() }, (seconds * TICKS_PER_SECOND as f32) as u32);
        self.once(Once { rest: true, ..Once::default() });
    }

    /// Takes hold of something with the whole hand or with finger and thumb.
    pub fn take(&mut self, side: usize, name: &str, click: Once) {
        self.choose(Moves::One(side));
        for _ in 0..2 {
            self.look_at(self.place(name));
            self.point_at(side, self.place(name));
        }
        self.once(click);
        self.wait(2.0);
        let held = self.twin().held(0, side).or_else(|| self.twin().held_garment(0, side));
        let held = held.map(|id| self.twin().names().name(id));
        assert_eq!(held, Some(name), "the hand closes on it");
        self.once(Once { rest: true, ..Once::default() });
        self.wait(0.6);
    }

    /// Lets go of what a hand holds where it points.
    pub fn put(&mut self, side: usize, place: &str) {
        self.choose(Moves::One(side));
        self.use_hand(side, self.place(place), PINCH);
        self.once(Once { rest: true, ..Once::default() });
        self.wait(0.5);
    }
}

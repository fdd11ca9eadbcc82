//! What is heard now: what the twin's facts and the judge's verdicts sound like, each where it happens.
//!
//! No sound is the only sign of anything. A door that refuses keeps its red lamp and a shut leaf, an alarm its lamps, a
//! deviation its caption, a finished step its tick on the checklist; who does not hear loses nothing but the room's voice.

use crate::acoustics::Acoustics;
use drill::{Drill, Lang, Mode, VerdictKind};
use glam::Vec3;
use sound::{Cue, Ears, SOUNDS, Sound};
use tape::{LEFT, RIGHT, TICK_S};
use twin::body::Part;
use twin::person::{MAX_PERSONS, Person};
use twin::room::Room;
use twin::twin::Twin;
use twin::{Fact, Id, Kind, Names};

/// Cues of one tick at most; more are not heard one by one.
const CUES: usize = 32;
/// Seconds in which the air's sound follows a person from stage to stage (design).
const AIR_S: f32 = 1.2;
/// Least change of a loop that is worth a cue: of its gain, and metres.
const LEAST: f32 = 0.02;
/// Speed of a hand at which the cloth in it rustles as loud as it can, m/s, and the share of that which worn cloth has
/// (design).
const RUSTLES_M_PER_S: f32 = 1.2;
const WORN: f32 = 0.4;
/// A door is heard from this far on the listener's side of it, metres.
const DOOR_M: f32 = 0.3;

/// What an id's name makes of it, to the ear.
#[derive(Clone, Copy, Default, PartialEq)]
struct Stuff {
    cloth: bool,
    glove: bool,
    zip: bool,
    /// A layer put on whole, by a foot or elsewhere.
    shoe: bool,
    clothes: bool,
}

/// Makes cues of one room. Allocates nothing after it was made.
pub struct Cues {
    acoustics: Acoustics,
    /// By id: where what does not move is.
    fixed: Vec<Option<Vec3>>,
    stuff: Vec<Stuff>,
    hands: [Id; 2],
    feet: [Id; 2],
    head: Id,
    /// Dispensers that flow as long as hands are under them, and what they sound like.
    flows: Vec<(Id, Sound)>,
    /// What quiets each alarm, in the order of [`Twin::alarms`].
    bells: Vec<Option<Vec3>>,
    planted: [[bool; 2]; MAX_PERSONS],
    rubbed_s: [f32; MAX_PERSONS],
    palms: [[Vec3; 2]; MAX_PERSONS],
    air: [f32; 2],
    /// By sound: what its loop was told last.
    told: [(f32, Option<Vec3>); SOUNDS],
    /// Sounds so far.
    heard: u32,
    ears: Ears,
    cues: Vec<Cue>,
}

impl Cues {
    pub fn new(twin: &Twin, room: &Room) -> Cues {
        let names = twin.names();
        let mut fixed = vec![None; names.count()];
        let mut fix = |id: &str, at: Vec3| {
            if let Some(id) = names.get(id) {
                fixed[id.0 as usize] = Some(at);
            }
        };
        room.controls.iter().for_each(|c| fix(&c.id, c.at.into()));
        room.dispensers.iter().for_each(|d| fix(&d.id, d.at.into()));
        room.places.iter().for_each(|p| fix(&p.id, p.at.into()));
        room.doors.iter().for_each(|d| fix(&d.id, Vec3::new(d.at[0], d.height / 2.0, d.at[1])));
        let flow = |d: &twin::room::Dispenser| {
            let sound = match d.agent.as_str() {
                "water" => Sound::Tap,
                "air" => Sound::Dryer,
                _ => return None,
            };
            Some((names.get(&d.id)?, sound))
        };
        let id = |name: &str| names.get(name).unwrap_or(Id::NONE);
        let quiets = |alarm: Id| fixed[names.get(&format!("{}.ack", names.name(alarm)))?.0 as usize];
        Cues {
            acoustics: Acoustics::new(twin, room),
            stuff: stuff(names, room),
            hands: ["hand.left", "hand.right"].map(id),
            feet: ["foot.left", "foot.right"].map(id),
            head: id("head"),
            flows: room.dispensers.iter().filter_map(flow).collect(),
            bells: twin.alarms().map(|(alarm, _)| quiets(alarm)).collect(),
            fixed,
            planted: [[true; 2]; MAX_PERSONS],
            rubbed_s: [0.0; MAX_PERSONS],
            palms: [[Vec3::ZERO; 2]; MAX_PERSONS],
            air: [0.0; 2],
            told: [(0.0, None); SOUNDS],
            heard: 0,
            ears: Ears::default(),
            cues: Vec::with_capacity(CUES),
        }
    }

    /// What the first person of the room hears of the tick that the twin and the judge have just made, and where his ears
    /// are.
    pub fn hear(&mut self, twin: &Twin, drill: &Drill) -> (Ears, &[Cue]) {
        self.cues.clear();
        let head = twin.persons()[0].body.head_pose;
        self.ears = Ears { at: head.position, rotation: head.rotation };
        for fact in twin.facts() {
            self.fact(twin, fact);
        }
        for verdict in drill.verdicts() {
            // What is said is heard; a finished step is shown in guided mode alone.
            let sound = match verdict.kind {
                VerdictKind::StepDone { .. } if drill.mode() == Mode::Guided => Sound::Done,
                _ if drill.said(verdict, Lang::En).is_none() => continue,
                VerdictKind::Recovered { .. } => Sound::Done,
                _ => Sound::Deviation,
            };
            self.push(Cue { sound, at: None, gain: 1.0, rate: 1.0 });
        }
        for person in twin.persons() {
            self.steps(twin, person);
        }
        self.around(twin);
        self.moved(twin);
        (self.ears, &self.cues)
    }

    fn fact(&mut self, twin: &Twin, fact: &Fact) {
        let person = &twin.persons()[usize::from(fact.person).min(twin.persons().len() - 1)];
        let (on, by) = (self.of(fact.on), self.of(fact.by));
        let limb = self.limb(person, fact.by);
        let place = |id: Id| self.fixed.get(id.0 as usize).copied().flatten();
        let (sound, at, gain) = match fact.kind {
            Kind::Opened | Kind::Closed | Kind::Refused => {
                let Some(door) = place(fact.on) else { return };
                let sound = match fact.kind {
                    Kind::Opened => Sound::DoorOpen,
                    Kind::Closed => Sound::DoorClose,
                    _ => Sound::Buzzer,
                };
                (sound, door + (self.ears.at - door).with_y(0.0).normalize_or_zero() * DOOR_M, 1.0)
            }
            Kind::Pressed => (Sound::Press, place(fact.on).unwrap_or(limb), 1.0),
            Kind::Dispensed if !self.flows.iter().any(|(id, _)| *id == fact.by) => {
                (Sound::Spray, place(fact.by).unwrap_or(limb), 1.0)
            }
            Kind::Unwrapped => (Sound::Tear, hands_of(person), 1.0),
            Kind::Grasped if on.cloth => (Sound::Cloth, limb, 0.8),
            Kind::Grasped => (Sound::Put, limb, 0.3),
            Kind::Released if on.cloth => (Sound::Cloth, limb, 0.6),
            Kind::Placed if by.cloth => (Sound::Cloth, place(fact.on).unwrap_or(limb), 0.5),
            Kind::Placed => (Sound::Put, place(fact.on).unwrap_or(limb), 1.0),
            Kind::Rested if on.glove => (Sound::Snap, limb, 1.0),
            Kind::Threaded | Kind::Rested | Kind::Slipped => (Sound::Cloth, limb, 1.0),
            Kind::Worn | Kind::Removed if on.shoe => (Sound::Put, person.body.foot[LEFT].a, 0.8),
            Kind::Worn | Kind::Removed if on.clothes => (Sound::Cloth, person.body.torso.a, 1.0),
            Kind::Fitted if on.zip => (Sound::Zip, person.body.torso.a, 1.0),
            _ => return,
        };
        self.once(twin, sound, at, gain);
    }

    fn of(&self, id: Id) -> Stuff {
        self.stuff.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// Where a limb that a fact names is.
    fn limb(&self, person: &Person, by: Id) -> Vec3 {
        match by {
            by if by == self.head => person.body.head_pose.position,
            by if by == self.hands[LEFT] => person.hands[LEFT].palm().position,
            by if by == self.hands[RIGHT] => person.hands[RIGHT].palm().position,
            by if by == self.feet[LEFT] => person.body.foot[LEFT].a,
            by if by == self.feet[RIGHT] => person.body.foot[RIGHT].a,
            _ => person.body.torso.a,
        }
    }

    /// A foot that came down.
    fn steps(&mut self, twin: &Twin, person: &Person) {
        let who = usize::from(person.index);
        for side in [LEFT, RIGHT] {
            let now = person.body.planted[side];
            if !std::mem::replace(&mut self.planted[who][side], now) && now && !person.jumped {
                let at = person.body.foot[side].a;
                let sound = if self.acoustics.is_tiled(twin, at) { Sound::StepTile } else { Sound::StepVinyl };
                let shoe = person.outer[Part::FEET[side] as usize];
                // A boot or an overshoe of cloth softens the sole.
                let gain = if self.of(shoe).shoe { 1.0 } else { 0.7 };
                self.once(twin, sound, at, gain);
            }
        }
    }

    /// Air, water, alarms: what goes on.
    fn around(&mut self, twin: &Twin) {
        if let Some(to) = self.acoustics.air(twin, self.ears.at) {
            for (air, to) in self.air.iter_mut().zip(to) {
                *air += (to - *air) * TICK_S / AIR_S;
            }
        }
        for (sound, gain) in [(Sound::Air, self.air[0]), (Sound::Filter, self.air[1])] {
            self.go_on(twin, sound, gain, None);
        }
        let mut flowing = [None; 2];
        twin.see_dispensing(|id| {
            if let Some((id, sound)) = self.flows.iter().find(|(flow, _)| *flow == id) {
                flowing[usize::from(*sound == Sound::Dryer)] = self.fixed[id.0 as usize];
            }
        });
        for (sound, at) in [Sound::Tap, Sound::Dryer].into_iter().zip(flowing) {
            self.go_on(twin, sound, if at.is_some() { 1.0 } else { 0.0 }, at);
        }
        let alarmed = twin.alarms().position(|(_, sounds)| sounds);
        let bell = alarmed.and_then(|alarm| self.bells[alarm]);
        self.go_on(twin, Sound::Alarm, if alarmed.is_some() { 1.0 } else { 0.0 }, bell);
    }

    /// Hands that rub, and cloth that is moved by hands or worn by who moves.
    fn moved(&mut self, twin: &Twin) {
        let (mut rub, mut rustle) = ((0.0, Vec3::ZERO), (0.0, Vec3::ZERO));
        for person in twin.persons() {
            let who = usize::from(person.index);
            let rubbed_s: f32 = twin.films(who).iter().flat_map(|film| film.rubbed_s).sum();
            if rubbed_s > std::mem::replace(&mut self.rubbed_s[who], rubbed_s) {
                rub = (1.0, hands_of(person));
            }
            for side in [LEFT, RIGHT] {
                let hand = &person.hands[side];
                let palm = hand.palm().position;
                // Not the hand's own speed: that stays while the room stands still.
                let way_m = palm.distance(std::mem::replace(&mut self.palms[who][side], palm));
                let share = match twin.held_garment(who, side) {
                    Some(_) => 1.0,
                    None if is_covered(person, Part::ARMS[side]) => WORN,
                    None => 0.0,
                };
                let gain = share * (way_m / TICK_S / RUSTLES_M_PER_S).min(1.0);
                if hand.tracked && !person.jumped && gain > rustle.0 {
                    rustle = (gain, palm);
                }
            }
        }
        for (sound, (gain, at)) in [(Sound::Rub, rub), (Sound::Rustle, rustle)] {
            self.go_on(twin, sound, gain, (gain > 0.0).then_some(at));
        }
    }

    fn once(&mut self, twin: &Twin, sound: Sound, at: Vec3, gain: f32) {
        let gain = gain * self.acoustics.share(twin, at, self.ears.at);
        // No two are the same: up to 4 % higher or lower (Knuth's multiplicative hash).
        self.heard = self.heard.wrapping_add(1);
        let dice = (self.heard.wrapping_mul(2_654_435_761) >> 24) as f32 / 255.0;
        self.push(Cue { sound, at: Some(at), gain, rate: 0.96 + 0.08 * dice });
    }

    /// A loop at a level and a place, told where it is another than before. Without a place it stays where it was.
    fn go_on(&mut self, twin: &Twin, sound: Sound, gain: f32, at: Option<Vec3>) {
        let gain = at.map_or(gain, |at| gain * self.acoustics.share(twin, at, self.ears.at));
        let (told, was_at) = self.told[sound as usize];
        let at = at.or(was_at);
        let moved = at.zip(was_at).map_or(at != was_at, |(to, from)| to.distance(from) > LEAST);
        let ends = gain == 0.0 && told > 0.0;
        if ends || (gain - told).abs() > LEAST || gain > 0.0 && moved {
            self.told[sound as usize] = (gain, at);
            self.push(Cue { sound, at, gain, rate: 1.0 });
        }
    }

    /// What sounds twice at a place in one tick is heard once.
    fn push(&mut self, cue: Cue) {
        let known = self.cues.iter().any(|other| (other.sound, other.at) == (cue.sound, cue.at));
        if !known && self.cues.len() < CUES {
            self.cues.push(cue);
        }
    }
}

/// Between both.
fn hands_of(person: &Person) -> Vec3 {
    person.hands[LEFT].palm().position.midpoint(person.hands[RIGHT].palm().position)
}

/// Is a garment the outermost thing on this part?
fn is_covered(person: &Person, part: Part) -> bool {
    person.outer[part as usize] != person.under[part as usize]
}

/// By id. A garment's surfaces and features begin with its name and a dot.
fn stuff(names: &Names, room: &Room) -> Vec<Stuff> {
    let is_of =
        |name: &str, id: &str| name.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let of = |name: &str| {
        let clothes = room.clothes.iter().find(|layer| is_of(name, &layer.id));
        let shoe = clothes.is_some_and(|layer| layer.covers.iter().any(|part| part.starts_with("foot")));
        let cloth = room.garments.iter().any(|garment| is_of(name, &garment.id));
        Stuff {
            cloth,
            glove: cloth && name.starts_with("glove"),
            zip: cloth && name.ends_with(".zip"),
            shoe,
            clothes: clothes.is_some(),
        }
    };
    (0..names.count()).map(|i| of(names.name(Id(i as u16)))).collect()
}

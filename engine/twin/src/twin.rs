//! The room at work: frames in, facts out.
//!
//! A tick goes: hands and bodies from the frames · hands take, carry and let go of things and cloth · loose things fall ·
//! clothes · doors, controls, dispensers, films · cloth · contacts · where people are, what they look at and what air they
//! are in the way of. Everything is in room space from the first step on.

use crate::air::critical::Exposed;
use crate::air::first::FirstAir;
use crate::body::Part;
use crate::bytes::State;
use crate::cloth::{Cloth, Held};
use crate::contact::{ContactSink, Facts};
use crate::devices;
use crate::devices::{ControlNow, DispenserNow};
use crate::doors::{Doors, leaf_pose};
use crate::dress::{Wardrobe, is_in_shoe, standing_shoe, wanted_foot};
use crate::films::Films;
use crate::gaze::{self, SightNow};
use crate::ledger::Ledger;
use crate::microbes::{Microbes, Now};
use crate::motion::{Motion, MotionIds};
use crate::person::Person;
use crate::room::Value;
use crate::stance::{Feet, Stance, mouth};
use crate::statics::Statics;
use crate::things::{Hold, Place, PlaceNow, ThingNow, Things};
use crate::touch::{self, Bare};
use crate::wipe::{Wiped, wipe};
use crate::{Fact, Id, Kind, Names, state};
use glam::{Quat, Vec3};
use tape::{Buttons, Frame, LEFT, Pose, RIGHT, TrackingEvents, joint};

/// Metres from a bin's middle, beyond its own radius, at which a garment let go still falls in.
const INTO_BIN_M: f32 = 0.05;

/// Metres over what is beneath from which a garment falls out of its opened pack (design: a pack's thickness).
const FALLS_M: f32 = 0.15;
/// Underside of a folded garment (design: a sheet of A5).
const PARCEL_CM2: f32 = 300.0;

/// Where a garment lies at first, and where it comes to light in an opened pack.
#[derive(Clone, Debug)]
pub(crate) struct Laying {
    pub id: Id,
    /// `<garment>.parcel`: its surface while it is folded and falls.
    pub parcel: Id,
    /// From the middle of the pack's underside.
    pub offset: Vec3,
    pub turn: Quat,
    /// The place it still lies in.
    pub place: Option<u16>,
    /// By place: may it be thrown in here?
    pub bins: Vec<bool>,
}

/// A state of a thing or a garment: a word or a number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Truth {
    pub on: Id,
    pub state: Id,
    /// [`Id::NONE`] for a number.
    pub word: Id,
    pub number: f32,
}
state!(Truth { on, state, word, number });

impl Truth {
    pub(crate) fn new(on: Id, state: Id, value: &Value, names: &mut Names) -> Truth {
        match value {
            Value::Word(word) => Truth { on, state, word: names.intern(word), number: 0.0 },
            Value::Number(number) => Truth { on, state, word: Id::NONE, number: *number },
        }
    }
}

/// What a supervisor may do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meddling {
    pub id: Id,
    pub sets: Option<Truth>,
    pub alarm: Option<Id>,
}

/// What a person last said by button.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Told {
    buttons: u8,
    intervention: u8,
}
state!(Told { buttons, intervention });

/// The room. [`Twin::new`] builds it, [`Twin::step`] advances it by one tick.
pub struct Twin {
    pub(crate) names: Names,
    pub(crate) statics: Statics,
    pub(crate) doors: Doors,
    pub(crate) bare: Bare,
    pub(crate) things: Things,
    pub(crate) films: Films,
    pub(crate) wardrobe: Wardrobe,
    pub(crate) cloth: Cloth,
    pub(crate) laying: Vec<Laying>,
    pub(crate) truths: Vec<Truth>,
    pub(crate) meddlings: Vec<Meddling>,
    pub(crate) ids: MotionIds,
    pub(crate) persons: Vec<Person>,
    pub(crate) stances: Vec<Stance>,
    pub(crate) motions: Vec<Motion>,
    pub(crate) told: Vec<Told>,
    /// By person and hand: metres from a grip that closes to the nearest garment.
    pub(crate) cloth_m: Vec<[f32; 2]>,
    pub(crate) contacts: ContactSink,
    pub(crate) ledger: Ledger,
    pub(crate) exposed: Vec<Exposed>,
    pub(crate) first_air: Option<Box<FirstAir>>,
    pub(crate) microbes: Option<Box<Microbes>>,
    pub(crate) facts: Facts,
    pub(crate) started: bool,
    pub(crate) paused: bool,
    pub(crate) sums: Vec<(&'static str, u32)>,
    pub(crate) scratch: Vec<u8>,
}

/// Metres that head or hands may be from where they were before a gap in a person's movement, so that it goes on as if
/// there had been none (design: what a person who waits sways).
const STRAYED_M: f32 = 0.05;

/// Are head or hands elsewhere than at the tick before?
fn has_strayed(person: &Person, frame: &Frame, room_from_stage: Pose) -> bool {
    let mouth = room_from_stage.then(mouth(frame.head)).position;
    let hands = person.hands.iter().zip(&frame.hands).filter(|(_, told)| told.tracked);
    let mut palms = hands
        .map(|(hand, told)| room_from_stage.then(told.joints[joint::PALM]).position.distance(hand.palm().position));
    mouth.distance(person.body.mouth) > STRAYED_M || palms.any(|metres| metres > STRAYED_M)
}

impl Twin {
    /// Advances the room by one tick: one frame a person, all of one tick. The facts are of this tick alone. While
    /// somebody holds [`Buttons::PAUSE`] the room stands still. A person without a frame stays as he is.
    pub fn step(&mut self, frames: &[Frame]) -> &[Fact] {
        self.facts.begin(frames.first().map_or(0, |f| f.tick));
        if frames.iter().any(|f| f.buttons.has(Buttons::PAUSE)) {
            self.paused = true;
            return self.facts.list();
        }
        self.contacts.begin(self.facts.tick());
        if !self.started {
            self.started = true;
            for t in &self.truths {
                self.facts.say(0, Kind::Stated, t.word, t.on, t.state, t.number);
            }
        }
        for (who, frame) in frames.iter().enumerate().take(self.persons.len()) {
            self.listen(who, frame);
            self.embody(who, frame);
        }
        self.paused = false;
        self.handle_things();
        self.doors.step(&self.persons, &mut self.statics, &mut self.contacts, &mut self.facts);
        let world = &mut self.things.world;
        devices::press(world, &self.persons, &mut self.doors, &mut self.contacts, &mut self.facts);
        devices::dispense(world, &self.persons, &mut self.films, &mut self.facts);
        self.films.step(&self.persons, &mut self.facts);
        wipe(&mut self.things, &self.persons, &mut self.films, &mut self.facts);
        self.handle_cloth();
        self.wardrobe.step(&self.persons, &self.cloth, &mut self.things, &mut self.facts);
        for (who, person) in self.persons.iter().enumerate() {
            let held = [LEFT, RIGHT].map(|side| self.things.holds[who][side].thing);
            let (world, statics) = (&self.things.world, &self.statics);
            touch::feel(person, world, held, statics, &self.cloth, &self.bare, &mut self.contacts);
            self.motions[who].step(person, statics, &self.ids, &mut self.facts);
        }
        touch::things_on_solids(&self.things.world, &self.statics, &mut self.contacts);
        gaze::look(&mut self.things.world, &self.persons, &self.statics, &self.doors, &mut self.facts);
        self.contacts.end(&mut self.facts, &mut self.ledger);
        self.watch_first_air();
        if let Some(mut microbes) = self.microbes.take() {
            microbes.step(&self.now());
            let (new, level) = microbes.levels();
            new.iter().for_each(|(counter, word)| self.facts.say(0, Kind::Stated, *word, *counter, level, 0.0));
            self.microbes = Some(microbes);
        }
        self.facts.list()
    }

    /// The tick that just was, as a ledger needs it.
    fn now(&self) -> Now<'_> {
        Now {
            tick: self.facts.tick(),
            facts: self.facts.list(),
            meetings: self.contacts.meetings(),
            persons: &self.persons,
            films: &self.films,
            things: &self.things,
            cloth: &self.cloth,
            wardrobe: &self.wardrobe,
            ids: &self.ids,
            doors: &self.doors,
            statics: &self.statics,
        }
    }

    /// Buttons and interventions.
    fn listen(&mut self, who: usize, frame: &Frame) {
        let person = who as u8;
        let told =
            std::mem::replace(&mut self.told[who], Told { buttons: frame.buttons.0, intervention: frame.intervention });
        for (button, kind) in [(Buttons::DECLARE, Kind::Declared), (Buttons::DONE, Kind::Finished)] {
            if frame.buttons.has(button) && !Buttons(told.buttons).has(button) {
                self.facts.say(person, kind, Id::NONE, Id::NONE, Id::NONE, 0.0);
            }
        }
        if frame.events.has(TrackingEvents::RECENTRED) {
            self.facts.say(person, Kind::Recentred, Id::NONE, Id::NONE, Id::NONE, 0.0);
        }
        if frame.intervention == told.intervention || frame.intervention == 0 {
            return;
        }
        let Some(&meddling) = self.meddlings.get(frame.intervention as usize - 1) else { return };
        self.facts.say(person, Kind::Intervened, Id::NONE, meddling.id, Id::NONE, 0.0);
        if let Some(new) = meddling.sets {
            for t in self.truths.iter_mut().filter(|t| t.on == new.on && t.state == new.state) {
                *t = new;
            }
            self.facts.say(person, Kind::Stated, new.word, new.on, new.state, new.number);
        }
        if let Some(alarm) = meddling.alarm {
            self.doors.alarm(alarm, &mut self.facts);
        }
    }

    /// Hands and body of a person from a frame.
    fn embody(&mut self, who: usize, frame: &Frame) {
        let person = &mut self.persons[who];
        let moved = frame.events.has(TrackingEvents::RECENTRED) || frame.events.has(TrackingEvents::STALLED);
        let room_from_stage = frame.origin.pose();
        person.jumped = (moved || self.paused) && has_strayed(person, frame, room_from_stage);
        if !is_sound(&room_from_stage) {
            return;
        }
        for (hand, told) in person.hands.iter_mut().zip(&frame.hands) {
            if told.joints.iter().all(is_sound) {
                hand.update(told, room_from_stage, person.jumped);
            }
        }
        if !is_sound(&frame.head) {
            return;
        }
        let wanted = [LEFT, RIGHT].map(|side| {
            let shoe = wanted_foot(&self.wardrobe, who, side, &self.things);
            // A little beyond the rim, so that the toes cross it.
            let garment = || self.cloth.wanted_foot(person, side).map(|foot| foot.centre + foot.into * 0.02);
            shoe.or_else(garment)
        });
        let head = room_from_stage.then(frame.head);
        let shoes = [LEFT, RIGHT].map(|side| standing_shoe(&self.wardrobe, who, side, &self.things));
        let feet = Feet { wanted, shoes };
        person.body = self.stances[who].update(head, &person.hands, &self.statics, feet, person.jumped);
        person.in_shoe = [LEFT, RIGHT].map(|side| shoes[side].is_some_and(|at| is_in_shoe(&person.body, side, at)));
        person.under = self.wardrobe.under(who);
        person.outer = Part::ALL.map(|part| self.cloth.surface(who as u8, part, person.under[part as usize]));
        for side in [LEFT, RIGHT] {
            let film = &self.films.hands[who][side];
            person.hand_wet[side] = if film.surface == person.hand_surface(side) { film.agent } else { Id::NONE };
        }
    }

    /// Hands that closed take the thing that is nearest, if no cloth is nearer; hands that opened let go.
    fn handle_things(&mut self) {
        for (who, person) in self.persons.iter().enumerate() {
            for side in [LEFT, RIGHT] {
                let closed = person.hands[side].grip.just_closed;
                let near = if closed { self.cloth.nearest(person.index, &person.hands[side].grip) } else { None };
                self.cloth_m[who][side] = near.map_or(f32::MAX, |(_, metres)| metres);
            }
        }
        self.things.step(&self.persons, &self.cloth_m, &mut self.facts);
        for (who, person) in self.persons.iter_mut().enumerate() {
            person.busy = [LEFT, RIGHT].map(|side| self.things.holds[who][side] != Hold::default());
        }
        for i in 0..self.things.revealed.len() {
            let (id, pose) = self.things.revealed[i];
            self.reveal(id, pose);
        }
    }

    /// Empty hands that closed take cloth, hands that opened let it go; then the cloth moves.
    fn handle_cloth(&mut self) {
        for who in 0..self.persons.len() {
            for side in [LEFT, RIGHT] {
                let person = &self.persons[who];
                let (grip, index) = (&person.hands[side].grip, person.index);
                if grip.just_closed && !person.busy[side] && self.cloth.held(index, side).is_none() {
                    let Some((garment, _)) = self.cloth.nearest(index, grip) else { continue };
                    let held = self.cloth.take(garment, index, &person.hands[side]);
                    let palm = if held.palm { 1.0 } else { 0.0 };
                    self.facts.say(index, Kind::Grasped, self.ids.hands[side], held.surface, Id::NONE, palm);
                    self.leave_place(who, held);
                } else if grip.just_opened
                    && let Some(held) = self.cloth.let_go(index, side)
                {
                    let id = self.laying[held.garment as usize].id;
                    self.facts.say(index, Kind::Released, self.ids.hands[side], id, Id::NONE, 0.0);
                    self.throw_away(who, side, held);
                }
            }
        }
        self.cloth.step(&self.persons, &self.statics, &mut self.contacts, &mut self.facts);
    }

    fn leave_place(&mut self, who: usize, held: Held) {
        let laying = &mut self.laying[held.garment as usize];
        if let Some(place) = laying.place.take() {
            let place = self.things.places[place as usize];
            let place = self.things.world.get::<&Place>(place).expect("a place");
            self.facts.say(who as u8, Kind::Taken, laying.id, place.id, Id::NONE, 0.0);
        }
    }

    fn throw_away(&mut self, who: usize, side: usize, held: Held) {
        let garment = held.garment as usize;
        let still_held = self.cloth.held(who as u8, 1 - side).is_some_and(|h| h.garment == held.garment);
        if still_held || self.cloth.is_worn(garment) {
            return;
        }
        let at = self.persons[who].hands[side].grip.point;
        let laying = &self.laying[garment];
        for (i, &place) in self.things.places.iter().enumerate() {
            let place = self.things.world.get::<&Place>(place).expect("a place");
            if laying.bins[i] && (place.pose.position - at).length() < place.radius + INTO_BIN_M {
                self.cloth.swallow(garment);
                self.facts.say(who as u8, Kind::Placed, laying.id, place.id, Id::NONE, 0.0);
                return;
            }
        }
    }

    /// A garment comes to light where its pack was, turned as the pack was; out of a pack that was opened in the air it
    /// falls onto what is beneath, and its parcel has touched that.
    fn reveal(&mut self, id: Id, underside: Pose) {
        let Some(garment) = self.cloth.find(id) else { return };
        let level = underside.rotation * Vec3::NEG_Z;
        let yaw = Quat::from_rotation_y(libm::atan2f(-level.x, -level.z));
        let laying = &self.laying[garment];
        let mut at = underside.position + yaw * laying.offset;
        let (top, surface) = self.statics.support_under(at);
        if underside.position.y - top > FALLS_M {
            at.y = top;
            self.contacts.touch(0, laying.parcel, surface, PARCEL_CM2, Id::NONE, at);
        }
        self.cloth.lay(garment, at, yaw * laying.turn, false);
    }

    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Contacts that have ended: who touched whom, when and how much.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What lies where, if the room was built with a ledger of it.
    pub fn microbes(&self) -> Option<&Microbes> {
        self.microbes.as_deref()
    }

    /// Lets a ledger that stands beside this room ([`Microbes::beside`]) count the tick that just was. It counts what the
    /// room's own would with the same model, and nothing in the room depends on it.
    pub fn count(&self, beside: &mut Microbes) {
        if !self.paused {
            beside.step(&self.now());
        }
    }

    /// The whole state, for [`Twin::restore`] of a room built from the same scenario. Not the facts of the tick.
    pub fn save(&self, out: &mut Vec<u8>) {
        for part in Component::ALL {
            self.save_part(part, out);
        }
        self.things.physics.save(out);
    }

    /// The same for a room of the same scenario without a ledger of microbes and without first air, in which all goes on as
    /// here: what lies where and who is in the way of the air moves nothing.
    pub fn save_without_microbes(&self, out: &mut Vec<u8>) {
        let moves = |part: &Component| !matches!(part, Component::FirstAir | Component::Microbes);
        for part in Component::ALL.into_iter().filter(moves) {
            self.save_part(part, out);
        }
        self.things.physics.save(out);
    }

    /// Goes back to a saved state. False: these bytes are not a state of this room; the room is then undefined and must
    /// be built anew.
    pub fn restore(&mut self, mut from: &[u8]) -> bool {
        let from = &mut from;
        let whole = Component::ALL.into_iter().all(|part| self.restore_part(part, from))
            && self.things.physics.restore(from)
            && from.is_empty();
        for (spec, now) in self.doors.specs.iter().zip(&self.doors.now) {
            let (at, rotation) = leaf_pose(spec, now.open);
            self.statics.blocks[spec.leaf].turn_to(at, rotation);
        }
        whole
    }

    /// One number a component, of its whole state: the same tapes give the same numbers everywhere, and where two runs
    /// differ, the first name that differs says where to look.
    pub fn checksums(&mut self) -> &[(&'static str, u32)] {
        let mut scratch = std::mem::take(&mut self.scratch);
        self.sums.clear();
        // A room without critical surfaces or without a flow has no such component.
        let there = |part: &Component| *part != Component::FirstAir || self.first_air.is_some();
        for part in Component::ALL.into_iter().filter(there) {
            scratch.clear();
            self.save_part(part, &mut scratch);
            if part == Component::Things {
                self.things.physics.essence(&mut scratch);
            }
            self.sums.push((part.name(), xxhash_rust::xxh3::xxh3_64(&scratch) as u32));
        }
        self.scratch = scratch;
        &self.sums
    }

    fn save_part(&self, part: Component, out: &mut Vec<u8>) {
        let world = &self.things.world;
        match part {
            Component::Bodies => {
                self.persons.iter().for_each(|p| p.body.save(out));
                self.stances.iter().for_each(|s| s.save(out));
                self.motions.iter().for_each(|m| m.save(out));
                self.told.iter().for_each(|t| t.save(out));
                self.started.save(out);
                self.paused.save(out);
            }
            Component::Hands => self.persons.iter().for_each(|p| p.hands.save(out)),
            Component::Things => {
                world.query::<&ThingNow>().iter().for_each(|now| now.save(out));
                world.query::<&PlaceNow>().iter().for_each(|now| now.save(out));
                self.things.holds.iter().for_each(|h| h.save(out));
                self.laying.iter().for_each(|l| l.place.save(out));
                self.truths.iter().for_each(|t| t.save(out));
            }
            Component::Clothes => self.wardrobe.dress.iter().for_each(|d| d.save(out)),
            Component::Doors => {
                self.doors.now.iter().for_each(|d| d.save(out));
                self.doors.groups.iter().for_each(|g| g.now.save(out));
            }
            Component::Devices => {
                world.query::<&ControlNow>().iter().for_each(|now| now.save(out));
                world.query::<&DispenserNow>().iter().for_each(|now| now.save(out));
            }
            Component::Films => {
                self.films.hands.iter().for_each(|f| f.save(out));
                world.query::<&Wiped>().iter().for_each(|w| w.save(out));
            }
            Component::Gaze => world.query::<&SightNow>().iter().for_each(|s| s.save(out)),
            Component::Garments => self.cloth.save(out),
            Component::Contacts => self.contacts.save(out),
            Component::Ledger => self.ledger.save(out),
            Component::FirstAir => self.first_air.iter().for_each(|first| first.save(out)),
            Component::Microbes => self.microbes.iter().for_each(|microbes| microbes.save(out)),
        }
    }

    fn restore_part(&mut self, part: Component, from: &mut &[u8]) -> bool {
        let world = &mut self.things.world;
        match part {
            Component::Bodies => {
                self.persons.iter_mut().all(|p| p.body.restore(from))
                    && self.stances.iter_mut().all(|s| s.restore(from))
                    && self.motions.iter_mut().all(|m| m.restore(from))
                    && self.told.iter_mut().all(|t| t.restore(from))
                    && self.started.restore(from)
                    && self.paused.restore(from)
            }
            Component::Hands => self.persons.iter_mut().all(|p| p.hands.restore(from)),
            Component::Things => {
                world.query_mut::<&mut ThingNow>().into_iter().all(|now| now.restore(from))
                    && world.query_mut::<&mut PlaceNow>().into_iter().all(|now| now.restore(from))
                    && self.things.holds.iter_mut().all(|h| h.restore(from))
                    && self.laying.iter_mut().all(|l| l.place.restore(from))
                    && self.truths.iter_mut().all(|t| t.restore(from))
            }
            Component::Clothes => self.wardrobe.dress.iter_mut().all(|d| d.restore(from)),
            Component::Doors => {
                self.doors.now.iter_mut().all(|d| d.restore(from))
                    && self.doors.groups.iter_mut().all(|g| g.now.restore(from))
            }
            Component::Devices => {
                world.query_mut::<&mut ControlNow>().into_iter().all(|now| now.restore(from))
                    && world.query_mut::<&mut DispenserNow>().into_iter().all(|now| now.restore(from))
            }
            Component::Films => {
                self.films.hands.iter_mut().all(|f| f.restore(from))
                    && world.query_mut::<&mut Wiped>().into_iter().all(|w| w.restore(from))
            }
            Component::Gaze => world.query_mut::<&mut SightNow>().into_iter().all(|s| s.restore(from)),
            Component::Garments => self.cloth.restore(from),
            Component::Contacts => self.contacts.restore(from),
            Component::Ledger => self.ledger.restore(from),
            Component::FirstAir => self.first_air.as_mut().is_none_or(|first| first.restore(from)),
            Component::Microbes => self.microbes.as_mut().is_none_or(|microbes| microbes.restore(from)),
        }
    }
}

/// Is a pose one that a person in a room can have? A tape that was forged may hold anything.
fn is_sound(pose: &Pose) -> bool {
    let near = pose.position.abs().max_element() < FARTHEST_M;
    near && pose.position.is_finite() && (pose.rotation.length_squared() - 1.0).abs() < 0.01
}

/// Metres from the stage's origin beyond which nobody is.
const FARTHEST_M: f32 = 1000.0;

/// The parts of the state that checksums are taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Component {
    Hands,
    Bodies,
    Things,
    Clothes,
    Doors,
    Devices,
    Films,
    Garments,
    Gaze,
    Contacts,
    Ledger,
    FirstAir,
    Microbes,
}

impl Component {
    /// In the order in which a tick works them out: the first that differs is the nearest to the cause.
    const ALL: [Component; 13] = [
        Component::Hands,
        Component::Bodies,
        Component::Things,
        Component::Clothes,
        Component::Doors,
        Component::Devices,
        Component::Films,
        Component::Garments,
        Component::Gaze,
        Component::Contacts,
        Component::Ledger,
        Component::FirstAir,
        Component::Microbes,
    ];

    fn name(self) -> &'static str {
        match self {
            Component::Hands => "hands",
            Component::Bodies => "bodies",
            Component::Things => "things",
            Component::Clothes => "clothes",
            Component::Doors => "doors",
            Component::Devices => "devices",
            Component::Films => "films",
            Component::Garments => "garments",
            Component::Gaze => "gaze",
            Component::Contacts => "contacts",
            Component::Ledger => "ledger",
            Component::FirstAir => "first_air",
            Component::Microbes => "microbes",
        }
    }
}

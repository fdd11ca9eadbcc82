//! Wet films on hands, and what rubbing covers.
//!
//! A film is one agent on one hand's outer surface; it dries by itself after the agent's `wet_s`. A dispenser wets the
//! hands under it, a wet hand that rubs the other wets it too, and so does a wipe. A glove put on or taken off is another
//! surface: it begins dry.
//!
//! A hand has seven patches, the surfaces of a hand wash (palm, back, between the fingers, thumb, fingertips, backs of the
//! fingers, wrist). A patch is rubbed while the *other* hand's part that does it lies on it and moves over it faster than
//! [`RUB_M_PER_S`]; [`Patch::rubbed_by`] says which part and how near. So palm on palm covers palms alone: the thumb wants a
//! fist around it, the fingertips want the other palm.
//! After the agent's `patch_s` of rubbing the patch is covered. All distances are `design`, from the size of a hand.

use crate::contact::Facts;
use crate::grip::HandNow;
use crate::person::Person;
use crate::{Id, Kind, Names, state};
use glam::Vec3;
use tape::{LEFT, RIGHT, TICK_S, joint};

/// Metres per second of one hand over the other above which it rubs (design).
pub const RUB_M_PER_S: f32 = 0.04;
/// Seconds of rubbing that cover a patch when no agent is on it.
const DRY_PATCH_S: f32 = 1.0;
/// Patches of a hand.
pub const PATCHES: usize = 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patch {
    Palm,
    Back,
    BetweenFingers,
    Thumb,
    Fingertips,
    FingerBacks,
    Wrist,
}

impl Patch {
    pub const ALL: [Patch; PATCHES] = [
        Patch::Palm,
        Patch::Back,
        Patch::BetweenFingers,
        Patch::Thumb,
        Patch::Fingertips,
        Patch::FingerBacks,
        Patch::Wrist,
    ];

    /// `hand.left.thumb` is the patch `thumb` of the left hand.
    pub fn name(self) -> &'static str {
        match self {
            Patch::Palm => "palm",
            Patch::Back => "back",
            Patch::BetweenFingers => "between_fingers",
            Patch::Thumb => "thumb",
            Patch::Fingertips => "fingertips",
            Patch::FingerBacks => "finger_backs",
            Patch::Wrist => "wrist",
        }
    }

    /// Where the patch is on a hand, room space.
    pub fn point(self, hand: &HandNow) -> Vec3 {
        let palm = hand.palm();
        let up = palm.rotation * Vec3::Y;
        let mean = |js: &[usize]| js.iter().map(|&j| hand.joints[j].position).sum::<Vec3>() / js.len() as f32;
        match self {
            Patch::Palm => palm.position - up * 0.015,
            Patch::Back => palm.position + up * 0.015,
            Patch::BetweenFingers => mean(&[joint::INDEX_PROXIMAL, joint::MIDDLE_PROXIMAL, joint::RING_PROXIMAL]),
            Patch::Thumb => mean(&[joint::THUMB_PROXIMAL, joint::THUMB_DISTAL]),
            Patch::Fingertips => mean(&[joint::INDEX_TIP, joint::MIDDLE_TIP, joint::RING_TIP, joint::LITTLE_TIP]),
            Patch::FingerBacks => {
                mean(&[joint::INDEX_INTERMEDIATE, joint::MIDDLE_PROXIMAL + 1, joint::RING_PROXIMAL + 1]) + up * 0.008
            }
            Patch::Wrist => hand.joints[joint::WRIST].position,
        }
    }

    /// Is a place on the patch's side of the hand? A palm that lies on a palm does not rub its back.
    fn faces(self, hand: &HandNow, place: Vec3) -> bool {
        let palm = hand.palm();
        let out = (place - palm.position).dot(palm.rotation * Vec3::Y);
        match self {
            Patch::Palm => out < 0.0,
            Patch::Back => out > 0.0,
            _ => true,
        }
    }

    /// Which point of the other hand rubs it, and within how many metres.
    pub fn rubbed_by(self, other: &HandNow) -> (Vec3, f32) {
        let palm = other.palm();
        let hollow = palm.position - palm.rotation * Vec3::Y * 0.015;
        match self {
            Patch::Palm | Patch::Back => (hollow, 0.05),
            Patch::Thumb => (hollow, 0.055),
            Patch::Fingertips | Patch::FingerBacks => (hollow, 0.05),
            Patch::Wrist => (hollow, 0.05),
            // Fingers go through the gaps up to their middle joints.
            Patch::BetweenFingers => {
                let middle = other.joints[joint::MIDDLE_PROXIMAL + 1].position;
                let ring = other.joints[joint::RING_PROXIMAL + 1].position;
                ((middle + ring) * 0.5, 0.03)
            }
        }
    }
}

/// A liquid, as the scenario has it.
#[derive(Clone, Copy, Debug)]
pub struct AgentSpec {
    pub id: Id,
    pub wet_s: f32,
    pub patch_s: f32,
}

/// What is on a hand's outer surface.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Film {
    pub surface: Id,
    /// [`Id::NONE`]: dry.
    pub agent: Id,
    /// Seconds it has been wet, and seconds it still will be.
    pub wet_s: f32,
    pub left_s: f32,
    /// Seconds that each patch was rubbed since the surface was last wetted.
    pub rubbed_s: [f32; PATCHES],
    /// A bit a patch that is covered.
    pub covered: u8,
    /// The hands were near each other at the tick before, and the patches' places then.
    near: bool,
    before: [Vec3; PATCHES],
}
state!(Film { surface, agent, wet_s, left_s, rubbed_s, covered, near, before });

impl Film {
    fn begin(&mut self, surface: Id, agent: Id) {
        *self = Film { surface, agent, near: self.near, before: self.before, ..Film::default() };
    }
}

/// Films of all hands.
#[derive(Clone, Debug, Default)]
pub struct Films {
    pub agents: Vec<AgentSpec>,
    /// The agent `air`, which dries, if the room has it.
    pub air: Option<AgentSpec>,
    /// By person and hand.
    pub hands: Vec<[Film; 2]>,
    /// `hand.left.palm` …
    patches: [[Id; PATCHES]; 2],
}

impl Films {
    pub fn new(agents: Vec<AgentSpec>, air: Option<AgentSpec>, persons: usize, names: &mut Names) -> Films {
        let patches = ["left", "right"]
            .map(|side| Patch::ALL.map(|patch| names.intern(&format!("hand.{side}.{}", patch.name()))));
        Films { agents, air, hands: vec![[Film::default(); 2]; persons], patches }
    }

    fn spec(&self, agent: Id) -> Option<AgentSpec> {
        self.agents.iter().find(|a| a.id == agent).copied()
    }

    /// A hand gets an agent. A dry hand begins a new round of rubbing, and so does one that is wet with another agent.
    pub fn wet(&mut self, who: usize, side: usize, agent: Id, facts: &mut Facts) {
        let Some(spec) = self.spec(agent) else { return };
        let film = &mut self.hands[who][side];
        if film.agent != agent {
            film.begin(film.surface, agent);
            let surface = film.surface;
            facts.say(who as u8, Kind::Wetted, Id::NONE, surface, agent, 0.0);
        }
        film.left_s = spec.wet_s;
    }

    /// A hand is dried for one tick, as fast as all its patches are in `patch_s` each.
    pub fn dry(&mut self, who: usize, side: usize, patch_s: f32) {
        let film = &self.hands[who][side];
        let Some(spec) = self.spec(film.agent) else { return };
        let whole_s = patch_s * PATCHES as f32;
        self.hands[who][side].left_s -= spec.wet_s * TICK_S / whole_s.max(TICK_S);
    }

    /// One tick: surfaces change, films dry, hands rub.
    pub fn step(&mut self, persons: &[Person], facts: &mut Facts) {
        for (who, person) in persons.iter().enumerate() {
            for side in [LEFT, RIGHT] {
                let surface = person.hand_surface(side);
                let film = &mut self.hands[who][side];
                if film.surface != surface {
                    end(film, who as u8, facts);
                    film.begin(surface, Id::NONE);
                }
                if film.agent.is_some() {
                    film.wet_s += TICK_S;
                    film.left_s -= TICK_S;
                    if film.left_s <= 0.0 {
                        end(film, who as u8, facts);
                        film.begin(surface, Id::NONE);
                    }
                }
            }
            self.rub(who, person, facts);
        }
    }

    fn rub(&mut self, who: usize, person: &Person, facts: &mut Facts) {
        let [left, right] = &person.hands;
        let far = (left.palm().position - right.palm().position).length_squared() > 0.09;
        let still = !left.tracked || !right.tracked || person.jumped;
        if far {
            self.hands[who].iter_mut().for_each(|film| film.near = false);
            return;
        }
        let mut touch = false;
        for side in [LEFT, RIGHT] {
            let (hand, other) = (&person.hands[side], &person.hands[1 - side]);
            let still = still || !std::mem::replace(&mut self.hands[who][side].near, true);
            for (i, patch) in Patch::ALL.into_iter().enumerate() {
                let at = patch.point(hand);
                let before = std::mem::replace(&mut self.hands[who][side].before[i], at);
                let velocity = (at - before) / TICK_S - other.velocity;
                let (rubbing, within) = patch.rubbed_by(other);
                let lies_on = (at - rubbing).length() < within && patch.faces(hand, rubbing);
                if still || !lies_on || velocity.length() <= RUB_M_PER_S {
                    continue;
                }
                touch = true;
                let agent = self.hands[who][side].agent;
                let patch_s = self.spec(agent).map_or(DRY_PATCH_S, |a| a.patch_s);
                let film = &mut self.hands[who][side];
                film.rubbed_s[i] += TICK_S;
                if film.rubbed_s[i] >= patch_s && film.covered & 1 << i == 0 {
                    film.covered |= 1 << i;
                    let share = film.covered.count_ones() as f32 / PATCHES as f32;
                    facts.say(who as u8, Kind::Covered, self.patches[side][i], film.surface, agent, share);
                }
            }
        }
        // A wet hand that rubs a hand without this agent shares its film.
        if touch {
            let [a, b] = [self.hands[who][LEFT], self.hands[who][RIGHT]];
            if a.agent.is_some() && !b.agent.is_some() || a.agent != b.agent && a.wet_s < b.wet_s && a.agent.is_some() {
                self.share(who, LEFT, facts);
            } else if b.agent.is_some() && a.agent != b.agent {
                self.share(who, RIGHT, facts);
            }
        }
    }

    fn share(&mut self, who: usize, from: usize, facts: &mut Facts) {
        let giver = self.hands[who][from];
        self.wet(who, 1 - from, giver.agent, facts);
        self.hands[who][1 - from].left_s = giver.left_s;
    }
}

fn end(film: &Film, person: u8, facts: &mut Facts) {
    if film.agent.is_some() {
        facts.say(person, Kind::Dried, Id::NONE, film.surface, film.agent, film.wet_s);
    }
}

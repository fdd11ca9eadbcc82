//! A person as the other parts of the room meet them: a body, two hands, and the surfaces these touch with.

use crate::Id;
use crate::body::{Body, Part};
use crate::grip::HandNow;
use tape::{LEFT, RIGHT};

/// People in one room at most.
pub const MAX_PERSONS: usize = 4;

/// What cloth, things and doors are told of a person at a tick, room space.
#[derive(Clone, Debug)]
pub struct Person {
    /// In [`crate::Fact::person`].
    pub index: u8,
    pub body: Body,
    /// `[LEFT, RIGHT]`.
    pub hands: [HandNow; 2],
    /// The hand holds a rigid thing (not cloth), so it can take nothing else.
    pub busy: [bool; 2],
    /// The foot stands in a shoe that is not worn yet: its sole does not touch the floor.
    pub in_shoe: [bool; 2],
    /// By [`Part`]: what lies under the garments: skin, or the outermost clothes layer.
    pub under: [Id; Part::COUNT],
    /// By [`Part`]: the outermost surface, garments included, as of the tick before.
    pub outer: [Id; Part::COUNT],
    /// The agent that wets the outer surface of each hand.
    pub hand_wet: [Id; 2],
    /// The stage was moved or the hand came back: what is held moves along without a speed.
    pub jumped: bool,
}

impl Person {
    pub fn new(index: u8) -> Person {
        Person {
            index,
            body: Body::default(),
            hands: [HandNow::new(LEFT), HandNow::new(RIGHT)],
            busy: [false; 2],
            in_shoe: [false; 2],
            under: [Id::NONE; Part::COUNT],
            outer: [Id::NONE; Part::COUNT],
            hand_wet: [Id::NONE; 2],
            jumped: false,
        }
    }

    pub fn hand_surface(&self, side: usize) -> Id {
        self.outer[Part::HANDS[side] as usize]
    }
}

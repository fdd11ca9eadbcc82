//! What the mouse and the keyboard ask for, without a window: plain data that a test can write down.

use super::mean::Deed;
use glam::Vec2;

/// Asked of one tick. Held keys stay true while they are down; what is pressed once is true for one tick.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inputs {
    /// Steps to the right and ahead, −1…1 each.
    pub walk: Vec2,
    /// The mouse since the last tick, pixels: right and down.
    pub mouse: Vec2,
    /// Notches of the wheel, away from the person.
    pub wheel: f32,
    /// The mouse turns the wrist instead of moving the hand.
    pub twist: bool,
    /// The mouse looks, even while a hand is chosen.
    pub look: bool,
    /// Leaning to the right, −1…1.
    pub lean: f32,
    /// Sits down, or crouches where there is no seat.
    pub sit: bool,
    /// Rubs the hands together.
    pub rub: bool,
    pub once: Once,
    /// A menu is open: the room stands still.
    pub paused: bool,
}

/// Pressed once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Once {
    /// From looking to the hands and back.
    pub reach: bool,
    /// Left, right, both.
    pub next_hand: bool,
    /// Closes thumb and index on what is near, or opens the hand again; presses a control.
    pub pinch: bool,
    /// The same with the whole hand.
    pub grasp: bool,
    /// The patch of the hands to rub, 0…6 in the order of `twin::films::Patch::ALL`.
    pub patch: Option<usize>,
    /// Does it all with both hands, as far as it goes from here.
    pub deed: Option<Deed>,
    /// Hands back before the chest.
    pub rest: bool,
    pub declare: bool,
    pub done: bool,
    /// Ticks were left out before this one.
    pub stalled: bool,
}

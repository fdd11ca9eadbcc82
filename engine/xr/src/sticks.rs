//! What sticks and the menu button of controllers ask for: one turn a push aside, a step where the stick was pushed
//! forward and let go, the menu once a press.

use crate::controllers::Asked;
use tape::{LEFT, RIGHT};

/// A stick is pushed from here on, and let go below there (design: no flutter between, out of a worn stick's drift).
const PUSHED: f32 = 0.7;
const LET_GO: f32 = 0.4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Opens or closes the menu.
    Menu,
    /// A turn: 1 to the left, −1 to the right.
    Turn(i32),
    /// Shows where a step would go, by the hand of this side.
    Aim(usize),
    /// Steps to where was aimed.
    Step,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Stick {
    #[default]
    Free,
    Turned,
    Aims,
}

/// The sticks and the button, as they were at the picture before.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sticks {
    sticks: [Stick; 2],
    menu: bool,
}

impl Sticks {
    /// What is asked for now. One wish a picture: that of the menu first, then the left stick's.
    pub fn wish(&mut self, asked: &Asked) -> Option<Wish> {
        let before = std::mem::replace(&mut self.menu, asked.menu);
        let pressed = asked.menu && !before;
        let wishes = [LEFT, RIGHT].map(|side| self.push(side, asked.sticks[side].x, asked.sticks[side].y));
        pressed.then_some(Wish::Menu).or(wishes[LEFT]).or(wishes[RIGHT])
    }

    fn push(&mut self, side: usize, right: f32, forward: f32) -> Option<Wish> {
        let stick = &mut self.sticks[side];
        match *stick {
            Stick::Free if right.abs() >= PUSHED && right.abs() >= forward.abs() => {
                *stick = Stick::Turned;
                Some(Wish::Turn(if right < 0.0 { 1 } else { -1 }))
            }
            Stick::Free if forward >= PUSHED => {
                *stick = Stick::Aims;
                Some(Wish::Aim(side))
            }
            Stick::Aims if forward.max(right.abs()) < LET_GO => {
                *stick = Stick::Free;
                Some(Wish::Step)
            }
            Stick::Turned if right.abs().max(forward) < LET_GO => {
                *stick = Stick::Free;
                None
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::Vec2;

    /// Wishes of the right stick, pushed so (right, forward).
    fn wishes(pushes: &[[f32; 2]]) -> Vec<Wish> {
        let mut sticks = Sticks::default();
        let asked = |push: &[f32; 2]| Asked { sticks: [Vec2::ZERO, Vec2::from(*push)], menu: false };
        pushes.iter().filter_map(|push| sticks.wish(&asked(push))).collect()
    }

    #[test]
    fn a_push_aside_turns_once() {
        assert_eq!(wishes(&[[0.3, 0.0], [0.9, 0.1], [1.0, 0.0], [0.6, 0.0], [0.9, 0.0]]), [Wish::Turn(-1)]);
        assert_eq!(wishes(&[[-0.9, 0.0], [0.0, 0.0], [-0.9, 0.0]]), [Wish::Turn(1), Wish::Turn(1)]);
    }

    #[test]
    fn a_push_forward_aims_and_letting_go_steps() {
        assert_eq!(wishes(&[[0.1, 0.8], [0.5, 0.8], [0.0, 0.5]]), [Wish::Aim(RIGHT)]);
        assert_eq!(wishes(&[[0.1, 0.8], [0.0, 0.2], [0.0, 0.0]]), [Wish::Aim(RIGHT), Wish::Step]);
        assert_eq!(wishes(&[[0.0, -1.0], [0.0, 0.0]]), [], "nobody steps backwards blindly");
    }

    #[test]
    fn a_button_is_pressed_once() {
        let mut sticks = Sticks::default();
        let held = Asked { menu: true, ..Asked::default() };
        assert_eq!([held, held].map(|asked| sticks.wish(&asked)), [Some(Wish::Menu), None]);
        assert_eq!([Asked::default(), held].map(|asked| sticks.wish(&asked)), [None, Some(Wish::Menu)]);
    }
}

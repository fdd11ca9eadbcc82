//! From the window's events to [`Inputs`].

use super::inputs::{Inputs, Once};
use super::mean::Deed;
use glam::Vec2;
use std::collections::BTreeSet;
use winit::event::{ElementState, MouseButton, MouseScrollDelta, WindowEvent};
use winit::keyboard::KeyCode;

/// Share of an easy walk with Shift: as one walks in grade B (design).
const SLOWLY: f32 = 0.5;

/// What is down, and what came since the last picture. Keys are places on the keyboard, so that an AZERTY board walks
/// with ZQSD as a QWERTY board does with WASD.
#[derive(Default)]
pub struct Keys {
    down: BTreeSet<KeyCode>,
    looking: bool,
    mouse: Vec2,
    wheel: f32,
    once: Once,
    pub left_handed: bool,
    /// The mouse is the hands', not the menu's.
    pub has_mouse: bool,
}

/// What the person asks of the view, not of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Help,
    Menu,
    Checklist,
    Marks,
    Outside,
    Air,
}

impl Keys {
    /// A key. What it asks of the view, if anything.
    pub fn key(&mut self, key: KeyCode, state: ElementState) -> Option<Asked> {
        if state == ElementState::Released {
            self.down.remove(&key);
            return None;
        }
        if !self.down.insert(key) {
            return None;
        }
        match key {
            KeyCode::F1 => return Some(Asked::Help),
            KeyCode::Escape | KeyCode::KeyP => return Some(Asked::Menu),
            KeyCode::F3 => return Some(Asked::Marks),
            KeyCode::F4 => return Some(Asked::Outside),
            KeyCode::F5 => return Some(Asked::Air),
            KeyCode::KeyL => return Some(Asked::Checklist),
            KeyCode::Space => self.once.reach = true,
            KeyCode::Tab => self.once.next_hand = true,
            KeyCode::KeyF => self.once.deed = Some(Deed::Use),
            KeyCode::KeyG => self.once.deed = Some(Deed::Fasten),
            KeyCode::KeyV => self.once.deed = Some(Deed::Inspect),
            KeyCode::KeyH => self.once.rest = true,
            KeyCode::F2 => self.once.declare = true,
            KeyCode::Enter | KeyCode::NumpadEnter => self.once.done = true,
            KeyCode::Digit1 => self.once.patch = Some(0),
            KeyCode::Digit2 => self.once.patch = Some(1),
            KeyCode::Digit3 => self.once.patch = Some(2),
            KeyCode::Digit4 => self.once.patch = Some(3),
            KeyCode::Digit5 => self.once.patch = Some(4),
            KeyCode::Digit6 => self.once.patch = Some(5),
            KeyCode::Digit7 => self.once.patch = Some(6),
            _ => {}
        }
        None
    }

    fn button(&mut self, button: MouseButton, state: ElementState) {
        let down = state == ElementState::Pressed;
        let swapped = match button {
            MouseButton::Left if self.left_handed => MouseButton::Right,
            MouseButton::Right if self.left_handed => MouseButton::Left,
            other => other,
        };
        match swapped {
            MouseButton::Left => self.once.pinch |= down,
            MouseButton::Right => self.once.grasp |= down,
            MouseButton::Middle => self.looking = down,
            _ => {}
        }
    }

    /// Where the mouse went, pixels; nothing while it is not the hands'.
    pub fn moved(&mut self, pixels: Vec2) {
        if self.has_mouse {
            self.mouse += pixels;
        }
    }

    /// The mouse's buttons and wheel; nothing while it is not the hands'.
    pub fn mouse(&mut self, event: &WindowEvent) {
        match event {
            WindowEvent::MouseInput { state, button, .. } if self.has_mouse => self.button(*button, *state),
            WindowEvent::MouseWheel { delta, .. } if self.has_mouse => {
                self.wheel += match delta {
                    MouseScrollDelta::LineDelta(_, lines) => *lines,
                    MouseScrollDelta::PixelDelta(pixels) => pixels.y as f32 / 50.0,
                };
            }
            _ => {}
        }
    }

    /// Nothing is down any more: the window lost the keyboard, or a menu took it.
    pub fn let_go(&mut self) {
        *self = Keys { left_handed: self.left_handed, has_mouse: self.has_mouse, ..Keys::default() };
    }

    pub fn rubs(&self) -> bool {
        self.down.contains(&KeyCode::KeyR)
    }

    /// What is asked of each of the next `ticks` ticks; what was pressed once, of the first.
    pub fn inputs(&mut self, ticks: u32) -> Inputs {
        let share = 1.0 / ticks as f32;
        let down = |key: KeyCode| self.down.contains(&key);
        let axis = |to: &[KeyCode], from: &[KeyCode]| {
            f32::from(u8::from(to.iter().any(|k| down(*k)))) - f32::from(u8::from(from.iter().any(|k| down(*k))))
        };
        let twist = down(KeyCode::ShiftLeft) || down(KeyCode::ShiftRight);
        let pace = if twist { SLOWLY } else { 1.0 };
        let inputs = Inputs {
            walk: pace
                * Vec2::new(
                    axis(&[KeyCode::KeyD, KeyCode::ArrowRight], &[KeyCode::KeyA, KeyCode::ArrowLeft]),
                    axis(&[KeyCode::KeyW, KeyCode::ArrowUp], &[KeyCode::KeyS, KeyCode::ArrowDown]),
                ),
            mouse: self.mouse * share,
            wheel: self.wheel * share,
            twist,
            look: self.looking,
            lean: axis(&[KeyCode::KeyE], &[KeyCode::KeyQ]),
            sit: down(KeyCode::KeyC) || down(KeyCode::ControlLeft),
            rub: self.rubs(),
            once: self.once,
            paused: false,
        };
        (self.mouse, self.wheel, self.once) = (Vec2::ZERO, 0.0, Once::default());
        inputs
    }
}

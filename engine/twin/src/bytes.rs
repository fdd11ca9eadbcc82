//! The state of the room as bytes: for the rollback (save, step, restore) and for the checksums of a replay.
//!
//! Little-endian, no lengths but those of `Vec`s, no names: only a room built from the same scenario reads it back.

use crate::Id;
use glam::{Quat, Vec3};
use tape::Pose;

/// Something whose whole state can be written and read back bit for bit.
pub trait State {
    fn save(&self, out: &mut Vec<u8>);
    /// Reads what [`State::save`] wrote, from the front of `from`, and moves `from` on. False: the bytes are too short.
    fn restore(&mut self, from: &mut &[u8]) -> bool;
}

/// Takes `N` bytes from the front.
pub fn take<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = from.split_first_chunk::<N>()?;
    *from = tail;
    Some(*head)
}

macro_rules! number {
    ($($t:ty),*) => {$(
        impl State for $t {
            fn save(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
            fn restore(&mut self, from: &mut &[u8]) -> bool {
                let Some(bytes) = take(from) else { return false };
                *self = <$t>::from_le_bytes(bytes);
                true
            }
        }
    )*};
}
number!(u8, u16, u32, u64, f32, f64);

/// Implements [`State`] for a struct by its fields; fields that are left out do not change after the room is built.
#[macro_export]
macro_rules! state {
    ($name:ty { $($field:ident),* $(,)? }) => {
        impl $crate::bytes::State for $name {
            fn save(&self, out: &mut Vec<u8>) {
                $($crate::bytes::State::save(&self.$field, out);)*
            }
            fn restore(&mut self, from: &mut &[u8]) -> bool {
                $($crate::bytes::State::restore(&mut self.$field, from))&&*
            }
        }
    };
}

impl State for bool {
    fn save(&self, out: &mut Vec<u8>) {
        out.push(*self as u8);
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        let mut byte = 0u8;
        let read = byte.restore(from);
        *self = byte != 0;
        read
    }
}

impl State for Id {
    fn save(&self, out: &mut Vec<u8>) {
        self.0.save(out);
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        self.0.restore(from)
    }
}

impl State for Vec3 {
    fn save(&self, out: &mut Vec<u8>) {
        self.to_array().save(out);
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        let mut a = [0f32; 3];
        let read = a.restore(from);
        *self = Vec3::from_array(a);
        read
    }
}

impl State for Quat {
    fn save(&self, out: &mut Vec<u8>) {
        self.to_array().save(out);
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        let mut a = [0f32; 4];
        let read = a.restore(from);
        *self = Quat::from_array(a);
        read
    }
}

state!(Pose { position, rotation });

impl<T: State, const N: usize> State for [T; N] {
    fn save(&self, out: &mut Vec<u8>) {
        self.iter().for_each(|v| v.save(out));
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        self.iter_mut().all(|v| v.restore(from))
    }
}

impl<T: State + Default> State for Option<T> {
    fn save(&self, out: &mut Vec<u8>) {
        self.is_some().save(out);
        if let Some(v) = self {
            v.save(out);
        }
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        let mut some = false;
        if !some.restore(from) {
            return false;
        }
        *self = some.then(T::default);
        self.as_mut().is_none_or(|v| v.restore(from))
    }
}

impl<T: State + Default> State for Vec<T> {
    fn save(&self, out: &mut Vec<u8>) {
        (self.len() as u32).save(out);
        self.iter().for_each(|v| v.save(out));
    }
    fn restore(&mut self, from: &mut &[u8]) -> bool {
        let mut len = 0u32;
        // A state that is not ours must not make us allocate: every element takes a byte at least.
        if !len.restore(from) || len as usize > from.len() {
            return false;
        }
        self.resize_with(len as usize, T::default);
        self.iter_mut().all(|v| v.restore(from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq)]
    struct Sample {
        a: Vec3,
        b: Option<u32>,
        c: Vec<[bool; 2]>,
    }
    state!(Sample { a, b, c });

    #[test]
    fn what_is_saved_is_restored_and_short_bytes_are_refused() {
        let sample = Sample { a: Vec3::new(1.0, -0.0, 3.5), b: Some(7), c: vec![[true, false]; 3] };
        let mut bytes = Vec::new();
        sample.save(&mut bytes);
        let mut back = Sample { c: vec![[false; 2]; 9], ..Default::default() };
        assert!(back.restore(&mut &bytes[..]));
        assert_eq!(back, sample);
        for cut in 0..bytes.len() {
            assert!(!Sample::default().restore(&mut &bytes[..cut]), "{cut} bytes are too few");
        }
    }
}

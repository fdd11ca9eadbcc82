//! Skin, in the tones of the Monk Skin Tone Scale.

use crate::look::{Colour, linear};

/// From light to dark, sRGB (E. Monk, "The Monk Skin Tone Scale", 2019, skintone.google, CC BY 4.0: `#f6ede4` … `#292420`).
const TONES: [[u8; 3]; 10] = [
    [0xf6, 0xed, 0xe4],
    [0xf3, 0xe7, 0xdb],
    [0xf7, 0xea, 0xd0],
    [0xea, 0xda, 0xba],
    [0xd7, 0xbd, 0x96],
    [0xa0, 0x7e, 0x56],
    [0x82, 0x5c, 0x43],
    [0x60, 0x41, 0x34],
    [0x3a, 0x31, 0x2a],
    [0x29, 0x24, 0x20],
];
/// In the order of [`TONES`].
const KEYS: [&str; TONES.len()] =
    ["tone-1", "tone-2", "tone-3", "tone-4", "tone-5", "tone-6", "tone-7", "tone-8", "tone-9", "tone-10"];

/// One of the ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tone(u8);

impl Tone {
    /// The same for one person every time, until he chooses another; `who` is his id, which tells nothing of him (FNV-1a).
    pub fn of(who: &str) -> Tone {
        let hash =
            who.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        Tone((hash % TONES.len() as u64) as u8)
    }

    /// By its number on the scale, 1 … 10.
    pub fn numbered(number: u8) -> Option<Tone> {
        (1..=TONES.len() as u8).contains(&number).then(|| Tone(number - 1))
    }

    /// The next darker one; after the darkest the lightest.
    pub fn next(self) -> Tone {
        Tone((self.0 + 1) % TONES.len() as u8)
    }

    /// Words' key.
    pub fn key(self) -> &'static str {
        KEYS[usize::from(self.0)]
    }

    /// What skin sends back of light.
    pub fn colour(self) -> Colour {
        let [r, g, b] = linear(TONES[usize::from(self.0)]);
        [r, g, b, 1.0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_have_many_tones_and_each_keeps_his() {
        let tones: Vec<Tone> = (0..200).map(|i| Tone::of(&format!("learner-{i}"))).collect();
        assert!((0..TONES.len() as u8).all(|tone| tones.contains(&Tone(tone))));
        assert_eq!(Tone::of("trainee"), Tone::of("trainee"));
    }

    #[test]
    fn choosing_goes_through_all_of_them() {
        let mut tone = Tone::numbered(1).expect("the lightest");
        let mut last = f32::MAX;
        for number in 1..=10 {
            assert_eq!((Some(tone), tone.key()), (Tone::numbered(number), format!("tone-{number}").as_str()));
            let [_, green, ..] = tone.colour();
            assert!(green < last + 0.03, "{number}: the scale goes from light to dark");
            (last, tone) = (green, tone.next());
        }
        assert_eq!((Some(tone), Tone::numbered(11), Tone::numbered(0)), (Tone::numbered(1), None, None));
    }
}

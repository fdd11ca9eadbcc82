//! What each ear hears of a place: nearer is louder, the nearer ear earlier and brighter.
//!
//! Head and ears are the sphere of Brown & Duda, *A Structural Model for Binaural Sound Synthesis*, IEEE Trans. Speech and
//! Audio Processing 6(5), 1998: a delay (eq. 4) and a filter of one pole and one zero (eq. 2, 3) for each ear.

use crate::Ears;
use crate::mixer::RATE_HZ;
use glam::Vec3;
use std::f32::consts::PI;

/// Radius of a head, metres, and the speed of sound, m/s, as in the paper.
const HEAD_M: f32 = 0.0875;
const SOUND_M_PER_S: f32 = 343.0;
/// Least share of the high notes, and the angle from the ear at which it is reached (there is a bright spot behind).
const DARKEST: f32 = 0.1;
const DARKEST_AT: f32 = 150.0 / 180.0 * PI;
/// Metres within which nothing becomes louder (design: a hand at the ear must not hurt).
const NEAR_M: f32 = 0.3;

/// What one ear hears of a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    pub gain: f32,
    /// Samples later than at the middle of the nearer side.
    pub delay: f32,
    /// Gain of the highest notes: 2 straight at the ear, 0.1 in the shadow.
    pub treble: f32,
}

impl Heard {
    /// Of a sound that has no place.
    pub const AROUND: Heard = Heard { gain: 1.0, delay: 0.0, treble: 1.0 };

    /// `[left, right]`.
    pub fn of(at: Option<Vec3>, ears: &Ears) -> [Heard; 2] {
        let Some(at) = at else { return [Heard::AROUND; 2] };
        let away = at - ears.at;
        let distance = away.length();
        // What is inside the head comes from everywhere.
        let aside = (ears.rotation * Vec3::X).dot(away) / distance.max(HEAD_M);
        [-aside, aside].map(|toward| {
            let angle = libm::acosf(toward.clamp(-1.0, 1.0));
            let late_s = HEAD_M / SOUND_M_PER_S * if angle < PI / 2.0 { 1.0 - toward } else { 1.0 + angle - PI / 2.0 };
            let middle = 1.0 + DARKEST / 2.0;
            Heard {
                gain: 1.0 / distance.max(NEAR_M),
                delay: late_s * RATE_HZ as f32,
                treble: middle + (2.0 - middle) * libm::cosf(angle / DARKEST_AT * PI),
            }
        })
    }
}

/// The shadow of a head on one ear.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shadow {
    before: f32,
    after: f32,
}

impl Shadow {
    /// The next sample; low notes pass as they are, high ones by `treble`.
    pub fn pass(&mut self, sample: f32, treble: f32) -> f32 {
        // s / 2ω₀ by the bilinear transform.
        const K: f32 = RATE_HZ as f32 * HEAD_M / SOUND_M_PER_S;
        let over = (1.0 + treble * K) * sample + (1.0 - treble * K) * self.before - (1.0 - K) * self.after;
        (self.before, self.after) = (sample, over / (1.0 + K));
        self.after
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::Quat;

    #[test]
    fn the_nearer_ear_hears_earlier_and_brighter_whichever_way_the_head_is_turned() {
        let ears = Ears { at: Vec3::new(1.0, 1.6, 2.0), rotation: Quat::from_rotation_y(PI / 2.0) };
        // Turned a quarter to the left, what lies along −Z is at the right ear.
        let [left, right] = Heard::of(Some(ears.at + Vec3::NEG_Z * 2.0), &ears);
        assert!(right.delay < 0.01 && (left.delay - right.delay) / RATE_HZ as f32 * 1000.0 > 0.6);
        assert!(right.treble > 1.99 && left.treble < 0.5);
        assert_eq!(left.gain, 0.5);
        let [left, right] = Heard::of(Some(ears.at + ears.rotation * Vec3::NEG_Z), &ears);
        assert!((left.delay - right.delay).abs() < 0.01 && (left.treble - right.treble).abs() < 1e-3);
    }

    #[test]
    fn a_shadow_takes_high_notes_and_leaves_low_ones() {
        let gain = |hz: f32, treble: f32| {
            let mut shadow = Shadow::default();
            let tone = (0..RATE_HZ).map(|i| libm::sinf(2.0 * PI * hz * i as f32 / RATE_HZ as f32));
            let passed = tone.map(|x| shadow.pass(x, treble)).skip(RATE_HZ as usize / 10);
            passed.fold(0.0, |peak: f32, x| peak.max(x.abs()))
        };
        assert!((gain(50.0, 0.1) - 1.0).abs() < 0.02 && (gain(50.0, 2.0) - 1.0).abs() < 0.02);
        assert!(gain(10_000.0, 0.1) < 0.2 && gain(10_000.0, 2.0) > 1.8);
    }
}

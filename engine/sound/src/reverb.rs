//! The sound that a room gives back: four delays that feed each other (Jot & Chaigne, *Digital delay networks for designing
//! artificial reverberators*, AES 90, 1991), each darker and fainter with every turn.

use crate::mixer::RATE_HZ;

/// Samples of each delay: 20 to 37 ms, as from the walls of a room of 4 by 4 m after one to three reflections; no two have
/// a common divisor.
const DELAYS: [usize; 4] = [967, 1213, 1489, 1777];
/// Seconds in which it falls by 60 dB (design: a small room with hard walls and a perforated ceiling).
const FALLS_S: f32 = 0.45;
/// Of the low-pass in every turn (design).
const DARKER: f32 = 0.35;
/// Of what goes in (design).
const SEND: f32 = 0.16;

#[derive(Debug)]
pub struct Reverb {
    lines: [Vec<f32>; 4],
    next: [usize; 4],
    dark: [f32; 4],
    gains: [f32; 4],
}

impl Default for Reverb {
    fn default() -> Reverb {
        Reverb {
            lines: DELAYS.map(|len| vec![0.0; len]),
            next: [0; 4],
            dark: [0.0; 4],
            gains: DELAYS.map(|len| libm::powf(10.0, -3.0 * len as f32 / (RATE_HZ as f32 * FALLS_S))),
        }
    }
}

impl Reverb {
    /// What comes back, left and right, as a sample goes in.
    pub fn pass(&mut self, sample: f32) -> [f32; 2] {
        for (i, dark) in self.dark.iter_mut().enumerate() {
            *dark += (self.lines[i][self.next[i]] * self.gains[i] - *dark) * (1.0 - DARKER);
        }
        let [a, b, c, d] = self.dark;
        // A Hadamard matrix: what goes round keeps its energy, but for the gains.
        let round = [a + b + c + d, a - b + c - d, a + b - c - d, a - b - c + d];
        for (i, turned) in round.into_iter().enumerate() {
            // Far below what can be heard is silence: such numbers are slow to compute with.
            let turned = if turned.abs() < 1e-9 { 0.0 } else { turned * 0.5 };
            self.lines[i][self.next[i]] = sample * SEND + turned;
            self.next[i] = (self.next[i] + 1) % DELAYS[i];
        }
        [a + c, b + d]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_dies_away_in_its_time() {
        let mut reverb = Reverb::default();
        let back: Vec<f32> = (0..RATE_HZ)
            .map(|i| {
                let [left, right] = reverb.pass(if i == 0 { 1.0 } else { 0.0 });
                left * left + right * right
            })
            .collect();
        let energy = |from_s: f32| back[(from_s * RATE_HZ as f32) as usize..].iter().sum::<f32>();
        assert!(energy(0.0) > 1e-3 && energy(0.0) < 0.5);
        let fallen_db = 10.0 * libm::log10f(energy(FALLS_S) / energy(0.0));
        assert!((-90.0..=-55.0).contains(&fallen_db), "{fallen_db} dB");
    }
}

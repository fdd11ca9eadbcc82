//! How a person moves: smooth reaches, the time they take, tremor, and chance that a seed fixes.

use std::f32::consts::TAU;

/// Share of the way after share `tau` (0…1) of the time, along a minimum-jerk path.
///
/// Flash & Hogan 1985, J. Neurosci. 5(7):1688 (measured on point-to-point reaches): the peak speed is 1.875 × the mean.
pub fn min_jerk(tau: f32) -> f32 {
    let t = tau.clamp(0.0, 1.0);
    t * t * t * (10.0 + t * (6.0 * t - 15.0))
}

/// Seconds of a reach of `distance_m` to something `width_m` wide, before the persona's pace.
///
/// Fitts' law in Shannon's form (MacKenzie 1992, Hum.-Comput. Interact. 7:91); 0.18 s and 0.13 s a bit are a design choice
/// inside the spread of published reaching studies.
pub fn reach_s(distance_m: f32, width_m: f32) -> f32 {
    0.18 + 0.13 * libm::log2f(distance_m / width_m + 1.0)
}

/// Numbers that look like chance and are fixed by a seed (SplitMix64).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Chance(seed)
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Even between `low` and `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * ((self.bits() >> 40) as f32 / (1u64 << 24) as f32)
    }
}

/// A sum of slow or fast waves: band-limited by construction.
#[derive(Clone, Debug)]
pub struct Waves {
    /// Hertz, phase in radians, amplitude in the unit of the sum.
    parts: [(f32, f32, f32); 5],
}

impl Waves {
    /// Waves between `low_hz` and `high_hz` whose sum has the root mean square `rms`.
    pub fn new(chance: &mut Chance, low_hz: f32, high_hz: f32, rms: f32) -> Self {
        let amplitude = rms * (2.0_f32 / 5.0).sqrt();
        Waves { parts: std::array::from_fn(|_| (chance.between(low_hz, high_hz), chance.between(0.0, TAU), amplitude)) }
    }

    pub fn at(&self, seconds: f32) -> f32 {
        self.parts
            .iter()
            .map(|&(hz, phase, amplitude)| {
                // Whole turns are taken away first: a sine of a large f32 is coarse.
                let turns = hz * seconds;
                amplitude * libm::sinf(TAU * (turns - turns.floor()) + phase)
            })
            .sum()
    }
}

/// A value that follows another with a critically damped lag, as a trunk follows a hand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Follow {
    pub value: f32,
    rate: f32,
}

impl Follow {
    pub fn at(value: f32) -> Self {
        Follow { value, rate: 0.0 }
    }

    /// One step of `dt` seconds towards `goal`; `lag_s` is about the time to get there by two thirds.
    pub fn step(&mut self, goal: f32, lag_s: f32, dt: f32) {
        let w = 2.0 / lag_s;
        // Implicit Euler: stable for any lag.
        let accelerated = self.rate + dt * w * w * (goal - self.value);
        self.rate = accelerated / (1.0 + 2.0 * w * dt + w * w * dt * dt);
        self.value += dt * self.rate;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reach_peaks_at_1_875_times_its_mean_speed_and_starts_and_ends_softly() {
        let n = 10_000;
        let speed: Vec<f32> =
            (0..n).map(|i| (min_jerk((i + 1) as f32 / n as f32) - min_jerk(i as f32 / n as f32)) * n as f32).collect();
        let peak = speed.iter().copied().fold(0.0, f32::max);
        assert!((peak - 1.875).abs() < 0.01, "{peak}");
        assert!(speed[0] < 1e-3 && speed[n - 1] < 1e-2, "{} {}", speed[0], speed[n - 1]);
        assert_eq!((min_jerk(-1.0), min_jerk(0.5), min_jerk(2.0)), (0.0, 0.5, 1.0));
    }

    #[test]
    fn far_and_narrow_take_longer() {
        assert!(reach_s(0.6, 0.03) > reach_s(0.2, 0.03));
        assert!(reach_s(0.3, 0.01) > reach_s(0.3, 0.05));
        assert!((0.4..1.2).contains(&reach_s(0.4, 0.03)));
    }

    #[test]
    fn tremor_stays_in_its_band() {
        let (rate, n) = (90.0, 1800);
        let waves = Waves::new(&mut Chance::new(3), 8.0, 12.0, 1.0);
        let samples: Vec<f64> = (0..n).map(|i| f64::from(waves.at(i as f32 / rate))).collect();
        let power = |hz: f64| {
            let (mut re, mut im) = (0.0, 0.0);
            for (i, x) in samples.iter().enumerate() {
                let a = std::f64::consts::TAU * hz * i as f64 / f64::from(rate);
                re += x * libm::cos(a);
                im += x * libm::sin(a);
            }
            re * re + im * im
        };
        let band = |from: f64, to: f64| {
            let (mut sum, mut hz) = (0.0, from);
            while hz < to {
                sum += power(hz);
                hz += 0.05;
            }
            sum
        };
        let (inside, all) = (band(7.8, 12.2), band(0.05, 45.0));
        assert!(inside / all > 0.97, "{}", inside / all);
        let rms = (samples.iter().map(|x| x * x).sum::<f64>() / n as f64).sqrt();
        assert!((0.7..1.3).contains(&rms), "{rms}");
    }

    #[test]
    fn a_follower_arrives_without_overshoot() {
        let mut f = Follow::at(0.0);
        let mut highest = 0.0_f32;
        for _ in 0..180 {
            f.step(1.0, 0.3, 1.0 / 90.0);
            highest = highest.max(f.value);
        }
        assert!((f.value - 1.0).abs() < 1e-3 && highest <= 1.0001, "{} {highest}", f.value);
    }
}

//! The display's pace held: what the runtime says of its moments and the GPU of its pictures goes to the controller
//! ([`Pacing`]), which says how large the next picture is.

use crate::device::Device;
use crate::headset::Headset;
use crate::pacing::{Bounds, Drawn, Pacing};
use crate::timer::Timer;

/// Times that may become known with one moment; others wait for the next.
const MOST: usize = 4;
/// A period that is shorter by more than this share is another display rate.
const SAME: f32 = 0.01;

pub(crate) struct Pace {
    bounds: Bounds,
    /// Of a period, what the GPU may take.
    share: f32,
    /// The display's. What a runtime says with a moment may be longer: it slows down a program that is slow.
    period_s: f32,
    pacing: Pacing,
    timer: Option<Timer<Picture>>,
    /// The picture before, if it is not timed.
    untimed: Option<Picture>,
    display: Option<i64>,
    number: u64,
    timed: [Option<(u64, f32)>; MOST],
}

struct Picture {
    number: u64,
    scale: f32,
    missed: bool,
}

impl Picture {
    fn drawn(&self, gpu_s: Option<f32>) -> Drawn {
        Drawn { gpu_s, scale: self.scale, missed: self.missed }
    }
}

impl Pace {
    /// `rate_hz`: the display's, if it is known before the first moment.
    pub fn new(file: &Headset, device: &Device, rate_hz: Option<f32>) -> Pace {
        let (bounds, share) = (file.bounds(), file.gpu_budget_s(1.0));
        let period_s = rate_hz.map_or(f32::INFINITY, f32::recip);
        Pace {
            bounds,
            share,
            period_s,
            pacing: Pacing::new(bounds, share * period_s),
            timer: Timer::new(device),
            untimed: None,
            display: None,
            number: 0,
            timed: [None; MOST],
        }
    }

    pub fn times(&self) -> bool {
        self.timer.is_some()
    }

    pub fn scale(&self) -> f32 {
        self.pacing.scale()
    }

    /// The display's rate is another from now on: what was learnt of the old one says little of it.
    pub fn rate(&mut self, period_s: f32) {
        self.period_s = period_s;
        self.pacing = Pacing::new(self.bounds, self.share * period_s);
    }

    /// No moments for a while: the next is not late.
    pub fn rest(&mut self) {
        self.display = None;
    }

    /// A moment: its number, and how many displayed nothing new before it.
    pub fn begin(&mut self, display_ns: i64, period_ns: i64, shown: bool) -> (u64, u32) {
        let period_s = period_ns as f32 * 1e-9;
        if period_ns > 0 && period_s < self.period_s * (1.0 - SAME) {
            self.rate(period_s);
        }
        let before = std::mem::replace(&mut self.display, shown.then_some(display_ns));
        let missed = before.filter(|_| shown).map_or(0, |before| missed(display_ns - before, self.period_s));
        self.learn(missed > 0);
        self.number += 1;
        (self.number - 1, missed)
    }

    /// Takes in what is known of earlier pictures, of which the last one was late or not.
    fn learn(&mut self, was_late: bool) {
        if let Some(mut last) = self.untimed.take() {
            last.missed = was_late;
            self.pacing.finished(last.drawn(None));
        } else if let Some(last) = self.timer.as_mut().and_then(Timer::newest) {
            last.missed = was_late;
        }
        self.timed = [None; MOST];
        let Some(timer) = &mut self.timer else { return };
        timer.look();
        for known in &mut self.timed {
            let Some((picture, gpu_s)) = timer.finished() else { break };
            self.pacing.finished(picture.drawn(gpu_s));
            *known = gpu_s.map(|gpu_s| (picture.number, gpu_s));
        }
    }

    pub fn time_from(&mut self, encoder: &mut wgpu::CommandEncoder) {
        if let Some(timer) = &mut self.timer {
            timer.from(encoder);
        }
    }

    pub fn time_to(&mut self, encoder: &mut wgpu::CommandEncoder) {
        if let Some(timer) = &mut self.timer {
            timer.to(encoder);
        }
    }

    /// This moment's picture was submitted.
    pub fn drawn(&mut self, scale: f32) {
        let picture = Picture { number: self.number - 1, scale, missed: false };
        self.untimed = match &mut self.timer {
            Some(timer) => timer.submitted(picture).err(),
            None => Some(picture),
        };
    }

    pub fn timed(&self) -> impl Iterator<Item = (u64, f32)> {
        self.timed.iter().copied().flatten()
    }
}

/// Whole periods too many between two moments.
fn missed(between_ns: i64, period_s: f32) -> u32 {
    // Casting clamps what is no number of pictures.
    ((between_ns as f64 * 1e-9 / f64::from(period_s)).round() - 1.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_of_more_than_a_period_is_a_missed_picture() {
        let period_s = 1.0 / 90.0;
        let gaps = [(1.0, 0), (0.9, 0), (1.3, 0), (1.9, 1), (2.0, 1), (4.1, 3), (0.0, 0), (-5.0, 0)];
        for (periods, expected) in gaps {
            assert_eq!(missed((periods * 1e9 / 90.0) as i64, period_s), expected, "{periods}");
        }
        assert_eq!(missed(5, f32::INFINITY), 0, "a display whose rate is not known");
    }
}

//! Ticks out of displayed frames: 90 a second, whatever the display does.
//!
//! A tick has a time of its own, exact to a nanosecond for ever (`start + n · 10⁹ / 90`, in whole numbers). At each
//! displayed frame all ticks are due whose time is not later than what the frame is predicted to show; poses are located
//! at the *tick's* time, not at the frame's. So a hand that moves evenly moves evenly on the tape at 72, 80, 90 or
//! 120 Hz, and the picture is never older than a tick.
//!
//! A frame that comes late gives several ticks. A runtime keeps poses of the past for at least [`HISTORY_NS`] (OpenXR
//! 1.1, chapter 2.15 *prediction time limits*): older ticks repeat the last poses, and the first located one after them
//! is said to come after a stall. A silence of more than [`CATCH_UP_TICKS`] is not made up at all: the person was away
//! (the headset was put down, the machine slept), the room stood still, and time goes on from here.

use tape::TICKS_PER_SECOND;

/// How far back poses can be located, nanoseconds. Also the patience of [`tape::Import`], so that a recorded session and
/// a live one tell a stall by the same rule.
pub const HISTORY_NS: i64 = 50_000_000;
/// Ticks made up for after a late frame: five seconds, as at a desk (design: longer than any hitch of a loading system,
/// shorter than taking a headset off and on).
pub const CATCH_UP_TICKS: u64 = 5 * TICKS_PER_SECOND as u64;

/// A tick that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// [`tape::Frame::tick`].
    pub number: u32,
    /// When it is, in the runtime's time: locate head and hands then.
    pub time_ns: i64,
    /// The poses of its time are forgotten: repeat the last frame.
    pub repeat: bool,
    /// [`tape::TrackingEvents::STALLED`].
    pub stalled: bool,
}

/// Which ticks are due.
#[derive(Clone, Debug, Default)]
pub struct Sampler {
    /// Time of the tick `origin_tick`; None before the first frame.
    origin_ns: Option<i64>,
    origin_tick: u32,
    next: u32,
    stalled: bool,
}

impl Sampler {
    pub fn new() -> Sampler {
        Sampler::default()
    }

    /// The number of the next tick; how many there were.
    pub fn next_tick(&self) -> u32 {
        self.next
    }

    /// When a tick is: rounded down, never summed up.
    fn time_ns(origin_ns: i64, ticks: u64) -> i64 {
        origin_ns + (u128::from(ticks) * 1_000_000_000 / u128::from(TICKS_PER_SECOND)) as i64
    }

    /// The ticks that are due when a frame will be shown at `display_ns` (`predictedDisplayTime`). None or few; a time
    /// that goes back gives none. Ticks not taken from the iterator stay due.
    pub fn due(&mut self, display_ns: i64) -> Due<'_> {
        let origin_ns = *self.origin_ns.get_or_insert(display_ns);
        let passed_ns = display_ns.saturating_sub(origin_ns).max(0) as u128;
        // The first tick of the origin is due at once, hence one more than whole ticks have passed. Rounded as in
        // `time_ns`: tick n is due exactly when its rounded time has come.
        let reached = ((passed_ns + 1) * u128::from(TICKS_PER_SECOND)).div_ceil(1_000_000_000) as u64;
        let owed = (u64::from(self.origin_tick) + reached).saturating_sub(u64::from(self.next));
        if owed > CATCH_UP_TICKS {
            (self.origin_ns, self.origin_tick) = (Some(display_ns), self.next);
            self.stalled = true;
        }
        let left = if owed > CATCH_UP_TICKS { 1 } else { owed };
        Due { sampler: self, left, oldest_ns: display_ns.saturating_sub(HISTORY_NS) }
    }
}

/// Ticks that are due, first to last.
pub struct Due<'a> {
    sampler: &'a mut Sampler,
    left: u64,
    oldest_ns: i64,
}

impl Iterator for Due<'_> {
    type Item = Tick;

    fn next(&mut self) -> Option<Tick> {
        self.left = self.left.checked_sub(1)?;
        let sampler = &mut *self.sampler;
        let time_ns = Sampler::time_ns(sampler.origin_ns?, u64::from(sampler.next - sampler.origin_tick));
        let repeat = time_ns < self.oldest_ns;
        let stalled = !repeat && std::mem::take(&mut sampler.stalled);
        sampler.stalled |= repeat;
        let number = sampler.next;
        sampler.next += 1;
        Some(Tick { number, time_ns, repeat, stalled })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000_000;

    /// Frames of a display, as a runtime predicts them: evenly, but for what `late` makes of the frame's number.
    fn run(hz: i64, seconds: i64, mut late: impl FnMut(i64) -> i64) -> Vec<(i64, Tick)> {
        let (mut sampler, mut ticks) = (Sampler::new(), Vec::new());
        for frame in 0..hz * seconds {
            let display_ns = 7_000_000_123 + frame * SECOND / hz + late(frame);
            ticks.extend(sampler.due(display_ns).map(|tick| (display_ns, tick)));
        }
        ticks
    }

    /// Every tick once, in order, at its own time.
    fn is_even(ticks: &[(i64, Tick)]) {
        let start = ticks[0].1.time_ns;
        for (n, (_, tick)) in ticks.iter().enumerate() {
            assert_eq!(tick.number as usize, n);
            assert_eq!(tick.time_ns, start + n as i64 * SECOND / 90);
        }
    }

    #[test]
    fn an_hour_is_324000_ticks_at_any_rate() {
        for hz in [72, 80, 90, 120] {
            let (mut sampler, mut count, mut most) = (Sampler::new(), 0, 0);
            let mut last = Tick { number: 0, time_ns: 0, repeat: false, stalled: false };
            for frame in 0..=hz * 3600 {
                let display_ns = frame * SECOND / hz;
                let before = count;
                for tick in sampler.due(display_ns) {
                    assert!(tick.time_ns <= display_ns && display_ns - tick.time_ns < SECOND / hz);
                    assert!(!tick.repeat && !tick.stalled);
                    (count, last) = (count + 1, tick);
                }
                most = most.max(count - before);
            }
            // The one at its beginning and those after it.
            assert_eq!(count, 1 + 324_000, "{hz} Hz");
            assert_eq!((last.number, last.time_ns), (324_000, 3600 * SECOND), "{hz} Hz");
            assert_eq!(most, if hz < 90 { 2 } else { 1 }, "{hz} Hz");
        }
    }

    #[test]
    fn jitter_moves_frames_and_not_ticks() {
        for hz in [72, 80, 90, 120] {
            let mut state = 0x2545_f491_4f6c_dd1d_u64;
            let jitter = |_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state % 6_000_000) as i64 - 3_000_000
            };
            let ticks = run(hz, 60, jitter);
            is_even(&ticks);
            assert!(ticks.iter().all(|(_, tick)| !tick.repeat && !tick.stalled));
            assert!((5_399..=5_401).contains(&ticks.len()), "{} ticks in 60 s at {hz} Hz", ticks.len());
        }
    }

    #[test]
    fn a_late_frame_gives_several_ticks_located_at_their_times() {
        // One frame of a second is shown two periods later, and those between not at all.
        let mut sampler = Sampler::new();
        assert_eq!(sampler.due(0).count(), 1);
        let due: Vec<Tick> = sampler.due(SECOND / 30).collect();
        assert_eq!(due.iter().map(|tick| tick.time_ns).collect::<Vec<_>>(), [11_111_111, 22_222_222, 33_333_333]);
        assert!(due.iter().all(|tick| !tick.repeat && !tick.stalled));
    }

    #[test]
    fn what_the_runtime_has_forgotten_is_repeated_and_said() {
        let mut sampler = Sampler::new();
        assert_eq!(sampler.due(0).count(), 1);
        let due: Vec<Tick> = sampler.due(SECOND / 10).collect();
        assert_eq!(due.len(), 9, "no tick is lost");
        assert_eq!(
            due.iter().map(|tick| tick.repeat).collect::<Vec<_>>(),
            [[true; 4].as_slice(), &[false; 5]].concat()
        );
        assert_eq!(due.iter().position(|tick| tick.stalled), Some(4), "the first one that is located");
        assert_eq!(due.iter().filter(|tick| tick.stalled).count(), 1);
        assert!(sampler.due(SECOND / 9).all(|tick| !tick.stalled));
    }

    #[test]
    fn five_seconds_are_made_up_and_more_is_a_pause() {
        for (away_s, expected) in [(4, 360), (5, 450), (6, 1), (3600, 1)] {
            let mut sampler = Sampler::new();
            sampler.due(0).for_each(drop);
            let back_ns = away_s * SECOND;
            let due: Vec<Tick> = sampler.due(back_ns).collect();
            assert_eq!(due.len(), expected, "{away_s} s");
            assert_eq!(due.iter().filter(|tick| tick.stalled).count(), 1);
            assert_eq!(due.last().map(|tick| (tick.time_ns, tick.number)), Some((back_ns, expected as u32)));
            let after: Vec<Tick> = sampler.due(back_ns + SECOND / 90 + 1).collect();
            assert_eq!(after.len(), 1, "time goes on from there");
            assert!(!after[0].stalled && !after[0].repeat);
        }
    }

    #[test]
    fn time_that_goes_back_or_stands_still_gives_nothing() {
        let mut sampler = Sampler::new();
        assert_eq!(sampler.due(SECOND).count(), 1);
        assert_eq!(sampler.due(SECOND).count(), 0);
        assert_eq!(sampler.due(0).count(), 0);
        assert_eq!(sampler.due(i64::MIN).count(), 0);
        assert_eq!(sampler.due(SECOND + SECOND / 90).count(), 1);
        assert_eq!(sampler.due(i64::MAX).count(), 1, "the end of time is a pause like any other");
    }

    #[test]
    fn sampling_allocates_nothing() {
        let mut sampler = Sampler::new();
        let info = allocation_counter::measure(|| {
            for frame in 0..1_000 {
                sampler.due(frame * SECOND / 72).for_each(drop);
            }
        });
        assert_eq!(info.count_total, 0);
    }
}

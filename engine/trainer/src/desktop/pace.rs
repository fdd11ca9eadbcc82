//! Exact ticks out of uneven time.

use std::time::{Duration, Instant};
use tape::TICKS_PER_SECOND;

/// Ticks made up for after a slow picture. More have passed only while the machine slept or the window was dragged: the
/// session did not go on then, and the tape says so.
const CATCH_UP: u32 = 5 * TICKS_PER_SECOND;

#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Time that is not ticks yet.
    owed: Duration,
    last: Instant,
}

/// Ticks that are to pass now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub ticks: u32,
    /// More would have been due; they are left out.
    pub stalled: bool,
}

impl Pace {
    pub fn new(now: Instant) -> Pace {
        Pace { owed: Duration::ZERO, last: now }
    }

    pub fn due(&mut self, now: Instant) -> Due {
        self.owed += now.duration_since(self.last);
        self.last = now;
        let tick = Duration::from_secs(1) / TICKS_PER_SECOND;
        let ticks = (self.owed.as_nanos() / tick.as_nanos()) as u32;
        self.owed -= tick * ticks;
        let stalled = ticks > CATCH_UP;
        Due { ticks: if stalled { 1 } else { ticks }, stalled }
    }

    /// Nobody lived through the time since the last tick.
    pub fn skip(&mut self, now: Instant) {
        self.last = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_tick_is_lost_or_made_up_but_those_of_a_long_sleep() {
        let begun = Instant::now();
        let mut pace = Pace::new(begun);
        let at = |ms: u64| begun + Duration::from_millis(ms);
        let passed: u32 = (1..=100).map(|i| pace.due(at(i * 17)).ticks).sum();
        assert_eq!(passed, 1700 * TICKS_PER_SECOND / 1000);
        assert_eq!(pace.due(at(60_000)), Due { ticks: 1, stalled: true });
        pace.skip(at(61_000));
        assert!(pace.due(at(61_012)).ticks <= 2);
    }
}

use super::*;
use proptest::prelude::*;
use std::collections::VecDeque;

const PERIOD_S: f32 = 1.0 / 90.0;
const BUDGET_S: f32 = 0.0094;
const BOUNDS: Bounds = Bounds { floor: 0.6, ceiling: 1.0 };
/// Frames until the time of one is known.
const LATENCY: usize = 3;

/// What a frame costs at scale 1, and of that what is not pixels.
#[derive(Clone, Copy)]
struct Load {
    ms: f32,
    fixed_ms: f32,
}

impl Load {
    fn seconds(self, scale: f32) -> f32 {
        (self.fixed_ms + (self.ms - self.fixed_ms) * scale * scale) * 1e-3
    }
}

fn pixels(ms: f32) -> Load {
    Load { ms, fixed_ms: 1.5 }
}

/// A display with a GPU that has this load at each frame; by frame the scale it was drawn at and whether it was missed.
struct Display {
    pacing: Pacing,
    timed: bool,
    waiting: VecDeque<Drawn>,
    scales: Vec<f32>,
    missed: Vec<bool>,
}

impl Display {
    fn new() -> Display {
        Display {
            pacing: Pacing::new(BOUNDS, BUDGET_S),
            timed: true,
            waiting: VecDeque::with_capacity(LATENCY + 1),
            scales: Vec::new(),
            missed: Vec::new(),
        }
    }

    fn frame(&mut self, gpu_s: f32) {
        let scale = self.pacing.scale();
        let missed = gpu_s > PERIOD_S;
        self.scales.push(scale);
        self.missed.push(missed);
        self.waiting.push_back(Drawn { gpu_s: self.timed.then_some(gpu_s), scale, missed });
        if self.waiting.len() > LATENCY {
            let drawn = self.waiting.pop_front().unwrap();
            self.pacing.finished(drawn);
        }
    }

    fn run(&mut self, seconds: usize, mut load: impl FnMut(f32) -> Load) {
        for frame in 0..seconds * 90 {
            let gpu_s = load(frame as f32 / 90.0).seconds(self.pacing.scale());
            self.frame(gpu_s);
        }
    }

    /// Changes of the scale in the last seconds.
    fn changes(&self, seconds: usize) -> usize {
        let last = &self.scales[self.scales.len() - seconds * 90..];
        last.windows(2).filter(|pair| pair[0] != pair[1]).count()
    }

    fn missed(&self, seconds: usize) -> usize {
        self.missed[self.missed.len() - seconds * 90..].iter().filter(|missed| **missed).count()
    }
}

struct Noise(u32);

impl Noise {
    /// −1 … 1.
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / (1 << 23) as f32 - 1.0
    }
}

#[test]
fn a_light_load_is_drawn_in_full() {
    let mut display = Display::new();
    display.run(60, |_| pixels(7.0));
    assert!(display.scales.iter().all(|&scale| scale == 1.0));
}

#[test]
fn a_step_is_answered_within_a_tenth_of_a_second_and_then_nothing_moves() {
    for heavy in [10.0, 12.0, 15.0, 20.0] {
        let mut display = Display::new();
        display.run(5, |_| pixels(7.0));
        display.run(60, |_| pixels(heavy));
        let settled = pixels(heavy).seconds(display.pacing.scale());
        assert!(settled <= BUDGET_S, "{heavy} ms settles at {settled} s");
        assert!(settled > 0.75 * BUDGET_S, "{heavy} ms: pixels are given away, {settled} s");
        assert_eq!(display.changes(40), 0, "{heavy} ms");
        let missed = display.missed.iter().filter(|missed| **missed).count();
        assert!(missed <= 9, "{missed} frames missed at {heavy} ms");
    }
}

#[test]
fn pixels_come_back_when_the_load_goes() {
    let mut display = Display::new();
    display.run(20, |_| pixels(15.0));
    let low = display.pacing.scale();
    assert!(low < 0.8);
    display.run(10, |_| pixels(6.0));
    assert_eq!(display.pacing.scale(), 1.0);
    let up: Vec<_> = display.scales[20 * 90..].windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(up.iter().all(|&step| (0.0..=RAISE_STEPS as f32 * STEP).contains(&step)), "never down, never far up");
}

#[test]
fn single_spikes_change_nothing() {
    let mut display = Display::new();
    let mut frame = 0;
    display.run(120, |_| {
        frame += 1;
        if frame % 45 == 0 { pixels(30.0) } else { pixels(8.0) }
    });
    assert!(display.scales.iter().all(|&scale| scale == 1.0));
}

#[test]
fn a_slow_drift_is_followed_without_a_missed_frame() {
    let mut display = Display::new();
    // Up and down between 6 and 14 ms in two minutes.
    display.run(240, |t| pixels(10.0 - 4.0 * libm::cosf(t * std::f32::consts::TAU / 120.0)));
    assert_eq!(display.missed(240), 0);
    // The way down and up twice, a step at a time, and no more than a quarter again of second thoughts.
    let levels = display.scales.iter().fold(1.0f32, |low, &scale| low.min(scale));
    let needed = (4.0 * (1.0 - levels) / STEP) as usize;
    assert!(display.changes(239) <= needed + needed / 4, "{} changes for {needed}", display.changes(239));
    assert!(levels < 0.85);
}

#[test]
fn noise_does_not_make_the_picture_breathe() {
    for (ms, share) in [(8.0, 0.10), (9.0, 0.10), (9.4, 0.15), (11.0, 0.15), (14.0, 0.10)] {
        let (mut display, mut noise) = (Display::new(), Noise(7));
        display.run(300, |_| pixels(ms * (1.0 + share * noise.next())));
        assert!(display.changes(120) <= 4, "{ms} ms: {} changes in two minutes", display.changes(120));
        assert!(display.missed(120) <= 120 * 90 / 1000, "{ms} ms: {} missed", display.missed(120));
    }
}

#[test]
fn nothing_goes_under_the_floor_and_the_floor_is_left_again() {
    let mut display = Display::new();
    display.run(30, |_| pixels(200.0));
    assert_eq!(display.pacing.scale(), 0.625, "the lowest step not under 0.6");
    assert!(display.scales.iter().all(|&scale| scale >= BOUNDS.floor));
    display.run(30, |_| pixels(5.0));
    assert_eq!(display.pacing.scale(), 1.0);
}

#[test]
fn the_processors_misses_cost_no_pixels() {
    let mut display = Display::new();
    for frame in 0..5_400 {
        display.frame(0.006);
        if let Some(drawn) = display.waiting.back_mut() {
            drawn.missed = frame % 3 == 0;
        }
    }
    assert!(display.scales.iter().all(|&scale| scale == 1.0));
}

#[test]
fn without_times_missed_frames_are_enough() {
    let mut display = Display::new();
    display.timed = false;
    display.run(600, |_| pixels(14.0));
    assert!(pixels(14.0).seconds(display.pacing.scale()) <= PERIOD_S || display.changes(5) > 0);
    // A blind try each half a minute, and what is on its way when it fails.
    assert!(display.missed(300) <= 10 * (LATENCY + 2), "{} missed in five minutes", display.missed(300));
    assert!(display.scales.iter().all(|&scale| scale >= BOUNDS.floor));
}

#[test]
fn a_broken_clock_is_no_clock() {
    let mut display = Display::new();
    for gpu_s in [f32::NAN, f32::INFINITY, -1.0, 0.0].into_iter().flat_map(|gpu_s| [gpu_s; 500]) {
        display.frame(gpu_s);
        if let Some(drawn) = display.waiting.back_mut() {
            drawn.missed = false;
        }
    }
    assert!(display.scales.iter().all(|&scale| scale == 1.0));
}

#[test]
fn parts_are_whole_tiles_of_the_buffer() {
    assert_eq!(part([1680, 1760], 1.0), [1680, 1760]);
    assert_eq!(part([1680, 1760], 0.75), [1256, 1320]);
    assert_eq!(part([5, 1760], 0.01), [5, 16]);
}

#[test]
fn pacing_allocates_nothing() {
    let mut pacing = Pacing::new(BOUNDS, BUDGET_S);
    let info = allocation_counter::measure(|| {
        for frame in 0..1_000 {
            let drawn = Drawn { gpu_s: Some((frame % 20) as f32 * 1e-3), scale: pacing.scale(), missed: false };
            pacing.finished(drawn);
        }
    });
    assert_eq!(info.count_total, 0);
}

proptest! {
    /// Whatever a GPU does, bounds hold, and within 20 s of a load that stands still nothing moves any more.
    #[test]
    fn any_load_settles_within_bounds(
        past in prop::collection::vec(0.5f32..40.0, 0..40),
        ms in 1.0f32..30.0,
        fixed in 0.0f32..0.9,
    ) {
        let mut display = Display::new();
        for ms in past {
            for _ in 0..30 {
                display.frame(Load { ms, fixed_ms: ms * fixed }.seconds(display.pacing.scale()));
            }
        }
        let load = Load { ms, fixed_ms: ms * fixed };
        display.run(60, |_| load);
        prop_assert!(display.scales.iter().all(|scale| (BOUNDS.floor..=BOUNDS.ceiling).contains(scale)));
        prop_assert_eq!(display.changes(20), 0);
        let level = display.pacing.scale();
        prop_assert!(load.seconds(level) <= BUDGET_S || level - STEP < BOUNDS.floor);
    }
}

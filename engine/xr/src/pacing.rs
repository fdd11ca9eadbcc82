//! Holds the refresh rate by drawing fewer pixels: the share of the eye buffer that is drawn, from the GPU's times and
//! the frames it missed. No clock, no randomness: times come in, a scale goes out.
//!
//! The scale is linear (a share of width and of height), a multiple of [`STEP`], within the headset's bounds; the picture
//! is drawn into a part of the swapchain's image ([`part`]), so that a change costs nothing.
//!
//! Why this way. All who do this measure the GPU and keep away from the limit; they differ in what they do with noise.
//! Unity (HDRP) averages groups of frames and asks for several groups in a row before it steps up or down; Unreal
//! estimates a resolution from a weighted history, with headroom, a threshold below which nothing changes, quantised
//! steps and a slower way up than down. From both: the way down is quick and the way up is slow, steps are quantised, and
//! between the two thresholds nothing happens. Of our own:
//!
//! - A time belongs to the scale it was drawn at. GPU times arrive frames later; those of another scale are not judged,
//!   so that one overload is not answered twice.
//! - The way up is taken only if the time would still be under its threshold *were all of it pixels* (it then grows with
//!   the area). Some of it is not, so the guess is too high, never too low: a step up alone does not lead to a step down.
//! - One slow frame changes nothing: fewer pixels do not help against a hitch. Two of four do.
//! - A missed frame whose GPU time was good was not the GPU's fault, and the scale stays.
//! - Whoever steps up and soon down again waits twice as long before the next try, up to half a minute: a load at the
//!   limit does not make the picture breathe.

/// Scales are multiples of it: at 1680 pixels 53 of them, too little to be seen as a jump, enough to matter (6 % of the
/// area).
pub const STEP: f32 = 1.0 / 32.0;
/// The way up is taken to no more than this share of the budget (design: the band in which nothing happens).
const RAISE_TO: f32 = 0.90;
/// Frames that are judged together before the way up: a second at 90 Hz.
const WINDOW: u32 = 90;
/// Steps up at once (design: 13 % of the width, a tenth of which is seen).
const RAISE_STEPS: u32 = 4;
/// Of the last four frames, how many must be slow before the way down.
const SLOW_OF_FOUR: u32 = 2;
/// Windows within which a step down after a step up counts as a mistake.
const REGRET: u32 = 10;
/// Windows waited at most before the next try.
const PATIENCE: u32 = 32;
/// Windows without a step down after which mistakes are forgotten.
const FORGET: u32 = 60;

/// The scales a headset allows, of its swapchain's size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Under this text cannot be read: never less.
    pub floor: f32,
    pub ceiling: f32,
}

/// A frame that the GPU has finished.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// Seconds on the GPU; None where it cannot be timed.
    pub gpu_s: Option<f32>,
    /// The scale it was drawn at.
    pub scale: f32,
    /// It was not shown when it should have been.
    pub missed: bool,
}

/// The controller.
#[derive(Clone, Debug)]
pub struct Pacing {
    /// In steps.
    floor: u32,
    ceiling: u32,
    level: u32,
    budget_s: f32,
    /// The last four frames at this scale, newest in bit 0: were they slow?
    slow: u8,
    /// The two longest times of this window, and how many frames it has.
    longest_s: [f32; 2],
    frames: u32,
    /// Windows: good ones in a row, needed before the way up, since the last step up and the last step down.
    good: u32,
    needed: u32,
    since_up: u32,
    since_down: u32,
}

impl Pacing {
    /// Begins at the ceiling. `budget_s`: seconds of GPU a frame may take, less than a period.
    pub fn new(bounds: Bounds, budget_s: f32) -> Pacing {
        // Rounded inwards, but for a floor over the ceiling, which then is both.
        let ceiling = ((bounds.ceiling / STEP) as u32).max(1);
        let floor = ((bounds.floor / STEP).ceil() as u32).clamp(1, ceiling);
        Pacing {
            floor,
            ceiling,
            level: ceiling,
            budget_s,
            slow: 0,
            longest_s: [0.0; 2],
            frames: 0,
            good: 0,
            needed: 1,
            since_up: REGRET,
            since_down: FORGET,
        }
    }

    /// What to draw the next frame at.
    pub fn scale(&self) -> f32 {
        self.level as f32 * STEP
    }

    /// Takes in a finished frame, in the order of drawing; the next frame's scale.
    pub fn finished(&mut self, drawn: Drawn) -> f32 {
        if drawn.scale != self.scale() {
            return self.scale();
        }
        let gpu_s = drawn.gpu_s.filter(|s| s.is_finite() && *s > 0.0);
        let is_slow = gpu_s.map_or(drawn.missed, |s| s > self.budget_s);
        self.slow = self.slow << 1 | u8::from(is_slow);
        if (self.slow & 0b1111).count_ones() >= SLOW_OF_FOUR {
            self.lower(gpu_s);
        } else {
            self.wait(gpu_s.unwrap_or(0.0), is_slow);
        }
        self.scale()
    }

    /// At once to where all would be well if all of the time were pixels, at least a step.
    fn lower(&mut self, gpu_s: Option<f32>) {
        let wanted = gpu_s.map_or(f32::INFINITY, |s| self.level as f32 * (RAISE_TO * self.budget_s / s).sqrt());
        let lower = self.level.saturating_sub(1).min(wanted as u32).max(self.floor);
        if self.since_up < REGRET {
            self.needed = (self.needed * 2).min(PATIENCE);
        }
        // A level that cannot be lowered is judged anew as well.
        (self.since_up, self.since_down) = (REGRET, 0);
        self.begin(lower);
    }

    fn wait(&mut self, gpu_s: f32, is_slow: bool) {
        let [first, second] = self.longest_s;
        self.longest_s = [first.max(gpu_s), second.max(first.min(gpu_s))];
        self.frames += 1;
        if self.frames < WINDOW {
            return;
        }
        (self.since_up, self.since_down) = (self.since_up.saturating_add(1), self.since_down.saturating_add(1));
        if self.since_down >= FORGET {
            self.needed = 1;
        }
        // The longest may have been a hitch.
        let [_, longest_s] = self.longest_s;
        let would = |level: u32| longest_s * (level as f32 / self.level as f32).powi(2);
        // Without times a try is blind, and a small one.
        let steps = if longest_s > 0.0 { RAISE_STEPS } else { 1 };
        let higher = (self.level + 1..=self.level + steps)
            .take_while(|&level| level <= self.ceiling && would(level) <= RAISE_TO * self.budget_s)
            .last();
        (self.frames, self.longest_s) = (0, [0.0; 2]);
        self.good = if higher.is_some() && !is_slow { self.good + 1 } else { 0 };
        if let Some(higher) = higher.filter(|_| self.good >= self.needed) {
            self.since_up = 0;
            self.begin(higher);
        }
    }

    fn begin(&mut self, level: u32) {
        (self.level, self.slow, self.frames, self.good, self.longest_s) = (level, 0, 0, 0, [0.0; 2]);
    }
}

/// Pixels of the part that is drawn of an eye buffer of `size` pixels, from its corner (0, 0): whole blocks of 8, the
/// tile of mobile GPUs, at least one.
pub fn part(size: [u32; 2], scale: f32) -> [u32; 2] {
    size.map(|side| ((side as f32 * scale) as u32 / 8 * 8).max(8).min(side))
}

#[cfg(test)]
#[path = "pacing_tests.rs"]
mod tests;

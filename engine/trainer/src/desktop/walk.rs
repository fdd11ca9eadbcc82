//! Where a person at a desk can walk: not through walls, furniture or shut doors, and over a bench only by insisting.

use glam::{Vec2, Vec3};
use tape::TICK_S;
use twin::statics::{Block, BlockKind, Statics};

/// An easy walk (design).
pub const WALK_M_PER_S: f32 = 1.4;
/// Over a bench, leg after leg (design).
const OVER_M_PER_S: f32 = 0.45;
/// Before a bench the stride shortens, so that no foot is on its way over it: metres from it, and how fast (design).
const BEFORE_M: f32 = 0.6;
const BEFORE_M_PER_S: f32 = 0.7;
/// Half of a person's breadth between shoulders and hips (design).
const BODY_M: f32 = 0.22;
/// What ends below is stepped over without a thought; what begins above hangs over the head.
const BODY_Y_M: [f32; 2] = [0.12, 1.8];
/// Seconds of walking against a bench before the legs go over it (design).
const INSIST_S: f32 = 0.5;
/// Seconds to full speed (design).
const START_S: f32 = 0.25;

/// A walker on the floor.
#[derive(Clone, Copy, Debug)]
pub struct Walker {
    /// x and z, room space, metres.
    pub at: Vec2,
    velocity: Vec2,
    /// Seconds of walking against a bench.
    insisted_s: f32,
    /// The bench that the legs go over.
    over: Option<usize>,
}

impl Walker {
    pub fn new(at: Vec2) -> Walker {
        Walker { at, velocity: Vec2::ZERO, insisted_s: 0.0, over: None }
    }

    /// Stands somewhere else, perhaps astride a bench.
    pub fn place(&mut self, at: Vec2, statics: &Statics) {
        let within = |b: &Block| b.kind == BlockKind::Bench && push_out(b, at).is_some();
        *self = Walker { over: statics.blocks.iter().position(within), ..Walker::new(at) };
    }

    /// One tick of walking along `wish` (room space, length up to 1).
    pub fn step(&mut self, wish: Vec2, statics: &Statics) {
        let ahead = self.at + wish.normalize_or_zero() * BEFORE_M;
        let before_bench = || statics.blocks.iter().any(|b| b.kind == BlockKind::Bench && push_out(b, ahead).is_some());
        let top = match self.over {
            Some(_) => OVER_M_PER_S,
            None if before_bench() => BEFORE_M_PER_S,
            None => WALK_M_PER_S,
        };
        let change = wish.clamp_length_max(1.0) * top - self.velocity;
        self.velocity += change.clamp_length_max(WALK_M_PER_S * TICK_S / START_S);
        let wanted = self.at + self.velocity * TICK_S;
        let mut at = wanted;
        let mut bench = None;
        // Twice: out of one wall may be into the next.
        for _ in 0..2 {
            for (i, block) in statics.blocks.iter().enumerate() {
                if self.over == Some(i) || block.max.y < BODY_Y_M[0] || block.min.y > BODY_Y_M[1] {
                    continue;
                }
                if let Some(out) = push_out(block, at) {
                    at = out;
                    if block.kind == BlockKind::Bench {
                        bench = Some(i);
                    }
                }
            }
        }
        if self.over.is_some_and(|i| push_out(&statics.blocks[i], at).is_none()) {
            self.over = None;
        }
        // Against the bench, not along it.
        let held_back = (wanted - at).dot(wish) > 0.3 * self.velocity.length() * TICK_S;
        self.insisted_s = if bench.is_some() && held_back { self.insisted_s + TICK_S } else { 0.0 };
        if self.insisted_s >= INSIST_S {
            (self.over, self.insisted_s) = (bench, 0.0);
        }
        self.velocity = ((at - self.at) / TICK_S).clamp_length_max(self.velocity.length());
        self.at = at;
    }
}

/// Where a body at `at` must stand to be out of a block, seen from above.
fn push_out(block: &Block, at: Vec2) -> Option<Vec2> {
    let level = Vec3::new(at.x, block.centre.y, at.y);
    block.push_out(level, BODY_M).map(|p| Vec2::new(p.x, p.z))
}

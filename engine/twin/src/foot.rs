//! One foot: planted, stepping or rising to an opening. When it does which is [`crate::stance`]'s.

use crate::state;
use crate::statics::Statics;
use glam::Vec3;
use tape::TICK_S;

/// Length of a foot as a share of stature (Winter 2009, fig. 4.1).
const FOOT: f32 = 0.152;
pub const FOOT_RADIUS_M: f32 = 0.04;
pub const HEEL_M: f32 = 0.06;
pub const REACH_M_PER_S: f32 = 1.0;

/// A foot on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Foot {
    /// Under the ankle, on the sole: y is the sole's height over the floor.
    pub sole: Vec3,
    /// Level unit vector from heel to toes.
    pub forward: Vec3,
    /// Radians the toes point down.
    pub pitch: f32,
    pub planted: bool,
    /// It rises to an opening.
    pub reaching: bool,
    /// It was led where it stands.
    pub led: bool,
    from: Vec3,
    to: Vec3,
    from_forward: Vec3,
    to_forward: Vec3,
    /// 0…1 of the step.
    progress: f32,
    duration_s: f32,
    apex_m: f32,
}
state!(Foot {
    sole,
    forward,
    pitch,
    planted,
    reaching,
    led,
    from,
    to,
    from_forward,
    to_forward,
    progress,
    duration_s,
    apex_m
});

/// The nearest place for a sole that is not on a solid.
pub fn beside_solids(mut place: Vec3, forward: Vec3, stature: f32, statics: &Statics) -> Vec3 {
    let (toe, heel) = (forward * (toe_m(stature) + FOOT_RADIUS_M), forward * -(HEEL_M + FOOT_RADIUS_M));
    let side_way = forward.cross(Vec3::Y).abs() * FOOT_RADIUS_M + Vec3::splat(0.02);
    // Twice, because one solid may push it into the next.
    for _ in 0..2 {
        for b in statics.blocks[..statics.first_leaf].iter().filter(|b| b.min.y < 0.3) {
            let min = b.min - toe.max(heel) - side_way;
            let max = b.max - toe.min(heel) + side_way;
            if place.x <= min.x || place.x >= max.x || place.z <= min.z || place.z >= max.z {
                continue;
            }
            // Which side is nearer is asked of the solid itself, not of the sole's reach around it.
            let ways = [
                (place.x - b.min.x, place.with_x(min.x)),
                (b.max.x - place.x, place.with_x(max.x)),
                (place.z - b.min.z, place.with_z(min.z)),
                (b.max.z - place.z, place.with_z(max.z)),
            ];
            if let Some(nearest) = ways.iter().min_by(|i, j| i.0.total_cmp(&j.0)) {
                place = nearest.1;
            }
        }
    }
    place
}

/// Metres from under the ankle to the ball that ends the toes.
pub fn toe_m(stature: f32) -> f32 {
    FOOT * stature - HEEL_M - FOOT_RADIUS_M
}

impl Foot {
    pub fn standing(sole: Vec3, forward: Vec3) -> Foot {
        Foot { sole, forward, planted: true, ..Foot::default() }
    }

    /// Rises so that the tip of the toes comes to `toes`, pointing them.
    pub fn reach(&mut self, toes: Vec3, forward: Vec3, stature: f32, statics: &Statics) {
        self.forward = self.forward.lerp(forward, TICK_S / 0.2).normalize_or(forward);
        self.pitch += (0.7 - self.pitch).clamp(-3.0 * TICK_S, 3.0 * TICK_S);
        let along = self.forward * libm::cosf(self.pitch) - Vec3::Y * libm::sinf(self.pitch);
        let to = toes - along * (toe_m(stature) + FOOT_RADIUS_M) - Vec3::Y * FOOT_RADIUS_M;
        let top = highest_between(statics, self.sole, to, self.forward * (toe_m(stature) + FOOT_RADIUS_M));
        let way = if top > 0.0 && self.sole.y < top + 0.05 {
            Vec3::Y
        } else if top > 0.0 {
            (to - self.sole).with_y((top + 0.06 - self.sole.y).max(to.y - self.sole.y))
        } else {
            to - self.sole
        };
        self.sole += way.clamp_length_max(REACH_M_PER_S * TICK_S);
        self.sole.y = self.sole.y.max(0.0);
    }

    pub fn step_to(&mut self, to: Vec3, forward: Vec3, statics: &Statics) {
        (self.planted, self.reaching, self.progress) = (false, false, 0.0);
        (self.from, self.to, self.from_forward, self.to_forward) = (self.sole, to, self.forward, forward);
        let over = highest_between(statics, self.from, to, Vec3::ZERO);
        let level = Vec3::new(to.x - self.from.x, 0.0, to.z - self.from.z).length();
        (self.apex_m, self.duration_s) =
            if over > 0.0 { (over + 0.12, 0.8) } else { (0.06, 0.26 + 0.2 * level.min(0.7)) };
        self.apex_m = self.apex_m.max(self.from.y);
        self.duration_s = self.duration_s.max(self.from.y / REACH_M_PER_S);
    }

    /// Up, over, down: nearly level flight above what is in the way, so that the toes clear its edge.
    pub fn swing(&mut self) {
        self.progress = (self.progress + TICK_S / self.duration_s).min(1.0);
        let t = self.progress;
        let over = smooth((t - 0.22) / 0.56);
        let sole = self.from.lerp(self.to, over);
        let lift = if t < 0.5 {
            self.from.y + (self.apex_m - self.from.y) * smooth(t / 0.27)
        } else {
            self.apex_m * (1.0 - smooth((t - 0.73) / 0.27))
        };
        self.sole = Vec3::new(sole.x, lift, sole.z);
        self.pitch *= 1.0 - over;
        self.forward = self.from_forward.lerp(self.to_forward, over).normalize_or(self.to_forward);
        if t >= 1.0 {
            (self.sole, self.planted, self.pitch) = (self.to, true, 0.0);
        }
    }
}

/// Top of the highest low solid that a sole with toes crosses on its level way; 0 for none.
fn highest_between(statics: &Statics, from: Vec3, to: Vec3, toes: Vec3) -> f32 {
    statics.blocks[..statics.first_leaf]
        .iter()
        .filter(|b| b.max.y < 0.8)
        .filter(|b| crosses(b.min, b.max, from, to) || crosses(b.min, b.max, from + toes, to + toes))
        .fold(0.0f32, |top, b| top.max(b.max.y))
}

/// 0…1, flat at both ends.
fn smooth(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Does the level way from `a` to `b` cross the box's footprint?
fn crosses(min: Vec3, max: Vec3, a: Vec3, b: Vec3) -> bool {
    let (mut enter, mut leave) = (0.0f32, 1.0f32);
    for (lo, hi, from, to) in [(min.x, max.x, a.x, b.x), (min.z, max.z, a.z, b.z)] {
        let way = to - from;
        if way.abs() < 1e-6 {
            if from < lo || from > hi {
                return false;
            }
            continue;
        }
        let (t0, t1) = ((lo - from) / way, (hi - from) / way);
        enter = enter.max(t0.min(t1));
        leave = leave.min(t0.max(t1));
    }
    enter < leave
}

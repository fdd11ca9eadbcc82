//! Cloth in the hands: taking hold of rims, carrying and lowering an opening, letting go.

use crate::hand::{Posture, Touch};
use crate::play::{Deed, Player, trouble};
use crate::rig::{Aim, ready, ticks};
use glam::{Vec2, Vec3};
use tape::{LEFT, Pose, RIGHT, TICK_S};
use twin::body::facing;
use twin::room::SolidKind;

/// Metres a second at which a garment is carried to a limb.
const CARRY_M_PER_S: f32 = 0.45;

impl Player<'_> {
    /// Takes a rim of a garment with a hand: at `degrees` of a ring.
    pub(crate) fn take_rim(
        &mut self,
        side: usize,
        what: &str,
        tube: &str,
        ring: usize,
        degrees: f32,
        palm: bool,
    ) -> Deed {
        let touch = if palm { Touch::Hollow } else { Touch::Pinch };
        for attempt in 0..4 {
            let Some(at) = self.sight.rim(what, tube, ring, degrees) else {
                return trouble(format!("`{what}` has no part `{tube}`"), "correct its name");
            };
            let way = self.way_to(side, at);
            let down = Vec3::new(way.x, way.y.min(-0.45), way.z).normalize();
            // A pinch comes straight from above, its other fingers on the near side: they touch nothing of what lies beyond.
            let rotation = match palm {
                true => facing(down, Vec3::Y + self.rig.ahead() * 0.3),
                false => facing(down * 0.4 - Vec3::Y, self.rig.ahead() + Vec3::Y * 0.3),
            };
            self.rig.shape(side, Posture::OPEN, 0.25);
            self.bring(side, touch, at + Vec3::Y * 0.06 - down * 0.02, rotation, 0.04)?;
            let deeper = Vec3::Y * (0.006 - 0.008 * attempt as f32);
            self.home(side, touch, |p| Some(p.sight.rim(what, tube, ring, degrees)? + deeper))?;
            self.close(side, palm)?;
            if self.sight.holds(side) == Some(what) {
                return Ok(());
            }
            self.open(side)?;
        }
        trouble(format!("the hand does not get hold of `{what}`"), "walk nearer, and free the hand first")
    }

    /// Takes a rim with both hands at once, each at its own side (degrees); a hand that has it already keeps it.
    pub(crate) fn take_both(&mut self, what: &str, tube: &str, ring: usize, sides: [f32; 2], palm: bool) -> Deed {
        let touch = if palm { Touch::Hollow } else { Touch::Pinch };
        for attempt in 0..4 {
            let free: Vec<usize> = [LEFT, RIGHT].into_iter().filter(|&s| self.sight.holds(s) != Some(what)).collect();
            if free.is_empty() {
                return Ok(());
            }
            let deeper = Vec3::Y * (0.004 - 0.008 * attempt as f32);
            let rim = |p: &Self, side: usize| p.sight.rim(what, tube, ring, sides[side]);
            let mut needed = 0;
            for &side in &free {
                let Some(at) = rim(self, side) else {
                    return trouble(format!("`{what}` has no part `{tube}`"), "correct its name");
                };
                if side == free[0] {
                    self.look_first(at)?;
                }
                let way = self.way_to(side, at);
                let down = Vec3::new(way.x, way.y.min(-0.45), way.z).normalize();
                let rotation = facing(down, Vec3::Y + self.rig.ahead() * 0.3);
                self.rig.shape(side, Posture::OPEN, 0.25);
                let above = Player::palm_for(side, touch, at + Vec3::Y * 0.06 - down * 0.02, rotation);
                needed = needed.max(self.rig.reach(side, Aim::Room(above), 0.04, 1.0));
            }
            self.pass_ticks(needed)?;
            for _ in 0..ticks(0.9) {
                let mut far = 0.0_f32;
                for &side in &free {
                    let Some(at) = rim(self, side) else { continue };
                    let off = at + deeper - self.rig.point(side, touch);
                    far = far.max(off.length());
                    self.shift_hands(&[side], off, (0.05 + 3.0 * off.length()).min(0.35));
                }
                if far < 0.008 {
                    break;
                }
                self.tick()?;
            }
            for &side in &free {
                self.rig.shape(side, if palm { Posture::FIST } else { Posture::PINCH }, 0.18);
            }
            self.pass(0.26)?;
            let missed: Vec<usize> = free.into_iter().filter(|&s| self.sight.holds(s) != Some(what)).collect();
            if missed.is_empty() {
                return Ok(());
            }
            for side in missed {
                self.rig.shape(side, Posture::OPEN, 0.16);
            }
            self.pass(0.2)?;
        }
        trouble(format!("the hands do not get hold of `{what}`"), "walk nearer, and free the hands first")
    }

    /// A step back from what stands before the person, so that there is room for hands and feet.
    pub(crate) fn make_room(&mut self) -> Deed {
        let ahead = self.rig.ahead();
        let (here, ahead) = (self.rig.at(), Vec2::new(ahead.x, ahead.z));
        let blocked = (1..=7).any(|i| {
            let p = here + ahead * (0.1 * i as f32);
            self.room.solids.iter().any(|s| {
                s.kind != SolidKind::Bench
                    && (s.min[0]..=s.max[0]).contains(&p.x)
                    && (s.min[2]..=s.max[2]).contains(&p.y)
            })
        });
        if !blocked {
            return Ok(());
        }
        let back = here - ahead * 0.45;
        let clear = |p: Vec2| {
            let flat = |c: [f32; 3]| Vec2::new(c[0], c[2]);
            let solids = self.room.solids.iter().filter(|s| s.min[1] < 1.0);
            solids.map(|s| p.distance(p.clamp(flat(s.min), flat(s.max)))).fold(f32::MAX, f32::min)
        };
        let to = self.floor.best(|p| {
            let off = p.distance(back);
            (off < 0.9).then(|| off + 3.0 * (0.8 - clear(p)).max(0.0))
        });
        for side in [LEFT, RIGHT] {
            self.rig.ride_along(side);
        }
        self.sidle(to.unwrap_or(back), 0.5)
    }

    /// The side of a ring (degrees) that lies most in a direction.
    pub(crate) fn rim_towards(&self, what: &str, tube: &str, ring: usize, way: Vec3) -> Deed<f32> {
        let mut best = (f32::MIN, 0.0);
        for i in 0..24 {
            let degrees = 15.0 * i as f32;
            let Some(at) = self.sight.rim(what, tube, ring, degrees) else {
                return trouble(format!("`{what}` has no part `{tube}`"), "correct its name");
            };
            if at.dot(way) > best.0 + 1e-4 {
                best = (at.dot(way), degrees);
            }
        }
        Ok(best.1)
    }

    /// Moves the hands named so that `off` (how far what they hold is from where it should be) becomes nothing.
    pub(crate) fn shift_hands(&mut self, hands: &[usize], off: Vec3, speed_m_per_s: f32) {
        let step = off.clamp_length_max(speed_m_per_s * TICK_S);
        for &side in hands {
            let palm = self.rig.palm(side);
            self.rig.guide(side, Pose { position: palm.position + step, ..palm });
        }
    }

    /// Brings the middle of a tube's entry to a place that may move, with the hands that hold it; until it is there.
    pub(crate) fn bring_ring(
        &mut self,
        hands: &[usize],
        what: &str,
        tube: &str,
        near_m: f32,
        limit_s: f32,
        place: impl Fn(&Self) -> Vec3,
    ) -> Deed<bool> {
        let mut speed = 0.0_f32;
        for _ in 0..ticks(limit_s) {
            let Some(ring) = self.sight.ring(what, tube, 0) else { return Ok(false) };
            let off = place(self) - ring.centre;
            if off.length() < near_m {
                return Ok(true);
            }
            // Starts and ends softly.
            speed = (speed + 1.2 * TICK_S).min(CARRY_M_PER_S).min(0.04 + off.length() * 2.0);
            self.rig.look(Some(ring.centre));
            self.shift_hands(hands, off, speed);
            self.tick()?;
        }
        Ok(false)
    }

    /// Lifts what both hands hold off the shelf, towards the body.
    pub(crate) fn lift_ring(&mut self, what: &str, tube: &str) -> Deed {
        if let Some(ring) = self.sight.ring(what, tube, 0) {
            let lift = ring.centre.with_y(ring.centre.y.max(0.95) + 0.12) - self.rig.ahead() * 0.12;
            self.bring_ring(&[LEFT, RIGHT], what, tube, 0.05, 2.0, |_| lift)?;
        }
        Ok(())
    }

    /// Opens hands, draws them back the way the fingers point, and brings them before the chest.
    pub(crate) fn let_go(&mut self, hands: &[usize]) -> Deed {
        for &side in hands {
            // A pinch opens just enough to let go: straight fingers would poke what they held.
            let open = match self.sight.grip_touch(side) {
                Touch::Hollow => Posture::OPEN,
                _ => Posture::PINCH.towards(&Posture::OPEN, 0.65),
            };
            self.rig.shape(side, open, 0.16);
            let palm = self.rig.palm(side);
            let away = palm.rotation * Vec3::new(0.0, 0.01, 0.09);
            self.rig.reach(side, Aim::Room(Pose { position: palm.position + away, ..palm }), 0.06, 0.6);
        }
        self.pass(0.4)?;
        for &side in hands {
            self.rig.shape(side, Posture::RELAXED, 0.3);
            self.rig.reach(side, Aim::Body(ready(side)), 0.08, 1.0);
        }
        self.pass(0.7)
    }

    /// Opens one hand where it is.
    pub(crate) fn let_loose(&mut self, side: usize) -> Deed {
        self.rig.shape(side, Posture::OPEN, 0.16);
        self.pass(0.22)
    }
}

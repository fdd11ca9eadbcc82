//! A coverall: legs one by one, then the sleeves, one hand after the other at the shoulders so that nothing falls.

use crate::dress::DRAW_M_PER_S;
use crate::hand::{Posture, Touch, joints};
use crate::play::{Deed, Player, trouble};
use crate::rig::{Aim, ticks};
use glam::{Quat, Vec3};
use tape::{LEFT, Pose, RIGHT, TICK_S, joint};
use twin::body::facing;

impl Player<'_> {
    /// A coverall: legs one by one, then the sleeves.
    pub(crate) fn put_on_suit(&mut self, what: &str, gathered: bool) -> Deed {
        let left = -self.rig.ahead().cross(Vec3::Y);
        let waist = self.sight.rings(what, "torso").saturating_sub(1);
        let sides = [self.rim_towards(what, "torso", waist, left)?, self.rim_towards(what, "torso", waist, -left)?];
        self.take_both(what, "torso", waist, sides, true)?;
        let first = self.handed;
        let part = |foot: usize| format!("{what}.{}", if foot == LEFT { "leg_left" } else { "leg_right" });
        for round in 0..4 {
            // The foot whose opening hangs nearer may come first.
            let Some(foot) = [first, 1 - first].into_iter().find(|&f| !self.sight.threaded(&part(f))) else { break };
            let leg = if foot == LEFT { "leg_left" } else { "leg_right" };
            self.hold_low(what, leg, foot, round == 0)?;
            let before = [LEFT, RIGHT].map(|f| self.sight.threaded(&part(f)));
            self.until(4.0, |p| [LEFT, RIGHT].map(|f| p.sight.threaded(&part(f))) != before)?;
        }
        if ![LEFT, RIGHT].iter().all(|&f| self.sight.threaded(&part(f))) {
            return trouble(
                format!("the feet do not find their way into `{what}`"),
                "stand where there is room for them",
            );
        }
        if !gathered {
            // One hand lets go of what it gathered, low as it is: the sleeve unrolls.
            self.let_loose(first)?;
            self.pass(0.7)?;
            self.take_rim(first, what, "torso", waist, sides[first], true)?;
        }
        self.raise_to_hips(what)?;
        // One hand after the other goes from the waist to a shoulder, so that the sleeves never fall.
        let second = 1 - first;
        self.let_loose(second)?;
        self.put_in_sleeve(what, first)?;
        self.put_in_sleeve(what, second)?;
        // A sleeve that slid while the other went on is drawn up again.
        for worn in [first, second, first] {
            let sleeve = if worn == LEFT { "sleeve_left" } else { "sleeve_right" };
            if !self.sight.rested(&format!("{what}.{sleeve}")) {
                let helper = 1 - worn;
                if self.sight.holds(helper).is_none() {
                    self.take_shoulder(helper, what, sleeve)?;
                }
                self.let_loose(worn)?;
                self.draw_to_neck(what, worn)?;
            }
        }
        self.let_go(&[LEFT, RIGHT])
    }

    /// Draws the waist of a suit up to the hips with both hands, each on its own side, until both legs rest.
    pub(crate) fn raise_to_hips(&mut self, what: &str) -> Deed {
        let mut speed = 0.0_f32;
        for _ in 0..ticks(6.0) {
            let rested = ["leg_left", "leg_right"].iter().all(|leg| self.sight.rested(&format!("{what}.{leg}")));
            speed = (speed + 0.8 * TICK_S).min(DRAW_M_PER_S);
            let hips = self.sight.body().hips;
            let mut far = 0.0_f32;
            for (side, hip) in [(LEFT, hips.a), (RIGHT, hips.b)] {
                let out = (hip - hips.a.midpoint(hips.b)).normalize_or_zero();
                let goal = hip + out * 0.14 + Vec3::Y * 0.14;
                let off = goal - self.rig.point(side, Touch::Hollow);
                far = far.max(off.length());
                self.shift_hands(&[side], off, speed);
            }
            if rested && far < 0.05 {
                return Ok(());
            }
            self.rig.look(Some(hips.a.midpoint(hips.b) + self.rig.ahead() * 0.2));
            self.tick()?;
        }
        trouble(format!("the legs of `{what}` do not come to where they belong"), "see how it is held")
    }

    /// Pinches a suit where a sleeve begins, at the side of the neck.
    pub(crate) fn take_shoulder(&mut self, side: usize, what: &str, sleeve: &str) -> Deed {
        let inwards = self.rig.ahead().cross(Vec3::Y) * if side == LEFT { -1.0 } else { 1.0 };
        let top = self.rim_towards(what, sleeve, 0, Vec3::Y + inwards)?;
        self.take_rim(side, what, sleeve, 0, top, false)
    }

    /// The other hand takes the shoulder and lifts it, the hand goes into its sleeve, the shoulder is drawn home.
    pub(crate) fn put_in_sleeve(&mut self, what: &str, worn: usize) -> Deed {
        let (sleeve, out) = if worn == LEFT { ("sleeve_left", -1.0) } else { ("sleeve_right", 1.0) };
        let part = format!("{what}.{sleeve}");
        let helper = 1 - worn;
        let frame = |p: &Self| Quat::from_rotation_y(p.rig.yaw());
        self.take_shoulder(helper, what, sleeve)?;
        let collar = self.rig.eyes() + frame(self) * Vec3::new(0.02 * out, -0.33, -0.32);
        let held = self.rig.palm(helper).rotation;
        self.rig.look(Some(collar));
        self.go(helper, Player::palm_for(helper, Touch::Pinch, collar, held), 1.2)?;
        self.let_loose(worn)?;
        self.rig.shape(worn, Posture::NARROW, 0.3);
        let tip = joints(worn, Pose::IDENTITY, &Posture::NARROW)[joint::MIDDLE_TIP].position;
        let palm_at = |p: &Self, depth: f32| {
            let ring = p.sight.ring(what, sleeve, 0)?;
            let rotation = facing(ring.into, Vec3::Y + p.rig.ahead() * 0.2);
            Some(Pose { position: ring.centre + ring.into * depth - rotation * tip, rotation })
        };
        for attempt in 0.. {
            let Some(before) = palm_at(self, -0.15) else {
                return trouble(format!("`{what}` is gone"), "take another");
            };
            self.go(worn, before, 1.0)?;
            if self.feed(worn, &part, -0.15, 0.26, palm_at)? {
                break;
            }
            if attempt == 2 {
                return trouble(format!("the hand does not find its way into `{part}`"), "see how it is held");
            }
        }
        self.draw_to_neck(what, worn)
    }

    /// The arm goes down and out through the sleeve while the other hand brings the shoulder of the suit to the neck, higher
    /// where need be.
    pub(crate) fn draw_to_neck(&mut self, what: &str, worn: usize) -> Deed {
        let (sleeve, out) = if worn == LEFT { ("sleeve_left", -1.0) } else { ("sleeve_right", 1.0) };
        let part = format!("{what}.{sleeve}");
        let helper = 1 - worn;
        let frame = |p: &Self| Quat::from_rotation_y(p.rig.yaw());
        let arm = self.rig.eyes() + frame(self) * Vec3::new(0.36 * out, -0.62, -0.34);
        let rotation = frame(self) * facing(Vec3::new(0.2 * out, -0.5, -0.8), Vec3::Y);
        self.rig.reach(worn, Aim::Room(Pose { position: arm, rotation }), 0.08, 1.2);
        let mut lift = 0.0_f32;
        for _ in 0..ticks(7.0) {
            if self.sight.rested(&part) && self.rig.arrived(worn) {
                return Ok(());
            }
            let neck = self.rig.eyes() + frame(self) * Vec3::new(0.05 * out, -0.20 + lift, 0.05);
            let grip = self.rig.point(helper, Touch::Pinch);
            let off = neck - grip;
            if off.length() < 0.03 {
                lift = (lift + 0.06 * TICK_S).min(0.25);
            }
            // Fingers from below: the hand stays off mask and face.
            let below = facing((Vec3::Y * 0.5 - self.rig.ahead()).normalize(), self.rig.ahead() + Vec3::Y * 0.4);
            let rotation = self.rig.palm(helper).rotation.slerp(below, 0.03);
            let to = grip + off.clamp_length_max(0.35 * TICK_S);
            self.rig.guide(helper, Player::palm_for(helper, Touch::Pinch, to, rotation));
            self.tick()?;
        }
        trouble(format!("`{part}` does not come to where it belongs"), "see how it is held")
    }
}

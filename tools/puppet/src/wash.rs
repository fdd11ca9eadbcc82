//! Hands that rub each other and wipe things.

use crate::hand::{Posture, RADII, Touch, joints};
use crate::motion::min_jerk;
use crate::play::{Deed, Player, trouble};
use crate::rig::ticks;
use crate::script::Patch;
use glam::{Quat, Vec2, Vec3};
use tape::{LEFT, Pose, RIGHT, joint};
use twin::body::facing;

/// Strokes a second and half the length of a stroke, metres (design: a brisk hand wash).
const STROKES_HZ: f32 = 2.4;
const STROKE_M: f32 = 0.022;
/// How far before the body hands rub each other.
const RUB_AHEAD_M: f32 = 0.32;
/// From one grip to the next.
const CHANGE_S: f32 = 0.4;

/// Two palms, relative to a frame before the chest (−Z ahead), and how each hand is shaped.
struct Hold {
    palms: [Pose; 2],
    shapes: [Posture; 2],
    /// The way of the strokes, in the same frame; only `mover` moves.
    along: Vec3,
    stroke_m: f32,
    mover: usize,
}

/// How `helper` takes the other hand so as to rub one patch of it. Palms are rubbed on both hands at once.
fn hold(patch: Patch, helper: usize) -> Hold {
    let washed = 1 - helper;
    // Towards the side of the washed hand.
    let out = if washed == LEFT { -1.0 } else { 1.0 };
    let x = |v: f32| v * out;
    let place = |rotation: Quat| Pose { position: Vec3::ZERO, rotation };
    let mut palms = [Pose::IDENTITY; 2];
    let mut shapes = [Posture::OPEN; 2];
    let skin = RADII[joint::PALM];
    // The helper's palm flat on what it rubs.
    let on = |point: Vec3, rotation: Quat, touch: Touch| Player::palm_for(helper, touch, point, rotation);
    match patch {
        Patch::Palm => {
            // Fingers up and ahead.
            for side in [LEFT, RIGHT] {
                let s = if side == LEFT { -1.0 } else { 1.0 };
                let ahead = Vec3::new(0.0, 0.5, -0.86);
                palms[side] = Pose {
                    position: Vec3::new(s * skin * 0.9, 0.0, 0.0),
                    rotation: facing(ahead, Vec3::new(s, 0.0, 0.0)),
                };
            }
            return Hold { palms, shapes, along: Vec3::new(0.0, 0.5, -0.86), stroke_m: STROKE_M, mover: helper };
        }
        Patch::Between => {
            // Palm over the back of the hand, fingers through its gaps (WHO 2009, fig. II.2, third picture).
            shapes[helper].fingers.iter_mut().for_each(|f| f[1] = 30.0);
            let ahead = Vec3::new(x(-0.5), 0.1, -0.85);
            let turned = facing(ahead, Vec3::Y);
            palms[washed] = place(turned);
            let mean = |side: usize, of: [usize; 2]| {
                let j = joints(side, Pose { position: Vec3::ZERO, rotation: turned }, &shapes[side]);
                j[of[0]].position.midpoint(j[of[1]].position)
            };
            let knuckles = mean(washed, [joint::MIDDLE_PROXIMAL, joint::MIDDLE_PROXIMAL]);
            let through = mean(helper, [joint::MIDDLE_PROXIMAL + 1, joint::RING_PROXIMAL + 1]);
            let mut position = knuckles - through;
            position.y = 0.032;
            palms[helper] = Pose { position, rotation: turned };
            return Hold { palms, shapes, along: ahead, stroke_m: 0.012, mover: helper };
        }
        Patch::Back => {
            palms[washed] = place(facing(Vec3::new(x(-0.5), 0.1, -0.85), Vec3::Y));
            let top = Vec3::new(0.0, RADII[joint::MIDDLE_METACARPAL], 0.0);
            palms[helper] = on(top, facing(Vec3::new(x(0.6), 0.0, -0.8), Vec3::Y), Touch::Palm);
        }
        Patch::FingerBacks => {
            // The washed hand's bent fingers lie with their backs in the helper's palm.
            shapes[washed] = Posture::FIST.towards(&Posture::RELAXED, 0.6);
            palms[washed] = place(facing(Vec3::new(x(-0.7), 0.0, -0.7), Vec3::Y));
            let knuckles = joints(washed, palms[washed], &shapes[washed])[joint::MIDDLE_PROXIMAL + 1].position;
            let away = (palms[washed].rotation * Vec3::NEG_Z + Vec3::Y * 0.3).normalize();
            let rotation = facing(Vec3::new(x(0.7), 0.5, 0.5).reject_from(away).normalize(), away);
            palms[helper] = on(knuckles + away * 0.012, rotation, Touch::Palm);
        }
        Patch::Thumb => {
            shapes[helper] = Posture::FIST.towards(&Posture::OPEN, 0.45);
            palms[washed] = place(facing(Vec3::new(x(-0.3), 0.3, -0.9), Vec3::new(x(1.0), 0.2, 0.0)));
            let j = joints(washed, palms[washed], &Posture::OPEN);
            let thumb = j[joint::THUMB_PROXIMAL].position.midpoint(j[joint::THUMB_TIP].position);
            palms[helper] = on(thumb, facing(Vec3::new(x(0.9), -0.1, -0.4), Vec3::Y), Touch::Hollow);
        }
        Patch::Fingertips => {
            // Tips together on the helper's palm that looks up.
            shapes[washed] = Posture::PINCH.towards(&Posture::OPEN, 0.6);
            palms[washed] = place(facing(Vec3::new(x(-0.7), -0.75, -0.2), Vec3::new(x(0.4), 0.9, 0.0)));
            let j = joints(washed, palms[washed], &shapes[washed]);
            let tips =
                (j[joint::INDEX_TIP].position + j[joint::MIDDLE_TIP].position + j[joint::RING_TIP].position) / 3.0;
            palms[helper] = on(
                tips - Vec3::Y * 0.004,
                facing(Vec3::new(x(0.4), 0.0, -0.9), Vec3::new(0.0, -1.0, 0.0)),
                Touch::Palm,
            );
        }
        Patch::Wrist => {
            shapes[helper] = Posture::FIST.towards(&Posture::OPEN, 0.5);
            palms[washed] = place(facing(Vec3::new(x(-0.6), 0.3, -0.75), Vec3::Y));
            let wrist = joints(washed, palms[washed], &Posture::OPEN)[joint::WRIST].position;
            palms[helper] = on(wrist + Vec3::Y * 0.004, facing(Vec3::new(x(0.8), -0.1, -0.5), Vec3::Y), Touch::Hollow);
        }
    }
    // A thumb that stays out never makes a pinch on the way from one shape to the next.
    shapes.iter_mut().for_each(|shape| shape.thumb = Posture::OPEN.thumb);
    let along = palms[helper].rotation * Vec3::new(0.55, 0.0, -0.85);
    Hold { palms, shapes, along, stroke_m: STROKE_M, mover: helper }
}

impl Player<'_> {
    /// Rubs both hands, patch by patch, for `seconds` in all.
    pub(crate) fn rub(&mut self, seconds: f32, without: &[Patch]) -> Deed {
        let mut grips: Vec<(Patch, usize)> = Vec::new();
        for patch in Patch::ALL.into_iter().filter(|p| !without.contains(p)) {
            match patch {
                Patch::Palm => grips.push((patch, self.handed)),
                _ => grips.extend([(patch, self.handed), (patch, 1 - self.handed)]),
            }
        }
        if grips.is_empty() {
            return trouble("nothing is left to rub", "leave some parts of the hand in");
        }
        self.leave_dispensers()?;
        let before = self.rig.eyes() + self.rig.ahead() * RUB_AHEAD_M - Vec3::Y * 0.50;
        self.rig.look(Some(before));
        let each_s = seconds / grips.len() as f32;
        for (patch, helper) in grips {
            let varied = self.rig.chance.between(0.97, 1.03);
            self.rub_patch(&hold(patch, helper), before, each_s * varied)?;
        }
        for side in [LEFT, RIGHT] {
            self.rig.shape(side, Posture::RELAXED, 0.3);
            self.rig.reach(side, crate::rig::Aim::Body(crate::rig::ready(side)), 0.08, 1.0);
        }
        self.pass(0.6)
    }

    /// Steps back where the rubbing hands would be under a nozzle.
    fn leave_dispensers(&mut self) -> Deed {
        let ahead = self.rig.ahead();
        let ahead = Vec2::new(ahead.x, ahead.z);
        for _ in 0..4 {
            let hands = self.rig.at() + ahead * RUB_AHEAD_M;
            let under =
                self.room.dispensers.iter().any(|d| Vec2::new(d.at[0], d.at[2]).distance(hands) < d.reach + 0.2);
            if !under {
                break;
            }
            let back = self.rig.at() - ahead * 0.12;
            self.sidle(back, 0.5)?;
        }
        Ok(())
    }

    fn rub_patch(&mut self, hold: &Hold, before: Vec3, seconds: f32) -> Deed {
        let frame = Pose { position: before, rotation: facing(self.rig.ahead(), Vec3::Y) };
        let total = ticks(seconds);
        let change = ticks(CHANGE_S).min(total / 3);
        let from = [self.rig.palm(LEFT), self.rig.palm(RIGHT)];
        for side in [LEFT, RIGHT] {
            self.rig.shape(side, hold.shapes[side], CHANGE_S);
        }
        for i in 0..total {
            let share = min_jerk((i + 1) as f32 / change as f32);
            let turns = STROKES_HZ * i as f32 * tape::TICK_S;
            let stroke = hold.stroke_m * libm::sinf(std::f32::consts::TAU * (turns - turns.floor())) * share;
            for side in [LEFT, RIGHT] {
                let mut local = hold.palms[side];
                if side == hold.mover {
                    local.position += hold.along * stroke;
                }
                let to = frame.then(local);
                let palm = Pose {
                    position: from[side].position.lerp(to.position, share),
                    rotation: from[side].rotation.slerp(to.rotation, share),
                };
                self.rig.guide(side, palm);
            }
            self.tick()?;
        }
        Ok(())
    }

    /// Wipes a thing, held or lying, with a wipe that the other hand takes.
    pub(crate) fn wipe(&mut self, what: &str, with: &str, seconds: f32) -> Deed {
        let side = match [LEFT, RIGHT].into_iter().find(|&s| self.sight.holds(s) == Some(with)) {
            Some(side) => side,
            None => {
                let side = self.choose(None);
                self.take(with, Some(side), false)?;
                side
            }
        };
        let at = self.find(what)?;
        let rotation = facing(self.level_way(side, at), Vec3::Y);
        let size = self.room.things.iter().find(|t| t.id == what).map_or(Vec3::splat(0.2), |t| Vec3::from(t.size));
        self.bring(side, Touch::Pinch, at + Vec3::Y * (size.y * 0.5 + 0.02), rotation, 0.05)?;
        // Back and forth over the top and down the near sides: lanes a hand's breadth apart.
        let total = ticks(seconds);
        for i in 0..total {
            let share = i as f32 / total as f32;
            let turns = 1.2 * i as f32 * tape::TICK_S;
            let across = libm::sinf(std::f32::consts::TAU * (turns - turns.floor()));
            let around = (share * 2.0 - 1.0) * 1.25;
            let (depth, height) = (size.z * 0.5 * libm::sinf(around), size.y * 0.5 * libm::cosf(around));
            let off = Vec3::new(size.x * 0.45 * across, height + 0.005, depth);
            let turn = Quat::from_rotation_y(self.rig.yaw());
            self.rig.guide(side, Player::palm_for(side, Touch::Pinch, at + turn * off, rotation));
            self.tick()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hands_that_rub_take_hold_of_nothing() {
        for patch in Patch::ALL {
            for helper in [LEFT, RIGHT] {
                for shape in hold(patch, helper).shapes {
                    assert!(
                        shape.grasp() < 0.7 && shape.pinch() < 0.7,
                        "{patch:?}: {} {}",
                        shape.grasp(),
                        shape.pinch()
                    );
                }
            }
        }
    }
}

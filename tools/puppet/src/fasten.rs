//! Fastenings: the wrap of a pack, zips, flaps and straps, tucks.

use crate::hand::{Posture, Touch};
use crate::play::{Deed, Player, trouble};
use crate::rig::ticks;
use glam::{Quat, Vec2, Vec3};
use tape::{LEFT, RIGHT};
use twin::body::facing;

/// What is fastened below knee height is bowed down to: the head goes ahead and down, metres (design).
const LOW_M: f32 = 0.5;
const BOW_M: f32 = 0.45;
const LOWERED_M: f32 = 0.5;

impl Player<'_> {
    /// The next layer of a pack: one hand holds it, the other pinches its edge and pulls.
    pub(crate) fn unwrap(&mut self, what: &str) -> Deed {
        let holder = match [RIGHT, LEFT].into_iter().find(|&s| self.sight.holds(s) == Some(what)) {
            Some(side) => side,
            None => {
                // Held down where it lies.
                let side = 1 - self.handed;
                self.seize(what, side, true)?;
                side
            }
        };
        let puller = 1 - holder;
        let left_before = self.sight.layers_opened(what);
        for _ in 0..3 {
            let Some(at) = self.sight.edge_for(what, puller) else {
                return trouble(format!("`{what}` is not to be seen"), "take hold of it first");
            };
            let rotation = facing(self.level_way(puller, at), Vec3::Y);
            self.rig.shape(puller, Posture::OPEN, 0.25);
            self.bring(puller, Touch::Pinch, at, rotation, 0.04)?;
            self.close(puller, false)?;
            let s = if puller == LEFT { -1.0 } else { 1.0 };
            let out = Quat::from_rotation_y(self.rig.yaw()) * Vec3::new(0.22 * s, 0.10, 0.0);
            self.go(puller, Player::palm_for(puller, Touch::Pinch, at + out, rotation), 1.3)?;
            if self.sight.layers_opened(what) > left_before {
                return Ok(());
            }
            self.open(puller)?;
        }
        trouble(format!("`{what}` does not open"), "hold it with one hand and let the other be free")
    }

    /// Takes the slider and pulls it along its line.
    pub(crate) fn zip(&mut self, what: &str, to: f32) -> Deed {
        let side = self.choose(None);
        let (Some(start), Some(_)) = (self.sight.zip_at(what, 0.0), self.sight.zip_at(what, 1.0)) else {
            return trouble(format!("there is no zip `{what}`"), "write for example `coverall.zip`");
        };
        // From below, so that the hand never comes near mask and chin.
        let rotation = facing((Vec3::Y - self.rig.ahead() * 0.7).normalize(), self.rig.ahead());
        self.rig.shape(side, Posture::OPEN, 0.25);
        self.bring(side, Touch::Pinch, start + self.rig.ahead() * 0.05, rotation, 0.03)?;
        self.home(side, Touch::Pinch, |p| p.sight.zip_at(what, 0.0))?;
        self.close(side, false)?;
        let n = ticks(2.4);
        for i in 0..=n {
            let share = crate::motion::min_jerk(i as f32 / n as f32) * (to + if to >= 1.0 { 0.03 } else { 0.0 });
            if let Some(at) = self.sight.zip_at(what, share) {
                let off = at - self.rig.point(side, Touch::Pinch);
                self.shift_hands(&[side], off, 0.9);
                self.rig.look(Some(at));
            }
            self.tick()?;
        }
        self.let_go(&[side])?;
        if self.sight.degree(what) < to - 0.08 {
            return trouble(format!("`{what}` stays open"), "put the garment on first");
        }
        Ok(())
    }

    /// Presses a flap, a strap, a clip with a fingertip until it holds.
    pub(crate) fn fasten(&mut self, what: &str) -> Deed {
        let Some(at) = self.sight.feature_at(what) else {
            return trouble(format!("there is no fastening `{what}`"), "write for example `coverall.flap`");
        };
        let side = self.choose(None);
        // From outside, as far as an arm bends that way.
        let out = (at - self.sight.middle_behind(what).unwrap_or(at)).normalize_or_zero();
        let front = out.dot(self.rig.ahead()) > 0.5;
        let way = (self.way_to(side, at) - out * 1.5).normalize_or(-out);
        let rotation = if front && at.y > 1.0 {
            // Under the chin: from below.
            facing((Vec3::Y - self.rig.ahead()).normalize(), self.rig.ahead())
        } else {
            facing(way, Vec3::Y)
        };
        if at.y < LOW_M {
            // A person who bends so low has the hips behind the head: the head goes ahead, so that the feet stand still.
            let ahead = self.rig.ahead();
            self.rig.bend = Some((Vec2::new(ahead.x, ahead.z) * BOW_M, LOWERED_M));
        }
        self.rig.shape(side, Posture::POINT, 0.3);
        self.bring(side, Touch::Index, at + out * 0.06, rotation, 0.03)?;
        // A foot moves while the person bends down to it.
        for _ in 0..ticks(6.0) {
            if self.sight.degree(what) >= 1.0 {
                break;
            }
            if let Some(at) = self.sight.feature_at(what) {
                // On it, not through it.
                let off = at + out * 0.015 - self.rig.point(side, Touch::Index);
                self.shift_hands(&[side], off, (0.05 + 3.0 * off.length()).min(0.6));
            }
            self.tick()?;
        }
        self.rig.bend = None;
        self.withdraw(side)?;
        if self.sight.degree(what) < 1.0 {
            return trouble(format!("`{what}` does not hold"), "put the garment on first");
        }
        Ok(())
    }

    /// Runs a finger around a rim that belongs under another.
    pub(crate) fn tuck(&mut self, what: &str) -> Deed {
        let Some(at) = self.sight.feature_at(what) else {
            return trouble(format!("there is nothing to tuck called `{what}`"), "write for example `hood.tuck`");
        };
        self.rig.look(Some(at));
        self.bring(self.handed, Touch::Index, at, facing(self.way_to(self.handed, at), Vec3::Y), 0.04)?;
        self.withdraw(self.handed)
    }
}

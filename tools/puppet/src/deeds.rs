//! What a person does with a room: walk, look, press, take, carry, let go, step over a bench.

use crate::hand::{Posture, Touch};
use crate::motion::min_jerk;
use crate::play::{Deed, Player, trouble};
use crate::rig::{ASTRIDE_NECK_RAD, Aim, NECK_RAD, ready, ticks};
use glam::{Quat, Vec2, Vec3};
use tape::{LEFT, Pose, RIGHT};
use twin::body::facing;

/// Where a person stands to use something: metres to it on the floor.
const NEAR_M: f32 = 0.55;

fn flat(v: Vec3) -> Vec2 {
    Vec2::new(v.x, v.z)
}

impl Player<'_> {
    pub fn zone_bounds(&self, zone: &str) -> Deed<(Vec2, Vec2)> {
        match self.room.zones.iter().find(|z| z.id == zone) {
            Some(z) => Ok((Vec2::from(z.min), Vec2::from(z.max))),
            None => {
                let known: Vec<&str> = self.room.zones.iter().map(|z| z.id.as_str()).collect();
                trouble(format!("there is no zone `{zone}`"), format!("choose one of: {}", known.join(", ")))
            }
        }
    }

    pub fn zone_here(&self) -> Option<(Vec2, Vec2)> {
        let at = self.rig.at();
        self.room
            .zones
            .iter()
            .map(|z| (Vec2::from(z.min), Vec2::from(z.max)))
            .find(|(min, max)| at.cmpge(*min).all() && at.cmplt(*max).all())
    }

    pub(crate) fn walk(&mut self, zone: Option<&str>, near: Option<&str>, slowly: bool) -> Deed {
        let here = self.rig.at();
        let bounds = match zone {
            Some(zone) => Some(self.zone_bounds(zone)?),
            None => self.zone_here(),
        };
        let within = |p: Vec2| bounds.is_none_or(|(min, max)| p.cmpge(min).all() && p.cmple(max).all());
        let aim = match near {
            Some(near) => Some(self.find(near)?),
            None => None,
        };
        let to = match (aim, bounds) {
            (Some(aim), _) => self.floor.best(|p| {
                let distance = p.distance(flat(aim));
                (within(p) && distance < 1.1).then(|| (distance - NEAR_M).abs() * 4.0 + p.distance(here) * 0.1)
            }),
            // Well inside: away from the door just passed and from the next bench.
            (None, Some((min, max))) => {
                let inner = here.clamp(min + 0.75, (max - 0.75).max(min + 0.75));
                self.floor.best(|p| within(p).then(|| p.distance(inner)))
            }
            (None, None) => None,
        };
        let Some(to) = to else {
            return trouble("there is no free floor to stand there", "name another place or another zone");
        };
        self.stroll(to, slowly)?;
        match aim {
            // Down to where the hands will work: what hangs beside it on the wall is not looked at.
            Some(aim) => self.turn_to(aim.with_y(aim.y.min(0.95))),
            None => Ok(()),
        }
    }

    /// Walks to a point of the floor, waits for doors on the way.
    pub fn stroll(&mut self, to: Vec2, slowly: bool) -> Deed {
        let from = self.rig.at();
        if from.distance(to) < 0.12 {
            return Ok(());
        }
        let Some(path) = self.floor.path(from, to) else {
            return trouble("no way leads there", "step over the bench first, or walk to another zone");
        };
        let doors: Vec<(String, Vec2)> = self
            .room
            .doors
            .iter()
            .map(|d| (d.id.clone(), Vec2::from(d.at)))
            .filter(|(_, at)| crosses(&path, *at))
            .collect();
        for (door, _) in doors {
            if !self.until(25.0, |p| p.sight.is_open(&door))? {
                return trouble(format!("`{door}` does not open"), format!("press `{door}.plate` first"));
            }
            self.pass(0.2)?;
        }
        self.ride()?;
        let speed = self.rig.persona.walk_m_per_s * if slowly { 0.5 } else { 1.0 };
        self.rig.look(None);
        self.rig.walk(path, speed);
        while self.rig.walking() {
            self.tick()?;
        }
        Ok(())
    }

    /// Turns trunk and eyes.
    pub fn turn_to(&mut self, at: Vec3) -> Deed {
        self.rig.look(Some(at));
        self.rig.face(at);
        self.until(2.0, |p| p.rig.turning() < 0.06)?;
        Ok(())
    }

    pub(crate) fn look_at(&mut self, what: &str, seconds: f32) -> Deed {
        let at = self.find(what)?;
        self.turn_to(at)?;
        self.pass(seconds + 0.2)
    }

    /// From the shoulder of a hand to a point: the way fingers point when they reach for it.
    pub fn way_to(&self, side: usize, point: Vec3) -> Vec3 {
        let out = if side == LEFT { -0.18 } else { 0.18 };
        let shoulder = self.rig.eyes() + Quat::from_rotation_y(self.rig.yaw()) * Vec3::new(out, -0.22, 0.0);
        (point - shoulder).normalize_or(self.rig.ahead())
    }

    /// The way fingers point at something on a wall or a shelf: level for the most part.
    pub fn level_way(&self, side: usize, point: Vec3) -> Vec3 {
        let way = self.way_to(side, point);
        Vec3::new(way.x, way.y.clamp(-0.3, 0.3), way.z).normalize_or(way)
    }

    /// A fingertip goes to something `deep` into it, stays, and comes back.
    fn finger(&mut self, what: &str, hand: Option<usize>, deep_m: f32, stays_s: f32) -> Deed {
        let side = self.choose(hand);
        let at = self.find(what)?;
        let way = self.level_way(side, at);
        let rotation = facing(way, Vec3::Y);
        self.rig.shape(side, Posture::POINT, 0.3);
        self.bring(side, Touch::Index, at - way * 0.05, rotation, 0.03)?;
        self.go(side, Player::palm_for(side, Touch::Index, at + way * deep_m, rotation), 0.7)?;
        self.pass(stays_s)?;
        self.go(side, Player::palm_for(side, Touch::Index, at - way * 0.14, rotation), 0.7)?;
        self.withdraw(side)
    }

    pub(crate) fn press(&mut self, what: &str, hand: Option<usize>) -> Deed {
        self.finger(what, hand, 0.004, 0.12)
    }

    pub(crate) fn touch(&mut self, what: &str, hand: Option<usize>) -> Deed {
        self.finger(what, hand, 0.010, 0.6)
    }

    /// Hands that are somewhere in the room come to the body, so that they move along with it.
    fn ride(&mut self) -> Deed {
        let mut needed = 0;
        for side in [LEFT, RIGHT] {
            if !self.rig.is_in_room(side) {
                continue;
            }
            let mut pose = ready(side);
            if self.sight.holds(side).is_some() {
                // What is carried keeps the way it is held.
                pose.rotation = Quat::from_rotation_y(-self.rig.yaw()) * self.rig.palm(side).rotation;
            }
            needed = needed.max(self.rig.reach(side, Aim::Body(pose), 0.08, 1.0));
        }
        self.pass_ticks(needed * 2 / 3)
    }

    /// Takes hold of something, and lifts it.
    pub(crate) fn take(&mut self, what: &str, hand: Option<usize>, palm: bool) -> Deed {
        let side = self.choose(hand);
        self.seize(what, side, palm)?;
        let palm = self.rig.palm(side);
        let up = Pose { position: palm.position + Vec3::Y * 0.08 - self.rig.ahead() * 0.05, ..palm };
        self.go(side, up, 0.8)
    }

    /// Closes a hand on something; tries again where it closed beside it, as people do.
    pub(crate) fn seize(&mut self, what: &str, side: usize, palm: bool) -> Deed {
        for attempt in 0..3 {
            let at = self.find(what)?;
            let way = self.way_to(side, at);
            let way = Vec3::new(way.x, way.y.min(-0.2), way.z).normalize_or(way);
            let rotation = facing(way, Vec3::Y);
            let touch = if palm { Touch::Hollow } else { Touch::Pinch };
            self.rig.shape(side, Posture::OPEN, 0.3);
            self.bring(side, touch, at - way * 0.04 + Vec3::Y * 0.02, rotation, 0.05)?;
            let deeper = Vec3::Y * (0.01 * attempt as f32);
            let top = self.sight.top_of(what);
            self.home(side, touch, |p| Some(p.sight.place_of(what, p.rig.eyes())? + top - deeper))?;
            self.close(side, palm)?;
            if self.sight.holds(side) == Some(what) {
                return Ok(());
            }
            self.open(side)?;
        }
        trouble(format!("the hand does not get hold of `{what}`"), "walk nearer, or free the hand first")
    }

    /// Brings what a hand holds to a place of the room, and keeps it there.
    pub(crate) fn carry(&mut self, place: &str, hand: Option<usize>) -> Deed {
        let held = |p: &Player, side: usize| p.sight.holds(side).is_some();
        let side = hand.unwrap_or(if held(self, self.handed) { self.handed } else { 1 - self.handed });
        let Some(what) = self.sight.holds(side).map(str::to_owned) else {
            return trouble("that hand holds nothing to carry", "take hold of something first");
        };
        let at = self.find(place)?;
        if flat(at).distance(self.rig.at()) > 0.85 {
            self.walk(None, Some(place), false)?;
        }
        self.look_first(at)?;
        for above in [0.10, 0.02] {
            let off = at + Vec3::Y * above - self.find(&what)?;
            let palm = self.rig.palm(side);
            self.go(side, Pose { position: palm.position + off, ..palm }, 1.0)?;
        }
        Ok(())
    }

    pub(crate) fn release(&mut self, hands: &[usize]) -> Deed {
        for &side in hands {
            self.rig.shape(side, Posture::OPEN, 0.16);
        }
        self.pass(0.3)?;
        for &side in hands {
            self.rig.shape(side, Posture::RELAXED, 0.3);
            self.rig.reach(side, Aim::Body(ready(side)), 0.08, 1.0);
        }
        self.pass(0.75)
    }

    /// Both hands side by side under something, palms up.
    pub(crate) fn under(&mut self, what: &str, seconds: f32) -> Deed {
        let at = self.find(what)?;
        let way = flat(at - self.rig.eyes()).normalize_or(Vec2::NEG_Y);
        let way = Vec3::new(way.x, 0.0, way.y);
        let right = way.cross(Vec3::Y);
        let palms = [LEFT, RIGHT].map(|side| {
            let out = if side == LEFT { -0.05 } else { 0.05 };
            let point = at - Vec3::Y * 0.11 + right * out - way * 0.03;
            Pose { position: point, rotation: facing(way, Vec3::NEG_Y) }
        });
        for side in [LEFT, RIGHT] {
            self.rig.shape(side, Posture::OPEN, 0.4);
        }
        self.look_first(at - Vec3::Y * 0.35)?;
        let needed = [LEFT, RIGHT].map(|side| self.rig.reach(side, Aim::Room(palms[side]), 0.04, 1.0));
        self.pass_ticks(needed[0].max(needed[1]))?;
        self.pass(seconds)?;
        for side in [LEFT, RIGHT] {
            self.rig.shape(side, Posture::RELAXED, 0.3);
            self.rig.reach(side, Aim::Body(ready(side)), 0.08, 0.9);
        }
        self.pass(0.6)
    }

    /// Turns what a hand holds before the eyes, so that every face is seen.
    pub(crate) fn inspect(&mut self, what: &str, seconds: f32) -> Deed {
        let Some(side) = [RIGHT, LEFT].into_iter().find(|&s| self.sight.holds(s) == Some(what)) else {
            return trouble(format!("no hand holds `{what}`"), "take hold of it first");
        };
        let before = self.rig.eyes() + self.rig.ahead() * 0.40 - Vec3::Y * 0.20;
        self.rig.look(Some(before));
        let middle = self.find(what)?;
        let palm = self.rig.palm(side);
        let start = Pose { position: palm.position + before - middle, ..palm };
        self.go(side, start, 1.2)?;
        // About its middle: tipped up and down, rolled to both sides, turned to both sides, as far as an arm turns.
        let across = self.rig.ahead().cross(Vec3::Y);
        let ways = [
            (across, 1.7),
            (across, -1.7),
            (self.rig.ahead(), 1.9),
            (self.rig.ahead(), -1.9),
            (Vec3::Y, 1.5),
            (Vec3::Y, -1.5),
        ];
        let each = ticks(seconds / ways.len() as f32).max(108);
        for (axis, most) in ways {
            for i in 0..each {
                // There, a moment's look, back.
                let share = (i + 1) as f32 / each as f32;
                let out = min_jerk(share * 4.0) - min_jerk(share * 4.0 - 3.0);
                let turn = Quat::from_axis_angle(axis, most * out);
                let position = before + turn * (start.position - before);
                self.rig.guide(side, Pose { position, rotation: turn * start.rotation });
                self.tick()?;
            }
        }
        Ok(())
    }

    /// Puts one foot over a bench, standing sideways to it; `over` is along the way through the suite (−Z).
    pub(crate) fn step_over(&mut self, bench: &str, foot: usize, over: bool) -> Deed {
        let Some(solid) = self.room.solids.iter().find(|s| s.id == bench) else {
            return trouble(format!("there is no bench `{bench}`"), "name a bench of the room");
        };
        let middle = (solid.min[2] + solid.max[2]) * 0.5;
        let towards = if over { -1.0 } else { 1.0 };
        // The foot that goes first is the one on the far side when the person stands sideways.
        let other_is_over = (self.sight.foot(1 - foot).z - middle) * towards > 0.0;
        let east = (foot == LEFT) == over;
        if !other_is_over {
            let way = Vec3::new(if east { 1.0 } else { -1.0 }, 0.0, 0.0);
            let before = Vec2::new(self.rig.at().x, middle - towards * 0.42);
            self.sidle(before, 0.5)?;
            self.turn_to(self.rig.eyes() + way - Vec3::Y * 0.35)?;
            self.pass(0.4)?;
        }
        self.rig.neck_rad = ASTRIDE_NECK_RAD;
        let x = self.rig.at().x;
        let to = if other_is_over { middle + towards * 0.42 } else { middle };
        self.sidle(Vec2::new(x, to), 0.45)?;
        let arrived = |p: &Player| (p.sight.foot(foot).z - middle) * towards > 0.0 && p.sight.planted(foot);
        for further in 1.. {
            if self.until(1.6, |p| arrived(p))? {
                break;
            }
            if further == 4 {
                return trouble(format!("the foot does not come over `{bench}`"), "stand before the bench first");
            }
            // The weight goes over a little more.
            self.sidle(Vec2::new(x, to + towards * 0.03 * further as f32), 0.3)?;
        }
        if other_is_over {
            self.rig.neck_rad = NECK_RAD;
        }
        Ok(())
    }

    /// Moves the body a little without turning it.
    pub fn sidle(&mut self, to: Vec2, speed_m_per_s: f32) -> Deed {
        self.rig.sidle(to, speed_m_per_s);
        while self.rig.walking() {
            self.tick()?;
        }
        Ok(())
    }

    /// Sits down on the near edge of a bench, back to it.
    pub(crate) fn sit(&mut self, bench: &str) -> Deed {
        let Some(solid) = self.room.solids.iter().find(|s| s.id == bench) else {
            return trouble(format!("there is no bench `{bench}`"), "name a bench of the room");
        };
        let middle = (solid.min[2] + solid.max[2]) * 0.5;
        let near = if self.rig.at().y > middle { 1.0 } else { -1.0 };
        let before = Vec2::new(self.rig.at().x, middle + near * 0.45);
        self.stroll(before, true)?;
        self.turn_to(self.rig.eyes() + Vec3::new(0.0, -0.6, near))?;
        self.rig.bend = Some((Vec2::ZERO, 0.45));
        self.sidle(Vec2::new(before.x, middle + near * 0.10), 0.35)?;
        self.pass(0.5)
    }

    pub(crate) fn stand(&mut self) -> Deed {
        let ahead = flat(self.rig.ahead());
        self.rig.bend = None;
        let to = self.rig.at() + ahead * 0.4;
        self.sidle(to, 0.5)?;
        self.pass(0.5)
    }
}

/// Does a way go through the door at `door`?
fn crosses(path: &[Vec2], door: Vec2) -> bool {
    path.windows(2).any(|w| {
        let (a, b) = (w[0] - door, w[1] - door);
        a.y * b.y < 0.0 && (a.x + (b.x - a.x) * a.y / (a.y - b.y)).abs() < 0.6
    })
}

//! Putting on and taking off: each a thing that a person does with eyes open. Where a rim is, is looked up at every tick.

use crate::hand::{Posture, Touch, joints};
use crate::play::{Deed, Player, trouble};
use crate::rig::{Aim, ready, ticks};
use glam::{Quat, Vec3};
use tape::{LEFT, Pose, RIGHT, TICK_S, joint};
use twin::body::facing;
use twin::room::Limb;

/// Metres a second at which a rim is drawn up a limb.
pub(crate) const DRAW_M_PER_S: f32 = 0.30;

/// A hand that goes into a glove aims this far beside the middle of its opening, away from the fingers that hold it.
const KEEPS_OFF_M: f32 = 0.035;

/// The hand or foot of a limb.
fn side_of(limb: Limb) -> usize {
    if matches!(limb, Limb::HandLeft | Limb::FootLeft) { LEFT } else { RIGHT }
}

impl Player<'_> {
    pub(crate) fn put_on(&mut self, what: &str, how: Option<&str>) -> Deed {
        let Some(garment) = self.sight.tubes(what) else { return self.put_on_clothes(what) };
        let gathered = match how {
            None | Some("gathered") => true,
            Some("dangling") => false,
            Some("high") => return self.put_on_head(what, &garment[0].0, 0.025),
            Some("short") => true,
            Some(other) => {
                return trouble(
                    format!("nobody puts on `{what}` `{other}`"),
                    "write gathered, dangling, high or short",
                );
            }
        };
        let (tube, limbs) = garment[0].clone();
        match limbs.first() {
            Some(limb @ (Limb::HandLeft | Limb::HandRight)) => {
                self.put_on_hand(what, &tube, *limb, how == Some("short"))
            }
            Some(limb @ (Limb::FootLeft | Limb::FootRight)) => self.put_on_foot(what, &tube, *limb),
            Some(Limb::Head) => self.put_on_head(what, &tube, 0.0),
            _ => self.put_on_suit(what, gathered),
        }
    }

    /// Draws a rim up its limb with the hands that hold it, until it lies where it belongs; `short`: until it just holds.
    pub(crate) fn draw(&mut self, hands: &[usize], what: &str, tube: &str, limb: Limb, short: bool) -> Deed {
        let part = format!("{what}.{tube}");
        let rest_m = self.sight.rest_m(what, tube, limb);
        let touch: [Touch; 2] = [LEFT, RIGHT].map(|side| self.sight.grip_touch(side));
        let path = self.sight.limb(limb);
        let mut metres: [f32; 2] = [LEFT, RIGHT].map(|side| path.nearest(self.rig.point(side, touch[side])).0);
        let mut speed = 0.0_f32;
        for _ in 0..ticks(9.0) {
            let there = short || hands.iter().all(|&s| metres[s] >= rest_m + 0.01);
            if there && self.sight.rested(&part) {
                return Ok(());
            }
            speed = (speed + 0.8 * TICK_S).min(DRAW_M_PER_S);
            let path = self.sight.limb(limb);
            for &side in hands {
                metres[side] = (metres[side] + speed * TICK_S).min(path.length() + 0.28);
                let at = path.at(metres[side]);
                let grip = self.rig.point(side, touch[side]);
                // Beside the limb, where the hand is now, as far as flesh and cloth need.
                let aside = (grip - at.point).reject_from(at.to_root);
                let out = aside.normalize_or(at.front) * (at.radius + 0.065);
                let palm = self.rig.palm(side);
                let way = (at.point + out - grip).clamp_length_max(0.7 * TICK_S);
                self.rig.guide(side, Pose { position: palm.position + way, ..palm });
            }
            self.rig.look(Some(path.at(metres[hands[0]]).point));
            self.tick()?;
        }
        if self.sight.rested(&part) {
            return Ok(());
        }
        trouble(format!("`{part}` does not come to where it belongs"), "see how it is held")
    }

    /// A glove: the other hand pinches its cuff, the hand goes in, the cuff is drawn up.
    pub(crate) fn put_on_hand(&mut self, what: &str, tube: &str, limb: Limb, short: bool) -> Deed {
        let part = format!("{what}.{tube}");
        let worn = side_of(limb);
        let helper = 1 - worn;
        let up = self.rim_towards(what, tube, 0, Vec3::Y - self.rig.ahead() * 0.4)?;
        self.take_rim(helper, what, tube, 0, up, false)?;
        // Before the chest, a little to the helper's side; the glove hangs.
        let s = if helper == LEFT { -1.0 } else { 1.0 };
        let frame = Quat::from_rotation_y(self.rig.yaw());
        let eyes = self.rig.eyes();
        let point = eyes + frame * Vec3::new(0.05 * s, -0.42, -0.40);
        let rotation = facing(frame * Vec3::new(-0.8 * s, -0.15, -0.6), Vec3::Y);
        self.rig.look(Some(point));
        self.go(helper, Player::palm_for(helper, Touch::Pinch, point, rotation), 1.0)?;
        self.pass(0.35)?;
        // The hand above the opening, fingers along the way in.
        self.rig.shape(worn, Posture::NARROW, 0.3);
        let tip = joints(worn, Pose::IDENTITY, &Posture::NARROW)[joint::MIDDLE_TIP].position;
        // A cuff held at one point hangs open below it: the hand comes in from its own side, slanting, clear of the
        // fingers that hold.
        let aside = frame * Vec3::new(-s, 0.0, 0.0);
        let palm_at = |p: &Self, depth: f32| {
            let ring = p.sight.ring(what, tube, 0)?;
            let way = (ring.into - aside * 0.5).normalize();
            let rotation = facing(way, p.rig.ahead());
            Some(Pose { position: ring.centre + aside * KEEPS_OFF_M + way * depth - rotation * tip, rotation })
        };
        self.rig.look(Some(point));
        for attempt in 0.. {
            let Some(above) = palm_at(self, -0.07) else { return trouble(format!("`{what}` is gone"), "take another") };
            self.go(worn, Pose { position: above.position + aside * 0.12, ..above }, 0.8)?;
            self.go(worn, above, 0.9)?;
            if self.feed(worn, &part, -0.07, 0.14, palm_at)? {
                break;
            }
            if attempt == 3 {
                return trouble(format!("the hand does not find its way into `{what}`"), "see how it is held");
            }
        }
        self.draw(&[helper], what, tube, limb, short)?;
        self.let_go(&[helper, worn])
    }

    /// Moves a hand into an opening that may move, from one depth to another; says whether it went in.
    pub(crate) fn feed(
        &mut self,
        side: usize,
        part: &str,
        from_m: f32,
        to_m: f32,
        palm_at: impl Fn(&Self, f32) -> Option<Pose>,
    ) -> Deed<bool> {
        let mut depth = from_m;
        while !self.sight.threaded(part) && depth < to_m {
            depth += 0.23 * TICK_S;
            if let Some(to) = palm_at(self, depth) {
                let now = self.rig.palm(side);
                let step = (to.position - now.position).clamp_length_max(0.55 * TICK_S);
                let rotation = now.rotation.slerp(to.rotation, 0.1);
                self.rig.guide(side, Pose { position: now.position + step, rotation });
            }
            self.tick()?;
        }
        Ok(self.sight.threaded(part))
    }

    /// An overshoe or a boot: both hands hold its rim low, the foot rises into it, the rim is drawn up.
    pub(crate) fn put_on_foot(&mut self, what: &str, tube: &str, limb: Limb) -> Deed {
        let part = format!("{what}.{tube}");
        let left = -self.rig.ahead().cross(Vec3::Y);
        let sides = [self.rim_towards(what, tube, 0, left)?, self.rim_towards(what, tube, 0, -left)?];
        self.take_both(what, tube, 0, sides, true)?;
        self.hold_low(what, tube, side_of(limb), true)?;
        if !self.until(6.0, |p| p.sight.threaded(&part))? {
            return trouble(
                format!("the foot does not find its way into `{what}`"),
                "stand where there is room for the foot",
            );
        }
        self.draw(&[LEFT, RIGHT], what, tube, limb, false)?;
        self.let_go(&[LEFT, RIGHT])
    }

    /// Holds the entry of something low before a foot; `lift`ed first, and with a step to where there is room.
    pub(crate) fn hold_low(&mut self, what: &str, tube: &str, foot: usize, lift: bool) -> Deed {
        let s = if foot == LEFT { -1.0 } else { 1.0 };
        let ahead = self.rig.ahead();
        if lift {
            self.lift_ring(what, tube)?;
            self.make_room()?;
        }
        // A person who bends so low has the hips behind the head: the foot comes up under the chin.
        let here = self.rig.at();
        let low_m = (self.rig.persona.eye_height_m - 1.19).max(0.44);
        let place = Vec3::new(here.x, low_m, here.y) - ahead * 0.03 + ahead.cross(Vec3::Y) * (0.10 * s);
        self.bring_ring(&[LEFT, RIGHT], what, tube, 0.04, 5.0, |_| place)?;
        Ok(())
    }

    /// A hair net, a mask, a hood, goggles: held on both sides over the crown and drawn down, `short_m` too little if so asked.
    pub(crate) fn put_on_head(&mut self, what: &str, tube: &str, short_m: f32) -> Deed {
        let part = format!("{what}.{tube}");
        let left = -self.rig.ahead().cross(Vec3::Y);
        let (ring, sides) = match self.sight.loops(what) {
            Some(loops) => (1, loops),
            None => (0, [self.rim_towards(what, tube, 0, left)?, self.rim_towards(what, tube, 0, -left)?]),
        };
        self.take_both(what, tube, ring, sides, true)?;
        let crown = |p: &Self| p.sight.limb(Limb::Head).tip();
        let before = |p: &Self| crown(p) + p.rig.ahead() * 0.32 - Vec3::Y * 0.05;
        self.bring_ring(&[LEFT, RIGHT], what, tube, 0.05, 4.0, before)?;
        self.rig.look(None);
        self.bring_ring(&[LEFT, RIGHT], what, tube, 0.03, 4.0, |p| crown(p) + Vec3::Y * 0.10)?;
        let mut metres = -0.08_f32;
        let rest_m = self.sight.rest_m(what, tube, Limb::Head) - short_m;
        for _ in 0..ticks(8.0) {
            let path = self.sight.limb(Limb::Head);
            let end = (rest_m + if short_m > 0.0 { 0.008 } else { 0.03 }).min(path.length() + 0.05);
            if metres >= end && self.sight.rested(&part) {
                break;
            }
            metres = (metres + 0.12 * TICK_S).min(end);
            let at = path.at(metres).point;
            let Some(ring) = self.sight.ring(what, tube, 0) else { break };
            let off = at - ring.centre;
            self.shift_hands(&[LEFT, RIGHT], off, 0.3);
            self.rig.look(None);
            self.tick()?;
        }
        if !self.sight.rested(&part) {
            return trouble(format!("`{what}` does not come down over the head"), "see how it is held");
        }
        self.let_go(&[LEFT, RIGHT])
    }

    /// Clothes that go on whole (clogs, a suit): held to the part of the body that they cover.
    pub(crate) fn put_on_clothes(&mut self, what: &str) -> Deed {
        let Some(clothes) = self.room.clothes.iter().find(|c| c.id == what) else {
            return trouble(
                format!("there is nothing to put on called `{what}`"),
                "name a garment or clothes of the room",
            );
        };
        let thing = clothes.thing.clone();
        let foot = match clothes.covers[..] {
            [ref part] if part == "foot_left" => Some(LEFT),
            [ref part] if part == "foot_right" => Some(RIGHT),
            _ => None,
        };
        let hand = foot.unwrap_or(self.handed);
        if self.sight.holds(hand) != Some(thing.as_str()) {
            self.take(&thing, Some(hand), true)?;
        }
        for _ in 0..ticks(clothes.hold_s + 6.0) {
            if self.sight.wears(what) {
                return self.let_go(&[hand]);
            }
            let goal = match foot {
                Some(foot) => self.sight.toes(foot) + Vec3::Y * 0.06,
                None => self.rig.eyes() + self.rig.ahead() * 0.18 - Vec3::Y * 0.48,
            };
            let off = goal - self.sight.place_of(&thing, self.rig.eyes()).unwrap_or(goal);
            self.shift_hands(&[hand], off, 0.6);
            self.rig.look(Some(goal));
            self.tick()?;
        }
        if self.sight.wears(what) {
            return self.let_go(&[hand]);
        }
        trouble(format!("`{what}` does not go on"), "stand so that the part of the body is within reach")
    }

    /// A worn thing (ring, watch) or a garment.
    pub(crate) fn take_off(&mut self, what: &str) -> Deed {
        let worn_on = self.room.things.iter().find(|t| t.id == what).and_then(|t| t.worn_on.clone());
        let Some(on) = worn_on else {
            return trouble(format!("`{what}` is not worn"), "name a thing that the room says is worn");
        };
        let side = if on.ends_with("left") || on.contains(".left") { RIGHT } else { LEFT };
        let side = if on == "pocket" { RIGHT } else { side };
        if on != "pocket" {
            // The other hand comes before the chest, flat, so that it can be reached.
            let other = 1 - side;
            let s = if other == LEFT { -1.0 } else { 1.0 };
            let frame = Quat::from_rotation_y(self.rig.yaw());
            let at = self.rig.eyes() + frame * Vec3::new(0.08 * s, -0.45, -0.34);
            self.rig.shape(other, Posture::OPEN, 0.3);
            self.go(
                other,
                Pose { position: at, rotation: facing(frame * Vec3::new(-0.5 * s, 0.1, -0.8), Vec3::Y) },
                1.0,
            )?;
        }
        self.take(what, Some(side), false)?;
        self.rig.shape(1 - side, Posture::RELAXED, 0.3);
        self.rig.reach(1 - side, Aim::Body(ready(1 - side)), 0.08, 1.0);
        self.pass(0.3)
    }
}

//! Putting on and taking off: each a thing that a person does with eyes open. Where a rim is, is looked up at every tick.

use crate::hand::{Posture, Touch, joints};
use crate::play::{Deed, Player, trouble};
use crate::rig::{Aim, ready, ticks};
use glam::{Quat, Vec2, Vec3};
use tape::{LEFT, Pose, RIGHT, TICK_S, joint};
use twin::body::facing;
use twin::room::{Limb, SolidKind};

/// Metres a second: a rim that is drawn up a limb, a garment that is carried to a limb.
const DRAW_M_PER_S: f32 = 0.30;
const CARRY_M_PER_S: f32 = 0.45;

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

    /// Takes a rim of a garment with a hand: at `degrees` of a ring.
    fn take_rim(&mut self, side: usize, what: &str, tube: &str, ring: usize, degrees: f32, palm: bool) -> Deed {
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
    fn take_both(&mut self, what: &str, tube: &str, ring: usize, sides: [f32; 2], palm: bool) -> Deed {
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
    fn make_room(&mut self) -> Deed {
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
    fn rim_towards(&self, what: &str, tube: &str, ring: usize, way: Vec3) -> Deed<f32> {
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
    fn shift_hands(&mut self, hands: &[usize], off: Vec3, speed_m_per_s: f32) {
        let step = off.clamp_length_max(speed_m_per_s * TICK_S);
        for &side in hands {
            let palm = self.rig.palm(side);
            self.rig.guide(side, Pose { position: palm.position + step, ..palm });
        }
    }

    /// Brings the middle of a tube's entry to a place that may move, with the hands that hold it; until it is there.
    fn bring_ring(
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

    /// Draws a rim up its limb with the hands that hold it, until it lies where it belongs; `short`: until it just holds.
    fn draw(&mut self, hands: &[usize], what: &str, tube: &str, limb: Limb, short: bool) -> Deed {
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

    /// Opens hands, draws them back the way the fingers point, and brings them before the chest.
    fn let_go(&mut self, hands: &[usize]) -> Deed {
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

    /// A glove: the other hand pinches its cuff, the hand goes in, the cuff is drawn up.
    fn put_on_hand(&mut self, what: &str, tube: &str, limb: Limb, short: bool) -> Deed {
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
    fn feed(
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
    fn put_on_foot(&mut self, what: &str, tube: &str, limb: Limb) -> Deed {
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

    /// Lifts what both hands hold off the shelf, towards the body.
    fn lift_ring(&mut self, what: &str, tube: &str) -> Deed {
        if let Some(ring) = self.sight.ring(what, tube, 0) {
            let lift = ring.centre.with_y(ring.centre.y.max(0.95) + 0.12) - self.rig.ahead() * 0.12;
            self.bring_ring(&[LEFT, RIGHT], what, tube, 0.05, 2.0, |_| lift)?;
        }
        Ok(())
    }

    /// Holds the entry of something low before a foot; `lift`ed first, and with a step to where there is room.
    fn hold_low(&mut self, what: &str, tube: &str, foot: usize, lift: bool) -> Deed {
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
    fn put_on_head(&mut self, what: &str, tube: &str, short_m: f32) -> Deed {
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

    /// A coverall: legs one by one, then the sleeves.
    fn put_on_suit(&mut self, what: &str, gathered: bool) -> Deed {
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
    fn raise_to_hips(&mut self, what: &str) -> Deed {
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

    /// Opens one hand where it is.
    fn let_loose(&mut self, side: usize) -> Deed {
        self.rig.shape(side, Posture::OPEN, 0.16);
        self.pass(0.22)
    }

    /// Pinches a suit where a sleeve begins, at the side of the neck.
    fn take_shoulder(&mut self, side: usize, what: &str, sleeve: &str) -> Deed {
        let inwards = self.rig.ahead().cross(Vec3::Y) * if side == LEFT { -1.0 } else { 1.0 };
        let top = self.rim_towards(what, sleeve, 0, Vec3::Y + inwards)?;
        self.take_rim(side, what, sleeve, 0, top, false)
    }

    /// The other hand takes the shoulder and lifts it, the hand goes into its sleeve, the shoulder is drawn home.
    fn put_in_sleeve(&mut self, what: &str, worn: usize) -> Deed {
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
    fn draw_to_neck(&mut self, what: &str, worn: usize) -> Deed {
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

    /// Clothes that go on whole (clogs, a suit): held to the part of the body that they cover.
    fn put_on_clothes(&mut self, what: &str) -> Deed {
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

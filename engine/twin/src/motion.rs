//! Where a person is and how fast: zones entered by body and feet, speeds, hands below the waist, tracking lost and found.

use crate::contact::Facts;
use crate::person::Person;
use crate::statics::Statics;
use crate::{Id, Kind, state};
use glam::Vec3;
use tape::{LEFT, RIGHT, TICK_S, TICKS_PER_SECOND};

/// Metres of the waist over the pelvis' middle: the navel, 0.60 of stature over the ground, where the hip is at 0.53
/// (Winter 2009, fig. 4.1; computed for 1.75 m).
pub const WAIST_M: f32 = 0.12;

/// What motion remembers of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Motion {
    /// Of body, left foot, right foot.
    zones: [Id; 3],
    /// Highest speed of this second: body, left hand, right hand; m/s.
    fastest: [f32; 3],
    head: Vec3,
    started: bool,
    /// Ticks each hand has been below the waist.
    low: [u32; 2],
    /// Ticks each hand has been away.
    lost: [u32; 2],
    lost_said: [bool; 2],
}
state!(Motion { zones, fastest, head, started, low, lost, lost_said });

/// `body`, `foot.left`, `foot.right`, `hand.left`, `hand.right`.
#[derive(Clone, Copy, Debug, Default)]
pub struct MotionIds {
    pub body: Id,
    pub feet: [Id; 2],
    pub hands: [Id; 2],
}

impl Motion {
    pub fn step(&mut self, person: &Person, statics: &Statics, ids: &MotionIds, facts: &mut Facts) {
        self.zones(person, statics, ids, facts);
        self.speeds(person, ids, facts);
        for side in [LEFT, RIGHT] {
            let hand = &person.hands[side];
            let by = ids.hands[side];
            if !hand.tracked {
                // A hand that was never there is not lost.
                if self.started && !self.lost_said[side] {
                    self.lost_said[side] = true;
                    facts.say(person.index, Kind::Lost, by, Id::NONE, Id::NONE, 0.0);
                }
                self.lost[side] += 1;
                self.low[side] = 0;
                continue;
            }
            if self.lost_said[side] {
                let away_s = self.lost[side] as f32 * TICK_S;
                facts.say(person.index, Kind::Regained, by, Id::NONE, Id::NONE, away_s);
            }
            (self.lost[side], self.lost_said[side]) = (0, false);
            let waist = person.body.hips_pose.position.y + WAIST_M;
            self.low[side] = if hand.palm().position.y < waist { self.low[side] + 1 } else { 0 };
            if self.low[side] > 0 && self.low[side].is_multiple_of(TICKS_PER_SECOND / 2) {
                let low_s = self.low[side] as f32 * TICK_S;
                facts.say(person.index, Kind::Lowered, by, Id::NONE, Id::NONE, low_s);
            }
        }
        self.started = true;
    }

    fn zones(&mut self, person: &Person, statics: &Statics, ids: &MotionIds, facts: &mut Facts) {
        let body = &person.body;
        let places = [
            (ids.body, body.hips_pose.position, true),
            (ids.feet[LEFT], body.foot[LEFT].a.lerp(body.foot[LEFT].b, 0.5), body.planted[LEFT]),
            (ids.feet[RIGHT], body.foot[RIGHT].a.lerp(body.foot[RIGHT].b, 0.5), body.planted[RIGHT]),
        ];
        for (i, (by, at, counts)) in places.into_iter().enumerate() {
            let zone = statics.floor_at(at).map_or(self.zones[i], |f| f.zone);
            if counts && zone != self.zones[i] {
                self.zones[i] = zone;
                facts.say(person.index, Kind::Entered, by, zone, Id::NONE, 0.0);
            }
        }
    }

    fn speeds(&mut self, person: &Person, ids: &MotionIds, facts: &mut Facts) {
        let head = person.body.head_pose.position;
        if self.started && !person.jumped {
            self.fastest[0] = self.fastest[0].max((head - self.head).length() / TICK_S);
        }
        self.head = head;
        for side in [LEFT, RIGHT] {
            self.fastest[1 + side] = self.fastest[1 + side].max(person.hands[side].velocity.length());
        }
        if facts.tick() % TICKS_PER_SECOND == TICKS_PER_SECOND - 1 {
            for (by, fastest) in [ids.body, ids.hands[LEFT], ids.hands[RIGHT]].into_iter().zip(&mut self.fastest) {
                facts.say(person.index, Kind::Moved, by, Id::NONE, Id::NONE, std::mem::take(fastest));
            }
        }
    }
}

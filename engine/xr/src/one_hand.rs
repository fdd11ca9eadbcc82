//! Work for two hands, done with one: the hand that is there moves one hand of the room at a time, or both together, and
//! the other stays where it was put and keeps what it holds. What takes two hands becomes *hold and confirm*: take hold,
//! confirm, and go on with the other hand.
//!
//! It is the same choice that a desk has, where one mouse moves either hand or both, and it needs nothing of the room: the
//! frame simply has two hands.
//!
//! - Confirmed by a press of the menu ([`OneHand::next`]), or by keeping a closed hand still for [`DWELL_TICKS`].
//! - A hand that is moved anew comes to the person's hand no faster than [`COMES_M_PER_S`], so that the room sees a
//!   movement and no jump; from then on it is exactly there, as the mirror image if it is the other one.
//! - It stays as it was, closed or open, until the person has opened his hand; and closed, until he has closed it again.
//! - A hand that was put somewhere follows a person who walks away from it, on a leash of an arm's length.

use crate::comfort::{other, yaw_of};
use crate::sources::{HOLDS_FROM, Keep, TAKES_FROM};
use glam::{Quat, Vec3};
use tape::{Frame, Hand, JOINTS, Pose, TICK_S, TICKS_PER_SECOND, joint, strengths};

/// A quick reach, as at a desk (design).
pub const COMES_M_PER_S: f32 = 1.6;
/// How near it must be to be there (design).
const THERE_M: f32 = 0.01;
/// Level metres from the head that a placed hand may be (design: an arm).
pub const LEASH_M: f32 = 0.75;
/// 1.2 s (design): longer than a look at what one holds.
pub const DWELL_TICKS: u32 = TICKS_PER_SECOND * 6 / 5;
/// A hand is still within this (design: four times a resting hand's sway on recordings).
const STILL_M: f32 = 0.02;

/// Which hands of the room the person's hand moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moves {
    One(usize),
    Both,
}

/// A hand of the room.
#[derive(Clone, Copy, Debug)]
struct Arm {
    hand: Hand,
    keep: Keep,
    /// On its way to the person's hand.
    comes: bool,
    /// Stays as it is until the person's hand has opened.
    waits: bool,
}

/// The mode; made with the first frame of a session.
#[derive(Clone, Debug)]
pub struct OneHand {
    side: usize,
    moves: Moves,
    arms: [Arm; 2],
    /// Where the hand was when it became still, and ticks since.
    still_at: Vec3,
    still: u32,
    /// It was confirmed by keeping still; it must open before it can be again.
    confirmed: bool,
}

impl OneHand {
    /// `side`: the hand there is. The other one begins as its mirror image before the body, open.
    pub fn new(side: usize, frame: &Frame) -> OneHand {
        let real = frame.hands[side];
        let mut image = real;
        let yaw = Quat::from_rotation_y(yaw_of(frame.head.rotation));
        let stage_from_body = Pose { position: frame.head.position, rotation: yaw };
        for (joint, real) in image.joints.iter_mut().zip(&real.joints) {
            *joint = stage_from_body.then(mirrored(stage_from_body.inverse().then(*real)));
        }
        let arm = |hand| Arm { hand, keep: Keep::default(), comes: false, waits: false };
        let mut arms = [arm(image); 2];
        arms[side] = arm(real);
        arms[other(side)].hand.tracked = true;
        OneHand { side, moves: Moves::One(side), arms, still_at: Vec3::ZERO, still: 0, confirmed: false }
    }

    pub fn moves(&self) -> Moves {
        self.moves
    }

    /// Puts the hand down where it is and takes the next: the other one, both, one's own again.
    pub fn next(&mut self) {
        let before = self.moves;
        self.moves = match before {
            Moves::One(side) if side == self.side => Moves::One(other(side)),
            Moves::One(_) => Moves::Both,
            Moves::Both => Moves::One(self.side),
        };
        for side in [self.side, other(self.side)] {
            let arm = &mut self.arms[side];
            arm.waits = true;
            arm.keep.hold(&arm.hand);
            arm.comes = match self.moves {
                Moves::One(moved) => moved == side,
                // Both move by what the own one moves.
                Moves::Both => side == self.side,
            };
        }
    }

    /// The stage was moved under the person.
    pub fn moved(&mut self, old_from_new: Pose) {
        let new_from_old = old_from_new.inverse();
        for pose in self.arms.iter_mut().flat_map(|arm| &mut arm.hand.joints) {
            *pose = new_from_old.then(*pose);
        }
        self.still = 0;
    }

    /// Makes two hands of a frame's one. True at the tick at which keeping still has confirmed.
    pub fn apply(&mut self, frame: &mut Frame) -> bool {
        let (real, head) = (frame.hands[self.side], frame.head);
        let dwelt = self.dwell(&real);
        if dwelt {
            self.next();
        }
        let lead = match self.moves {
            Moves::One(side) => side,
            Moves::Both => self.side,
        };
        let before = palm(&self.arms[lead].hand);
        self.follow(lead, &real, head);
        let step = palm(&self.arms[lead].hand).position - before.position;
        let rest = other(lead);
        if self.moves == Moves::Both {
            let at = palm(&self.arms[rest].hand);
            self.shape(rest, Pose { position: at.position + step, ..at }, &real);
        } else {
            self.leash(rest, head);
        }
        frame.hands = self.arms.map(|arm| arm.hand);
        dwelt
    }

    /// Has a closed hand been kept still?
    fn dwell(&mut self, real: &Hand) -> bool {
        let at = palm(real).position;
        let closed = real.tracked && real.pinch.max(real.grasp) >= TAKES_FROM;
        self.confirmed &= closed;
        let still = closed && !self.confirmed && at.distance(self.still_at) <= STILL_M;
        self.still = if still { self.still + 1 } else { 0 };
        if !still {
            self.still_at = at;
        }
        self.confirmed |= self.still >= DWELL_TICKS;
        self.still >= DWELL_TICKS
    }

    /// Brings a hand to the person's.
    fn follow(&mut self, side: usize, real: &Hand, head: Pose) {
        let mut to = palm(real);
        if side != self.side {
            let yaw = Quat::from_rotation_y(yaw_of(head.rotation));
            let image = mirrored(Pose { position: Vec3::ZERO, rotation: yaw.conjugate() * to.rotation });
            to.rotation = yaw * image.rotation;
        }
        let arm = &mut self.arms[side];
        let from = palm(&arm.hand);
        let far_m = from.position.distance(to.position);
        arm.comes &= far_m > THERE_M;
        if arm.comes {
            let share = (COMES_M_PER_S * TICK_S / far_m).min(1.0);
            to.position = from.position.lerp(to.position, share);
            to.rotation = from.rotation.slerp(to.rotation, share);
        }
        self.shape(side, to, real);
    }

    /// Gives a hand its place, and the fingers of the person's hand once they have been opened.
    fn shape(&mut self, side: usize, stage_from_palm: Pose, real: &Hand) {
        let arm = &mut self.arms[side];
        arm.waits &= !real.tracked || real.pinch.max(real.grasp) >= HOLDS_FROM;
        let (fingers, image) = if arm.waits { (&arm.hand, false) } else { (real, side != self.side) };
        let palm_from_stage = palm(fingers).inverse();
        let joints: [Pose; JOINTS] = fingers.joints.map(|joint| {
            let local = palm_from_stage.then(joint);
            stage_from_palm.then(if image { mirrored(local) } else { local })
        });
        let (pinch, grasp) = if arm.waits { (arm.hand.pinch, arm.hand.grasp) } else { strengths(&joints) };
        arm.hand = Hand { tracked: real.tracked, source: real.source, radii: real.radii, joints, pinch, grasp };
        if !arm.waits {
            arm.keep.apply(&mut arm.hand);
        }
    }

    fn leash(&mut self, side: usize, head: Pose) {
        let hand = &mut self.arms[side].hand;
        hand.tracked = true;
        let away = (palm(hand).position - head.position).with_y(0.0);
        let pull = away * (LEASH_M / away.length().max(LEASH_M) - 1.0);
        for pose in &mut hand.joints {
            pose.position += pull;
        }
    }
}

fn palm(hand: &Hand) -> Pose {
    hand.joints[joint::PALM]
}

/// Through the plane x = 0.
fn mirrored(Pose { position: p, rotation: q }: Pose) -> Pose {
    Pose { position: Vec3::new(-p.x, p.y, p.z), rotation: Quat::from_xyzw(q.x, -q.y, -q.z, q.w) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tape::{HandSource, LEFT, RIGHT, StageOrigin, natural_hand};

    fn frame(at: Vec3, pinch: f32) -> Frame {
        let hand = |side| {
            let palm = Pose { position: at, rotation: Quat::from_rotation_x(-0.4) };
            natural_hand(side, palm, HandSource::Hands, pinch, 0.0)
        };
        Frame {
            tick: 0,
            head: Pose { position: Vec3::new(0.0, 1.6, 0.0), rotation: Quat::IDENTITY },
            // The other one is not there.
            hands: [Hand { tracked: false, ..hand(LEFT) }, hand(RIGHT)],
            buttons: Default::default(),
            events: Default::default(),
            origin: StageOrigin::default(),
            intervention: 0,
        }
    }

    const HERE: Vec3 = Vec3::new(0.2, 1.1, -0.4);
    const THERE: Vec3 = Vec3::new(-0.3, 1.3, -0.5);

    /// Ticks with the hand here, and the last frame.
    fn hold(mode: &mut OneHand, at: Vec3, pinch: f32, ticks: u32) -> Frame {
        let mut last = frame(at, pinch);
        for _ in 0..ticks {
            last = frame(at, pinch);
            mode.apply(&mut last);
        }
        last
    }

    fn at(frame: &Frame, side: usize) -> Vec3 {
        palm(&frame.hands[side]).position
    }

    #[test]
    fn one_hand_is_itself_and_the_other_its_image() {
        let mut mode = OneHand::new(RIGHT, &frame(HERE, 0.0));
        let raw = frame(HERE, 0.0);
        let both = hold(&mut mode, HERE, 0.0, 10);
        assert!(both.hands.iter().all(|hand| hand.tracked));
        assert!(at(&both, RIGHT).distance(HERE) < 1e-6);
        assert!(at(&both, LEFT).distance(Vec3::new(-0.2, 1.1, -0.4)) < 1e-6);
        mode.next();
        assert_eq!(mode.moves(), Moves::One(LEFT));
        let moved = hold(&mut mode, HERE, 0.0, 90);
        assert!(at(&moved, LEFT).distance(HERE) < 1e-5, "it came");
        assert!(at(&moved, RIGHT).distance(HERE) < 1e-5, "and the own one stayed");
        let natural = natural_hand(LEFT, palm(&raw.hands[RIGHT]), HandSource::Hands, 0.0, 0.0);
        for (image, natural) in moved.hands[LEFT].joints.iter().zip(&natural.joints) {
            assert!(image.position.distance(natural.position) < 1e-5, "a left hand is a left hand");
        }
    }

    #[test]
    fn what_is_held_stays_held_while_the_other_hand_works() {
        let mut mode = OneHand::new(RIGHT, &frame(HERE, 0.0));
        assert!(hold(&mut mode, HERE, 1.0, 10).hands[RIGHT].pinch > 0.9);
        mode.next();
        let closed = hold(&mut mode, HERE, 1.0, 10);
        assert!(closed.hands[RIGHT].pinch > 0.9 && closed.hands[LEFT].pinch < 0.1, "the new one waits, open");
        let works = [hold(&mut mode, THERE, 0.0, 60), hold(&mut mode, THERE, 1.0, 10)];
        assert!(works.iter().all(|frame| frame.hands[RIGHT].pinch > 0.9 && at(frame, RIGHT).distance(HERE) < 1e-5));
        assert!(works[1].hands[LEFT].pinch > 0.9 && at(&works[1], LEFT).distance(THERE) < 0.011);
        // Both, then the own one again: neither lets go before it has closed and opened.
        mode.next();
        let both = hold(&mut mode, THERE, 0.0, 60);
        assert!(both.hands.iter().all(|hand| hand.pinch > 0.9));
        mode.next();
        assert!(hold(&mut mode, THERE, 1.0, 10).hands.iter().all(|hand| hand.pinch > 0.9));
        assert!(hold(&mut mode, THERE, 0.0, 10).hands[RIGHT].pinch > 0.9);
        hold(&mut mode, THERE, 1.0, 10);
        let open = hold(&mut mode, THERE, 0.0, 10);
        assert!(open.hands[RIGHT].pinch < 0.1 && open.hands[LEFT].pinch > 0.9);
    }

    #[test]
    fn both_hands_keep_their_distance() {
        let mut mode = OneHand::new(RIGHT, &frame(HERE, 0.0));
        mode.next();
        hold(&mut mode, THERE, 0.0, 60);
        mode.next();
        let before = hold(&mut mode, HERE, 0.0, 60);
        let after = hold(&mut mode, HERE + Vec3::Y * 0.3, 0.0, 1);
        for side in [LEFT, RIGHT] {
            assert!((at(&after, side) - at(&before, side) - Vec3::Y * 0.3).length() < 1e-5);
        }
        assert!(at(&after, LEFT).distance(at(&after, RIGHT)) > 0.3);
    }

    #[test]
    fn a_hand_comes_and_does_not_jump() {
        let mut mode = OneHand::new(RIGHT, &frame(HERE, 0.0));
        let mut before = at(&hold(&mut mode, HERE, 0.0, 1), LEFT);
        mode.next();
        for tick in 0..60 {
            let now = at(&hold(&mut mode, THERE, 0.0, 1), LEFT);
            assert!(now.distance(before) <= THERE_M.max(COMES_M_PER_S * TICK_S) + 1e-5, "tick {tick}");
            before = now;
        }
        assert!(before.distance(THERE) < 1e-5);
        // Once there it is as quick as the person.
        assert!(at(&hold(&mut mode, HERE, 0.0, 1), LEFT).distance(HERE) < 1e-5);
    }

    #[test]
    fn keeping_a_closed_hand_still_confirms_once() {
        let mut mode = OneHand::new(RIGHT, &frame(HERE, 0.0));
        let mut confirmed = |at: &dyn Fn(u32) -> Vec3, pinch: f32, ticks: u32| {
            (0..ticks).filter(|&tick| mode.apply(&mut frame(at(tick), pinch))).count()
        };
        assert_eq!(confirmed(&|_| HERE, 0.0, 500), 0, "an open hand rests");
        assert_eq!(confirmed(&|tick| HERE + Vec3::X * 0.001 * tick as f32, 1.0, 500), 0, "a moving hand works");
        assert_eq!(confirmed(&|_| HERE, 0.0, 1), 0);
        assert_eq!(confirmed(&|_| HERE, 1.0, DWELL_TICKS - 1), 0);
        assert_eq!(confirmed(&|_| HERE, 1.0, 500), 1, "once");
        assert_eq!(confirmed(&|_| HERE, 0.0, 1) + confirmed(&|_| HERE, 1.0, 500), 1, "and again after it has opened");
    }

    #[test]
    fn a_placed_hand_is_on_a_leash() {
        let mut mode = OneHand::new(RIGHT, &frame(HERE, 0.0));
        let mut walked = frame(HERE, 0.0);
        walked.head.position.z -= 3.0;
        walked.hands[RIGHT].joints.iter_mut().for_each(|pose| pose.position.z -= 3.0);
        mode.apply(&mut walked);
        let away = (at(&walked, LEFT) - walked.head.position).with_y(0.0).length();
        assert!((away - LEASH_M).abs() < 1e-4 && (at(&walked, LEFT).y - HERE.y).abs() < 1e-5);
    }

    #[test]
    fn a_lost_hand_is_lost_and_the_placed_one_is_not() {
        let mut mode = OneHand::new(RIGHT, &frame(HERE, 0.0));
        hold(&mut mode, HERE, 1.0, 10);
        mode.next();
        let mut lost = frame(HERE, 0.0);
        lost.hands[RIGHT].tracked = false;
        mode.apply(&mut lost);
        assert!(!lost.hands[LEFT].tracked && lost.hands[RIGHT].tracked && lost.hands[RIGHT].pinch > 0.9);
    }

    #[test]
    fn one_hand_allocates_nothing() {
        let mut mode = OneHand::new(RIGHT, &frame(HERE, 0.0));
        let info = allocation_counter::measure(|| {
            for tick in 0..1_000 {
                mode.apply(&mut frame(if tick % 300 < 150 { HERE } else { THERE }, 1.0));
            }
        });
        assert_eq!(info.count_total, 0);
    }
}

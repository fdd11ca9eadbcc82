//! A person at a desk: from mouse and keyboard to the same frames that a headset makes. No window, no clock.
//!
//! Stage space is the person's own: its origin is walked and turned through the room, head and hands move in it.

use super::follow::Plan;
use super::inputs::Inputs;
use super::mean::{Deed, Means};
use super::reach::{Aim, Fixed, Pointer};
use super::rub::Rub;
use super::walk::Walker;
use crate::look::EYE_M;
use glam::{EulerRot, Quat, Vec2, Vec3};
use puppet::script::Intent;
use tape::{
    Buttons, Frame, HandSource, LEFT, Pose, RIGHT, StageOrigin, TICK_S, TICKS_PER_SECOND, TrackingEvents, joint,
    natural_hand,
};
use twin::grip::GripKind;
use twin::room::{Patterns, Room};
use twin::statics::Statics;
use twin::{Names, Twin};

/// Sitting, as a share of it: a body counts as seated below 0.80.
const SEATED: f32 = 0.74;
/// Shoulders from the eyes, metres (design).
const SHOULDER_M: Vec3 = Vec3::new(0.18, -0.22, 0.04);
/// Shoulder to palm, arm not quite straight.
const ARM_M: f32 = 0.58;
/// How far a trunk leans and bends after its hands, metres.
const LEAN_M: f32 = 0.5;
const BEND_M: f32 = 0.95;
/// Leaning by key.
const SIDE_LEAN_M: f32 = 0.3;
/// Radians and metres that a pixel of the mouse moves; metres of a notch of the wheel.
const LOOK_RAD: f32 = 0.0025;
const HAND_M: f32 = 0.0012;
const WRIST_RAD: f32 = 0.006;
const NOTCH_M: f32 = 0.035;
/// A hand moves no faster (design: a quick reach).
const HAND_M_PER_S: f32 = 1.6;
/// Seconds in which a hand and a trunk follow.
const HAND_S: f32 = 0.06;
const TRUNK_S: f32 = 0.25;
/// A trunk leans and bends no faster (design: half of a walk, so that a reach is never taken for a step).
const TRUNK_M_PER_S: f32 = 0.7;
/// Seconds in which a hand closes or opens.
const CLOSE_S: f32 = 0.12;
/// Ticks that a fingertip stays on a control, and that a hand tries to arrive.
const DWELL: u32 = TICKS_PER_SECOND / 4;
const GIVE_UP: u32 = 2 * TICKS_PER_SECOND;
/// Half of the picture's width and height at one metre that a hand may move in before the view turns after it.
const VIEW: Vec2 = Vec2::new(0.85, 0.55);

/// Which hands the mouse moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moves {
    One(usize),
    Both,
}

impl Moves {
    pub fn has(self, side: usize) -> bool {
        self == Moves::Both || self == Moves::One(side)
    }
}

/// One arm, stage space.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arm {
    /// Where the palm goes and where it is.
    pub goal: Vec3,
    pub palm: Pose,
    /// The wrist's turns from how the hand lies by itself: about the vertical, up, and about the forearm, radians.
    pub wrist: Vec3,
    /// Closed by, and how far.
    pub kind: GripKind,
    pub close: bool,
    pub strength: f32,
    /// Where it goes by itself, for how many ticks it has, and where it was before.
    pub aim: Option<(Aim, u32)>,
    pub before: Vec3,
}

impl Arm {
    pub fn new(side: usize) -> Arm {
        let goal = rest(side);
        let palm = Pose { position: goal, rotation: natural(side, Vec3::ZERO) };
        Arm {
            goal,
            palm,
            wrist: Vec3::ZERO,
            kind: GripKind::Pinch,
            close: false,
            strength: 0.0,
            aim: None,
            before: goal,
        }
    }
}

/// Before the chest, in the lower edge of the view.
pub(super) fn rest(side: usize) -> Vec3 {
    Vec3::new(if side == LEFT { -0.17 } else { 0.17 }, 1.2, -0.38)
}

/// Palms down and a little inwards, fingers ahead and up; then turned at the wrist.
pub(super) fn natural(side: usize, wrist: Vec3) -> Quat {
    let inwards = if side == LEFT { -0.5 } else { 0.5 };
    Quat::from_euler(EulerRot::YXZ, wrist.x, 0.25 + wrist.y, inwards + wrist.z)
}

/// What the desk shows of itself beside the room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    pub reaching: bool,
    pub moves: Moves,
    pub closed: [Option<GripKind>; 2],
    /// A deed that was asked for is under way.
    pub follows: bool,
}

/// The source of frames.
#[derive(Clone, Debug)]
pub struct Desk {
    pub(super) tick: u32,
    pub(super) walker: Walker,
    pub(super) yaw: f32,
    pub(super) pitch: f32,
    /// The head from where it is upright: along x and z, and down.
    pub(super) lean: Vec2,
    pub(super) bend: f32,
    pub(super) arms: [Arm; 2],
    pub(super) reaching: bool,
    moves: Moves,
    /// The better hand.
    first: usize,
    rub: Rub,
    fixed: Fixed,
    means: Means,
    pub(super) plan: Option<Plan>,
}

impl Desk {
    /// `first` is the hand that moves first: the better one.
    pub fn new(room: &Room, patterns: &Patterns, names: &Names, first: usize) -> Desk {
        Desk {
            tick: 0,
            walker: Walker::new(Vec2::from(room.start.at)),
            yaw: room.start.turn.to_radians(),
            pitch: -0.15,
            lean: Vec2::ZERO,
            bend: 0.0,
            arms: [Arm::new(LEFT), Arm::new(RIGHT)],
            reaching: false,
            moves: Moves::One(first),
            first,
            rub: Rub::default(),
            fixed: Fixed::new(room, patterns, names),
            means: Means::new(room, patterns, names),
            plan: None,
        }
    }

    pub fn shown(&self) -> Shown {
        let closed = self.arms.map(|arm| arm.close.then_some(arm.kind));
        Shown { reaching: self.reaching, moves: self.moves, closed, follows: self.plan.is_some() }
    }

    /// The patch that is being rubbed while the key is down.
    pub fn patch(&self) -> twin::films::Patch {
        self.rub.patch()
    }

    /// What a key means that does a whole deed: for [`puppet::lend()`], whose frames are then [followed](Desk::follow).
    pub fn means(&self, deed: Deed, twin: &Twin) -> Option<Intent> {
        let room_from_stage = self.origin().pose();
        let side = if let Moves::One(side) = self.moves { side } else { self.first };
        let hand = room_from_stage.then(self.arms[side].palm).position;
        let pointer = Pointer::new(room_from_stage.then(self.head()), hand, true);
        self.means.intent(deed, twin, &pointer, self.moves)
    }

    /// The better hand.
    pub fn handed(&self) -> usize {
        self.first
    }

    /// The next tick. The twin is only looked at, as the person looks at the picture.
    pub fn frame(&mut self, inputs: &Inputs, twin: &Twin) -> Frame {
        let once = &inputs.once;
        let stops = inputs.walk != Vec2::ZERO || inputs.rub || once.rest || once.pinch || once.grasp;
        let mut frame = match self.planned(inputs.paused, stops, twin) {
            Some(frame) => frame,
            None => self.own(inputs, twin),
        };
        let pressed = [(inputs.paused, Buttons::PAUSE), (once.declare, Buttons::DECLARE), (once.done, Buttons::DONE)];
        for (_, button) in pressed.into_iter().filter(|(pressed, _)| *pressed) {
            frame.buttons = Buttons(frame.buttons.0 | button.0);
        }
        if once.stalled {
            frame.events = TrackingEvents::STALLED;
        }
        self.tick += 1;
        frame
    }

    /// What mouse and keyboard make of the body.
    fn own(&mut self, inputs: &Inputs, twin: &Twin) -> Frame {
        if !inputs.paused {
            self.choose(inputs);
            self.walk(inputs, twin);
            self.point(inputs);
            self.act(inputs, twin);
            self.bend(inputs);
            self.move_arms(inputs);
        }
        let hands = [LEFT, RIGHT].map(|side| {
            let arm = &self.arms[side];
            let (pinch, grasp) = match arm.kind {
                GripKind::Pinch => (arm.strength, 0.0),
                GripKind::Palm => (0.0, arm.strength),
            };
            natural_hand(side, arm.palm, HandSource::Desktop, pinch, grasp)
        });
        Frame {
            tick: self.tick,
            head: self.head(),
            hands,
            buttons: Buttons::default(),
            events: TrackingEvents::default(),
            origin: self.origin(),
            intervention: 0,
        }
    }

    pub(super) fn origin(&self) -> StageOrigin {
        StageOrigin { x_m: self.walker.at.x, z_m: self.walker.at.y, yaw_rad: self.yaw }
    }

    pub(super) fn head(&self) -> Pose {
        Pose {
            position: Vec3::new(self.lean.x, EYE_M - self.bend, self.lean.y),
            rotation: Quat::from_rotation_x(self.pitch),
        }
    }

    /// Stands somewhere else and looks along `way` (room space), from the next frame on.
    pub fn stand(&mut self, at: Vec2, way: Vec3, statics: &Statics) {
        self.walker.place(at, statics);
        (self.yaw, self.pitch) = (0.0, 0.0);
        self.turn(Vec2::new(-way.z, -way.x).to_angle(), Vec2::new(Vec2::new(way.x, way.z).length(), way.y).to_angle());
    }

    fn choose(&mut self, inputs: &Inputs) {
        let once = &inputs.once;
        if once.reach {
            self.reaching = !self.reaching;
        }
        if once.next_hand {
            self.reaching = true;
            self.moves = match self.moves {
                Moves::One(LEFT) => Moves::One(RIGHT),
                Moves::One(_) => Moves::Both,
                Moves::Both => Moves::One(LEFT),
            };
        }
        if let Some(patch) = once.patch {
            self.rub.pick(patch);
        }
        if once.rest {
            for (side, arm) in self.arms.iter_mut().enumerate() {
                (arm.goal, arm.aim, arm.wrist) = (rest(side), None, Vec3::ZERO);
            }
        }
    }

    fn walk(&mut self, inputs: &Inputs, twin: &Twin) {
        let wish = Quat::from_rotation_y(self.yaw) * Vec3::new(inputs.walk.x, 0.0, -inputs.walk.y);
        self.walker.step(Vec2::new(wish.x, wish.z), twin.statics());
    }

    /// The mouse: looks, moves hands, or turns wrists.
    fn point(&mut self, inputs: &Inputs) {
        let mouse = inputs.mouse;
        if !self.reaching || inputs.look {
            self.turn(-mouse.x * LOOK_RAD, -mouse.y * LOOK_RAD);
            return;
        }
        if mouse == Vec2::ZERO && inputs.wheel == 0.0 {
            return;
        }
        let head = self.head();
        let step = head.rotation * Vec3::new(mouse.x * HAND_M, -mouse.y * HAND_M, -inputs.wheel * NOTCH_M);
        let mut turn = Vec2::ZERO;
        for side in [LEFT, RIGHT] {
            if !self.moves.has(side) {
                continue;
            }
            let arm = &mut self.arms[side];
            match arm.aim {
                Some((Aim::Under(_), _)) => arm.aim = None,
                // It is back in a moment.
                Some(_) => continue,
                None => {}
            }
            if inputs.twist {
                arm.wrist += Vec3::new(0.0, -mouse.y, -mouse.x) * WRIST_RAD + Vec3::X * inputs.wheel * 0.1;
                continue;
            }
            arm.goal = within_reach(arm.goal + step);
            let (held, over) = within_view(head, arm.goal);
            arm.goal = held;
            turn = if over.length_squared() > turn.length_squared() { over } else { turn };
        }
        self.turn(-turn.x, turn.y);
    }

    fn turn(&mut self, yaw: f32, pitch: f32) {
        let half = core::f32::consts::PI;
        self.yaw = (self.yaw + yaw + half).rem_euclid(2.0 * half) - half;
        self.pitch = (self.pitch + pitch).clamp(-1.35, 1.1);
    }

    /// Buttons of the mouse: open hands go to what they mean and close, closed ones open.
    fn act(&mut self, inputs: &Inputs, twin: &Twin) {
        let kind = match (inputs.once.pinch, inputs.once.grasp) {
            (true, _) => GripKind::Pinch,
            (_, true) => GripKind::Palm,
            _ => return,
        };
        self.reaching = true;
        let room_from_stage = self.origin().pose();
        let eye = room_from_stage.then(self.head());
        let mut meant = [LEFT, RIGHT].map(|side| {
            let hand = room_from_stage.then(self.arms[side].palm).position;
            let empty = !self.arms[side].close;
            self.moves.has(side).then(|| self.fixed.meant(twin, eye, side, hand, empty)).flatten()
        });
        // Two hands that move together go under one nozzle together: the one that is pointed at best.
        let under = |(_, aim): &(f32, Aim)| matches!(aim, Aim::Under(_));
        let nozzle = meant.into_iter().flatten().filter(under).min_by(|a, b| a.0.total_cmp(&b.0));
        if nozzle.is_some() && self.moves == Moves::Both {
            meant = [nozzle; 2];
        }
        for side in [LEFT, RIGHT] {
            if !self.moves.has(side) {
                continue;
            }
            let arm = &mut self.arms[side];
            (arm.before, arm.aim) = (arm.goal, None);
            match meant[side].map(|(_, aim)| aim) {
                // A hand that carries something presses all the same, and keeps it.
                Some(aim @ (Aim::Press(_) | Aim::Under(_) | Aim::Put(_))) => arm.aim = Some((aim, 0)),
                Some(aim) => (arm.aim, arm.kind) = (Some((aim, 0)), kind),
                None if arm.close => arm.close = false,
                None => (arm.close, arm.kind) = (true, kind),
            }
        }
    }

    /// The trunk leans and bends so that both arms reach their goals.
    fn bend(&mut self, inputs: &Inputs) {
        let upright = Vec3::new(0.0, EYE_M, 0.0);
        let (mut lean, mut bend) = (Vec2::new(inputs.lean * SIDE_LEAN_M, 0.0), 0.0f32);
        for (side, arm) in self.arms.iter().enumerate() {
            let out = if side == LEFT { Vec3::new(-1.0, 1.0, 1.0) } else { Vec3::ONE };
            let way = arm.goal - (upright + SHOULDER_M * out);
            let excess = way * (1.0 - ARM_M / way.length().max(ARM_M));
            lean += Vec2::new(excess.x, excess.z);
            bend = bend.max(-excess.y);
        }
        let seat = if inputs.sit { EYE_M * (1.0 - SEATED) } else { 0.0 };
        let (share, most) = (TICK_S / TRUNK_S, TRUNK_M_PER_S * TICK_S);
        self.lean += ((lean.clamp_length_max(LEAN_M) - self.lean) * share).clamp_length_max(most);
        self.bend += ((bend.max(seat).min(BEND_M) - self.bend) * share).clamp(-most, most);
    }

    fn move_arms(&mut self, inputs: &Inputs) {
        let rubbing = inputs.rub.then(|| self.rub.step());
        let stage_from_room = self.origin().pose().inverse();
        for side in [LEFT, RIGHT] {
            let arm = &mut self.arms[side];
            let mut rotation = natural(side, arm.wrist);
            let mut goal = arm.goal;
            if let Some(palms) = rubbing {
                let middle = Vec3::new(0.0, 1.22, -0.36);
                (goal, rotation) = (middle + palms[side].position, palms[side].rotation);
            } else if let Some((aim, ticks)) = &mut arm.aim {
                *ticks += 1;
                let tool = rotation * tool(side, *aim, arm.kind, arm.close);
                let at = stage_from_room.then(Pose { position: aim.at(), ..Pose::IDENTITY }).position;
                goal = at - tool;
                arm.goal = goal;
                let arrived = (arm.palm.position - goal).length() < 0.01;
                match aim {
                    Aim::Press(_) if arrived && *ticks > DWELL || *ticks > GIVE_UP => {
                        (arm.goal, arm.aim) = (arm.before, None);
                    }
                    Aim::Take(_) if arrived || *ticks > GIVE_UP => (arm.close, arm.aim) = (true, None),
                    Aim::Put(_) if arrived || *ticks > GIVE_UP => (arm.close, arm.aim) = (false, None),
                    _ => {}
                }
            }
            let way = (goal - arm.palm.position) * (TICK_S / HAND_S).min(1.0);
            arm.palm.position += way.clamp_length_max(HAND_M_PER_S * TICK_S);
            arm.palm.rotation = towards(arm.palm.rotation, rotation, TICK_S / HAND_S);
            let goal = if arm.close { 1.0 } else { 0.0 };
            arm.strength += (goal - arm.strength).clamp(-TICK_S / CLOSE_S, TICK_S / CLOSE_S);
        }
    }
}

/// What of the hand arrives, from its palm.
fn tool(side: usize, aim: Aim, kind: GripKind, closed: bool) -> Vec3 {
    let joints = |pinch, grasp| natural_hand(side, Pose::IDENTITY, HandSource::Desktop, pinch, grasp).joints;
    match (aim, kind) {
        (Aim::Press(_), _) if !closed => joints(0.0, 0.0)[joint::INDEX_TIP].position,
        (Aim::Press(_), GripKind::Pinch) => joints(1.0, 0.0)[joint::INDEX_TIP].position,
        // With the knuckle.
        (Aim::Press(_), GripKind::Palm) => joints(0.0, 1.0)[joint::INDEX_INTERMEDIATE].position,
        // Side by side.
        (Aim::Under(_), _) => Vec3::X * if side == LEFT { 0.05 } else { -0.05 },
        (Aim::Take(_), GripKind::Pinch) => {
            let joints = joints(1.0, 0.0);
            (joints[joint::THUMB_TIP].position + joints[joint::INDEX_TIP].position) * 0.5
        }
        // The hollow of the hand, as the room has it.
        (Aim::Take(_), GripKind::Palm) => Vec3::new(0.0, -0.03, -0.02),
        (Aim::Put(_), _) => Vec3::ZERO,
    }
}

fn towards(from: Quat, to: Quat, share: f32) -> Quat {
    let to = if from.dot(to) < 0.0 { -to } else { to };
    (from * (1.0 - share) + to * share).normalize()
}

/// As far as arms and a bent trunk reach, stage space.
fn within_reach(goal: Vec3) -> Vec3 {
    let level = Vec2::new(goal.x, goal.z).clamp_length_max(ARM_M + 0.8 * LEAN_M);
    Vec3::new(level.x, goal.y.clamp(0.05, 2.05), level.y.min(0.25))
}

/// A goal before the eyes stays in the picture; the radians (right, up) by which it would leave turn the view. What is
/// near the person's own head and body may be out of sight.
fn within_view(head: Pose, goal: Vec3) -> (Vec3, Vec2) {
    let mut local = head.rotation.conjugate() * (goal - head.position);
    let depth = -local.z;
    if depth < 0.3 {
        return (goal, Vec2::ZERO);
    }
    let edge = VIEW * depth;
    let inside = Vec2::new(local.x, local.y).clamp(-edge, edge);
    let over = (Vec2::new(local.x, local.y) - inside) / depth;
    (local.x, local.y) = (inside.x, inside.y);
    (head.position + head.rotation * local, over)
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;

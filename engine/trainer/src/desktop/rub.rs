//! Rubbing both hands: for each of the seven patches, how one hand lies on the other and circles there.

use glam::{Quat, Vec2, Vec3};
use tape::{HandSource, LEFT, Pose, TICK_S, natural_hand};
use twin::films::{PATCHES, Patch};
use twin::grip::HandNow;

/// Circles a second and their radius in metres: 0.17 m/s, well above what counts as rubbing (design).
const CIRCLES_PER_S: f32 = 1.8;
const CIRCLE_M: f32 = 0.015;
/// Seconds on one patch of one hand before the next: a wash of two times seven patches takes 42 s, as procedures of
/// 40 to 60 s ask (WHO Guidelines on Hand Hygiene in Health Care, 2009, fig. II.2).
const PATCH_S: f32 = 3.0;

/// The proper sequence: each patch of the one hand, then of the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rub {
    patch: usize,
    /// The hand whose patch is rubbed.
    rubbed: usize,
    seconds: f32,
    turn: f32,
}

impl Rub {
    pub fn patch(&self) -> Patch {
        Patch::ALL[self.patch]
    }

    pub fn pick(&mut self, patch: usize) {
        (self.patch, self.rubbed, self.seconds) = (patch % PATCHES, LEFT, 0.0);
    }

    /// One tick of rubbing: both palms in the space of the hands' common place, whose −Z points away from the person.
    pub fn step(&mut self) -> [Pose; 2] {
        self.seconds += TICK_S;
        self.turn = (self.turn + CIRCLES_PER_S * TICK_S).fract();
        if self.seconds > PATCH_S {
            self.seconds = 0.0;
            self.rubbed = 1 - self.rubbed;
            if self.rubbed == LEFT {
                self.patch = (self.patch + 1) % PATCHES;
            }
        }
        self.palms()
    }

    fn palms(&self) -> [Pose; 2] {
        let (patch, side) = (self.patch(), self.rubbed);
        let out = if side == LEFT { -1.0 } else { 1.0 };
        // The rubbed hand: palm to the middle, fingers away and up.
        let inwards =
            |out: f32| Quat::from_rotation_x(0.35) * Quat::from_rotation_z(out * core::f32::consts::FRAC_PI_2);
        let still = Pose { position: Vec3::new(out * 0.02, 0.0, 0.0), rotation: inwards(out) };
        let on_its_back = matches!(patch, Patch::Back | Patch::FingerBacks);
        // The other palm lies on it: facing it, or facing the same way from behind it.
        let turned = if on_its_back { inwards(out) } else { inwards(-out) };
        let hand = |side: usize, palm: Pose| {
            let mut hand = HandNow::new(side);
            hand.joints = natural_hand(side, palm, HandSource::Desktop, 0.0, 0.0).joints;
            hand
        };
        let goal = patch.point(&hand(side, still));
        let (tool, _) = patch.rubbed_by(&hand(1 - side, Pose { position: Vec3::ZERO, rotation: turned }));
        let angle = self.turn * core::f32::consts::TAU;
        // In the plane of the skin.
        let round = Vec2::from_angle(angle) * CIRCLE_M;
        let circle = turned * Vec3::new(round.x, 0.0, round.y);
        let moving = Pose { position: goal - tool + circle, rotation: turned };
        if side == LEFT { [still, moving] } else { [moving, still] }
    }
}

//! Skill lent to a person who is in the room already but has no bare hands there: a mouse has no fingers to draw on a
//! glove with. A deed is worked out to its end on a copy of the room, as the puppet would do it from where the person
//! stands; its frames are then the person's own, one a tick. The room is deterministic, so that what went well in the
//! copy goes well in the room.

use crate::play::{Player, Stop};
use crate::rig::{ASTRIDE_NECK_RAD, Rig};
use crate::route::Floor;
use crate::script::Intent;
use crate::sight::Sight;
use tape::{Frame, HandSource, LEFT, Pose, Quantiser, RIGHT, StageOrigin, TICKS_PER_SECOND};
use twin::grip::GripKind;
use twin::room::{Patterns, Room, SolidKind};
use twin::{Kind, Twin};

/// No deed that is lent lasts longer: a coverall takes about half a minute.
const LONGEST_S: u32 = 120;

/// Where a person stands, and how, at the tick that comes next.
#[derive(Clone, Copy, Debug)]
pub struct Stance {
    pub tick: u32,
    pub source: HandSource,
    /// On the floor under the trunk, turned as the trunk.
    pub origin: StageOrigin,
    /// Stage space.
    pub head: Pose,
    /// Floor to eyes when upright, metres.
    pub eye_height_m: f32,
    /// By hand, left and right.
    pub hands: [HeldOut; 2],
    /// The better hand ([`tape::LEFT`], [`tape::RIGHT`]).
    pub handed: usize,
}

/// A hand of a [`Stance`].
#[derive(Clone, Copy, Debug)]
pub struct HeldOut {
    /// Stage space.
    pub palm: Pose,
    pub closed: Option<GripKind>,
}

/// The deed cannot be done from here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}; {remedy}")]
pub struct Refused {
    pub what: String,
    pub remedy: String,
}

/// Performances that are tried: hands vary, and the one that touches the least is the skilled one.
const TRIES: u64 = 3;

/// The frames by which a person does what is meant, from `stance`. `save` is the state of the person's room without its ledger of
/// microbes ([`Twin::save_without_microbes`]), `quantiser`
/// what rounds the person's frames.
///
/// # Errors
/// What stands in the way. Nothing has happened in the person's own room.
///
/// # Panics
/// When `save` is not the state of this room.
pub fn lend(
    meant: &Intent,
    stance: &Stance,
    room: &Room,
    patterns: &Patterns,
    save: &[u8],
    quantiser: &Quantiser,
) -> Result<Vec<Frame>, Refused> {
    let perform = |seed: u64| {
        // Whatever a seed has decided in the room is in its saved state.
        let mut twin = Twin::new(room, patterns, 0, 1).expect("the person's room was built before");
        assert!(twin.restore(save), "a room takes back its own state");
        let (mut frames, mut touches) = (Vec::new(), 0);
        let mut player = Player {
            rig: Rig::taken_over(stance, seed),
            last_tick: stance.tick + LONGEST_S * TICKS_PER_SECOND,
            sight: Sight::new(room, patterns, twin, quantiser.clone()),
            floor: Floor::new(room),
            room,
            handed: stance.handed,
            sink: &mut |frame, facts, _| {
                frames.push(*frame);
                touches += facts.iter().filter(|f| f.kind == Kind::Touched).count();
            },
        };
        if is_astride(&player) {
            player.rig.neck_rad = ASTRIDE_NECK_RAD;
        }
        match player.act(meant) {
            Ok(()) | Err(Stop::Left) => Ok((touches, frames)),
            Err(Stop::Trouble { what, remedy }) => Err(Refused { what, remedy }),
        }
    };
    let mut best: Option<(usize, Vec<Frame>)> = None;
    let mut refused = None;
    for i in 0..TRIES {
        match perform(u64::from(stance.tick) + i) {
            Ok(done) if best.as_ref().is_none_or(|(least, _)| done.0 < *least) => best = Some(done),
            Ok(_) => {}
            Err(why) => refused = Some(why),
        }
    }
    best.map(|(_, frames)| frames).ok_or_else(|| refused.expect("every try was refused"))
}

/// Do the feet stand on two sides of a bench? The neck turns little then: a trunk that turned after it would take a foot
/// along.
fn is_astride(player: &Player) -> bool {
    let [left, right] = [LEFT, RIGHT].map(|side| player.sight.foot(side).z);
    let benches = player.room.solids.iter().filter(|s| s.kind == SolidKind::Bench);
    let mut middles = benches.map(|s| (s.min[2] + s.max[2]) / 2.0);
    middles.any(|middle| (left - middle) * (right - middle) < 0.0)
}

//! What physically happened, never what it means.

use crate::Id;

/// One thing that happened. Small and `Copy`: a tick's facts are a slice that is reused.
///
/// What `by`, `on`, `with` and `amount` hold is said at each [`Kind`]; a field that a kind does not name is
/// [`Id::NONE`] or 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fact {
    pub tick: u32,
    /// Index of the person whose frame caused it; 0 when alone.
    pub person: u8,
    pub kind: Kind,
    pub by: Id,
    pub on: Id,
    pub with: Id,
    pub amount: f32,
}

/// The kinds of facts. In JSON each is its name in snake_case.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Kind {
    /// Two surfaces met. `by`, `on` surfaces (the person's side in `by` where there is one); `with` the agent that
    /// wets either, if any; `amount` area in cm². Said once when the contact begins, again only if its area doubles.
    Touched,
    /// The contact ended. `by`, `on` as in [`Kind::Touched`]; `amount` seconds it lasted.
    Parted,
    /// `by` a hand (`hand.left`, `hand.right`), `on` the surface taken hold of; `amount` 0 pinch, 1 palm.
    Grasped,
    /// `by` a hand, `on` the thing or garment let go.
    Released,
    /// A thing came to rest in a snap place. `by` the thing, `on` the place.
    Placed,
    /// A thing left its snap place. `by` the thing, `on` the place.
    Taken,
    /// `by` `body`, `foot.left` or `foot.right`; `on` the zone it is now in.
    Entered,
    /// `by` a hand or nobody, `on` a door.
    Opened,
    /// `on` a door, or a pack (then [`Kind::Unwrapped`] is said instead).
    Closed,
    /// The interlock held. `by` a hand, `on` a door.
    Refused,
    /// The interlock was overridden. `by` a hand, `on` a door.
    Forced,
    /// `by` a hand, `on` a control (button, kiosk answer, log line).
    Pressed,
    /// `by` a dispenser or tap, `on` the surface that received it, `with` the agent, `amount` millilitres.
    Dispensed,
    /// A patch is rubbed or wiped enough. `by` the patch, `on` the surface it belongs to, `with` the agent (or nobody:
    /// dry), `amount` share of the surface's patches done since it was last wetted with that agent, 0…1.
    Covered,
    /// `on` a surface, `with` an agent: it was dry (or wet with another agent) before.
    Wetted,
    /// `on` a surface, `with` the agent that left, `amount` seconds it was wet.
    Dried,
    /// `on` a target inside the head's cone; `amount` seconds without looking away. Said every half second.
    Seen,
    /// `on` a thing that is held and turned; `amount` share of its faces that the head has seen from near, 0…1.
    Inspected,
    /// A layer of a pack was opened. `by` the pack, `on` the layer, `amount` layers left.
    Unwrapped,
    /// A limb entered an opening. `by` the limb, `on` the garment's part (`coverall.leg_left`).
    Threaded,
    /// The rim lies where it belongs. `by` the limb, `on` the part.
    Rested,
    /// The part came off the limb. `by` the limb, `on` the part.
    Slipped,
    /// All parts of a garment lie where they belong. `on` the garment.
    Worn,
    /// No part of a garment is on the body any more. `on` the garment.
    Removed,
    /// `on` a feature of a garment (`coverall.zip`, `hood.tuck`, `glove_outer_left.overlap`); `amount` its degree:
    /// 0…1, or metres for overlaps and gaps. Said when it moved by 0.05 (0.005 m) and when it comes to an end.
    Fitted,
    /// Skin or hair that the garments leave bare. `on` the region (`skin.temple_left`, `hair`), `amount` 1 bare, 0 covered.
    Bared,
    /// `by` `body`, `hand.left` or `hand.right`; `amount` the highest speed in m/s of the second that ended.
    Moved,
    /// A hand is below the waist. `by` the hand; `amount` seconds so far. Said every half second.
    Lowered,
    /// `on` a gauge; `amount` pascals. Said when it changed by 1 Pa.
    Pressure,
    /// `on` an alarm: it sounds.
    Alarmed,
    /// `on` an alarm: it is quiet again.
    Calmed,
    /// The person says that a mistake was made.
    Declared,
    /// The person says that the work is finished.
    Finished,
    /// Tracking of `by` (a hand) was lost.
    Lost,
    /// Tracking of `by` (a hand) is back; `amount` seconds it was away.
    Regained,
    /// The stage was moved under the person.
    Recentred,
    /// A truth about a thing that the seed or the scenario set. `on` the thing, `with` the property, `by` the value (an
    /// id) or `amount` (a number). Said at the first tick, and again when it changes.
    Stated,
    /// A supervisor stepped in. `on` the intervention.
    Intervened,
    /// Somebody is in the way of the air that comes straight from a filter to a critical surface. `by` the outermost
    /// surface of the limb or the thing in the way, `on` the critical surface; `amount` seconds so far. Said when it
    /// begins (0) and every half second.
    FirstAirBlocked,
    /// That ended: nothing of it has been in the way for 0.2 s. `by`, `on` as in [`Kind::FirstAirBlocked`]; `amount` cm² s
    /// of the critical surface that it kept from first air.
    FirstAirCleared,
}

//! A room as data: what `room.json` and `garments.json` of a drill say. Nothing here moves.
//!
//! Room space: metres, right-handed, +Y up; a suite is walked along −Z. Positions are `[x, y, z]`, floor rectangles
//! `[x, z]`. Rotations are degrees about +Y, counter-clockwise seen from above.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The rooms of a drill and all that stands in them.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// The schema that guides the editor; not read.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// glTF files, relative to `assets/`: the fixed parts where they stand, and the models that things name.
    #[serde(default)]
    pub models: Vec<String>,
    /// Where the person begins: `[x, z]` and yaw in degrees (0 looks along −Z).
    pub start: Start,
    pub zones: Vec<Zone>,
    pub solids: Vec<Solid>,
    #[serde(default)]
    pub doors: Vec<Door>,
    #[serde(default)]
    pub gauges: Vec<Gauge>,
    #[serde(default)]
    pub controls: Vec<Control>,
    #[serde(default)]
    pub dispensers: Vec<Dispenser>,
    /// What a head may look at: mirrors, labels on walls, gauges. Things and controls are targets by themselves.
    #[serde(default)]
    pub targets: Vec<Target>,
    #[serde(default)]
    pub places: Vec<Place>,
    #[serde(default)]
    pub things: Vec<Thing>,
    /// Surfaces that nothing but air straight from a filter may come to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub critical: Vec<Critical>,
    /// Which garments there are and where they lie at the start.
    #[serde(default)]
    pub garments: Vec<GarmentUse>,
    /// What the person wears at the start, from the skin outwards: names of `clothes`.
    #[serde(default)]
    pub wears: Vec<String>,
    /// Clothes that are only a layer on body parts (street clothes, facility suit): put on by holding them to the body.
    #[serde(default)]
    pub clothes: Vec<Clothes>,
    /// Liquids by name.
    #[serde(default)]
    pub agents: BTreeMap<String, Agent>,
    /// What samples the air.
    #[serde(default)]
    pub instruments: Vec<Instrument>,
    /// What the seed decides.
    #[serde(default)]
    pub draws: Vec<Draw>,
    /// What a supervisor may do, in the order of `Frame::intervention`.
    #[serde(default)]
    pub interventions: Vec<Intervention>,
}

impl Room {
    /// Grade of the first zone that holds a place; a zone reaches from the floor to the ceiling.
    pub fn grade_at(&self, at: glam::Vec3) -> Option<&str> {
        let holds = |z: &&Zone| at.x >= z.min[0] && at.x < z.max[0] && at.z >= z.min[1] && at.z < z.max[1];
        self.zones.iter().find(holds).map(|z| z.grade.as_str())
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    pub at: [f32; 2],
    #[serde(default)]
    pub turn: f32,
}

/// A rectangle of floor. The two sides of a step-over bench are two zones.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// `z2.dirty`; its floor is the surface `floor.z2.dirty`.
    pub id: String,
    pub min: [f32; 2],
    pub max: [f32; 2],
    /// Grade after Annex 1: `A`, `B`, `C`, `D` or `unclassified`.
    pub grade: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SolidKind {
    Wall,
    /// A step-over bench: feet go around or over it, a person may sit on it.
    Bench,
    Furniture,
}

/// A box that does not move; its surface has its id.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Solid {
    pub id: String,
    pub kind: SolidKind,
    pub min: [f32; 3],
    pub max: [f32; 3],
}

/// A swing door that opens by itself when its plate is pressed and its interlock allows.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Door {
    pub id: String,
    /// Middle of the threshold.
    pub at: [f32; 2],
    pub width: f32,
    pub height: f32,
    /// Degrees: 0 is a door in a wall along x.
    #[serde(default)]
    pub turn: f32,
    /// The zones on its two sides.
    pub between: [String; 2],
    /// Plates that ask it to open, one a side or more; surface `<id>.plate`.
    pub plates: Vec<[f32; 3]>,
    /// Break-glass button that opens it whatever the interlock says; surface `<id>.override`.
    #[serde(default, rename = "override")]
    pub override_at: Option<[f32; 3]>,
    /// Seconds to swing open, to stay open when nobody is in it, and between the other door's closing and this one's
    /// opening (flush).
    pub swing_s: f32,
    pub hold_s: f32,
    #[serde(default)]
    pub flush_s: f32,
    /// Doors of one group are never open together.
    #[serde(default)]
    pub interlock: Option<String>,
    /// Pascals that the second zone is above the first while shut.
    pub pressure_pa: f32,
}

/// Shows the pressure over a door.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gauge {
    pub id: String,
    pub at: [f32; 3],
    pub door: String,
}

/// A button, a kiosk's answer, a line of a log.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Control {
    pub id: String,
    pub at: [f32; 3],
    /// Half its width; a fingertip or knuckle nearer than this presses it.
    #[serde(default = "control_radius")]
    pub radius: f32,
}

fn control_radius() -> f32 {
    0.04
}

/// Gives an agent to hands held under it (tap, soap, alcohol, dryer) or towels to take.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dispenser {
    pub id: String,
    /// The nozzle; it works on surfaces within `reach` below and around it.
    pub at: [f32; 3],
    #[serde(default = "dispenser_reach")]
    pub reach: f32,
    /// What comes out; `air` dries.
    pub agent: String,
    pub ml_per_dose: f32,
}

fn dispenser_reach() -> f32 {
    0.18
}

/// A ball a head may look at.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub id: String,
    pub at: [f32; 3],
    pub radius: f32,
    /// A mirror counts only from in front: degrees about +Y of the way it faces (0 faces +Z).
    #[serde(default)]
    pub faces: Option<f32>,
}

/// Where things come to rest by themselves when let go near it: shelf, hook, tray, bin.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub id: String,
    pub at: [f32; 3],
    #[serde(default)]
    pub turn: f32,
    pub radius: f32,
    /// Names of what fits, `*` stands for any run.
    pub takes: Vec<String>,
    /// How many; a bin takes any number.
    #[serde(default = "one")]
    pub room_for: u32,
    /// What is put here is gone for the drill (bin, laundry chute).
    #[serde(default)]
    pub swallows: bool,
}

fn one() -> u32 {
    1
}

/// A rigid thing, a box of `size`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Thing {
    pub id: String,
    /// glTF mesh name in `assets/`.
    pub model: String,
    pub size: [f32; 3],
    /// 0: fixed where it is (a notice, a board); it can be looked at, not taken.
    pub mass_kg: f32,
    /// A place's id, or a position.
    pub at: Where,
    #[serde(default)]
    pub turn: f32,
    /// Layers from the outside in, of a pack: opened one after the other by pulling its edge with the second hand.
    /// The last one frees `holds`.
    #[serde(default)]
    pub wraps: Vec<String>,
    /// Garments that lie in it, hidden until it is open. Several packs may hold the same set: the one that is opened
    /// first brings it to light.
    #[serde(default)]
    pub holds: Vec<String>,
    /// Worn on the body at the start: `finger.left_ring`, `wrist.left`, `pocket`.
    #[serde(default)]
    pub worn_on: Option<String>,
    /// What can be read or seen on it (`expiry`, `indicator`, `size`, `tear`), as the rules name it.
    #[serde(default)]
    pub states: BTreeMap<String, Value>,
    /// A wipe, a towel or a sponge: what it does to what it rubs. Absent: it does not wipe.
    #[serde(default)]
    pub wipes: Option<Wipes>,
    /// Its outside is sterile: held in a hand it is in nobody's way of first air. The hand that holds it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sterile: bool,
}

/// An exposed critical surface, a level disc: open medium, a vial's mouth, a bare connector. Either `at` a place, or on a
/// `thing` that can be moved: then it is judged where the thing has come to rest, and not while it is carried.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Critical {
    /// As facts and rules name it.
    pub id: String,
    /// Its middle, room space.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<[f32; 3]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<String>,
    /// Its middle from the middle of the thing's box, metres along the thing's own axes.
    #[serde(default)]
    pub offset: [f32; 3],
    pub radius: f32,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wipes {
    /// What it wets with; absent: it dries.
    #[serde(default)]
    pub agent: Option<String>,
}

/// A word or a number that is true of a thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Value {
    Number(f32),
    Word(String),
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Where {
    Place(String),
    Point([f32; 3]),
}

/// A layer on body parts that is put on whole, by holding it to the body for `hold_s`.
///
/// A foot rises to a shoe, overshoe or boot that is held low before it, and comes down on the floor beneath where it
/// was led: that is how one changes shoes across a bench without treading on either side.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clothes {
    pub id: String,
    /// `torso`, `arm_left`, `arm_right`, `leg_left`, `leg_right`, `foot_left`, `foot_right`, `head`. The surface on a
    /// part is `<id>.<part>.out`.
    pub covers: Vec<String>,
    /// The thing that is this piece of clothing while it is not worn (hung up, in a locker).
    pub thing: String,
    /// Clothes that this replaces: they come off and their thing appears at the place given.
    #[serde(default)]
    pub replaces: BTreeMap<String, String>,
    #[serde(default = "hold_s")]
    pub hold_s: f32,
}

fn hold_s() -> f32 {
    1.5
}

/// A garment of the room: which pattern, and where it lies.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GarmentUse {
    pub id: String,
    /// Key in `garments.json`.
    pub pattern: String,
    /// A place, a point, or (absent) inside the thing that `holds` it, at `offset` from it when opened.
    #[serde(default)]
    pub at: Option<Where>,
    #[serde(default)]
    pub offset: [f32; 3],
    #[serde(default)]
    pub turn: f32,
    #[serde(default)]
    pub states: BTreeMap<String, Value>,
}

/// A liquid.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    /// Seconds a film stays wet on a hand or surface.
    pub wet_s: f32,
    /// Seconds of rubbing that cover one patch.
    pub patch_s: f32,
    /// Where `wet_s` comes from, and its label: `measured`, `computed` or `design`.
    pub source: String,
    pub label: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstrumentKind {
    /// 90 mm, open: what falls on it grows.
    SettlePlate,
    /// Draws a measured volume onto a plate, once.
    AirSampler,
    /// Counts particles ≥ 0.5 and ≥ 5 µm without end and tells at once. Its state `level` is `normal`, `alert` or
    /// `action`; a fact `stated` says it first and whenever it changes.
    ParticleCounter,
}

/// Something that samples the air. Limits go by the grade of the zone it stands in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    pub id: String,
    pub kind: InstrumentKind,
    /// The middle of the plate, or what air is drawn in by.
    pub at: [f32; 3],
    /// The thing or solid that it is. A settle plate collects where its thing lies; absent: it is drawn as a plain dish
    /// or box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<String>,
    /// The control that starts it; absent: it runs from the first tick on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<String>,
}

/// What the seed decides: one of the `among` values for a state of a thing, or which thing gets which set.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Draw {
    /// Things that share out the sets of states below, shuffled by the seed. As many sets as things.
    pub things: Vec<String>,
    pub sets: Vec<BTreeMap<String, Value>>,
}

/// What a supervisor may do to the room.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Intervention {
    pub id: String,
    /// A state that changes.
    #[serde(default)]
    pub sets: Option<SetState>,
    /// An alarm that begins (it sounds until its control is pressed).
    #[serde(default)]
    pub alarm: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetState {
    pub thing: String,
    pub state: String,
    pub value: Value,
}

/// How a garment is cut: `garments.json` maps a name to this.
///
/// A garment is a set of tubes, each a grid of particles: `rings` around an axis, `around` particles a ring. The first
/// ring of a tube is its entry, where a limb goes in; the last is its exit (a cuff), or closed (a glove, a boot, a hood).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    pub tubes: Vec<Tube>,
    /// kg/m² of its cloth.
    pub mass_kg_per_m2: f32,
    #[serde(default)]
    pub features: Vec<Feature>,
    /// How it lies before it is taken: folded or rolled, every tube shortened to this share of its length.
    #[serde(default = "folded")]
    pub folded: f32,
}

fn folded() -> f32 {
    0.15
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Limb {
    #[default]
    Head,
    Torso,
    HandLeft,
    HandRight,
    FootLeft,
    FootRight,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tube {
    /// `torso`, `sleeve_left`, `hand`…; surfaces `<garment>.<tube>.out` and `.in`.
    pub id: String,
    pub rings: u16,
    pub around: u16,
    /// Metres along the tube, all rings spread.
    pub length: f32,
    /// Metres at the entry and at the exit.
    pub radius: [f32; 2],
    /// Which limbs may go in. Absent: none (a skirt, a flap).
    #[serde(default)]
    pub limbs: Vec<Limb>,
    #[serde(default)]
    pub closed: bool,
    /// The tube and ring it is sewn to, if any, and around which side of that ring: degrees, 0 front, 90 left.
    #[serde(default)]
    pub sewn_to: Option<Sewn>,
    /// Where the exit rim rests when worn, metres up the limb from its tip (a glove's cuff, a boot's top) or from the
    /// crown (a hood's skirt); for a tube with an open exit, the exit rim.
    pub rest_m: f32,
    /// Metres short of that at which it is on all the same: a glove whose fingers are home while its cuff is low.
    #[serde(default = "rests_within_m")]
    pub rests_within_m: f32,
    /// Parts of its outside that rules name by themselves (`front` of a mask, `loops`): `<garment>.<region>`.
    #[serde(default)]
    pub regions: Vec<Region>,
    /// Where there is no cloth: the face of a hood, the open back of a mask.
    #[serde(default)]
    pub hole: Option<Hole>,
    /// Where the sizes come from.
    #[serde(default)]
    pub note: String,
}

fn rests_within_m() -> f32 {
    0.05
}

/// A part of a tube that is left open.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hole {
    /// Rings from … to, both included.
    pub rings: [u16; 2],
    /// Degrees around from … to, 0 front, 90 left.
    pub around: [f32; 2],
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sewn {
    pub tube: String,
    pub ring: u16,
    pub side: f32,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Region {
    pub id: String,
    /// Rings from … to, both included.
    pub rings: [u16; 2],
    /// Degrees around from … to, 0 front, 90 left; absent: all around.
    #[serde(default)]
    pub around: Option<[f32; 2]>,
    /// `out` or `in`.
    pub face: String,
}

/// A thing about a garment that has a degree.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, tag = "kind", rename_all = "snake_case")]
pub enum Feature {
    /// A slider between two rings at one side of a tube: pinched and pulled from `from` to `to`, 0 open … 1 closed.
    Zip { id: String, tube: String, from: u16, to: u16, side: f32 },
    /// Pressed for `hold_s` with a fingertip: flap, strap, snap, nose clip.
    Press { id: String, tube: String, ring: u16, side: f32, hold_s: f32 },
    /// Share of this tube's exit rim that lies inside the tube of another garment (pattern name), 0…1.
    Tuck { id: String, tube: String, inside: String, inside_tube: String },
    /// Metres by which this tube's rim reaches over the other garment's rim on the same limb, when it was put on over
    /// it; negative is a gap.
    Overlap { id: String, tube: String, over: String, over_tube: String },
    /// How near a band lies to where it belongs: 1 there, 0 from 3 cm off (goggles' seal, a mask's place).
    Seat { id: String, tube: String },
}

impl Feature {
    /// Its name (`zip`; the fact's is `<garment>.zip`) and the tube it is on.
    pub fn id_and_tube(&self) -> (&str, &str) {
        match self {
            Feature::Zip { id, tube, .. }
            | Feature::Press { id, tube, .. }
            | Feature::Tuck { id, tube, .. }
            | Feature::Overlap { id, tube, .. }
            | Feature::Seat { id, tube } => (id, tube),
        }
    }
}

/// A part of the body that garments must not leave bare.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Skin {
    /// `skin.wrist_left`, `hair`: as facts and rules name it.
    pub id: String,
    pub limb: Limb,
    /// Metres from the limb's tip: from … to.
    pub metres: [f32; 2],
    /// Degrees around from … to, 0 front, 90 left; absent: all around.
    #[serde(default)]
    pub around: Option<[f32; 2]>,
    /// Where the sizes come from.
    pub note: String,
}

/// `garments.json` of a drill: how its garments are cut, and the skin they are to cover.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Patterns {
    /// The schema that guides the editor; not read.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    pub patterns: BTreeMap<String, Pattern>,
    pub skin: Vec<Skin>,
}

//! What a picture needs and nothing more. Plain data, rebuilt in place every frame without allocating.
//!
//! Room space: metres, right-handed, +Y up, −Z forward. Colours are linear, 0…1.

use glam::{Affine3A, Mat4, Quat, Vec2, Vec3};

/// Index of a mesh (a glTF node with a mesh) in the list of names the renderer was given at start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MeshId(pub u16);

/// What is known of a mesh without drawing it: one a [`MeshId`], in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Name of the glTF node, unique over all files that were loaded.
    pub name: String,
    /// Where the node stands in its file; rooms are modelled in room space.
    pub file_from_mesh: Affine3A,
    /// Corners of the box around its vertices, mesh space, metres.
    pub min: Vec3,
    pub max: Vec3,
    /// Its polished face, mesh space, where it is a mirror.
    pub pane: Option<Pane>,
}

/// A flat mirror: a rectangle that shows what is before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pane {
    pub middle: Vec3,
    /// From the middle to two edges, metres; their cross product, right × up, points out of the mirror.
    pub right: Vec3,
    pub up: Vec3,
}

impl Pane {
    /// Where it is when it is carried along.
    pub fn moved(&self, to: &Affine3A) -> Pane {
        let [right, up] = [self.right, self.up].map(|v| to.transform_vector3(v));
        Pane { middle: to.transform_point3(self.middle), right, up }
    }
}

/// A rigid mesh.
#[derive(Clone, Copy, Debug)]
pub struct Instance {
    pub mesh: MeshId,
    pub room_from_mesh: Affine3A,
    /// Multiplied into the material's base colour.
    pub tint: [f32; 4],
}

/// A hand, skinned to the 26 joints.
#[derive(Clone, Copy, Debug)]
pub struct HandSkin {
    /// 0 left, 1 right.
    pub side: u8,
    pub room_from_joint: [Mat4; 26],
    pub colour: [f32; 4],
    /// 1 solid … 0 not seen: tracking that is lost fades the hand.
    pub opacity: f32,
    /// 1 just wetted … 0 dry.
    pub wet: f32,
}

/// What cloth is like from near.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fabric {
    /// Woven, as clothes are.
    #[default]
    Plain,
    /// Woven with conductive threads, as garments for cleanrooms are.
    Garment,
    /// Of fibres that lie any way: masks, hairnets, overshoes.
    Nonwoven,
    /// Gloves.
    Rubber,
}

/// A cloth: a set of quads over particles, lit on both sides.
#[derive(Clone, Debug, Default)]
pub struct Cloth {
    /// Stays the same while the triangles stay the same, so that the renderer keeps its index buffer.
    pub topology: u32,
    /// Particle positions, room space.
    pub positions: Vec<Vec3>,
    /// Triangles, three indices each, counter-clockwise seen from outside.
    pub triangles: Vec<[u16; 3]>,
    /// Where each particle lies on the cloth as it was cut, metres. None: it is plain.
    pub uv: Vec<Vec2>,
    pub fabric: Fabric,
    pub colour_outside: [f32; 4],
    pub colour_inside: [f32; 4],
    /// Parts of other colours, by their first particle; each goes on to where the next begins.
    pub parts: Vec<ClothPart>,
    /// Seen in mirrors alone: what one wears before one's own eyes.
    pub only_in_mirrors: bool,
}

/// A part of a cloth that has colours of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClothPart {
    pub first: u16,
    pub colour_outside: [f32; 4],
    pub colour_inside: [f32; 4],
}

/// A flat panel with text in the world: checklist, caption, label, kiosk.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// Not drawn; its words are kept.
    pub hidden: bool,
    /// Middle of the panel; its text is read from +Z of this pose.
    pub position: Vec3,
    pub rotation: Quat,
    /// Metres.
    pub size: [f32; 2],
    /// Alpha 0: letters only.
    pub background: [f32; 4],
    /// Lines start at the left, or are centred both ways (signs, labels, displays).
    pub centred: bool,
    /// Metres at the left that lines leave free.
    pub indent: f32,
    /// On the background, under the lines, in their order.
    pub discs: Vec<Disc>,
    /// From the top. A line that is too long wraps at words; text that is too much for the panel is drawn smaller.
    pub lines: Vec<Line>,
    /// Metres from which it is read; 0 for signs and labels. What is read may lie in a picture of its own, as fine as an
    /// eye sees it from there, where a display can lay pictures into the room.
    pub read_from_m: f32,
    /// It does lie there, under this picture, which gets a hole wherever the panel's background is seen.
    pub apart: bool,
}

/// A filled circle on a panel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disc {
    /// Its middle, metres to the right of the panel's upper left corner and below it.
    pub at: [f32; 2],
    /// Metres.
    pub radius: f32,
    pub colour: [f32; 4],
}

#[derive(Clone, Debug, Default)]
pub struct Line {
    pub text: String,
    /// Height of the em: metres on a panel; pixels of a picture 1080 lines high in [`Scene::captions`].
    pub height: f32,
    pub colour: [f32; 4],
}

/// The eye of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eye {
    pub room_from_eye: Affine3A,
    /// Tangents of the half angles: left, right, up, down; all positive in a symmetric view.
    pub tangents: [f32; 4],
}

/// A soft dark patch on a level surface, under what stands on it or hangs close over it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shadow {
    /// On the surface.
    pub middle: Vec3,
    /// Half of what casts it along its own x and z, metres.
    pub half: [f32; 2],
    /// Radians about +Y.
    pub turn: f32,
    /// Metres over which its edge fades, half of them outside.
    pub soft: f32,
    /// Share of the light that it takes.
    pub strength: f32,
}

/// A film of liquid on a flat face.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Film {
    /// The face is the square from −1 to 1 along x and z; +Y points out of it.
    pub room_from_film: Affine3A,
    /// 1 just laid … 0 dry: it dries from its edge.
    pub wet: f32,
}

/// A translucent box around something in the room, which says something about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Veil {
    /// From a cube of edge 1 about the origin.
    pub room_from_box: Affine3A,
    pub colour: [f32; 4],
    /// So that colour is not the only sign: 0 plain, 1 lines across, 2 upright, 3 rising, 4 crossed.
    pub hatching: u32,
}

/// How air is made visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracers {
    /// Smoke from a wand's mouth.
    Smoke,
    /// Short lines all around, as long as the air goes in a quarter of a second.
    Streaks,
}

/// Air made visible where a room's flow is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Air {
    pub tracers: Tracers,
    /// The wand's mouth, or the middle of what is shown; room space.
    pub from: Vec3,
    /// More comes; else what is out drifts on and ends.
    pub open: bool,
    /// Time of the room: tracers go on by what has passed since the last picture.
    pub now_s: f64,
}

#[derive(Clone, Debug, Default)]
pub struct Scene {
    pub instances: Vec<Instance>,
    /// Seen in mirrors alone: one's own head.
    pub only_in_mirrors: Vec<Instance>,
    pub hands: Vec<HandSkin>,
    pub cloths: Vec<Cloth>,
    pub panels: Vec<Panel>,
    pub shadows: Vec<Shadow>,
    pub veils: Vec<Veil>,
    pub films: Vec<Film>,
    pub air: Option<Air>,
    /// What mirrors the room as it is now. One at a time does, that which is seen largest; the others look like polished
    /// metal.
    pub mirrors: Vec<Pane>,
    /// Said at the bottom of a window or an image, over everything: captions. Empty in a headset.
    pub captions: Vec<Line>,
}

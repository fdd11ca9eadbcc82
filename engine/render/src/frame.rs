//! A scene gathered into the lists that the GPU draws. No GPU here; nothing is allocated once the lists have grown.

use crate::assets::Assets;
use crate::bones::BindHand;
use crate::font::FontAtlas;
use crate::geometry::{Group, Mesh, Part};
use crate::light::{Light, PLAN_CELL_M};
use crate::reflection::Reflection;
use crate::sight::{Drawn, Looking, Sight, rows};
use crate::text::{self, Quad};
use glam::{Mat4, Vec2, Vec3};
use scene::{Cloth, ClothPart, Eye, Film, MeshId, Scene, Shadow, Tracers, Veil};
use std::ops::Range;

/// Hands in one picture; more are not drawn. Four people.
pub const MOST_HANDS: usize = 8;
/// Eyes in one picture.
pub const MOST_EYES: usize = 2;
/// Metres to the near plane; the far one is at infinity.
pub const NEAR_M: f32 = 0.03;

/// What a picture cost, both eyes together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    pub draws: u32,
    pub triangles: u32,
    /// Instances inside the view, and those left out because no eye sees them.
    pub instances: u32,
    pub culled: u32,
}

/// What of the assets the gathering needs.
pub(crate) struct Catalogue {
    pub meshes: Vec<Mesh>,
    pub parts: Vec<Part>,
    pub groups: Vec<Group>,
    pub hands: [BindHand; 2],
    pub font: FontAtlas,
    light: LightRaw,
}

impl Catalogue {
    pub fn new(assets: &Assets) -> Catalogue {
        Catalogue {
            meshes: assets.geometry.meshes.clone(),
            parts: assets.geometry.parts.clone(),
            groups: assets.geometry.groups.clone(),
            hands: [0, 1].map(|side: usize| BindHand::new(assets.hands[side].joint_from_bind)),
            font: FontAtlas { distances: Vec::new(), ..assets.font.clone() },
            light: LightRaw::new(&assets.light),
        }
    }

    pub fn parts(&self, mesh: MeshId) -> &[Part] {
        &self.parts[self.meshes[mesh.0 as usize].parts.clone()]
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct InstanceRaw {
    /// Rows of room_from_mesh.
    pub rows: [[f32; 4]; 3],
    pub tint: [f32; 4],
}

#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct HandRaw {
    pub colour: [f32; 4],
    pub palm: [f32; 3],
    pub wet: f32,
    pub first_bone: u32,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct HiddenVertex {
    /// Clip space.
    pub at: [f32; 2],
    pub eye: u32,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct ClothVertex {
    pub position: [f32; 3],
    pub normal: [f32; 3],
    pub outside: [f32; 4],
    pub inside: [f32; 4],
    pub uv: [f32; 2],
    /// Into what has no material: what is plain, hands, then fabrics.
    pub fabric: u32,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct World {
    /// The eyes, then the same in the mirror.
    pub eyes: [EyeRaw; 2 * MOST_EYES],
    pub light: LightRaw,
    /// Width and height in pixels.
    pub size: [u32; 4],
}

#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct EyeRaw {
    pub clip_from_room: Mat4,
    pub position: [f32; 4],
}

/// A shadow as its shader takes it.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct ShadowRaw {
    middle: [f32; 3],
    half: [f32; 2],
    soft: f32,
    strength: f32,
    /// Cosine and sine.
    turn: [f32; 2],
}

/// A veil as its shader takes it.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct VeilRaw {
    rows: [[f32; 4]; 3],
    colour: [f32; 4],
    hatching: u32,
}

/// A film as its shader takes it.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct FilmRaw {
    rows: [[f32; 4]; 3],
    wet: f32,
}

/// Where the baked light stands in the room.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct LightRaw {
    /// The corner, and places a metre.
    grid_low: [f32; 4],
    grid_size: [f32; 4],
    /// x and z of the corner, lookups a metre.
    plan: [f32; 4],
}

impl LightRaw {
    fn new(light: &Light) -> LightRaw {
        let mut raw: LightRaw = bytemuck::Zeroable::zeroed();
        let ([x, y, z], [width, height, depth]) = (light.grid_min, light.grid.size);
        raw.grid_low = [x, y, z, 1.0 / light.grid_cell];
        raw.grid_size = [width, height, depth / 6, 0].map(|n| n as f32);
        let [x, z] = light.plan.min;
        raw.plan = [x, z, 1.0 / PLAN_CELL_M, 0.0];
        raw
    }
}

pub(crate) struct Lists {
    pub world: World,
    pub instances: Vec<InstanceRaw>,
    pub direct: Sight,
    /// The mirror that is seen, and what in it.
    pub reflection: Option<Reflection>,
    pub mirrored: Sight,
    pub shadows: Vec<ShadowRaw>,
    pub veils: Vec<VeilRaw>,
    pub films: Vec<FilmRaw>,
    pub tracers: Option<Tracers>,
    pub hands: Vec<HandRaw>,
    /// Where in `hands` the left ones are, and the right ones.
    pub hand_ranges: [Range<u32>; 2],
    pub bones: Vec<Mat4>,
    pub cloth_vertices: Vec<ClothVertex>,
    pub cloth_indices: Vec<u32>,
    /// The indices were made anew.
    pub cloth_indices_changed: bool,
    /// Where in `cloth_indices` each cloth's are.
    cloth_ranges: Vec<Range<u32>>,
    /// Those of cloths that are seen without a mirror.
    pub cloth_direct: Vec<Range<u32>>,
    /// Panels, those in the mirror, then captions.
    pub quads: Vec<Quad>,
    pub panel_quads: u32,
    /// What each eye's lens never shows: corners of triangles, as tangents to the right and up.
    pub mask: [Vec<Vec2>; MOST_EYES],
    /// The same where the eyes look now.
    pub hidden: Vec<HiddenVertex>,
    /// Topology and vertex count of each cloth whose indices are there.
    cloth_key: Vec<(u32, usize)>,
}

impl Default for Lists {
    fn default() -> Lists {
        Lists {
            world: bytemuck::Zeroable::zeroed(),
            instances: Vec::new(),
            direct: Sight::default(),
            reflection: None,
            mirrored: Sight::default(),
            shadows: Vec::new(),
            veils: Vec::new(),
            films: Vec::new(),
            tracers: None,
            hands: Vec::new(),
            hand_ranges: [0..0, 0..0],
            bones: Vec::new(),
            cloth_vertices: Vec::new(),
            cloth_indices: Vec::new(),
            cloth_indices_changed: false,
            cloth_ranges: Vec::new(),
            cloth_direct: Vec::new(),
            quads: Vec::new(),
            panel_quads: 0,
            mask: [Vec::new(), Vec::new()],
            hidden: Vec::new(),
            cloth_key: Vec::new(),
        }
    }
}

impl Lists {
    /// Fills every list for a picture of `scene` seen by `eyes` (one or two), `size` pixels large.
    pub fn gather(&mut self, catalogue: &Catalogue, scene: &Scene, eyes: &[Eye], size: [u32; 2]) {
        let views = &eyes[..eyes.len().min(MOST_EYES)];
        self.reflection = Reflection::most_seen(&scene.mirrors, views);
        self.gather_world(catalogue, views, size);
        self.gather_shadows(&scene.shadows);
        self.gather_veils(&scene.veils);
        self.gather_films(&scene.films);
        self.tracers = scene.air.map(|air| air.tracers);
        self.gather_hands(catalogue, scene);
        self.gather_cloth(&scene.cloths);
        self.gather_hidden(views);
        self.instances.clear();
        self.quads.clear();
        let mut drawn = Drawn { instances: &mut self.instances, quads: &mut self.quads };
        let direct = Looking { eyes: views, reflection: None };
        self.direct.gather(catalogue, scene, direct, &mut drawn);
        self.mirrored.clear();
        if self.reflection.is_some() {
            let mirrored = Looking { eyes: views, reflection: self.reflection };
            self.mirrored.gather(catalogue, scene, mirrored, &mut drawn);
        }
        self.panel_quads = self.quads.len() as u32;
        text::push_captions(&catalogue.font, &scene.captions, size, &mut self.quads);
    }

    /// What is gathered, of a picture's cost.
    pub fn stats(&self) -> Stats {
        Stats { instances: self.instances.len() as u32, culled: self.direct.culled, ..Stats::default() }
    }

    pub fn gather_eyes(&mut self, eyes: &[Eye]) {
        for (raw, eye) in self.world.eyes[..MOST_EYES].iter_mut().zip(eyes) {
            let room_from_eye = eye.room_from_eye;
            raw.clip_from_room = clip_from_eye(eye.tangents) * Mat4::from(room_from_eye.inverse());
            raw.position = Vec3::from(room_from_eye.translation).extend(1.0).into();
        }
        if let Some(reflection) = &self.reflection {
            for (raw, eye) in self.world.eyes[MOST_EYES..].iter_mut().zip(eyes) {
                *raw = reflection.eye(eye);
            }
        }
    }

    fn gather_hidden(&mut self, eyes: &[Eye]) {
        self.hidden.clear();
        for (eye, (Eye { tangents: [left, right, up, down], .. }, mask)) in (0..).zip(eyes.iter().zip(&self.mask)) {
            let at = |v: &Vec2| [(2.0 * v.x + left - right) / (left + right), (2.0 * v.y + down - up) / (up + down)];
            self.hidden.extend(mask.iter().map(|v| HiddenVertex { at: at(v), eye }));
        }
    }

    fn gather_world(&mut self, catalogue: &Catalogue, eyes: &[Eye], size: [u32; 2]) {
        self.gather_eyes(eyes);
        self.world.light = catalogue.light;
        self.world.size = [size[0], size[1], 0, 0];
    }

    fn gather_shadows(&mut self, shadows: &[Shadow]) {
        self.shadows.clear();
        self.shadows.extend(shadows.iter().map(|s| {
            let (sin, cos) = libm::sincosf(s.turn);
            ShadowRaw { middle: s.middle.into(), half: s.half, soft: s.soft, strength: s.strength, turn: [cos, sin] }
        }));
    }

    fn gather_veils(&mut self, veils: &[Veil]) {
        self.veils.clear();
        self.veils.extend(veils.iter().map(|v| VeilRaw {
            rows: rows(&v.room_from_box),
            colour: v.colour,
            hatching: v.hatching,
        }));
    }

    fn gather_films(&mut self, films: &[Film]) {
        self.films.clear();
        self.films.extend(films.iter().map(|f| FilmRaw { rows: rows(&f.room_from_film), wet: f.wet }));
    }

    fn gather_hands(&mut self, catalogue: &Catalogue, scene: &Scene) {
        self.hands.clear();
        self.bones.clear();
        for side in 0..2 {
            let first = self.hands.len() as u32;
            for hand in scene.hands.iter().filter(|h| usize::from(h.side) == side && h.opacity > 0.0) {
                if self.hands.len() == MOST_HANDS {
                    break;
                }
                let [r, g, b, _] = hand.colour;
                let palm = hand.room_from_joint[0].w_axis.truncate().into();
                let (colour, first_bone) = ([r, g, b, hand.opacity], self.bones.len() as u32);
                self.hands.push(HandRaw { colour, palm, wet: hand.wet, first_bone });
                self.bones.extend(catalogue.hands[side].follow(&hand.room_from_joint));
            }
            self.hand_ranges[side] = first..self.hands.len() as u32;
        }
    }

    fn gather_cloth(&mut self, cloths: &[Cloth]) {
        let key = cloths.iter().map(|c| (c.topology, c.positions.len()));
        self.cloth_indices_changed = !key.clone().eq(self.cloth_key.iter().copied());
        if self.cloth_indices_changed {
            self.cloth_key.clear();
            self.cloth_key.extend(key);
            self.cloth_indices.clear();
            self.cloth_ranges.clear();
            let mut first = 0;
            for cloth in cloths {
                let begin = self.cloth_indices.len() as u32;
                let known = |t: &&[u16; 3]| t.iter().all(|&i| usize::from(i) < cloth.positions.len());
                let indices = cloth.triangles.iter().filter(known).flatten();
                self.cloth_indices.extend(indices.map(|&i| first + u32::from(i)));
                first += cloth.positions.len() as u32;
                self.cloth_ranges.push(begin..self.cloth_indices.len() as u32);
            }
        }
        self.cloth_direct.clear();
        for (range, _) in self.cloth_ranges.iter().zip(cloths).filter(|(_, cloth)| !cloth.only_in_mirrors) {
            match self.cloth_direct.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => self.cloth_direct.push(range.clone()),
            }
        }
        self.cloth_vertices.clear();
        for cloth in cloths {
            let mut parts = cloth.parts.iter().peekable();
            let (mut outside, mut inside) = (cloth.colour_outside, cloth.colour_inside);
            let fabric = if cloth.uv.is_empty() { 0 } else { 2 + cloth.fabric as u32 };
            let uvs = cloth.uv.iter().chain(std::iter::repeat(&Vec2::ZERO));
            self.cloth_vertices.extend((0..).zip(cloth.positions.iter().zip(uvs)).map(|(i, (p, uv))| {
                if let Some(part) = parts.next_if(|part: &&ClothPart| part.first <= i) {
                    (outside, inside) = (part.colour_outside, part.colour_inside);
                }
                let (position, uv) = ((*p).into(), (*uv).into());
                ClothVertex { position, normal: [0.0; 3], outside, inside, uv, fabric }
            }));
        }
        // Long sides weigh more: the cross product is twice the triangle's area.
        for t in self.cloth_indices.chunks_exact(3) {
            let [a, b, c] = [0, 1, 2].map(|k| Vec3::from(self.cloth_vertices[t[k] as usize].position));
            let face = (b - a).cross(c - a);
            for &i in t {
                let normal = &mut self.cloth_vertices[i as usize].normal;
                *normal = (Vec3::from(*normal) + face).into();
            }
        }
        for vertex in &mut self.cloth_vertices {
            vertex.normal = Vec3::from(vertex.normal).normalize_or(Vec3::Y).into();
        }
    }
}

/// Reversed depth without an end: 1 at the near plane, 0 at infinity. `tangents` as in [`Eye`].
pub(crate) fn clip_from_eye([left, right, up, down]: [f32; 4]) -> Mat4 {
    let (w, h) = (left + right, up + down);
    Mat4::from_cols_array_2d(&[
        [2.0 / w, 0.0, 0.0, 0.0],
        [0.0, 2.0 / h, 0.0, 0.0],
        [(right - left) / w, (up - down) / h, 0.0, -1.0],
        [0.0, 0.0, NEAR_M, 0.0],
    ])
}

/// Is any of a ball in the room inside the eye's pyramid?
pub(crate) fn sees(eye: &Eye, centre: Vec3, radius: f32) -> bool {
    let p = eye.room_from_eye.inverse().transform_point3(centre);
    let [left, right, up, down] = eye.tangents;
    // A side of the pyramid leans by its tangent: the distance to it is measured across.
    let within = |across: f32, tangent: f32| across <= -p.z * tangent + radius * (1.0 + tangent * tangent).sqrt();
    -p.z + radius > NEAR_M && within(-p.x, left) && within(p.x, right) && within(p.y, up) && within(-p.y, down)
}

#[cfg(test)]
#[path = "../tests/common/mod.rs"]
pub(crate) mod common;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sight::Sheer;
    use glam::{Affine3A, Vec4};

    #[test]
    fn a_scene_is_gathered_without_allocating() {
        let assets = common::load(&["gowning/suite.glb", "gowning/things.glb"]);
        let (mut scene, room) = (common::suite(&assets), common::room(&assets));
        scene.instances.extend(room.instances);
        (scene.hands, scene.cloths, scene.panels, scene.captions) =
            (room.hands, room.cloths, room.panels, room.captions);
        let catalogue = Catalogue::new(&assets);
        let eyes = [0.0, 0.06].map(|x| common::eye([x, 1.6, 1.6], [x, 1.2, -9.0], 1.0));
        let mut lists = Lists::default();
        lists.gather(&catalogue, &scene, &eyes, [960, 540]);
        let once = (lists.instances.len(), lists.quads.len(), lists.cloth_vertices.len(), lists.bones.len());
        assert!(once.0 > 60 && once.1 > 200 && once.2 > 500 && once.3 == 52, "{once:?}");
        let counted = allocation_counter::measure(|| {
            for _ in 0..10 {
                lists.gather(&catalogue, &scene, &eyes, [960, 540]);
            }
        });
        assert_eq!(counted.count_total, 0);
    }

    #[test]
    fn a_page_before_a_pane_is_drawn_over_it_and_one_behind_is_seen_through_it() {
        let assets = common::load(&["gowning/suite.glb"]);
        let catalogue = Catalogue::new(&assets);
        let is_glass = |mesh: usize| {
            let parts = &catalogue.parts[catalogue.meshes[mesh].parts.clone()];
            parts.iter().any(|p| catalogue.groups[p.group].blend)
        };
        let pane = (0..catalogue.meshes.len()).find(|&m| is_glass(m)).expect("doors have windows");
        let middle = -catalogue.meshes[pane].centre;
        let instance = scene::Instance {
            mesh: MeshId(pane as u16),
            room_from_mesh: Affine3A::from_translation(middle),
            tint: [1.0; 4],
        };
        let panel = |z| scene::Panel { position: Vec3::Z * z, background: [1.0; 4], ..scene::Panel::default() };
        let scene = Scene { instances: vec![instance], panels: vec![panel(0.5), panel(-0.5)], ..Scene::default() };
        let mut lists = Lists::default();
        for (from, first) in [(3.0, -0.5), (-3.0, 0.5)] {
            lists.gather(&catalogue, &scene, &[common::eye([0.0, 0.0, from], [0.0; 3], 1.0)], [100, 100]);
            assert!(
                matches!(lists.direct.sheer[0], Sheer::Panels(ref quads) if *quads == (0..1)),
                "{:?}",
                lists.direct.sheer
            );
            assert!(lists.direct.sheer[1..lists.direct.sheer.len() - 1].iter().all(|s| matches!(s, Sheer::Glass(_))));
            assert_eq!(lists.direct.sheer.last(), Some(&Sheer::Panels(1..2)));
            assert_eq!(lists.quads[0].origin[2], first, "the farther panel comes first");
        }
    }

    #[test]
    fn the_edges_of_the_view_are_the_edges_of_clip_space() {
        let [l, r, u, d] = [0.8, 1.2, 0.9, 1.1];
        let clip = clip_from_eye([l, r, u, d]);
        for (x, y, at) in [(-l, u, (-1.0, 1.0)), (r, -d, (1.0, -1.0))] {
            let c = clip * Vec4::new(x * 3.0, y * 3.0, -3.0, 1.0);
            assert!((c.x / c.w - at.0).abs() < 1e-5 && (c.y / c.w - at.1).abs() < 1e-5);
            assert!((c.z / c.w - NEAR_M / 3.0).abs() < 1e-6, "depth falls with distance");
        }
    }

    #[test]
    fn what_a_lens_hides_lies_where_the_eye_looks() {
        let eye = Eye { room_from_eye: Affine3A::IDENTITY, tangents: [0.8, 1.2, 0.9, 1.1] };
        let mut lists = Lists { mask: [vec![], vec![Vec2::new(-0.8, 0.9), Vec2::new(1.2, -1.1)]], ..Lists::default() };
        lists.gather_hidden(&[eye, eye]);
        let at: Vec<_> = lists.hidden.iter().map(|v| (v.eye, v.at.map(|x| (x * 1e4).round() / 1e4))).collect();
        assert_eq!(at, [(1, [-1.0, 1.0]), (1, [1.0, -1.0])]);
    }

    #[test]
    fn only_what_is_outside_the_view_is_left_out() {
        let eye = Eye { room_from_eye: Affine3A::from_translation(Vec3::Y), tangents: [1.0, 1.0, 0.5, 0.5] };
        let at = |x: f32, y: f32, z: f32| sees(&eye, Vec3::new(x, y, z), 0.5);
        assert!(at(0.0, 1.0, -2.0));
        assert!(at(2.4, 1.0, -2.0) && !at(3.0, 1.0, -2.0), "right");
        assert!(at(0.0, 2.4, -2.0) && !at(0.0, 2.7, -2.0), "up");
        assert!(at(0.0, 1.0, 0.2) && !at(0.0, 1.0, 1.0), "behind");
    }

    #[test]
    fn cloth_indices_are_made_once_and_bad_ones_are_dropped() {
        let cloth = Cloth {
            topology: 7,
            positions: vec![Vec3::ZERO, Vec3::X, Vec3::Y],
            triangles: vec![[0, 1, 2], [0, 1, 9]],
            ..Cloth::default()
        };
        let mut lists = Lists::default();
        lists.gather_cloth(std::slice::from_ref(&cloth));
        assert!(lists.cloth_indices_changed);
        assert_eq!(lists.cloth_indices, [0, 1, 2]);
        assert_eq!(lists.cloth_vertices[0].normal, [0.0, 0.0, 1.0]);
        lists.gather_cloth(std::slice::from_ref(&cloth));
        assert!(!lists.cloth_indices_changed);
    }
}

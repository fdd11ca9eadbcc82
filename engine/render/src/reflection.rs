//! One flat mirror: which of them a picture shows, and the eyes that look out of it.
//!
//! What a mirror shows is the room itself from eyes reflected at the mirror's plane, drawn where the mirror is seen. Their
//! near plane is the mirror (Lengyel, "Oblique view frustum depth projection and clipping", 2005, here for a depth that
//! falls from 1 to 0 without an end), so that nothing behind it comes in.

use crate::frame::{EyeRaw, MOST_EYES, clip_from_eye, sees};
use crate::geometry::{Geometry, Material, Part};
use glam::{Affine3A, Mat3, Mat4, Vec2, Vec3, Vec3A, Vec4};
use scene::{Eye, Pane};

/// Share of a picture below which a mirror is too small to be looked into (design).
const LEAST_SHARE: f32 = 0.001;
/// Metres before its plane that a mirror is drawn and what it shows begins: before the polished metal that lies there,
/// behind the mirror's frame.
const BEFORE_M: f32 = 0.001;
/// Meshes of this name with polished metal in them are mirrors.
const MIRRORS: &str = "mirror";

/// The mirror of a picture.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reflection {
    corners: [Vec3; 4],
    /// Out of the mirror.
    normal: Vec3,
    middle: Vec3,
    reflected_from_room: Affine3A,
    /// For each eye, inward normals of the pyramid from it through the mirror's edges.
    sides: [[Vec3; 4]; MOST_EYES],
}

impl Reflection {
    /// The mirror of which the eyes see most.
    pub fn most_seen(panes: &[Pane], eyes: &[Eye]) -> Option<Reflection> {
        let seen = panes.iter().map(|pane| (eyes.iter().map(|eye| share(pane, eye)).sum::<f32>(), pane));
        let (share, pane) = seen.max_by(|a, b| a.0.total_cmp(&b.0))?;
        (share > LEAST_SHARE * eyes.len() as f32).then(|| Reflection::new(pane, eyes))
    }

    fn new(pane: &Pane, eyes: &[Eye]) -> Reflection {
        let Pane { middle, right, up } = *pane;
        let normal = right.cross(up).normalize_or_zero();
        let reflect = |v: Vec3| v - 2.0 * v.dot(normal) * normal;
        let turn = Mat3::from_cols(reflect(Vec3::X), reflect(Vec3::Y), reflect(Vec3::Z));
        let corners = corners(pane).map(|corner| corner + normal * BEFORE_M);
        let mut sides = [[Vec3::ZERO; 4]; MOST_EYES];
        for (sides, eye) in sides.iter_mut().zip(eyes) {
            let from = Vec3::from(eye.room_from_eye.translation);
            for (i, side) in sides.iter_mut().enumerate() {
                let across = (corners[i] - from).cross(corners[(i + 1) % 4] - from).normalize_or_zero();
                *side = across * across.dot(middle - from).signum();
            }
        }
        let reflected_from_room = Affine3A::from_mat3_translation(turn, 2.0 * middle.dot(normal) * normal);
        Reflection { corners, normal, middle, reflected_from_room, sides }
    }

    /// Corners of the rectangle that is drawn, as a strip of triangles.
    pub fn strip(&self) -> [[f32; 3]; 4] {
        [0, 1, 3, 2].map(|i| self.corners[i].into())
    }

    /// Where an eye is that sees directly what `eye` sees in the mirror.
    pub fn reflected(&self, eye: &Eye) -> Vec3 {
        self.reflected_from_room.transform_point3a(eye.room_from_eye.translation).into()
    }

    /// That eye for the shaders. It sees nothing when `eye` is not before the mirror.
    pub fn eye(&self, eye: &Eye) -> EyeRaw {
        let position = self.reflected(eye).extend(1.0).into();
        let from = Vec3::from(eye.room_from_eye.translation);
        // What lies behind the mirror once reflected, from the eye: `beyond · p + offset` ≥ 0.
        let beyond = Vec3::from(eye.room_from_eye.matrix3.transpose() * Vec3A::from(-self.normal));
        let offset = self.normal.dot(self.middle - from) - BEFORE_M;
        let [left, right, up, down] = eye.tangents;
        let steepest = (beyond.x * right).max(-beyond.x * left) + (beyond.y * up).max(-beyond.y * down) - beyond.z;
        if offset >= 0.0 || steepest <= 0.0 {
            return EyeRaw { clip_from_room: Mat4::ZERO, position };
        }
        let mut clip = clip_from_eye(eye.tangents);
        // Depth is 1 − steepness / steepest: 1 on the mirror, and never below 0 in the view's farthest corner.
        clip.x_axis.z = -beyond.x / steepest;
        clip.y_axis.z = -beyond.y / steepest;
        clip.z_axis.z = -1.0 - beyond.z / steepest;
        clip.w_axis.z = -offset / steepest;
        EyeRaw { clip_from_room: clip * Mat4::from(eye.room_from_eye.inverse() * self.reflected_from_room), position }
    }

    /// Does any of the eyes see some of a ball in the mirror?
    pub fn sees(&self, eyes: &[Eye], centre: Vec3, radius: f32) -> bool {
        if self.normal.dot(centre - self.middle) < -radius {
            return false;
        }
        let reflected = self.reflected_from_room.transform_point3(centre);
        eyes.iter().zip(&self.sides).any(|(eye, sides)| {
            let from = Vec3::from(eye.room_from_eye.translation);
            sides.iter().all(|side| side.dot(reflected - from) > -radius) && sees(eye, reflected, radius)
        })
    }
}

/// Counter-clockwise from before the mirror.
fn corners(pane: &Pane) -> [Vec3; 4] {
    [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| pane.middle + pane.right * x + pane.up * y)
}

/// Share of an eye's picture that a mirror fills, 0 from behind it.
fn share(pane: &Pane, eye: &Eye) -> f32 {
    let normal = pane.right.cross(pane.up).normalize_or_zero();
    if normal.dot(Vec3::from(eye.room_from_eye.translation) - pane.middle) <= BEFORE_M {
        return 0.0;
    }
    let clip_from_room = clip_from_eye(eye.tangents) * Mat4::from(eye.room_from_eye.inverse());
    // A rectangle cut by five planes has at most nine corners.
    let mut shape = [Vec4::ZERO; 9];
    let mut count = 4;
    for (to, corner) in shape.iter_mut().zip(corners(pane)) {
        *to = clip_from_room * corner.extend(1.0);
    }
    let planes: [fn(Vec4) -> f32; 5] = [|p| p.w - p.z, |p| p.w - p.x, |p| p.w + p.x, |p| p.w - p.y, |p| p.w + p.y];
    for inside in planes {
        let (before, n) = (shape, count);
        count = 0;
        let mut keep = |p: Vec4| {
            if let Some(slot) = shape.get_mut(count) {
                *slot = p;
                count += 1;
            }
        };
        for i in 0..n {
            let (a, b) = (before[i], before[(i + 1) % n]);
            let (da, db) = (inside(a), inside(b));
            if da >= 0.0 {
                keep(a);
            }
            if (da >= 0.0) != (db >= 0.0) {
                keep(a.lerp(b, da / (da - db)));
            }
        }
    }
    let at = |i: usize| Vec2::new(shape[i].x, shape[i].y) / shape[i].w;
    // Clip space is two wide and two high.
    (0..count).map(|i| at(i).perp_dot(at((i + 1) % count))).sum::<f32>().abs() / 8.0
}

/// The rectangle around the polished metal of a mesh called a mirror, mesh space.
pub(crate) fn pane(name: &str, geometry: &Geometry, parts: &[Part]) -> Option<Pane> {
    if !name.starts_with(MIRRORS) {
        return None;
    }
    let is_polished = |m: &Material| m.metallic == 1.0 && m.roughness < 0.1;
    let indices = parts.iter().flat_map(|p| &geometry.indices[p.indices.start as usize..p.indices.end as usize]);
    let vertices = indices.map(|&i| &geometry.vertices[i as usize]);
    let mut polished = vertices.filter(|v| is_polished(&geometry.materials[v.material()])).peekable();
    let normal = Vec3::from(polished.peek()?.normal);
    let up = (Vec3::Y - normal * normal.y).try_normalize().unwrap_or(Vec3::NEG_Z);
    let right = up.cross(normal);
    let to_flat = Mat3::from_cols(right, up, normal).transpose();
    let flat = polished.map(|v| to_flat * Vec3::from(v.position));
    let (min, max) = flat.fold((Vec3::INFINITY, Vec3::NEG_INFINITY), |(a, b), p| (a.min(p), b.max(p)));
    let half = (max - min) / 2.0;
    Some(Pane { middle: to_flat.transpose() * (min + half), right: right * half.x, up: up * half.y })
}

#[cfg(test)]
mod tests {
    use super::*;
    use scene::MeshId;

    fn raw(eye: &Eye) -> Mat4 {
        clip_from_eye(eye.tangents) * Mat4::from(eye.room_from_eye.inverse())
    }

    /// A mirror at z −2 that faces +Z, and an eye aside that looks at it askew.
    fn stand() -> (Pane, Eye) {
        let pane = Pane { middle: Vec3::new(0.1, 1.2, -2.0), right: Vec3::X * 0.4, up: Vec3::Y * 0.8 };
        let turn = Mat3::from_rotation_y(0.3) * Mat3::from_rotation_x(-0.1);
        let room_from_eye = Affine3A::from_mat3_translation(turn, Vec3::new(0.5, 1.6, -0.2));
        (pane, Eye { room_from_eye, tangents: [0.9, 1.1, 0.8, 1.0] })
    }

    fn seen(clip: Mat4, p: Vec3) -> Option<Vec3> {
        let p = clip * p.extend(1.0);
        (p.w > 0.0 && p.z <= p.w && p.z >= 0.0).then(|| p.truncate() / p.w)
    }

    #[test]
    fn the_mirror_itself_lies_where_the_eye_sees_it() {
        let (pane, eye) = stand();
        let reflection = Reflection::most_seen(&[pane], &[eye]).expect("it is in view");
        let mirrored = reflection.eye(&eye);
        for corner in corners(&pane) {
            let [a, b] = [raw(&eye), mirrored.clip_from_room].map(|clip| clip * corner.extend(1.0));
            assert!((a.truncate().truncate() / a.w - b.truncate().truncate() / b.w).length() < 1e-5, "{a} {b}");
        }
        assert!((Vec3::from_slice(&mirrored.position) - Vec3::new(0.5, 1.6, -3.8)).length() < 1e-5);
    }

    #[test]
    fn what_is_before_the_mirror_is_seen_in_it_and_what_is_behind_is_not() {
        let (pane, eye) = stand();
        let reflection = Reflection::most_seen(&[pane], &[eye]).expect("it is in view");
        let clip = reflection.eye(&eye).clip_from_room;
        for (x, y) in [(-0.5, 0.4), (0.0, 1.2), (0.9, 2.0)] {
            let mut last = 1.0;
            for before in [0.01, 0.1, 0.5, 2.0, 8.0, 1000.0] {
                let at = Vec3::new(x, y, -2.0 + before);
                let reflected = Vec3::new(x, y, -2.0 - before);
                let expected = raw(&eye) * reflected.extend(1.0);
                let got = seen(clip, at).expect("nothing between mirror and infinity is cut off");
                assert!((got.truncate() - expected.truncate().truncate() / expected.w).length() < 1e-4, "{before}");
                assert_eq!(seen(clip, reflected), None, "it lies {before} m behind the mirror");
                // Along one line of sight, what is farther is deeper.
                let from = Vec3::from_slice(&reflection.eye(&eye).position);
                let along = from + (Vec3::new(x, y, -2.0) - from) * (1.0 + before);
                let depth = seen(clip, along).expect("it is before the mirror").z;
                assert!(depth < last, "{before} m: {depth} after {last}");
                last = depth;
            }
        }
    }

    #[test]
    fn the_mirror_that_fills_most_of_the_view_is_taken_and_none_from_behind() {
        let (pane, eye) = stand();
        let behind = Pane { right: -pane.right, ..pane };
        let far = Pane { middle: pane.middle - Vec3::Z * 2.0, ..pane };
        let taken = Reflection::most_seen(&[behind, far, pane], &[eye, eye]).expect("one is in view");
        assert_eq!(taken.middle, pane.middle);
        assert!(Reflection::most_seen(&[behind], &[eye]).is_none());
        let away = Eye { room_from_eye: eye.room_from_eye * Affine3A::from_rotation_y(2.5), ..eye };
        assert!(Reflection::most_seen(&[pane], &[away]).is_none());
        let whole = Pane { right: Vec3::X * 50.0, up: Vec3::Y * 50.0, ..pane };
        assert!((share(&whole, &eye) - 1.0).abs() < 1e-5, "{}", share(&whole, &eye));
        // 0.8 by 1.6 m, 1.8 m straight ahead, in a view of 3.6 by 3.6 m there.
        let straight = Eye { room_from_eye: Affine3A::from_translation(Vec3::new(0.1, 1.2, -0.2)), tangents: [1.0; 4] };
        assert!((share(&pane, &straight) - 0.8 * 1.6 / (3.6 * 3.6)).abs() < 1e-5);
    }

    #[test]
    fn only_what_the_mirror_shows_is_drawn_in_it() {
        let (pane, eye) = stand();
        let reflection = Reflection::most_seen(&[pane], &[eye]).expect("it is in view");
        let sees = |x: f32, y: f32, z: f32| reflection.sees(&[eye], Vec3::new(x, y, z), 0.1);
        // The eye at x 0.5 sees by the mirror from −0.3 to 0.5 what lies at x −2.9 to 0.5 in the plane z 4.
        assert!(sees(0.1, 1.2, -1.5) && sees(-1.0, 1.2, 4.0), "before it");
        assert!(!sees(0.1, 1.2, -2.2), "behind it");
        assert!(!sees(1.2, 1.2, 4.0) && !sees(-4.5, 1.2, 4.0), "aside of it");
        assert!(sees(0.45, 1.6, -0.2), "oneself");
    }

    #[test]
    fn mirrors_are_found_in_the_files_of_the_rooms() {
        let assets = crate::frame::common::load(&["gowning/suite.glb"]);
        let panes: Vec<_> = assets.models().iter().enumerate().filter(|(_, m)| m.pane.is_some()).collect();
        assert_eq!(panes.len(), 4);
        for (i, model) in panes {
            assert_eq!(assets.mesh(&model.name), Some(MeshId(i as u16)));
            let pane = model.pane.expect("it was asked for").moved(&model.file_from_mesh);
            let (width, height) = (2.0 * pane.right.length(), 2.0 * pane.up.length());
            assert!((0.5..0.8).contains(&width) && (0.5..2.0).contains(&height), "{}: {pane:?}", model.name);
            // Those of the suite hang on its long walls.
            let out = pane.right.cross(pane.up).normalize();
            assert!((out - Vec3::NEG_X * pane.middle.x.signum()).length() < 1e-4, "{}: {out}", model.name);
        }
    }
}

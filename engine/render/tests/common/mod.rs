//! A scene with one of everything that can be drawn, and the rooms of the gowning suite.
// Each test takes what it needs.
#![allow(dead_code)]

use glam::{Affine3A, Mat3, Mat4, Quat, Vec2, Vec3};
use render::{Assets, shapes};
use scene::{Cloth, Eye, Fabric, HandSkin, Instance, Line, MeshId, Panel, Scene};
use std::path::Path;

pub fn load(files: &[&str]) -> Assets {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets");
    Assets::load(&folder, files).expect("the assets are in the tree")
}

/// The fixed models of the gowning suite, each where its file says.
pub fn suite(assets: &Assets) -> Scene {
    let mut scene = Scene::default();
    for (i, model) in assets.models().iter().enumerate().filter(|(_, m)| !m.name.starts_with("shape.")) {
        let room_from_mesh = model.file_from_mesh;
        scene.instances.push(Instance { mesh: MeshId(i as u16), room_from_mesh, tint: [1.0; 4] });
        scene.mirrors.extend(model.pane.map(|pane| pane.moved(&room_from_mesh)));
    }
    scene
}

/// An eye at `from` that looks at `to`; `aspect` is width over height.
pub fn eye(from: [f32; 3], to: [f32; 3], aspect: f32) -> Eye {
    let (from, to) = (Vec3::from(from), Vec3::from(to));
    let z = (from - to).normalize();
    let x = Vec3::Y.cross(z).normalize();
    let up = 0.6;
    Eye {
        room_from_eye: Affine3A::from_mat3_translation(Mat3::from_cols(x, z.cross(x), z), from),
        tangents: [up * aspect, up * aspect, up, up],
    }
}

/// A small room with a bench, two hands, a sheet of cloth and a French checklist.
pub fn room(assets: &Assets) -> Scene {
    let mut scene = Scene::default();
    let mesh = |name: &str| assets.mesh(name).expect("a shape");
    let mut block = |name: &str, centre: [f32; 3], size: [f32; 3], tint: [f32; 4]| {
        scene.instances.push(Instance {
            mesh: mesh(name),
            room_from_mesh: Affine3A::from_scale_rotation_translation(size.into(), Quat::IDENTITY, centre.into()),
            tint,
        });
    };
    let white = [0.86, 0.87, 0.87, 1.0];
    block(shapes::BOX, [0.0, -0.05, 0.0], [4.0, 0.1, 4.0], [0.55, 0.58, 0.6, 1.0]);
    block(shapes::BOX, [0.0, 2.75, 0.0], [4.0, 0.1, 4.0], white);
    block(shapes::BOX, [0.0, 1.35, -2.05], [4.0, 2.7, 0.1], white);
    block(shapes::BOX, [-2.05, 1.35, 0.0], [0.1, 2.7, 4.0], white);
    block(shapes::BOX, [2.05, 1.35, 0.0], [0.1, 2.7, 4.0], white);
    block(shapes::BOX, [0.0, 0.225, -0.9], [1.6, 0.45, 0.3], [0.7, 0.72, 0.75, 1.0]);
    block(shapes::SPHERE, [-0.55, 0.60, -0.9], [0.15; 3], [0.75, 0.1, 0.08, 1.0]);
    block(shapes::CYLINDER, [0.6, 0.6, -0.9], [0.08, 0.3, 0.08], [0.1, 0.3, 0.7, 1.0]);
    for (side, x) in [(0, -0.16), (1, 0.16)] {
        scene.hands.push(HandSkin {
            side,
            room_from_joint: hand_joints(side, Vec3::new(x, 1.25, -0.1)),
            colour: if side == 0 { [0.62, 0.38, 0.28, 1.0] } else { [0.35, 0.5, 0.75, 1.0] },
            opacity: 1.0,
            wet: 0.0,
        });
    }
    scene.cloths.push(sheet());
    let line = |text: &str, height: f32| Line { text: text.into(), height, colour: [0.05, 0.07, 0.1, 1.0] };
    scene.panels.push(Panel {
        hidden: false,
        position: Vec3::new(0.75, 1.5, -1.95),
        rotation: Quat::IDENTITY,
        size: [0.9, 0.7],
        background: [0.9, 0.92, 0.93, 1.0],
        centred: false,
        lines: vec![
            line("Habillage : classe B", 0.075),
            line("✓ Se laver les mains (paumes, pouces, ongles) : 60 s", 0.05),
            line("→ Vérifier l'emballage : « stérile », péremption, témoin", 0.05),
            line("   Œuvre où ça gêne : naïveté, forêt, août, çà et là", 0.05),
        ],
        ..Panel::default()
    });
    let caption = |text: &str| Line { text: text.into(), height: 34.0, colour: [1.0; 4] };
    scene.captions.push(caption("La combinaison ne doit jamais toucher le sol : roulez-la, puis enfilez une jambe."));
    scene
}

/// A stretched hand, palm down, fingers away from the eye, as the tracking would say it.
pub fn hand_joints(side: u8, wrist: Vec3) -> [Mat4; 26] {
    let mirror = if side == 0 { -1.0 } else { 1.0 };
    // Each finger: where its metacarpal begins, the way it points (degrees to the right), lengths of its bones.
    let fingers: [([f32; 3], f32, &[f32]); 5] = [
        ([-0.02, -0.01, -0.022], -38.0, &[0.042, 0.036, 0.029]),
        ([-0.018, 0.0, -0.028], -7.0, &[0.067, 0.042, 0.025, 0.023]),
        ([-0.005, 0.002, -0.028], 1.0, &[0.07, 0.046, 0.029, 0.024]),
        ([0.009, 0.001, -0.028], 8.0, &[0.065, 0.042, 0.027, 0.023]),
        ([0.021, -0.003, -0.026], 16.0, &[0.058, 0.034, 0.02, 0.02]),
    ];
    let joint = |at: Vec3, degrees: f32| {
        let turn = Quat::from_rotation_y(-degrees.to_radians() * mirror);
        Mat4::from_rotation_translation(turn, wrist + at * Vec3::new(mirror, 1.0, 1.0))
    };
    let mut joints = [joint(Vec3::new(0.0, 0.0, -0.062), 0.0); 26];
    joints[1] = joint(Vec3::ZERO, 0.0);
    let mut next = 2;
    for (from, degrees, bones) in fingers {
        let mut at = Vec3::from(from);
        let way = Quat::from_rotation_y(-degrees.to_radians()) * Vec3::NEG_Z;
        joints[next] = joint(at, degrees);
        for bone in bones {
            next += 1;
            at += way * *bone;
            joints[next] = joint(at, degrees);
        }
        next += 1;
    }
    joints
}

/// A hanging sheet with folds, its outside towards the eye, its hem turned up.
fn sheet() -> Cloth {
    const N: u16 = 24;
    let mut cloth = Cloth {
        topology: 1,
        fabric: Fabric::Garment,
        colour_outside: [0.82, 0.86, 0.9, 1.0],
        colour_inside: [0.35, 0.5, 0.7, 1.0],
        ..Cloth::default()
    };
    for j in 0..=N {
        for i in 0..=N {
            let (u, v) = (f32::from(i) / f32::from(N), f32::from(j) / f32::from(N));
            let fold = 0.03 * libm::sinf(u * 19.0) * v;
            let mut p = Vec3::new(-1.5 + 0.8 * u, 1.9 - 0.9 * v, -1.2 + fold);
            let turned = (v - 0.72).max(0.0);
            p += Vec3::new(0.0, 1.6, 0.4) * turned;
            cloth.positions.push(p);
            cloth.uv.push(Vec2::new(0.8 * u, 0.9 * v));
            if i < N && j < N {
                let a = j * (N + 1) + i;
                let b = a + N + 1;
                cloth.triangles.extend([[a, b, b + 1], [a, b + 1, a + 1]]);
            }
        }
    }
    cloth
}

//! The gowning suite as a person would see it, from every viewpoint. The pictures stay under `target/pictures/`.

use drill::{Drill, Lang, Mode, Outcome, Scenario, Site, scenario_hash, site_hash};
use glam::{Quat, Vec3};
use portray::{Portrayer, Standard, Told, Viewpoint, viewpoints};
use render::{Assets, Gpu, Offscreen};
use scene::Scene;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tape::{Frame, Hand, HandSource, Pose, StageOrigin, TrackingEvents};
use twin::Twin;
use twin::room::{Patterns, Room};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn pictures() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../pictures");
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    folder
}

struct Suite {
    room: Room,
    twin: Twin,
    drill: Drill,
    assets: Assets,
}

fn suite() -> Suite {
    let folder = root().join("scenarios/gowning");
    let read = |name: &str| std::fs::read(folder.join(name)).expect("a file of the drill");
    let room: Room = serde_json::from_slice(&read("room.json")).expect("a room");
    let patterns: Patterns = serde_json::from_slice(&read("garments.json")).expect("patterns");
    let twin = Twin::new(&room, &patterns, 7, 1).expect("a twin");
    let names = ["procedure.json", "room.json", "garments.json"];
    let files: BTreeMap<String, Vec<u8>> = names.map(|n| (n.to_owned(), read(n))).into();
    assert_eq!(scenario_hash(&files).len(), 32);
    let bytes = std::fs::read(root().join("scenarios/site.json")).expect("a site");
    let site = Site::parse(&bytes).expect("a site");
    let scenario = Scenario::parse("gowning", &files).expect("a procedure");
    let drill = Drill::new(scenario, &site, site_hash(&bytes), twin.names(), Mode::Guided).expect("a drill");
    let mut models = room.models.clone();
    models.push("gowning/things.glb".into());
    models.dedup();
    let assets = Assets::load(&root().join("assets"), &models).expect("the assets are in the tree");
    Suite { room, twin, drill, assets }
}

/// A person who stands at `z` of the suite and holds both hands out, palms down.
fn frame(tick: u32, z: f32) -> Frame {
    let hand = |side: usize| {
        let mirror = if side == 0 { -1.0 } else { 1.0 };
        let mut joints = [Pose::IDENTITY; tape::JOINTS];
        let fingers: [([f32; 3], f32, &[f32]); 5] = [
            ([-0.022, -0.008, -0.014], -35.0, &[0.046, 0.032, 0.026]),
            ([-0.018, 0.0, -0.02], -7.0, &[0.068, 0.04, 0.022, 0.02]),
            ([0.0, 0.0, -0.02], 0.0, &[0.065, 0.045, 0.026, 0.021]),
            ([0.012, 0.0, -0.02], 7.0, &[0.058, 0.041, 0.026, 0.021]),
            ([0.022, -0.002, -0.018], 15.0, &[0.054, 0.033, 0.018, 0.02]),
        ];
        let wrist = Vec3::new(0.19 * mirror, 1.18, -0.32);
        let at = |p: Vec3, degrees: f32| Pose {
            position: wrist + p * Vec3::new(mirror, 1.0, 1.0),
            rotation: Quat::from_rotation_y(-degrees.to_radians() * mirror),
        };
        joints[0] = at(Vec3::new(0.0, 0.0, -0.05), 0.0);
        joints[1] = at(Vec3::ZERO, 0.0);
        let mut next = 2;
        for (from, degrees, bones) in fingers {
            let mut p = Vec3::from(from);
            joints[next] = at(p, degrees);
            for bone in bones {
                next += 1;
                p += Quat::from_rotation_y(-degrees.to_radians()) * Vec3::NEG_Z * *bone;
                joints[next] = at(p, degrees);
            }
            next += 1;
        }
        Hand { tracked: true, source: HandSource::Puppet, joints, radii: [0.009; 26], pinch: 0.0, grasp: 0.0 }
    };
    let head = Pose { position: Vec3::new(0.0, 1.65, 0.0), rotation: Quat::from_rotation_x(-0.3) };
    Frame {
        tick,
        head,
        hands: [hand(0), hand(1)],
        buttons: Default::default(),
        events: Default::default(),
        origin: StageOrigin { x_m: 0.0, z_m: z, yaw_rad: 0.0 },
        intervention: 0,
    }
}

#[test]
fn every_viewpoint_shows_the_suite_within_its_budget() {
    let Suite { room, mut twin, mut drill, assets } = suite();
    let mut portrayer = Portrayer::new(&twin, &room, assets.models());
    let gpu = match Gpu::software() {
        Ok(gpu) => gpu,
        Err(why) => return eprintln!("skipped: {why}"),
    };
    let mut offscreen = Offscreen::new(gpu, &assets, [960, 540]);
    let folder = pictures();
    let mut scene = Scene::default();
    let standard = Standard::parse(include_bytes!("../../../assets/viewpoints.json")).expect("the viewpoints");
    let following = viewpoints::FOLLOWING.map(|(name, viewpoint)| (name, viewpoint, -1.4));
    // Who is looked at stands a step before what is looked at.
    let fixed = standard.of("gowning").iter().map(|p| (p.name.as_str(), p.viewpoint(), p.to[2] + 1.2));
    for (name, viewpoint, z) in following.into_iter().chain(fixed) {
        for tick in 0..40 {
            let events = if tick == 0 { TrackingEvents::RECENTRED } else { Default::default() };
            let facts = twin.step(&[Frame { events, ..frame(tick, z) }]);
            drill.judge(facts);
        }
        let told = Told {
            lang: Lang::Fr,
            through: (!viewpoint.from_outside()).then_some(0),
            drill: Some(&drill),
            caption: "Retirez montre et bague avant de passer le banc.",
            on_picture: name != "shoulder",
            ..Told::default()
        };
        portrayer.portray(&twin, &told, &mut scene);
        let eye = portrayer.eye(&twin, viewpoint, 960.0 / 540.0);
        let (picture, stats) = offscreen.picture(&scene, &eye).expect("a picture");
        picture.write_png(&folder.join(format!("gowning_{name}.png"))).expect("the picture is written");
        eprintln!("{name}: {stats:?}");
        assert!(stats.draws <= 100 && stats.triangles <= 300_000, "{name}: {stats:?}");
        let shades: std::collections::BTreeSet<u8> = picture.rgba.chunks_exact(4).map(|p| p[1]).collect();
        assert!(shades.len() > 60, "{name}: {} shades are no picture of a room", shades.len());
    }
}

/// The trainee before the mirror of the last stage, with bare hands and face.
#[test]
fn one_sees_oneself_in_a_mirror_and_not_from_inside() {
    let Suite { room, mut twin, assets, .. } = suite();
    let mut portrayer = Portrayer::new(&twin, &room, assets.models());
    for tick in 0..40 {
        let events = if tick == 0 { TrackingEvents::RECENTRED } else { Default::default() };
        let mut frame = Frame { events, ..frame(tick, -11.3) };
        (frame.origin.x_m, frame.origin.yaw_rad) = (-0.6, std::f32::consts::FRAC_PI_2);
        frame.head.rotation = Quat::IDENTITY;
        twin.step(&[frame]);
    }
    let mut scene = Scene::default();
    let head = |scene: &Scene| {
        let [all, mirrored] = [&scene.instances, &scene.only_in_mirrors];
        let is_head = |i: &&scene::Instance| assets.models()[i.mesh.0 as usize].name == "shape.head";
        [all, mirrored].map(|instances| instances.iter().filter(is_head).count())
    };
    portrayer.portray(&twin, &Told::default(), &mut scene);
    assert_eq!(head(&scene), [1, 0], "others see it as it is");
    portrayer.portray(&twin, &Told { through: Some(0), ..Told::default() }, &mut scene);
    assert_eq!(head(&scene), [0, 1]);
    let Ok(gpu) = Gpu::software() else { return eprintln!("skipped: no software driver") };
    let size = [960, 540];
    let mut offscreen = Offscreen::new(gpu, &assets, size);
    let eye = portrayer.eye(&twin, Viewpoint::Trainee, 960.0 / 540.0);
    let (picture, stats) = offscreen.picture(&scene, &eye).expect("a picture");
    picture.write_png(&pictures().join("gowning_oneself.png")).expect("the picture is written");
    eprintln!("oneself: {stats:?}");
    assert!(stats.draws <= 100 && stats.triangles <= 300_000, "{stats:?}");
    // A chin is where it lies behind the mirror: as far as before it.
    let pane = scene.mirrors.iter().min_by(|a, b| (a.middle.z + 11.3).abs().total_cmp(&(b.middle.z + 11.3).abs()));
    let wall = pane.expect("a mirror").middle.x;
    let chin = twin.persons()[0].body.head_pose.then(Pose { position: Vec3::new(0.0, -0.09, 0.0), ..Pose::IDENTITY });
    let reflected = Vec3::new(2.0 * wall - chin.position.x, chin.position.y, chin.position.z);
    let seen = eye.room_from_eye.inverse().transform_point3(reflected);
    let [_, right, up, _] = eye.tangents;
    let x = ((seen.x / -seen.z / right + 1.0) * 0.5 * size[0] as f32) as usize;
    let y = ((1.0 - seen.y / -seen.z / up) * 0.5 * size[1] as f32) as usize;
    let rgb = &picture.rgba[4 * (y * size[0] as usize + x)..][..3];
    assert!(rgb[0] > rgb[1] + 25 && rgb[1] > rgb[2] + 5, "no skin at {x}, {y}: {rgb:?}");
}

#[test]
fn the_debrief_stands_before_the_person_in_both_languages() {
    let Suite { room, mut twin, mut drill, assets } = suite();
    let mut portrayer = Portrayer::new(&twin, &room, assets.models());
    for tick in 0..20 {
        let facts = twin.step(&[frame(tick, -1.0)]);
        drill.judge(facts);
    }
    let debrief = drill.debrief(twin.names(), Some(Outcome::Abandoned));
    let mut scene = Scene::default();
    for (lang, outcome) in [(Lang::Fr, "Abandonné"), (Lang::En, "Abandoned")] {
        let told = Told { lang, through: Some(0), debrief: Some(&debrief), ..Told::default() };
        portrayer.portray(&twin, &told, &mut scene);
        let shown = || scene.panels.iter().filter(|p| !p.hidden).flat_map(|p| &p.lines).map(|l| l.text.as_str());
        for text in [outcome, debrief.claim.lang(lang), debrief.title.lang(lang)] {
            assert!(shown().any(|t| t == text), "{text}");
        }
        if let Ok(gpu) = Gpu::software() {
            let mut offscreen = Offscreen::new(gpu, &assets, [960, 540]);
            let eye = Viewpoint::Trainee
                .eye(Pose { rotation: Quat::IDENTITY, ..twin.persons()[0].body.head_pose }, 16.0 / 9.0);
            let (picture, _) = offscreen.picture(&scene, &eye).expect("a picture");
            picture.write_png(&pictures().join(format!("gowning_debrief_{}.png", lang as u8))).expect("it is written");
        }
    }
}

#[test]
fn a_portrait_allocates_nothing_while_the_words_stay() {
    let Suite { room, mut twin, mut drill, assets } = suite();
    let mut portrayer = Portrayer::new(&twin, &room, assets.models());
    let mut scene = Scene::default();
    for tick in 0..10 {
        let facts = twin.step(&[frame(tick, -1.4)]);
        drill.judge(facts);
    }
    let told = Told { drill: Some(&drill), caption: "…", ..Told::default() };
    portrayer.portray(&twin, &told, &mut scene);
    assert!(scene.instances.len() > 100 && scene.hands.len() == 2 && !scene.cloths.is_empty());
    assert!(scene.panels.iter().filter(|p| !p.hidden).count() > 15);
    let counted = allocation_counter::measure(|| {
        for _ in 0..10 {
            portrayer.portray(&twin, &told, &mut scene);
        }
    });
    assert_eq!(counted.count_total, 0);
}

#[test]
fn rooms_alone_have_words_and_things_and_nobody() {
    let Suite { room, mut twin, assets, .. } = suite();
    let mut portrayer = Portrayer::new(&twin, &room, assets.models());
    (0..20).for_each(|tick| _ = twin.step(&[frame(tick, -1.0)]));
    let mut scene = Scene::default();
    portrayer.portray(&twin, &Told::default(), &mut scene);
    let limbs = scene.cloths.iter().filter(|c| !c.positions.is_empty()).count();
    portrayer.portray_rooms(&twin, Lang::Fr, &mut scene);
    let names: Vec<_> = scene.instances.iter().map(|i| &*assets.models()[usize::from(i.mesh.0)].name).collect();
    assert!(names.contains(&"floor.z4") && names.contains(&"door.leaf") && names.len() > 90);
    assert!(names.iter().all(|name| !name.starts_with("shape.")), "nobody's body");
    assert!(!names.contains(&"watch") && !names.contains(&"shoe"), "they are on the person");
    assert!(scene.hands.is_empty());
    assert!(scene.panels.iter().any(|p| !p.hidden) && limbs > 0);
    let is_dish = |p: &&scene::Panel| !p.hidden && p.lines.is_empty() && p.discs.len() == 2;
    assert_eq!(scene.panels.iter().filter(is_dish).count(), 2, "settle plates lie in z3 and z4");
    assert!(scene.cloths.iter().filter(|c| !c.positions.is_empty()).count() < limbs);
}

#[test]
fn a_menu_is_read_at_a_forearms_distance_and_goes_again() {
    let Suite { room, mut twin, assets, .. } = suite();
    let mut portrayer = Portrayer::new(&twin, &room, assets.models());
    (0..20).for_each(|tick| _ = twin.step(&[frame(tick, -1.0)]));
    let head = twin.persons()[0].body.head_pose;
    let at = head.then(Pose { position: Vec3::new(0.02, -0.02, -0.35), ..Pose::IDENTITY });
    let rows = ["wrist-pause", "wrist-declare", "wrist-done", "wrist-leave"];
    let menu = portray::Menu { at, size: [0.12, 0.1], rows: &rows, pressed: Some((2, 0.8)) };
    let mut scene = Scene::default();
    for (lang, row) in [(Lang::Fr, "J'ai terminé"), (Lang::En, "I have finished")] {
        let told = Told { lang, through: Some(0), ..Told::default() };
        let shown = |scene: &Scene| {
            let lines = scene.panels.iter().filter(|p| !p.hidden).flat_map(|p| &p.lines);
            lines.filter(|l| l.text.ends_with(row)).map(|l| l.height).next()
        };
        portrayer.portray(&twin, &told, &mut scene);
        portrayer.menu(Some(&menu), lang, &mut scene);
        // Capitals are 0.7 of the em: a degree is 6.1 mm at 0.35 m.
        assert!(shown(&scene).expect(row) * 0.7 > 0.35 * 1.0_f32.to_radians(), "letters over 1° tall");
        if let Ok(gpu) = Gpu::software() {
            let mut offscreen = Offscreen::new(gpu, &assets, [960, 540]);
            let (picture, _) = offscreen.picture(&scene, &Viewpoint::Trainee.eye(head, 16.0 / 9.0)).expect("a picture");
            picture.write_png(&pictures().join(format!("wrist_menu_{}.png", lang as u8))).expect("it is written");
        }
        portrayer.menu(None, lang, &mut scene);
        assert_eq!(shown(&scene), None);
    }
}

#[test]
fn what_pictures_cost_is_read_in_the_lower_part_of_the_view() {
    let Suite { room, mut twin, assets, .. } = suite();
    let mut portrayer = Portrayer::new(&twin, &room, assets.models());
    (0..20).for_each(|tick| _ = twin.step(&[frame(tick, -1.0)]));
    let head = twin.persons()[0].body.head_pose;
    let cost = portray::Cost {
        tick_us: 31,
        encode_us: 284,
        gpu_us: None,
        draws: 64,
        triangles: 121_345,
        scale_percent: 88,
        missed: 3,
    };
    let mut scene = Scene::default();
    for (lang, row) in [(Lang::Fr, "GPU (µs) –   Tracés 64"), (Lang::En, "GPU (µs) –   Draws 64")] {
        let told = Told { lang, through: Some(0), ..Told::default() };
        portrayer.portray(&twin, &told, &mut scene);
        portrayer.cost(&twin, Some(&cost), lang, &mut scene);
        let panel = scene.panels.iter().find(|p| p.lines.iter().any(|l| l.text == row)).expect(row);
        assert!(!panel.hidden && panel.lines[2].text.starts_with("Triangles 121345"), "{:?}", panel.lines);
        // Capitals are 0.7 of the em.
        let away_m = panel.position.distance(head.position);
        let angle = libm::atanf(panel.lines[0].height * 0.7 / away_m);
        assert!(angle > 1.0_f32.to_radians(), "{} degrees", angle.to_degrees());
        let before = head.inverse().then(Pose { position: panel.position, rotation: Quat::IDENTITY }).position;
        assert!(before.y < -0.3 && before.z < -0.5, "in the lower part of the view: {before}");
        if let Ok(gpu) = Gpu::software() {
            let mut offscreen = Offscreen::new(gpu, &assets, [960, 720]);
            let (picture, _) = offscreen.picture(&scene, &Viewpoint::Trainee.eye(head, 4.0 / 3.0)).expect("a picture");
            picture.write_png(&pictures().join(format!("cost_{}.png", lang as u8))).expect("it is written");
        }
        portrayer.cost(&twin, None, lang, &mut scene);
        assert!(scene.panels.iter().all(|p| p.hidden || p.lines.iter().all(|l| l.text != row)));
    }
}

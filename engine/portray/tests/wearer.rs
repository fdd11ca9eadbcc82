//! What whoever wears a headset sees: words that can be read, hands that are lost, waiting or pressing, and where a step
//! would go. Pictures stay under `target/pictures/`.

use drill::{Debrief, DeviationReport, Drill, Lang, Mode, Outcome, Scenario, Severity, Site, Words as Bilingual};
use glam::{Quat, Vec2, Vec3};
use portray::{Menu, Portrayer, Step, Told, Viewpoint};
use render::{Assets, Gpu, Offscreen};
use scene::{Panel, Scene};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use tape::{Buttons, Frame, HandSource, LEFT, Pose, RIGHT, StageOrigin, TapeReader, TrackingEvents, natural_hand};
use twin::Twin;

/// Height of a capital in ems (DejaVu Sans).
const CAPITAL: f32 = 0.729;
/// From where a label is read that lies in a hand, metres.
const IN_HAND_M: f32 = 0.45;

struct Suite {
    twin: Twin,
    drill: Drill,
    assets: Assets,
    portrayer: Portrayer,
    procedure: Value,
    scene: Scene,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn suite(name: &str) -> Suite {
    let folder = root().join("scenarios").join(name);
    let read = |file: &str| std::fs::read(folder.join(file)).expect("a file of the drill");
    let room: twin::room::Room = serde_json::from_slice(&read("room.json")).expect("a room");
    let patterns = serde_json::from_slice(&read("garments.json")).expect("patterns");
    let twin = Twin::new(&room, &patterns, 7, 1).expect("a twin");
    let files: BTreeMap<String, Vec<u8>> =
        ["procedure.json", "room.json", "garments.json"].map(|file| (file.to_owned(), read(file))).into();
    let site = std::fs::read(root().join("scenarios/site.json")).expect("a site");
    let scenario = Scenario::parse(name, &files).expect("a procedure");
    let hash = drill::site_hash(&site);
    let site = Site::parse(&site).expect("a site");
    let drill = Drill::new(scenario, &site, hash, twin.names(), Mode::Guided).expect("a drill");
    let assets = Assets::load(&root().join("assets"), &room.models).expect("the assets are in the tree");
    let portrayer = Portrayer::new(&twin, &room, assets.models());
    let procedure = serde_json::from_slice(&read("procedure.json")).expect("a procedure");
    Suite { twin, drill, assets, portrayer, procedure, scene: Scene::default() }
}

fn frame(z: f32) -> Frame {
    let palm = |x: f32| Pose { position: Vec3::new(x, 1.15, z - 0.4), rotation: Quat::IDENTITY };
    Frame {
        tick: 0,
        head: Pose { position: Vec3::new(0.0, 1.65, z), rotation: Quat::from_rotation_x(-0.3) },
        hands: [LEFT, RIGHT].map(|side| natural_hand(side, palm([-0.2, 0.2][side]), HandSource::Hands, 0.0, 0.0)),
        buttons: Buttons::default(),
        events: TrackingEvents::default(),
        origin: StageOrigin::default(),
        intervention: 0,
    }
}

/// Degrees that the smallest capitals of a panel are tall from so far away.
fn degrees(assets: &Assets, panel: &Panel, metres: f32) -> f32 {
    let told = panel.lines.iter().filter(|line| !line.text.is_empty());
    let em = told.map(|line| line.height).fold(f32::MAX, f32::min) * assets.text_scale(panel);
    libm::atanf(CAPITAL * em / metres).to_degrees()
}

fn text(panel: &Panel) -> String {
    panel.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" / ")
}

impl Suite {
    fn portray(&mut self, told: &Told) {
        self.portrayer.portray(&self.twin, told, &mut self.scene);
    }

    /// Everything that is shown and has a distance from which it is read is over 1° tall from there.
    fn is_legible(&self) -> usize {
        let read = self.scene.panels.iter().filter(|p| !p.hidden && p.read_from_m > 0.0 && !p.lines.is_empty());
        read.inspect(|panel| {
            let tall = degrees(&self.assets, panel, panel.read_from_m);
            assert!(tall >= 1.0, "{tall}°: {}", text(panel));
        })
        .count()
    }

    fn picture(&self, name: &str, head: Pose) {
        let Ok(gpu) = Gpu::software() else { return eprintln!("no picture: no driver") };
        let mut offscreen = Offscreen::new(gpu, &self.assets, [960, 540]);
        let (picture, _) =
            offscreen.picture(&self.scene, &Viewpoint::Trainee.eye(head, 16.0 / 9.0)).expect("a picture");
        let folder = root().join("target/pictures");
        std::fs::create_dir_all(&folder).expect("a folder");
        picture.write_png(&folder.join(name)).expect("it is written");
    }

    /// What this drill may say: of its rules, in a language.
    fn rules(&self, lang: Lang) -> Vec<[String; 3]> {
        let key = if lang == Lang::Fr { "fr" } else { "en" };
        let rules = self.procedure["rules"].as_array().expect("rules");
        let words = |rule: &Value, what: &str| rule[what][key].as_str().unwrap_or_default().to_owned();
        rules.iter().map(|rule| ["what", "why", "remedy"].map(|what| words(rule, what))).collect()
    }
}

#[test]
fn what_a_session_shows_is_read_at_a_degree() {
    for lang in [Lang::Fr, Lang::En] {
        let mut suite = suite("gowning");
        let path = root().join("scenarios/gowning/replays/expert.tape");
        let tape = TapeReader::new(BufReader::new(File::open(path).expect("a tape"))).expect("a tape");
        // By panel: the tallest that its letters ever were for the person, and its words.
        let mut tallest: BTreeMap<usize, (f32, String)> = BTreeMap::new();
        let mut read = 0;
        for frame in tape.frames().map(|frame| frame.expect("a sound tape")) {
            suite.drill.judge(suite.twin.step(&[frame]));
            if frame.tick % 45 != 0 {
                continue;
            }
            suite.portrayer.portray(
                &suite.twin,
                &Told { lang, through: Some(0), drill: Some(&suite.drill), ..Told::default() },
                &mut suite.scene,
            );
            read += suite.is_legible();
            let eyes = suite.twin.persons()[0].body.head_pose.position;
            let shown = suite.scene.panels.iter().enumerate().filter(|(_, p)| !p.hidden && !p.lines.is_empty());
            for (i, panel) in shown {
                let in_hand = panel.size == [0.15, 0.1];
                let metres = if in_hand { IN_HAND_M } else { panel.position.distance(eyes).max(0.35) };
                let tall = degrees(&suite.assets, panel, metres);
                let known = tallest.entry(i).or_insert((tall, text(panel)));
                known.0 = known.0.max(tall);
            }
        }
        assert!(read > 100 && tallest.len() > 20, "{read} {}", tallest.len());
        for (tall, text) in tallest.values() {
            assert!(*tall >= 1.0, "{tall}° at best: {text}");
        }
    }
}

#[test]
fn every_caption_is_read_at_a_degree() {
    let mut suite = suite("gowning");
    suite.twin.step(&[frame(-1.0)]);
    for (lang, words) in portray::WORDS {
        let own = ["step-", "look-", "height-", "one-hand-", "break", "tutorial-"];
        let of_menu = words.lines().filter_map(|line| line.split_once(" = "));
        let of_menu = of_menu.filter(|(key, _)| own.iter().any(|begins| key.starts_with(begins)));
        let of_rules = suite.rules(lang).into_iter().map(|[what, ..]| what);
        let all: Vec<String> = of_menu.map(|(_, text)| text.to_owned()).chain(of_rules).collect();
        assert!(all.len() > 30, "{}", all.len());
        for caption in &all {
            suite.portray(&Told { lang, through: Some(0), caption, ..Told::default() });
            assert!(suite.is_legible() > 0, "{caption}");
        }
    }
}

#[test]
fn the_longest_debrief_is_read_at_a_degree_anywhere() {
    let mut suite = suite("gowning");
    for lang in [Lang::Fr, Lang::En] {
        let mut debrief: Debrief = suite.drill.debrief(suite.twin.names(), Some(Outcome::Abandoned));
        let mut rules: Vec<[Vec<String>; 3]> = Vec::new();
        for (fr, en) in suite.rules(Lang::Fr).into_iter().zip(suite.rules(Lang::En)) {
            rules.push(std::array::from_fn(|i| vec![fr[i].clone(), en[i].clone()]));
        }
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.iter().map(|words| words[lang as usize].len()).sum::<usize>()));
        let both = |words: &[String]| -> Bilingual {
            serde_json::from_value(serde_json::json!({"fr": words[0], "en": words[1]})).expect("words")
        };
        debrief.deviations.extend(rules.iter().take(9).map(|[what, why, remedy]| DeviationReport {
            rule: "rule".into(),
            step: "S01".into(),
            at_s: 754.0,
            tick: 67_860,
            severity: Some(Severity::Critical),
            severity_at_first: Severity::Critical,
            recovered: false,
            concealed: false,
            what: both(what),
            why: both(why),
            remedy: both(remedy),
            source: String::new(),
            label: "design".into(),
            evidence: Vec::new(),
        }));
        for (z, yaw) in [(-1.0, 0.0), (-5.5, 0.0), (-5.0, 1.57), (-16.2, 0.4)] {
            let mut frame = frame(z);
            frame.head.rotation = Quat::from_rotation_y(yaw);
            frame.events = TrackingEvents::RECENTRED;
            (0..60).for_each(|_| _ = suite.twin.step(&[frame]));
            let told = Told { lang, through: Some(0), debrief: Some(&debrief), ..Told::default() };
            suite.scene.panels.clear();
            suite.portray(&told);
            assert_eq!(suite.is_legible(), 2);
            if z == -1.0 {
                suite.picture(&format!("debrief_headset_{}.png", lang as u8), frame.head);
            }
        }
    }
}

#[test]
fn the_menu_is_read_at_a_degree_and_a_row_under_a_finger_is_marked() {
    let mut suite = suite("tutorial");
    let frame = frame(-4.4);
    suite.twin.step(&[frame]);
    let at = frame.head.then(Pose { position: Vec3::new(0.0, 0.0, -0.4), ..Pose::IDENTITY });
    for (lang, words) in portray::WORDS {
        let keys = words.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key);
        let keys: Vec<&str> = keys.filter(|key| key.starts_with("wrist-") || key.starts_with("me-")).collect();
        assert!(keys.len() > 20);
        let keys: Vec<&'static str> = keys;
        for rows in keys.chunks(portray::MENU_ROWS) {
            let size = [0.17, 0.025 * rows.len() as f32];
            suite.portray(&Told { lang, through: Some(0), ..Told::default() });
            let menu = Menu { at, size, rows, pressed: Some((1, 0.5)) };
            suite.portrayer.menu(Some(&menu), lang, &mut suite.scene);
            assert_eq!(suite.is_legible(), rows.len());
            let marked = suite.scene.panels.iter().filter(|p| !p.hidden && text(p).starts_with('●')).count();
            assert_eq!(marked, 1, "not by colour alone");
        }
        suite.picture(&format!("wrist_pages_{}.png", lang as u8), frame.head);
    }
}

#[test]
fn a_hand_that_is_lost_is_faded_where_it_was() {
    let mut suite = suite("tutorial");
    let told = Told { through: Some(0), ..Told::default() };
    let mut frame = frame(-4.4);
    suite.twin.step(&[frame]);
    suite.portray(&told);
    let seen: Vec<_> = suite.scene.hands.iter().map(|hand| hand.room_from_joint).collect();
    assert!(suite.scene.hands.iter().all(|hand| hand.opacity == 1.0));
    frame.hands[LEFT].tracked = false;
    (0..30).for_each(|_| _ = suite.twin.step(&[frame]));
    suite.portray(&told);
    assert!(suite.scene.hands[LEFT].opacity < 0.6 && suite.scene.hands[RIGHT].opacity == 1.0);
    assert_eq!(suite.scene.hands[LEFT].room_from_joint, seen[LEFT]);
    suite.picture("hand_lost.png", frame.head);
}

#[test]
fn while_the_room_waits_the_hands_are_where_they_are() {
    let mut suite = suite("tutorial");
    let frame = frame(-4.4);
    suite.twin.step(&[frame]);
    suite.portray(&Told { through: Some(0), ..Told::default() });
    let mut hands = frame.hands;
    hands[LEFT].tracked = false;
    hands[RIGHT].joints.iter_mut().for_each(|joint| joint.position.y += 0.2);
    suite.portrayer.idle_hands(&suite.twin, Pose::IDENTITY, &hands, &mut suite.scene);
    let [left, right, now] = &suite.scene.hands[..] else { panic!("{} hands", suite.scene.hands.len()) };
    assert!(left.opacity < 0.6 && right.opacity < 0.6, "the room's");
    assert!(now.side == RIGHT as u8 && now.opacity == 1.0);
    assert!((now.room_from_joint[0].w_axis.y - right.room_from_joint[0].w_axis.y - 0.2).abs() < 1e-4);
}

#[test]
fn a_step_is_shown_by_its_shape() {
    let mut suite = suite("tutorial");
    let mut frame = frame(-4.4);
    frame.head.rotation = Quat::from_rotation_x(-0.7);
    suite.twin.step(&[frame]);
    let shapes = [true, false].map(|may| {
        suite.portray(&Told { through: Some(0), ..Told::default() });
        let before = suite.scene.instances.len();
        suite.portrayer.step(&Step { at: Vec2::new(0.2, -5.6), yaw_rad: 0.3, may }, &mut suite.scene);
        suite.picture(if may { "step_may.png" } else { "step_may_not.png" }, frame.head);
        let meshes: Vec<_> = suite.scene.instances[before..].iter().map(|instance| instance.mesh).collect();
        meshes
    });
    assert!(shapes[0].len() >= 3 && shapes[1].len() == 2);
    assert!(shapes[0].iter().all(|mesh| !shapes[1].contains(mesh)), "not by colour alone");
}

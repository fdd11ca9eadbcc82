//! Ways of looking at a session, against the pictures in `goldens/` (see `engine/render/tests/pictures.rs`).

#[path = "../../render/tests/golden/mod.rs"]
mod golden;

use drill::{Debrief, Drill, Growth, Mode, Outcome, Scenario, Site, site_hash};
use portray::path::Way;
use portray::viewpoints::Follower;
use portray::{Marking, Portrayer, Told, Viewpoint, Wet};
use render::{Assets, Gpu, Offscreen};
use scene::{Eye, Scene};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use tape::{TICKS_PER_SECOND, TapeReader};
use twin::Twin;

const SIZE: [u32; 2] = [960, 540];
const ASPECT: f32 = 960.0 / 540.0;

/// A tape of the gowning drill as far as it was executed.
struct Played {
    twin: Twin,
    drill: Drill,
    frames: tape::Frames<BufReader<File>>,
    portrayer: Portrayer,
    offscreen: Offscreen,
    scene: Scene,
    wet: Wet,
}

impl Played {
    /// None without the software driver.
    fn begin(tape: &str) -> Option<Played> {
        let gpu = match Gpu::software() {
            Ok(gpu) => gpu,
            Err(why) => {
                eprintln!("skipped: goldens are drawn by the software Vulkan driver: {why}");
                return None;
            }
        };
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        let folder = root.join("scenarios/gowning");
        let read = |name: &str| std::fs::read(folder.join(name)).expect("a file of the drill");
        let room: twin::room::Room = serde_json::from_slice(&read("room.json")).expect("a room");
        let patterns = serde_json::from_slice(&read("garments.json")).expect("patterns");
        let file = File::open(folder.join(Path::new("replays").join(tape))).expect("a tape");
        let tape = TapeReader::new(BufReader::new(file)).expect("a tape");
        let model = std::fs::read(root.join("scenarios/model.json")).expect("the model");
        let model = serde_json::from_slice(&model).expect("a model");
        let seed = tape.header().seed;
        let twin = Twin::new(&room, &patterns, seed, 1).expect("a twin");
        let twin = twin.with_microbes(&room, None, &model, seed).expect("the model knows the room");
        let names = ["procedure.json", "room.json", "garments.json"];
        let files: BTreeMap<String, Vec<u8>> = names.map(|n| (n.to_owned(), read(n))).into();
        let site = std::fs::read(root.join("scenarios/site.json")).expect("a site");
        let scenario = Scenario::parse("gowning", &files).expect("a procedure");
        let rules = Site::parse(&site).expect("a site");
        let drill = Drill::new(scenario, &rules, site_hash(&site), twin.names(), Mode::Exam).expect("a drill");
        let assets = Assets::load(&root.join("assets"), &room.models).expect("the assets are in the tree");
        let portrayer = Portrayer::new(&twin, &room, assets.models());
        let offscreen = Offscreen::new(gpu, &assets, SIZE);
        let (scene, wet) = (Scene::default(), Wet::new(&twin, &room));
        Some(Played { twin, drill, frames: tape.frames(), portrayer, offscreen, scene, wet })
    }

    fn play_to(&mut self, second: u32) {
        self.play_until(|_, tick| tick >= second * TICKS_PER_SECOND);
    }

    fn play_until(&mut self, mut enough: impl FnMut(&Twin, u32) -> bool) {
        for frame in self.frames.by_ref() {
            let frame = frame.expect("a frame");
            self.drill.judge(self.twin.step(&[frame]));
            self.wet.tick(&self.twin);
            if enough(&self.twin, frame.tick) {
                break;
            }
        }
    }

    fn portray(&mut self, told: &Told) {
        self.portrayer.portray(&self.twin, &Told { wet: Some(&self.wet), ..*told }, &mut self.scene);
    }

    fn compare(&mut self, name: &str, told: &Told, eye: Eye) {
        self.portray(told);
        self.shot(name, &eye);
    }

    /// Compares the scene as it is.
    fn shot(&mut self, name: &str, eye: &Eye) {
        let (picture, stats) = self.offscreen.picture(&self.scene, eye).expect("a picture");
        eprintln!("{name}: {stats:?}");
        assert!(stats.draws <= 100 && stats.triangles <= 300_000, "{name}: {stats:?}");
        golden::compare(name, &picture);
    }
}

/// The room in which one dresses, after a coverall whose sleeve dragged on the floor.
#[test]
fn what_was_touched_by_what() {
    let Some(mut played) = Played::begin("coverall_on_floor.tape") else { return };
    played.play_to(500);
    let told = Told { marks: Some(Marking::Touches), through: Some(0), ..Told::default() };
    let own = played.portrayer.eye(&played.twin, Viewpoint::Trainee, ASPECT);
    played.compare("touches", &told, own);
    let witness = played.portrayer.eye(&played.twin, Viewpoint::Witness, ASPECT);
    played.compare("touches_witness", &Told { through: None, ..told }, witness);
    let told = Told { marks: Some(Marking::Loads), through: None, ..told };
    played.compare("loads_witness", &told, witness);
    let counts = played.portrayer.marked();
    assert!(counts.iter().all(|count| *count > 0), "from a bare hand to a sterile sleeve: {counts:?}");
}

/// By which way something came to a plate, over three rooms; and the dishes of the debrief.
#[test]
fn what_came_to_the_plates() {
    let Some(mut played) = Played::begin("torn_pack.tape") else { return };
    played.play_until(|_, _| false);
    let growth: Growth = played.drill.growth(&played.twin).expect("plates were pressed");
    let ways = growth.plates.iter().flat_map(|plate| (0..plate.chains.len()).map(move |chain| Way { plate, chain }));
    let longest = ways.max_by_key(|way| way.plate.chains[way.chain].steps.len()).expect("a way is told");
    assert!(longest.plate.chains[longest.chain].steps.len() > 2, "over other surfaces: {longest:?}");
    let overview = Viewpoint::Fixed([4.6, 8.0, -8.5], [0.0, 0.6, -8.5]);
    let eye = played.portrayer.eye(&played.twin, overview, ASPECT);
    let told = Told { on_picture: true, ..Told::default() };
    played.portray(&told);
    played.portrayer.way(&played.twin, Some(longest), &eye, &told, &mut played.scene);
    played.shot("way", &eye);
    let all = played.drill.debrief(played.twin.names(), Some(Outcome::Interrupted));
    let debrief = Debrief { growth: Some(growth), ..all };
    let eye = played.portrayer.eye(&played.twin, Viewpoint::Trainee, ASPECT);
    let told = Told { debrief: Some(&debrief), through: Some(0), ..told };
    played.portray(&told);
    played.portrayer.way(&played.twin, None, &eye, &told, &mut played.scene);
    played.shot("debrief", &eye);
}

/// From beside and behind, and as a copy that faces oneself.
#[test]
fn the_person_from_outside() {
    let Some(mut played) = Played::begin("coverall_on_floor.tape") else { return };
    played.play_to(500);
    let eye = played.portrayer.follow(&played.twin, &mut Follower::default(), 0.0, ASPECT);
    played.compare("outside", &Told::default(), eye);
    played.play_to(592);
    let own = played.portrayer.eye(&played.twin, Viewpoint::Trainee, ASPECT);
    played.compare("figure", &Told { figure: true, through: Some(0), ..Told::default() }, own);
}

/// Hands that got soap and water, until one is dry.
#[test]
fn what_is_wet_dries() {
    let Some(mut played) = Played::begin("expert.tape") else { return };
    let told = Told { through: Some(0), ..Told::default() };
    played.play_until(|twin, _| twin.films(0).iter().all(|film| film.agent.is_some() && film.wet_s > 2.0));
    played.portray(&told);
    let [left, right] = [0, 1].map(|side| played.scene.hands[side].wet);
    assert!(left > 0.5 && right > 0.5, "{left} {right}");
    let own = played.portrayer.eye(&played.twin, Viewpoint::Trainee, ASPECT);
    played.compare("wet_hands", &told, own);

    played.play_until(|twin, _| twin.films(0).iter().any(|film| !film.agent.is_some()));
    played.portray(&told);
    assert!(played.scene.hands.iter().any(|hand| hand.wet == 0.0), "one of them is dry again");
}

//! Ways of looking at a session, against the pictures in `goldens/` (see `engine/render/tests/pictures.rs`).

#[path = "../../render/tests/golden/mod.rs"]
mod golden;

use portray::viewpoints::Follower;
use portray::{Portrayer, Told, Viewpoint};
use render::{Assets, Gpu, Offscreen};
use scene::Scene;
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
    frames: tape::Frames<BufReader<File>>,
    portrayer: Portrayer,
    offscreen: Offscreen,
    scene: Scene,
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
        let twin = Twin::new(&room, &patterns, tape.header().seed, 1).expect("a twin");
        let assets = Assets::load(&root.join("assets"), &room.models).expect("the assets are in the tree");
        let portrayer = Portrayer::new(&twin, &room, assets.models());
        let offscreen = Offscreen::new(gpu, &assets, SIZE);
        Some(Played { twin, frames: tape.frames(), portrayer, offscreen, scene: Scene::default() })
    }

    fn play_to(&mut self, second: u32) {
        for frame in self.frames.by_ref() {
            let frame = frame.expect("a frame");
            self.twin.step(&[frame]);
            if frame.tick >= second * TICKS_PER_SECOND {
                break;
            }
        }
    }

    fn compare(&mut self, name: &str, told: &Told, eye: scene::Eye) {
        self.portrayer.portray(&self.twin, told, &mut self.scene);
        let (picture, stats) = self.offscreen.picture(&self.scene, &eye).expect("a picture");
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
    let told = Told { touches: true, through: Some(0), ..Told::default() };
    let own = played.portrayer.eye(&played.twin, Viewpoint::Trainee, ASPECT);
    played.compare("touches", &told, own);
    let witness = played.portrayer.eye(&played.twin, Viewpoint::Witness, ASPECT);
    played.compare("touches_witness", &Told { through: None, ..told }, witness);
}

/// From beside and behind, and as a copy that faces oneself.
#[test]
fn the_person_from_outside() {
    let Some(mut played) = Played::begin("coverall_on_floor.tape") else { return };
    played.play_to(500);
    let eye = played.portrayer.follow(&played.twin, &mut Follower::default(), 0.0, ASPECT);
    played.compare("outside", &Told::default(), eye);
    played.play_to(583);
    let own = played.portrayer.eye(&played.twin, Viewpoint::Trainee, ASPECT);
    played.compare("figure", &Told { figure: true, through: Some(0), ..Told::default() }, own);
}

//! The runtime of a test: Monado, with a head and hands that come over a socket.

use render::Image;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use xr::Runtime;

/// A runtime of this test's own, one test at a time; None where there is none.
pub fn runtime(display: Display) -> Option<(Service, MutexGuard<'static, ()>)> {
    runtime_with(display, Headset::Fed)
}

pub fn runtime_with(display: Display, headset: Headset) -> Option<(Service, MutexGuard<'static, ()>)> {
    static ONE: Mutex<()> = Mutex::new(());
    if std::env::var_os("XR_TEST").is_none() {
        eprintln!("skipped: there is no runtime here; tools/xr-test makes one");
        return None;
    }
    let alone = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    Some((Service::start(display, headset), alone))
}

/// Where pictures and logs of the tests are left.
pub fn out(name: &str) -> PathBuf {
    let folder = std::env::var_os("XR_OUT").map_or_else(std::env::temp_dir, PathBuf::from);
    folder.join(name)
}

/// What its pictures are shown on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Display {
    /// Nothing, twenty times a second.
    None,
    /// A screen in memory, ninety times a second.
    Screen,
}

/// Whose head and hands it has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Headset {
    /// Those that come over a socket ([`crate::feeder`]).
    Fed,
    /// A head that sways by itself and no hands; of the two the only one whose stage can be moved.
    Swaying,
}

pub struct Service {
    monado: Child,
    screen: Option<Child>,
}

impl Service {
    /// Started and ready, or the test fails.
    pub fn start(display: Display, headset: Headset) -> Service {
        let run = run();
        let socket = run.join("monado_comp_ipc");
        let _ = std::fs::remove_file(&socket);
        let log = File::create(out("monado.log")).expect("a log");
        let mut command = Command::new("monado-service");
        command
            .envs([("XRT_NO_STDIN", "1"), ("XRT_LOG", "info")])
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log);
        match headset {
            Headset::Fed => command.env("P_OVERRIDE_ACTIVE_CONFIG", "remote"),
            Headset::Swaying => command.env("SIMULATED_ENABLE", "1"),
        };
        let screen = (display != Display::None).then(|| screen(77, &run));
        match display {
            Display::None => command.env("XRT_COMPOSITOR_NULL", "1"),
            Display::Screen => command.envs([
                ("DISPLAY", ":77"),
                ("XRT_COMPOSITOR_FORCE_XCB", "1"),
                ("XRT_COMPOSITOR_DEFAULT_FRAMERATE", "90"),
                ("XRT_COMPOSITOR_SCALE_PERCENTAGE", "50"),
            ]),
        };
        let monado = command.spawn().expect("monado-service is installed");
        let service = Service { monado, screen };
        wait_for(&socket);
        service
    }

    /// As when it crashes.
    pub fn kill(&mut self) {
        self.monado.kill().expect("it runs");
        self.monado.wait().expect("it ran");
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        for child in [Some(&mut self.monado), self.screen.as_mut()].into_iter().flatten() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A screen in memory; what it shows lies in a file in the folder, as `xwd` writes it.
pub fn screen(number: u32, folder: &Path) -> Child {
    let screen = Command::new("Xvfb")
        .arg(format!(":{number}"))
        .args(["-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-fbdir"])
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("Xvfb is installed");
    wait_for(&PathBuf::from(format!("/tmp/.X11-unix/X{number}")));
    screen
}

/// What the headset's screen shows now: both eyes beside each other.
pub fn screenshot() -> Image {
    shown(&run())
}

/// What the screen of a folder shows now.
pub fn shown(folder: &Path) -> Image {
    picture(&std::fs::read(folder.join("Xvfb_screen0")).expect("the screen is a file"))
}

/// Where the runtime and its screen have their sockets and files.
pub fn run() -> PathBuf {
    PathBuf::from(std::env::var_os("XDG_RUNTIME_DIR").expect("the test runs in its root"))
}

/// A dump of X11: a header of numbers, a colour map, then rows of blue, green, red and nothing.
fn picture(xwd: &[u8]) -> Image {
    let number = |i: usize| u32::from_be_bytes(xwd[4 * i..4 * i + 4].try_into().expect("four bytes"));
    let (header, width, height, bits, row, colours) =
        (number(0), number(4), number(5), number(11), number(12) as usize, number(19));
    assert_eq!((number(1), bits), (7, 32), "the format that Xvfb writes for a depth of 24");
    let pixels = &xwd[(header + 12 * colours) as usize..];
    let rows = pixels.chunks_exact(row).take(height as usize);
    let rgba = rows.flat_map(|row| row[..width as usize * 4].chunks_exact(4)).flat_map(|p| [p[2], p[1], p[0], 255]);
    Image { width, height, rgba: rgba.collect() }
}

fn wait_for(socket: &Path) {
    let began = Instant::now();
    while !socket.exists() {
        assert!(began.elapsed() < Duration::from_secs(60), "{} did not appear", socket.display());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// What `headset-config/` says of this runtime's headset.
pub fn file(runtime: &Runtime) -> xr::headset::Headset {
    let folder = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../headset-config"));
    let paths = folder.expect("the folder").map(|entry| entry.expect("a file").path());
    let files: BTreeMap<String, Vec<u8>> = paths
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    let all = xr::headset::read(&files).expect("sound files");
    xr::headset::choose(&all, runtime.identity()).expect("a file").clone()
}

/// A session as the trainer begins it.
pub fn headset() -> xr::Headset {
    let runtime = Runtime::find().expect("a runtime");
    let file = file(&runtime);
    xr::Headset::open(runtime, &file).expect("a session")
}

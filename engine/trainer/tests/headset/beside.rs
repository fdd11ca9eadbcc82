//! What the trainee sees, on the headset's own screen and in the window for those beside it.

use crate::feeder::{Feeder, Person, Sent};
use crate::service::{Display, out, run, runtime, screen, screenshot, shown};
use crate::trainer::{Trainer, home};
use glam::{Mat3, Quat, Vec3};
use render::Image;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;
use tape::{LEFT, Pose, RIGHT};

/// Pixels of an eye on the headset's screen, and of the window.
const EYE: [u32; 2] = [480, 540];
const WINDOW: [u32; 2] = [1280, 720];
/// Where the window has its switch.
const SWITCH: [i16; 2] = [121, 630];
/// Enough for a slow machine to show what was asked for.
const SOON: Duration = Duration::from_secs(4);
/// How often that is waited for where even that is not enough.
const PATIENCE: u32 = 15;
/// Squares along a side into which pictures are averaged to be compared.
const SQUARES: u32 = 24;
/// Of their colours, those above the switch.
const ABOVE: usize = 18 * 24 * 3;

/// A screen for the window.
struct Aside {
    xvfb: Child,
    folder: PathBuf,
}

impl Aside {
    fn start() -> Aside {
        let folder = run().join("aside");
        std::fs::create_dir_all(&folder).expect("a folder");
        Aside { xvfb: screen(78, &folder), folder }
    }

    /// Presses the mouse's first button there, as a person would (XTEST; its requests by the numbers of its protocol).
    fn click(&self, [x, y]: [i16; 2]) {
        let mut x11 = UnixStream::connect("/tmp/.X11-unix/X78").expect("the screen listens");
        x11.write_all(&[b'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]).expect("a socket");
        let mut head = [0; 8];
        x11.read_exact(&mut head).expect("an answer");
        assert_eq!(head[0], 1, "the screen lets us in");
        let mut rest = vec![0; usize::from(u16::from_le_bytes([head[6], head[7]])) * 4];
        x11.read_exact(&mut rest).expect("an answer");
        x11.write_all(b"\x62\x00\x04\x00\x05\x00\x00\x00XTEST\x00\x00\x00").expect("a socket");
        let mut answer = [0; 32];
        x11.read_exact(&mut answer).expect("an answer");
        assert_eq!((answer[0], answer[8]), (1, 1), "it has XTEST");
        for (kind, detail) in [(6, 0), (4, 1), (5, 1)] {
            let mut fake = [0; 36];
            fake[..6].copy_from_slice(&[answer[9], 2, 9, 0, kind, detail]);
            fake[24..26].copy_from_slice(&x.to_le_bytes());
            fake[26..28].copy_from_slice(&y.to_le_bytes());
            x11.write_all(&fake).expect("a socket");
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = self.xvfb.kill();
        let _ = self.xvfb.wait();
    }
}

/// Someone who stands before the checklist of the first room and looks over his left wrist at it; he begins in the
/// middle, where the floor is laid.
fn reader() -> Person {
    let stands = Pose { position: Vec3::new(-0.45, 0.0, -0.95), rotation: Quat::from_rotation_y(1.45) };
    let at = |x: f32, y: f32, z: f32, rotation: Quat| stands.then(Pose { position: Vec3::new(x, y, z), rotation });
    let mut person = Person { head: at(0.0, 1.64, 0.0, Quat::from_rotation_x(-0.24)), ..Person::default() };
    let out = Vec3::new(0.0, 0.45, 0.9).normalize();
    let fingers = Vec3::X;
    let left = Quat::from_mat3(&Mat3::from_cols(out.cross(fingers), -out, -fingers));
    let sent = |pose: Pose, curls: [f32; 5], old: Sent| Sent { pose, curls, ..old };
    person.hands[LEFT] = sent(at(-0.06, 1.36, -0.37, left), [0.3; 5], person.hands[LEFT]);
    let pointing = Quat::from_rotation_x(0.6) * Quat::from_rotation_z(0.2);
    person.hands[RIGHT] = sent(at(0.27, 1.38, -0.36, pointing), [0.6, 0.6, 0.5, 0.05, 0.3], person.hands[RIGHT]);
    person
}

/// Means of the squares of a part of a picture, red, green and blue, 0…1.
fn squares(image: &Image, corner: [u32; 2], size: [u32; 2]) -> Vec<f32> {
    let mut sums = vec![0.0; (SQUARES * SQUARES * 3) as usize];
    let mut counts = vec![0.0; (SQUARES * SQUARES) as usize];
    for y in 0..size[1] {
        for x in 0..size[0] {
            let square = (y * SQUARES / size[1] * SQUARES + x * SQUARES / size[0]) as usize;
            let pixel = 4 * ((corner[1] + y) * image.width + corner[0] + x) as usize;
            counts[square] += 255.0;
            for k in 0..3 {
                sums[3 * square + k] += f32::from(image.rgba[pixel + k]);
            }
        }
    }
    sums.iter().enumerate().map(|(i, sum)| sum / counts[i / 3]).collect()
}

fn apart(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f32>() / a.len() as f32
}

/// What the window shows of the eye: it fills the height, in the middle; below lies the switch.
fn in_window(folder: &Path, name: &str) -> Vec<f32> {
    let image = shown(folder);
    image.write_png(&out(name)).expect("a picture");
    let width = EYE[0] * WINDOW[1] / EYE[1];
    squares(&image, [(WINDOW[0] - width) / 2, 0], [width, WINDOW[1]])
}

#[test]
fn those_beside_see_what_the_headset_shows_unless_it_is_private() {
    let Some(_runtime) = runtime(Display::Screen) else { return };
    let (aside, home) = (Aside::start(), home("beside"));
    let mut feeder = Feeder::connect();
    feeder.send(&Person::default());
    let (trainer, _) = Trainer::start_beside(&home, ":78");
    std::thread::sleep(SOON);
    feeder.send(&reader());
    let (mut left, mut same) = (Vec::new(), f32::MAX);
    for _ in 0..PATIENCE {
        std::thread::sleep(SOON);
        let eyes = screenshot();
        eyes.write_png(&out("headset.png")).expect("a picture");
        left = squares(&eyes, [0, 0], EYE);
        same = apart(&left[..ABOVE], &in_window(&aside.folder, "beside.png")[..ABOVE]);
        if same < 0.2 {
            break;
        }
    }

    aside.click(SWITCH);
    std::thread::sleep(SOON);
    let private = in_window(&aside.folder, "beside-private.png");
    // The card's words lie in the middle, the switch below.
    let row = 3 * SQUARES as usize;
    let background = &private[..3];
    let quiet = private[..8 * row].chunks_exact(3).chain(private[14 * row..20 * row].chunks_exact(3));
    let other = apart(&left[..ABOVE], &private[..ABOVE]);
    eprintln!("{same} apart; from the card {other}");
    assert!(same < 0.2 && other > 2.0 * same, "{same} apart; from the card {other}");
    for square in quiet {
        assert!(apart(square, background) < 0.004, "something is seen: {square:?} on {background:?}");
    }
    aside.click(SWITCH);
    std::thread::sleep(SOON);
    let again = in_window(&aside.folder, "beside-again.png");
    assert!(apart(&left[..ABOVE], &again[..ABOVE]) < 0.2, "the picture comes back");
    trainer.finish();
}

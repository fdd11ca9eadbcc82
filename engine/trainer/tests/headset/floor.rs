//! The floor moves under the person, as where a play area is drawn anew: nothing in the room does.

use crate::service::{Display, Headset, runtime_with};
use crate::trainer::{Trainer, home, read, replays_to_the_same, tapes};
use glam::{Quat, Vec3};
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;
use tape::{Frame, Pose, TrackingEvents};

/// Asks the runtime to lay its stage elsewhere, as its own tools do: command 32 of its protocol (Monado 25,
/// `proto.json`: `space_set_reference_space_offset`) with the space (3: the stage) and its pose.
fn move_the_stage(to: Pose) {
    let run = std::env::var_os("XDG_RUNTIME_DIR").expect("the test runs in its root");
    let mut service = UnixStream::connect(Path::new(&run).join("monado_comp_ipc")).expect("the runtime listens");
    let (q, p) = (to.rotation, to.position);
    let pose = [q.x, q.y, q.z, q.w, p.x, p.y, p.z];
    let words = [32_u32, 3].into_iter().chain(pose.map(f32::to_bits));
    service.write_all(&words.flat_map(u32::to_le_bytes).collect::<Vec<u8>>()).expect("the runtime listens");
    let mut answer = [0; 4];
    service.read_exact(&mut answer).expect("the runtime answers");
    assert_eq!(i32::from_le_bytes(answer), 0, "the runtime moves its stage");
}

#[test]
fn a_floor_that_moves_moves_nobody_in_the_room() {
    let Some(_runtime) = runtime_with(Display::None, Headset::Swaying) else { return };
    let home = home("floor");
    let (trainer, _) = Trainer::start(&home);
    std::thread::sleep(Duration::from_secs(2));
    // At six moments, so that they fall between the calls of a picture here and there.
    for n in 0..6 {
        let there = Pose { position: Vec3::new(0.6, 0.0, -0.4), rotation: Quat::from_rotation_y(0.8) };
        move_the_stage(if n % 2 == 0 { there } else { Pose::IDENTITY });
        std::thread::sleep(Duration::from_millis(510));
    }
    trainer.finish();

    let tape = tapes(&home).remove(0);
    replays_to_the_same(&home, &tape);
    let (_, frames, _) = read(&tape);
    let in_room = |frame: &Frame| frame.origin.pose().then(frame.head).position;
    let recentred = frames.iter().filter(|frame| frame.events.has(TrackingEvents::RECENTRED)).count();
    let farthest = frames.windows(2).map(|pair| in_room(&pair[0]).distance(in_room(&pair[1]))).fold(0.0, f32::max);
    eprintln!("recentred {recentred} times; in a tick the head never moved farther than {farthest} m");
    assert_eq!(recentred, 6);
    // It sways by centimetres in the time that a slow picture takes; the floor was moved by 0.7 m.
    assert!(farthest < 0.2, "the head was thrown {farthest} m");
}

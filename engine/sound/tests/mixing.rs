//! What the mixer computes of the shipped sounds, without a device.

use glam::{Quat, Vec3};
use sound::{Bank, Cue, Ears, Message, Mixer, RATE_HZ, Sound, SoundError};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Bytes of all files together (design: what a headset's package may grow by).
const BYTES: u64 = 600_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/sounds")
}

fn mixer() -> Mixer {
    Mixer::new(Bank::load(&folder()).expect("the sounds are in the tree"))
}

fn cue(sound: Sound, at: Option<Vec3>) -> Message {
    Message::Cue(Cue { sound, at, gain: 1.0, rate: 1.0 })
}

/// The next seconds of a mixer.
fn mix(mixer: &mut Mixer, seconds: f32) -> Vec<[f32; 2]> {
    let mut out = vec![[0.0; 2]; (seconds * RATE_HZ as f32) as usize];
    mixer.mix(&mut out);
    out
}

/// Mean square, left and right.
fn energy(samples: &[[f32; 2]]) -> [f32; 2] {
    [0, 1].map(|ear| samples.iter().map(|both| both[ear] * both[ear]).sum::<f32>() / samples.len() as f32)
}

/// One sound at a place, as heard at the origin looking along −Z.
fn heard(sound: Sound, at: Vec3) -> [f32; 2] {
    let mut mixer = mixer();
    mixer.tell(cue(sound, Some(at)));
    energy(&mix(&mut mixer, 0.5))
}

#[test]
fn every_sound_has_its_file_and_every_file_its_sound_and_all_are_small() {
    Bank::load(&folder()).expect("every file can be read");
    let files = || std::fs::read_dir(folder()).expect("the sounds are in the tree").map(|f| f.unwrap().path());
    let named: BTreeSet<PathBuf> = Sound::ALL.map(|s| folder().join(s.name()).with_extension("wav")).into();
    assert_eq!(files().collect::<BTreeSet<_>>(), named);
    let bytes: u64 = files().map(|file| file.metadata().unwrap().len()).sum();
    assert!(bytes <= BYTES, "{bytes}");
}

#[test]
fn a_file_that_is_missing_is_named() {
    let SoundError::File { file, .. } = Bank::load(Path::new("no-such-folder")).unwrap_err() else { panic!() };
    assert!(file.ends_with("air.wav"), "{file}");
}

#[test]
fn without_cues_there_is_silence() {
    let mut mixer = mixer();
    mixer.tell(Message::Ears(Ears { at: Vec3::ONE, rotation: Quat::from_rotation_y(1.0) }));
    assert!(mix(&mut mixer, 1.0).iter().all(|both| *both == [0.0; 2]));
}

#[test]
fn a_sound_is_louder_and_earlier_at_the_ear_it_is_near() {
    let [left, right] = heard(Sound::Press, Vec3::new(-2.0, 0.0, 0.0));
    assert!(left > 2.5 * right, "{left} {right}");
    let [left, right] = heard(Sound::Press, Vec3::new(2.0, 0.0, 0.0));
    assert!(right > 2.5 * left, "{left} {right}");
    let [left, right] = heard(Sound::Press, Vec3::new(0.0, 0.0, -2.0));
    assert!((left / right - 1.0).abs() < 0.15, "ahead it is the same at both: {left} {right}");

    let mut mixer = mixer();
    mixer.tell(cue(Sound::Press, Some(Vec3::new(3.0, 0.0, 0.0))));
    let samples = mix(&mut mixer, 0.1);
    let first = |ear: usize| samples.iter().position(|both| both[ear].abs() > 1e-4).unwrap();
    let late_ms = (first(0) - first(1)) as f32 * 1000.0 / RATE_HZ as f32;
    assert!((0.4..0.8).contains(&late_ms), "{late_ms} ms");
}

#[test]
fn a_turned_head_hears_it_on_the_other_side() {
    let mut mixer = mixer();
    mixer.tell(Message::Ears(Ears { at: Vec3::ZERO, rotation: Quat::from_rotation_y(std::f32::consts::PI) }));
    mixer.tell(cue(Sound::Press, Some(Vec3::new(-2.0, 0.0, 0.0))));
    let [left, right] = energy(&mix(&mut mixer, 0.5));
    assert!(right > 2.5 * left, "{left} {right}");
}

#[test]
fn twice_as_far_is_fainter_but_the_room_still_gives_some_of_it_back() {
    let at = |metres: f32| heard(Sound::DoorClose, Vec3::new(0.0, 0.0, -metres))[0];
    let (near, far, farther) = (at(1.0), at(2.0), at(8.0));
    assert!(near / far > 2.5 && near / far < 4.1, "{near} {far}");
    assert!(far / farther > 2.0 && farther > 0.0, "{far} {farther}");
}

#[test]
fn all_at_once_at_the_ear_is_neither_clipped_nor_nowhere() {
    let mut mixer = mixer();
    for _ in 0..5 {
        for sound in Sound::ALL {
            let at = Some(Vec3::new(0.01, 0.0, 0.0));
            mixer.tell(Message::Cue(Cue { sound, at, gain: 4.0, rate: 1.1 }));
        }
    }
    let loud = mix(&mut mixer, 2.0);
    assert!(loud.iter().flatten().all(|x| x.is_finite() && x.abs() <= 1.0));
    assert!(loud.iter().flatten().any(|x| x.abs() > 0.7), "loud enough to test the knee");
}

/// The greatest step between two samples that follow each other.
fn steepest(samples: &[[f32; 2]]) -> f32 {
    samples.windows(2).flat_map(|w| [0, 1].map(|ear| (w[1][ear] - w[0][ear]).abs())).fold(0.0, f32::max)
}

#[test]
fn a_loop_goes_round_and_comes_and_goes_without_a_click() {
    for sound in Sound::ALL.into_iter().filter(|sound| sound.loops()) {
        let mut mixer = mixer();
        mixer.tell(cue(sound, Some(Vec3::NEG_Z)));
        let begins = steepest(&mix(&mut mixer, 0.02));
        // Longer than the longest: the seam is in it.
        let [first, second] = [0, 1].map(|_| steepest(&mix(&mut mixer, 2.5)));
        assert!(begins < 0.3 * first, "{sound:?} begins with a step of {begins} beside {first}");
        assert!(second < 1.2 * first, "{sound:?}: {second} beside {first}");
        mixer.tell(Message::Cue(Cue { sound, at: Some(Vec3::NEG_Z), gain: 0.0, rate: 1.0 }));
        let ends = mix(&mut mixer, 4.0);
        assert!(steepest(&ends) < 1.2 * first, "{sound:?} ends with a click");
        assert!(ends[ends.len() - 4800..].iter().all(|both| both[0].abs() < 1e-6), "{sound:?} ends");
    }
}

#[test]
fn a_loop_is_there_once_and_follows_its_cue() {
    let mut mixer = mixer();
    for _ in 0..50 {
        mixer.tell(cue(Sound::Tap, Some(Vec3::new(-1.0, 0.0, 0.0))));
    }
    mix(&mut mixer, 2.0);
    let [left, right] = energy(&mix(&mut mixer, 1.0));
    let alone = heard(Sound::Tap, Vec3::new(-1.0, 0.0, 0.0));
    assert!(left > 2.0 * right && left < 4.0 * alone[0], "{left} {right} {alone:?}");
    mixer.tell(cue(Sound::Tap, Some(Vec3::new(1.0, 0.0, 0.0))));
    mix(&mut mixer, 1.0);
    let [left, right] = energy(&mix(&mut mixer, 1.0));
    assert!(right > 2.0 * left);
}

#[test]
fn it_can_be_muted_and_left() {
    for message in [Message::Volume(0.0), Message::Silence] {
        let mut mixer = mixer();
        mixer.tell(cue(Sound::Air, None));
        mixer.tell(cue(Sound::DoorClose, Some(Vec3::NEG_Z)));
        let before = mix(&mut mixer, 0.1);
        mixer.tell(message);
        let after = mix(&mut mixer, 2.0);
        assert!(steepest(&after) < 2.0 * steepest(&before), "it fades: no click");
        let [left, right] = energy(&after[RATE_HZ as usize..]);
        assert!(energy(&before)[0] > 1e-6 && left < 1e-12 && right < 1e-12, "{message:?}: {left} {right}");
    }
}

#[test]
fn air_is_around_and_the_same_whichever_way_one_looks() {
    let mut mixer = mixer();
    mixer.tell(cue(Sound::Air, None));
    mix(&mut mixer, 1.0);
    let ahead = energy(&mix(&mut mixer, 2.3));
    mixer.tell(Message::Ears(Ears { at: Vec3::X * 5.0, rotation: Quat::from_rotation_y(2.0) }));
    let turned = energy(&mix(&mut mixer, 2.3));
    assert!((0..2).all(|ear| (ahead[ear] / turned[ear] - 1.0).abs() < 0.1), "{ahead:?} {turned:?}");
    let samples = mix(&mut mixer, 2.3);
    let both = samples.iter().map(|[l, r]| l * r).sum::<f32>() / samples.len() as f32;
    assert!(both.abs() < 0.5 * turned[0], "each ear hears its own: it is not in the middle of the head");
}

#[test]
fn neither_telling_nor_mixing_allocates() {
    let (mut mixer, mut out) = (mixer(), vec![[0.0; 2]; 4800]);
    let counted = allocation_counter::measure(|| {
        for i in 0..400 {
            mixer.tell(cue(Sound::ALL[i % Sound::ALL.len()], Some(Vec3::new(i as f32 / 100.0, 0.0, -1.0))));
            mixer.tell(Message::Ears(Ears { at: Vec3::Z * i as f32 / 400.0, rotation: Quat::IDENTITY }));
            mixer.mix(&mut out[..480]);
        }
    });
    assert_eq!(counted.count_total, 0);
}

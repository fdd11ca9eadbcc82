//! Recordings that nobody made: what real ones do not contain.

use std::fmt::Write as _;
use tape::*;

const POSE: &str = "[0.1, 1.2, -0.3, 0, 0, 0, 1]";

fn frames(text: &str) -> Result<Vec<Frame>, ImportError> {
    Import::new(text.as_bytes())?.collect()
}

fn sentence(text: &str) -> String {
    frames(text).expect_err("a bad recording").to_string()
}

/// A right hand of an average person, as a recording has it.
fn right_hand() -> String {
    let palm = Pose { position: glam::Vec3::new(0.2, 1.0, -0.3), rotation: glam::Quat::IDENTITY };
    let hand = natural_hand(RIGHT, palm, HandSource::Hands, 0.0, 0.0);
    let mut joints = Vec::new();
    for (pose, radius) in hand.joints.iter().zip(hand.radii) {
        let ([x, y, z], [a, b, c, w]) = (pose.position.to_array(), pose.rotation.to_array());
        joints.push(format!("[{x},{y},{z},{a},{b},{c},{w},{radius}]"));
    }
    format!("{{\"joints\": [{}]}}", joints.join(","))
}

#[test]
fn a_flickering_source_does_not_flicker_on_the_tape() {
    let mut text = String::new();
    for n in 0..90 {
        let device =
            if n % 2 == 0 { format!("\"right_controller\": {POSE}") } else { format!("\"right\": {}", right_hand()) };
        writeln!(text, "{{\"t_s\": {}, {device}}}", f64::from(n) / 90.0).unwrap();
    }
    let frames = frames(&text).unwrap();
    assert!(frames.len() >= 89);
    assert!(
        frames.iter().all(|frame| frame.hands[RIGHT].source == HandSource::Controller && frame.hands[RIGHT].tracked)
    );
    assert!(frames.iter().all(|frame| !frame.hands[LEFT].tracked));
}

#[test]
fn a_hand_without_rotations_wrist_and_palm_is_rebuilt() {
    let whole = frames(&format!("{{\"t_s\": 0, \"right\": {}}}", right_hand())).unwrap()[0].hands[RIGHT];
    let mut line: serde_json::Value =
        serde_json::from_str(&format!("{{\"t_s\": 0, \"right\": {}}}", right_hand())).unwrap();
    let joints = line["right"]["joints"].as_array_mut().unwrap();
    joints[joint::WRIST] = serde_json::Value::Null;
    for finger in joints.iter_mut().skip(2) {
        for part in 3..8 {
            finger[part] = serde_json::Value::Null;
        }
    }
    let rebuilt = frames(&line.to_string()).unwrap()[0].hands[RIGHT];
    for j in 0..JOINTS {
        let (a, b) = (whole.joints[j], rebuilt.joints[j]);
        let degrees = a.rotation.dot(b.rotation).abs().min(1.0);
        assert!(a.position.distance(b.position) < 1e-4 && degrees > 0.9999, "joint {j}: {a:?} {b:?}");
    }
}

#[test]
fn a_trigger_closes_the_hand() {
    let line = |t_s: f32, value: f32| {
        format!(
            "{{\"t_s\": {t_s}, \"left_controller\": {POSE}, \"left_controller_inputs\": [[1, 1, {value}], [0, 0, 0], 0.5]}}\n"
        )
    };
    let frames = frames(&(line(0.0, 0.0) + &line(0.02, 1.0) + &line(0.04, 1.0))).unwrap();
    let pinches: Vec<_> = frames.iter().map(|frame| frame.hands[LEFT].pinch).collect();
    assert!(pinches[0] == 0.0 && pinches[1] < 0.9 && pinches[3] > 0.9, "{pinches:?}");
}

#[test]
fn each_wrong_line_is_named() {
    let good = format!("{{\"t_s\": 0, \"head\": {POSE}}}\n");
    assert_eq!(sentence(""), "the recording has no samples; name a file of JSON lines with `t_s` and poses");
    assert!(sentence("PK\u{3}\u{4}").starts_with("line 1 of the recording: expected value"));
    for (bad, why) in [
        ("{\"head\": null}", "missing field `t_s`"),
        ("{\"t_s\": -1}", "by -1 s"),
        ("{\"t_s\": 1e300}", "not by 0 to 60 s"),
        ("{\"t_s\": 1, \"head\": [0, 0, 0, 0, 0, 0, 0]}", "no unit quaternion"),
        ("{\"t_s\": 1, \"left\": {\"joints\": []}}", "needs 26 joints"),
    ] {
        let sentence = sentence(&format!("{good}{bad}"));
        assert!(sentence.starts_with("line 2 of the recording: ") && sentence.contains(why), "{sentence}");
    }
    let endless = format!("{{\"t_s\": 0, \"x\": \"{}\"}}", "a".repeat(1 << 20));
    assert!(sentence(&endless).contains("longer than 256 KiB"));
}

#[test]
fn what_is_too_long_for_a_header_is_refused() {
    let header = Header { learner: "x".repeat(TEXT_LIMIT + 1), ..Header::default() };
    let refused = TapeWriter::new(Vec::new(), &header).err().expect("too long").to_string();
    assert!(refused.contains("longer than 512 bytes"), "{refused}");
}

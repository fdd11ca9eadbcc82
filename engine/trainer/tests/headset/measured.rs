//! What pictures cost is measured where they are drawn, and a display that is too much is answered with fewer pixels.

use crate::feeder::{Feeder, Person};
use crate::service::{Display, runtime};
use crate::trainer::{Trainer, home};
use serde_json::Value;
use std::time::{Duration, Instant};

/// `headset-config/monado.json`: the least share of the eye buffer, and what the GPU may take at 20 Hz.
const FLOOR: f64 = 0.5;
const BUDGET_MS: f64 = 9.4 * 90.0 / 20.0;
/// Pictures after which the controller has seen enough, even of those that come late.
const ENOUGH: usize = 24;

#[test]
fn a_session_is_measured_and_holds_what_it_can() {
    let Some(_runtime) = runtime(Display::None) else { return };
    let home = home("measured");
    std::fs::create_dir_all(&home).expect("a folder");
    let trace = home.join("trace.jsonl");
    let mut feeder = Feeder::connect();
    feeder.send(&Person::default());
    let file = trace.to_str().expect("a path of letters");
    let (mut trainer, said) = Trainer::begin(&home, &["--no-tutorial", "--hud", "--trace", file]);
    assert!(said.contains("set up as Monado (test runtime)") && said.contains("depth given"), "{said}");
    let began = Instant::now();
    let lines = || std::fs::read_to_string(&trace).map_or(0, |text| text.lines().count());
    while lines() < ENOUGH {
        assert!(began.elapsed() < Duration::from_secs(120), "{} pictures in two minutes", lines());
        std::thread::sleep(Duration::from_millis(200));
    }
    trainer.press_enter();
    // A processor may draw a picture in a second.
    std::thread::sleep(Duration::from_secs(3));
    trainer.press_enter();
    let (code, _, last) = trainer.wait();
    assert!(code == Some(0) && last.contains(file), "{code:?}: {last}");
    let text = std::fs::read_to_string(&trace).expect("a trace");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    let number = |line: &Value, name: &str| line[name].as_f64();
    let all = |name: &str| lines.iter().filter_map(|line| number(line, name)).collect::<Vec<f64>>();
    assert!(all("picture").windows(2).all(|pair| pair[0] < pair[1]), "in their order");
    // A room without what moves with the person is never more than this.
    assert!(all("draws").iter().all(|draws| (1.0..=100.0).contains(draws)), "{:?}", all("draws"));
    assert!(all("triangles").iter().all(|n| (1_000.0..=300_000.0).contains(n)), "{:?}", all("triangles"));
    assert!(all("encode_us").iter().chain(&all("tick_us")).all(|us| (0.0..2e6).contains(us)));
    let gpu = all("gpu_ms");
    assert!(gpu.len() * 10 > lines.len() * 8, "{} of {} pictures are timed", gpu.len(), lines.len());
    let scales = all("scale");
    assert!(scales.iter().all(|scale| (FLOOR..=1.0).contains(scale) && (scale * 32.0).fract() == 0.0), "{scales:?}");
    let slow = lines.iter().filter(|line| number(line, "gpu_ms").is_some_and(|ms| ms > BUDGET_MS)).count();
    let median = |mut of: Vec<f64>| {
        of.sort_by(f64::total_cmp);
        of[of.len() / 2]
    };
    eprintln!(
        "{} pictures: tick {} µs, encoding {} µs, GPU {} ms ({slow} over {BUDGET_MS}), missed {}, scale at last {}",
        lines.len(),
        median(all("tick_us")),
        median(all("encode_us")),
        median(gpu),
        all("missed").iter().sum::<f64>(),
        scales[scales.len() - 1],
    );
    let lowest = scales.iter().copied().fold(1.0, f64::min);
    if slow * 2 > lines.len() {
        assert!(lowest < 1.0, "most pictures are too slow, and none is smaller");
    }
    if slow < 2 {
        assert_eq!(lowest, 1.0, "no picture is too slow, and some are smaller");
    }
}

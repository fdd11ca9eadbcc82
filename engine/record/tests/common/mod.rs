//! A session with everything in it, sessions by chance, ways to spoil a statement, and an own strict validator.
#![allow(dead_code, reason = "each test program uses its part")]
pub mod mutations;
pub mod profile;
pub mod strict;

use drill::{Debrief, DeviationReport, Lang, Mode, Outcome, Severity, StepReport, Words};
use proptest::prelude::*;
use record::{Adaptations, Course, Session, View, tape_id};
use serde_json::Value;
use tape::Header;

pub fn words(fr: &str, en: &str) -> Words {
    Words { fr: fr.into(), en: en.into() }
}

pub fn header() -> Header {
    Header {
        scenario: "gowning".into(),
        seed: u64::MAX,
        started_unix_ms: 1_795_437_296_789,
        device: "Meta Quest 3".into(),
        learner: "L-0042".into(),
        language: "fr".into(),
        ..Header::default()
    }
}

pub fn session() -> Session {
    Session {
        tape: tape_id(&header()),
        started_unix_ms: 1_795_437_296_789,
        home_page: "https://school.example/".into(),
        learner: "L-0042".into(),
        registration: None,
        course: Course { id: "gowning".into(), title: words("Entrer en zone propre", "Entering the cleanroom") },
        language: Lang::Fr,
        view: View::Headset,
        seed: u64::MAX,
        attempt: 3,
        adapted: false,
        adaptations: Adaptations::default(),
        engine_version: "0.1.0".into(),
    }
}

fn deviation(rule: &str, step: &str, at_s: f32, severity: Option<Severity>) -> DeviationReport {
    DeviationReport {
        rule: rule.into(),
        step: step.into(),
        at_s,
        tick: (at_s * 90.0) as u32,
        severity,
        severity_at_first: severity.unwrap_or(Severity::Minor),
        recovered: severity.is_none(),
        concealed: false,
        what: words("La combinaison a touché le sol.", "The coverall touched the floor."),
        why: words("Le sol porte des germes.", "The floor carries microbes."),
        remedy: words("Rassemblez les manches.", "Gather the sleeves."),
        source: "EU GMP Annex 1 (2022), 7.14".into(),
        label: "design".into(),
        evidence: vec!["coverall.sleeve_left.out touched floor.z2.clean (4.0 cm²)".into()],
    }
}

fn step(id: &str, critical: bool, times: [Option<f32>; 2], deviations: Vec<u16>) -> StepReport {
    let title = words(&format!("Étape {id}"), &format!("Step {id}"));
    StepReport { id: id.into(), title, critical, begun_s: times[0], done_s: times[1], deviations }
}

/// Four critical steps (done well, done badly, begun only, never begun) and one that is not.
pub fn debrief(outcome: Outcome) -> Debrief {
    Debrief {
        drill: "gowning".into(),
        title: words("Habillage", "Gowning"),
        mode: Mode::Exam,
        outcome,
        score: 93.3,
        pass_score: 85.0,
        duration_s: 600.25,
        ticks: 54_023,
        steps: vec![
            step("G01", true, [Some(1.0), Some(20.5)], vec![]),
            step("G02", false, [Some(21.0), Some(30.0)], vec![1]),
            step("G03", true, [Some(31.0), Some(95.0)], vec![0]),
            step("G04", true, [Some(96.0), None], vec![]),
            step("G05", true, [None, None], vec![]),
        ],
        growth: None,
        deviations: vec![
            deviation("coverall_on_floor", "G03", 44.44, Some(Severity::Critical)),
            deviation("too_fast", "G02", 25.0, None),
        ],
        claim: words(
            "Résultat d'entraînement en simulation ; ne remplace pas la qualification à l'habillage.",
            "Practice result in simulation; does not replace gowning qualification.",
        ),
        scenario_hash: "00112233aabbccdd".into(),
        site_hash: "445566778899eeff".into(),
    }
}

pub fn json(session: &Session, debrief: &Debrief) -> Vec<Value> {
    let statements = record::statements(session, debrief).unwrap();
    statements.iter().map(|s| serde_json::to_value(s).unwrap()).collect()
}

pub const OUTCOMES: [Outcome; 4] = [Outcome::Passed, Outcome::Failed, Outcome::Abandoned, Outcome::Interrupted];

fn severities() -> impl Strategy<Value = Severity> {
    prop_oneof![Just(Severity::Minor), Just(Severity::Major), Just(Severity::Critical)]
}

fn any_words() -> impl Strategy<Value = Words> {
    ("\\PC{0,8}[a-zé]", "\\PC{0,8}[a-z]").prop_map(|(fr, en)| Words { fr, en })
}

prop_compose! {
    /// Any session that the command line can make.
    pub fn any_session()(
        started_unix_ms in 0u64..253_000_000_000_000,
        learner in "[A-Za-z0-9_-]{1,64}",
        registration in proptest::option::of(any::<u128>()),
        title in any_words(),
        seed in any::<u64>(),
        attempt in any::<u32>(),
        choice in 0usize..6,
    ) -> Session {
        Session {
            tape: tape_id(&Header { seed, started_unix_ms, ..header() }),
            started_unix_ms,
            learner,
            registration: registration.map(|r| uuid::Builder::from_random_bytes(r.to_be_bytes()).into_uuid()),
            course: Course { id: "course.1".into(), title },
            language: [Lang::Fr, Lang::En][choice % 2],
            view: [View::Headset, View::Desktop, View::Puppet][choice % 3],
            seed,
            attempt,
            adapted: choice == 0,
            adaptations: Adaptations { seated: choice == 0 && attempt % 2 == 0, one_hand: choice == 0 && attempt % 3 == 0 },
            ..session()
        }
    }
}

prop_compose! {
    /// Any debrief that a judge can make: times within the session, each deviation of a step.
    pub fn any_debrief()(
        outcome in proptest::sample::select(&OUTCOMES[..]),
        ticks in 0u32..200_000,
        score in 0f32..=100.0,
        pass_score in 0f32..=100.0,
        mode in proptest::sample::select(&[Mode::Guided, Mode::Practice, Mode::Exam][..]),
        titles in proptest::collection::vec(any_words(), 1..40),
        raw_steps in proptest::collection::vec((any::<bool>(), proptest::option::of((0f32..1.0, proptest::option::of(0f32..1.0)))), 40),
        raw_deviations in proptest::collection::vec((0usize..40, 0f32..1.0, severities(), proptest::option::of(severities()), any::<bool>()), 0..20),
    ) -> Debrief {
        let duration_s = ticks as f32 / 90.0;
        let mut steps: Vec<StepReport> = titles.into_iter().zip(raw_steps).enumerate().map(|(i, (title, (critical, times)))| {
            let begun = times.map(|(begun, _)| begun * duration_s);
            let done = times.and_then(|(begun, done)| done.map(|d| (begun + d * (1.0 - begun)) * duration_s));
            StepReport { title, ..step(&format!("G{i:02}"), critical, [begun, done.map(|d| d.min(duration_s))], vec![]) }
        }).collect();
        let mut deviations = vec![];
        for (of, at, first, severity, concealed) in raw_deviations {
            let index = of % steps.len();
            let of = &mut steps[index];
            of.deviations.push(deviations.len() as u16);
            let report = deviation(&format!("rule_{}", deviations.len()), &of.id, at * duration_s, severity);
            deviations.push(DeviationReport { severity_at_first: first, concealed, ..report });
        }
        Debrief { mode, score, pass_score, duration_s, ticks, steps, deviations, ..debrief(outcome) }
    }
}

//! Which statements a session leaves, and what they say.

mod common;

use common::{debrief, header, json, session, words};
use drill::{Debrief, Outcome, Severity};
use record::{Adaptations, Course, Error, Session, View, iri, statements, tape_id};
use serde_json::{Value, json};
use tape::{Buttons, Header};

/// `verb object` of each statement, by their last segments.
fn story(all: &[Value]) -> Vec<String> {
    let last = |v: &Value| v.as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    all.iter().map(|s| format!("{} {}", last(&s["verb"]["id"]), last(&s["object"]["id"]))).collect()
}

fn find<'a>(all: &'a [Value], line: &str) -> &'a Value {
    &all[story(all).iter().position(|l| l == line).unwrap_or_else(|| panic!("{line} in {:?}", story(all)))]
}

#[test]
fn a_session_that_ended_tells_everything() {
    let middle = ["completed G01", "completed G03", "attempted G04", "skipped G05", "answered sequence"];
    for (outcome, verdict) in [(Outcome::Passed, "passed gowning"), (Outcome::Failed, "failed gowning")] {
        let mut wanted = vec!["initialized gowning"];
        wanted.extend(middle);
        wanted.extend([verdict, "completed gowning", "terminated gowning"]);
        // G04 was begun after G03 ended, so that it comes after it.
        assert_eq!(story(&json(&session(), &debrief(outcome))), wanted);
    }
}

#[test]
fn a_session_that_was_cut_short_has_no_verdict() {
    for (outcome, word) in [(Outcome::Abandoned, "abandoned"), (Outcome::Interrupted, "interrupted")] {
        let all = json(&session(), &debrief(outcome));
        let wanted =
            ["initialized gowning", "completed G01", "completed G03", "answered sequence", "terminated gowning"];
        assert_eq!(story(&all), wanted);
        assert!(all.iter().all(|s| s["result"]["score"].is_null()));
        let last = &all[4]["result"];
        assert_eq!(last["completion"], json!(false));
        assert_eq!(last["extensions"][iri::result::OUTCOME], json!(word));
    }
}

#[test]
fn a_session_in_which_nothing_was_done_answers_nothing() {
    let nothing =
        Debrief { steps: vec![], deviations: vec![], ticks: 0, duration_s: 0.0, ..debrief(Outcome::Abandoned) };
    assert_eq!(story(&json(&session(), &nothing)), ["initialized gowning", "terminated gowning"]);
}

#[test]
fn the_score_is_told_once_with_the_limit_it_was_held_against() {
    let all = json(&session(), &debrief(Outcome::Failed));
    let result = &find(&all, "failed gowning")["result"];
    assert_eq!(result["score"], json!({"scaled": 0.933, "raw": 93.3, "min": 0, "max": 100}));
    assert_eq!(result["success"], json!(false));
    assert_eq!(result["duration"], json!("PT10M0.25S"));
    assert_eq!(result["extensions"][iri::result::PASS_SCORE], json!(85.0));
    assert_eq!(result["extensions"][iri::result::STANDING], json!({"critical": 1, "major": 0, "minor": 0}));
    assert_eq!(all.iter().filter(|s| !s["result"]["score"].is_null()).count(), 1);
}

#[test]
fn a_step_tells_its_errors() {
    let all = json(&session(), &debrief(Outcome::Failed));
    assert_eq!(
        find(&all, "completed G01")["result"],
        json!({"success": true, "completion": true, "duration": "PT19.50S"})
    );
    let step = find(&all, "completed G03");
    assert_eq!(step["timestamp"], json!("2026-11-23T12:36:31.789Z"));
    assert_eq!(step["result"]["success"], json!(false));
    assert_eq!(
        step["result"]["extensions"][iri::result::DEVIATIONS],
        json!([{
            "rule": "coverall_on_floor", "step": "G03", "atSeconds": 44.44, "severity": "critical",
            "severityAtFirst": "critical", "recovered": false, "concealed": false,
            "what": {"fr": "La combinaison a touché le sol.", "en": "The coverall touched the floor."}
        }])
    );
    assert_eq!(find(&all, "skipped G05")["result"], json!({"success": false, "completion": false}));
}

#[test]
fn a_repaired_error_leaves_the_step_a_success() {
    let mut repaired = debrief(Outcome::Passed);
    repaired.deviations[0].severity = Some(Severity::Minor);
    assert_eq!(find(&json(&session(), &repaired), "completed G03")["result"]["success"], json!(true));
    repaired.deviations[0].severity = Some(Severity::Major);
    assert_eq!(find(&json(&session(), &repaired), "completed G03")["result"]["success"], json!(false));
}

#[test]
fn the_sequence_is_one_answer() {
    let all = json(&session(), &debrief(Outcome::Failed));
    let answered = find(&all, "answered sequence");
    assert_eq!(answered["result"]["response"], json!("G01[.]ok[,]G02[.]ok[,]G03[.]coverall_on_floor"));
    assert_eq!(answered["result"]["success"], json!(false));
    assert_eq!(answered["result"]["extensions"][iri::result::DEVIATIONS].as_array().unwrap().len(), 2);
    let definition = &answered["object"]["definition"];
    assert_eq!(definition["interactionType"], json!("performance"));
    assert_eq!(
        definition["correctResponsesPattern"],
        json!(["{order_matters=false}G01[.]ok[,]G02[.]ok[,]G03[.]ok[,]G04[.]ok[,]G05[.]ok"])
    );
}

#[test]
fn conditions_are_said_on_every_statement() {
    let registration = uuid::Uuid::from_u128(0x5f3c_0000_0000_4000_8000_0000_0000_0001);
    let session = Session { registration: Some(registration), ..session() };
    for statement in json(&session, &debrief(Outcome::Passed)) {
        let context = &statement["context"];
        assert_eq!(context["registration"], json!(registration));
        assert_eq!(context["revision"], json!("00112233aabbccdd"));
        assert_eq!(
            context["extensions"],
            json!({
                iri::context::TAPE: session.tape, iri::context::SEED: "18446744073709551615",
                iri::context::SCENARIO_HASH: "00112233aabbccdd", iri::context::SITE_HASH: "445566778899eeff",
                iri::context::ENGINE_VERSION: "0.1.0", iri::context::ATTEMPT: 3, iri::context::MODE: "exam",
                iri::context::VIEW: "headset", iri::context::ADAPTED: false,
                iri::context::CLAIM: debrief(Outcome::Passed).claim,
            })
        );
        let drill = statement["object"]["id"] == json!(format!("{}drills/gowning", iri::BASE));
        assert_eq!(context["contextActivities"]["parent"].is_null(), drill, "a drill is not its own parent");
    }
}

#[test]
fn what_was_adapted_is_said_and_changes_nothing_else() {
    let usual = json(&session(), &debrief(Outcome::Passed));
    let adaptations = Adaptations { seated: true, one_hand: true };
    let mut adapted = json(&Session { adapted: true, adaptations, ..session() }, &debrief(Outcome::Passed));
    for (statement, usual) in adapted.iter_mut().zip(&usual) {
        let extensions = statement["context"]["extensions"].as_object_mut().unwrap();
        assert_eq!(extensions.remove(iri::context::ADAPTATIONS), Some(json!(["seated", "one-hand"])));
        assert_eq!(extensions.insert(iri::context::ADAPTED.into(), json!(false)), Some(json!(true)));
        assert_eq!(statement, usual, "the same credit");
    }
}

#[test]
fn the_rules_that_judged_do_not_change_the_ids() {
    let ids = |all: &[Value]| all.iter().map(|s| s["id"].clone()).collect::<Vec<_>>();
    let other = Debrief { scenario_hash: "ff".into(), score: 12.0, ..debrief(Outcome::Failed) };
    assert_eq!(ids(&json(&session(), &debrief(Outcome::Passed))), ids(&json(&session(), &other)));
    let next = Session { tape: tape_id(&Header { started_unix_ms: 1, ..header() }), ..session() };
    let next = ids(&json(&next, &debrief(Outcome::Passed)));
    assert!(ids(&json(&session(), &debrief(Outcome::Passed))).iter().all(|id| !next.contains(id)));
}

#[test]
fn a_step_that_was_passed_over_is_skipped_even_where_it_was_noticed() {
    let mut passed_over = debrief(Outcome::Abandoned);
    passed_over.steps[4].deviations = vec![0];
    let all = json(&session(), &passed_over);
    assert_eq!(find(&all, "skipped G05")["timestamp"], json!("2026-11-23T12:35:41.229Z"));
    assert!(!story(&all).contains(&"attempted G04".into()), "what was under way when it was cut is no failure");
}

#[test]
fn a_tape_keeps_its_identity() {
    // Written down: a release that changes it would tell every stored session a second time.
    assert_eq!(tape_id(&header()).to_string(), "56670b12-83f3-52c1-8eac-b1fee38aa233");
    let judged_again = Header { scenario_hash: "ff".into(), site_hash: "ff".into(), ..header() };
    assert_eq!(tape_id(&judged_again), tape_id(&header()));
    let meta = [("script".to_owned(), "bare_hand".to_owned())].into();
    let others = [
        Header { started_unix_ms: 1, ..header() },
        Header { device: "desktop".into(), ..header() },
        Header { learner: "L-0043".into(), ..header() },
        Header { scenario: "line-clearance".into(), ..header() },
        Header { seed: 1, ..header() },
        Header { meta, ..header() },
    ];
    let ids: std::collections::BTreeSet<_> = others.iter().chain([&header()]).map(tape_id).collect();
    assert_eq!(ids.len(), 7);
}

#[test]
fn a_header_tells_its_session() {
    let of = |header: &Header| -> Result<Session, Error> {
        let course = Course { id: "gowning".into(), title: words("Entrer en zone propre", "Entering the cleanroom") };
        Session::of_tape(header, Buttons::default(), "https://school.example/", course, "0.1.0")
    };
    let with = |key: &str, value: &str| Header { meta: [(key.to_owned(), value.to_owned())].into(), ..header() };
    assert_eq!(of(&header()).unwrap(), Session { attempt: 1, view: View::Puppet, ..session() });
    assert_eq!(of(&with("attempt", "3")).unwrap().attempt, 3);
    assert!(of(&with("adapted", "true")).unwrap().adapted);
    let seated = of(&with("profile", "seated left-handed")).unwrap();
    assert!(seated.adapted && seated.adaptations == Adaptations { seated: true, one_hand: false });
    assert!(!of(&with("profile", "standing left-handed")).unwrap().adapted);
    let later = Adaptations::of_tape(&header(), Buttons(Buttons::ONE_HAND.0 | Buttons::DECLARE.0));
    assert_eq!(later, Adaptations { seated: false, one_hand: true }, "chosen in the menu");
    let registration = "5f3c0000-0000-4000-8000-000000000001";
    assert_eq!(of(&with("registration", registration)).unwrap().registration.unwrap().to_string(), registration);
    for (name, view) in [("headset", View::Headset), ("desktop", View::Desktop), ("puppet", View::Puppet)] {
        assert_eq!(of(&with("view", name)).unwrap().view, view);
    }
    let spoilt = [
        with("view", "glasses"),
        with("attempt", "third"),
        with("adapted", "yes"),
        with("registration", "17"),
        Header { language: String::new(), ..header() },
    ];
    for header in &spoilt {
        assert!(of(header).unwrap_err().to_string().contains("in the tape's header"), "{header:?}");
    }
}

/// A way to spoil a debrief, and what the refusal must speak of.
type Spoil = (fn(&mut Session, &mut Debrief), &'static str);

#[test]
fn what_cannot_be_told_is_refused_in_one_sentence() {
    let spoils: [Spoil; 17] = [
        (|s, _| s.learner = "Marie Curie".into(), "learner id"),
        (|s, _| s.learner = "marie@school.example".into(), "learner id"),
        (|s, _| s.learner = String::new(), "learner id"),
        (|s, _| s.home_page = "school".into(), "home page"),
        (|s, _| s.tape = uuid::Uuid::nil(), "identity of the tape"),
        (|s, _| s.started_unix_ms = u64::MAX, "end of the session"),
        (|s, _| s.course.id = "a/b".into(), "id of the course"),
        (|s, _| s.course.title = words("", "Gowning"), "title of the course"),
        (|_, d| d.claim = words("", ""), "claim"),
        (|_, d| d.scenario_hash = "gowning".into(), "hash of the scenario"),
        (|_, d| d.score = f32::NAN, "score"),
        (|_, d| d.duration_s = -1.0, "duration of the session"),
        (|_, d| d.steps[0].done_s = Some(601.0), "time in the debrief"),
        (|_, d| d.deviations[0].at_s = f32::NAN, "time in the debrief"),
        (|_, d| d.steps[0].id = "G[,]1".into(), "id of a step"),
        (|_, d| d.steps[1].id = "G01".into(), "id of a step"),
        (|_, d| d.steps[0].deviations = vec![9], "deviation of a step"),
    ];
    for (spoil, about) in spoils {
        let (mut session, mut debrief) = (session(), debrief(Outcome::Passed));
        spoil(&mut session, &mut debrief);
        let said = statements(&session, &debrief).unwrap_err().to_string();
        assert!(said.starts_with(about) && !said.contains('\n'), "{about}: {said}");
    }
}

#[test]
fn a_session_stays_small() {
    let bytes: Vec<usize> = json(&session(), &debrief(Outcome::Failed)).iter().map(|s| s.to_string().len()).collect();
    let mean = bytes.iter().sum::<usize>() / bytes.len();
    assert!(mean < 2560, "a statement has {mean} bytes on average: {bytes:?}");
}

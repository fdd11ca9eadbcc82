//! By which ways deviations opened a door to microbes: told by their rules, or read from their evidence.

use crate::checking::spoiled;
use crate::stage::Stage;
use drill::Mode;
use twin::Kind::*;
use twin::microbes::What;

#[test]
fn a_touch_is_left_out_and_a_missing_signature_opens_nothing() {
    let mut stage = Stage::gowning(Mode::Practice);
    stage.wait(2.0);
    stage.say(Touched, "skin.hand_right", "glove_inner_left.hand.out", "", 3.0);
    stage.say(Entered, "body", "z4", "", 0.0);
    let broken = stage.deviations();
    assert!(
        ["bare_hand_on_glove", "entry_not_logged"].iter().all(|rule| broken.iter().any(|b| b == rule)),
        "{broken:?}"
    );
    let id = |name: &str| stage.names.get(name).unwrap();
    let touch = What::Touch(id("skin.hand_right"), id("glove_inner_left.hand.out"));
    let opened = stage.drill.opened();
    let of_touch = opened.iter().find(|o| o.without.iter().any(|w| w.what == touch)).expect("the touch opened a way");
    assert_eq!(of_touch.deviations, [0]);
    assert!(of_touch.without[0].from < 180, "a contact may have begun before it was large enough to be told");
    let logged = broken.iter().position(|rule| rule == "entry_not_logged").unwrap() as u16;
    assert!(opened.iter().all(|o| !o.deviations.contains(&logged)));
}

#[test]
fn what_a_rule_says_comes_before_its_evidence_and_one_wash_is_one_doing() {
    let mut stage = Stage::gowning(Mode::Practice);
    for agent in ["soap", "water"] {
        for hand in ["skin.hand_left", "skin.hand_right"] {
            stage.add(Wetted, "", hand, agent, 0.0);
        }
        stage.end_tick();
    }
    assert_eq!(stage.deviations(), ["wash_short", "thumbs_missed", "wash_incomplete"]);
    let id = |name: &str| stage.names.get(name).unwrap();
    let soap = id("soap");
    let opened = stage.drill.opened();
    assert_eq!(opened.len(), 1, "{opened:?}");
    assert_eq!(opened[0].deviations, [0, 1, 2]);
    let what: Vec<What> = opened[0].without.iter().map(|w| w.what).collect();
    assert_eq!(what, ["skin.hand_left", "skin.hand_right"].map(|hand| What::Untreated(id(hand), soap)));
    assert!(opened[0].without.iter().all(|w| w.from == 1));
}

#[test]
fn an_agent_that_the_room_does_not_have_is_found() {
    let found =
        spoiled("procedure.json", "\"with\": \"soap\"}},\n      \"source\"", "\"with\": \"sope\"}},\n      \"source\"");
    assert_eq!(found[0].sentence, "nothing in this room is called `sope`");
    assert_eq!(found[0].path, "steps[7].as_if.treated.with");
}

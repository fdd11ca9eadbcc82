//! The air of a session on the debrief's page: plates that sampled it, and its counters minute by minute.

use crate::pages::{cfu, clock, number};
use drill::sampled::{AirPlateReport, CounterReport};
use drill::{Growth, Lang};
use std::fmt::Write;
use twin::microbes::plates::UNCOUNTABLE;
use twin::room::InstrumentKind;

struct Labels {
    air: &'static str,
    plates: [&'static str; 5],
    open: &'static str,
    drew: &'static str,
    within: [&'static str; 2],
    not_scaled: &'static str,
    design: &'static str,
    uncountable: &'static str,
    sources: &'static str,
    colon: &'static str,
    counters: &'static str,
    minutes: [&'static str; 4],
    highest: &'static str,
    alert: &'static str,
    action: &'static str,
    levels: [&'static str; 3],
}

const EN: Labels = Labels {
    air: "The air",
    plates: ["Sample", "Taken", "Counted (CFU)", "Expected (CFU)", "Limit (CFU)"],
    open: "open for",
    drew: "drew",
    within: ["in 4 h", "in 1 m³"],
    not_scaled: "Limits are those of Annex 1 as they are written; they are not scaled to a shorter exposure.",
    design: "design",
    uncountable: "too many to count",
    sources: "mostly from",
    colon: ":",
    counters: "Particle counter",
    minutes: ["Minute", "≥ 0.5 µm in 1 m³", "≥ 5 µm in 1 m³", "Level"],
    highest: "highest",
    alert: "alert above",
    action: "action above",
    levels: ["normal", "alert", "action"],
};

const FR: Labels = Labels {
    air: "L’air",
    plates: ["Prélèvement", "Recueilli", "Compté (UFC)", "Attendu (UFC)", "Limite (UFC)"],
    open: "ouverte pendant",
    drew: "volume aspiré",
    within: ["en 4 h", "dans 1 m³"],
    not_scaled: "Les limites sont celles de l’Annexe 1 telles qu’elles y sont écrites ; elles ne sont pas ramenées à une exposition plus courte.",
    design: "choix pédagogique",
    uncountable: "indénombrable",
    sources: "surtout",
    colon: " :",
    counters: "Compteur de particules",
    minutes: ["Minute", "≥ 0,5 µm dans 1 m³", "≥ 5 µm dans 1 m³", "Niveau"],
    highest: "maximum",
    alert: "alerte au-dessus de",
    action: "action au-dessus de",
    levels: ["normal", "alerte", "action"],
};

/// Writes nothing where no instrument ran.
pub fn sampled(growth: &Growth, lang: Lang, p: &mut String) {
    let l = if lang == Lang::Fr { &FR } else { &EN };
    if growth.air.is_empty() && growth.counters.is_empty() {
        return;
    }
    let _ = writeln!(p, "\n### {}\n", l.air);
    if !growth.air.is_empty() {
        let _ = writeln!(p, "| {} |\n|---|---|---:|---:|---:|", l.plates.join(" | "));
        growth.air.iter().for_each(|plate| self::plate(plate, lang, l, p));
        let _ = writeln!(p, "\n{}\n", l.not_scaled);
    }
    for plate in growth.air.iter().filter(|plate| !plate.sources.is_empty()) {
        let from = plate.sources.iter().map(|s| format!("{} {}", s.called.lang(lang), cfu(s.cfu, lang)));
        let from: Vec<String> = from.collect();
        let _ = writeln!(p, "- {}{} {} {}", plate.what.lang(lang), l.colon, l.sources, from.join(", "));
    }
    growth.counters.iter().for_each(|counter| self::counter(counter, lang, l, p));
    let _ = writeln!(p);
}

/// The same in a line each, without the minutes and without where it came from.
#[cfg(feature = "desktop")]
pub fn lines(growth: &Growth, lang: Lang) -> Vec<String> {
    let l = if lang == Lang::Fr { &FR } else { &EN };
    let unit = if lang == Lang::Fr { "UFC" } else { "CFU" };
    let plates = growth.air.iter().map(|plate| {
        let [taken, counted, limit] = told(plate, lang, l);
        let limit_is = if lang == Lang::Fr { "limite" } else { "limit" };
        format!("{} ({taken}) · {counted} {unit} · {limit_is} {limit}", plate.what.lang(lang))
    });
    let counters = growth.counters.iter().map(|counter| {
        let [small, large] = counter.highest_per_m3.map(|n| format!("{n:.0}"));
        let (head, level) = (l.counters, self::level(&counter.level, l));
        let (name, [_, small_is, large_is, _], colon) = (counter.what.lang(lang), l.minutes, l.colon);
        format!("{head}, {name} · {level} · {} {small_is}{colon} {small}, {large_is}{colon} {large}", l.highest)
    });
    plates.chain(counters).collect()
}

/// How it was taken, what was counted, and the limit with what it is for.
fn told(plate: &AirPlateReport, lang: Lang, l: &Labels) -> [String; 3] {
    let counted = match plate.counted_cfu {
        many if many > UNCOUNTABLE => l.uncountable.to_owned(),
        count => count.to_string(),
    };
    let (taken, within) = match (plate.kind, plate.drawn_m3) {
        (InstrumentKind::SettlePlate, _) | (_, None) => {
            (format!("{} {}", l.open, clock(plate.seconds as f32)), l.within[0])
        }
        (_, Some(m3)) => (format!("{} {} m³", l.drew, number(&format!("{m3:.2}"), lang)), l.within[1]),
    };
    let limit = plate.limit_cfu.map_or_else(|| "–".to_owned(), |limit| format!("{limit} {within} ({})", plate.grade));
    [taken, counted, limit]
}

fn plate(plate: &AirPlateReport, lang: Lang, l: &Labels, p: &mut String) {
    let [taken, counted, limit] = told(plate, lang, l);
    let (what, expected) = (plate.what.lang(lang), cfu(plate.expected_cfu, lang));
    let _ = writeln!(p, "| {what} | {taken} | **{counted}** | {expected} ({}) | {limit} |", l.design);
}

fn level(name: &str, l: &Labels) -> &'static str {
    l.levels[["normal", "alert", "action"].iter().position(|n| *n == name).unwrap_or(0)]
}

fn counter(counter: &CounterReport, lang: Lang, l: &Labels, p: &mut String) {
    let level = |name: &str| self::level(name, l);
    let whole = |n: f64| format!("{n:.0}");
    let both = |of: [Option<f64>; 2]| of.map(|n| n.map_or_else(|| "–".to_owned(), whole));
    let head = [l.counters, counter.what.lang(lang)].join(", ");
    let _ = writeln!(p, "\n{head} ({}){} **{}**\n", counter.grade, l.colon, level(&counter.level));
    let _ = writeln!(p, "| {} |\n|---|---:|---:|---|", l.minutes.join(" | "));
    for (what, [small, large]) in [(l.alert, both(counter.alert_per_m3)), (l.action, both(counter.action_per_m3))] {
        let _ = writeln!(p, "| _{what}_ | {small} | {large} | |");
    }
    let [small, large] = counter.highest_per_m3.map(whole);
    let _ = writeln!(p, "| _{}_ | **{small}** | **{large}** | {} |", l.highest, level(&counter.level));
    for minute in &counter.minutes {
        let [small, large] = minute.per_m3.map(whole);
        let _ = writeln!(p, "| {} | {small} | {large} | {} |", clock(minute.at_s), level(&minute.level));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{replay, scenario};

    #[test]
    fn the_air_of_a_session_is_on_its_page_in_both_languages() {
        let root = scenario::root().unwrap();
        let path = root.join("scenarios/gowning/replays/expert.tape");
        let scenario = replay::scenario_of(&root, &path).unwrap();
        let growth = replay::execute(&path, &scenario).unwrap().debrief.growth.unwrap();
        let page = |lang| {
            let mut page = String::new();
            sampled(&growth, lang, &mut page);
            page
        };
        println!("{}", page(Lang::En));
        assert!(page(Lang::En).contains("open for 11:") && page(Lang::En).contains("5 in 4 h (B)"));
        assert!(page(Lang::Fr).contains("ouverte pendant 11:") && page(Lang::Fr).contains("≥ 0,5 µm dans 1 m³"));
        for lang in [Lang::Fr, Lang::En] {
            let lines = lines(&growth, lang);
            println!("{}", lines.join("\n"));
            assert_eq!(lines.len(), growth.air.len() + growth.counters.len());
        }
        assert_eq!(growth.counters[0].minutes.len(), 11, "one a whole minute");
        let highest = |size: usize| growth.counters[0].minutes.iter().map(|m| m.per_m3[size]).fold(0.0, f64::max);
        assert_eq!(growth.counters[0].highest_per_m3, [highest(0), highest(1)]);
        let written = serde_json::to_string(&growth).unwrap();
        assert_eq!(serde_json::from_str::<Growth>(&written).unwrap(), growth);
    }
}

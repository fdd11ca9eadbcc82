//! The debrief as a page that a trainer reads or prints: Markdown, one language a page.

use crate::replay::Executed;
use crate::sampled::sampled;
use drill::growth::{Added, ChainReport, Growth, Holds, LEAST_CFU};
use drill::{Debrief, Lang, Outcome, Severity};
pub use portray::{cfu, number};
use record::Adaptations;
use std::fmt::Write;
use twin::microbes::plates::UNCOUNTABLE;

/// Words of the page itself; everything about the drill comes from its own files.
struct Labels {
    outcome: [&'static str; 4],
    severity: [&'static str; 3],
    score: &'static str,
    needed: &'static str,
    duration: &'static str,
    adapted: &'static str,
    adaptations: [&'static str; 2],
    same_credit: &'static str,
    none: &'static str,
    deviations: &'static str,
    colon: &'static str,
    label: [&'static str; 3],
    recovered: &'static str,
    no_longer: &'static str,
    concealed: &'static str,
    why: &'static str,
    next_time: &'static str,
    seen: &'static str,
    step: &'static str,
    done: &'static str,
    rests_on: &'static str,
    steps: &'static str,
    not_done: &'static str,
    executed: &'static str,
    grown: &'static str,
    plates: [&'static str; 4],
    ways: &'static str,
    of_all: &'static str,
    air: &'static str,
    by_deviation: &'static str,
    without: &'static str,
    nothing_added: &'static str,
    most_of_it: &'static str,
    of: &'static str,
    uncountable: &'static str,
    /// Of a plate, of what a deviation added, and how either fares in `{of}` of `{tried}` draws.
    side: &'static str,
    tenth: &'static str,
    holds: &'static str,
    turned: &'static str,
    together: &'static str,
    all_hold: &'static str,
}

const EN: Labels = Labels {
    outcome: ["passed", "not passed", "left before the end", "interrupted"],
    severity: ["minor", "major", "critical"],
    score: "Score",
    needed: "needed",
    duration: "Duration",
    adapted: "Adapted",
    adaptations: ["seated", "one hand"],
    same_credit: "It changes nothing of the result.",
    none: "No deviation.",
    deviations: "Deviations",
    colon: ":",
    label: ["measured", "computed", "design"],
    recovered: "noticed and repaired",
    no_longer: "noticed and repaired, no longer counts",
    concealed: "not repaired",
    why: "Why it matters",
    next_time: "Next time",
    seen: "What was seen, for whoever wants to check",
    step: "Step",
    done: "Done at",
    rests_on: "Rests on",
    steps: "Steps",
    not_done: "not done",
    executed: "This result can be executed again from its tape. Scenario",
    grown: "What would have grown",
    plates: ["Plate", "Counted (CFU)", "Expected (CFU)", "Limit (CFU)"],
    ways: "How it got there",
    of_all: "of which by this way",
    air: "out of the air",
    by_deviation: "What deviations added to the plates (expected CFU)",
    without: "The session was counted again without each of them: the same movements, but this touch carried nothing, this gap let nothing out, this glove was dry, this hand had been disinfected everywhere and for long enough. Deviations that are not named opened no way that the model knows.",
    nothing_added: "nothing that could be counted",
    most_of_it: "most of it on",
    of: "of",
    uncountable: "too many to count",
    side: "on the same side of its limit (1 CFU where there is none)",
    tenth: "whether this is more than a tenth of a plate holds",
    holds: "in {of} of {tried} draws of the model’s uncertain numbers",
    turned: "first turned over by",
    together: "several together",
    all_hold: "Each plate is on the same side of its limit (1 CFU where there is none) in all {tried} draws of the model’s uncertain numbers, and with each of them alone at the ends of its range.",
};

const FR: Labels = Labels {
    outcome: ["réussi", "non réussi", "quitté avant la fin", "interrompu"],
    severity: ["mineur", "majeur", "critique"],
    score: "Note",
    needed: "requis",
    duration: "Durée",
    adapted: "Conditions aménagées",
    adaptations: ["assis", "une seule main"],
    same_credit: "Le résultat n’en est pas changé.",
    none: "Aucun écart.",
    deviations: "Écarts",
    colon: " :",
    label: ["mesuré", "calculé", "choix pédagogique"],
    recovered: "remarqué et réparé",
    no_longer: "remarqué et réparé, ne compte plus",
    concealed: "non réparé",
    why: "Pourquoi c’est important",
    next_time: "La prochaine fois",
    seen: "Ce qui a été vu, pour qui veut vérifier",
    step: "Étape",
    done: "Faite à",
    rests_on: "Repose sur",
    steps: "Étapes",
    not_done: "non faite",
    executed: "Ce résultat peut être réexécuté à partir de sa bande. Scénario",
    grown: "Ce qui aurait poussé",
    plates: ["Gélose", "Compté (UFC)", "Attendu (UFC)", "Limite (UFC)"],
    ways: "Par quel chemin",
    of_all: "dont par ce chemin",
    air: "depuis l’air",
    by_deviation: "Ce que des écarts ont ajouté sur les géloses (UFC attendues)",
    without: "La séance a été recomptée sans chacun d’eux : les mêmes gestes, mais ce contact n’a rien transporté, cette ouverture n’a rien laissé sortir, ce gant était sec, cette main avait été désinfectée partout et assez longtemps. Les écarts qui ne sont pas cités n’ont ouvert aucun chemin que le modèle connaisse.",
    nothing_added: "rien qui puisse se compter",
    most_of_it: "surtout sur",
    of: "sur",
    uncountable: "indénombrable",
    side: "du même côté de sa limite (1 UFC s’il n’y en a pas)",
    tenth: "qu’il s’agisse ou non de plus d’un dixième d’une gélose reste vrai",
    holds: "dans {of} tirages sur {tried} des nombres incertains du modèle",
    turned: "d’abord inversé par",
    together: "plusieurs ensemble",
    all_hold: "Chaque gélose est du même côté de sa limite (1 UFC s’il n’y en a pas) dans les {tried} tirages des nombres incertains du modèle, et avec chacun d’eux seul aux bouts de sa plage.",
};

/// `m:ss` of seconds.
pub fn clock(seconds: f32) -> String {
    let whole = seconds.max(0.0) as u32;
    format!("{}:{:02}", whole / 60, whole % 60)
}

pub fn outcome(outcome: Outcome, lang: Lang) -> &'static str {
    labels(lang).outcome[outcome as usize]
}

pub fn severity(severity: Severity, lang: Lang) -> &'static str {
    labels(lang).severity[severity as usize]
}

fn labels(lang: Lang) -> &'static Labels {
    match lang {
        Lang::Fr => &FR,
        Lang::En => &EN,
    }
}

/// How sure a number is, in the words of the page.
fn label<'a>(label: &'a str, l: &Labels) -> &'a str {
    ["measured", "computed", "design"].iter().position(|known| *known == label).map_or(label, |i| l.label[i])
}

/// In what a session was adapted to its person, in words; empty when it was not.
fn adapted(executed: &Executed, l: &Labels) -> String {
    let how = Adaptations::of_tape(&executed.header, executed.said);
    let told = [how.seated, how.one_hand].into_iter().zip(l.adaptations).filter(|(is, _)| *is).map(|(_, word)| word);
    let told: Vec<&str> = told.collect();
    let adapted = !told.is_empty() || executed.header.meta.get("adapted").is_some_and(|is| is == "true");
    match (adapted, told.is_empty()) {
        (false, _) => String::new(),
        (true, true) => format!("{}. {}", l.adapted, l.same_credit),
        (true, false) => format!("{}{} {}. {}", l.adapted, l.colon, told.join(", "), l.same_credit),
    }
}

pub fn debrief(executed: &Executed, lang: Lang) -> String {
    let debrief = &executed.debrief;
    let l = labels(lang);
    let mut page = String::new();
    let p = &mut page;
    let _ = writeln!(p, "# {}{} {}\n", debrief.title.lang(lang), l.colon, outcome(debrief.outcome, lang));
    let _ = writeln!(
        p,
        "**{} {:.0}/100** ({} {:.0}) · {} {}\n",
        l.score,
        debrief.score,
        l.needed,
        debrief.pass_score,
        l.duration,
        clock(debrief.duration_s)
    );
    let adapted = adapted(executed, l);
    if !adapted.is_empty() {
        let _ = writeln!(p, "{adapted}\n");
    }
    let _ = writeln!(p, "_{}_\n", debrief.claim.lang(lang));

    let _ = writeln!(p, "## {} ({})\n", l.deviations, debrief.deviations.len());
    if debrief.deviations.is_empty() {
        let _ = writeln!(p, "{}\n", l.none);
    }
    for d in &debrief.deviations {
        let mut how = severity(d.severity.unwrap_or(d.severity_at_first), lang).to_owned();
        if d.recovered {
            let _ = write!(how, ", {}", if d.severity.is_some() { l.recovered } else { l.no_longer });
        }
        if d.concealed {
            let _ = write!(how, ", {}", l.concealed);
        }
        let _ = writeln!(p, "### {} · {} · {} ({how})\n", clock(d.at_s), d.step, d.what.lang(lang));
        let _ = writeln!(p, "- {}{} {}", l.why, l.colon, d.why.lang(lang));
        let _ = writeln!(p, "- {}{} {}", l.next_time, l.colon, d.remedy.lang(lang));
        let _ = writeln!(p, "- {}{} {} ({})", l.rests_on, l.colon, d.source, label(&d.label, l));
        let _ = writeln!(p);
    }

    if let Some(growth) = &debrief.growth {
        grown(growth, debrief, lang, p);
    }

    let _ = writeln!(p, "## {}\n", l.steps);
    let _ = writeln!(p, "| | {} | {} |\n|---|---|---|", l.step, l.done);
    for step in &debrief.steps {
        let done = step.done_s.map_or_else(|| l.not_done.to_owned(), clock);
        let _ = writeln!(p, "| {} | {} | {done} |", step.id, step.title.lang(lang));
    }
    if debrief.deviations.iter().any(|d| !d.evidence.is_empty()) {
        let _ = writeln!(p, "\n## {}\n", l.seen);
    }
    for d in debrief.deviations.iter().filter(|d| !d.evidence.is_empty()) {
        let _ = writeln!(p, "- {} · {} · `{}`", clock(d.at_s), d.step, d.evidence.join("; "));
    }
    let _ = writeln!(p, "\n{} `{}`, site `{}`.", l.executed, debrief.scenario_hash, debrief.site_hash);
    page
}

/// Plates, and by which way what grew on them came there.
fn grown(growth: &Growth, debrief: &Debrief, lang: Lang, p: &mut String) {
    let l = labels(lang);
    let _ = writeln!(p, "## {}\n\n_{}_\n", l.grown, growth.note.lang(lang));
    let _ = writeln!(p, "| {} |\n|---|---:|---:|---:|", l.plates.join(" | "));
    for plate in &growth.plates {
        let counted = match plate.counted_cfu {
            many if many > UNCOUNTABLE => l.uncountable.to_owned(),
            count => count.to_string(),
        };
        let limit = plate.limit_cfu.map_or_else(|| "–".to_owned(), |limit| format!("{limit} ({})", plate.grade));
        let expected = cfu(plate.expected_cfu, lang);
        let sure = label(plate.label.as_str(), l);
        let _ = writeln!(p, "| {} | **{counted}** | {expected} ({sure}) | {limit} |", plate.what.lang(lang));
    }
    let varied: Vec<_> = growth.plates.iter().filter_map(|plate| Some((plate, plate.holds.as_ref()?))).collect();
    if let Some((_, first)) = varied.first() {
        let _ = writeln!(p);
        if varied.iter().all(|(_, holds)| holds.always()) {
            let _ = writeln!(p, "{}", l.all_hold.replace("{tried}", &first.tried.to_string()));
        }
    }
    for (plate, holds) in varied.into_iter().filter(|(_, holds)| !holds.always()) {
        let _ = writeln!(p, "- {}{} {} {}", plate.what.lang(lang), l.colon, l.side, held(holds, lang));
    }
    sampled(growth, lang, p);
    let _ = writeln!(p, "\n### {}\n", l.ways);
    for (plate, chain) in growth.plates.iter().flat_map(|plate| plate.chains.iter().map(move |chain| (plate, chain))) {
        let _ = write!(p, "- {} ← {}{} ", plate.what.lang(lang), chain.called.lang(lang), l.colon);
        let _ = write!(p, "{} ({} {})", cfu(chain.of_source_cfu, lang), l.of_all, cfu(chain.cfu, lang));
        if !chain.steps.is_empty() {
            let _ = write!(p, "{} {}", l.colon, way(chain, lang));
        }
        let steps = chain.deviations.iter().filter_map(|&d| debrief.deviations.get(d as usize));
        steps.for_each(|d| _ = write!(p, " · **{}**", d.what.lang(lang)));
        let _ = writeln!(p);
    }
    if !growth.added.is_empty() {
        let _ = writeln!(p, "\n### {}\n\n{}\n", l.by_deviation, l.without);
    }
    for added in &growth.added {
        let _ = write!(p, "- {}", self::added(added, growth, debrief, lang));
        if let Some(holds) = added.holds.as_ref().filter(|holds| !holds.always()) {
            let _ = write!(p, " ({} {})", l.tenth, held(holds, lang));
        }
        let _ = writeln!(p);
    }
    let _ = writeln!(p);
}

/// After a number that is expected, not counted.
#[cfg(feature = "desktop")]
pub fn expected(lang: Lang) -> &'static str {
    if lang == Lang::Fr { "UFC attendues" } else { "CFU expected" }
}

/// Over what each deviation added.
#[cfg(feature = "desktop")]
pub fn by_deviation(lang: Lang) -> &'static str {
    labels(lang).by_deviation
}

/// The steps of a way, from its first source: `wearer → chest (8:12) → …`.
pub fn way(chain: &ChainReport, lang: Lang) -> String {
    let mut way = String::new();
    for (i, step) in chain.steps.iter().enumerate() {
        let from = if i == 0 { step.from_called.lang(lang) } else { "" };
        let by = if step.how == "fall" { format!(", {}", labels(lang).air) } else { String::new() };
        let _ = write!(way, "{from} → {} ({}{by})", step.to_called.lang(lang), clock(step.at_s));
    }
    way
}

/// What one doing added: which deviations it was, how much, and where most of it went.
pub fn added(added: &Added, growth: &Growth, debrief: &Debrief, lang: Lang) -> String {
    let l = labels(lang);
    let of_it = added.deviations.iter().filter_map(|&d| debrief.deviations.get(d as usize));
    let what: Vec<String> =
        of_it.map(|d| format!("{} · {}", clock(d.at_s), d.what.lang(lang).trim_end_matches('.'))).collect();
    let mut line = format!("{}{} ", what.join("; "), l.colon);
    let Some(way) = added.way.as_ref().filter(|_| added.cfu >= LEAST_CFU) else {
        return line + l.nothing_added;
    };
    let (plate, most) = (&growth.plates[way.plate as usize], added.plates[way.plate as usize]);
    let _ = write!(line, "**{}**, {} {} ", cfu(added.cfu, lang), l.most_of_it, plate.what.lang(lang));
    let _ = write!(line, "({} {} {})", cfu(most, lang), l.of, cfu(plate.expected_cfu, lang));
    if !way.chain.steps.is_empty() {
        let _ = write!(line, "{} {}", l.colon, self::way(&way.chain, lang));
    }
    line
}

/// In how many draws a conclusion held, and what turned it over.
fn held(holds: &Holds, lang: Lang) -> String {
    let l = labels(lang);
    let how_often = l.holds.replace("{of}", &holds.of.to_string()).replace("{tried}", &holds.tried.to_string());
    format!("{how_often}, {} {}", l.turned, turned(holds, lang))
}

/// What turned a conclusion over: one number, several together, or nothing.
pub fn turned(holds: &Holds, lang: Lang) -> String {
    match &holds.turned_by {
        Some(by) => format!("`{}` = {}", by.parameter, number(&by.at.to_string(), lang)),
        None if holds.always() => "–".to_owned(),
        None => labels(lang).together.to_owned(),
    }
}

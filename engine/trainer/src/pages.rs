//! The debrief as a page that a trainer reads or prints: Markdown, one language a page.

use drill::{Debrief, Lang, Outcome, Severity};
use std::fmt::Write;

/// Words of the page itself; everything about the drill comes from its own files.
struct Labels {
    outcome: [&'static str; 4],
    severity: [&'static str; 3],
    score: &'static str,
    needed: &'static str,
    duration: &'static str,
    none: &'static str,
    deviations: &'static str,
    recovered: &'static str,
    concealed: &'static str,
    why: &'static str,
    next_time: &'static str,
    seen: &'static str,
    rests_on: &'static str,
    steps: &'static str,
    not_done: &'static str,
    executed: &'static str,
}

const EN: Labels = Labels {
    outcome: ["passed", "not passed", "left before the end", "interrupted"],
    severity: ["minor", "major", "critical"],
    score: "Score",
    needed: "needed",
    duration: "Duration",
    none: "No deviation.",
    deviations: "Deviations",
    recovered: "noticed and repaired",
    concealed: "not repaired",
    why: "Why it matters",
    next_time: "Next time",
    seen: "What was seen",
    rests_on: "Rests on",
    steps: "Steps",
    not_done: "not done",
    executed: "This result can be executed again from its tape. Scenario",
};

const FR: Labels = Labels {
    outcome: ["réussi", "non réussi", "quitté avant la fin", "interrompu"],
    severity: ["mineur", "majeur", "critique"],
    score: "Note",
    needed: "requis",
    duration: "Durée",
    none: "Aucun écart.",
    deviations: "Écarts",
    recovered: "remarqué et réparé",
    concealed: "non réparé",
    why: "Pourquoi c’est important",
    next_time: "La prochaine fois",
    seen: "Ce qui a été vu",
    rests_on: "Repose sur",
    steps: "Étapes",
    not_done: "non faite",
    executed: "Ce résultat peut être réexécuté à partir de sa bande. Scénario",
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

pub fn debrief(debrief: &Debrief, lang: Lang) -> String {
    let l = labels(lang);
    let mut page = String::new();
    let p = &mut page;
    let _ = writeln!(p, "# {}: {}\n", debrief.title.lang(lang), outcome(debrief.outcome, lang));
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
    let _ = writeln!(p, "_{}_\n", debrief.claim.lang(lang));

    let _ = writeln!(p, "## {} ({})\n", l.deviations, debrief.deviations.len());
    if debrief.deviations.is_empty() {
        let _ = writeln!(p, "{}\n", l.none);
    }
    for d in &debrief.deviations {
        let mut how = severity(d.severity.unwrap_or(d.severity_at_first), lang).to_owned();
        if d.recovered {
            let _ = write!(how, ", {}", l.recovered);
        }
        if d.concealed {
            let _ = write!(how, ", {}", l.concealed);
        }
        let _ = writeln!(p, "### {} · {} · {} ({how})\n", clock(d.at_s), d.step, d.what.lang(lang));
        let _ = writeln!(p, "- {}: {}", l.why, d.why.lang(lang));
        let _ = writeln!(p, "- {}: {}", l.next_time, d.remedy.lang(lang));
        let _ = writeln!(p, "- {}: {} ({})", l.rests_on, d.source, d.label);
        if !d.evidence.is_empty() {
            let _ = writeln!(p, "- {}: {}", l.seen, d.evidence.join("; "));
        }
        let _ = writeln!(p);
    }

    let _ = writeln!(p, "## {}\n", l.steps);
    let _ = writeln!(p, "| | | |\n|---|---|---|");
    for step in &debrief.steps {
        let done = step.done_s.map_or_else(|| l.not_done.to_owned(), clock);
        let _ = writeln!(p, "| {} | {} | {done} |", step.id, step.title.lang(lang));
    }
    let _ = writeln!(p, "\n{} `{}`, site `{}`.", l.executed, debrief.scenario_hash, debrief.site_hash);
    page
}

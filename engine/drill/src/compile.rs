//! Turns a procedure into what the judge runs: globs become sets of ids, names of numbers become numbers, and every
//! question about the past becomes a register that remembers one thing.
//!
//! What is wrong is collected with its path in `procedure.json`, so that `check` can say all of it at once.

use crate::condition::{Condition, Field, Globs, Happened, Pattern};
use crate::nearest::suggest;
use crate::procedure::{AsIf, Procedure};
use crate::program::{
    CompiledRule, CompiledStep, Hook, KINDS, MAX_STEPS, Matcher, Node, Program, Register, Rubric, STEPS, Set, Subject,
    TIMED, Test, bits,
};
use crate::site::{Param, Site};
use twin::fact::Kind;
use twin::microbes::What;
use twin::names::fits;
use twin::{Id, Names};

/// Something in a procedure that cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `rules[3].when.on`, inside `procedure.json`.
    pub path: String,
    pub sentence: String,
    pub remedy: String,
    /// The rest works without it: a pattern that fits nothing in this room.
    pub idle: bool,
}

/// All that is wrong with `procedure` is in the second part; the first is usable if every problem there is `idle`.
pub(crate) fn compile(procedure: &Procedure, site: &Site, names: &Names) -> (Program, Vec<Problem>) {
    let mut c = Compiler { procedure, site, names, registers: Vec::new(), problems: Vec::new(), rule: None, needs: 0 };
    let steps = c.steps();
    let rules = c.rules();
    let zones = procedure.zones.iter().enumerate().map(|(i, zone)| c.name(zone, &format!("zones[{i}]"))).collect();
    let r = &procedure.rubric;
    let rubric = Rubric {
        critical: c.number(&r.critical, "rubric.critical"),
        major: c.number(&r.major, "rubric.major"),
        minor: c.number(&r.minor, "rubric.minor"),
        pass_score: c.number(&r.pass_score, "rubric.pass_score"),
        max_major: c.number(&r.max_major, "rubric.max_major"),
        time_min_s: c.number(&r.time_min_s, "rubric.time_min_s"),
        time_max_s: c.number(&r.time_max_s, "rubric.time_max_s"),
    };
    let mut hooks = vec![Vec::new(); KINDS];
    for (i, rule) in rules.iter().enumerate() {
        if let Some(when) = &rule.when {
            hooks[when.kind as usize].push(Hook::Rule(i as u16));
        }
    }
    for (i, register) in c.registers.iter().enumerate() {
        for since in &register.since {
            hooks[since.kind as usize].push(Hook::Restart(i as u16));
        }
        hooks[register.fact.kind as usize].push(Hook::Count(i as u16));
    }
    let body = names.get("body").unwrap_or_default();
    (Program { registers: c.registers, hooks, steps, rules, zones, body, rubric }, c.problems)
}

struct Compiler<'a> {
    procedure: &'a Procedure,
    site: &'a Site,
    names: &'a Names,
    registers: Vec<Register>,
    problems: Vec<Problem>,
    /// The rule whose recovery is being compiled.
    rule: Option<u16>,
    needs: u64,
}

impl Compiler<'_> {
    fn problem(&mut self, path: &str, sentence: String, remedy: impl Into<String>) {
        self.problems.push(Problem { path: path.to_owned(), sentence, remedy: remedy.into(), idle: false });
    }

    fn steps(&mut self) -> Vec<CompiledStep> {
        let all = &self.procedure.steps;
        if all.len() > MAX_STEPS {
            self.problem("steps", format!("there are {} steps", all.len()), format!("keep to {MAX_STEPS} steps"));
            return Vec::new();
        }
        let mut steps = Vec::new();
        for (i, step) in all.iter().enumerate() {
            let path = format!("steps[{i}]");
            if all[..i].iter().any(|other| other.id == step.id) {
                self.problem(&format!("{path}.id"), format!("step `{}` is there twice", step.id), "rename one of them");
            }
            let mut after = 0;
            for (k, before) in step.after.iter().enumerate() {
                if let Some(index) = self.step(before, &format!("{path}.after[{k}]")) {
                    after |= 1u128 << index;
                }
            }
            let zone = self.name(&step.zone, &format!("{path}.zone"));
            let begins = step.begins_when.as_ref().map(|c| self.test(c, &format!("{path}.begins_when")));
            let done = self.test(&step.done_when, &format!("{path}.done_when"));
            let asked = step.if_site.as_ref().is_none_or(|p| self.number(p, &format!("{path}.if_site")) != 0.0);
            let as_if = self.as_if(step.as_if.as_ref(), &path);
            steps.push(CompiledStep { before: after, after, zone, begins, done, as_if, asked });
        }
        for _ in 0..steps.len() {
            for i in 0..steps.len() {
                let all = bits(steps[i].before).fold(steps[i].before, |all, k| all | steps[k].before);
                steps[i].before = all;
            }
        }
        for (i, step) in steps.iter().enumerate() {
            if step.before >> i & 1 == 1 {
                let ring: Vec<&str> = bits(step.before)
                    .filter(|&k| steps[k].before >> i & 1 == 1)
                    .map(|k| self.procedure.steps[k].id.as_str())
                    .collect();
                let sentence = format!("step `{}` must come after itself (through {})", all[i].id, ring.join(", "));
                self.problem(&format!("steps[{i}].after"), sentence, "take one of these steps out of `after`");
            }
        }
        steps
    }

    fn rules(&mut self) -> Vec<CompiledRule> {
        let mut rules = Vec::new();
        for (i, rule) in self.procedure.rules.iter().enumerate() {
            let path = format!("rules[{i}]");
            if self.procedure.rules[..i].iter().any(|other| other.id == rule.id) {
                self.problem(&format!("{path}.id"), format!("rule `{}` is there twice", rule.id), "rename one of them");
            }
            if rule.when.is_none() && rule.condition.is_none() {
                self.problem(&path, format!("rule `{}` never fires", rule.id), "give it a `when`, an `if` or both");
            }
            let step = self.step(&rule.step, &format!("{path}.step")).unwrap_or(0);
            let when = rule.when.as_ref().map(|p| self.matcher(p, &format!("{path}.when")));
            let condition = rule.condition.as_ref().map(|c| self.test(c, &format!("{path}.if")));
            self.rule = Some(i as u16);
            let recovery = rule.recovery.as_ref().map(|r| self.test(&r.by, &format!("{path}.recovery.by")));
            self.rule = None;
            let within = rule.recovery.as_ref().and_then(|r| r.within_s.as_ref());
            let within = within.map_or(u32::MAX, |p| self.ticks(p, &format!("{path}.recovery.within_s")));
            let obvious = rule.recovery.as_ref().is_some_and(|r| r.obvious);
            if when.is_none() && condition.is_some() && uses_subject(rule.condition.as_ref()) {
                let sentence = format!("rule `{}` asks for `$by` or `$on` but waits for no fact", rule.id);
                self.problem(&format!("{path}.if"), sentence, "give it a `when`");
            }
            let as_if = self.as_if(rule.as_if.as_ref(), &path);
            rules.push(CompiledRule { step, when, condition, recovery, as_if, within, obvious });
        }
        rules
    }

    fn as_if(&mut self, as_if: Option<&AsIf>, path: &str) -> Vec<What> {
        match as_if {
            None => vec![],
            Some(AsIf::Dry(on)) => self.ids(on, &format!("{path}.as_if.dry")).into_iter().map(What::Wet).collect(),
            Some(AsIf::Worn(on)) => self.ids(on, &format!("{path}.as_if.worn")).into_iter().map(What::Bare).collect(),
            Some(AsIf::Treated(treated)) => {
                let path = format!("{path}.as_if.treated");
                let agent = self.name(&treated.with, &format!("{path}.with"));
                let on = self.ids(&treated.on, &format!("{path}.on"));
                on.into_iter().map(|surface| What::Untreated(surface, agent)).collect()
            }
        }
    }

    fn step(&mut self, id: &str, path: &str) -> Option<u8> {
        let found = self.procedure.steps.iter().position(|step| step.id == id);
        if found.is_none() {
            let ids = self.procedure.steps.iter().map(|step| step.id.as_str());
            let remedy = suggest(id, ids, "name a step of this procedure");
            self.problem(path, format!("there is no step `{id}`"), remedy);
        }
        found.map(|i| i.min(MAX_STEPS - 1) as u8)
    }

    fn name(&mut self, name: &str, path: &str) -> Id {
        let id = self.names.get(name);
        if id.is_none() {
            let all = (1..self.names.count()).map(|i| self.names.name(Id(i as u16)));
            let remedy = suggest(name, all, "use a name of room.json or garments.json");
            self.problem(path, format!("nothing in this room is called `{name}`"), remedy);
        }
        id.unwrap_or_default()
    }

    fn number(&mut self, param: &Param, path: &str) -> f32 {
        let found = self.site.numbers.get(&param.0).map(|quantity| quantity.value);
        if found.is_none() {
            let remedy = suggest(&param.0, self.site.numbers.keys().map(String::as_str), "add it to site.json");
            self.problem(path, format!("site.json has no number `{}`", param.0), remedy);
        }
        found.unwrap_or(0.0)
    }

    fn ticks(&mut self, param: &Param, path: &str) -> u32 {
        (self.number(param, path) * TICKS_PER_S + 0.5).max(0.0) as u32
    }

    fn ids(&mut self, globs: &Globs, path: &str) -> Vec<Id> {
        let mut ids: Vec<Id> = Vec::new();
        for entry in globs.entries() {
            if let Some(taken) = entry.strip_prefix('!') {
                ids.retain(|&id| !fits(taken, self.names.name(id)));
                continue;
            }
            let before = ids.len();
            ids.extend(self.names.matching(entry));
            if ids.len() == before {
                let all = (1..self.names.count()).map(|i| self.names.name(Id(i as u16)));
                let remedy = suggest(entry, all, "use names of room.json and garments.json");
                let sentence = format!("`{entry}` fits no name in this room");
                self.problems.push(Problem { path: path.to_owned(), sentence, remedy, idle: true });
            }
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    fn set(&mut self, globs: &Globs, path: &str) -> Set {
        let ids = self.ids(globs, path);
        Set::of(&ids, self.names)
    }

    fn one(&self, id: Id) -> Option<Set> {
        Some(Set::of(&[id], self.names))
    }

    fn matcher(&mut self, p: &Pattern, path: &str) -> Matcher {
        Matcher {
            kind: p.kind,
            by: p.by.as_ref().map(|g| self.set(g, &format!("{path}.by"))),
            on: p.on.as_ref().map(|g| self.set(g, &format!("{path}.on"))),
            with: p.with.as_ref().map(|g| self.set(g, &format!("{path}.with"))),
            min: p.at_least.as_ref().map_or(f32::NEG_INFINITY, |n| self.number(n, &format!("{path}.at_least"))),
            max: p.at_most.as_ref().map_or(f32::INFINITY, |n| self.number(n, &format!("{path}.at_most"))),
        }
    }

    fn since(&mut self, since: &[Pattern], path: &str) -> Vec<Matcher> {
        since.iter().enumerate().map(|(i, p)| self.matcher(p, &format!("{path}.since[{i}]"))).collect()
    }

    fn register(&mut self, fact: Matcher, since: Vec<Matcher>, rule: Option<u16>) -> u16 {
        self.needs |= 1 << fact.kind as u8;
        for matcher in &since {
            self.needs |= 1 << matcher.kind as u8;
        }
        let register = Register { fact, since, rule };
        let found = self.registers.iter().position(|known| *known == register);
        found.unwrap_or_else(|| {
            self.registers.push(register);
            self.registers.len() - 1
        }) as u16
    }

    /// A register of how things are now: the last fact of `kind` with these fields.
    fn state(&mut self, kind: Kind, by: Option<Set>, on: Option<Set>) -> u16 {
        let any = (f32::NEG_INFINITY, f32::INFINITY);
        self.register(Matcher { kind, by, on, with: None, min: any.0, max: any.1 }, Vec::new(), None)
    }

    fn test(&mut self, condition: &Condition, path: &str) -> Test {
        self.needs = 0;
        let node = self.node(condition, path);
        Test { node, needs: self.needs }
    }

    fn nodes(&mut self, conditions: &[Condition], path: &str) -> Vec<Node> {
        conditions.iter().enumerate().map(|(i, c)| self.node(c, &format!("{path}[{i}]"))).collect()
    }

    fn node(&mut self, condition: &Condition, path: &str) -> Node {
        match condition {
            Condition::All(all) => Node::All(self.nodes(all, &format!("{path}.all"))),
            Condition::Any(any) => Node::Any(self.nodes(any, &format!("{path}.any"))),
            Condition::Not(not) => Node::Not(Box::new(self.node(not, &format!("{path}.not")))),
            Condition::Happened(happened) => self.happened(happened, &format!("{path}.happened")),
            Condition::Done(step) => {
                self.needs |= STEPS;
                Node::Step(self.step(step, &format!("{path}.done")).unwrap_or(0))
            }
            Condition::Wet(wet) => {
                let path = format!("{path}.wet");
                let with = self.set(&wet.with, &format!("{path}.with"));
                let ticks = wet.at_least_s.as_ref().map_or(0, |p| self.ticks(p, &format!("{path}.at_least_s")));
                self.over(&wet.on, wet.every, &format!("{path}.on"), |c, id| {
                    let wetted = c.state(Kind::Wetted, None, c.one(id));
                    let dried = c.state(Kind::Dried, None, c.one(id));
                    c.needs |= if ticks > 0 { TIMED } else { 0 };
                    Node::Wet { wetted, dried, with: with.clone(), ticks }
                })
            }
            Condition::WasWet(wet) => {
                let path = format!("{path}.was_wet");
                let with = self.set(&wet.with, &format!("{path}.with"));
                let min = self.number(&wet.at_least_s, &format!("{path}.at_least_s"));
                let ticks = self.ticks(&wet.at_least_s, &format!("{path}.at_least_s"));
                let since = self.since(&wet.since, &path);
                self.over(&wet.on, wet.every, &format!("{path}.on"), |c, id| {
                    let wetted = c.state(Kind::Wetted, None, c.one(id));
                    let dried = c.state(Kind::Dried, None, c.one(id));
                    let long = Matcher {
                        kind: Kind::Dried,
                        by: None,
                        on: c.one(id),
                        with: Some(with.clone()),
                        min,
                        max: f32::INFINITY,
                    };
                    let long = c.register(long, since.clone(), c.rule);
                    c.needs |= TIMED;
                    Node::WasWet { wetted, dried, long, with: with.clone(), ticks }
                })
            }
            Condition::In(place) => {
                let zones = self.set(&place.zone, &format!("{path}.in.zone"));
                self.over(&place.who, place.every, &format!("{path}.in.who"), |c, id| Node::In {
                    entered: c.state(Kind::Entered, c.one(id), None),
                    zones: zones.clone(),
                })
            }
            Condition::Open(doors) => self.latch(doors, Kind::Opened, Kind::Closed, &format!("{path}.open")),
            Condition::Worn(what) => self.latch(what, Kind::Worn, Kind::Removed, &format!("{path}.worn")),
            Condition::Holds(holds) => {
                let path = format!("{path}.holds");
                let on = self.set(&holds.on, &format!("{path}.on"));
                let hands = holds.by.clone().unwrap_or(Globs::One("hand.*".into()));
                self.over(&hands, false, &format!("{path}.by"), |c, id| Node::Holds {
                    grasped: c.state(Kind::Grasped, c.one(id), None),
                    released: c.state(Kind::Released, c.one(id), None),
                    on: on.clone(),
                })
            }
            Condition::Latest(latest) => {
                let path = format!("{path}.latest");
                let min = latest.at_least.as_ref().map(|p| self.number(p, &format!("{path}.at_least")));
                let max = latest.at_most.as_ref().map(|p| self.number(p, &format!("{path}.at_most")));
                let (min, max) = (min.unwrap_or(f32::NEG_INFINITY), max.unwrap_or(f32::INFINITY));
                self.over(&latest.on, latest.every, &format!("{path}.on"), |c, id| Node::Latest {
                    of: c.state(latest.kind, None, c.one(id)),
                    min,
                    max,
                })
            }
            Condition::Bared(regions) => self.over(regions, false, &format!("{path}.bared"), |c, id| Node::Latest {
                of: c.state(Kind::Bared, None, c.one(id)),
                min: 0.5,
                max: f32::INFINITY,
            }),
            Condition::Stated(stated) => {
                let path = format!("{path}.stated");
                self.needs |= 1 << Kind::Stated as u8;
                let of = match stated.on.entries() {
                    [one] if one == "$by" => Subject::By,
                    [one] if one == "$on" => Subject::On,
                    _ => Subject::Any(self.set(&stated.on, &format!("{path}.on"))),
                };
                let min = stated.at_least.as_ref().map(|p| self.number(p, &format!("{path}.at_least")));
                let max = stated.at_most.as_ref().map(|p| self.number(p, &format!("{path}.at_most")));
                Node::Stated {
                    of,
                    with: self.name(&stated.with, &format!("{path}.with")),
                    is: stated.is.as_ref().map(|g| self.set(g, &format!("{path}.is"))),
                    min: min.unwrap_or(f32::NEG_INFINITY),
                    max: max.unwrap_or(f32::INFINITY),
                }
            }
        }
    }

    fn happened(&mut self, h: &Happened, path: &str) -> Node {
        let fact = self.matcher(&h.fact, &format!("{path}.fact"));
        let since = self.since(&h.since, path);
        let times = h.times.as_ref().map_or(1, |p| self.number(p, &format!("{path}.times")).max(1.0) as u32);
        let within = h.within_s.as_ref().map_or(u32::MAX, |p| self.ticks(p, &format!("{path}.within_s")));
        let ago = h.ago_s.as_ref().map_or(0, |p| self.ticks(p, &format!("{path}.ago_s")));
        self.needs |= if within < u32::MAX || ago > 0 { TIMED } else { 0 };
        let Some(every) = h.every else {
            return Node::Count { of: self.register(fact, since, self.rule), times, within, ago };
        };
        let (field, globs) = match every {
            Field::By => ("by", &h.fact.by),
            Field::On => ("on", &h.fact.on),
        };
        let path = format!("{path}.fact.{field}");
        let Some(globs) = globs else {
            self.problem(&path, format!("`every: {field}` needs `{field}`"), format!("name them in `fact.{field}`"));
            return Node::All(Vec::new());
        };
        let ids = self.ids(globs, &path);
        let each = ids.iter().map(|&id| {
            let mut fact = fact.clone();
            *if field == "by" { &mut fact.by } else { &mut fact.on } = self.one(id);
            Node::Count { of: self.register(fact, since.clone(), self.rule), times, within, ago }
        });
        quantified(true, each.collect())
    }

    fn latch(&mut self, what: &Globs, on: Kind, off: Kind, path: &str) -> Node {
        self.over(what, false, path, |c, id| Node::Latch {
            on: c.state(on, None, c.one(id)),
            off: c.state(off, None, c.one(id)),
        })
    }

    /// One node for each id that `globs` fits: all of them hold, or any.
    fn over(&mut self, globs: &Globs, every: bool, path: &str, mut node: impl FnMut(&mut Self, Id) -> Node) -> Node {
        let ids = self.ids(globs, path);
        let nodes = ids.into_iter().map(|id| node(self, id)).collect();
        quantified(every, nodes)
    }
}

const TICKS_PER_S: f32 = 90.0;

/// All of them or any of them; of none, neither holds.
fn quantified(every: bool, nodes: Vec<Node>) -> Node {
    if every && !nodes.is_empty() { Node::All(nodes) } else { Node::Any(nodes) }
}

fn uses_subject(condition: Option<&Condition>) -> bool {
    match condition {
        Some(Condition::All(all) | Condition::Any(all)) => all.iter().any(|c| uses_subject(Some(c))),
        Some(Condition::Not(not)) => uses_subject(Some(not)),
        Some(Condition::Stated(stated)) => stated.on.entries().iter().any(|entry| entry.starts_with('$')),
        _ => false,
    }
}

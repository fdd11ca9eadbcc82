//! Words over the room and pages between sessions. Large, and never by colour alone.

use super::desk::{Moves, Shown};
use super::grown;
use crate::pages;
use crate::train::{Choice, TUTORIAL};
use drill::{Debrief, Drill, Lang, Mode, Severity, StepState, Words as Bilingual};
use egui::{Align2, Color32, Context, RichText, Ui, Vec2};
use portray::{Marking, Tone, Words, air, marks};
use std::sync::Arc;
use std::time::Instant;
use tape::{LEFT, RIGHT};
use twin::films::Patch;
use twin::grip::GripKind;

const INK: Color32 = Color32::from_rgb(235, 240, 245);
pub const FAINT: Color32 = Color32::from_rgb(170, 180, 190);
pub const AMBER: Color32 = Color32::from_rgb(255, 200, 90);
const GREEN: Color32 = Color32::from_rgb(130, 220, 150);
const BACK: Color32 = Color32::from_rgba_premultiplied(10, 14, 20, 246);

/// Large letters, dark pages, and the font of the room's own signs: it has accents, arrows and ticks.
pub fn dress(context: &Context, ttf: Vec<u8>) {
    let mut fonts = egui::FontDefinitions::default();
    fonts.font_data.insert("room".into(), Arc::new(egui::FontData::from_owned(ttf)));
    fonts.families.entry(egui::FontFamily::Proportional).or_default().insert(0, "room".into());
    context.set_fonts(fonts);
    context.set_theme(egui::Theme::Dark);
    context.all_styles_mut(|style| {
        for font in style.text_styles.values_mut() {
            font.size *= 1.4;
        }
        style.visuals.override_text_color = Some(INK);
        style.visuals.panel_fill = Color32::from_rgb(16, 22, 30);
        style.visuals.window_fill = BACK;
        style.spacing.button_padding = Vec2::new(14.0, 8.0);
        style.spacing.item_spacing = Vec2::new(10.0, 10.0);
    });
}

/// What a page says in the language at hand.
#[derive(Clone, Copy)]
pub struct Say<'a> {
    pub words: &'a Words,
    pub lang: Lang,
}

impl Say<'_> {
    pub fn key(&self, key: &str) -> String {
        self.words.say(self.lang, key, &[])
    }
}

fn board(ui: &mut Ui, name: &str, at: Align2, offset: [f32; 2], add: impl FnOnce(&mut Ui)) {
    egui::Area::new(egui::Id::unique(name)).anchor(at, offset).show(ui.ctx(), |ui| {
        egui::Frame::window(ui.style()).inner_margin(14).show(ui, add);
    });
}

/// The caption, what the hands do, the next step.
pub fn overlay(ui: &mut Ui, say: Say, shown: Shown, rubbing: Option<Patch>, caption: (&str, bool), drill: &Drill) {
    hands(ui, say, shown, rubbing, "keys-short");
    if let Some(guide) = drill.guide() {
        board(ui, "next", Align2::CENTER_TOP, [0.0, 12.0], |ui| {
            ui.set_max_width(820.0);
            ui.label(RichText::new(format!("→ {}", guide.title.lang(say.lang))).strong().heading());
            ui.label(guide.why.lang(say.lang));
        });
    }
    let (text, severe) = caption;
    if !text.is_empty() {
        board(ui, "caption", Align2::CENTER_BOTTOM, [0.0, -150.0], |ui| {
            ui.set_max_width(640.0);
            let (sign, colour) = if severe { ("⚠", AMBER) } else { ("✔", GREEN) };
            ui.label(RichText::new(format!("{sign} {text}")).color(colour).heading());
        });
    }
}

/// What the hands do; `keys` is a line of words on what else there is to press.
pub fn hands(ui: &mut Ui, say: Say, shown: Shown, rubbing: Option<Patch>, keys: &str) {
    board(ui, "hands", Align2::LEFT_BOTTOM, [12.0, -12.0], |ui| {
        ui.set_min_width(380.0);
        let mouse = match (shown.reaching, shown.moves) {
            _ if shown.follows => "deed-going",
            (false, _) => "mouse-looks",
            (true, Moves::One(LEFT)) => "mouse-left",
            (true, Moves::One(_)) => "mouse-right",
            (true, Moves::Both) => "mouse-both",
        };
        ui.label(RichText::new(say.key(mouse)).strong());
        for (side, hand) in [(LEFT, "hand-left"), (RIGHT, "hand-right")] {
            let state = match shown.closed[side] {
                None => "hand-open",
                Some(GripKind::Pinch) => "hand-pinch",
                Some(GripKind::Palm) => "hand-grasp",
            };
            ui.label(format!("{} {}", say.key(hand), say.key(state)));
        }
        if let Some(patch) = rubbing {
            ui.label(RichText::new(say.key(&format!("rub-{}", patch.name().replace('_', "-")))).strong());
        }
        ui.label(RichText::new(say.key(keys)).color(FAINT).small());
    });
}

/// The viewpoints of a set, each with its key.
pub fn places(ui: &mut Ui, set: &str, names: &[&str]) {
    board(ui, "places", Align2::LEFT_TOP, [12.0, 12.0], |ui| {
        ui.label(RichText::new(set).strong());
        for (i, name) in names.iter().enumerate() {
            ui.label(format!("{} {name}", i + 1));
        }
    });
}

/// Over a way to a plate: from where it can be looked at, and what comes next.
pub fn ways(ui: &mut Ui, say: Say, places: &[&str], from: usize, next: Option<&str>) -> Option<Pick> {
    let mut pick = None;
    board(ui, "ways", Align2::RIGHT_TOP, [-12.0, 12.0], |ui| {
        if next.is_some_and(|key| ui.button(with_key(say, key)).clicked()) {
            pick = Some(Pick::Way);
        }
        for (i, name) in places.iter().enumerate() {
            let sign = if i == from { "→" } else { "" };
            ui.label(format!("{sign} {} {name}", i + 1));
        }
    });
    pick
}

/// What a press of the key for ways does.
fn with_key(say: Say, way: &str) -> String {
    format!("F6: {}", say.key(way))
}

/// A sentence about the session itself.
pub fn notice(ui: &mut Ui, sentence: &str) {
    board(ui, "notice", Align2::LEFT_TOP, [12.0, 12.0], |ui| {
        ui.set_max_width(420.0);
        ui.label(RichText::new(format!("ℹ {sentence}")).color(AMBER));
    });
}

/// What the colours of marks mean, and how many surfaces bear each.
pub fn legend(ui: &mut Ui, say: Say, marking: Marking, marked: [u32; marks::SIGNS]) {
    board(ui, "legend", Align2::LEFT_CENTER, [12.0, -40.0], |ui| {
        ui.label(RichText::new(say.key(marking.title())).strong());
        for (i, (sign, count)) in marking.signs().iter().zip(marked).enumerate() {
            let [r, g, b, a] = sign.words();
            let row = RichText::new(portray::marked(say.words, say.lang, marking, i, count));
            ui.label(row.color(egui::Rgba::from_rgba_unmultiplied(r, g, b, a)));
        }
    });
}

/// The steps and how they stand.
pub fn checklist(ui: &mut Ui, say: Say, drill: &Drill) {
    board(ui, "checklist", Align2::RIGHT_TOP, [-12.0, 112.0], |ui| {
        ui.set_max_width(420.0);
        ui.label(RichText::new(say.key("checklist-title")).heading());
        // What is done is said in guided mode only: elsewhere it would be a hint.
        let told = drill.mode() == Mode::Guided;
        egui::ScrollArea::vertical().max_height(460.0).min_scrolled_height(460.0).show(ui, |ui| {
            for (id, title, state) in drill.steps() {
                let (sign, colour) = match state {
                    StepState::Done if told => ("✔", GREEN),
                    StepState::LeftOut if told => ("✖", AMBER),
                    StepState::Begun if told => ("→", INK),
                    _ => ("·", FAINT),
                };
                ui.label(RichText::new(format!("{sign} {id} {}", title.lang(say.lang))).color(colour));
            }
        });
    });
}

/// How many lines the help card has in the words.
const HELP_LINES: usize = 22;

/// Which key does what.
pub fn help(ui: &mut Ui, say: Say) {
    board(ui, "help", Align2::CENTER_CENTER, [0.0, 0.0], |ui| {
        ui.set_width((ui.ctx().content_rect().width() - 80.0).min(1100.0));
        ui.label(RichText::new(say.key("help-title")).heading());
        let height = ui.ctx().content_rect().height() - 140.0;
        egui::ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
            egui::Grid::new("keys").num_columns(2).max_col_width(820.0).spacing([24.0, 6.0]).show(ui, |ui| {
                for i in 1..=HELP_LINES {
                    ui.label(RichText::new(say.key(&format!("help-{i}-key"))).strong());
                    ui.label(say.key(&format!("help-{i}")));
                    ui.end_row();
                }
            });
        });
    });
}

/// What was asked of a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    Resume,
    Help,
    Sound,
    Marks,
    Outside,
    Air,
    Tone,
    Language,
    Leave,
    Start,
    Quit,
    Again,
    Way,
}

/// What is seen otherwise than in a real room.
#[derive(Clone, Copy, Debug, Default)]
pub struct Views {
    pub marks: Option<Marking>,
    /// The person, from outside.
    pub outside: bool,
    pub air: Option<air::Shown>,
}

/// `views`: None where they may not be; `has_air`: the flow of the room is known.
pub fn menu(ui: &mut Ui, say: Say, muted: bool, tone: Tone, views: Option<Views>, has_air: bool) -> Option<Pick> {
    let mut pick = None;
    board(ui, "menu", Align2::CENTER_CENTER, [0.0, 0.0], |ui| {
        ui.label(RichText::new(say.key("paused")).heading());
        let Views { marks, outside, air } = views.unwrap_or_default();
        let rows = [
            ("menu-resume", Pick::Resume),
            ("menu-help", Pick::Help),
            (if muted { "sound-off" } else { "sound-on" }, Pick::Sound),
            (Marking::key(marks), Pick::Marks),
            (if outside { "views-outside-on" } else { "views-outside-off" }, Pick::Outside),
            (air::key(air), Pick::Air),
            (tone.key(), Pick::Tone),
            ("menu-language", Pick::Language),
            ("menu-leave", Pick::Leave),
        ];
        let offers = |what| match what {
            Pick::Marks | Pick::Outside => views.is_some(),
            Pick::Air => views.is_some() && has_air,
            _ => true,
        };
        for (key, what) in rows.into_iter().filter(|&(_, what)| offers(what)) {
            if ui.add_sized([360.0, 44.0], egui::Button::new(say.key(key))).clicked() {
                pick = Some(what);
            }
        }
    });
    pick
}

/// Where a session is chosen. `privacy`: what is recorded is said first; `is_new`: so is the tutorial.
pub fn start(
    ui: &mut Ui,
    say: Say,
    choice: &mut Choice,
    drills: &[(String, Bilingual)],
    privacy: bool,
    is_new: bool,
    said: &[String],
) -> Option<Pick> {
    let mut pick = None;
    egui::CentralPanel::default().show(ui, |ui| {
        egui::ScrollArea::vertical().show(ui, |ui| {
            ui.set_max_width(820.0);
            ui.label(RichText::new("Asepsis").heading().size(44.0));
            ui.label(say.key("tagline"));
            for sentence in said {
                ui.label(RichText::new(format!("ℹ {sentence}")).color(AMBER));
            }
            ui.separator();
            if privacy {
                ui.label(RichText::new(say.key("privacy-title")).heading());
                for i in 1..=4 {
                    ui.label(say.key(&format!("privacy-{i}")));
                }
                ui.separator();
            }
            egui::Grid::new("choice").num_columns(2).spacing([24.0, 12.0]).show(ui, |ui| {
                ui.label(say.key("choose-drill"));
                ui.horizontal_wrapped(|ui| {
                    for (drill, title) in drills {
                        let first = is_new && drill == TUTORIAL;
                        let title = title.lang(say.lang);
                        let title = if first { format!("★ {title}") } else { title.to_owned() };
                        ui.selectable_value(&mut choice.drill, drill.clone(), title);
                    }
                    if is_new {
                        ui.label(say.key("tutorial-first"));
                    }
                });
                ui.end_row();
                ui.label(say.key("choose-language"));
                ui.horizontal(|ui| {
                    ui.selectable_value(&mut choice.lang, Lang::Fr, "Français");
                    ui.selectable_value(&mut choice.lang, Lang::En, "English");
                });
                ui.end_row();
                ui.label(say.key("choose-mode"));
                ui.vertical(|ui| {
                    for (mode, key) in
                        [(Mode::Guided, "mode-guided"), (Mode::Practice, "mode-practice"), (Mode::Exam, "mode-exam")]
                    {
                        ui.radio_value(&mut choice.mode, mode, say.key(key));
                    }
                });
                ui.end_row();
                ui.label(say.key("choose-hands"));
                ui.vertical(|ui| {
                    ui.checkbox(&mut choice.left_handed, say.key("left-handed"));
                    ui.checkbox(&mut choice.adapted, say.key("adapted"));
                });
                ui.end_row();
            });
            ui.horizontal(|ui| {
                let start = if privacy { "privacy-start" } else { "start" };
                if ui.add_sized([280.0, 52.0], egui::Button::new(RichText::new(say.key(start)).heading())).clicked() {
                    pick = Some(Pick::Start);
                }
                if ui.add_sized([160.0, 52.0], egui::Button::new(say.key("quit"))).clicked() {
                    pick = Some(Pick::Quit);
                }
            });
        });
    });
    pick
}

/// What a session came to. `way`: the words' key of the way that one press shows, if there is one; `seen`: since when the
/// dishes are.
pub fn debrief(
    ui: &mut Ui,
    say: Say,
    debrief: &Debrief,
    kept: &str,
    way: Option<&str>,
    seen: &mut Option<Instant>,
) -> Option<Pick> {
    let mut pick = None;
    let lang = say.lang;
    egui::CentralPanel::default().show(ui, |ui| {
        ui.horizontal(|ui| {
            for (key, what) in [("again", Pick::Again), ("menu-language", Pick::Language), ("quit", Pick::Quit)] {
                if ui.button(say.key(key)).clicked() {
                    pick = Some(what);
                }
            }
            if way.is_some_and(|key| ui.button(with_key(say, key)).clicked()) {
                pick = Some(Pick::Way);
            }
        });
        ui.separator();
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let outcome = pages::outcome(debrief.outcome, lang);
            ui.label(RichText::new(format!("{} — {outcome}", debrief.title.lang(lang))).heading().size(34.0));
            let whole = |x: f32| format!("{x:.0}");
            let score = [("score", &*whole(debrief.score)), ("pass", &*whole(debrief.pass_score))];
            ui.label(RichText::new(say.words.say(lang, "debrief-score", &score)).heading());
            ui.label(format!("{} · {kept}", pages::clock(debrief.duration_s)));
            ui.label(RichText::new(debrief.claim.lang(lang)).color(FAINT));
            ui.separator();
            if debrief.deviations.is_empty() {
                ui.label(say.key("debrief-none"));
            }
            for d in &debrief.deviations {
                let severity =
                    d.severity.map_or_else(|| say.key("severity-recovered"), |s| pages::severity(s, lang).into());
                let sign = match d.severity {
                    Some(Severity::Critical) => "✖✖✖",
                    Some(Severity::Major) => "✖✖",
                    Some(Severity::Minor) => "✖",
                    None => "✔",
                };
                let colour = if d.severity.is_some() { AMBER } else { GREEN };
                let at = pages::clock(d.at_s);
                ui.label(
                    RichText::new(format!("{sign} {at} · {severity} · {}", d.what.lang(lang))).strong().color(colour),
                );
                ui.label(say.words.say(lang, "deviation-why", &[("why", d.why.lang(lang))]));
                ui.label(say.words.say(lang, "deviation-remedy", &[("remedy", d.remedy.lang(lang))]));
                ui.label(RichText::new(format!("{} ({})", d.source, d.label)).color(FAINT).small());
                ui.separator();
            }
            if let Some(growth) = &debrief.growth {
                grown::show(ui, say, growth, debrief, seen);
            }
            for step in &debrief.steps {
                let (sign, when) = match step.done_s {
                    Some(at) => ("✔", pages::clock(at)),
                    None => ("✖", String::new()),
                };
                ui.label(format!("{sign} {} {} {when}", step.id, step.title.lang(lang)));
            }
        });
    });
    pick
}

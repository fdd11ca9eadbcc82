//! What would have grown, on the page that ends a session at a desk: the plates as dishes, by which way most came there, and
//! what each deviation added.

use super::ui::{AMBER, FAINT, Say};
use crate::{pages, sampled};
use drill::growth::PlateReport;
use drill::{Debrief, Growth};
use egui::{Color32, Painter, Pos2, RichText, Sense, Stroke, Ui, Vec2};
use portray::dishes::{self, LAWN};
use std::time::Instant;

/// Radius of a dish, points; as wide as three lines of text are high.
const DISH: f32 = 28.0;
const RIM: Color32 = Color32::from_rgb(200, 208, 214);
const AGAR: Color32 = Color32::from_rgb(176, 134, 74);
const COLONY: Color32 = Color32::from_rgb(247, 241, 222);

/// `seen`: since when dishes are in sight, which begins their incubation.
pub fn show(ui: &mut Ui, say: Say, growth: &Growth, debrief: &Debrief, seen: &mut Option<Instant>) {
    let lang = say.lang;
    let day = seen.map_or(Some(1), |seen| dishes::day(seen.elapsed().as_secs_f32()));
    ui.label(RichText::new(dishes::told_day(say.words, lang, day)).heading());
    ui.label(RichText::new(growth.note.lang(lang)).color(FAINT));
    for (i, plate) in growth.plates.iter().enumerate() {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(2.0 * DISH + 6.0), Sense::hover());
            if ui.is_rect_visible(rect) {
                seen.get_or_insert_with(Instant::now);
            }
            draw(ui.painter(), rect.center(), plate, i, day);
            ui.vertical(|ui| {
                let reached = day.is_none() && dishes::reached(plate);
                let colour = if reached { AMBER } else { ui.visuals().strong_text_color() };
                let mut told = plate.what.lang(lang).to_owned();
                if day.is_none() {
                    let [count, limit] = dishes::told(say.words, lang, plate);
                    told = format!("{told} · {count} · {limit}");
                }
                ui.label(RichText::new(told).strong().color(colour));
                for chain in plate.chains.iter().take(1) {
                    let cfu = pages::cfu(chain.of_source_cfu, lang);
                    ui.label(format!("{cfu} {} ← {}", pages::expected(lang), chain.called.lang(lang)));
                    ui.label(RichText::new(pages::way(chain, lang)).color(FAINT).small());
                }
            });
        });
    }
    // Counters are read at once, plates of the air when all others are.
    let unread = if day.is_some() { growth.air.len() } else { 0 };
    for line in sampled::lines(growth, lang).split_off(unread) {
        ui.label(line);
    }
    if !growth.added.is_empty() {
        ui.label(RichText::new(pages::by_deviation(lang)).heading());
    }
    for added in &growth.added {
        ui.label(pages::added(added, growth, debrief, lang).replace("**", ""));
    }
    ui.separator();
}

/// Whether the limit is reached is told by the rim, too.
fn draw(painter: &Painter, middle: Pos2, plate: &PlateReport, index: usize, day: Option<u32>) {
    let rim = if day.is_none() && dishes::reached(plate) { 5.0 } else { 2.0 };
    let lawn = if plate.counted_cfu > LAWN { dishes::grown(day) } else { 0.0 };
    let agar = AGAR.lerp_to_gamma(COLONY, lawn);
    painter.circle(middle, DISH, agar, Stroke::new(rim, RIM));
    for colony in dishes::colonies(plate, index, day) {
        let at = middle + Vec2::new(colony.at.x, -colony.at.y) * (DISH - rim);
        painter.circle_filled(at, (colony.radius * (DISH - rim)).max(1.5), COLONY);
    }
}

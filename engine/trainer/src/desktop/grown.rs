//! What would have grown, on the page that ends a session at a desk: the plates as dishes, by which way most came there, and
//! what each deviation added.

use super::ui::{AMBER, FAINT, Say};
use crate::pages;
use drill::growth::PlateReport;
use drill::{Debrief, Growth};
use egui::{Color32, Painter, Pos2, RichText, Sense, Stroke, Ui, Vec2};
use portray::dishes::{self, LAWN};

/// Radius of a dish, points; as wide as three lines of text are high.
const DISH: f32 = 28.0;
const RIM: Color32 = Color32::from_rgb(200, 208, 214);
const AGAR: Color32 = Color32::from_rgb(176, 134, 74);
const COLONY: Color32 = Color32::from_rgb(247, 241, 222);

pub fn show(ui: &mut Ui, say: Say, growth: &Growth, debrief: &Debrief) {
    let lang = say.lang;
    ui.label(RichText::new(say.key("debrief-grown")).heading());
    ui.label(RichText::new(growth.note.lang(lang)).color(FAINT));
    for (i, plate) in growth.plates.iter().enumerate() {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(2.0 * DISH + 6.0), Sense::hover());
            draw(ui.painter(), rect.center(), plate, i);
            ui.vertical(|ui| {
                let colour = if dishes::reached(plate) { AMBER } else { ui.visuals().strong_text_color() };
                let [count, limit] = dishes::told(say.words, lang, plate);
                let told = format!("{} · {count} · {limit}", plate.what.lang(lang));
                ui.label(RichText::new(told).strong().color(colour));
                for chain in plate.chains.iter().take(1) {
                    let cfu = pages::cfu(chain.of_source_cfu, lang);
                    ui.label(format!("{cfu} {} ← {}", pages::expected(lang), chain.called.lang(lang)));
                    ui.label(RichText::new(pages::way(chain, lang)).color(FAINT).small());
                }
            });
        });
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
fn draw(painter: &Painter, middle: Pos2, plate: &PlateReport, index: usize) {
    let rim = if dishes::reached(plate) { 5.0 } else { 2.0 };
    let agar = if plate.counted_cfu > LAWN { COLONY } else { AGAR };
    painter.circle(middle, DISH, agar, Stroke::new(rim, RIM));
    for colony in dishes::colonies(plate, index) {
        let at = middle + Vec2::new(colony.at.x, -colony.at.y) * (DISH - rim);
        painter.circle_filled(at, (colony.radius * (DISH - rim)).max(1.5), COLONY);
    }
}

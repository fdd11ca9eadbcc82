//! Panels and captions as quads: wrapped at words, made smaller until they fit.

use crate::font::{DISC, FontAtlas};
use glam::{Mat3, Vec3};
use scene::{Disc, Line, Panel};

/// One letter or box: a corner and two edges, in room space (panels) or in clip space (captions).
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Quad {
    pub origin: [f32; 3],
    pub right: [f32; 3],
    pub up: [f32; 3],
    pub uv: [u16; 4],
    pub colour: [u8; 4],
}

/// Where the quads of one text go: `place` maps its plane (x right, y up, from the upper left corner) into space.
struct Sheet<'a> {
    font: &'a FontAtlas,
    origin: Vec3,
    right: Vec3,
    up: Vec3,
    quads: &'a mut Vec<Quad>,
}

impl Sheet<'_> {
    fn push(&mut self, rect: [f32; 4], uv: [u16; 4], colour: [f32; 4]) {
        let [left, bottom, right, top] = rect;
        self.quads.push(Quad {
            origin: (self.origin + self.right * left + self.up * bottom).into(),
            right: (self.right * (right - left)).into(),
            up: (self.up * (top - bottom)).into(),
            uv,
            colour: bytes(colour),
        });
    }
}

/// Share of the width or of the smaller side that stays free around the text.
const MARGIN: f32 = 0.05;
/// A text that does not fit is tried this much smaller, this many times at most.
const SMALLER: f32 = 0.9;
const TRIES: usize = 16;

/// Adds a panel's background, discs and letters, in this order.
pub fn push_panel(font: &FontAtlas, panel: &Panel, quads: &mut Vec<Quad>) {
    if panel.background[3] > 0.0 {
        push_background(font, panel, quads);
    }
    push_letters(&mut in_room(font, panel, quads), panel);
}

/// Adds a panel's background alone.
pub fn push_background(font: &FontAtlas, panel: &Panel, quads: &mut Vec<Quad>) {
    let [width, height] = panel.size;
    in_room(font, panel, quads).push([0.0, -height, width, 0.0], font.solid, panel.background);
}

/// Adds a panel's discs and letters for a picture of this size in pixels, which the panel fills but for a border.
pub fn push_flat(font: &FontAtlas, panel: &Panel, size: [u32; 2], border: u32, quads: &mut Vec<Quad>) {
    let pixel = size.map(|n| 2.0 / n as f32);
    let per_metre = [0, 1].map(|i| (size[i] - 2 * border) as f32 / panel.size[i] * pixel[i]);
    let origin = Vec3::new(border as f32 * pixel[0] - 1.0, 1.0 - border as f32 * pixel[1], 1.0);
    let mut sheet = Sheet { font, origin, right: Vec3::X * per_metre[0], up: Vec3::Y * per_metre[1], quads };
    push_letters(&mut sheet, panel);
}

fn in_room<'a>(font: &'a FontAtlas, panel: &Panel, quads: &'a mut Vec<Quad>) -> Sheet<'a> {
    let turn = Mat3::from_quat(panel.rotation);
    let [width, height] = panel.size;
    let corner = panel.position + turn * Vec3::new(-width / 2.0, height / 2.0, 0.0);
    Sheet { font, origin: corner, right: turn.x_axis, up: turn.y_axis, quads }
}

/// How much smaller than its lines say a panel's text is drawn, and the width and height that it then needs.
pub fn fitted(font: &FontAtlas, panel: &Panel) -> (f32, [f32; 2]) {
    let inner = inner(panel);
    let mut scale = 1.0;
    let mut needed = flow(font, &panel.lines, inner[0], scale, |_, _| {});
    for _ in 0..TRIES {
        if needed[1] <= inner[1] && needed[0] <= inner[0] {
            break;
        }
        scale *= SMALLER;
        needed = flow(font, &panel.lines, inner[0], scale, |_, _| {});
    }
    (scale, needed)
}

fn margin(panel: &Panel) -> f32 {
    MARGIN * panel.size[0].min(panel.size[1])
}

/// Width and height for text.
fn inner(panel: &Panel) -> [f32; 2] {
    let [width, height] = panel.size.map(|metres| metres - 2.0 * margin(panel));
    [width - panel.indent, height]
}

fn push_letters(sheet: &mut Sheet, panel: &Panel) {
    panel.discs.iter().for_each(|disc| push_disc(sheet, disc));
    let font = sheet.font;
    let (height, margin, inner) = (panel.size[1], margin(panel), inner(panel));
    let (scale, needed) = fitted(font, panel);
    let top = if panel.centred { (height - needed[1]) / 2.0 } else { margin };
    let centre = panel.centred.then_some(inner[0]);
    flow(font, &panel.lines, inner[0], scale, |line, row| {
        let left = centre.map_or(0.0, |w| (w - row.width) / 2.0);
        push_row(sheet, line, &row, scale, [margin + panel.indent + left, -top]);
    });
}

fn push_disc(sheet: &mut Sheet, disc: &Disc) {
    let ([x, y], radius) = sheet.font.disc;
    let glyph = sheet.font.glyph(DISC);
    let ([right, down], ems) = (disc.at, disc.radius / radius);
    let [l, b, r, t] = glyph.rect;
    let rect = [right + (l - x) * ems, (b - y) * ems - down, right + (r - x) * ems, (t - y) * ems - down];
    sheet.push(rect, glyph.uv, disc.colour);
}

/// Adds the captions: rows at the bottom of a picture of this size in pixels, each on a dark band.
pub fn push_captions(font: &FontAtlas, captions: &[Line], size: [u32; 2], quads: &mut Vec<Quad>) {
    if captions.is_empty() {
        return;
    }
    let [width, height] = size.map(|n| n as f32);
    // Heights are said for a picture 1080 lines high.
    let scale = height / 1080.0;
    let wrap = width * 0.86;
    let needed = flow(font, captions, wrap, scale, |_, _| {});
    let pad = 14.0 * scale;
    let mut sheet = Sheet {
        font,
        origin: Vec3::new(-1.0, -1.0 + (needed[1] + 3.0 * pad) * 2.0 / height, 1.0),
        right: Vec3::new(2.0 / width, 0.0, 0.0),
        up: Vec3::new(0.0, 2.0 / height, 0.0),
        quads,
    };
    let left = (width - needed[0]) / 2.0;
    sheet.push([left - pad, -needed[1] - pad, left + needed[0] + pad, pad], font.solid, [0.02, 0.025, 0.03, 0.78]);
    flow(font, captions, wrap, scale, |line, row| {
        push_row(&mut sheet, line, &row, scale, [(width - row.width) / 2.0, 0.0]);
    });
}

/// One row of a wrapped line.
struct Row<'a> {
    text: &'a str,
    width: f32,
    /// Below the top of the text.
    baseline: f32,
}

fn push_row(sheet: &mut Sheet, line: &Line, row: &Row, scale: f32, [left, top]: [f32; 2]) {
    let em = line.height * scale;
    let mut x = left;
    for letter in row.text.chars() {
        let glyph = sheet.font.glyph(letter);
        let [l, b, r, t] = glyph.rect;
        if r > l {
            let y = top - row.baseline;
            sheet.push([x + l * em, y + b * em, x + r * em, y + t * em], glyph.uv, line.colour);
        }
        x += glyph.advance * em;
    }
}

/// Breaks lines into rows no wider than `width` and returns the width and height of all.
fn flow<'a>(
    font: &FontAtlas,
    lines: &'a [Line],
    width: f32,
    scale: f32,
    mut each: impl FnMut(&'a Line, Row<'a>),
) -> [f32; 2] {
    let (mut widest, mut bottom) = (0f32, 0f32);
    for line in lines {
        let em = line.height * scale;
        let mut rest = line.text.as_str();
        loop {
            let (text, row_width, next) = first_row(font, rest, width / em);
            widest = widest.max(row_width * em);
            each(line, Row { text, width: row_width * em, baseline: bottom + font.ascent * em });
            bottom += font.line * em;
            match next {
                Some(next) => rest = next,
                None => break,
            }
        }
    }
    [widest, bottom]
}

/// What fits into `ems`: the text, its width in ems, and what is left over. A word that alone is too long stays whole.
fn first_row<'a>(font: &FontAtlas, text: &'a str, ems: f32) -> (&'a str, f32, Option<&'a str>) {
    let (mut x, mut fits, mut before) = (0f32, None, ' ');
    for (i, letter) in text.char_indices() {
        if letter == '\n' {
            return (&text[..i], x, Some(&text[i + 1..]));
        }
        // French keeps « and the high signs with their word.
        let tied = before == '«' || text[i..].chars().nth(1).is_some_and(|next| "»:;!?%".contains(next));
        if letter == ' ' && !tied {
            fits = Some((i, x));
        }
        before = letter;
        x += font.glyph(letter).advance;
        if x > ems
            && let Some((space, width)) = fits
        {
            return (&text[..space], width, Some(&text[space + 1..]));
        }
    }
    (text, x, None)
}

fn bytes(colour: [f32; 4]) -> [u8; 4] {
    // Linear light in eight bits loses the dark: letters store the square root, the shader squares it.
    let [r, g, b, a] = colour.map(|c| c.clamp(0.0, 1.0));
    [r.sqrt(), g.sqrt(), b.sqrt(), a].map(|c| (c * 255.0 + 0.5) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn font() -> FontAtlas {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/fonts/DejaVuSans.ttf");
        FontAtlas::new(&std::fs::read(path).expect("the font is in the tree")).expect("a font")
    }

    #[test]
    fn text_never_leaves_its_panel() {
        let font = font();
        let text =
            "Vérifier l'étanchéité : « la combinaison ne touche jamais le sol », puis se désinfecter les gants. ";
        for repeat in [1, 3, 9] {
            for size in [[0.4, 0.3], [0.3, 0.1], [0.12, 0.5]] {
                let line = Line { text: text.repeat(repeat), height: 0.02, colour: [1.0; 4] };
                let panel = Panel { size, lines: vec![line], ..Panel::default() };
                let mut quads = Vec::new();
                push_panel(&font, &panel, &mut quads);
                assert!(quads.len() > 70 * repeat, "{} letters", quads.len());
                for q in quads {
                    let low = [q.origin[0], q.origin[1]];
                    let high = [q.origin[0] + q.right[0], q.origin[1] + q.up[1]];
                    for k in 0..2 {
                        assert!(low[k] > -size[k] / 2.0 - 0.004 && high[k] < size[k] / 2.0 + 0.004, "{size:?} {q:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_disc_lies_where_it_is_put_and_lines_beside_it() {
        let font = font();
        let line = Line { text: "poitrine".into(), height: 0.02, colour: [1.0; 4] };
        let disc = Disc { at: [0.1, 0.08], radius: 0.05, colour: [1.0; 4] };
        let (discs, lines) = (vec![disc], vec![line]);
        let panel = Panel { size: [0.4, 0.2], indent: 0.2, discs, lines, ..Panel::default() };
        let mut quads = Vec::new();
        push_panel(&font, &panel, &mut quads);
        let middle = [0, 1].map(|k| quads[0].origin[k] + (quads[0].right[k] + quads[0].up[k]) / 2.0);
        assert!((middle[0] + 0.1).abs() < 0.004 && (middle[1] - 0.02).abs() < 0.004, "{middle:?}");
        assert!((0.05..0.08).contains(&(quads[0].right[0] / 2.0)), "with what lies around its edge: {:?}", quads[0]);
        assert!(quads[1..].len() == 8 && quads[1..].iter().all(|q| q.origin[0] > 0.0), "right of the indent");
    }

    #[test]
    fn rows_break_at_words_and_at_line_ends() {
        let font = font();
        assert_eq!(first_row(&font, "un deux\ntrois", 99.0).0, "un deux");
        let (row, width, rest) = first_row(&font, "gants stériles gants stériles", 8.0);
        assert_eq!((row, rest), ("gants stériles", Some("gants stériles")));
        assert!(width <= 8.0);
        assert_eq!(first_row(&font, "dit « stérile »", 5.5).0, "dit");
        assert_eq!(first_row(&font, "anticonstitutionnellement", 3.0).2, None);
    }
}

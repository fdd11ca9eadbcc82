//! One font, drawn once into an atlas of distances to the letters' edges, so that text is sharp at any size.

use ab_glyph::{Font as _, FontRef, PxScale, ScaleFont};

/// Letters of French and English, and the signs that a checklist or a gauge needs.
const SIGNS: &str = "ŒœŸ–—‘’‚“”„†•…‰‹›€™←↑→↓≈≠≤≥−✓✗⚠□■▤▥▧▩●○▲▼₂\u{202f}\u{2009}";
/// The letter that is a filled circle.
pub const DISC: char = '●';
/// Pixels of an em in the atlas, and how far outside the edge the distance is known.
const EM_PX: f32 = 52.0;
const REACH_PX: usize = 6;
const ATLAS_WIDTH: usize = 1024;

/// A letter's box and its place in the atlas. Lengths are in ems, from the pen on the baseline, y up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Glyph {
    pub advance: f32,
    /// Left, bottom, right, top; empty for a space.
    pub rect: [f32; 4],
    /// u, v at the lower left and at the upper right, of 65535.
    pub uv: [u16; 4],
}

#[derive(Clone, Debug)]
pub struct FontAtlas {
    /// Sorted by letter.
    pub(crate) glyphs: Vec<(char, Glyph)>,
    pub(crate) unknown: Glyph,
    /// A place in the atlas that is all inside.
    pub solid: [u16; 4],
    /// Of the letter ●: its middle from the pen and its radius, ems.
    pub disc: ([f32; 2], f32),
    pub width: u32,
    pub height: u32,
    /// 128 is the edge, more is inside.
    pub distances: Vec<u8>,
    /// Ems from the baseline to the top of a line, and from a baseline to the next.
    pub ascent: f32,
    pub line: f32,
}

impl FontAtlas {
    /// `ttf` is a TrueType file; `None` when it is not.
    pub fn new(ttf: &[u8]) -> Option<FontAtlas> {
        let font = FontRef::try_from_slice(ttf).ok()?;
        let units_per_em = font.units_per_em()?;
        let scaled = font.as_scaled(PxScale::from(EM_PX * font.height_unscaled() / units_per_em));
        let letters = ('!'..='~').chain('\u{a0}'..='\u{ff}').chain(SIGNS.chars()).chain([' ']);
        let mut atlas = FontAtlas {
            glyphs: Vec::new(),
            unknown: Glyph::default(),
            solid: [0; 4],
            disc: disc(&font, units_per_em)?,
            width: ATLAS_WIDTH as u32,
            height: 0,
            distances: Vec::new(),
            ascent: font.ascent_unscaled() / units_per_em,
            line: font.height_unscaled() / units_per_em * 1.05,
        };
        let mut drawn = Vec::new();
        for letter in letters {
            if atlas.glyphs.iter().any(|g| g.0 == letter) || (font.glyph_id(letter).0 == 0 && letter != '\u{202f}') {
                continue;
            }
            let advance = scaled.h_advance(scaled.glyph_id(letter)) / EM_PX;
            atlas.glyphs.push((letter, Glyph { advance, ..Glyph::default() }));
            if let Some(outline) = scaled.outline_glyph(scaled.scaled_glyph(letter)) {
                drawn.push((atlas.glyphs.len() - 1, Drawn::new(&outline)));
            }
        }
        atlas.pack(&mut drawn);
        atlas.glyphs.sort_by_key(|g| g.0);
        atlas.unknown = atlas.glyph('?');
        Some(atlas)
    }

    /// The letter, or a question mark.
    pub fn glyph(&self, letter: char) -> Glyph {
        self.glyphs.binary_search_by_key(&letter, |g| g.0).map_or(self.unknown, |i| self.glyphs[i].1)
    }

    /// Rows of letters, tallest first, below a solid corner.
    fn pack(&mut self, drawn: &mut [(usize, Drawn)]) {
        drawn.sort_by_key(|(i, d)| (std::cmp::Reverse(d.height), *i));
        let (mut x, mut y, mut row) = (16, 0, 16);
        let mut corners = Vec::with_capacity(drawn.len());
        for (_, d) in drawn.iter() {
            if x + d.width > ATLAS_WIDTH {
                (x, y, row) = (0, y + row, 0);
            }
            corners.push((x, y));
            x += d.width;
            row = row.max(d.height);
        }
        let height = y + row;
        self.height = height as u32;
        self.distances = vec![0; ATLAS_WIDTH * height];
        for line in self.distances.chunks_exact_mut(ATLAS_WIDTH).take(12) {
            line[..12].fill(255);
        }
        let share = |v: f32, of: usize| (v / of as f32 * 65535.0 + 0.5) as u16;
        self.solid = [share(4.0, ATLAS_WIDTH), share(4.0, height), share(8.0, ATLAS_WIDTH), share(8.0, height)];
        for ((i, d), (x, y)) in drawn.iter().zip(corners) {
            for (k, row) in d.distances.chunks_exact(d.width).enumerate() {
                let at = (y + k) * ATLAS_WIDTH + x;
                self.distances[at..at + d.width].copy_from_slice(row);
            }
            let glyph = &mut self.glyphs[*i].1;
            glyph.rect = d.rect;
            glyph.uv = [
                share(x as f32, ATLAS_WIDTH),
                share((y + d.height) as f32, height),
                share((x + d.width) as f32, ATLAS_WIDTH),
                share(y as f32, height),
            ];
        }
    }
}

/// Middle and radius of ●, ems.
fn disc(font: &FontRef, units_per_em: f32) -> Option<([f32; 2], f32)> {
    let bounds = font.outline(font.glyph_id(DISC))?.bounds;
    let middle = [bounds.min.x + bounds.max.x, bounds.min.y + bounds.max.y].map(|sum| sum / 2.0 / units_per_em);
    Some((middle, bounds.width() / 2.0 / units_per_em))
}

/// One letter as distances.
struct Drawn {
    width: usize,
    height: usize,
    rect: [f32; 4],
    distances: Vec<u8>,
}

impl Drawn {
    fn new(outline: &ab_glyph::OutlinedGlyph) -> Drawn {
        let bounds = outline.px_bounds();
        let width = bounds.width() as usize + 2 * REACH_PX;
        let height = bounds.height() as usize + 2 * REACH_PX;
        let mut covered = vec![0f32; width * height];
        outline.draw(|x, y, share| covered[(y as usize + REACH_PX) * width + x as usize + REACH_PX] = share);
        let reach = REACH_PX as f32;
        Drawn {
            width,
            height,
            rect: [
                (bounds.min.x - reach) / EM_PX,
                (-bounds.max.y - reach) / EM_PX,
                (bounds.max.x + reach) / EM_PX,
                (-bounds.min.y + reach) / EM_PX,
            ],
            distances: distances(&covered, width, height),
        }
    }
}

/// Signed distances of an antialiased shape: the squared Euclidean transform of Felzenszwalb and Huttenlocher (2012),
/// once outwards and once inwards, begun at the edge that the share of each border pixel tells.
fn distances(covered: &[f32], width: usize, height: usize) -> Vec<u8> {
    // Farther than any letter is wide, and small enough that adding 1 to it is not lost.
    const FAR: f32 = 1e5;
    let begin = |inside: bool| -> Vec<f32> {
        let seed = |&share: &f32| {
            let share = if inside { share } else { 1.0 - share };
            // A rasteriser's sums leave traces: nearly whole is whole.
            if share > 0.99 { FAR } else { (share - 0.5).max(0.0).powi(2) }
        };
        covered.iter().map(seed).collect()
    };
    let [mut outside, mut inside] = [begin(false), begin(true)];
    for field in [&mut outside, &mut inside] {
        transform(field, width, height);
    }
    outside
        .iter()
        .zip(&inside)
        .map(|(out, inn)| {
            let signed = inn.sqrt() - out.sqrt();
            ((signed / REACH_PX as f32 * 0.5 + 0.5).clamp(0.0, 1.0) * 255.0) as u8
        })
        .collect()
}

fn transform(field: &mut [f32], width: usize, height: usize) {
    let longest = width.max(height);
    let (mut line, mut hull, mut bounds) = (vec![0f32; longest], vec![0usize; longest], vec![0f32; longest + 1]);
    let mut one = |field: &mut [f32], first: usize, stride: usize, n: usize| {
        for (i, value) in line[..n].iter_mut().enumerate() {
            *value = field[first + i * stride];
        }
        let (mut k, cross) = (0, |q: usize, p: usize, line: &[f32]| {
            ((line[q] + (q * q) as f32) - (line[p] + (p * p) as f32)) / (2 * (q - p)) as f32
        });
        (hull[0], bounds[0], bounds[1]) = (0, f32::NEG_INFINITY, f32::INFINITY);
        for q in 1..n {
            let mut s = cross(q, hull[k], &line);
            while s <= bounds[k] {
                k -= 1;
                s = cross(q, hull[k], &line);
            }
            k += 1;
            (hull[k], bounds[k], bounds[k + 1]) = (q, s, f32::INFINITY);
        }
        k = 0;
        for q in 0..n {
            while bounds[k + 1] < q as f32 {
                k += 1;
            }
            let d = q as f32 - hull[k] as f32;
            field[first + q * stride] = d * d + line[hull[k]];
        }
    };
    for x in 0..width {
        one(field, x, width, height);
    }
    for y in 0..height {
        one(field, y * width, 1, width);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atlas() -> FontAtlas {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/fonts/DejaVuSans.ttf");
        FontAtlas::new(&std::fs::read(path).expect("the font is in the tree")).expect("a font")
    }

    #[test]
    fn french_is_all_there() {
        let atlas = atlas();
        for letter in "éèêëàâîïôöùûüçœæŒÉÈÊÀÇ«»’–…°µ²✓✗→≥€\u{a0}\u{202f}".chars()
        {
            assert!(atlas.glyphs.iter().any(|g| g.0 == letter), "{letter} {:?}", letter);
        }
        assert_eq!(atlas.glyph('漢'), atlas.glyph('?'));
    }

    #[test]
    fn distances_fall_from_inside_to_outside() {
        let covered: Vec<f32> = (0..20).map(|x| if (6..14).contains(&x) { 0.9999 } else { 1e-5 }).collect();
        let rows: Vec<f32> = (0..20).flat_map(|_| covered.clone()).collect();
        let d = distances(&rows, 20, 20);
        let middle = &d[200..220];
        assert!(middle[..10].is_sorted() && middle[10..].iter().rev().is_sorted());
        assert!(middle[5] < 128 && middle[6] >= 128, "the edge lies between 5 and 6: {middle:?}");
    }

    #[test]
    fn a_disc_is_as_large_as_it_is_drawn() {
        let atlas = atlas();
        let ([x, y], radius) = atlas.disc;
        let [left, bottom, right, top] = atlas.glyph(DISC).rect;
        let reach = REACH_PX as f32 / EM_PX;
        let pixel = 1.0 / EM_PX;
        assert!(radius > 0.2, "{radius}");
        // The box is of whole pixels.
        let slack = [x - radius - left, right - x - radius, y - radius - bottom, top - y - radius];
        assert!(slack.iter().all(|s| (-1e-3..pixel + 1e-3).contains(&(s - reach))), "{slack:?} {reach}");
    }

    #[test]
    fn what_is_no_font_is_refused() {
        assert!(FontAtlas::new(b"not a font").is_none());
    }
}

//! A slice through a flow as a picture: how fast the air is (colour) and where it goes (strokes that fade in along it).

use crate::room::Trouble;
use std::path::Path;
use twin::air::flow::Flow;

/// Pixels of the shortest stretch that is told apart.
const PIXELS_PER_M: f32 = 160.0;
/// Between the beginnings of two strokes, metres.
const STROKES_M: f32 = 0.1;
/// Length of a stroke as the time the air takes for it, and the step it is drawn in.
const STROKE_S: f32 = 0.7;
const STROKE_STEP_S: f32 = 0.01;
/// The scale below the slice: its height and its margin.
const SCALE_PX: usize = 24;
const WALL: [f32; 3] = [0.45, 0.45, 0.47];

/// Dark to light in steps of equal lightness, so that it reads without colour too (as in cividis: Nuñez, Anderton &
/// Renslow 2018, PLoS ONE 13, e0199239).
const COLOURS: [[f32; 3]; 5] =
    [[0.0, 0.13, 0.31], [0.26, 0.31, 0.42], [0.49, 0.48, 0.47], [0.74, 0.68, 0.42], [1.0, 0.92, 0.27]];

pub struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<[f32; 3]>,
}

/// The plane where coordinate `across` (0 is x) is `at` metres. Colours go from still to `fastest` m/s in the plane;
/// the scale below has a tick every 0.1 m/s.
///
/// # Errors
/// The plane is outside the room.
pub fn slice(flow: &Flow, across: usize, at: f32, fastest: f32) -> Result<Picture, Trouble> {
    let high = |a: usize| flow.origin[a] + flow.size[a] as f32 * flow.cell_m;
    if !(at > flow.origin[across] && at < high(across)) {
        let what = format!("{at} m is outside the room, which goes from {} to {} m", flow.origin[across], high(across));
        return Err(Trouble::new("--at", what, "choose a place between"));
    }
    // The longer way of a plan or section lies level; up is up.
    let (right, up) = [(2, 1), (2, 0), (0, 1)][across];
    let extent = |a: usize| flow.size[a] as f32 * flow.cell_m;
    let (width, rows) = ((extent(right) * PIXELS_PER_M) as usize, (extent(up) * PIXELS_PER_M) as usize);
    let place = |x: f32, y: f32| {
        let mut p = [at; 3];
        p[right] = flow.origin[right] + x / PIXELS_PER_M;
        p[up] = high(up) - y / PIXELS_PER_M;
        p
    };
    let mut picture =
        Picture { width, height: rows + 2 * SCALE_PX, pixels: vec![[1.0; 3]; width * (rows + 2 * SCALE_PX)] };
    for y in 0..rows {
        for x in 0..width {
            let p = place(x as f32 + 0.5, y as f32 + 0.5);
            let cell = [0, 1, 2].map(|a| ((p[a] - flow.origin[a]) / flow.cell_m).floor() as i64);
            picture.pixels[x + y * width] = match flow.cell(cell) {
                Some(_) => {
                    let v = flow.at(p);
                    colour((v[right] * v[right] + v[up] * v[up]).sqrt() / fastest)
                }
                None => WALL,
            };
        }
    }
    let spacing = STROKES_M * PIXELS_PER_M;
    for row in 0..(rows as f32 / spacing) as usize {
        for column in 0..(width as f32 / spacing) as usize {
            let shift = if row.is_multiple_of(2) { 0.25 } else { 0.75 };
            let [mut x, mut y] = [(column as f32 + shift) * spacing, (row as f32 + 0.5) * spacing];
            let steps = (STROKE_S / STROKE_STEP_S) as usize;
            for step in 0..steps {
                let v = flow.at(place(x, y));
                x += v[right] * STROKE_STEP_S * PIXELS_PER_M;
                y -= v[up] * STROKE_STEP_S * PIXELS_PER_M;
                if x < 0.0 || y < 0.0 || x >= width as f32 || y >= rows as f32 {
                    break;
                }
                let alpha = 0.9 * step as f32 / steps as f32;
                picture.dab(x, y, if step + 6 > steps { 1.6 } else { 0.8 }, alpha);
            }
        }
    }
    for y in rows + SCALE_PX / 2..rows + 3 * SCALE_PX / 2 {
        for x in SCALE_PX..width / 2 {
            let speed = (x - SCALE_PX) as f32 / (width / 2 - SCALE_PX) as f32 * fastest;
            let a_pixel = fastest / (width / 2 - SCALE_PX) as f32;
            let tick = (speed + 1e-6) % 0.1 < a_pixel;
            picture.pixels[x + y * width] = if tick { [0.0; 3] } else { colour(speed / fastest) };
        }
    }
    Ok(picture)
}

impl Picture {
    /// A round white dab, its edge a pixel soft.
    fn dab(&mut self, x: f32, y: f32, radius: f32, alpha: f32) {
        let reach = radius.ceil() as i64 + 1;
        for dy in -reach..=reach {
            for dx in -reach..=reach {
                let (px, py) = (x as i64 + dx, y as i64 + dy);
                if px < 0 || py < 0 || px >= self.width as i64 || py >= self.height as i64 {
                    continue;
                }
                let (ex, ey) = (px as f32 + 0.5 - x, py as f32 + 0.5 - y);
                let cover = alpha * (radius + 0.5 - (ex * ex + ey * ey).sqrt()).clamp(0.0, 1.0);
                for channel in &mut self.pixels[px as usize + py as usize * self.width] {
                    *channel += cover * (1.0 - *channel);
                }
            }
        }
    }

    pub fn to_png(&self) -> Vec<u8> {
        let bytes: Vec<u8> = self.pixels.iter().flatten().map(|c| (c.clamp(0.0, 1.0) * 255.0).round() as u8).collect();
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::High);
        // A vector takes all that is written to it.
        let mut writer = encoder.write_header().expect("a picture has an extent");
        writer.write_image_data(&bytes).expect("its bytes are as many as its header says");
        drop(writer);
        out
    }

    pub fn write(&self, path: &Path) -> Result<(), Trouble> {
        write(path, &self.to_png())
    }
}

/// Writes a file whole.
///
/// # Errors
/// It cannot be.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let sentence =
        |e: std::io::Error| Trouble::new(path.display(), format!("cannot be written ({e})"), "choose another place");
    std::fs::write(path, bytes).map_err(sentence)
}

/// 0 is still, 1 and above the fastest.
fn colour(share: f32) -> [f32; 3] {
    let at = share.clamp(0.0, 1.0) * (COLOURS.len() - 1) as f32;
    let low = (at as usize).min(COLOURS.len() - 2);
    let t = at - low as f32;
    [0, 1, 2].map(|k| COLOURS[low][k] * (1.0 - t) + COLOURS[low + 1][k] * t)
}

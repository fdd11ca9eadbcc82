//! Pictures of 8 bits a channel: read, compared, laid side by side, written.

use anyhow::{Context, Result, ensure};
use nv_flip::{DEFAULT_PIXELS_PER_DEGREE, FlipImageRgb8, FlipPool};
use std::path::Path;

/// RGB, rows from the top.
#[derive(Clone)]
pub struct Picture {
    pub size: [u32; 2],
    pub rgb: Vec<u8>,
}

impl Picture {
    /// `rgba` has four bytes a pixel.
    pub fn opaque(size: [u32; 2], rgba: &[u8]) -> Picture {
        Picture { size, rgb: rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect() }
    }

    /// Each pixel the mean light of `by` × `by` of these.
    pub fn shrunk(&self, by: u32) -> Picture {
        let size = self.size.map(|n| n / by);
        let linear = |byte: u8| match f32::from(byte) / 255.0 {
            c if c <= 0.04045 => c / 12.92,
            c => libm::powf((c + 0.055) / 1.055, 2.4),
        };
        let table: [f32; 256] = std::array::from_fn(|byte| linear(byte as u8));
        let shown = |light: f32| match light {
            l if l <= 0.003_130_8 => l * 12.92,
            l => 1.055 * libm::powf(l, 1.0 / 2.4) - 0.055,
        };
        let light =
            |x: u32, y: u32, channel: u32| table[self.rgb[((y * self.size[0] + x) * 3 + channel) as usize] as usize];
        let mean = |x: u32, y: u32, channel: u32| {
            let square = (0..by * by).map(|i| light(x * by + i % by, y * by + i / by, channel));
            (shown(square.sum::<f32>() / (by * by) as f32) * 255.0).round() as u8
        };
        let pixels = (0..size[1]).flat_map(|y| (0..size[0]).map(move |x| (x, y)));
        Picture { size, rgb: pixels.flat_map(|(x, y)| [0, 1, 2].map(|channel| mean(x, y, channel))).collect() }
    }

    /// A PNG without alpha, of this size.
    pub fn read(path: &Path, size: [u32; 2]) -> Result<Picture> {
        let remake = || format!("{}: make it with `tools/forge/make <set>.reference`", path.display());
        let file = std::fs::File::open(path).with_context(remake)?;
        let mut reader = png::Decoder::new(std::io::BufReader::new(file)).read_info().with_context(remake)?;
        let (info, [width, height]) = (reader.info(), size);
        let fits = info.size() == (width, height)
            && info.color_type == png::ColorType::Rgb
            && info.bit_depth == png::BitDepth::Eight;
        ensure!(
            fits,
            "{}: not an RGB picture of {width} × {height}; remake it with `tools/forge/make <set>.reference`",
            path.display()
        );
        let mut rgb = vec![0; (width * height * 3) as usize];
        reader.next_frame(&mut rgb).with_context(remake)?;
        Ok(Picture { size, rgb })
    }

    /// The mean difference that an eye notices (FLIP, 0 none … 1), and where it is, black to white through purple.
    pub fn difference(&self, reference: &Picture) -> (f32, Picture) {
        let [width, height] = self.size;
        let image = |p: &Picture| FlipImageRgb8::with_data(width, height, &p.rgb);
        let map = nv_flip::flip(image(reference), image(self), DEFAULT_PIXELS_PER_DEGREE);
        let mean = FlipPool::from_image(&map).mean();
        (mean, Picture { size: self.size, rgb: map.apply_color_lut(&nv_flip::magma_lut()).to_vec() })
    }

    /// Rows of pictures of one size.
    pub fn sheet(rows: &[[Picture; 3]]) -> Picture {
        let [width, height] = rows.first().map_or([0; 2], |row| row[0].size);
        let line = |p: &Picture, y: u32| p.rgb[(y * width * 3) as usize..][..(width * 3) as usize].to_vec();
        let rgb = rows.iter().flat_map(|row| (0..height).flat_map(move |y| row.iter().flat_map(move |p| line(p, y))));
        Picture { size: [width * 3, height * rows.len() as u32], rgb: rgb.collect() }
    }

    pub fn write(&self, path: &Path) -> Result<()> {
        let not = || format!("{}: the picture was not written", path.display());
        let file = std::io::BufWriter::new(std::fs::File::create(path).with_context(not)?);
        let mut encoder = png::Encoder::new(file, self.size[0], self.size[1]);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header().with_context(not)?;
        writer.write_image_data(&self.rgb).with_context(not)?;
        writer.finish().with_context(not)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(colour: [u8; 3]) -> Picture {
        Picture { size: [32, 16], rgb: colour.repeat(32 * 16) }
    }

    #[test]
    fn the_same_is_no_difference_and_the_opposite_is_nearly_all() {
        let (none, _) = plain([90, 120, 200]).difference(&plain([90, 120, 200]));
        let (little, _) = plain([125, 125, 125]).difference(&plain([128, 128, 128]));
        let (most, map) = plain([0; 3]).difference(&plain([255; 3]));
        assert_eq!(none, 0.0);
        assert!(0.0 < little && little < 0.1 && 0.8 < most, "{little} {most}");
        assert_eq!(map.size, [32, 16]);
    }

    #[test]
    fn a_smaller_picture_has_the_mean_light_and_not_the_mean_byte() {
        let half = [[0; 3], [255; 3]].concat().repeat(32 * 8);
        let smaller = Picture { size: [32, 16], rgb: half }.shrunk(2);
        assert_eq!((smaller.size, smaller.rgb[0], smaller.rgb.len()), ([16, 8], 188, 16 * 8 * 3));
    }

    #[test]
    fn a_sheet_has_a_row_a_viewpoint() {
        let [a, b, c] = [[1; 3], [2; 3], [3; 3]].map(plain);
        let sheet = Picture::sheet(&[[a.clone(), b.clone(), c.clone()], [c, b, a]]);
        assert_eq!(sheet.size, [96, 32]);
        let at = |x: usize, y: usize| sheet.rgb[(y * 96 + x) * 3];
        assert_eq!([at(0, 0), at(32, 15), at(95, 0), at(0, 16), at(95, 31)], [1, 2, 3, 3, 1]);
    }
}

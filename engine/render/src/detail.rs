//! What surfaces are like from near. Made by `tools/forge` (`details.py`): the patterns as `details.bc7.ktx2` and
//! `details.astc.ktx2`, a layer each, and `materials.json`, which material shows which.

use crate::error::Error;
use crate::ktx::{self, Format, Texels};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use wgpu::{Features, TextureFormat};

/// What a material is like from near, as shaders take it. Plain materials show the first pattern with nothing of it.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Finish {
    /// The layer, tiles a metre, the steepest slope, the largest change of its colour as a share of it.
    pub pattern: [f32; 4],
    /// How much its fibres send towards who looks along it, 0…1.
    pub sheen: f32,
    /// How far grooves along u draw out what it mirrors, 0…1.
    pub brushed: f32,
    free: [f32; 2],
}

#[derive(Clone, Debug)]
pub struct Details {
    bc7: Texels,
    astc: Texels,
    of: BTreeMap<String, Finish>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct About {
    patterns: Vec<Pattern>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Pattern {
    name: String,
    /// Of a side of its tile.
    metres: f32,
    slope: f32,
    shade: f32,
}

/// A row of `materials.json`: a pattern, the shares of its relief and its shade that are shown, sheen and brush.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    pattern: String,
    relief: f32,
    shade: f32,
    #[serde(default)]
    sheen: f32,
    #[serde(default)]
    brushed: f32,
}

impl Details {
    /// Reads them from the folder of the assets.
    pub fn open(folder: &Path) -> Result<Details, Error> {
        let (bc7, About { patterns }) = whole(&folder.join("details.bc7.ktx2"), Format::Bc7)?;
        let path = folder.join("details.astc.ktx2");
        let (astc, same) = whole(&path, Format::Astc4x4)?;
        if same.patterns != patterns {
            return Err(Error::Model { path, why: "its patterns are not those of details.bc7.ktx2".into() });
        }
        let path = folder.join("materials.json");
        let text = std::fs::read_to_string(&path).map_err(|why| match why.kind() {
            std::io::ErrorKind::NotFound => Error::Missing { path: path.clone() },
            _ => Error::Io { path: path.clone(), why },
        })?;
        let of = table(&text, &patterns).map_err(|why| Error::Model { path, why })?;
        Ok(Details { bc7, astc, of })
    }

    /// Of a material by its name.
    pub fn of(&self, material: &str) -> Finish {
        self.of.get(material).copied().unwrap_or_default()
    }

    /// Of what has no material: what is plain, hands, then each [`scene::Fabric`] in its order.
    pub fn others(&self) -> [Finish; 6] {
        ["", "hand", "cloth.plain", "cloth.garment", "cloth.nonwoven", "cloth.rubber"].map(|name| self.of(name))
    }

    /// What a device can sample: its own compressed blocks, or texels made of them.
    pub fn texels(&self, features: Features) -> (TextureFormat, Cow<'_, Texels>) {
        if features.contains(Features::TEXTURE_COMPRESSION_BC) {
            (TextureFormat::Bc7RgbaUnorm, Cow::Borrowed(&self.bc7))
        } else if features.contains(Features::TEXTURE_COMPRESSION_ASTC) {
            let (block, channel) = (wgpu::AstcBlock::B4x4, wgpu::AstcChannel::Unorm);
            (TextureFormat::Astc { block, channel }, Cow::Borrowed(&self.astc))
        } else {
            (TextureFormat::Rgba8Unorm, Cow::Owned(unpacked(&self.bc7)))
        }
    }
}

/// A file with a layer a pattern and every level down to one texel.
fn whole(path: &Path, format: Format) -> Result<(Texels, About), Error> {
    let (texels, about): (Texels, About) = ktx::read(path, format)?;
    let [width, height, layers] = texels.size;
    let levels = width.ilog2() as usize + 1;
    if width != height || !width.is_power_of_two() || texels.levels.len() != levels {
        let why =
            format!("{width} × {height} texels in {} levels are no square with all its levels", texels.levels.len());
        return Err(Error::Model { path: path.to_owned(), why });
    }
    if layers as usize != about.patterns.len()
        || about.patterns.iter().any(|p| !(p.metres > 1e-3 && p.slope.is_finite() && p.shade.is_finite()))
    {
        let why = format!("it does not say of its {layers} layers what they are");
        return Err(Error::Model { path: path.to_owned(), why });
    }
    Ok((texels, about))
}

fn table(text: &str, patterns: &[Pattern]) -> Result<BTreeMap<String, Finish>, String> {
    let rows: BTreeMap<String, Row> =
        serde_json::from_str(text).map_err(|e| format!("not a table of materials ({e})"))?;
    let finish = |(material, Row { pattern, relief, shade, sheen, brushed }): (String, Row)| {
        let layer = patterns.iter().position(|p| p.name == pattern);
        let layer = layer.ok_or_else(|| format!("{material} shows a pattern {pattern} that is not there"))?;
        let Pattern { metres, slope, shade: most, .. } = &patterns[layer];
        let pattern = [layer as f32, 1.0 / metres, relief * slope, shade * most];
        Ok((material, Finish { pattern, sheen, brushed, free: [0.0; 2] }))
    };
    rows.into_iter().map(finish).collect()
}

/// Blocks of BC7 as texels.
fn unpacked(blocks: &Texels) -> Texels {
    let [width, _, layers] = blocks.size;
    let levels = (0..).zip(&blocks.levels).map(|(i, level)| {
        let side = (width as usize >> i).max(1);
        let across = side.div_ceil(4);
        let mut texels = vec![0; side * side * 4 * layers as usize];
        for (at, block) in level.chunks_exact(16).enumerate() {
            let (layer, row, column) = (at / (across * across), at / across % across, at % across);
            let mut square = [0; 64];
            bcdec_rs::bc7(block, &mut square, 16);
            for (y, line) in square.chunks_exact(16).take(side).enumerate() {
                let first = ((layer * side + row * 4 + y) * side + column * 4) * 4;
                let part = side.min(4) * 4;
                texels[first..first + part].copy_from_slice(&line[..part]);
            }
        }
        texels
    });
    Texels { size: blocks.size, levels: levels.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn assets() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets")
    }

    /// A folder of the real files, one of them changed.
    fn why(name: &str, file: &str, change: impl Fn(Vec<u8>) -> Option<Vec<u8>>) -> String {
        let folder = std::env::temp_dir().join(format!("asepsis-details-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        for each in ["details.bc7.ktx2", "details.astc.ktx2", "materials.json"] {
            let bytes = std::fs::read(assets().join(each)).expect("the assets are in the tree");
            let bytes = if each == file { change(bytes) } else { Some(bytes) };
            bytes.into_iter().for_each(|bytes| std::fs::write(folder.join(each), bytes).expect("a file"));
        }
        let why = Details::open(&folder).err().map(|e| e.to_string());
        std::fs::remove_dir_all(&folder).expect("it was made here");
        let why = why.unwrap_or_else(|| panic!("{name}: it was believed"));
        assert!(why.contains(file) && why.contains("tools/forge"), "{why}");
        why
    }

    #[test]
    fn what_is_missing_or_broken_is_said() {
        assert!(why("missing", "details.astc.ktx2", |_| None).contains("the file is missing"));
        assert!(why("no-table", "materials.json", |_| None).contains("the file is missing"));
        let cut = |mut bytes: Vec<u8>| {
            bytes.truncate(bytes.len() - 1000);
            Some(bytes)
        };
        assert!(why("cut", "details.bc7.ktx2", cut).contains("KTX2"));
        let scratched = |mut bytes: Vec<u8>| {
            // The first of the index of levels says where the largest begins.
            let first = u64::from_le_bytes(bytes[80..88].try_into().expect("eight bytes")) as usize;
            bytes[first..first + 8].fill(0);
            Some(bytes)
        };
        assert!(why("scratched", "details.bc7.ktx2", scratched).contains("level 0 is broken"));
        let other = |_| std::fs::read(assets().join("details.astc.ktx2")).ok();
        assert!(why("other", "details.bc7.ktx2", other).contains("ASTC_4x4_UNORM_BLOCK"));
        let light = |_| std::fs::read(assets().join("gowning/light.ktx2")).ok();
        assert!(why("light", "details.astc.ktx2", light).contains("E5B9G9R9"));
        let unknown = |bytes| String::from_utf8(bytes).ok().map(|s| s.replacen("brushed", "brushing", 1).into_bytes());
        assert!(why("unknown", "materials.json", unknown).contains("pattern brushing that is not there"));
    }

    #[test]
    fn every_pattern_fades_to_the_plain_material() {
        let details = Details::open(&assets()).expect("the assets are in the tree");
        let (_, texels) = details.texels(Features::empty());
        let [side, _, layers] = texels.size;
        assert_eq!(texels.levels.len(), side.ilog2() as usize + 1);
        let smallest = &texels.levels[side.ilog2() as usize];
        assert_eq!(smallest.len(), 4 * layers as usize);
        assert!(smallest.iter().all(|b| b.abs_diff(127) <= 3), "{smallest:?}");
        // And what a level loses of its slopes it gains in dullness.
        for layer in 0..layers as usize {
            let dull = |level: usize| {
                let texels = &texels.levels[level];
                let one = &texels[texels.len() / layers as usize * layer..][..texels.len() / layers as usize];
                one.chunks_exact(4).map(|t| f64::from(t[2])).sum::<f64>() / (one.len() / 4) as f64
            };
            assert!(dull(0) + 10.0 < dull(9) && (0..9).all(|level| dull(level) < dull(level + 1) + 3.0), "{layer}");
        }
    }
}

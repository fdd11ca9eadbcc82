//! Textures from KTX2 files that may lie: every size in one is held against the bytes that are really there.

use crate::error::Error;
use serde::de::DeserializeOwned;
use std::path::Path;

/// Bytes of one level of a texture: 64 MiB.
const MOST_BYTES: u64 = 1 << 26;

#[derive(Clone, Debug, PartialEq)]
pub struct Texels {
    /// Width, height, and layers or depth.
    pub size: [u32; 3],
    /// From the largest level; each layer by layer, rows from the top.
    pub levels: Vec<Vec<u8>>,
}

/// How texels lie in a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Format {
    /// Three numbers a texel in four bytes (`Rgb9e5Ufloat`).
    SharedExponent,
    /// Four numbers, in blocks of 4 × 4 texels and 16 bytes.
    Bc7,
    Astc4x4,
}

impl Format {
    fn in_file(self) -> ktx2::Format {
        match self {
            Format::SharedExponent => ktx2::Format::E5B9G9R9_UFLOAT_PACK32,
            Format::Bc7 => ktx2::Format::BC7_UNORM_BLOCK,
            Format::Astc4x4 => ktx2::Format::ASTC_4x4_UNORM_BLOCK,
        }
    }

    /// Bytes of a picture.
    fn bytes(self, width: u64, height: u64) -> u64 {
        match self {
            Format::SharedExponent => width * height * 4,
            Format::Bc7 | Format::Astc4x4 => width.div_ceil(4) * height.div_ceil(4) * 16,
        }
    }
}

/// A file of one format, and what it says of itself.
pub fn read<T: DeserializeOwned>(path: &Path, format: Format) -> Result<(Texels, T), Error> {
    let bytes = std::fs::read(path).map_err(|why| match why.kind() {
        std::io::ErrorKind::NotFound => Error::Missing { path: path.to_owned() },
        _ => Error::Io { path: path.to_owned(), why },
    })?;
    decode(&bytes, format).map_err(|why| Error::Model { path: path.to_owned(), why })
}

fn decode<T: DeserializeOwned>(bytes: &[u8], format: Format) -> Result<(Texels, T), String> {
    let file = ktx2::Reader::new(bytes).map_err(|e| format!("not a KTX2 file ({e})"))?;
    let header = file.header();
    if header.format != Some(format.in_file()) {
        return Err(format!("its texels are {:?}, not {:?}", header.format, format.in_file()));
    }
    let size = [
        header.pixel_width.max(1),
        header.pixel_height.max(1),
        header.pixel_depth.max(1).saturating_mul(header.layer_count.max(1)).saturating_mul(header.face_count),
    ];
    if size[..2].iter().any(|&n| n > 1 << 14) {
        return Err(format!("{size:?} texels are too many"));
    }
    let volume = header.pixel_depth > 1;
    let mut levels = Vec::new();
    for (i, level) in file.levels().enumerate().take(16) {
        let [width, height, layers] = size.map(u64::from);
        let length = format.bytes((width >> i).max(1), (height >> i).max(1)).checked_mul(layers);
        let length = length.filter(|n| *n <= MOST_BYTES && (i == 0 || !volume));
        let length = length.ok_or_else(|| format!("{size:?} texels are too many"))? as usize;
        let unpacked = match header.supercompression_scheme {
            None => level.data.to_vec(),
            Some(ktx2::SupercompressionScheme::Zstandard) => {
                zstd::bulk::decompress(level.data, length).map_err(|e| format!("level {i} is broken ({e})"))?
            }
            Some(_) => return Err("it is not packed by Zstandard".into()),
        };
        if unpacked.len() != length {
            return Err(format!("level {i} has {} bytes, not {length}", unpacked.len()));
        }
        levels.push(unpacked);
    }
    let about = file.key_value_data().find(|(key, _)| *key == "asepsis").map(|(_, value)| value).unwrap_or(b"{}");
    let text = about.strip_suffix(b"\0").unwrap_or(about);
    let about = serde_json::from_slice(text).map_err(|e| format!("what it says of itself is not understood ({e})"))?;
    Ok((Texels { size, levels }, about))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_texture_is_refused_in_a_sentence() {
        for bytes in [&b""[..], b"PNG", &[0xab; 200]] {
            let why = decode::<()>(bytes, Format::Bc7).expect_err("it is not a file");
            assert!(why.starts_with("not a KTX2 file"), "{why}");
        }
    }
}

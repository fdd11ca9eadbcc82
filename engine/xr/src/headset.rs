//! What is known of a headset: one file of `headset-config/` each, chosen by what the runtime says it is.
//!
//! Every entry says where it comes from and how sure it is. A file is read strictly: an unknown field, a number out of
//! its range or a missing source is refused with the line and one sentence.

use crate::pacing::Bounds;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The file for a headset that no file names.
pub const UNKNOWN: &str = "unknown.json";
/// The same as it was when the program was built, for when the folder cannot be read.
const SAFE: &str = include_str!("../../../headset-config/unknown.json");
/// What guides an editor.
pub const SCHEMA: &str = "schema.json";

/// A file of `headset-config/`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Headset {
    /// The schema that guides the editor; not read.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// As people call it.
    pub name: Text,
    pub chosen: Chosen,
    pub refresh: Refresh,
    pub eye_buffer: EyeBuffer,
    pub drawn: Drawn,
    pub colour: Colour,
    pub foveation: Foveation,
    pub input: Input,
    pub extensions: Extensions,
    pub budget: Budget,
}

/// Words that are there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(extend("minLength" = 1))]
pub struct Text(String);

impl Text {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Text {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Text, &'static str> {
        if text.trim().is_empty() { Err("it is empty; write a name, a paragraph or a reason") } else { Ok(Text(text)) }
    }
}

/// A number over 0.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "f32")]
#[schemars(extend("exclusiveMinimum" = 0))]
pub struct Positive(pub f32);

impl TryFrom<f32> for Positive {
    type Error = &'static str;
    fn try_from(x: f32) -> Result<Positive, &'static str> {
        if x > 0.0 && x.is_finite() { Ok(Positive(x)) } else { Err("it is not over 0; write a number that is") }
    }
}

/// Hertz, at least one, the preferred one first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Vec<f32>")]
#[schemars(extend("minItems" = 1))]
pub struct Rates(Vec<f32>);

impl TryFrom<Vec<f32>> for Rates {
    type Error = &'static str;
    fn try_from(rates: Vec<f32>) -> Result<Rates, &'static str> {
        let sound = !rates.is_empty() && rates.iter().all(|hz| (10.0..=240.0).contains(hz));
        if sound {
            Ok(Rates(rates))
        } else {
            Err("rates are from 10 to 240 Hz; write at least one, the preferred first")
        }
    }
}

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "[u32; 2]")]
pub struct Size([u32; 2]);

impl TryFrom<[u32; 2]> for Size {
    type Error = &'static str;
    fn try_from(size: [u32; 2]) -> Result<Size, &'static str> {
        let sound = size.iter().all(|side| (64..=8192).contains(side));
        if sound { Ok(Size(size)) } else { Err("a side is from 64 to 8192 pixels; write [width, height] of one eye") }
    }
}

/// The least and the most, as shares of width and height: over 0 and at most 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "[f32; 2]")]
pub struct Span([f32; 2]);

impl TryFrom<[f32; 2]> for Span {
    type Error = &'static str;
    fn try_from([least, most]: [f32; 2]) -> Result<Span, &'static str> {
        let sound = least > 0.0 && least <= most && most <= 1.0;
        if sound { Ok(Span([least, most])) } else { Err("shares are over 0 and at most 1; write [least, most]") }
    }
}

/// How an entry is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// Somebody measured it, and says so.
    Measured,
    /// From other entries, by a formula.
    Computed,
    /// Ours.
    Design,
    /// The maker says so.
    Vendor,
}

/// By what the runtime says it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// Any of these; none for a headset that no other file names.
    pub by: Vec<Pattern>,
    pub source: Text,
    pub label: Label,
}

/// All that is given must fit, in any case; `*` stands for any run of characters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// `XrInstanceProperties::runtimeName`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
    /// `XrSystemProperties::systemName`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// `android`, `linux`, `windows`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// `aarch64`, `x86_64`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arch: Option<String>,
}

/// Refresh rates of its display.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// Those that may be asked for, the preferred one first.
    pub rates_hz: Rates,
    pub source: Text,
    pub label: Label,
}

/// What the eyes are drawn into.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EyeBuffer {
    /// Of the swapchain's image, an eye; null: what the runtime recommends.
    pub size_px: Option<Size>,
    pub source: Text,
    pub label: Label,
}

/// The part of the eye buffer that is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    pub scale: Span,
    pub source: Text,
    pub label: Label,
}

/// Formats of the swapchain's image that are asked for, the best first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Colour {
    pub formats: Vec<Format>,
    pub source: Text,
    pub label: Label,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Rgba8Srgb,
    Bgra8Srgb,
}

/// Fewer pixels at the edge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Foveation {
    /// What the runtime can do; what the renderer can is another matter.
    pub by: FoveationBy,
    pub source: Text,
    pub label: Label,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FoveationBy {
    None,
    /// `XR_FB_foveation` over a Vulkan density map.
    FbVulkan,
}

impl FoveationBy {
    /// What becomes of it, for the log. Nothing today: with Vulkan the runtime hands over a density map for each image,
    /// which must be an attachment of the render pass (`VK_EXT_fragment_density_map`), and wgpu 30 makes its render
    /// passes itself, without a place for one. Every pixel costs the same until it has.
    pub fn told(self) -> Option<&'static str> {
        match self {
            FoveationBy::None => None,
            FoveationBy::FbVulkan => Some("no foveation (wgpu attaches no density map)"),
        }
    }
}

/// Hands and controllers it comes with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    pub bare_hands: bool,
    /// Interaction profiles of its controllers, the best first.
    pub controllers: Vec<Text>,
    pub source: Text,
    pub label: Label,
}

/// OpenXR extensions by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extensions {
    /// Without these there is no session.
    pub needed: Vec<Text>,
    /// Asked for where they are there.
    pub wanted: Vec<Text>,
    pub source: Text,
    pub label: Label,
}

/// What a frame may cost on it, at the preferred rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    pub tick_ms: Quantity,
    pub encode_ms: Quantity,
    pub gpu_ms: Quantity,
    pub draws: Quantity,
    pub triangles: Quantity,
    pub texture_mb: Quantity,
    pub memory_mb: Quantity,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    pub value: Positive,
    pub source: Text,
    pub label: Label,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}, column {column}: {path}: {sentence}")]
pub struct FileError {
    pub file: String,
    /// From 1, as the column.
    pub line: usize,
    pub column: usize,
    /// `budget.gpu_ms.value`; empty for the whole file.
    pub path: String,
    /// What is wrong and what to do.
    pub sentence: String,
}

impl Headset {
    /// Reads a file of `headset-config/`.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Headset, FileError> {
        let mut reader = serde_json::Deserializer::from_slice(bytes);
        let read = serde_path_to_error::deserialize(&mut reader).map_err(|e| (e.path().to_string(), e.into_inner()));
        read.and_then(|headset| reader.end().map(|()| headset).map_err(|e| (".".into(), e))).map_err(|(path, e)| {
            let text = e.to_string();
            let told = text.rsplit_once(" at line ").map_or(text.as_str(), |(told, _)| told);
            let path = if path == "." || path == "?" { String::new() } else { path };
            let file = file.to_owned();
            FileError { file, line: e.line().max(1), column: e.column().max(1), path, sentence: plain(told) }
        })
    }

    /// What any headset gets where the folder cannot be read.
    pub fn safe() -> Headset {
        Headset::parse(UNKNOWN, SAFE.as_bytes()).expect("a test reads every file of the folder")
    }

    /// Extensions without which there is no session, and those that are used where they are there.
    pub fn extensions(&self) -> [&[Text]; 2] {
        [&self.extensions.needed, &self.extensions.wanted]
    }

    /// Asked for first, hertz.
    pub fn prefer_hz(&self) -> f32 {
        self.refresh.rates_hz.0[0]
    }

    /// What to ask the runtime for, of the rates it offers (none: it cannot be asked): the preferred one, else the
    /// highest that the file knows, else the highest.
    pub fn rate_hz(&self, offered_hz: &[f32]) -> Option<f32> {
        let same = |a: f32, b: f32| (a - b).abs() < 0.5;
        let highest = |of: &dyn Fn(f32) -> bool| offered_hz.iter().copied().filter(|&hz| of(hz)).reduce(f32::max);
        highest(&|hz| same(hz, self.prefer_hz()))
            .or_else(|| highest(&|hz| self.refresh.rates_hz.0.iter().any(|&known| same(hz, known))))
            .or_else(|| highest(&|_| true))
    }

    /// Pixels of the swapchain's image, an eye, where the runtime says these.
    pub fn eye_px(&self, recommended: [u32; 2], most: [u32; 2]) -> [u32; 2] {
        let [width, height] = self.eye_buffer.size_px.map_or(recommended, |size| size.0);
        [width.min(most[0]), height.min(most[1])]
    }

    /// Within which the picture may be made smaller.
    pub fn bounds(&self) -> Bounds {
        let Span([floor, ceiling]) = self.drawn.scale;
        Bounds { floor, ceiling }
    }

    /// Seconds of GPU that a frame may take at a rate: the same share of the period as at the preferred one.
    pub fn gpu_budget_s(&self, rate_hz: f32) -> f32 {
        self.budget.gpu_ms.value.0 * 1e-3 * self.prefer_hz() / rate_hz
    }
}

/// Reads the files of `headset-config/` by their names; the schema is not one of them.
///
/// # Errors
/// The first thing that is wrong with each file that cannot be used.
pub fn read(files: &BTreeMap<String, Vec<u8>>) -> Result<BTreeMap<String, Headset>, Vec<FileError>> {
    let (mut headsets, mut wrong) = (BTreeMap::<String, Headset>::new(), Vec::new());
    for (file, bytes) in files.iter().filter(|(file, _)| *file != SCHEMA) {
        match Headset::parse(file, bytes) {
            Ok(headset) => drop(headsets.insert(file.clone(), headset)),
            Err(error) => wrong.push(error),
        }
    }
    if !files.contains_key(UNKNOWN) {
        let sentence = "it is missing; add what a headset gets that no other file fits".to_owned();
        wrong.push(FileError { file: UNKNOWN.into(), line: 1, column: 1, path: String::new(), sentence });
    }
    if wrong.is_empty() { Ok(headsets) } else { Err(wrong) }
}

/// What a runtime says it is, and what the program was built for.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    pub runtime: &'a str,
    pub system: &'a str,
    /// [`std::env::consts::OS`].
    pub os: &'a str,
    /// [`std::env::consts::ARCH`].
    pub arch: &'a str,
}

/// The file that says the most letters of what the runtime says; else the unknown headset's, if it is there.
pub fn choose<'a>(headsets: &'a BTreeMap<String, Headset>, is: Identity) -> Option<&'a Headset> {
    let fits = |headset: &Headset| headset.chosen.by.iter().filter_map(|pattern| letters(pattern, is)).max();
    let best = headsets.values().rev().filter_map(|headset| Some((fits(headset)?, headset))).max_by_key(|(n, _)| *n);
    best.map(|(_, headset)| headset).or_else(|| headsets.get(UNKNOWN))
}

/// How many letters a pattern says of it; None if it does not fit.
fn letters(pattern: &Pattern, is: Identity) -> Option<usize> {
    let Pattern { runtime, system, os, arch } = pattern;
    let pairs = [(runtime, is.runtime), (system, is.system), (os, is.os), (arch, is.arch)];
    let given = pairs.iter().filter_map(|(pattern, text)| Some((pattern.as_deref()?, *text)));
    given.map(|(pattern, text)| fits(pattern, text).then(|| pattern.replace('*', "").len())).sum()
}

/// Does `text` fit `pattern`, in any case?
fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_lowercase(), text.to_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// What a reader of JSON says, as a sentence that ends with what to do.
fn plain(told: &str) -> String {
    let names: Vec<&str> = told.split('`').skip(1).step_by(2).collect();
    match names.as_slice() {
        [word, known @ ..] if told.starts_with("unknown ") && !known.is_empty() => {
            let what = if told.starts_with("unknown field") { "field" } else { "word" };
            format!("there is no {what} `{word}` here; use one of: {}", known.join(", "))
        }
        [field] if told.starts_with("missing field") => format!("`{field}` is missing; add it"),
        [field] if told.starts_with("duplicate field") => format!("`{field}` is there twice; keep one of them"),
        _ if told.contains(';') => told.to_owned(),
        _ => format!("{told}; see the schema named in `$schema`"),
    }
}

#[cfg(test)]
#[path = "headset_tests.rs"]
mod tests;

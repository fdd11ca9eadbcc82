//! What a tape says of itself before its first frame.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Checksums a chunk at most.
pub const SUMS_LIMIT: usize = 32;
/// Bytes of a text in a [`Header`] at most.
pub const TEXT_LIMIT: usize = 512;
/// Entries of [`Header::meta`] at most.
pub const META_LIMIT: usize = 32;
/// Bytes of a header at most.
pub(crate) const HEADER_LIMIT: usize = 128 * 1024;

/// Under which circumstances a tape was made. Texts hold at most [`TEXT_LIMIT`] bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The scenario's id (`gowning`), empty when it was none.
    pub scenario: String,
    /// Content hash of the scenario's files, as the drill makes it.
    pub scenario_hash: String,
    /// Content hash of the site profile.
    pub site_hash: String,
    /// What every random choice of the room comes from.
    pub seed: u64,
    /// Milliseconds since 1970 in UTC, given by the caller: tape reads no clock.
    pub started_unix_ms: u64,
    /// What made the frames (`Meta Quest 3`, `desktop`, `puppet expert`).
    pub device: String,
    /// Opaque: never a name.
    pub learner: String,
    /// `guided`, `practice` or `exam`.
    pub mode: String,
    /// `fr` or `en`.
    pub language: String,
    /// What the checksums of a chunk are of, in their order; at most [`SUMS_LIMIT`].
    pub sum_names: Vec<String>,
    /// Anything else; at most [`META_LIMIT`] entries.
    pub meta: BTreeMap<String, String>,
}

impl Header {
    /// What in it is too long, if anything.
    pub(crate) fn too_long(&self) -> Option<&'static str> {
        let Header { scenario, scenario_hash, site_hash, device, learner, mode, language, sum_names, meta, .. } = self;
        let texts = [scenario, scenario_hash, site_hash, device, learner, mode, language];
        if sum_names.len() > SUMS_LIMIT {
            return Some("it names more than 32 checksums");
        }
        if meta.len() > META_LIMIT {
            return Some("its meta has more than 32 entries");
        }
        let mut texts = texts.into_iter().chain(sum_names).chain(meta.keys()).chain(meta.values());
        texts.any(|text| text.len() > TEXT_LIMIT).then_some("a text in it is longer than 512 bytes")
    }
}

//! The headset's file of `headset-config/`.

use anyhow::{Context, Result, anyhow};
use drill::Lang;
use portray::Words;
use std::collections::BTreeMap;
use std::path::Path;
use xr::headset::{self, Identity};

/// The file for what the runtime says it has. Where the folder cannot be used, that is said and safe values are taken:
/// nobody is kept from training by a comma.
pub fn of(root: &Path, is: Identity, words: &Words, lang: Lang) -> headset::Headset {
    let chosen = read(root).map(|all| headset::choose(&all, is).cloned());
    match chosen {
        Ok(Some(file)) => return file,
        Ok(None) => {}
        Err(why) => println!("{}", words.say(lang, "headset-files", &[("why", &format!("{why:#}"))])),
    }
    headset::Headset::safe()
}

fn read(root: &Path) -> Result<BTreeMap<String, headset::Headset>> {
    let folder = root.join("headset-config");
    let cannot = || format!("cannot read {}", folder.display());
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).with_context(cannot)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "json") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, std::fs::read(&path).with_context(cannot)?);
        }
    }
    headset::read(&files).map_err(|wrong| anyhow!("{}", wrong[0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUEST: Identity = Identity { runtime: "Oculus", system: "Meta Quest 3", os: "android", arch: "aarch64" };

    #[test]
    fn the_file_fits_the_headset_and_a_broken_folder_stops_nobody() {
        let words = Words::default();
        let root = crate::scenario::root().unwrap();
        assert_eq!(of(&root, QUEST, &words, Lang::En).name.as_str(), "Meta Quest 3");
        let elsewhere = std::env::temp_dir().join("asepsis-headset-config");
        let _ = std::fs::remove_dir_all(&elsewhere);
        let safe = of(&elsewhere, QUEST, &words, Lang::En);
        assert_eq!(safe.name.as_str(), "Unknown headset", "no folder");
        std::fs::create_dir_all(elsewhere.join("headset-config")).unwrap();
        std::fs::write(elsewhere.join("headset-config/quest-3.json"), "{").unwrap();
        assert_eq!(of(&elsewhere, QUEST, &words, Lang::En), safe, "a broken file");
        let why = format!("{:#}", read(&elsewhere).unwrap_err());
        assert!(why.starts_with("quest-3.json, line 1"), "{why}");
    }
}

//! Words of the interface in French and English.

use drill::Lang;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

/// Both files, in the order of [`Lang`].
pub const FILES: [(Lang, &str); 2] =
    [(Lang::Fr, include_str!("../words/fr.ftl")), (Lang::En, include_str!("../words/en.ftl"))];

pub struct Words {
    bundles: [FluentBundle<FluentResource>; 2],
}

impl Default for Words {
    fn default() -> Words {
        let bundle = |(lang, text): (Lang, &str)| {
            let name = match lang {
                Lang::Fr => "fr",
                Lang::En => "en",
            };
            let id: LanguageIdentifier = name.parse().expect("a language");
            let mut bundle = FluentBundle::new_concurrent(vec![id]);
            // Marks for right-to-left text would be drawn.
            bundle.set_use_isolating(false);
            let resource = FluentResource::try_new(text.to_owned()).expect("the words are Fluent: a test reads them");
            bundle.add_resource(resource).expect("every key is there once: a test reads them");
            bundle
        };
        Words { bundles: FILES.map(bundle) }
    }
}

impl Words {
    pub fn has(&self, key: &str) -> bool {
        self.bundles[0].has_message(key)
    }

    /// The words of a key, with its places filled. A key that is not there is said as it is written.
    pub fn say(&self, lang: Lang, key: &str, places: &[(&'static str, &str)]) -> String {
        let bundle = &self.bundles[lang as usize];
        let Some(pattern) = bundle.get_message(key).and_then(|m| m.value()) else { return key.to_owned() };
        let mut args = FluentArgs::new();
        for (name, value) in places {
            args.set(*name, *value);
        }
        bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }
}

/// A number of colonies to two digits, as the language writes it.
pub fn cfu(cfu: f64, lang: Lang) -> String {
    let digits = match cfu {
        cfu if cfu >= 10.0 => 0,
        cfu if cfu >= 1.0 => 1,
        cfu if cfu >= 0.1 => 2,
        cfu if cfu >= 0.01 => 3,
        _ => 4,
    };
    number(&format!("{cfu:.digits$}"), lang)
}

/// A number as the language writes it.
pub fn number(text: &str, lang: Lang) -> String {
    if lang == Lang::Fr { text.replace('.', ",") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Every key of a file with the places in it.
    fn keys(text: &str) -> BTreeMap<&str, Vec<&str>> {
        let lines = text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(" = "));
        lines
            .map(|(key, value)| {
                let mut places: Vec<&str> =
                    value.split('$').skip(1).filter_map(|rest| rest.split([' ', '}']).next()).collect();
                places.sort_unstable();
                (key, places)
            })
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_keys_and_places() {
        let [fr, en] = FILES.map(|(_, text)| keys(text));
        assert!(fr.len() > 40);
        assert_eq!(fr, en);
    }

    #[test]
    fn places_are_filled() {
        let words = Words::default();
        assert_eq!(words.say(Lang::Fr, "checklist", &[("next", "7"), ("all", "40")]), "Étape 7 sur 40");
        assert_eq!(words.say(Lang::En, "label-size", &[("size", "M")]), "Size M");
        assert_eq!(words.say(Lang::En, "no-such-key", &[]), "no-such-key");
    }
}

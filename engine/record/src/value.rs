//! Values that xAPI accepts, and no others: each is checked where it is made.

use std::collections::BTreeMap;

use drill::Words;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::Error;

/// An absolute IRI (RFC 3987): a scheme, a colon, and no space, quote, bracket or control character.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Iri(String);

impl Iri {
    pub fn new(what: &'static str, text: impl Into<String>) -> Result<Iri, Error> {
        let text = text.into();
        let scheme = text.split_once(':').filter(|(scheme, rest)| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
                && !rest.is_empty()
        });
        let allowed = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"{}|\\^`".contains(c);
        if scheme.is_none() || !text.chars().all(allowed) {
            return Err(Error::value(what, text, "write an absolute address such as https://school.example/"));
        }
        Ok(Iri(text))
    }

    /// One of the constants of [`crate::iri`], which the tests hold against the oracles.
    pub(crate) fn known(text: &'static str) -> Iri {
        Iri(text.to_owned())
    }

    /// `BASE` + segments, each made only of letters, digits, `.`, `_` and `-`.
    pub(crate) fn own(segments: &[&Slug]) -> Iri {
        let path: Vec<&str> = segments.iter().map(|s| s.0.as_str()).collect();
        Iri(format!("{}{}", crate::iri::BASE, path.join("/")))
    }
}

/// A short technical name: letters, digits, `.`, `_` and `-`, at most 64. It fits into an IRI and into an interaction's
/// response, where `[.]` and `[,]` separate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

impl Slug {
    pub fn new(what: &'static str, text: &str) -> Result<Slug, Error> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if text.is_empty() || text.len() > 64 || !text.chars().all(plain) {
            return Err(Error::value(what, text, "use 1 to 64 letters, digits, '.', '_' or '-'"));
        }
        Ok(Slug(text.to_owned()))
    }

    pub(crate) fn known(text: &'static str) -> Slug {
        Slug(text.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The same words in French and in English, both there (a language map, RFC 5646 tags).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LanguageMap {
    fr: String,
    en: String,
}

impl LanguageMap {
    pub fn new(what: &'static str, words: &Words) -> Result<LanguageMap, Error> {
        if words.fr.trim().is_empty() || words.en.trim().is_empty() {
            let value = format!("fr: {:?}, en: {:?}", words.fr, words.en);
            return Err(Error::value(what, value, "give the words in French and in English"));
        }
        Ok(LanguageMap { fr: words.fr.clone(), en: words.en.clone() })
    }

    pub(crate) fn known(fr: &str, en: &str) -> LanguageMap {
        LanguageMap { fr: fr.to_owned(), en: en.to_owned() }
    }

    /// Both texts followed by a suffix of their language.
    pub(crate) fn followed_by(&self, fr: &str, en: &str) -> LanguageMap {
        LanguageMap { fr: format!("{}{fr}", self.fr), en: format!("{}{en}", self.en) }
    }
}

/// A length of time, to a hundredth of a second, written `PTnHnMn.nnS` (ISO 8601).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration {
    hundredths: u64,
}

impl Duration {
    /// `seconds` from 0 to a year.
    pub fn new(what: &'static str, seconds: f32) -> Result<Duration, Error> {
        if !(0.0..=31_536_000.0).contains(&seconds) {
            return Err(Error::value(what, seconds, "a duration is a number of seconds from 0 to a year"));
        }
        Ok(Duration { hundredths: (f64::from(seconds) * 100.0).round() as u64 })
    }
}

impl std::fmt::Display for Duration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = self.hundredths / 100;
        let (hours, minutes, whole, part) = (seconds / 3600, seconds / 60 % 60, seconds % 60, self.hundredths % 100);
        f.write_str("PT")?;
        if hours > 0 {
            write!(f, "{hours}H")?;
        }
        if minutes > 0 {
            write!(f, "{minutes}M")?;
        }
        match part {
            0 if whole == 0 && seconds > 0 => Ok(()),
            0 => write!(f, "{whole}S"),
            _ => write!(f, "{whole}.{part:02}S"),
        }
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Milliseconds since 1970-01-01T00:00:00Z, written `YYYY-MM-DDThh:mm:ss.mmmZ` (RFC 3339).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    unix_ms: u64,
}

impl Timestamp {
    /// The last millisecond that four digits of a year can write.
    const LAST: u64 = 253_402_300_799_999;

    pub fn new(what: &'static str, unix_ms: u64) -> Result<Timestamp, Error> {
        if unix_ms > Timestamp::LAST {
            return Err(Error::value(what, unix_ms, "give milliseconds since 1970, before the year 10000"));
        }
        Ok(Timestamp { unix_ms })
    }

    /// Year, month 1…12, day 1…31 of the Gregorian calendar.
    fn date(self) -> (u64, u64, u64) {
        // Counted from 1 March of year 0, so that the leap day is the last day of a year, and 400 years are one cycle.
        let days = self.unix_ms / 86_400_000 + 719_468;
        let (cycle, day_of_cycle) = (days / 146_097, days % 146_097);
        let year_of_cycle = (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
        let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        (cycle * 400 + year_of_cycle + u64::from(month <= 2), month, day)
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ((year, month, day), ms) = (self.date(), self.unix_ms % 86_400_000);
        let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", ms % 1000)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Points of 0…100, and their share −1…1; `min ≤ raw ≤ max` because nothing else can be made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Score {
    scaled: f64,
    raw: f64,
    min: u8,
    max: u8,
}

impl Score {
    pub fn of_100(what: &'static str, points: f32) -> Result<Score, Error> {
        let raw = points_of_100(what, points)?;
        // Rounded again: 0.01 times a number of two decimals has more than four in binary.
        Ok(Score { scaled: (raw * 100.0).round() / 10_000.0, raw, min: 0, max: 100 })
    }
}

/// `points` to two decimals, refused outside 0…100.
pub(crate) fn points_of_100(what: &'static str, points: f32) -> Result<f64, Error> {
    if !(0.0..=100.0).contains(&points) {
        return Err(Error::value(what, points, "points go from 0 to 100"));
    }
    Ok(hundredths(points))
}

/// To two decimals. `abs` turns −0 into 0.
pub(crate) fn hundredths(number: f32) -> f64 {
    ((f64::from(number) * 100.0).round() / 100.0).abs()
}

/// `extensions`: known IRIs to JSON values that are neither null nor empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Extensions(BTreeMap<&'static str, Value>);

impl Extensions {
    /// An absent, empty or null value leaves the key out.
    pub(crate) fn with(mut self, key: &'static str, value: impl Serialize) -> Extensions {
        let value = serde_json::to_value(value).expect("plain data with text keys is JSON");
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        if !empty {
            self.0.insert(key, value);
        }
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_to_a_hundredth() {
        for (seconds, text) in [
            (0.0, "PT0S"),
            (0.004, "PT0S"),
            (0.05, "PT0.05S"),
            (12.5, "PT12.50S"),
            (60.0, "PT1M"),
            (3600.0, "PT1H"),
            (3661.25, "PT1H1M1.25S"),
            (3600.5, "PT1H0.50S"),
            (59.996, "PT1M"),
        ] {
            assert_eq!(Duration::new("t", seconds).unwrap().to_string(), text, "{seconds}");
        }
        for bad in [-0.01, f32::NAN, f32::INFINITY, 1e9] {
            assert!(Duration::new("t", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn timestamps_know_the_calendar() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (1_795_392_000_011, "2026-11-23T00:00:00.011Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (Timestamp::LAST, "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Timestamp::new("t", ms).unwrap().to_string(), text);
        }
        assert!(Timestamp::new("t", Timestamp::LAST + 1).is_err());
    }

    #[test]
    fn an_iri_is_absolute_and_clean() {
        for good in ["https://school.example/", "urn:uuid:5f3c", "https://école.example/é"] {
            assert!(Iri::new("i", good).is_ok(), "{good}");
        }
        for bad in ["", "school", "/path", "https:", "1http://x", "https://a b", "https://a\"b", "https://a\u{7}b"] {
            assert!(Iri::new("i", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn scores_stay_in_their_range() {
        let text = |points| serde_json::to_string(&Score::of_100("s", points).unwrap()).unwrap();
        assert_eq!(text(93.3), r#"{"scaled":0.933,"raw":93.3,"min":0,"max":100}"#);
        assert_eq!(text(-0.0), r#"{"scaled":0.0,"raw":0.0,"min":0,"max":100}"#);
        for bad in [-0.1, 100.1, f32::NAN, f32::NEG_INFINITY] {
            assert!(Score::of_100("s", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn nothing_empty_becomes_an_extension() {
        let none: Option<u8> = None;
        let all = Extensions::default().with("a", none).with("b", "").with("c", Vec::<u8>::new()).with("d", false);
        assert_eq!(serde_json::to_string(&all).unwrap(), r#"{"d":false}"#);
    }
}

//! The words of the catalogue: `assets/text/catalogue/<lang>.toml`. They are no part of any story's file.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;

use super::super::summary::{Kind, Lasted, STATIONS};
use crate::host::{Error, catalogue};
use crate::text::fill;

/// The words; a missing or extra key does not read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) headline: String,
    /// Under the headline; `{n}` is how many.
    pub(super) chosen: String,
    /// The name of the chain for a screen reader.
    pub(super) overview: String,
    pub(super) none: String,
    pub(super) outages: String,
    pub(super) follow: String,
    between: String,
    pub(super) private: String,
    pub(super) search: String,
    pub(super) link: String,
    pub(super) kind: String,
    pub(super) year: String,
    pub(super) any: String,
    pub(super) clear: String,
    /// How many are shown; `{n}` and `{of}` are filled in by the script.
    pub(super) found: String,
    about: String,
    minutes: String,
    hour: String,
    hours: String,
    days: String,
    times: String,
    stations: BTreeMap<String, String>,
    places: BTreeMap<String, String>,
    kinds: BTreeMap<String, String>,
}

impl Words {
    /// Reads the words of the language that every story has.
    ///
    /// # Errors
    /// When they are not there, or a key is missing or unknown.
    pub(super) fn read() -> Result<Self, Error> {
        let file = catalogue::assets()
            .join("text/catalogue")
            .join(format!("{}.toml", catalogue::LANG));
        let told = |e: &dyn core::fmt::Display| Error::Missing(format!("{}: {e}", file.display()));
        let text = fs::read_to_string(&file).map_err(|e| told(&e))?;
        toml::from_str(&text).map_err(|e| told(&e))
    }

    /// A station under its ring.
    pub(super) fn station<'a>(&'a self, id: &'a str) -> &'a str {
        self.stations.get(id).map_or(id, String::as_str)
    }

    /// Where a link is, in words.
    pub(super) fn between(&self, link: usize) -> String {
        let place = |n: usize| {
            let id = STATIONS.get(n).copied().unwrap_or_default();
            self.places.get(id).map_or(id, String::as_str)
        };
        fill(
            &self.between,
            &[("from", place(link)), ("to", place(link + 1))],
        )
    }

    /// A kind of fault in a word or two.
    pub(super) fn kind(&self, kind: Kind) -> &str {
        self.kinds
            .get(kind.key())
            .map_or(kind.key(), String::as_str)
    }

    /// How long it lasted: to the minute below 100 minutes, then to the half hour, and from two days on to the half day.
    pub(super) fn lasted(&self, lasted: &Lasted) -> String {
        let minutes = lasted.span.ms() / 60_000;
        let (text, rounded) = match minutes {
            60 => (self.hour.clone(), false),
            ..100 => (fill(&self.minutes, &[("n", &minutes.to_string())]), false),
            100..2880 => (
                fill(&self.hours, &[("n", &halves(minutes, 60))]),
                minutes % 30 != 0,
            ),
            _ => (
                fill(&self.days, &[("n", &halves(minutes, 1440))]),
                minutes % 720 != 0,
            ),
        };
        let text = match lasted.times {
            0 | 1 => text,
            n => fill(&self.times, &[("time", &text), ("n", &n.to_string())]),
        };
        if lasted.about || rounded {
            fill(&self.about, &[("time", &text)])
        } else {
            text
        }
    }
}

/// `minutes` in units of so many, to the nearest half: `11½`.
fn halves(minutes: i64, unit: i64) -> String {
    let halves = (minutes * 4 + unit) / (unit * 2);
    match (halves / 2, halves % 2) {
        (whole, 0) => whole.to_string(),
        (0, _) => "½".to_owned(),
        (whole, _) => format!("{whole}½"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Span;

    #[test]
    fn a_duration_is_told_as_exactly_as_it_is_known() {
        let words = Words::read().unwrap();
        let lasted = |minutes, times, about| {
            words.lasted(&Lasted {
                span: Span::from_mins(minutes),
                times,
                about,
            })
        };
        assert_eq!(lasted(62, 1, false), "62 minutes");
        assert_eq!(lasted(60, 1, true), "about an hour");
        assert_eq!(lasted(695, 1, true), "about 11½ hours");
        assert_eq!(lasted(120, 1, false), "2 hours");
        assert_eq!(lasted(73 * 60, 1, false), "about 3 days");
        assert_eq!(lasted(240, 3, false), "4 hours, in 3 waves");
    }

    #[test]
    fn every_kind_and_station_has_its_words_and_there_are_none_besides() {
        let words = Words::read().unwrap();
        let kinds = [
            Kind::NoReply,
            Kind::NoAnswer,
            Kind::NoAddress,
            Kind::NoName,
            Kind::Nobody,
            Kind::Rejected,
            Kind::Wrong,
            Kind::NotDns,
        ];
        let mut keys: Vec<&str> = kinds.iter().map(|k| k.key()).collect();
        keys.sort_unstable();
        assert!(words.kinds.keys().eq(keys));
        let mut stations = STATIONS;
        stations.sort_unstable();
        assert!(words.stations.keys().eq(stations) && words.places.keys().eq(stations));
    }
}

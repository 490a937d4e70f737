//! The state that an address carries, as a pure codec: no DOM, no network.
//!
//! Everything in an address is untrusted. What cannot be read is told to the reader in one plain line, and the nearest
//! valid state is shown. README.md lists the parameters for people.

mod hidden;
pub mod message;
mod number;
mod query;

pub use hidden::{Hidden, Hiding};

use crate::clock::Time;
use crate::loss::{Distribution, Symbol};

/// The version of the addresses that this page reads and writes: `v=1`.
pub const VERSION: &str = "1";

/// Of more parameters than this the rest is not read.
pub const MAX_PAIRS: usize = 64;

/// What cannot be read is told of so many parameters; of more only that there are more.
pub const MAX_UNREAD: usize = 8;

/// An address that the page writes has a query string of at most this many characters.
pub const MAX_QUERY: usize = 512;

/// Values longer than this many bytes are not looked at.
pub const MAX_VALUE: usize = 100;

/// What an address asks for. `None` where it says nothing, or nothing that can be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// A story's id.
    pub story: Option<String>,
    /// A step, counted from 1; not yet compared with what the story has.
    pub step: Option<i64>,
    /// A time of the day.
    pub time: Option<Time>,
    /// The name of a voice.
    pub voice: Option<String>,
    /// The name of a theme.
    pub theme: Option<String>,
    /// The tag of a language.
    pub lang: Option<String>,
    /// The parts of the page that are left out.
    pub hidden: Hiding,
    /// Since when an outage is going on; not yet compared with the wall clock.
    pub since: Option<Time>,
    /// Assumptions and their values, each finite and in its range.
    pub assumed: Vec<Assumed>,
    /// What could not be read.
    pub unread: Vec<Unread>,
}

/// An assumption of the loss model that an address sets: `a.NAME=VALUE`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assumed {
    /// Which.
    pub symbol: Symbol,
    /// Its value, in the assumption's own unit.
    pub value: f64,
}

/// A parameter that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Which.
    pub parameter: Parameter,
    /// What it said, cut to [`MAX_VALUE`].
    pub given: String,
}

/// The parameters that can be wrong by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// `story`: not an id.
    Story,
    /// `step`: not a whole number.
    Step,
    /// `t`: not a time.
    Time,
    /// `since`: not a time.
    Since,
    /// `a.NAME`: not a number in the assumption's range.
    Assumption(Symbol),
    /// `a.NAME`: no such assumption; what was given is the name.
    NoAssumption,
    /// `v`: a version that this page does not know.
    Version,
    /// `hide`: no part of the page; what was given is its name.
    Hide,
    /// More parameters, or more that cannot be read, than are looked at.
    TooMany,
}

impl Wanted {
    /// Reads the pairs of a query string, already percent-decoded. Of a name that comes twice the first counts; names that
    /// are not known are left alone, so that other tools' parameters do no harm.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut wanted = Self::default();
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in pairs {
            if seen.contains(&name) {
                continue;
            }
            if seen.len() == MAX_PAIRS {
                wanted.too_many();
                break;
            }
            seen.push(name);
            match name {
                "v" if value == VERSION => {}
                "v" => wanted.unread(Parameter::Version, value),
                "story" if is_id(value) => wanted.story = Some(value.to_owned()),
                "story" => wanted.unread(Parameter::Story, value),
                "step" => match value.parse() {
                    Ok(n) => wanted.step = Some(n),
                    Err(_) => wanted.unread(Parameter::Step, value),
                },
                "t" => match value.parse() {
                    Ok(t) => wanted.time = Some(t),
                    Err(_) => wanted.unread(Parameter::Time, value),
                },
                "voice" => wanted.voice = Some(cut(value)),
                "theme" => wanted.theme = Some(cut(value)),
                "lang" => wanted.lang = Some(cut(value)),
                "hide" => {
                    for name in value.split(',').filter(|name| !name.is_empty()) {
                        match Hidden::of(name) {
                            Some(part) => wanted.hidden = wanted.hidden.with(part),
                            None => wanted.unread(Parameter::Hide, name),
                        }
                    }
                }
                "since" => match value.parse() {
                    Ok(t) => wanted.since = Some(t),
                    Err(_) => wanted.unread(Parameter::Since, value),
                },
                _ => {
                    if let Some(letter) = name.strip_prefix("a.") {
                        wanted.assume(letter, value);
                    }
                }
            }
        }
        wanted
    }

    fn assume(&mut self, letter: &str, value: &str) {
        let Ok(symbol) = letter.parse::<Symbol>() else {
            return self.unread(Parameter::NoAssumption, letter);
        };
        match number::read(value) {
            // The same check as the command line's and the files': finite, and in the range of the assumption.
            Some(value) if Distribution::Fixed(value).check(symbol).is_ok() => {
                self.assumed.push(Assumed { symbol, value });
            }
            _ => self.unread(Parameter::Assumption(symbol), value),
        }
    }

    /// Says once that there is more than is looked at.
    fn too_many(&mut self) {
        let said = |u: &Unread| u.parameter == Parameter::TooMany;
        if !self.unread.iter().any(said) {
            self.unread.push(Unread {
                parameter: Parameter::TooMany,
                given: String::new(),
            });
        }
    }

    fn unread(&mut self, parameter: Parameter, value: &str) {
        if self.unread.len() >= MAX_UNREAD {
            return self.too_many();
        }
        self.unread.push(Unread {
            parameter,
            given: cut(value),
        });
    }
}

/// Whether a text may be a story's id: small letters, digits and hyphens, 1 to 40 of them. It becomes part of an address.
pub fn is_id(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn cut(value: &str) -> String {
    value.chars().take(MAX_VALUE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_address_is_read_whole() {
        let w = Wanted::read([
            ("story", "apple-2015"),
            ("step", "5"),
            ("t", "2015-03-11T10:24:00Z"),
            ("voice", "technical"),
            ("utm_source", "x"),
        ]);
        assert_eq!(w.story.as_deref(), Some("apple-2015"));
        assert_eq!(w.step, Some(5));
        assert_eq!(w.time, Some("2015-03-11T10:24:00Z".parse().unwrap()));
        assert!(w.unread.is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_kept_for_the_notice() {
        let w = Wanted::read([("story", "../etc"), ("step", "five"), ("t", "10:24")]);
        assert_eq!((w.story, w.step, w.time), (None, None, None));
        let given: Vec<_> = w.unread.iter().map(|u| u.given.as_str()).collect();
        assert_eq!(given, ["../etc", "five", "10:24"]);
    }

    #[test]
    fn assumptions_are_read_with_their_range() {
        let w = Wanted::read([("a.r", "0.5"), ("a.R", "2e10"), ("a.E", "11.5")]);
        let read: Vec<_> = w.assumed.iter().map(|a| (a.symbol, a.value)).collect();
        assert_eq!(
            read,
            [
                (Symbol::Later, 0.5),
                (Symbol::Revenue, 2e10),
                (Symbol::Hours, 11.5)
            ]
        );
        for (name, value) in [
            ("a.r", "1.01"),
            ("a.s", "-0.1"),
            ("a.E", "NaN"),
            ("a.R", "inf"),
            ("a.w", "1e999"),
            ("a.f", "0,7"),
            ("a.K", ""),
            ("a.x", "1"),
            ("a.", "1"),
        ] {
            let w = Wanted::read([(name, value)]);
            assert_eq!((w.assumed.len(), w.unread.len()), (0, 1), "{name}={value}");
        }
    }

    #[test]
    fn since_is_a_time_or_told() {
        let good = Wanted::read([("since", "2026-11-22T19:00:00Z")]);
        assert_eq!(good.since, "2026-11-22T19:00:00Z".parse().ok());
        let bad = Wanted::read([("since", "yesterday")]);
        assert_eq!(bad.since, None);
        assert_eq!(bad.unread[0].parameter, Parameter::Since);
    }

    #[test]
    fn parts_to_hide_are_a_list_and_unknown_ones_are_told() {
        let w = Wanted::read([("hide", "strip,,sources,ads")]);
        let hidden: Vec<_> = w.hidden.iter().collect();
        assert_eq!(hidden, [Hidden::Strip, Hidden::Sources]);
        assert_eq!(w.unread[0].parameter, Parameter::Hide);
        assert_eq!(w.unread[0].given, "ads");
    }

    #[test]
    fn another_version_is_told_and_the_rest_is_read() {
        let w = Wanted::read([("v", "2"), ("step", "5")]);
        assert_eq!(w.step, Some(5));
        assert_eq!(w.unread[0].parameter, Parameter::Version);
        assert!(Wanted::read([("v", "1")]).unread.is_empty());
    }

    #[test]
    fn more_than_can_be_looked_at_is_told_in_one_line() {
        let names: Vec<String> = (0..10_000).map(|n| format!("a.x{n}")).collect();
        let w = Wanted::read(names.iter().map(|n| (n.as_str(), "1")));
        assert_eq!(w.unread.len(), MAX_UNREAD + 1);
        assert_eq!(w.unread[MAX_UNREAD].parameter, Parameter::TooMany);
        let names: Vec<String> = (0..100).map(|n| format!("utm_{n}")).collect();
        let w = Wanted::read(names.iter().map(|n| (n.as_str(), "1")));
        assert_eq!(w.unread.len(), 1);
    }

    #[test]
    fn a_parameter_counts_once_and_never_at_any_length() {
        let long = "9".repeat(10_000);
        let w = Wanted::read([("step", long.as_str()), ("step", "2")]);
        assert_eq!(w.step, None);
        assert_eq!(w.unread[0].given.len(), MAX_VALUE);
    }
}

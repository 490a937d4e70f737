//! The page's words in one language.

use serde::{Deserialize, Serialize};

use super::strings::strings;

/// The words of the page (`assets/text/<lang>.toml`), the same for every story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The language (BCP 47).
    pub lang: String,
    /// Its direction: `ltr` or `rtl`.
    pub dir: String,
    /// The page's frame and controls.
    pub page: Page,
    /// What stations say, in Plain.
    pub plain: Said,
    /// What stations say, in Technical.
    pub technical: Said,
    /// Sentences about stations and links, for screen readers.
    pub sentences: Sentences,
    /// The time strip.
    pub strip: Strip,
    /// The loss.
    pub sums: Sums,
    /// How we know.
    pub how: Hows,
    /// What is wrong, and what is shown instead.
    pub errors: Errors,
}

strings! {
/// The page's frame and controls.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/en.toml"
)]
pub struct Page {
    pub site: String,
    pub voice: String,
    pub plain: String,
    pub technical: String,
    pub theme_dark: String,
    pub theme_light: String,
    pub back: String,
    pub again: String,
    pub next: String,
    pub now_works: String,
    pub now_copied: String,
    pub now_broken: String,
    pub step_of: String,
    pub chain: String,
    pub chain_hint: String,
    pub services: String,
    pub service: String,
    pub saw: String,
    pub when: String,
    pub sources: String,
    pub sources_line: String,
    pub worked_out: String,
    pub no_outage: String,
    pub about: String,
    pub at_clock: String,
    pub seconds: String,
    pub minutes: String,
    pub hours: String,
    pub checked: String,
    pub unchecked: String,
}

/// What stations say. `{…}` is filled in.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/en.toml"
)]
pub struct Said {
    pub where_is: String,
    pub found: String,
    pub not_found: String,
    pub waiting: String,
    pub missed: String,
    pub expired: String,
    pub referral: String,
    pub remembers_referral: String,
    pub answer: String,
    pub copy: String,
    pub no_such_name: String,
    pub no_data: String,
    pub error: String,
    pub remembers_failure: String,
    pub useless: String,
    pub rejected: String,
    pub closed: String,
    pub local: String,
    pub no_resolver: String,
    pub erred: String,
    pub silence: String,
    pub gave_up: String,
    pub open: String,
    pub reached: String,
    pub wrong: String,
}

/// Sentences about stations and links.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/en.toml"
)]
pub struct Sentences {
    pub says: String,
    pub current: String,
    pub idle: String,
    pub asked: String,
    pub answered: String,
    pub cached: String,
    pub slow: String,
    pub broken: String,
    pub wrong: String,
}

/// The time strip.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/en.toml"
)]
pub struct Strip {
    pub title: String,
    pub play: String,
    pub pause: String,
    pub slider: String,
    pub value: String,
    pub lookups: String,
    pub lookups_technical: String,
    pub lookups_note: String,
    pub failing: String,
    pub fault_begins: String,
    pub fix_begins: String,
    pub lost: String,
    pub lost_note: String,
    pub lost_so_far: String,
    pub lost_short: String,
    pub likely: String,
    pub so_far: String,
    pub in_the_end: String,
    pub working: String,
    pub down: String,
    pub partly: String,
    pub future: String,
    pub percent: String,
}

/// The loss.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/en.toml"
)]
pub struct Sums {
    pub title: String,
    pub intro: String,
    pub blocked: String,
    pub returns: String,
    pub lost: String,
    pub range: String,
    pub input: String,
    pub low: String,
    pub likeliest: String,
    pub high: String,
    pub known: String,
    pub others: String,
    pub others_note: String,
    pub model: String,
}

/// How we know.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/en.toml"
)]
pub struct Hows {
    pub title: String,
    pub reported: String,
    pub accounts: String,
    pub measured: String,
    pub model: String,
    pub guess: String,
}

/// What is wrong, and what is shown instead.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/en.toml"
)]
pub struct Errors {
    pub story: String,
    pub step: String,
    pub time: String,
    pub time_outside: String,
    pub voice: String,
    pub theme: String,
    pub simulation: String,
    pub part: String,
}
}

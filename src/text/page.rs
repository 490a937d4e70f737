//! The page's words in one language.

use serde::{Deserialize, Serialize};

use super::Voice;
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
    /// Questions put to the reader before a step shows what is so.
    pub predict: Predict,
    /// Sentences about stations and links, for screen readers.
    pub sentences: Sentences,
    /// The question as stills.
    pub stills: Stills,
    /// The time strip.
    pub strip: Strip,
    /// The panel: what it cost.
    pub panel: Panel,
    /// Values with their units.
    pub units: Units,
    /// An outage that is going on.
    pub live: Live,
    /// What the reader can take along of the view.
    pub share: Share,
    /// Two readings of the same reports.
    pub readings: ReadingWords,
    /// How we know.
    pub how: Hows,
    /// What is wrong, and what is shown instead.
    pub errors: Errors,
}

impl Text {
    /// What stations say, in a voice.
    pub fn said(&self, voice: Voice) -> &Said {
        voice.choose(&self.plain, &self.technical)
    }
}

strings! {
/// The page's frame and controls.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/en.toml"
)]
pub struct Page {
    pub site: String,
    pub outages: String,
    pub inspect: String,
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
    pub sideways: String,
    pub how_known: String,
    pub chain: String,
    pub chain_hint: String,
    pub services: String,
    pub service: String,
    pub saw: String,
    pub when: String,
    pub sources: String,
    pub sources_line: String,
    pub worked_out: String,
    pub private: String,
    pub no_outage: String,
    pub about: String,
    pub since: String,
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
    pub answered: String,
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

/// Questions put to the reader.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/en.toml"
)]
pub struct Predict {
    pub title: String,
    pub hint: String,
    pub predicted: String,
    pub happened: String,
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

/// The question as stills.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/en.toml"
)]
pub struct Stills {
    pub title: String,
    pub says: String,
    pub asked: String,
    pub small: String,
    pub good_day: String,
    pub good: String,
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
    pub value_unpriced: String,
    pub day: String,
    pub months: String,
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
    pub high_end: String,
    pub low_end: String,
    pub working: String,
    pub down: String,
    pub partly: String,
    pub future: String,
    pub percent: String,
}

/// The panel: what it cost.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/en.toml"
)]
pub struct Panel {
    pub title: String,
    pub watch: String,
    pub ticker: String,
    pub at_time: String,
    pub said_by: String,
    pub dot: String,
    pub interval: String,
    pub axis: String,
    pub other_currencies: String,
    pub mended: String,
    pub line_by_line: String,
    pub their_sum: String,
    pub our_sum: String,
    pub leaves: String,
    pub whole: String,
    pub total: String,
    pub hours_line: String,
    pub hours_why: String,
    pub central: String,
    pub counters: String,
    pub counters_note: String,
    pub blocked: String,
    pub blocked_note: String,
    pub returns: String,
    pub returns_note: String,
    pub lost: String,
    pub lost_note: String,
    pub likely: String,
    pub parts: String,
    pub beside: String,
    pub beside_note: String,
    pub beside_sums: String,
    pub matters: String,
    pub matters_note: String,
    pub matters_still: String,
    pub reset: String,
    pub plausible: String,
    pub spoken: String,
    pub swing: String,
    pub none: String,
    pub others: String,
    pub others_note: String,
    pub paper: String,
    pub figure: String,
    pub income: String,
    pub hourly: String,
    pub hours: String,
    pub method: String,
    pub in_days: String,
    pub rounded: String,
    pub unseen: String,
    pub series: String,
    pub series_note: String,
    pub time: String,
    pub failing: String,
    pub low: String,
    pub high: String,
    pub download: String,
    pub file: String,
    pub assumption: String,
    pub value: String,
    pub unit: String,
    pub known: String,
    pub source: String,
    pub amount: String,
    pub currency: String,
    pub model: String,
}

/// Values with their units, on the page and as they are spoken.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/en.toml"
)]
pub struct Units {
    pub share: String,
    pub share_spoken: String,
    pub ratio: String,
    pub ratio_spoken: String,
    pub hours: String,
    pub hours_spoken: String,
    pub times: String,
}

/// An outage that is going on.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/en.toml"
)]
pub struct Live {
    pub kicker: String,
    pub since: String,
    pub elapsed: String,
    pub assumptions: String,
    pub assumption: String,
    pub pattern: String,
    pub if_it_lasts: String,
}

/// What the reader can take along of the view.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/en.toml"
)]
pub struct Share {
    pub title: String,
    pub link: String,
    pub snippet: String,
    pub text: String,
    pub copy: String,
    pub copied: String,
    pub selected: String,
    pub failing: String,
    pub lost: String,
    pub so_far: String,
    pub assumed: String,
}

/// Two readings of the same reports.
#[expect(
    missing_docs,
    reason = "each field is the English text in assets/text/en.toml"
)]
pub struct ReadingWords {
    pub title: String,
    pub lead: String,
    pub shown: String,
    pub switch: String,
    pub fits: String,
    pub open: String,
    pub against: String,
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
    pub reported_means: String,
    pub accounts_means: String,
    pub measured_means: String,
    pub model_means: String,
    pub guess_means: String,
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
    pub assumption: String,
    pub allowed_share: String,
    pub allowed_amount: String,
    pub no_assumption: String,
    pub no_loss: String,
    pub since: String,
    pub since_future: String,
    pub since_long: String,
    pub hours_run: String,
    pub part: String,
    pub version: String,
    pub lang: String,
    pub hide: String,
    pub too_many: String,
}
}

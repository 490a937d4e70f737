//! The compiled form of an incident.

use serde::{Deserialize, Serialize};

use crate::clock::{Span, Time};
use crate::dns::{Name, Rtype};
use crate::impact::{Samples, Shape};
use crate::loss::{Prepared, Sums, Symbol, press};
use crate::sim::trace::StationId;
use crate::sim::{Fault, World};
use crate::text::{StoryText, Text};

/// One outage, ready to be shown: the world, what broke in it, when, and the words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Its id, as `apple-2015`.
    pub id: String,
    /// The day that the time strip shows.
    pub day: Day,
    /// The service whose question the reader follows: a place in [`Story::services`].
    pub followed: usize,
    /// How the stations look and whose they are.
    pub stations: Vec<StationInfo>,
    /// What exists; in a file of its own, as only the simulation needs it.
    #[serde(skip)]
    pub world: World,
    /// The device that the reader's questions start from.
    pub device: StationId,
    /// What breaks; in the same file as the world.
    #[serde(skip)]
    pub faults: Vec<Fault>,
    /// How we know of each fault.
    pub fault_claims: Vec<Claim>,
    /// The lanes of the narrow time strip.
    pub lanes: Vec<Lane>,
    /// What people used.
    pub services: Vec<Service>,
    /// The steps of the story, at least one.
    pub steps: Vec<Step>,
    /// Questions put to the reader, with their words in the same places of [`StoryText::predict`].
    pub predictions: Vec<Prediction>,
    /// The loss model's inputs.
    pub loss: Option<Loss>,
    /// Other people's money, shown beside the estimate and never added to it.
    pub beside: Vec<Beside>,
    /// What others said it cost.
    pub published: Vec<Published>,
    /// The other way to read what happened, where nobody has explained it.
    pub readings: Option<Readings>,
    /// Where it all comes from.
    pub sources: Vec<Source>,
    /// The words of the story.
    pub text: StoryText,
    /// The words of the page.
    pub page: Text,
}

#[cfg(feature = "host")]
impl Story {
    /// Every claim that the story makes.
    pub fn claims(&self) -> impl Iterator<Item = &Claim> {
        let windows = self.services.iter().flat_map(|s| &s.out).map(|w| &w.claim);
        let inputs = self.loss.iter().flat_map(|l| &l.claims).map(|c| &c.claim);
        let evidence = self.readings.iter().flat_map(|r| &r.evidence);
        windows
            .chain(self.services.iter().map(|s| &s.claim))
            .chain(inputs)
            .chain(self.beside.iter().map(|b| &b.claim))
            .chain(&self.fault_claims)
            .chain(evidence.map(|e| &e.claim))
    }
}

/// The day that is shown, and the clock it is told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The left end of the time strip.
    pub from: Time,
    /// Its right end, later than `from`.
    pub until: Time,
    /// What to add to UTC for the clock of the place.
    pub offset: Span,
}

impl Day {
    /// `t`, or the nearest point of the day.
    pub fn clamp(&self, t: Time) -> Time {
        t.clamp(self.from, self.until)
    }

    /// How far along the day `t` is, 0 to 1.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a day has far fewer than 2^52 ms"
    )]
    pub fn fraction(&self, t: Time) -> f64 {
        let length = (self.until - self.from).ms().max(1);
        (self.clamp(t) - self.from).ms() as f64 / length as f64
    }

    /// The time at a fraction (0 to 1) of the day, to the minute.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a day has few minutes"
    )]
    pub fn at_fraction(&self, fraction: f64) -> Time {
        let minutes = (self.until - self.from).ms() as f64 / 60_000.0;
        let minute = (minutes * fraction.clamp(0.0, 1.0)).round() as i64;
        self.clamp(self.from + Span::from_mins(minute))
    }
}

/// How a station looks and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationInfo {
    /// Its id.
    pub id: StationId,
    /// Whose it is: a key of the story's `owners`.
    pub owner: String,
    /// The name of its picture, or, with a leading dot, a text to show: `.com`.
    pub icon: String,
}

/// A lane of the narrow time strip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Its id, a key of the story's `lanes`.
    pub id: String,
}

/// Something that people used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its id, a key of the story's `services`.
    pub id: String,
    /// Its lane: a place in [`Story::lanes`].
    pub lane: Option<usize>,
    /// The name that has to be looked up to use it.
    pub name: Name,
    /// The type of record.
    pub rtype: Rtype,
    /// When it did not work, in order of time.
    pub out: Vec<Window>,
    /// The impact of each fault on this service's name.
    pub shapes: Vec<Shape>,
    /// The curve of all of them together, where there are several: a population of caches was run through them when the
    /// story was compiled.
    pub samples: Option<Samples>,
    /// How we know what people saw.
    pub claim: Claim,
}

/// A time during which a service did not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Since when.
    pub from: Time,
    /// Until when.
    pub until: Time,
    /// Whether the start is only roughly known: drawn pointed.
    pub about_from: bool,
    /// Whether the end is only roughly known.
    pub about_until: bool,
    /// How badly.
    pub degree: Degree,
    /// How we know.
    pub claim: Claim,
}

/// How badly a service failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Degree {
    /// Some of it worked.
    Partly,
    /// Nothing worked.
    Down,
}

/// How we know something, and from where: places in [`Story::sources`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The kind of knowledge.
    pub how: How,
    /// The sources that it rests on, at least one.
    pub sources: Vec<usize>,
}

/// The kinds of knowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// Somebody else said so in public.
    Reported,
    /// The company's own accounts say so.
    Accounts,
    /// Somebody measured it.
    Measured,
    /// Our model computes it.
    Model,
    /// Our guess or reconstruction.
    Guess,
}

impl How {
    /// All of them, in the order in which a mark in a text counts them.
    pub const ALL: [Self; 5] = [
        Self::Reported,
        Self::Accounts,
        Self::Measured,
        Self::Model,
        Self::Guess,
    ];

    /// The mark that stands beside it: ● known, ◐ modelled, ○ guessed.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Reported | Self::Accounts | Self::Measured => "●",
            Self::Model => "◐",
            Self::Guess => "○",
        }
    }
}

/// A step of the story: when, and how far the question has got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When the question is put.
    pub at: Time,
    /// The station at which it is shown waiting; `None`: shown to its end.
    pub until: Option<StationId>,
}

/// A question put to the reader before a step shows what is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// The step that shows it: a place in [`Story::steps`] other than the first. The question stands at the one before.
    pub before: usize,
    /// The choice that is so: a place in the words' choices.
    pub so: usize,
}

/// The loss model's inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loss {
    /// The currency, as ISO 4217 names it.
    pub currency: String,
    /// The inputs as tables of quantiles.
    pub inputs: Prepared,
    /// What the estimate of these inputs gives: worked out when the story is compiled, so that the first view need not.
    pub sums: Sums,
    /// How we know each, in the order of the model's formula.
    pub claims: Vec<InputClaim>,
}

/// The passport of one input of the loss model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputClaim {
    /// Which.
    pub symbol: Symbol,
    /// Its unit, as `USD/year` or `share`.
    pub unit: String,
    /// The lowest value thought possible (the 5th percentile of a distribution without ends).
    pub low: f64,
    /// The likeliest value.
    pub mode: f64,
    /// The highest (95th percentile).
    pub high: f64,
    /// How we know.
    pub claim: Claim,
}

/// What somebody else said it cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// Who: a place in [`Story::sources`].
    pub source: usize,
    /// How much, in units of the currency.
    pub amount: f64,
    /// The currency, as ISO 4217 names it.
    pub currency: String,
    /// Whether they said "about".
    pub about: bool,
    /// How they reckoned, where that is known.
    pub sum: Option<PlainSum>,
}

/// A plain sum: revenue an hour, times hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlainSum {
    /// The streams of revenue that were added, at least one.
    pub streams: Vec<Stream>,
    /// For how many hours.
    pub hours: f64,
}

impl PlainSum {
    /// Revenue an hour of all streams together, in currency units.
    pub fn hourly(&self) -> f64 {
        self.streams.iter().map(Stream::hourly).sum()
    }
}

/// A stream of revenue, as somebody took it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stream {
    /// Revenue of those days, in currency units.
    pub revenue: f64,
    /// Of how many days, above 0.
    pub days: f64,
    /// The revenue an hour to which they rounded it.
    pub rounded: Option<f64>,
}

impl Stream {
    /// Revenue an hour, in currency units: rounded as they rounded it.
    pub fn hourly(&self) -> f64 {
        self.rounded
            .unwrap_or_else(|| press::per_hour_from_days(self.revenue, self.days))
    }
}

/// Somebody else's revenue that was held up together with the story's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// Its id, a key of the text's `beside`.
    pub id: String,
    /// Their revenue an hour, in units of the estimate's currency.
    pub hourly: f64,
    /// How we know.
    pub claim: Claim,
}

/// Two stories that read the same reports in two ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readings {
    /// The id of the story that reads them the other way.
    pub other: String,
    /// Its reading in a few words.
    pub name: String,
    /// What speaks for and against the two.
    pub evidence: Vec<Evidence>,
}

/// Something that was reported, and how two readings fit it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its id, a key of the text's `evidence`.
    pub id: String,
    /// How this story's reading fits it.
    pub here: Fit,
    /// How the other one does.
    pub there: Fit,
    /// How we know of it.
    pub claim: Claim,
}

/// How a reading fits what was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Fit {
    /// It explains it.
    For,
    /// It is no argument either way.
    Open,
    /// It has trouble to explain it.
    Against,
}

/// Where a claim comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its key in the incident file.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Where it can be read.
    pub url: Option<String>,
}

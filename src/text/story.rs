//! One story's words in one language.

use serde::{Deserialize, Serialize};

use super::Voice;
use super::strings::strings;
use crate::sorted::Sorted;

/// The words of one story (`assets/text/<lang>/<id>.toml`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StoryText {
    /// The line above the headline.
    pub kicker: String,
    /// Who and when, as “Apple, 11 March 2015”.
    pub place: String,
    /// The headline.
    pub title: String,
    /// The paragraph under it.
    pub standfirst: String,
    /// One sentence for search engines and link previews.
    pub description: String,
    /// What in the story is our reconstruction.
    pub reconstruction: String,
    /// The day, written out.
    pub date: String,
    /// The name of the clock, as `GMT`.
    pub clock: String,
    /// The currency's party, as “Apple’s net sales”: whose money the estimate counts. Empty without an estimate.
    #[cfg_attr(feature = "host", serde(default))]
    pub money: String,
    /// When the ticker's sum is whole, as “by the time the shops were back”. Empty without an estimate.
    #[cfg_attr(feature = "host", serde(default))]
    pub by_the_end: String,
    /// What the estimate leaves out. Empty without an estimate.
    #[cfg_attr(feature = "host", serde(default))]
    pub left_out: String,
    /// Names of the stations, by id.
    pub stations: Sorted<String, String>,
    /// What engineers call the stations that are not servers, by id.
    pub technical_stations: Sorted<String, String>,
    /// Whose each part is, by owner.
    pub owners: Sorted<String, String>,
    /// Whom a referral to a zone points to, by the zone's name.
    pub zones: Sorted<String, String>,
    /// The lanes, by id.
    pub lanes: Sorted<String, LaneText>,
    /// The services, by id.
    pub services: Sorted<String, ServiceText>,
    /// What each input of the loss model is, by its symbol.
    #[cfg_attr(feature = "host", serde(default))]
    pub inputs: Sorted<String, String>,
    /// The same inputs on the panel, by their symbol; one that is not here has its name of `inputs`.
    #[cfg_attr(feature = "host", serde(default))]
    pub assumptions: Sorted<String, AssumptionText>,
    /// Whose money besides was held up, by id.
    #[cfg_attr(feature = "host", serde(default))]
    pub beside: Sorted<String, BesideText>,
    /// Who else told a figure, and how they came to it, by source.
    #[cfg_attr(feature = "host", serde(default))]
    pub published: Sorted<String, PublishedText>,
    /// How this story reads what nobody has explained, in a few words. Empty where there is one reading.
    #[cfg_attr(feature = "host", serde(default))]
    pub reading: String,
    /// What speaks for and against the readings, by id.
    #[cfg_attr(feature = "host", serde(default))]
    pub evidence: Sorted<String, EvidenceText>,
    /// The steps, in order.
    pub steps: Vec<StepText>,
    /// Questions put to the reader, in the order of the incident file.
    #[cfg_attr(feature = "host", serde(default))]
    pub predict: Vec<PredictText>,
}

/// A question put to the reader before a step shows what is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PredictText {
    /// The question for everybody.
    pub plain: String,
    /// The question for engineers.
    pub technical: String,
    /// What is so and why, in a sentence or two, whatever was chosen: for everybody.
    pub why_plain: String,
    /// The same for engineers.
    pub why_technical: String,
    /// The choices, in the order of the incident file.
    pub choices: Vec<ChoiceText>,
}

strings! {
/// An input of the loss model on the panel.
pub struct AssumptionText {
    /// The slider's name.
    pub name: String,
    /// The name of its line in the sum, where it is another.
    #[cfg_attr(feature = "host", serde(default))]
    pub line: String,
    /// Why this value.
    pub why: String,
}

/// A choice of a question put to the reader: a whole sentence without its full stop.
pub struct ChoiceText {
    /// For everybody.
    pub plain: String,
    /// For engineers.
    pub technical: String,
}

/// Somebody else's money.
pub struct BesideText {
    /// Whose, and what.
    pub name: String,
    /// Where the figure comes from, in a sentence.
    pub why: String,
}

/// Somebody else's figure.
pub struct PublishedText {
    /// Who, in a word or two.
    pub name: String,
    /// What was assumed.
    pub how: String,
}

/// Something that speaks for or against two readings.
pub struct EvidenceText {
    /// What was reported.
    pub saw: String,
    /// What this reading makes of it.
    pub here: String,
    /// What the other reading makes of it.
    pub there: String,
}

/// A lane of the narrow time strip in words.
pub struct LaneText {
    /// Its name.
    pub name: String,
    /// What stands in its bar.
    #[cfg_attr(feature = "host", serde(default))]
    pub out: String,
    /// In a word, while it does not work.
    #[cfg_attr(feature = "host", serde(default))]
    pub short: String,
}

/// A service in words.
pub struct ServiceText {
    /// Its name.
    pub name: String,
    /// What people saw.
    pub saw: String,
    /// What stands in its bar.
    #[cfg_attr(feature = "host", serde(default))]
    pub out: String,
}

/// A step in words.
pub struct StepText {
    /// Its title; the button that leads to it says the same.
    pub title: String,
    /// For everybody. After a claim stands in square brackets how we know it, as `[reported: id]` or `[model]`.
    pub plain: String,
    /// For engineers, with the same marks.
    pub technical: String,
    /// The title of the note beside it.
    #[cfg_attr(feature = "host", serde(default))]
    pub aside: String,
    /// That note for everybody.
    #[cfg_attr(feature = "host", serde(default))]
    pub aside_plain: String,
    /// That note for engineers.
    #[cfg_attr(feature = "host", serde(default))]
    pub aside_technical: String,
    /// How we know.
    #[cfg_attr(feature = "host", serde(default))]
    pub note: String,
}
}

impl ChoiceText {
    /// The choice in a voice.
    pub fn text(&self, voice: Voice) -> &str {
        voice.choose(&self.plain, &self.technical)
    }
}

impl PredictText {
    /// The question in a voice.
    pub fn question(&self, voice: Voice) -> &str {
        voice.choose(&self.plain, &self.technical)
    }

    /// What is so and why, in a voice.
    pub fn why(&self, voice: Voice) -> &str {
        voice.choose(&self.why_plain, &self.why_technical)
    }
}

impl StepText {
    /// The narration in a voice.
    pub fn narration(&self, voice: Voice) -> &str {
        voice.choose(&self.plain, &self.technical)
    }

    /// The note beside it in a voice.
    pub fn aside_text(&self, voice: Voice) -> &str {
        voice.choose(&self.aside_plain, &self.aside_technical)
    }
}

impl StoryText {
    /// The name of a station; its id where it has none.
    pub fn station<'a>(&'a self, id: &'a str) -> &'a str {
        self.stations.get(id).map_or(id, String::as_str)
    }

    /// Whom a zone belongs to in words; its name where the story has none.
    pub fn zone(&self, name: &str) -> String {
        self.zones
            .get(name)
            .cloned()
            .unwrap_or_else(|| name.to_owned())
    }
}

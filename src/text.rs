//! Words: the page's and the stories' strings as typed structs, and sentences for what a frame shows.
//!
//! [`Text`] is one language's words for the page (`assets/text/<lang>.toml`), [`StoryText`] one story's words in it
//! (`assets/text/<lang>/<id>.toml`). A key that is missing or one too many fails the build. [`mod@describe`] puts stations
//! and links into words; nothing else in the crate makes prose.

pub mod describe;
mod fill;
pub mod inspector;
mod page;
mod story;
mod strings;

pub use fill::{Run, fill, runs};
pub use inspector::InspectorText;
pub use page::{
    Errors, Hows, Live, Page, Panel, Predict, ReadingWords, Said, Sentences, Share, Stills, Strip,
    Text, Units,
};
pub use story::{
    AssumptionText, BesideText, ChoiceText, EvidenceText, LaneText, PredictText, PublishedText,
    ServiceText, StepText, StoryText,
};

use serde::{Deserialize, Serialize};

/// Who is spoken to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Voice {
    /// Everybody.
    #[default]
    Plain,
    /// Engineers.
    Technical,
}

impl Voice {
    /// The name in an address and in the page's `data-voice`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Technical => "technical",
        }
    }

    /// What is said in this voice, of the same thing in both.
    pub fn choose<'a, T: ?Sized>(self, plain: &'a T, technical: &'a T) -> &'a T {
        match self {
            Self::Plain => plain,
            Self::Technical => technical,
        }
    }

    /// The voice of that name.
    pub fn of(name: &str) -> Option<Self> {
        [Self::Plain, Self::Technical]
            .into_iter()
            .find(|v| v.name() == name)
    }
}

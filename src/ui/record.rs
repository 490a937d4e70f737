//! What stands below the picture, of the story and not of the moment: what it cost, what people saw, the sources.
//!
//! The static article already shows it for the story that the page opens with, so there the live page keeps what stands.
//! Only for another story is it drawn, by a part that comes with that story.

use yew::Html;

use super::element::{Child, el};
use super::{services, sums};
use crate::incident::Story;
use crate::loss::Estimate;

/// How the page comes by it.
#[derive(Clone, Debug)]
pub enum Record {
    /// By drawing it.
    Drawn(Draw),
    /// It stands there; or this says why not.
    Standing(Html),
}

/// Draws the record of a story.
pub type Draw = fn(&Story, Option<&Estimate>) -> Html;

impl Default for Record {
    fn default() -> Self {
        #[cfg(feature = "split")]
        return Self::Standing(Html::default());
        #[cfg(not(feature = "split"))]
        Self::Drawn(draw)
    }
}

impl Record {
    pub(super) fn view(&self, story: &Story, estimate: Option<&Estimate>) -> Html {
        match self {
            Self::Drawn(draw) => draw(story, estimate),
            Self::Standing(html) => html.clone(),
        }
    }
}

/// Draws it.
pub(super) fn draw(story: &Story, estimate: Option<&Estimate>) -> Html {
    el("div")
        .class("record")
        .child(sums::sums(story, estimate))
        .child(services::table(story))
        .child(services::sources(story))
        .html()
}

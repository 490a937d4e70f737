//! What stands below the picture: what it cost, what people saw, the sources.
//!
//! The part that draws it comes after the first view. Until then the live page keeps what the static article shows there,
//! where that is the same story as it was; otherwise the part is waited for.

use yew::Html;

use super::element::{Child, Dispatch, Element, el, list};
use super::kept::kept;
use super::state::State;
use super::{panel, services};

/// How the page comes by it.
#[derive(Clone, Debug)]
pub enum Record {
    /// By drawing it.
    Drawn(Draw),
    /// It stands there already, from the static page.
    Standing(Html),
    /// The part that draws it did not come.
    Missing,
}

/// Draws the record of a story.
#[derive(Clone, Copy, Debug)]
pub struct Draw(fn(&State, &Dispatch) -> Html);

impl Draw {
    /// The only way. Nothing but the part may name it.
    pub(super) const LIVE: Self = Self(draw);
}

impl PartialEq for Draw {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Default for Record {
    fn default() -> Self {
        #[cfg(feature = "split")]
        return Self::Missing;
        #[cfg(not(feature = "split"))]
        Self::Drawn(Draw::LIVE)
    }
}

impl PartialEq for Record {
    /// There is one way to draw it and one place where it stands.
    fn eq(&self, other: &Self) -> bool {
        core::mem::discriminant(self) == core::mem::discriminant(other)
    }
}

impl Record {
    pub(super) fn view(&self, state: &State, dispatch: &Dispatch) -> Html {
        match self {
            Self::Drawn(draw) => (draw.0)(state, dispatch),
            Self::Standing(html) => html.clone(),
            Self::Missing => {
                let missing = el("p").class("notice").attr("role", "status");
                missing.child(&state.stage.story.page.errors.part).html()
            }
        }
    }
}

fn draw(state: &State, dispatch: &Dispatch) -> Html {
    el("div")
        .class("record")
        .child(panel::panel(state, Some(dispatch)))
        .child(kept(state, dispatch, State::same_story, |s, _| seen(s)))
        .html()
}

/// What people saw, and the sources.
fn seen(state: &State) -> Html {
    let story = &state.stage.story;
    list([services::table(story), services::sources(story)])
}

/// Draws it for the page without scripts, with nothing to move.
pub(super) fn still(state: &State) -> Element {
    el("div")
        .class("record")
        .child(panel::panel(state, None))
        .child(seen(state))
}

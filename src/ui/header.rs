//! The head of the page: whose outage, the voice and the theme, the headline and the paragraph under it.

use super::element::{Dispatch, Element, button, el};
use super::icon::moon;
use super::state::{Action, State, Theme};
use crate::text::Voice;

/// The headline and the paragraph under it.
pub(super) fn headline(state: &State) -> Element {
    let text = &state.stage.story.text;
    el("div")
        .class("headline")
        .child(el("h1").child(&text.title))
        .child(el("p").class("standfirst").child(&text.standfirst))
}

/// The line over the headline: whose outage.
pub(super) fn kicker(state: &State) -> Element {
    el("p")
        .class("kicker")
        .child(&state.stage.story.text.kicker)
}

/// The line above the headline, with the controls.
pub(super) fn masthead(state: &State, dispatch: &Dispatch) -> Element {
    let page = &state.stage.story.page.page;
    let choose = |voice: Voice, label: &String| {
        button()
            .attr("aria-pressed", (state.voice == voice).to_string())
            .press(dispatch, Action::Speak(voice))
            .child(label)
    };
    let (other, label) = match state.theme {
        Theme::Dark => (Theme::Light, &page.theme_light),
        Theme::Light | Theme::Auto => (Theme::Dark, &page.theme_dark),
    };
    let voices = el("div")
        .class("voice")
        .attr("role", "group")
        .attr("aria-label", &page.voice)
        .child(choose(Voice::Plain, &page.plain))
        .child(choose(Voice::Technical, &page.technical));
    let theme = button()
        .class("theme")
        .attr("aria-label", label)
        .attr("title", label)
        .press(dispatch, Action::Paint(other))
        .child(moon());
    el("div")
        .class("masthead")
        .child(kicker(state))
        .child(voices)
        .child(theme)
}

//! The head of the page: whose outage, the voice and the theme, the headline and the paragraph under it.

use super::browser;
use super::element::{Dispatch, Element, button, el};
use super::icon::{moon, path};
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

/// Whose page this is, and the way to what else there is; on wide pages only.
pub(super) fn site(state: &State) -> Element {
    let page = &state.stage.story.page.page;
    let logo = el("svg")
        .class("logo")
        .attr("viewBox", "0 0 62 20")
        .attr("aria-hidden", "true")
        .child(path(
            "whole",
            "M8,4 h10 a6,6 0 0 1 0,12 h-10 a6,6 0 0 1 0,-12 Z",
        ))
        .child(path(
            "torn",
            "M30,8 l4,4 m0,-4 l-4,4 M40,1 l4,3 h9 a6,6 0 0 1 0,12 h-9 l-4,3",
        ));
    // A story in one file has no site around it: what it fetches stands in the file itself.
    let catalogue = browser::of_site("stories/");
    let outages = (!catalogue.starts_with("data:")).then(|| {
        let link = el("a").attr("href", &catalogue);
        el("nav")
            .attr("aria-label", &page.site)
            .child(link.child(&page.outages))
    });
    el("div")
        .class("site")
        .child(logo)
        .child(el("span").class("site-name").child(&page.site))
        .child(outages)
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
        .child(site(state))
        .child(kicker(state))
        .child(voices)
        .child(theme)
}

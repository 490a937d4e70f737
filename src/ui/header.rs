//! The head of the page: whose outage, the voice and the theme, the headline and the paragraph under it.

use yew::prelude::*;

use super::state::{Action, State, Theme};
use crate::text::Voice;

/// The headline and the paragraph under it.
pub(super) fn headline(state: &State) -> Html {
    let text = &state.stage.story.text;
    html! {
        <div class="headline">
            <h1>{ text.title.clone() }</h1>
            <p class="standfirst">{ text.standfirst.clone() }</p>
        </div>
    }
}

/// The line above the headline, with the controls.
pub(super) fn masthead(state: &State, dispatch: &UseReducerDispatcher<State>) -> Html {
    let page = &state.stage.story.page.page;
    let choose = |voice: Voice, label: &str| {
        let dispatch = dispatch.clone();
        let onclick = Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Speak(voice)));
        html! {
            <button type="button" aria-pressed={(state.voice == voice).to_string()} {onclick}>{ label.to_owned() }</button>
        }
    };
    let dark = state.theme == Theme::Dark;
    let (other, label) = if dark {
        (Theme::Light, &page.theme_light)
    } else {
        (Theme::Dark, &page.theme_dark)
    };
    let onclick = {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Paint(other)))
    };
    html! {
        <div class="masthead">
            <p class="kicker">{ state.stage.story.text.kicker.clone() }</p>
            <div class="voice" role="group" aria-label={page.voice.clone()}>
                { choose(Voice::Plain, &page.plain) }
                { choose(Voice::Technical, &page.technical) }
            </div>
            <button type="button" class="theme" aria-label={label.clone()} title={label.clone()} {onclick}>
                { super::icon::moon() }
            </button>
        </div>
    }
}

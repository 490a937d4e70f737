//! The story as an article that reads without WebAssembly: every step, the chain where it breaks, services, sums, sources.
//!
//! The build renders it into the page with the same components as the live page.

use std::rc::Rc;

use yew::prelude::*;

use super::chain::ChainView;
use super::rich::rich;
use super::state::State;
use super::{header, narration, panel, services};

/// What the article is rendered from.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The story at its first step.
    pub state: Rc<State>,
}

/// The story as an article.
#[component]
pub fn Article(props: &Props) -> Html {
    let state = &*props.state;
    let story = &state.stage.story;
    let words = state.words();
    // The picture shows the first step at which the chain breaks, or the last.
    let broken = story.steps.iter().find_map(|s| {
        let moment = state.stage.moment(s.at).ok()?;
        state.stage.chain.broken(&moment.trace)?;
        Some(moment)
    });
    let moment = broken.map_or_else(|| state.moment.clone(), Rc::new);
    let frame =
        crate::sim::frame::Frame::at(&state.stage.chain, &moment.trace, moment.trace.events.len());
    let aside = narration::aside(state, &frame);
    let chain = ChainView {
        stage: &state.stage,
        frame: &frame,
        trace: &moment.trace,
        words: &words,
        aside: aside.clone(),
    };
    html! {
        <article class="story still">
            <div class="masthead"><p class="kicker">{ story.text.kicker.clone() }</p></div>
            { header::headline(state) }
            <div class="stage">
                { chain.view() }
                <div class="aside-place">{ aside }</div>
                <ol class="every-step">
                    { for story.text.steps.iter().map(|s| html! {
                        <li><h2>{ s.title.clone() }</h2><p>{ rich(&narration::with_sums(state, &s.plain)) }</p></li>
                    }) }
                </ol>
            </div>
            { panel::panel(state, None) }
            { services::table(story) }
            { services::sources(story) }
        </article>
    }
}

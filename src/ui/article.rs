//! The story as an article that reads without WebAssembly: every step, the chain where it breaks, services, sums, sources.
//!
//! The build renders it into the page with the same components as the live page.

use std::rc::Rc;

use yew::prelude::*;

use super::chain::ChainView;
use super::element::{Child, el};
use super::rich::rich;
use super::state::State;
use super::{header, narration, record};

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
        state.stage.chain().broken(&moment.trace)?;
        Some(moment)
    });
    let moment = broken.map_or_else(|| state.moment.clone(), Rc::new);
    let frame = crate::sim::frame::Frame::at(
        &state.stage.chain(),
        &moment.trace,
        moment.trace.events.len(),
    );
    let chain = ChainView {
        stage: &state.stage,
        frame: &frame,
        trace: &moment.trace,
        words: &words,
        aside: narration::aside(state, &frame).map(Child::html),
        opens: None,
    };
    let steps = story.text.steps.iter().map(|s| {
        let told = rich(&narration::with_sums(state, &s.plain));
        el("li")
            .child(el("h2").child(&s.title))
            .child(el("p").child(told))
    });
    let stage = el("div")
        .class("stage")
        .child(chain.view())
        .child(el("div").class("aside-place").child(chain.aside.clone()))
        .child(el("ol").class("every-step").each(steps));
    let masthead = el("div")
        .class("masthead")
        .child(header::site(state))
        .child(header::kicker(state));
    el("article")
        .class("story still")
        .child(masthead)
        .child(header::headline(state))
        .child(stage)
        .child(record::still(state))
        .html()
}

//! The story as an article that reads without WebAssembly: every step, the chain where it breaks, services, sums, sources.
//!
//! The build renders it into the page with the same components as the live page, and in the same places as far as both show
//! the same: the live page takes its place without moving what is being read.

use std::rc::Rc;

use yew::prelude::*;

use super::chain::ChainView;
use super::element::{Child, Element, el};
use super::rich::rich;
use super::state::State;
use super::{header, narration, predict, record, steps};

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
        state.stage.chain(),
        &moment.trace,
        moment.trace.events.len(),
    );
    let chain = ChainView {
        stage: &state.stage,
        frame: &frame,
        trace: &moment.trace,
        words: &words,
        aside: narration::aside(state, &frame).map(Child::html),
        at_once: false,
        opens: None,
    };
    let count = story.steps.len();
    let rest = (1..count).map(|n| el("li").child(step(state, n)));
    // What the live page will begin with stands in its place while it is on its way.
    let first = state.frame();
    let at_first = ChainView {
        frame: &first,
        trace: &state.moment.trace,
        aside: None,
        ..chain.clone()
    };
    let at_first = at_first.view().class("at-first");
    let first_step = el("div").class("told-first").child(step(state, 0));
    let every_step = el("ol").class("every-step").attr("start", 2usize);
    let stage = el("div")
        .class("stage")
        .child(first_step.child(narration::how_known(story)))
        .child(at_first.attr("aria-hidden", "true"))
        .child(chain.view().class("at-break"))
        .child(el("div").class("aside-place").child(chain.aside.clone()))
        .child(every_step.each(rest));
    el("article")
        .class("story still")
        .child(masthead(state))
        .child(header::headline(state))
        .child(stage)
        .child(record::still(state))
        .html()
}

/// Every step in the reader's voice, for paper.
pub(super) fn handout(state: &State) -> Html {
    let steps = (0..state.stage.story.steps.len()).map(|n| el("li").child(step(state, n)));
    el("ol")
        .class("every-step")
        .class("handout")
        .each(steps)
        .html()
}

/// A step with its number, its words, and the question that it puts or answers.
fn step(state: &State, n: usize) -> Html {
    let text = state.stage.story.text.steps.get(n);
    let told = text.map(|s| {
        let title = el("h2").child(steps::number(n)).child(&s.title);
        let told = rich(&narration::with_sums(state, s.narration(state.voice)));
        [title, el("p").class("told").child(told)]
    });
    let told = told.into_iter().flatten();
    let more = [predict::answered(state, n), predict::asked(state, n)];
    super::element::list(told.chain(more.into_iter().flatten()))
}

/// Whose outage, with the room that the live page's controls will take.
fn masthead(state: &State) -> Element {
    let page = &state.stage.story.page.page;
    let room = el("div").class("voice").class("room");
    let room = room
        .attr("aria-hidden", "true")
        .child(el("span").child(&page.plain))
        .child(el("span").child(&page.technical));
    let theme = el("div").class("theme").class("room");
    el("div")
        .class("masthead")
        .child(header::site(state))
        .child(header::kicker(state))
        .child(room)
        .child(theme.attr("aria-hidden", "true"))
}

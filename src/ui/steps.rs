//! The way through the steps: back and on by buttons, the list of all of them on wide pages, and by scrolling sideways.

use std::cmp::Ordering;

use yew::prelude::*;

use super::browser;
use super::element::{Child, Dispatch, Element, button, el};
use super::icon::chevron;
use super::kept::kept;
use super::state::{Action, State};
use crate::text::fill;

/// A button that leads to a step; the keyboard's focus goes on to its heading.
fn go(step: usize, dispatch: &Dispatch, heading: &NodeRef) -> Element {
    let (dispatch, heading) = (dispatch.clone(), heading.clone());
    button().on("click", move |_| {
        dispatch.dispatch(Action::Go(step));
        browser::focus(&heading);
    })
}

/// Back, how far, and on to the next step, which the button names.
pub(super) fn steps(state: &State, dispatch: &Dispatch, heading: &NodeRef) -> Element {
    let story = &state.stage.story;
    let page = &story.page.page;
    let count = story.steps.len();
    let here = state.step;
    let (next, title) = match story.text.steps.get(here + 1) {
        Some(step) => (here + 1, &step.title),
        None => (0, &page.again),
    };
    let (n, of) = ((here + 1).to_string(), count.to_string());
    let n_of = fill(&page.step_of, &[("n", &n), ("of", &of)]);
    let dots = (0..count).map(|n| {
        el("i").class(match n.cmp(&here) {
            Ordering::Less => "done",
            Ordering::Equal => "here",
            Ordering::Greater => "ahead",
        })
    });
    let dots = el("span")
        .class("dots")
        .attr("aria-hidden", "true")
        .each(dots);
    let back = go(here.saturating_sub(1), dispatch, heading)
        .class("back")
        .attr("disabled", (here == 0).then_some("disabled"))
        .attr("aria-label", &page.back)
        .child(chevron(true))
        .child(el("span").child(&page.back));
    let on = go(next, dispatch, heading)
        .class("next")
        .attr("aria-label", format!("{}: {title}", page.next))
        .child(el("span").child(title))
        .child(chevron(false));
    let progress = el("p").class("progress").child(dots);
    el("nav")
        .class("steps")
        .child(back)
        .child(progress.child(el("span").class("n-of").child(n_of)))
        .child(on)
}

/// The steps before this one (or, with `later`, those after it) as a list of buttons. Only wide pages show it.
pub(super) fn listed(
    state: &State,
    dispatch: &Dispatch,
    heading: &NodeRef,
    later: bool,
) -> Element {
    let steps = state.stage.story.text.steps.iter().enumerate();
    let rows = steps
        .filter(|(n, _)| {
            if later {
                *n > state.step
            } else {
                *n < state.step
            }
        })
        .map(|(n, step)| {
            let button = go(n, dispatch, heading).child(number(n));
            el("li").child(button.child(&step.title))
        });
    el("ol")
        .class("step-list")
        .attr("start", later.then_some(state.step + 2))
        .each(rows)
}

/// A step's number in its circle.
pub(super) fn number(step: usize) -> Element {
    let number = el("span").class("step-number");
    number.child((step + 1).to_string())
}

/// What is told, with the neighbouring steps on either side of it: who scrolls sideways to one of them goes there. Vertical
/// scrolling is left to the page, or to the article that the page is embedded in. The neighbours come with the record.
pub(super) fn sideways(
    state: &State,
    dispatch: &Dispatch,
    scroller: &NodeRef,
    told: Element,
) -> Element {
    let part = state.record.sideways();
    let all = el("div").class("sideways").node(scroller);
    let Some(part) = part else {
        // Their places, or the middle one would be drawn anew when they come.
        let place = Html::default;
        return all.child(place()).child(told).child(place());
    };
    let beside = |step: fn(&State) -> Option<usize>| {
        kept(state, dispatch, State::same_words, move |s, _| {
            (part.beside)(s, step(s))
        })
    };
    let (here, dispatch) = (state.step, dispatch.clone());
    all.attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", &state.stage.story.page.page.sideways)
        .on("scroll", move |event| {
            (part.scrolled)(event, here, &dispatch);
        })
        .child(beside(|s| s.step.checked_sub(1)))
        .child(told)
        .child(beside(|s| Some(s.step + 1)))
}

/// What scrolling sideways needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sideways {
    beside: fn(&State, Option<usize>) -> Html,
    scrolled: fn(&Event, usize, &Dispatch),
    /// Puts the step's own words into the middle.
    pub(super) home: fn(&NodeRef),
}

impl Sideways {
    /// The only one. Nothing but the part may name it.
    pub(super) const WHOLE: Self = Self {
        beside: |state, step| beside(state, step).html(),
        scrolled: |event, here, dispatch| match browser::scrolled_to(event) {
            Some(0) => dispatch.dispatch(Action::Go(here.saturating_sub(1))),
            Some(2) => dispatch.dispatch(Action::Go(here + 1)),
            _ => {}
        },
        home: browser::scroll_home,
    };
}

/// A neighbour of the step: seen while scrolling, and not met otherwise.
fn beside(state: &State, step: Option<usize>) -> Element {
    let text = step.and_then(|n| Some((n, state.stage.story.text.steps.get(n)?)));
    let beside = el("div")
        .class("beside")
        .attr("aria-hidden", "true")
        .attr("inert", "")
        .attr("hidden", text.is_none().then_some(""));
    let Some((n, text)) = text else { return beside };
    let told = super::narration::with_sums(state, text.narration(state.voice));
    let title = el("p")
        .class("step-title")
        .child(number(n))
        .child(&text.title);
    beside.child(title).child(
        el("p")
            .class("told")
            .child(super::rich::told(Some(&state.stage.story), &told)),
    )
}

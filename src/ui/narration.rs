//! What is told at a step, the note on the broken link, and the way on and back.

use std::cmp::Ordering;

use yew::NodeRef;

use super::element::{Dispatch, Element, button, el};
use super::icon::chevron;
use super::rich::rich;
use super::state::{Action, State};
use crate::sim::frame::{Frame, Said, State as LinkState};
use crate::text::fill;

/// The narration of the step, or, where the reader moved the clock away from it, of the time.
pub(super) fn narration(state: &State, frame: &Frame, heading: &NodeRef) -> Element {
    let (title, body) = told(state, frame);
    let number = if state.on_step {
        (state.step + 1).to_string()
    } else {
        "·".to_owned()
    };
    let number = el("span")
        .class("step-number")
        .attr("aria-hidden", "true")
        .child(number);
    let title = el("h2")
        .node(heading)
        .attr("tabindex", "-1")
        .child(number)
        .child(title);
    let told = el("p").class("told").attr("aria-live", "polite");
    el("div")
        .class("narration")
        .child(title)
        .child(told.child(rich(&body)))
}

/// The title and the words of that.
pub(super) fn told(state: &State, frame: &Frame) -> (String, String) {
    let story = &state.stage.story;
    if state.on_step
        && let Some(step) = story.text.steps.get(state.step)
    {
        return (
            step.title.clone(),
            with_sums(state, step.narration(state.voice)),
        );
    }
    let page = &story.page;
    let (h, m, _) = state.at().wall_clock(story.day.offset);
    let time = format!("{h:02}:{m:02}");
    let title = fill(
        &page.page.at_clock,
        &[("time", &time), ("clock", &story.text.clock)],
    );
    let copy = frame.stations.iter().find_map(|s| match s.said {
        Said::Copy { age, .. } => Some(age),
        _ => None,
    });
    let words = state.words();
    let service = frame
        .stations
        .last()
        .map(|s| story.text.station(&s.id))
        .unwrap_or_default();
    let body = match (frame.broken, copy) {
        (Some(link), _) => {
            let name = |n: usize| {
                frame
                    .stations
                    .get(n)
                    .map(|s| story.text.station(&s.id))
                    .unwrap_or_default()
            };
            let said = frame
                .stations
                .get(frame.current)
                .map(|s| words.said(&s.said))
                .unwrap_or_default();
            fill(
                &page.page.now_broken,
                &[
                    ("from", name(link)),
                    ("to", name(link + 1)),
                    ("said", &said),
                ],
            )
        }
        (None, Some(age)) => fill(
            &page.page.now_copied,
            &[("age", &words.age(age)), ("service", service)],
        ),
        (None, None) => fill(&page.page.now_works, &[("service", service)]),
    };
    (title, body)
}

/// A text with the estimate's figures filled in.
pub(super) fn with_sums(state: &State, text: &str) -> String {
    let Some(e) = &state.estimate else {
        return text.to_owned();
    };
    let money = |amount: f64| super::money::money(state, amount);
    fill(
        text,
        &[
            ("lost", &money(e.lost.mid)),
            ("lost_low", &money(e.lost.low)),
            ("lost_high", &money(e.lost.high)),
            ("blocked", &money(e.blocked.mid)),
        ],
    )
}

/// The note on the broken link.
pub(super) fn aside(state: &State, frame: &Frame) -> Option<Element> {
    frame.broken?;
    // Every time at which this link is broken is told with the words of the step at which it breaks.
    let mut steps = state.stage.story.text.steps.iter();
    let step = steps.find(|s| !s.aside.is_empty())?;
    let wrong = frame.links.iter().any(|l| l.state == LinkState::Wrong);
    let aside = el("aside")
        .class("aside")
        .class_if(wrong, "wrong")
        .child(el("p").class("title").child(&step.aside))
        .child(el("p").child(rich(step.aside_text(state.voice))))
        .child(el("p").class("note").child(&step.note));
    Some(aside)
}

/// Back, how far, and on to the next step, which the button names.
pub(super) fn steps(state: &State, dispatch: &Dispatch, heading: &NodeRef) -> Element {
    let story = &state.stage.story;
    let page = &story.page.page;
    let count = story.steps.len();
    let go = |step: usize| {
        let (dispatch, heading) = (dispatch.clone(), heading.clone());
        button().on("click", move |_| {
            dispatch.dispatch(Action::Go(step));
            super::browser::focus(&heading);
        })
    };
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
    let back = go(here.saturating_sub(1))
        .class("back")
        .attr("disabled", (here == 0).then_some("disabled"))
        .attr("aria-label", &page.back)
        .child(chevron(true))
        .child(el("span").child(&page.back));
    let on = go(next)
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

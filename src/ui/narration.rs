//! What is told at a step, the note on the broken link, and the way on and back.

use yew::prelude::*;

use super::icon::chevron;
use super::rich::rich;
use super::state::{Action, State};
use crate::sim::frame::{Frame, Said, State as LinkState};
use crate::text::fill;

/// The narration of the step, or, where the reader moved the clock away from it, of the time.
pub(super) fn narration(state: &State, frame: &Frame, heading: &NodeRef) -> Html {
    let (title, body) = told(state, frame);
    let number = if state.on_step {
        (state.step + 1).to_string()
    } else {
        "·".to_owned()
    };
    html! {
        <div class="narration">
            <h2 ref={heading.clone()} tabindex="-1">
                <span class="step-number" aria-hidden="true">{ number }</span>
                { title }
            </h2>
            <p class="told" aria-live="polite">{ rich(&body) }</p>
        </div>
    }
}

fn told(state: &State, frame: &Frame) -> (String, String) {
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
pub(super) fn aside(state: &State, frame: &Frame) -> Html {
    if frame.broken.is_none() {
        return html! {};
    }
    let text = &state.stage.story.text;
    // Every time at which this link is broken is told with the words of the step at which it breaks.
    let Some(step) = text.steps.iter().find(|s| !s.aside.is_empty()) else {
        return html! {};
    };
    let wrong = frame.links.iter().any(|l| l.state == LinkState::Wrong);
    html! {
        <aside class={classes!("aside", wrong.then_some("wrong"))}>
            <h3>{ step.aside.clone() }</h3>
            <p>{ rich(step.aside_text(state.voice)) }</p>
            <p class="note">{ step.note.clone() }</p>
        </aside>
    }
}

/// Back, how far, and on to the next step, which the button names.
pub(super) fn steps(
    state: &State,
    dispatch: &UseReducerDispatcher<State>,
    heading: &NodeRef,
) -> Html {
    let story = &state.stage.story;
    let page = &story.page.page;
    let count = story.steps.len();
    let go = |step: usize| {
        let (dispatch, heading) = (dispatch.clone(), heading.clone());
        Callback::from(move |_: MouseEvent| {
            dispatch.dispatch(Action::Go(step));
            super::browser::focus(&heading);
        })
    };
    let last = state.step + 1 >= count;
    let next = if last { 0 } else { state.step + 1 };
    let next_title = if last {
        page.again.clone()
    } else {
        story
            .text
            .steps
            .get(next)
            .map(|s| s.title.clone())
            .unwrap_or_default()
    };
    let n_of = fill(
        &page.step_of,
        &[
            ("n", &(state.step + 1).to_string()),
            ("of", &count.to_string()),
        ],
    );
    html! {
        <nav class="steps">
            <button type="button" class="back" disabled={state.step == 0} aria-label={page.back.clone()}
                onclick={go(state.step.saturating_sub(1))}>
                { chevron(true) }<span>{ page.back.clone() }</span>
            </button>
            <p class="progress">
                <span class="dots" aria-hidden="true">
                    { for (0..count).map(|n| {
                        let class = match n.cmp(&state.step) {
                            std::cmp::Ordering::Less => "done",
                            std::cmp::Ordering::Equal => "here",
                            std::cmp::Ordering::Greater => "ahead",
                        };
                        html! { <i {class}></i> }
                    }) }
                </span>
                <span class="n-of">{ n_of }</span>
            </p>
            <button type="button" class="next" aria-label={format!("{}: {next_title}", page.next)} onclick={go(next)}>
                <span>{ next_title.clone() }</span>{ chevron(false) }
            </button>
        </nav>
    }
}

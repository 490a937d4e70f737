//! What is told at a step, and the note on the broken link.

use yew::NodeRef;

use super::element::{Child, Dispatch, Element, el};
use super::kept::kept;
use super::rich::rich;
use super::services::known;
use super::state::State;
use super::steps;
use crate::incident::Story;
use crate::sim::frame::{Frame, Said, State as LinkState};
use crate::text::fill;

/// The narration of the step, or, where the reader moved the clock away from it, of the time; between the other steps, and
/// with the ways back and on.
pub(super) fn narration(
    state: &State,
    frame: &Frame,
    dispatch: &Dispatch,
    (heading, scroller): (&NodeRef, &NodeRef),
) -> Element {
    let (title, body) = told(state, frame);
    let number = if state.on_step {
        steps::number(state.step)
    } else {
        el("span").class("step-number").child("·")
    };
    let title = el("h2")
        .node(heading)
        .attr("tabindex", "-1")
        .child(number.attr("aria-hidden", "true"))
        .child(title);
    let words = el("div")
        .attr("aria-live", "polite")
        .child(
            el("p")
                .class("told")
                .child(super::rich::told(Some(&state.stage.story), &body)),
        )
        .child(state.record.predicted(state));
    let here = el("div").class("here").child(title).child(words);
    // What the clock does not change.
    let still = |draw: fn(&State, &Dispatch, &NodeRef) -> Element| {
        let heading = heading.clone();
        kept(state, dispatch, State::same_question, move |s, d| {
            draw(s, d, &heading).html()
        })
    };
    let told_first = el("div")
        .class("told-first")
        .child(steps::sideways(state, dispatch, scroller, here))
        .child(how_known(&state.stage.story))
        .child(state.record.question(state, dispatch, heading));
    el("div")
        .class("narration")
        .child(still(|s, d, h| steps::listed(s, d, h, false)))
        .child(told_first)
        .child(still(steps::steps))
        .child(still(|s, d, h| steps::listed(s, d, h, true)))
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
    let (h, m, _) = state.moment.at.wall_clock(story.day.offset);
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
    // What is so at a time that no step tells of, the simulation says.
    (title, [&body, "[3]"].concat())
}

/// How we know what is told: what in the story is our reconstruction, and where the sources are.
pub(super) fn how_known(story: &Story) -> Element {
    let page = &story.page.page;
    let sources = el("a").attr("href", "#sources").child(&page.sources);
    let known = el("p").child(&story.text.reconstruction).child(" ");
    let h = &story.page.how;
    // The marks in what is told.
    let marks = [
        "● ",
        &h.reported,
        ", ",
        &h.accounts,
        ", ",
        &h.measured,
        "; ◐ ",
        &h.model,
        "; ○ ",
        &h.guess,
        ".",
    ];
    el("details")
        .class("how-known")
        .child(el("summary").child(&page.how_known))
        .child(known.child(sources))
        .child(el("p").child(marks.concat()))
}

/// A text with the estimate's sums filled in.
pub(super) fn with_sums(state: &State, text: &str) -> String {
    let Some(sums) = &state.sums else {
        return text.to_owned();
    };
    let money = |amount: f64| super::money::money(state, amount);
    fill(
        text,
        &[
            ("lost", &money(sums.lost.mid)),
            ("lost_low", &money(sums.lost.low)),
            ("lost_high", &money(sums.lost.high)),
            ("blocked", &money(sums.blocked.mid)),
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
    // How we know of the fault that is at work, or of the first.
    let story = &state.stage.story;
    let claim = story.fault_claims.get(state.fault());
    Some(aside.child(claim.map(|c| el("p").child(known(story, c)))))
}

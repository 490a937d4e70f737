//! The time strip: one axis for the share of lookups failing, the services and the money, and the clock to move on it.
//!
//! What does not depend on the clock is drawn once: [`axis::clips`] shows of it what is past and what is to come.

mod axis;
mod curve;
pub(super) mod days;
mod sums;
mod thumb;

use super::element::{Child, Dispatch, Element, button, el};
use super::icon;
use super::kept::kept;
use super::lanes;
use super::money::money;
use super::number::decimal;
use super::state::{Action, State};
use crate::text::fill;

/// The strip.
pub(super) fn strip(state: &State, dispatch: &Dispatch) -> Element {
    let still = |draw: fn(&State) -> Element| {
        kept(state, dispatch, State::same_story, move |s, _| {
            draw(s).html()
        })
    };
    let plot = el("div")
        .class("plot")
        .class_if(state.sums.is_some(), "with-sums")
        .child(axis::clips(state))
        .child(still(axis::grid))
        .child(curve::curve_row(state, dispatch))
        .child(lanes::lanes(state, dispatch))
        .child(sums::money_row(state, dispatch))
        .child(still(axis::hours))
        .child(still(axis::end))
        .child(thumb::scrubber(state, dispatch));
    el("section")
        .class("strip")
        .attr("aria-label", &state.stage.story.page.strip.title)
        .child(head(state, dispatch))
        .child(plot)
        .child(still(axis::legend))
}

/// The clock's time, as `10:24`; in an outage of several days with its day.
pub(super) fn clock(state: &State) -> String {
    days::time(&state.stage.story, &state.stage.day, state.at())
}

/// A share in whole per cent, as the page writes it.
pub(super) fn share(state: &State, fraction: f64) -> String {
    fill(
        &state.stage.story.page.strip.percent,
        &[("n", &decimal(fraction * 100.0, 0))],
    )
}

fn head(state: &State, dispatch: &Dispatch) -> Element {
    let (story, t) = (&state.stage.story, &state.stage.story.page.strip);
    let playing = state.playing;
    let label = if playing { &t.pause } else { &t.play };
    let play = button()
        .class("play")
        .attr("aria-label", label)
        .attr("title", label)
        .press(dispatch, Action::Play(!playing))
        .child(icon::play(playing))
        .child(el("span").child(label));
    let date = match days::day(story, &state.stage.day, state.at()) {
        Some(day) => day,
        None => story.text.date.clone(),
    };
    let clock_name = el("span").child(format!("{}, ", story.text.clock));
    let lost = state.loss_so_far().map(|e| {
        let (low, high) = (money(state, e.lost.low), money(state, e.lost.high));
        let likely = fill(&t.likely, &[("low", &low), ("high", &high)]);
        let note = el("p")
            .class("ticker-note")
            .child(el("span").child(&t.lost_so_far))
            .child(el("span").child(likely));
        let sum = el("p")
            .class("ticker-sum")
            .child(el("b").child(money(state, e.lost.mid)))
            .child(el("span").child(&t.lost_short));
        el("div").class("ticker").child(note).child(sum)
    });
    el("div")
        .class("strip-head")
        .child(play)
        .child(
            el("p")
                .class("clock")
                .child(days::clock(&state.stage.day, state.at())),
        )
        .child(el("p").class("date").child(clock_name).child(date))
        .child(lost)
}

/// A drawing that a screen reader passes over: the words beside it say the same.
fn hidden_svg(class: &str) -> Element {
    el("svg").class(class).attr("aria-hidden", "true")
}

fn text(x: &str, y: &str, anchor: &str) -> Element {
    el("text")
        .attr("x", x)
        .attr("y", y)
        .attr("text-anchor", anchor)
}

/// A row of the plot: its name, and what it shows.
fn row(class: &str, name: Element) -> Element {
    el("div").class(class).child(name)
}

fn row_name(title: &str, note: &str) -> Element {
    el("p")
        .class("row-name")
        .child(el("b").child(title))
        .child(el("span").child(note))
}

/// What stands at an end of a row's own axis.
fn tick(class: &str, label: String) -> Element {
    el("span")
        .class(class)
        .attr("aria-hidden", "true")
        .child(label)
}

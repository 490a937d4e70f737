//! The axis: the hours and the lines that go up from them, where the past ends, and what the marks mean.

use super::super::element::{Element, el};
use super::super::icon::{line, path};
use super::super::lanes::percent;
use super::super::number::short;
use super::super::state::State;
use super::{days, hidden_svg, text};
use crate::clock::{Span, Time};

/// The lines of the hours, behind everything.
pub(super) fn grid(state: &State) -> Element {
    let stripe = |class: &str, height: &str| {
        el("rect")
            .class(class)
            .attr("width", "6")
            .attr("height", height)
    };
    let hatch = el("pattern")
        .attr("id", "hatch")
        .attr("width", "6")
        .attr("height", "6")
        .attr("patternUnits", "userSpaceOnUse")
        .attr("patternTransform", "rotate(-45)")
        .child(stripe("hatch-ground", "6"))
        .child(stripe("hatch", "3"));
    let lines = even_hours(state).into_iter().map(|t| {
        let x = percent(state.stage.day.fraction(t));
        line(&x, &x, "44", "100%")
    });
    hidden_svg("grid")
        .child(el("defs").child(hatch))
        .each(lines)
}

fn even_hours(state: &State) -> Vec<Time> {
    let day = &state.stage.day;
    // Every two hours, or as many more as keep the labels apart; of several days at noon and midnight, or midnight alone.
    let pairs = (day.until - day.from).secs() / 7200;
    let (step, first) = if days::several(day) {
        let step = if pairs > 48 {
            1440 * (pairs / 84 + 1)
        } else {
            720
        };
        let local = (day.from + day.offset).secs();
        let to_next = (-local).rem_euclid(step.min(1440) * 60);
        (Span::from_mins(step), day.from + Span::from_secs(to_next))
    } else {
        (Span::from_mins(120 * (pairs / 8 + 1)), day.from)
    };
    std::iter::successors(Some(first), |t| Some(*t + step))
        .take_while(|t| *t <= day.until)
        .collect()
}

/// The hours below the axis; of several days the day at its midnight.
pub(super) fn hours(state: &State) -> Element {
    let (story, day) = (&state.stage.story, &state.stage.day);
    let hours = even_hours(state).into_iter().map(|t| {
        let midnight = t.wall_clock(day.offset) == (0, 0, 0);
        let named = days::day(story, day, t).filter(|_| midnight);
        let label = named.unwrap_or_else(|| days::clock(day, t));
        text(&percent(day.fraction(t)), "18", "middle").child(label)
    });
    el("div")
        .class("row axis")
        .attr("aria-hidden", "true")
        .child(el("span").class("row-name"))
        .child(el("svg").attr("height", "26").each(hours))
}

pub(super) fn legend(state: &State) -> Element {
    let t = &state.stage.story.page.strip;
    let entry = |sample: Element, label: &str| {
        let key = el("svg").class("key").attr("viewBox", "0 0 30 12");
        el("span").child(key.child(sample)).child(label)
    };
    let rule = |class: &str| line("0", "30", "6", "6").class(class);
    let partly = el("rect")
        .class("bar partly")
        .attr("x", "1")
        .attr("y", "1")
        .attr("width", "28")
        .attr("height", "10");
    let down = path("bar down", "M6,1 H24 L29,6 L24,11 H6 L1,6 Z");
    el("p")
        .class("legend")
        .attr("aria-hidden", "true")
        .child(entry(partly, &t.partly).class("each"))
        .child(entry(down, &t.down))
        .child(entry(rule("works"), &t.working))
        .child(entry(rule("key-ahead"), &t.future))
}

/// When the day ends: all that the bar of a phone has room for.
pub(super) fn end(state: &State) -> Element {
    el("span")
        .class("day-end")
        .attr("aria-hidden", "true")
        .child(days::clock(&state.stage.day, state.stage.day.until))
}

/// What the clock divides, as clips: `past-` before it, `next-` after it, for lanes (`-lane`) and for plots (`-plot`). What is
/// drawn twice under the two of them need not be drawn again when the clock moves.
pub(super) fn clips(state: &State) -> Element {
    let x = state.stage.day.fraction(state.at());
    let clip = |id: &'static str, x: String, width: String, height: &'static str| {
        let rect = el("rect")
            .attr("x", x)
            .attr("y", "-20")
            .attr("width", width)
            .attr("height", height);
        el("clipPath").attr("id", id).child(rect)
    };
    let units = |x: f64| short(x * 1000.0, 1);
    // Ends of bars may stand over the ends of the day.
    hidden_svg("clips")
        .child(clip("past-lane", percent(-0.1), percent(0.1 + x), "80"))
        .child(clip("next-lane", percent(x), percent(1.1 - x), "80"))
        .child(clip("past-plot", units(-0.1), units(0.1 + x), "160"))
        .child(clip("next-plot", units(x), units(1.1 - x), "160"))
}

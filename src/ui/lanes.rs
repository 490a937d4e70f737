//! Lanes: when each service worked. Left of the clock is filled, right of it pencilled; uncertain ends are pointed.

use super::element::{Element, el, list};
use super::icon::{line, path};
use super::number::{decimal, short};
use super::state::State;
use crate::clock::Time;
use crate::incident::{Degree, Window};

/// Half the height of a bar, in pixels.
const HALF: f64 = 9.0;
/// The middle of a lane, in pixels from its top.
const MIDDLE: f64 = 16.0;

/// The lane of some windows, with what stands in its bars; `grouped` where several services share it.
pub(super) fn lane(state: &State, windows: &[Window], grouped: bool, label: &str) -> Element {
    let day = &state.stage.day;
    let now = state.at();
    // Where nothing was wrong a thin line says so.
    let mut working: Vec<(Time, Time)> = Vec::new();
    let mut from = day.from;
    for w in windows {
        working.push((from, w.from));
        from = w.until;
    }
    working.push((from, day.until));
    let works = |a: Time, b: Time| {
        let (a, b) = (percent(day.fraction(a)), percent(day.fraction(b)));
        line(&a, &b, "50%", "50%").class("works")
    };
    let working = working.into_iter().filter(|(a, b)| a < b).map(|(a, b)| {
        list([
            (a < now).then(|| works(a, b.min(now))),
            (b > now).then(|| works(a.max(now), b).class("ahead")),
        ])
    });
    let bars = windows.iter().map(|w| bar(state, w, grouped, label));
    el("svg")
        .class("lane")
        .attr("height", "32")
        .attr("aria-hidden", "true")
        .each(working)
        .each(bars)
}

/// One window: solid up to the clock, pencilled after it.
fn bar(state: &State, w: &Window, grouped: bool, label: &str) -> Element {
    let day = &state.stage.day;
    let at = state.at();
    let f = |t: Time| day.fraction(t);
    let (from, until, now) = (f(w.from), f(w.until), f(at));
    // A grouped lane is about one use, and that use failed; a service of its own may have worked in part.
    let kind = match w.degree {
        Degree::Partly if !grouped => "bar partly",
        Degree::Partly | Degree::Down => "bar down",
    };
    let ahead = (w.until > at).then(|| {
        let (from_now, x2) = (from.max(now), percent(until));
        let edge = |y: f64| {
            let y = short(y, 2);
            line(&percent(from_now), &x2, &y, &y).class("bar-edge")
        };
        list([
            Some(body(from_now, until).class("bar-ahead")),
            Some(edge(MIDDLE - HALF)),
            Some(edge(MIDDLE + HALF)),
            Some(end("bar-edge", until, w.about_until, 1.0)),
            (w.from > at).then(|| end("bar-edge", from, w.about_from, -1.0)),
        ])
    });
    let past = (w.from < at).then(|| {
        let ended = w.about_until && w.until <= at;
        list([
            Some(body(from, until.min(now)).class(kind)),
            w.about_from.then(|| end(kind, from, true, -1.0)),
            ended.then(|| end(kind, until, true, 1.0)),
        ])
    });
    el("g")
        .child(ahead)
        .child(past)
        // The words are those of the outage as it happened (“4 hours”): not of one that is going on.
        .child(state.live.is_none().then(|| text(label, from, until, now)))
}

/// The body of a bar between two fractions of the day.
fn body(from: f64, until: f64) -> Element {
    el("rect")
        .attr("x", percent(from))
        .attr("width", percent(until - from))
        .attr("y", MIDDLE - HALF)
        .attr("height", 2.0 * HALF)
}

/// An end of a bar: a point where the time is uncertain, else a straight edge.
fn end(class: &str, x: f64, about: bool, sign: f64) -> Element {
    let tip = if about { 7.0 * sign } else { 0.0 };
    let d = format!(
        "M0,{} L{},{} L0,{}",
        short(MIDDLE - HALF, 2),
        short(tip, 2),
        short(MIDDLE, 2),
        short(MIDDLE + HALF, 2)
    );
    spot(x).child(path(class, &d))
}

/// A place along the strip, as a fraction of the day: what is drawn in it has its own origin there.
pub(super) fn spot(x: f64) -> Element {
    el("svg").class("spot").attr("x", percent(x))
}

/// The words of a bar, where there is room: in the part to come, in what has been, or after its end.
fn text(label: &str, from: f64, until: f64, now: f64) -> Option<Element> {
    if label.is_empty() {
        return None;
    }
    // As shares of the plot: about what the longest labels take on the narrowest strip that shows lanes.
    let (ahead, behind) = (until - now.max(from), now.min(until) - from);
    let (x, class) = match (ahead > 0.17, behind > 0.2) {
        (true, _) => (now.max(from), "bar-label"),
        (false, true) => (from, "bar-label inside"),
        (false, false) => (until, "bar-label"),
    };
    let text = el("text").class(class).attr("x", "12").attr("y", "20.5");
    Some(spot(x).child(text.child(label)))
}

/// A fraction as a percentage for an attribute.
pub(super) fn percent(fraction: f64) -> String {
    decimal(fraction * 100.0, 3) + "%"
}

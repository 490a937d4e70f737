//! Lanes: when each service worked. Left of the clock is filled, right of it pencilled; uncertain ends are pointed.

use yew::prelude::*;

use super::number::{decimal, short};
use super::state::State;
use crate::clock::Time;
use crate::incident::{Degree, Window};

/// Half the height of a bar, in pixels.
const HALF: f64 = 9.0;
/// The middle of a lane, in pixels from its top.
const MIDDLE: f64 = 16.0;

/// The lane of some windows, with what stands in its bars; `grouped` where several services share it.
pub(super) fn lane(state: &State, windows: &[Window], grouped: bool, label: &str) -> Html {
    let day = &state.stage.day;
    let now = state.at();
    let x = |t: Time| percent(day.fraction(t));
    // Where nothing was wrong a thin line says so.
    let mut working: Vec<(Time, Time)> = Vec::new();
    let mut from = day.from;
    for w in windows {
        working.push((from, w.from));
        from = w.until;
    }
    working.push((from, day.until));
    html! {
        <svg class="lane" height="32" aria-hidden="true">
            { for working.into_iter().filter(|(a, b)| a < b).map(|(a, b)| html! {
                <>
                    if a < now { <line class="works" x1={x(a)} x2={x(b.min(now))} y1="50%" y2="50%" /> }
                    if b > now { <line class="works ahead" x1={x(a.max(now))} x2={x(b)} y1="50%" y2="50%" /> }
                </>
            }) }
            { for windows.iter().map(|w| bar(state, w, grouped, label)) }
        </svg>
    }
}

/// One window: solid up to the clock, pencilled after it.
fn bar(state: &State, w: &Window, grouped: bool, label: &str) -> Html {
    let day = &state.stage.day;
    let now = state.at();
    let f = |t: Time| day.fraction(t);
    // A grouped lane is about one use, and that use failed; a service of its own may have worked in part.
    let kind = match w.degree {
        Degree::Partly if !grouped => "partly",
        Degree::Partly | Degree::Down => "down",
    };
    let (past_end, ahead_from) = (w.until.min(now), w.from.max(now));
    let (top, bottom) = (short(MIDDLE - HALF, 2), short(MIDDLE + HALF, 2));
    html! {
        <g>
            if w.until > now {
                <rect class="bar-ahead" x={percent(f(ahead_from))} width={percent(f(w.until) - f(ahead_from))} y={top.clone()} height={short(2.0 * HALF, 2)} />
                <line class="bar-edge" x1={percent(f(ahead_from))} x2={percent(f(w.until))} y1={top.clone()} y2={top.clone()} />
                <line class="bar-edge" x1={percent(f(ahead_from))} x2={percent(f(w.until))} y1={bottom.clone()} y2={bottom} />
                { end("bar-edge", f(w.until), w.about_until, 1.0) }
                if w.from > now { { end("bar-edge", f(w.from), w.about_from, -1.0) } }
            }
            if w.from < now {
                <rect class={classes!("bar", kind)} x={percent(f(w.from))} width={percent(f(past_end) - f(w.from))} y={top} height={short(2.0 * HALF, 2)} />
                if w.about_from { { end(&format!("bar {kind}"), f(w.from), true, -1.0) } }
                if w.about_until && w.until <= now { { end(&format!("bar {kind}"), f(w.until), true, 1.0) } }
            }
            // The words are those of the outage as it happened (“4 hours”): not of one that is going on.
            if state.live.is_none() { { text(label, f(w.from), f(w.until), f(now)) } }
        </g>
    }
}

/// An end of a bar: a point where the time is uncertain, else a straight edge.
fn end(class: &str, x: f64, about: bool, sign: f64) -> Html {
    let tip = if about { 7.0 * sign } else { 0.0 };
    let d = format!(
        "M0,{} L{},{} L0,{}",
        short(MIDDLE - HALF, 2),
        short(tip, 2),
        short(MIDDLE, 2),
        short(MIDDLE + HALF, 2)
    );
    html! { <svg class="spot" x={percent(x)}><path class={class.to_owned()} {d} /></svg> }
}

/// The words of a bar, where there is room: in the part to come, in what has been, or after its end.
fn text(label: &str, from: f64, until: f64, now: f64) -> Html {
    if label.is_empty() {
        return html! {};
    }
    // As shares of the plot: about what the longest labels take on the narrowest strip that shows lanes.
    let (ahead, behind) = (until - now.max(from), now.min(until) - from);
    let (x, class) = match (ahead > 0.17, behind > 0.2) {
        (true, _) => (now.max(from), "bar-label"),
        (false, true) => (from, "bar-label inside"),
        (false, false) => (until, "bar-label"),
    };
    html! { <svg class="spot" x={percent(x)}><text {class} x="12" y="20.5">{ label.to_owned() }</text></svg> }
}

/// A fraction as a percentage for an attribute.
pub(super) fn percent(fraction: f64) -> String {
    decimal(fraction * 100.0, 3) + "%"
}

//! Lanes: when each service worked. Left of the clock is filled, right of it pencilled; uncertain ends are pointed.

use yew::prelude::*;

use super::state::State;
use crate::clock::Time;
use crate::incident::{Degree, Window};

/// Half the height of a bar, in pixels.
const HALF: f64 = 9.0;

/// The lane of some windows, with what stands in its bar.
pub(super) fn lane(state: &State, windows: &[Window], label: &str) -> Html {
    let day = &state.stage.story.day;
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
            { for windows.iter().map(|w| bar(state, w, label)) }
        </svg>
    }
}

fn bar(state: &State, w: &Window, label: &str) -> Html {
    let day = &state.stage.story.day;
    let now = state.at();
    let f = |t: Time| day.fraction(t);
    let kind = match w.degree {
        Degree::Partly => "partly",
        Degree::Down => "down",
    };
    let past_end = w.until.min(now);
    let rect = |class: Classes, a: Time, b: Time| {
        html! { <rect {class} x={percent(f(a))} width={percent(f(b) - f(a))} y={(16.0 - HALF).to_string()} height={(2.0 * HALF).to_string()} /> }
    };
    let point = |class: Classes, t: Time, sign: f64| {
        let d = format!("M0,{} L{},16 L0,{}", 16.0 - HALF, 7.0 * sign, 16.0 + HALF);
        html! { <svg class="spot" x={percent(f(t))}><path {class} {d} /></svg> }
    };
    // The label stands where there is room for it: in the part to come, else in what has been.
    let room_ahead = f(w.until) - f(now.max(w.from));
    let (at, class) = if room_ahead > 0.3 {
        (f(now.max(w.from)), "bar-label")
    } else if w.from < now {
        (f(w.from), "bar-label inside")
    } else {
        (f(w.from), "bar-label")
    };
    html! {
        <g>
            if w.until > now {
                { rect(classes!("bar", "ahead", kind), now.max(w.from), w.until) }
                if w.about_until { { point(classes!("bar", "ahead", kind), w.until, 1.0) } }
                if w.about_from && w.from > now { { point(classes!("bar", "ahead", kind), w.from, -1.0) } }
            }
            if w.from < now {
                { rect(classes!("bar", kind), w.from, past_end) }
                if w.about_from { { point(classes!("bar", kind), w.from, -1.0) } }
                if w.about_until && w.until <= now { { point(classes!("bar", kind), w.until, 1.0) } }
            }
            if !label.is_empty() {
                <svg class="spot" x={percent(at)}><text {class} x="12" y="20.5">{ label.to_owned() }</text></svg>
            }
        </g>
    }
}

/// A fraction as a percentage for an attribute.
pub(super) fn percent(fraction: f64) -> String {
    format!("{:.3}%", fraction * 100.0)
}

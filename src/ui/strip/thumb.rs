//! The clock on the axis, as a slider: drag, arrows (1 minute), Page keys (30 minutes), Home and End.

use yew::Event;

use super::super::browser;
use super::super::element::{Dispatch, Element, el};
use super::super::icon::{circle, line, path};
use super::super::lanes::{percent, spot};
use super::super::money::money;
use super::super::state::{Action, State};
use super::{clock, share};
use crate::clock::{Span, Time};
use crate::text::fill;

/// The slider.
pub(super) fn scrubber(state: &State, dispatch: &Dispatch) -> Element {
    let story = &state.stage.story;
    let (t, day) = (&story.page.strip, state.stage.day);
    let now = state.at();
    let (dispatch, keys, dispatch_hold) = (dispatch.clone(), dispatch.clone(), dispatch.clone());
    let seek = move |event: &Event| {
        if let Some(fraction) = browser::pointer_fraction(event) {
            dispatch.dispatch(Action::Seek(day.at_fraction(fraction)));
        }
    };
    let drag = seek.clone();
    let hold = dispatch_hold.clone();
    let press = move |event: &Event| {
        browser::capture_pointer(event);
        hold.dispatch(Action::Hold(true));
        seek(event);
    };
    let release = move |_: &Event| dispatch_hold.dispatch(Action::Hold(false));
    let drag = move |event: &Event| {
        if browser::is_pressed(event) {
            drag(event);
        }
    };
    let key = move |event: &Event| {
        // Keys may come faster than the page is drawn, so they count from where the clock then stands.
        let minutes = |n: i64| Action::Move(Span::from_mins(n));
        let action = match browser::key(event).as_str() {
            "ArrowRight" | "ArrowUp" => minutes(1),
            "ArrowLeft" | "ArrowDown" => minutes(-1),
            "PageUp" => minutes(30),
            "PageDown" => minutes(-30),
            "Home" => Action::Seek(day.from),
            "End" => Action::Seek(day.until),
            _ => return,
        };
        event.prevent_default();
        keys.dispatch(action);
    };
    let lost = state.loss_so_far().map(|e| money(state, e.lost.mid));
    let words = match lost {
        Some(_) => &t.value,
        None => &t.value_unpriced,
    };
    let value = fill(
        words,
        &[
            ("time", &clock(state)),
            ("clock", &story.text.clock),
            ("percent", &share(state, state.stage.failing_at(now))),
            ("money", &lost.unwrap_or_default()),
        ],
    );
    let minute = |t: Time| (t - day.from).secs().div_euclid(60).to_string();
    let x = day.fraction(now);
    let thumb =
        spot(x)
            .attr("y", "20")
            .child(
                el("g")
                    .class("grip")
                    .child(circle("thumb", 14.0))
                    .child(path(
                        "thumb-arrows",
                        "M-3,-4.5 L-8,0 L-3,4.5 Z M3,-4.5 L8,0 L3,4.5 Z",
                    )),
            );
    // On a phone's bar the thumb is then where the day's end is told.
    let late = x > 0.65;
    let x = percent(x);
    let playhead = line(&x, &x, "22", "100%").class("playhead");
    let svg = el("svg").attr("aria-hidden", "true");
    el("div")
        .class("scrubber")
        .class_if(late, "late")
        .attr("role", "slider")
        .attr("tabindex", "0")
        .attr("aria-label", &t.slider)
        .attr("aria-valuemin", "0")
        .attr("aria-valuemax", minute(day.until))
        .attr("aria-valuenow", minute(now))
        .attr("aria-valuetext", value)
        .on("pointerdown", press)
        .on("pointermove", drag)
        .on("lostpointercapture", release)
        .on("keydown", key)
        .child(svg.child(playhead).child(thumb))
}

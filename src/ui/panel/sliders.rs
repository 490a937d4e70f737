//! The assumptions: a slider and a swing in one row each, the one that matters most first.

use yew::{Event, Html};

use super::numbers::{self, Row};
use super::{View, bar, drawing, note, only_spoken, text};
use crate::loss::Symbol;
use crate::text::{Voice, fill};
use crate::ui::browser;
use crate::ui::element::{Child, Element, button, el, list};
use crate::ui::icon::line;
use crate::ui::lanes::percent;
use crate::ui::number::short;
use crate::ui::state::Action;

/// The part of a swing's plot left free on either side, for the words at its ends.
const MARGIN: f64 = 0.21;

pub(super) fn sliders(view: &View) -> Element {
    let t = view.t;
    let rows = numbers::rows(view.state);
    let central = numbers::counters(view.state).lost;
    let most = rows.iter().map(|r| r.swing.1).fold(central, f64::max);
    let along = move |sum: f64| {
        let share = if most > 0.0 { sum / most } else { 0.0 };
        MARGIN + (1.0 - 2.0 * MARGIN) * share
    };
    let reset = view.dispatch.map(|dispatch| {
        let untouched = view.money.untouched();
        button()
            .class("reset")
            .attr("disabled", untouched.then_some(""))
            .press(dispatch, Action::Reset)
            .child(&t.reset)
    });
    let about = match view.dispatch {
        Some(_) => &t.matters_note,
        None => &t.matters_still,
    };
    let head = el("div")
        .class("matters-head")
        .child(el("h3").child(&t.matters))
        .child(reset);
    let middle = text(&percent(along(central)), "15", "middle").child(view.sum(central));
    let rows = rows.iter().map(|r| row(view, r, along(central), &along));
    el("div")
        .class("matters")
        .attr("id", "assumptions")
        .child(head)
        .child(note(about))
        .child(
            view.dispatch
                .map(|_| drawing("swing-head").attr("height", "22").child(middle)),
        )
        .child(el("ul").class("rows").each(rows))
}

fn row(view: &View, r: &Row, middle: f64, along: &dyn Fn(f64) -> f64) -> Element {
    let t = view.t;
    let [name, ..] = view.words(r.symbol);
    let (symbol, plausible) = (r.symbol, r.plausible);
    let id = format!("a-{}", symbol.letter());
    let value = view.value(r.symbol, r.value);
    let (low, high) = (view.sum(r.swing.0), view.sum(r.swing.1));
    let label = match view.dispatch {
        Some(_) => el("label").attr("for", &id),
        None => el("span"),
    };
    let label = el("p")
        .class("assumption-name")
        .child(label.child(name))
        .child(el("b").child(value));
    let swings = r.swing.1 > r.swing.0;
    let swing = fill(&t.swing, &[("low", &low), ("high", &high)]);
    let about = el("p")
        .class("assumption-note")
        .child(view.kept(move |v| passport(v, symbol, plausible)))
        .child((swings && view.dispatch.is_none()).then(|| only_spoken(&swing)));
    let (from, until) = (along(r.swing.0), along(r.swing.1));
    let end = |x, dx, anchor, sum: String| {
        let text = text(&percent(x), "50%", anchor);
        text.attr("dx", dx).attr("dy", "5").child(sum)
    };
    let bar = swings.then(|| {
        let bar = bar("swing-bar", from, until)
            .attr("y", "50%")
            .attr("height", "16")
            .attr("transform", "translate(0,-8)");
        list([
            bar,
            end(from, "-7", "end", low),
            end(until, "7", "start", high),
        ])
    });
    let middle = percent(middle);
    // Named rather than told beside it: a text that nobody sees would be laid out with every change.
    let swing = el("svg")
        .class("swing")
        .class_if(!swings, "none")
        .attr("role", swings.then_some("img"))
        .attr("aria-label", swings.then_some(swing))
        .attr("aria-hidden", (!swings).then_some("true"))
        .child(bar)
        .child(line(&middle, &middle, "0", "100%").class("swing-middle"));
    el("li")
        .class("assumption")
        .child(label)
        .child(slider(view, r, &id))
        .child(about)
        .child(view.dispatch.map(|_| swing))
}

/// Between which ends an assumption is plausible, and how we know.
fn passport(view: &View, symbol: Symbol, (low, high): (f64, f64)) -> Html {
    let t = view.t;
    let plausible = if low < high {
        let ends = (view.value(symbol, low), view.value(symbol, high));
        fill(&t.plausible, &[("low", &ends.0), ("high", &ends.1)])
    } else if low > 0.0 {
        String::new()
    } else {
        t.none.clone()
    };
    // For engineers, and where it can be read at leisure: the letter of the formula and the whole name.
    let whole = view.dispatch.is_none() || view.state.voice == Voice::Technical;
    let letter = symbol.letter();
    let full = view.story.text.inputs.get(letter).filter(|_| whole);
    let full = full.map(|full| {
        el("span")
            .class("assumption-full")
            .child(el("i").child(letter))
            .child(": ")
            .child(full)
    });
    list([
        full.html(),
        plausible.html(),
        " ".html(),
        view.known_of(symbol).html(),
    ])
}

fn slider(view: &View, r: &Row, id: &str) -> Option<Element> {
    let dispatch = view.dispatch?.clone();
    let symbol = r.symbol;
    let moved = move |e: &Event| {
        if let Some(value) = browser::input_number(e) {
            dispatch.dispatch(Action::Assume(symbol, value));
        }
    };
    let (value, lost) = (
        view.spoken(symbol, r.value),
        view.sum(numbers::counters(view.state).lost),
    );
    let spoken = fill(&view.t.spoken, &[("value", &value), ("money", &lost)]);
    let track = r.track;
    let (low, high) = (track.place(r.plausible.0), track.place(r.plausible.1));
    let along = |class: &str, from: &str, until: &str| line(from, until, "50%", "50%").class(class);
    let plausible = (high > low).then(|| along("plausible", &percent(low), &percent(high)));
    let input = el("input")
        .attr("type", "range")
        .attr("id", id)
        .attr("min", number(track.min))
        .attr("max", number(track.max))
        .attr("step", number(track.step))
        .attr("aria-valuetext", spoken)
        .value(number(r.value))
        .on("input", moved);
    let track = drawing("track")
        .child(along("all", "0", "100%"))
        .child(plausible);
    Some(el("div").class("slide").child(track).child(input))
}

/// A number as an attribute has it, without the noise of the last binary places.
fn number(value: f64) -> String {
    short(value, 6)
}

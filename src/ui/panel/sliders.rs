//! The assumptions: a slider and a swing in one row each, the one that matters most first.

use yew::prelude::*;

use super::View;
use super::numbers::{self, Row};
use crate::loss::Symbol;
use crate::text::{Voice, fill};
use crate::ui::assume::Assumptions;
use crate::ui::browser;
use crate::ui::lanes::percent;
use crate::ui::number::short;
use crate::ui::state::Action;

/// The part of a swing's plot left free on either side, for the words at its ends.
const MARGIN: f64 = 0.21;

pub(super) fn sliders(view: &View) -> Html {
    let t = view.t;
    let rows = numbers::rows(view.state);
    let central = numbers::counters(view.state).lost;
    let most = rows.iter().map(|r| r.swing.1).fold(central, f64::max);
    let along = move |sum: f64| {
        let share = if most > 0.0 { sum / most } else { 0.0 };
        MARGIN + (1.0 - 2.0 * MARGIN) * share
    };
    let reset = view.dispatch.cloned().map(|dispatch| {
        let onclick = Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Reset));
        let untouched = view.money.assumptions == Assumptions::default();
        html! { <button type="button" class="reset" disabled={untouched} {onclick}>{ t.reset.clone() }</button> }
    });
    let note = if view.dispatch.is_some() {
        &t.matters_note
    } else {
        &t.matters_still
    };
    html! {
        <div class="matters" id="assumptions">
            <div class="matters-head"><h3>{ t.matters.clone() }</h3>{ reset.unwrap_or_default() }</div>
            <p class="note">{ note.clone() }</p>
            <svg class="swing-head" height="22" aria-hidden="true">
                <text x={percent(along(central))} y="15" text-anchor="middle">{ view.sum(central) }</text>
            </svg>
            <ul class="rows">{ for rows.iter().map(|r| row(view, r, along(central), along)) }</ul>
        </div>
    }
}

fn row(view: &View, r: &Row, middle: f64, along: impl Fn(f64) -> f64) -> Html {
    let t = view.t;
    let words = view.words(r.symbol);
    let id = format!("a-{}", r.symbol.letter());
    let value = view.value(r.symbol, r.value);
    let (low, high) = (view.sum(r.swing.0), view.sum(r.swing.1));
    let plausible = if r.plausible.0 < r.plausible.1 {
        fill(
            &t.plausible,
            &[
                ("low", &view.value(r.symbol, r.plausible.0)),
                ("high", &view.value(r.symbol, r.plausible.1)),
            ],
        )
    } else if r.plausible.0 > 0.0 {
        String::new()
    } else {
        t.none.clone()
    };
    // For engineers, and where it can be read at leisure: the letter of the formula and the whole name.
    let whole = view.dispatch.is_none() || view.state.voice == Voice::Technical;
    let full = view
        .story
        .text
        .inputs
        .get(r.symbol.letter())
        .filter(|_| whole);
    let full = full.cloned();
    let swings = r.swing.1 > r.swing.0;
    let (from, until) = (along(r.swing.0), along(r.swing.1));
    html! {
        <li class="assumption" key={r.symbol.letter()}>
            <p class="assumption-name">
                if view.dispatch.is_some() { <label for={id.clone()}>{ words.name }</label> } else { <span>{ words.name }</span> }
                <b>{ value }</b>
            </p>
            { slider(view, r, id).unwrap_or_default() }
            <p class="assumption-note">
                if let Some(full) = full { <span class="assumption-full"><i>{ r.symbol.letter() }</i>{ ": " }{ full }</span> }
                { plausible }{ " " }{ view.passport(r.symbol).map(|c| view.known(&c.claim)).unwrap_or_default() }
                if swings { <span class="only-spoken">{ fill(&t.swing, &[("low", &low), ("high", &high)]) }</span> }
            </p>
            <svg class={classes!("swing", (!swings).then_some("none"))} aria-hidden="true">
                if swings {
                    <rect class="swing-bar" x={percent(from)} width={percent(until - from)} y="50%" height="16" transform="translate(0,-8)" />
                    <svg class="spot" x={percent(from)} y="50%"><text x="-7" y="5" text-anchor="end">{ low }</text></svg>
                    <svg class="spot" x={percent(until)} y="50%"><text x="7" y="5">{ high }</text></svg>
                }
                <line class="swing-middle" x1={percent(middle)} x2={percent(middle)} y1="0" y2="100%" />
            </svg>
        </li>
    }
}

fn slider(view: &View, r: &Row, id: String) -> Option<Html> {
    let dispatch = view.dispatch?.clone();
    let symbol: Symbol = r.symbol;
    let oninput = Callback::from(move |e: InputEvent| {
        if let Some(value) = browser::input_number(&e) {
            dispatch.dispatch(Action::Assume(symbol, value));
        }
    });
    let spoken = fill(
        &view.t.spoken,
        &[
            ("value", &view.spoken(symbol, r.value)),
            ("money", &view.sum(numbers::counters(view.state).lost)),
        ],
    );
    let track = r.track;
    let (low, high) = (track.place(r.plausible.0), track.place(r.plausible.1));
    Some(html! {
        <div class="slide">
            <svg class="track" aria-hidden="true">
                <line class="all" x1="0" x2="100%" y1="50%" y2="50%" />
                if high > low { <line class="plausible" x1={percent(low)} x2={percent(high)} y1="50%" y2="50%" /> }
            </svg>
            <input type="range" {id} min={number(track.min)} max={number(track.max)} step={number(track.step)}
                value={number(r.value)} aria-valuetext={spoken} {oninput} />
        </div>
    })
}

/// A number as an attribute has it, without the noise of the last binary places.
fn number(value: f64) -> String {
    short(value, 6)
}

//! The published sum beside the mended one, line by line, with a bar for what each line leaves.

use yew::prelude::*;

use super::{View, numbers};
use crate::incident::Published;
use crate::loss::{Line, Symbol};
use crate::text::fill;
use crate::ui::browser;
use crate::ui::lanes::percent;

pub(super) fn mended(view: &View) -> Html {
    let t = view.t;
    let lines = numbers::sum_lines(view.state);
    let said = numbers::mended_sum(view.state);
    let whole = said.map(|p| p.amount);
    // The bars' scale: the largest sum on the way.
    let most = lines
        .iter()
        .map(|l| l.leaves)
        .fold(whole.unwrap_or(0.0), f64::max);
    let central = lines.last().map_or(0.0, |l| l.leaves);
    let mid = view.money.estimate.at(view.state.part_shown()).lost.mid;
    let who = said.map(|p| view.paper(p.source).name).unwrap_or_default();
    let mut before = whole.unwrap_or_else(|| lines.first().map_or(0.0, |l| l.leaves));
    let rows: Vec<Html> = lines
        .iter()
        .map(|l| {
            let row = line(view, l, said, bar(view, l.leaves, before, most, ""));
            before = l.leaves;
            row
        })
        .collect();
    let central_note = fill(
        &t.central,
        &[("central", &view.sum(central)), ("mid", &view.sum(mid))],
    );
    html! {
        <div class="mended">
            <h3>{ if said.is_some() { t.mended.clone() } else { t.line_by_line.clone() } }</h3>
            if let Some(p) = said {
                <p class="mended-heads" aria-hidden="true">
                    <span>{ fill(&t.their_sum, &[("who", &who)]) }</span><b>{ t.our_sum.clone() }</b>
                </p>
                { bar(view, p.amount, p.amount, most, &fill(&t.whole, &[("who", &who), ("money", &sum_of(view, p))])) }
            }
            <ol class="lines">{ for rows }</ol>
            <p class="lines-total">
                <span>{ t.total.clone() }</span>
                <span class="theirs">{ said.map(|p| sum_of(view, p)).unwrap_or_default() }</span>
                <b>{ view.sum(central) }</b>
            </p>
            <p class="note">{ central_note }</p>
        </div>
    }
}

fn sum_of(view: &View, p: &Published) -> String {
    browser::money_exact(&view.story.page.lang, &p.currency, p.amount)
}

fn line(view: &View, l: &Line, said: Option<&Published>, bar: Html) -> Html {
    let words = view.words(l.symbol);
    let runs = view.state.live.is_some() && l.symbol == Symbol::Hours;
    let (name, why) = if runs {
        (view.t.hours_line.clone(), view.t.hours_why.clone())
    } else if words.line.is_empty() {
        (words.name, words.why)
    } else {
        (words.line, words.why)
    };
    let streams = said
        .and_then(|p| p.sum.as_ref())
        .map(|s| s.streams.as_slice());
    let (theirs, ours) = match l.symbol {
        Symbol::Revenue => {
            let each = streams.unwrap_or_default().iter();
            let each: Vec<String> = each.map(|s| view.given(s.hourly())).collect();
            (each.join(" + "), view.given(l.value))
        }
        Symbol::Refunds | Symbol::Response => {
            (view.given(l.said), format!("+ {}", view.given(l.value)))
        }
        symbol => (view.times(symbol, l.said), view.times(symbol, l.value)),
    };
    html! {
        <li class="line">
            <p class="line-name"><b>{ name }</b></p>
            if said.is_some() {
                <p class="theirs"><span class="only-spoken">{ fill(&view.t.their_sum, &[("who", "")]) }</span>{ theirs }</p>
            }
            <p class="ours"><span class="only-spoken">{ view.t.our_sum.clone() }{ " " }</span>{ ours }</p>
            <p class="why">{ why }{ " " }{ view.passport(l.symbol).filter(|_| !runs).map(|c| view.known(&c.claim)).unwrap_or_default() }</p>
            { bar }
        </li>
    }
}

/// What is left after a line, against what was left before it; with words of its own, or what it leaves.
fn bar(view: &View, leaves: f64, before: f64, most: f64, words: &str) -> Html {
    let part = |sum: f64| if most > 0.0 { sum / most } else { 0.0 };
    let (left, was) = (part(leaves), part(before));
    let text = if words.is_empty() {
        fill(&view.t.leaves, &[("money", &view.sum(leaves))])
    } else {
        words.to_owned()
    };
    let (class, dx, anchor) = if left > 0.7 {
        ("bar-words inside", "-8", "end")
    } else {
        ("bar-words", "8", "start")
    };
    html! {
        <p class="leaves">
            <span class="only-spoken">{ text.clone() }</span>
            <svg height="20" aria-hidden="true">
                if was > left { <rect class="was" width={percent(was)} height="100%" /> }
                <rect class="left" width={percent(left)} height="100%" />
                <svg class="spot" x={percent(left)}><text {class} x={dx} y="14.5" text-anchor={anchor}>{ text }</text></svg>
            </svg>
        </p>
    }
}

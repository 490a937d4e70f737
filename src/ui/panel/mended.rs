//! The published sum beside the mended one, line by line, with a bar for what each line leaves.

use super::{View, note, numbers, only_spoken, paper, text};
use crate::incident::Published;
use crate::loss::{Line, Symbol};
use crate::text::fill;
use crate::ui::element::{Child, Element, el};
use crate::ui::lanes::percent;

pub(super) fn mended(view: &View) -> Element {
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
    let mut before = whole.unwrap_or_else(|| lines.first().map_or(0.0, |l| l.leaves));
    let rows: Vec<Element> = lines
        .iter()
        .map(|l| {
            let leaves = fill(&t.leaves, &[("money", &view.sum(l.leaves))]);
            let bar = bar([l.leaves, before, most], &leaves);
            before = l.leaves;
            line(view, l, said).child(bar)
        })
        .collect();
    let theirs = said.map(|p| {
        let [who, _] = paper(view.story, p);
        let sum = super::said(view.story, p);
        let whole = fill(&t.whole, &[("who", who), ("money", &sum)]);
        let heads = el("p")
            .class("mended-heads")
            .attr("aria-hidden", "true")
            .child(el("span").child(fill(&t.their_sum, &[("who", who)])))
            .child(el("b").child(&t.our_sum));
        (heads, bar([p.amount, p.amount, most], &whole), sum)
    });
    let title = match said {
        Some(_) => &t.mended,
        None => &t.line_by_line,
    };
    let (heads, whole, sum) = theirs.map_or((None, None, None), |(heads, whole, sum)| {
        (Some(heads), Some(whole), Some(sum))
    });
    let total = el("p")
        .class("lines-total")
        .child(el("span").child(&t.total))
        .child(el("span").class("theirs").child(sum))
        .child(el("b").child(view.sum(central)));
    let (central, mid) = (view.sum(central), view.sum(mid));
    el("div")
        .class("mended")
        .child(el("h3").child(title))
        .child(heads)
        .child(whole)
        .child(el("ol").class("lines").each(rows))
        .child(total)
        .child(note(&fill(
            &t.central,
            &[("central", &central), ("mid", &mid)],
        )))
}

fn line(view: &View, l: &Line, said: Option<&Published>) -> Element {
    let [_, name, _] = words(view, l.symbol);
    let (theirs, ours) = match l.symbol {
        Symbol::Revenue => {
            let sum = said.and_then(|p| p.sum.as_ref());
            let each = sum.map(|s| s.streams.as_slice()).unwrap_or_default();
            let each: Vec<String> = each.iter().map(|s| view.given(s.hourly())).collect();
            (each.join(" + "), view.given(l.value))
        }
        Symbol::Refunds | Symbol::Response => {
            (view.given(l.said), format!("+ {}", view.given(l.value)))
        }
        symbol => (view.times(symbol, l.said), view.times(symbol, l.value)),
    };
    let of = |class: &str, whose: &str, value: String| {
        let whose = only_spoken(whose).child(" ");
        el("p").class(class).child(whose).child(value)
    };
    let theirs = said.map(|_| of("theirs", &fill(&view.t.their_sum, &[("who", "")]), theirs));
    let symbol = l.symbol;
    let name = el("p").class("line-name").child(el("b").child(name));
    el("li")
        .class("line")
        .child(name)
        .child(theirs)
        .child(of("ours", &view.t.our_sum, ours))
        .child(view.kept(move |v| why(v, symbol).html()))
}

/// The words of a line: those of its assumption, but for hours that run.
fn words<'a>(view: &'a View, symbol: Symbol) -> [&'a str; 3] {
    if runs(view, symbol) {
        ["", &view.t.hours_line, &view.t.hours_why]
    } else {
        view.words(symbol)
    }
}

fn runs(view: &View, symbol: Symbol) -> bool {
    view.state.live.is_some() && symbol == Symbol::Hours
}

/// Why an assumption has its value, and how we know.
fn why(view: &View, symbol: Symbol) -> Element {
    let [_, _, why] = words(view, symbol);
    let known = view.known_of(symbol).filter(|_| !runs(view, symbol));
    el("p").class("why").child(why).child(" ").child(known)
}

/// What is left after a line, against what was left before it and the most there was.
fn bar([leaves, before, most]: [f64; 3], words: &str) -> Element {
    let part = |sum: f64| if most > 0.0 { sum / most } else { 0.0 };
    let (left, was) = (part(leaves), part(before));
    let (class, dx, anchor) = if left > 0.7 {
        ("bar-words inside", "-8", "end")
    } else {
        ("bar-words", "8", "start")
    };
    // On what was taken away where that is wide, else after it.
    let words_from = if was - left > 0.25 || left > 0.7 {
        left
    } else {
        was.max(left)
    };
    let rect = |class, part| super::bar(class, 0.0, part).attr("height", "100%");
    let words_at = text(&percent(words_from), "14.5", anchor)
        .class(class)
        .attr("dx", dx)
        .child(words);
    let svg = el("svg")
        .class("left-over")
        .attr("role", "img")
        .attr("aria-label", words)
        .attr("height", "20")
        .child((was > left).then(|| rect("was", was)))
        .child(rect("left", left))
        .child(words_at);
    el("p").class("leaves").child(svg)
}

//! What becomes of the money, and whose it is: sums that belong to different people are never added.

use yew::Html;

use super::{View, bar, drawing, note, numbers};
use crate::loss::{Range, Symbol};
use crate::text::fill;
use crate::ui::element::{Child, Element, el, list};

pub(super) fn counters(view: &View) -> Element {
    let t = view.t;
    let c = numbers::counters(view.state);
    let now = view.money.estimate.at(view.state.part_shown());
    let counter = |name: &str, what: &str, sum: f64, range: &Range, class: &str| {
        let (low, high) = (view.sum(range.low), view.sum(range.high));
        let likely = fill(&t.likely, &[("low", &low), ("high", &high)]);
        let pair = |tag, first: &str, second: &str| {
            el(tag)
                .child(el("b").child(first))
                .child(" ")
                .child(el("span").child(second))
        };
        el("div")
            .class("counter")
            .class(class)
            .child(pair("dt", name, what))
            .child(pair("dd", &view.sum(sum), &likely))
    };
    let lost = if c.blocked > 0.0 {
        c.lost / c.blocked
    } else {
        0.0
    };
    let returns = &now.returns;
    let list = el("dl")
        .child(counter(
            &t.blocked,
            &t.blocked_note,
            c.blocked,
            &now.blocked,
            "of-all",
        ))
        .child(counter(
            &t.returns,
            &t.returns_note,
            c.returns,
            returns,
            "of-later",
        ))
        .child(counter(&t.lost, &t.lost_note, c.lost, &now.lost, "of-lost"));
    let parts = drawing("parts")
        .attr("height", "14")
        .child(bar("part-later", 0.0, 1.0 - lost).attr("height", "100%"))
        .child(bar("part-lost", 1.0 - lost, 1.0).attr("height", "100%"));
    let party = [("party", view.story.text.money.as_str())];
    el("div")
        .class("counters")
        .child(el("h3").child(&t.counters))
        .child(note(&fill(&t.counters_note, &party)))
        .child(list)
        .child(parts)
        .child(beside(view))
        .child(note(&view.story.text.left_out).class("left-out"))
}

/// Other people's money, with the same places, purchases, demand, hours and returns.
fn beside(view: &View) -> Option<Html> {
    let t = view.t;
    if view.story.beside.is_empty() || view.state.live.is_some() {
        return None;
    }
    let middle = |s| view.money.inputs.quantile(s, 0.5);
    let factors: f64 = [
        Symbol::Places,
        Symbol::Failing,
        Symbol::Demand,
        Symbol::Hours,
    ]
    .map(middle)
    .iter()
    .product();
    let part = view.state.part_shown();
    let others = view.story.beside.iter().enumerate().map(|(n, b)| {
        let words_of = view.story.text.beside.get(&b.id);
        let name = words_of.map_or("", |w| &w.name);
        let blocked = b.hourly * factors * part;
        let lost = blocked * (1.0 - middle(Symbol::Later));
        let (blocked, lost) = (view.sum(blocked), view.sum(lost));
        let sums = fill(&t.beside_sums, &[("blocked", &blocked), ("lost", &lost)]);
        el("li")
            .child(el("b").child(name))
            .child(el("span").child(sums))
            .child(view.kept(move |v| words(v, n)))
    });
    let party = [("party", view.story.text.money.as_str())];
    Some(list([
        el("h4").child(&t.beside),
        note(&fill(&t.beside_note, &party)),
        el("ul").class("other-money").each(others),
    ]))
}

/// Why somebody else's money is what it is, and how we know.
fn words(view: &View, n: usize) -> Html {
    let beside = view.story.beside.get(n);
    let words = beside.map(|b| {
        let why = view.story.text.beside.get(&b.id).map_or("", |w| &w.why);
        note(why).child(" ").child(view.known(&b.claim))
    });
    words.html()
}

//! What it cost: the estimate, every input with its passport, and what others said.

use super::browser;
use super::element::{Element, el};
use super::number::short;
use super::services::{known, to_source};
use crate::incident::{InputClaim, Story};
use crate::loss::{Estimate, Range};
use crate::text::fill;

/// The estimate and where it comes from; nothing where the story has none.
pub(super) fn sums(story: &Story, estimate: Option<&Estimate>) -> Option<Element> {
    let (loss, estimate) = (story.loss.as_ref()?, estimate?);
    let t = &story.page.sums;
    let filled = |template: &str, r: &Range| {
        let money = |sum: f64| browser::money(&story.page.lang, &loss.currency, sum);
        let (low, mid, high) = (money(r.low), money(r.mid), money(r.high));
        fill(template, &[("low", &low), ("mid", &mid), ("high", &high)])
    };
    let row = |label: &str, r: &Range| {
        let label = el("th").attr("scope", "row").child(label);
        let sum = el("td").child(filled(&t.range, r));
        el("tr").child(label).child(sum)
    };
    let totals = el("tbody")
        .child(row(&t.blocked, &estimate.blocked))
        .child(row(&t.returns, &estimate.returns))
        .child(row(&t.lost, &estimate.lost).class("total"));
    let inputs = loss.claims.iter().map(|c| input(story, c, &loss.currency));
    let others = story.published.iter().filter_map(|p| {
        let source = story.sources.get(p.source)?;
        let words = story.text.published.get(&source.id);
        let sum = browser::money_exact(&story.page.lang, &p.currency, p.amount);
        let about = if p.about {
            format!("{} ", story.page.page.about)
        } else {
            String::new()
        };
        let row = el("li")
            .child(el("b").child(about).child(sum))
            .child(el("span").child(words.map_or("", String::as_str)));
        Some(row.child(to_source(p.source).child(&source.title)))
    });
    let note = |text: &str| el("p").class("note").child(text);
    let section = el("section")
        .class("sums")
        .attr("id", "sums")
        .child(el("h2").child(&t.title))
        .child(el("p").child(filled(&t.intro, &estimate.lost)))
        .child(
            el("table")
                .class("totals")
                .child(el("caption").child(&story.text.money))
                .child(totals),
        )
        .child(note(&story.text.left_out))
        .child(el("h3").child(&t.input))
        .child(el("ul").class("inputs").each(inputs))
        .child(note(&t.model))
        .child(el("h3").child(&t.others))
        .child(note(&t.others_note))
        .child(el("ul").class("others").each(others));
    Some(section)
}

fn input(story: &Story, c: &InputClaim, currency: &str) -> Element {
    let symbol = c.symbol.to_string();
    let value = |v: f64| match c.unit.as_str() {
        "share" => fill(&story.page.strip.percent, &[("n", &short(v * 100.0, 1))]),
        "ratio" => format!("× {}", short(v, 2)),
        "hours" => fill(&story.page.page.hours, &[("n", &short(v, 1))]),
        _ => browser::money_exact(&story.page.lang, currency, v),
    };
    let range = if c.low < c.high {
        format!("{}–{}", value(c.low), value(c.high))
    } else {
        String::new()
    };
    let name = story.text.inputs.get(&symbol);
    let name = el("span")
        .class("input-name")
        .child(el("i").child(&symbol))
        .child(" ")
        .child(name.map_or("", String::as_str))
        .child(" ")
        .child(known(story, &c.claim));
    el("li")
        .child(name)
        .child(el("b").child(value(c.mode)))
        .child(el("span").class("input-range").child(range))
}

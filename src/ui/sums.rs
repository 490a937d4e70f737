//! What it cost: the estimate, every input with its passport, and what others said.

use yew::prelude::*;

use super::browser;
use super::number::short;
use super::services::known;
use crate::incident::{InputClaim, Story};
use crate::loss::{Estimate, Range};
use crate::text::fill;

/// The estimate and where it comes from.
pub(super) fn sums(story: &Story, estimate: &Estimate) -> Html {
    let Some(loss) = &story.loss else {
        return html! {};
    };
    let t = &story.page.sums;
    let money = |sum: f64| browser::money(&story.page.lang, &loss.currency, sum);
    let range = |r: &Range| {
        fill(
            &t.range,
            &[
                ("low", &money(r.low)),
                ("mid", &money(r.mid)),
                ("high", &money(r.high)),
            ],
        )
    };
    let intro = fill(
        &t.intro,
        &[
            ("low", &money(estimate.lost.low)),
            ("high", &money(estimate.lost.high)),
        ],
    );
    html! {
        <section class="sums" id="sums">
            <h2>{ t.title.clone() }</h2>
            <p>{ intro }</p>
            <table class="totals">
                <caption>{ story.text.money.clone() }</caption>
                <tbody>
                    <tr><th scope="row">{ t.blocked.clone() }</th><td>{ range(&estimate.blocked) }</td></tr>
                    <tr><th scope="row">{ t.returns.clone() }</th><td>{ range(&estimate.returns) }</td></tr>
                    <tr class="total"><th scope="row">{ t.lost.clone() }</th><td>{ range(&estimate.lost) }</td></tr>
                </tbody>
            </table>
            <p class="note">{ story.text.left_out.clone() }</p>
            <h3>{ t.input.clone() }</h3>
            <ul class="inputs">{ for loss.claims.iter().map(|c| input(story, c, &loss.currency)) }</ul>
            <p class="note">{ t.model.clone() }</p>
            <h3>{ t.others.clone() }</h3>
            <p class="note">{ t.others_note.clone() }</p>
            <ul class="others">
                { for story.published.iter().filter_map(|p| {
                    let source = story.sources.get(p.source)?;
                    let words = story.text.published.get(&source.id).cloned().unwrap_or_default();
                    let sum = browser::money_exact(&story.page.lang, &p.currency, p.amount);
                    let about = if p.about { format!("{} ", story.page.page.about) } else { String::new() };
                    Some(html! {
                        <li>
                            <b>{ about }{ sum }</b>
                            <span>{ words }</span>
                            <a href={format!("#source-{}", p.source + 1)}>{ source.title.clone() }</a>
                        </li>
                    })
                }) }
            </ul>
        </section>
    }
}

fn input(story: &Story, c: &InputClaim, currency: &str) -> Html {
    let symbol = c.symbol.to_string();
    let name = story.text.inputs.get(&symbol).cloned().unwrap_or_default();
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
    html! {
        <li>
            <span class="input-name"><i>{ symbol }</i>{ " " }{ name }{ " " }{ known(story, &c.claim) }</span>
            <b>{ value(c.mode) }</b>
            <span class="input-range">{ range }</span>
        </li>
    }
}

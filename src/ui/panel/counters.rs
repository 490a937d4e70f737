//! What becomes of the money, and whose it is: sums that belong to different people are never added.

use yew::prelude::*;

use super::{View, numbers};
use crate::loss::{Range, Symbol};
use crate::text::fill;
use crate::ui::lanes::percent;

pub(super) fn counters(view: &View) -> Html {
    let t = view.t;
    let c = numbers::counters(view.state);
    let now = view.money.estimate.at(view.state.part_shown());
    let counter = |name: &str, note: &str, sum: f64, range: &Range, class: &'static str| {
        let likely = fill(
            &t.likely,
            &[
                ("low", &view.sum(range.low)),
                ("high", &view.sum(range.high)),
            ],
        );
        html! {
            <div class={classes!("counter", class)}>
                <dt><b>{ name.to_owned() }</b>{ " " }<span>{ note.to_owned() }</span></dt>
                <dd><b>{ view.sum(sum) }</b>{ " " }<span>{ likely }</span></dd>
            </div>
        }
    };
    let lost = if c.blocked > 0.0 {
        c.lost / c.blocked
    } else {
        0.0
    };
    html! {
        <div class="counters">
            <h3>{ t.counters.clone() }</h3>
            <p class="note">{ fill(&t.counters_note, &[("party", &view.story.text.money)]) }</p>
            <dl>
                { counter(&t.blocked, &t.blocked_note, c.blocked, &now.blocked, "of-all") }
                { counter(&t.returns, &t.returns_note, c.returns, &now.returns, "of-later") }
                { counter(&t.lost, &t.lost_note, c.lost, &now.lost, "of-lost") }
            </dl>
            <svg class="parts" height="14" aria-hidden="true">
                <rect class="part-later" width={percent(1.0 - lost)} height="100%" />
                <rect class="part-lost" x={percent(1.0 - lost)} width={percent(lost)} height="100%" />
            </svg>
            { beside(view) }
            <p class="note left-out">{ view.story.text.left_out.clone() }</p>
        </div>
    }
}

/// Other people's money, with the same places, purchases, demand, hours and returns.
fn beside(view: &View) -> Html {
    let t = view.t;
    if view.story.beside.is_empty() || view.state.live.is_some() {
        return html! {};
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
    html! {
        <>
            <h4>{ t.beside.clone() }</h4>
            <p class="note">{ fill(&t.beside_note, &[("party", &view.story.text.money)]) }</p>
            <ul class="beside">
                { for view.story.beside.iter().map(|b| {
                    let words = view.story.text.beside.get(&b.id).cloned().unwrap_or_default();
                    let blocked = b.hourly * factors * part;
                    let lost = blocked * (1.0 - middle(Symbol::Later));
                    let sums = fill(&t.beside_sums, &[("blocked", &view.sum(blocked)), ("lost", &view.sum(lost))]);
                    html! { <li><b>{ words.name }</b><span>{ sums }</span><p class="note">{ words.why }{ " " }{ view.known(&b.claim) }</p></li> }
                }) }
            </ul>
        </>
    }
}

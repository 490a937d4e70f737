//! Other papers, the same day, side by side with what each assumed.

use yew::prelude::*;

use super::View;
use crate::incident::Published;
use crate::text::fill;
use crate::ui::browser;
use crate::ui::number::short;

pub(super) fn others(view: &View) -> Html {
    let t = view.t;
    if view.story.published.is_empty() || view.state.live.is_some() {
        return html! {};
    }
    html! {
        <div class="others">
            <h3>{ t.others.clone() }</h3>
            <p class="note">{ t.others_note.clone() }</p>
            <div class="wide" tabindex="0" role="region" aria-label={t.others.clone()}>
                <table>
                    <thead><tr>
                        { for [&t.paper, &t.figure, &t.income, &t.hourly, &t.hours].map(|h| html! { <th scope="col">{ h.clone() }</th> }) }
                    </tr></thead>
                    { for view.story.published.iter().map(|p| paper(view, p)) }
                </table>
            </div>
        </div>
    }
}

fn paper(view: &View, p: &Published) -> Html {
    let t = view.t;
    let words = view.paper(p.source);
    let money = |sum: f64| browser::money_exact(&view.story.page.lang, &p.currency, sum);
    let about = if p.about {
        format!("{} ", view.story.page.page.about)
    } else {
        String::new()
    };
    let streams = p
        .sum
        .as_ref()
        .map(|s| s.streams.as_slice())
        .unwrap_or_default();
    let unseen = || vec![t.unseen.clone()];
    let or_unseen = |cells: Vec<String>| if cells.is_empty() { unseen() } else { cells };
    let income = streams.iter().map(|s| {
        fill(
            &t.in_days,
            &[("money", &money(s.revenue)), ("n", &short(s.days, 0))],
        )
    });
    let hourly = streams.iter().map(|s| match s.rounded {
        Some(rounded) => {
            let exact = crate::loss::press::per_hour_from_days(s.revenue, s.days);
            fill(
                &t.rounded,
                &[("money", &money(exact)), ("rounded", &money(rounded))],
            )
        }
        None => money(s.hourly()),
    });
    let hours = p
        .sum
        .as_ref()
        .map_or_else(|| t.unseen.clone(), |s| short(s.hours, 1));
    let cell = |lines: Vec<String>| {
        html! { <td>{ for or_unseen(lines).into_iter().map(|l| html! { <span class="cell-line">{ l }</span> }) }</td> }
    };
    html! {
        <tbody><tr>
            <th scope="row">{ words.name }</th>
            <td><b>{ about }{ money(p.amount) }</b></td>
            { cell(income.collect()) }
            { cell(hourly.collect()) }
            <td>{ hours }</td>
        </tr>
        <tr class="assumed">
            <td colspan="5"><span class="only-spoken">{ t.method.clone() }{ ": " }</span>{ words.how }{ " " }<a href={format!("#source-{}", p.source + 1)}><sup>{ p.source + 1 }</sup></a></td>
        </tr></tbody>
    }
}

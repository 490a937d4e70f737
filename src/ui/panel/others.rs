//! Other papers, the same day, side by side with what each assumed.

use super::{heads, note, only_spoken, paper, said, wide};
use crate::incident::{Published, Story, Stream};
use crate::loss::press;
use crate::text::fill;
use crate::ui::browser;
use crate::ui::element::{Element, el};
use crate::ui::number::short;
use crate::ui::services::to_source;

/// For a story that has no more about money.
pub(super) fn alone(story: &Story) -> Option<Element> {
    let title = el("h2")
        .attr("id", "sums-title")
        .child(&story.page.panel.title);
    let section = el("section").class("panel").attr("id", "sums");
    let section = section.attr("aria-labelledby", "sums-title").child(title);
    Some(section.child(others(story)?))
}

pub(super) fn others(story: &Story) -> Option<Element> {
    let t = &story.page.panel;
    if story.published.is_empty() {
        return None;
    }
    let columns = [&t.paper, &t.figure, &t.income, &t.hourly, &t.hours];
    let table = el("table")
        .child(heads(columns.map(String::as_str)))
        .each(story.published.iter().map(|p| row(story, p)));
    let section = el("div")
        .class("others")
        .child(el("h3").child(&t.others))
        .child(note(&t.others_note))
        .child(wide(&t.others, table));
    Some(section)
}

fn row(story: &Story, p: &Published) -> Element {
    let t = &story.page.panel;
    let [name, how] = paper(story, p);
    let money = |sum: f64| browser::money_exact(&story.page.lang, &p.currency, sum);
    let streams = p.sum.as_ref().map(|s| s.streams.as_slice());
    let cell = |line: &dyn Fn(&Stream) -> String| match streams {
        Some(streams) => {
            let lines = streams.iter().map(line);
            el("td").each(lines.map(|l| el("span").class("cell-line").child(l)))
        }
        None => el("td").child(&t.unseen),
    };
    let income = |s: &Stream| {
        let (sum, days) = (money(s.revenue), short(s.days, 0));
        fill(&t.in_days, &[("money", &sum), ("n", &days)])
    };
    let hourly = |s: &Stream| match s.rounded {
        Some(rounded) => {
            let exact = money(press::per_hour_from_days(s.revenue, s.days));
            let rounded = money(rounded);
            fill(&t.rounded, &[("money", &exact), ("rounded", &rounded)])
        }
        None => money(s.hourly()),
    };
    let hours = match &p.sum {
        Some(sum) => short(sum.hours, 1),
        None => t.unseen.clone(),
    };
    let figure = el("td").child(el("b").child(said(story, p)));
    let row = el("tr")
        .child(el("th").attr("scope", "row").child(name))
        .child(figure)
        .child(cell(&income))
        .child(cell(&hourly))
        .child(el("td").child(hours));
    let source = el("sup").child((p.source + 1).to_string());
    let assumed = el("td")
        .attr("colspan", "5")
        .child(only_spoken(&t.method).child(": "))
        .child(how)
        .child(" ")
        .child(to_source(p.source).child(source));
    el("tbody")
        .child(row)
        .child(el("tr").class("assumed").child(assumed))
}

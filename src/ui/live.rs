//! An outage that is going on: since when, and on which assumptions its cost is counted.

use super::element::{Element, el};
use super::state::State;
use crate::loss::Symbol;
use crate::text::fill;

/// What stands above the story; nothing for an outage that is over.
pub(super) fn banner(state: &State) -> Option<Element> {
    let live = state.live?;
    let story = &state.stage.story;
    let t = &story.page.live;
    let minutes = (live.now - live.since).secs().max(0) / 60;
    let (h, m) = ((minutes / 60).to_string(), (minutes % 60).to_string());
    let lasted = fill(&t.elapsed, &[("h", &h), ("m", &m)]);
    let (h, m, _) = live.since.wall_clock(story.day.offset);
    let since = fill(
        &t.since,
        &[
            ("time", &format!("{h:02}:{m:02}")),
            ("clock", &story.text.clock),
            ("date", &story.text.date),
            ("hours", &lasted),
        ],
    );
    let said = el("p")
        .child(el("b").child(&t.kicker))
        .child(" ")
        .child(since)
        .child(" ")
        .child(fill(&t.pattern, &[("place", &story.text.place)]));
    let on = assumptions(state).map(|list| {
        let list = fill(&t.assumptions, &[("list", &list)]);
        el("p").class("note").child(list)
    });
    let banner = el("section")
        .class("live")
        .attr("aria-label", &t.kicker)
        .child(said)
        .child(on);
    Some(banner)
}

/// Every assumption that multiplies, with its value.
fn assumptions(state: &State) -> Option<String> {
    let story = &state.stage.story;
    let (loss, money) = (story.loss.as_ref()?, state.money.as_ref()?);
    let each = Symbol::FACTORS.into_iter().filter(|s| *s != Symbol::Hours);
    let each = each.map(|symbol| {
        let name = story.text.assumptions.get(symbol.letter());
        let value = money.inputs.quantile(symbol, 0.5);
        let value = super::panel::written(story, loss, symbol, value);
        fill(
            &story.page.live.assumption,
            &[
                ("name", name.map_or("", |a| a.name.as_str())),
                ("value", &value),
            ],
        )
    });
    Some(each.collect::<Vec<_>>().join("; "))
}

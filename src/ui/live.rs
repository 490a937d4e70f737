//! An outage that is going on: since when, and on which assumptions its cost is counted.

use yew::prelude::*;

use super::state::State;
use crate::clock::Time;
use crate::loss::Symbol;
use crate::text::fill;

/// What stands above the story; nothing for an outage that is over.
pub(super) fn banner(state: &State) -> Html {
    let Some(live) = state.live else {
        return html! {};
    };
    let story = &state.stage.story;
    let t = &story.page.live;
    let clock = |at: Time| {
        let (h, m, _) = at.wall_clock(story.day.offset);
        format!("{h:02}:{m:02}")
    };
    let minutes = (live.now - live.since).secs().max(0) / 60;
    let lasted = fill(
        &t.elapsed,
        &[
            ("h", &(minutes / 60).to_string()),
            ("m", &(minutes % 60).to_string()),
        ],
    );
    let since = fill(
        &t.since,
        &[
            ("time", &clock(live.since)),
            ("clock", &story.text.clock),
            ("date", &story.text.date),
            ("hours", &lasted),
        ],
    );
    html! {
        <section class="live" aria-label={t.kicker.clone()}>
            <p><b>{ t.kicker.clone() }</b>{ " " }{ since }{ " " }{ fill(&t.pattern, &[("place", &story.text.place)]) }</p>
            if let Some(list) = assumptions(state) { <p class="note">{ fill(&t.assumptions, &[("list", &list)]) }</p> }
        </section>
    }
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

//! Two readings of the same reports: a switch to the other one, and what speaks for and against each.

use super::element::{Element, el};
use super::rich::rich;
use super::services::known;
use super::state::State;
use crate::incident::{Fit, Readings};

/// The section; nothing where there is one reading.
pub(super) fn readings(state: &State) -> Option<Element> {
    let story = &state.stage.story;
    let readings = story.readings.as_ref()?;
    let words = &story.page.readings;
    let head = [&story.page.page.saw, &story.text.reading, &readings.name];
    let head = head.map(|name| el("th").attr("scope", "col").child(name));
    let rows = readings.evidence.iter().filter_map(|e| {
        let text = story.text.evidence.get(&e.id)?;
        let saw = el("th").attr("scope", "row").child(rich(&text.saw));
        let row = el("tr").child(saw.child(" ").child(known(story, &e.claim)));
        Some(
            row.child(cell(state, e.here, &text.here))
                .child(cell(state, e.there, &text.there)),
        )
    });
    let table = el("table")
        .child(el("thead").child(el("tr").each(head)))
        .child(el("tbody").each(rows));
    Some(
        el("section")
            .class("readings")
            .attr("id", "readings")
            .child(el("h2").child(&words.title))
            .child(el("p").child(&words.lead))
            .child(switch(state, readings))
            .child(el("div").class("readings-table").child(table)),
    )
}

/// Both readings by their names: the one that is shown, and a link to the other with the reader's choices.
fn switch(state: &State, readings: &Readings) -> Element {
    let story = &state.stage.story;
    let words = &story.page.readings;
    let href = format!(
        "?story={}&voice={}&theme={}#readings",
        readings.other,
        state.voice.name(),
        state.theme.name()
    );
    let shown = el("li")
        .attr("aria-current", "page")
        .child(el("b").child(&words.shown))
        .child(": ")
        .child(&story.text.reading);
    let other = el("li")
        .child(el("a").attr("href", href).child(&words.switch))
        .child(": ")
        .child(&readings.name);
    el("ul").class("readings-switch").child(shown).child(other)
}

/// How a reading fits, as a mark with its word, and why.
fn cell(state: &State, fit: Fit, why: &str) -> Element {
    let words = &state.stage.story.page.readings;
    let (class, mark, word) = match fit {
        Fit::For => ("good", "✓", &words.fits),
        Fit::Open => ("open", "–", &words.open),
        Fit::Against => ("bad", "✗", &words.against),
    };
    let mark = el("span").attr("aria-hidden", "true").child(mark);
    let word = el("b").class(class).child(mark).child(" ").child(word);
    el("td").child(word).child(" ").child(rich(why))
}

//! What a name server has on file: the zone as it serves it at that moment, with what a fault has done to it.

use super::dig;
use super::look::Look;
use super::memory::folded;
use crate::dns::Record;
use crate::sim::inspect::Change;
use crate::sim::world::Role;
use crate::text::fill;
use crate::ui::element::{Child, Element, el, list};

/// The zone of a name server that is nearest to what it was asked; others have none.
pub(super) fn zone(look: &Look<'_>) -> Option<Element> {
    if look.role != Role::Authority {
        return None;
    }
    let labels = &look.words.labels;
    let section = el("details").class("holds");
    let Some(served) = &look.served else {
        let none = el("p").class("note holds");
        return Some(none.child(&labels.zone_none));
    };
    let template = look
        .state
        .voice
        .choose(&labels.zone, &labels.zone_technical);
    let (apex, time) = (dig::dotted(&served.apex), look.clock(look.now()));
    let title = fill(template, &[("zone", &apex), ("time", &time)]);
    let asked = &look.trace().name;
    let mut records: Vec<&(Record, Change)> = served.records.iter().collect();
    // What the question is about, what is wrong, and what leads on come first.
    records.sort_by_key(|(record, change)| match () {
        () if record.name == *asked => 0,
        () if *change != Change::None => 1,
        () if asked.is_under(&record.name) && record.name != served.apex => 2,
        () if record.name == served.apex => 3,
        () => 4,
    });
    let rows = records.into_iter().map(|(record, change)| {
        let text = el("code").child(dig::record(record));
        let (class, text, note) = match change {
            Change::None => ("", text.html(), None),
            Change::Gone => ("gone", el("del").child(text).html(), Some(&labels.gone)),
            Change::New => ("new", el("ins").child(text).html(), Some(&labels.new)),
        };
        let note = note.map(|note| el("b").child(note));
        el("li").class(class).child(list([text, note.html()]))
    });
    let rows: Vec<Element> = rows.collect();
    let wrong = served.lost || served.records.iter().any(|(_, c)| *c != Change::None);
    let lost = served
        .lost
        .then(|| el("p").class("lost").child(&labels.zone_lost));
    Some(
        section
            // It is opened where there is something to see.
            .attr("open", wrong.then_some("open"))
            .child(el("summary").child(title))
            .child(lost)
            .child(folded(rows, &labels.all_records, "records")),
    )
}

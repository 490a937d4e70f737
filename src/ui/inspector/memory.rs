//! What a resolver or a device remembers, with the time that is left of each.

use super::dig;
use super::facts::thousands;
use super::look::Look;
use crate::sim::inspect::{Holding, Holds};
use crate::sim::world::Role;
use crate::text::{Voice, fill};
use crate::ui::element::{Child, Element, el, list};

/// How many entries are shown at once.
const FIRST: usize = 4;

/// The memory of a resolver or a device; others have none.
pub(super) fn memory(look: &Look<'_>) -> Option<Element> {
    if !matches!(look.role, Role::Device | Role::Resolver) {
        return None;
    }
    let labels = &look.words.labels;
    let asked = &look.trace().name;
    let mut held = look.holdings(look.id);
    // What the question is about comes first, then what leads to it, from below.
    held.sort_by_key(|h| {
        let near = match () {
            () if h.name == *asked => 0,
            () if asked.is_under(&h.name) => 1,
            () => 2,
        };
        (near, usize::MAX - h.name.depth())
    });
    let rows: Vec<Element> = held.iter().map(|h| row(look, h)).collect();
    let empty = rows.is_empty();
    let none = empty.then(|| el("p").class("note").child(&labels.memory_empty));
    let shown = (!empty).then(|| folded(rows, &labels.all_copies, "copies"));
    let section = el("div").class("holds");
    Some(
        section
            .child(el("h3").child(&labels.memory))
            .child(none)
            .child(shown),
    )
}

/// A list of which the first few are shown, and the rest when it is asked for.
pub(super) fn folded(rows: Vec<Element>, all: &str, class: &str) -> Element {
    let count = rows.len().to_string();
    let mut rows = rows.into_iter();
    let first: Vec<Element> = rows.by_ref().take(FIRST).collect();
    let rest: Vec<Element> = rows.collect();
    let more = (!rest.is_empty()).then(|| {
        let summary = el("summary").child(fill(all, &[("n", &count)]));
        el("details")
            .child(summary)
            .child(el("ul").class(class).each(rest))
    });
    el("div")
        .child(el("ul").class(class).each(first))
        .child(more)
}

fn row(look: &Look<'_>, held: &Holding) -> Element {
    let labels = &look.words.labels;
    let data = match &held.holds {
        Holds::Data(data) => el("code").child(data.join(", ")).html(),
        Holds::NoData => labels.holds_no_data.as_str().html(),
        Holds::NoSuchName => labels.holds_no_name.as_str().html(),
        Holds::Failure(_) => labels.holds_failure.as_str().html(),
    };
    let left = held.left(look.now());
    let told = if left == 0 {
        fill(&labels.ran_out, &[("time", &look.clock(held.until()))])
    } else if look.state.voice == Voice::Technical {
        let (left, ttl) = (thousands(left), thousands(held.ttl));
        fill(&labels.left_of, &[("left", &left), ("ttl", &ttl)])
    } else {
        fill(&labels.left, &[("for", &look.age(left))])
    };
    let bad = !matches!(held.holds, Holds::Data(_));
    let what = match held.holds {
        Holds::NoSuchName => dig::plain(&held.name),
        _ => format!("{} {}", dig::plain(&held.name), held.rtype),
    };
    el("li")
        .class_if(left == 0, "out")
        .child(el("code").class("held-name").child(what))
        .child(el("span").class("held-data").child(data))
        .child(
            el("span")
                .class("held-left")
                .child(bar(left, held.ttl, if bad { "held" } else { "good" }))
                .child(told),
        )
}

/// How much is left of a whole, as a bar.
pub(super) fn bar(left: u32, whole: u32, class: &str) -> Element {
    let share = f64::from(left) / f64::from(whole.max(1)) * 100.0;
    let width = format!("{}%", crate::ui::number::short(share.clamp(0.0, 100.0), 1));
    let part = |class: &str, width: &str| {
        el("rect")
            .class(class)
            .attr("width", width)
            .attr("height", "8")
            .attr("rx", "3")
    };
    el("svg")
        .class("ttl")
        .attr("aria-hidden", "true")
        .attr("height", "8")
        .child(list([part("whole", "100%"), part(class, &width)]))
}

//! A message byte by byte: all of its octets, and what each group of them means (RFC 1035 section 4.1).

use core::fmt::Write;
use std::rc::Rc;

use yew::Callback;

use super::dig;
use super::look::Look;
use crate::dns::Message;
use crate::dns::octets::{Piece, Says, Section, annotate};
use crate::text::fill;
use crate::text::inspector::Octets;
use crate::ui::browser;
use crate::ui::element::{Element, el, list};

/// How many groups a message has.
pub(super) fn parts(wire: &[u8]) -> usize {
    annotate(wire).len()
}

/// The octets, one group of them marked, and what every group means. `mark` is told which group the reader points to.
pub(super) fn print(
    look: &Look<'_>,
    wire: &[u8],
    marked: usize,
    mark: &Callback<usize>,
) -> Element {
    let words = &look.words.octets;
    let pieces: Rc<[Piece]> = annotate(wire).into();
    let groups = pieces.iter().enumerate().map(|(n, piece)| {
        let octets = wire.get(piece.place.clone()).unwrap_or_default();
        let group = el("span").class_if(n == marked, "marked");
        // The space between two groups is outside of both.
        list([group.child(hex(octets)), el("span").child(" ")])
    });
    let dump = el("pre")
        .class("dump")
        .attr("dir", "ltr")
        .attr("aria-hidden", "true")
        .each(groups);
    let mut section = None;
    let rows = pieces.iter().enumerate().flat_map(|(n, piece)| {
        let begins = section.replace(piece.section) != Some(piece.section);
        let heading = begins.then(|| {
            el("li")
                .class("part-head")
                .attr("role", "presentation")
                .child(name(piece.section, words))
        });
        let pointed = mark.clone();
        let row = el("li")
            .class("part")
            .class_if(n == marked, "marked")
            .attr("role", "option")
            .attr("id", format!("part-{n}"))
            .attr("aria-selected", (n == marked).to_string())
            .on("pointerover", move |_| pointed.emit(n))
            .child(el("code").child(place(piece)))
            .child(el("span").child(meaning(piece, wire, words)));
        [heading, Some(row)].into_iter().flatten()
    });
    let (last, keyed) = (pieces.len().saturating_sub(1), mark.clone());
    let rows = el("ul")
        .class("parts")
        .attr("role", "listbox")
        .attr("tabindex", "0")
        .attr("aria-label", &words.title)
        .attr("aria-activedescendant", format!("part-{marked}"))
        .on("keydown", move |event| {
            let next = match browser::key(event).as_str() {
                "ArrowDown" | "ArrowRight" => (marked + 1).min(last),
                "ArrowUp" | "ArrowLeft" => marked.saturating_sub(1),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            // The list is not to be scrolled as well.
            event.prevent_default();
            keyed.emit(next);
            browser::bring_within(&format!("#part-{next}"));
        })
        .each(rows);
    let (count, groups) = (wire.len().to_string(), pieces.len().to_string());
    let sum = fill(&words.sum, &[("n", &count), ("parts", &groups)]);
    el("div")
        .class("octets")
        .child(
            el("p")
                .class("note")
                .child(format!("{sum}. {}", words.hint)),
        )
        .child(dump)
        .child(rows)
}

fn hex(octets: &[u8]) -> String {
    let mut text = String::new();
    for octet in octets {
        if !text.is_empty() {
            text.push(' ');
        }
        // Writing to a String does not fail.
        let _ = write!(text, "{octet:02x}");
    }
    text
}

/// From which octet to which, counted from 0.
fn place(piece: &Piece) -> String {
    let last = piece.place.end.saturating_sub(1);
    if piece.place.start == last {
        format!("{last}")
    } else {
        format!("{}–{last}", piece.place.start)
    }
}

fn name(section: Section, words: &Octets) -> &String {
    match section {
        Section::Header => &words.header,
        Section::Question => &words.question,
        Section::Answer => &words.answer,
        Section::Authority => &words.authority,
        Section::Additional => &words.additional,
    }
}

/// What a group says, in words.
fn meaning(piece: &Piece, wire: &[u8], words: &Octets) -> String {
    let number = |template: &str, n: u32| fill(template, &[("n", &n.to_string())]);
    match &piece.says {
        Says::Id(id) => number(&words.id, (*id).into()),
        Says::Flags(head) => {
            let set: Vec<&str> = match Message::from_wire(wire) {
                Ok(message) => {
                    let all = dig::flag_list(&message).into_iter();
                    all.filter(|(_, on)| *on).map(|(name, _)| name).collect()
                }
                Err(_) => Vec::new(),
            };
            let code = format!("{} {}", head.rcode.to_int(), head.rcode);
            let template = if set.is_empty() {
                &words.flags_none
            } else {
                &words.flags
            };
            fill(template, &[("flags", &set.join(" ")), ("code", &code)])
        }
        Says::Count(section, n) => fill(
            &words.count,
            &[("n", &n.to_string()), ("section", name(*section, words))],
        ),
        Says::Name(whole) => {
            let begun = piece.place.len() < whole.as_slice().len();
            let template = if begun {
                &words.name_begun
            } else {
                &words.name
            };
            fill(template, &[("name", &dig::dotted(whole))])
        }
        Says::Pointer { to, name } => fill(
            &words.pointer,
            &[("to", &to.to_string()), ("name", &dig::dotted(name))],
        ),
        Says::Type(rtype) => fill(&words.rtype, &[("type", &rtype.to_string())]),
        Says::Class(1) => words.class_in.clone(),
        Says::Class(n) => number(&words.class, (*n).into()),
        Says::Ttl(n) => number(&words.ttl, *n),
        Says::Length(n) => number(&words.length, (*n).into()),
        Says::Data(_, data) => fill(&words.data, &[("data", data)]),
        Says::UdpSize(n) => number(&words.udp_size, (*n).into()),
        Says::Extended { version, dnssec_ok } => {
            let template = if *dnssec_ok {
                &words.extended_do
            } else {
                &words.extended
            };
            fill(template, &[("version", &version.to_string())])
        }
        Says::Error(n) => number(&words.error, (*n).into()),
        Says::Rest => words.rest.clone(),
    }
}

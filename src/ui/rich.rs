//! Text with emphasis, code, and marks of how we know.

use yew::prelude::*;

use super::element::{Child, Element, el, list};
use super::services;
use crate::incident::{How, Story};
use crate::text::{Run, runs};

/// `text` with `**strong**` and backquoted parts as elements. Never as HTML: a string stays a string.
pub(super) fn rich(text: &str) -> Html {
    told(None, text)
}

/// The same of a step of a story, with its marks of how we know.
pub(super) fn told(story: Option<&Story>, text: &str) -> Html {
    list(runs(text).into_iter().map(|run| match run {
        Run::Plain(s) => s.html(),
        Run::Strong(s) => el("strong").child(s).html(),
        Run::Code(s) => el("code").child(s).html(),
        Run::Known(s) => story.map(|story| mark(story, s)).html(),
    }))
}

/// The mark of a claim in a text, with the numbers of its sources; it leads to the first of them.
fn mark(story: &Story, known: &str) -> Element {
    let (how, sources) = self::known(known);
    let to = match sources.split(',').next() {
        Some(first) if !first.is_empty() => ["#source-", first].concat(),
        _ => "#how".to_owned(),
    };
    el("a")
        .class("mark")
        .attr("href", to)
        .attr(
            "aria-label",
            [services::how(story, how), " ", sources].concat(),
        )
        .child(how.mark())
        .child(sources)
}

/// The kind of a mark, and the numbers of its sources.
pub(super) fn known(mark: &str) -> (How, &str) {
    let kind = mark.bytes().next().unwrap_or_default();
    let how = How::ALL.get(usize::from(kind.wrapping_sub(b'0')));
    (
        how.copied().unwrap_or(How::Guess),
        mark.get(1..).unwrap_or_default(),
    )
}

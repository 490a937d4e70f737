//! The inspector: what the station that the reader has opened knows. What draws it comes after the first view, with words of
//! its own.
//!
//! It shows what the trace tells, and what the simulation says when the same question is put again
//! ([`inspect`](crate::sim::inspect)). `look` is what it looks at: one station at one time. [`view`] puts the rest
//! together: `head` names the station; `why` says why it says what it says; `dig` and `octets` show its last message; `facts`
//! reads that; `memory` and `zone` show what it holds.

mod dig;
mod facts;
mod head;
mod look;
mod memory;
mod octets;
mod view;
mod why;
mod zone;

use yew::Html;

use super::element::{Child, Dispatch, Element, el};
use super::state::State;
use crate::incident::pack;
use crate::text::InspectorText;

/// How the page comes by it.
#[derive(Clone, Copy, Debug, Default)]
pub enum Inspector {
    /// Not yet: it is fetched when there is room for it, or a station is opened.
    #[default]
    Away,
    /// It is here.
    Here(Kit),
    /// It did not come.
    Missing,
}

/// What draws it, with its words.
#[derive(Clone, Copy, Debug)]
pub struct Kit {
    draw: fn(&State, &Dispatch, &'static InspectorText) -> Html,
    words: &'static InspectorText,
}

impl Kit {
    /// The only one, with its words from the bytes of their file. Nothing but the part, and tests, may name it.
    pub fn of(words: &[u8]) -> Option<Self> {
        let words = pack::decode_words(words).ok()?;
        Some(Self {
            draw: view::draw,
            // There is one for as long as the page is open.
            words: Box::leak(Box::new(words)),
        })
    }
}

impl PartialEq for Kit {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl PartialEq for Inspector {
    /// There is one way to draw it.
    fn eq(&self, other: &Self) -> bool {
        core::mem::discriminant(self) == core::mem::discriminant(other)
    }
}

/// Fetches what draws it, and its words; `None` where one of them does not come.
#[cfg(feature = "csr")]
pub(super) async fn fetch() -> Option<Kit> {
    let ready = super::parts::inspector().await.ok()?;
    let words = super::browser::of_site("stories/inspector.wib");
    let words = super::browser::fetch_bytes(&words).await;
    ready(&words.ok()?)
}

/// Where it stands in the page: open, where the reader has opened a station; otherwise only where there is room.
pub(super) fn place(state: &State, dispatch: &Dispatch) -> Element {
    let drawn = match state.inspector {
        Inspector::Here(kit) => Some((kit.draw)(state, dispatch, kit.words)),
        Inspector::Missing if state.inspected.is_some() => {
            let missing = el("p").class("notice").attr("role", "status");
            Some(missing.child(&state.stage.story.page.errors.part).html())
        }
        Inspector::Away | Inspector::Missing => None,
    };
    el("div")
        .class("inspector-place")
        .class_if(state.inspected.is_some(), "opened")
        .child(drawn)
}

//! Text with emphasis and code.

use yew::prelude::*;

use crate::text::{Run, runs};

/// `text` with `**strong**` and backquoted parts as elements. Never as HTML: a string stays a string.
pub(super) fn rich(text: &str) -> Html {
    runs(text)
        .into_iter()
        .map(|run| match run {
            Run::Plain(s) => html! { { s.to_owned() } },
            Run::Strong(s) => html! { <strong>{ s.to_owned() }</strong> },
            Run::Code(s) => html! { <code>{ s.to_owned() }</code> },
        })
        .collect()
}

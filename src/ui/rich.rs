//! Text with emphasis and code.

use yew::prelude::*;

use super::element::{Child, el, list};
use crate::text::{Run, runs};

/// `text` with `**strong**` and backquoted parts as elements. Never as HTML: a string stays a string.
pub(super) fn rich(text: &str) -> Html {
    list(runs(text).into_iter().map(|run| match run {
        Run::Plain(s) => s.html(),
        Run::Strong(s) => el("strong").child(s).html(),
        Run::Code(s) => el("code").child(s).html(),
    }))
}

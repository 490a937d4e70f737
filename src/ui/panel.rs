//! The loss panel: what it cost, from which sum, on which assumptions, and what others said.
//!
//! [`ticker`] is the figure and its twenty chances, [`mended`] the sum line by line, [`sliders`] the assumptions, [`counters`]
//! what becomes of the money and whose it is, [`others`] the other papers, [`series`] the tables. [`numbers`] are the figures
//! that several of them show, without any drawing.

mod counters;
mod mended;
pub mod numbers;
mod others;
pub mod series;
mod sliders;
mod ticker;
mod value;

pub(super) use value::written;
use yew::Html;

use super::assume::Money;
use super::browser;
use super::element::{Child, Dispatch, Element, el};
use super::kept::kept;
use super::lanes::percent;
use super::state::State;
use crate::incident::{Claim, InputClaim, Loss, Published, Story};
use crate::loss::Symbol;
use crate::text::Panel;

/// What all parts of the panel draw from.
#[derive(Clone, Copy)]
struct View<'a> {
    state: &'a State,
    story: &'a Story,
    loss: &'a Loss,
    money: &'a Money,
    t: &'a Panel,
    /// Where the reader's doings go; `None` on the page without scripts, which has no controls.
    dispatch: Option<&'a Dispatch>,
}

/// The panel; of a story that counts no money only what others said. The page without scripts has no `dispatch`, and no controls.
pub(super) fn panel(state: &State, dispatch: Option<&Dispatch>) -> Html {
    let Some(view) = View::of(state, dispatch) else {
        return others::alone(&state.stage.story).html();
    };
    let parts = el("div")
        .class("panel-parts")
        .child(mended::mended(&view))
        .child(sliders::sliders(&view))
        .child(counters::counters(&view))
        .child(view.kept(|v| {
            others::others(v.story)
                .filter(|_| v.state.live.is_none())
                .html()
        }));
    el("section")
        .class("panel")
        .attr("id", "sums")
        .attr("aria-labelledby", "sums-title")
        .child(ticker::head(&view))
        .child(ticker::cost(&view))
        .child(parts)
        .child(series::tables(&view))
        .html()
}

impl<'a> View<'a> {
    /// What a state shows; `None` of a story that counts no money.
    fn of(state: &'a State, dispatch: Option<&'a Dispatch>) -> Option<Self> {
        let story = &*state.stage.story;
        Some(Self {
            state,
            story,
            loss: story.loss.as_ref()?,
            money: state.money.as_ref()?,
            t: &story.page.panel,
            dispatch,
        })
    }

    /// A part that has no figures of the estimate: it stays as it is while assumptions and the clock move.
    fn kept(&self, draw: impl Fn(&View) -> Html + 'static) -> Html {
        let Some(dispatch) = self.dispatch else {
            return draw(self);
        };
        kept(self.state, dispatch, same_words, move |state, dispatch| {
            View::of(state, Some(dispatch)).map_or_else(Html::default, |view| draw(&view))
        })
    }
}

/// The words of the story are the same.
fn same_words(a: &State, b: &State) -> bool {
    a.same_story(b) && a.voice == b.voice && a.live.is_some() == b.live.is_some()
}

impl View<'_> {
    /// A sum as it was given.
    fn given(&self, amount: f64) -> String {
        browser::money_exact(&self.story.page.lang, &self.loss.currency, amount)
    }

    /// The slider's name of an assumption, its line's name, and why it has its value.
    fn words(&self, symbol: Symbol) -> [&str; 3] {
        let text = &self.story.text;
        if let Some(w) = text.assumptions.get(symbol.letter()) {
            let line = if w.line.is_empty() { &w.name } else { &w.line };
            return [&w.name, line, &w.why];
        }
        let name = text.inputs.get(symbol.letter()).map_or("", String::as_str);
        [name, name, ""]
    }

    /// The passport of an assumption.
    fn passport(&self, symbol: Symbol) -> Option<&InputClaim> {
        self.loss.claims.iter().find(|c| c.symbol == symbol)
    }

    /// How we know an assumption, and from where.
    fn known_of(&self, symbol: Symbol) -> Option<Element> {
        self.passport(symbol).map(|c| self.known(&c.claim))
    }

    /// How we know, and from where.
    fn known(&self, claim: &Claim) -> Element {
        super::services::known(self.story, claim)
    }
}

/// Who published a figure, and how.
fn paper<'a>(story: &'a Story, p: &Published) -> [&'a str; 2] {
    let source = story.sources.get(p.source);
    let words = source.and_then(|s| story.text.published.get(&s.id));
    words.map_or([""; 2], |w| [&w.name, &w.how])
}

/// A published sum as it was published, with “about” where it was.
fn said(story: &Story, p: &Published) -> String {
    let sum = browser::money_exact(&story.page.lang, &p.currency, p.amount);
    if p.about {
        format!("{} {sum}", story.page.page.about)
    } else {
        sum
    }
}

/// A paragraph in small print.
fn note(text: &str) -> Element {
    el("p").class("note").child(text)
}

/// What only a screen reader says.
fn only_spoken(text: &str) -> Element {
    el("span").class("only-spoken").child(text)
}

/// A drawing that a screen reader passes over.
fn drawing(class: &str) -> Element {
    el("svg").class(class).attr("aria-hidden", "true")
}

/// A bar between two parts of the width.
fn bar(class: &str, from: f64, until: f64) -> Element {
    el("rect")
        .class(class)
        .attr("x", percent(from))
        .attr("width", percent(until - from))
}

/// A text in a drawing.
fn text(x: &str, y: &str, anchor: &str) -> Element {
    el("text")
        .attr("x", x)
        .attr("y", y)
        .attr("text-anchor", anchor)
}

/// A table that may be wider than the page, which then scrolls.
fn wide(label: &str, table: Element) -> Element {
    el("div")
        .class("wide")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", label)
        .child(table)
}

/// The head of a table.
fn heads<'a>(heads: impl IntoIterator<Item = &'a str>) -> Element {
    let heads = heads.into_iter();
    let row = el("tr").each(heads.map(|h| el("th").attr("scope", "col").child(h)));
    el("thead").child(row)
}

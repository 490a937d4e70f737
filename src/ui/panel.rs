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
use yew::prelude::*;

use super::assume::Money;
use super::browser;
use super::state::State;
use crate::incident::{Claim, InputClaim, Loss, Story};
use crate::loss::Symbol;
use crate::text::{AssumptionText, Panel, PublishedText};

/// What all parts of the panel draw from.
#[derive(Clone, Copy)]
struct View<'a> {
    state: &'a State,
    story: &'a Story,
    loss: &'a Loss,
    money: &'a Money,
    t: &'a Panel,
    /// Where the reader's doings go; `None` on the page without scripts, which has no controls.
    dispatch: Option<&'a UseReducerDispatcher<State>>,
}

/// The panel; nothing where the story counts no money.
pub(super) fn panel(state: &State, dispatch: Option<&UseReducerDispatcher<State>>) -> Html {
    let story = &*state.stage.story;
    let (Some(loss), Some(money)) = (&story.loss, &state.money) else {
        return html! {};
    };
    let view = View {
        state,
        story,
        loss,
        money,
        t: &story.page.panel,
        dispatch,
    };
    html! {
        <section class="panel" id="sums" aria-labelledby="sums-title">
            { ticker::ticker(&view) }
            <div class="panel-parts">
                { mended::mended(&view) }
                { sliders::sliders(&view) }
                { counters::counters(&view) }
                { others::others(&view) }
            </div>
            { series::tables(&view) }
        </section>
    }
}

impl View<'_> {
    /// A sum of the estimate: two significant figures.
    fn sum(&self, amount: f64) -> String {
        browser::money(&self.story.page.lang, &self.loss.currency, amount)
    }

    /// A sum as it was given.
    fn given(&self, amount: f64) -> String {
        browser::money_exact(&self.story.page.lang, &self.loss.currency, amount)
    }

    /// The words of an assumption.
    fn words(&self, symbol: Symbol) -> AssumptionText {
        let words = self.story.text.assumptions.get(symbol.letter());
        words.cloned().unwrap_or_default()
    }

    /// The passport of an assumption.
    fn passport(&self, symbol: Symbol) -> Option<&InputClaim> {
        self.loss.claims.iter().find(|c| c.symbol == symbol)
    }

    /// How we know, and from where.
    fn known(&self, claim: &Claim) -> Html {
        super::services::known(self.story, claim)
    }

    /// The words of a published figure.
    fn paper(&self, source: usize) -> PublishedText {
        let source = self.story.sources.get(source);
        let words = source.and_then(|s| self.story.text.published.get(&s.id));
        words.cloned().unwrap_or_default()
    }
}

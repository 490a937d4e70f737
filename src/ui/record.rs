//! What stands below the picture: what it cost, what people saw, the sources; the questions put to the reader; and what
//! becomes of the reader's assumptions.
//!
//! The part that does this comes at the first sign of a reader. Until then the live page keeps what the static article shows
//! there, where that is the same story as it was; otherwise the part is waited for.

use yew::{Html, NodeRef};

use super::assume::{Assumptions, Money};
use super::element::{Child, Dispatch, Element, el, list};
use super::kept::kept;
use super::state::{Action, State};
use super::steps::Sideways;
use super::{article, browser, live, panel, predict, readings, services, share};
use crate::clock::Time;
use crate::embed::Assumed;
use crate::incident::Stage;
use crate::sim::WorldError;

/// How the page comes by it.
#[derive(Clone, Debug)]
pub enum Record {
    /// By drawing it.
    Drawn(Ledger),
    /// It stands there already, from the static page.
    Standing(Html),
    /// The part that draws it did not come.
    Missing,
}

/// All that the part does.
#[derive(Clone, Copy, Debug)]
pub struct Ledger {
    #[cfg_attr(not(feature = "csr"), expect(dead_code, reason = "called by `app`"))]
    pub(super) come: fn(&Dispatch),
    draw: fn(&State, &Dispatch) -> Html,
    banner: fn(&State) -> Html,
    ask: fn(&State, &Dispatch, &NodeRef) -> Html,
    told: fn(&State) -> Html,
    sideways: Sideways,
    share: fn(&State) -> Html,
    query: fn(&State) -> String,
    money: fn(&Stage, &[Assumed]) -> Option<Money>,
    reduce: fn(&State, &Action) -> Option<State>,
    #[cfg_attr(not(feature = "csr"), expect(dead_code, reason = "called by `boot`"))]
    going_on: fn(State, Time) -> Result<State, WorldError>,
}

impl Ledger {
    /// The only one. Nothing but the part may name it.
    pub(super) const WHOLE: Self = Self {
        come,
        draw,
        banner: |state| live::banner(state).html(),
        ask: predict::ask,
        told: predict::told,
        sideways: Sideways::WHOLE,
        share: share::share,
        query: |state| share::wanted(state).query(),
        money: |stage, assumed| Money::of(stage, Assumptions::of(assumed), None),
        reduce,
        going_on: live::going_on,
    };
}

impl PartialEq for Ledger {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Default for Record {
    fn default() -> Self {
        #[cfg(feature = "split")]
        return Self::Missing;
        #[cfg(not(feature = "split"))]
        Self::Drawn(Ledger::WHOLE)
    }
}

impl PartialEq for Record {
    /// There is one way to draw it and one place where it stands.
    fn eq(&self, other: &Self) -> bool {
        core::mem::discriminant(self) == core::mem::discriminant(other)
    }
}

impl Record {
    pub(super) fn view(&self, state: &State, dispatch: &Dispatch) -> Html {
        match self {
            Self::Drawn(ledger) => (ledger.draw)(state, dispatch),
            Self::Standing(html) => html.clone(),
            Self::Missing => {
                let missing = el("p").class("notice").attr("role", "status");
                missing.child(&state.stage.story.page.errors.part).html()
            }
        }
    }

    /// What takes the view along.
    pub(super) fn share(&self, state: &State) -> Html {
        match self {
            Self::Drawn(ledger) => (ledger.share)(state),
            Self::Standing(_) => share::closed(state).html(),
            Self::Missing => Html::default(),
        }
    }

    /// The query string of the view. Assumptions are changed by the part, or with it.
    pub(super) fn query(&self, state: &State) -> String {
        match self.ledger() {
            Some(ledger) => (ledger.query)(state),
            None => share::view(state).query_of_view(),
        }
    }

    /// What stands above an outage that is going on.
    pub(super) fn banner(&self, state: &State) -> Option<Html> {
        state.live?;
        self.ledger().map(|ledger| (ledger.banner)(state))
    }

    /// The question that stands at the step shown, where one does.
    pub(super) fn question(
        &self,
        state: &State,
        dispatch: &Dispatch,
        heading: &NodeRef,
    ) -> Option<Html> {
        self.ledger()
            .map(|ledger| (ledger.ask)(state, dispatch, heading))
    }

    /// What the reader predicted of the step shown, and why it is as it is.
    pub(super) fn predicted(&self, state: &State) -> Option<Html> {
        self.ledger().map(|ledger| (ledger.told)(state))
    }

    /// What scrolling through the steps sideways needs.
    pub(super) fn sideways(&self) -> Option<Sideways> {
        self.ledger().map(|ledger| ledger.sideways)
    }

    /// The estimate, with what the address assumes; `None` where the story counts no money, or the part is not here.
    pub(super) fn money(&self, stage: &Stage, assumed: &[Assumed]) -> Option<Money> {
        self.ledger()
            .and_then(|ledger| (ledger.money)(stage, assumed))
    }

    /// What the reader's assumptions and the wall clock change.
    pub(super) fn reduce(&self, state: &State, action: &Action) -> Option<State> {
        self.ledger()
            .and_then(|ledger| (ledger.reduce)(state, action))
    }

    /// The state for an outage that has been going on since then; without the part, as it was.
    ///
    /// # Errors
    /// As [`State::going_on`].
    #[cfg(feature = "csr")]
    pub(super) fn going_on(&self, state: State, since: Time) -> Result<State, WorldError> {
        match self.ledger() {
            Some(ledger) => (ledger.going_on)(state, since),
            None => Ok(state),
        }
    }

    fn ledger(&self) -> Option<Ledger> {
        match self {
            Self::Drawn(ledger) => Some(*ledger),
            _ => None,
        }
    }
}

/// Takes the place of what stands there, with the reader where they are: the focus, what they read, and a press on the ways to
/// share that came first are kept.
fn come(dispatch: &Dispatch) {
    let place = browser::Place::now();
    let draw = || dispatch.dispatch(Action::Record(Ledger::WHOLE));
    browser::once_replaced(".record", draw, move || place.back());
}

fn reduce(state: &State, action: &Action) -> Option<State> {
    match *action {
        Action::Now(now) => state.now(now),
        Action::Assume(symbol, value) => state.assume(symbol, value),
        Action::Reset => state.reset(),
        _ => None,
    }
}

fn draw(state: &State, dispatch: &Dispatch) -> Html {
    el("div")
        .class("record")
        .child(kept(state, dispatch, same_panel, |s, d| {
            panel::panel(s, Some(d))
        }))
        .child(kept(state, dispatch, State::same_story, |s, _| seen(s)))
        .child(kept(state, dispatch, State::same_handout, |s, _| {
            article::handout(s)
        }))
        .html()
}

/// The panel shows the same. While the thumb of the clock is held it waits, below the fold: the frames are the picture's.
fn same_panel(drawn: &State, now: &State) -> bool {
    drawn.same_story(now)
        && (now.held || drawn.same_scene(now))
        && (drawn.unfolded, drawn.voice) == (now.unfolded, now.voice)
        && drawn.money == now.money
}

/// What people saw, and the sources.
fn seen(state: &State) -> Html {
    let story = &state.stage.story;
    list([
        Some(services::table(story)),
        readings::readings(state),
        Some(services::sources(story)),
    ])
}

/// Draws it for the page without scripts, with nothing to move.
pub(super) fn still(state: &State) -> Element {
    el("div")
        .class("record")
        .child(panel::panel(state, None))
        .child(seen(state))
}

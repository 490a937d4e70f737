//! An embed and the page around it: what the embed tells, and what it does when it is told to.
//!
//! Its height is told by a script of its own (`assets/frame.js`), which needs no wasm. This is in the part that comes after the
//! first view, and is idle where there is no page around this one.

use std::rc::Rc;

use yew::prelude::*;
use yew::virtual_dom::VComp;

use super::browser::{self, Hearing, Told};
use super::element::Dispatch;
use super::share;
use super::state::{Action, State, Theme};
use crate::embed::message::{Fields, Request};
use crate::text::Voice;

/// Tells the page around this one what is shown, and does what it asks; draws nothing.
pub(super) fn framed(state: &State, dispatch: &Dispatch) -> Html {
    let props = Props {
        state: Rc::new(state.clone()),
        dispatch: dispatch.clone(),
    };
    VComp::new::<Framed>(Rc::new(props), None).into()
}

#[derive(Properties, PartialEq)]
struct Props {
    state: Rc<State>,
    dispatch: Dispatch,
}

/// What was told last.
#[derive(Default)]
struct Framed {
    hearing: Option<Hearing>,
    step: Option<usize>,
    query: String,
}

impl Component for Framed {
    type Message = Fields;
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        Self::default()
    }

    fn update(&mut self, context: &Context<Self>, fields: Fields) -> bool {
        let Props { state, dispatch } = context.props();
        if let Some(action) = fields.request().and_then(|r| action(state, r)) {
            dispatch.dispatch(action);
        }
        false
    }

    fn view(&self, _: &Context<Self>) -> Html {
        Html::default()
    }

    fn rendered(&mut self, context: &Context<Self>, first: bool) {
        if !browser::is_embedded() {
            return;
        }
        let state = &context.props().state;
        let story = &state.stage.story;
        if first {
            let link = context.link().clone();
            self.hearing = Some(Hearing::start(move |fields| link.send_message(fields)));
            browser::tell_host("ready", &[]);
        }
        if self.step.replace(state.step) != Some(state.step) {
            let values = [
                ("story", Told::Text(&story.id)),
                ("step", Told::Count(state.step + 1)),
                ("steps", Told::Count(story.steps.len())),
            ];
            browser::tell_host("step", &values);
        }
        // While the day plays every frame is another state; it is told where it stops.
        if !state.playing {
            let query = share::wanted(state).query();
            if query != self.query {
                browser::tell_host("state", &[("query", Told::Text(&query))]);
                self.query = query;
            }
        }
    }
}

/// What a request comes to in a story; `None` where it names something that there is not.
pub fn action(state: &State, request: Request) -> Option<Action> {
    match request {
        Request::Go(step) => {
            let step = usize::try_from(step).ok()?.checked_sub(1)?;
            (step < state.stage.story.steps.len()).then_some(Action::Go(step))
        }
        Request::Theme(name) => Theme::of(&name).map(Action::Paint),
        Request::Voice(name) => Voice::of(&name).map(Action::Speak),
        Request::Play => Some(Action::Play(true)),
        Request::Pause => Some(Action::Play(false)),
    }
}

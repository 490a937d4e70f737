//! An embed and the page around it: what the embed tells, and what it does when it is told to.
//!
//! Its height is told by a script of its own (`assets/frame.js`), which needs no wasm.

use std::rc::Rc;

use super::browser::{self, Hearing, Told};
use super::element::Dispatch;
use super::state::{Action, State, Theme};
use crate::embed::message::Request;
use crate::text::Voice;

/// What the page around this one was told last.
#[derive(Default)]
pub(super) struct Framed {
    step: Option<usize>,
    query: String,
}

/// Begins to hear what the page around this one asks for, and says so; nothing where there is none.
pub(super) fn hear(state: Rc<State>, dispatch: Dispatch) -> Option<Hearing> {
    let hearing = browser::is_embedded().then(|| {
        // What a request comes to does not depend on what of the story is shown.
        Hearing::start(move |fields| {
            if let Some(action) = fields.request().and_then(|r| action(&state, r)) {
                dispatch.dispatch(action);
            }
        })
    });
    browser::tell_host("ready", &[]);
    hearing
}

impl Framed {
    /// Tells the page around this one what is shown, where that is not what it was told last.
    pub(super) fn tell(&mut self, state: &State) {
        if !browser::is_embedded() {
            return;
        }
        let story = &state.stage.story;
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
            let query = state.record.query(state);
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

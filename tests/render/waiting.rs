//! Before the simulation is here: steps are shown, what needs it waits, and is done in order when it comes.

use std::rc::Rc;

use where_it_broke::clock::Span;
use where_it_broke::embed::Wanted;
use where_it_broke::incident::pack::{decode, decode_world, encode};
use where_it_broke::incident::{Engine, Stage};
use where_it_broke::ui::state::{Action, Played, State};
use yew::Reducible;

use crate::drawn::apple;
use crate::support::at;

/// The state that a browser opens with: the story from its first file.
fn opened() -> Rc<State> {
    let (story, opening) = decode(&encode(&apple()).unwrap().story).unwrap();
    let stage = Stage::opened(story.into(), opening);
    Rc::new(State::new(Rc::new(stage), &Wanted::default()).unwrap())
}

/// The simulation, as the page fetches it.
fn come(state: &State) -> Action {
    let played = decode_world(&encode(&apple()).unwrap().world).unwrap();
    let stage = state.stage.played(Engine::WHOLE, played);
    Action::Engine(Some(Played(Rc::new(stage))))
}

#[test]
fn every_step_is_shown_without_the_simulation() {
    let mut state = opened();
    for n in (0..state.stage.story.steps.len()).rev() {
        state = state.reduce(Action::Go(n));
        assert_eq!((state.step, state.on_step), (n, true));
        assert_eq!(state.at(), state.stage.story.steps[n].at);
        assert!(state.awaited.is_empty());
    }
}

#[test]
fn a_time_between_the_steps_waits_for_the_simulation_and_the_last_one_counts() {
    let state = opened();
    let before = state.at();
    let state = state.reduce(Action::Seek(at("11:11:00")));
    let state = state.reduce(Action::Seek(at("12:34:00")));
    let state = state.reduce(Action::Move(Span::from_mins(1)));
    assert_eq!((state.at(), state.awaited.len()), (before, 1));
    let action = come(&state);
    let state = state.reduce(action);
    assert_eq!(state.at(), at("12:35:00"));
    assert!(state.awaited.is_empty() && !state.on_step);
    let whole = Stage::new(Rc::new(apple())).unwrap();
    assert_eq!(*state.moment, whole.moment(at("12:35:00")).unwrap());
}

#[test]
fn playing_from_a_time_waits_in_order() {
    let state = opened();
    let state = state.reduce(Action::Seek(at("08:55:00")));
    let state = state.reduce(Action::Play(true));
    assert!(!state.playing);
    let action = come(&state);
    let state = state.reduce(action);
    assert!(state.playing);
    assert_eq!(state.at(), at("08:55:00"));
}

#[test]
fn a_simulation_that_does_not_come_is_said_only_to_who_waits_for_it() {
    let state = opened();
    let same = state.clone().reduce(Action::Engine(None));
    assert!(Rc::ptr_eq(&state, &same));
    let state = state.reduce(Action::Seek(at("12:34:00")));
    let state = state.reduce(Action::Engine(None));
    let said = &state.stage.story.page.errors.part;
    assert!(state.awaited.is_empty());
    assert_eq!(state.notices.as_slice(), std::slice::from_ref(said));
}

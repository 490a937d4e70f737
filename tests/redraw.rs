//! What is drawn anew when the clock or an assumption moves: no less than what looks otherwise, and not the chain with every minute.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use std::rc::Rc;

use support::story;
use where_it_broke::clock::Span;
use where_it_broke::embed::Wanted;
use where_it_broke::incident::Stage;
use where_it_broke::loss::Symbol;
use where_it_broke::text::Voice;
use where_it_broke::ui::state::{Action, State};
use yew::Reducible;

fn opened(id: &str) -> Rc<State> {
    let stage = Stage::new(Rc::new(story(id))).unwrap();
    Rc::new(State::new(Rc::new(stage), &Wanted::default()).unwrap())
}

/// All that the chain shows in words and states.
fn shown(state: &State) -> Vec<String> {
    let (frame, words) = (state.frame(), state.words());
    let stations = 0..frame.stations.len();
    let mut shown: Vec<String> = stations.map(|n| words.sentence(&frame, n)).collect();
    shown.extend(frame.stations.iter().map(|s| format!("{:?}", s.state)));
    shown.extend(
        frame
            .links
            .iter()
            .map(|l| format!("{} {:?}", l.name, l.state)),
    );
    shown.push(format!("{:?}", (frame.broken, frame.current)));
    shown.push(state.moment.trace.name.to_string());
    shown
}

#[test]
fn the_chain_is_kept_while_it_looks_the_same_and_no_longer() {
    for id in ["apple-2015", "dyn-2016", "facebook-2021"] {
        for voice in [Voice::Plain, Voice::Technical] {
            let mut before = opened(id).reduce(Action::Speak(voice));
            let day = before.stage.day;
            let (mut scenes, mut minutes) = (0, 0);
            let mut at = day.from;
            while at <= day.until {
                let now = before.clone().reduce(Action::Seek(at));
                if now.same_picture(&before) {
                    assert_eq!(shown(&now), shown(&before), "{id} at {at}");
                } else {
                    scenes += 1;
                }
                minutes += 1;
                at = at + Span::from_mins(1);
                before = now;
            }
            assert!(
                scenes > 1 && scenes * 3 < minutes,
                "{id}: {scenes} of {minutes}"
            );
        }
    }
}

#[test]
fn away_from_the_steps_the_words_tell_the_time() {
    let state = opened("apple-2015");
    let day = state.stage.day;
    let one = state.reduce(Action::Seek(day.from + Span::from_mins(300)));
    let two = one
        .clone()
        .reduce(Action::Seek(day.from + Span::from_mins(301)));
    assert!(one.same_picture(&two) && one.same_words(&two));
    assert!(!one.same_told(&two));
}

#[test]
fn the_words_of_a_step_follow_the_assumptions_where_they_tell_a_sum() {
    let state = opened("apple-2015");
    let last = state.stage.story.steps.len() - 1;
    let moved = |state: Rc<State>| state.reduce(Action::Assume(Symbol::Later, 0.2));
    let end = state.clone().reduce(Action::Go(last));
    assert!(!end.same_told(&moved(end.clone())));
    let begin = state.reduce(Action::Go(1));
    assert!(begin.same_told(&moved(begin.clone())));
}

#[test]
fn while_the_thumb_is_held_the_picture_trails_until_it_follows_or_the_thumb_is_let_go() {
    let opened = opened("apple-2015");
    let until = opened.stage.day.until;
    let held = opened.clone().reduce(Action::Hold(true));
    let dragged = held.clone().reduce(Action::Seek(until));
    assert!(dragged.at() == until && dragged.trails());
    assert!(*dragged != *held, "the strip is drawn");
    let stays = |s: &State| s.same_picture(&held) && s.same_told(&held) && s.same_time(&held);
    assert!(stays(&dragged));

    for action in [Action::Follow, Action::Hold(false)] {
        let followed = dragged.clone().reduce(action);
        assert!(!followed.trails() && !stays(&followed));
        assert_eq!((followed.moment.at, followed.on_step), (until, false));
    }
    let back = dragged.reduce(Action::Seek(opened.at()));
    assert!(!back.trails());
    // Keys and steps bring the picture along at once.
    let by_key = opened.reduce(Action::Seek(until));
    assert!(by_key.at() == until && !by_key.trails());
}

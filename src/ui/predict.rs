//! Predict, then see: a question before the step that shows what is so, and one sentence of why after it.
//!
//! Nobody has to answer, no answer is counted or kept, and none is called wrong.

use yew::prelude::*;

use super::browser;
use super::element::{Child, Dispatch, Element, button, el};
use super::rich::rich;
use super::state::{Action, State};
use crate::incident::Prediction;
use crate::text::PredictText;

/// The question that stands at the step shown, for the next one to answer.
pub(super) fn ask(state: &State, dispatch: &Dispatch, heading: &NodeRef) -> Html {
    let Some((n, _, text)) = before(state, state.step + 1) else {
        return Html::default();
    };
    let words = &state.stage.story.page.predict;
    let choices = text.choices.iter().enumerate().map(|(m, choice)| {
        let (dispatch, heading) = (dispatch.clone(), heading.clone());
        let chosen = state.predicted == Some((n, m));
        let choice = button()
            .attr("aria-pressed", chosen.to_string())
            .on("click", move |_| {
                dispatch.dispatch(Action::Predict(n, m));
                browser::focus(&heading);
            })
            .child(rich(choice.text(state.voice)));
        el("li").child(choice)
    });
    el("section")
        .class("predict")
        .attr("aria-labelledby", "predict")
        .child(el("h3").attr("id", "predict").child(&words.title))
        .child(
            el("p")
                .class("question")
                .child(rich(text.question(state.voice))),
        )
        .child(el("ul").each(choices))
        .child(el("p").class("note").child(&words.hint))
        .html()
}

/// What the reader predicted of the step shown, and why it is as it is.
pub(super) fn told(state: &State) -> Html {
    let Some((n, _, text)) = before(state, state.step) else {
        return Html::default();
    };
    let chosen = state.predicted.filter(|p| p.0 == n);
    let Some(choice) = chosen.and_then(|(_, m)| text.choices.get(m)) else {
        return Html::default();
    };
    let words = &state.stage.story.page.predict;
    el("p")
        .class("predicted")
        .child(el("strong").child(&words.predicted))
        .child(" ")
        .child(rich(&format!("{}. ", choice.text(state.voice))))
        .child(rich(text.why(state.voice)))
        .html()
}

/// The question that stands at a step, as it reads without scripts.
pub(super) fn asked(state: &State, step: usize) -> Option<Element> {
    let (_, _, text) = at(state, step + 1)?;
    let choices = text.choices.iter();
    let choices = choices.map(|c| el("li").child(rich(c.text(state.voice))));
    let title = el("strong").child(&state.stage.story.page.predict.title);
    let asked = el("div")
        .class("predict")
        .child(
            el("p")
                .child(title)
                .child(" ")
                .child(rich(text.question(state.voice))),
        )
        .child(el("ul").each(choices));
    Some(asked)
}

/// Its answer, at the step that shows it.
pub(super) fn answered(state: &State, step: usize) -> Option<Element> {
    let (_, prediction, text) = at(state, step)?;
    let so = text.choices.get(prediction.so)?;
    let title = el("strong").child(&state.stage.story.page.predict.happened);
    let answered = el("p")
        .class("predicted")
        .child(title)
        .child(" ")
        .child(rich(&format!("{}. ", so.text(state.voice))))
        .child(rich(text.why(state.voice)));
    Some(answered)
}

/// The question before a step, while the clock stands where the step put it.
fn before(state: &State, step: usize) -> Option<(usize, &Prediction, &PredictText)> {
    at(state, step).filter(|_| state.on_step)
}

fn at(state: &State, step: usize) -> Option<(usize, &Prediction, &PredictText)> {
    let story = &state.stage.story;
    let mut all = story
        .predictions
        .iter()
        .zip(&story.text.predict)
        .enumerate();
    let (n, (prediction, text)) = all.find(|(_, (p, _))| p.before == step)?;
    Some((n, prediction, text))
}

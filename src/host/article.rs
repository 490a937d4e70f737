//! The static page: the story as an article, for readers without WebAssembly.

use std::rc::Rc;

use super::Error;
use crate::embed::Wanted;
use crate::incident::{Stage, Story};
use crate::ui::article::{Article, Props};
use crate::ui::state::State;

/// The story as HTML that reads without a script.
///
/// # Errors
/// When the story's world does not hold together.
pub fn html(story: Story) -> Result<String, Error> {
    of(Rc::new(Stage::new(Rc::new(story))?))
}

/// The same of a story with everything computed.
///
/// # Errors
/// When the story's world does not hold together.
pub(super) fn of(stage: Rc<Stage>) -> Result<String, Error> {
    let state = Rc::new(State::new(stage, &Wanted::default())?);
    let renderer = yew::LocalServerRenderer::<Article>::with_props(Props { state });
    Ok(pollster::block_on(renderer.hydratable(false).render()))
}

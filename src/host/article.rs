//! The static page: the story as an article, put into the built page for readers without WebAssembly.

use std::path::Path;
use std::rc::Rc;
use std::{fs, io};

use super::Error;
use crate::embed::Wanted;
use crate::incident::{Stage, Story};
use crate::ui::article::{Article, Props};
use crate::ui::state::State;

/// Where the article goes in `index.html`: the element stays until the build replaces it.
const PLACE: &str = "<story-goes-here></story-goes-here>";

/// The story as HTML that reads without a script.
///
/// # Errors
/// When the story's world does not hold together.
pub fn html(story: Story) -> Result<String, Error> {
    let stage = Stage::new(Rc::new(story))?;
    let state = Rc::new(State::new(Rc::new(stage), &Wanted::default())?);
    let renderer = yew::LocalServerRenderer::<Article>::with_props(Props { state });
    Ok(pollster::block_on(renderer.hydratable(false).render()))
}

/// Puts the article into the page at `file`.
///
/// # Errors
/// When the file cannot be read or written, or has no place for the article.
pub fn put_into(file: &Path, story: Story) -> Result<(), Error> {
    let told = |e: io::Error| Error::Write(format!("{}: {e}", file.display()));
    let page = fs::read_to_string(file).map_err(told)?;
    if !page.contains(PLACE) {
        let message = format!(
            "{}:1:1: there is no place for the story, expected {PLACE}",
            file.display()
        );
        return Err(Error::Missing(message));
    }
    fs::write(file, page.replace(PLACE, &html(story)?)).map_err(told)
}

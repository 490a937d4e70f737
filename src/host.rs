//! What the command line does, apart from reading arguments and printing: each command is a report made from a story.
//!
//! [`catalogue`] finds incidents and opens them. [`trace`], [`curve`] and [`loss`] make the reports, as JSON for programs
//! and as a table for people; [`lab`] and [`rpl`] hold our resolver against others, and [`export_lab`] writes
//! a story as a scenario for them, [`verify`] holds our answers against what they said, and [`checked`] keeps that. [`pack`] compiles stories for the page,
//! `article` renders one, `site` writes the pages of all, `single` one story as one file. [`new`] begins an incident, [`schema`]
//! tells editors what may stand in it, and [`preview`] shows it in the page. [`Error`] says whose fault it was.

#[cfg(feature = "prerender")]
pub mod article;
pub mod catalogue;
pub mod checked;
pub mod curve;
mod error;
pub mod export_lab;
mod html;
pub mod lab;
pub mod loss;
pub mod new;
pub mod pack;
pub mod preview;
pub mod rpl;
pub mod schema;
pub mod single;
#[cfg(feature = "prerender")]
pub mod site;
mod table;
pub mod trace;
pub mod verify;

pub use error::Error;

pub use crate::dns::sign;

use crate::clock::Time;
use crate::incident::Story;

/// The place of a service in a story, by its id; the one that the reader follows where none is asked for.
///
/// # Errors
/// When the story has no service of this id.
fn service(story: &Story, id: Option<&str>) -> Result<usize, Error> {
    let Some(id) = id else {
        return Ok(story.followed);
    };
    let found = story.services.iter().position(|s| s.id == id);
    found.ok_or_else(|| {
        let ids: Vec<&str> = story.services.iter().map(|s| s.id.as_str()).collect();
        Error::Usage(format!(
            "--service: {} has no service `{id}`, expected one of {}",
            story.id,
            ids.join(", ")
        ))
    })
}

/// The id of a service.
fn service_id(story: &Story, service: usize) -> String {
    let found = story.services.get(service);
    found.map(|s| s.id.clone()).unwrap_or_default()
}

/// The time asked about; the end of the day shown where none is.
fn time(story: &Story, at: Option<Time>) -> Time {
    at.unwrap_or(story.day.until)
}

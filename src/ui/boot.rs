//! Opening the page: read the address, fetch the story, mount the page; or say in one line what is missing.

use std::rc::Rc;

use super::app::{App, Props};
use super::browser;
use super::element::{Child, el};
use super::parts;
use super::record::Record;
use super::state::State;
use crate::embed::Wanted;
use crate::incident::{Stage, Story, pack};
use crate::text::fill;

/// Opens the page. What goes wrong leaves the static story readable, with one line that says what is missing.
pub fn boot() {
    wasm_bindgen_futures::spawn_local(async {
        if let Err(missing) = open().await {
            browser::show_notice("missing", &missing);
        }
    });
}

async fn open() -> Result<(), String> {
    let pairs = browser::address_pairs();
    let wanted = Wanted::read(pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())));
    let shown_first = browser::static_data("data-story").unwrap_or_default();
    let (mut story, unknown) = match &wanted.story {
        Some(id) if *id != shown_first => match fetch(id).await {
            Ok(story) => (story, None),
            Err(_) => (fetch(&shown_first).await?, Some(id.clone())),
        },
        _ => (fetch(&shown_first).await?, None),
    };
    if story.world.validates() {
        let part = parts::signatures().await;
        story.world.validator = part.map_err(|_| parts::SIGNATURES)?;
    }
    let story = Rc::new(story);
    let stage = Stage::new(story.clone()).map_err(|e| e.to_string())?;
    let mut state = State::new(Rc::new(stage), &wanted).map_err(|e| e.to_string())?;
    state.record = record(&story, &shown_first).await;
    if let Some(id) = unknown {
        let e = &story.page.errors;
        state = state.with_notice(fill(
            &e.story,
            &[("given", &id), ("shown", &story.text.place)],
        ));
    }
    let place = browser::mount_point().ok_or("the page’s own frame (#page)")?;
    yew::Renderer::<App>::with_root_and_props(
        place,
        Props {
            initial: Rc::new(state),
        },
    )
    .render();
    Ok(())
}

/// What the static page shows below the picture stays; for another story the part that draws it is fetched.
async fn record(story: &Story, shown_first: &str) -> Record {
    if story.id == *shown_first
        && let Some(standing) = browser::standing(".record")
    {
        return Record::Standing(standing);
    }
    match parts::record().await {
        Ok(draw) => Record::Drawn(draw),
        Err(_) => {
            let missing = story.page.errors.part.clone();
            let notice = el("p").class("notice").attr("role", "status");
            Record::Standing(notice.child(missing).html())
        }
    }
}

async fn fetch(id: &str) -> Result<Story, String> {
    let address = format!("stories/{id}.wib");
    let bytes = browser::fetch_bytes(&address).await?;
    pack::decode(&bytes).map_err(|e| format!("{address}: {e}"))
}

//! Opening the page: read the address, fetch the story, mount the page; or say in one line what is missing.

use std::rc::Rc;

use super::app::{App, Props};
use super::parts;
use super::record::Record;
use super::state::State;
use super::{browser, engine};
use crate::embed::Wanted;
use crate::incident::{Kept, Opening, Stage, Story, pack};
use crate::text::fill;

/// What the reader is told is missing when a story's world does not hold together.
const WORLD: &str = "the story’s world";

/// Opens the page. What goes wrong leaves the static story readable, with one line that says what is missing.
pub fn boot() {
    wasm_bindgen_futures::spawn_local(async {
        if let Err(missing) = open().await {
            browser::show_notice("missing", &missing);
        }
    });
}

async fn open() -> Result<(), String> {
    // Stills stand between the picture and what may be read on to, so they are there from the beginning, and fetched meanwhile.
    let with_stills = browser::reduced_motion() && !browser::is_embed();
    if with_stills {
        wasm_bindgen_futures::spawn_local(async { drop(parts::stills().await) });
    }
    let pairs = browser::address_pairs();
    let wanted = Wanted::read(pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())));
    let shown_first = browser::static_data("data-story").unwrap_or_default();
    let (opened, unknown) = match &wanted.story {
        Some(id) if *id != shown_first => match fetch(id).await {
            Ok(opened) => (opened, None),
            Err(_) => (fetch(&shown_first).await?, Some(id.clone())),
        },
        _ => (fetch(&shown_first).await?, None),
    };
    let (story, opening) = opened;
    let mut stage = Rc::new(Stage::opened(story, opening));
    if State::needs_engine(&stage, &wanted) {
        stage = engine::played(&stage).await?;
    }
    // Whoever packed the story has checked that its world holds together, so what is wrong with it is not told in detail.
    let mut state = State::new(stage, &wanted).map_err(|_| WORLD)?;
    if let Some(id) = unknown {
        let story = &state.stage.story;
        let shown = [("given", id.as_str()), ("shown", &story.text.place)];
        let notice = fill(&story.page.errors.story, &shown);
        state = state.with_notice(notice);
    }
    // What the static page shows below the picture stands until the part that draws it is here, which is fetched when somebody
    // reads; of another story, of an outage that is going on, or with other assumptions, it says nothing, and is waited for. So
    // is what asks a question.
    let as_shown = state.stage.story.id == shown_first
        && wanted.since.is_none()
        && !state.asks()
        && wanted.assumed.is_empty();
    let record = match browser::standing(".record").filter(|_| as_shown) {
        Some(standing) => Record::Standing(standing),
        None => parts::record().await.map_or(Record::Missing, Record::Drawn),
    };
    state = state.with_record(record, &wanted.assumed);
    if let Some(since) = wanted.since {
        let record = state.record.clone();
        state = record.going_on(state, since).map_err(|_| WORLD)?;
    }
    let stills = match with_stills {
        // Without them the page is whole; they are asked for again with the next step.
        true => parts::stills().await.ok(),
        false => None,
    };
    let place = browser::mount_point().ok_or("the page’s own frame (#page)")?;
    // Who has read on to the record while the page came goes on reading there.
    let reading = browser::Mark::at(".record", 600.0);
    yew::Renderer::<App>::with_root_and_props(
        place,
        Props {
            initial: Rc::new(state),
            stills,
        },
    )
    .render();
    reading.back();
    Ok(())
}

async fn fetch(id: &str) -> Result<(Rc<Kept<Story>>, Opening), String> {
    let (address, bytes) = file_of(id, ".wib").await?;
    let (story, opening) = pack::decode(&bytes).map_err(|e| format!("{address}: {e}"))?;
    Ok((story.kept(), opening))
}

/// A file of a story, with its address.
///
/// # Errors
/// It did not come.
pub(super) async fn file_of(id: &str, ending: &str) -> Result<(String, Vec<u8>), String> {
    let address = browser::of_site(&format!("stories/{id}{ending}"));
    let bytes = browser::fetch_bytes(&address).await?;
    Ok((address, bytes))
}

//! The browser: the document here, everything else by what it is for.

mod around;
mod figures;
mod input;
mod place;
mod reader;
mod site;
mod timing;

pub use around::*;
pub use figures::*;
pub use input::*;
pub use place::*;
pub use reader::Place;
pub use site::*;
pub use timing::*;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::Element;
use yew::Html;

/// Where there is room for the inspector.
const WIDE: &str = "(min-width: 900px)";

/// Whether the reader asked for less motion.
pub fn reduced_motion() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

/// Whether the inspector stands open beside or below the narration, as `base.css` has it: where there is room for it, but not
/// in an embed.
pub fn is_wide() -> bool {
    matches(WIDE) && !is_embed()
}

/// Calls a function when a window has been widened for the first time so that it [`is_wide`]. A browser keeps a query of media as
/// long as somebody listens to it.
pub fn at_width(what: impl FnOnce() + 'static) {
    let query = web_sys::window().and_then(|w| w.match_media(WIDE).ok());
    if let Some(query) = query.flatten() {
        let mut what = Some(what);
        let changed = Closure::<dyn FnMut()>::new(move || {
            if is_wide()
                && let Some(what) = what.take()
            {
                what();
            }
        });
        query.set_onchange(Some(changed.into_js_value().unchecked_ref()));
    }
}

/// Whether this is an embed, `embed.html`, whether or not there is a page around it.
pub fn is_embed() -> bool {
    find("[data-embed]").is_some()
}

fn matches(query: &str) -> bool {
    let query = web_sys::window().and_then(|w| w.match_media(query).ok());
    query.flatten().is_some_and(|q| q.matches())
}

/// Sets the theme on the document, so that the space around the page has its colours.
pub fn paint_document(theme: &str) {
    if let Some(root) = document().and_then(|d| d.document_element()) {
        let _ = root.set_attribute("data-theme", theme);
    }
}

/// The element that the page is mounted in.
pub fn mount_point() -> Option<Element> {
    document()?.get_element_by_id("page")
}

/// What the static page says in a `data-` attribute of its main element.
pub fn static_data(name: &str) -> Option<String> {
    document()?.get_element_by_id("wib")?.get_attribute(name)
}

/// What the static page shows there, to be shown again in its place in the live page.
pub fn standing(selector: &str) -> Option<Html> {
    Some(Html::VRef(find(selector)?.into()))
}

/// Shows one of the static page's notices, and puts into it what is missing.
pub fn show_notice(id: &str, detail: &str) {
    if let Some(notice) = document().and_then(|d| d.get_element_by_id(id)) {
        let _ = notice.remove_attribute("hidden");
        if let Ok(Some(place)) = notice.query_selector("[data-detail]") {
            place.set_text_content(Some(detail));
        }
    }
}

/// The first element that a selector finds.
fn find(selector: &str) -> Option<Element> {
    document()?.query_selector(selector).ok()?
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

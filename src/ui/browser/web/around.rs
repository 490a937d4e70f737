//! What is around the page: the page that it is embedded in, and what a reader takes out of it, to the clipboard or a file.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageEvent;
use yew::NodeRef;

use super::document;
use crate::embed::message::{Fields, MAX_TEXT, SOURCE, VERSION};

/// The page around this one; `None` where this is the whole page.
fn host() -> Option<web_sys::Window> {
    let window = web_sys::window()?;
    let parent = window.parent().ok().flatten()?;
    (!js_sys::Object::is(parent.as_ref(), window.as_ref())).then_some(parent)
}

/// Whether there is a page around this one.
pub fn is_embedded() -> bool {
    host().is_some()
}

/// A value in a message to the page around this one.
pub enum Told<'a> {
    /// A text.
    Text(&'a str),
    /// A count.
    Count(usize),
}

/// Sends a message of this type to the page around this one, whoever that is: it says nothing of the reader.
#[expect(clippy::cast_precision_loss, reason = "steps are few")]
pub fn tell_host(kind: &str, values: &[(&str, Told<'_>)]) {
    let Some(host) = host() else { return };
    let message = js_sys::Object::new();
    let set = |name: &str, value: JsValue| {
        // Setting a key of a fresh object does not fail.
        let _ = js_sys::Reflect::set(&message, &name.into(), &value);
    };
    set("source", SOURCE.into());
    set("v", VERSION.into());
    set("type", kind.into());
    for (name, value) in values {
        set(
            name,
            match value {
                Told::Text(text) => (*text).into(),
                Told::Count(n) => (*n as f64).into(),
            },
        );
    }
    // A page that is gone already misses nothing.
    let _ = host.post_message(&message, "*");
}

/// Hears what the page around this one says, until it is dropped.
pub struct Hearing {
    what: Closure<dyn FnMut(MessageEvent)>,
}

impl Hearing {
    /// Starts. `each` gets the known fields of every message that comes from the page around this one; what others say is not
    /// looked at.
    pub fn start(mut each: impl FnMut(Fields) + 'static) -> Self {
        let what = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let from_host = match (event.source(), host()) {
                (Some(source), Some(host)) => {
                    let (source, host): (&JsValue, &JsValue) = (source.as_ref(), host.as_ref());
                    js_sys::Object::is(source, host)
                }
                _ => false,
            };
            if from_host {
                each(fields(&event.data()));
            }
        });
        if let Some(window) = web_sys::window() {
            let _ =
                window.add_event_listener_with_callback("message", what.as_ref().unchecked_ref());
        }
        Self { what }
    }

    /// Stops; so does dropping it.
    pub fn stop(self) {}
}

impl Drop for Hearing {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let _ = window
                .remove_event_listener_with_callback("message", self.what.as_ref().unchecked_ref());
        }
    }
}

/// The known fields of a message. It is a copy that the browser made, so reading it runs nobody's code.
fn fields(data: &JsValue) -> Fields {
    // Reading a field of something that is no object fails.
    let field = |name: &str| js_sys::Reflect::get(data, &name.into()).ok();
    let text = |name: &str| {
        let value: js_sys::JsString = field(name)?.dyn_into().ok()?;
        (value.length() <= MAX_TEXT).then(|| String::from(value))
    };
    let number = |name: &str| field(name)?.as_f64();
    Fields {
        source: text("source"),
        v: number("v"),
        kind: text("type"),
        step: number("step"),
        value: text("value"),
    }
}

/// Puts a text on the reader's clipboard; whether that was allowed. Frames and pages without TLS often may not.
pub async fn copy(text: &str) -> bool {
    let clipboard = web_sys::window().and_then(|w| {
        // There is none on a page without TLS.
        let navigator = w.navigator();
        let there = js_sys::Reflect::get(&navigator, &"clipboard".into()).ok()?;
        (!there.is_undefined()).then(|| navigator.clipboard())
    });
    match clipboard {
        Some(clipboard) => JsFuture::from(clipboard.write_text(text)).await.is_ok(),
        None => false,
    }
}

/// Selects all of a text field and moves the keyboard's focus to it, so that one key copies it.
pub fn select(field: &NodeRef) {
    if let Some(field) = field.cast::<web_sys::HtmlTextAreaElement>() {
        let _ = field.focus();
        field.select();
    }
}

/// Offers a text as a file to save. Nothing is sent anywhere: the browser makes the file from what it holds.
pub fn save(name: &str, kind: &str, text: &str) {
    // A browser that refuses has nothing to save to; the table on the page says the same.
    let _ = try_save(name, kind, text);
}

fn try_save(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    // The mark tells spreadsheet programs that the text is UTF-8.
    let parts = js_sys::Array::of2(&"\u{feff}".into(), &text.into());
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let address = web_sys::Url::create_object_url_with_blob(&blob)?;
    if let Some(document) = document() {
        let link: web_sys::HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    web_sys::Url::revoke_object_url(&address)
}

//! The browser.

mod around;
mod place;

pub use around::*;
pub use place::Place;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::OnceLock;

use gloo::render::{AnimationFrame, request_animation_frame};
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};
use yew::{Event, Html, NodeRef};

use crate::clock::Time;

/// A sum of money to two significant figures, by the browser's own number formatting: `$3.6m`.
pub fn money(lang: &str, currency: &str, amount: f64) -> String {
    written(lang, currency, crate::loss::two_figures(amount), 2)
}

/// A sum of money as it was given, to three significant figures.
pub fn money_exact(lang: &str, currency: &str, amount: f64) -> String {
    written(lang, currency, amount, 3)
}

/// A sum of money to two significant figures with its unit in words: `$3.6 million`. Browsers have no such form for
/// currencies, so it is put together where the language counts in thousands; elsewhere it is the short form.
pub fn money_long(lang: &str, currency: &str, amount: f64) -> String {
    let amount = crate::loss::two_figures(amount);
    let counted = number(
        lang,
        amount,
        2,
        &[("notation", "compact"), ("compactDisplay", "long")],
    );
    let scale = match amount.abs() {
        n if n >= 1e9 => 1e9,
        n if n >= 1e6 => 1e6,
        n if n >= 1e3 => 1e3,
        _ => 1.0,
    };
    match counted.split_once([' ', '\u{a0}']) {
        Some((figure, word)) if figure == number(lang, amount / scale, 2, &[]) => {
            let money = [
                ("style", "currency"),
                ("currency", currency),
                ("currencyDisplay", "narrowSymbol"),
            ];
            format!("{} {word}", number(lang, amount / scale, 2, &money))
        }
        _ => written(lang, currency, amount, 2),
    }
}

fn written(lang: &str, currency: &str, amount: f64, figures: u32) -> String {
    let options = [
        ("style", "currency"),
        ("currency", currency),
        ("currencyDisplay", "narrowSymbol"),
        ("notation", "compact"),
    ];
    number(lang, amount, figures, &options)
}

/// A number by the browser's own formatting, with at most so many significant figures.
fn number(lang: &str, amount: f64, figures: u32, options: &[(&str, &str)]) -> String {
    // Making a format is slow and the page writes many sums at once, always in few ways: they are kept.
    thread_local! {
        static FORMATS: RefCell<Vec<(String, js_sys::Function)>> = const { RefCell::new(Vec::new()) };
    }
    let mut key = format!("{lang} {figures}");
    for (name, value) in options {
        key.push_str(name);
        key.push_str(value);
    }
    let format = FORMATS.with_borrow_mut(|kept| {
        if let Some((_, f)) = kept.iter().find(|(k, _)| *k == key) {
            return f.clone();
        }
        let made = number_format(lang, figures, options);
        kept.push((key, made.clone()));
        made
    });
    format
        .call1(&JsValue::UNDEFINED, &amount.into())
        .ok()
        .and_then(|v| v.as_string())
        .unwrap_or_default()
}

fn number_format(lang: &str, figures: u32, wanted: &[(&str, &str)]) -> js_sys::Function {
    let options = js_sys::Object::new();
    for (key, value) in wanted {
        // Setting a key of a fresh object does not fail.
        let _ = js_sys::Reflect::set(&options, &(*key).into(), &(*value).into());
    }
    let _ = js_sys::Reflect::set(
        &options,
        &"maximumSignificantDigits".into(),
        &figures.into(),
    );
    let locales = js_sys::Array::of1(&lang.into());
    js_sys::Intl::NumberFormat::new(&locales, &options).format()
}

/// The number that an input has been moved to; `None` where it holds none.
pub fn input_number(event: &Event) -> Option<f64> {
    let input: web_sys::HtmlInputElement = event.target()?.dyn_into().ok()?;
    Some(input.value_as_number()).filter(|n| n.is_finite())
}

/// Brings the first element that a selector finds into view.
pub fn reveal(selector: &str) {
    if let Some(element) = find(selector) {
        element.scroll_into_view();
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

/// What the wall clock shows.
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds, far below 2^53"
)]
pub fn wall_clock() -> Time {
    Time::from_ms(js_sys::Date::now() as i64)
}

/// The day of a time in words, in UTC: `22 November 2026`.
#[expect(clippy::cast_precision_loss, reason = "milliseconds, far below 2^53")]
pub fn date(lang: &str, time: Time) -> String {
    let options = js_sys::Object::new();
    for (key, value) in [("dateStyle", "long"), ("timeZone", "UTC")] {
        let _ = js_sys::Reflect::set(&options, &key.into(), &value.into());
    }
    let date = js_sys::Date::new(&JsValue::from_f64(time.ms() as f64));
    date.to_locale_date_string(lang, &options).into()
}

/// Calls a function once a second, until it is dropped.
pub struct EverySecond {
    id: i32,
    _what: Closure<dyn FnMut()>,
}

impl EverySecond {
    /// Starts; `each` gets the wall clock's time.
    pub fn start(mut each: impl FnMut(Time) + 'static) -> Self {
        let what = Closure::<dyn FnMut()>::new(move || each(wall_clock()));
        let id = web_sys::window().and_then(|w| {
            w.set_interval_with_callback_and_timeout_and_arguments_0(
                what.as_ref().unchecked_ref(),
                1000,
            )
            .ok()
        });
        Self {
            id: id.unwrap_or(0),
            _what: what,
        }
    }

    /// Stops; so does dropping it.
    pub fn stop(self) {}
}

impl Drop for EverySecond {
    fn drop(&mut self) {
        if let Some(w) = web_sys::window() {
            w.clear_interval_with_handle(self.id);
        }
    }
}

/// Whether the reader asked for less motion.
pub fn reduced_motion() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

/// Whether the inspector stands open beside or below the narration, as `base.css` has it: where there is room for it, but not
/// in an embed.
pub fn is_wide() -> bool {
    matches("(min-width: 900px)") && !is_embed()
}

/// Whether this is an embed, `embed.html`, whether or not there is a page around it.
pub fn is_embed() -> bool {
    find("[data-embed]").is_some()
}

fn matches(query: &str) -> bool {
    let query = web_sys::window().and_then(|w| w.match_media(query).ok());
    query.flatten().is_some_and(|q| q.matches())
}

/// The slider that a pointer is on. Yew listens at the page's root, so the event's own element is not the slider.
fn slider_at(event: &Event) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest("[role=slider]").ok().flatten()
}

/// How far along its slider a pointer is, 0 at the left and 1 at the right.
pub fn pointer_fraction(event: &Event) -> Option<f64> {
    let rect = slider_at(event)?.get_bounding_client_rect();
    let x = f64::from(event.dyn_ref::<PointerEvent>()?.client_x());
    (rect.width() > 0.0).then(|| ((x - rect.left()) / rect.width()).clamp(0.0, 1.0))
}

/// Whether a pointer's first button is held.
pub fn is_pressed(event: &Event) -> bool {
    let pointer = event.dyn_ref::<PointerEvent>();
    pointer.is_some_and(|p| p.buttons() & 1 == 1)
}

/// Keeps a pointer's events coming to its slider while it is held down.
pub fn capture_pointer(event: &Event) {
    if let (Some(slider), Some(pointer)) = (slider_at(event), event.dyn_ref::<PointerEvent>()) {
        // A pointer that is gone already cannot be captured: nothing to do then.
        let _ = slider.set_pointer_capture(pointer.pointer_id());
    }
}

/// The name of the key that was pressed.
pub fn key(event: &Event) -> String {
    let key = event.dyn_ref::<KeyboardEvent>();
    key.map_or_else(String::new, KeyboardEvent::key)
}

/// Calls a function before every frame until it returns `false` or this is dropped.
pub struct FrameLoop {
    _handle: Rc<RefCell<Option<AnimationFrame>>>,
}

impl FrameLoop {
    /// Starts; `each` gets the frame's time in milliseconds.
    pub fn start(each: impl FnMut(f64) -> bool + 'static) -> Self {
        let handle = Rc::new(RefCell::new(None));
        next_frame(&handle, Rc::new(RefCell::new(each)));
        Self { _handle: handle }
    }

    /// Stops; so does dropping it.
    pub fn stop(self) {}
}

fn next_frame(
    handle: &Rc<RefCell<Option<AnimationFrame>>>,
    each: Rc<RefCell<dyn FnMut(f64) -> bool>>,
) {
    let weak = Rc::downgrade(handle);
    let frame = request_animation_frame(move |now| {
        let go_on = each.try_borrow_mut().is_ok_and(|mut f| f(now));
        if let Some(handle) = weak.upgrade()
            && go_on
        {
            next_frame(&handle, each);
        }
    });
    *handle.borrow_mut() = Some(frame);
}

/// What tells that somebody reads the page: they point, type or scroll.
const SIGNS: [&str; 5] = ["pointermove", "pointerdown", "keydown", "focusin", "scroll"];

/// Calls a function once, at the first sign of a reader.
pub fn at_first_sign(what: impl FnOnce() + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let mut what = Some(what);
    let heard = Closure::<dyn FnMut()>::new(move || {
        if let Some(what) = what.take() {
            what();
        }
    });
    // It stays for the life of the page, as the browser holds it until the last of the signs.
    let heard = heard.into_js_value();
    let once = web_sys::AddEventListenerOptions::new();
    once.set_once(true);
    once.set_capture(true);
    once.set_passive(true);
    for sign in SIGNS {
        let _ = window.add_event_listener_with_callback_and_add_event_listener_options(
            sign,
            heard.unchecked_ref(),
            &once,
        );
    }
}

/// Calls a function once what was dispatched before is drawn, and before it is painted: drawing is a microtask that is waiting
/// already.
pub fn once_drawn(what: impl FnOnce() + 'static) {
    wasm_bindgen_futures::spawn_local(async move { what() });
}

/// Something that happens once, later, unless this is dropped before.
pub struct Later {
    id: i32,
    _what: Closure<dyn FnMut()>,
}

impl Later {
    /// Calls `what` after `ms` milliseconds.
    pub fn new(ms: u32, what: impl FnOnce() + 'static) -> Self {
        let what = Closure::once(what);
        let ms = i32::try_from(ms).unwrap_or(i32::MAX);
        let id = web_sys::window().and_then(|w| {
            w.set_timeout_with_callback_and_timeout_and_arguments_0(
                what.as_ref().unchecked_ref(),
                ms,
            )
            .ok()
        });
        Self {
            id: id.unwrap_or(0),
            _what: what,
        }
    }
}

impl Later {
    /// Makes that it does not happen any more; so does dropping it.
    pub fn stop(self) {}
}

impl Drop for Later {
    fn drop(&mut self) {
        if let Some(w) = web_sys::window() {
            w.clear_timeout_with_handle(self.id);
        }
    }
}

thread_local! {
    /// Where the scroller of the steps was seen last.
    static SCROLLED: Cell<i32> = const { Cell::new(0) };
}

/// Which of its children a reader has scrolled something to, from 0; `None` on the way between two. Where it got there at a
/// bound, as when a window changes its size, it was not the reader, and it is scrolled back.
pub fn scrolled_to(event: &Event) -> Option<usize> {
    let scroller: Element = event.target()?.dyn_into().ok()?;
    let left = scroller.scroll_left();
    if (left - SCROLLED.replace(left)).abs() > scroller.client_width() / 2 {
        scroll_to_middle(&scroller);
        return None;
    }
    (0..3u8).find_map(|n| (scroll_gap(&scroller, n)?.abs() < 2.0).then_some(n.into()))
}

/// Scrolls to the middle one of three children, at once.
pub fn scroll_home(scroller: &NodeRef) {
    if let Some(scroller) = scroller.cast::<Element>() {
        scroll_to_middle(&scroller);
    }
}

fn scroll_to_middle(scroller: &Element) {
    if let Some(gap) = scroll_gap(scroller, 1) {
        #[expect(clippy::cast_possible_truncation, reason = "pixels on a page")]
        scroller.set_scroll_left(scroller.scroll_left() + gap as i32);
    }
    SCROLLED.set(scroller.scroll_left());
}

/// How far a child of a scroller is from where it would stand if it were scrolled to, in CSS pixels; `None` where it is not
/// shown.
fn scroll_gap(scroller: &Element, child: u8) -> Option<f64> {
    let child = scroller.children().item(child.into())?;
    let (place, frame) = (
        child.get_bounding_client_rect(),
        scroller.get_bounding_client_rect(),
    );
    let middle = |r: &web_sys::DomRect| r.left() + r.width() / 2.0;
    (place.width() > 0.0).then(|| middle(&place) - middle(&frame))
}

/// Moves the keyboard's focus to an element.
pub fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Moves the keyboard's focus to the first element that a selector finds.
pub fn focus_at(selector: &str) {
    if let Some(element) = find(selector).and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Scrolls the list that an element stands in until it is in the middle of it; the page stays.
pub fn bring_within(selector: &str) {
    let row = find(selector).and_then(|e| e.dyn_into::<HtmlElement>().ok());
    let list = row
        .as_ref()
        .and_then(|row| row.parent_element()?.dyn_into().ok());
    if let (Some(row), Some(list)) = (row, list) {
        let list: HtmlElement = list;
        let top = row.offset_top() - list.offset_top() - list.client_height() / 2;
        list.set_scroll_top(top.max(0));
    }
}

/// Sets the theme on the document, so that the space around the page has its colours.
pub fn paint_document(theme: &str) {
    if let Some(root) = document().and_then(|d| d.document_element()) {
        let _ = root.set_attribute("data-theme", theme);
    }
}

/// The names and values of the page's address.
pub fn address_pairs() -> Vec<(String, String)> {
    let search = web_sys::window()
        .and_then(|w| w.location().search().ok())
        .unwrap_or_default();
    let Ok(params) = web_sys::UrlSearchParams::new_with_str(&search) else {
        return Vec::new();
    };
    let mut pairs = Vec::new();
    for pair in js_sys::try_iter(params.as_ref())
        .ok()
        .flatten()
        .into_iter()
        .flatten()
        .flatten()
    {
        let pair = js_sys::Array::from(&pair);
        if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
            pairs.push((name, value));
        }
    }
    pairs
}

/// The bytes at a relative address of this site; an error says why there are none.
///
/// # Errors
/// When the request fails or the answer is not a success.
pub async fn fetch_bytes(address: &str) -> Result<Vec<u8>, String> {
    let said = |e: JsValue| {
        e.as_string()
            .unwrap_or_else(|| js_sys::Error::from(e).message().into())
    };
    let window = web_sys::window().ok_or("the browser’s window")?;
    let response = JsFuture::from(window.fetch_with_str(address))
        .await
        .map_err(said)?;
    let response: web_sys::Response = response.dyn_into().map_err(said)?;
    if !response.ok() {
        return Err(format!("{address}: HTTP {}", response.status()));
    }
    let buffer = JsFuture::from(response.array_buffer().map_err(said)?)
        .await
        .map_err(said)?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// The element that the page is mounted in.
pub fn mount_point() -> Option<Element> {
    document()?.get_element_by_id("page")
}

/// The way from the page to a file in the site's folder. A story's page stands in a folder of its own, and the static page
/// says how to get out of it: that is read once, as the live page takes the static one's place.
pub fn of_site(path: &str) -> String {
    static ROOT: OnceLock<String> = OnceLock::new();
    let root = ROOT.get_or_init(|| static_data("data-root").unwrap_or_default());
    format!("{root}{path}")
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

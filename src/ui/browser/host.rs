//! Stand-ins on the host: enough to render a page for readers without WebAssembly.

use yew::{Event, NodeRef};

/// A sum of money to two significant figures: `$3.6m`.
///
/// The browser's own formatting takes its place on the live page.
pub fn money(_lang: &str, currency: &str, amount: f64) -> String {
    written(currency, crate::loss::two_figures(amount))
}

fn written(currency: &str, rounded: f64) -> String {
    let sign = match currency {
        "USD" => "$",
        "GBP" => "£",
        "EUR" => "€",
        other => other,
    };
    let (value, unit) = match rounded.abs() {
        n if n >= 1e9 => (rounded / 1e9, "bn"),
        n if n >= 1e6 => (rounded / 1e6, "m"),
        n if n >= 1e3 => (rounded / 1e3, "k"),
        _ => (rounded, ""),
    };
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{sign}{text}{unit}")
}

/// A sum of money as it was given, to three significant figures.
pub fn money_exact(lang: &str, currency: &str, amount: f64) -> String {
    if amount.abs() < 1000.0 {
        return money(lang, currency, amount);
    }
    let power = 10f64.powf(amount.abs().log10().floor() - 2.0);
    written(currency, (amount / power).round() * power)
}

/// A sum of money to two significant figures with its unit in words: `$3.6 million`.
pub fn money_long(lang: &str, currency: &str, amount: f64) -> String {
    let short = money(lang, currency, amount);
    for (end, word) in [("bn", "billion"), ("m", "million"), ("k", "thousand")] {
        if let Some(figure) = short.strip_suffix(end) {
            return format!("{figure} {word}");
        }
    }
    short
}

/// The number that an input has been moved to: no inputs on the host.
pub fn input_number(_event: &Event) -> Option<f64> {
    None
}

/// Brings an element into view: none on the host.
pub fn reveal(_selector: &str) {}

/// Offers a text as a file to save: nobody to offer it to on the host.
pub fn save(_name: &str, _kind: &str, _text: &str) {}

/// What the wall clock shows: on the host time is an input.
pub fn wall_clock() -> crate::clock::Time {
    crate::clock::Time::from_ms(0)
}

/// The day of a time in words: nobody to write it for on the host.
pub fn date(_lang: &str, _time: crate::clock::Time) -> String {
    String::new()
}

/// Calls a function once a second: never on the host, where time is an input.
pub struct EverySecond;

impl EverySecond {
    /// Starts nothing.
    pub fn start(_each: impl FnMut(crate::clock::Time) + 'static) -> Self {
        Self
    }

    /// Stops; so does dropping it.
    pub fn stop(self) {}
}

/// Whether the reader asked for less motion: on the host nothing moves.
pub fn reduced_motion() -> bool {
    true
}

/// Whether there is room for the inspector: on the host there is.
pub fn is_wide() -> bool {
    true
}

/// Calls a function when a window is widened: never on the host.
pub fn at_width(_what: impl FnOnce() + 'static) {}

/// Whether this is an embed: on the host it is not.
pub fn is_embed() -> bool {
    false
}

/// How far along its element a pointer is, 0 to 1: no pointers on the host.
pub fn pointer_fraction(_event: &Event) -> Option<f64> {
    None
}

/// Whether a pointer's first button is held: no pointers on the host.
pub fn is_pressed(_event: &Event) -> bool {
    false
}

/// Keeps a pointer's events coming while it is held: no pointers on the host.
pub fn capture_pointer(_event: &Event) {}

/// The name of the key that was pressed: no keys on the host.
pub fn key(_event: &Event) -> String {
    String::new()
}

/// Calls `each` before every frame: no frames on the host.
pub struct FrameLoop;

impl FrameLoop {
    /// Starts nothing.
    pub fn start(_each: impl FnMut(f64) -> bool + 'static) -> Self {
        Self
    }

    /// Stops nothing.
    pub fn stop(self) {}
}

/// Draws what takes the place of an element, and calls a function then: nothing is drawn on the host.
pub fn once_replaced(_selector: &str, _draw: impl FnOnce(), _then: impl FnOnce() + 'static) {}

/// Where something is in the window: there is none on the host.
pub struct Mark;

impl Mark {
    /// Nowhere.
    pub fn at(_selector: &str, _below: f64) -> Self {
        Self
    }

    /// Scrolls nothing.
    pub fn back(self) {}
}

/// Something that happens later: nothing on the host.
pub struct Later;

impl Later {
    /// Starts nothing.
    pub fn new(_ms: u32, _what: impl FnOnce() + 'static) -> Self {
        Self
    }

    /// Stops nothing.
    pub fn stop(self) {}
}

/// Which of its children something was scrolled to: nothing scrolls on the host.
pub fn scrolled_to(_event: &Event) -> Option<usize> {
    None
}

/// Scrolls to the middle one of three children: nothing scrolls on the host.
pub fn scroll_home(_scroller: &NodeRef) {}

/// Moves the keyboard's focus to an element: none on the host.
pub fn focus(_node: &NodeRef) {}

/// Moves the keyboard's focus to the first element that a selector finds: none on the host.
pub fn focus_at(_selector: &str) {}

/// Scrolls the list that an element stands in: nothing scrolls on the host.
pub fn bring_within(_selector: &str) {}

/// Colours the whole document: none on the host.
pub fn paint_document(_theme: &str) {}

/// The way from the page to a file in the site's folder: on the host as from the folder itself, which pages elsewhere replace.
pub fn of_site(path: &str) -> String {
    format!("./{path}")
}

/// Whether there is a page around this one: none on the host.
pub fn is_embedded() -> bool {
    false
}

/// A value in a message to the page around this one.
pub enum Told<'a> {
    /// A text.
    Text(&'a str),
    /// A count.
    Count(usize),
}

/// Sends a message to the page around this one: none on the host.
pub fn tell_host(_kind: &str, _values: &[(&str, Told<'_>)]) {}

/// Hears what the page around this one says: nothing on the host.
pub struct Hearing;

impl Hearing {
    /// Starts nothing.
    pub fn start(_each: impl FnMut(crate::embed::message::Fields) + 'static) -> Self {
        Self
    }

    /// Stops; so does dropping it.
    pub fn stop(self) {}
}

/// The absolute address of something relative to the page: it has none on the host.
pub fn absolute(relative: &str) -> String {
    relative.to_owned()
}

/// Puts a text on the reader's clipboard: none on the host.
#[expect(clippy::unused_async, reason = "as in a browser")]
pub async fn copy(_text: &str) -> bool {
    false
}

/// Selects all of a text field: none on the host.
pub fn select(_field: &NodeRef) {}

/// Where in the record a reader is: nobody on the host.
pub struct Place;

impl Place {
    /// Nowhere.
    pub fn now() -> Self {
        Self
    }

    /// Stays there.
    pub fn back(self) {}
}

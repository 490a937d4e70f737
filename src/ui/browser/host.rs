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

/// Whether the reader asked for less motion: on the host nothing moves.
pub fn reduced_motion() -> bool {
    true
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

/// Moves the keyboard's focus to an element: none on the host.
pub fn focus(_node: &NodeRef) {}

/// Colours the whole document: none on the host.
pub fn paint_document(_theme: &str) {}

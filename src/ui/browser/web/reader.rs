//! Where in the record a reader is, while the part that draws it takes the place of what stands there.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What both show, in one order: its headings, and what can have the focus.
const BOTH: &str = ".share > summary, .record :is(h2, h3, h4, a, .wide)";

/// What has the keyboard's focus, what stands at the window's upper edge, and whether the ways to share are open.
pub struct Place {
    focused: Option<u32>,
    /// Which, and how far below the edge.
    upper: Option<(u32, f64)>,
    open: bool,
}

impl Place {
    /// Where the reader is now.
    pub fn now() -> Self {
        let active = super::document().and_then(|d| d.active_element());
        let (mut focused, mut upper) = (None, None);
        for (n, element) in all() {
            if active.as_ref() == Some(&element) {
                focused = Some(n);
            }
            let top = element.get_bounding_client_rect().top();
            if upper.is_none() && top >= 0.0 {
                upper = Some((n, top));
            }
        }
        Self {
            focused,
            upper,
            // Once they are drawn they keep that themselves.
            open: super::find(".share[open] > summary:only-child").is_some(),
        }
    }

    /// Brings the reader back to it, with what is there now.
    pub fn back(self) {
        for (n, element) in all() {
            let html = element.dyn_ref::<HtmlElement>();
            if self.open && n == 0 {
                html.map(HtmlElement::click);
            }
            if self.focused == Some(n) {
                // The window is moved only as below.
                let options = web_sys::FocusOptions::new();
                options.set_prevent_scroll(true);
                html.map(|e| e.focus_with_options(&options));
            }
            if let Some((_, top)) = self.upper.filter(|(which, _)| *which == n)
                && let Some(window) = web_sys::window()
            {
                window.scroll_by_with_x_and_y(0.0, element.get_bounding_client_rect().top() - top);
            }
        }
    }
}

/// What both show, with its number.
fn all() -> impl Iterator<Item = (u32, Element)> {
    let found = super::document().and_then(|d| d.query_selector_all(BOTH).ok());
    let nodes = (0..).map_while(move |n| Some((n, found.as_ref()?.item(n)?)));
    nodes.filter_map(|(n, node)| Some((n, node.dyn_into().ok()?)))
}

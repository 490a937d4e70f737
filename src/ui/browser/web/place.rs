//! Where the reader is on the page: what is scrolled to, and what has the keyboard's focus.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::{Event, NodeRef};

use super::find;

/// Brings the first element that a selector finds into view.
pub fn reveal(selector: &str) {
    if let Some(element) = find(selector) {
        element.scroll_into_view();
    }
}

/// Something that stays on the page while what stands above it changes, and how far below the window's upper edge it is. To keep
/// it there is the browser's own work by CSS Scroll Anchoring, but not in WebKit, nor where all of the page is drawn anew.
pub struct Mark(Option<(Element, f64)>);

impl Mark {
    /// The first element that a selector finds, if its top is less than so many CSS pixels below the upper edge. Otherwise
    /// nobody has read on to it, and what they look at stands above it.
    pub fn at(selector: &str, below: f64) -> Self {
        let element = find(selector);
        Self(element.and_then(|e| {
            let top = e.get_bounding_client_rect().top();
            (top < below).then_some((e, top))
        }))
    }

    /// Brings it back there in the microtask after the drawing, so before anything is painted.
    pub fn back(self) {
        wasm_bindgen_futures::spawn_local(async {
            if let Self(Some((element, top))) = self
                && let Some(window) = web_sys::window()
                // Of another story it has gone.
                && element.is_connected()
            {
                let now = element.get_bounding_client_rect().top();
                window.scroll_by_with_x_and_y(0.0, now - top);
            }
        });
    }
}

thread_local! {
    /// Where the scroller of the steps was seen last, and how wide it was.
    static SCROLLED: Cell<(i32, i32)> = const { Cell::new((0, 0)) };
}

/// Which of its children a reader has scrolled something to, from 0; `None` on the way between two. Where it got there in one
/// leap, or while it changed its width, as when a phone is turned, it was not the reader, and it is scrolled back. Nor was it
/// where it has not moved: browsers tell of our own scrolling later, when other children may stand there already.
pub fn scrolled_to(event: &Event) -> Option<usize> {
    let scroller: Element = event.target()?.dyn_into().ok()?;
    let (left, width) = (scroller.scroll_left(), scroller.client_width());
    let (left_before, width_before) = SCROLLED.replace((left, width));
    let moved = (left - left_before).abs();
    if moved == 0 {
        return None;
    }
    if width != width_before || moved > width / 2 {
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
    SCROLLED.set((scroller.scroll_left(), scroller.client_width()));
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

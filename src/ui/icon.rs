//! The pictures inside the rings and on the buttons, on a grid of 24 units centred on 0,0.

use super::element::{Element, el};

/// The picture of a station; a name with a leading dot is a text.
pub(super) fn icon(name: &str) -> Element {
    if name.starts_with('.') {
        return el("text")
            .class("icon-text")
            .attr("text-anchor", "middle")
            .attr("y", "5")
            .child(name);
    }
    let path = match name {
        "person" => {
            "M0,-9 a4.2,4.2 0 1 1 -0.01,0 Z M-8,9 v-1.5 a6,6 0 0 1 6,-6 h4 a6,6 0 0 1 6,6 V9"
        }
        "phone" => {
            "M-4,-10 h8 a2,2 0 0 1 2,2 v16 a2,2 0 0 1 -2,2 h-8 a2,2 0 0 1 -2,-2 v-16 a2,2 0 0 1 2,-2 Z M-1.5,6.5 h3"
        }
        "lens" => "M-2,-9 a7,7 0 1 1 -0.01,0 Z M3.2,3.2 L9,9",
        "dot" => return circle("icon-solid", 4.0),
        "book" => {
            "M0,-6 C-3,-8.5 -7,-8.5 -10,-8 V7 C-7,6.5 -3,6.5 0,9 C3,6.5 7,6.5 10,7 V-8 C7,-8.5 3,-8.5 0,-6 V9"
        }
        "shop" => {
            "M-7,-9 h14 l3,5.5 a3.3,3.3 0 0 1 -6.6,0 a3.4,3.4 0 0 1 -6.8,0 a3.3,3.3 0 0 1 -6.6,0 Z \
             M-8,0.5 V9 h16 V0.5 M-3.5,9 v-5 h7 v5"
        }
        // A web page in its window, and a box that things are kept in.
        "page" => {
            "M-9.5,-8 h19 v16 h-19 Z M-9.5,-3.5 h19 M-5.5,1 h7 M-5.5,4.5 h11 M-6.6,-5.75 h0.01 M-3.6,-5.75 h0.01"
        }
        "store" => "M-9.5,-8.5 h19 v5 h-19 Z M-8,-3.5 V8.5 H8 V-3.5 M-3,1 h6",
        _ => "M-7,0 a7,7 0 1 1 14,0 a7,7 0 1 1 -14,0",
    };
    self::path("icon", path)
}

/// A path.
pub(super) fn path(class: &str, d: &str) -> Element {
    el("path").class(class).attr("d", d)
}

/// A circle round 0,0.
pub(super) fn circle(class: &str, r: f64) -> Element {
    el("circle").class(class).attr("r", r)
}

/// A line; coordinates may be percentages.
pub(super) fn line(x1: &str, x2: &str, y1: &str, y2: &str) -> Element {
    el("line")
        .attr("x1", x1)
        .attr("x2", x2)
        .attr("y1", y1)
        .attr("y2", y2)
}

fn glyph(class: &str, d: &str) -> Element {
    el("svg")
        .class("glyph")
        .attr("viewBox", "-12 -12 24 24")
        .attr("aria-hidden", "true")
        .child(path(class, d))
}

/// A triangle that starts, two bars that stop.
pub(super) fn play(playing: bool) -> Element {
    if playing {
        glyph("glyph-line", "M-5,-7 v14 M5,-7 v14")
    } else {
        glyph("glyph-solid", "M-5,-7.5 L7.5,0 L-5,7.5 Z")
    }
}

/// An arrow head that points on (or back), mirrored where the page runs from right to left.
pub(super) fn chevron(back: bool) -> Element {
    let d = if back {
        "M3,-7 L-4,0 L3,7"
    } else {
        "M-3,-7 L4,0 L-3,7"
    };
    glyph("glyph-line", d).class("turns")
}

/// A tick or a cross.
pub(super) fn mark(good: bool) -> Element {
    if good {
        glyph("glyph-line good", "M-8,0 L-3,6 L8,-6")
    } else {
        glyph("glyph-line bad", "M-6,-6 L6,6 M6,-6 L-6,6")
    }
}

/// A half moon.
pub(super) fn moon() -> Element {
    glyph(
        "glyph-line",
        "M2,-8 a8.2,8.2 0 1 0 6.5,11 a6.8,6.8 0 0 1 -6.5,-11 Z",
    )
}

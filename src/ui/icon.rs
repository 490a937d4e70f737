//! The pictures inside the rings and on the buttons, on a grid of 24 units centred on 0,0.

use yew::prelude::*;

/// The picture of a station; a name with a leading dot is a text.
pub(super) fn icon(name: &str) -> Html {
    if name.starts_with('.') {
        return html! { <text class="icon-text" text-anchor="middle" y="5">{ name.to_owned() }</text> };
    }
    let path = match name {
        "person" => {
            "M0,-9 a4.2,4.2 0 1 1 -0.01,0 Z M-8,9 v-1.5 a6,6 0 0 1 6,-6 h4 a6,6 0 0 1 6,6 V9"
        }
        "phone" => {
            "M-4,-10 h8 a2,2 0 0 1 2,2 v16 a2,2 0 0 1 -2,2 h-8 a2,2 0 0 1 -2,-2 v-16 a2,2 0 0 1 2,-2 Z M-1.5,6.5 h3"
        }
        "lens" => "M-2,-9 a7,7 0 1 1 -0.01,0 Z M3.2,3.2 L9,9",
        "dot" => return html! { <circle class="icon-solid" r="4" /> },
        "book" => {
            "M0,-6 C-3,-8.5 -7,-8.5 -10,-8 V7 C-7,6.5 -3,6.5 0,9 C3,6.5 7,6.5 10,7 V-8 C7,-8.5 3,-8.5 0,-6 V9"
        }
        "shop" => {
            "M-7,-9 h14 l3,5.5 a3.3,3.3 0 0 1 -6.6,0 a3.4,3.4 0 0 1 -6.8,0 a3.3,3.3 0 0 1 -6.6,0 Z \
             M-8,0.5 V9 h16 V0.5 M-3.5,9 v-5 h7 v5"
        }
        _ => "M-7,0 a7,7 0 1 1 14,0 a7,7 0 1 1 -14,0",
    };
    html! { <path class="icon" d={path} /> }
}

/// A triangle that starts, two bars that stop.
pub(super) fn play(playing: bool) -> Html {
    let path = if playing {
        "M-5,-7 v14 M5,-7 v14"
    } else {
        "M-5,-7.5 L7.5,0 L-5,7.5 Z"
    };
    let class = if playing { "glyph-line" } else { "glyph-solid" };
    html! {
        <svg class="glyph" viewBox="-12 -12 24 24" aria-hidden="true"><path {class} d={path} /></svg>
    }
}

/// An arrow head that points on (or back), mirrored where the page runs from right to left.
pub(super) fn chevron(back: bool) -> Html {
    let path = if back {
        "M3,-7 L-4,0 L3,7"
    } else {
        "M-3,-7 L4,0 L-3,7"
    };
    html! {
        <svg class="glyph turns" viewBox="-12 -12 24 24" aria-hidden="true"><path class="glyph-line" d={path} /></svg>
    }
}

/// A tick or a cross.
pub(super) fn mark(good: bool) -> Html {
    let (class, path) = if good {
        ("glyph-line good", "M-8,0 L-3,6 L8,-6")
    } else {
        ("glyph-line bad", "M-6,-6 L6,6 M6,-6 L-6,6")
    };
    html! {
        <svg class="glyph" viewBox="-12 -12 24 24" aria-hidden="true"><path {class} d={path} /></svg>
    }
}

/// A half moon.
pub(super) fn moon() -> Html {
    html! {
        <svg class="glyph" viewBox="-12 -12 24 24" aria-hidden="true">
            <path class="glyph-line" d="M2,-8 a8.2,8.2 0 1 0 6.5,11 a6.8,6.8 0 0 1 -6.5,-11 Z" />
        </svg>
    }
}

//! The chain as one picture that stands alone, for pages and link previews that are made when the site is built.
//!
//! The same rings and links as on the page, in cells of fixed places: nothing here is part of the wasm.

use yew::prelude::*;

use super::draw::{Axis, Cell, cell};
use super::element::{Child, Element, el};
use super::icon::icon;
use crate::incident::Stage;
use crate::sim::frame::{Frame, State};

/// The height of a chain, in the units of its width.
pub const HEIGHT: f64 = 110.0;
/// How far what lies past a break sags.
const SAG: f64 = 11.0;

/// The chain of a story at a still, and the place of each ring along it.
pub struct Plate {
    /// The rings and links, to be put into an SVG of this width and [`HEIGHT`].
    pub cells: Html,
    /// Where the middle of each ring is, along the width.
    pub rings: Vec<f64>,
    /// Where the broken link's middle is.
    pub tear: Option<f64>,
}

/// The chain of a story at a still, `width` wide. `calm` shows the broken link and nothing else that happened.
pub fn story(stage: &Stage, frame: &Frame, width: f64, calm: bool) -> Plate {
    let icons: Vec<&str> = frame
        .stations
        .iter()
        .map(|s| {
            let mut known = stage.story.stations.iter();
            known.find(|i| i.id == s.id).map_or("", |i| i.icon.as_str())
        })
        .collect();
    let shown = |state: State| match state {
        State::Broken | State::Wrong => state,
        _ if calm => State::Idle,
        _ => state,
    };
    let links: Vec<State> = frame.links.iter().map(|l| shown(l.state)).collect();
    plate(&icons, &links, frame.broken, width)
}

/// A chain in which nothing has happened, of these pictures.
pub fn idle(icons: &[&str], width: f64) -> Plate {
    let links = vec![State::Idle; icons.len().saturating_sub(1)];
    plate(icons, &links, None, width)
}

#[expect(clippy::cast_precision_loss, reason = "a chain has few stations")]
fn plate(icons: &[&str], links: &[State], broken: Option<usize>, width: f64) -> Plate {
    let parts = icons.len() * 4 + if broken.is_some() { 3 } else { 0 };
    let part = width / parts.max(1) as f64;
    let (mut x, mut rings, mut tear) = (0.0, Vec::new(), None);
    let mut cells = Vec::new();
    for (n, icon) in icons.iter().enumerate() {
        let long = broken == Some(n);
        let own = part * if long { 7.0 } else { 4.0 };
        let link = |n: usize| links.get(n).copied();
        let drawn = cell(
            &Cell {
                before: n.checked_sub(1).and_then(link),
                after: link(n),
                long,
                current: false,
                current_next: false,
                dim: false,
                icon,
            },
            Axis::Across,
        );
        let sag = broken.is_some_and(|b| n > b);
        cells.push(
            drawn
                .attr("x", x)
                .attr("y", if sag { SAG } else { 0.0 })
                .attr("width", own)
                .attr("height", HEIGHT - SAG)
                .attr("overflow", "visible"),
        );
        rings.push(x + part * 2.0);
        if long {
            tear = Some(x + part * 5.5);
        }
        x += own;
    }
    Plate {
        cells: super::element::list(cells),
        rings,
        tear,
    }
}

/// The small form for a card: five dots between the two ends, and the same tear. `broken` is the link, from 0, of six.
pub fn glyph(broken: Option<usize>, wrong: bool) -> Html {
    const ENDS: (f64, f64) = (14.0, 346.0);
    let links: usize = 6;
    let place = |n: usize| -> (f64, f64) {
        #[expect(clippy::cast_precision_loss, reason = "six links")]
        let x = ENDS.0 + (ENDS.1 - ENDS.0) * n as f64 / links as f64;
        (
            x,
            if broken.is_some_and(|b| n > b) {
                24.0
            } else {
                18.0
            },
        )
    };
    let lines = (0..6).map(|n| {
        let ((from, y), (to, y2)) = (place(n), place(n + 1));
        if broken != Some(n) {
            return el("path")
                .class("glyph-link")
                .attr("d", format!("M{from},{y} L{to},{y2}"));
        }
        // Between the edges of what stands at both ends: a dot, or a picture.
        let edge = |n: usize| if n == 0 || n == links { 12.0 } else { 4.0 };
        let middle = f64::midpoint(from + edge(n), to - edge(n + 1));
        let torn = el("path").class("glyph-torn").attr(
            "d",
            format!(
                "M{from},{y} H{} l4,-4 m-4,4 l4,4 M{to},{y2} H{} l-4,-4 m4,4 l-4,4",
                middle - 12.0,
                middle + 12.0
            ),
        );
        let cross = if wrong {
            "M-4.5,-2.2 h9 M-4.5,2.2 h9 M3,-5.5 L-3,5.5"
        } else {
            "M-4,-4 L4,4 M4,-4 L-4,4"
        };
        el("g").child(torn).child(
            el("path")
                .class("glyph-cross")
                .attr("transform", format!("translate({middle} 21)"))
                .attr("d", cross),
        )
    });
    let dots = (1..6).map(|n| {
        let (x, y) = place(n);
        el("circle")
            .class("glyph-dot")
            .attr("cx", x)
            .attr("cy", y)
            .attr("r", 4.0)
    });
    let end = |n: usize, name: &str| {
        let (x, y) = place(n);
        el("g")
            .attr("transform", format!("translate({x} {y})"))
            .child(el("circle").class("glyph-end").attr("r", 12.0))
            .child(el("g").attr("transform", "scale(0.55)").child(icon(name)))
    };
    svg("0 0 360 40")
        .class("chain-glyph")
        .each(lines)
        .each(dots)
        .child(end(0, "person"))
        .child(end(6, "shop"))
        .html()
}

/// A picture that a screen reader passes over.
fn svg(view_box: &'static str) -> Element {
    el("svg")
        .attr("viewBox", view_box)
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
}

/// What [`markup`] renders.
#[derive(Properties, PartialEq)]
struct Shown {
    html: Html,
}

#[component]
fn Show(shown: &Shown) -> Html {
    shown.html.clone()
}

/// The text of some elements.
pub fn markup(html: Html) -> String {
    let renderer = yew::LocalServerRenderer::<Show>::with_props(Shown { html });
    pollster::block_on(renderer.hydratable(false).render())
}

//! The chain's picture: rings and links, drawn along either axis from the same geometry.
//!
//! A station draws its own ring, the half of the link that leads to it and the half that leads on. Lengths along the
//! chain are percentages of the station's cell, so the picture fits any width without a script; everything near a ring
//! is in pixels. Nothing is set through `style` attributes, which strict content security policies forbid.

use super::element::{Element, el};
use super::icon::{circle, icon, line, path};
use crate::sim::frame::State;

/// The radius of a ring, in pixels.
const RING: f64 = 27.0;
/// Half the width of a link.
const HALF: f64 = 9.5;
/// Where a ring stands in a cell that runs down the page, in pixels from its top; lower where the card stands beside it.
const fn ring_below(low: bool) -> f64 {
    if low { 92.0 } else { 36.0 }
}
/// How far from the middle of a ring the half turn at the end of a link has its own middle: the ring stays free inside.
const TURN: f64 = RING + 2.0;

/// Which way the chain runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Axis {
    /// From the start of a line to its end.
    Across,
    /// From top to bottom.
    Down,
}

/// What one cell of the chain shows.
pub(super) struct Cell<'a> {
    /// The link that leads here; `None` for the first station.
    pub(super) before: Option<State>,
    /// The link that leads on; `None` for the last.
    pub(super) after: Option<State>,
    /// Whether the link that leads on has room for a tear.
    pub(super) long: bool,
    /// Whether the question is here.
    pub(super) current: bool,
    /// Whether it is at the next station.
    pub(super) current_next: bool,
    /// Whether the station is out of the picture: a copy stands in for it.
    pub(super) dim: bool,
    /// The picture inside the ring.
    pub(super) icon: &'a str,
}

/// The share of its cell at which a ring stands, along the chain: in the middle, or, where a long link follows, in the
/// middle of the first four of seven parts.
const fn ring_at(long: bool) -> &'static str {
    if long { "28.5714%" } else { "50%" }
}

/// The middle of the link that leads on.
const fn middle_at(long: bool) -> &'static str {
    if long { "78.5714%" } else { "100%" }
}

/// One cell of the picture.
pub(super) fn cell(cell: &Cell, axis: Axis) -> Element {
    let below = px(ring_below(cell.current));
    let ring_at = match axis {
        Axis::Across => ring_at(cell.long),
        Axis::Down => &*below,
    };
    let ends = || {
        let ends = [(cell.before, true), (cell.after, false)];
        ends.into_iter()
            .filter_map(|(s, toward)| Some((s?, toward)))
    };
    let ring = el("g")
        .class("ring")
        .class_if(cell.dim, "dim")
        // The halo hides where the sides of the links, which come from the middle, would meet the ring.
        .child(circle("halo", TURN))
        .child(circle("disc", RING))
        .each(ends().map(|(s, toward)| broken_line(s).then(|| end(s, axis, toward))))
        .child(circle("band", RING))
        .each(ends().map(|(s, toward)| (!broken_line(s)).then(|| interlaced(s, axis, toward))))
        .child(icon(cell.icon))
        .child(cell.current.then(|| arcs(axis)));
    el("svg")
        .class("cell")
        .class(match axis {
            Axis::Across => "across",
            Axis::Down => "down",
        })
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .child(cell.before.map(|s| {
            let half = sides(s, axis, "-1%", ring_at, false);
            spot(axis, "0", "50%").child(half)
        }))
        .child(cell.after.map(|s| onward(cell, s, axis, ring_at)))
        .child(cell.after.map(|s| {
            let long = cell.long || axis == Axis::Down;
            at_middle(cell, axis, symbol(s, axis, long))
        }))
        .child(spot(axis, ring_at, "50%").child(el("g").class("k").child(ring)))
}

/// A place along and across the chain.
fn spot(axis: Axis, along: &str, across: &str) -> Element {
    let (x, y) = match axis {
        Axis::Across => (along, across),
        Axis::Down => (across, along),
    };
    el("svg").class("spot").attr("x", x).attr("y", y)
}

fn px(value: f64) -> String {
    super::number::short(value, 2)
}

/// A point given along and across the chain.
fn at(axis: Axis, along: f64, across: f64) -> String {
    match axis {
        Axis::Across => format!("{},{}", px(along), px(across)),
        Axis::Down => format!("{},{}", px(-across), px(along)),
    }
}

/// A path through some points.
fn through(axis: Axis, start: (f64, f64), rest: &[(f64, f64)]) -> String {
    let mut d = format!("M{}", at(axis, start.0, start.1));
    for p in rest {
        d.push_str(" L");
        d.push_str(&at(axis, p.0, p.1));
    }
    d
}

/// Puts a drawing in the middle of the link that leads on.
fn at_middle(cell: &Cell, axis: Axis, drawing: Option<Element>) -> Element {
    let drawing = el("g").class("k").child(drawing);
    match axis {
        Axis::Across => spot(axis, middle_at(cell.long), "50%").child(drawing),
        // A fork begins at its ring.
        Axis::Down if cell.after == Some(State::Wrong) => {
            spot(axis, &px(ring_below(cell.current)), "50%").child(drawing)
        }
        // Between this ring and the next one, which stands so far below the end of the cell.
        Axis::Down => {
            let moved = moved(&format!("translate(0 {})", px(middle_below(cell))));
            spot(axis, "50%", "50%").child(moved.child(drawing))
        }
    }
}

/// How far below the half of a cell that runs down the middle of the link stands that leads on.
const fn middle_below(cell: &Cell) -> f64 {
    f64::midpoint(ring_below(cell.current), ring_below(cell.current_next))
}

fn moved(transform: &str) -> Element {
    el("g").attr("transform", transform)
}

/// The two sides of a link through a part of a cell; those of what `hangs` past a tear in their place there.
fn sides(state: State, axis: Axis, from: &str, to: &str, hangs: bool) -> Element {
    let side = |across: f64| {
        let along = px(across);
        let (x1, x2, y1, y2) = match axis {
            Axis::Across => (from, to, &*along, &*along),
            Axis::Down => (&*along, &*along, from, to),
        };
        line(x1, x2, y1, y2)
    };
    let core = (state == State::Answered).then(|| el("g").class("core").child(side(0.0)));
    let group = || el("g").class("sides");
    let both = if hangs { hanging(axis) } else { group() }
        .class(link_class(state))
        .child(core)
        .child(side(-HALF))
        .child(side(HALF));
    if hangs { group().child(both) } else { both }
}

/// The sides of the link that leads on. Those of a torn one go as far as the tear, whose tint lies over them, and on from there
/// to what hangs.
fn onward(cell: &Cell, state: State, axis: Axis, ring_at: &str) -> Element {
    let half = |from: &str, to: &str| sides(state, axis, from, to, false);
    let here = spot(axis, "0", "50%");
    if state != State::Broken {
        return here.child(half(ring_at, "101%"));
    }
    let hangs = |from: &str, to: &str| sides(state, axis, from, to, true);
    match axis {
        Axis::Across => {
            let middle = middle_at(cell.long);
            here.child(half(ring_at, middle))
                .child(hangs(middle, "101%"))
        }
        // The middle is so far below the half of the cell.
        Axis::Down => {
            let middle = px(middle_below(cell));
            let below = spot(axis, "50%", "0")
                .child(half("0", &middle))
                .child(hangs(&middle, "51%"));
            here.child(half(ring_at, "50%")).child(below)
        }
    }
}

fn link_class(state: State) -> &'static str {
    match state {
        State::Idle => "link idle",
        State::Asked => "link asked",
        State::Answered => "link answered",
        State::Cached => "link cached",
        State::Slow => "link slow",
        State::Broken => "link broken",
        State::Wrong => "link true",
    }
}

/// Whether a link is drawn with dashes or dots. These lie under the ring; the others interlace with it.
const fn broken_line(state: State) -> bool {
    matches!(state, State::Cached | State::Slow | State::Wrong)
}

/// The end of a link inside a ring. `toward` is true for the link that leads to the ring.
fn end(state: State, axis: Axis, toward: bool) -> Element {
    // What lies twice on one line looks thicker there: no more than covers the seam, but for dashes.
    let sides = if broken_line(state) { 9.0 } else { 1.5 };
    path(link_class(state), &arc(axis, toward, sides))
}

/// The end of a link over the ring, and the ring once more where it passes over the link. Both lie on a casing that sets
/// them off, as the strands of a knot are drawn.
fn interlaced(state: State, axis: Axis, toward: bool) -> Element {
    el("g")
        .child(path("casing", &arc(axis, toward, 0.0)))
        .child(end(state, axis, toward))
        .child(path("casing thin", &crossing(axis, toward, THIN)))
        .child(path("band", &crossing(axis, toward, BAND)))
}

/// The cosine and the sine of 9 degrees: as numbers, as the code that works out any other would cost the reader 3 KB.
const THIN: (f64, f64) = (0.987_688_340_6, 0.156_434_465_0);
/// Those of 15 degrees.
const BAND: (f64, f64) = (0.965_925_826_3, 0.258_819_045_1);

/// The part of the ring that passes over a link: as far to either side of where they cross as an angle of this cosine and
/// sine.
fn crossing(axis: Axis, toward: bool, (cos_by, sin_by): (f64, f64)) -> String {
    let sign = if toward { -1.0 } else { 1.0 };
    // The half turn crosses the ring a little nearer to the middle than the sides would.
    let along = (RING * RING + TURN * TURN - HALF * HALF) / (2.0 * TURN);
    let cos = along / RING;
    let sin = (1.0 - cos * cos).sqrt();
    // The sums of two angles.
    let point = |sin_by: f64| {
        let (x, y) = (cos * cos_by - sin * sin_by, sin * cos_by + cos * sin_by);
        at(axis, RING * x * sign, RING * y * sign)
    };
    let r = px(RING);
    format!("M{} A{r},{r} 0 0 1 {}", point(-sin_by), point(sin_by))
}

/// The half turn at the end of a link, from one side to the other, with so much of the sides.
fn arc(axis: Axis, toward: bool, sides: f64) -> String {
    let sign = if toward { -1.0 } else { 1.0 };
    let centre = TURN * sign;
    let tip = centre - HALF * sign;
    // Seen along the chain, the end that leads to a ring turns the other way round from the one that leads on.
    let (sweep, r) = (i32::from(toward), px(HALF));
    let top = at(axis, centre, -HALF);
    let middle = at(axis, tip, 0.0);
    let bottom = at(axis, centre, HALF);
    let lead = at(axis, centre + sides * sign, -HALF);
    let tail = at(axis, centre + sides * sign, HALF);
    format!("M{lead} L{top} A{r},{r} 0 0 {sweep} {middle} A{r},{r} 0 0 {sweep} {bottom} L{tail}")
}

/// How far what lies past a tear hangs from its place, in pixels: down where the chain runs across, aside where it runs down.
fn hanging(axis: Axis) -> Element {
    // The style sheet moves the far station so far; down the page everything is drawn a tenth smaller.
    moved(match axis {
        Axis::Across => "translate(0 11)",
        Axis::Down => "translate(8.9 0)",
    })
    .class("far")
}

/// A torn end: the sides of the link go on over the tint of the tear and widen a little towards a jagged edge, so that it
/// reads as torn and not as a fork. The far end is the near one turned round, as two pieces of one tear are.
fn stub(axis: Axis, far: bool) -> Element {
    let turned = moved(match (axis, far) {
        (Axis::Across, false) => "",
        (Axis::Across, true) => "rotate(180)",
        (Axis::Down, false) => "rotate(90)",
        (Axis::Down, true) => "rotate(270)",
    });
    let edge = "M-14,-13.5 L-23,-6.5 L-16,-1.5 L-27,4 L-23.5,12";
    let sides = "M-38,-9.5 L-29,-9.5 L-14,-13.5 M-38,9.5 L-31,9.5 L-23.5,12";
    let stub = if far { hanging(axis) } else { el("g") };
    stub.class("stub").child(
        turned
            .child(path("torn-edge", edge))
            .child(path(link_class(State::Broken), sides)),
    )
}

/// Two arcs round the ring where the question is, clear of the links.
fn arcs(axis: Axis) -> Element {
    let r = RING + 5.5;
    let arc = |sign: f64| {
        let end = |along: f64| at(axis, r * along, r * 0.613 * sign);
        let (from, to, r) = (end(-0.79 * sign), end(0.79 * sign), px(r));
        drawn(&format!("M{from} A{r},{r} 0 0 0 {to}"))
    };
    el("g").class("here").child(arc(1.0)).child(arc(-1.0))
}

fn drawn(d: &str) -> Element {
    el("path").attr("d", d)
}

/// What stands in the middle of a link; the ends of a torn one where there is room for them.
fn symbol(state: State, axis: Axis, long: bool) -> Option<Element> {
    let group = |class: &str| el("g").class(class);
    let chevron = |class: &str, tip: f64| {
        let d = through(axis, (-tip, -5.5), &[(tip, 0.0), (-tip, 5.5)]);
        path(class, &d)
    };
    let symbol = match state {
        State::Idle => return None,
        State::Asked => chevron("symbol asked", 2.8),
        State::Answered => chevron("symbol answered", -2.8),
        State::Cached => group("symbol cached")
            .child(path("sheet", "M-8.5,-12 h11 l6,6 v18 h-17 Z"))
            .child(drawn("M-4,-1 h8 M-4,5 h8")),
        State::Slow => group("symbol slow")
            .child(circle("sheet", 12.0))
            .child(drawn("M0,-7 V0 L4.5,3")),
        State::Broken => {
            // Half as far down as the far side sags.
            let sag = if axis == Axis::Across { 5.0 } else { 0.0 };
            let cross = path("cross", "M-5,-5 L5,5 M5,-5 L-5,5");
            let tear = group("tear").child(circle("tint", 38.0)).child(cross);
            let tear = moved(&format!("translate(0 {})", px(sag))).child(tear);
            let stubs = [false, true].map(|far| stub(axis, far));
            el("g")
                .child(tear)
                .each(long.then_some(stubs).into_iter().flatten())
        }
        State::Wrong => group("fork").child(drawn(fork(axis))).child(
            moved(diamond_at(axis))
                .child(path("diamond", "M0,-17 L17,0 L0,17 L-17,0 Z"))
                .child(drawn("M-6,-3.5 H6 M-6,3.5 H6 M4,-8 L-4,8")),
        ),
    };
    Some(symbol)
}

/// The way that an answer took to the wrong place: off the true link and away.
const fn fork(axis: Axis) -> &'static str {
    match axis {
        Axis::Across => "M-48,0 C-20,0 0,0 0,27",
        Axis::Down => "M0,18 V80",
    }
}

/// Where it ends.
const fn diamond_at(axis: Axis) -> &'static str {
    match axis {
        Axis::Across => "translate(0 44)",
        Axis::Down => "translate(0 97)",
    }
}

//! The chain's picture: rings and links, drawn along either axis from the same geometry.
//!
//! A station draws its own ring, the half of the link that leads to it and the half that leads on. Lengths along the
//! chain are percentages of the station's cell, so the picture fits any width without a script; everything near a ring
//! is in pixels. Nothing is set through `style` attributes, which strict content security policies forbid.

use yew::prelude::*;

use crate::sim::frame::State;

/// The radius of a ring, in pixels.
const RING: f64 = 27.0;
/// Half the width of a link.
const HALF: f64 = 9.5;
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
pub(super) fn cell(cell: &Cell, axis: Axis) -> Html {
    let class = match axis {
        Axis::Across => "across",
        Axis::Down => "down",
    };
    html! {
        <svg class={classes!("cell", class)} aria-hidden="true" focusable="false">
            { cell.before.map(|s| half(s, axis, "-1%", ring(cell, axis))).unwrap_or_default() }
            { cell.after.map(|s| half(s, axis, ring(cell, axis), "101%")).unwrap_or_default() }
            // A tear's tint lies under the stub; the other symbols stand on the link.
            { cell.after.map(|s| at_middle(cell, axis, symbol(s, axis))).unwrap_or_default() }
            { at_ring(cell, axis, html! {
                <g class={classes!("ring", cell.dim.then_some("dim"))}>
                    <circle class="disc" r={px(RING)} />
                    { cell.before.map(|s| cap(s, axis, true)).unwrap_or_default() }
                    { cell.after.map(|s| cap(s, axis, false)).unwrap_or_default() }
                    <circle class="band" r={px(RING)} />
                    { cell.before.map(|s| over(s, axis, true)).unwrap_or_default() }
                    { cell.after.map(|s| over(s, axis, false)).unwrap_or_default() }
                    { crate::ui::icon::icon(cell.icon) }
                    if cell.current { { arcs() } }
                </g>
            }) }
        </svg>
    }
}

fn ring(cell: &Cell, axis: Axis) -> &'static str {
    match axis {
        Axis::Across => ring_at(cell.long),
        Axis::Down => "36",
    }
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

fn path(axis: Axis, start: (f64, f64), rest: &[(f64, f64)]) -> String {
    let mut d = format!("M{}", at(axis, start.0, start.1));
    for p in rest {
        d.push_str(" L");
        d.push_str(&at(axis, p.0, p.1));
    }
    d
}

/// Puts a drawing at the cell's ring.
fn at_ring(cell: &Cell, axis: Axis, drawing: Html) -> Html {
    match axis {
        Axis::Across => {
            html! { <svg class="spot" x={ring_at(cell.long)} y="50%"><g class="k">{ drawing }</g></svg> }
        }
        Axis::Down => html! { <svg class="spot" x="50%" y="36"><g class="k">{ drawing }</g></svg> },
    }
}

/// Puts a drawing in the middle of the link that leads on.
fn at_middle(cell: &Cell, axis: Axis, drawing: Html) -> Html {
    match axis {
        Axis::Across => {
            html! { <svg class="spot" x={middle_at(cell.long)} y="50%"><g class="k">{ drawing }</g></svg> }
        }
        // The next ring stands as far below the end of the cell as this one below its start.
        Axis::Down => html! {
            <svg class="spot" x="50%" y="50%"><g transform="translate(0 36)"><g class="k">{ drawing }</g></g></svg>
        },
    }
}

/// The two sides of a link through half of a cell. A torn link has none: its stubs hang on the rings.
fn half(state: State, axis: Axis, from: &'static str, to: &'static str) -> Html {
    if state == State::Broken {
        return html! {};
    }
    let side = |across: f64| match axis {
        Axis::Across => html! { <line x1={from} x2={to} y1={px(across)} y2={px(across)} /> },
        Axis::Down => html! { <line x1={px(across)} x2={px(across)} y1={from} y2={to} /> },
    };
    let (x, y) = if axis == Axis::Across {
        ("0", "50%")
    } else {
        ("50%", "0")
    };
    let class = classes!("sides", link_class(state));
    html! {
        <svg class="spot" {x} {y}><g {class}>
            if state == State::Answered { <g class="core">{ side(0.0) }</g> }
            { side(-HALF) }{ side(HALF) }
        </g></svg>
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

/// The end of a link inside a ring. `toward` is true for the link that leads to the ring.
fn cap(state: State, axis: Axis, toward: bool) -> Html {
    let class = link_class(state);
    if state == State::Broken {
        return html! { <path {class} d={stub(axis, toward)} /> };
    }
    html! { <path {class} d={arc(axis, toward)} /> }
}

/// The half turn at the end of a link, from one side to the other.
fn arc(axis: Axis, toward: bool) -> String {
    let sign = if toward { -1.0 } else { 1.0 };
    let centre = TURN * sign;
    let tip = centre - HALF * sign;
    // Seen along the chain, the end that leads to a ring turns the other way round from the one that leads on.
    let (sweep, r) = (i32::from(toward), px(HALF));
    let top = at(axis, centre, -HALF);
    let middle = at(axis, tip, 0.0);
    let bottom = at(axis, centre, HALF);
    let lead = at(axis, centre + 9.0 * sign, -HALF);
    let tail = at(axis, centre + 9.0 * sign, HALF);
    format!("M{lead} L{top} A{r},{r} 0 0 {sweep} {middle} A{r},{r} 0 0 {sweep} {bottom} L{tail}")
}

/// A torn stub: one side snapped short and curled out, the other pulled longer and only bent. The far stub is the near
/// one turned round, as two pieces of one tear are.
fn stub(axis: Axis, toward: bool) -> String {
    let sign = if toward { -1.0 } else { 1.0 };
    let turn = |along: f64, across: f64| at(axis, along * sign, across * sign);
    let centre = TURN;
    let r = px(HALF);
    let bits = [
        format!("M{}", turn(centre + 18.0, -HALF - 7.0)),
        format!(
            "Q{} {}",
            turn(centre + 14.5, -HALF),
            turn(centre + 8.0, -HALF)
        ),
        format!("L{}", turn(centre, -HALF)),
        format!("A{r},{r} 0 0 0 {}", turn(centre, HALF)),
        format!("L{}", turn(centre + 14.0, HALF)),
        format!(
            "Q{} {}",
            turn(centre + 20.0, HALF),
            turn(centre + 23.5, HALF + 4.0)
        ),
    ];
    bits.join(" ")
}

/// The part of a link's end that passes over the ring, on a narrow casing that sets it off. The links pass over on one
/// side and under on the other, so that ring and link interlace.
fn over(state: State, axis: Axis, toward: bool) -> Html {
    let sign = if toward { -1.0 } else { 1.0 };
    let side = -HALF * sign;
    let near = (RING * RING - HALF * HALF).sqrt();
    let d = path(
        axis,
        ((near - 3.2) * sign, side),
        &[((near + 5.0) * sign, side)],
    );
    let dashed = matches!(state, State::Cached | State::Slow | State::Wrong);
    if dashed {
        return html! {};
    }
    html! {
        <>
            <path class="casing" d={path(axis, ((near - 2.6) * sign, side), &[((near + 2.6) * sign, side)])} />
            <path class={link_class(state)} {d} />
        </>
    }
}

/// Two arcs round the ring where the question is.
fn arcs() -> Html {
    let r = RING + 6.5;
    let (x, y) = (r * 0.79, r * 0.613);
    let arc = |sign: f64, sweep: i32| {
        format!(
            "M{},{} A{r},{r} 0 0 {sweep} {},{}",
            px(-x),
            px(y * sign),
            px(x),
            px(y * sign),
            r = px(r)
        )
    };
    html! { <g class="here"><path d={arc(-1.0, 1)} /><path d={arc(1.0, 0)} /></g> }
}

/// What stands in the middle of a link.
fn symbol(state: State, axis: Axis) -> Html {
    let chevron = |tip: f64| path(axis, (-tip, -5.5), &[(tip, 0.0), (-tip, 5.5)]);
    match state {
        State::Idle => html! {},
        State::Asked => html! { <path class="symbol asked" d={chevron(2.8)} /> },
        State::Answered => html! { <path class="symbol answered" d={chevron(-2.8)} /> },
        State::Cached => html! {
            <g class="symbol cached">
                <path class="sheet" d="M-8.5,-12 h11 l6,6 v18 h-17 Z" />
                <path d="M-4,-1 h8 M-4,5 h8" />
            </g>
        },
        State::Slow => html! {
            <g class="symbol slow"><circle class="sheet" r="12" /><path d="M0,-7 V0 L4.5,3" /></g>
        },
        State::Broken => html! {
            <g class="tear"><circle class="tint" r="38" /><path class="cross" d="M-5,-5 L5,5 M5,-5 L-5,5" /></g>
        },
        State::Wrong => html! {
            <g class="fork">
                <path d={fork(axis)} />
                <g transform="translate(0 44)">
                    <path class="diamond" d="M0,-17 L17,0 L0,17 L-17,0 Z" />
                    <path d="M-6,-3.5 H6 M-6,3.5 H6 M4,-8 L-4,8" />
                </g>
            </g>
        },
    }
}

/// The way that an answer took to the wrong place: off the true link and away.
fn fork(axis: Axis) -> String {
    match axis {
        Axis::Across => "M-48,0 C-20,0 0,0 0,27".to_owned(),
        Axis::Down => "M0,-30 V27".to_owned(),
    }
}

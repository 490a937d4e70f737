//! Lanes: when each service worked. Left of the clock is filled, right of it pencilled; uncertain ends are pointed.

use yew::Html;

use super::element::{Child, Dispatch, Element, el, list};
use super::icon::{line, path};
use super::kept::kept;
use super::number::{decimal, short};
use super::state::State;
use crate::clock::Time;
use crate::incident::{Degree, Window};

/// Half the height of a bar, in pixels.
const HALF: f64 = 9.0;
/// The middle of a lane, in pixels from its top.
const MIDDLE: f64 = 16.0;

/// Whose lane it is, by its place in the story.
#[derive(Clone, Copy)]
enum Whose {
    /// Of several services that belong together, on narrow strips.
    Group(usize),
    /// Of one service, on wide strips.
    Service(usize),
}

/// The lanes: few for a narrow strip, one for each service for a wide one.
pub(super) fn lanes(state: &State, dispatch: &Dispatch) -> Element {
    let story = &state.stage.story;
    let grouped = story.lanes.iter().enumerate().filter_map(|(n, l)| {
        let text = story.text.lanes.get(&l.id)?;
        Some((Whose::Group(n), text.name.as_str(), text.out.as_str()))
    });
    let each = story.services.iter().enumerate().filter_map(|(n, s)| {
        let text = story.text.services.get(&s.id)?;
        Some((Whose::Service(n), text.name.as_str(), text.out.as_str()))
    });
    // What several lanes below one another have in common is said at the first of them.
    let mut above = (Vec::new(), "");
    let row = |(whose, name, out): (Whose, &str, _)| {
        let is = (windows(state, whose), out);
        // The words are those of the outage as it happened (“4 hours”): not of one that is going on.
        let says = state.live.is_none() && is != above;
        let name = name.to_owned();
        above = is;
        // Only the words move with the clock.
        if says {
            let label = text(state, &above.0, out);
            lane(state, dispatch, whose, &name, label).html()
        } else {
            kept(state, dispatch, State::same_story, move |s, d| {
                lane(s, d, whose, &name, None).html()
            })
        }
    };
    el("div").class("lanes").each(grouped.chain(each).map(row))
}

/// One lane: its name, what it shows, and its words.
fn lane(
    state: &State,
    dispatch: &Dispatch,
    whose: Whose,
    name: &str,
    label: Option<Element>,
) -> Element {
    let class = match whose {
        Whose::Group(_) => "row lane-row few",
        Whose::Service(_) => "row lane-row each",
    };
    let drawn = kept(state, dispatch, State::same_story, move |s, _| {
        drawing(s, whose)
    });
    let svg = el("svg")
        .class("lane")
        .attr("height", "32")
        .attr("aria-hidden", "true")
        .child(drawn)
        .child(label);
    let name = el("p").class("row-name").child(name);
    el("div").class(class).child(name).child(svg)
}

fn windows(state: &State, whose: Whose) -> Vec<Window> {
    let story = &state.stage.story;
    match whose {
        Whose::Group(n) => story.lane_windows(n),
        Whose::Service(n) => story
            .services
            .get(n)
            .map_or_else(Vec::new, |s| s.out.clone()),
    }
}

/// A lane all day long, twice: as it was, which the clock shows of what is past, and pencilled, of what is to come.
fn drawing(state: &State, whose: Whose) -> Html {
    let day = &state.stage.day;
    let windows = windows(state, whose);
    // Where nothing was wrong a thin line says so.
    let mut working: Vec<(Time, Time)> = Vec::new();
    let mut from = day.from;
    for w in &windows {
        working.push((from, w.from));
        from = w.until;
    }
    working.push((from, day.until));
    let works = |class: &'static str| {
        let working = working.iter().filter(|(a, b)| a < b);
        list(working.map(move |(a, b)| {
            let (a, b) = (percent(day.fraction(*a)), percent(day.fraction(*b)));
            line(&a, &b, "50%", "50%").class(class)
        }))
    };
    let past = windows.iter().map(|w| {
        // A grouped lane is about one use, and that use failed; a service of its own may have worked in part.
        let kind = match (w.degree, whose) {
            (Degree::Partly, Whose::Service(_)) => "bar partly",
            (Degree::Partly | Degree::Down, _) => "bar down",
        };
        let (from, until) = (day.fraction(w.from), day.fraction(w.until));
        list([
            Some(body(from, until).class(kind)),
            w.about_from.then(|| end(kind, from, true, -1.0)),
            w.about_until.then(|| end(kind, until, true, 1.0)),
        ])
    });
    let next = windows.iter().map(|w| {
        let (from, until) = (day.fraction(w.from), day.fraction(w.until));
        let edge = |y: f64| {
            let y = short(y, 2);
            line(&percent(from), &percent(until), &y, &y).class("bar-edge")
        };
        list([
            body(from, until).class("bar-ahead"),
            edge(MIDDLE - HALF),
            edge(MIDDLE + HALF),
            end("bar-edge", until, w.about_until, 1.0),
            end("bar-edge", from, w.about_from, -1.0),
        ])
    });
    let side = |clip: &'static str| el("g").attr("clip-path", clip);
    list([
        side("url(#next-lane)")
            .child(works("works ahead"))
            .each(next),
        side("url(#past-lane)").child(works("works")).each(past),
    ])
}

/// The body of a bar between two fractions of the day.
fn body(from: f64, until: f64) -> Element {
    el("rect")
        .attr("x", percent(from))
        .attr("width", percent(until - from))
        .attr("y", MIDDLE - HALF)
        .attr("height", 2.0 * HALF)
}

/// An end of a bar: a point where the time is uncertain, else a straight edge.
fn end(class: &str, x: f64, about: bool, sign: f64) -> Element {
    let tip = if about { 7.0 * sign } else { 0.0 };
    let d = format!(
        "M0,{} L{},{} L0,{}",
        short(MIDDLE - HALF, 2),
        short(tip, 2),
        short(MIDDLE, 2),
        short(MIDDLE + HALF, 2)
    );
    spot(x).child(path(class, &d))
}

/// A place along the strip, as a fraction of the day: what is drawn in it has its own origin there.
pub(super) fn spot(x: f64) -> Element {
    el("svg").class("spot").attr("x", percent(x))
}

/// The words of a lane, once, where there is room: in a bar's part to come, in what of one has been, after them all, or between
/// two of them.
fn text(state: &State, windows: &[Window], label: &str) -> Option<Element> {
    if label.is_empty() {
        return None;
    }
    let day = &state.stage.day;
    let now = day.fraction(state.at());
    let mut place = None;
    let mut between = None;
    let mut end = 0.0;
    for w in windows {
        let (from, until) = (day.fraction(w.from), day.fraction(w.until));
        if end > 0.0 && from - end > 0.2 {
            between = between.or(Some((end, "bar-label")));
        }
        // As shares of the plot: about what the longest labels take on the narrowest strip that shows lanes.
        if until - now.max(from) > 0.17 {
            place = Some((now.max(from), "bar-label"));
            break;
        }
        if now.min(until) - from > 0.2 {
            place = Some((from, "bar-label inside"));
        }
        end = until;
    }
    let after = (end < 0.8).then_some((end, "bar-label"));
    let (x, class) = place.or(after).or(between)?;
    let text = el("text").class(class).attr("x", "12").attr("y", "20.5");
    Some(spot(x).child(text.child(label)))
}

/// A fraction as a percentage for an attribute.
pub(super) fn percent(fraction: f64) -> String {
    decimal(fraction * 100.0, 3) + "%"
}

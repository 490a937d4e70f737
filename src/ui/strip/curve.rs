//! The curve: which share of lookups fails. Also how a function of time becomes a line of the plot.

use super::super::element::{Dispatch, Element, el};
use super::super::icon::{circle, line};
use super::super::kept::kept;
use super::super::lanes::{percent, spot};
use super::super::number::short;
use super::super::state::State;
use super::{hidden_svg, row, row_name, share, text, tick};
use crate::clock::{Span, Time};
use crate::dns::Rcode;
use crate::impact::Curve;
use crate::text::{Voice, fill};
use crate::ui::element::{Child, list};

/// How far apart the points of a drawn curve are, where it bends.
const SAMPLE: Span = Span::from_mins(5);

/// The row of the curve.
pub(super) fn curve_row(state: &State, dispatch: &Dispatch) -> Element {
    let t = &state.stage.story.page.strip;
    let now = state.at();
    let here = state.stage.failing_at(now);
    let x = state.stage.day.fraction(now);
    let share = share(state, here);
    let title = match state.voice {
        Voice::Plain => &t.lookups,
        Voice::Technical => &t.lookups_technical,
    };
    // What those are told whose lookups fail, where the reader is one of them.
    let told = state.moment.trace.outcome.rcode;
    let (share, crowded) = if state.voice == Voice::Technical && told != Rcode::NOERROR {
        (format!("{share} {told}"), 0.2..0.95)
    } else {
        (fill(&t.failing, &[("percent", &share)]), 0.45..0.66)
    };
    // The label keeps clear of the ends of the plot and of the curve itself.
    let (dx, anchor) = if x > 0.45 {
        ("-14", "end")
    } else {
        ("14", "start")
    };
    let label_y = if here > 0.5 { "20" } else { "-12" };
    let label = text(dx, label_y, anchor)
        .class("fails-text")
        // On a phone it would reach over the clock, or over the button to play.
        .class_if(crowded.contains(&x), "crowded")
        .child(share);
    let label = (here > 0.0).then_some(label);
    let point = mark(x, here).child(circle("fails-now", 5.0)).child(label);
    let band = el("div")
        .class("band")
        .child(flags(state))
        .child(kept(state, dispatch, State::same_story, |s, _| drawing(s)))
        .child(hidden_svg("marks").child(point))
        .child(tick("tick top", fill(&t.percent, &[("n", "100")])))
        .child(tick("tick", "0".to_owned()));
    row("row curve", row_name(title, &t.lookups_note)).child(band)
}

/// The curve itself: all of the day twice, of which the clock shows one or the other.
fn drawing(state: &State) -> yew::Html {
    let points = written(&outline(state, &|t| state.stage.failing_at(t)), 1.0);
    let area = format!("0,100 {points} 1000,100");
    shape()
        .child(drawn("polygon", "under", area, PAST))
        .child(floor())
        .child(drawn("polyline", "fails ahead", points.clone(), NEXT))
        .child(drawn("polyline", "fails", points, PAST))
        .html()
}

/// When the fault begins and when the fix does, each beside its mark, where the thumb of the clock does not cover it.
fn flags(state: &State) -> Element {
    /// About half of the thumb, and a label, as parts of the narrowest plot that has labels.
    const THUMB: f64 = 0.045;
    const LABEL: f64 = 0.32;
    use Side::{End, Start};
    let (story, day) = (&state.stage.story, &state.stage.day);
    let (t, rtl) = (&story.page.strip, story.page.dir == "rtl");
    let starts = state.stage.curve.iter().map(Curve::starts).min();
    let followed = story.services.get(story.followed);
    let fixed = followed.and_then(|s| s.shapes.iter().map(|s| s.until).max());
    let fixed = fixed.filter(|t| *t <= day.until);
    let now = day.fraction(state.at());
    let length = |from: Time, until: Time| (until - from).secs();
    let apart = |tenths: i64| {
        let both = starts.zip(fixed);
        both.is_none_or(|(a, b)| length(a, b) * 10 >= length(day.from, day.until) * tenths)
    };
    // Two that stand near each other turn away from each other.
    let near = !apart(3);
    let flags = [
        (starts, &t.fault_begins, false),
        (fixed, &t.fix_begins, near),
    ];
    let placed = flags.map(|(at, label, turned)| {
        let at = day.fraction(at?);
        // Where the names of the rows leave room, unless the thumb is there; then on the other side, if that has room.
        let (usual, instead) = if turned || rtl && !near {
            (Start, End)
        } else {
            (End, Start)
        };
        let clear = |side| match side {
            Start => now < at - THUMB || now > at + LABEL + THUMB,
            End => now < at - LABEL - THUMB || now > at + THUMB,
        };
        let room = match instead {
            Start => at < 1.0 - LABEL,
            End => at > LABEL,
        };
        let side = if clear(usual) {
            Some(usual)
        } else {
            Some(instead).filter(|_| room)
        };
        Some((at, side, label))
    });
    let [first, last] = placed.each_ref().map(|f| f.as_ref().and_then(|f| f.1));
    // One stands below the other where they are near, or would meet between their marks.
    let stacked = near || !apart(6) && (first, last) == (Some(Start), Some(End));
    let flags = placed.into_iter().enumerate().filter_map(|(n, placed)| {
        let (at, side, label) = placed?;
        let x = percent(at);
        let beside = (now - at).abs() < THUMB;
        let (top, y) = match n {
            _ if !stacked => ("8", "20"),
            0 => ("4", "14"),
            _ => ("22", "34"),
        };
        let label = side.map(|side| {
            let (from, dx, anchor) = match (side, beside) {
                (Start, false) => (at, "6", "start"),
                (Start, true) => (at.max(now), "20", "start"),
                (End, false) => (at, "-6", "end"),
                (End, true) => (at.min(now), "-20", "end"),
            };
            spot(from).child(text(dx, y, anchor).class("flag-text").child(label))
        });
        Some(list([
            line(&x, &x, top, "44").class("flag").html(),
            label.html(),
        ]))
    });
    hidden_svg("flags").attr("height", "44").each(flags)
}

/// On which side of its mark a label stands: it starts there, or it ends there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    End,
}

/// What the clock has passed of a plot, and what is to come.
pub(super) const PAST: &str = "url(#past-plot)";
pub(super) const NEXT: &str = "url(#next-plot)";

/// A function of time along the day: how far along (0 to 1000), and what it is. Points on a straight line are left out.
pub(super) fn outline(state: &State, value: &dyn Fn(Time) -> f64) -> Vec<(f64, f64)> {
    /// How far a point may lie from the line that takes its place: less than a tenth of a pixel.
    const NEAR: f64 = 2e-4;
    let day = &state.stage.day;
    let samples = std::iter::successors(Some(day.from), |t| Some(*t + SAMPLE));
    let mut times: Vec<Time> = samples.take_while(|t| *t < day.until).collect();
    // The few corners of the curve go in among the samples where they belong: a sort would be more code to load.
    let corners = state.stage.curve.iter().flat_map(Curve::breaks);
    for corner in corners.filter(|t| *t > day.from && *t < day.until) {
        let place = times.partition_point(|t| *t < corner);
        times.insert(place, corner);
    }
    times.push(day.until);
    let mut points: Vec<(f64, f64)> = Vec::new();
    for t in times {
        let next = (day.fraction(t) * 1000.0, value(t));
        if let [.., a, b] = *points {
            let (along, across) = ((b.0 - a.0) / (next.0 - a.0), next.1 - a.1);
            if (a.1 + across * along - b.1).abs() < NEAR {
                points.pop();
            }
        }
        points.push(next);
    }
    points
}

/// Points as an attribute has them; `of_height` is the part of the plot's height that stands for 1.
pub(super) fn written<'a>(
    points: impl IntoIterator<Item = &'a (f64, f64)>,
    of_height: f64,
) -> String {
    let mut text = String::new();
    for (x, y) in points {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&short(*x, 1));
        text.push(',');
        text.push_str(&short(100.0 - y * of_height * 100.0, 2));
    }
    text
}

/// A drawing in the plot's own units.
pub(super) fn shape() -> Element {
    hidden_svg("shape")
        .attr("viewBox", "0 0 1000 100")
        .attr("preserveAspectRatio", "none")
}

/// Of a plot, what one side of the clock shows.
pub(super) fn drawn(tag: &'static str, class: &str, points: String, side: &'static str) -> Element {
    el(tag)
        .class(class)
        .attr("points", points)
        .attr("clip-path", side)
}

pub(super) fn floor() -> Element {
    line("0", "1000", "100", "100").class("floor")
}

/// A point of the plot, by fractions from the left and from the bottom.
pub(super) fn mark(x: f64, y: f64) -> Element {
    spot(x).attr("y", percent(1.0 - y))
}

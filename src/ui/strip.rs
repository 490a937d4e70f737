//! The time strip: one axis for the share of lookups failing, the services and the money, and the clock to move on it.

use yew::Event;

use super::browser;
use super::element::{Dispatch, Element, button, el, list};
use super::icon::{self, circle, line, path};
use super::kept::kept;
use super::lanes::{lane, percent, spot};
use super::money::{axis_top, money};
use super::number::{decimal, short};
use super::state::{Action, State};
use crate::clock::{Span, Time};
use crate::impact::Curve;
use crate::text::{Voice, fill};

/// How far apart the points of a drawn curve are.
const SAMPLE: Span = Span::from_mins(5);

/// The strip.
pub(super) fn strip(state: &State, dispatch: &Dispatch) -> Element {
    let plot = el("div")
        .class("plot")
        .child(kept(state, dispatch, State::same_scene, |s, _| {
            list([grid(s), curve_row(s), lane_rows(s)])
        }))
        .child(money_row(state))
        .child(hours(state))
        .child(scrubber(state, dispatch));
    el("section")
        .class("strip")
        .attr("aria-label", &state.stage.story.page.strip.title)
        .child(head(state, dispatch))
        .child(plot)
        .child(legend(state))
}

/// The clock's time, as `10:24`.
pub(super) fn clock(state: &State) -> String {
    let (h, m, _) = state.at().wall_clock(state.stage.day.offset);
    format!("{h:02}:{m:02}")
}

fn head(state: &State, dispatch: &Dispatch) -> Element {
    let (story, t) = (&state.stage.story, &state.stage.story.page.strip);
    let playing = state.playing;
    let label = if playing { &t.pause } else { &t.play };
    let play = button()
        .class("play")
        .attr("aria-label", label)
        .attr("title", label)
        .press(dispatch, Action::Play(!playing))
        .child(icon::play(playing));
    let clock_name = el("span").child(format!("{}, ", story.text.clock));
    let lost = state.loss_so_far().map(|e| {
        let (low, high) = (money(state, e.lost.low), money(state, e.lost.high));
        let likely = fill(&t.likely, &[("low", &low), ("high", &high)]);
        let note = el("p")
            .class("ticker-note")
            .child(el("span").child(&t.lost_so_far))
            .child(el("span").child(likely));
        let sum = el("p")
            .class("ticker-sum")
            .child(el("b").child(money(state, e.lost.mid)))
            .child(el("span").child(&t.lost_short));
        el("div").class("ticker").child(note).child(sum)
    });
    el("div")
        .class("strip-head")
        .child(play)
        .child(el("p").class("clock").child(clock(state)))
        .child(
            el("p")
                .class("date")
                .child(clock_name)
                .child(&story.text.date),
        )
        .child(lost)
}

/// The lines of the hours, behind everything.
fn grid(state: &State) -> Element {
    let stripe = |class: &str, height: &str| {
        el("rect")
            .class(class)
            .attr("width", "6")
            .attr("height", height)
    };
    let hatch = el("pattern")
        .attr("id", "hatch")
        .attr("width", "6")
        .attr("height", "6")
        .attr("patternUnits", "userSpaceOnUse")
        .attr("patternTransform", "rotate(-45)")
        .child(stripe("hatch-ground", "6"))
        .child(stripe("hatch", "3"));
    let lines = even_hours(state).into_iter().map(|t| {
        let x = percent(state.stage.day.fraction(t));
        line(&x, &x, "44", "100%")
    });
    hidden_svg("grid")
        .child(el("defs").child(hatch))
        .each(lines)
}

/// A drawing that a screen reader passes over: the words beside it say the same.
fn hidden_svg(class: &str) -> Element {
    el("svg").class(class).attr("aria-hidden", "true")
}

fn even_hours(state: &State) -> Vec<Time> {
    let day = &state.stage.day;
    // Every two hours, or as many more as keep the labels apart.
    let pairs = (day.until - day.from).secs() / 7200;
    let step = Span::from_mins(120 * (pairs / 8 + 1));
    std::iter::successors(Some(day.from), |t| Some(*t + step))
        .take_while(|t| *t <= day.until)
        .collect()
}

fn hours(state: &State) -> Element {
    let day = &state.stage.day;
    let hours = even_hours(state).into_iter().map(|t| {
        let (h, m, _) = t.wall_clock(day.offset);
        text(&percent(day.fraction(t)), "18", "middle").child(format!("{h:02}:{m:02}"))
    });
    el("div")
        .class("row axis")
        .attr("aria-hidden", "true")
        .child(el("span").class("row-name"))
        .child(el("svg").attr("height", "26").each(hours))
}

fn text(x: &str, y: &str, anchor: &str) -> Element {
    el("text")
        .attr("x", x)
        .attr("y", y)
        .attr("text-anchor", anchor)
}

/// Points of a function of time in the plot's own units (0 to 1000, 0 to 100), from one time to another.
fn points(state: &State, from: Time, until: Time, value: &dyn Fn(Time) -> f64) -> String {
    let day = &state.stage.day;
    let samples = std::iter::successors(Some(from), |t| Some(*t + SAMPLE));
    let mut times: Vec<Time> = samples.take_while(|t| *t < until).collect();
    // The few corners of the curve go in among the samples where they belong: a sort would be more code to load.
    let corners = state.stage.curve.iter().flat_map(Curve::breaks);
    for corner in corners.filter(|t| *t > from && *t < until) {
        let place = times.partition_point(|t| *t < corner);
        times.insert(place, corner);
    }
    times.push(until);
    let mut points = String::new();
    for t in times {
        let (x, y) = (day.fraction(t) * 1000.0, 100.0 - value(t) * 100.0);
        if !points.is_empty() {
            points.push(' ');
        }
        points.push_str(&short(x, 1));
        points.push(',');
        points.push_str(&short(y, 2));
    }
    points
}

fn curve_row(state: &State) -> Element {
    let story = &state.stage.story;
    let (t, day, now) = (&story.page.strip, &state.stage.day, state.at());
    let failing = |t: Time| state.stage.failing_at(t);
    let past = points(state, day.from, now, &failing);
    let ahead = points(state, now, day.until, &failing);
    let here = failing(now);
    let x = day.fraction(now);
    let share = share(state, here);
    let (share, title) = match state.voice {
        Voice::Plain => (fill(&t.failing, &[("percent", &share)]), &t.lookups),
        Voice::Technical => (format!("{share} SERVFAIL"), &t.lookups_technical),
    };
    let starts = state.stage.curve.iter().map(Curve::starts).min();
    let followed = story.services.get(story.followed);
    let fixed = followed.and_then(|s| s.shapes.iter().map(|s| s.until).max());
    let fixed = fixed.filter(|t| *t <= day.until);
    let flags = [(starts, &t.fault_begins), (fixed, &t.fix_begins)];
    let flags = flags.into_iter().filter_map(|(at, label)| {
        let (at, x) = (day.fraction(at?), percent(day.fraction(at?)));
        let text = text("-6", "20", "end").class("flag-text").child(label);
        Some(list([
            line(&x, &x, "8", "44").class("flag"),
            spot(at).child(text),
        ]))
    });
    // The label keeps clear of the ends of the plot and of the curve itself.
    let (dx, anchor) = if x > 0.7 {
        ("-14", "end")
    } else {
        ("14", "start")
    };
    let label_y = if here > 0.5 { "20" } else { "-12" };
    let label = (here > 0.0).then(|| text(dx, label_y, anchor).class("fails-text").child(share));
    let area = format!("0,100 {past} {},100", short(x * 1000.0, 1));
    let shape = shape()
        .child(drawn("polygon", "under", area))
        .child(floor())
        .child(drawn("polyline", "fails ahead", ahead))
        .child(drawn("polyline", "fails", past));
    let point = mark(x, here).child(circle("fails-now", 5.0)).child(label);
    let band = el("div")
        .class("band")
        .child(hidden_svg("flags").attr("height", "44").each(flags))
        .child(shape)
        .child(hidden_svg("marks").child(point))
        .child(tick("tick top", fill(&t.percent, &[("n", "100")])))
        .child(tick("tick", "0".to_owned()));
    row("row curve", row_name(title, &t.lookups_note)).child(band)
}

/// A row of the plot: its name, and what it shows.
fn row(class: &str, name: Element) -> Element {
    el("div").class(class).child(name)
}

fn row_name(title: &str, note: &str) -> Element {
    el("p")
        .class("row-name")
        .child(el("b").child(title))
        .child(el("span").child(note))
}

/// A drawing in the plot's own units.
fn shape() -> Element {
    hidden_svg("shape")
        .attr("viewBox", "0 0 1000 100")
        .attr("preserveAspectRatio", "none")
}

fn drawn(tag: &'static str, class: &str, points: String) -> Element {
    el(tag).class(class).attr("points", points)
}

fn floor() -> Element {
    line("0", "1000", "100", "100").class("floor")
}

/// A point of the plot, by fractions from the left and from the bottom.
fn mark(x: f64, y: f64) -> Element {
    spot(x).attr("y", percent(1.0 - y))
}

/// What stands at an end of a row's own axis.
fn tick(class: &str, label: String) -> Element {
    el("span")
        .class(class)
        .attr("aria-hidden", "true")
        .child(label)
}

fn lane_rows(state: &State) -> Element {
    let story = &state.stage.story;
    let lane_row = |class: &str, name: &str, lane: Element| {
        row(class, el("p").class("row-name").child(name)).child(lane)
    };
    let grouped = story.lanes.iter().enumerate().filter_map(|(n, l)| {
        let text = story.text.lanes.get(&l.id)?;
        let lane = lane(state, &story.lane_windows(n), true, &text.out);
        Some(lane_row("row lane-row few", &text.name, lane))
    });
    let each = story.services.iter().filter_map(|s| {
        let text = story.text.services.get(&s.id)?;
        let lane = lane(state, &s.out, false, &text.out);
        Some(lane_row("row lane-row each", &text.name, lane))
    });
    el("div").class("lanes").each(grouped).each(each)
}

fn money_row(state: &State) -> Option<Element> {
    let whole = state.estimate.as_ref()?;
    let story = &state.stage.story;
    let (t, day, now) = (&story.page.strip, &state.stage.day, state.at());
    let top = axis_top(whole.lost.high * 1.02);
    let share_of = |sum: f64| move |at: Time| state.stage.harm_by(at) * sum / top;
    let (low, mid, high) = (
        share_of(whole.lost.low),
        share_of(whole.lost.mid),
        share_of(whole.lost.high),
    );
    let band = |from: Time, until: Time| {
        let upper = points(state, from, until, &high);
        let lower = points(state, from, until, &low);
        let back: Vec<&str> = lower.split(' ').rev().collect();
        format!("{upper} {}", back.join(" "))
    };
    let (x, so_far) = (day.fraction(now), state.stage.harm_by(now) * whole.lost.mid);
    let (dx, anchor) = if x > 0.62 {
        ("-12", "end")
    } else {
        ("12", "start")
    };
    let shape = shape()
        .child(drawn("polygon", "range ahead", band(now, day.until)))
        .child(drawn("polygon", "range", band(day.from, now)))
        .child(floor())
        .child(drawn(
            "polyline",
            "sum ahead",
            points(state, now, day.until, &mid),
        ))
        .child(drawn("polyline", "sum", points(state, day.from, now, &mid)));
    let so_far_text = (so_far > 0.0).then(|| {
        let said = fill(&t.so_far, &[("money", &money(state, so_far))]);
        text(dx, "-14", anchor).class("sum-text").child(said)
    });
    let (end_words, room) = match state.live {
        Some(_) => (&story.page.live.if_it_lasts, 0.35),
        None => (&t.in_the_end, 0.62),
    };
    // The two sums must not meet.
    let in_the_end = (x < room).then(|| {
        let said = fill(end_words, &[("money", &money(state, whole.lost.mid))]);
        mark(1.0, mid(day.until)).child(text("0", "-8", "end").class("end-text").child(said))
    });
    let point = mark(x, so_far / top)
        .child(circle("sum-now", 5.0))
        .child(so_far_text);
    let band = el("div")
        .class("band")
        .child(shape)
        .child(hidden_svg("marks").child(point).child(in_the_end))
        .child(tick("tick top", money(state, top)))
        .child(tick("tick", money(state, 0.0)));
    Some(row("row sums-row", row_name(&t.lost, &t.lost_note)).child(band))
}

/// A share in whole per cent, as the page writes it.
pub(super) fn share(state: &State, fraction: f64) -> String {
    fill(
        &state.stage.story.page.strip.percent,
        &[("n", &decimal(fraction * 100.0, 0))],
    )
}

/// The clock on the axis: drag, arrows (1 minute), Page keys (30 minutes), Home and End.
fn scrubber(state: &State, dispatch: &Dispatch) -> Element {
    let story = &state.stage.story;
    let (t, day) = (&story.page.strip, state.stage.day);
    let now = state.at();
    let (dispatch, keys) = (dispatch.clone(), dispatch.clone());
    let seek = move |event: &Event| {
        if let Some(fraction) = browser::pointer_fraction(event) {
            dispatch.dispatch(Action::Seek(day.at_fraction(fraction)));
        }
    };
    let drag = seek.clone();
    let press = move |event: &Event| {
        browser::capture_pointer(event);
        seek(event);
    };
    let drag = move |event: &Event| {
        if browser::is_pressed(event) {
            drag(event);
        }
    };
    let key = move |event: &Event| {
        // Keys may come faster than the page is drawn, so they count from where the clock then stands.
        let minutes = |n: i64| Action::Move(Span::from_mins(n));
        let action = match browser::key(event).as_str() {
            "ArrowRight" | "ArrowUp" => minutes(1),
            "ArrowLeft" | "ArrowDown" => minutes(-1),
            "PageUp" => minutes(30),
            "PageDown" => minutes(-30),
            "Home" => Action::Seek(day.from),
            "End" => Action::Seek(day.until),
            _ => return,
        };
        event.prevent_default();
        keys.dispatch(action);
    };
    let lost = state.loss_so_far().map_or(0.0, |e| e.lost.mid);
    let value = fill(
        &t.value,
        &[
            ("time", &clock(state)),
            ("clock", &story.text.clock),
            ("percent", &share(state, state.stage.failing_at(now))),
            ("money", &money(state, lost)),
        ],
    );
    let minute = |t: Time| (t - day.from).secs().div_euclid(60).to_string();
    let x = day.fraction(now);
    let thumb = spot(x)
        .attr("y", "20")
        .child(circle("thumb", 14.0))
        .child(path(
            "thumb-arrows",
            "M-3,-4.5 L-8,0 L-3,4.5 Z M3,-4.5 L8,0 L3,4.5 Z",
        ));
    let x = percent(x);
    let playhead = line(&x, &x, "22", "100%").class("playhead");
    let svg = el("svg").attr("aria-hidden", "true");
    el("div")
        .class("scrubber")
        .attr("role", "slider")
        .attr("tabindex", "0")
        .attr("aria-label", &t.slider)
        .attr("aria-valuemin", "0")
        .attr("aria-valuemax", minute(day.until))
        .attr("aria-valuenow", minute(now))
        .attr("aria-valuetext", value)
        .on("pointerdown", press)
        .on("pointermove", drag)
        .on("keydown", key)
        .child(svg.child(playhead).child(thumb))
}

fn legend(state: &State) -> Element {
    let t = &state.stage.story.page.strip;
    let entry = |sample: Element, label: &str| {
        let key = el("svg").class("key").attr("viewBox", "0 0 30 12");
        el("span").child(key.child(sample)).child(label)
    };
    let rule = |class: &str| line("0", "30", "6", "6").class(class);
    let partly = el("rect")
        .class("bar partly")
        .attr("x", "1")
        .attr("y", "1")
        .attr("width", "28")
        .attr("height", "10");
    let down = path("bar down", "M6,1 H24 L29,6 L24,11 H6 L1,6 Z");
    el("p")
        .class("legend")
        .attr("aria-hidden", "true")
        .child(entry(partly, &t.partly).class("each"))
        .child(entry(down, &t.down))
        .child(entry(rule("works"), &t.working))
        .child(entry(rule("key-ahead"), &t.future))
}

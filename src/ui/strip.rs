//! The time strip: one axis for the share of lookups failing, the services and the money, and the clock to move on it.

use yew::prelude::*;

use super::browser;
use super::icon;
use super::lanes::{lane, percent};
use super::money::{axis_top, money};
use super::number::{decimal, short};
use super::state::{Action, State};
use crate::clock::{Span, Time};
use crate::incident::Service;
use crate::text::{Voice, fill};

/// How far apart the points of a drawn curve are.
const SAMPLE: Span = Span::from_mins(5);

/// The strip.
pub(super) fn strip(state: &State, dispatch: &UseReducerDispatcher<State>) -> Html {
    html! {
        <section class="strip" aria-label={state.stage.story.page.strip.title.clone()}>
            { head(state, dispatch) }
            <div class="plot">
                { grid(state) }
                { curve_row(state) }
                { lane_rows(state) }
                { money_row(state) }
                { hours(state) }
                { scrubber(state, dispatch) }
            </div>
            { legend(state) }
        </section>
    }
}

/// The clock's time, as `10:24`.
pub(super) fn clock(state: &State) -> String {
    let (h, m, _) = state.at().wall_clock(state.stage.day.offset);
    format!("{h:02}:{m:02}")
}

fn head(state: &State, dispatch: &UseReducerDispatcher<State>) -> Html {
    let (story, t) = (&state.stage.story, &state.stage.story.page.strip);
    let playing = state.playing;
    let onclick = {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Play(!playing)))
    };
    let label = if playing { &t.pause } else { &t.play };
    let lost = state.loss_so_far().map(|e| {
        let likely = fill(&t.likely, &[("low", &money(state, e.lost.low)), ("high", &money(state, e.lost.high))]);
        html! {
            <div class="ticker">
                <p class="ticker-note"><span>{ t.lost_so_far.clone() }</span><span>{ likely }</span></p>
                <p class="ticker-sum"><b>{ money(state, e.lost.mid) }</b><span>{ t.lost_short.clone() }</span></p>
            </div>
        }
    });
    html! {
        <div class="strip-head">
            <button type="button" class="play" aria-label={label.clone()} title={label.clone()} {onclick}>
                { icon::play(playing) }
            </button>
            <p class="clock">{ clock(state) }</p>
            <p class="date"><span>{ format!("{}, ", story.text.clock) }</span>{ story.text.date.clone() }</p>
            { lost.unwrap_or_default() }
        </div>
    }
}

/// The lines of the hours, behind everything.
fn grid(state: &State) -> Html {
    html! {
        <svg class="grid" aria-hidden="true">
            <defs>
                <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
                    <rect class="hatch-ground" width="6" height="6" /><rect class="hatch" width="6" height="3" />
                </pattern>
            </defs>
            { for even_hours(state).into_iter().map(|t| {
                let x = percent(state.stage.day.fraction(t));
                html! { <line x1={x.clone()} x2={x} y1="44" y2="100%" /> }
            }) }
        </svg>
    }
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

fn hours(state: &State) -> Html {
    let day = &state.stage.day;
    let times = even_hours(state);
    html! {
        <div class="row axis" aria-hidden="true">
            <span class="row-name"></span>
            <svg height="26">
                { for times.into_iter().map(|t| {
                    let (h, m, _) = t.wall_clock(day.offset);
                    html! { <text x={percent(day.fraction(t))} y="18" text-anchor="middle">{ format!("{h:02}:{m:02}") }</text> }
                }) }
            </svg>
        </div>
    }
}

/// Points of a function of time in the plot's own units (0 to 1000, 0 to 100), from one time to another.
fn points(state: &State, from: Time, until: Time, value: &dyn Fn(Time) -> f64) -> String {
    let day = &state.stage.day;
    let samples = std::iter::successors(Some(from), |t| Some(*t + SAMPLE));
    let mut times: Vec<Time> = samples.take_while(|t| *t < until).collect();
    // The few corners of the curve go in among the samples where they belong: a sort would be more code to load.
    let corners = state
        .stage
        .curve
        .iter()
        .flat_map(crate::impact::Curve::breaks);
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

fn curve_row(state: &State) -> Html {
    let story = &state.stage.story;
    let (t, day, now) = (&story.page.strip, &state.stage.day, state.at());
    let failing = |t: Time| state.stage.failing_at(t);
    let past = points(state, day.from, now, &failing);
    let ahead = points(state, now, day.until, &failing);
    let here = failing(now);
    let x = day.fraction(now);
    let (share, title) = match state.voice {
        Voice::Plain => (
            fill(&t.failing, &[("percent", &share(state, here))]),
            &t.lookups,
        ),
        Voice::Technical => (
            format!("{} SERVFAIL", share(state, here)),
            &t.lookups_technical,
        ),
    };
    let starts = state
        .stage
        .curve
        .iter()
        .map(crate::impact::Curve::starts)
        .min();
    let fixed = story
        .services
        .get(story.followed)
        .and_then(|s| s.shapes.iter().map(|s| s.until).max())
        .filter(|t| *t <= day.until);
    let flag = |at: Option<Time>, label: &str| {
        at.map(|at| {
            html! {
                <>
                    <line class="flag" x1={percent(day.fraction(at))} x2={percent(day.fraction(at))} y1="8" y2="44" />
                    <svg class="spot" x={percent(day.fraction(at))}><text class="flag-text" x="-6" y="20" text-anchor="end">{ label.to_owned() }</text></svg>
                </>
            }
        })
    };
    // The label keeps clear of the ends of the plot and of the curve itself.
    let (dx, anchor) = if x > 0.7 {
        ("-14", "end")
    } else {
        ("14", "start")
    };
    let label_y = if here > 0.5 { 20.0 } else { -12.0 };
    html! {
        <div class="row curve">
            <p class="row-name"><b>{ title.clone() }</b><span>{ t.lookups_note.clone() }</span></p>
            <div class="band">
                <svg class="flags" height="44" aria-hidden="true">
                    { flag(starts, &t.fault_begins).unwrap_or_default() }
                    { flag(fixed, &t.fix_begins).unwrap_or_default() }
                </svg>
                <svg class="shape" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
                    <polygon class="under" points={format!("0,100 {past} {},100", short(x * 1000.0, 1))} />
                    <line class="floor" x1="0" x2="1000" y1="100" y2="100" />
                    <polyline class="fails ahead" points={ahead} />
                    <polyline class="fails" points={past} />
                </svg>
                <svg class="marks" aria-hidden="true">
                    <svg class="spot" x={percent(x)} y={percent(1.0 - here)}>
                        <circle class="fails-now" r="5" />
                        if here > 0.0 {
                            <text class="fails-text" x={dx} y={label_y.to_string()} text-anchor={anchor}>{ share }</text>
                        }
                    </svg>
                </svg>
                <span class="tick top" aria-hidden="true">{ fill(&t.percent, &[("n", "100")]) }</span>
                <span class="tick" aria-hidden="true">{ "0" }</span>
            </div>
        </div>
    }
}

fn lane_rows(state: &State) -> Html {
    let story = &state.stage.story;
    let row = |key: String, class: &'static str, name: String, lane: Html| {
        html! { <div class={classes!("row", "lane-row", class)} {key}><p class="row-name">{ name }</p>{ lane }</div> }
    };
    let grouped = story.lanes.iter().enumerate().filter_map(|(n, l)| {
        let text = story.text.lanes.get(&l.id)?;
        let windows = story.lane_windows(n);
        Some(row(
            format!("lane-{n}"),
            "few",
            text.name.clone(),
            lane(state, &windows, true, &text.out),
        ))
    });
    let each = story.services.iter().filter_map(|s: &Service| {
        let text = story.text.services.get(&s.id)?;
        Some(row(
            format!("service-{}", s.id),
            "each",
            text.name.clone(),
            lane(state, &s.out, false, &text.out),
        ))
    });
    html! { <div class="lanes">{ for grouped }{ for each }</div> }
}

fn money_row(state: &State) -> Html {
    let Some(whole) = &state.estimate else {
        return html! {};
    };
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
    let ended = mid(day.until);
    let (dx, anchor) = if x > 0.62 {
        ("-12", "end")
    } else {
        ("12", "start")
    };
    let so_far_text = fill(&t.so_far, &[("money", &money(state, so_far))]);
    let in_the_end = if state.live.is_some() {
        &story.page.live.if_it_lasts
    } else {
        &t.in_the_end
    };
    let in_the_end = fill(in_the_end, &[("money", &money(state, whole.lost.mid))]);
    html! {
        <div class="row sums-row">
            <p class="row-name"><b>{ t.lost.clone() }</b><span>{ t.lost_note.clone() }</span></p>
            <div class="band">
                <svg class="shape" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
                    <polygon class="range ahead" points={band(now, day.until)} />
                    <polygon class="range" points={band(day.from, now)} />
                    <line class="floor" x1="0" x2="1000" y1="100" y2="100" />
                    <polyline class="sum ahead" points={points(state, now, day.until, &mid)} />
                    <polyline class="sum" points={points(state, day.from, now, &mid)} />
                </svg>
                <svg class="marks" aria-hidden="true">
                    <svg class="spot" x={percent(x)} y={percent(1.0 - so_far / top)}>
                        <circle class="sum-now" r="5" />
                        if so_far > 0.0 { <text class="sum-text" x={dx} y="-14" text-anchor={anchor}>{ so_far_text }</text> }
                    </svg>
                    // The two sums must not meet.
                    if x < if state.live.is_some() { 0.35 } else { 0.62 } {
                        <svg class="spot" x="100%" y={percent(1.0 - ended)}>
                            <text class="end-text" x="0" y="-8" text-anchor="end">{ in_the_end }</text>
                        </svg>
                    }
                </svg>
                <span class="tick top" aria-hidden="true">{ money(state, top) }</span>
                <span class="tick" aria-hidden="true">{ money(state, 0.0) }</span>
            </div>
        </div>
    }
}

/// A share in whole per cent, as the page writes it.
pub(super) fn share(state: &State, fraction: f64) -> String {
    fill(
        &state.stage.story.page.strip.percent,
        &[("n", &decimal(fraction * 100.0, 0))],
    )
}

/// The clock on the axis: drag, arrows (1 minute), Page keys (30 minutes), Home and End.
fn scrubber(state: &State, dispatch: &UseReducerDispatcher<State>) -> Html {
    let story = &state.stage.story;
    let (t, day) = (&story.page.strip, state.stage.day);
    let now = state.at();
    let seek = {
        let dispatch = dispatch.clone();
        move |fraction: f64| dispatch.dispatch(Action::Seek(day.at_fraction(fraction)))
    };
    let onpointerdown = {
        let seek = seek.clone();
        Callback::from(move |e: PointerEvent| {
            browser::capture_pointer(&e);
            if let Some(f) = browser::pointer_fraction(&e) {
                seek(f);
            }
        })
    };
    let onpointermove = Callback::from(move |e: PointerEvent| {
        // Only while it is pressed.
        if e.buttons() & 1 == 1
            && let Some(f) = browser::pointer_fraction(&e)
        {
            seek(f);
        }
    });
    let onkeydown = {
        let dispatch = dispatch.clone();
        Callback::from(move |e: KeyboardEvent| {
            // Keys may come faster than the page is drawn, so they count from where the clock then stands.
            let minutes = |n: i64| Some(Action::Move(Span::from_mins(n)));
            let action = match e.key().as_str() {
                "ArrowRight" | "ArrowUp" => minutes(1),
                "ArrowLeft" | "ArrowDown" => minutes(-1),
                "PageUp" => minutes(30),
                "PageDown" => minutes(-30),
                "Home" => Some(Action::Seek(day.from)),
                "End" => Some(Action::Seek(day.until)),
                _ => None,
            };
            if let Some(action) = action {
                e.prevent_default();
                dispatch.dispatch(action);
            }
        })
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
    let x = percent(day.fraction(now));
    html! {
        <div class="scrubber" role="slider" tabindex="0"
            aria-label={t.slider.clone()} aria-valuemin="0" aria-valuemax={minute(day.until)} aria-valuenow={minute(now)}
            aria-valuetext={value} {onpointerdown} {onpointermove} {onkeydown}
        >
            <svg aria-hidden="true">
                <line class="playhead" x1={x.clone()} x2={x.clone()} y1="22" y2="100%" />
                <svg class="spot" {x} y="20">
                    <circle class="thumb" r="14" />
                    <path class="thumb-arrows" d="M-3,-4.5 L-8,0 L-3,4.5 Z M3,-4.5 L8,0 L3,4.5 Z" />
                </svg>
            </svg>
        </div>
    }
}

fn legend(state: &State) -> Html {
    let t = &state.stage.story.page.strip;
    html! {
        <p class="legend" aria-hidden="true">
            <span class="each"><svg class="key" viewBox="0 0 30 12"><rect class="bar partly" x="1" y="1" width="28" height="10" /></svg>{ t.partly.clone() }</span>
            <span><svg class="key" viewBox="0 0 30 12"><path class="bar down" d="M6,1 H24 L29,6 L24,11 H6 L1,6 Z" /></svg>{ t.down.clone() }</span>
            <span><svg class="key" viewBox="0 0 30 12"><line class="works" x1="0" x2="30" y1="6" y2="6" /></svg>{ t.working.clone() }</span>
            <span><svg class="key" viewBox="0 0 30 12"><line class="key-ahead" x1="0" x2="30" y1="6" y2="6" /></svg>{ t.future.clone() }</span>
        </p>
    }
}

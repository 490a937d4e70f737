//! The figure, its interval, and twenty chances on one axis with what others said.

use yew::Event;

use super::{View, drawing, note, numbers, paper, said, text};
use crate::incident::Published;
use crate::loss::Estimate;
use crate::text::fill;
use crate::ui::browser;
use crate::ui::element::{Element, button, el};
use crate::ui::icon::{self, line, path};
use crate::ui::lanes::{percent, spot};
use crate::ui::money::axis_top;
use crate::ui::number::short;
use crate::ui::state::Action;
use crate::ui::strip;

/// The plot of the dots, in its own units: width, height, the radius of a dot and the width of a pile.
const PLOT: (f64, f64) = (1000.0, 132.0);
const RADIUS: f64 = 8.0;
const PILE: f64 = 17.0;

/// The title, and the button that plays the day from the start of the outage.
pub(super) fn head(view: &View) -> Element {
    let title = el("h2").attr("id", "sums-title").child(&view.t.title);
    let watch = view.dispatch.map(|dispatch| {
        let dispatch = dispatch.clone();
        let (playing, began) = (view.state.playing, view.story.began());
        let watch = move |_: &Event| {
            if !playing {
                dispatch.dispatch(Action::Seek(began));
                dispatch.dispatch(Action::Play(true));
            }
            browser::reveal(".strip");
        };
        button()
            .class("watch")
            .on("click", watch)
            .child(icon::play(false))
            .child(el("span").child(&view.t.watch))
    });
    el("div").class("panel-head").child(title).child(watch)
}

/// The figure, and what its chances are.
pub(super) fn cost(view: &View) -> Element {
    let (t, state, story) = (view.t, view.state, view.story);
    let now = view.money.estimate.at(state.part_shown());
    let when = if state.counts_up() {
        let time = strip::clock(state);
        fill(&t.at_time, &[("time", &time), ("clock", &story.text.clock)])
    } else {
        story.text.by_the_end.clone()
    };
    let long = |currency: &str, sum| browser::money_long(&story.page.lang, currency, sum);
    let beside = numbers::mended_sum(state).map(|p| {
        let [who, _] = paper(story, p);
        let money = long(&p.currency, p.amount);
        fill(&t.said_by, &[("who", who), ("money", &money)])
    });
    let sum = long(&view.loss.currency, now.lost.mid);
    let (figure, unit) = sum.split_once([' ', '\u{a0}']).unwrap_or((&sum, ""));
    let sum = el("p")
        .class("cost-sum")
        .child(el("b").child(figure))
        .child(" ")
        .child(el("span").child(unit));
    let about = el("p")
        .class("cost-note")
        .child(fill(&t.ticker, &[("when", &when)]))
        .child(" ")
        .child(beside);
    el("div")
        .class("cost")
        .child(sum)
        .child(about)
        .child(chances(view, &now))
}

/// Twenty dots and the published figures on one axis.
fn chances(view: &View, now: &Estimate) -> Element {
    let t = view.t;
    // In their order on the axis; of an outage that is going on nobody has published one.
    let mut on_axis: Vec<&Published> = Vec::new();
    let mut elsewhere: Vec<&Published> = Vec::new();
    for p in view
        .story
        .published
        .iter()
        .filter(|_| view.state.live.is_none())
    {
        if p.currency == view.loss.currency {
            let place = on_axis.partition_point(|o| o.amount <= p.amount);
            on_axis.insert(place, p);
        } else {
            elsewhere.push(p);
        }
    }
    let whole = view.money.estimate.dots.iter().copied().fold(0.0, f64::max);
    let most = on_axis.iter().map(|p| p.amount).fold(whole, f64::max);
    let top = axis_top(most * 1.02);
    let name = |p: &Published| paper(view.story, p)[0];
    let row = |of: &[&Published]| {
        let each = of
            .iter()
            .map(|p| format!("{} {}", name(p), said(view.story, p)));
        each.collect::<Vec<_>>().join(", ")
    };
    let (low, high) = (view.sum(now.lost.low), view.sum(now.lost.high));
    let interval = fill(&t.interval, &[("low", &low), ("high", &high)]);
    let dot = |dot: Option<&f64>| view.sum(dot.copied().unwrap_or(0.0));
    let spoken = fill(
        &t.axis,
        &[
            ("lowest", &dot(now.dots.first())),
            ("highest", &dot(now.dots.last())),
            ("low", &low),
            ("high", &high),
            ("others", &row(&on_axis)),
        ],
    );
    let places: Vec<f64> = on_axis.iter().map(|p| p.amount / top).collect();
    let levels = levels(&places);
    let diamonds = on_axis
        .iter()
        .zip(places)
        .zip(levels)
        .map(|((p, x), level)| {
            let (dx, anchor) = if x > 0.8 {
                ("7", "end")
            } else {
                ("0", "middle")
            };
            // Each level has room for two lines of text.
            let foot = -27.0 - 36.0 * level;
            let words = |class, y: f64| text(dx, &short(y, 0), anchor).class(class);
            spot(x)
                .attr("y", "100%")
                .child(line("0", "0", "-16", &short(foot + 5.0, 0)).class("said-leader"))
                .child(path("said-mark", "M0,-16 L7.5,-8 L0,0 L-7.5,-8 Z"))
                .child(words("said-name", foot - 15.0).child(name(p)))
                .child(words("said-sum", foot).child(said(view.story, p)))
        });
    // One path for all of them: they move with every change.
    let mut dots = String::new();
    let (r, back) = (short(RADIUS, 1), short(-2.0 * RADIUS, 1));
    for (x, y) in piles(&now.dots, top) {
        let (from, y) = (short(x - RADIUS, 1), short(y, 1));
        let over = short(2.0 * RADIUS, 1);
        dots += &format!("M{from},{y}a{r},{r} 0 0 1 {over},0a{r},{r} 0 0 1 {back},0z");
    }
    let size = format!("0 0 {} {}", short(PLOT.0, 0), short(PLOT.1, 0));
    let plot = el("div")
        .class("chances-plot")
        .attr("role", "img")
        .attr("aria-label", spoken)
        .child(
            drawing("quantiles")
                .attr("viewBox", size)
                .child(path("dot", &dots)),
        )
        .child(drawing("said-marks").each(diamonds));
    let ticks = (0..=5_u8).map(|n| {
        let share = f64::from(n) / 5.0;
        let anchor = match n {
            0 => "start",
            5 => "end",
            _ => "middle",
        };
        text(&percent(share), "20", anchor).child(view.sum(top * share))
    });
    let axis = drawing("cost-axis")
        .attr("height", "26")
        .child(line("0", "100%", "1", "1"))
        .each(ticks);
    let elsewhere = (!elsewhere.is_empty())
        .then(|| note(&fill(&t.other_currencies, &[("others", &row(&elsewhere))])));
    let about = el("p")
        .class("chances-note")
        .child(el("b").child(&t.dot))
        .child(" ")
        .child(interval);
    el("div")
        .class("chances")
        .child(about)
        .child(plot)
        .child(axis)
        .child(elsewhere)
}

/// Where the dots stand: piled up where they fall together, closer where a pile is high.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "twenty dots, sixty piles"
)]
fn piles(dots: &[f64; 20], top: f64) -> Vec<(f64, f64)> {
    let pile = |v: f64| (v / top * PLOT.0 / PILE).floor() as i64;
    let highest = dots
        .iter()
        .map(|a| dots.iter().filter(|b| pile(**b) == pile(*a)).count())
        .max()
        .unwrap_or(1);
    let room = PLOT.1 - 2.0 * RADIUS - 2.0;
    let rise = (room / highest.saturating_sub(1).max(1) as f64).min(PILE);
    let mut placed: Vec<(f64, f64)> = Vec::new();
    for (n, v) in dots.iter().enumerate() {
        let below = dots
            .iter()
            .take(n)
            .filter(|b| pile(**b) == pile(*v))
            .count();
        let x = (pile(*v) as f64 + 0.5) * PILE;
        placed.push((x, PLOT.1 - RADIUS - 1.0 - below as f64 * rise));
    }
    placed
}

/// A level for each label, so that none covers another: the lowest that is free. `places` rise, as parts of the axis.
fn levels(places: &[f64]) -> Vec<f64> {
    /// Half of a label's width on the narrowest page, as a part of the axis.
    const HALF: f64 = 0.15;
    let span = |x: f64| {
        if x > 0.8 {
            (x - 2.0 * HALF, x)
        } else {
            (x - HALF, x + HALF)
        }
    };
    let mut ends: Vec<f64> = Vec::new();
    let mut levels = Vec::new();
    for x in places {
        let (from, until) = span(*x);
        let free = ends.iter().position(|end| *end <= from);
        let mut level = 0.0;
        match free.and_then(|n| ends.get_mut(n).map(|end| (n, end))) {
            Some((n, end)) => {
                *end = until;
                level += f64::from(u8::try_from(n).unwrap_or(u8::MAX));
            }
            None => {
                level += f64::from(u8::try_from(ends.len()).unwrap_or(u8::MAX));
                ends.push(until);
            }
        }
        levels.push(level);
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_would_meet_stand_on_different_levels() {
        assert_eq!(levels(&[0.5, 0.6, 0.96]), [0.0, 1.0, 0.0]);
        assert_eq!(levels(&[0.1, 0.5]), [0.0, 0.0]);
    }

    #[test]
    fn piles_stay_in_the_plot_and_never_share_a_place() {
        let apart: [f64; 20] = core::array::from_fn(|n| 1e6 * n as f64);
        for dots in [apart, [3.7e6; 20], [0.0; 20]] {
            let placed = piles(&dots, 5e7);
            for (n, (x, y)) in placed.iter().enumerate() {
                assert!(*x >= 0.0 && *x <= PLOT.0 && *y >= RADIUS && *y < PLOT.1);
                assert!(!placed[..n].contains(&(*x, *y)));
            }
        }
    }
}

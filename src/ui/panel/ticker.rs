//! The figure, its interval, and twenty chances on one axis with what others said.

use yew::prelude::*;

use super::{View, numbers};
use crate::text::fill;
use crate::ui::browser;
use crate::ui::icon;
use crate::ui::lanes::percent;
use crate::ui::money::axis_top;
use crate::ui::number::short;
use crate::ui::state::Action;
use crate::ui::strip;

/// The plot of the dots, in its own units: width, height, the radius of a dot and the width of a pile.
const PLOT: (f64, f64) = (1000.0, 132.0);
const RADIUS: f64 = 8.0;
const PILE: f64 = 17.0;

pub(super) fn ticker(view: &View) -> Html {
    let (t, state) = (view.t, view.state);
    let now = view.money.estimate.at(state.part_shown());
    let when = if state.counts_up() {
        fill(
            &t.at_time,
            &[
                ("time", &strip::clock(state)),
                ("clock", &view.story.text.clock),
            ],
        )
    } else {
        view.story.text.by_the_end.clone()
    };
    let said = numbers::mended_sum(state).map(|p| {
        let name = view.paper(p.source).name;
        let money = browser::money_long(&view.story.page.lang, &p.currency, p.amount);
        fill(&t.said_by, &[("who", &name), ("money", &money)])
    });
    let long = browser::money_long(&view.story.page.lang, &view.loss.currency, now.lost.mid);
    let (figure, unit) = long.split_once([' ', '\u{a0}']).unwrap_or((&long, ""));
    html! {
        <>
            <div class="panel-head">
                <h2 id="sums-title">{ t.title.clone() }</h2>
                { watch(view).unwrap_or_default() }
            </div>
            <div class="cost">
                <p class="cost-sum"><b>{ figure.to_owned() }</b>{ " " }<span>{ unit.to_owned() }</span></p>
                <p class="cost-note">{ fill(&t.ticker, &[("when", &when)]) }{ " " }{ said.unwrap_or_default() }</p>
                { chances(view, &now) }
            </div>
        </>
    }
}

/// The button that plays the day from the start of the outage.
fn watch(view: &View) -> Option<Html> {
    let dispatch = view.dispatch?.clone();
    let (playing, began) = (view.state.playing, view.story.began());
    let onclick = Callback::from(move |_: MouseEvent| {
        if !playing {
            dispatch.dispatch(Action::Seek(began));
            dispatch.dispatch(Action::Play(true));
        }
        browser::reveal(".strip");
    });
    Some(html! {
        <button type="button" class="watch" {onclick}>{ icon::play(false) }<span>{ view.t.watch.clone() }</span></button>
    })
}

/// Twenty dots and the published figures on one axis.
fn chances(view: &View, now: &crate::loss::Estimate) -> Html {
    let t = view.t;
    let currency = &view.loss.currency;
    let live = view.state.live.is_some();
    let published = view.story.published.iter().filter(|_| !live);
    let (mut on_axis, elsewhere): (Vec<_>, Vec<_>) =
        published.partition(|p| p.currency == *currency);
    on_axis.sort_by(|a, b| a.amount.total_cmp(&b.amount));
    let named = |p: &crate::incident::Published| {
        let about = if p.about {
            format!("{} ", view.story.page.page.about)
        } else {
            String::new()
        };
        let sum = browser::money_exact(&view.story.page.lang, &p.currency, p.amount);
        (view.paper(p.source).name, format!("{about}{sum}"))
    };
    let whole = view.money.estimate.dots.iter().copied().fold(0.0, f64::max);
    let most = on_axis.iter().map(|p| p.amount).fold(whole, f64::max);
    let top = axis_top(most * 1.02);
    let interval = fill(
        &t.interval,
        &[
            ("low", &view.sum(now.lost.low)),
            ("high", &view.sum(now.lost.high)),
        ],
    );
    let list = |of: &[&crate::incident::Published]| {
        let each = of.iter().map(|p| {
            let (name, sum) = named(p);
            format!("{name} {sum}")
        });
        each.collect::<Vec<_>>().join(", ")
    };
    let spoken = fill(
        &t.axis,
        &[
            (
                "lowest",
                &view.sum(now.dots.first().copied().unwrap_or(0.0)),
            ),
            (
                "highest",
                &view.sum(now.dots.last().copied().unwrap_or(0.0)),
            ),
            ("low", &view.sum(now.lost.low)),
            ("high", &view.sum(now.lost.high)),
            ("others", &list(&on_axis)),
        ],
    );
    let places: Vec<f64> = on_axis.iter().map(|p| p.amount / top).collect();
    let levels = levels(&places);
    let diamonds = on_axis.iter().zip(places).zip(levels).map(|((p, x), level)| {
        let (name, sum) = named(p);
        let anchor = if x > 0.8 { "end" } else { "middle" };
        let dx = if x > 0.8 { "7" } else { "0" };
        // Each level has room for two lines of text.
        let foot = -27.0 - 36.0 * level;
        html! {
            <svg class="spot" x={percent(x)} y="100%">
                <line class="said-leader" y1="-16" y2={short(foot + 5.0, 0)} />
                <path class="said-mark" d="M0,-16 L7.5,-8 L0,0 L-7.5,-8 Z" />
                <text class="said-name" x={dx} y={short(foot - 15.0, 0)} text-anchor={anchor}>{ name }</text>
                <text class="said-sum" x={dx} y={short(foot, 0)} text-anchor={anchor}>{ sum }</text>
            </svg>
        }
    });
    html! {
        <div class="chances">
            <p class="chances-note"><b>{ t.dot.clone() }</b>{ " " }{ interval }</p>
            <div class="chances-plot" role="img" aria-label={spoken}>
                <svg class="quantiles" viewBox={format!("0 0 {} {}", short(PLOT.0, 0), short(PLOT.1, 0))} aria-hidden="true">
                    { for piles(&now.dots, top).into_iter().map(|(x, y)| html! {
                        <circle class="dot" cx={short(x, 1)} cy={short(y, 1)} r={short(RADIUS, 0)} />
                    }) }
                </svg>
                <svg class="said-marks" aria-hidden="true">{ for diamonds }</svg>
            </div>
            <svg class="cost-axis" height="26" aria-hidden="true">
                <line x1="0" x2="100%" y1="1" y2="1" />
                { for (0..=5_u8).map(|n| {
                    let share = f64::from(n) / 5.0;
                    let anchor = match n { 0 => "start", 5 => "end", _ => "middle" };
                    html! { <text x={percent(share)} y="20" text-anchor={anchor}>{ view.sum(top * share) }</text> }
                }) }
            </svg>
            if !elsewhere.is_empty() {
                <p class="note">{ fill(&t.other_currencies, &[("others", &list(&elsewhere))]) }</p>
            }
        </div>
    }
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

//! The loss panel and live mode: its figures agree with each other and with the model, an address sets what a slider sets,
//! and what an address gets wrong is told.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use std::rc::Rc;

use proptest::prelude::*;
use support::story;
use where_it_broke::clock::{Span, Time};
use where_it_broke::embed::Wanted;
use where_it_broke::incident::Stage;
use where_it_broke::loss::{self, Symbol, two_figures};
use where_it_broke::ui::panel::numbers::{counters, mended_sum, rows, sum_lines};
use where_it_broke::ui::panel::series::spreadsheet;
use where_it_broke::ui::state::{Action, State};
use yew::Reducible;

const STORY: &str = "apple-2015";

fn opened(address: &[(&str, &str)]) -> State {
    let stage = Stage::new(Rc::new(story(STORY))).unwrap();
    State::new(Rc::new(stage), &Wanted::read(address.iter().copied())).unwrap()
}

fn after(state: State, actions: &[Action]) -> State {
    let start = Rc::new(state);
    let end = actions.iter().fold(start, |s, a| s.reduce(a.clone()));
    (*end).clone()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

/// Everything that the panel's parts promise each other.
fn consistent(state: &State) {
    let money = state.money.as_ref().unwrap();
    let lines = sum_lines(state);
    let last = lines.last().unwrap();
    let shown = if state.live.is_some() {
        state.part_shown()
    } else {
        1.0
    };
    assert!(
        near(last.leaves, money.estimate.central * shown),
        "the lines come to the central value"
    );
    let product: f64 = lines
        .iter()
        .filter(|l| l.symbol != Symbol::Refunds && l.symbol != Symbol::Response)
        .map(|l| l.value)
        .product();
    let amounts: f64 = [Symbol::Refunds, Symbol::Response]
        .map(|s| money.inputs.quantile(s, 0.5))
        .iter()
        .sum();
    if state.live.is_none() {
        assert!(
            near(product + amounts, money.estimate.central),
            "the lines multiply"
        );
    }
    let c = counters(state);
    assert!(
        near(c.blocked, c.returns + c.lost),
        "blocked = returns + lost"
    );
    assert!(c.returns >= 0.0 && c.lost >= 0.0);
    assert!(near(c.lost, money.estimate.central * state.part_shown()));
    let e = &money.estimate;
    assert!(e.dots.windows(2).all(|d| d[0] <= d[1]), "the dots ascend");
    assert!(e.lost.low <= e.lost.mid && e.lost.mid <= e.lost.high);
    for r in rows(state) {
        assert!(r.swing.0 <= r.swing.1 && r.swing.0 >= 0.0, "{}", r.symbol);
        assert!(
            r.track.min <= r.value && r.value <= r.track.max,
            "{}",
            r.symbol
        );
    }
}

#[test]
fn the_panel_agrees_with_itself_and_the_model() {
    let state = opened(&[]);
    consistent(&state);
    let inputs = &state.stage.story.loss.as_ref().unwrap().inputs;
    let model = loss::estimate(inputs, loss::DRAWS, loss::SEED);
    assert_eq!(state.sums, Some(model.sums()));
    assert_eq!(state.money.unwrap().estimate, model);
}

#[test]
fn the_published_sum_is_the_first_bar_and_its_lines_multiply_to_it() {
    let state = opened(&[]);
    let published = mended_sum(&state).unwrap();
    let lines = sum_lines(&state);
    let product: f64 = lines.iter().map(|l| l.said).product();
    assert!(near(product, published.amount), "{product}");
    // The first line takes the double counting out and puts the growth in; the hours are still the paper's.
    assert!(near(lines[0].leaves, lines[0].value * lines[1].said));
    assert!(
        (two_figures(lines[0].leaves) - 27e6).abs() < 1.0,
        "{}",
        lines[0].leaves
    );
}

#[test]
fn the_share_bought_later_matters_most_and_the_hours_least() {
    let order: Vec<Symbol> = rows(&opened(&[])).iter().map(|r| r.symbol).collect();
    assert_eq!(order[0], Symbol::Later);
    assert_eq!(order[6], Symbol::Hours, "{order:?}");
    // K and C are not counted and so do not swing.
    assert_eq!(order.len(), 9);
}

#[test]
fn no_row_jumps_while_its_slider_is_held() {
    let order = |s: &State| rows(s).iter().map(|r| r.symbol).collect::<Vec<_>>();
    let before = opened(&[]);
    let moved = after(
        before.clone(),
        &[
            Action::Assume(Symbol::Later, 0.99),
            Action::Assume(Symbol::Hours, 11.0),
        ],
    );
    assert_eq!(order(&before), order(&moved));
}

#[test]
fn an_address_sets_what_a_slider_sets() {
    let by_address = opened(&[("a.r", "0.5"), ("a.E", "12"), ("a.K", "1000000")]);
    let by_slider = after(
        opened(&[]),
        &[
            Action::Assume(Symbol::Later, 0.5),
            Action::Assume(Symbol::Hours, 12.0),
            Action::Assume(Symbol::Refunds, 1e6),
        ],
    );
    assert!(by_address.notices.is_empty());
    assert_eq!(by_address.money, by_slider.money);
    assert_eq!(by_address.sums, by_slider.sums);
    consistent(&by_address);
}

#[test]
fn reset_puts_every_assumption_back() {
    let before = opened(&[]);
    let moved = after(before.clone(), &[Action::Assume(Symbol::Failing, 0.2)]);
    assert!(moved.sums.unwrap().lost.mid < before.sums.unwrap().lost.mid);
    let back = after(moved, &[Action::Reset]);
    assert_eq!(back.sums, before.sums);
}

#[test]
fn a_value_out_of_range_changes_nothing() {
    let state = Rc::new(opened(&[]));
    for (symbol, value) in [
        (Symbol::Later, 1.1),
        (Symbol::Exposed, -0.1),
        (Symbol::Hours, f64::NAN),
        (Symbol::Revenue, f64::INFINITY),
    ] {
        let next = state.clone().reduce(Action::Assume(symbol, value));
        assert!(Rc::ptr_eq(&next, &state), "{symbol}");
    }
}

#[test]
fn a_bad_assumption_in_the_address_is_told_with_its_name_and_range() {
    for (name, value, told) in [
        ("a.r", "1.5", ["a.r", "0 to 1"]),
        ("a.s", "-0.1", ["a.s", "0 to 1"]),
        ("a.R", "-5", ["a.R", "0 or more"]),
        ("a.E", "NaN", ["a.E", "0 or more"]),
        ("a.w", "lots", ["a.w", "lots"]),
        ("a.q", "1", ["“q”", "R, s, g, f, w, E, r, K, C"]),
    ] {
        let state = opened(&[(name, value)]);
        assert_eq!(state.notices.len(), 1, "{name}");
        for part in told {
            assert!(state.notices[0].contains(part), "{}", state.notices[0]);
        }
        assert_eq!(state.sums, opened(&[]).sums);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_assumptions_leave_the_panel_consistent(
        share in 0.0..=1.0_f64, later in 0.0..=1.0_f64, hours in 0.0..100.0_f64, refunds in 0.0..1e7_f64, step in 0_usize..7,
    ) {
        let state = after(opened(&[]), &[
            Action::Go(step),
            Action::Assume(Symbol::Exposed, share),
            Action::Assume(Symbol::Later, later),
            Action::Assume(Symbol::Hours, hours),
            Action::Assume(Symbol::Refunds, refunds),
        ]);
        consistent(&state);
    }
}

#[test]
fn zero_income_costs_nothing() {
    let state = opened(&[("a.R", "0")]);
    consistent(&state);
    assert_eq!(counters(&state).lost, 0.0);
}

#[test]
fn watching_it_mount_up_counts_from_nothing_to_the_whole() {
    let start = opened(&[("step", "7")]);
    let began = start.stage.story.began();
    let mut state = after(start, &[Action::Seek(began), Action::Play(true)]);
    let (mut last, until) = (0.0, state.stage.story.day.until);
    assert_eq!(state.part_shown(), 0.0);
    let mut t = began;
    while t < until {
        t = t + Span::from_mins(30);
        state = after(state, &[Action::Tick(t)]);
        let now = counters(&state).lost;
        assert!(now >= last);
        last = now;
    }
    assert!(near(last, state.money.unwrap().estimate.central));
    assert!(!state.playing);
}

#[test]
fn letting_the_thumb_go_is_a_change_of_its_own_so_that_what_waited_is_drawn() {
    let start = opened(&[("step", "7")]);
    let began = start.stage.story.began();
    let held = after(
        start,
        &[
            Action::Hold(true),
            Action::Seek(began + Span::from_mins(90)),
        ],
    );
    assert!(held.held);
    let released = after(held.clone(), &[Action::Hold(false)]);
    assert!(released != held && released.at() == held.at());
    assert!(counters(&released).lost < released.money.unwrap().estimate.central);
}

#[test]
fn the_spreadsheet_holds_every_sum() {
    let state = opened(&[]);
    let sheet = spreadsheet(&state);
    let lost = state.sums.unwrap().lost;
    assert!(sheet.contains(&format!("{:.0},{:.0},{:.0}", lost.low, lost.mid, lost.high)));
    for p in &state.stage.story.published {
        assert!(sheet.contains(&format!("{:.0},{}", p.amount, p.currency)));
    }
    // The last row of the series is the whole outage.
    let last = sheet.trim_end().lines().last().unwrap();
    assert!(last.starts_with("2015-03-11T22:00:00Z,0,"), "{last}");
    assert!(last.ends_with(&format!("{:.0}", lost.high)));
}

// ---- Live mode ---------------------------------------------------------------------------------------------------------

const SINCE: &str = "2026-11-22T19:00:00Z";

fn at(time: &str) -> Time {
    time.parse().unwrap()
}

fn live(address: &[(&str, &str)], now: Time) -> State {
    opened(address)
        .going_on(at(SINCE), now, "22 November 2026".to_owned())
        .unwrap()
}

fn later(hours: i64) -> Time {
    at(SINCE) + Span::from_mins(hours * 60)
}

#[test]
fn an_outage_going_on_runs_with_the_wall_clock_and_has_no_end() {
    let mut state = live(&[], later(1));
    let mut last = counters(&state).lost;
    assert!(last > 0.0 && state.notices.is_empty());
    for hours in [2, 3, 12, 30, 100] {
        state = after(state, &[Action::Now(later(hours))]);
        assert_eq!(state.at(), later(hours), "the page's clock follows");
        assert!(
            state.stage.day.until > later(hours),
            "the day reaches further"
        );
        assert!(
            state.stage.failing_at(state.at()) > 0.8,
            "nothing is mended"
        );
        let now = counters(&state).lost;
        assert!(now > last);
        last = now;
        consistent(&state);
    }
    // The plain rate: after the copies have run out every hour costs the same.
    let ahead = counters(&after(state, &[Action::Now(later(101))])).lost;
    let hourly = opened(&[]).money.unwrap().estimate.central / 11.5;
    assert!(
        ((ahead - last) / hourly - 1.0).abs() < 0.02,
        "{} against {hourly}",
        ahead - last
    );
}

#[test]
fn the_hours_so_far_are_the_curves_and_no_slider_moves_them() {
    let state = live(&[("a.E", "3")], later(5));
    assert!(state.notices[0].contains("a.E"));
    assert!(rows(&state).iter().all(|r| r.symbol != Symbol::Hours));
    let hours = sum_lines(&state)
        .iter()
        .find(|l| l.symbol == Symbol::Hours)
        .unwrap()
        .value;
    // Five hours, less the half hour for which copies hid the fault.
    assert!((hours - 4.5).abs() < 0.01, "{hours}");
    let same = Rc::new(state);
    assert!(Rc::ptr_eq(
        &same.clone().reduce(Action::Assume(Symbol::Hours, 1.0)),
        &same
    ));
}

#[test]
fn a_slider_moves_the_counters_of_an_outage_going_on() {
    let state = live(&[], later(3));
    let all_lost = after(state.clone(), &[Action::Assume(Symbol::Later, 0.0)]);
    assert!(counters(&all_lost).lost > 2.0 * counters(&state).lost);
    assert_eq!(counters(&all_lost).returns, 0.0);
    consistent(&all_lost);
}

#[test]
fn steps_and_playing_go_on_working() {
    let state = live(&[], later(3));
    let stepped = after(state.clone(), &[Action::Go(4)]);
    assert_eq!(stepped.step, 4);
    assert!(stepped.settled().broken.is_some());
    let stays = after(stepped.clone(), &[Action::Now(later(4))]);
    assert_eq!(
        stays.at(),
        stepped.at(),
        "who has stepped away is left there"
    );
    let played = after(
        stays,
        &[
            Action::Seek(at(SINCE)),
            Action::Play(true),
            Action::Tick(later(2)),
            Action::Tick(later(9)),
        ],
    );
    assert_eq!(played.at(), later(4), "playing ends at the wall clock");
    assert!(!played.playing);
    let followed = after(played, &[Action::Now(later(5))]);
    assert_eq!(followed.at(), later(5));
}

#[test]
fn an_address_with_a_step_stands_at_that_step() {
    let state = live(&[("step", "5")], later(3));
    assert_eq!((state.step, state.on_step), (4, true));
    assert!(state.settled().broken.is_some());
}

#[test]
fn a_start_in_the_future_or_long_ago_is_told_beside_the_story_as_it_was() {
    for now in [at(SINCE) - Span::from_mins(1), later(24 * 32)] {
        let state = live(&[], now);
        assert_eq!(state.notices.len(), 1);
        assert!(state.notices[0].contains(SINCE));
        assert!(state.live.is_none());
        assert_eq!(state.at(), opened(&[]).at());
    }
}

#[test]
fn a_malformed_start_is_told() {
    for bad in ["soon", "2026-11-22", "19:00", ""] {
        let state = opened(&[("since", bad)]);
        assert_eq!(state.notices.len(), 1, "{bad}");
    }
}

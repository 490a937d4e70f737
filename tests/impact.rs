//! The impact clock against `research/loss.md` section 3, against counting caches one by one, and what must hold always.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "milliseconds of a few weeks, and small counts"
)]

use proptest::prelude::*;
use where_it_broke::clock::{Span, Time};
use where_it_broke::impact::demand::{DemandClock, DemandError, Region};
use where_it_broke::impact::{Curve, Shape, ShapeError};

const H: u32 = 3600;
const DAY: u32 = 24 * H;
/// 2015-03-11T09:00:00Z.
const START: Time = Time::from_ms(1_426_064_400_000);

fn after(seconds: f64) -> Time {
    START + Span::from_ms((seconds * 1000.0).round() as i64)
}

fn shape(hours: f64, good_ttl_s: u32, failure_ttl_s: u32) -> Shape {
    Shape {
        from: START,
        until: after(hours * 3600.0),
        spread_s: 0,
        share_per_mille: 1000,
        good_ttl_s,
        failure_ttl_s,
    }
}

fn curve(shape: &Shape) -> Curve {
    Curve::new(shape).unwrap()
}

#[track_caller]
fn is(value: f64, written: f64, half_a_place: f64) {
    assert!(
        (value - written).abs() <= half_a_place,
        "{value} is not {written}"
    );
}

mod section_3_effective_hours {
    use super::*;

    /// Share of caches caught, hours during the fault, hours after it, all hours, hours to the last victim.
    fn row(shape: Shape) -> [f64; 5] {
        let c = curve(&shape);
        let during = c.hours_to(shape.until);
        let row = [
            c.failing_at(shape.until) * 100.0,
            during,
            c.effective_hours() - during,
            c.effective_hours(),
            (c.ends() - shape.until).hours(),
        ];
        println!("{row:.3?}");
        row
    }

    #[test]
    fn apple_like() {
        let [caught, during, tail, all, last] = row(shape(11.5, H, 900));
        is(caught, 100.0, 0.5);
        is(during, 11.0, 0.005);
        // 0.125: the document cut it.
        is(tail, 0.125, 0.0005);
        is(all, 11.12, 0.0051);
        is(last, 0.25, 0.005);
    }

    #[test]
    fn aws_2025() {
        let [caught, during, tail, all, last] = row(shape(2.62, 5, 900));
        is(caught, 100.0, 0.5);
        is(during, 2.62, 0.005);
        is(tail, 0.13, 0.005);
        is(all, 2.75, 0.005);
        // The document gives the bound, the failure's TTL of 0.25 h. With a good TTL of 5 s every cache starts to fail within
        // 5 s and asks in step, so the last failure runs out with the first, 2.75 h after the fault.
        assert!(last <= 0.25);
        is(last, 0.13, 0.005);
    }

    #[test]
    fn de_2010() {
        let [caught, during, tail, all, last] = row(shape(2.25, DAY, 2 * H));
        is(caught, 9.0, 0.5);
        is(during, 0.11, 0.0051);
        is(tail, 0.10, 0.005);
        is(all, 0.21, 0.005);
        is(last, 2.0, 0.005);
    }

    #[test]
    fn fixed_in_an_hour_felt_for_a_day() {
        let [caught, during, tail, all, last] = row(shape(1.0, DAY, DAY));
        is(caught, 4.0, 0.5);
        is(during, 0.02, 0.005);
        is(tail, 0.98, 0.005);
        is(all, 1.0, 1e-9);
        is(last, 24.0, 0.005);
    }
}

#[test]
fn equal_ttls_spread_the_harm_and_do_not_shrink_it() {
    for hours in [0.1, 1.0, 2.62, 11.5, 30.0] {
        for ttl in [5, 60, 300, 900, H, 2 * H, DAY, 7 * DAY] {
            is(
                curve(&shape(hours, ttl, ttl)).effective_hours(),
                hours,
                hours * 1e-9,
            );
        }
    }
}

#[test]
fn before_the_fault_nothing_fails_and_one_ttl_later_the_whole_share() {
    let c = curve(&Shape {
        share_per_mille: 900,
        ..shape(11.5, H, 900)
    });
    assert_eq!(c.starts(), START);
    is(c.failing_at(START - Span::from_ms(1)), 0.0, 0.0);
    is(c.failing_at(START), 0.0, 0.0);
    is(c.failing_at(after(1800.0)), 0.45, 1e-12);
    is(c.failing_at(after(3600.0)), 0.9, 1e-12);
    is(c.failing_at(after(11.5 * 3600.0)), 0.9, 1e-12);
    // The cached failures run out evenly over their 15 minutes.
    is(c.failing_at(after(11.5 * 3600.0 + 450.0)), 0.45, 1e-12);
    is(c.failing_at(after(11.75 * 3600.0)), 0.0, 1e-12);
    assert_eq!(c.ends(), after(11.75 * 3600.0));
    is(c.elapsed(START), 0.0, 0.0);
    is(c.elapsed(c.ends()), 1.0, 0.0);
}

#[test]
fn a_spreading_fix_is_a_slower_fall() {
    let slow = Shape {
        spread_s: 2 * H,
        ..shape(11.5, H, 300)
    };
    let c = curve(&slow);
    is(c.failing_at(slow.until + Span::from_mins(60)), 0.5, 0.05);
    is(
        c.effective_hours(),
        curve(&shape(11.5, H, 300)).effective_hours() + 1.0,
        0.001,
    );
    assert_eq!(c.ends(), slow.until + Span::from_mins(125));
}

#[test]
fn a_failure_ttl_below_a_two_thousandth_of_the_spread_hardly_counts() {
    let spread = Shape {
        spread_s: DAY,
        ..shape(11.5, H, 0)
    };
    is(curve(&spread).effective_hours(), 11.0 + 12.0, 0.01);
    assert!(curve(&spread).breaks().count() < 10_000);
}

#[test]
fn what_cannot_be_is_refused() {
    let good = shape(1.0, H, 900);
    let refused = |s: Shape| Curve::new(&s).unwrap_err().to_string();
    assert_eq!(
        refused(Shape {
            until: after(-1.0),
            ..good
        }),
        "until: 2015-03-11T08:59:59Z is before from (2015-03-11T09:00:00Z), expected 2015-03-11T09:00:00Z or later"
    );
    assert_eq!(
        refused(Shape {
            share_per_mille: 1001,
            ..good
        }),
        "share_per_mille: 1001 is out of range, expected 0 to 1000"
    );
    assert_eq!(
        refused(Shape {
            good_ttl_s: 1 << 31,
            ..good
        }),
        "good_ttl_s: 2147483648 is out of range, expected 0 to 2147483647"
    );
    assert!(matches!(
        Curve::new(&Shape {
            spread_s: u32::MAX,
            ..good
        }),
        Err(ShapeError::Spread { seconds: u32::MAX })
    ));
}

mod several_faults {
    use super::*;

    fn all(shapes: &[Shape]) -> Curve {
        Curve::of_all(shapes, after(1e7)).unwrap().unwrap()
    }

    #[test]
    fn of_one_name_are_one_curve() {
        assert_eq!(Curve::of_all(&[], START), Ok(None));
        assert_eq!(all(&[shape(11.5, H, 900)]), curve(&shape(11.5, H, 900)));
    }

    #[test]
    fn far_apart_do_each_their_own_harm() {
        // A failure kept as long as a record: equal TTLs, so three hours of fault are three effective hours.
        let second = Shape {
            from: after(36_000.0),
            until: after(39_600.0),
            ..shape(0.0, H, H)
        };
        let c = all(&[shape(2.0, H, H), second]);
        is(c.effective_hours(), 3.0, 0.03);
        is(c.hours_to(after(30_000.0)), 2.0, 0.02);
        is(c.failing_at(after(5400.0)), 1.0, 0.01);
        is(c.failing_at(after(20_000.0)), 0.0, 0.0);
        is((c.ends() - c.starts()).hours(), 12.0, 0.02);
    }

    #[test]
    fn overlapping_are_not_counted_twice() {
        let half = Shape {
            share_per_mille: 500,
            ..shape(6.0, 300, 300)
        };
        let c = all(&[shape(3.0, 300, 300), half]);
        is(c.effective_hours(), 3.0 + 1.5, 0.03);
        is(c.failing_at(after(3600.0)), 1.0, 0.0);
        is(c.failing_at(after(4.5 * 3600.0)), 0.5, 0.01);
    }

    #[test]
    fn caches_that_recovered_together_run_out_together() {
        // A day's record, a minute's failure. After the first fault all caches fetch within a minute, so a day later all run
        // out within that minute, into a second fault of ten minutes. One fault alone would have met one cache in 144.
        let first = shape(30.0, DAY, 60);
        let second = Shape {
            from: first.until + Span::from_secs(i64::from(DAY) - 60),
            ..first
        };
        let second = Shape {
            until: second.from + Span::from_mins(10),
            ..second
        };
        let c = all(&[first, second]);
        is(c.failing_at(second.from + Span::from_mins(5)), 1.0, 0.01);
    }

    #[test]
    fn without_an_end_are_followed_as_far_as_anybody_looks() {
        let endless = shape(90_000.0, 300, 300);
        let part = Shape {
            share_per_mille: 500,
            ..endless
        };
        let c = Curve::of_all(&[part, endless], after(36_000.0))
            .unwrap()
            .unwrap();
        is(c.failing_at(after(150.0)), 0.5, 0.02);
        is(c.hours_to(after(18_000.0)), 5.0 - 150.0 / 3600.0, 0.02);
        is(c.effective_hours(), 10.0 - 150.0 / 3600.0, 0.02);
    }

    #[test]
    fn that_cannot_be_are_refused() {
        let bad = Shape {
            share_per_mille: 1001,
            ..shape(1.0, H, H)
        };
        assert!(Curve::of_all(&[shape(1.0, H, H), bad], START).is_err());
    }
}

mod demand_by_the_hour {
    use super::*;

    const FLAT: [u16; 24] = [1; 24];
    const WEEK: [u16; 7] = [1; 7];

    /// Nobody buys before noon of their day.
    fn afternoons(part: u32, offset_min: i16) -> Region {
        let hours = core::array::from_fn(|h| u16::from(h >= 12));
        Region {
            part,
            offset_min,
            hours,
            weekdays: WEEK,
        }
    }

    /// 09:00 to 20:30 UTC, all lookups failing at once and until the end.
    fn window() -> Curve {
        curve(&shape(11.5, 0, 0))
    }

    #[test]
    fn a_flat_day_weighs_one() {
        let flat = Region {
            part: 3,
            offset_min: -300,
            hours: FLAT,
            weekdays: WEEK,
        };
        let clock = DemandClock::new(vec![flat]).unwrap();
        is(clock.weight_in(&window()), 1.0, 1e-12);
        is(clock.hours_to(&window(), after(3600.0)), 1.0, 1e-6);
    }

    #[test]
    fn the_same_window_is_night_here_and_evening_there() {
        let weight = |offset| {
            DemandClock::new(vec![afternoons(1, offset)])
                .unwrap()
                .weight_in(&window())
        };
        // New York, on summer time since the Sunday before: 05:00 to 16:30, of which four and a half hours after noon.
        is(weight(-240), 4.5 * 2.0 / 11.5, 1e-6);
        // Tokyo: 18:00 to 05:30.
        is(weight(540), 6.0 * 2.0 / 11.5, 1e-6);
        // India, half an hour off: 14:30 to 02:00.
        is(weight(330), 9.5 * 2.0 / 11.5, 1e-6);
    }

    #[test]
    fn regions_mix_by_their_parts() {
        let both = DemandClock::new(vec![afternoons(300, -240), afternoons(100, 540)]).unwrap();
        is(
            both.weight_in(&window()),
            (0.75 * 4.5 + 0.25 * 6.0) * 2.0 / 11.5,
            1e-6,
        );
    }

    #[test]
    fn a_weekday_counts_where_it_is_that_day() {
        // 11 March 2015 was a Wednesday; in Tokyo it was Thursday from 15:00 UTC.
        let wednesday = [0, 0, 7, 0, 0, 0, 0];
        let region = |offset_min| Region {
            part: 1,
            offset_min,
            hours: FLAT,
            weekdays: wednesday,
        };
        let weight = |offset| DemandClock::new(vec![region(offset)]).unwrap();
        is(weight(0).weight_in(&window()), 7.0, 1e-9);
        is(weight(540).weight_in(&window()), 7.0 * 6.0 / 11.5, 1e-6);
    }

    #[test]
    fn hours_in_which_fewer_lookups_fail_count_for_less() {
        // The curve rises over the three hours before noon: what fails then is sold to nobody.
        let slow = curve(&shape(6.0, 3 * H, 0));
        let clock = DemandClock::new(vec![afternoons(1, 0)]).unwrap();
        is(slow.effective_hours(), 4.5, 1e-6);
        is(clock.weight_in(&slow), 3.0 * 2.0 / 4.5, 1e-6);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let refused = |r: Vec<Region>| DemandClock::new(r).unwrap_err();
        assert_eq!(refused(Vec::new()), DemandError::Nobody);
        assert_eq!(refused(vec![afternoons(0, 0)]), DemandError::Nobody);
        assert_eq!(
            refused(vec![afternoons(1, 50)]).to_string(),
            "offset_min: 50 is out of range, expected a multiple of 15 from -720 to 840"
        );
        let asleep = Region {
            hours: [0; 24],
            ..afternoons(1, 0)
        };
        assert_eq!(refused(vec![asleep]), DemandError::NeverAwake);
    }
}

/// The same by counting: caches whose good records run out evenly over the TTL, each asking again as soon as what it holds
/// has run out, each reached by the fix at its own moment. No formula in common with the curve.
fn count(shape: &Shape, at: f64) -> f64 {
    const LIVES: u32 = 400;
    const FIXES: u32 = 80;
    let (good, failure) = (f64::from(shape.good_ttl_s), f64::from(shape.failure_ttl_s));
    let share = f64::from(shape.share_per_mille) / 1000.0;
    let fixed_from = shape.duration().ms() as f64 / 1000.0;
    let mut failing = 0;
    for life in 0..LIVES {
        for fix in 0..FIXES {
            let rank = share * (f64::from(fix) + 0.5) / f64::from(FIXES);
            let fixed = fixed_from + f64::from(shape.spread_s) * rank;
            let mut asks = good * (f64::from(life) + 0.5) / f64::from(LIVES);
            let mut bad = false;
            while asks <= at {
                bad = asks < fixed;
                if !bad {
                    break;
                }
                asks += failure;
            }
            failing += u32::from(bad);
        }
    }
    f64::from(failing) / f64::from(LIVES * FIXES) * share
}

#[test]
fn the_form_agrees_with_counting_caches_one_by_one() {
    for hours in [0.4, 2.6, 9.0] {
        for good in [300, H, 6 * H] {
            for failure in [60, 900, 3 * H] {
                for spread_s in [0, 1200, 4 * H] {
                    let s = Shape {
                        spread_s,
                        share_per_mille: 900,
                        ..shape(hours, good, failure)
                    };
                    let c = curve(&s);
                    let end = (c.ends() - START).ms() as f64 / 1000.0;
                    for i in 0..12 {
                        // Moments that fall on no grid of the counting.
                        let at = end * (f64::from(i) + 0.437) / 12.0;
                        let (form, counted) = (c.failing_at(after(at)), count(&s, at));
                        assert!(
                            (form - counted).abs() < 0.01,
                            "{s:?} at {at}: {form}, {counted}"
                        );
                    }
                }
            }
        }
    }
}

prop_compose! {
    fn shapes()(
        minutes in 0_i64..3000,
        spread_s in prop_oneof![Just(0), 1..100_000_u32],
        share_per_mille in 0..=1000_u16,
        good_ttl_s in prop_oneof![Just(0), 1..200_000_u32],
        failure_ttl_s in prop_oneof![Just(0), 1..200_000_u32],
    ) -> Shape {
        Shape {
            from: START,
            until: START + Span::from_mins(minutes),
            spread_s,
            share_per_mille,
            good_ttl_s,
            failure_ttl_s,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_share_stays_within_0_and_1_and_the_hours_never_fall(s in shapes(), steps in 2..60) {
        let c = curve(&s);
        let share = f64::from(s.share_per_mille) / 1000.0;
        let whole = (c.ends() - c.starts()).ms();
        let mut last = 0.0;
        for i in -1..=i64::from(steps) + 1 {
            let t = START + Span::from_ms(whole * i / i64::from(steps));
            let a = c.failing_at(t);
            prop_assert!((0.0..=share).contains(&a), "{a}");
            let hours = c.hours_to(t);
            prop_assert!(hours >= last - 1e-9, "{last} then {hours}");
            prop_assert!((0.0..=1.0).contains(&c.elapsed(t)));
            last = hours;
        }
        prop_assert!((last - c.effective_hours()).abs() < 1e-9);
    }

    #[test]
    fn the_hours_are_the_integral_of_the_share(s in shapes(), part in 0.0..1.2) {
        let c = curve(&s);
        let whole = (c.ends() - c.starts()).ms() as f64 / 1000.0 * part;
        // The trapezoid rule between the breaks, where the share is smooth.
        let mut edges: Vec<f64> = c.breaks().map(|t| (t - START).ms() as f64 / 1000.0).collect();
        edges.retain(|&x| x < whole);
        edges.push(whole);
        let mut sum = 0.0;
        let cuts = (2000 / edges.len()).max(4);
        for pair in edges.windows(2) {
            let width = (pair[1] - pair[0]) / cuts as f64;
            for i in 0..cuts {
                let middle = pair[0] + (i as f64 + 0.5) * width;
                sum += c.failing_at(after(middle)) * width;
            }
        }
        let hours = c.hours_to(after(whole));
        prop_assert!((hours - sum / 3600.0).abs() < 0.002 + hours * 1e-3, "{hours} and {}", sum / 3600.0);
    }

    #[test]
    fn a_longer_fault_never_does_less_harm(s in shapes(), more in 0_i64..600) {
        let longer = Shape { until: s.until + Span::from_mins(more), ..s };
        let (a, b) = (curve(&s).effective_hours(), curve(&longer).effective_hours());
        // Rounding, where a failure is kept for a millisecond in a fault of days: a thousandth of a second.
        prop_assert!(b >= a - 3e-7, "{a} then {b}");
    }
}

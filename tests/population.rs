//! The population of caches against closed forms, and what it shows that no closed form does.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small counts"
)]
#![cfg(feature = "host")]

use statrs::function::gamma::gamma_lr;
use where_it_broke::clock::{Span, Time};
use where_it_broke::impact::population::{
    Demand, Good, Grid, Harm, Kind, Observed, Population, Trouble, observe,
};
use where_it_broke::impact::{Curve, Shape};
use where_it_broke::sim::world::{Resolver, Stale};

const H: u32 = 3600;
const DAY: u32 = 24 * H;
const START: Time = Time::from_ms(1_426_064_400_000);
/// A name so popular that every cache asks again within a moment.
const HOT: Demand = Demand::Same { per_hour: 3.6e9 };
/// Caches enough for one per cent.
const MANY: u32 = 8_000;

/// A resolver that keeps everything for as long as the zone says, and failures for five minutes.
fn plain() -> Kind {
    let mut resolver = Resolver::new("resolver".into(), "192.0.2.53".parse().unwrap());
    resolver.min_ttl = Span::from_ms(0);
    resolver.max_ttl = Span::from_secs(i64::from(30 * DAY));
    resolver.max_negative_ttl = Span::from_secs(i64::from(30 * DAY));
    resolver.failure_ttl = Span::from_secs(300);
    Kind {
        weight: 1,
        resolver,
        servers_tried: 2,
    }
}

fn population(caches: u32, demand: Demand) -> Population {
    Population {
        caches,
        demand,
        kinds: vec![plain()],
        seed: 20_150_311,
    }
}

fn at(hours: f64) -> Time {
    START + Span::from_ms((hours * 3_600_000.0) as i64)
}

/// The name is denied by every server, for everybody.
fn denied(hours: f64, negative_ttl: u32) -> Trouble {
    Trouble {
        from: START,
        until: at(hours),
        spread: Span::from_ms(0),
        ranks: 0..1000,
        servers: 4,
        broken: 4,
        harm: Harm::Denies {
            ttl_s: negative_ttl,
        },
    }
}

fn failed(hours: f64) -> Trouble {
    Trouble {
        harm: Harm::Fails,
        ..denied(hours, 0)
    }
}

/// 200 moments from a little before the trouble to a little after the harm.
fn grid(hours: f64) -> Grid {
    let every = Span::from_ms((hours * 3_600_000.0 / 190.0) as i64);
    Grid {
        from: START - Span::from_ms(every.ms() * 5 + 1),
        every,
        count: 200,
    }
}

fn times(grid: &Grid) -> impl Iterator<Item = Time> {
    (0..grid.count).map(|i| grid.from + Span::from_ms(grid.every.ms() * i as i64))
}

fn run(p: &Population, ttl_s: u32, troubles: &[Trouble], grid: &Grid) -> Observed {
    observe(p, Good { ttl_s }, troubles, grid).unwrap()
}

#[track_caller]
fn is(value: f64, expected: f64, tolerance: f64) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{value} is not {expected} ± {tolerance}"
    );
}

#[test]
fn hot_names_agree_with_the_curve_within_one_per_cent() {
    let mut worst = (0.0_f64, 0.0_f64);
    for hours in [0.3, 1.0, 2.62, 11.5] {
        for good in [5, 300, H, 6 * H, DAY] {
            for failure in [30, 900, 2 * H, DAY] {
                for (spread_s, share) in [(0, 1000), (1200, 900), (2 * H, 300)] {
                    let shape = Shape {
                        from: START,
                        until: at(hours),
                        spread_s,
                        share_per_mille: share,
                        good_ttl_s: good,
                        failure_ttl_s: failure,
                    };
                    let curve = Curve::new(&shape).unwrap();
                    let grid = grid((curve.ends() - START).hours());
                    let trouble = Trouble {
                        spread: Span::from_secs(i64::from(spread_s)),
                        ranks: 0..share,
                        ..denied(hours, failure)
                    };
                    // As many as it takes for eight thousand to be caught by the fix.
                    let caught = curve.failing_at(at(hours)).max(0.001);
                    let caches = (f64::from(MANY) / caught) as u32;
                    let seen = run(&population(caches, HOT), good, &[trouble], &grid);
                    for (t, counted) in times(&grid).zip(&seen.lookups) {
                        let form = curve.failing_at(t);
                        // Where the curve is a cliff, a moment's wait for the next lookup is a step aside.
                        let near = |by: i64| curve.failing_at(t + Span::from_ms(by));
                        let (low, high) = (near(-40).min(near(40)), near(-40).max(near(40)));
                        let off = (low - counted).max(counted - high).max(0.0);
                        assert!(off < 0.01, "{shape:?} at {t}: {form}, {counted}");
                        worst.0 = worst.0.max(off);
                    }
                    let off = seen.effective_hours / curve.effective_hours() - 1.0;
                    assert!(off.abs() < 0.01, "{shape:?}: {off}");
                    worst.1 = worst.1.max(off.abs());
                }
            }
        }
    }
    println!(
        "worst: {:.4} of the share, {:.4} of the hours",
        worst.0, worst.1
    );
}

/// The share of lookups failing in a cache that is asked `rate` times a second: exact, by renewal theory.
///
/// Before the fault the cache holds a record with probability λP / (1 + λP), of even age. Until the fix a lookup fails unless
/// that record lives. After the fix it fails if the last question asked before the fix is still held: the questions asked up
/// to τ number M(τ), a sum of gamma distributions.
fn seldom(rate: f64, good: f64, hold: f64, fix: f64, t: f64) -> f64 {
    let erlang = |k: f64, y: f64| if y <= 0.0 { 0.0 } else { gamma_lr(k, rate * y) };
    // The integral of the same from 0 to y.
    let summed = |k: f64, y: f64| {
        if y <= 0.0 {
            0.0
        } else {
            y * erlang(k, y) - k / rate * erlang(k + 1.0, y)
        }
    };
    let asked_until = |tau: f64| {
        let mut sum = 0.0;
        let mut k = 0.0;
        while tau - k * hold > 0.0 {
            let y = tau - k * hold;
            sum += erlang(k + 1.0, y) + rate * (summed(k + 1.0, y) - summed(k + 1.0, y - good));
            k += 1.0;
        }
        sum / (1.0 + rate * good)
    };
    if t < 0.0 || t >= fix + hold {
        0.0
    } else if t < fix {
        1.0 - rate * (good - t).max(0.0) / (1.0 + rate * good)
    } else {
        asked_until(fix) - asked_until(t - hold)
    }
}

#[test]
fn seldom_asked_names_agree_with_renewal_theory_within_one_per_cent() {
    let mut worst = 0.0_f64;
    for per_hour in [0.1, 1.0, 10.0, 100.0] {
        for (hours, good, hold) in [
            (1.0, 300, 900),
            (2.62, H, 900),
            (11.5, H, H),
            (1.0, DAY, DAY),
            (2.25, DAY, 2 * H),
        ] {
            let length = hours + f64::from(hold) / 3600.0;
            let grid = grid(length);
            let p = population(40_000, Demand::Same { per_hour });
            let seen = run(&p, good, &[denied(hours, hold)], &grid);
            for (t, counted) in times(&grid).zip(&seen.lookups) {
                let x = (t - START).ms() as f64 / 1000.0;
                let form = seldom(
                    per_hour / 3600.0,
                    good.into(),
                    hold.into(),
                    hours * 3600.0,
                    x,
                );
                assert!(
                    (form - counted).abs() < 0.01,
                    "{per_hour}/h {hours} h {good} {hold} at {x}: {form}, {counted}"
                );
                worst = worst.max((form - counted).abs());
            }
        }
    }
    println!("worst: {worst:.4} of the share");
}

#[test]
fn a_heavy_tailed_mix_is_the_mean_of_its_parts_by_lookups() {
    let (least, most, alpha) = (0.1, 1000.0, 1.1);
    let demand = Demand::Pareto {
        least_per_hour: least,
        most_per_hour: most,
        alpha,
    };
    let (hours, good, hold) = (1.5, H, 900);
    let grid = grid(1.75);
    let seen = run(
        &population(100_000, demand),
        good,
        &[denied(hours, hold)],
        &grid,
    );
    // The density times the rate, in equal steps of the logarithm of the rate.
    let parts: Vec<(f64, f64)> = (0..400)
        .map(|i| {
            let rate = least * (most / least).powf((f64::from(i) + 0.5) / 400.0);
            (rate, rate.powf(1.0 - alpha))
        })
        .collect();
    let whole: f64 = parts.iter().map(|part| part.1).sum();
    for (t, counted) in times(&grid).zip(&seen.lookups).step_by(8) {
        let x = (t - START).ms() as f64 / 1000.0;
        let form: f64 = parts
            .iter()
            .map(|&(r, weight)| {
                weight / whole * seldom(r / 3600.0, good.into(), hold.into(), hours * 3600.0, x)
            })
            .sum();
        is(*counted, form, 0.01);
    }
}

#[test]
fn equal_ttls_keep_the_harm_however_often_a_name_is_asked() {
    for per_hour in [0.1, 1.0, 30.0, 3.6e6] {
        for ttl in [60, 2 * H] {
            let p = population(40_000, Demand::Same { per_hour });
            let seen = run(&p, ttl, &[denied(1.5, ttl)], &grid(3.5));
            is(seen.effective_hours, 1.5, 0.015);
            // In waves, too.
            let second = Trouble {
                from: at(5.0),
                until: at(6.0),
                ..denied(1.0, ttl)
            };
            let seen = run(&p, ttl, &[denied(1.5, ttl), second], &grid(8.0));
            is(seen.effective_hours, 2.5, 0.025);
            // And where one server in four denies, a quarter of it.
            let quarter = Trouble {
                broken: 1,
                ..denied(1.5, ttl)
            };
            let seen = run(&p, ttl, &[quarter], &grid(3.5));
            is(seen.effective_hours, 1.5 / 4.0, 0.015);
        }
    }
}

#[test]
fn fixed_in_an_hour_felt_for_a_day() {
    // The .se pattern: one hour, both TTLs a day.
    let seen = run(
        &population(MANY, HOT),
        DAY,
        &[denied(1.0, DAY)],
        &grid(25.0),
    );
    is(seen.caught, 0.04, 0.005);
    is(seen.effective_hours, 1.0, 0.01);
    is((seen.last.unwrap() - at(1.0)).hours(), 24.0, 0.1);
    let worst = seen.lookups.iter().fold(0.0_f64, |a, &b| a.max(b));
    is(worst, 1.0 / 24.0, 0.002);
}

#[test]
fn under_one_per_cent_of_users_for_24_hours() {
    // The Slack pattern: a quarter of an hour, both TTLs a day.
    let seen = run(
        &population(MANY, HOT),
        DAY,
        &[denied(0.23, DAY)],
        &grid(24.5),
    );
    assert!(seen.caught < 0.01, "{}", seen.caught);
    is((seen.last.unwrap() - at(0.23)).hours(), 24.0, 0.2);
}

#[test]
fn small_networks_notice_at_once_and_big_ones_when_their_copies_run_out() {
    let grid = Grid {
        from: at(1.0),
        every: Span::from_mins(1),
        count: 1,
    };
    let share = |per_hour| {
        let p = population(MANY, Demand::Same { per_hour });
        run(&p, DAY, &[denied(2.0, 900)], &grid).lookups[0]
    };
    // Asked once a day: half the time nothing is held. Asked all the time: one hour of 24 has run out.
    is(share(1.0 / 24.0), 0.5 + 0.5 / 24.0, 0.01);
    is(share(1e6), 1.0 / 24.0, 0.01);
}

#[test]
fn rfc_8767_stale_records_hide_a_failure_and_not_a_denial() {
    let mut stale = plain();
    stale.resolver.stale = Some(Stale::default());
    let p = Population {
        kinds: vec![stale],
        ..population(MANY, HOT)
    };
    let seen = run(&p, H, &[failed(11.5)], &grid(12.0));
    assert_eq!(
        (seen.effective_hours, seen.caught, seen.last),
        (0.0, 0.0, None)
    );
    let seen = run(&p, H, &[denied(11.5, 900)], &grid(12.0));
    is(seen.effective_hours, 11.125, 0.1);
    // Longer than a day: the stale records run out over their hour.
    let seen = run(&p, H, &[failed(30.0)], &grid(31.0));
    is(
        seen.effective_hours,
        30.0 - 24.5 + 300.0 / 2.0 / 3600.0,
        0.06,
    );
}

#[test]
fn rfc_8767_a_seldom_asked_name_is_stale_for_fewer() {
    // Asked once a day, kept an hour, served stale for a day: nothing is left for those asked last before that.
    let mut stale = plain();
    stale.resolver.stale = Some(Stale::default());
    let p = Population {
        kinds: vec![stale],
        ..population(
            200_000,
            Demand::Same {
                per_hour: 1.0 / 24.0,
            },
        )
    };
    let grid = Grid {
        from: START + Span::from_ms(1),
        every: Span::from_mins(1),
        count: 1,
    };
    let seen = run(&p, H, &[failed(2.0)], &grid);
    // Empty with 24 / 25, and then empty for longer than a day with 1 / e.
    is(seen.lookups[0], 24.0 / 25.0 * (-1.0_f64).exp(), 0.01);
}

#[test]
fn resolvers_limits_decide_how_long_things_are_kept() {
    let mut kind = plain();
    kind.resolver.max_ttl = Span::from_secs(i64::from(H));
    kind.resolver.max_negative_ttl = Span::from_secs(900);
    let p = Population {
        kinds: vec![kind.clone()],
        ..population(MANY, HOT)
    };
    let capped = run(&p, DAY, &[denied(11.5, DAY)], &grid(12.0));
    is(capped.effective_hours, 11.125, 0.1);
    // A failure is kept for five minutes at most (RFC 9520 section 3.2), whatever the setting.
    kind.resolver.failure_ttl = Span::from_secs(i64::from(DAY));
    let p = Population {
        kinds: vec![kind.clone()],
        ..p
    };
    is(
        run(&p, H, &[failed(11.5)], &grid(12.0)).effective_hours,
        11.0 + 150.0 / H as f64,
        0.1,
    );
    // A floor: a record of 5 s is kept for ten minutes.
    kind.resolver.min_ttl = Span::from_secs(600);
    let p = Population {
        kinds: vec![kind],
        ..p
    };
    is(
        run(&p, 5, &[failed(2.0)], &grid(2.2)).effective_hours,
        2.0 - 300.0 / 3600.0 + 150.0 / 3600.0,
        0.02,
    );
}

#[test]
fn kinds_mix_by_weight() {
    let mut short = plain();
    short.resolver.max_ttl = Span::from_secs(60);
    short.weight = 3;
    let both = Population {
        kinds: vec![plain(), short.clone()],
        ..population(100_000, HOT)
    };
    let alone = |kind: Kind| {
        let p = Population {
            kinds: vec![kind],
            ..population(100_000, HOT)
        };
        run(&p, DAY, &[denied(2.0, 900)], &grid(2.5)).effective_hours
    };
    let mixed = run(&both, DAY, &[denied(2.0, 900)], &grid(2.5)).effective_hours;
    is(mixed, (alone(plain()) + 3.0 * alone(short)) / 4.0, 0.02);
}

#[test]
fn servers_tried_save_lookups_from_failures_and_not_from_denials() {
    // Two of four servers: both tried are among them with 2/4 × 1/3. A long fault on a record that is hardly kept.
    let grid = Grid {
        from: at(1.0),
        every: Span::from_mins(1),
        count: 1,
    };
    let share = |tried, harm| {
        let mut kind = Kind {
            servers_tried: tried,
            ..plain()
        };
        kind.resolver.failure_ttl = Span::from_secs(60);
        let p = Population {
            kinds: vec![kind],
            ..population(MANY, HOT)
        };
        let trouble = Trouble {
            broken: 2,
            harm,
            ..failed(2.0)
        };
        run(&p, 60, &[trouble], &grid).lookups[0]
    };
    is(share(1, Harm::Fails), 0.5, 0.01);
    is(share(2, Harm::Fails), 1.0 / 6.0, 0.01);
    is(share(3, Harm::Fails), 0.0, 0.0);
    is(share(3, Harm::Denies { ttl_s: 60 }), 0.5, 0.01);
}

#[test]
fn a_region_is_a_stretch_of_ranks() {
    let grid = Grid {
        from: at(1.0),
        every: Span::from_mins(1),
        count: 1,
    };
    let east = Trouble {
        ranks: 200..500,
        ..denied(2.0, 300)
    };
    let seen = run(&population(MANY, HOT), 300, &[east], &grid);
    is(seen.lookups[0], 0.3, 0.001);
    is(seen.caught, 0.3, 0.001);
}

#[test]
fn the_same_seed_gives_the_same_result_to_the_bit() {
    let p = population(5000, Demand::Same { per_hour: 10.0 });
    let once = || run(&p, H, &[denied(3.0, 900)], &grid(3.5));
    assert_eq!(once(), once());
    let other = run(
        &Population {
            seed: 1,
            ..p.clone()
        },
        H,
        &[denied(3.0, 900)],
        &grid(3.5),
    );
    assert_ne!(once(), other);
    is(once().effective_hours, other.effective_hours, 0.05);
}

#[test]
fn what_cannot_be_is_refused() {
    let p = population(10, HOT);
    let refused = |p: &Population, t: Trouble, g: Grid| {
        observe(p, Good { ttl_s: H }, &[t], &g)
            .unwrap_err()
            .to_string()
    };
    let (good, span) = (denied(1.0, 900), grid(1.0));
    assert_eq!(
        refused(&population(0, HOT), good.clone(), span),
        "caches: out of range, expected 1 or more"
    );
    assert_eq!(
        refused(
            &population(1, Demand::Same { per_hour: -1.0 }),
            good.clone(),
            span
        ),
        "per_hour: out of range, expected a number above 0"
    );
    assert_eq!(
        refused(
            &p,
            Trouble {
                until: at(-1.0),
                ..good.clone()
            },
            span
        ),
        "troubles: out of range, expected until not before from, and a spread of 0 or more"
    );
    assert_eq!(
        refused(
            &p,
            Trouble {
                broken: 5,
                ..good.clone()
            },
            span
        ),
        "broken: out of range, expected 0 to servers, and at least one server"
    );
    assert_eq!(
        refused(&p, good, Grid { count: 0, ..span }),
        "grid: out of range, expected a step above 0 and 1 to 527040 moments"
    );
}

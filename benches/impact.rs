//! How long the loss estimate and the population of caches take: `cargo bench --bench impact --no-default-features
//! --features host`.

#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark may panic")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use where_it_broke::clock::{Span, Time};
use where_it_broke::impact::population::{
    Demand, Good, Grid, Harm, Kind, Population, Trouble, observe,
};
use where_it_broke::impact::{Curve, Shape};
use where_it_broke::loss::{DRAWS, Distribution, Inputs, Prepared, SEED, estimate};
use where_it_broke::sim::world::Resolver;

/// 2015-03-11T09:00:00Z.
const START: Time = Time::from_ms(1_426_064_400_000);

/// A day by the minute, with 11 and a half hours of "no such name" in it; caches from one lookup in ten hours to a hundred
/// thousand an hour.
fn caches(c: &mut Criterion) {
    let resolver = Resolver::new("resolver".into(), "192.0.2.53".parse().unwrap());
    let kinds = vec![Kind {
        weight: 1,
        resolver,
        servers_tried: 2,
    }];
    let demand = Demand::Pareto {
        least_per_hour: 0.1,
        most_per_hour: 1e5,
        alpha: 1.1,
    };
    let grid = Grid {
        from: START - Span::from_mins(120),
        every: Span::from_mins(1),
        count: 1440,
    };
    let denied = Trouble {
        from: START,
        until: START + Span::from_mins(690),
        spread: Span::from_mins(20),
        ranks: 0..900,
        servers: 4,
        broken: 4,
        harm: Harm::Denies { ttl_s: 900 },
    };
    let failed = Trouble {
        harm: Harm::Fails,
        ..denied.clone()
    };
    let mut group = c.benchmark_group("caches over 24 hours");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500));
    for (name, trouble) in [("denied", denied), ("failed", failed)] {
        for caches in [10_000, 1_000_000, 10_000_000] {
            let population = Population {
                caches,
                demand,
                kinds: kinds.clone(),
                seed: 1,
            };
            group.throughput(Throughput::Elements(caches.into()));
            group.bench_with_input(BenchmarkId::new(name, caches), &population, |b, p| {
                b.iter(|| {
                    observe(
                        p,
                        Good { ttl_s: 3600 },
                        std::slice::from_ref(&trouble),
                        &grid,
                    )
                });
            });
        }
    }
    group.finish();
}

fn curve(c: &mut Criterion) {
    let shape = Shape {
        from: START,
        until: START + Span::from_mins(690),
        spread_s: 1200,
        share_per_mille: 900,
        good_ttl_s: 3600,
        failure_ttl_s: 900,
    };
    c.bench_function("a day's curve by the minute", |b| {
        b.iter(|| {
            let curve = Curve::new(black_box(&shape)).unwrap();
            let at = |minute| START + Span::from_mins(minute);
            (0..1440)
                .map(|m| curve.failing_at(at(m)) + curve.hours_to(at(m)))
                .sum::<f64>()
        });
    });
}

fn loss(c: &mut Criterion) {
    let pert = |low, mode, high| Distribution::Pert { low, mode, high };
    let inputs = Inputs {
        revenue_per_year: Distribution::Lognormal {
            median: 18.063e9 * 1.09,
            sigma: 0.03,
        },
        share_exposed: pert(0.50, 0.565, 0.75),
        share_of_places: pert(0.70, 0.95, 1.00),
        share_failing: pert(0.60, 0.90, 1.00),
        demand_weight: pert(0.75, 0.97, 1.15),
        effective_hours: pert(11.0, 11.5, 12.1),
        share_later: pert(0.30, 0.70, 0.95),
        refunds: 0.0,
        response: 0.0,
    };
    let prepared = Prepared::new(&inputs).unwrap();
    c.bench_function("10,000 draws with sensitivity", |b| {
        b.iter(|| estimate(black_box(&prepared), DRAWS, SEED));
    });
}

criterion_group!(benches, loss, curve, caches);
criterion_main!(benches);

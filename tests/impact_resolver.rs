//! The impact clock against the resolver itself: the same story, asked by many, one lookup at a time.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]
#![cfg(feature = "host")]

use where_it_broke::clock::{Span, Time};
use where_it_broke::host::catalogue;
use where_it_broke::incident::Story;
use where_it_broke::sim::world::{Visit, Visitor};
use where_it_broke::sim::{self, Question, World};

/// Ranks of the askers.
const RANKS: u16 = 20;

/// The share of askers whose lookup fails at `at`, by the resolver that answers in the trace: resolvers that first asked at
/// different minutes of an hour, each asked again by others every minute since.
fn failing(story: &Story, at: Time, phases: i64) -> f64 {
    let template = story.question(story.followed, at).unwrap();
    let mut failed = 0_u32;
    for phase in 0..phases {
        let visit = Visit {
            at: story.day.from - Span::from_mins(30)
                + Span::from_mins(60 * phase / phases + 30 / phases),
            every: Some(Span::from_secs(60)),
            name: template.name.clone(),
            rtype: template.rtype,
            visitor: Visitor::Neighbour,
        };
        let world = World {
            visits: vec![visit],
            ..story.world.clone()
        };
        for rank in 0..RANKS {
            let question = Question {
                rank: rank * (1000 / RANKS) + 500 / RANKS,
                ..template.clone()
            };
            let trace = sim::run(&world, &story.faults, &question).unwrap();
            failed += u32::from(!trace.outcome.reached);
        }
    }
    f64::from(failed) / f64::from(u32::try_from(phases).unwrap() * u32::from(RANKS))
}

#[test]
fn the_curve_of_apples_day_is_what_the_resolver_does() {
    let story = catalogue::open("apple-2015").unwrap();
    for (time, phases) in [
        ("2015-03-11T08:54:00Z", 1),
        // The rise, over the hour for which a good record is kept.
        ("2015-03-11T09:07:20Z", 15),
        ("2015-03-11T09:47:20Z", 15),
        // The fall, as the fix reaches one rank after the other.
        ("2015-03-11T20:13:10Z", 2),
        ("2015-03-11T20:26:10Z", 2),
        ("2015-03-11T20:31:10Z", 2),
    ] {
        let at: Time = time.parse().unwrap();
        let (resolver, curve) = (
            failing(&story, at, phases),
            story.failing_at(story.followed, at),
        );
        println!("{time}: resolver {resolver:.3}, curve {curve:.3}");
        // One phase of fifteen, or one rank of twenty.
        assert!(
            (resolver - curve).abs() < 0.03,
            "{time}: {resolver}, {curve}"
        );
    }
}

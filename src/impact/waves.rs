//! Several faults on one name.

use super::population::{Demand, Good, Grid, Harm, Kind, Population, Trouble, observe};
use super::{Curve, LONGEST_TTL_S, Shape, ShapeError};
use crate::clock::{Span, Time};
use crate::sim::world::Resolver;

/// Caches run: enough for half a hundredth.
const CACHES: u32 = 10_000;

/// Moments sampled.
const MOMENTS: usize = 1500;

/// Lookups an hour that make a name hot: a thousand a millisecond.
const HOT_PER_HOUR: f64 = 3.6e9;

impl Curve {
    /// The curve of all faults on one name; `None` if there are none. Harm after the `horizon` is left out where there are
    /// several: the last moment that anybody looks at, so that faults without an end in sight can be sampled.
    ///
    /// A single fault has its closed form. Several have none: what a cache holds when the second begins depends on when it
    /// recovered from the first, and caches that recovered together run out together. For those ten thousand hot caches are
    /// run, each through all the faults, and the curve is a straight line between 1500 samples. All faults are taken to have
    /// the good TTL of the first.
    ///
    /// # Errors
    /// As [`Shape::check`], for the first shape that does not pass.
    pub fn of_all(shapes: &[Shape], horizon: Time) -> Result<Option<Self>, ShapeError> {
        let (first, last) = match shapes {
            [] => return Ok(None),
            [one] => return Self::new(one).map(Some),
            [first, ..] => {
                shapes.iter().try_for_each(Shape::check)?;
                let from = shapes.iter().map(|s| s.from).fold(first.from, Time::min);
                let ends = shapes.iter().map(|s| {
                    s.until
                        + Span::from_secs(i64::from(s.spread_s))
                        + Span::from_secs(i64::from(s.failure_ttl_s))
                });
                (
                    Shape { from, ..*first },
                    ends.fold(first.until, Time::max).min(horizon).max(from),
                )
            }
        };
        let step = (last - first.from).ms() / MOMENTS.cast_signed() as i64 + 1;
        let grid = Grid {
            from: first.from,
            every: Span::from_ms(step),
            count: MOMENTS + 1,
        };
        let troubles: Vec<Trouble> = shapes.iter().map(trouble).collect();
        let seen = observe(
            &caches(),
            Good {
                ttl_s: first.good_ttl_s,
            },
            &troubles,
            &grid,
        );
        // The population is ours and the shapes are checked.
        let lookups = seen.map(|s| s.lookups).unwrap_or_default();
        Ok(Some(Self::sampled(first.from, grid.every, lookups)))
    }
}

fn trouble(shape: &Shape) -> Trouble {
    Trouble {
        from: shape.from,
        until: shape.until,
        spread: Span::from_secs(i64::from(shape.spread_s)),
        ranks: 0..shape.share_per_mille,
        servers: 1,
        broken: 1,
        harm: Harm::Denies {
            ttl_s: shape.failure_ttl_s,
        },
    }
}

/// Hot caches that keep everything for as long as the shape says: a resolver's limits are in it already.
fn caches() -> Population {
    let longest = Span::from_secs(i64::from(LONGEST_TTL_S));
    let station = "resolver".into();
    let resolver = Resolver {
        min_ttl: Span::from_ms(0),
        max_ttl: longest,
        max_negative_ttl: longest,
        ..Resolver::new(station, core::net::Ipv4Addr::UNSPECIFIED.into())
    };
    let kind = Kind {
        weight: 1,
        resolver,
        servers_tried: 1,
    };
    let demand = Demand::Same {
        per_hour: HOT_PER_HOUR,
    };
    Population {
        caches: CACHES,
        demand,
        kinds: vec![kind],
        seed: 0,
    }
}

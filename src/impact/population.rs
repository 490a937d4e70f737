//! The slow path: many caches, one by one.
//!
//! [`super::Curve`] knows one kind of cache that is asked all the time. Here caches are asked at random moments, some often
//! and most seldom; they keep what they learn for as long as their resolver's settings say; they may serve stale answers; and
//! a fault may touch some askers, some servers, or come in waves. Every cache lives its life alone and leaves only what it
//! adds to two sums, so the memory does not grow with their number and the time grows in proportion.

mod chance;
mod demand;
mod life;
mod tally;

use core::fmt;
use core::ops::Range;

use crate::clock::{Span, Time};
use crate::sim::world::Resolver;
use chance::{Chance, Spread};
use demand::Sampler;
use life::{Life, Spell};
use tally::Tally;

/// Many caches, all asking for one name.
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    /// How many: 1 or more.
    pub caches: u32,
    /// How often people ask each of them.
    pub demand: Demand,
    /// The kinds of resolver among them, at least one.
    pub kinds: Vec<Kind>,
    /// The same seed gives the same result, to the bit.
    pub seed: u64,
}

/// How often people ask one cache for the name: at random moments (a Poisson process), at a rate of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Demand {
    /// Every cache as often as any other.
    Same {
        /// Lookups an hour, above 0.
        per_hour: f64,
    },
    /// A heavy tail: a bounded Pareto distribution. Few caches serve many people, most serve few.
    Pareto {
        /// The rate of the least popular, lookups an hour, above 0.
        least_per_hour: f64,
        /// The rate of the most popular, above `least_per_hour`.
        most_per_hour: f64,
        /// The tail: the share of caches with more than x lookups falls as x to the power of -alpha. Above 0; about 1 for names
        /// on the web.
        alpha: f64,
    },
}

/// A kind of resolver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its part of the caches, relative to the other kinds' weights.
    pub weight: u32,
    /// Its settings: how long it keeps what, and whether it serves stale records, are those of the resolver that answers in the
    /// trace, by the same functions.
    pub resolver: Resolver,
    /// How many different servers it tries for one question before it gives up, at least 1.
    pub servers_tried: u8,
}

/// The record that everybody asks for, while all is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Good {
    /// Its TTL in the zone, in seconds.
    pub ttl_s: u32,
}

/// A time of trouble. Several make waves; at any moment the first in the list that an asker meets counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// When it begins.
    pub from: Time,
    /// When the fix begins to reach askers, in the order of their ranks.
    pub until: Time,
    /// How long the fix takes to reach rank 1000, as [`crate::sim::Fault::met`] has it.
    pub spread: Span,
    /// Which askers meet it, as ranks in per mille: `0..1000` for all. A region is a stretch of ranks.
    pub ranks: Range<u16>,
    /// How many servers the zone has, at least 1.
    pub servers: u8,
    /// How many of them are in trouble.
    pub broken: u8,
    /// What the broken ones do.
    pub harm: Harm,
}

/// What a broken server does to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    /// It denies the name or the record, and is believed.
    Denies {
        /// The TTL of the denial in seconds (RFC 2308 section 5).
        ttl_s: u32,
    },
    /// It says nothing, or fails: the resolver tries another server.
    Fails,
}

/// The moments at which the share is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The first.
    pub from: Time,
    /// From one to the next, above 0.
    pub every: Span,
    /// How many, 1 to [`Grid::MOST`].
    pub count: usize,
}

impl Grid {
    /// The most moments: a year of minutes.
    pub const MOST: usize = 527_040;
}

/// What became of the lookups.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// The share of lookups failing at each moment of the grid, 0 to 1: caches count by how often they are asked.
    pub lookups: Vec<f64>,
    /// The share of caches that would fail a lookup at each moment, 0 to 1: every cache counts the same.
    pub caches: Vec<f64>,
    /// Effective hours by lookups, of the whole outage, on the grid or off it.
    pub effective_hours: f64,
    /// The share of caches that failed at any time.
    pub caught: f64,
    /// When the last failure ran out; `None` if nothing failed.
    pub last: Option<Time>,
}

/// Runs every cache through the trouble.
///
/// # Errors
/// Numbers out of their range.
pub fn observe(
    population: &Population,
    good: Good,
    troubles: &[Trouble],
    grid: &Grid,
) -> Result<Observed, PopulationError> {
    check(population, troubles, grid)?;
    let books: Vec<Vec<Spell>> = population
        .kinds
        .iter()
        .map(|kind| spells(kind, troubles, grid.from))
        .collect();
    let weights: Vec<u64> = running_sum(&population.kinds);
    let all = weights.last().copied().unwrap_or(1);
    let sampler = Sampler::new(population.demand);
    let spread = Spread::new(population.seed);
    let mut tally = Tally::new(grid);
    let mut met = Vec::new();
    for n in 0..population.caches {
        let mut chance = Chance::of_cache(population.seed, n);
        let [rank, place, kind, age] = spread.at(n);
        let kind = weights.partition_point(|&w| w as f64 <= kind * all as f64);
        let (Some(kind), Some(spells)) = (population.kinds.get(kind), books.get(kind)) else {
            continue;
        };
        let asked = sampler.at(place);
        met.clear();
        met.extend(spells.iter().filter_map(|s| s.for_rank(rank * 1000.0)));
        tally.begin(asked);
        let life = Life {
            wait: 3600.0 / asked.per_hour,
            good: f64::from(kind.resolver.keeps(good.ttl_s)),
            stale: kind
                .resolver
                .stale
                .as_ref()
                .map_or(0.0, |s| seconds(s.keep)),
            met: &met,
        };
        life.run(age, &mut chance, &mut tally);
    }
    Ok(tally.finish(grid))
}

/// The troubles as one kind of resolver meets them.
fn spells(kind: &Kind, troubles: &[Trouble], origin: Time) -> Vec<Spell> {
    troubles
        .iter()
        .map(|t| Spell {
            from: seconds(t.from - origin),
            until: seconds(t.until - origin),
            spread: seconds(t.spread),
            ranks: f64::from(t.ranks.start)..f64::from(t.ranks.end),
            odds: t.odds(kind.servers_tried),
            hold: f64::from(match t.harm {
                Harm::Denies { ttl_s } => kind.resolver.keeps_denial(ttl_s),
                Harm::Fails => kind.resolver.keeps_failure(),
            }),
            // A denial is an answer: it takes the place of what was known (RFC 8767 section 5).
            stale_helps: t.harm == Harm::Fails,
        })
        .collect()
}

impl Trouble {
    /// The chance that one question fails, if up to `tried` different servers are asked, picked at random.
    fn odds(&self, tried: u8) -> f64 {
        let asked = match self.harm {
            Harm::Denies { .. } => 1,
            Harm::Fails => tried.min(self.servers),
        };
        (0..asked)
            .map(|n| {
                f64::from(self.broken.saturating_sub(n)) / f64::from(self.servers.saturating_sub(n))
            })
            .product()
    }
}

fn running_sum(kinds: &[Kind]) -> Vec<u64> {
    kinds
        .iter()
        .scan(0, |sum, kind| {
            *sum += u64::from(kind.weight);
            Some(*sum)
        })
        .collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "spans here are years at most, far below 2^52 ms"
)]
fn seconds(span: Span) -> f64 {
    span.ms() as f64 / 1000.0
}

fn check(
    population: &Population,
    troubles: &[Trouble],
    grid: &Grid,
) -> Result<(), PopulationError> {
    let wrong = |field, expected| Err(PopulationError { field, expected });
    if population.caches == 0 {
        return wrong("caches", "1 or more");
    }
    let positive = |x: f64| x.is_finite() && x > 0.0;
    match population.demand {
        Demand::Same { per_hour } if !positive(per_hour) => {
            return wrong("per_hour", "a number above 0");
        }
        Demand::Pareto {
            least_per_hour,
            most_per_hour,
            alpha,
        } if !(positive(least_per_hour)
            && positive(most_per_hour)
            && positive(alpha)
            && least_per_hour < most_per_hour) =>
        {
            return wrong(
                "demand",
                "0 < least_per_hour < most_per_hour and alpha above 0",
            );
        }
        _ => {}
    }
    if population.kinds.iter().all(|k| k.weight == 0) {
        return wrong("kinds", "at least one with a weight above 0");
    }
    if population.kinds.iter().any(|k| k.servers_tried == 0) {
        return wrong("servers_tried", "1 or more");
    }
    for t in troubles {
        if t.until < t.from || t.spread.ms() < 0 {
            return wrong(
                "troubles",
                "until not before from, and a spread of 0 or more",
            );
        }
        if t.servers == 0 || t.broken > t.servers {
            return wrong("broken", "0 to servers, and at least one server");
        }
        if t.ranks.end > 1000 {
            return wrong("ranks", "within 0 to 1000");
        }
    }
    if grid.every.ms() <= 0 || grid.count == 0 || grid.count > Grid::MOST {
        return wrong("grid", "a step above 0 and 1 to 527040 moments");
    }
    Ok(())
}

/// A number out of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PopulationError {
    /// The field.
    pub field: &'static str,
    /// What it may hold.
    pub expected: &'static str,
}

impl fmt::Display for PopulationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: out of range, expected {}",
            self.field, self.expected
        )
    }
}

impl std::error::Error for PopulationError {}

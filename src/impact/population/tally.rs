//! The sums that all caches add to.

use super::demand::Asked;
use super::{Grid, Observed, seconds};
use crate::clock::Span;

/// What failed when, by lookups and by caches. As large as the grid, however many caches there are.
#[derive(Debug)]
pub(super) struct Tally {
    every: f64,
    /// The change of the failing weight from each moment to the next.
    lookups: Vec<f64>,
    caches: Vec<f64>,
    /// Weight times seconds of failure.
    harm: f64,
    last: f64,
    /// The sums of all weights.
    all_lookups: f64,
    all_caches: f64,
    /// The weight of the caches that failed at any time.
    caught: f64,
    asked: Asked,
    failed: bool,
    /// Failing so far without a break, not yet counted.
    open: Stretch,
}

/// A stretch of failing lookups: from, until, chance.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    low: f64,
    high: f64,
    chance: f64,
}

/// Nothing.
const NONE: Stretch = Stretch {
    low: 0.0,
    high: 0.0,
    chance: 0.0,
};

impl Tally {
    pub(super) fn new(grid: &Grid) -> Self {
        Self {
            every: seconds(grid.every),
            lookups: vec![0.0; grid.count + 1],
            caches: vec![0.0; grid.count + 1],
            harm: 0.0,
            last: f64::NEG_INFINITY,
            all_lookups: 0.0,
            all_caches: 0.0,
            caught: 0.0,
            asked: Asked {
                per_hour: 0.0,
                lookups: 0.0,
                caches: 0.0,
            },
            failed: false,
            open: NONE,
        }
    }

    /// The next cache.
    pub(super) fn begin(&mut self, asked: Asked) {
        self.close();
        self.asked = asked;
        self.all_lookups += asked.lookups;
        self.all_caches += asked.caches;
        self.failed = false;
    }

    /// This cache fails lookups from `low` to `high` (seconds on the grid), with this chance.
    #[expect(
        clippy::float_cmp,
        reason = "the same numbers, if one stretch follows the other"
    )]
    pub(super) fn fails(&mut self, low: f64, high: f64, chance: f64) {
        if self.open.high == low && self.open.chance == chance {
            self.open.high = high;
        } else {
            self.close();
            self.open = Stretch { low, high, chance };
        }
    }

    /// Counts the open stretch.
    fn close(&mut self) {
        let Stretch { low, high, chance } = core::mem::replace(&mut self.open, NONE);
        if low >= high {
            return;
        }
        let (lookups, caches) = (self.asked.lookups * chance, self.asked.caches * chance);
        self.harm += lookups * (high - low);
        self.last = self.last.max(high);
        if !self.failed {
            self.failed = true;
            self.caught += self.asked.caches;
        }
        for (place, sign) in [(self.moment(low), 1.0), (self.moment(high), -1.0)] {
            if let (Some(l), Some(c)) = (self.lookups.get_mut(place), self.caches.get_mut(place)) {
                *l += sign * lookups;
                *c += sign * caches;
            }
        }
    }

    /// The first moment of the grid at or after `x`, or its end.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates: before the grid is its first moment"
    )]
    fn moment(&self, x: f64) -> usize {
        ((x / self.every).ceil() as usize).min(self.lookups.len() - 1)
    }

    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
    pub(super) fn finish(mut self, grid: &Grid) -> Observed {
        self.close();
        let last = self.last.is_finite().then(|| {
            let ms = (self.last * 1000.0).ceil() as i64;
            grid.from + Span::from_ms(ms)
        });
        Observed {
            effective_hours: self.harm / self.all_lookups / 3600.0,
            caught: self.caught / self.all_caches,
            last,
            lookups: shares(&self.lookups, self.all_lookups, grid.count),
            caches: shares(&self.caches, self.all_caches, grid.count),
        }
    }
}

fn shares(changes: &[f64], whole: f64, count: usize) -> Vec<f64> {
    let mut failing = 0.0;
    let sum = |change: &f64| {
        failing += change;
        // Adding and taking away in another order leaves crumbs.
        (failing / whole).clamp(0.0, 1.0)
    };
    changes.iter().map(sum).take(count).collect()
}

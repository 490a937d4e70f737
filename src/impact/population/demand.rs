//! How often caches are asked, sampled so that neither the many seldom asked nor the few often asked are lost in noise.

use super::Demand;

/// One cache of the sample.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// Lookups an hour.
    pub(super) per_hour: f64,
    /// What it stands for among lookups.
    pub(super) lookups: f64,
    /// What it stands for among caches.
    pub(super) caches: f64,
}

/// Draws rates from a [`Demand`].
///
/// Half of the sample is drawn by caches, half by lookups (the cache that a random lookup meets), and both are weighted for
/// the mixture. No weight is above 2, however heavy the tail; counting caches alone, a handful of the busiest would decide the
/// share of lookups.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sampler {
    mean: f64,
    /// By caches, and by lookups; `None` where all caches are asked alike.
    laws: Option<[PowerLaw; 2]>,
}

impl Sampler {
    pub(super) fn new(demand: Demand) -> Self {
        let laws = match demand {
            Demand::Same { .. } => None,
            // By lookups, a Pareto distribution has a tail heavier by one power.
            Demand::Pareto {
                least_per_hour,
                most_per_hour,
                alpha,
            } => Some(
                [alpha, alpha - 1.0].map(|tail| PowerLaw::new(least_per_hour, most_per_hour, tail)),
            ),
        };
        Self {
            mean: demand.mean(),
            laws,
        }
    }

    /// The cache at the place `u` of the sample, 0 to 1.
    pub(super) fn at(&self, u: f64) -> Asked {
        let Some([by_caches, by_lookups]) = &self.laws else {
            return Asked {
                per_hour: self.mean,
                lookups: 1.0,
                caches: 1.0,
            };
        };
        let per_hour = if u < 0.5 {
            by_caches.at(2.0 * u)
        } else {
            by_lookups.at(2.0 * u - 1.0)
        };
        let relative = per_hour / self.mean;
        let caches = 2.0 / (1.0 + relative);
        Asked {
            per_hour,
            lookups: relative * caches,
            caches,
        }
    }
}

impl Demand {
    /// The mean rate of a cache, lookups an hour.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Same { per_hour } => per_hour,
            Self::Pareto {
                least_per_hour: low,
                most_per_hour: high,
                alpha,
            } => {
                let norm = moment(low, high, -alpha - 1.0);
                moment(low, high, -alpha) / norm
            }
        }
    }
}

/// Below this a power is taken for zero: its limit is a logarithm.
const NO_POWER: f64 = 1e-9;

/// The integral of x to the power `n` from `low` to `high`.
fn moment(low: f64, high: f64, n: f64) -> f64 {
    let n = n + 1.0;
    if n.abs() < NO_POWER {
        (high / low).ln()
    } else {
        (high.powf(n) - low.powf(n)) / n
    }
}

/// A density that falls as x to the power of `-tail - 1` between two ends.
#[derive(Clone, Copy, Debug)]
struct PowerLaw {
    low: f64,
    tail: f64,
    /// The ends' ratio, lower by higher, to the power of the tail; its logarithm where the tail has no power.
    ratio: f64,
}

impl PowerLaw {
    fn new(low: f64, high: f64, tail: f64) -> Self {
        let ratio = if tail.abs() < NO_POWER {
            (low / high).ln()
        } else {
            (low / high).powf(tail)
        };
        Self { low, tail, ratio }
    }

    /// The value that a share `u` stays below.
    fn at(&self, u: f64) -> f64 {
        if self.tail.abs() < NO_POWER {
            return self.low * (-u * self.ratio).exp();
        }
        self.low * (1.0 - u * (1.0 - self.ratio)).powf(-1.0 / self.tail)
    }
}

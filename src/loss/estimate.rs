//! From inputs to a range.

use serde::{Deserialize, Serialize};

use super::draws::Draws;
use super::{Prepared, Symbol};

/// Draws where nobody asks for another number.
pub const DRAWS: u32 = 10_000;

/// The seed where nobody asks for another: the day of the first story.
pub const SEED: u64 = 20_150_311;

/// Hours in a year of 365 days.
pub(super) const HOURS_PER_YEAR: f64 = 8760.0;

/// Dots of a quantile plot: each one chance in twenty.
pub(super) const DOTS: usize = 20;

/// What an outage costs, in the currency of the inputs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Money that could not come in, and what had to be paid: `returns` and `lost` together.
    pub blocked: Range,
    /// Of that, what comes in later.
    pub returns: Range,
    /// Of that, what is lost for good, with refunds and response.
    pub lost: Range,
    /// `lost` at 2.5 %, 7.5 %, … 97.5 %: each dot is one chance in twenty.
    pub dots: [f64; DOTS],
    /// `lost` with every input at its median: what the swings swing around.
    pub central: f64,
    pub(super) shares: [f64; 9],
    pub(super) swings: [Swing; 9],
}

/// A quantity and how sure it is, in currency units.
///
/// In every draw `blocked = returns + lost`. The means therefore add up exactly; of the middles and the ends, each is the
/// quantile of its own quantity, and quantiles of a sum are not sums of quantiles. Where every input is fixed, they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// One draw in twenty is lower.
    pub low: f64,
    /// The median.
    pub mid: f64,
    /// One draw in twenty is higher.
    pub high: f64,
    /// The highest draw.
    pub highest: f64,
    /// The mean.
    pub mean: f64,
}

/// `lost` when one input moves and the others keep their medians.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Swing {
    /// The input that moves.
    pub symbol: Symbol,
    /// `lost` with the input at its 10th percentile.
    pub at_p10: f64,
    /// `lost` with the input at its 90th percentile.
    pub at_p90: f64,
}

/// The estimate: `draws` quasi-random draws (at least 1), always the same for the same seed.
pub fn estimate(inputs: &Prepared, draws: u32, seed: u64) -> Estimate {
    Draws::new(inputs, draws, seed).estimate(inputs)
}

impl Estimate {
    /// The estimate when a part of the effective hours has passed, `fraction` from 0 to 1 (`impact::Curve::elapsed`): every
    /// amount in proportion. Refunds and response are taken to mount up with the sales.
    #[must_use]
    pub fn at(&self, fraction: f64) -> Self {
        let k = if fraction.is_nan() {
            0.0
        } else {
            fraction.clamp(0.0, 1.0)
        };
        Self {
            blocked: self.blocked.of(k, 0.0),
            returns: self.returns.of(k, 0.0),
            lost: self.lost.of(k, 0.0),
            dots: self.dots.map(|d| d * k),
            central: self.central * k,
            shares: self.shares,
            swings: self.swings.map(|s| Swing {
                at_p10: s.at_p10 * k,
                at_p90: s.at_p90 * k,
                ..s
            }),
        }
    }

    /// Which assumption matters: the part of the variance of `ln(lost - K - C)` that comes from this input, 0 to 1.
    ///
    /// Exact, not drawn: a product is a sum in logarithms, so for independent inputs the parts add up to 1. All are 0 where
    /// every input is fixed; those of `K` and `C` are always 0.
    pub fn share(&self, symbol: Symbol) -> f64 {
        self.shares.get(symbol.index()).copied().unwrap_or(0.0)
    }

    /// The shares of all inputs, in the order of the formula.
    pub fn shares(&self) -> impl Iterator<Item = (Symbol, f64)> {
        Symbol::ALL.into_iter().zip(self.shares)
    }

    /// One input at a time from its 10th to its 90th percentile, the widest swing first.
    pub fn swings(&self) -> [Swing; 9] {
        let mut swings = self.swings;
        swings.sort_by(|a, b| b.width().total_cmp(&a.width()));
        swings
    }
}

impl Range {
    /// The range of `k` times the quantity and an amount beside it; `k` is 0 or more.
    pub(super) fn of(self, k: f64, amount: f64) -> Self {
        let of = |x: f64| x * k + amount;
        Self {
            low: of(self.low),
            mid: of(self.mid),
            high: of(self.high),
            highest: of(self.highest),
            mean: of(self.mean),
        }
    }
}

impl Swing {
    /// The lower of the two ends.
    pub fn low(&self) -> f64 {
        self.at_p10.min(self.at_p90)
    }

    /// The higher of the two ends.
    pub fn high(&self) -> f64 {
        self.at_p10.max(self.at_p90)
    }

    /// How far the answer moves, 0 or more.
    pub fn width(&self) -> f64 {
        (self.at_p10 - self.at_p90).abs()
    }
}

/// `lost` with one input at a value and the others at their medians: where a swing ends.
pub fn lost_with(inputs: &Prepared, symbol: Symbol, value: f64) -> f64 {
    central(inputs, Some((symbol, value)))
}

/// `lost` with every input at its median, but for one of them at the value given.
pub(super) fn central(inputs: &Prepared, moved: Option<(Symbol, f64)>) -> f64 {
    let at = |symbol| match moved {
        Some((s, value)) if s == symbol => value,
        _ => inputs.quantile(symbol, 0.5),
    };
    let sales: f64 = Symbol::FACTORS
        .into_iter()
        .map(|symbol| {
            if symbol == Symbol::Later {
                1.0 - at(symbol)
            } else {
                at(symbol)
            }
        })
        .product();
    sales / HOURS_PER_YEAR + at(Symbol::Refunds) + at(Symbol::Response)
}

pub(super) fn shares(inputs: &Prepared) -> [f64; 9] {
    let whole: f64 = inputs
        .factors()
        .iter()
        .map(super::Quantiles::log_variance)
        .sum();
    let mut parts = inputs.factors().iter().map(super::Quantiles::log_variance);
    core::array::from_fn(|_| match parts.next() {
        Some(part) if whole > 0.0 => part / whole,
        _ => 0.0,
    })
}

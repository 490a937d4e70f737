//! From inputs to a range.

use serde::{Deserialize, Serialize};

use super::sobol::{DIMENSIONS, Sobol};
use super::{Prepared, Symbol, order};

/// Draws where nobody asks for another number.
pub const DRAWS: u32 = 10_000;

/// The seed where nobody asks for another: the day of the first story.
pub const SEED: u64 = 20_150_311;

/// Hours in a year of 365 days.
pub(super) const HOURS_PER_YEAR: f64 = 8760.0;

/// Dots of a quantile plot: each one chance in twenty.
const DOTS: usize = 20;

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
    shares: [f64; 9],
    swings: [Swing; 9],
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
    let draws = draws.max(1);
    let amounts = inputs.amounts();
    let mut sobol = Sobol::new(seed);
    let [mut blocked, mut returns, mut lost] = [(); 3].map(|()| Vec::with_capacity(draws as usize));
    for _ in 0..draws {
        let point = sobol.next_point();
        let [later, factors @ ..] = in_order_of_weight(inputs, point);
        let sales = factors.iter().product::<f64>() / HOURS_PER_YEAR;
        blocked.push(sales + amounts);
        returns.push(sales * later);
        lost.push(sales * (1.0 - later) + amounts);
    }
    let ((blocked, _), (returns, _)) = (range(&mut blocked, false), range(&mut returns, false));
    let (lost, dots) = range(&mut lost, true);
    Estimate {
        blocked,
        returns,
        lost,
        dots,
        central: central(inputs, None),
        shares: shares(inputs),
        swings: Symbol::ALL.map(|symbol| Swing {
            symbol,
            at_p10: lost_with(inputs, symbol, inputs.quantile(symbol, 0.1)),
            at_p90: lost_with(inputs, symbol, inputs.quantile(symbol, 0.9)),
        }),
    }
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
        let scale = |r: Range| Range {
            low: r.low * k,
            mid: r.mid * k,
            high: r.high * k,
            highest: r.highest * k,
            mean: r.mean * k,
        };
        Self {
            blocked: scale(self.blocked),
            returns: scale(self.returns),
            lost: scale(self.lost),
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

/// One draw of every factor: `r` first, the others after it.
///
/// A Sobol sequence is most even in its first dimensions, so the input that decides most gets the first.
fn in_order_of_weight(inputs: &Prepared, point: [u32; DIMENSIONS]) -> [f64; DIMENSIONS] {
    let [revenue, exposed, places, failing, demand, hours, later] = inputs.factors();
    let order = [later, failing, demand, exposed, places, revenue, hours];
    let mut values = order
        .into_iter()
        .zip(point)
        .map(|(quantiles, p)| quantiles.at(p));
    core::array::from_fn(|_| values.next().unwrap_or(0.0))
}

/// `lost` with one input at a value and the others at their medians: where a swing ends.
pub fn lost_with(inputs: &Prepared, symbol: Symbol, value: f64) -> f64 {
    central(inputs, Some((symbol, value)))
}

/// `lost` with every input at its median, but for one of them at the value given.
fn central(inputs: &Prepared, moved: Option<(Symbol, f64)>) -> f64 {
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

fn shares(inputs: &Prepared) -> [f64; 9] {
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

/// The ends and the middle of a range, and the dots: all that is read from draws in order.
const ENDS: [f64; 3] = [0.05, 0.5, 0.95];

/// Puts the draws in order where they are read, and reads the range and the dots from them.
#[expect(clippy::cast_precision_loss, reason = "counts of draws")]
fn range(draws: &mut [f64], dots: bool) -> (Range, [f64; DOTS]) {
    let mean = draws.iter().sum::<f64>() / draws.len() as f64;
    let dot = |i| (twentieth(i) + 0.5) / 20.0;
    let mut read: Vec<f64> = ENDS.to_vec();
    if dots {
        read.extend((0..DOTS).map(dot));
        read.sort_by(f64::total_cmp);
    }
    let last = draws.len().saturating_sub(1);
    let mut wanted: Vec<usize> = Vec::new();
    for p in read {
        let (below, _) = place(draws.len(), p);
        wanted.extend([below.min(last), (below + 1).min(last)]);
    }
    wanted.push(last);
    order::sort_at(draws, &wanted);
    let [low, mid, high] = ENDS.map(|p| quantile(draws, p));
    let range = Range {
        low,
        mid,
        high,
        highest: draws.last().copied().unwrap_or(0.0),
        mean,
    };
    let dots = core::array::from_fn(|i| if dots { quantile(draws, dot(i)) } else { 0.0 });
    (range, dots)
}

/// The quantile of draws in order, each standing for the middle of its part of the probability.
fn quantile(draws: &[f64], p: f64) -> f64 {
    let (below, along) = place(draws.len(), p);
    let last = draws.last().copied().unwrap_or(0.0);
    let low = draws.get(below).copied().unwrap_or(last);
    let high = draws.get(below + 1).copied().unwrap_or(last);
    low + (high - low) * along
}

/// Between which draws a quantile lies: the place of the lower one, and how far on towards the next.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of draws"
)]
fn place(count: usize, p: f64) -> (usize, f64) {
    let place = (p * count as f64 - 0.5).max(0.0);
    let below = place as usize;
    (below, place - below as f64)
}

#[expect(clippy::cast_precision_loss, reason = "at most 20")]
fn twentieth(i: usize) -> f64 {
    i as f64
}

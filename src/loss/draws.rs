//! The part of an estimate that is drawn: what is uncertain.
//!
//! Inputs with one value only scale the answer, and amounts only move it, so the quantiles of the uncertain rest serve for
//! every value of the fixed ones. While a reader's slider moves, nothing is drawn again.

use super::estimate::{DOTS, HOURS_PER_YEAR, central, lost_with, shares};
use super::sobol::{DIMENSIONS, Sobol};
use super::{Estimate, Prepared, Quantiles, Range, Swing, Symbol, order};

/// What quasi-random draws of the uncertain inputs gave.
#[derive(Clone, Debug)]
pub struct Draws {
    /// What was drawn from; of the fixed ones it matters only that they are.
    from: Prepared,
    /// The product of the uncertain factors but for `r`.
    sales: Range,
    /// The same with `r`, where that is uncertain.
    returns: Range,
    /// The same with `1 - r`, where `r` is uncertain.
    lost: Range,
    /// `lost` at 2.5 %, 7.5 %, … 97.5 %.
    dots: [f64; DOTS],
}

impl Draws {
    /// `draws` quasi-random draws (at least 1), always the same for the same seed.
    pub fn new(inputs: &Prepared, draws: u32, seed: u64) -> Self {
        let draws = draws.max(1);
        let mut sobol = Sobol::new(seed);
        let [mut sales, mut returns, mut lost] =
            [(); 3].map(|()| Vec::with_capacity(draws as usize));
        let is_open = later(inputs).is_none();
        for _ in 0..draws {
            let point = sobol.next_point();
            let [later, factors @ ..] = in_order_of_weight(inputs, point);
            let product = factors.iter().product::<f64>();
            sales.push(product);
            if is_open {
                returns.push(product * later);
                lost.push(product * (1.0 - later));
            }
        }
        let (sales, dots) = range(&mut sales, !is_open);
        let (returns, lost, dots) = if is_open {
            let (lost, dots) = range(&mut lost, true);
            (range(&mut returns, false).0, lost, dots)
        } else {
            (sales, sales, dots)
        };
        Self {
            from: inputs.clone(),
            sales,
            returns,
            lost,
            dots,
        }
    }

    /// The draws serve for these inputs, too: the same are uncertain, in the same way.
    pub fn fit(&self, inputs: &Prepared) -> bool {
        let mut pairs = self.from.factors().iter().zip(inputs.factors());
        pairs.all(|(drawn, asked)| match (drawn, asked) {
            (Quantiles::Fixed(_), Quantiles::Fixed(_)) => true,
            (drawn, asked) => drawn == asked,
        })
    }

    /// The estimate of inputs that the draws [`fit`](Self::fit).
    pub fn estimate(&self, inputs: &Prepared) -> Estimate {
        let amounts = inputs.amounts();
        let [others @ .., _] = inputs.factors();
        let fixed = others.iter().filter_map(|quantiles| match quantiles {
            Quantiles::Fixed(value) => Some(*value),
            Quantiles::Table { .. } => None,
        });
        let k = fixed.product::<f64>() / HOURS_PER_YEAR;
        let (later, never) = later(inputs).map_or((1.0, 1.0), |r| (r, 1.0 - r));
        Estimate {
            blocked: self.sales.of(k, amounts),
            returns: self.returns.of(k * later, 0.0),
            lost: self.lost.of(k * never, amounts),
            dots: self.dots.map(|dot| dot * (k * never) + amounts),
            central: central(inputs, None),
            shares: shares(inputs),
            swings: Symbol::ALL.map(|symbol| Swing {
                symbol,
                at_p10: lost_with(inputs, symbol, inputs.quantile(symbol, 0.1)),
                at_p90: lost_with(inputs, symbol, inputs.quantile(symbol, 0.9)),
            }),
        }
    }
}

/// `r`, where it has one value.
fn later(inputs: &Prepared) -> Option<f64> {
    match inputs.factors() {
        [.., Quantiles::Fixed(value)] => Some(*value),
        _ => None,
    }
}

/// One draw of every factor: `r` first, the others after it; 1 for those that have one value.
///
/// A Sobol sequence is most even in its first dimensions, so the input that decides most gets the first.
fn in_order_of_weight(inputs: &Prepared, point: [u32; DIMENSIONS]) -> [f64; DIMENSIONS] {
    let [revenue, exposed, places, failing, demand, hours, later] = inputs.factors();
    let order = [later, failing, demand, exposed, places, revenue, hours];
    let mut values = order
        .into_iter()
        .zip(point)
        .map(|(quantiles, p)| match quantiles {
            Quantiles::Fixed(_) => 1.0,
            Quantiles::Table { .. } => quantiles.at(p),
        });
    core::array::from_fn(|_| values.next().unwrap_or(0.0))
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

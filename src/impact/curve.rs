//! The failing share over time, in closed form.

use serde::{Deserialize, Serialize};

use super::{Shape, ShapeError};
use crate::clock::{Span, Time};

/// The share of lookups failing at each moment, and the hours that it adds up to.
///
/// # The form
///
/// Time runs from the start of the fault. `P` is the good record's TTL, `N` the failure's, and `Q(t)` the chance that a
/// fresh lookup at `t` still fails: 1 until the fix begins, then a straight line down to 0 over the fix's spread.
/// A hot name's cache holds a good record whose residual life `u` is uniform on `[0, P]`. It fails first at `u` and asks
/// again every `N`, so at `t` it lives off the answer that it fetched at `t - ((t - u) mod N)`. Averaged over `u`:
///
/// ```text
/// a(t) = share / P × ∫ Q(t - (w mod N)) dw,   w from max(0, t - P) to t
/// ```
///
/// `Q` is a ramp, so the integral is a piecewise quadratic in `t`, and its own integral is exact by Simpson's rule on
/// each piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    from: Time,
    line: Line,
    /// Where the polynomial changes, in order; the first at 0, the last where the harm ends.
    knots: Vec<Knot>,
}

/// Seconds since the fault at which the polynomial changes, and the seconds of full failure until then.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Knot {
    at: f64,
    sum: f64,
}

/// A spread is cut into at most so many failure TTLs. A shorter failure TTL counts as that long: it moves the curve by
/// less than one part in two thousand, and it bounds the work and the memory.
const MOST_PERIODS: f64 = 2048.0;

impl Curve {
    /// The curve of one fault.
    ///
    /// # Errors
    /// As [`Shape::check`].
    pub fn new(shape: &Shape) -> Result<Self, ShapeError> {
        shape.check()?;
        let form = Form::new(shape);
        let breaks = form.breaks();
        Ok(Self::of_line(shape.from, Line::Form(form), &breaks))
    }

    /// The curve that these samples were taken of, to a ten-thousandth.
    pub fn of_samples(samples: &Samples) -> Self {
        let shares = samples.shares.iter().map(|s| f64::from(*s) / 10_000.0);
        Self::sampled(samples.from, samples.every, shares.collect())
    }

    /// A straight line between samples (0 to 1) from `from` on, `every` so often; nothing fails before and after.
    pub(super) fn sampled(from: Time, every: Span, shares: Vec<f64>) -> Self {
        let every = secs(every);
        let breaks: Vec<f64> = (0..shares.len()).map(|i| place(i) * every).collect();
        Self::of_line(from, Line::Samples { every, shares }, &breaks)
    }

    fn of_line(from: Time, line: Line, breaks: &[f64]) -> Self {
        let knots = sum_up(&line, breaks);
        Self { from, line, knots }
    }

    /// The share of lookups failing at `t`: 0 to 1. 0 before the fault and after the last cached failure has run out.
    pub fn failing_at(&self, t: Time) -> f64 {
        self.line.failing(secs(t - self.from))
    }

    /// Effective hours up to `t`: the integral of [`Self::failing_at`]. An hour in which half of the lookups fail is half an
    /// effective hour. Never falls; 0 before the fault, [`Self::effective_hours`] after the end.
    pub fn hours_to(&self, t: Time) -> f64 {
        let x = secs(t - self.from);
        let after = self.knots.partition_point(|k| k.at <= x);
        let Some(knot) = after.checked_sub(1).and_then(|i| self.knots.get(i)) else {
            return 0.0;
        };
        if after == self.knots.len() {
            return knot.sum / 3600.0;
        }
        (knot.sum + self.line.simpson(knot.at, x)) / 3600.0
    }

    /// Effective hours of the whole outage: `E` of the loss model. Includes the share of askers affected.
    pub fn effective_hours(&self) -> f64 {
        self.knots.last().map_or(0.0, |k| k.sum / 3600.0)
    }

    /// The part of the effective hours that has passed at `t`: 0 to 1. What the money line follows. An outage without
    /// effective hours has passed once it has started.
    pub fn elapsed(&self, t: Time) -> f64 {
        let whole = self.effective_hours();
        if whole > 0.0 {
            (self.hours_to(t) / whole).clamp(0.0, 1.0)
        } else if t < self.from {
            0.0
        } else {
            1.0
        }
    }

    /// When the first lookup fails.
    pub fn starts(&self) -> Time {
        self.from
    }

    /// When the last cached failure has run out, rounded up to a millisecond.
    pub fn ends(&self) -> Time {
        self.knots.last().map_or(self.from, |k| self.time(k.at))
    }

    /// The moments at which the curve changes direction, in order, from [`Self::starts`] to [`Self::ends`]. Between two of
    /// them it is a straight line, or where a fix is spreading a parabola: all that a drawing needs.
    pub fn breaks(&self) -> impl Iterator<Item = Time> {
        self.knots.iter().map(|k| self.time(k.at))
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most a few times 2^31 s in ms"
    )]
    fn time(&self, x: f64) -> Time {
        self.from + Span::from_ms((x * 1000.0).ceil() as i64)
    }
}

/// A curve as numbers, for one that is worked out beforehand: several faults on one name have no closed form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Samples {
    /// The time of the first.
    pub from: Time,
    /// From each to the next.
    pub every: Span,
    /// The shares of lookups failing, in ten-thousandths.
    pub shares: Vec<u16>,
}

/// Where the shares come from.
#[derive(Clone, Debug, PartialEq)]
enum Line {
    /// One fault: the closed form.
    Form(Form),
    /// Several: samples, so many seconds apart.
    Samples { every: f64, shares: Vec<f64> },
}

impl Line {
    /// `a(x)`, seconds after the start.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "x is not below 0, and `as` saturates"
    )]
    fn failing(&self, x: f64) -> f64 {
        match self {
            Self::Form(form) => form.failing(x),
            Self::Samples { .. } if x < 0.0 => 0.0,
            Self::Samples { every, shares } => {
                let before = (x / every) as usize;
                let at = |i: usize| shares.get(i).copied().unwrap_or(0.0);
                let (low, high) = (at(before), at(before + 1));
                low + (high - low) * (x / every - place(before))
            }
        }
    }

    /// The integral over a stretch with no break inside: exact, since the line is at most quadratic there.
    fn simpson(&self, low: f64, high: f64) -> f64 {
        let sides = self.failing(low) + self.failing(high);
        (high - low) / 6.0 * (sides + 4.0 * self.failing(f64::midpoint(low, high)))
    }
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn place(i: usize) -> f64 {
    i as f64
}

/// The numbers of the form, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Form {
    share: f64,
    /// `P`: TTL of the good record.
    good: f64,
    /// `N`: TTL of the failure.
    failure: f64,
    /// From the fault to the fix.
    fix: f64,
    /// From the first affected asker reached by the fix to the last.
    spread: f64,
}

impl Form {
    fn new(shape: &Shape) -> Self {
        let share = f64::from(shape.share_per_mille) / 1000.0;
        let spread = f64::from(shape.spread_s) * share;
        Self {
            share,
            // A record that is never cached runs out at once: a millisecond keeps the ramp finite.
            good: f64::from(shape.good_ttl_s).max(0.001),
            failure: f64::from(shape.failure_ttl_s)
                .max(spread / MOST_PERIODS)
                .max(0.001),
            fix: secs(shape.duration()),
            spread,
        }
    }

    /// `a(x)`.
    fn failing(&self, x: f64) -> f64 {
        if x <= 0.0 || x >= self.fix + self.spread + self.failure {
            return 0.0;
        }
        // Until the fix begins every period is a failing one, and the integral is its length.
        let integral = if x <= self.fix {
            x.min(self.good)
        } else {
            self.failing_in(x, x) - self.failing_in(x, (x - self.good).max(0.0))
        };
        self.share * (integral / self.good).clamp(0.0, 1.0)
    }

    /// `∫ Q(x - (w mod N)) dw` for `w` from 0 to `y`.
    fn failing_in(&self, x: f64, y: f64) -> f64 {
        let periods = (y / self.failure).floor();
        let rest = (y - periods * self.failure).max(0.0).min(self.failure);
        let now = self.bad_until(x);
        periods * (now - self.bad_until(x - self.failure)) + now - self.bad_until(x - rest)
    }

    /// `∫ Q` from 0 to `x`.
    fn bad_until(&self, x: f64) -> f64 {
        if x <= self.fix {
            x
        } else if x >= self.fix + self.spread {
            self.fix + self.spread / 2.0
        } else {
            let since = x - self.fix;
            x - since * since / (2.0 * self.spread)
        }
    }

    /// Every moment at which `a` may change its polynomial, in order.
    fn breaks(&self) -> Vec<f64> {
        let (fixed, end) = (
            self.fix + self.spread,
            self.fix + self.spread + self.failure,
        );
        let mut breaks = vec![
            0.0,
            self.good,
            self.fix,
            fixed,
            self.fix + self.failure,
            end,
        ];
        // After the fix the periods of the two ends of the integral count; before it they do not show.
        for start in [0.0, self.good] {
            let mut period = ((self.fix - start) / self.failure).floor().max(0.0);
            loop {
                let at = start + period * self.failure;
                if at >= end {
                    break;
                }
                breaks.push(at);
                period += 1.0;
            }
        }
        breaks.retain(|&x| x <= end);
        breaks.sort_unstable_by(f64::total_cmp);
        breaks.dedup();
        breaks
    }
}

/// The knots of a curve, without the stretch at the end in which nothing fails any more.
fn sum_up(line: &Line, breaks: &[f64]) -> Vec<Knot> {
    let mut knots = vec![Knot { at: 0.0, sum: 0.0 }];
    let (mut sum, mut harmed) = (0.0, 1);
    for pair in breaks.windows(2) {
        let &[low, high] = pair else { continue };
        let piece = line.simpson(low, high).max(0.0);
        sum += piece;
        knots.push(Knot { at: high, sum });
        // Less than a nanosecond of one asker is rounding, not harm.
        if piece > 1e-9 {
            harmed = knots.len();
        }
    }
    knots.truncate(harmed);
    knots
}

#[expect(
    clippy::cast_precision_loss,
    reason = "spans here are years at most, far below 2^52 ms"
)]
fn secs(span: Span) -> f64 {
    span.ms() as f64 / 1000.0
}

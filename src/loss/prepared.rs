//! Inputs made ready to draw from: tables of quantiles.

use serde::{Deserialize, Serialize};

use super::Symbol;
use super::inputs::{InputError, check_value};

/// Inputs as tables, as they travel in a story's compiled file. Made from [`super::Inputs`] on the host, by
/// `Prepared::new`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prepared {
    /// One table for each of [`Symbol::FACTORS`], in that order.
    factors: [Quantiles; 7],
    /// `K`, currency units.
    refunds: f64,
    /// `C`, currency units.
    response: f64,
}

impl Prepared {
    #[cfg(feature = "host")]
    pub(super) fn from_parts(factors: [Quantiles; 7], refunds: f64, response: f64) -> Self {
        Self {
            factors,
            refunds,
            response,
        }
    }

    /// Fixes one assumption at a value, as a reader's slider does.
    ///
    /// # Errors
    /// A value out of the input's range; nothing is changed.
    pub fn set(&mut self, symbol: Symbol, value: f64) -> Result<(), InputError> {
        check_value(symbol, value)?;
        match symbol {
            Symbol::Refunds => self.refunds = value,
            Symbol::Response => self.response = value,
            _ => {
                if let Some(factor) = self.factors.get_mut(symbol.index()) {
                    *factor = Quantiles::fixed(value);
                }
            }
        }
        Ok(())
    }

    /// The value that the assumption stays below with probability `p` (0 to 1): 0.5 for the middle, 0.1 and 0.9 for the thick
    /// part of a slider's track. The amounts `K` and `C` are the same at every `p`.
    pub fn quantile(&self, symbol: Symbol, p: f64) -> f64 {
        match symbol {
            Symbol::Refunds => self.refunds,
            Symbol::Response => self.response,
            _ => self
                .factors
                .get(symbol.index())
                .map_or(0.0, |q| q.quantile(p)),
        }
    }

    /// Nothing is uncertain about this assumption: it was given as a number, or the reader has set it.
    pub fn is_fixed(&self, symbol: Symbol) -> bool {
        self.factors
            .get(symbol.index())
            .is_none_or(|q| matches!(q, Quantiles::Fixed(_)))
    }

    pub(super) fn factors(&self) -> &[Quantiles; 7] {
        &self.factors
    }

    /// `K + C`, currency units.
    pub(super) fn amounts(&self) -> f64 {
        self.refunds + self.response
    }
}

/// The quantile function of one assumption.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Quantiles {
    /// One value.
    Fixed(f64),
    /// Values at [`Quantiles::probability`] of their place, with straight lines between.
    Table {
        /// [`Quantiles::POINTS`] values, never falling.
        #[serde(with = "super::grid")]
        points: Vec<f32>,
        /// The variance of the natural logarithm of the factor that enters the product (of `1 - r` for `r`), for
        /// [`super::Estimate::shares`].
        log_variance: f64,
    },
}

/// Halvings of the probability towards each end that get cells of their own.
const OCTAVES: usize = 15;
/// Cells in each octave.
const CELLS: usize = 8;
/// Cells in each half of a table.
const HALF: usize = (OCTAVES + 1) * CELLS;

impl Quantiles {
    /// Values in a table.
    pub const POINTS: usize = 2 * HALF + 1;

    /// A value without uncertainty.
    pub const fn fixed(value: f64) -> Self {
        Self::Fixed(value)
    }

    /// The probability that belongs to a place in the table, 0 to 1.
    ///
    /// Cells halve towards both ends, as a floating-point number's do, so that tails are as well drawn as the middle and a
    /// draw finds its cell by counting leading zeros: no logarithm, no search.
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    pub fn probability(place: usize) -> f64 {
        if place > HALF {
            return 1.0 - Self::probability((2 * HALF).saturating_sub(place));
        }
        let (octave, step) = (place / CELLS, (place % CELLS) as f64 / CELLS as f64);
        // Octave 0 is linear down to 0; each octave above it is twice as wide as the one before.
        let low = if octave == 0 {
            0.0
        } else {
            0.5_f64.powi(to_i32(OCTAVES + 2 - octave))
        };
        let width = if octave == 0 {
            0.5_f64.powi(to_i32(OCTAVES + 1))
        } else {
            low
        };
        low + step * width
    }

    /// The value at the probability `p`, 0 to 1.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates, and p is clamped to 0..=1"
    )]
    pub fn quantile(&self, p: f64) -> f64 {
        self.at((p.clamp(0.0, 1.0) * 4_294_967_296.0) as u32)
    }

    /// The value at the probability `p / 2^32`.
    pub(super) fn at(&self, p: u32) -> f64 {
        let points = match self {
            Self::Fixed(value) => return *value,
            Self::Table { points, .. } => points,
        };
        // Both halves are read from their end inwards.
        let upper = p >> 31 == 1;
        let q = if upper { !p } else { p };
        let octave = (q.leading_zeros() as usize).saturating_sub(1).min(OCTAVES);
        // The bits below the leading one: first the cell, then the place in it.
        let bits = if octave < OCTAVES {
            q << (octave + 2)
        } else {
            q << (OCTAVES + 1)
        };
        let cell = (bits >> 29) as usize + (OCTAVES - octave) * CELLS;
        let along = f64::from(bits << 3) / 4_294_967_296.0;
        let (near, far) = if upper {
            (2 * HALF - cell, 2 * HALF - cell - 1)
        } else {
            (cell, cell + 1)
        };
        match (points.get(near), points.get(far)) {
            (Some(&near), Some(&far)) => {
                let (near, far) = (f64::from(near), f64::from(far));
                near + (far - near) * along
            }
            // A table cut short: a file that was tampered with.
            _ => points.last().map_or(0.0, |&last| f64::from(last)),
        }
    }

    pub(super) fn log_variance(&self) -> f64 {
        match self {
            Self::Fixed(_) => 0.0,
            Self::Table { log_variance, .. } => *log_variance,
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "small counts"
)]
const fn to_i32(n: usize) -> i32 {
    n as i32
}

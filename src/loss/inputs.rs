//! The assumptions, and what is refused.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::Symbol;

/// Every assumption of one estimate. Independent of each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inputs {
    /// `R`: revenue of the line, currency units a year.
    pub revenue_per_year: Distribution,
    /// `s`: share of the line exposed, 0 to 1.
    pub share_exposed: Distribution,
    /// `g`: share of demand in the affected places, 0 to 1.
    pub share_of_places: Distribution,
    /// `f`: share of purchases failing where lookups fail, 0 to 1.
    pub share_failing: Distribution,
    /// `w`: demand in the window against the average hour.
    pub demand_weight: Distribution,
    /// `E`: effective hours after caches.
    pub effective_hours: Distribution,
    /// `r`: share of the blocked purchases made later, 0 to 1.
    pub share_later: Distribution,
    /// `K`: refunds and credits, currency units.
    #[serde(default)]
    pub refunds: f64,
    /// `C`: response and churn, currency units.
    #[serde(default)]
    pub response: f64,
}

/// What we think of a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Distribution {
    /// Known, or set by the reader.
    Fixed(f64),
    /// Lognormal: its logarithm is normal.
    Lognormal {
        /// The median, above 0.
        median: f64,
        /// The standard deviation of the natural logarithm, above 0; for small values also the coefficient of variation.
        sigma: f64,
    },
    /// PERT: a beta distribution on `low` to `high` with its peak at `mode`,
    /// alpha = 1 + 4 (mode - low) / (high - low), beta = 1 + 4 (high - mode) / (high - low).
    Pert {
        /// The lowest value possible.
        low: f64,
        /// The likeliest value.
        mode: f64,
        /// The highest value possible.
        high: f64,
    },
}

impl Inputs {
    /// The assumption for one of [`Symbol::FACTORS`]; for the two amounts, the amount.
    pub fn get(&self, symbol: Symbol) -> Distribution {
        match symbol {
            Symbol::Revenue => self.revenue_per_year,
            Symbol::Exposed => self.share_exposed,
            Symbol::Places => self.share_of_places,
            Symbol::Failing => self.share_failing,
            Symbol::Demand => self.demand_weight,
            Symbol::Hours => self.effective_hours,
            Symbol::Later => self.share_later,
            Symbol::Refunds => Distribution::Fixed(self.refunds),
            Symbol::Response => Distribution::Fixed(self.response),
        }
    }

    /// Everything that is wrong with the inputs, in the order of the formula. Empty if nothing is.
    pub fn problems(&self) -> Vec<InputError> {
        Symbol::ALL
            .into_iter()
            .filter_map(|s| self.get(s).check(s).err())
            .collect()
    }
}

impl Distribution {
    /// The distribution makes sense for this input.
    ///
    /// # Errors
    /// A number that is not finite or outside of the input's range, or parameters out of order.
    pub fn check(&self, symbol: Symbol) -> Result<(), InputError> {
        let in_range = |value: f64| check_value(symbol, value);
        let wrong = |problem| Err(InputError { symbol, problem });
        match *self {
            Self::Fixed(value) => in_range(value),
            Self::Lognormal { median, sigma } => {
                in_range(median)?;
                if symbol.highest().is_some() {
                    return wrong(Problem::Unbounded);
                }
                if median == 0.0 {
                    return wrong(Problem::Median);
                }
                // Above 3, the middle nine tenths span a factor of twenty thousand: a slip, not an assumption.
                if !(sigma > 0.0 && sigma <= 3.0) {
                    return wrong(Problem::Sigma(sigma));
                }
                Ok(())
            }
            Self::Pert { low, mode, high } => {
                in_range(low)?;
                in_range(mode)?;
                in_range(high)?;
                if low > mode || mode > high || low >= high {
                    return wrong(Problem::Order { low, mode, high });
                }
                Ok(())
            }
        }
    }
}

/// The value is finite and in the input's range.
pub(super) fn check_value(symbol: Symbol, value: f64) -> Result<(), InputError> {
    if !value.is_finite() || value < 0.0 || symbol.highest().is_some_and(|high| value > high) {
        return Err(InputError {
            symbol,
            problem: Problem::Value(value),
        });
    }
    Ok(())
}

/// An assumption that is refused.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InputError {
    /// Which one.
    pub symbol: Symbol,
    /// Why.
    pub problem: Problem,
}

/// Why an assumption is refused.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Problem {
    /// A value out of the input's range, or not finite.
    Value(f64),
    /// A lognormal median of 0.
    Median,
    /// A lognormal for a share: it has no highest value, and a share has.
    Unbounded,
    /// A lognormal sigma out of range.
    Sigma(f64),
    /// A PERT out of order, or without width.
    Order {
        /// The lowest value given.
        low: f64,
        /// The likeliest value given.
        mode: f64,
        /// The highest value given.
        high: f64,
    },
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.symbol)?;
        match self.problem {
            Problem::Value(value) => match self.symbol.highest() {
                Some(high) => write!(f, "{value} is out of range, expected 0 to {high}"),
                None => write!(
                    f,
                    "{value} is out of range, expected a finite number, 0 or more"
                ),
            },
            Problem::Median => f.write_str("a lognormal median of 0, expected more than 0"),
            Problem::Unbounded => f.write_str(
                "a lognormal has no highest value, expected a fixed value or a PERT within 0 to 1",
            ),
            Problem::Sigma(sigma) => {
                write!(
                    f,
                    "sigma {sigma} is out of range, expected more than 0, at most 3"
                )
            }
            Problem::Order { low, mode, high } => write!(
                f,
                "low {low}, mode {mode}, high {high} are out of order, expected low <= mode <= high and low < high"
            ),
        }
    }
}

impl std::error::Error for InputError {}

//! From distributions to tables, on the host: what the browser need not compute.

use statrs::distribution::{Beta, ContinuousCDF, Normal};

use super::{Distribution, InputError, Inputs, Prepared, Problem, Quantiles, Symbol};

/// The probabilities nearest to 0 and 1 that a table shows, where a distribution has no end of its own.
const END: f64 = 1.0 / 4_194_304.0;

impl Prepared {
    /// The tables of these inputs.
    ///
    /// # Errors
    /// The first problem of [`Inputs::problems`].
    pub fn new(inputs: &Inputs) -> Result<Self, InputError> {
        if let Some(&problem) = inputs.problems().first() {
            return Err(problem);
        }
        let [revenue, exposed, places, failing, demand, hours, later] =
            Symbol::FACTORS.map(|symbol| Quantiles::new(&inputs.get(symbol), symbol));
        Ok(Self::from_parts(
            [
                revenue?, exposed?, places?, failing?, demand?, hours?, later?,
            ],
            inputs.refunds,
            inputs.response,
        ))
    }
}

impl Quantiles {
    /// The table of one distribution.
    ///
    /// # Errors
    /// As [`Distribution::check`].
    pub fn new(distribution: &Distribution, symbol: Symbol) -> Result<Self, InputError> {
        if let Distribution::Fixed(value) = *distribution {
            distribution.check(symbol)?;
            return Ok(Self::fixed(value));
        }
        let exact = Exact::new(distribution, symbol)?;
        let points: Vec<f64> = (0..Self::POINTS)
            .map(|i| exact.quantile(Self::probability(i)))
            .collect();
        Ok(Self::Table {
            points: super::grid::snap(&points),
            log_variance: exact.log_variance(symbol),
        })
    }
}

/// A distribution with its exact quantile function.
#[derive(Clone, Debug)]
pub enum Exact {
    /// One value.
    Fixed(f64),
    /// The median and the normal distribution of the logarithm around it.
    Lognormal(f64, Normal),
    /// The low end, the width and the beta distribution between.
    Pert(f64, f64, Beta),
}

impl Exact {
    /// The distribution of one input.
    ///
    /// # Errors
    /// As [`Distribution::check`].
    pub fn new(distribution: &Distribution, symbol: Symbol) -> Result<Self, InputError> {
        distribution.check(symbol)?;
        match *distribution {
            Distribution::Fixed(value) => Ok(Self::Fixed(value)),
            Distribution::Lognormal { median, sigma } => Normal::new(0.0, sigma)
                .map(|normal| Self::Lognormal(median, normal))
                .map_err(|_| InputError {
                    symbol,
                    problem: Problem::Sigma(sigma),
                }),
            Distribution::Pert { low, mode, high } => {
                let width = high - low;
                Beta::new(
                    1.0 + 4.0 * (mode - low) / width,
                    1.0 + 4.0 * (high - mode) / width,
                )
                .map(|beta| Self::Pert(low, width, beta))
                .map_err(|_| InputError {
                    symbol,
                    problem: Problem::Order { low, mode, high },
                })
            }
        }
    }

    /// The value at the probability `p`, 0 to 1. The tails of a lognormal end at one in four million.
    pub fn quantile(&self, p: f64) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Lognormal(median, normal) => {
                median * normal.inverse_cdf(p.clamp(END, 1.0 - END)).exp()
            }
            Self::Pert(low, width, beta) => {
                let x = if p <= 0.0 {
                    0.0
                } else if p >= 1.0 {
                    1.0
                } else {
                    beta.inverse_cdf(p)
                };
                low + width * x
            }
        }
    }

    /// The variance of the logarithm of the factor: of `1 - r` for `r`, else of the value itself.
    fn log_variance(&self, symbol: Symbol) -> f64 {
        if let Self::Lognormal(_, normal) = self {
            use statrs::statistics::Distribution as _;
            return normal.variance().unwrap_or(0.0);
        }
        let later = symbol == Symbol::Later;
        // The midpoint rule, with cells that shrink towards the ends, where the logarithm may run away.
        let (mut mean, mut square) = (0.0, 0.0);
        for place in 1..Quantiles::POINTS {
            let (low, high) = (
                Quantiles::probability(place - 1),
                Quantiles::probability(place),
            );
            let width = (high - low) / f64::from(STEPS);
            for step in 0..STEPS {
                let value = self.quantile(low + (f64::from(step) + 0.5) * width);
                let factor = if later { 1.0 - value } else { value };
                let log = factor.max(f64::MIN_POSITIVE).ln();
                mean += log * width;
                square += log * log * width;
            }
        }
        (square - mean * mean).max(0.0)
    }
}

/// Steps of the integral in each cell of a table.
const STEPS: u32 = 2;

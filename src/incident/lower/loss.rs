//! The inputs of the loss estimate, each with how we know it.

use super::Lowering;
use crate::incident::file::{InputFile, LossFile};
use crate::incident::{InputClaim, Loss, Source};
use crate::loss::{DRAWS, Distribution, Inputs, Prepared, SEED, Symbol, estimate};

/// Standard deviations from the median of a normal distribution to its 95th percentile.
const TO_P95: f64 = 1.645;

impl Lowering<'_> {
    pub(super) fn loss(&mut self, form: &LossFile, sources: &[Source]) -> Option<Loss> {
        let mut claims = Vec::new();
        let mut values = Vec::new();
        for symbol in Symbol::ALL {
            let input = form.input(symbol);
            let claim = self.claim(&input.claim, sources);
            let Some((distribution, [low, mode, high])) = distribution(input) else {
                let message = format!(
                    "[loss.{symbol}] has none or several distributions, expected exactly one of `pert`, `lognormal` and `fixed`"
                );
                self.wrong_input(symbol, "", message);
                continue;
            };
            if let Err(e) = distribution.check(symbol) {
                self.wrong_input(symbol, kind(&distribution), format!("[loss.{symbol}] {e}"));
                continue;
            }
            claims.push(InputClaim {
                symbol,
                unit: input.unit.clone(),
                low,
                mode,
                high,
                claim,
            });
            values.push((symbol, distribution));
        }
        let one = |s: Symbol| values.iter().find(|(x, _)| *x == s).map(|(_, d)| *d);
        let inputs = Inputs {
            revenue_per_year: one(Symbol::Revenue)?,
            share_exposed: one(Symbol::Exposed)?,
            share_of_places: one(Symbol::Places)?,
            share_failing: one(Symbol::Failing)?,
            demand_weight: one(Symbol::Demand)?,
            effective_hours: one(Symbol::Hours)?,
            share_later: one(Symbol::Later)?,
            refunds: self.amount(Symbol::Refunds, one(Symbol::Refunds)?)?,
            response: self.amount(Symbol::Response, one(Symbol::Response)?)?,
        };
        match Prepared::new(&inputs) {
            Ok(inputs) => Some(Loss {
                currency: form.currency.clone(),
                sums: estimate(&inputs, DRAWS, SEED).sums(),
                inputs,
                claims,
            }),
            Err(e) => {
                self.wrong_input(e.symbol, "", format!("[loss.{}] {e}", e.symbol));
                None
            }
        }
    }

    /// The two amounts are sums of money, not distributions.
    fn amount(&mut self, symbol: Symbol, given: Distribution) -> Option<f64> {
        if let Distribution::Fixed(value) = given {
            return Some(value);
        }
        let message = format!("[loss.{symbol}] is an amount, expected `fixed`");
        self.wrong_input(symbol, kind(&given), message);
        None
    }

    fn wrong_input(&mut self, symbol: Symbol, key: &str, message: String) {
        let at = self.incident.find(&["loss", symbol.letter(), key]);
        self.problems.push(self.incident.at(at, message));
    }
}

/// The distribution of an input with its low, likeliest and high values; `None` unless exactly one kind is given.
fn distribution(input: &InputFile) -> Option<(Distribution, [f64; 3])> {
    match (&input.pert, &input.lognormal, input.fixed) {
        (Some(ends), None, None) => {
            let [low, mode, high] = *ends;
            Some((Distribution::Pert { low, mode, high }, *ends))
        }
        (None, Some(l), None) => {
            let spread = (TO_P95 * l.sigma).exp();
            let d = Distribution::Lognormal {
                median: l.median,
                sigma: l.sigma,
            };
            Some((d, [l.median / spread, l.median, l.median * spread]))
        }
        (None, None, Some(value)) => Some((Distribution::Fixed(value), [value; 3])),
        _ => None,
    }
}

/// The key in the file.
fn kind(distribution: &Distribution) -> &'static str {
    match distribution {
        Distribution::Fixed(_) => "fixed",
        Distribution::Lognormal { .. } => "lognormal",
        Distribution::Pert { .. } => "pert",
    }
}

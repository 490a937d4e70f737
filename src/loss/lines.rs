//! The sum, line by line: a plain sum mended one factor after the other.

use super::estimate::HOURS_PER_YEAR;
use super::{Prepared, Symbol};

/// The order in which a reader follows the sum: what a plain sum has, then what it leaves out; the guess last.
const ORDER: [Symbol; 7] = [
    Symbol::Revenue,
    Symbol::Hours,
    Symbol::Exposed,
    Symbol::Places,
    Symbol::Demand,
    Symbol::Failing,
    Symbol::Later,
];

/// A plain sum that somebody else made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Said {
    /// Revenue an hour, currency units.
    pub hourly: f64,
    /// Hours.
    pub hours: f64,
}

/// One line of the sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// The assumption.
    pub symbol: Symbol,
    /// What the plain sum has here: revenue an hour, hours, 1, or an amount of 0.
    pub said: f64,
    /// What our sum has at the assumption's median: revenue an hour for `R`, the share never bought for `r`.
    pub value: f64,
    /// What is left of the sum when this line and those before it are mended, currency units.
    pub leaves: f64,
}

/// The sum with every assumption at its median. The last line leaves [`super::Estimate::central`]. Without somebody else's
/// sum the lines begin with our own revenue an hour and hours. Lines for `K` and `C` only where they are above 0: these are
/// added, the others multiply.
pub fn lines(inputs: &Prepared, said: Option<Said>) -> Vec<Line> {
    let value = |symbol| {
        let middle = inputs.quantile(symbol, 0.5);
        match symbol {
            Symbol::Revenue => middle / HOURS_PER_YEAR,
            Symbol::Later => 1.0 - middle,
            _ => middle,
        }
    };
    let said_at = |symbol| match (symbol, said) {
        (Symbol::Revenue, Some(s)) => s.hourly,
        (Symbol::Hours, Some(s)) => s.hours,
        (Symbol::Revenue | Symbol::Hours, None) => value(symbol),
        _ => 1.0,
    };
    let mut leaves: f64 = ORDER.into_iter().map(said_at).product();
    let mut lines: Vec<Line> = Vec::new();
    for (n, symbol) in ORDER.into_iter().enumerate() {
        let mended: f64 = ORDER.into_iter().take(n + 1).map(value).product();
        let rest: f64 = ORDER.into_iter().skip(n + 1).map(said_at).product();
        leaves = mended * rest;
        lines.push(Line {
            symbol,
            said: said_at(symbol),
            value: value(symbol),
            leaves,
        });
    }
    for symbol in [Symbol::Refunds, Symbol::Response] {
        let amount = value(symbol);
        if amount > 0.0 {
            leaves += amount;
            lines.push(Line {
                symbol,
                said: 0.0,
                value: amount,
                leaves,
            });
        }
    }
    lines
}

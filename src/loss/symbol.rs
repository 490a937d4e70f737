//! The names of the inputs.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// An input of the model, by its letter in `research/loss.md` section 3. `wib loss --set` and `a.NAME` in the page's
/// address use the same letters; case matters, as `R` is revenue and `r` the share bought later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Symbol {
    /// `R`: revenue of the line, currency units a year. 0 or more.
    #[serde(rename = "R")]
    Revenue,
    /// `s`: share of that line exposed to the outage, 0 to 1.
    #[serde(rename = "s")]
    Exposed,
    /// `g`: share of demand in the affected places, 0 to 1.
    #[serde(rename = "g")]
    Places,
    /// `f`: share of purchases failing, 0 to 1.
    #[serde(rename = "f")]
    Failing,
    /// `w`: demand in the window against the average hour, 0 or more.
    #[serde(rename = "w")]
    Demand,
    /// `E`: effective hours after caches, 0 or more.
    #[serde(rename = "E")]
    Hours,
    /// `r`: share of the blocked purchases made later, 0 to 1.
    #[serde(rename = "r")]
    Later,
    /// `K`: refunds and credits, currency units. 0 or more.
    #[serde(rename = "K")]
    Refunds,
    /// `C`: response and churn, currency units. 0 or more.
    #[serde(rename = "C")]
    Response,
}

impl Symbol {
    /// Every input, in the order of the formula.
    pub const ALL: [Self; 9] = [
        Self::Revenue,
        Self::Exposed,
        Self::Places,
        Self::Failing,
        Self::Demand,
        Self::Hours,
        Self::Later,
        Self::Refunds,
        Self::Response,
    ];

    /// The inputs that have a distribution: all but the two amounts.
    pub const FACTORS: [Self; 7] = [
        Self::Revenue,
        Self::Exposed,
        Self::Places,
        Self::Failing,
        Self::Demand,
        Self::Hours,
        Self::Later,
    ];

    /// The letter.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Revenue => "R",
            Self::Exposed => "s",
            Self::Places => "g",
            Self::Failing => "f",
            Self::Demand => "w",
            Self::Hours => "E",
            Self::Later => "r",
            Self::Refunds => "K",
            Self::Response => "C",
        }
    }

    /// The highest value allowed: 1 for shares, none for the rest. The lowest is 0 for all.
    pub const fn highest(self) -> Option<f64> {
        match self {
            Self::Exposed | Self::Places | Self::Failing | Self::Later => Some(1.0),
            Self::Revenue | Self::Demand | Self::Hours | Self::Refunds | Self::Response => None,
        }
    }

    /// The place in [`Self::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.letter())
    }
}

impl FromStr for Symbol {
    type Err = UnknownSymbol;

    fn from_str(text: &str) -> Result<Self, UnknownSymbol> {
        Self::ALL
            .into_iter()
            .find(|s| s.letter() == text)
            .ok_or(UnknownSymbol)
    }
}

/// The text is none of the letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownSymbol;

impl fmt::Display for UnknownSymbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected one of R, s, g, f, w, E, r, K, C")
    }
}

impl std::error::Error for UnknownSymbol {}

//! The inputs of the loss estimate, as they are written in the file.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ClaimFile, Spanned};
use crate::loss::Symbol;

/// The loss model's inputs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    non_snake_case,
    reason = "the letters of the formula: R is revenue and r the share bought later"
)]
pub struct LossFile {
    /// The currency (ISO 4217).
    pub currency: String,
    /// [`Symbol::Revenue`].
    pub R: InputFile,
    /// [`Symbol::Exposed`].
    pub s: InputFile,
    /// [`Symbol::Places`].
    pub g: InputFile,
    /// [`Symbol::Failing`].
    pub f: InputFile,
    /// [`Symbol::Demand`].
    pub w: InputFile,
    /// [`Symbol::Hours`].
    pub E: InputFile,
    /// [`Symbol::Later`].
    pub r: InputFile,
    /// [`Symbol::Refunds`].
    pub K: InputFile,
    /// [`Symbol::Response`].
    pub C: InputFile,
}

impl LossFile {
    /// The input of a symbol.
    pub fn input(&self, symbol: Symbol) -> &InputFile {
        match symbol {
            Symbol::Revenue => &self.R,
            Symbol::Exposed => &self.s,
            Symbol::Places => &self.g,
            Symbol::Failing => &self.f,
            Symbol::Demand => &self.w,
            Symbol::Hours => &self.E,
            Symbol::Later => &self.r,
            Symbol::Refunds => &self.K,
            Symbol::Response => &self.C,
        }
    }
}

/// One input of the loss model; exactly one of the three distributions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InputFile {
    /// Its unit.
    pub unit: String,
    /// Low, likeliest, high.
    pub pert: Option<[f64; 3]>,
    /// Median and sigma.
    pub lognormal: Option<LognormalFile>,
    /// One value.
    pub fixed: Option<f64>,
    /// How we know.
    pub claim: ClaimFile,
}

/// A lognormal distribution.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LognormalFile {
    /// The median.
    pub median: f64,
    /// The standard deviation of the natural logarithm.
    pub sigma: f64,
}

/// Somebody else's money: revenue that was held up with the story's own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BesideFile {
    /// Its id: a key of the text's `beside`.
    pub id: Spanned<String>,
    /// Revenue of those days, in the estimate's currency.
    pub revenue: Spanned<f64>,
    /// Of how many days.
    pub days: Spanned<f64>,
    /// How we know.
    pub claim: ClaimFile,
}

/// What somebody else said it cost.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishedFile {
    /// Who: a source.
    pub by: Spanned<String>,
    /// How much.
    pub amount: Spanned<f64>,
    /// In which currency (ISO 4217).
    pub currency: String,
    /// Whether they said "about".
    #[serde(default)]
    pub approximate: bool,
    /// The hours that they took, where that is known.
    pub hours: Option<f64>,
    /// The streams of revenue that they took, where that is known.
    #[serde(default)]
    pub streams: Vec<StreamFile>,
}

/// A stream of revenue, as others took it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StreamFile {
    /// Revenue of those days.
    pub revenue: f64,
    /// Of how many days.
    pub days: f64,
    /// The revenue an hour to which they rounded it.
    pub hourly: Option<f64>,
}

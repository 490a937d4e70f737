//! The impact clock: from a fault and the TTLs around it to the share of lookups failing at each moment.
//!
//! A cache hides a fault for as long as its good record lives, and stretches it for as long as it keeps the failure.
//! [`Shape`] says what happened, in whole numbers; [`Curve`] answers for every moment from a closed form. [`population`]
//! counts caches one by one instead, and [`demand`] says when people buy.

mod curve;
pub mod demand;
pub mod population;
mod waves;

use core::fmt;

use serde::{Deserialize, Serialize};

pub use curve::{Curve, Samples};

use crate::clock::{Span, Time};

/// One fault as the caches saw it, for one name or a group of names with the same TTLs.
///
/// The names are hot: every cache asks again as soon as what it holds runs out. Several faults are several shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shape {
    /// When fresh lookups begin to fail.
    pub from: Time,
    /// When the fix begins to reach askers. Not before `from`. For an outage that goes on, any time after the moments
    /// asked about: until then the curve does not depend on it.
    pub until: Time,
    /// Seconds from `until` to the moment at which the fix has reached everybody; 0: it reaches all at once. As in
    /// [`Fault::met`](crate::sim::Fault::met), it reaches the asker of rank `u` per mille after `u` thousandths of the spread,
    /// and those affected are the lowest ranks: where the share is 900, the last of them is reached after 900 thousandths.
    pub spread_s: u32,
    /// Share of askers whose fresh lookups fail, in thousandths: 0 to 1000.
    pub share_per_mille: u16,
    /// TTL of the good record in seconds, 0 to 2^31 - 1 (RFC 2181 section 8). Caches still live off it when the fault begins.
    pub good_ttl_s: u32,
    /// Seconds for which a cache keeps the failure: the negative TTL of RFC 2308 section 5 for "no such name" or "no such
    /// record", the failure TTL of RFC 9520 section 3.2 for SERVFAIL and silence. 0 to 2^31 - 1.
    pub failure_ttl_s: u32,
}

/// The longest TTL that exists (RFC 2181 section 8), in seconds.
pub const LONGEST_TTL_S: u32 = 0x7fff_ffff;

/// The longest spread of a fix accepted, in seconds: 31 days.
pub const LONGEST_SPREAD_S: u32 = 31 * 86_400;

impl Shape {
    /// The shape's numbers are possible.
    ///
    /// # Errors
    /// The first field that is out of its range.
    pub fn check(&self) -> Result<(), ShapeError> {
        if self.until < self.from {
            return Err(ShapeError::EndsBeforeItStarts {
                from: self.from,
                until: self.until,
            });
        }
        if self.share_per_mille > 1000 {
            return Err(ShapeError::Share {
                per_mille: self.share_per_mille,
            });
        }
        if self.spread_s > LONGEST_SPREAD_S {
            return Err(ShapeError::Spread {
                seconds: self.spread_s,
            });
        }
        for (field, seconds) in [
            ("good_ttl_s", self.good_ttl_s),
            ("failure_ttl_s", self.failure_ttl_s),
        ] {
            if seconds > LONGEST_TTL_S {
                return Err(ShapeError::Ttl { field, seconds });
            }
        }
        Ok(())
    }

    /// How long fresh lookups failed before the fix began to reach anybody.
    pub fn duration(&self) -> Span {
        self.until - self.from
    }
}

/// What is impossible in a [`Shape`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeError {
    /// The fix comes before the fault.
    EndsBeforeItStarts {
        /// The start that was given.
        from: Time,
        /// The end that was given.
        until: Time,
    },
    /// More than all askers.
    Share {
        /// The share that was given, in thousandths.
        per_mille: u16,
    },
    /// A fix that takes longer than [`LONGEST_SPREAD_S`] to spread.
    Spread {
        /// The spread that was given, in seconds.
        seconds: u32,
    },
    /// A TTL above [`LONGEST_TTL_S`].
    Ttl {
        /// The field's name.
        field: &'static str,
        /// The TTL that was given, in seconds.
        seconds: u32,
    },
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndsBeforeItStarts { from, until } => {
                write!(
                    f,
                    "until: {until} is before from ({from}), expected {from} or later"
                )
            }
            Self::Share { per_mille } => {
                write!(
                    f,
                    "share_per_mille: {per_mille} is out of range, expected 0 to 1000"
                )
            }
            Self::Spread { seconds } => {
                write!(
                    f,
                    "spread_s: {seconds} is out of range, expected 0 to {LONGEST_SPREAD_S}"
                )
            }
            Self::Ttl { field, seconds } => {
                write!(
                    f,
                    "{field}: {seconds} is out of range, expected 0 to {LONGEST_TTL_S}"
                )
            }
        }
    }
}

impl std::error::Error for ShapeError {}

//! When people buy: demand by the hour and the day, where they live. `w` of the loss model.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::Curve;
use crate::clock::{Span, Time};

/// The demand of people in several regions, each living by its own clock.
///
/// All weights are relative: a region's hours are taken against their own mean, and so are its weekdays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandClock {
    regions: Vec<Region>,
}

/// People who live by one clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// Their part of all demand, relative to the other regions' parts.
    pub part: u32,
    /// Minutes that their clock is ahead of UTC on that day: a multiple of 15, -720 to 840.
    pub offset_min: i16,
    /// Demand in each hour of their day, from midnight, relative to each other.
    pub hours: [u16; 24],
    /// Demand on each day of their week, from Monday, relative to each other.
    pub weekdays: [u16; 7],
}

/// The finest step at which clocks differ: offsets from UTC are multiples of a quarter of an hour.
const QUARTER: Span = Span::from_mins(15);

impl DemandClock {
    /// The clock of these regions.
    ///
    /// # Errors
    /// No demand at all, or an offset that no clock has.
    pub fn new(regions: Vec<Region>) -> Result<Self, DemandError> {
        if regions.iter().all(|r| r.part == 0) {
            return Err(DemandError::Nobody);
        }
        for r in &regions {
            if !(-720..=840).contains(&r.offset_min) || r.offset_min % 15 != 0 {
                return Err(DemandError::Offset {
                    minutes: r.offset_min,
                });
            }
            if r.hours.iter().all(|&h| h == 0) || r.weekdays.iter().all(|&d| d == 0) {
                return Err(DemandError::NeverAwake);
            }
        }
        Ok(Self { regions })
    }

    /// Demand at `t` against the average hour of an average day: 1 is average.
    pub fn weight_at(&self, t: Time) -> f64 {
        let whole: f64 = self.regions.iter().map(|r| f64::from(r.part)).sum();
        let parts = self
            .regions
            .iter()
            .map(|r| f64::from(r.part) * r.weight_at(t));
        parts.sum::<f64>() / whole
    }

    /// Effective hours up to `t`, each counted by its demand: the integral of the share failing times the demand. What the
    /// money line follows where the demand is known by the hour.
    pub fn hours_to(&self, curve: &Curve, t: Time) -> f64 {
        let end = t.min(curve.ends());
        let step = QUARTER.ms();
        let mut from = Time::from_ms(curve.starts().ms().div_euclid(step) * step);
        let (mut sum, mut before) = (0.0, 0.0);
        while from < end {
            let until = from + QUARTER;
            let hours = curve.hours_to(until.min(end));
            sum += self.weight_at(from) * (hours - before);
            before = hours;
            from = until;
        }
        sum
    }

    /// `w`: demand in the hours of the outage against the average hour, each hour counted by the share failing in it. 1 for an
    /// outage without effective hours.
    pub fn weight_in(&self, curve: &Curve) -> f64 {
        let hours = curve.effective_hours();
        if hours > 0.0 {
            self.hours_to(curve, curve.ends()) / hours
        } else {
            1.0
        }
    }
}

impl Region {
    fn weight_at(&self, t: Time) -> f64 {
        let local = (t + Span::from_mins(i64::from(self.offset_min))).secs();
        let (day, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        // 1 January 1970 was a Thursday.
        relative(&self.hours, second / 3600) * relative(&self.weekdays, (day + 3).rem_euclid(7))
    }
}

/// A weight against the mean of all.
#[expect(clippy::cast_precision_loss, reason = "7 or 24 weights")]
fn relative(weights: &[u16], place: i64) -> f64 {
    let whole: f64 = weights.iter().map(|&w| f64::from(w)).sum();
    let at = usize::try_from(place).ok().and_then(|i| weights.get(i));
    f64::from(at.copied().unwrap_or(0)) * weights.len() as f64 / whole
}

/// What is impossible in a [`DemandClock`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemandError {
    /// No region has a part.
    Nobody,
    /// An offset that no clock has.
    Offset {
        /// The minutes that were given.
        minutes: i16,
    },
    /// A region whose hours or weekdays are all 0.
    NeverAwake,
}

impl fmt::Display for DemandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody => f.write_str("part: 0 for all regions, expected at least one above 0"),
            Self::Offset { minutes } => write!(
                f,
                "offset_min: {minutes} is out of range, expected a multiple of 15 from -720 to 840"
            ),
            Self::NeverAwake => {
                f.write_str("hours, weekdays: all 0, expected at least one of each above 0")
            }
        }
    }
}

impl std::error::Error for DemandError {}

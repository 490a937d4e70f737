//! Points in time and spans of time, as integers.
//!
//! The simulation, the curves and the page share one clock. It counts milliseconds since the Unix epoch (UTC), and it
//! moves only when somebody moves it: nothing in this crate asks the machine what time it is.

use core::fmt;
use core::ops::{Add, Sub};
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Time(i64);

/// A span of time in milliseconds. May be negative: a difference of two [`Time`]s.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span(i64);

impl Time {
    /// The point `ms` milliseconds after the Unix epoch.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, rounded down.
    pub const fn secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// What a wall clock shows that is `offset` ahead of UTC: hours, minutes and seconds.
    pub const fn wall_clock(self, offset: Span) -> (i64, i64, i64) {
        let s = self.secs().saturating_add(offset.secs()).rem_euclid(86_400);
        (s / 3600, s / 60 % 60, s % 60)
    }
}

impl Span {
    /// A span of `ms` milliseconds.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// A span of `s` seconds.
    pub const fn from_secs(s: i64) -> Self {
        Self(s.saturating_mul(1000))
    }

    /// A span of `min` minutes.
    pub const fn from_mins(min: i64) -> Self {
        Self(min.saturating_mul(60_000))
    }

    /// Milliseconds.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Whole seconds, rounded down.
    pub const fn secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Hours, with their fraction.
    #[expect(
        clippy::cast_precision_loss,
        reason = "spans here are days, far below 2^52 ms"
    )]
    pub fn hours(self) -> f64 {
        self.0 as f64 / 3_600_000.0
    }
}

impl Add<Span> for Time {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Time {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Sub for Time {
    type Output = Span;
    fn sub(self, other: Self) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl fmt::Display for Time {
    /// RFC 3339 in UTC, without a fraction when it is zero: `2015-03-11T10:24:07Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(t) = OffsetDateTime::from_unix_timestamp(self.secs()) else {
            // Years that RFC 3339 cannot write.
            return write!(f, "{} ms", self.0);
        };
        // Written here: the library's own formatting would cost the reader's browser more than these lines.
        let (year, month, day) = t.to_calendar_date();
        let (hour, minute, second) = t.to_hms();
        let month = u8::from(month);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )?;
        match self.0.rem_euclid(1000) {
            0 => f.write_str("Z"),
            ms => write!(f, ".{ms:03}Z"),
        }
    }
}

impl FromStr for Time {
    type Err = TimeError;

    /// Reads RFC 3339 (`2015-03-11T10:24:00Z`, or with an offset such as `+01:00`).
    fn from_str(text: &str) -> Result<Self, TimeError> {
        // An offset is required: "10:24" means nothing without its zone.
        let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| TimeError)?;
        // In whole seconds and what is left: nanoseconds together need a division of 128 bits, half a kilobyte of the page.
        let ms = i64::from(time.millisecond());
        Ok(Self(time.unix_timestamp().saturating_mul(1000) + ms))
    }
}

/// The text is not a time in RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeError;

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a time as in RFC 3339, such as 2015-03-11T10:24:00Z")
    }
}

impl std::error::Error for TimeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_back_as_it_was_written() {
        let t: Time = "2015-03-11T10:24:07Z".parse().unwrap();
        assert_eq!(t.to_string(), "2015-03-11T10:24:07Z");
        assert_eq!("2015-03-11T11:24:07+01:00".parse::<Time>().unwrap(), t);
    }

    #[test]
    fn a_time_without_a_zone_is_refused() {
        assert!("2015-03-11T10:24:07".parse::<Time>().is_err());
        assert!("10:24".parse::<Time>().is_err());
    }
}

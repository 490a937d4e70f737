//! The newspapers' arithmetic: revenue times hours. Kept apart from the model, to show what it does and does not say.

/// Days in a year that is not a leap year.
pub const DAYS_PER_YEAR: f64 = 365.0;

/// Revenue per hour, from revenue over a number of days.
pub fn per_hour(revenue: f64, days: f64) -> f64 {
    revenue / days / 24.0
}

/// Revenue per minute, from revenue over a number of days.
pub fn per_minute(revenue: f64, days: f64) -> f64 {
    per_hour(revenue, days) / 60.0
}

/// Revenue over a stretch of hours, from revenue over a number of days: the whole of the newspapers' method.
pub fn over_hours(revenue: f64, days: f64, hours: f64) -> f64 {
    per_hour(revenue, days) * hours
}

//! The newspapers' arithmetic: revenue times hours. Kept apart from the model, to show what it does and does not say.
//!
//! These functions reproduce the press's figures, which tests the code and not the truth of the figures.

/// Days in a year that is not a leap year.
pub const DAYS_PER_YEAR: f64 = 365.0;

/// Revenue an hour, from a year's revenue (365 days).
pub fn per_hour_from_year(revenue_per_year: f64) -> f64 {
    per_hour_from_days(revenue_per_year, DAYS_PER_YEAR)
}

/// Revenue an hour, from the revenue of a number of days: 90 to 92 for a quarter, 7 for a week.
pub fn per_hour_from_days(revenue: f64, days: f64) -> f64 {
    revenue / days / 24.0
}

/// Revenue a minute, from revenue an hour.
pub fn per_minute(revenue_per_hour: f64) -> f64 {
    revenue_per_hour / 60.0
}

/// Revenue a second, from revenue an hour.
pub fn per_second(revenue_per_hour: f64) -> f64 {
    revenue_per_hour / 3600.0
}

/// The plain sum: revenue an hour times hours. No demand curve, no part that still worked, nobody who came back.
pub fn plain_loss(revenue_per_hour: f64, hours: f64) -> f64 {
    revenue_per_hour * hours
}

/// A part as a share of the whole, 0 to 1 where the part is inside the whole.
pub fn share(part: f64, whole: f64) -> f64 {
    part / whole
}

/// Growth over a year: 0.09 for 9 per cent.
pub fn growth(then: f64, now: f64) -> f64 {
    now / then - 1.0
}

/// The power of the hours by which a loss grows, from two published scenarios: 1 if each hour costs the same.
pub fn hours_exponent(hours: (f64, f64), losses: (f64, f64)) -> f64 {
    (losses.1 / losses.0).ln() / (hours.1 / hours.0).ln()
}

/// A scenario's loss moved to another number of hours by that power.
pub fn scaled_scenario(loss: f64, scenario_hours: f64, hours: f64, exponent: f64) -> f64 {
    loss * (hours / scenario_hours).powf(exponent)
}

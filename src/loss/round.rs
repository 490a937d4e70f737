//! Two significant figures.

/// The value rounded to two significant decimal figures, half away from zero: 34,361 becomes 34,000. What the page shows;
/// the formatting (grouping, currency, "million") is the browser's.
///
/// 0 and numbers that are not finite come back as they are.
pub fn two_figures(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let (mut size, mut scale) = (value.abs(), 1.0);
    while size >= 100.0 {
        size /= 10.0;
        scale *= 10.0;
    }
    while size < 10.0 {
        size *= 10.0;
        scale /= 10.0;
    }
    (value / scale).round() * scale
}

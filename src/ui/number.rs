//! Numbers for attributes and short texts, through integers: Rust's own formatting of floats would cost the reader 4 KB.

/// A number with `places` decimals (at most 6). Not for sums of money: the browser formats those.
#[expect(
    clippy::cast_possible_truncation,
    reason = "what is drawn or counted here is far below 2^53"
)]
pub(super) fn decimal(value: f64, places: u32) -> String {
    let scale = 10_i64.pow(places.min(6));
    #[expect(clippy::cast_precision_loss, reason = "at most a million")]
    let scaled = (value * scale as f64).round() as i64;
    let sign = if scaled < 0 { "-" } else { "" };
    let (whole, part) = (
        scaled.unsigned_abs() / scale.unsigned_abs(),
        scaled.unsigned_abs() % scale.unsigned_abs(),
    );
    match places {
        0 => format!("{sign}{whole}"),
        _ => format!(
            "{sign}{whole}.{part:0width$}",
            width = places.min(6) as usize
        ),
    }
}

/// The same without noughts at its end: `2.5`, `3`.
pub(super) fn short(value: f64, places: u32) -> String {
    let text = decimal(value, places);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::{decimal, short};

    #[test]
    fn decimals_are_those_of_the_standard_library() {
        for value in [0.0, 0.25, -1.5, 12.3456, 99.999, -0.0004, 1e9] {
            assert_eq!(
                decimal(value, 2),
                format!("{:.2}", value + 0.0).replace("-0.00", "0.00")
            );
        }
        assert_eq!(decimal(2.6, 0), "3");
    }

    #[test]
    fn noughts_at_the_end_are_dropped() {
        assert_eq!(
            (
                short(2.50, 2).as_str(),
                short(3.0, 2).as_str(),
                short(30.0, 0).as_str()
            ),
            ("2.5", "3", "30")
        );
    }
}

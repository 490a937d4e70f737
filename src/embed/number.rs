//! Numbers in an address: read and written through integers, because Rust's own reading and writing of floats would cost
//! every reader of the page 18 KB.

/// A number as programs write it: `0.55`, `11`, `2e10`, with at most 15 digits that count. Rust's own reading takes any number
/// of digits and rounds the last of them right; its tables would cost every reader of the page 14 KB.
pub(super) fn read(text: &str) -> Option<f64> {
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (negative, digits) = match digits.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, digits),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut exponent: i32 = exponent.parse().ok()?;
    let mut value: u64 = 0;
    for (n, digit) in whole.bytes().chain(part.bytes()).enumerate() {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value
            .checked_mul(10)?
            .checked_add(u64::from(digit - b'0'))?;
        if n >= whole.len() {
            exponent = exponent.checked_sub(1)?;
        }
    }
    if whole.is_empty() || value > 999_999_999_999_999 || exponent.unsigned_abs() > 22 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 15 digits")]
    let value = value as f64;
    // Both numbers are exact, so the one division or multiplication rounds right.
    let power = (0..exponent.unsigned_abs()).fold(1.0, |power, _| power * 10.0);
    let value = if exponent < 0 {
        value / power
    } else {
        value * power
    };
    Some(if negative { -value } else { value })
}

/// The shortest text that [`read`] reads as this value, with at most 15 digits that count: `0.55`, `19700000000`, `2e-7`.
/// `None` for what has no end or is larger than anything here.
pub(super) fn written(value: f64) -> Option<String> {
    let (sign, size) = if value < 0.0 {
        ("-", -value)
    } else {
        ("", value)
    };
    if !(0.0..1e37).contains(&size) {
        return None;
    }
    if size >= 1e15 {
        return Some(format!("{sign}{}", large(size)?));
    }
    // From the fewest decimals on, until nothing is lost or no more digits count.
    let mut best = None;
    for decimals in 0_u32..=22 {
        let power = (0..decimals).fold(1.0, |power, _| power * 10.0);
        let scaled = (size * power).round();
        if scaled > 999_999_999_999_999.0 {
            break;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 15 digits"
        )]
        let text = with_point(scaled as u64, decimals as usize);
        let same = scaled / power == size;
        best = Some(text);
        if same {
            break;
        }
    }
    best.map(|text| format!("{sign}{text}"))
}

/// A number with too many digits before the point to write them all.
fn large(size: f64) -> Option<String> {
    let mut best = None;
    for exponent in 1_u32..=22 {
        let power = (0..exponent).fold(1.0, |power, _| power * 10.0);
        let scaled = (size / power).round();
        if scaled < 1.0 {
            break;
        }
        if scaled <= 999_999_999_999_999.0 {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "1 to 15 digits"
            )]
            let text = format!("{}e{exponent}", scaled as u64);
            if scaled * power == size {
                return Some(text);
            }
            best = best.or(Some(text));
        }
    }
    best
}

/// An integer with so many of its digits behind the point; tiny ones with an exponent.
fn with_point(digits: u64, decimals: usize) -> String {
    let text = digits.to_string();
    if decimals == 0 {
        return text;
    }
    if decimals > 9 {
        return format!("{text}e-{decimals}");
    }
    let padded = format!("{text:0>width$}", width = decimals + 1);
    let (whole, part) = padded.split_at(padded.len() - decimals);
    format!("{whole}.{part}")
}

#[cfg(test)]
mod tests {
    use super::{read as number, written};

    #[test]
    fn numbers_are_read_as_rust_reads_them() {
        for text in [
            "0",
            "0.55",
            "11.5",
            "2e10",
            "19700000000",
            "1.97E10",
            "-3",
            "0.1e-3",
            "007",
            "123456789012345",
        ] {
            assert_eq!(number(text), text.parse().ok(), "{text}");
        }
        for text in [
            "",
            ".5",
            "e5",
            "1e",
            "1e999",
            "1e23",
            "0x1",
            "1 ",
            "+1",
            "1,5",
            "1.2.3",
            "inf",
            "NaN",
            "1234567890123456",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_as_the_same_value() {
        for value in [
            0.0,
            1.0,
            0.55,
            0.1,
            11.5,
            2e10,
            1.97e10,
            0.000_001,
            1e-12,
            123.456,
            0.333_333_333,
            999_999_999_999_999.0,
            -2.5,
            1e22,
            1e15,
            3e36,
            1.0 / 1024.0,
        ] {
            let text = written(value).unwrap();
            assert_eq!(number(&text), Some(value), "{text}");
        }
        assert_eq!(written(0.55).as_deref(), Some("0.55"));
        assert_eq!(written(1.97e10).as_deref(), Some("19700000000"));
        assert_eq!(written(2e-12).as_deref(), Some("2e-12"));
    }

    #[test]
    fn what_has_too_many_digits_is_rounded_and_what_is_no_number_is_not_written() {
        let third = written(1.0 / 3.0).unwrap();
        assert!(
            (number(&third).unwrap() - 1.0 / 3.0).abs() < 1e-14,
            "{third}"
        );
        for value in [f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(written(value), None);
        }
    }
}

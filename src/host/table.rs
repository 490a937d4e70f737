//! Tables for people: columns of equal width.

/// Which side of a column its texts stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// The rows with their columns aligned, two spaces between them and a newline after each row.
///
/// Widths are counted in characters. The last column is not padded when it stands left.
pub(super) fn table(sides: &[Side], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..sides.len()).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for ((cell, side), width) in row.iter().zip(sides).zip(&widths) {
            let padding = " ".repeat(width.saturating_sub(cell.chars().count()));
            match side {
                Side::Left => line.extend([cell.as_str(), &padding]),
                Side::Right => line.extend([padding.as_str(), cell]),
            }
            line.push_str("  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// A whole number with commas: `12,345,678`.
pub(super) fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if value < 0.0 && digits != "0" {
        format!("-{out}")
    } else {
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other() {
        let rows = [
            vec!["ms".to_owned(), "from".to_owned(), "é".to_owned()],
            vec!["1200".to_owned(), "a".to_owned(), "b".to_owned()],
        ];
        let text = table(&[Side::Right, Side::Left, Side::Left], &rows);
        assert_eq!(text, "  ms  from  é\n1200  a     b\n");
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(grouped(0.0), "0");
        assert_eq!(grouped(999.0), "999");
        assert_eq!(grouped(5_700_000.0), "5,700,000");
        assert_eq!(grouped(-1_000.0), "-1,000");
    }
}

//! Filling in and splitting up strings.

/// `template` with each `{key}` replaced by its value. A key without a value stays as it is.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after.split_once('}').and_then(|(key, tail)| {
            values
                .iter()
                .find(|(k, _)| *k == key)
                .map(|(_, value)| (value, tail))
        });
        match known {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// A stretch of text of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run<'a> {
    /// As it is.
    Plain(&'a str),
    /// Emphasised: it stood between `**`.
    Strong(&'a str),
    /// A host name or code: it stood between backquotes.
    Code(&'a str),
    /// How we know what stands before it, as a story's file has it: it stood in square brackets.
    Known(&'a str),
}

/// Splits text at `**`, backquotes and square brackets. A mark without its partner runs to the end.
pub fn runs(text: &str) -> Vec<Run<'_>> {
    let mut out = Vec::new();
    for (n, part) in text.split("**").enumerate() {
        for (m, piece) in part.split('`').enumerate() {
            for (k, piece) in piece.split(['[', ']']).enumerate() {
                if !piece.is_empty() {
                    out.push(match (n % 2, m % 2, k % 2) {
                        (_, _, 1) => Run::Known(piece),
                        (_, 1, _) => Run::Code(piece),
                        (1, _, _) => Run::Strong(piece),
                        _ => Run::Plain(piece),
                    });
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_keys_are_filled_and_unknown_ones_stay() {
        assert_eq!(
            fill("{a} of {b}, {c}", &[("a", "1"), ("b", "{a}")]),
            "1 of {a}, {c}"
        );
        assert_eq!(fill("open { brace", &[]), "open { brace");
    }

    #[test]
    fn stars_backquotes_and_brackets_split_a_text() {
        use Run::{Code, Known, Plain, Strong};
        assert_eq!(
            runs("a `b` **c**"),
            [Plain("a "), Code("b"), Plain(" "), Strong("c")]
        );
        assert_eq!(
            runs("a.[01] **c.**[4]"),
            [
                Plain("a."),
                Known("01"),
                Plain(" "),
                Strong("c."),
                Known("4")
            ]
        );
        assert_eq!(runs("**"), []);
    }
}

//! Where the entries of a master file stand in its text. The library tells the place of a mistake only roughly, and
//! that of a record not at all.

/// One entry: a record or a directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The line on which it begins, counted from 1.
    pub(super) line: usize,
    /// The line on which it ends: another, where parentheses are used.
    pub(super) end_line: usize,
    /// Whether it is a directive, such as `$ORIGIN`.
    pub(super) directive: bool,
}

impl Span {
    /// Whether it is an `$INCLUDE` directive.
    pub(super) fn includes(self, text: &str) -> bool {
        let line = text
            .lines()
            .nth(self.line.saturating_sub(1))
            .unwrap_or_default();
        line.trim_start()
            .to_ascii_uppercase()
            .starts_with("$INCLUDE")
    }
}

/// The entries of a master file, blank lines and comments left out (RFC 1035 section 5.1).
pub(super) fn entries(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open: Option<Span> = None;
    let (mut line, mut depth, mut quoted, mut comment, mut escaped) =
        (1, 0usize, false, false, false);
    for character in text.chars() {
        if character == '\n' {
            comment = false;
            if depth == 0 && !quoted {
                spans.extend(open.take());
            }
            line += 1;
            escaped = false;
            continue;
        }
        if comment || escaped {
            escaped = false;
            continue;
        }
        match character {
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => comment = true,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !comment && !character.is_whitespace() {
            let directive = character == '$';
            let span = open.get_or_insert(Span {
                line,
                end_line: line,
                directive,
            });
            span.end_line = line;
        }
    }
    spans.extend(open);
    spans
}

/// What the library cannot be given: it panics at some such texts, as fuzzing has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Snag {
    /// A word touches the quoted text before it. RFC 1035 section 5.1 separates the items of a line by blanks.
    Touching,
    /// A parenthesis is not closed (RFC 1035 section 5.1).
    Open,
}

/// The first snag, with its line and column.
pub(super) fn snag(text: &str) -> Option<(usize, usize, Snag)> {
    /// What the character before was part of.
    enum In {
        Blank,
        Comment,
        Word,
        Quoted,
        /// Just behind the quotation mark that ends a quoted text.
        Behind,
    }
    let (mut line, mut column, mut escaped, mut state) = (1, 0, false, In::Blank);
    let mut open: Vec<(usize, usize)> = Vec::new();
    for character in text.chars() {
        column += 1;
        state = match (state, character) {
            (In::Comment, c) if c != '\n' => In::Comment,
            // Whatever follows a backslash belongs to the word.
            (state @ (In::Word | In::Quoted), c) if escaped && c != '\n' => {
                escaped = false;
                state
            }
            (In::Quoted, '"') => In::Behind,
            (In::Quoted, c) => {
                escaped = c == '\\';
                In::Quoted
            }
            (_, c @ (' ' | '\t' | '\r' | '\n' | '(' | ')')) => {
                match c {
                    '(' => open.push((line, column)),
                    ')' => drop(open.pop()),
                    _ => {}
                }
                In::Blank
            }
            (_, ';') => In::Comment,
            (In::Behind, _) => return Some((line, column, Snag::Touching)),
            // `key="value"` too (RFC 9460 section 2.1).
            (In::Blank | In::Word, '"') => In::Quoted,
            (_, c) => {
                escaped = c == '\\';
                In::Word
            }
        };
        if character == '\n' {
            (line, column, escaped) = (line + 1, 0, false);
        }
    }
    open.pop().map(|(line, column)| (line, column, Snag::Open))
}

/// The line and column of a mistake that the library reports at `line` and `column`, after it has read `records`
/// records without one.
pub(super) fn locate(
    text: &str,
    records: usize,
    line: usize,
    column: usize,
) -> (usize, Option<usize>) {
    let all = entries(text);
    // The mistake is in the entry after the last good record, or in a directive before that entry.
    let good = all
        .iter()
        .enumerate()
        .filter(|(_, span)| !span.directive)
        .nth(records.wrapping_sub(1));
    let rest = all.iter().skip(if records == 0 {
        0
    } else {
        good.map_or(0, |(place, _)| place + 1)
    });
    let mut suspects: Vec<&Span> = Vec::new();
    for span in rest {
        suspects.push(span);
        if !span.directive {
            break;
        }
    }
    let begun = |span: &&&Span| span.line < line || (span.line == line && column > 1);
    let Some(span) = suspects.iter().rev().find(begun).or(suspects.first()) else {
        return (line, None);
    };
    let text_of = |line: usize| text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    if line < span.line || line > span.end_line || column == 0 {
        // The library had already gone on to the next line: what it did not like is the last word of this one.
        let words = text_of(span.end_line).split(';').next().unwrap_or_default();
        return (span.end_line, Some(last_word(words)));
    }
    // At a blank it has just read a word that it did not like.
    let before: String = text_of(line).chars().take(column).collect();
    if before.ends_with(char::is_whitespace) {
        (line, Some(last_word(&before)))
    } else {
        (line, Some(column))
    }
}

/// The column at which the last word of a text begins, counted from 1.
fn last_word(text: &str) -> usize {
    let text = text.trim_end();
    let start = text.rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
    text.get(..start).map_or(0, |before| before.chars().count()) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_blank_lines_quotes_and_parentheses_are_told_apart() {
        let text =
            "; comment\n$TTL 60\n\n@ SOA a b ( 1 ; (one\n 2 3\n 4 5 )\nt TXT \"; no comment\"\n";
        let span = |line, end_line, directive| Span {
            line,
            end_line,
            directive,
        };
        assert_eq!(
            entries(text),
            [span(2, 2, true), span(4, 6, false), span(7, 7, false)]
        );
    }
}

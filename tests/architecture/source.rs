//! Reading Rust source far enough to see which modules it names.

use std::collections::BTreeSet;

/// The source without comments and without what stands in strings. Lines stay where they were.
pub(crate) fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block(rest)
        } else if c == '"' {
            string(rest, false)
        } else if let Some(raw) = raw_string(rest).filter(|_| !ends_in_word(&out)) {
            raw
        } else if rest.starts_with("'\"'") {
            3
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        let (skipped, after) = rest.split_at(length);
        out.extend(skipped.chars().filter(|c| *c == '\n'));
        out.push(' ');
        rest = after;
    }
    out
}

fn ends_in_word(text: &str) -> bool {
    text.chars()
        .next_back()
        .is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// The length of a block comment; they nest.
fn block(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of a string that begins with its quote.
fn string(text: &str, raw: bool) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\\' if !escaped && !raw => escaped = true,
            '"' if !escaped => return at + 1,
            _ => escaped = false,
        }
    }
    text.len()
}

/// The length of a raw string such as `r#"…"#`, where one begins here.
fn raw_string(text: &str) -> Option<usize> {
    let after = text.strip_prefix('r').or_else(|| text.strip_prefix("br"))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let start = text.len() - after.len() + hashes;
    text[start..].strip_prefix('"')?;
    if hashes == 0 {
        return Some(start + string(&text[start..], true));
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let length = text[start + 1..].find(&end)? + end.len();
    Some(start + 1 + length)
}

/// The identifiers of a text, in order.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|w| !w.is_empty())
}

/// One file of the library.
pub(crate) struct Source {
    tokens: Vec<(usize, String)>,
    depth: usize,
}

impl Source {
    /// `depth` is the length of the file's module path: 1 for `src/sim.rs`, 2 for `src/sim/frame.rs`.
    pub(crate) fn new(text: &str, depth: usize) -> Self {
        Self {
            tokens: tokens(&code(text)),
            depth,
        }
    }

    /// The modules at the root of the crate that the file names, each with its line: after `crate::`, after enough
    /// `super::` to reach the root, and in groups such as `crate::{clock::Time, dns}`.
    pub(crate) fn uses(&self, modules: &BTreeSet<String>) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            match self.root(at) {
                Some(next) => {
                    self.named(next, modules, &mut found);
                    at = next;
                }
                None => at += 1,
            }
        }
        found
    }

    fn token(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |(_, token)| token.as_str())
    }

    /// Where a path that begins here goes on after the root of the crate.
    fn root(&self, at: usize) -> Option<usize> {
        if at > 0 && self.token(at - 1) == "::" {
            return None;
        }
        if self.token(at) == "crate" && self.token(at + 1) == "::" {
            return Some(at + 2);
        }
        let (mut next, mut ups) = (at, 0);
        while self.token(next) == "super" && self.token(next + 1) == "::" {
            ups += 1;
            next += 2;
        }
        (ups >= self.depth).then_some(next)
    }

    /// The modules named at a place: one, or those of a group.
    fn named(&self, at: usize, modules: &BTreeSet<String>, found: &mut Vec<(usize, String)>) {
        let mut add = |n: usize| {
            if let Some((line, token)) = self.tokens.get(n).filter(|(_, t)| modules.contains(t)) {
                found.push((*line, token.clone()));
            }
        };
        if self.token(at) != "{" {
            return add(at);
        }
        let (mut depth, mut n, mut first) = (0_usize, at, false);
        while n < self.tokens.len() {
            match self.token(n) {
                "{" => {
                    depth += 1;
                    first = depth == 1;
                }
                "}" => {
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                }
                "," => first = depth == 1,
                _ => {
                    if first {
                        add(n);
                    }
                    first = false;
                }
            }
            n += 1;
        }
    }
}

/// Identifiers, `::` and single signs, each with its line.
fn tokens(code: &str) -> Vec<(usize, String)> {
    let mut tokens: Vec<(usize, String)> = Vec::new();
    for (n, line) in code.lines().enumerate() {
        let mut word = String::new();
        let mut colon = false;
        for c in line.chars().chain([' ']) {
            if c.is_alphanumeric() || c == '_' {
                word.push(c);
                colon = false;
                continue;
            }
            if !word.is_empty() {
                tokens.push((n + 1, std::mem::take(&mut word)));
            }
            if c == ':' && colon {
                tokens.push((n + 1, "::".to_owned()));
            } else if c != ':' && !c.is_whitespace() {
                tokens.push((n + 1, c.to_string()));
            }
            colon = c == ':' && !colon;
        }
    }
    tokens
}

#[test]
fn comments_and_strings_are_not_code() {
    let text = "a // crate::x\n/* b /* c */ d */ e \"crate::\\\"y\" f r#\"g\"h\"# i 'x' '\"' j";
    let words: Vec<&str> = words(&code(text))
        .map(|w| w.to_owned().leak() as &str)
        .collect();
    assert_eq!(words, ["a", "e", "f", "i", "x", "j"]);
}

#[test]
fn uses_are_found_in_every_form() {
    let modules: BTreeSet<String> = ["clock", "dns", "sim", "ui"].map(str::to_owned).into();
    let uses = |text: &str, depth| {
        let found = Source::new(text, depth).uses(&modules);
        found
            .into_iter()
            .map(|(line, module)| format!("{line}{module}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(uses("use crate::dns::Name;", 2), ["1dns"]);
    assert_eq!(
        uses("use crate::{\n clock::Time, dns::{ui, Name}, sim};", 2),
        ["2clock", "2dns", "2sim"]
    );
    assert_eq!(
        uses("fn f(t: crate::clock::Time) -> X<crate::ui::App> {}", 1),
        ["1clock", "1ui"]
    );
    assert_eq!(uses("use super::super::sim::Trace;", 2), ["1sim"]);
    assert_eq!(uses("use super::sim::Trace;", 2), Vec::<String>::new());
    assert_eq!(
        uses("pub(in crate::incident) fn f() {}", 2),
        Vec::<String>::new()
    );
    assert_eq!(
        uses("// crate::ui\nlet s = \"crate::ui\";", 1),
        Vec::<String>::new()
    );
    assert_eq!(uses("use other::crate_::dns;", 1), Vec::<String>::new());
}

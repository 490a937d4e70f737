//! A file that was read, and places in it.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::Located;

/// A TOML file that was read.
pub(in crate::incident) struct Document {
    path: PathBuf,
    text: String,
}

impl Document {
    /// Reads the file.
    pub(in crate::incident) fn read(path: &Path) -> Result<Self, Vec<Located>> {
        match fs::read_to_string(path) {
            Ok(text) => Ok(Self {
                path: path.to_owned(),
                text,
            }),
            Err(e) => Err(vec![Located {
                file: path.to_owned(),
                line: 1,
                column: 1,
                message: format!("cannot be read ({e}), expected a text file"),
            }]),
        }
    }

    /// The file in its form, or the first thing that does not fit.
    pub(in crate::incident) fn parse<T: serde::de::DeserializeOwned>(
        &self,
    ) -> Result<T, Vec<Located>> {
        toml::from_str(&self.text)
            .map_err(|e| vec![self.at(e.span().unwrap_or(0..0), with_expected(e.message()))])
    }

    /// Whether a problem is in this file.
    pub(in crate::incident) fn has(&self, problem: &Located) -> bool {
        problem.file == self.path
    }

    /// The path of another file in the same folder.
    pub(in crate::incident) fn beside(&self, name: &str) -> PathBuf {
        self.path.with_file_name(name)
    }

    /// A problem at a place in this file, given in bytes.
    pub(in crate::incident) fn at(&self, span: Range<usize>, message: String) -> Located {
        let before = self.text.get(..span.start).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        Located {
            file: self.path.clone(),
            line: before.matches('\n').count() + 1,
            column: before
                .get(line_start..)
                .map_or(1, |l| l.chars().count() + 1),
            message,
        }
    }

    /// Where the table of this number, from 0, stands in a list of tables; the start of the file where it is missing.
    pub(in crate::incident) fn find_nth(&self, list: &str, n: usize) -> Range<usize> {
        let root = DeTable::parse(&self.text).ok();
        let root = root.as_ref().map(toml::Spanned::get_ref);
        let found = root.and_then(|t| match t.get(list)?.get_ref() {
            DeValue::Array(tables) => Some(tables.get(n)?.span()),
            _ => None,
        });
        found.unwrap_or(0..0)
    }

    /// Where a key stands, given by the keys that lead to it; where it is missing, the last of them that is there.
    pub(in crate::incident) fn find(&self, path: &[&str]) -> Range<usize> {
        let Ok(root) = DeTable::parse(&self.text) else {
            return 0..0;
        };
        let (mut table, mut found) = (Some(root.get_ref()), 0..0);
        for key in path {
            let Some((name, value)) = table.and_then(|t| t.get_key_value(*key)) else {
                break;
            };
            found = name.span();
            table = match value.get_ref() {
                DeValue::Table(inner) => Some(inner),
                _ => None,
            };
        }
        found
    }
}

/// The parser's message, with what was expected where it does not say so itself.
fn with_expected(message: &str) -> String {
    let message = message.trim().replace('\n', ", ");
    if message.contains("expected") {
        message
    } else if message.starts_with("missing field") {
        format!("{message}, expected that key in this table")
    } else if message.starts_with("duplicate") {
        format!("{message}, expected each key once")
    } else {
        format!("{message}, expected a value that fits the key")
    }
}

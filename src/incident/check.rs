//! Reading and checking an incident folder. What is wrong is told with file, line and column, and what was expected.

use core::fmt;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::file::IncidentFile;
use super::{Story, lower};
use crate::text::{StoryText, Text};

/// Reads, checks and compiles the incident in `folder` with the words in `texts/<lang>.toml` and `texts/<lang>/<id>.toml`.
///
/// # Errors
/// Everything found wrong, in the order of the files.
pub fn check(folder: &Path, texts: &Path, lang: &str) -> Result<Story, Vec<Located>> {
    let incident = Document::read(&folder.join("incident.toml"))?;
    let form: IncidentFile = incident.parse()?;
    let page_file = Document::read(&texts.join(format!("{lang}.toml")))?;
    let page: Text = page_file.parse()?;
    let text_file = Document::read(&texts.join(lang).join(format!("{}.toml", form.id.as_ref())))?;
    let text: StoryText = text_file.parse()?;
    let mut lowering = lower::Lowering::new(folder, &incident, &text_file);
    let story = lowering.story(&form, text, page);
    match story {
        Some(story) if lowering.problems.is_empty() => Ok(story),
        _ => Err(lowering.problems),
    }
}

/// One thing that is wrong, and where: `file:line:column: what is wrong, what was expected`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, and what was expected.
    pub message: String,
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}",
            self.file.display(),
            self.line,
            self.column,
            self.message
        )
    }
}

/// A file that was read.
pub(super) struct Document {
    path: PathBuf,
    text: String,
}

impl Document {
    fn read(path: &Path) -> Result<Self, Vec<Located>> {
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

    fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T, Vec<Located>> {
        toml::from_str(&self.text)
            .map_err(|e| vec![self.at(e.span().unwrap_or(0..0), e.message().to_owned())])
    }

    /// A problem at a place in this file, given in bytes.
    pub(super) fn at(&self, span: Range<usize>, message: String) -> Located {
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
}

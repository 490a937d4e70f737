//! Reading and checking an incident folder. What is wrong is told with file, line and column, and what was expected.

mod document;
pub mod reading;
mod warn;

use core::fmt;
use std::path::{Path, PathBuf};

use super::file::IncidentFile;
use super::{Story, lower};
use crate::text::{StoryText, Text};

pub(super) use document::Document;

/// Reads, checks and compiles the incident in `folder` with the words in `texts/<lang>.toml` and `texts/<lang>/<id>.toml`.
///
/// # Errors
/// Everything found wrong, file by file and in the order of the lines.
pub fn check(folder: &Path, texts: &Path, lang: &str) -> Result<Story, Vec<Located>> {
    check_and_warn(folder, texts, lang).map(|(story, _)| story)
}

/// The story as far as the simulation needs it, for whoever writes one and wants to see what happens before the words are
/// there: with what is wrong with the words, and with what the questions to the reader foretell.
///
/// # Errors
/// As [`check`], where anything else is wrong.
pub fn check_world(
    folder: &Path,
    texts: &Path,
    lang: &str,
) -> Result<(Story, Vec<Located>), Vec<Located>> {
    let Read {
        story,
        problems,
        plays,
        ..
    } = read(folder, texts, lang)?;
    match story {
        Some(story) if plays => Ok((story, in_order(problems))),
        _ => Err(in_order(problems)),
    }
}

/// The same, with what is not wrong and yet looks like a slip.
///
/// # Errors
/// As [`check`].
pub fn check_and_warn(
    folder: &Path,
    texts: &Path,
    lang: &str,
) -> Result<(Story, Vec<Located>), Vec<Located>> {
    let Read {
        incident,
        words,
        form,
        story,
        problems,
        ..
    } = read(folder, texts, lang)?;
    match story {
        Some(story) if problems.is_empty() => {
            let mut warnings = warn::warnings(&form, &story, &incident);
            warnings.extend(warn::unmarked(&story, &words));
            // The formula is of English.
            if lang == "en" {
                warnings.extend(warn::hard_to_read(&story, &words));
            }
            Ok((story, in_order(warnings)))
        }
        _ => Err(in_order(problems)),
    }
}

/// An incident that was read and lowered, with what is wrong with it.
struct Read {
    incident: Document,
    words: Document,
    form: IncidentFile,
    story: Option<Story>,
    problems: Vec<Located>,
    plays: bool,
}

fn read(folder: &Path, texts: &Path, lang: &str) -> Result<Read, Vec<Located>> {
    let incident = Document::read(&folder.join("incident.toml"))?;
    let form: IncidentFile = incident.parse()?;
    check_id(folder, &incident, &form)?;
    let page_file = Document::read(&texts.join(format!("{lang}.toml")))?;
    let page: Text = page_file.parse()?;
    let text_file = Document::read(&texts.join(lang).join(format!("{}.toml", form.id.as_ref())))?;
    let text: StoryText = text_file.parse()?;
    let mut lowering = lower::Lowering::new(folder, &incident, &text_file);
    let story = lowering.story(&form, text, page);
    let lower::Lowering {
        problems, plays, ..
    } = lowering;
    Ok(Read {
        incident,
        words: text_file,
        form,
        story,
        problems,
        plays,
    })
}

/// The id is the folder's name: the words are found by it, and links to the story hold it.
fn check_id(folder: &Path, incident: &Document, form: &IncidentFile) -> Result<(), Vec<Located>> {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    if *form.id.as_ref() == name {
        return Ok(());
    }
    let message = format!(
        "the id is `{}`, expected the name of the folder, `{name}`",
        form.id.as_ref()
    );
    Err(vec![incident.at(form.id.span(), message)])
}

/// Files in the order in which they were met, places in each by line and column.
fn in_order(mut problems: Vec<Located>) -> Vec<Located> {
    let mut files: Vec<PathBuf> = Vec::new();
    for p in &problems {
        if !files.contains(&p.file) {
            files.push(p.file.clone());
        }
    }
    problems.sort_by_key(|p| (files.iter().position(|f| *f == p.file), p.line, p.column));
    problems.dedup();
    problems
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

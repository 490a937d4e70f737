//! A story as bytes: a line that says what it is, then postcard.

use core::fmt;

use serde::Deserialize;

use super::Story;
use super::reader::Reader;
use crate::text::InspectorText;

/// What every story file begins with: the format's name and version. A change of [`Story`] changes the number.
const MAGIC: &[u8] = b"WIB2\n";

/// The story as bytes.
///
/// # Errors
/// When the library cannot encode it, which no story that was checked causes.
pub fn encode(story: &Story) -> Result<Vec<u8>, PackError> {
    postcard::to_extend(story, MAGIC.to_vec()).map_err(|_| PackError::Damaged)
}

/// The story from bytes, which are not trusted.
///
/// # Errors
/// When they are not a story file, or one of another version, or damaged.
pub fn decode(bytes: &[u8]) -> Result<Story, PackError> {
    let body = bytes.strip_prefix(MAGIC).ok_or(PackError::NotAStory)?;
    let mut reader = Reader::new(body);
    let Ok(story) = Story::deserialize(&mut reader);
    let whole = reader.is_whole()
        && !story.steps.is_empty()
        && story.followed < story.services.len()
        && story.day.from < story.day.until
        && story.text.steps.len() == story.steps.len();
    if whole {
        Ok(story)
    } else {
        Err(PackError::Damaged)
    }
}

/// What the file of the inspector's words begins with. A change of [`InspectorText`] changes the number.
const WORDS: &[u8] = b"WIBI1\n";

/// The inspector's words as bytes.
///
/// # Errors
/// When the library cannot encode them, which no words cause.
pub fn encode_words(words: &InspectorText) -> Result<Vec<u8>, PackError> {
    postcard::to_extend(words, WORDS.to_vec()).map_err(|_| PackError::Damaged)
}

/// The inspector's words from bytes, which are not trusted.
///
/// # Errors
/// As [`decode`].
pub fn decode_words(bytes: &[u8]) -> Result<InspectorText, PackError> {
    let body = bytes.strip_prefix(WORDS).ok_or(PackError::NotAStory)?;
    let mut reader = Reader::new(body);
    let Ok(words) = InspectorText::deserialize(&mut reader);
    if reader.is_whole() {
        Ok(words)
    } else {
        Err(PackError::Damaged)
    }
}

/// Why bytes are not a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackError {
    /// They do not begin as a story file of this version does.
    NotAStory,
    /// They begin well, but do not read to the end, or contradict themselves.
    Damaged,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAStory => "not a story file of this version",
            Self::Damaged => "a damaged story file",
        })
    }
}

impl std::error::Error for PackError {}

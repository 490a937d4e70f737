//! A story as bytes: a line that says what it is and what it needs, then postcard.
//!
//! The first line is text, so that whoever fetches a story can see before it is read which build of the page can play it:
//! `WIB2`, or `WIB2 dnssec` for one whose resolver checks signatures.

use core::fmt;

use super::Story;
use crate::sim::validator::VALIDATES;

/// What every story file begins with: the format's name and version. A change of [`Story`] changes the number.
const MAGIC: &[u8] = b"WIB2";
/// What follows in the first line where the story needs the validator.
const DNSSEC: &[u8] = b" dnssec";

/// The story as bytes.
///
/// # Errors
/// When the library cannot encode it, which no story that was checked causes.
pub fn encode(story: &Story) -> Result<Vec<u8>, PackError> {
    let needs = if story.validates() { DNSSEC } else { b"" };
    let head = [MAGIC, needs, b"\n"].concat();
    postcard::to_extend(story, head).map_err(|_| PackError::Damaged)
}

/// Whether the first line says that the story needs the validator; `None`: it is no story file of this version.
pub fn needs_dnssec(bytes: &[u8]) -> Option<bool> {
    split(bytes).map(|(needs, _)| needs)
}

/// What the first line says, and the rest.
fn split(bytes: &[u8]) -> Option<(bool, &[u8])> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let needy = rest.strip_prefix(DNSSEC);
    let body = needy.unwrap_or(rest).strip_prefix(b"\n")?;
    Some((needy.is_some(), body))
}

/// The story from bytes, which are not trusted.
///
/// # Errors
/// When they are not a story file, or one of another version, or damaged, or when this build cannot play it.
pub fn decode(bytes: &[u8]) -> Result<Story, PackError> {
    let (needs, body) = split(bytes).ok_or(PackError::NotAStory)?;
    if needs && !VALIDATES {
        return Err(PackError::NeedsDnssec);
    }
    let (story, rest): (Story, &[u8]) =
        postcard::take_from_bytes(body).map_err(|_| PackError::Damaged)?;
    let whole = rest.is_empty()
        && story.validates() == needs
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

/// Why bytes are not a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackError {
    /// They do not begin as a story file of this version does.
    NotAStory,
    /// They begin well, but do not read to the end, or contradict themselves.
    Damaged,
    /// Its resolver checks signatures, and this build does not (feature `dnssec`).
    NeedsDnssec,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAStory => "not a story file of this version",
            Self::Damaged => "a damaged story file",
            Self::NeedsDnssec => "a story that checks signatures, for a build with DNSSEC",
        })
    }
}

impl std::error::Error for PackError {}

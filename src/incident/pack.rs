//! A story as bytes: a line that says what it is, then postcard. Two files: what the page opens with, and what exists and
//! breaks, which only the simulation needs.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::reader::Reader;
use super::{Engine, Opening, Stage, Story};
use crate::sim::{Fault, World};
use crate::text::InspectorText;

/// What every story file begins with: the format's name and version. A change of [`Story`] changes the number.
const MAGIC: &[u8] = b"WIB3\n";
/// What the file of a story's world begins with.
const WORLD_MAGIC: &[u8] = b"WIB3 world\n";

/// The two files of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// What the page opens with: everything but the world and its faults, and the traces of the steps.
    pub story: Vec<u8>,
    /// The world and its faults.
    pub world: Vec<u8>,
}

/// What the simulation needs of a story.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Played {
    /// What exists.
    pub world: World,
    /// What breaks.
    pub faults: Vec<Fault>,
}

/// The story as bytes.
///
/// # Errors
/// When the world does not hold together, or the library cannot encode it, which no story that was checked causes.
pub fn encode(story: &Story) -> Result<Files, PackError> {
    let opening = Opening::of(story, Engine::WHOLE).map_err(|_| PackError::Damaged)?;
    let played = Played {
        world: story.world.clone(),
        faults: story.faults.clone(),
    };
    let (opened, world) = (
        postcard::to_extend(&(story, opening), MAGIC.to_vec()),
        postcard::to_extend(&played, WORLD_MAGIC.to_vec()),
    );
    match (opened, world) {
        (Ok(story), Ok(world)) => Ok(Files { story, world }),
        _ => Err(PackError::Damaged),
    }
}

/// The story without its world, from bytes, which are not trusted.
///
/// # Errors
/// When they are not a story file, or one of another version, or damaged.
pub fn decode(bytes: &[u8]) -> Result<(Story, Opening), PackError> {
    let body = bytes.strip_prefix(MAGIC).ok_or(PackError::NotAStory)?;
    let mut reader = Reader::new(body);
    let Ok((story, opening)) = <(Story, Opening)>::deserialize(&mut reader);
    let steps = story.steps.len();
    let whole = reader.is_whole()
        && steps > 0
        && story.followed < story.services.len()
        && story.day.from < story.day.until
        && story.text.steps.len() == steps
        && opening.traces.len() == steps
        && story
            .steps
            .iter()
            .zip(&opening.traces)
            .all(|(s, t)| s.at == t.began);
    if whole {
        Ok((story, opening))
    } else {
        // As where it is held: the code that would free it is left out, and nothing is shown but that it is damaged.
        #[cfg(target_arch = "wasm32")]
        core::mem::forget(story);
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

/// The world of a story, from bytes, which are not trusted.
///
/// # Errors
/// When they are not the file of a world, or one of another version, or damaged.
pub fn decode_world(bytes: &[u8]) -> Result<Played, PackError> {
    let body = bytes
        .strip_prefix(WORLD_MAGIC)
        .ok_or(PackError::NotAStory)?;
    let mut reader = Reader::new(body);
    let Ok(played) = Played::deserialize(&mut reader);
    if reader.is_whole() {
        Ok(played)
    } else {
        Err(PackError::Damaged)
    }
}

impl Files {
    /// The stage of the story in these files, with the simulation.
    ///
    /// # Errors
    /// As [`decode`] and [`decode_world`].
    pub fn stage(&self) -> Result<Stage, PackError> {
        let (story, opening) = decode(&self.story)?;
        let played = decode_world(&self.world)?;
        Ok(Stage::opened(story.kept(), opening).played(Engine::WHOLE, played))
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

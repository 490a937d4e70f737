//! What was checked against real resolvers, and whether that still holds: `assets/checked.toml`.
//!
//! `cargo xtask verify` writes the file by way of [`super::verify`]. The build reads it and puts a sentence into each
//! story. A check is of a story's world, faults and times as the lab is given them, and of our resolver's answers there:
//! when either changes, the fingerprint does, and the sentence says that there is no fresh check.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::export_lab::Export;
use super::lab::scenario::Scenario;
use super::lab::{Answer, walk};
use super::{Error, catalogue};
use crate::dns::dnssec::crypto;
use crate::incident::Story;
use crate::text::fill;

/// The name of the file, in the folder of the assets.
pub const FILE: &str = "checked.toml";
/// What the file begins with.
const HEAD: &str = "# Which stories were checked against real resolvers, when, and what came of it.\n\
                    # Written by `cargo xtask verify`; the page says so while the fingerprint fits.\n\n";
/// The kind of digest: SHA-256 (RFC 4509).
const SHA_256: u8 = 2;

/// The file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    /// The stories that passed, by id.
    #[serde(default)]
    pub story: BTreeMap<String, Check>,
}

/// One story that passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The day of the check (UTC).
    pub date: String,
    /// The resolvers with their versions.
    pub resolvers: Vec<String>,
    /// How many questions were put.
    pub questions: usize,
    /// On how many all resolvers had the same outcome; on the others ours is as that of one of them at least.
    pub agreed: usize,
    /// What was checked: see [`fingerprint`].
    pub fingerprint: String,
}

impl Checked {
    /// Reads the file; where there is none, nothing was checked.
    ///
    /// # Errors
    /// When it does not parse.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let Ok(text) = fs::read_to_string(path) else {
            return Ok(Self::default());
        };
        toml::from_str(&text).map_err(|e| Error::Missing(format!("{}: {e}", path.display())))
    }

    /// Writes the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let unwritten = |e: &dyn core::fmt::Display| {
            Error::Write(format!("{}: cannot be written ({e})", path.display()))
        };
        let text = toml::to_string(self).map_err(|e| unwritten(&e))?;
        fs::write(path, format!("{HEAD}{text}")).map_err(|e| unwritten(&e))
    }

    /// The check of a story, where it is of the story as it is now.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn fresh(&self, story: &Story) -> Result<Option<&Check>, Error> {
        let Some(check) = self.story.get(&story.id) else {
            return Ok(None);
        };
        let now = fingerprint(&Export::new(story)?)?;
        Ok((check.fingerprint == now).then_some(check))
    }
}

/// A digest of what the lab is given and of our answers to it, in hexadecimal digits.
///
/// # Errors
/// When our own lab cannot run it.
pub fn fingerprint(export: &Export) -> Result<String, Error> {
    let files = export.files();
    let scenario = Scenario::from_texts(&export.story, files.iter().cloned().collect())?;
    let mut text = String::new();
    for (name, content) in &files {
        text += &format!("{name}\n{content}\n");
    }
    for answer in walk(&scenario)?.steps {
        text += &line(&answer);
    }
    let digest = crypto::digest(SHA_256, text.as_bytes()).unwrap_or_default();
    Ok(digest.iter().map(|octet| format!("{octet:02x}")).collect())
}

/// What counts of an answer; not its times.
fn line(answer: &Answer) -> String {
    let records: BTreeSet<String> = answer
        .answer
        .iter()
        .filter(|(_, _, rtype, _)| rtype != "RRSIG")
        .map(|(name, _, rtype, data)| format!("{name} {rtype} {data}"))
        .collect();
    let Answer {
        step,
        rcode,
        flags,
        path,
        ..
    } = answer;
    format!("{step} {rcode} {records:?} {flags:?} {path:?}\n")
}

/// The stories of these incidents, or of every one there is, each with the sentence about its check.
///
/// # Errors
/// What the check of incidents finds, of all of them; when the file does not parse.
pub fn stories(incidents: &[String]) -> Result<Vec<Story>, Error> {
    let named = if incidents.is_empty() {
        let folders = catalogue::all()?.into_iter();
        folders.map(|f| f.to_string_lossy().into_owned()).collect()
    } else {
        incidents.to_vec()
    };
    let (mut stories, mut problems) = (Vec::new(), Vec::new());
    for incident in &named {
        match catalogue::open(incident) {
            Ok(mut story) => {
                tell(&mut story)?;
                stories.push(story);
            }
            Err(Error::Input(found)) => problems.extend(found),
            Err(e) => return Err(e),
        }
    }
    if problems.is_empty() {
        Ok(stories)
    } else {
        Err(problems.into())
    }
}

/// Puts the sentence about the check into the story: after what is said of its reconstruction, with the sources.
///
/// # Errors
/// When the file does not parse, or the story's world does not hold together.
pub fn tell(story: &mut Story) -> Result<(), Error> {
    let checked = Checked::read(&catalogue::assets().join(FILE))?;
    let sentence = sentence(story, checked.fresh(story)?);
    let words = &mut story.page.page;
    // Templates are of no use in the browser.
    (words.checked, words.unchecked) = (String::new(), String::new());
    let place = &mut story.text.reconstruction;
    if !place.is_empty() {
        place.push(' ');
    }
    place.push_str(&sentence);
    Ok(())
}

/// The sentence about a check, or about there being none.
pub fn sentence(story: &Story, check: Option<&Check>) -> String {
    let words = &story.page.page;
    match check {
        Some(check) => fill(
            &words.checked,
            &[
                ("resolvers", &check.resolvers.join(", ")),
                ("date", &check.date),
                ("agreed", &check.agreed.to_string()),
                ("questions", &check.questions.to_string()),
            ],
        ),
        None => words.unchecked.clone(),
    }
}

//! Finding incidents on disk and opening them.

use std::fs;
use std::path::{Path, PathBuf};

use super::Error;
use crate::incident::Story;
use crate::incident::check::{Located, check, check_and_warn, check_world};
use crate::text::InspectorText;

/// The language of the words where none is asked for: the one that every story has.
pub const LANG: &str = "en";

/// The story of an incident: `incident` is a folder, its `incident.toml`, or the id of a story under `assets/incidents`.
///
/// # Errors
/// When there is none, or it does not pass the check.
pub fn open(incident: &str) -> Result<Story, Error> {
    let folder = folder(incident)?;
    Ok(check(&folder, &texts(&folder), LANG)?)
}

/// The story of an incident as far as the simulation needs it, with what the check finds wrong besides: in the words, and in
/// what the questions to the reader foretell. What [`open`] takes, this takes.
///
/// # Errors
/// When there is none, or its world does not pass the check.
pub fn play(incident: &str) -> Result<(Story, Vec<Located>), Error> {
    let folder = folder(incident)?;
    Ok(check_world(&folder, &texts(&folder), LANG)?)
}

/// The words of the inspector that go with an incident: beside the stories' words, or else the project's own.
///
/// # Errors
/// When there are none, or they do not read.
pub fn inspector_words(incident: Option<&str>) -> Result<InspectorText, Error> {
    let file = Path::new("inspector").join(format!("{LANG}.toml"));
    let beside = incident.and_then(|i| folder(i).ok());
    let beside = beside
        .map(|f| texts(&f).join(&file))
        .filter(|f| f.is_file());
    let file = beside.unwrap_or_else(|| assets().join("text").join(file));
    let text = fs::read_to_string(&file).map_err(|e| {
        Error::Missing(format!(
            "{}: cannot be read ({e}), expected the words of the inspector",
            file.display()
        ))
    })?;
    toml::from_str(&text).map_err(|e| Error::Missing(format!("{}: {e}", file.display())))
}

/// Checks incidents, each in every language that has words for it, and returns what is not wrong and yet looks like a slip.
/// What [`open`] takes, this takes.
///
/// # Errors
/// Everything that is wrong with them.
pub fn check_each(incidents: &[String]) -> Result<Vec<Located>, Error> {
    let (mut problems, mut warnings): (Vec<Located>, Vec<Located>) = (Vec::new(), Vec::new());
    for incident in incidents {
        let folder = folder(incident)?;
        let texts = texts(&folder);
        for lang in languages(&texts, &folder) {
            // What is wrong with the incident itself is found again in each language.
            let (found, list) = match check_and_warn(&folder, &texts, &lang) {
                Ok((_, found)) => (found, &mut warnings),
                Err(found) => (found, &mut problems),
            };
            for one in found {
                if !list.contains(&one) {
                    list.push(one);
                }
            }
        }
    }
    if problems.is_empty() {
        Ok(warnings)
    } else {
        Err(problems.into())
    }
}

/// The folder of an incident.
///
/// # Errors
/// When there is none.
pub fn folder(incident: &str) -> Result<PathBuf, Error> {
    let path = Path::new(incident);
    if path.is_dir() {
        return Ok(path.to_owned());
    }
    if path.is_file() && path.file_name().is_some_and(|name| name == FILE) {
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
        return Ok(parent.unwrap_or_else(|| Path::new(".")).to_owned());
    }
    let named = incidents().join(incident);
    if !incident.is_empty() && named.join(FILE).is_file() {
        return Ok(named);
    }
    let ids: Vec<String> = all().unwrap_or_default().iter().map(|f| name(f)).collect();
    let known = if ids.is_empty() {
        String::new()
    } else {
        format!(" or one of the stories {}", ids.join(", "))
    };
    Err(Error::Missing(format!(
        "{incident}: there is no such incident, expected a folder with an incident.toml{known}"
    )))
}

/// The folders of all incidents, in the order of their ids.
///
/// # Errors
/// When `assets/incidents` cannot be read.
pub fn all() -> Result<Vec<PathBuf>, Error> {
    let folder = incidents();
    let entries = fs::read_dir(&folder).map_err(|e| {
        Error::Missing(format!(
            "{}: cannot be read ({e}), expected the folder of the incidents",
            folder.display()
        ))
    })?;
    let mut folders: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.join(FILE).is_file())
        .collect();
    folders.sort();
    Ok(folders)
}

/// The name of the file that makes a folder an incident.
const FILE: &str = "incident.toml";

/// `assets/incidents` below the current directory, or else below the package that cargo runs.
fn incidents() -> PathBuf {
    assets().join("incidents")
}

/// `assets` below the current directory, or else below the package that cargo runs.
pub(super) fn assets() -> PathBuf {
    let here = PathBuf::from("assets");
    if here.is_dir() {
        return here;
    }
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or(here, |package| Path::new(&package).join("assets"))
}

/// The folder of the words: `text` beside the `incidents` that the folder lies in, or else the project's own.
fn texts(folder: &Path) -> PathBuf {
    let beside = folder.join("..").join("..").join("text");
    if beside.is_dir() {
        tidy(folder).unwrap_or(beside)
    } else {
        assets().join("text")
    }
}

/// The same folder without the dots, where the path is long enough to say so.
fn tidy(folder: &Path) -> Option<PathBuf> {
    let parts: Vec<_> = folder.components().collect();
    let plain = parts.iter().all(|c| {
        !matches!(
            c,
            std::path::Component::ParentDir | std::path::Component::CurDir
        )
    });
    let up = folder.parent()?.parent()?;
    (plain && parts.len() > 2).then(|| up.join("text"))
}

/// The languages with words for this incident, the one that every story has first.
fn languages(texts: &Path, folder: &Path) -> Vec<String> {
    let mut languages = vec![LANG.to_owned()];
    let words = format!("{}.toml", name(folder));
    let mut others: Vec<String> = fs::read_dir(texts)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.is_dir() && path.join(&words).is_file())
        .map(|path| name(&path))
        .filter(|lang| lang != LANG)
        .collect();
    others.sort();
    languages.extend(others);
    languages
}

fn name(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

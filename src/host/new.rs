//! `wib new`: the files of a new incident, with comments, that pass the check as they are.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Error, catalogue};
use crate::embed::is_id;

/// The files of the skeleton: where each goes, and what is in it. `ID` stands for the incident's id.
const SKELETON: [(&str, &str); 5] = [
    (
        "incidents/ID/incident.toml",
        include_str!("new/incident.toml"),
    ),
    ("incidents/ID/root.zone", include_str!("new/root.zone")),
    ("incidents/ID/com.zone", include_str!("new/com.zone")),
    (
        "incidents/ID/example.com.zone",
        include_str!("new/example.com.zone"),
    ),
    ("text/en/ID.toml", include_str!("new/words.toml")),
];

/// Writes the skeleton below `assets`, and returns the files.
///
/// # Errors
/// When the id is none, when a file is there already, or when one cannot be written. Then none is written.
pub fn new(id: &str) -> Result<Vec<PathBuf>, Error> {
    if !is_id(id) {
        return Err(Error::Usage(format!(
            "`{id}` is no id, expected 1 to 40 small letters, digits and hyphens, such as `example-2024`"
        )));
    }
    let assets = catalogue::assets();
    if !assets.is_dir() {
        return Err(Error::Missing(
            "there is no folder `assets` here, expected to be called in the project’s folder"
                .to_owned(),
        ));
    }
    let files = SKELETON.map(|(path, text)| (assets.join(path.replace("ID", id)), text));
    if let Some((there, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(Error::Missing(format!(
            "{}: is there already, expected an id that no incident has",
            there.display()
        )));
    }
    for (path, text) in &files {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(path, text.replace("@ID@", id)))
            .map_err(|e| Error::Write(format!("{}: cannot be written ({e})", path.display())))?;
    }
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// For people: what was written, and what to do next.
pub fn summary(id: &str, files: &[PathBuf]) -> String {
    let mut text = String::new();
    for file in files {
        text += &format!("wrote {}\n", file.display());
    }
    text += &format!(
        "\nNext: write over what is in them, beginning with {}; then\n\n    wib check {id}\n    wib preview {id}\n\ndocs/write-an-outage.md goes through it.\n",
        files
            .first()
            .map(|f| f.display().to_string())
            .unwrap_or_default()
    );
    text
}

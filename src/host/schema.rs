//! `wib schema`: what may stand in an incident's files, for editors that complete and check them (JSON Schema, draft
//! 2020-12). It is made of the very types that the check reads the files into.

use std::path::Path;

use schemars::schema_for;

use super::Error;
use crate::incident::file::IncidentFile;
use crate::text::StoryText;

/// The files below `assets`, and what they are of: `incident.toml`, and a story's words.
pub const FILES: [&str; 2] = ["incident.schema.json", "words.schema.json"];

/// The schemas with their file names.
pub fn all() -> [(&'static str, String); 2] {
    let [incident, words] = FILES;
    let text = |schema: schemars::Schema| {
        serde_json::to_string_pretty(&schema).map_or_else(|e| e.to_string(), |text| text + "\n")
    };
    [
        (incident, text(schema_for!(IncidentFile))),
        (words, text(schema_for!(StoryText))),
    ]
}

/// Writes them into a folder.
///
/// # Errors
/// When a file cannot be written.
pub fn write(folder: &Path) -> Result<(), Error> {
    for (name, text) in all() {
        let path = folder.join(name);
        std::fs::write(&path, text)
            .map_err(|e| Error::Write(format!("{}: cannot be written ({e})", path.display())))?;
    }
    Ok(())
}

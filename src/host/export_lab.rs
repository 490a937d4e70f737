//! `wib export-lab`: an incident's world as a scenario of the lab, so that real resolvers can be asked the same questions.
//!
//! A lab runs in real time and its servers are on loopback. So `addresses` gives each server an address there;
//! `moments` chooses the times worth asking at, and each begins with resolvers that know nothing; `memory` tells what
//! ours would remember by then, and how to get there within seconds; `state` is what the servers hold and do at a time,
//! with `verbs` for what a fault becomes; `zone` writes zone files; `steps` strings it together, `notes` puts into words what is left out, and [`file`](mod@file) is the
//! form on disk. What the lab cannot express stands in the scenario's `notes`.

mod addresses;
pub mod file;
mod memory;
mod moments;
mod notes;
mod signed;
mod state;
mod steps;
mod verbs;
mod zone;

use std::fs;
use std::path::Path;

use super::Error;
use crate::incident::Story;
use file::ScenarioFile;

/// A scenario with its zone files, before it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// The story's id.
    pub story: String,
    /// What goes into `scenario.json`.
    pub scenario: ScenarioFile,
    /// The zone files: name and text.
    pub zones: Vec<(String, String)>,
}

impl Export {
    /// The scenario of a story.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn new(story: &Story) -> Result<Self, Error> {
        steps::Writer::new(story)?.write()
    }

    /// Writes the files into a folder, which is made if need be.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        let unwritten = |path: &Path, e: std::io::Error| {
            Error::Write(format!("{}: cannot be written ({e})", path.display()))
        };
        fs::create_dir_all(folder).map_err(|e| unwritten(folder, e))?;
        for (name, text) in self.files() {
            let path = folder.join(name);
            fs::write(&path, text).map_err(|e| unwritten(&path, e))?;
        }
        Ok(())
    }

    /// Every file: name and text.
    pub fn files(&self) -> Vec<(String, String)> {
        let scenario = serde_json::to_string_pretty(&self.scenario).unwrap_or_default() + "\n";
        let mut files = vec![("scenario.json".to_owned(), scenario)];
        files.extend(self.zones.iter().cloned());
        files
    }

    /// For people: how much there is, and what the lab cannot express.
    pub fn summary(&self) -> String {
        let steps = &self.scenario.steps;
        let asks = steps.iter().filter(|s| s.ask().is_some()).count();
        let moments = steps.iter().filter(|s| s.restarts()).count();
        let mut lines = format!(
            "{}: {moments} times, {asks} questions, {} servers, {} zone files\n",
            self.story,
            self.scenario.servers.values().flatten().count(),
            self.zones.len()
        );
        for note in &self.scenario.notes {
            lines += &format!("  {note}\n");
        }
        lines
    }
}

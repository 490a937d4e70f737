//! A folder of stories as a reporter has it, and the site that is made of it by the command that a reporter types.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// A project with `incidents` and `text`, with the page's words beside the stories'.
pub(crate) struct Project {
    folder: PathBuf,
}

impl Project {
    /// A new one with what a folder of `tests/fixtures` has: under this name, anew.
    pub(crate) fn of(fixture: &str, name: &str) -> Self {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        let fixture = package.join("tests/fixtures").join(fixture);
        for part in ["incidents", "text"] {
            copy(&fixture.join(part), &folder.join(part));
        }
        let words = package.join("assets/text/en.toml");
        fs::copy(words, folder.join("text/en.toml")).unwrap();
        Self { folder }
    }

    /// The folder of a story's incident.
    pub(crate) fn incident(&self, story: &str) -> PathBuf {
        self.folder.join("incidents").join(story)
    }

    /// The folder of the words.
    pub(crate) fn texts(&self) -> PathBuf {
        self.folder.join("text")
    }

    /// The site with this story alone, made by `cargo xtask stories` of the page that was built.
    pub(crate) fn publish(&self, story: &str) -> PathBuf {
        let into = self.folder.join("site");
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let written = Command::new(cargo)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["xtask", "stories", "--into"])
            .arg(&into)
            .arg(self.incident(story))
            .output()
            .unwrap();
        assert!(
            written.status.success(),
            "cargo xtask stories: {}",
            String::from_utf8_lossy(&written.stderr)
        );
        into
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, to).unwrap();
        }
    }
}

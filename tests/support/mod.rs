//! What the tests of the incidents share.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

use where_it_broke::clock::Time;
use where_it_broke::dns::Name;
use where_it_broke::incident::Story;
use where_it_broke::incident::check::{Located, check};

/// The folder of an incident of the project.
pub(crate) fn incident(id: &str) -> PathBuf {
    assets().join("incidents").join(id)
}

/// The folder of the words.
pub(crate) fn texts() -> PathBuf {
    assets().join("text")
}

pub(crate) fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets")
}

/// An incident of the project with its English words.
pub(crate) fn story(id: &str) -> Story {
    check(&incident(id), &texts(), "en").unwrap_or_else(|problems| panic!("{}", lines(&problems)))
}

/// The ids of all incidents.
pub(crate) fn ids() -> Vec<String> {
    let mut ids: Vec<String> = fs::read_dir(assets().join("incidents"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    ids.sort();
    assert!(!ids.is_empty());
    ids
}

/// A time on the day of Apple's outage.
pub(crate) fn at(clock: &str) -> Time {
    format!("2015-03-11T{clock}Z").parse().unwrap()
}

/// A name.
pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// Problems as `wib check` prints them.
pub(crate) fn lines(problems: &[Located]) -> String {
    let lines: Vec<String> = problems.iter().map(Located::to_string).collect();
    lines.join("\n")
}

/// A copy of Apple's incident with its words, to be damaged. Removed when it goes out of scope.
pub(crate) struct Copy {
    root: PathBuf,
}

impl Copy {
    /// A copy in a folder of its own; `test` is the name of the test, which no other test has.
    pub(crate) fn new(test: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        let _ = fs::remove_dir_all(&root);
        let folders = [
            "incidents/apple-2015",
            "incidents/apple-2015-inside",
            "text",
            "text/en",
        ];
        for folder in folders {
            let to = root.join(folder);
            fs::create_dir_all(&to).unwrap();
            for entry in fs::read_dir(assets().join(folder)).unwrap() {
                let from = entry.unwrap().path();
                if from.is_file() {
                    fs::copy(&from, to.join(from.file_name().unwrap())).unwrap();
                }
            }
        }
        Self { root }
    }

    /// The incident's folder.
    pub(crate) fn incident(&self) -> PathBuf {
        self.root.join("incidents/apple-2015")
    }

    /// The folder of the words.
    pub(crate) fn texts(&self) -> PathBuf {
        self.root.join("text")
    }

    /// Replaces text in a file, which must hold it: the first time only.
    pub(crate) fn replace(&self, file: &str, from: &str, to: &str) -> &Self {
        let path = self.root.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from:?}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        self
    }

    /// Writes a file of its own.
    pub(crate) fn write(&self, file: &str, text: &str) -> &Self {
        fs::write(self.root.join(file), text).unwrap();
        self
    }

    /// Whether a file holds this text.
    pub(crate) fn has(&self, file: &str, text: &str) -> bool {
        fs::read_to_string(self.root.join(file))
            .unwrap()
            .contains(text)
    }

    /// Cuts out what stands from `from` up to the next `upto` after it.
    pub(crate) fn cut(&self, file: &str, from: &str, upto: &str) -> &Self {
        let path = self.root.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let (before, rest) = text.split_once(from).unwrap();
        let end = rest.find(upto).unwrap();
        fs::write(&path, format!("{before}{}", &rest[end..])).unwrap();
        self
    }

    /// The line, from 1, and the column, from 1, at which `text` first stands in a file.
    pub(crate) fn find(&self, file: &str, text: &str) -> (usize, usize) {
        let whole = fs::read_to_string(self.root.join(file)).unwrap();
        let place = whole
            .find(text)
            .unwrap_or_else(|| panic!("{file} has no {text:?}"));
        let before = &whole[..place];
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        (
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        )
    }

    /// The check of the copy.
    pub(crate) fn check(&self) -> Result<Story, Vec<Located>> {
        check(&self.incident(), &self.texts(), "en")
    }

    /// The story, which must pass the check. Another world shows other things than the story's question foretells, so its
    /// choices are left to the sources.
    pub(crate) fn story(&self) -> Story {
        let file = self.incident().join("incident.toml");
        let text = fs::read_to_string(&file).unwrap();
        let untold = text
            .lines()
            .map(|line| match line.strip_prefix("choices = [") {
                Some(_) => "choices = [\"untold\", \"untold\", \"untold\"]",
                None => line,
            });
        fs::write(&file, untold.collect::<Vec<_>>().join("\n")).unwrap();
        self.check()
            .unwrap_or_else(|problems| panic!("{}", lines(&problems)))
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// What to change in one text to get the other: `-` lines go, `+` lines come, with the number of the line.
pub(crate) fn difference(expected: &str, found: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    // How many lines the rest of both have in common, from each pair of places on.
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            out.push(format!("{:5} - {}", i + 1, old[i]));
            i += 1;
        } else {
            out.push(format!("{:5} + {}", j + 1, new[j]));
            j += 1;
        }
    }
    out.join("\n")
}

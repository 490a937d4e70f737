//! The scripts of `tests/page`, which look at the built site in Chromium: screenshots, axe-core, the stored pictures, Lighthouse
//! and the scrubbing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::browsers::{self, Browser};
use crate::cli::OnSite;
use crate::run::{run, run_within};
use crate::say::{Outcome, Trouble, step};
use crate::trunk::{self, DIST};
use crate::{npm, paths, setup, stage};

/// Where the pictures go.
const SHOTS: &str = "target/shots";
/// The pseudo-languages, made of the English words for the pictures and for axe.
const WORDS: &str = "target/words";
/// Their names, as `tests/page/lib/pseudo.mjs` has them.
const PSEUDO: [&str; 2] = ["longer", "rtl"];
/// The story that is looked at.
const STORIES: [&str; 2] = ["apple-2015", "apple-2015-inside"];
/// The scripts that look at the pseudo-languages as well.
const IN_PSEUDO: [&str; 2] = ["axe", "looks"];
/// How long a script may take, beyond what it allows itself.
const LIMIT: Duration = Duration::from_secs(70 * 60);

/// Takes a picture of every state of the site, which is built first unless a folder is named.
pub(crate) fn shots(on: &OnSite) -> Outcome {
    if on.dist.is_none() {
        trunk::site(&setup::page(true)?)?;
    }
    let browser = setup::alone(browsers::chromium)?;
    words()?;
    let mut node = script("shots", on.dist.as_deref(), &browser)?;
    node.args(["--out", SHOTS, "--words", WORDS])
        .args(&on.options);
    run_within(&mut node, LIMIT)
}

/// Runs one script on a site that is there.
pub(crate) fn page(name: &str, on: &OnSite) -> Outcome {
    let browser = setup::alone(browsers::chromium)?;
    let mut node = script(name, on.dist.as_deref(), &browser)?;
    if IN_PSEUDO.contains(&name) {
        words()?;
        node.args(["--words", WORDS]);
    }
    if name == "lighthouse" {
        node.env("WIB_LIGHTHOUSE", setup::alone(npm::lighthouse)?);
    }
    run_within(node.args(&on.options), LIMIT)
}

/// The suites on the site that was built: no violation of what axe-core checks in any state, and pictures as they are stored.
pub(crate) fn suite(name: &str, browser: &Browser) -> Outcome {
    words()?;
    let mut node = script(name, None, browser)?;
    run_within(node.args(["--words", WORDS]), LIMIT)
}

/// Node with a script of `tests/page`, its packages and its browser.
fn script(name: &str, dist: Option<&str>, browser: &Browser) -> Result<Command, Trouble> {
    let file = Path::new("tests/page").join(format!("{name}.mjs"));
    if !file.is_file() {
        return Err(Trouble::try_this(
            format!("there is no script {}", file.display()),
            "ls tests/page",
        ));
    }
    let dist = dist.unwrap_or(DIST);
    if !Path::new(dist).join("index.html").is_file() {
        return Err(Trouble::try_this(
            format!("there is no site in {dist}"),
            "cargo xtask build",
        ));
    }
    let mut node = node()?;
    node.arg(file).args(["--dist", dist]);
    node.env("WIB_CHROMIUM", &browser.chromium);
    Ok(node)
}

fn node() -> Result<Command, Trouble> {
    // npm brings Node, or both are there.
    let modules = setup::alone(npm::modules)?;
    let mut node = Command::new(paths::on_path("node").unwrap_or_else(|| "node".into()));
    node.env("WIB_NODE_MODULES", modules);
    Ok(node)
}

/// Compiles the story in each pseudo-language, with the one that reads it in another way: the same files with other words, in a
/// folder of its own beside the site.
fn words() -> Outcome {
    for name in PSEUDO {
        step(&format!("the story in the pseudo-language `{name}`"));
        let folder = Path::new(WORDS).join(name);
        let incidents = STORIES.map(|story| folder.join("incidents").join(story));
        for (story, incident) in STORIES.iter().zip(&incidents) {
            copy(&Path::new("assets/incidents").join(story), incident)
                .map_err(|error| Trouble::new(format!("{}: {error}", incident.display())))?;
        }
        run(node()?
            .args(["tests/page/pseudo.mjs", name, "assets/text"])
            .arg(folder.join("text"))
            .args(STORIES))?;
        run(stage::wib()
            .args(["pack", "--out"])
            .arg(folder.join("stories"))
            .args(&incidents))?;
    }
    Ok(())
}

/// Copies the files of a folder.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let file: PathBuf = entry?.path();
        if let Some(name) = file.file_name().filter(|_| file.is_file()) {
            fs::copy(&file, to.join(name))?;
        }
    }
    Ok(())
}

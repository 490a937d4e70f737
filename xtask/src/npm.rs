//! The tools that npm ships, pinned by `tests/npm/package-lock.json`, and Lighthouse, which is large, by a lock of its own.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::run;
use crate::say::{Trouble, step};
use crate::{apt, paths};

/// Packages that are installed together.
#[derive(Debug)]
struct Set {
    /// The folder of their pins.
    pins: &'static str,
    /// What they are called in the cache.
    name: &'static str,
    /// What a person reads while they are installed.
    about: &'static str,
}

/// Finds or installs the tools of the release and of the page's tests, and answers the folder of their packages
/// (`node_modules`).
///
/// # Errors
///
/// There is no npm and none can be installed, or it failed; with the command to type.
pub(crate) fn modules() -> Result<PathBuf, Trouble> {
    provide(&Set {
        pins: "tests/npm",
        name: "npm",
        about: "the tools of tests/npm (wasm-opt and esbuild, and what the page's tests use; 137 MB on the disk)",
    })
}

/// The same for Lighthouse, which only `cargo xtask page lighthouse` needs.
///
/// # Errors
///
/// As [`modules`].
pub(crate) fn lighthouse() -> Result<PathBuf, Trouble> {
    provide(&Set {
        pins: "tests/page/lighthouse",
        name: "lighthouse",
        about: "Lighthouse (185 MB on the disk)",
    })
}

fn provide(set: &Set) -> Result<PathBuf, Trouble> {
    let lock = Path::new(set.pins).join("package-lock.json");
    let pins =
        fs::read(&lock).map_err(|error| Trouble::new(format!("{}: {error}", lock.display())))?;
    let home = paths::cache().join(format!("{}-{}", set.name, paths::fingerprint(&pins)));
    let modules = home.join("node_modules");
    if modules.is_dir() {
        return Ok(modules);
    }
    if paths::on_path("npm").is_none() {
        apt::install(
            &["nodejs", "npm"],
            "npm, for wasm-opt and esbuild, which make the release small, and for the page's tests",
        )?;
    }
    step(&format!("installing {} by npm", set.about));
    install(set, &home)?;
    Ok(modules)
}

/// The folder of the programs in `modules`.
pub(crate) fn programs(modules: &Path) -> PathBuf {
    modules.join(".bin")
}

/// Installs into a folder beside, and moves it into place when it is whole.
fn install(set: &Set, home: &Path) -> Result<(), Trouble> {
    let work = home.with_extension("installing");
    copy_pins(set, &work).map_err(|error| Trouble::new(format!("{}: {error}", work.display())))?;
    let mut npm = Command::new(paths::on_path("npm").unwrap_or_else(|| "npm".into()));
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&work);
    run(&mut npm).map_err(|trouble| {
        let by_hand = format!("npm ci --prefix {} --ignore-scripts", set.pins);
        Trouble::try_this(trouble.to_string(), by_hand)
    })?;
    fs::rename(&work, home).map_err(|error| Trouble::new(format!("{}: {error}", home.display())))
}

fn copy_pins(set: &Set, work: &Path) -> io::Result<()> {
    if work.exists() {
        fs::remove_dir_all(work)?;
    }
    fs::create_dir_all(work)?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(Path::new(set.pins).join(name), work.join(name))?;
    }
    Ok(())
}

//! The tools that npm ships, pinned by `tests/npm/package-lock.json`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::run;
use crate::say::{Trouble, step};
use crate::{apt, paths};

/// Where the pins are.
const PINS: &str = "tests/npm";
const BY_HAND: &str = "npm ci --prefix tests/npm --ignore-scripts";

/// Finds or installs the tools, and answers the folder of their packages (`node_modules`).
///
/// # Errors
///
/// There is no npm and none can be installed, or it failed; with the command to type.
pub(crate) fn modules() -> Result<PathBuf, Trouble> {
    let lock = Path::new(PINS).join("package-lock.json");
    let pins =
        fs::read(&lock).map_err(|error| Trouble::new(format!("{}: {error}", lock.display())))?;
    let home = paths::cache().join(format!("npm-{}", paths::fingerprint(&pins)));
    let modules = home.join("node_modules");
    if modules.is_dir() {
        return Ok(modules);
    }
    if paths::on_path("npm").is_none() {
        apt::install(
            &["nodejs", "npm"],
            "npm, for wasm-opt and esbuild, which make the release small",
        )?;
    }
    step(
        "installing the release tools of tests/npm by npm (wasm-opt and esbuild; 115 MB on the disk)",
    );
    install(&home)?;
    Ok(modules)
}

/// The folder of the programs in `modules`.
pub(crate) fn programs(modules: &Path) -> PathBuf {
    modules.join(".bin")
}

/// Installs into a folder beside, and moves it into place when it is whole.
fn install(home: &Path) -> Result<(), Trouble> {
    let work = home.with_extension("installing");
    copy_pins(&work).map_err(|error| Trouble::new(format!("{}: {error}", work.display())))?;
    let mut npm = Command::new(paths::on_path("npm").unwrap_or_else(|| "npm".into()));
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&work);
    run(&mut npm).map_err(|trouble| Trouble::try_this(trouble.to_string(), BY_HAND))?;
    fs::rename(&work, home).map_err(|error| Trouble::new(format!("{}: {error}", home.display())))
}

fn copy_pins(work: &Path) -> io::Result<()> {
    if work.exists() {
        fs::remove_dir_all(work)?;
    }
    fs::create_dir_all(work)?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(Path::new(PINS).join(name), work.join(name))?;
    }
    Ok(())
}

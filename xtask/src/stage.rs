//! Trunk's hook after each build: in release the last touches to the bundle, then the stories and their pages beside it.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::run::{self, run};
use crate::say::{Outcome, Trouble};
use crate::{compress, finish, split, stories};

/// Finishes the folder that Trunk names in `TRUNK_STAGING_DIR`.
pub(crate) fn stage() -> Outcome {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| {
            Trouble::try_this(
                "`stage` is the hook that Trunk calls in a build",
                "cargo xtask build",
            )
        })?;
    let release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    if release {
        split::wasm(&staging)?;
        finish::finish(&staging)?;
    }
    // Before the stories stand in it, so that others can be put into it without a build.
    if release {
        stories::keep(&staging)?;
    }
    // The page is a template for those of the stories, with the names of its files as they will stay. The address of the
    // site, where it is known, is in WIB_SITE.
    run(wib().args(["site", "--into"]).arg(&staging))?;
    if release {
        finish::minify(&staging.join(finish::FRAME))?;
        compress::all(&staging)?;
    }
    Ok(())
}

/// Our own command line, built for this machine.
pub(crate) fn wib() -> Command {
    let mut cargo = run::cargo();
    cargo.args([
        "run",
        "--quiet",
        "--bin",
        "wib",
        "--no-default-features",
        "--features",
        "prerender",
        "--",
    ]);
    cargo
}

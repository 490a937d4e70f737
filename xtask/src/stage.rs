//! Trunk's hook after each build: what goes beside the bundle, and in release the last touches to it.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::embed;
use crate::finish;
use crate::run::{self, run};
use crate::say::{Outcome, Trouble};
use crate::split;

/// The story that the page opens with where its address names none; `index.html` says the same.
const FIRST_STORY: &str = "apple-2015";

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
    run(wib().args(["pack", "--out"]).arg(staging.join("stories")))?;
    // The first story also stands in the page itself, for readers without WebAssembly.
    run(wib()
        .args(["article", FIRST_STORY, "--into"])
        .arg(staging.join("index.html")))?;
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release") {
        split::wasm(&staging)?;
        finish::finish(&staging)?;
    }
    embed::write(&staging)
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

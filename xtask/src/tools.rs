//! Trunk, wasm-bindgen, the splitter and cargo-deny: one that is installed, else built from source into the cache.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::paths;
use crate::run::{self, line, read, run};
use crate::say::{Trouble, step};
use crate::version::{Version, locked};

/// The Trunk that is built here. Newer ones ask for a newer compiler than `rust-version` does.
const TRUNK: &str = "0.21.14";
/// Any installed Trunk from the first to below the second will do: `Trunk.toml` means the same to them.
const TRUNK_FROM: Version = Version(0, 21, 0);
const TRUNK_BELOW: Version = Version(0, 23, 0);

/// A program of crates.io, and how it is built.
#[derive(Debug)]
struct Tool<'a> {
    package: &'a str,
    version: &'a str,
    /// The programs it installs that are used here.
    programs: &'a [&'a str],
    features: &'a [&'a str],
    what_for: &'a str,
    minutes: &'a str,
}

/// Finds or builds Trunk, and answers the folders to put on the PATH (none when it is there already).
///
/// # Errors
///
/// It could not be built; with the command to type.
pub(crate) fn trunk() -> Result<Option<PathBuf>, Trouble> {
    let tool = Tool {
        package: "trunk",
        version: TRUNK,
        programs: &["trunk"],
        // Without the check for updates and the TLS of its proxy, which need much of the build time.
        features: &["--no-default-features"],
        what_for: "builds and serves the page",
        minutes: "about 2 minutes",
    };
    let suits =
        |text: &str| Version::find(text).is_some_and(|v| (TRUNK_FROM..TRUNK_BELOW).contains(&v));
    provide(&tool, suits)
}

/// Finds or builds exactly the wasm-bindgen that `Cargo.lock` names, with its test runner.
///
/// # Errors
///
/// `Cargo.lock` names none, or it could not be built; with the command to type.
pub(crate) fn bindgen() -> Result<Option<PathBuf>, Trouble> {
    let lock = fs::read_to_string("Cargo.lock")
        .map_err(|error| Trouble::new(format!("Cargo.lock: {error}")))?;
    let version = locked(&lock, "wasm-bindgen").ok_or_else(|| {
        Trouble::try_this(
            "Cargo.lock names no wasm-bindgen",
            "cargo generate-lockfile",
        )
    })?;
    let tool = Tool {
        package: "wasm-bindgen-cli",
        version,
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        features: &[],
        what_for: "writes the JavaScript around the wasm; it has to match the library",
        minutes: "about 1 minute",
    };
    provide(&tool, |text| Version::find(text) == Version::find(version))
}

/// Finds or builds the splitter, which moves parts of the page's wasm to files of their own.
///
/// # Errors
///
/// It could not be built; with the command to type.
pub(crate) fn splitter() -> Result<Option<PathBuf>, Trouble> {
    let tool = Tool {
        package: "wasm_split_cli_support",
        version: "0.2.4",
        programs: &["wasm-split-cli"],
        features: &["--features", "build-binary"],
        what_for: "splits the page's wasm into what is fetched first and later",
        minutes: "about half a minute",
    };
    // It does not tell its version, so one that is installed is not taken.
    provide(&tool, |_| false)
}

/// Finds or builds cargo-deny, which holds `deny.toml`.
///
/// # Errors
///
/// It could not be built; with the command to type.
pub(crate) fn deny() -> Result<Option<PathBuf>, Trouble> {
    let tool = Tool {
        package: "cargo-deny",
        version: "0.20.2",
        programs: &["cargo-deny"],
        // Without its own TLS and git, for the advisory database that is not used here.
        features: &["--no-default-features"],
        what_for: "holds licences and sources to deny.toml",
        minutes: "about 1 minute",
    };
    provide(&tool, |text| {
        Version::find(text).is_some_and(|version| version >= Version(0, 18, 0))
    })
}

/// Finds or builds geckodriver, by which tests drive Firefox.
///
/// # Errors
///
/// It could not be built; with the command to type.
pub(crate) fn geckodriver() -> Result<Option<PathBuf>, Trouble> {
    let tool = Tool {
        package: "geckodriver",
        version: "0.37.1",
        programs: &["geckodriver"],
        features: &[],
        what_for: "drives Firefox",
        minutes: "about 3 minutes",
    };
    provide(&tool, |text| {
        Version::find(text).is_some_and(|version| version >= Version(0, 34, 0))
    })
}

fn provide(tool: &Tool<'_>, suits: impl Fn(&str) -> bool) -> Result<Option<PathBuf>, Trouble> {
    let home = paths::cache().join(format!("{}-{}", tool.package, tool.version));
    let bin = home.join("bin");
    if tool
        .programs
        .iter()
        .all(|program| paths::program(&bin, program).is_file())
    {
        return Ok(Some(bin));
    }
    if tool
        .programs
        .iter()
        .all(|program| installed(program, &suits))
    {
        return Ok(None);
    }
    step(&format!(
        "building {} {} from source ({}; {} on two cores)",
        tool.package, tool.version, tool.what_for, tool.minutes
    ));
    // Its own lock file first. A mirror of the registry that lags may lack what that names.
    run(install(tool, &home).arg("--locked")).or_else(|_| {
        step(&format!("{} again, without its lock file", tool.package));
        run(&mut install(tool, &home))
            .map_err(|trouble| Trouble::try_this(trouble.to_string(), by_hand(tool)))
    })?;
    Ok(Some(bin))
}

fn installed(program: &str, suits: impl Fn(&str) -> bool) -> bool {
    paths::on_path(program)
        .and_then(|file| read(Command::new(file).arg("--version")))
        .is_some_and(|text| suits(&text))
}

/// Built for a short build, not for speed: unoptimised, these take a quarter of the time of a release build,
/// and what they do to our page takes them a second.
fn install(tool: &Tool<'_>, home: &PathBuf) -> Command {
    let mut cargo = run::cargo();
    cargo
        .args(["install", tool.package, "--version", tool.version])
        .args(tool.features);
    cargo.args(["--debug", "--force", "--root"]).arg(home);
    cargo
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "0")
        .env("CARGO_INCREMENTAL", "0");
    // Not into the folder of our own build.
    cargo.env_remove("CARGO_TARGET_DIR");
    cargo
}

fn by_hand(tool: &Tool<'_>) -> String {
    let mut cargo = Command::new("cargo");
    cargo
        .args([
            "install",
            tool.package,
            "--version",
            tool.version,
            "--locked",
        ])
        .args(tool.features);
    line(&cargo)
}

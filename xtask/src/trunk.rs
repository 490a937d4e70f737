//! Serving and building the page, with Trunk.

use std::env;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::{Build, Serve};
use crate::run::run;
use crate::say::{Outcome, Trouble, step};
use crate::setup::{self, Page};
use crate::{sizes, stage};

/// Where `Trunk.toml` puts the site.
pub(crate) const DIST: &str = "dist";

/// Where `wib site` reads the site's address.
pub(crate) const SITE: &str = "WIB_SITE";

/// A release has the parts of the page apart; `Trunk.toml` has the features of all other builds.
const RELEASE: [&str; 3] = ["--release", "--features", "csr,split"];

/// What cargo tells the compiler for the page's target alone.
const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// Builds and serves the page until it is interrupted.
pub(crate) fn serve(options: &Serve) -> Outcome {
    // Before the long part. Trunk says it only after the build.
    port_is_free(options.port)?;
    let page = setup::page(options.release)?;
    let mut trunk = trunk(&page);
    trunk
        .arg("serve")
        .args(["--port", &options.port.to_string()]);
    if options.release {
        trunk.args(RELEASE);
    }
    if options.open {
        trunk.arg("--open");
    }
    // Trunk watches the whole folder, as a watch on index.html alone is lost when an editor replaces the file.
    // It stops at a folder to ignore that is not there; dist/ it ignores by itself.
    for folder in ["target", "node_modules", "tests", "xtask"] {
        if Path::new(folder).is_dir() {
            trunk.args(["--ignore", folder]);
        }
    }
    step(&format!(
        "building the page; then http://127.0.0.1:{}/ (Ctrl-C stops it)",
        options.port
    ));
    become_program(&mut trunk)
}

fn port_is_free(port: u16) -> Outcome {
    TcpListener::bind(("127.0.0.1", port))
        .map(drop)
        .map_err(|error| {
            let other = if port == 8080 { 8081 } else { 8080 };
            Trouble::try_this(
                format!("port {port} cannot be had ({error})"),
                format!("cargo xtask serve --port {other}"),
            )
        })
}

/// Writes the release site, prints its sizes and holds them to the budget; then a story as one file, if one is asked for.
pub(crate) fn build(options: &Build) -> Outcome {
    // Before the long part.
    if let Some(story) = &options.single {
        run(stage::wib().args(["check", story]))?;
    }
    let page = setup::page(true)?;
    let mut trunk = trunk(&page);
    if let Some(site) = &options.site {
        trunk.env(SITE, site);
    }
    release(&mut trunk)?;
    sizes::check(Path::new(DIST))?;
    options
        .single
        .as_ref()
        .map_or(Ok(()), |story| single(story))
}

/// Writes a story as one file.
fn single(story: &str) -> Outcome {
    let file = format!("{DIST}/single/{story}.html");
    run(stage::wib().args(["single", story, "--site", DIST, "--out", &file]))
}

/// Writes the release site.
pub(crate) fn site(page: &Page) -> Outcome {
    release(&mut trunk(page))
}

fn release(trunk: &mut Command) -> Outcome {
    step(
        "building the release site (with link-time optimisation: a few minutes when nothing is built yet)",
    );
    run(trunk.arg("build").args(RELEASE))
}

fn trunk(page: &Page) -> Command {
    let program = if cfg!(windows) { "trunk.exe" } else { "trunk" };
    let mut trunk = Command::new(program);
    page.equip(&mut trunk);
    // Trunk reads NO_COLOR as a boolean and stops at any other word than `true` or `false`.
    if env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    // The same page from every machine: no names of its folders in the wasm. Flags that somebody has set go before.
    if env::var_os(FLAGS).is_none()
        && let Some(registry) = registry()
    {
        let flag = format!("--remap-path-prefix={}/=", registry.display());
        trunk.env(FLAGS, flag);
    }
    trunk
}

/// Where cargo keeps the sources of libraries, if the path can stand in a list of flags.
fn registry() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let sources = home
        .or_else(|| Some(env::home_dir()?.join(".cargo")))?
        .join("registry/src");
    let plain = !sources.to_str()?.contains(char::is_whitespace);
    plain.then_some(sources)
}

/// Goes on as `program`, so that whoever interrupts or ends us ends it, and nothing is left behind.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Outcome {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(Trouble::new(format!(
        "`{}` could not be run ({error})",
        crate::run::line(command)
    )))
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Outcome {
    run(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_said_with_another_to_try() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let trouble = port_is_free(port).unwrap_err().to_string();
        assert!(
            trouble.ends_with("run `cargo xtask serve --port 8080`"),
            "{trouble}"
        );
    }
}

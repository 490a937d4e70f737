//! Serving and building the page, with Trunk.

use std::env;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use crate::cli::Serve;
use crate::run::run;
use crate::say::{Outcome, Trouble, step};
use crate::setup::{self, Page};
use crate::sizes;

/// Where `Trunk.toml` puts the site.
pub(crate) const DIST: &str = "dist";

/// A release has the parts of the page apart; `Trunk.toml` has the features of all other builds.
const RELEASE: [&str; 3] = ["--release", "--features", "csr,split"];

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

/// Writes the release site, prints its sizes and holds them to the budget.
pub(crate) fn build() -> Outcome {
    site(&setup::page(true)?)?;
    sizes::check(Path::new(DIST))
}

/// Writes the release site.
pub(crate) fn site(page: &Page) -> Outcome {
    step(
        "building the release site (with link-time optimisation: a few minutes when nothing is built yet)",
    );
    run(trunk(page).arg("build").args(RELEASE))
}

fn trunk(page: &Page) -> Command {
    let program = if cfg!(windows) { "trunk.exe" } else { "trunk" };
    let mut trunk = Command::new(program);
    page.equip(&mut trunk);
    // Trunk reads NO_COLOR as a boolean and stops at any other word than `true` or `false`.
    if env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    trunk
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

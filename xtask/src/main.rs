//! The project's own commands: `cargo xtask serve`, `test`, `build` and the rest.
//!
//! Each sets up what it is missing and no more, says so first, and a second run installs nothing.
//! `setup` calls `toolchain` (which calls `sysroot`), `tools` and `npm`, which install; `trunk`, `stage`, `split`, `finish` and
//! `embed` and `sizes` build the page; `suites` tests it, with `browsers` and `shots`, and `report` says how that went; `verify` asks real
//! resolvers; `bench` and `fuzz` measure and try it; `say`, `run`, `paths`, `version` and `apt` serve them.

mod apt;
mod bench;
mod browsers;
mod cli;
mod embed;
mod finish;
mod fuzz;
mod npm;
mod paths;
mod report;
mod run;
mod say;
mod setup;
mod shots;
mod sizes;
mod split;
mod stage;
mod styles;
mod suites;
mod sysroot;
mod toolchain;
mod tools;
mod trunk;
mod verify;
mod version;

use std::process::ExitCode;

use cli::Command;
use say::{Outcome, Trouble};

fn main() -> ExitCode {
    let command = match cli::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(wrong) => {
            eprintln!("{wrong}\n\n{}", cli::USAGE);
            return ExitCode::from(2);
        }
    };
    match perform(&command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            say::trouble(&trouble);
            ExitCode::FAILURE
        }
    }
}

fn perform(command: &Command) -> Outcome {
    std::env::set_current_dir(paths::root()).map_err(|error| {
        Trouble::new(format!("cannot enter {}: {error}", paths::root().display()))
    })?;
    match command {
        Command::Help => {
            println!("{}", cli::USAGE);
            Ok(())
        }
        Command::Serve(options) => trunk::serve(options),
        Command::Test { quick } => suites::test(*quick),
        Command::Build { single: None } => trunk::build(),
        Command::Build {
            single: Some(story),
        } => not_yet(&format!("build --single {story}")),
        Command::Bench => bench::bench(),
        Command::Fuzz(options) => fuzz::fuzz(options),
        Command::Shots(on) => shots::shots(on),
        Command::Page { script, on } => shots::page(script, on),
        Command::Verify { stories } => verify::verify(stories),
        Command::Stage => stage::stage(),
    }
}

/// Says plainly that a command of the plan has not been built, and fails.
fn not_yet(command: &str) -> Outcome {
    Err(Trouble::new(format!(
        "`cargo xtask {command}` is not there yet"
    )))
}

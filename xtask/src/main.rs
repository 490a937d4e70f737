//! The project's own commands: `cargo xtask serve`, `test`, `build` and the rest.
//!
//! Each sets up what it is missing and no more, says so first, and a second run installs nothing.
//! `setup` calls `toolchain` (which calls `sysroot`), `tools` and `npm`, which install; `trunk`, `stage`, `split`, `finish` (with
//! `scripts` and `styles`), `compress` and `sizes` build the site, and `stories` puts other stories into it; `suites` tests
//! it, with `browsers`, `nginx` and
//! `shots`, and `report` says how that went; `verify` asks real
//! resolvers; `bench` and `fuzz` measure and try it; `say`, `run`, `paths`, `version` and `apt` serve them.

mod apt;
mod bench;
mod browsers;
mod cli;
mod compress;
mod finish;
mod fuzz;
mod nginx;
mod npm;
mod paths;
mod report;
mod run;
mod say;
mod scripts;
mod setup;
mod shots;
mod sizes;
mod split;
mod stage;
mod stories;
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
        Command::Test { quick, everywhere } => suites::test(*quick, *everywhere),
        Command::Build(options) => trunk::build(options),
        Command::Bench => bench::bench(),
        Command::Fuzz(options) => fuzz::fuzz(options),
        Command::Shots(on) => shots::shots(on),
        Command::Page { script, on } => shots::page(script, on),
        Command::Verify { stories } => verify::verify(stories),
        Command::Stories(options) => stories::stories(options),
        Command::Stage => stage::stage(),
    }
}

//! `cargo xtask fuzz`: the fuzz targets, each for a number of inputs, with libFuzzer and what its coverage needs of the
//! default compiler.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::Fuzz;
use crate::paths;
use crate::run::{self, run};
use crate::say::{Outcome, Trouble, step};

/// The targets, and the longest input that is tried of each, in octets.
const TARGETS: [(&str, &str); 5] = [
    ("zone_file", "1024"),
    ("rpl", "4096"),
    ("message", "1232"),
    ("address", "256"),
    ("story", "16384"),
];
/// An input that takes longer, in seconds, counts as a hang.
const TIMEOUT: &str = "-timeout=10";
/// A process that needs more, in megabytes, fails.
const MEMORY: &str = "-rss_limit_mb=1024";
/// What libFuzzer needs to see where an input leads: a counter for each edge, and what is compared with what.
const COVERAGE: [&str; 6] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "--cfg=fuzzing",
];

/// Runs one target or all. Found inputs are kept in `target/fuzz/corpus`, and those that fail in `target/fuzz/failed`.
pub(crate) fn fuzz(options: &Fuzz) -> Outcome {
    let wanted = |name: &str| {
        options
            .target
            .as_deref()
            .is_none_or(|target| target == name)
    };
    let targets: Vec<_> = TARGETS.iter().filter(|(name, _)| wanted(name)).collect();
    if targets.is_empty() {
        let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        return Err(Trouble::new(format!(
            "there is no such target; there are {}",
            names.join(", ")
        )));
    }
    let triple = host()?;
    step("building the fuzz targets (libFuzzer is C++: a compiler for that is needed)");
    let folder = paths::root().join("target/fuzz");
    let mut build = run::cargo();
    build
        .args([
            "build",
            "--release",
            "--manifest-path",
            "fuzz/Cargo.toml",
            "--target",
            &triple,
        ])
        .arg("--target-dir")
        .arg(&folder)
        // With a target given, build scripts and macros are left without counters.
        .env("RUSTFLAGS", COVERAGE.join(" "));
    run(&mut build)?;
    let programs = folder.join(&triple).join("release");
    let mut seeds = run::cargo();
    seeds
        .args([
            "run",
            "--example",
            "fuzz_seeds",
            "--no-default-features",
            "--features",
            "host",
            "--",
        ])
        .arg(folder.join("seeds"));
    run(&mut seeds)?;
    for (name, longest) in targets {
        step(&format!("{name}: {} inputs", options.runs));
        run(&mut one(&folder, &programs, name, longest, options.runs)?)?;
    }
    Ok(())
}

/// One target on what was found before, the first inputs, and the suites of others where they are there.
fn one(
    folder: &Path,
    programs: &Path,
    name: &str,
    longest: &str,
    runs: u64,
) -> Result<Command, Trouble> {
    let made = |path: PathBuf| {
        let trouble = |error| Trouble::new(format!("{}: {error}", path.display()));
        fs::create_dir_all(&path)
            .map_err(trouble)
            .map(|()| path.clone())
    };
    let corpus = made(folder.join("corpus").join(name))?;
    let seeds = made(folder.join("seeds").join(name))?;
    let failed = made(folder.join("failed").join(name))?;
    let mut command = Command::new(paths::program(programs, name));
    command
        .args([TIMEOUT, MEMORY, "-print_final_stats=1", "-reload=0"])
        .args([format!("-runs={runs}"), format!("-max_len={longest}")])
        .arg(format!("-artifact_prefix={}/", failed.display()));
    let words = format!("fuzz/dictionaries/{name}.dict");
    if Path::new(&words).is_file() {
        command.arg(format!("-dict={words}"));
    }
    command.arg(corpus).arg(seeds);
    if name == "rpl" {
        let shared =
            std::env::var_os("WIB_RPL").map_or_else(|| "../shared/rpl".into(), PathBuf::from);
        let suites = [
            "tests/rpl".into(),
            shared.join("deckard"),
            shared.join("unbound"),
        ];
        command.args(suites.iter().filter(|suite: &&PathBuf| suite.is_dir()));
    }
    Ok(command)
}

/// The target triple of this machine.
fn host() -> Result<String, Trouble> {
    let about = run::read(Command::new("rustc").arg("-vV")).unwrap_or_default();
    let triple = about.lines().find_map(|line| line.strip_prefix("host: "));
    triple
        .map(str::to_owned)
        .ok_or_else(|| Trouble::new("rustc does not say for which machine it compiles"))
}

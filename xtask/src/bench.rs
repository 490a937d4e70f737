//! `cargo xtask bench`: all benchmarks, natively by criterion and then in WebAssembly in Node, in one table.

mod table;

use std::path::Path;
use std::process::Command;

use crate::run::{self, read, run};
use crate::say::{Outcome, Trouble, step};
use crate::setup::{self, Page};
use crate::toolchain::TARGET;
use crate::{apt, paths};

/// What builds the benchmarks of the host.
const HOST: [&str; 3] = ["--no-default-features", "--features", "host"];
/// What wasm-bindgen writes from the example of the same name.
const MODULE: &str = "target/wib/bench/bench.js";
/// What the host makes for the cases in WebAssembly.
const INPUTS: &str = "target/wib/bench/inputs";

/// Runs everything and prints the tables.
pub(crate) fn bench() -> Outcome {
    let page = setup::page(false)?;
    if paths::on_path("node").is_none() {
        apt::install(
            &["nodejs"],
            "Node, which runs the benchmarks in WebAssembly",
        )?;
    }
    step("building the benchmarks (with link-time optimisation: some minutes)");
    module(&page)?;
    let mut native = Vec::new();
    for name in ["resolver", "impact"] {
        step(&format!("natively: {name}"));
        native.extend(table::criterion(&measured(
            name,
            &["--output-format", "bencher"],
        )?));
    }
    step("natively: memory");
    let memory = measured("memory", &[])?;
    step("in WebAssembly");
    let node = text(Command::new("node").args(["tests/speed/wasm.mjs", MODULE, INPUTS]))?;
    println!(
        "\n{}\n{}",
        table::times(&native, &table::lines(&node)),
        table::memory(&memory)
    );
    Ok(())
}

/// The example that holds the cases, as a module for Node, and its inputs.
fn module(page: &Page) -> Outcome {
    let folder = Path::new(MODULE).parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .map_err(|error| Trouble::new(format!("{}: {error}", folder.display())))?;
    let mut cargo = page.cargo();
    cargo
        .args([
            "build",
            "--profile",
            "bench",
            "--example",
            "bench",
            "--target",
            TARGET,
        ])
        .args(["--no-default-features", "--features", "dnssec"]);
    run(&mut cargo)?;
    let wasm = format!("target/{TARGET}/release/examples/bench.wasm");
    let mut bindgen = Command::new("wasm-bindgen");
    bindgen
        .args(["--target", "nodejs", "--no-typescript", "--out-dir"])
        .arg(folder)
        .arg(wasm);
    run(page.equip(&mut bindgen))?;
    let mut cargo = run::cargo();
    cargo
        .args(["bench", "--bench", "resolver"])
        .args(HOST)
        .env("WIB_BENCH_INPUTS", INPUTS);
    run(&mut cargo)
}

/// What a benchmark of the host prints.
fn measured(name: &str, options: &[&str]) -> Result<String, Trouble> {
    let mut cargo = run::cargo();
    text(
        cargo
            .args(["bench", "--bench", name])
            .args(HOST)
            .arg("--")
            .args(options),
    )
}

fn text(command: &mut Command) -> Result<String, Trouble> {
    read(command).ok_or_else(|| Trouble::new(format!("`{}` failed", run::line(command))))
}

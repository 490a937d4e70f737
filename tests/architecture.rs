//! The layers: who imports whom, by the table in `src/lib.rs`.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[path = "architecture/source.rs"]
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use source::{Source, code};

/// What each module may import, from the table.
type Table = BTreeMap<String, BTreeSet<String>>;

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The rows of the form `//! | `module` | `a`, `b` |`.
fn table(lib: &str) -> Table {
    let rows = lib.lines().filter_map(|line| line.strip_prefix("//! |"));
    let names = |cell: &str| -> BTreeSet<String> {
        cell.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    let mut table = Table::new();
    for row in rows {
        let mut cells = row.split('|');
        let (Some(module), Some(imports)) = (cells.next(), cells.next()) else {
            continue;
        };
        if let Some(module) = names(module).pop_first() {
            assert!(
                table.insert(module.clone(), names(imports)).is_none(),
                "{module} has two rows"
            );
        }
    }
    assert!(table.len() > 3, "the table in src/lib.rs was not found");
    table
}

/// Every Rust file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The files of the library, each as its module path: `sim/frame.rs` is `["sim", "frame"]`.
fn library() -> Vec<(Vec<String>, PathBuf)> {
    let mut out = Vec::new();
    for path in files(&src()) {
        let relative = path.strip_prefix(src()).unwrap().with_extension("");
        let parts: Vec<String> = relative
            .components()
            .map(|c| c.as_os_str().to_str().unwrap().to_owned())
            .collect();
        let binary = parts
            .first()
            .is_some_and(|p| ["main", "lib", "bin"].contains(&p.as_str()));
        if !binary {
            out.push((parts, path));
        }
    }
    out
}

#[test]
fn every_module_has_a_row() {
    let table = table(&read(&src().join("lib.rs")));
    for (parts, path) in library() {
        assert!(
            table.contains_key(&parts[0]),
            "{} has no row in src/lib.rs",
            path.display()
        );
    }
}

#[test]
fn no_module_imports_what_its_row_does_not_name() {
    let table = table(&read(&src().join("lib.rs")));
    let modules: BTreeSet<String> = table.keys().cloned().collect();
    let mut wrong = Vec::new();
    for (parts, path) in library() {
        let module = &parts[0];
        let allowed = table.get(module).cloned().unwrap_or_default();
        let source = Source::new(&read(&path), parts.len());
        for (line, used) in source.uses(&modules) {
            if used != *module && !allowed.contains(&used) {
                let file = path.strip_prefix(src()).unwrap().display();
                wrong.push(format!(
                    "src/{file}:{line}: `{module}` uses `{used}`, expected one of {allowed:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_rows_lead_in_one_direction() {
    let table = table(&read(&src().join("lib.rs")));
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    while placed.len() < table.len() {
        let next = table.iter().find(|(module, imports)| {
            !placed.contains(module.as_str()) && imports.iter().all(|i| placed.contains(i.as_str()))
        });
        match next {
            Some((module, _)) => placed.insert(module),
            None => panic!(
                "the rows of src/lib.rs run in a circle, or name a module without a row; in order: {placed:?}"
            ),
        };
    }
}

#[test]
fn only_the_browser_module_touches_the_browser() {
    let ours = |path: &PathBuf| {
        *path == src().join("main.rs")
            || *path == src().join("ui/browser.rs")
            || path.starts_with(src().join("ui/browser"))
    };
    let mut wrong = Vec::new();
    for path in files(&src()).into_iter().filter(|p| !ours(p)) {
        for (n, line) in code(&read(&path)).lines().enumerate() {
            for crate_name in ["web_sys", "js_sys", "gloo"] {
                if source::words(line).any(|word| word == crate_name) {
                    wrong.push(format!("{}:{}: {crate_name}", path.display(), n + 1));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "only src/ui/browser.rs and its parts touch the browser:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_core_asks_no_clock_and_starts_no_thread() {
    let core = [
        "clock", "dns", "sim", "impact", "loss", "incident", "text", "embed",
    ];
    let mut wrong = Vec::new();
    for (parts, path) in library() {
        if !core.contains(&parts[0].as_str()) {
            continue;
        }
        let text = code(&read(&path));
        for forbidden in ["SystemTime", "Instant", "thread", "unsafe"] {
            if source::words(&text).any(|word| word == forbidden) {
                wrong.push(format!("{}: {forbidden}", path.display()));
            }
        }
        for forbidden in ["Timestamp::now", "Zoned::now"] {
            if text.contains(forbidden) {
                wrong.push(format!("{}: {forbidden}", path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "same input, same output:\n{}",
        wrong.join("\n")
    );
}

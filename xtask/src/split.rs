//! The wasm of a release: split into the page and its parts, made small, with short names between it and its JavaScript.
//!
//! The splitter needs the wasm as the linker left it, and Trunk has no hook before wasm-bindgen. So this starts again
//! from there: splitter, wasm-bindgen, wasm-opt; and what Trunk put into its folder is replaced.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::finish::files;
use crate::run::run;
use crate::say::{Outcome, Trouble};
use crate::toolchain::TARGET;

/// The wasm of the page, as cargo names it.
const RAW: &str = "where-it-broke.wasm";
/// The module that parts are imported from until the splitter has been there.
const PLACEHOLDER: &str = "__wasm_split_placeholder__";
/// Where a name gets its hash, as [`crate::finish`] looks for it.
const NO_HASH: &str = "0000000000000000";

/// By measurement, after brotli. Never `--all-features`: browsers do not load what comes of it.
const OPTIMISE: [&str; 12] = [
    "-Os",
    "--gufa",
    "--converge",
    "--strip-producers",
    "--strip-target-features",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Splits what was built with parts, and makes all wasm in `staging` small.
///
/// # Errors
///
/// There is no page in the folder, or a tool is not there or fails.
pub(crate) fn wasm(staging: &Path) -> Outcome {
    let cannot = |error: io::Error| Trouble::new(format!("{}: {error}", staging.display()));
    let script = script(staging).map_err(cannot)?.ok_or_else(|| {
        Trouble::new(format!(
            "Trunk has left no page with wasm in {}",
            staging.display()
        ))
    })?;
    if fs::read_to_string(&script)
        .map_err(cannot)?
        .contains(PLACEHOLDER)
    {
        split(&script)?;
    }
    for file in files(staging).map_err(cannot)? {
        if file.extension() == Some(OsStr::new("wasm")) {
            run(Command::new("wasm-opt")
                .args(OPTIMISE)
                .arg(&file)
                .arg("-o")
                .arg(&file))?;
        }
    }
    shorten(&script, &page_of(&script)).map_err(cannot)
}

/// The JavaScript that wasm-bindgen wrote: the one with a wasm of its name.
fn script(staging: &Path) -> io::Result<Option<PathBuf>> {
    let is_script = |file: &PathBuf| file.extension() == Some(OsStr::new("js"));
    Ok(files(staging)?
        .into_iter()
        .find(|file| is_script(file) && page_of(file).is_file()))
}

/// The wasm that belongs to a script.
fn page_of(script: &Path) -> PathBuf {
    script.with_file_name(format!("{}_bg.wasm", stem(script)))
}

fn stem(file: &Path) -> String {
    file.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Puts the page and its parts in the place of the page that Trunk made of all of them together.
fn split(script: &Path) -> Outcome {
    let target = target()?;
    let raw = target.join(TARGET).join("release").join(RAW);
    let (work, name) = (target.join("split"), stem(script));
    let cannot = |error: io::Error| Trouble::new(format!("{}: {error}", work.display()));
    if work.exists() {
        fs::remove_dir_all(&work).map_err(cannot)?;
    }
    run(Command::new("wasm-split-cli")
        .arg(&raw)
        .arg(&work)
        .args(["--out-name", &name]))?;
    let page = work.join(format!("{name}.wasm"));
    // The parts reach the page's functions through the table, which wasm-bindgen would otherwise keep to itself.
    run(Command::new("wasm-bindgen")
        .args(["--target=web", "--no-typescript", "--keep-lld-exports"])
        .args(["--out-name", &name])
        .arg(format!("--out-dir={}", work.display()))
        .arg(&page))?;
    fs::remove_file(&page).map_err(cannot)?;
    // It starts itself, so that the page holds no script. Its wasm is beside it, by the address of the script.
    let start = work.join("start.js");
    let text = format!("import start from \"./{name}.js\";\nstart();\n");
    fs::write(&start, text).map_err(cannot)?;
    // One script instead of three, which would be fetched one after the other.
    run(Command::new("esbuild")
        .arg(start)
        .args(["--bundle", "--format=esm", "--log-level=warning"])
        // wasm-bindgen names the loader once for each part. It is the same each time.
        .arg("--log-override:duplicate-object-key=silent")
        .arg("--allow-overwrite")
        .arg(format!("--outfile={}", script.display())))?;
    place(&work, script).map_err(cannot)
}

/// Copies the wasm from `work` to beside the script; the parts under the names that they are to have there.
fn place(work: &Path, script: &Path) -> io::Result<()> {
    let page = page_of(script);
    let mut text = fs::read_to_string(script)?;
    for file in files(work)? {
        let Some(name) = file.file_name().map(OsStr::to_string_lossy) else {
            continue;
        };
        if Some(&*name) == page.file_name().map(OsStr::to_string_lossy).as_deref() {
            fs::copy(&file, &page)?;
        } else if let Some(part) = part_name(&name) {
            text = text.replace(&format!("./{name}"), &format!("./{part}"));
            fs::copy(&file, script.with_file_name(part))?;
        }
    }
    fs::write(script, text)
}

/// The name of a part on the site: `split_record.wasm` of the splitter becomes `record-<hash>.wasm`.
fn part_name(name: &str) -> Option<String> {
    let stem = name.strip_suffix(".wasm")?;
    let stem = stem.strip_prefix("split_").unwrap_or(stem);
    Some(format!("{stem}-{NO_HASH}.wasm"))
}

/// The folder of cargo's builds: this program is in one of its own.
fn target() -> Result<PathBuf, Trouble> {
    let own = env::current_exe().ok();
    let folder = own.as_deref().and_then(|file| file.parent()?.parent());
    folder
        .map(Path::to_path_buf)
        .ok_or_else(|| Trouble::new("the folder of cargo's builds is not to be found"))
}

/// wasm-bindgen ends the names between the wasm and its script with hashes, which do not compress. They are counted
/// instead, in as many digits, so that nothing in the wasm moves.
fn shorten(script: &Path, page: &Path) -> io::Result<()> {
    let mut text = fs::read_to_string(script)?;
    let mut bytes = fs::read(page)?;
    for (count, name) in hashed_names(&text).iter().enumerate() {
        let Some(start) = name.len().checked_sub(NO_HASH.len()) else {
            continue;
        };
        let Some(stem) = name.get(..start) else {
            continue;
        };
        let short = format!("{stem}{count:016x}");
        text = text.replace(name, &short);
        replace(&mut bytes, name.as_bytes(), short.as_bytes());
    }
    fs::write(script, text)?;
    fs::write(page, bytes)
}

/// The words of a script that end with a hash of 16 digits after an underscore (and an `h`).
fn hashed_names(script: &str) -> BTreeSet<String> {
    let in_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = script.split(|c| !in_word(c));
    let hashed = words.filter(|word| {
        word.len()
            .checked_sub(NO_HASH.len())
            .and_then(|at| word.split_at_checked(at))
            .is_some_and(|(stem, hash)| {
                (stem.ends_with('_') || stem.ends_with("_h"))
                    && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
            })
    });
    hashed.map(str::to_owned).collect()
}

/// Puts `new`, which is as long, wherever `old` is.
fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    let mut from = 0;
    while let Some(found) = bytes
        .get(from..)
        .and_then(|rest| rest.windows(old.len()).position(|window| window == old))
    {
        if let Some(place) = bytes.get_mut(from + found..from + found + old.len()) {
            place.copy_from_slice(new);
        }
        from += found + old.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_hash_are_found_and_nothing_else() {
        let script = "__wbg_new_0123456789abcdef: function() { wasm.invoke__hfedcba9876543210(a_b, 0x0123456789abcdef) }";
        let names: Vec<_> = hashed_names(script).into_iter().collect();
        assert_eq!(
            names,
            ["__wbg_new_0123456789abcdef", "invoke__hfedcba9876543210"]
        );
    }

    #[test]
    fn a_name_is_replaced_in_the_wasm_without_moving_anything() {
        let mut bytes = *b"\x05a_123 a_123\x05";
        replace(&mut bytes, b"a_123", b"a_000");
        assert_eq!(&bytes, b"\x05a_000 a_000\x05");
    }

    #[test]
    fn a_part_has_a_place_for_its_hash_in_its_name() {
        let name = part_name("split_record.wasm");
        assert_eq!(name.as_deref(), Some("record-0000000000000000.wasm"));
        assert_eq!(part_name("__wasm_split.js"), None);
    }
}

//! The last touches to a release: smaller JavaScript, and file names from the final bytes.
//!
//! Trunk takes the hash in a name before wasm-opt and before us, so that different bytes could get the same
//! name and stay in a cache for ever. Here each file gets the name that its last bytes call for.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::paths;
use crate::run::run;
use crate::say::{Outcome, Trouble, step};
use crate::{scripts, styles};

/// The script of the embeds, which `wib site` writes.
pub(crate) const FRAME: &str = "frame.js";
/// The folder of the files whose names follow their bytes: a host may keep them for ever.
const FILES: &str = "files";

/// Digits of the hash that Trunk puts into a file name.
const DIGITS: std::ops::RangeInclusive<usize> = 12..=16;

/// Finishes the release in `folder`.
pub(crate) fn finish(folder: &Path) -> Outcome {
    let cannot = |error: io::Error| Trouble::new(format!("{}: {error}", folder.display()));
    for file in files(folder).map_err(cannot)? {
        if is(&file, "js") {
            minify(&file)?;
        }
    }
    scripts::own_files(folder).map_err(cannot)?;
    styles::join(folder).map_err(cannot)?;
    rename_by_content(folder).map_err(cannot)?;
    gather(folder).map_err(cannot)
}

/// Puts the files with a hash in their names into a folder of their own. They name each other by their place beside each
/// other, which stays.
fn gather(folder: &Path) -> io::Result<()> {
    let mut hashed = files(folder)?;
    hashed.retain(|file| hash_in(&name_of(file)).is_some());
    fs::create_dir_all(folder.join(FILES))?;
    let pages: Vec<PathBuf> = files(folder)?
        .into_iter()
        .filter(|file| is(file, "html"))
        .collect();
    for file in hashed {
        let name = name_of(&file);
        fs::rename(&file, folder.join(FILES).join(&name))?;
        for page in &pages {
            let text = fs::read_to_string(page)?;
            fs::write(
                page,
                text.replace(&format!("./{name}"), &format!("./{FILES}/{name}")),
            )?;
        }
    }
    Ok(())
}

/// All files below `folder`, in the order of their names.
pub(crate) fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in folder.read_dir()? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Trunk's own minifier gives up on what wasm-bindgen writes.
pub(crate) fn minify(file: &Path) -> Outcome {
    let mut esbuild = Command::new("esbuild");
    esbuild
        .arg(file)
        .args(["--minify", "--log-level=warning", "--allow-overwrite"])
        // wasm-bindgen names the loader once for each part. It is the same each time.
        .arg("--log-override:duplicate-object-key=silent");
    // The names at the top of a module are its own, and may be short; those of a script belong to the page.
    if fs::read_to_string(file).is_ok_and(|text| text.contains("import.meta")) {
        esbuild.arg("--format=esm");
    }
    esbuild.arg(format!("--outfile={}", file.display()));
    if find_program("esbuild").is_none() {
        step("no esbuild here, so the JavaScript stays as it is; `cargo xtask build` brings it");
        return Ok(());
    }
    run(&mut esbuild)
}

/// A program anywhere on the PATH, our own tools included.
fn find_program(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Renames what carries a hash: first what names no other file, scripts and pages last, so that a change of a
/// name is in the bytes of those that use it before their own hash is taken.
fn rename_by_content(folder: &Path) -> io::Result<()> {
    let mut hashed = files(folder)?;
    hashed.retain(|file| hash_in(&name_of(file)).is_some());
    hashed.sort_by_key(|file| (is(file, "js"), is(file, "css")));
    for file in hashed {
        let old = name_of(&file);
        let Some(hash) = hash_in(&old) else { continue };
        let new = old.replacen(hash, &paths::fingerprint(&fs::read(&file)?), 1);
        if new != old {
            fs::rename(&file, file.with_file_name(&new))?;
            replace_in_texts(folder, &old, &new)?;
        }
    }
    Ok(())
}

fn replace_in_texts(folder: &Path, old: &str, new: &str) -> io::Result<()> {
    for file in files(folder)? {
        if ["html", "js", "css"]
            .iter()
            .any(|extension| is(&file, extension))
        {
            let text = fs::read_to_string(&file)?;
            if text.contains(old) {
                fs::write(&file, text.replace(old, new))?;
            }
        }
    }
    Ok(())
}

/// The hash in a name such as `where-it-broke-68a1c7e8d3f0a1b2_bg.wasm`.
fn hash_in(name: &str) -> Option<&str> {
    let stem = name.split('.').next()?;
    let last = stem
        .strip_suffix("_bg")
        .unwrap_or(stem)
        .rsplit('-')
        .next()?;
    let is_hash = DIGITS.contains(&last.len()) && last.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hash && last.len() < stem.len()).then_some(last)
}

fn is(file: &Path, extension: &str) -> bool {
    file.extension().is_some_and(|its| its == extension)
}

fn name_of(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_hash_in_a_name_and_nothing_else() {
        assert_eq!(
            hash_in("where-it-broke-68a1c7e8d3f0a1b2_bg.wasm"),
            Some("68a1c7e8d3f0a1b2")
        );
        assert_eq!(hash_in("page-68a1c7e8d3f0a1b.css"), Some("68a1c7e8d3f0a1b"));
        assert_eq!(hash_in("index.html"), None);
        assert_eq!(hash_in("apple-2015.wib"), None);
        assert_eq!(hash_in("68a1c7e8d3f0a1b2.css"), None);
    }

    #[test]
    fn what_may_be_kept_for_ever_has_a_folder_of_its_own() {
        let folder = std::env::temp_dir().join(format!("wib-gather-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("a-68a1c7e8d3f0a1b2.js"), "").unwrap();
        fs::write(folder.join("embed.js"), "").unwrap();
        fs::write(
            folder.join("index.html"),
            "<script src=./a-68a1c7e8d3f0a1b2.js>",
        )
        .unwrap();
        gather(&folder).unwrap();
        let page = fs::read_to_string(folder.join("index.html")).unwrap();
        let there = folder.join("files/a-68a1c7e8d3f0a1b2.js").is_file()
            && folder.join("embed.js").is_file();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(page, "<script src=./files/a-68a1c7e8d3f0a1b2.js>");
        assert!(there);
    }

    #[test]
    fn names_follow_the_final_bytes_through_script_and_page() {
        let folder = std::env::temp_dir().join(format!("wib-finish-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("a-0000000000000000_bg.wasm"), b"wasm").unwrap();
        fs::write(
            folder.join("a-0000000000000000.js"),
            "fetch('a-0000000000000000_bg.wasm')",
        )
        .unwrap();
        fs::write(
            folder.join("index.html"),
            "a-0000000000000000.js a-0000000000000000_bg.wasm",
        )
        .unwrap();
        rename_by_content(&folder).unwrap();
        let page = fs::read_to_string(folder.join("index.html")).unwrap();
        let names: Vec<_> = files(&folder)
            .unwrap()
            .iter()
            .map(|file| name_of(file))
            .collect();
        fs::remove_dir_all(&folder).unwrap();
        let wasm = format!("a-{}_bg.wasm", paths::fingerprint(b"wasm"));
        let script = format!(
            "a-{}.js",
            paths::fingerprint(format!("fetch('{wasm}')").as_bytes())
        );
        assert_eq!(page, format!("{script} {wasm}"));
        assert!(names.contains(&wasm) && names.contains(&script));
    }
}

//! What a reader waits for: the sizes of the first view, and the budget that holds them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::finish::files;
use crate::run::read;
use crate::say::{Outcome, Trouble};

/// The first view after brotli, in bytes: page, styles, scripts, wasm, icon and the story that it opens with.
const BUDGET: u64 = 200_000;
/// The story that the page opens with.
const STORY: &str = "apple-2015";

/// The size of one file in bytes, as it is and compressed as a host would (gzip 9, brotli 11).
#[derive(Debug, PartialEq, Eq)]
struct Size {
    name: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Prints the sizes of the site in `dist`.
///
/// # Errors
///
/// They could not be measured, or the first view is over the budget.
pub(crate) fn check(dist: &Path) -> Outcome {
    let sizes = measure(dist, &first_view(dist)?)?;
    let total: u64 = sizes.iter().map(|size| size.brotli).sum();
    println!("{}", table(&sizes));
    let later = measure(dist, &parts(dist)?)?;
    if !later.is_empty() {
        println!("Fetched when it is needed:\n{}", table(&later));
    }
    if total > BUDGET {
        return Err(Trouble::new(format!(
            "the first view is {total} bytes after brotli, over its budget of {BUDGET}"
        )));
    }
    println!("The first view is {total} bytes after brotli; its budget is {BUDGET}.");
    Ok(())
}

/// The page, what it names, and the story's file.
fn first_view(dist: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let page = dist.join("index.html");
    let cannot =
        |error| Trouble::try_this(format!("{}: {error}", page.display()), "cargo xtask build");
    let html = fs::read_to_string(&page).map_err(cannot)?;
    let mut all = files(dist).map_err(cannot)?;
    all.retain(|file| {
        let name = file
            .strip_prefix(dist)
            .unwrap_or(file)
            .to_string_lossy()
            .replace('\\', "/");
        in_first_view(&name, &html)
    });
    if !all
        .iter()
        .any(|file| file.file_stem().is_some_and(|stem| stem == STORY))
    {
        return Err(Trouble::new(format!(
            "there is no file of the story {STORY} in {}",
            dist.display()
        )));
    }
    Ok(all)
}

/// What is fetched later: wasm that the page does not name, and the world of the story that it opens with.
fn parts(dist: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let first = first_view(dist)?;
    let mut all =
        files(dist).map_err(|error| Trouble::new(format!("{}: {error}", dist.display())))?;
    let world = format!("{STORY}.world.wib");
    all.retain(|file| {
        let is_part = file.extension().is_some_and(|its| its == "wasm");
        (is_part || file.ends_with(&world)) && !first.contains(file)
    });
    Ok(all)
}

fn in_first_view(name: &str, html: &str) -> bool {
    let loaded = [".css", ".js", ".svg", ".wasm"]
        .iter()
        .any(|ending| name.ends_with(ending));
    name == "index.html"
        || (loaded && html.contains(name))
        || name == format!("stories/{STORY}.wib")
}

/// Node carries brotli, and is there for the tools of the release build.
fn measure(dist: &Path, files: &[PathBuf]) -> Result<Vec<Size>, Trouble> {
    const SCRIPT: &str = "const z = require('zlib'), fs = require('fs');
        for (const f of process.argv.slice(1)) { const b = fs.readFileSync(f);
            console.log(b.length, z.gzipSync(b, {level: 9}).length, z.brotliCompressSync(b).length) }";
    let printed = read(Command::new("node").args(["-e", SCRIPT, "--"]).args(files))
        .ok_or_else(|| Trouble::try_this("node could not measure the sizes", "node --version"))?;
    let sizes = files
        .iter()
        .zip(printed.lines())
        .filter_map(|(file, line)| {
            let name = file
                .strip_prefix(dist)
                .unwrap_or(file)
                .to_string_lossy()
                .into_owned();
            let mut numbers = line.split(' ').map(|number| number.parse().ok());
            Some(Size {
                name,
                raw: numbers.next()??,
                gzip: numbers.next()??,
                brotli: numbers.next()??,
            })
        });
    let sizes: Vec<_> = sizes.collect();
    if sizes.len() == files.len() {
        Ok(sizes)
    } else {
        Err(Trouble::new(format!("node printed no sizes: {printed}")))
    }
}

fn table(sizes: &[Size]) -> String {
    let width = sizes
        .iter()
        .map(|size| size.name.len())
        .max()
        .unwrap_or_default()
        .max("total".len());
    let mut text = format!(
        "{:width$}  {:>9}  {:>9}  {:>9}\n",
        "bytes", "raw", "gzip", "brotli"
    );
    let total = Size {
        name: "total".into(),
        raw: sizes.iter().map(|size| size.raw).sum(),
        gzip: sizes.iter().map(|size| size.gzip).sum(),
        brotli: sizes.iter().map(|size| size.brotli).sum(),
    };
    for Size {
        name,
        raw,
        gzip,
        brotli,
    } in sizes.iter().chain([&total])
    {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:width$}  {raw:>9}  {gzip:>9}  {brotli:>9}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_view_is_what_the_page_names_and_its_story() {
        let html =
            "<link href=./page-1.css><script>import './app-2.js'; init('./app-2_bg.wasm')</script>";
        for name in [
            "index.html",
            "page-1.css",
            "app-2.js",
            "app-2_bg.wasm",
            "stories/apple-2015.wib",
        ] {
            assert!(in_first_view(name, html), "{name}");
        }
        for name in ["other.html", "other.css", "stories/other-2016.wib"] {
            assert!(!in_first_view(name, html), "{name}");
        }
    }

    #[test]
    fn the_table_ends_with_the_sums() {
        let size = |name: &str, raw| Size {
            name: name.into(),
            raw,
            gzip: raw / 2,
            brotli: raw / 4,
        };
        let text = table(&[size("index.html", 400), size("a.wasm", 1000)]);
        let last: Vec<_> = text.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(last, ["total", "1400", "700", "350"]);
        assert_eq!(text.lines().count(), 4);
    }
}

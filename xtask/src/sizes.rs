//! What a reader waits for: the sizes of the first view, and the budget that holds them.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::finish::files;
use crate::say::{Outcome, Trouble};

/// The story that the page opens with.
const STORY: &str = "apple-2015";

/// What a first view may cost a reader.
#[derive(Debug)]
struct Budget {
    /// The page, a file of the site.
    page: &'static str,
    /// What it is called in a sentence.
    name: &'static str,
    /// Bytes after brotli: page, styles, scripts, wasm, icon and the story that it opens with.
    bytes: u64,
    /// How many files are asked for.
    requests: usize,
}

/// The pages whose first views are held. A page that is not there is not.
const BUDGETS: [Budget; 2] = [
    Budget {
        page: "index.html",
        name: "the first view",
        bytes: 155_000,
        requests: 7,
    },
    Budget {
        page: "embed.html",
        name: "the first view of the embed",
        bytes: 150_000,
        requests: 6,
    },
];

/// The size of one file in bytes, as it is and compressed as a host sends it (gzip 9, brotli 11).
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
/// They could not be measured, or a first view is over its budget.
pub(crate) fn check(dist: &Path) -> Outcome {
    let mut over = Vec::new();
    for budget in &BUDGETS {
        if budget.page != "index.html" && !dist.join(budget.page).is_file() {
            continue;
        }
        let sizes = measure(dist, &first_view(dist, budget.page)?)?;
        println!("{}", table(&sizes));
        over.extend(held(budget, &sizes));
    }
    let later = measure(dist, &parts(dist)?)?;
    if !later.is_empty() {
        println!("Fetched when it is needed:\n{}", table(&later));
    }
    if over.is_empty() {
        Ok(())
    } else {
        Err(Trouble::new(over.join("; ")))
    }
}

/// Says what a first view costs, and answers where that is too much.
fn held(budget: &Budget, sizes: &[Size]) -> Option<String> {
    let bytes: u64 = sizes.iter().map(|size| size.brotli).sum();
    let (name, requests) = (budget.name, sizes.len());
    let told = format!("{name} is {bytes} bytes after brotli in {requests} requests");
    let most = format!("{} bytes in {} requests", budget.bytes, budget.requests);
    if bytes > budget.bytes || requests > budget.requests {
        return Some(format!("{told}, over its budget of {most}"));
    }
    println!("{told}; its budget is {most}.\n");
    None
}

/// The page, what it names, and the story's file.
fn first_view(dist: &Path, page: &str) -> Result<Vec<PathBuf>, Trouble> {
    let file = dist.join(page);
    let cannot =
        |error| Trouble::try_this(format!("{}: {error}", file.display()), "cargo xtask build");
    let html = fs::read_to_string(&file).map_err(cannot)?;
    let mut all = files(dist).map_err(cannot)?;
    all.retain(|file| {
        let name = file
            .strip_prefix(dist)
            .unwrap_or(file)
            .to_string_lossy()
            .replace('\\', "/");
        in_first_view(&name, page, &html)
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
    let first = first_view(dist, "index.html")?;
    let mut all =
        files(dist).map_err(|error| Trouble::new(format!("{}: {error}", dist.display())))?;
    let world = format!("{STORY}.world.wib");
    all.retain(|file| {
        let is_part = file.extension().is_some_and(|its| its == "wasm");
        (is_part || file.ends_with(&world)) && !first.contains(file)
    });
    Ok(all)
}

fn in_first_view(name: &str, page: &str, html: &str) -> bool {
    let loaded = [".css", ".js", ".svg", ".wasm"]
        .iter()
        .any(|ending| name.ends_with(ending));
    let named = loaded && html.contains(&format!("./{name}"));
    name == page || named || name == format!("stories/{STORY}.wib")
}

/// The files as they are, and the compressed ones beside them.
fn measure(dist: &Path, files: &[PathBuf]) -> Result<Vec<Size>, Trouble> {
    let length = |file: &Path| fs::metadata(file).map(|about| about.len());
    let measured = |file: &PathBuf| -> io::Result<Size> {
        let beside = |ending: &str| {
            let mut name = file.as_os_str().to_owned();
            name.push(ending);
            length(Path::new(&name))
        };
        let name = file.strip_prefix(dist).unwrap_or(file);
        Ok(Size {
            name: name.to_string_lossy().into_owned(),
            raw: length(file)?,
            gzip: beside(".gz")?,
            brotli: beside(".br")?,
        })
    };
    let told =
        |error| Trouble::try_this(format!("a size of the site: {error}"), "cargo xtask build");
    files
        .iter()
        .map(measured)
        .collect::<io::Result<_>>()
        .map_err(told)
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
        let html = "<link href=./files/page-1.css><script src=./files/app-2.js></script><link href=./files/app-2_bg.wasm>\
                    <link rel=canonical href=./stories/other-2016/>";
        for name in [
            "index.html",
            "files/page-1.css",
            "files/app-2.js",
            "files/app-2_bg.wasm",
            "stories/apple-2015.wib",
        ] {
            assert!(in_first_view(name, "index.html", html), "{name}");
        }
        for name in [
            "other.html",
            "files/other.css",
            "files/app-2.js.br",
            "stories/other-2016.wib",
            "stories/apple-2015.wib.br",
            "stories/apple-2015/index.html",
        ] {
            assert!(!in_first_view(name, "index.html", html), "{name}");
        }
    }

    #[test]
    fn a_first_view_over_its_bytes_or_its_requests_is_told() {
        let budget = Budget {
            page: "index.html",
            name: "the first view",
            bytes: 100,
            requests: 2,
        };
        let size = |brotli| Size {
            name: "a".into(),
            raw: brotli,
            gzip: brotli,
            brotli,
        };
        assert_eq!(held(&budget, &[size(50), size(50)]), None);
        let told = held(&budget, &[size(50), size(51)]).unwrap();
        assert!(
            told.contains("101 bytes") && told.contains("100 bytes"),
            "{told}"
        );
        assert!(held(&budget, &[size(1), size(1), size(1)]).is_some());
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

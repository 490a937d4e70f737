//! `cargo xtask stories`: the stories as they are now, put into the page that was built before. Nothing is compiled for the
//! browser, so it takes seconds where a build takes minutes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::Stories;
use crate::run::run;
use crate::say::{Outcome, Trouble, step};
use crate::trunk::{DIST, SITE};
use crate::{compress, finish, npm, paths, setup, sizes, stage};

/// The page without a story, kept by the build of the site in [`DIST`].
const TEMPLATE: &str = "target/page/index.html";
/// Where the stories and their pages are written before they take the place of the older ones.
const STAGING: &str = "target/stories";
/// The folder of the site that is all the stories'.
const FOLDER: &str = "stories";

/// Keeps the page in a folder where the build is finished but for its stories.
///
/// # Errors
///
/// The page cannot be read, or not be kept.
pub(crate) fn keep(staging: &Path) -> Outcome {
    let cannot = |error: io::Error| Trouble::new(format!("{TEMPLATE}: {error}"));
    let template = paths::root().join(TEMPLATE);
    fs::create_dir_all(template.parent().unwrap_or(&template)).map_err(cannot)?;
    fs::copy(staging.join("index.html"), template).map_err(cannot)?;
    Ok(())
}

/// Writes the stories, with their pages, embeds and the catalogue, into the built site, or into a copy of it.
///
/// # Errors
///
/// There is no built site, or it is of another build than the page that was kept; what the check finds in a story; a folder
/// that cannot be written.
pub(crate) fn stories(options: &Stories) -> Outcome {
    let template = template()?;
    let into = Path::new(options.into.as_deref().unwrap_or(DIST));
    let staging = PathBuf::from(STAGING);
    let cannot = |error: io::Error| Trouble::new(format!("{}: {error}", into.display()));
    if staging.exists() {
        fs::remove_dir_all(&staging).map_err(cannot)?;
    }
    fs::create_dir_all(&staging).map_err(cannot)?;
    fs::write(staging.join("index.html"), template).map_err(cannot)?;
    step("the stories as they are now, into the page that is built");
    let mut wib = stage::wib();
    wib.args(["site", "--into"]).arg(&staging);
    wib.args(&options.incidents);
    if let Some(site) = &options.site {
        wib.env(SITE, site);
    }
    run(&mut wib)?;
    finish::minify(&staging.join(finish::FRAME))?;
    compressed(&staging)?;
    // Only now, so that a story with a mistake leaves the site as it was.
    if into != Path::new(DIST) {
        if into.exists() {
            fs::remove_dir_all(into).map_err(cannot)?;
        }
        copy(Path::new(DIST), into).map_err(cannot)?;
    }
    fs::remove_dir_all(into.join(FOLDER)).map_err(cannot)?;
    copy(&staging, into).map_err(cannot)?;
    if into == Path::new(DIST) {
        sizes::check(into)?;
    }
    step(&format!("the site is in {}", into.display()));
    Ok(())
}

/// The page without a story, if it is that of the built site: all the files that it names are there.
fn template() -> Result<String, Trouble> {
    let none = |what: String| Trouble::try_this(what, "cargo xtask build");
    let page = fs::read_to_string(TEMPLATE)
        .map_err(|_| none("there is no built page to put the stories into".to_owned()))?;
    let absent = named(&page).find(|file| !Path::new(DIST).join(file).is_file());
    match absent {
        None => Ok(page),
        Some(file) => Err(none(format!(
            "there is no {file} in {DIST}, which the page needs: it is of another build"
        ))),
    }
}

/// The hashed files that a page names.
fn named(page: &str) -> impl Iterator<Item = &str> {
    page.match_indices("./files/").filter_map(|(at, _)| {
        let rest = page.get(at + 2..)?;
        rest.split(['"', '\'', ' ', '>']).next()
    })
}

/// Compresses what was written. Node does it, which came with the tools of the build.
fn compressed(staging: &Path) -> Outcome {
    if paths::on_path("node").is_none() {
        setup::alone(npm::modules)?;
    }
    compress::all(staging)
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else {
            continue;
        };
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_a_page_are_found_with_and_without_quotes() {
        let page = "<link href=./files/a-0.css rel=x><script src=\"./files/b-1.js\"></script><a href=./stories/>";
        let found: Vec<_> = named(page).collect();
        assert_eq!(found, ["files/a-0.css", "files/b-1.js"]);
    }

    #[test]
    fn a_folder_is_copied_with_all_that_is_in_it() {
        let folder = std::env::temp_dir().join(format!("wib-stories-{}", std::process::id()));
        fs::create_dir_all(folder.join("from/deep")).unwrap();
        fs::write(folder.join("from/deep/a"), "a").unwrap();
        copy(&folder.join("from"), &folder.join("to")).unwrap();
        let there = fs::read_to_string(folder.join("to/deep/a"));
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(there.unwrap(), "a");
    }
}
